package pdf

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// need skips the test where pdftotext is not installed, unless it is required.
func need(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err == nil {
		return
	}
	if strings.Contains(os.Getenv("TSUTSUMI_TEST_REQUIRE"), "poppler") {
		t.Fatal("pdftotext is required and not installed")
	}
	t.Skip("pdftotext is not installed")
}

type sink struct {
	text  string
	skips []string
}

func (s *sink) Skip(_ string, _ int64, err error) { s.skips = append(s.skips, err.Error()) }
func (s *sink) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var b content.Block
	for blocks.Next(&b) == nil {
		s.text += string(b.Text[b.From:b.To])
	}
	return nil
}

func walk(t testing.TB, f Format, data []byte) *sink {
	t.Helper()
	s := &sink{}
	w := &content.Walk{Handler: s, Formats: []content.Format{f}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: "a.pdf", Size: int64(len(data)), R: bytes.NewReader(data)}); err != nil {
		t.Fatal(err)
	}
	return s
}

// document makes a PDF with a page for each text, in UTF-16 with a font of the viewer's: Japanese without embedding.
func document(extra string, pages ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), fmt.Sprintf(format, args...))
	}
	b.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 6+2*i)
	}
	object("<< /Type /Pages /Count %d /Kids [%s] >>", len(pages), kids)
	object("<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UCS2-H /DescendantFonts [4 0 R] >>")
	object("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 5 0 R >>")
	object("<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>")
	for i, text := range pages {
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 7+2*i)
		var hex strings.Builder
		for _, r := range text {
			fmt.Fprintf(&hex, "%04X", r)
		}
		stream := fmt.Sprintf("BT /F1 12 Tf 72 720 Td <%s> Tj ET", hex.String())
		object("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, extra, start)
	return b.Bytes()
}

func TestPages(t *testing.T) {
	need(t)
	s := walk(t, Format{}, document("", "Tel 090-0000-0000", "page two"))
	if d := cmp.Diff("Tel090-0000-0000\n\fpagetwo\n\f", strings.ReplaceAll(s.text, " ", "")); d != "" || s.skips != nil {
		t.Error(d, s.skips)
	}
}

func TestJapanese(t *testing.T) {
	need(t)
	if _, err := os.Stat("/usr/share/poppler/cidToUnicode/Adobe-Japan1"); err != nil {
		if strings.Contains(os.Getenv("TSUTSUMI_TEST_REQUIRE"), "poppler-data") {
			t.Fatal("poppler-data is required and not installed")
		}
		t.Skip("poppler-data is not installed")
	}
	s := walk(t, Format{}, document("", "氏名 山田太郎"))
	if !strings.Contains(s.text, "山田太郎") {
		t.Errorf("got %q, %v", s.text, s.skips)
	}
}

func TestNotRead(t *testing.T) {
	whole := document("", "x")
	for _, c := range []struct {
		name string
		f    Format
		in   []byte
		want string
		any  bool
	}{
		{"absent", Format{Program: "no-such-pdftotext"}, whole, `read "a.pdf": pdftotext is not installed (Debian: poppler-utils)`, true},
		{"no text", Format{}, document("", ""), `read "a.pdf": no text inside (scanned pages?)`, false},
		{"rubbish", Format{}, []byte("%PDF-1.4\n\x00\x01"), `read "a.pdf": not a well-formed PDF`, false},
		{
			"encrypted", Format{}, document("/Encrypt << /Filter /Standard /V 1 /R 2 /O ("+strings.Repeat("a", 32)+") /U ("+strings.Repeat("b", 32)+") /P -4 >> /ID [<01><01>]", "x"),
			`read "a.pdf": encrypted with a password`, false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !c.any {
				need(t)
			}
			if d := cmp.Diff([]string{c.want}, walk(t, c.f, c.in).skips); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	need(t)
	s := walk(t, Format{Timeout: time.Nanosecond}, document("", "x"))
	if len(s.skips) != 1 {
		t.Error(s.skips)
	}
}

func TestTruncated(t *testing.T) {
	need(t)
	whole := document("", "one", "two")
	for i := 1; i < 16; i += 3 {
		walk(t, Format{}, whole[:len(whole)*i/16])
	}
}

func TestSqueeze(t *testing.T) {
	for in, want := range map[string]string{
		"山田    太郎": "山田 太郎", "氏名          山田": "氏名  山田", "a b": "a b", " a\n     b": " a\n  b",
	} {
		for _, r := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in))} {
			got, err := io.ReadAll(&squeezer{r: r})
			if err != nil || string(got) != want {
				t.Errorf("%q: got %q, %v", in, got, err)
			}
		}
	}
}
