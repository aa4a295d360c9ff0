package engine

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

// TestAloneIsRun: digits that alone takes, run judges alike.
func TestAloneIsRun(t *testing.T) {
	e := New(Config{Detectors: detectors.All(), Key: testKey(t), Workers: 1})
	r := rand.New(rand.NewPCG(5, 6))
	pieces := []string{"0", "1", "4", "7", "19", "2026", "090", "03", "+81", "12345", "8080808", "-", "-", ".", " ", " ", "/", "(", ")", ":", "+", "_", "a", "x\n",
		"T", "=", "\"", "電話", "tel: ", "口座 ", "年", "生", "－", "１２", "・", "　", "é", "#", "101", "06", "55", "10.0.0.7", "19880107", "4539148803436467"}
	taken := 0
	for range 40_000 {
		var text []byte
		for range 1 + r.IntN(24) {
			text = append(text, pieces[r.IntN(len(pieces))]...)
		}
		var s sweeper
		s.e, s.floor, s.text, s.hi, s.place, s.lines = e, e.floor, text, len(text), detect.Place(r.IntN(3)), r.IntN(2) == 0
		for i, end := 0, 0; i < len(text); i++ {
			if text[i]-'0' > 9 || i < end || i > end && text[i-1]-'0' <= 9 {
				continue
			}
			fresh := func() *sweeper {
				s := s
				s.digitEnd, s.labelAt, s.cand = end, -1, detect.Candidate{Text: text, Place: s.place}
				return &s
			}
			short, full := fresh(), fresh()
			want := full.run(full.runStart(i))
			got, ok := short.alone(i)
			if ok {
				taken++
				if diff := cmp.Diff(full.spans, short.spans, cmp.AllowUnexported(span{})); diff != "" || got != want {
					t.Fatalf("%q at %d: ends at %d, want %d (-run +alone):\n%s", text, i, got, want, diff)
				}
			}
			if r.IntN(4) > 0 {
				end = want
			}
		}
	}
	if taken < 10_000 {
		t.Errorf("only %d numbers stood alone", taken)
	}
}

// TestGroupedIsParse: what grouped reads, parse reads alike.
func TestGroupedIsParse(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 200_000 {
		v := make([]byte, 1+r.IntN(28))
		for i := range v {
			v[i] = "0123456789-/0123456789--012345678901234567890. ("[r.IntN(10+r.IntN(39))]
		}
		if v[0]-'0' > 9 {
			continue
		}
		var got, want detect.Candidate
		var one, two [64]byte
		if !grouped(&got, &one, v) {
			continue
		}
		want.Text, want.Hi, want.End = v, len(v), len(v)
		if end, plain := parse(&want, &two, v, 0, len(v), 0); !plain || end != len(v) {
			if !digits.Fill(&want, two[:]) {
				t.Fatalf("%q is no number", v)
			}
		}
		got.Text, got.Hi, got.End = v, len(v), len(v)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", v, diff)
		}
	}
}
