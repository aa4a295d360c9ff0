package law

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Known tells whether anything is known.
func (v Value) Known() bool {
	return v.Truth != Unknown || v.Low != nil || v.Likely != nil || v.High != nil || v.Set != nil || v.Whole || !v.At.IsZero()
}

// Write is the value as Parse reads it.
func (f *Fact) Write(v Value) string {
	s := f.write(v)
	if !v.Since.IsZero() && f.Sort != Moment {
		s += "@" + v.Since.Format(time.RFC3339Nano)
	}
	return s
}

func (f *Fact) write(v Value) string {
	switch f.Sort {
	case Bool:
		return v.Truth.String()
	case Number:
		return writeNumber(v)
	case Set:
		s := strings.Join(v.Set, ",")
		switch {
		case s == "" && v.Whole:
			return "none"
		case s == "":
			return Unknown.String()
		case !v.Whole:
			return s + "+"
		}
		return s
	case Moment:
		if !v.At.IsZero() {
			return v.At.Format(time.RFC3339Nano)
		}
	}
	return Unknown.String()
}

func writeNumber(v Value) string {
	n := func(p *int64) string { return strconv.FormatInt(*p, 10) }
	switch {
	case v.Low != nil && v.High != nil && *v.Low == *v.High:
		return n(v.Low)
	case v.Low != nil && v.High != nil && v.Likely != nil:
		return n(v.Low) + "-" + n(v.Likely) + "-" + n(v.High)
	case v.Low != nil && v.High != nil:
		return n(v.Low) + "-" + n(v.High)
	case v.Likely != nil && v.Low != nil:
		return n(v.Low) + "-" + n(v.Likely) + "+"
	case v.Likely != nil && v.High != nil:
		return "0-" + n(v.Likely) + "-" + n(v.High)
	case v.Likely != nil:
		return "~" + n(v.Likely)
	case v.Low != nil:
		return n(v.Low) + "+"
	case v.High != nil:
		return "<=" + n(v.High)
	}
	return Unknown.String()
}

// Say is the value in words of a language, "ja" or "en".
func (f *Fact) Say(v Value, lang string) string {
	if !v.Known() {
		return Text{EN: "unknown", JA: "不明"}.Of(lang)
	}
	switch f.Sort {
	case Bool:
		return [...]Text{No: {"no", "いいえ"}, Suspected: {"suspected", "おそれあり"}, Yes: {"yes", "はい"}}[v.Truth].Of(lang)
	case Number:
		return sayNumber(v, lang)
	case Set:
		return f.saySet(v, lang)
	}
	return v.At.Format("2006-01-02 15:04 -07:00")
}

func sayNumber(v Value, lang string) string {
	var parts []string
	add := func(en, ja string, n int64) {
		parts = append(parts, fmt.Sprintf(Text{EN: en, JA: ja}.Of(lang), thousands(n)))
	}
	switch {
	case v.Low != nil && v.High != nil && *v.Low == *v.High:
		return thousands(*v.Low)
	case v.Low != nil:
		add("at least %s", "%s以上", *v.Low)
	}
	if v.Likely != nil {
		add("about %s", "約%s", *v.Likely)
	}
	if v.High != nil {
		add("at most %s", "最大%s", *v.High)
	}
	return strings.Join(parts, Text{EN: ", ", JA: "、"}.Of(lang))
}

func (f *Fact) saySet(v Value, lang string) string {
	var words []string
	for _, name := range v.Set {
		i := slices.IndexFunc(f.Words, func(w Word) bool { return w.Name == name })
		if i >= 0 {
			name = f.Words[i].Text.Of(lang)
		}
		words = append(words, name)
	}
	switch {
	case len(words) == 0:
		return Text{EN: "none", JA: "なし"}.Of(lang)
	case !v.Whole:
		words = append(words, Text{EN: "perhaps more", JA: "ほかにもあり得る"}.Of(lang))
	}
	return strings.Join(words, Text{EN: ", ", JA: "・"}.Of(lang))
}

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
