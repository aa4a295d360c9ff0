package ooxml

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func tokens(r io.Reader) []string {
	var out []string
	s := NewScanner(r)
	for s.Next() {
		switch s.Kind {
		case Start:
			out = append(out, fmt.Sprintf("<%s %q %v>", s.Name, s.Attr("a"), s.Empty))
		case End:
			out = append(out, fmt.Sprintf("</%s>", s.Name))
		case Text:
			out = append(out, string(s.Text))
		}
	}
	return out
}

func TestScanner(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{`<?xml version="1.0"?><x:b y:a="1>2&amp;3">t&lt;&#x5C71;&#65;&unknown;&</x:b>`, []string{`<b "1>2&3" false>`, "t<山A&unknown;&", "</b>"}},
		{`<b a='"'/><!-- <c> --><![CDATA[<d>]]>`, []string{`<b "\"" true>`, "<d>"}},
		{"<b", nil},
		{"text", []string{"text"}},
		{"<></>", []string{`< "" false>`, "</>"}},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
			if d := cmp.Diff(c.want, tokens(r)); d != "" {
				t.Errorf("%s: %s", c.in, d)
			}
		}
	}
}

func FuzzScanner(f *testing.F) {
	f.Add(`<?x?><a b="c">&#1;<![CDATA[x]]><!-- y --></a>`)
	f.Fuzz(func(t *testing.T, in string) {
		whole := tokens(strings.NewReader(in))
		if d := cmp.Diff(whole, tokens(iotest.OneByteReader(strings.NewReader(in)))); d != "" {
			t.Fatal(d)
		}
	})
}
