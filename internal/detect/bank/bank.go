// Package bank knows Japanese bank accounts: bank (four digits), branch (three), type (普通, 当座, 貯蓄), number (seven), and
// the symbol and number of the post office's bank. There is no check digit; that bank and branch exist is evidence
// (Issuer). The number alone is seven digits like any others and needs a label or its column.
package bank

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed branches.txt
var list string

// branches has one set of a thousand branches for each bank.
var branches = sync.OnceValue(func() *[10000]*[16]uint64 {
	t := new([10000]*[16]uint64)
	for line := range strings.Lines(list) {
		code, rest, ok := strings.Cut(strings.TrimSpace(line), " ")
		bank, err := strconv.Atoi(code)
		if err != nil || bank < 0 || bank >= len(t) {
			continue
		}
		set := new([16]uint64)
		t[bank] = set
		if !ok {
			continue
		}
		for r := range strings.SplitSeq(rest, ",") {
			from, to, many := strings.Cut(r, "-")
			if !many {
				to = from
			}
			a, err1 := strconv.ParseUint(from, 36, 16)
			b, err2 := strconv.ParseUint(to, 36, 16)
			for ; err1 == nil && err2 == nil && a <= b && a < 1000; a++ {
				set[a>>6] |= 1 << (a & 63)
			}
		}
	}
	return t
})

// Exists tells whether the bank of the first four digits has the branch of the next three.
func Exists(d []byte) bool {
	if len(d) < 7 {
		return false
	}
	set := branches()[digits.Number(d[:4])]
	n := digits.Number(d[4:7])
	return set != nil && set[n>>6]>>(n&63)&1 != 0
}

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.JapanBankAccount }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{MinDigits: 6, MaxDigits: 15, Takes: takes, Whole: detect.Whole{Digits: [2]int{7, 15}}}
}

func takes(digits, groups int) bool {
	switch digits {
	case 7:
		return groups == 1
	case 10, 12, 13:
		return groups == 2
	}
	return digits != 9 && digits != 11
}
func (detector) MaxLen() int { return 64 }

// Judge accepts 4-3-7 and 4-3-1-7 with an existing branch; seven digits behind 普通, 当座 or 貯蓄, or under a label; and,
// under a label, the post office's 5-8.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	d, g := c.Digits, c.Groups
	switch n := len(d); {
	case n == 14 || n == 15:
		if c.NGroup > 1 && (g[0] != 4 || g[1] != 3) || c.Sep&(detect.SepDot|detect.SepSlash|detect.SepParen) != 0 || !Exists(d) {
			return detect.Match{}, false
		}
		if n == 15 && (c.NGroup != 4 || d[7] != '1' && d[7] != '2' && d[7] != '4') {
			return detect.Match{}, false
		}
		e := detect.Shape | detect.Issuer
		switch {
		case c.NGroup > 1:
			e |= detect.Grouping
		default:
			e |= detect.Weak | digits.Context(c)
		}
		return digits.Match(c, e|digits.Edges(c))
	case n == 7 && c.NGroup == 1:
		if !c.Whole && kindBefore(c.Text[c.Lo:c.Start]) {
			return digits.Match(c, detect.Shape|detect.Structure)
		}
		if c.Labelled || c.Whole {
			return digits.Match(c, detect.Shape|detect.Weak|digits.Context(c))
		}
	case c.Labelled && (n == 6 || n == 8 || n == 13 && c.NGroup == 2 && g[0] == 5 || n == 12 && c.NGroup == 2 && g[0] == 5 || n == 10 && c.NGroup == 2 && g[0] == 3):
		return digits.Match(c, detect.Shape|detect.Weak|digits.Edges(c))
	}
	return detect.Match{}, false
}

// kindBefore tells whether the type of an account stands directly before, perhaps with a word and a colon between.
func kindBefore(t []byte) bool {
	s := t[max(0, len(t)-42):]
	for n := 0; n < 8 && len(s) > 0; n++ {
		for _, w := range [...]string{"普通", "当座", "貯蓄", "（普）", "(普)"} {
			if len(s) >= len(w) && string(s[len(s)-len(w):]) == w {
				return true
			}
		}
		cut := 0
		for _, w := range [...]string{"預金", "口座番号", "口座", "番号", "：", "　", "No.", "）", " ", ":", ")", "№"} {
			if len(s) >= len(w) && string(s[len(s)-len(w):]) == w {
				cut = len(w)
				break
			}
		}
		if cut == 0 {
			return false
		}
		s = s[:len(s)-cut]
	}
	return false
}
