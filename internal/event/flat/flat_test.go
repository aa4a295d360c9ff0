package flat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

func say(fields []event.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Name+"="+string(f.Value))
	}
	return out
}

func TestObject(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{`{}`, nil},
		{`{"a":1,"b":"x","c":true,"d":null,"e":-1.5e3}`, []string{"a=1", "b=x", "c=true", "e=-1.5e3"}},
		{" {\n \"a\" : { \"b\" : [ 1 , \"2\" , { \"c\" : 3 } ] } }\r\n", []string{"a.b=1", "a.b=2", "a.b.c=3"}},
		{`{"a":"\u3042\n\"\\\/\ud83d\ude00"}`, []string{"a=あ\n\"\\/😀"}},
		{`{"a.b":"x","a":{"b":"y"}}`, []string{"a.b=x", "a.b=y"}},
		{`{"k\u0065y":""}`, []string{"key="}},
		{`{"p":[{"name":"x","value":"1"},{"name":"y","value":"2"}]}`, []string{"p.name=x", "p.value=1", "p.name=y", "p.value=2"}},
	} {
		var f Flattener
		for range 2 { // the second time by what was learnt
			got, ok := f.Object([]byte(tt.text), nil)
			if d := cmp.Diff(tt.want, say(got)); !ok || d != "" {
				t.Errorf("%s: %v\n%s", tt.text, ok, d)
			}
		}
	}
	for _, text := range []string{"", "[]", "1", "{", `{"a"`, `{"a":`, `{"a":}`, `{"a":1`, `{"a":1,}`, `{"a":x}`, `{"a":"x}`, `{"a":[1}`, `{"a":1}}`, `{a:1}`} {
		var f Flattener
		if got, ok := f.Object([]byte(text), nil); ok {
			t.Errorf("%s is an object: %v", text, say(got))
		}
	}
}

func TestKeysThatAreData(t *testing.T) {
	var f Flattener
	for i := range 3 * maxNodes {
		if _, ok := f.Object(fmt.Appendf(nil, `{"by":{"k%d":{"n":1}}}`, i), nil); !ok {
			t.Fatal(i)
		}
	}
	if len(f.nodes) > 2*maxNodes {
		t.Errorf("%d names are kept", len(f.nodes))
	}
	if got, _ := f.Object([]byte(`{"by":{"another":{"n":1}}}`), nil); len(got) != 1 || got[0].Name != "by.*.*" {
		t.Errorf("%v", say(got))
	}
}

const trail = `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/yamada","userName":"yamada"},"eventTime":"2026-11-27T09:50:05Z","requestParameters":{"bucketName":"customers","key":"a/b.csv"},"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::customers/a/b.csv"}]}`

func TestNoAllocs(t *testing.T) {
	var f Flattener
	var fields []event.Field
	text, other := []byte(trail), []byte(`{"a":"\n","eventTime":"x"}`)
	each := func() {
		fields, _ = f.Object(text, fields[:0])
		fields, _ = f.Object(other, fields[:0])
	}
	each()
	if n := testing.AllocsPerRun(100, each); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestPicker(t *testing.T) {
	p := NewPicker([][]string{{"user", "User.Name"}, {"ip"}}, "detail.")
	out := make([][]byte, 2)
	for _, fields := range [][]event.Field{
		{{Name: "x", Value: []byte("0")}, {Name: "user.name", Value: []byte("a")}, {Name: "IP", Value: []byte("b")}},
		{{Name: "ip", Value: []byte("b")}, {Name: "user", Value: nil}, {Name: "user.name", Value: []byte("a")}},
		{{Name: "detail.ip", Value: []byte("b")}, {Name: "detail.user", Value: []byte("a")}, {Name: "ip", Value: []byte("c")}},
	} {
		if p.Pick(fields, out); string(out[0]) != "a" || string(out[1]) != "b" {
			t.Errorf("%v: %s %s", say(fields), out[0], out[1])
		}
	}
}

func TestShare(t *testing.T) {
	rec := func(names ...string) (r event.Record) {
		for _, n := range names {
			r.Fields = append(r.Fields, event.Field{Name: n})
		}
		return r
	}
	sample := []event.Record{rec("a", "b"), rec("A"), rec("c"), rec()}
	if got := [...]int{Share(sample, "a"), Share(sample, "a", "b"), ShareAny(sample, []string{"b"}, []string{"c"}), Share(nil, "a")}; got != [...]int{50, 25, 50, 0} {
		t.Errorf("%v", got)
	}
}

// FuzzAgrees: of an object that encoding/json takes, the leaves are the same, under the same names, each time it is read.
func FuzzAgrees(f *testing.F) {
	for _, s := range []string{trail, `{"a":"\ud83d\ude00\u0041\ud800x","b":[[{"c":1}],[]]}`, "{\"a\":1}\n", "{\"\":{\"\":1}}", "{\"a\":\"\\", "{\"a\":\"\xff\"}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var fl Flattener
		got, ok := fl.Object(text, nil)
		first := say(got)
		again, okAgain := fl.Object(text, nil)
		if d := cmp.Diff(first, say(again)); d != "" || ok != okAgain {
			t.Fatalf("another object when read again\n%s", d)
		}
		if !json.Valid(text) || bytes.ContainsRune(text, '\ufffd') || !bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{")) {
			return
		}
		var want []string
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		deep := 0
		if !leaves(d, "", &want, &deep) || deep > maxDepth || len(want) > maxFields {
			return
		}
		if !ok {
			t.Fatalf("%q is an object", text)
		}
		for i := range first {
			first[i] = string(bytes.ToValidUTF8([]byte(first[i]), []byte("\ufffd")))
		}
		for i := range want {
			want[i] = string(bytes.ToValidUTF8([]byte(want[i]), []byte("\ufffd")))
		}
		if !bytes.Contains(text, []byte{0xff}) {
			if d := cmp.Diff(squeeze(want), squeeze(first)); d != "" {
				t.Errorf("(-encoding/json +flat)\n%s", d)
			}
		}
	})
}

// squeeze makes runs of the mark for broken text one: how many marks a broken sequence becomes is nobody's rule.
func squeeze(in []string) []string {
	for i, s := range in {
		for bytes.Contains([]byte(s), []byte("\ufffd\ufffd")) {
			s = string(bytes.ReplaceAll([]byte(s), []byte("\ufffd\ufffd"), []byte("\ufffd")))
		}
		in[i] = s
	}
	return in
}

func leaves(d *json.Decoder, name string, out *[]string, deep *int) bool {
	tok, err := d.Token()
	if err != nil {
		return false
	}
	add := func(v string) { *out = append(*out, name+"="+v) }
	switch v := tok.(type) {
	case json.Delim:
		*deep++
		for d.More() {
			kid := name
			if v == '{' {
				key, err := d.Token()
				if err != nil {
					return false
				}
				if kid = key.(string); name != "" {
					kid = name + "." + kid
				}
			}
			if !leaves(d, kid, out, deep) {
				return false
			}
		}
		_, err := d.Token()
		return err == nil
	case string:
		add(v)
	case json.Number:
		add(v.String())
	case bool:
		add(fmt.Sprint(v))
	}
	return true
}

func BenchmarkObject(b *testing.B) {
	var f Flattener
	var fields []event.Field
	text := []byte(trail)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		fields, _ = f.Object(text, fields[:0])
	}
}
