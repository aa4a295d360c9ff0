package builtin

import (
	"math/rand/v2"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

var samples = []string{
	"090-1234-5678", "０９０－１２３４－５６７８", "+81-(0)90-1234-5678", "taro@example.com", "昭和63年1月7日生", "110101199003078515", "11010119900307851X",
	"123456789018", "4539 1488 0343 6467", "DE89 3704 0044 0532 0130 00", "GB29 NWBK 6016 1331 9268 19", "品川 500 あ 12-34", "35.681236, 139.767125",
	"192.168.10.24", "2001:db8::1", "08:00:2b:12:34:56", "A123456(3)", "S1234567D", "A123456789", "TK1234567", "AB12345678CD", "E12345678",
	"P<JPNYAMADA<<HANAKO<<<<<<<<<<<<<<<<<<<<<<<<<\nTK12345673JPN8001014F2501017<<<<<<<<<<<<<<06", "〒100-0001 東京都", "普通 1234567", "女性", "糖尿病",
	"0001-001-1234567", "1234-567890", "490154203237518", "男", "1.2.3.4.5.6", "((((", "+", "@", "::::::", "<<<", "〒", "昭和", "：", "\xef\xbc", "1\xef\xbc",
}

// check calls every detector on text in all ways and fails on a match out of bounds, too long or unsteady.
func check(t *testing.T, text []byte) {
	for _, d := range numbers() {
		for k := range 4 {
			c := detecttest.Case{Whole: k&1 != 0, Label: k&2 != 0}
			detecttest.Candidates(d, c, text, 0, func(cand *detect.Candidate) bool {
				m, ok := d.Judge(cand)
				m2, ok2 := d.Judge(cand)
				switch {
				case m != m2 || ok != ok2:
					t.Fatalf("%T judges unsteadily", d)
				case ok && (m.Start < cand.Lo || m.End > cand.Hi || m.Start >= m.End):
					t.Fatalf("%T: match %d–%d outside %d–%d", d, m.Start, m.End, cand.Lo, cand.Hi)
				case ok && m.End-m.Start > d.MaxLen():
					t.Fatalf("%T: match of %d bytes is longer than %d", d, m.End-m.Start, d.MaxLen())
				case ok && c.Whole && (m.Start != cand.Start || m.End != cand.End):
					t.Fatalf("%T: match %d–%d does not span the value %d–%d of %q", d, m.Start, m.End, cand.Start, cand.End, text)
				case ok && !c.Whole && refuses(d, cand):
					t.Fatalf("%T takes %q, which its trigger says it does not", d, cand.Text[m.Start:m.End])
				case ok && m.Evidence&detect.Shape == 0:
					t.Fatalf("%T: match without shape", d)
				}
				return true
			})
		}
	}
}

// refuses tells whether the detector's trigger rules the candidate out by its digits and groups.
func refuses(d detect.Detector, c *detect.Candidate) bool {
	takes := d.Trigger().Takes
	return takes != nil && !takes(len(c.Digits), min(c.NGroup, 5))
}

// TestTriggersRuleOutOnlyWhatIsRefused: no detector takes a number that its trigger says it never takes.
func TestTriggersRuleOutOnlyWhatIsRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		text := make([]byte, 0, 48)
		seps := "- ./()"[r.IntN(3):]
		for n := 1 + r.IntN(6); n > 0; n-- {
			for k := 1 + r.IntN(9); k > 0; k-- {
				text = append(text, byte('0'+r.IntN(2+r.IntN(9))))
			}
			if n > 1 && r.IntN(4) > 0 {
				text = append(text, seps[r.IntN(1+r.IntN(len(seps)))])
			}
		}
		if r.IntN(3) == 0 {
			text = append(text, "生年円"[3*r.IntN(3):]...)
		}
		check(t, text)
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) { check(t, text) })
}

func TestNumbersAllocateNothing(t *testing.T) {
	for _, d := range numbers() {
		for _, s := range samples {
			var buf [64]byte
			c := &detect.Candidate{Text: []byte(s), Hi: len(s), End: len(s), Whole: true, Labelled: true}
			digits.Fill(c, buf[:])
			d.Judge(c) // builds tables on first use
			if n := testing.AllocsPerRun(5, func() { d.Judge(c) }); n != 0 {
				t.Errorf("%T allocates %v on %q", d, n, s)
			}
		}
	}
}

func BenchmarkWhole(b *testing.B) {
	values := map[string]string{"phone": "090-1234-5678", "mynumber": "123456789018", "china": "110101199003078515", "email": "taro@example.com",
		"card": "4539148803436467", "date": "1988-01-07", "name": "山田花子"}
	ds := numbers()
	for name, v := range values {
		b.Run(name, func(b *testing.B) {
			var buf [64]byte
			c := &detect.Candidate{Text: []byte(v), Hi: len(v), End: len(v), Whole: true}
			digits.Fill(c, buf[:])
			for b.Loop() {
				for _, d := range ds {
					d.Judge(c)
				}
			}
		})
	}
}
