package docx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

const (
	head    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	wordNS  = mainNS + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"`
	relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordML  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// Write writes a document.
func Write(to io.Writer, d *paper.Document) error {
	w := newWriter(d)
	w.document()
	return pack(to, d, w)
}

// part is a file of the package.
type part struct{ name, kind, body string }

// pack puts the parts into a zip file. The time of each is the document's, as there is no clock in it.
func pack(to io.Writer, d *paper.Document, w *writer) error {
	parts := []part{
		{"word/document.xml", wordML + "document.main+xml", head + `<w:document ` + wordNS + `><w:body>` + w.b.String() + w.section() + `</w:body></w:document>`},
		{"word/styles.xml", wordML + "styles+xml", styles(d.Lang)},
		{"word/numbering.xml", wordML + "numbering+xml", w.numbering()},
		{"word/settings.xml", wordML + "settings+xml", settings(d.Lang)},
		{"word/fontTable.xml", wordML + "fontTable+xml", fontTable},
		{"word/header1.xml", wordML + "header+xml", w.header()},
		{"word/footer1.xml", wordML + "footer+xml", w.footer()},
		{"docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", core(d)},
		{"docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml", head + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Tsutsumi</Application></Properties>`},
	}
	var types strings.Builder
	types.WriteString(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	for _, p := range parts {
		types.WriteString(`<Override PartName="/` + p.name + `" ContentType="` + p.kind + `"/>`)
	}
	types.WriteString(`</Types>`)
	rels := relations([][2]string{{relType + "officeDocument", "word/document.xml"}, {"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"}, {relType + "extended-properties", "docProps/app.xml"}})
	word := relations([][2]string{{relType + "styles", "styles.xml"}, {relType + "numbering", "numbering.xml"}, {relType + "settings", "settings.xml"}, {relType + "fontTable", "fontTable.xml"}, {relType + "header", "header1.xml"}, {relType + "footer", "footer1.xml"}})
	all := append([]part{{name: "[Content_Types].xml", body: types.String()}, {name: "_rels/.rels", body: rels}}, parts...)
	all = append(all, part{name: "word/_rels/document.xml.rels", body: word})

	z := zip.NewWriter(to)
	for _, p := range all {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate}
		if at := d.Date.UTC(); at.Year() >= 1980 {
			h.Modified = at
		}
		f, err := z.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(f, p.body)
		}
		if err != nil {
			return fmt.Errorf("write DOCX: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write DOCX: %w", err)
	}
	return nil
}

// Relations of the document; their order is that of relations below.
const (
	headerID = "rId5"
	footerID = "rId6"
)

func relations(list [][2]string) string {
	var b strings.Builder
	b.WriteString(head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, r := range list {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i+1, r[0], r[1])
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

func core(d *paper.Document) string {
	title := d.Title
	if title == "" {
		title = d.Subject
	}
	s := head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(paper.Line(title)) + `</dc:title><dc:language>` + language(d.Lang) + `</dc:language>`
	if !d.Date.IsZero() {
		at := d.Date.UTC().Format(time.RFC3339)
		s += `<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified>`
	}
	return s + `</cp:coreProperties>`
}

func language(lang string) string {
	if lang == "ja" {
		return "ja-JP"
	}
	return "en-GB"
}

// escape makes a text a text in XML; what XML cannot hold has been made visible by paper.Clean.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

const fontTable = head + `<w:fonts ` + mainNS + `>` +
	`<w:font w:name="BIZ UDPGothic"><w:altName w:val="BIZ UDPゴシック"/><w:charset w:val="80"/><w:family w:val="modern"/><w:pitch w:val="variable"/></w:font>` +
	`<w:font w:name="Yu Gothic"><w:altName w:val="游ゴシック"/><w:charset w:val="80"/><w:family w:val="modern"/><w:pitch w:val="variable"/></w:font>` +
	`<w:font w:name="MS Gothic"><w:altName w:val="ＭＳ ゴシック"/><w:charset w:val="80"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font></w:fonts>`

func settings(lang string) string {
	return head + `<w:settings ` + mainNS + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="840"/><w:characterSpacingControl w:val="doNotCompress"/>` +
		`<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>` +
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="` + language(lang) + `" w:eastAsia="ja-JP"/></w:settings>`
}
