// Package mac knows the addresses of network interfaces (EUI-48): six bytes in hexadecimal, joined by colons, hyphens or
// in threes by dots. Broadcast, zero and multicast addresses are not found.
package mac

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.MACAddress }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Byte: ':', Whole: detect.Whole{Min: 14, Max: 17, Has: detect.Mark, Not: detect.At | detect.High}}
}
func (detector) MaxLen() int { return 17 }

// Judge accepts six pairs joined by colons; as a whole value also with hyphens, dots or nothing between.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	t := c.Text
	if c.Whole {
		return whole(c)
	}
	lo := c.Start - 2
	hi := lo + 17
	if lo < c.Lo || hi > c.Hi || lo > c.Lo && (word(t[lo-1]) || t[lo-1] == ':' || t[lo-1] == '-') || hi < c.Hi && (word(t[hi]) || t[hi] == ':') {
		return detect.Match{}, false
	}
	for i := range 17 {
		if b := t[lo+i]; i%3 == 2 && b != ':' || i%3 != 2 && nibble(b) < 0 {
			return detect.Match{}, false
		}
	}
	return judge(t[lo:hi], lo, hi, c.Labelled)
}

func whole(c *detect.Candidate) (detect.Match, bool) {
	v := c.Text[c.Start:c.End]
	switch len(v) {
	case 17:
		if v[2] != ':' && v[2] != '-' {
			return detect.Match{}, false
		}
		for i, b := range v {
			if i%3 == 2 && b != v[2] || i%3 != 2 && nibble(b) < 0 {
				return detect.Match{}, false
			}
		}
	case 14:
		for i, b := range v {
			if i%5 == 4 && b != '.' || i%5 != 4 && nibble(b) < 0 {
				return detect.Match{}, false
			}
		}
	case 12:
		if !c.Labelled {
			return detect.Match{}, false
		}
		for _, b := range v {
			if nibble(b) < 0 {
				return detect.Match{}, false
			}
		}
	default:
		return detect.Match{}, false
	}
	return judge(v, c.Start, c.End, c.Labelled)
}

// judge refuses groups' addresses (an odd first byte), which name no device, unless a label says that one stands here: test
// data is often drawn without regard to them.
func judge(v []byte, lo, hi int, labelled bool) (detect.Match, bool) {
	same, first := true, v[0]
	for _, b := range v {
		if nibble(b) >= 0 && b != first {
			same = false
		}
	}
	if same || nibble(v[1])&1 == 1 && !labelled {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Rare
	if nibble(v[1])&3 != 0 {
		e |= detect.Weak // locally administered: made up, or made private
	}
	if string(v[:2]) == "00" && string(v[3:5]) == "00" && len(v) == 17 && v[6] == '5' && v[7]|0x20 == 'e' {
		e |= detect.TestValue // kept by IANA, also for documentation
	}
	return detect.Match{Start: lo, End: hi, Evidence: e}, true
}

func nibble(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b && b <= 'f':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

func word(b byte) bool { return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' }
