package shape

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

func cut(t *testing.T, form event.Form, text string) []string {
	t.Helper()
	var out []string
	c := Cutter{Form: form}
	s := bufio.NewScanner(iotest.HalfReader(strings.NewReader(text)))
	s.Buffer(nil, MaxPiece+4096)
	s.Split(c.Split)
	for s.Scan() {
		out = append(out, string(bytes.TrimRight(s.Bytes(), "\n")))
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
	return out
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		name string
		form event.Form
		text string
		want []string
	}{
		{"lines", event.Line, "a\nb\r\n\nc", []string{"a", "b\r", "", "c"}},
		{"rows", event.Table, "a,b\n1,\"x\ny\"\n2,z", []string{"a,b", "1,\"x\ny\"", "2,z"}},
		{"a line each", event.JSON, "{\"a\":1}\n{\"b\":{\"c\":\"}\"}}\n", []string{`{"a":1}`, `{"b":{"c":"}"}}`}},
		{"a document", event.JSON, `{"Records":[{"a":[{"x":1}]},{"b":2}]}`, []string{`{"a":[{"x":1}]}`, `{"b":2}`}},
		{"two documents", event.JSON, "{\"Records\":[{\"a\":1}]}{\"Records\":[{\"b\":2}]}", []string{`{"a":1}`, `{"b":2}`}},
		{"an empty document", event.JSON, `{"Records":[]}`, nil},
		{"a page of an API", event.JSON, "{\"@odata.context\":\"https://example.com/{x}\", \"value\": [ {\"a\":1},\n {\"b\":2} ], \"@odata.nextLink\":\"https://example.com\"}", []string{`{"a":1}`, `{"b":2}`}},
		{"an array", event.JSON, "[{\"a\":1},{\"b\":2}]", []string{`{"a":1}`, `{"b":2}`}},
		{"printed over lines", event.JSON, "{\n  \"a\": [\n    {\n      \"b\": 1\n    }\n  ]\n}\n{\n  \"c\": 2\n}\n", []string{"{\n  \"a\": [\n    {\n      \"b\": 1\n    }\n  ]\n}", "{\n  \"c\": 2\n}"}},
		{"behind heads", event.JSON, "Nov 27 09:50:05 web1 app: {\"a\":1}\nNov 27 09:50:06 web1 app: {\"b\":2}\n", []string{`Nov 27 09:50:05 web1 app: {"a":1}`, `Nov 27 09:50:06 web1 app: {"b":2}`}},
		{"a broken object", event.JSON, "{\"a\":\"x\n{\"b\":2}\n{\"c\":3}\n", []string{`{"a":"x`, `{"b":2}`, `{"c":3}`}},
		{"no object", event.JSON, "starting up\n{\"b\":2}\n", []string{"starting up", `{"b":2}`}},
		{"values are records no more than lists are", event.JSON, `{"id":{"a":1},"items":[{"b":2}]}`, []string{`{"id":{"a":1},"items":[{"b":2}]}`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, cut(t, tt.form, tt.text)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestCutJoinsIndentedLines(t *testing.T) {
	c := Cutter{Form: event.Line, Indented: true}
	s := bufio.NewScanner(iotest.OneByteReader(strings.NewReader("a\n\tb\n\tc\nd\ne\n\tf")))
	s.Split(c.Split)
	var got []string
	for s.Scan() {
		got = append(got, s.Text())
	}
	if d := cmp.Diff([]string{"a\n\tb\n\tc\n", "d\n", "e\n\tf"}, got); d != "" {
		t.Error(d)
	}
}

func TestCutBoundsPieces(t *testing.T) {
	long := strings.Repeat("x", 3*MaxPiece+17)
	for _, tt := range []struct {
		form       event.Form
		text, last string
	}{
		{event.Line, long + "\nnext\n", "next"},
		{event.Table, "\"" + long + "\"\nnext\n", "next"},
		{event.JSON, "{\"a\":\"" + long + "\"}\n{\"b\":1}\n", `{"b":1}`},
	} {
		got := cut(t, tt.form, tt.text)
		if len(got) == 0 || got[len(got)-1] != tt.last {
			t.Errorf("form %d: %d pieces, the last of %d bytes", tt.form, len(got), len(got[len(got)-1]))
		}
		for _, g := range got {
			if len(g) > MaxPiece {
				t.Errorf("form %d: a piece of %d bytes", tt.form, len(g))
			}
		}
	}
}

func record(s Shape, pieces ...string) (rec event.Record, ok bool) {
	sh := New(s, event.Options{Now: 1_764_236_405_000_000})
	for _, p := range pieces {
		ok = sh.Record([]byte(p), &rec)
	}
	return rec, ok
}

func TestRecord(t *testing.T) {
	for _, tt := range []struct {
		name          string
		shape         Shape
		pieces        []string
		line          string
		fields        []string
		host, program string
	}{
		{"a line", Shape{}, []string{"\ufeffabc\r\n"}, "abc", nil, "", ""},
		{"syslog", Shape{Wrap: Syslog}, []string{"Nov 27 09:50:05 web1 sshd[1]: abc"}, "abc", nil, "web1", "sshd"},
		{"JSON behind syslog", Shape{Form: event.JSON, Wrap: Syslog}, []string{"Nov 27 09:50:05 web1 app: @cee:{\"a\":{\"b\":1}}"}, `{"a":{"b":1}}`, []string{"a.b=1"}, "web1", "app"},
		{"journald", Shape{Wrap: Message}, []string{`{"MESSAGE":"abc","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"sshd","__REALTIME_TIMESTAMP":"1764236405000000"}`}, "abc", nil, "web1", "sshd"},
		{"journald in another order", Shape{Wrap: Message}, []string{`{"_COMM":"sshd-session","SYSLOG_IDENTIFIER":"sshd","_HOSTNAME":"web1","MESSAGE":"abc"}`}, "abc", nil, "web1", "sshd"},
		{"Docker", Shape{Wrap: Message}, []string{`{"log":"abc\n","stream":"stdout","time":"2026-11-27T09:50:05.123456789Z"}`}, "abc", nil, "", ""},
		{"Filebeat", Shape{Wrap: Message}, []string{`{"@timestamp":"2026-11-27T09:50:05.123Z","message":"Nov 27 09:50:05 web1 sshd[1]: abc","host":{"name":"x"}}`}, "abc", nil, "web1", "sshd"},
		{"container", Shape{Wrap: Runtime}, []string{"2026-11-27T09:50:05.123456789Z stdout F abc"}, "abc", nil, "", ""},
		{"a row", Shape{Form: event.Table}, []string{"\ufeff\"A\",B", "1,\"say \"\"x\"\"\""}, `1,"say ""x"""`, []string{"A=1", `B=say "x"`}, "", ""},
		{"a row with a document", Shape{Form: event.Table}, []string{"Id,AuditData", `1,"{""Operation"":""FileDownloaded""}"`}, `1,"{""Operation"":""FileDownloaded""}"`,
			[]string{"Id=1", `AuditData={"Operation":"FileDownloaded"}`, "Operation=FileDownloaded"}, "", ""},
		{"a document in a document", Shape{Form: event.JSON}, []string{`{"CloudTrailEvent":"{\"eventName\":\"GetObject\"}"}`}, `{"CloudTrailEvent":"{\"eventName\":\"GetObject\"}"}`,
			[]string{`CloudTrailEvent={"eventName":"GetObject"}`, "eventName=GetObject"}, "", ""},
		{"tabs", Shape{Form: event.Table, Comma: '\t'}, []string{"A\tB", "1\t2"}, "1\t2", []string{"A=1", "B=2"}, "", ""},
		{"broken", Shape{Form: event.JSON}, []string{`{"a":`}, `{"a":`, nil, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec, ok := record(tt.shape, tt.pieces...)
			var fields []string
			for _, f := range rec.Fields {
				fields = append(fields, f.Name+"="+string(f.Value))
			}
			if d := cmp.Diff(tt.fields, fields); !ok || string(rec.Line) != tt.line || string(rec.Head.Host) != tt.host || string(rec.Head.Program) != tt.program || d != "" {
				t.Errorf("%v %q of %q %q\n%s", ok, rec.Line, rec.Head.Host, rec.Head.Program, d)
			}
		})
	}
	for _, pieces := range [][]string{{""}, {"\r\n"}} {
		if _, ok := record(Shape{}, pieces...); ok {
			t.Errorf("%q is a record", pieces)
		}
	}
	if _, ok := record(Shape{Form: event.Table}, "A,B", "1,2", "A,B"); ok {
		t.Error("names of columns are a record")
	}
}

func TestGoesOnInTheMiddle(t *testing.T) {
	a, b := New(Shape{Form: event.Table}, event.Options{}), New(Shape{Form: event.Table}, event.Options{})
	var rec event.Record
	a.Record([]byte("A,B"), &rec)
	if err := b.Restore(a.Keep()); err != nil {
		t.Fatal(err)
	}
	if !b.Record([]byte("1,2"), &rec) || string(rec.Get("B")) != "2" {
		t.Error("the columns were forgotten")
	}
}

func TestNoAllocs(t *testing.T) {
	for _, tt := range []struct {
		shape Shape
		piece string
	}{
		{Shape{Wrap: Syslog}, "Nov 27 09:50:05 web1 sshd[1]: abc"},
		{Shape{Form: event.JSON}, `{"a":{"b":[1,2,"x\n"]},"c":true}`},
		{Shape{Form: event.Table}, `1,"say ""x"""`},
		{Shape{Wrap: Message}, `{"log":"abc\n","stream":"stdout","time":"2026-11-27T09:50:05.123456789Z"}`},
	} {
		s := New(tt.shape, event.Options{})
		var rec event.Record
		piece := []byte(tt.piece)
		s.Record(piece, &rec)
		if n := testing.AllocsPerRun(100, func() { s.Record(piece, &rec) }); n > 0 {
			t.Errorf("%s: %v allocations", tt.piece, n)
		}
	}
}

func FuzzCut(f *testing.F) {
	for _, s := range []string{"a\nb", `{"Records":[{"a":1}]}`, "{\"a\":\"\\\"}\n{", "a,\"b\n\"\nc"} {
		f.Add([]byte(s), uint8(0))
		f.Add([]byte(s), uint8(1))
		f.Add([]byte(s), uint8(2))
	}
	f.Fuzz(func(t *testing.T, text []byte, form uint8) {
		c := Cutter{Form: event.Form(form % 3)}
		for at := 0; at < len(text); {
			n, piece, err := c.Split(text[at:], true)
			if err != nil || n < 0 || at+n > len(text) || len(piece) > n {
				t.Fatalf("%d of %d bytes, a piece of %d: %v", n, len(text)-at, len(piece), err)
			}
			if n == 0 {
				t.Fatal("no progress")
			}
			at += n
		}
	})
}
