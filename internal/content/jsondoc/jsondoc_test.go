package jsondoc

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
)

type sink struct {
	rows  map[string][]string // by part, each record as field=value pairs
	text  map[string]string
	skips []string
}

func (s *sink) Skip(_ string, _ int64, err error) { s.skips = append(s.skips, err.Error()) }

func (s *sink) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var b content.Block
	c := ndjson.NewCursor(p, nil)
	for blocks.Next(&b) == nil {
		s.text[p.Name] += string(b.Text[b.From:b.To])
		if p.Form != content.NDJSON {
			continue
		}
		c.Reset(&b)
		var r content.Record
		for c.Next(&r) {
			var kv []string
			for _, v := range r.Values {
				if len(kv) < 20 {
					kv = append(kv, c.Fields()[v.Field]+"="+string(v.Text[:min(len(v.Text), 40)]))
				}
			}
			if r.Bad {
				kv = append(kv, "BAD")
			}
			s.rows[p.Name] = append(s.rows[p.Name], strings.Join(kv, " "))
		}
	}
	return nil
}

func walk(t testing.TB, r io.Reader) *sink {
	t.Helper()
	s := &sink{rows: map[string][]string{}, text: map[string]string{}}
	w := &content.Walk{Handler: s, Formats: []content.Format{always{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: "a.json", Size: -1, R: r}); err != nil {
		t.Fatal(err)
	}
	return s
}

type always struct{ Format }

func (always) Match(*content.Head) content.Certainty { return content.Magic }

func TestDocuments(t *testing.T) {
	for _, c := range []struct {
		name, in string
		rows     map[string][]string
		skips    []string
	}{
		{"array", ` [ {"n":"山田"}, {"n":"a\"b]","x":[1,2]} ] `, map[string][]string{"a.json": {"n=山田", `n=a"b] x=1 x=2`}}, nil},
		{"array of arrays", `[[1,"a"],[2,"b"]]`, map[string][]string{"a.json": {"value=1 value=a", "value=2 value=b"}}, nil},
		{
			"envelope", `{"ok":true,"data":{"total":2,"items":[{"n":1},{"n":2}],"next":"x"}}`,
			map[string][]string{
				"a.json!/data.items": {"data.items.n=1", "data.items.n=2"},
				"a.json#envelope":    {"ok=true data.total=2 data.next=x"},
			}, nil,
		},
		{
			"search response", `{"took":5,"hits":{"total":{"value":2},"hits":[{"_id":"1","_source":{"xm":"王"}},{"_id":"2","_source":{"xm":"李"}}]}}`,
			map[string][]string{"a.json": {"_id=1 _source.xm=王", "_id=2 _source.xm=李"}, "a.json#envelope": {"took=5 hits.total.value=2"}}, nil,
		},
		{"one object", "{\n \"a\": 1,\n \"t\": [{\"k\": 2}]\n}\n", map[string][]string{"a.json": {"a=1 t[].k=2"}}, nil},
		{"several objects", "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", map[string][]string{"a.json": {"a=1", "a=2"}}, nil},
		{
			"cut", `{"data":[{"n":1},{"n":2},{"n":"x`,
			map[string][]string{"a.json!/data": {"data.n=1", "data.n=2", "data.n=x BAD"}},
			[]string{`read "a.json": ends inside a JSON value`},
		},
		{"scalars", `["a@example.jp","b@example.jp"]`, map[string][]string{"a.json": {"value=a@example.jp", "value=b@example.jp"}}, nil},
		{"not well formed", `{"a":[{"n":1},{"n":2}}],"b" 3 ]`, nil, nil},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
			s := walk(t, r)
			if c.rows == nil {
				continue
			}
			if d := cmp.Diff(c.rows, s.rows); d != "" {
				t.Errorf("%s: %s", c.name, d)
			}
			if d := cmp.Diff(c.skips, s.skips); d != "" {
				t.Errorf("%s: %s", c.name, d)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		in   string
		want content.Certainty
	}{
		{`[{"a":1}]`, content.ByForm},
		{"{\n\"a\":1}", content.ByForm},
		{"{\"a\":1}\n{\"a\":2}\n", content.No},
		{`{"a":1}`, content.No},
		{`{"a":[{"b":1},{"b":2}]}`, content.Magic},
		{"[section]\nkey=1\n", content.No},
		{"[2024-01-02 03:04:05] started", content.No},
		{"{{ .Name }}", content.No},
		{"[1] see there", content.No},
		{"{ int x; }", content.No},
		{"\xEF\xBB\xBF[\"a\", 1.5e+3, null]", content.ByForm},
	} {
		if got := (Format{}).Match(&content.Head{Name: "a", Bytes: []byte(c.in), All: true}); got != c.want {
			t.Errorf("%q: got %d, want %d", c.in, got, c.want)
		}
	}
}

func TestDeep(t *testing.T) {
	const n = 100_000
	for _, in := range []string{
		strings.Repeat("[", n) + strings.Repeat("]", n),
		`[{"a":1},` + strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) + `,{"a":2}]`,
		strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n),
		strings.Repeat(`{"abcdefgh":{"x":"`+strings.Repeat("y", 100)+`","b":`, n) + "1" + strings.Repeat("}}", n) + `{"a":2}`,
		strings.Repeat(`{"a":[`, n),
	} {
		s := walk(t, strings.NewReader(in))
		if len(s.skips) == 0 || !strings.Contains(s.skips[0], "nested deeper than 256") && !strings.Contains(s.skips[0], "ends inside") {
			t.Errorf("%.20s: %v", in, s.skips)
		}
	}
}

// TestLarge: a document far larger than a block, as one element, with a table inside, and with a long envelope.
func TestLarge(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"responses":[{"took":1,"hits":{"hits":[`)
	const rows = 60_000
	for i := range rows {
		fmt.Fprintf(&b, `{"_source":{"n":%d,"t":"%s"}},`, i, strings.Repeat("あ", 30))
	}
	b.WriteString(`{"last":1}]},"users":{`)
	for i := range rows {
		fmt.Fprintf(&b, `"u%d":{"mail":"u%d@example.jp"},`, i, i)
	}
	fmt.Fprintf(&b, `"long":"%s"}}]}`, strings.Repeat("い", 3<<20))
	s := walk(t, strings.NewReader(b.String()))
	if n := len(s.rows["a.json!/responses[].hits.hits"]); n != rows+1 {
		t.Errorf("%d rows, want %d; parts %d", n, rows+1, len(s.rows))
	}
	if n := strings.Count(s.text["a.json#envelope"], "@example.jp"); n != rows {
		t.Errorf("%d addresses in the envelope, want %d", n, rows)
	}
	if n := strings.Count(s.text["a.json#text"], "い"); n != 3<<20 {
		t.Errorf("%d of %d characters of a long string", n, 3<<20)
	}
	if s.skips != nil {
		t.Error(s.skips)
	}
}

const sampleDoc = `{"took":5,"hits":{"total":{"value":2},"hits":[{"_id":"1","_source":{"xm":"王","a":[1,{"b":"c\\\""}]}},{"_id":"2"}]},"x":[{"y":1},{"y":null}]}`

func TestBroken(t *testing.T) {
	for i := range 16 {
		walk(t, strings.NewReader(sampleDoc[:len(sampleDoc)*i/16]))
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := []byte(sampleDoc)
		for range 3 {
			b[rnd.IntN(len(b))] ^= byte(1 << rnd.IntN(8))
		}
		walk(t, bytes.NewReader(b))
	}
}

// FuzzNothingLost: every scalar of a valid document comes out of some record, however the input is cut.
func FuzzNothingLost(f *testing.F) {
	f.Add(sampleDoc, uint8(3))
	f.Add(`[1,[2],{"a":[{"b":[3]},4]}]`, uint8(1))
	f.Fuzz(func(t *testing.T, in string, n uint8) {
		var v any
		valued := json.Unmarshal([]byte(in), &v) == nil && utf8.ValidString(in)
		whole := walk(t, strings.NewReader(in))
		cut := walk(t, &pieces{strings.NewReader(in), int(n%16) + 1})
		if !valued {
			return
		}
		if d := cmp.Diff(whole.rows, cut.rows); d != "" {
			t.Fatal(d)
		}
		all := strings.Builder{}
		for _, x := range whole.text {
			all.WriteString(x)
		}
		want, got := scalars(in), scalars(all.String())
		for k, n := range want {
			if got[k] < n {
				t.Fatalf("%q stands %d times in %q, %d in what came out", k, n, in, got[k])
			}
		}
	})
}

// scalars counts the strings and numbers of text.
func scalars(text string) map[string]int {
	out := map[string]int{}
	b := []byte(text)
	for i := 0; i < len(b); {
		if breaks[b[i]] && b[i] != '"' {
			i++
			continue
		}
		end := skipValue(b, i, true)
		if end < 0 {
			break
		}
		if k := space(b, end); b[i] != '"' || k >= len(b) || b[k] != ':' {
			out[string(b[i:end])]++
		}
		i = end
	}
	return out
}

type pieces struct {
	r io.Reader
	n int
}

func (p *pieces) Read(b []byte) (int, error) { return p.r.Read(b[:min(len(b), p.n)]) }

func BenchmarkArray(b *testing.B) {
	row := `{"_index":"p","_id":"abc","_score":1.0,"_source":{"xm":"王小明","sfzh":"110101199001010000","dz":"上海市浦东新区某某路100号","phone":"13000000000","memo":"x y z \" q"}},`
	in := []byte(`{"took":1,"hits":{"hits":[` + strings.Repeat(row, 100_000) + `{}]}}`)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		w := &content.Walk{Handler: drain{}, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
		if err := w.Run(b.Context(), content.Body{Name: "a.json", Size: -1, R: bytes.NewReader(in)}); err != nil {
			b.Fatal(err)
		}
	}
}

type drain struct{}

func (drain) Skip(string, int64, error) {}
func (drain) Part(_ context.Context, _ *content.Part, blocks content.Blocks) error {
	var b content.Block
	for blocks.Next(&b) == nil {
	}
	return nil
}
