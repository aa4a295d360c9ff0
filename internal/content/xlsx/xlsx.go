// Package xlsx reads sheets of XLSX and XLSM: each becomes one part of CSV text, a line for each row of the sheet, empty
// ones included, so that a line's number is the row's.
//
// Rows above the table that fill one cell only (a title, a date of issue) make a part of text of their own ("#title");
// so do the notes of a sheet ("#notes") and the properties of the workbook ("#properties"). Values stand as a person
// sees them, as far as that matters: dates by their number format as yyyy-mm-dd, identifiers without an exponent and
// with the zeros that a format like 000-0000 puts before them. Hidden sheets are read like others.
package xlsx

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ooxml"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Format reads workbooks.
type Format struct{}

// Name implements content.Format.
func (Format) Name() string { return "xlsx" }

// Match implements content.Format. The older binary workbooks are matched to be told clearly.
func (Format) Match(h *content.Head) content.Certainty {
	if ooxml.Is(h, "xl", ".xlsx", ".xlsm", ".xltx", ".xlsb") || ooxml.IsOLE(h, ".xls", ".xlsx", ".xlsm") {
		return content.Magic
	}
	return content.No
}

const mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// book is an open workbook.
type book struct {
	*ooxml.Package
	name    string
	sheets  []sheetRef
	styles  []style
	date904 bool
	strings *table
}

type sheetRef struct{ name, file string }

// Read implements content.Format.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	at, size, done, err := w.Spool(ctx, b)
	defer done()
	if err != nil {
		return err
	}
	var mark [8]byte
	if _, _ = at.ReadAt(mark[:], 0); string(mark[:]) == ooxml.OLE {
		return ooxml.RefuseOLE(b.Name, at, size)
	}
	pkg, err := ooxml.Open(b, at, size, w.Limits)
	if err != nil {
		return err
	}
	k := &book{Package: pkg, name: b.Name}
	if err := k.open(); err != nil {
		return err
	}
	spool := w.NewSpool()
	defer spool.Close()
	if k.strings, err = readStrings(pkg, spool); err != nil {
		return err
	}
	for _, s := range k.sheets {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := k.sheet(ctx, w, s); err != nil {
			return err
		}
	}
	var props bytes.Buffer
	out := bufio.NewWriter(&props)
	if err := pkg.Properties(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return k.text(ctx, w, b.Name+"#properties", &props)
}

// open reads the list of sheets and the styles.
func (k *book) open() error {
	const main = "xl/workbook.xml"
	if !k.Has(main) {
		if k.Has("xl/workbook.bin") {
			return fault.Errorf(fault.Unreadable, "read %q: binary workbook; saved again as .xlsx it can be read", k.name)
		}
		return fault.Errorf(fault.Unreadable, "read %q: no workbook inside", k.name)
	}
	files := map[string]string{}
	for _, r := range k.Rels(main) {
		files[r.ID] = r.Target
	}
	r, err := k.File(main)
	if err != nil {
		return err
	}
	defer r.Close()
	s := ooxml.NewScanner(r)
	for s.Next() {
		if s.Kind != ooxml.Start {
			continue
		}
		switch string(s.Name) {
		case "workbookPr":
			v := s.Attr("date1904")
			k.date904 = v == "1" || v == "true"
		case "sheet":
			if f := files[s.Attr("id")]; k.Has(f) && strings.Contains(f, "worksheets/") {
				k.sheets = append(k.sheets, sheetRef{s.Attr("name"), f})
			}
		}
	}
	if err := s.Err(); err != nil {
		return err
	}
	k.styles, err = readStyles(k.Package)
	return err
}

// sheet hands out the parts of one sheet.
func (k *book) sheet(ctx context.Context, w *content.Walk, ref sheetRef) error {
	name := k.name + "!/" + ref.name
	r, err := k.File(ref.file)
	if err != nil {
		w.Skip(name, -1, err)
		return nil
	}
	defer r.Close()
	s := &sheet{book: k, s: ooxml.NewScanner(r)}
	title := s.title()
	if err := k.text(ctx, w, name+"#title", bytes.NewReader(title)); err != nil {
		return err
	}
	if s.more {
		p := &content.Part{
			Name: name, Type: mediaType, Size: -1, Form: content.CSV, Locate: content.ByCell, Comma: ',', FirstRow: s.first,
		}
		if err := w.Part(ctx, p, csv.NewBlocks(s, p)); err != nil {
			return err
		}
	} else if s.err != nil {
		w.Skip(name, -1, s.err)
	}
	return k.notes(ctx, w, name, ref.file)
}

// notes hands out what is pinned to cells, and the addresses that links lead to.
func (k *book) notes(ctx context.Context, w *content.Walk, name, file string) error {
	var out bytes.Buffer
	for _, rel := range k.Rels(file) {
		if i := strings.Index(rel.Target, "mailto:"); i >= 0 {
			out.WriteString(rel.Target[i:] + "\n")
		}
		if rel.Type != "comments" && rel.Type != "threadedComment" || !k.Has(rel.Target) {
			continue
		}
		r, err := k.File(rel.Target)
		if err != nil {
			continue
		}
		s := ooxml.NewScanner(r)
		for inText := false; s.Next() && out.Len() < maxNotes; {
			switch tag := string(s.Name); {
			case s.Kind == ooxml.Text:
				if inText {
					out.Write(s.Text)
				}
			case tag == "t" || tag == "text" || tag == "author":
				inText = s.Kind == ooxml.Start && !s.Empty
				if tag == "author" && s.Kind == ooxml.End {
					out.WriteByte('\n')
				}
			case s.Kind == ooxml.End && (tag == "comment" || tag == "threadedComment"):
				out.WriteByte('\n')
			}
		}
		r.Close()
		if err := s.Err(); err != nil {
			w.Skip(name+"#notes", -1, err)
		}
	}
	return k.text(ctx, w, name+"#notes", &out)
}

// maxNotes is the greatest length of a sheet's notes.
const maxNotes = 16 << 20

// text hands out a part of text if there is any.
func (k *book) text(ctx context.Context, w *content.Walk, name string, r interface {
	io.Reader
	Len() int
}) error {
	if r.Len() == 0 {
		return nil
	}
	p := &content.Part{Name: name, Type: mediaType, Size: int64(r.Len()), Form: content.Text, Locate: content.ByRecord}
	return w.Part(ctx, p, text.NewBlocks(r))
}
