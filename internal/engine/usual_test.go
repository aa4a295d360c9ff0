package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// against is what lowers the score of a value that a column's detectors pass.
const against = detect.TestValue | detect.Timestamp | detect.CodeNumber | detect.Embedded

func bareWorker(t testing.TB) *worker {
	t.Helper()
	key, err := pii.NewKey(make([]byte, pii.KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	return newWorker(New(Config{Detectors: builtin.All(), Key: key, Run: key, Workers: 1}))
}

// agrees checks that what a kind's short way tells of a value is what its detectors find.
func agrees(t testing.TB, w *worker, kind pii.Kind, v []byte) (told bool) {
	ev := w.e.usual[kind](v)
	if ev == 0 {
		return false
	}
	s, e := blanks(v)
	if s != 0 || e != len(v) {
		t.Fatalf("%v: %q is told with blanks around it", kind, v)
	}
	for _, lang := range []detect.Lang{detect.LangJA, detect.LangZH, detect.LangKO, detect.LangOther} {
		w.take(&frame{part: &content.Part{}, lang: lang}, v, s, e, true)
		for _, d := range w.e.byKind[kind] {
			m, ok := w.ask(d, true)
			if !ok {
				continue
			}
			if m.Evidence&^detect.Label != ev || m.Start != s || m.End != e || m.Evidence&against != 0 {
				t.Fatalf("%v, language %d: %q is told as %q, judged as %q", kind, lang, v, ev.Why(false), m.Evidence.Why(false))
			}
			ev |= detect.Label // passed
			break
		}
		if ev&detect.Label == 0 {
			t.Fatalf("%v, language %d: %q is told as %q, judged as nothing", kind, lang, v, ev.Why(false))
		}
		ev &^= detect.Label
	}
	return true
}

// values are those of invented tables, numbers without separators and with others, and words cut anywhere.
func values(t *testing.T) [][]byte {
	var buf bytes.Buffer
	if err := synth.WriteJapaneseCSV(&buf, 2000, 7, "utf-8"); err != nil {
		t.Fatal(err)
	}
	out := bytes.FieldsFunc(buf.Bytes(), func(r rune) bool { return r == ',' || r == '\n' })
	buf = bytes.Buffer{}
	if err := synth.WriteShanghai(&buf, 2000, 7); err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(buf.Bytes()) {
		var doc struct {
			Source map[string]any `json:"_source"`
		}
		if err := json.Unmarshal(line, &doc); err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(doc.Source)) {
			if s, ok := doc.Source[name].(string); ok {
				out = append(out, []byte(s))
			}
		}
	}
	for _, s := range []string{"男", "F", "汉", "1", "123456789018", "1234 5678 9018", "既婚", "未婚", "仏教", "A", "192.0.2.1"} {
		out = append(out, []byte(s))
	}
	return out
}

// spoil changes a value a little, so that much of it is nearly usual.
func spoil(rng *rand.Rand, v []byte, others [][]byte) []byte {
	v = bytes.Clone(v)
	for range 1 + rng.IntN(2) {
		i := rng.IntN(len(v) + 1)
		switch rng.IntN(8) {
		case 0, 1:
			if i < len(v) {
				v[i] = "0123456789-/ .@xX'=年\x00"[rng.IntN(23)]
			}
		case 2:
			if i < len(v) {
				v = append(v[:i:i], v[i+1:]...)
			}
		case 3:
			v = append(v[:i:i], append([]byte{"0123456789-+() .,@"[rng.IntN(18)]}, v[i:]...)...)
		case 4:
			v = append(v[:i:i], append([]byte("　"), v[i:]...)...)
		case 5:
			o := others[rng.IntN(len(others))]
			v = append(v[:i:i], o[rng.IntN(len(o)):]...)
		case 6:
			v = bytes.ReplaceAll(v, []byte("-"), nil)
		case 7:
			if i < len(v) && v[i]-'0' <= 9 {
				v = bytes.ReplaceAll(v, v[i:i+1], []byte{'0' + byte(rng.IntN(10))})
			}
		}
	}
	return v
}

func TestUsual(t *testing.T) {
	w := bareWorker(t)
	all := values(t)
	rng := rand.New(rand.NewPCG(1, 2))
	spoilt := 0
	for kind := range w.e.usual {
		if w.e.usual[kind] == nil || tells(pii.Kind(kind)) {
			continue
		}
		told := 0
		for _, v := range all {
			if agrees(t, w, pii.Kind(kind), v) {
				told++
			}
			for range 6 {
				if agrees(t, w, pii.Kind(kind), spoil(rng, v, all)) {
					spoilt++
				}
			}
		}
		if told == 0 {
			t.Errorf("no value is usual for %v", pii.Kind(kind))
		}
	}
	if spoilt < 1000 {
		t.Errorf("%d spoilt values are usual", spoilt)
	}
}

func FuzzUsual(f *testing.F) {
	w := bareWorker(f)
	for _, s := range []string{"090-1234-5678", "13812345678", "a.b@example.co.jp", "山田　太郎", "ヤマダ　タロウ", "1988/01/07", "36110420030416614X", "139.7", "男"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, v []byte) {
		for kind, usual := range w.e.usual {
			if usual != nil && !tells(pii.Kind(kind)) {
				agrees(t, w, pii.Kind(kind), v)
			}
		}
	})
}

// admitted checks that no detector finds anything in an unlabelled value that its Whole turns away.
func admitted(t testing.TB, w *worker, v []byte) (turned int) {
	s, e := blanks(v)
	if s >= e {
		return 0
	}
	c := detect.Classes(v[s:e])
	for _, lang := range []detect.Lang{detect.LangJA, detect.LangZH, detect.LangOther} {
		w.take(&frame{part: &content.Part{}, lang: lang}, v, s, e, false)
		for i, d := range w.e.whole {
			if w.e.wholes[i].Admits(e-s, len(w.cand.Digits), c) {
				continue
			}
			turned++
			if _, ok := w.ask(d, false); ok {
				t.Fatalf("%v turns away %q, in which it finds something", w.e.kinds[d], v)
			}
		}
	}
	return turned
}

func TestWhole(t *testing.T) {
	w := bareWorker(t)
	all := values(t)
	for _, s := range []string{"M12345674", "A123456(3)", "Ａ１２３４５６(３)", "AB12345678CD", "S1234567D", "A123456789", "GB29 NWBK 6016 1331 9268 19", "2001:db8::1", "00:1b:44:11:3a:b7", "001b.4411.3ab7",
		"DEUTDEFF", "４１１１１１１１１１１１１１１１", "〒232-0056", "品川 300 あ 12-34", "昭和63年1月7日", "S63.1.7", "Jan 7, 1988", "満20歳", "12/27", "35°41'22\"N", "10 Downing Street, London SW1A 2AA",
		"ｻﾄｳ ﾊﾅｺ", "喘息の疑い", "前科なし", "Smith, John", "O'Brien", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "078-05-1120", "110101199003070X"} {
		all = append(all, []byte(s))
	}
	rng := rand.New(rand.NewPCG(3, 4))
	turned, asked := 0, 0
	for _, v := range all {
		for i := range 4 {
			if i > 0 {
				v = spoil(rng, v, all)
			}
			turned += admitted(t, w, v)
			asked += 3 * len(w.e.whole)
		}
	}
	if turned*10 < asked*6 {
		t.Errorf("%d of %d questions are spared", turned, asked)
	}
}

func FuzzWhole(f *testing.F) {
	w := bareWorker(f)
	for _, s := range []string{"090-1234-5678", "M12345674", "A123456(3)", "昭和63年1月7日", "2001:db8::1", "〒232-0056", "M", "Smith, John"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, v []byte) { admitted(t, w, v) })
}
