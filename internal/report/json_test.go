package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	sample(t, NewJSON(&b, 0.7))
	golden(t, "stream.golden", b.Bytes())
	for line := range strings.Lines(b.String()) {
		if !utf8.ValidString(line) {
			t.Errorf("not UTF-8: %q", line)
		}
		var m map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil || len(m) != 1 {
			t.Errorf("%v, %d keys: %s", err, len(m), line)
		}
		if u, ok := m["unit"]; ok {
			if v, there := u["people"]; !there {
				t.Errorf("a unit without people: %s", line)
			} else if v == 0.0 {
				t.Errorf("unknown told as 0: %s", line)
			}
		}
	}
}

func TestJSONLeavesOut(t *testing.T) {
	var b bytes.Buffer
	sample(t, NewJSON(&b, 0.95))
	if strings.Contains(b.String(), `"finding":{`) && strings.Contains(b.String(), `"level":"LIKELY","mask"`) {
		t.Error("findings below the likelihood asked for")
	}
}

func TestReplay(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(w io.Writer) scan.Handler
	}{
		{"json", func(w io.Writer) scan.Handler { return NewJSON(w, 0) }},
		{"text", func(w io.Writer) scan.Handler { return NewText(w, Options{Lang: "ja"}) }},
		{"csv", func(w io.Writer) scan.Handler { return NewCSV(w, Options{Lang: "en"}) }},
		{"sarif", func(w io.Writer) scan.Handler { return NewSARIF(w, Options{Lang: "en"}, 0) }},
		{"html", func(w io.Writer) scan.Handler { return NewHTML(w, Options{Lang: "ja"}) }},
	} {
		var stream, direct, replayed bytes.Buffer
		sample(t, NewJSON(&stream, 0))
		sample(t, c.make(&direct))
		if err := Replay(&stream, c.make(&replayed)); err != nil {
			t.Fatal(err)
		}
		// The one thing a stream cannot hold is a name's broken bytes.
		same := strings.NewReplacer("\xff", "\ufffd", `\ufffd`, "\ufffd", "%FF", "%EF%BF%BD")
		if d := cmp.Diff(same.Replace(direct.String()), same.Replace(replayed.String())); d != "" {
			t.Errorf("%s: the replayed report differs from the direct one:\n%s", c.name, d)
		}
	}
}

func TestReplayRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"empty":          "",
		"text":           "hello\n",
		"other":          `{"foo":1}` + "\n",
		"no summary":     `{"config":{"version":"1"}}` + "\n",
		"behind the end": `{"summary":{}}` + "\n" + `{"config":{}}` + "\n",
		"kind":           `{"finding":{"id":"0000000000000000","kind":"FOO"}}` + "\n",
		"id":             `{"finding":{"id":"00","kind":"EMAIL_ADDRESS"}}` + "\n",
	} {
		err := Replay(strings.NewReader(in), NewJSON(io.Discard, 0))
		if err == nil || fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzAppendJSON(f *testing.F) {
	for _, s := range []string{"", "a", "\"\\\n\t\x00\x1f", "個人番号", "\xff\xfe", "a\xe5\x80b", "\u2028\u2029\ufffd😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := append(appendJSON([]byte{'"'}, s), '"')
		var got string
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%q: %v", b, err)
		}
		var want strings.Builder
		for _, r := range s {
			want.WriteRune(r)
		}
		if got != want.String() {
			t.Errorf("%q came back as %q", s, got)
		}
		if c := appendJSON([]byte{'"'}, []byte(s)); !bytes.Equal(append(c, '"'), b) {
			t.Errorf("%q: bytes and string differ", s)
		}
	})
}

func TestAppendLikelihood(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want string
	}{{0, "0"}, {1, "1"}, {0.98, "0.98"}, {0.7, "0.7"}, {0.94999, "0.9499"}, {0.99999, "0.9999"}, {0.0501, "0.0501"}, {2, "1"}, {-1, "0"}, {0.00001, "0"}} {
		if got := string(appendLikelihood(nil, c.p)); got != c.want {
			t.Errorf("%v: %s, want %s", c.p, got, c.want)
		}
	}
	for i := range 10000 {
		p := float64(i) / 9999
		var back float64
		fmt.Sscan(string(appendLikelihood(nil, p)), &back)
		if pii.LevelOf(back) != pii.LevelOf(p) && pii.LevelOf(back) > pii.LevelOf(p) {
			t.Errorf("%v is told as %v: another level", p, back)
		}
	}
}

func findings(names []string) []scan.Finding {
	var fs []scan.Finding
	for i := range 512 {
		fs = append(fs, scan.Finding{
			ID: [8]byte{1, 2, 3, byte(i)}, Kind: pii.Kind(1 + i%7), Record: int64(100_000 + i), Field: names[i%len(names)], Line: int64(100_001 + i),
			Start: 12_345_678, End: 12_345_690, Likelihood: 0.9876, Mask: []byte("12**********"),
			Why: detect.Shape | detect.Check | detect.FieldName,
		})
	}
	return fs
}

func TestJSONAllocatesNothing(t *testing.T) {
	j := NewJSON(io.Discard, 0.7)
	p := &scan.PartRef{Source: "dir", Part: "a/b.csv"}
	fs := findings([]string{"個人番号", "mail", "電話番号"})
	if got := testing.AllocsPerRun(100, func() {
		if err := j.Findings(p, fs); err != nil {
			t.Fatal(err)
		}
	}); got != 0 {
		t.Errorf("%v allocations for %d findings", got, len(fs))
	}
}

func BenchmarkJSON(b *testing.B) {
	j := NewJSON(io.Discard, 0.7)
	p := &scan.PartRef{Source: "dir", Part: "会員/a/b.csv"}
	fs := findings([]string{"氏名", "フリガナ", "個人番号", "mail", "電話番号", "住所", "生年月日"})
	for i := range fs {
		if i%2 == 0 {
			fs[i].Mask = []byte("山**")
		}
	}
	for b.Loop() {
		if err := j.Findings(p, fs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(fs))/b.Elapsed().Seconds(), "findings/s")
}

// FuzzReplay: a stream that replays, written anew, replays to the same stream.
func FuzzReplay(f *testing.F) {
	var b bytes.Buffer
	sample(f, NewJSON(&b, 0))
	f.Add(b.Bytes())
	f.Add([]byte(`{"finding":{"id":"0000000000000000","kind":"AGE","source":"\u0000","unit":"a","place":"B1","likelihood":1e9,"why":"shape,x"}}` + "\n" + `{"summary":{}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		var one, two bytes.Buffer
		if Replay(bytes.NewReader(in), NewJSON(&one, 0)) != nil {
			return
		}
		if err := Replay(bytes.NewReader(one.Bytes()), NewJSON(&two, 0)); err != nil {
			t.Fatalf("%v:\n%s", err, one.Bytes())
		}
		if d := cmp.Diff(one.String(), two.String()); d != "" {
			t.Error(d)
		}
		for _, h := range []scan.Handler{NewText(io.Discard, Options{Lang: "ja"}), NewHTML(io.Discard, Options{}), NewSARIF(io.Discard, Options{}, 0), NewCSV(io.Discard, Options{})} {
			if err := Replay(bytes.NewReader(one.Bytes()), h); err != nil {
				t.Error(err)
			}
		}
	})
}
