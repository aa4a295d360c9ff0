// Package account knows what one system calls its users and an employer its workers: numbers and handles without a shape
// of their own. Only a label or the field's name tells them.
package account

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{ kind pii.Kind }

// ID returns the detector of account IDs, user names and customer numbers.
func ID() detect.Detector { return detector{pii.AccountID} }

// Employee returns the detector of employees' numbers.
func Employee() detect.Detector { return detector{pii.EmployeeID} }

func (d detector) Kind() pii.Kind { return d.kind }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Label: true, Usual: usual, Whole: detect.Whole{OnlyLabels: true}}
}
func (detector) MaxLen() int { return 64 }

// Judge accepts one token of letters, digits and a few signs, in running text only one with a digit in it.
func (d detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	if !c.Labelled && c.Whole {
		return detect.Match{}, false
	}
	t, end, figures, wide := c.Text, c.Start, 0, 0
	for end < c.End && end-c.Start <= 64 {
		b := t[end]
		if !('0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' || b == '-' || b == '.' || b == '@' || b == '#' || b >= 0x80) {
			break
		}
		if '0' <= b && b <= '9' {
			figures++
		}
		if b >= 0x80 {
			if !c.Whole {
				break
			}
			wide++
			if b == 0xBC && end+1 < c.End && t[end+1] >= 0x90 && t[end+1] <= 0x99 {
				figures++
			}
		}
		end++
	}
	v := t[c.Start:end]
	if len(v) == 0 || len(v) > 64 || c.Whole && end != c.End {
		return detect.Match{}, false
	}
	if d.kind == pii.EmployeeID && (figures == 0 || wide > 0 && !wideDigits(v)) {
		return detect.Match{}, false
	}
	for !c.Whole && len(v) > 0 && (v[len(v)-1] == '.' || v[len(v)-1] == '-') {
		v = v[:len(v)-1]
	}
	if !c.Whole && (figures == 0 || len(v) < 3) || nothing(v) {
		return detect.Match{}, false
	}
	e := detect.Shape
	if figures == 0 || len(v) < 3 {
		e |= detect.Weak
	}
	return detect.Match{Start: c.Start, End: c.Start + len(v), Evidence: e}, true
}

// usual tells a token of at least three letters and digits with a digit among them.
func usual(v []byte) detect.Evidence {
	if len(v) < 3 || len(v) > 64 {
		return 0
	}
	all, some := sign, uint8(0)
	for _, b := range v {
		all &= class[b]
		some |= class[b]
	}
	if all&sign == 0 || some&figure == 0 {
		return 0
	}
	return detect.Shape
}

// Bits of class: sign stands for everything that a token in ASCII is made of.
const (
	sign uint8 = 1 << iota
	figure
)

var class = func() (t [256]uint8) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-32] = sign, sign
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = sign | figure
	}
	for _, c := range []byte("_-.@#") {
		t[c] = sign
	}
	return t
}()

// wideDigits tells whether everything beyond ASCII is 全角 digits.
func wideDigits(v []byte) bool {
	for i := 0; i < len(v); i++ {
		if v[i] >= 0x80 {
			if i+2 >= len(v) || v[i] != 0xEF || v[i+1] != 0xBC {
				return false
			}
			i += 2
		}
	}
	return true
}

// nothing tells the words that programs write where there is no value.
func nothing(v []byte) bool {
	if len(v) > 9 {
		return false
	}
	var buf [9]byte
	low := append(buf[:0], v...)
	for i, b := range low {
		if 'A' <= b && b <= 'Z' {
			low[i] |= 0x20
		}
	}
	switch string(low) {
	case "null", "nil", "none", "undefined", "true", "false", "n/a", "unknown", "-", "--", "admin", "root", "guest", "anonymous", "system", "0":
		return true
	}
	return false
}
