// Package html reads the text of an HTML document: what a reader sees, a table's cells apart by tabs and its rows by line
// ends, and what attributes say that is data (addresses of links, values of inputs, descriptions). Scripts and styles are
// left out, but for JSON inside.
package html

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
)

// Format reads HTML documents.
type Format struct{}

// Name implements content.Format.
func (Format) Name() string { return "html" }

// templates are sources that hold HTML: those are read as the code they are.
var templates = []string{".php", ".jsp", ".asp", ".aspx", ".erb", ".ejs", ".vue", ".svelte", ".hbs", ".tmpl", ".templ", ".go", ".js", ".ts"}

// Match implements content.Format.
func (Format) Match(h *content.Head) content.Certainty {
	name := strings.ToLower(h.Name)
	for _, t := range templates {
		if strings.HasSuffix(name, t) {
			return content.No
		}
	}
	p := bytes.TrimLeft(bytes.TrimPrefix(h.Bytes, []byte("\xEF\xBB\xBF")), " \t\r\n\f")
	if bytes.HasPrefix(p, []byte("<?xml")) || bytes.HasPrefix(p, []byte("<!--")) {
		if i := bytes.Index(p, []byte("<html")); i >= 0 && i < 2<<10 {
			return content.ByForm
		}
	}
	for _, mark := range []string{"<!doctype html", "<html", "<head", "<body", "<table"} {
		if len(p) > len(mark) && strings.EqualFold(string(p[:len(mark)]), mark) && !inName(p[len(mark)]) {
			return content.ByForm
		}
	}
	for _, e := range []string{".html", ".htm", ".xhtml", ".shtml"} {
		if strings.HasSuffix(name, e) && bytes.IndexByte(h.Bytes, '<') >= 0 {
			return content.ByName
		}
	}
	return content.No
}

// inName tells a byte that goes on with a tag's name.
func inName(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-' || c >= '0' && c <= '9' }

// Read implements content.Format.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	r, d := Decode(b.R)
	p := &content.Part{
		Name: b.Name, Type: "text/html", Charset: string(d.Name()), Size: b.Size, Form: content.Text, Locate: content.ByRecord,
		Broken: d.Broken,
	}
	return w.Part(ctx, p, text.NewBlocks(r))
}

// Decode reads an HTML document in whatever charset it is in, told by its bytes first and by what it says second.
func Decode(r io.Reader) (io.Reader, *charset.Reader) {
	br := bufio.NewReaderSize(r, content.HeadSize)
	head, err := br.Peek(content.HeadSize)
	name := charset.Detect(head, err != nil)
	switch name {
	case charset.ShiftJIS, charset.EUCJP, charset.GB18030, charset.Big5, charset.EUCKR, charset.Windows1252, charset.ASCII:
		if said := declared(head); said != "" && said != charset.UTF16LE && said != charset.UTF16BE && said != charset.ASCII {
			if said != charset.Windows1252 || name == charset.ASCII {
				name = said
			}
		}
	}
	d := charset.NewReader(br, name)
	return NewReader(d), d
}

// declared is the charset that a meta element or an XML declaration names.
func declared(head []byte) charset.Name {
	p := bytes.ToLower(head[:min(len(head), 4<<10)])
	for _, key := range []string{"charset=", "encoding="} {
		i := bytes.Index(p, []byte(key))
		if i < 0 {
			continue
		}
		q := bytes.TrimLeft(p[i+len(key):], "\"' ")
		if j := bytes.IndexAny(q, "\"' />;?\r\n"); j > 0 {
			if n := charset.FromLabel(string(q[:j])); n != "" {
				return n
			}
		}
	}
	return ""
}
