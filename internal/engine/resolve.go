package engine

import (
	"cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// resolve keeps the best of spans that overlap.
func (s *sweeper) resolve() []span {
	if len(s.spans) < 2 {
		return s.spans
	}
	s.order()
	out := s.spans[:1]
	for _, sp := range s.spans[1:] {
		last := &out[len(out)-1]
		switch {
		case sp.start >= last.end:
			out = append(out, sp)
		case better(&sp, last):
			*last = sp
		}
	}
	s.spans = out
	return out
}

// byPlace orders spans by where they begin, the better first.
func byPlace(a, b *span) int {
	switch {
	case a.start != b.start:
		return a.start - b.start
	case a.score != b.score:
		return cmp.Compare(b.score, a.score)
	case a.end != b.end:
		return b.end - a.end
	case a.kind != b.kind:
		return int(a.kind) - int(b.kind)
	}
	return int(a.det) - int(b.det)
}

// better tells whether b is to be kept instead of a, which overlaps it.
func better(b, a *span) bool {
	if x, y := b.kind.Has(pii.Credential), a.kind.Has(pii.Credential); x != y {
		return x // user:password@host is no e-mail address
	}
	if d := b.score - a.score; d > 0.5 || d < -0.5 {
		return d > 0
	}
	return b.end-b.start > a.end-a.start
}

// order brings spans in order. They come in few runs that are in order already (what was found by words, at signs,
// colons), which are merged by pairs.
func (s *sweeper) order() {
	for {
		s.other = s.other[:0]
		runs := 0
		for rest := s.spans; len(rest) > 0; runs++ {
			a := ascending(rest)
			b := ascending(rest[len(a):])
			if runs == 0 && len(b) == 0 {
				return
			}
			rest = rest[len(a)+len(b):]
			s.other = merge(s.other, a, b)
		}
		s.spans, s.other = s.other, s.spans
		if runs == 1 {
			return
		}
	}
}

// ascending is the head of spans that is in order.
func ascending(spans []span) []span {
	for i := 1; i < len(spans); i++ {
		if byPlace(&spans[i], &spans[i-1]) < 0 {
			return spans[:i]
		}
	}
	return spans
}

// merge appends two runs to dst in order.
func merge(dst, a, b []span) []span {
	for len(a) > 0 && len(b) > 0 {
		if byPlace(&b[0], &a[0]) < 0 {
			dst, b = append(dst, b[0]), b[1:]
		} else {
			dst, a = append(dst, a[0]), a[1:]
		}
	}
	return append(append(dst, a...), b...)
}
