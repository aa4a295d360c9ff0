package engine

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

// parse is digits.Run and digits.Fill in one go.
func TestParseIsRunAndFill(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 7))
	const letters = "0123456789012345678901234567890--  ..(()//+x-\n"
	e := New(Config{Detectors: nil, Key: testKey(t), Workers: 1})
	var s sweeper
	s.e = e
	for range 300_000 {
		text := make([]byte, 4+rnd.IntN(28))
		for i := range text {
			text[i] = letters[rnd.IntN(len(letters))]
		}
		if rnd.IntN(10) == 0 {
			text = append(text, "－１２"...)
		}
		s.text, s.lo, s.hi = text, 0, len(text)
		start := rnd.IntN(len(text))
		if c := text[start]; c != '(' && c-'0' > 9 {
			continue
		}
		s.cand = detect.Candidate{Text: text}
		end, plain := parse(&s.cand, &s.buf, s.text, s.lo, s.hi, start)
		if !plain {
			continue
		}
		if want := digits.Run(text, start, len(text), start > 0 && text[start-1] == '+'); want != end {
			t.Fatalf("%q from %d: end %d, want %d", text, start, end, want)
		}
		if end == start {
			continue
		}
		want := detect.Candidate{Text: text, Start: start, End: end, Hi: len(text)}
		var buf [64]byte
		if !digits.Fill(&want, buf[:]) {
			t.Fatalf("%q[%d:%d] is no number", text, start, end)
		}
		got := s.cand
		got.Start, got.End, got.Lo, got.Hi = want.Start, want.End, want.Lo, want.Hi
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q[%d:%d] (-want +got):\n%s", text, start, end, diff)
		}
	}
}
