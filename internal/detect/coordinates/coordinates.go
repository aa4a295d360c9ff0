// Package coordinates knows places on earth: pairs of decimal degrees, one of them in a column, degrees with minutes and
// seconds. In running text only a pair with at least four decimals each counts; a single number needs its column's name.
package coordinates

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.LocationCoordinates }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 5, MaxDigits: 18, Dotted: true, Takes: func(_, groups int) bool { return groups == 2 }, Usual: usual, Whole: detect.Whole{Min: 3, Max: 80, Has: detect.Digit}}
}
func (detector) MaxLen() int { return 80 }

// Judge reads a pair at the candidate, or the whole value.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	t := c.Text
	if c.Whole {
		return whole(c)
	}
	if c.NGroup != 2 || c.Sep != detect.SepDot || c.Groups[0] > 3 || c.Groups[1] < 3 || c.Before == 'a' || c.Before == '_' || c.Before == '.' {
		return detect.Match{}, false
	}
	start := c.Start
	if start > c.Lo && t[start-1] == '-' {
		start--
	}
	a, i, an, ok := degree(t, start, c.Hi)
	if !ok {
		return detect.Match{}, false
	}
	b, end, bn, ok := second(t, i, c.Hi)
	if !ok || !(in(a, 90) && in(b, 180) || in(a, 180) && in(b, 90)) || !c.Labelled && (an < 4 || bn < 4) {
		if c.Labelled && in(a, 180) {
			return detect.Match{Start: start, End: i, Evidence: detect.Shape | detect.Weak}, true
		}
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Structure
	if a == 0 && b == 0 {
		e |= detect.TestValue
	}
	return detect.Match{Start: start, End: end, Evidence: e | region(a, b)}, true
}

func whole(c *detect.Candidate) (detect.Match, bool) {
	if c.End-c.Start < 3 || c.End-c.Start > 80 || c.NGroup == 1 {
		return detect.Match{}, false
	}
	t, lo, hi := c.Text, c.Start, c.End
	if t[lo] >= 0x80 {
		return sexagesimal(c)
	}
	if t[lo] == 'P' && bytes.HasPrefix(t[lo:hi], []byte("POINT")) {
		lo += len("POINT")
	}
	for hi > lo && (t[lo] == '(' || t[lo] == '[' || t[lo] == ' ') {
		lo++
	}
	for hi > lo && (t[hi-1] == ')' || t[hi-1] == ']') {
		hi--
	}
	a, i, an, ok := degree(t, lo, hi)
	if !ok {
		return sexagesimal(c)
	}
	if i == hi {
		if an < 3 || !in(a, 180) {
			return detect.Match{}, false
		}
		e := detect.Shape
		if an < 4 {
			e |= detect.Weak
		}
		return detect.Match{Start: c.Start, End: c.End, Evidence: e}, true
	}
	b, end, bn, ok := second(t, i, hi)
	if !ok || end != hi || an < 2 || bn < 2 || !(in(a, 90) && in(b, 180) || in(a, 180) && in(b, 90)) {
		return sexagesimal(c)
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape | detect.Structure | region(a, b)}, true
}

// usual tells one number of at most three digits, a point and at least four decimals.
func usual(v []byte) detect.Evidence {
	i := 0
	if len(v) > 0 && v[0] == '-' {
		i = 1
	}
	n, start := 0, i
	for i < len(v) && v[i]-'0' <= 9 && i-start < 4 {
		n = n*10 + int(v[i]-'0')
		i++
	}
	if i == start || i-start > 3 || n >= 180 || i == len(v) || v[i] != '.' || len(v)-i < 5 || len(v)-i > 20 || !digits.All(v[i+1:]) {
		return 0
	}
	return detect.Shape
}

// region is Issuer if the pair lies in or around Japan, China, Korea or Taiwan, in either order.
func region(a, b float64) detect.Evidence {
	if a > b {
		a, b = b, a
	}
	if a > 17 && a < 55 && b > 72 && b < 155 {
		return detect.Issuer
	}
	return 0
}

func in(v, limit float64) bool { return v >= -limit && v <= limit }

// degree reads a decimal number with a point.
func degree(t []byte, i, hi int) (v float64, end, decimals int, ok bool) {
	sign := 1.0
	if i < hi && (t[i] == '-' || t[i] == '+') {
		if t[i] == '-' {
			sign = -1
		}
		i++
	}
	n := 0
	for i < hi && '0' <= t[i] && t[i] <= '9' && n < 4 {
		v = v*10 + float64(t[i]-'0')
		i, n = i+1, n+1
	}
	if n == 0 || n > 3 || i >= hi || t[i] != '.' {
		return 0, 0, 0, false
	}
	i++
	scale := 0.1
	for i < hi && '0' <= t[i] && t[i] <= '9' && decimals < 20 {
		v += float64(t[i]-'0') * scale
		scale /= 10
		i, decimals = i+1, decimals+1
	}
	if i < hi && (t[i] == '.' || t[i] >= 'a' && t[i] <= 'z' || t[i] == '_') {
		return 0, 0, 0, false
	}
	return v * sign, i, decimals, decimals > 0
}

// second reads the other number of a pair behind a comma or a blank.
func second(t []byte, i, hi int) (v float64, end, decimals int, ok bool) {
	n := 0
	for ; i < hi && n < 4; n++ {
		if b := t[i]; b != ',' && b != ' ' && b != ';' && b != '/' {
			break
		}
		i++
	}
	if n == 0 {
		return 0, 0, 0, false
	}
	return degree(t, i, hi)
}

// sexagesimal accepts values of degrees, minutes and seconds: 35°41'22"N, 北緯35度41分22秒.
func sexagesimal(c *detect.Candidate) (detect.Match, bool) {
	v := c.Text[c.Start:c.End]
	if !(bytes.Contains(v, []byte("°")) || bytes.Contains(v, []byte("度"))) ||
		!(bytes.ContainsAny(v, "'\"") || bytes.Contains(v, []byte("分")) || bytes.Contains(v, []byte("′"))) {
		return detect.Match{}, false
	}
	n := 0
	for _, b := range v {
		if '0' <= b && b <= '9' {
			n++
		}
	}
	if n < 4 || n > 24 {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: detect.Shape | detect.Structure}, true
}
