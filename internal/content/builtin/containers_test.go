package builtin

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

type keeper map[string]string

func (k keeper) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var b content.Block
	var text strings.Builder
	for blocks.Next(&b) == nil {
		text.Write(b.Text[b.From:b.To])
	}
	k[p.Name] = p.Charset + " " + p.Form.String() + ": " + text.String()
	return nil
}

func (k keeper) Skip(name string, _ int64, err error) { k[name] = err.Error() }

// TestNested reads a mail in a zip in a gzip with every format there is.
func TestNested(t *testing.T) {
	sjis := func(s string) string { p, _ := japanese.ShiftJIS.NewEncoder().String(s); return p }
	table := "会員番号,氏名,住所\n1,山田太郎,東京都新宿区\n2,鈴木花子,大阪府堺市\n"
	mail := "From: a@example.com\nTo: b@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nhello\n--x\n" +
		"Content-Disposition: attachment; filename=c.csv\n\n" + sjis(table) + "\n--x--\n"
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for name, s := range map[string]string{sjis("名簿.csv"): sjis(table), "m.eml": mail, "p.html": "<html><body><p>text</p></body></html>"} {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, s)
	}
	w.Close()
	var g bytes.Buffer
	gw := gzip.NewWriter(&g)
	gw.Write(z.Bytes())
	gw.Close()
	got := keeper{}
	walk := &content.Walk{Handler: got, Formats: All(), Limits: content.DefaultLimits(), TempDir: t.TempDir()}
	if err := walk.Run(t.Context(), content.Body{Name: "a.zip.gz", Size: int64(g.Len()), R: &g}); err != nil {
		t.Fatal(err)
	}
	want := keeper{
		"a.zip.gz!/a.zip!/名簿.csv":       "shift_jis csv: " + table,
		"a.zip.gz!/a.zip!/m.eml":        "utf-8 text: From: a@example.com\nTo: b@example.com\nSubject: x\n\nhello\n",
		"a.zip.gz!/a.zip!/m.eml!/c.csv": "shift_jis csv: " + table,
		"a.zip.gz!/a.zip!/p.html":       "utf-8 text: text\n",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
