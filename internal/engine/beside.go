package engine

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// beside looks again at columns whose names say nothing, once the others are settled: dates that spread over generations
// beside people's names are their dates of birth, a month and a year beside card numbers tell when the cards expire.
func (w *worker) beside(f *frame, samples []*sample) {
	w.geometry(f, samples)
	var has [256]bool
	person := false
	for i := range f.columns {
		if c := &f.columns[i]; c.mode == asKind {
			has[c.kind] = true
			person = person || c.kind == pii.PersonName || c.kind == pii.PersonNameKana || c.kind.Any(pii.Identifies)
		}
	}
	if !person {
		for i := range f.columns { // text of nobody's is no message
			if c := &f.columns[i]; c.mode == asKind && c.kind == pii.MessageContent && c.says.Strength < 2 {
				c.kind, c.mode = pii.None, asText
			}
		}
		if !has[pii.CreditCardNumber] {
			return
		}
	}
	named := has[pii.PersonName] || has[pii.PersonNameKana]
	for i := range f.columns {
		c, s := &f.columns[i], samples[i]
		if c.mode == asKind || len(s.values) == 0 {
			continue
		}
		if c.says.Kind == pii.CreditCardExpirationDate && has[pii.CreditCardNumber] {
			w.settle(f, c, s, pii.CreditCardExpirationDate)
			continue
		}
		if c.says.Other && c.says.Strength >= 2 || c.says.Kind != pii.None {
			continue
		}
		switch {
		case has[pii.CreditCardNumber] && !has[pii.CreditCardExpirationDate] && w.all(f, pii.CreditCardExpirationDate, s):
			has[pii.CreditCardExpirationDate] = w.settle(f, c, s, pii.CreditCardExpirationDate)
		case has[pii.CreditCardNumber] && !has[pii.CreditCardSecurityCode] && s.max() == 3 && w.all(f, pii.CreditCardSecurityCode, s):
			has[pii.CreditCardSecurityCode] = w.settle(f, c, s, pii.CreditCardSecurityCode)
		case named && !has[pii.DateOfBirth] && w.generations(f, s):
			has[pii.DateOfBirth] = w.settle(f, c, s, pii.DateOfBirth)
		case named && !has[pii.Gender] && len(s.values) <= 4 && s.n > 2 && w.all(f, pii.Gender, s) && !s.digitsOnly():
			has[pii.Gender] = w.settle(f, c, s, pii.Gender)
		case w.listed(f, pii.Disability, s):
			w.settle(f, c, s, pii.Disability)
		case w.listed(f, pii.MedicalTerm, s):
			w.settle(f, c, s, pii.MedicalTerm)
		case i+1 < len(f.columns) && f.columns[i+1].mode != asKind && f.columns[i+1].says.Kind == pii.None && w.places(f, s, samples[i+1]):
			w.settle(f, c, s, pii.LocationCoordinates)
			w.settle(f, &f.columns[i+1], samples[i+1], pii.LocationCoordinates)
		}
	}
}

// geometry takes the corners of areas and the courses of roads, many to a record, out of people's places.
func (w *worker) geometry(f *frame, samples []*sample) {
	for i := range f.columns {
		if c := &f.columns[i]; c.mode == asKind && c.kind == pii.LocationCoordinates && samples[i].n > 32*w.sampled {
			c.kind, c.mode, c.says = pii.None, asText, label.Verdict{Other: true, Strength: 1}
		}
	}
}

// settle makes a column one of the kind that its neighbours speak for, if its values agree.
func (w *worker) settle(f *frame, c *column, s *sample, kind pii.Kind) bool {
	c.beside = kind
	score, ev, share := w.columnScore(f, kind, c, s)
	if score <= 0 || share < 0.3 {
		c.beside = pii.None
		return false
	}
	c.kind, c.score, c.evidence, c.share = kind, score, ev, share
	c.mode, c.dets = asKind, w.e.byKind[kind]
	return true
}

// all tells whether the kind's detectors pass all but a tenth of the sample, and none only leniently.
func (w *worker) all(f *frame, kind pii.Kind, s *sample) bool {
	pass := 0
	for i, v := range s.values {
		if w.passed(f, kind, v, kind == pii.Gender || kind == pii.CreditCardSecurityCode) {
			pass++
		}
		if i-pass > 2+len(s.values)/10 {
			return false
		}
	}
	return pass > 0 && pass*10 >= len(s.values)*9
}

// listed tells whether more than half of the sample holds words of the kind's list.
func (w *worker) listed(f *frame, kind pii.Kind, s *sample) bool {
	if s.shape.classes&detect.High == 0 {
		return false
	}
	pass := 0
	for i, v := range s.values {
		if w.passed(f, kind, v, true) {
			pass++
		}
		if i == 4 && pass == 0 {
			return false
		}
	}
	return pass*10 >= len(s.values)*6
}

// passed tells whether a detector of the kind passes the value, leniently or not.
func (w *worker) passed(f *frame, kind pii.Kind, v []byte, lenient bool) bool {
	for _, d := range w.e.byKind[kind] {
		if m, ok := w.wholeValue(f, d, v, false); ok && (lenient || m.Evidence&detect.Weak == 0) {
			return true
		}
	}
	return false
}

// generations tells whether the sample is dates that spread as births do: over decades, and hardly any of late.
func (w *worker) generations(f *frame, s *sample) bool {
	if len(s.values) < 3 || !w.all(f, pii.DateOfBirth, s) {
		return false
	}
	lo, hi, late := 9999, 0, 0
	for _, v := range s.values {
		y := yearOf(v)
		if y == 0 {
			continue
		}
		lo, hi = min(lo, y), max(hi, y)
		if y > digits.Upto-15 {
			late++
		}
	}
	return hi-lo >= 8 && lo < digits.Upto-20 && late*3 <= len(s.values)
}

// yearOf is the year of a date that begins with one, or with a letter of an era; 0 if there is none.
func yearOf(v []byte) int {
	if len(v) < 4 {
		return 0
	}
	if digits.Letters(v[:1]) {
		n := 0
		for _, c := range v[1:] {
			if c < '0' || c > '9' {
				break
			}
			n = n*10 + int(c-'0')
		}
		switch v[0] | 0x20 {
		case 'm':
			return 1867 + n%100
		case 't':
			return 1911 + n%100
		case 's':
			return 1925 + n%100
		case 'h':
			return 1988 + n%100
		case 'r':
			return 2018 + n%100
		}
		return 0
	}
	n := 0
	for _, c := range v[:4] {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if n < 1880 || n > digits.Upto {
		return 0
	}
	return n
}

// places tells whether two columns are latitudes and longitudes of East Asia to at least four decimals, in either order.
func (w *worker) places(f *frame, a, b *sample) bool {
	return degrees(a, 17, 55) && degrees(b, 72, 155) || degrees(a, 72, 155) && degrees(b, 17, 55)
}

func degrees(s *sample, lo, hi int) bool {
	if len(s.values) < 2 {
		return false
	}
	for _, v := range s.values {
		n, i := 0, 0
		for i < len(v) && v[i]-'0' <= 9 && i < 4 {
			n = n*10 + int(v[i]-'0')
			i++
		}
		if i == 0 || len(v)-i < 5 || v[i] != '.' || !figures(v[i+1:]) || n < lo || n >= hi {
			return false
		}
	}
	return true
}

func (s *sample) max() int { return s.shape.max }

func (s *sample) digitsOnly() bool { return s.shape.classes == detect.Digit }

func figures(v []byte) bool {
	for _, c := range v {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
