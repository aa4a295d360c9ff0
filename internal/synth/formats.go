package synth

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var made = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// mysql writes a MySQL dump with INSERT statements of many rows.
func (e *estate) mysql(name, tableName string, cs []column, rows int, next func() *Person) item {
	t, tr := e.text(escSQL, "utf-8")
	t.part = "!/" + tableName
	names := make([]string, len(cs))
	t.raw("-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: tsutsumi_shop\n\n/*!40101 SET NAMES utf8mb4 */;\n")
	t.raw("DROP TABLE IF EXISTS `" + tableName + "`;\nCREATE TABLE `" + tableName + "` (\n  `id` bigint NOT NULL AUTO_INCREMENT,\n")
	for i := range cs {
		names[i] = cs[i].title(English)
		t.raw("  `" + names[i] + "` varchar(255) DEFAULT NULL COMMENT '" + cs[i].title(Kanji) + "',\n")
	}
	t.raw("  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\nLOCK TABLES `" + tableName + "` WRITE;\n")
	for r := range rows {
		if r%200 == 0 {
			if r > 0 {
				t.raw(";\n")
			}
			t.raw("INSERT INTO `" + tableName + "` (`id`,`" + strings.Join(names, "`,`") + "`) VALUES ")
		} else {
			t.raw(",")
		}
		t.record++
		t.raw("(" + strconv.Itoa(r+1))
		p := next()
		for i := range cs {
			v := cs[i].get(e.g, p)
			if v == "" {
				t.raw(",NULL")
				continue
			}
			t.raw(",'")
			t.put(names[i], cs[i].kind, v)
			t.raw("'")
		}
		t.raw(")")
	}
	t.raw(";\nUNLOCK TABLES;\n-- Dump completed on 2026-04-01  3:00:01\n")
	return e.done(name, t, tr)
}

// copyDump writes a PostgreSQL dump with one COPY.
func (e *estate) copyDump(name, tableName string, cs []column, rows int, next func() *Person) item {
	t, tr := e.text(escCopy, "utf-8")
	t.part = "!/public." + tableName
	names := make([]string, len(cs))
	for i := range cs {
		names[i] = cs[i].title(Romaji)
	}
	t.raw("--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\nCREATE TABLE public." + tableName + " (\n    id bigint NOT NULL,\n    ")
	t.raw(strings.Join(names, " text,\n    ") + " text\n);\n\nCOPY public." + tableName + " (id, " + strings.Join(names, ", ") + ") FROM stdin;\n")
	for r := range rows {
		t.record++
		t.raw(strconv.Itoa(r + 1))
		p := next()
		for i := range cs {
			t.raw("\t")
			v := cs[i].get(e.g, p)
			if v == "" {
				v = "\\N"
				t.raw(v)
				continue
			}
			t.put(names[i], cs[i].kind, v)
		}
		t.raw("\n")
	}
	t.raw("\\.\n\n--\n-- PostgreSQL database dump complete\n--\n")
	return e.done(name, t, tr)
}

func escCopy(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n':
			dst = append(dst, `\n`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\\':
			dst = append(dst, `\\`...)
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}

// json writes one document: an object with an array of objects, some of it nested.
func (e *estate) json(name string, rows int, next func() *Person) item {
	t, tr := e.text(escJSON, "utf-8")
	t.part = "!/users"
	t.raw("{\n  \"exported\": \"2026-04-01T00:00:00Z\",\n  \"users\": [\n")
	for r := range rows {
		p := next()
		t.record++
		str := func(path, key string, k pii.Kind, v string) {
			t.raw("\"" + key + "\": \"")
			t.put("users."+path+key, k, v)
			t.raw("\"")
		}
		t.raw("    {")
		str("", "id", pii.None, e.g.UUID())
		t.raw(", \"profile\": {")
		str("profile.", "fullName", pii.PersonName, spaced(e.g, p))
		t.raw(", ")
		str("profile.", "nameKana", pii.PersonNameKana, kana(e.g, p))
		t.raw(", ")
		str("profile.", "birthDate", pii.DateOfBirth, p.Birth.ISO())
		t.raw(", \"contact\": {")
		str("profile.contact.", "email", pii.EmailAddress, p.Email)
		t.raw(", ")
		str("profile.contact.", "tel", pii.PhoneNumber, mobile(e.g, p))
		t.raw("}}, \"shipping\": [{")
		str("shipping.", "zip", pii.JapanPostalCode, postal(e.g, p))
		t.raw(", ")
		str("shipping.", "address", pii.StreetAddress, p.Address())
		t.raw("}], ")
		str("", "lastOrder", pii.None, e.g.Twelve())
		t.raw(", \"points\": " + strconv.Itoa(e.g.N(9000)) + "}")
		if r < rows-1 {
			t.raw(",")
		}
		t.raw("\n")
	}
	t.raw("  ]\n}\n")
	return e.done(name, t, tr)
}

// ndjson writes the Shanghai shape.
func (e *estate) ndjson(name string, next func() *Person, rows int) item {
	t, tr := e.text(escJSON, "utf-8")
	for range rows {
		t.record++
		e.g.hit(t, next(), "")
	}
	return e.done(name, t, tr)
}

// html writes a page with a table and a paragraph.
func (e *estate) html(name, cs string, columns []column, rows int, next func() *Person) item {
	t, tr := e.text(escXML, cs)
	t.raw("<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"" + cs + "\"><title>名簿</title>\n<style>td{padding:4px}</style></head>\n<body>\n<h1>名簿</h1>\n<table>\n<tr>")
	for i := range columns {
		t.raw("<th>" + columns[i].title(Kanji) + "</th>")
	}
	t.raw("</tr>\n")
	for range rows {
		p := next()
		t.raw("<tr>")
		for i := range columns {
			t.raw("<td>")
			t.put("", columns[i].kind, t.able(columns[i].get(e.g, p)))
			t.raw("</td>")
		}
		t.raw("</tr>\n")
	}
	t.raw("</table>\n</body></html>\n")
	placeless(tr) // the text that is read out of a page is not its source
	return e.done(name, t, tr)
}

// docx writes a word processor's document with one paragraph a line.
func (e *estate) docx(name, genre string, n int, next func() *Person) item {
	t, tr := e.text(escXML, "utf-8")
	e.g.prose(t, jpGenres(), genre, n, next)
	placeless(tr)
	body := "<w:p><w:r><w:t>" + strings.ReplaceAll(strings.TrimSpace(string(t.buf)), "\n", "</w:t></w:r></w:p><w:p><w:r><w:t>") + "</w:t></w:r></w:p>"
	t.buf = nil
	it := e.done(name, t, tr)
	it.data = e.pack([]item{
		{name: "[Content_Types].xml", data: []byte(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`)},
		{name: "_rels/.rels", data: []byte(relationship("officeDocument", "word/document.xml"))},
		{name: "word/document.xml", data: []byte(xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`)},
	}, false)
	return it
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func relationship(kind, target string) string {
	return xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `"/></Relationships>`
}

// xlsx writes a book of one sheet, strings inline.
func (e *estate) xlsx(name, sheet string, columns []column, h Header, rows int, next func() *Person) item {
	t, tr := e.text(escXML, "utf-8")
	t.part = "!/" + sheet
	t.raw(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">`)
	cell := func(col, row int, c *column, v string, plant bool) {
		if v == "" {
			return
		}
		t.raw(`<c r="` + upper[col:col+1] + strconv.Itoa(row) + `" t="inlineStr"><is><t xml:space="preserve">`)
		if plant {
			t.put(c.title(h), c.kind, v)
		} else {
			t.plain(v)
		}
		t.raw(`</t></is></c>`)
	}
	for i := range columns {
		cell(i, 1, &columns[i], columns[i].title(h), false)
	}
	t.raw("</row>")
	for r := range rows {
		t.record++
		t.raw(`<row r="` + strconv.Itoa(r+2) + `">`)
		p := next()
		for i := range columns {
			cell(i, r+2, &columns[i], columns[i].get(e.g, p), true)
		}
		t.raw("</row>")
	}
	t.raw("</sheetData></worksheet>")
	placeless(tr)
	data := t.buf
	t.buf = nil
	it := e.done(name, t, tr)
	it.data = e.pack([]item{
		{name: "[Content_Types].xml", data: []byte(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`)},
		{name: "_rels/.rels", data: []byte(relationship("officeDocument", "xl/workbook.xml"))},
		{name: "xl/workbook.xml", data: []byte(xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="` + sheet + `" sheetId="1" r:id="rId1"/></sheets></workbook>`)},
		{name: "xl/_rels/workbook.xml.rels", data: []byte(relationship("worksheet", "worksheets/sheet1.xml"))},
		{name: "xl/worksheets/sheet1.xml", data: data},
	}, false)
	return it
}

// mail writes a message in ISO-2022-JP or UTF-8, with a table attached if there is one.
func (e *estate) mail(name, cs string, from, to *Person, n int, attached *item) item {
	t, tr := e.text(nil, cs)
	i := 0
	e.g.prose(t, jpGenres(), "mail", n, func() *Person { i++; return [2]*Person{from, to}[i%2] })
	for j := range tr.Labels { // offsets are of the body as it is read out of the message
		tr.Labels[j].Part = ""
		tr.Labels[j].Start, tr.Labels[j].End = 0, 0
	}
	for _, p := range []*Person{from, to} {
		tr.Labels = append(tr.Labels, Label{Kind: pii.PersonName}, Label{Kind: pii.EmailAddress})
		if e.clear {
			tr.Values = append(tr.Values, Value{pii.PersonName, t.able(p.Name(" "))}, Value{pii.EmailAddress, p.Email})
		}
	}
	it := e.done(name, t, tr)
	word := func(s string) string {
		b, err := japanese.ISO2022JP.NewEncoder().String(t.able(s))
		e.fail(err)
		return "=?ISO-2022-JP?B?" + base64.StdEncoding.EncodeToString([]byte(b)) + "?="
	}
	var b bytes.Buffer
	b.WriteString("From: " + word(from.Name(" ")) + " <" + from.Email + ">\r\nTo: " + word(to.Name(" ")) + " <" + to.Email + ">\r\n")
	b.WriteString("Subject: " + word("ご連絡の件") + "\r\nDate: Wed, 1 Apr 2026 09:00:00 +0900\r\nMessage-ID: <" + e.g.Hex(20) + "@mx.example.jp>\r\nMIME-Version: 1.0\r\n")
	kind := "Content-Type: text/plain; charset=" + cs + "\r\nContent-Transfer-Encoding: "
	enc, body := "7bit\r\n\r\n", string(it.data)
	if cs != "iso-2022-jp" {
		enc, body = "base64\r\n\r\n", wrap(base64.StdEncoding.EncodeToString(it.data))
	}
	if attached == nil {
		b.WriteString(kind + enc + strings.ReplaceAll(body, "\n", "\r\n"))
		it.data = b.Bytes()
		return it
	}
	edge := "=_" + e.g.Hex(16)
	b.WriteString("Content-Type: multipart/mixed; boundary=\"" + edge + "\"\r\n\r\n--" + edge + "\r\n" + kind + enc + strings.ReplaceAll(body, "\n", "\r\n"))
	b.WriteString("\r\n--" + edge + "\r\nContent-Type: application/octet-stream; name=\"" + attached.name + "\"\r\nContent-Disposition: attachment; filename=\"" +
		attached.name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.ReplaceAll(wrap(base64.StdEncoding.EncodeToString(attached.data)), "\n", "\r\n"))
	b.WriteString("\r\n--" + edge + "--\r\n")
	it.data = b.Bytes()
	for _, l := range attached.labels {
		l.Part = "!/" + attached.name + l.Part
		it.labels = append(it.labels, l)
	}
	return it
}

func wrap(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\n")
		s = s[76:]
	}
	b.WriteString(s + "\n")
	return b.String()
}

// mbox joins messages.
func (e *estate) mbox(name string, mails []item) item {
	out := item{name: name}
	for i, m := range mails {
		out.data = append(out.data, "From MAILER-DAEMON Wed Apr  1 00:00:00 2026\n"...)
		out.data = append(out.data, bytes.ReplaceAll(m.data, []byte("\r\n"), []byte("\n"))...)
		out.data = append(out.data, '\n')
		for _, l := range m.labels {
			l.Part = "!/" + strconv.Itoa(i+1) + l.Part
			out.labels = append(out.labels, l)
		}
	}
	return out
}

// zip packs items; names in CP932 where old is set, as Windows of old does.
func (e *estate) zip(name string, items []item, old bool) item {
	out := item{name: name, data: e.pack(items, old)}
	for _, it := range items {
		for _, l := range it.labels {
			l.Part = "!/" + it.name + l.Part
			out.labels = append(out.labels, l)
		}
	}
	return out
}

func (e *estate) pack(items []item, old bool) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, it := range items {
		h := &zip.FileHeader{Name: it.name, Method: zip.Deflate, Modified: made}
		if old {
			s, err := japanese.ShiftJIS.NewEncoder().String(it.name)
			e.fail(err)
			h.Name, h.NonUTF8 = s, true
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write(it.data)
		}
		e.fail(err)
	}
	e.fail(z.Close())
	return b.Bytes()
}

// targz packs items with tar and gzip.
func (e *estate) targz(name string, items []item) item {
	out := e.zip(name, items, false)
	for i := range out.labels { // the tar is a file inside
		out.labels[i].Part = "!/" + strings.TrimSuffix(name, ".gz") + out.labels[i].Part
	}
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, it := range items {
		err := w.WriteHeader(&tar.Header{Name: it.name, Mode: 0o644, Size: int64(len(it.data)), ModTime: made})
		if err == nil {
			_, err = w.Write(it.data)
		}
		e.fail(err)
	}
	e.fail(w.Close())
	e.fail(gz.Close())
	out.data = b.Bytes()
	return out
}

// gz packs one item.
func (e *estate) gz(it item) item {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(it.data)
	e.fail(err)
	e.fail(w.Close())
	for i := range it.labels {
		it.labels[i].Part = "!/" + it.name + it.labels[i].Part
	}
	it.data = b.Bytes()
	it.name += ".gz"
	return it
}
