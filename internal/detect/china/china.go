// Package china knows the number of the Chinese resident identity card (居民身份证): division code, birth date, serial
// and the check character of ISO 7064 MOD 11-2 (GB 11643-1999), and the fifteen digits that preceded it.
//
// Province, date and check character together pass about one random eighteen digits in 30,000; the old form, without a
// check, one in 150 and is marked Weak. A division may have been abolished since the number was given: its prefecture is
// evidence (Issuer), no condition.
package china

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed divisions.txt
var divisions string

// known tells by the first four digits: bit 0 the province exists, bit 1 the prefecture.
var known = sync.OnceValue(func() *[10000]uint8 {
	t := new([10000]uint8)
	for line := range strings.Lines(divisions) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] == "#" {
			continue
		}
		p := digits.Number([]byte(f[0])) * 100
		for i := range 100 {
			t[p+i] |= 1
		}
		for _, c := range f[1:] {
			if len(c) == 2 && digits.All([]byte(c)) {
				t[p+digits.Number([]byte(c))] |= 2
			}
		}
	}
	return t
})

// Division tells of the first four digits of a number whether the province and the prefecture exist or existed.
func Division(d []byte) (province, prefecture bool) {
	if len(d) < 4 || !digits.All(d[:4]) {
		return false, false
	}
	place := known()[digits.Number(d[:4])]
	return place != 0, place&2 != 0
}

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.ChinaResidentIDNumber }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 15, MaxDigits: 18, Usual: usual, Whole: detect.Whole{Min: 15, Digits: [2]int{0, 18}, Has: detect.Digit | detect.High}}
}
func (detector) MaxLen() int { return 64 }

// Judge accepts eighteen characters, in one piece or as 6-8-4, the last of which may be X, x or 全角; and fifteen digits.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	switch {
	case len(d) == 18:
		return judge(c, d, c.End, c.NGroup)
	case len(d) == 17 && !c.Whole:
		if end := crossEnd(c.Text[:c.Hi], c.End); end > 0 {
			var buf [18]byte
			copy(buf[:], d)
			buf[17] = 'X'
			cc := *c
			cc.After = digits.Class(c.Text, end, c.Lo, c.Hi)
			return judge(&cc, buf[:], end, c.NGroup)
		}
	case len(d) == 15:
		return old(c)
	case len(d) == 0 && c.Whole && c.End-c.Start >= 18 && c.End-c.Start <= 60:
		if b := c.Text[c.End-1]; b != 'X' && b != 'x' && b != 0xB8 && b != 0x98 {
			return detect.Match{}, false
		}
		var buf [18]byte
		tok, _, _, _, ok := digits.Token(c, buf[:])
		if ok && len(tok) == 18 && tok[17] == 'X' && digits.All(tok[:17]) {
			return judge(c, tok, c.End, 1)
		}
	}
	return detect.Match{}, false
}

// crossEnd is the end of an X that stands at i, or 0.
func crossEnd(text []byte, i int) int {
	switch {
	case i < len(text) && text[i]|0x20 == 'x':
		return i + 1
	case i+2 < len(text) && text[i] == 0xEF && (text[i+1] == 0xBC && text[i+2] == 0xB8 || text[i+1] == 0xBD && text[i+2] == 0x98):
		return i + 3
	}
	return 0
}

func judge(c *detect.Candidate, d []byte, end, groups int) (detect.Match, bool) {
	place := known()[int(d[0]-'0')*1000+int(d[1]-'0')*100+int(d[2]-'0')*10+int(d[3]-'0')]
	if place == 0 || !digits.Birth(digits.Number(d[6:10]), digits.Number(d[10:12]), digits.Number(d[12:14])) || !Valid(d) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Check | detect.DateInside | digits.Edges(c)
	if place&2 != 0 {
		e |= detect.Issuer
	}
	switch {
	case groups <= 1:
	case groups == 3 && c.Groups[0] == 6 && c.Groups[1] == 8:
		e |= detect.Grouping
	case groups <= 5:
		e |= detect.Weak
	default:
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: end, Evidence: e}, true
}

// usual tells eighteen digits in one piece.
func usual(v []byte) detect.Evidence {
	if len(v) != 18 || !digits.All(v) {
		return 0
	}
	m, ok := judge(&whole, v, 0, 1)
	if !ok {
		return 0
	}
	return m.Evidence
}

// whole is a candidate with nothing around it.
var whole = detect.Candidate{Whole: true}

func old(c *detect.Candidate) (detect.Match, bool) {
	d := c.Digits
	place := known()[int(d[0]-'0')*1000+int(d[1]-'0')*100+int(d[2]-'0')*10+int(d[3]-'0')]
	if place&2 == 0 || c.NGroup != 1 || !digits.Date(1900+digits.Number(d[6:8]), digits.Number(d[8:10]), digits.Number(d[10:12])) {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.DateInside | detect.Issuer | detect.Weak | digits.Edges(c)
	return digits.Match(c, e)
}

var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// Valid tells whether the check character of eighteen characters is right.
func Valid(d []byte) bool {
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return d[17] == "10X98765432"[sum%11]
}
