// Package imei knows the number of a mobile device (IMEI, 3GPP TS 23.003): type allocation code, serial, Luhn check digit. One random number
// in ten passes the check; the reporting body in the first two digits makes it one in fifty.
package imei

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.IMEIHardwareID }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 14, MaxDigits: 17, Whole: detect.Whole{Digits: [2]int{15, 15}}}
}
func (detector) MaxLen() int { return 48 }

// Judge accepts fifteen digits with the right check digit, in one piece or as 2-6-6-1 or 8-6-1; under a label also the
// sixteen digits of an IMEISV.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	if len(d) == 16 && c.Labelled && c.NGroup == 1 && reporting(d) {
		return digits.Match(c, detect.Shape|detect.Issuer|detect.Weak|digits.Context(c))
	}
	if len(d) != 15 || !digits.Luhn(d) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check
	if reporting(d) {
		e |= detect.Issuer
	} else if !c.Labelled {
		return detect.Match{}, false
	}
	switch {
	case c.NGroup == 4 && c.Groups[0] == 2 && c.Groups[1] == 6, c.NGroup == 3 && c.Groups[0] == 8 && c.Groups[1] == 6:
		e |= detect.Grouping
	case c.NGroup != 1 && !c.Labelled:
		return detect.Match{}, false
	}
	return digits.Match(c, e|digits.Context(c))
}

// reporting tells whether a reporting body that allocated codes stands in front: 01, 35, 86, 98, 99 and older ones.
func reporting(d []byte) bool {
	switch string(d[:2]) {
	case "01", "35", "86", "98", "99", "33", "44", "45", "49", "50", "51", "52", "53", "54", "91":
		return true
	}
	return false
}
