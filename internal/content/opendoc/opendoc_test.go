package opendoc

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

type sink struct {
	text  map[string]string
	skips []string
}

func (s *sink) Skip(_ string, _ int64, err error) { s.skips = append(s.skips, err.Error()) }
func (s *sink) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var b content.Block
	for {
		if err := blocks.Next(&b); err != nil {
			if err != io.EOF {
				s.skips = append(s.skips, err.Error())
			}
			return nil
		}
		s.text[p.Name] += string(b.Text[b.From:b.To])
	}
}

func walk(t testing.TB, name string, data []byte) *sink {
	t.Helper()
	s := &sink{text: map[string]string{}}
	w := &content.Walk{Handler: s, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: name, Size: int64(len(data)), R: bytes.NewReader(data)}); err != nil {
		t.Fatal(err)
	}
	return s
}

func pack(t testing.TB, body, manifest string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{{"content.xml", body}, {"META-INF/manifest.xml", manifest}} {
		w, err := z.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const ods = `<office:document-content><office:body><office:spreadsheet>` +
	`<table:table table:name="名簿"><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>` +
	`<table:table-row><table:table-cell><text:p>氏名</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>a,"b</text:p><text:p>c</text:p></table:table-cell></table:table-row>` +
	`<table:table-row><table:table-cell office:date-value="1990-01-02"><text:p>H2.1.2</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell></table:table-row>` +
	`<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>` +
	`<table:table table:name="b"><table:table-row><table:table-cell><text:p>z</text:p></table:table-cell></table:table-row></table:table>` +
	`</office:spreadsheet></office:body></office:document-content>`

func TestRead(t *testing.T) {
	s := walk(t, "a.ods", pack(t, ods, "<m/>"))
	want := map[string]string{"a.ods!/名簿": "\n\n氏名,,,\"a,\"\"b c\"\n1990-01-02,x,x\n", "a.ods!/b": "z\n"}
	if d := cmp.Diff(want, s.text); d != "" || s.skips != nil {
		t.Error(d, s.skips)
	}
	s = walk(t, "a.odt", pack(t, `<office:body><office:text><text:h>題</text:h><text:p>山田<text:tab/>太郎<text:span>様</text:span></text:p></office:text></office:body>`, "<m/>"))
	if d := cmp.Diff(map[string]string{"a.odt": "題\n山田\t太郎様\n"}, s.text); d != "" || s.skips != nil {
		t.Error(d, s.skips)
	}
	s = walk(t, "a.odt", pack(t, "x", "<m:encryption-data/>"))
	if len(s.skips) != 1 || !strings.Contains(s.skips[0], "encrypted") {
		t.Error(s.skips)
	}
}

func TestBroken(t *testing.T) {
	whole := pack(t, ods, "<m/>")
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range 200 {
		b := bytes.Clone(whole)
		if i < 16 {
			b = b[:len(b)*i/16]
		} else {
			b[rnd.IntN(len(b))] ^= byte(1 << rnd.IntN(8))
		}
		walk(t, "a.ods", b)
	}
}
