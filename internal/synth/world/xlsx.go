package world

import (
	"archive/zip"
	"strconv"
	"strings"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const office = "http://schemas.openxmlformats.org/"

// xlsx is a workbook with one sheet, its texts in the cells.
type xlsx struct {
	sheet
	zip *zip.Writer
	err error
}

func (x *xlsx) part(name, text string) {
	w, err := x.zip.Create(name)
	if err == nil {
		_, err = w.Write([]byte(xmlHead + text))
	}
	if x.err == nil {
		x.err = err
	}
}

func (x *xlsx) head() {
	x.zip = zip.NewWriter(x.out)
	main := "application/vnd.openxmlformats-officedocument.spreadsheetml."
	x.part("[Content_Types].xml", `<Types xmlns="`+office+`package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="`+main+`sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="`+main+`worksheet+xml"/></Types>`)
	relation := func(kind, target string) string {
		return `<Relationships xmlns="` + office + `package/2006/relationships"><Relationship Id="rId1" Type="` + office +
			`officeDocument/2006/relationships/` + kind + `" Target="` + target + `"/></Relationships>`
	}
	x.part("_rels/.rels", relation("officeDocument", "xl/workbook.xml"))
	x.part("xl/workbook.xml", `<workbook xmlns="`+office+`spreadsheetml/2006/main" xmlns:r="`+office+`officeDocument/2006/relationships"><sheets><sheet name="`+
		x.table+`" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	x.part("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml"))
	w, err := x.zip.Create("xl/worksheets/sheet1.xml")
	if x.err == nil {
		x.err = err
	}
	x.out = w
	x.add(xmlHead + `<worksheet xmlns="` + office + `spreadsheetml/2006/main"><sheetData>`)
	names := make([]string, len(x.columns))
	for i := range x.columns {
		names[i] = x.columns[i].Name
	}
	if err := x.put(names); x.err == nil {
		x.err = err
	}
}

var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (x *xlsx) put(row []string) error {
	if x.err != nil {
		return x.err
	}
	x.rows++
	n := strconv.Itoa(x.rows)
	x.add(`<row r="` + n + `">`)
	for i, v := range row {
		if v != "" {
			x.add(`<c r="` + letters(i) + n + `" t="inlineStr"><is><t xml:space="preserve">` + xmlText.Replace(v) + `</t></is></c>`)
		}
	}
	x.add("</row>\n")
	return x.flush(full)
}

// letters names the i-th column, from 0.
func letters(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letters(i/26-1) + letters(i%26)
}

func (x *xlsx) end() error {
	x.add("</sheetData></worksheet>")
	if err := x.flush(0); x.err == nil {
		x.err = err
	}
	if err := x.zip.Close(); x.err == nil {
		x.err = err
	}
	return x.err
}
