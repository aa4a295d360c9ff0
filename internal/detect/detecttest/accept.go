// Package detecttest runs a detector over examples as the engine would.
//
// An example is text with «» around what must be found; without them, nothing may be found. An arrow → marks where a
// label of the detector's kind ends: what follows is Labelled, and is the candidate of a Label trigger.
package detecttest

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

// Case is one example.
type Case struct {
	In string
	// Whole: the text is one field's value.
	Whole bool
	// Label: the field, or all text, stands under a label of the kind (as the arrow does for what follows it).
	Label bool
	Place detect.Place
	Lang  detect.Lang
	// Has, Not: terms that the evidence must and must not hold.
	Has, Not detect.Evidence
}

// Accept runs every case. Each match must lie within the text, be no longer than MaxLen, and come out the same twice.
func Accept(t *testing.T, d detect.Detector, cases ...Case) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.In, func(t *testing.T) {
			t.Helper()
			text, start, end, arrow := parse(c.In)
			m, ok := First(d, c, text, arrow)
			switch {
			case !ok && start >= 0:
				t.Fatalf("%v not found in %q", d.Kind(), c.In)
			case ok && start < 0:
				t.Fatalf("%v found at %d–%d (%q) in %q, want nothing; %s",
					d.Kind(), m.Start, m.End, text[m.Start:m.End], c.In, m.Evidence.Why(false))
			case ok && (m.Start != start || m.End != end):
				t.Fatalf("%v found as %q, want %q in %q", d.Kind(), text[m.Start:m.End], text[start:end], c.In)
			}
			if ok && (m.Evidence&c.Has != c.Has || m.Evidence&c.Not != 0) {
				t.Fatalf("%q has evidence {%s}, want {%s}, not {%s}",
					c.In, m.Evidence.Why(false), c.Has.Why(false), c.Not.Why(false))
			}
		})
	}
}

// Whole makes cases of field values out of plain examples.
func Whole(in ...string) []Case {
	out := make([]Case, len(in))
	for i, s := range in {
		out[i] = Case{In: s, Whole: true, Place: detect.Table}
	}
	return out
}

// Labelled makes cases of field values under a label of the kind out of plain examples.
func Labelled(in ...string) []Case {
	out := Whole(in...)
	for i := range out {
		out[i].Label = true
	}
	return out
}

// Prose makes cases of running text out of plain examples.
func Prose(in ...string) []Case {
	out := make([]Case, len(in))
	for i, s := range in {
		out[i] = Case{In: s}
	}
	return out
}

func parse(in string) (text []byte, start, end, arrow int) {
	start, end, arrow = -1, -1, -1
	for len(in) > 0 {
		r, w := utf8.DecodeRuneInString(in)
		switch r {
		case '«':
			start = len(text)
		case '»':
			end = len(text)
		case '→':
			arrow = len(text)
		default:
			text = append(text, in[:w]...)
		}
		in = in[w:]
	}
	return text, start, end, arrow
}

// First is the first match of d in text, found by d's trigger, or the match of the whole value where c.Whole.
func First(d detect.Detector, c Case, text []byte, arrow int) (detect.Match, bool) {
	var found detect.Match
	ok := false
	Candidates(d, c, text, arrow, func(cand *detect.Candidate) bool {
		found, ok = d.Judge(cand)
		return !ok
	})
	return found, ok
}

// Candidates calls yield with each candidate of d in text, in order, until it tells false.
func Candidates(d detect.Detector, c Case, text []byte, arrow int, yield func(*detect.Candidate) bool) {
	tr := d.Trigger()
	cand := detect.Candidate{Text: text, Hi: len(text), Place: c.Place, Lang: c.Lang, Whole: c.Whole}
	var buf [64]byte
	offer := func(lo, hi int) bool {
		cand.Start, cand.End = lo, hi
		cand.Labelled = c.Label || arrow >= 0 && lo >= arrow
		if tr.MaxDigits > 0 || c.Whole {
			digits.Fill(&cand, buf[:])
		}
		return yield(&cand)
	}
	switch {
	case c.Whole:
		lo, hi := trim(text)
		offer(lo, hi)
	case tr.MaxDigits > 0:
		for i := 0; i < len(text); {
			s, w := digits.At(text, i)
			if s > 9 && s != digits.Open {
				i += w
				continue
			}
			end := digits.Run(text, i, len(text), i > 0 && text[i-1] == '+')
			if end == i {
				i += w
				continue
			}
			n := 0
			for j := i; j < end; {
				s, w := digits.At(text, j)
				if s <= 9 {
					n++
				}
				j += w
			}
			if n >= tr.MinDigits && n <= tr.MaxDigits && !offer(i, end) {
				return
			}
			i = end
		}
	case tr.Byte != 0:
		for i := range text {
			if text[i] == tr.Byte && !offer(i, i+1) {
				return
			}
		}
	case len(tr.Literals) > 0:
		hay := text
		if tr.Fold {
			hay = bytes.ToLower(text)
		}
		for i := range hay {
			for _, l := range tr.Literals {
				if tr.Fold {
					l = strings.ToLower(l)
				}
				if bytes.HasPrefix(hay[i:], []byte(l)) && !offer(i, i+len(l)) {
					return
				}
			}
		}
	case tr.Han:
		han(text, offer)
	case tr.Label:
		if arrow < 0 {
			return
		}
		lo, hi := trim(text[arrow:])
		if nl := bytes.IndexByte(text[arrow+lo:], '\n'); nl >= 0 {
			hi = lo + nl
		}
		offer(arrow+lo, arrow+hi)
	}
}

func han(text []byte, offer func(lo, hi int) bool) {
	start := -1
	for i := 0; i < len(text); {
		r, w := utf8.DecodeRune(text[i:])
		in := r >= 0x3000 && r < 0xA000 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 && r < 0x32000 || r >= 0xFF66 && r < 0xFFA0
		if in && start < 0 {
			start = i
		}
		i += w
		if start >= 0 && (!in || i == len(text)) {
			end := i
			if !in {
				end -= w
			}
			if !offer(start, end) {
				return
			}
			start = -1
		}
	}
}

func trim(text []byte) (lo, hi int) {
	const blanks = " \t\r\n　"
	lo = len(text) - len(bytes.TrimLeft(text, blanks))
	return lo, max(lo, len(bytes.TrimRight(text, blanks)))
}
