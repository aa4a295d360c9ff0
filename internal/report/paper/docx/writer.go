package docx

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// bodyW is the width of text, in twentieths of a point: A4 with 22 mm on its left and 20 mm on its right, as in the PDF.
const (
	pageW   = 11906
	pageH   = 16838
	marginL = 1247
	marginR = 1134
	bodyW   = pageW - marginL - marginR
)

// writer writes a document's body.
type writer struct {
	d     *paper.Document
	w     paper.Words
	b     strings.Builder
	lists []bool // each list's numbering: whether it is ordered
	boxes int
}

func newWriter(d *paper.Document) *writer {
	return &writer{d: d, w: paper.WordsOf(d.Lang)}
}

// run is text with properties of its own, which may be none. Lines of it stay lines.
func run(text, properties string) string {
	if text == "" {
		return ""
	}
	if properties != "" {
		properties = "<w:rPr>" + properties + "</w:rPr>"
	}
	var b strings.Builder
	for i, l := range strings.Split(text, "\n") {
		b.WriteString("<w:r>" + properties)
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		if l != "" {
			b.WriteString(`<w:t xml:space="preserve">` + escape(l) + `</w:t>`)
		}
		b.WriteString("</w:r>")
	}
	return b.String()
}

const (
	boldRun  = `<w:b/><w:bCs/>`
	smallRun = `<w:color w:val="` + soft + `"/><w:sz w:val="15"/><w:szCs w:val="15"/>`
	wasRun   = `<w:color w:val="` + soft + `"/><w:sz w:val="17"/><w:szCs w:val="17"/>`
	tagRun   = `<w:b/><w:bCs/><w:color w:val="` + gold + `"/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="` + gold + `"/><w:shd w:val="clear" w:color="auto" w:fill="` + straw + `"/>`
	smallTag = `<w:b/><w:bCs/><w:color w:val="` + gold + `"/><w:sz w:val="15"/><w:szCs w:val="15"/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="` + gold + `"/><w:shd w:val="clear" w:color="auto" w:fill="` + straw + `"/>`
)

// paragraph is one in a style; more is put among its properties.
func paragraph(style, more string, runs ...string) string {
	s := "<w:p><w:pPr>"
	if style != "" {
		s += `<w:pStyle w:val="` + style + `"/>`
	}
	return s + more + "</w:pPr>" + strings.Join(runs, "") + "</w:p>"
}

func (w *writer) put(s string) { w.b.WriteString(s) }

// by is the numbers of events in small print.
func (w *writer) by(events []int64) string {
	s := w.w.Sourced(events)
	if s == "" {
		return ""
	}
	return run("  "+strings.ReplaceAll(s, " ", "\u00a0"), smallRun)
}

func (w *writer) document() {
	if w.d.Letter {
		w.letterHead()
	} else {
		w.titleHead()
	}
	breaks := "" // before what comes next
	for _, b := range w.d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			w.put(paragraph(fmt.Sprintf("Heading%d", min(max(b.Level, 1), 3)), breaks, run(paper.Line(b.Text), "")))
			breaks = ""
			continue
		case paper.Text:
			style := ""
			if b.Note {
				style = "Note"
			}
			w.put(paragraph(style, breaks, run(paper.Clean(b.Text), ""), w.by(b.By)))
			breaks = ""
			continue
		case paper.Break:
			breaks = "<w:pageBreakBefore/>"
			continue
		}
		if breaks != "" {
			w.put(paragraph("Plain", breaks+`<w:spacing w:after="0" w:line="40" w:lineRule="exact"/>`))
			breaks = ""
		}
		switch b := b.(type) {
		case paper.Fields:
			w.fields(b)
		case paper.Table:
			w.table(b)
		case paper.List:
			w.list(b)
		case paper.Timeline:
			w.timeline(b)
		case paper.Figures:
			w.figures(b)
		}
	}
}

func (w *writer) titleHead() {
	d := w.d
	if date := w.w.Date(d.Date); date != "" {
		w.put(paragraph("Right", "", run(date, "")))
	}
	for _, l := range d.To {
		w.put(paragraph("Plain", "", run(paper.Line(l), "")))
	}
	for _, l := range d.From {
		w.put(paragraph("Right", "", run(paper.Line(l), "")))
	}
	if d.Title != "" {
		w.put(paragraph("Title", "", run(paper.Line(d.Title), "")))
	}
	for _, l := range d.Lead {
		w.put(paragraph("Subtitle", "", run(paper.Line(l), "")))
	}
	if d.Subject != "" {
		w.put(paragraph("", "", run(w.w.Subject()+": "+paper.Line(d.Subject), boldRun)))
	}
	w.put(paragraph("Plain", "", ""))
}

// letterHead puts the addressee where the window of the envelope is; package pdf says why there.
func (w *writer) letterHead() {
	for i, l := range w.d.To {
		size := ""
		if w.d.Lang == "ja" && i == len(w.d.To)-1 {
			size = `<w:sz w:val="22"/><w:szCs w:val="22"/>`
		}
		frame := fmt.Sprintf(`<w:framePr w:w="%d" w:h="%d" w:hRule="exact" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="%d" w:y="%d"/><w:spacing w:line="260" w:lineRule="exact"/>`,
			twips(64), twips(23.5), twips(21), twips(12.5))
		w.put(paragraph("Plain", frame, run(paper.Line(l), size)))
	}
	first := fmt.Sprintf(`<w:spacing w:before="%d" w:after="60"/>`, twips(60-21))
	w.put(paragraph("Right", first, run(w.w.Date(w.d.Date), "")))
	for _, l := range w.d.From {
		w.put(paragraph("Right", "", run(paper.Line(l), "")))
	}
	subject := w.d.Subject
	if subject == "" {
		subject = w.d.Title
	}
	w.put(paragraph("Plain", `<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>`, run(paper.Line(subject), boldRun+`<w:sz w:val="26"/><w:szCs w:val="26"/>`)))
	for _, l := range w.d.Lead {
		w.put(paragraph("Subtitle", "", run(paper.Line(l), "")))
	}
}

// twips are millimetres in twentieths of a point.
func twips(mm float64) int { return int(mm * 1440 / 25.4) }

func (w *writer) list(b paper.List) {
	w.lists = append(w.lists, b.Ordered)
	number := fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, len(w.lists))
	for _, item := range b.Items {
		w.put(paragraph("Item", number, run(paper.Clean(item), "")))
	}
}

// numbering gives each list its own, so that each begins at 1.
func (w *writer) numbering() string {
	level := func(id int, format, text string) string {
		return fmt.Sprintf(`<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="420" w:hanging="320"/></w:pPr></w:lvl></w:abstractNum>`, id, format, text)
	}
	var b strings.Builder
	b.WriteString(head + `<w:numbering ` + mainNS + `>` + level(0, "bullet", "・") + level(1, "decimal", "%1."))
	for i, ordered := range w.lists {
		if ordered {
			fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`, i+1)
		} else {
			fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`, i+1)
		}
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

// section ends the body: the paper, its margins, what stands on every page.
func (w *writer) section() string {
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="%s"/><w:footerReference w:type="default" r:id="%s"/><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="1191" w:right="%d" w:bottom="1191" w:left="%d" w:header="540" w:footer="620" w:gutter="0"/></w:sectPr>`,
		headerID, footerID, pageW, pageH, marginR, marginL)
}

func (w *writer) header() string {
	runs := ""
	if w.d.Draft {
		runs = run(" "+w.w.Draft()+" ", `<w:b/><w:bCs/><w:color w:val="`+red+`"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:bdr w:val="single" w:sz="8" w:space="0" w:color="`+red+`"/>`)
	}
	return head + `<w:hdr ` + wordNS + `>` + paragraph("Header", "", runs) + `</w:hdr>`
}

func (w *writer) footer() string {
	number := func(name string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + name + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	return head + `<w:ftr ` + wordNS + `>` + paragraph("Footer", "", run(paper.Line(w.d.Foot), ""), `<w:r><w:tab/></w:r>`, number("PAGE"), run(" / ", ""), number("NUMPAGES")) + `</w:ftr>`
}
