// Package office reads the texts of word processors and presentations in the open XML formats: DOCX and PPTX.
//
// A text becomes one part, a paragraph or table row a line: body, headers, footers, notes, comments, deletions that are
// still tracked, and the document's properties. A presentation becomes one part with a slide and its notes a page. What
// is embedded (a sheet in a report) is read as a body of its own.
package office

import (
	"bufio"
	"context"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ooxml"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
)

// Word reads DOCX.
type Word struct{}

// Name implements content.Format.
func (Word) Name() string { return "docx" }

// Match implements content.Format.
func (Word) Match(h *content.Head) content.Certainty {
	return match(h, "word", []string{".docx", ".docm", ".dotx"}, []string{".doc", ".docx", ".docm"})
}

// Read implements content.Format.
func (Word) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	return read(ctx, w, b, &content.Part{
		Name: b.Name, Size: -1, Form: content.Text, Locate: content.ByRecord,
		Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	}, word)
}

// Slides reads PPTX.
type Slides struct{}

// Name implements content.Format.
func (Slides) Name() string { return "pptx" }

// Match implements content.Format.
func (Slides) Match(h *content.Head) content.Certainty {
	return match(h, "ppt", []string{".pptx", ".pptm", ".potx"}, []string{".ppt", ".pptx", ".pptm"})
}

// Read implements content.Format.
func (Slides) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	return read(ctx, w, b, &content.Part{
		Name: b.Name, Size: -1, Form: content.Text, Locate: content.ByPage,
		Type: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}, slides)
}

func match(h *content.Head, folder string, endings, old []string) content.Certainty {
	if ooxml.Is(h, folder, endings...) || ooxml.IsOLE(h, old...) {
		return content.Magic
	}
	return content.No
}

func read(ctx context.Context, w *content.Walk, b content.Body, p *content.Part, write func(*bufio.Writer, *ooxml.Package) error) error {
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
	r := ooxml.Stream(func(out *bufio.Writer) error {
		if err := write(out, pkg); err != nil {
			return err
		}
		return pkg.Properties(out)
	})
	err = w.Part(ctx, p, text.NewBlocks(r))
	r.Close()
	if err != nil {
		return err
	}
	return embedded(ctx, w, b, pkg)
}

// embedded reads the bodies inside.
func embedded(ctx context.Context, w *content.Walk, b content.Body, pkg *ooxml.Package) error {
	for _, name := range pkg.Names() {
		if !strings.Contains(name, "/embeddings/") || strings.HasSuffix(name, "/") {
			continue
		}
		r, err := pkg.File(name)
		if err != nil {
			w.Skip(b.Name+"!/"+name, -1, err)
			continue
		}
		err = w.Descend(ctx, content.Body{Name: b.Name + "!/" + name, Size: pkg.Size(name), R: r}, pkg.Packed(name))
		r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// word writes the text of a DOCX, the body first.
func word(out *bufio.Writer, pkg *ooxml.Package) error {
	const body = "word/document.xml"
	if err := file(out, pkg, body); err != nil {
		return err
	}
	for _, name := range pkg.Names() {
		base := path.Base(name)
		if name == body || path.Dir(name) != "word" || path.Ext(name) != ".xml" {
			continue
		}
		for _, p := range []string{"header", "footer", "footnotes", "endnotes", "comments", "glossary"} {
			if strings.HasPrefix(base, p) && !strings.HasPrefix(base, "commentsE") && !strings.HasPrefix(base, "commentsI") {
				if err := file(out, pkg, name); err != nil {
					return err
				}
				break
			}
		}
	}
	return links(out, pkg, body)
}

// slides writes a page for each slide, with its notes and comments.
func slides(out *bufio.Writer, pkg *ooxml.Package) error {
	for n := 1; pkg.Has(slide(n)); n++ {
		if n > 1 {
			out.WriteByte('\f')
		}
		if err := file(out, pkg, slide(n)); err != nil {
			return err
		}
		for _, rel := range pkg.Rels(slide(n)) {
			if rel.Type != "notesSlide" && !strings.HasPrefix(rel.Type, "comments") && !strings.HasPrefix(rel.Type, "diagramData") || !pkg.Has(rel.Target) {
				continue
			}
			if err := file(out, pkg, rel.Target); err != nil {
				return err
			}
		}
		if err := links(out, pkg, slide(n)); err != nil {
			return err
		}
	}
	return nil
}

func slide(n int) string { return "ppt/slides/slide" + strconv.Itoa(n) + ".xml" }

// links writes the addresses that hyperlinks lead to.
func links(out *bufio.Writer, pkg *ooxml.Package, name string) error {
	for _, rel := range pkg.Rels(name) {
		for _, scheme := range []string{"mailto:", "tel:"} {
			if i := strings.Index(rel.Target, scheme); i >= 0 {
				out.WriteString(rel.Target[i:])
				out.WriteByte('\n')
			}
		}
	}
	return nil
}

// file writes the text of one XML file.
func file(out *bufio.Writer, pkg *ooxml.Package, name string) error {
	r, err := pkg.File(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return paragraphs(out, r)
}

// paragraphs writes a line for each paragraph, and for each row of a table with tabs between its cells.
func paragraphs(out *bufio.Writer, r io.Reader) error {
	s := ooxml.NewScanner(r)
	cells, fallback, inText := 0, 0, false
	for s.Next() {
		name := string(s.Name)
		switch s.Kind {
		case ooxml.Text:
			if inText && fallback == 0 {
				out.Write(s.Text)
			}
		case ooxml.Start:
			switch name {
			case "t", "delText", "instrText", "text":
				inText = !s.Empty
			case "tab":
				out.WriteByte('\t')
			case "br", "cr":
				out.WriteByte('\n')
			case "tc":
				if !s.Empty {
					cells++
				}
			case "Fallback": // the same text again, for older programs
				if !s.Empty {
					fallback++
				}
			case "comment", "cm":
				if a := s.AttrBytes("author"); len(a) > 0 {
					out.Write(a)
					out.WriteString(": ")
				}
			}
		case ooxml.End:
			switch name {
			case "t", "delText", "instrText", "text":
				inText = false
			case "p":
				out.WriteByte("\n "[min(cells, 1)])
			case "tc":
				cells = max(0, cells-1)
				out.WriteByte('\t')
			case "tr":
				if cells == 0 {
					out.WriteByte('\n')
				}
			case "Fallback":
				fallback = max(0, fallback-1)
			}
		}
	}
	return s.Err()
}
