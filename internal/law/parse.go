package law

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Parse reads a value as a person types it: of a Bool yes, no, suspected, unknown (はい, いいえ, おそれ, 不明); of a Number 1200, 900-1200
// (between), 900-1000-1200 (with the best value), 1000+ (at least), 900-1000+ (at least, with the best value), <=1200 (at most), ~1200 (about); of a Set its words, JP,EU, and a + behind
// them if there may be more; of a Moment a time, see ParseTime. "@TIME" behind it says since when it is known. Unknown is understood of every sort.
// Times without a zone are those of zone.
func (f *Fact) Parse(text string, zone *time.Location) (Value, error) {
	text = strings.TrimSpace(norm.NFKC.String(text))
	body, since, dated := strings.Cut(text, "@")
	v, err := f.value(strings.TrimSpace(body), zone)
	if err != nil {
		return Value{}, fmt.Errorf("%s: %w", f.Name, err)
	}
	if !dated {
		return v, nil
	}
	if f.Sort == Moment {
		return Value{}, fmt.Errorf("%s: a moment takes no @", f.Name)
	}
	if v.Since, err = ParseTime(strings.TrimSpace(since), zone); err != nil {
		return Value{}, fmt.Errorf("%s: since when: %w", f.Name, err)
	}
	return v, nil
}

func (f *Fact) value(s string, zone *time.Location) (Value, error) {
	if truthOf(s) == "unknown" {
		return Value{}, nil
	}
	switch f.Sort {
	case Bool:
		for t := No; t <= Yes; t++ {
			if truthOf(s) == t.String() {
				return Value{Truth: t}, nil
			}
		}
		return Value{}, errors.New("wanted yes, no, suspected or unknown")
	case Number:
		return numberOf(s)
	case Set:
		return f.set(s)
	case Moment:
		t, err := ParseTime(s, zone)
		return Value{At: t}, err
	}
	return Value{}, fmt.Errorf("of no known sort %q", f.Sort)
}

// truths are the words of a truth beside its own.
var truths = map[string][]string{
	"yes":       {"y", "true", "はい", "あり", "有", "有り", "該当"},
	"no":        {"n", "false", "いいえ", "なし", "無", "無し", "非該当"},
	"suspected": {"maybe", "possibly", "おそれ", "恐れ", "おそれあり", "疑い", "可能性あり"},
	"unknown":   {"?", "不明", "未確認", "調査中"},
}

func truthOf(s string) string {
	s = strings.ToLower(s)
	for name, words := range truths {
		if s == name || slices.Contains(words, s) {
			return name
		}
	}
	return ""
}

// numberOf reads a number, or its bounds.
func numberOf(s string) (Value, error) {
	bad := errors.New("wanted a number (1200), bounds (900-1200), 1000+, <=1200, ~1200 or unknown")
	for _, unit := range []string{"人", "名", "件"} {
		s = strings.TrimSuffix(s, unit)
	}
	s = strings.NewReplacer(",", "", "、", "", "〜", "-", "~", "~", "–", "-", " ", "", "約", "~", "≤", "<=", "以上", "+").Replace(s)
	switch {
	case strings.HasPrefix(s, "<="):
		high, err := whole(s[2:])
		return Value{High: high}, because(err, bad)
	case strings.HasPrefix(s, "~"):
		likely, err := whole(s[1:])
		return Value{Likely: likely}, because(err, bad)
	}
	s, more := strings.CutSuffix(s, "+")
	n, err := rising(s)
	switch {
	case err != nil:
	case more && len(n) == 1:
		return Value{Low: n[0]}, nil
	case more && len(n) == 2:
		return Value{Low: n[0], Likely: n[1]}, nil
	case more:
	case len(n) == 1, len(n) == 2 && *n[0] == *n[1]:
		return Value{Low: n[0], Likely: n[0], High: n[0]}, nil
	case len(n) == 2:
		return Value{Low: n[0], High: n[1]}, nil
	case len(n) == 3:
		return Value{Low: n[0], Likely: n[1], High: n[2]}, nil
	}
	return Value{}, bad
}

// rising reads numbers between hyphens, none smaller than the one before.
func rising(s string) ([]*int64, error) {
	var n []*int64
	for part := range strings.SplitSeq(s, "-") {
		v, err := whole(part)
		if err != nil {
			return nil, err
		}
		if len(n) > 0 && *v < *n[len(n)-1] {
			return nil, errors.New("bounds out of order")
		}
		n = append(n, v)
	}
	return n, nil
}

// because is the error to tell if there is one.
func because(err, tell error) error {
	if err != nil {
		return tell
	}
	return nil
}

func whole(s string) (*int64, error) {
	n, err := strconv.ParseUint(s, 10, 62)
	if err != nil {
		return nil, err
	}
	v := int64(n)
	return &v, nil
}

// set reads words. What is typed is all there is, unless a + stands behind it.
func (f *Fact) set(s string) (Value, error) {
	s = strings.NewReplacer("、", ",", "・", ",").Replace(s)
	v := Value{Whole: true}
	if rest, more := strings.CutSuffix(s, "+"); more {
		v.Whole, s = false, strings.TrimSuffix(strings.TrimSpace(rest), ",")
	}
	if truthOf(s) == "no" || strings.EqualFold(s, "none") {
		return v, nil
	}
	for word := range strings.SplitSeq(s, ",") {
		name, ok := f.word(strings.TrimSpace(word))
		if !ok {
			return Value{}, fmt.Errorf("wanted words of: %s", strings.Join(f.names(), ", "))
		}
		if !slices.Contains(v.Set, name) {
			v.Set = append(v.Set, name)
		}
	}
	return v, nil
}

// word is the name of a word that may be typed otherwise.
func (f *Fact) word(s string) (string, bool) {
	for _, w := range f.Words {
		for _, as := range append([]string{w.Name, w.Text.EN, w.Text.JA}, w.Also...) {
			if strings.EqualFold(s, norm.NFKC.String(as)) {
				return w.Name, true
			}
		}
	}
	return "", false
}

func (f *Fact) names() []string {
	var out []string
	for _, w := range f.Words {
		out = append(out, w.Name)
	}
	return out
}

// layouts are the ways to write a time, those with a zone of their own first.
var layouts = []struct {
	layout string
	zoned  bool
}{
	{time.RFC3339Nano, true}, {"2006-01-02T15:04Z07:00", true}, {"2006-01-02 15:04Z07:00", true}, {"2006-01-02 15:04:05Z07:00", true},
	{"2006-01-02T15:04:05", false}, {"2006-01-02T15:04", false}, {"2006-01-02 15:04:05", false}, {"2006-01-02 15:04", false},
	{"2006/1/2 15:04", false}, {"2006年1月2日 15:04", false}, {"2006年1月2日15時4分", false},
}

var dates = []string{"2006-01-02", "2006/1/2", "2006年1月2日"}

// ParseTime reads RFC 3339, 2026-12-04 10:30 (in zone) or 2026-12-04: the beginning of that day in zone, so that no clock begins too late.
func ParseTime(text string, zone *time.Location) (time.Time, error) {
	for _, l := range layouts {
		t, err := time.ParseInLocation(l.layout, text, zone)
		if err == nil && sane(t) {
			return t, nil
		}
	}
	if t, ok := ParseDay(text, zone); ok {
		return t, nil
	}
	return time.Time{}, errors.New("wanted a time (2026-12-04T10:30:00+09:00, 2026-12-04 10:30) or a day (2026-12-04)")
}

// ParseDay reads a bare day and tells whether it was one.
func ParseDay(text string, zone *time.Location) (time.Time, bool) {
	for _, l := range dates {
		if t, err := time.ParseInLocation(l, text, zone); err == nil && sane(t) {
			return t, true
		}
	}
	return time.Time{}, false
}

// sane leaves out years that can only be a slip: what has no calendar has no clock.
func sane(t time.Time) bool { return t.Year() >= 1990 && t.Year() < 2200 }
