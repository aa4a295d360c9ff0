package docx

import (
	"fmt"
	"strings"
)

// Colours, as in the PDF.
const (
	soft  = "505B66"
	blue  = "14587B"
	red   = "AD2A26"
	gold  = "8D5A00"
	wash  = "F2F4F5"
	pale  = "E2EDF3"
	straw = "FBF1DC"
	rule  = "B4B9BE"
	hair  = "D8DBDE"
	ink   = "182029"
)

// fonts names the font for all scripts.
const fonts = `<w:rFonts w:ascii="BIZ UDPGothic" w:hAnsi="BIZ UDPGothic" w:eastAsia="BIZ UDPGothic" w:cs="BIZ UDPGothic"/>`

// style is a style of paragraphs. Sizes are in half points, distances in twentieths of a point.
type style struct {
	id, name, based, next string
	paragraph, run        string
	quick                 bool
}

func styles(lang string) string {
	line := 310
	if lang == "ja" {
		line = 370
	}
	both := "left"
	if lang == "ja" {
		both = "both"
	}
	heading := func(n, size, before int, border string) style {
		indent := ""
		if border != "" {
			indent = `<w:ind w:left="170"/>`
		}
		return style{fmt.Sprintf("Heading%d", n), fmt.Sprintf("heading %d", n), "Normal", "Normal",
			fmt.Sprintf(`<w:keepNext/><w:keepLines/>%s<w:spacing w:before="%d" w:after="100"/>%s<w:jc w:val="left"/><w:outlineLvl w:val="%d"/>`, border, before, indent, n-1),
			fmt.Sprintf(`<w:b/><w:bCs/><w:sz w:val="%d"/><w:szCs w:val="%d"/>`, size, size), true}
	}
	bar := `<w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="` + blue + `"/></w:pBdr>`
	small := func(size int, color string) string {
		return fmt.Sprintf(`<w:color w:val="%s"/><w:sz w:val="%d"/><w:szCs w:val="%d"/>`, color, size, size)
	}
	list := []style{
		{"Title", "Title", "Normal", "Normal", `<w:keepNext/><w:spacing w:before="240" w:after="60"/><w:jc w:val="center"/>`, `<w:b/><w:bCs/><w:sz w:val="34"/><w:szCs w:val="34"/>`, true},
		{"Subtitle", "Subtitle", "Normal", "Normal", `<w:spacing w:after="0"/><w:jc w:val="center"/>`, small(21, soft), true},
		heading(1, 27, 400, bar), heading(2, 23, 300, ""), heading(3, 21, 240, ""),
		{"Right", "Right", "Normal", "", `<w:spacing w:after="0"/><w:jc w:val="right"/>`, "", false},
		{"Plain", "Plain", "Normal", "", `<w:spacing w:after="0"/><w:jc w:val="left"/>`, "", false},
		{"Note", "Note", "Normal", "", `<w:spacing w:after="120"/>`, small(17, soft), false},
		{"Item", "Item", "Normal", "", `<w:spacing w:after="40"/>`, "", false},
		{"FieldName", "Field Name", "Normal", "", `<w:spacing w:before="60" w:after="40" w:line="330" w:lineRule="auto"/><w:jc w:val="left"/>`, `<w:b/><w:bCs/><w:sz w:val="19"/><w:szCs w:val="19"/>`, false},
		{"FieldHelp", "Field Help", "Normal", "", `<w:spacing w:after="60" w:line="300" w:lineRule="auto"/><w:jc w:val="left"/>`, small(15, soft), false},
		{"FieldValue", "Field Value", "Normal", "", `<w:spacing w:before="60" w:after="40"/>`, "", false},
		{"Cell", "Cell", "Normal", "", `<w:spacing w:before="40" w:after="40" w:line="310" w:lineRule="auto"/><w:jc w:val="left"/>`, `<w:sz w:val="18"/><w:szCs w:val="18"/>`, false},
		{"CellHead", "Cell Head", "Cell", "", `<w:keepNext/>`, `<w:b/><w:bCs/>` + small(17, soft), false},
		{"Caption", "caption", "Normal", "", `<w:keepNext/><w:spacing w:before="120" w:after="40"/><w:jc w:val="left"/>`, `<w:b/><w:bCs/><w:sz w:val="19"/><w:szCs w:val="19"/>`, false},
		{"FigureName", "Figure Name", "Normal", "", `<w:keepNext/><w:spacing w:before="60" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>`, small(17, soft), false},
		{"FigureValue", "Figure Value", "Normal", "", `<w:keepNext/><w:spacing w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>`, `<w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/>`, false},
		{"FigureNote", "Figure Note", "Normal", "", `<w:spacing w:after="60" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>`, small(15, soft), false},
		{"Header", "header", "Normal", "", `<w:spacing w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="right"/>`, "", false},
		{"Footer", "footer", "Normal", "", `<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="` + hair + `"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="9524"/></w:tabs><w:spacing w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>`, small(15, soft), false},
	}
	var b strings.Builder
	b.WriteString(head + `<w:styles ` + mainNS + `><w:docDefaults><w:rPrDefault><w:rPr>` + fonts + `<w:color w:val="` + ink + `"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="` + language(lang) + `" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`)
	fmt.Fprintf(&b, `<w:pPrDefault><w:pPr><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:spacing w:after="110" w:line="%d" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`, line)
	fmt.Fprintf(&b, `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:jc w:val="%s"/></w:pPr></w:style>`, both)
	b.WriteString(`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>`)
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, s := range list {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="%s"/>`, s.id, s.name, s.based)
		if s.next != "" {
			fmt.Fprintf(&b, `<w:next w:val="%s"/>`, s.next)
		}
		if s.quick {
			b.WriteString(`<w:qFormat/>`)
		}
		b.WriteString(`<w:pPr>` + s.paragraph + `</w:pPr>`)
		if s.run != "" {
			b.WriteString(`<w:rPr>` + s.run + `</w:rPr>`)
		}
		b.WriteString(`</w:style>`)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}
