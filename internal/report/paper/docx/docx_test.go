package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/office"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/papertest"
)

type sink struct {
	t    *testing.T
	text strings.Builder
}

func (s *sink) Skip(name string, _ int64, err error) { s.t.Errorf("skipped %s: %v", name, err) }
func (s *sink) Part(_ context.Context, _ *content.Part, blocks content.Blocks) error {
	var b content.Block
	for blocks.Next(&b) == nil {
		s.text.Write(b.Text[b.From:b.To])
	}
	return nil
}

// read is the text as this program's own reader of DOCX reads it.
func read(t *testing.T, file []byte) string {
	t.Helper()
	s := &sink{t: t}
	w := &content.Walk{Handler: s, Formats: []content.Format{office.Word{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: "a.docx", Size: int64(len(file)), R: bytes.NewReader(file)}); err != nil {
		t.Fatal(err)
	}
	return s.text.String()
}

func TestConformance(t *testing.T) {
	papertest.Run(t, papertest.Writer{Write: Write, Read: read})
}

func open(t *testing.T, d *paper.Document) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(all)
	}
	return files
}

// TestPackage: each part is well-formed XML and has its type, and each relation leads to a part.
func TestPackage(t *testing.T) {
	for _, d := range []*paper.Document{papertest.Rich("ja"), papertest.Rich("en"), papertest.Letter("ja", 1), {}} {
		files := open(t, d)
		for name, text := range files {
			dec := xml.NewDecoder(strings.NewReader(text))
			for {
				tok, err := dec.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if s, ok := tok.(xml.StartElement); ok && strings.HasSuffix(name, ".rels") && s.Name.Local == "Relationship" {
					target := ""
					for _, a := range s.Attr {
						if a.Name.Local == "Target" {
							target = a.Value
						}
						if a.Name.Local == "TargetMode" {
							t.Errorf("%s: leads out of the file", name)
						}
					}
					if p := path.Join(path.Dir(path.Dir(name)), target); files[p] == "" {
						t.Errorf("%s: leads to %s, which is not there", name, p)
					}
				}
			}
			if name != "[Content_Types].xml" && !strings.HasSuffix(name, ".rels") && !strings.Contains(files["[Content_Types].xml"], `PartName="/`+name+`"`) {
				t.Errorf("%s has no type", name)
			}
		}
		if !strings.Contains(files["word/_rels/document.xml.rels"], `Id="`+headerID+`" Type="`+relType+`header"`) || !strings.Contains(files["word/_rels/document.xml.rels"], `Id="`+footerID+`" Type="`+relType+`footer"`) {
			t.Error("head and foot of pages are not what the body names")
		}
	}
}

// order is that of the elements in the properties of paragraphs, runs, cells and tables (ISO/IEC 29500-1, 17.3.1.26, 17.3.2.28,
// 17.4.70, 17.4.60): Word calls a file broken in which they stand otherwise.
var order = map[string]string{
	"pPr":   "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
	"rPr":   "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
	"tcPr":  "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
	"tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
	"style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked pPr rPr tblPr trPr tcPr",
}

func TestOrder(t *testing.T) {
	for _, d := range []*paper.Document{papertest.Rich("ja"), papertest.Letter("en", 1)} {
		files := open(t, d)
		for _, name := range []string{"word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml", "word/numbering.xml"} {
			type level struct {
				name string
				at   int
			}
			var stack []level
			dec := xml.NewDecoder(strings.NewReader(files[name]))
			for {
				tok, err := dec.Token()
				if err != nil {
					break
				}
				switch e := tok.(type) {
				case xml.StartElement:
					if len(stack) > 0 {
						top := &stack[len(stack)-1]
						if list, ok := order[top.name]; ok {
							at := strings.Index(" "+list+" ", " "+e.Name.Local+" ")
							if at < 0 || at < top.at {
								t.Fatalf("%s: %s in %s stands where it may not", name, e.Name.Local, top.name)
							}
							if at == top.at && at > 0 {
								t.Fatalf("%s: %s twice in %s", name, e.Name.Local, top.name)
							}
							top.at = at
						}
					}
					stack = append(stack, level{name: e.Name.Local})
				case xml.EndElement:
					if e.Name.Local == "tc" || e.Name.Local == "p" {
						_ = e
					}
					stack = stack[:len(stack)-1]
				}
			}
		}
	}
}

// TestTables: heads are repeated, rows are whole, and a cell ends with a paragraph.
func TestTables(t *testing.T) {
	body := open(t, papertest.Rich("ja"))["word/document.xml"]
	if rows, whole := strings.Count(body, "<w:tr>"), strings.Count(body, "<w:cantSplit/>"); rows == 0 || rows != whole {
		t.Errorf("%d of %d rows are whole", whole, rows)
	}
	if !strings.Contains(body, "<w:tblHeader/>") {
		t.Error("no head is repeated")
	}
	if strings.Count(body, "</w:tc>") != strings.Count(body, "</w:p></w:tc>") {
		t.Error("a cell does not end with a paragraph")
	}
	if strings.Contains(body, "</w:tbl><w:tbl>") {
		t.Error("two tables would become one")
	}
	if !strings.Contains(body, "<w:pageBreakBefore/>") {
		t.Error("a page is not begun")
	}
}
