package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

type sink struct {
	text  map[string]string
	first map[string]int64
	skips []string
}

func (s *sink) Skip(_ string, _ int64, err error) { s.skips = append(s.skips, err.Error()) }
func (s *sink) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var b content.Block
	s.first[p.Name] = p.FirstRow
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
	s := &sink{text: map[string]string{}, first: map[string]int64{}}
	w := &content.Walk{Handler: s, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
	if err := w.Run(t.Context(), content.Body{Name: name, Size: int64(len(data)), R: bytes.NewReader(data)}); err != nil {
		t.Fatal(err)
	}
	return s
}

func workbook(t testing.TB, sheet string) []byte {
	t.Helper()
	files := []string{
		"[Content_Types].xml", "<Types/>",
		"xl/workbook.xml", `<workbook><sheets><sheet name="名簿" sheetId="1" r:id="rId1"/><sheet name="控え" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
		"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="176" formatCode="[&lt;=999]000;[&lt;=9999]000\-00;000\-0000"/><numFmt numFmtId="177" formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="22"/><xf numFmtId="49"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml", `<sst><si><t>氏名</t></si><si><t>番号</t></si><si><r><t>山田</t></r><r><t xml:space="preserve"> 太郎</t></r><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si><si><t>a,"b"&#10;c</t></si><si/></sst>`,
		"xl/worksheets/sheet1.xml", sheet,
		"xl/worksheets/sheet2.xml", `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>控え</t></is></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>`,
		"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/comments" Target="../comments1.xml"/></Relationships>`,
		"xl/comments1.xml", `<comments><authors><author>佐藤</author></authors><commentList><comment ref="A1"><text><r><t>要確認</t></r></text></comment></commentList></comments>`,
		"docProps/core.xml", `<cp:coreProperties><dc:creator>鈴木</dc:creator></cp:coreProperties>`,
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sheet1 = `<worksheet><sheetData><row r="1"><c r="B1" t="str"><v>社員名簿</v></c></row>` +
	`<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="str"><f>A1</f><v>x</v></c></row>` +
	`<row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4"><v>1.23456789012E+11</v></c><c r="C4" s="1"><v>32874</v></c><c r="D4" s="2"><v>1000005</v></c></row>` +
	`<row r="6"><c r="A6" t="s"><v>3</v></c><c r="B6" t="b"><v>1</v></c><c r="C6" s="3"><v>43586</v></c><c r="D6" s="4"><v>43586.5</v></c><c r="E6"><v>0.10000000000000001</v></c><c r="F6" s="5"><v>090</v></c></row>` +
	`</sheetData></worksheet>`

func TestSheets(t *testing.T) {
	s := walk(t, "b.xlsx", workbook(t, sheet1))
	want := map[string]string{
		"b.xlsx!/名簿#title":  "社員名簿\n",
		"b.xlsx!/名簿":        "氏名,番号,,x\n山田 太郎,123456789012,1990-01-01,100-0005\n\n" + `"a,""b"" c",TRUE,2019-05-01,2019-05-01 12:00:00,0.1,090` + "\n",
		"b.xlsx!/名簿#notes":  "佐藤\n要確認\n",
		"b.xlsx!/控え":        "控え,1\n",
		"b.xlsx#properties": "creator: 鈴木\n",
	}
	if d := cmp.Diff(want, s.text); d != "" {
		t.Error(d)
	}
	if s.first["b.xlsx!/名簿"] != 2 || s.skips != nil {
		t.Error(s.first, s.skips)
	}
}

func TestStyle(t *testing.T) {
	for code, want := range map[string]style{
		"General": {}, "@": {}, "0.00E+00": {}, "#,##0;[Red]-#,##0": {}, "yyyy/m/d": {date: true}, "h:mm": {clock: true},
		"[h]:mm:ss": {clock: true}, "yyyy/m/d h:mm": {date: true, clock: true}, "00000": {mask: "00000"}, "mm:ss.0": {clock: true},
		`"第"0"号"`: {}, "0": {}, "000-0000": {mask: "000-0000"},
	} {
		if got := parseStyle(code); got != want {
			t.Errorf("%s: got %+v, want %+v", code, got, want)
		}
	}
}

func TestNotRead(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 2000)
	if s := walk(t, "b.xls", []byte(ole)); len(s.skips) != 1 || !strings.Contains(s.skips[0], "old Office format") {
		t.Error(s.skips)
	}
}

func TestBroken(t *testing.T) {
	whole := workbook(t, sheet1)
	for i := 1; i < 16; i++ {
		if s := walk(t, "b.xlsx", whole[:len(whole)*i/16]); len(s.skips) == 0 {
			t.Errorf("cut at %d/16: no error told", i)
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		b := bytes.Clone(whole)
		for range 3 {
			b[rnd.IntN(len(b))] ^= byte(1 << rnd.IntN(8))
		}
		walk(t, "b.xlsx", b)
	}
	// A sheet that is broken inside its XML.
	for i := range 64 {
		walk(t, "b.xlsx", workbook(t, sheet1[:len(sheet1)*i/64]))
	}
}

func BenchmarkSheet(b *testing.B) {
	var s strings.Builder
	s.WriteString("<worksheet><sheetData>")
	for i := range 20_000 {
		fmt.Fprintf(&s, `<row r="%d"><c r="A%d" t="s"><v>2</v></c><c r="B%d"><v>123456789012</v></c><c r="C%d" s="1"><v>32874</v></c><c r="D%d" t="s"><v>3</v></c></row>`, i+1, i+1, i+1, i+1, i+1)
	}
	data := workbook(b, s.String()+"</sheetData></worksheet>")
	b.SetBytes(int64(s.Len()))
	for b.Loop() {
		w := &content.Walk{Handler: drain{}, Formats: []content.Format{Format{}}, Limits: content.DefaultLimits()}
		if err := w.Run(b.Context(), content.Body{Name: "b.xlsx", Size: int64(len(data)), R: bytes.NewReader(data)}); err != nil {
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
