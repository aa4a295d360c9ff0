package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// Retention is how long a person may be kept, and from which of the source's dates on.
type Retention struct {
	Years, Months, Days int
	From                string // a column; "" is not told
}

// Before is the day on or before which the date of From must lie for the time to be over.
func (r *Retention) Before(now time.Time) time.Time {
	return now.AddDate(-r.Years, -r.Months, -r.Days)
}

// String is the time as it is written: 5y, 1y6m, 90d.
func (r *Retention) String() string {
	var b strings.Builder
	for _, p := range []struct {
		n    int
		unit string
	}{{r.Years, "y"}, {r.Months, "m"}, {r.Days, "d"}} {
		if p.n > 0 {
			fmt.Fprintf(&b, "%d%s", p.n, p.unit)
		}
	}
	return b.String()
}

// In is the time in words of a language: 1年6か月 in "ja", else as it is written.
func (r *Retention) In(lang string) string {
	if lang == "ja" {
		return strings.NewReplacer("y", "年", "m", "か月", "d", "日").Replace(r.String())
	}
	return r.String()
}

// units of a time, in days or months.
var units = map[string]struct{ months, days int }{
	"y": {12, 0}, "year": {12, 0}, "years": {12, 0}, "年": {12, 0}, "年間": {12, 0},
	"m": {1, 0}, "month": {1, 0}, "months": {1, 0}, "か月": {1, 0}, "ヶ月": {1, 0}, "カ月": {1, 0}, "ヵ月": {1, 0}, "ケ月": {1, 0}, "か月間": {1, 0}, "ヶ月間": {1, 0},
	"w": {0, 7}, "week": {0, 7}, "weeks": {0, 7}, "週": {0, 7}, "週間": {0, 7},
	"d": {0, 1}, "day": {0, 1}, "days": {0, 1}, "日": {0, 1}, "日間": {0, 1},
}

// ParseRetention reads 5y, 90d, "1y 6m", "5 years", 5年, 90日間, P5Y.
func ParseRetention(s string) (Retention, bool) {
	s = strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	if len(s) > 64 {
		return Retention{}, false
	}
	s = strings.TrimPrefix(s, "p") // ISO 8601
	months, days, some := 0, 0, false
	for s != "" {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		v, err := strconv.Atoi(s[:n])
		if err != nil || v > 36500 {
			return Retention{}, false
		}
		rest := strings.TrimLeft(s[n:], " ")
		end := strings.IndexFunc(rest, func(r rune) bool { return r >= '0' && r <= '9' })
		if end < 0 {
			end = len(rest)
		}
		u, ok := units[strings.TrimRight(rest[:end], " 、,と")]
		if !ok {
			return Retention{}, false
		}
		months, days, some = months+v*u.months, days+v*u.days, true
		s = rest[end:]
	}
	r := Retention{Years: months / 12, Months: months % 12, Days: days}
	return r, some && months <= 12000 && days <= 365000 && months+days > 0
}

// writtenRetention is "5y", or {keep: 5y, from: 退会日}.
type writtenRetention struct{ Keep, From string }

// UnmarshalYAML implements yaml.Unmarshaler. The library's own strictness ends at such a method, so keys are checked here.
func (w *writtenRetention) UnmarshalYAML(n *yaml.Node) error {
	fail := func(n *yaml.Node, what string) error {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %s", n.Line, what)}}
	}
	if n.Kind == yaml.ScalarNode {
		w.Keep = n.Value
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return fail(n, "cannot unmarshal")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case seen[k.Value]:
			return fail(k, "mapping key x already defined at line 1")
		case v.Kind != yaml.ScalarNode:
			return fail(v, "cannot unmarshal")
		case k.Value == "keep":
			w.Keep = v.Value
		case k.Value == "from":
			w.From = v.Value
		default:
			return fail(k, "field x not found in type x")
		}
		seen[k.Value] = true
	}
	return nil
}
