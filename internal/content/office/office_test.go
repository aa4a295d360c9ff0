package office

import (
	"archive/zip"
	"bytes"
	"context"
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
			if err.Error() != "EOF" {
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
	w := &content.Walk{Handler: s, Formats: []content.Format{Word{}, Slides{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: name, Size: int64(len(data)), R: bytes.NewReader(data)}); err != nil {
		t.Fatal(err)
	}
	return s
}

// pack makes a package of pairs of name and text.
func pack(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func docx(t testing.TB) []byte {
	return pack(t, "[Content_Types].xml", "<Types/>",
		"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="x"><w:body><!-- c > d -->`+
			`<w:p><w:r><w:t>氏名：</w:t></w:r><w:r><w:t xml:space="preserve">山田 &amp; &#x592A;郎</w:t><w:tab/><w:t>x</w:t></w:r></w:p>`+
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>電話</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>090-0000-0000</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`+
			`<w:p><w:del w:author="a>b"><w:r><w:delText>消した行</w:delText></w:r></w:del></w:p></w:body></w:document>`,
		"word/_rels/document.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/hyperlink" Target="mailto:a@example.jp" TargetMode="External"/></Relationships>`,
		"word/header1.xml", `<w:hdr><w:p><w:r><w:t>社外秘</w:t></w:r></w:p></w:hdr>`,
		"word/comments.xml", `<w:comments><w:comment w:author="佐藤"><w:p><w:r><w:t>確認</w:t></w:r></w:p></w:comment></w:comments>`,
		"docProps/core.xml", `<cp:coreProperties><dc:creator>鈴木</dc:creator><cp:revision>3</cp:revision></cp:coreProperties>`,
	)
}

func pptx(t testing.TB) []byte {
	return pack(t, "[Content_Types].xml", "<Types/>",
		"ppt/slides/slide1.xml", `<p:sld><a:p><a:r><a:t>一枚目</a:t></a:r></a:p></p:sld>`,
		"ppt/slides/_rels/slide1.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/notesSlide" Target="../notesSlides/notesSlide1.xml"/></Relationships>`,
		"ppt/notesSlides/notesSlide1.xml", `<p:notes><a:p><a:r><a:t>覚え書き</a:t></a:r></a:p></p:notes>`,
		"ppt/slides/slide2.xml", `<p:sld><a:p><a:r><a:t>二枚目</a:t></a:r></a:p></p:sld>`,
		"ppt/embeddings/a.docx", string(docx(t)),
	)
}

const docText = "氏名：山田 & 太郎\tx\n電話 \t090-0000-0000 \t\n消した行\n社外秘\n佐藤: 確認\nmailto:a@example.jp\ncreator: 鈴木\n"

func TestText(t *testing.T) {
	s := walk(t, "a.docx", docx(t))
	if d := cmp.Diff(map[string]string{"a.docx": docText}, s.text); d != "" {
		t.Error(d)
	}
	s = walk(t, "a.pptx", pptx(t))
	want := map[string]string{"a.pptx": "一枚目\n覚え書き\n\f二枚目\n", "a.pptx!/ppt/embeddings/a.docx": docText}
	if d := cmp.Diff(want, s.text); d != "" {
		t.Error(d)
	}
}

func TestOld(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 2000)
	for _, c := range []struct{ name, in, want string }{
		{"a.doc", ole, `read "a.doc": old Office format; saved again as .docx, .xlsx or .pptx it can be read`},
		{"a.docx", ole + strings.Join(strings.Split("EncryptedPackage", ""), "\x00") + "\x00", `read "a.docx": encrypted with a password`},
	} {
		if d := cmp.Diff([]string{c.want}, walk(t, c.name, []byte(c.in)).skips); d != "" {
			t.Error(d)
		}
	}
}

func TestBroken(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for name, whole := range map[string][]byte{"a.docx": docx(t), "a.pptx": pptx(t)} {
		for i := 1; i < 16; i++ {
			if s := walk(t, name, whole[:len(whole)*i/16]); len(s.skips) == 0 {
				t.Errorf("%s cut at %d/16: no error told", name, i)
			}
		}
		for range 300 {
			b := bytes.Clone(whole)
			for range 3 {
				b[rnd.IntN(len(b))] ^= byte(1 << rnd.IntN(8))
			}
			walk(t, name, b)
		}
	}
}

func TestBomb(t *testing.T) {
	data := pack(t, "word/document.xml", "<w:t>"+strings.Repeat("a", 64<<20))
	s := walk(t, "a.docx", data)
	if len(s.skips) == 0 || !strings.Contains(s.skips[0], "each packed byte") && !strings.Contains(s.skips[0], "too long") {
		t.Error(s.skips)
	}
}
