// Package opendoc reads OpenDocument files: texts and presentations (ODT, ODP) as one part of text, spreadsheets (ODS)
// as a part of CSV text for each sheet, with a line for each of its rows.
package opendoc

import (
	"bufio"
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ooxml"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Format reads OpenDocument files.
type Format struct{}

// Name implements content.Format.
func (Format) Name() string { return "opendocument" }

const mediaType = "application/vnd.oasis.opendocument."

// Match implements content.Format.
func (Format) Match(h *content.Head) content.Certainty {
	if !bytes.HasPrefix(h.Bytes, []byte("PK\x03\x04")) {
		return content.No
	}
	if bytes.Contains(h.Bytes[:min(len(h.Bytes), 160)], []byte("mimetype"+mediaType)) {
		return content.Magic
	}
	switch strings.ToLower(path.Ext(h.Name)) {
	case ".odt", ".ods", ".odp":
		return content.Magic
	}
	return content.No
}

// Read implements content.Format.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	at, size, done, err := w.Spool(ctx, b)
	defer done()
	if err != nil {
		return err
	}
	pkg, err := ooxml.Open(b, at, size, w.Limits)
	if err != nil {
		return err
	}
	if encrypted(pkg) {
		return fault.Errorf(fault.Unreadable, "read %q: encrypted with a password", b.Name)
	}
	r, err := pkg.File("content.xml")
	if err != nil {
		return err
	}
	defer r.Close()
	s := ooxml.NewScanner(r)
	sheets := false
	for !sheets && s.Next() {
		name := string(s.Name)
		if s.Kind != ooxml.Start || name != "spreadsheet" && name != "text" && name != "presentation" {
			continue
		}
		if name != "spreadsheet" {
			return document(ctx, w, b, s)
		}
		sheets = true
	}
	for s.Next() {
		if s.Kind != ooxml.Start || string(s.Name) != "table" || s.Empty {
			continue
		}
		p := &content.Part{
			Name: b.Name + "!/" + s.Attr("name"), Type: mediaType + "spreadsheet", Size: -1,
			Form: content.CSV, Locate: content.ByCell, Comma: ',',
		}
		if err := w.Part(ctx, p, csv.NewBlocks(&sheet{s: s}, p)); err != nil {
			return err
		}
	}
	return s.Err()
}

func encrypted(pkg *ooxml.Package) bool {
	r, err := pkg.File("META-INF/manifest.xml")
	if err != nil {
		return false
	}
	defer r.Close()
	for s := ooxml.NewScanner(r); s.Next(); {
		if string(s.Name) == "encryption-data" {
			return true
		}
	}
	return false
}

// document hands out what follows as lines of text.
func document(ctx context.Context, w *content.Walk, b content.Body, s *ooxml.Scanner) error {
	r := ooxml.Stream(func(out *bufio.Writer) error {
		cells, depth := 0, 0
		for s.Next() {
			name := string(s.Name)
			switch s.Kind {
			case ooxml.Text:
				if depth > 0 {
					out.Write(s.Text)
				}
			case ooxml.Start:
				switch {
				case name == "tab":
					out.WriteByte('\t')
				case name == "s":
					out.WriteByte(' ')
				case name == "line-break":
					out.WriteByte('\n')
				case s.Empty:
				case paragraph(name):
					depth++
				case name == "table-cell":
					cells++
				}
			case ooxml.End:
				switch {
				case paragraph(name):
					depth = max(0, depth-1)
					out.WriteByte("\n "[min(cells, 1)])
				case name == "table-cell":
					cells = max(0, cells-1)
					out.WriteByte('\t')
				case name == "table-row" && cells == 0:
					out.WriteByte('\n')
				}
			}
		}
		return s.Err()
	})
	defer r.Close()
	p := &content.Part{Name: b.Name, Type: mediaType + "text", Size: -1, Form: content.Text, Locate: content.ByRecord}
	return w.Part(ctx, p, text.NewBlocks(r))
}

func paragraph(name string) bool { return name == "p" || name == "h" || name == "creator" }
