// Package plain reads what is text without a wrapping: delimited tables, one JSON value a line, logs, source code, and
// running text. It tells the charset from the bytes, and the form from the name and the first 64 KiB.
package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
)

// Format is the content.Format of plain text.
type Format struct{}

// Name is the format's word.
func (Format) Name() string { return "text" }

// Match takes whatever is not binary.
func (Format) Match(h *content.Head) content.Certainty {
	if charset.Detect(h.Bytes, h.All) == charset.Binary {
		return content.No
	}
	return content.Maybe
}

// Read hands out one part.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	buf := heads.Get().(*[2][content.HeadSize]byte)
	defer heads.Put(buf)
	raw, head := buf[0][:], buf[1][:]
	n, err := io.ReadFull(b.R, raw)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	raw = raw[:n]
	name := charset.Detect(raw, whole)
	var rest io.Reader = bytes.NewReader(raw)
	switch {
	case err == nil:
		rest = io.MultiReader(rest, b.R)
	case !whole:
		rest = io.MultiReader(rest, failing{err})
	}
	r := charset.NewReader(rest, name)
	n, err = io.ReadFull(r, head)
	whole = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	head = head[:n]
	var in io.Reader = r
	if n > 0 {
		in = io.MultiReader(bytes.NewReader(head), r)
	}
	if err != nil && !whole {
		in = io.MultiReader(bytes.NewReader(head), failing{err})
	}
	p := &content.Part{Name: b.Name, Size: b.Size, Charset: string(r.Name()), Broken: r.Broken}
	classify(p, b.Called(), head, whole)
	return w.Part(ctx, p, blocks(p, in))
}

// heads are the buffers of bodies read before: most bodies are smaller than these.
var heads = sync.Pool{New: func() any { return new([2][content.HeadSize]byte) }}

// failing is a reader that has come to an error already read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func blocks(p *content.Part, r io.Reader) content.Blocks {
	switch p.Form {
	case content.CSV:
		return csv.NewBlocks(r, p)
	case content.NDJSON:
		return ndjson.NewBlocks(r)
	}
	return text.NewBlocks(r)
}

// classify settles form and type.
func classify(p *content.Part, name string, head []byte, whole bool) {
	ext := strings.ToLower(path.Ext(name))
	kind, known := extensions[ext]
	if !known {
		kind, known = names[strings.ToLower(path.Base(name))]
	}
	p.Form, p.Type = content.Text, "text/plain"
	switch {
	case ndjson.Sniff(head, whole):
		p.Form, p.Type = content.NDJSON, "application/x-ndjson"
	case known && kind == content.Code:
		p.Form, p.Type = content.Code, "text/x-source"
	case known && kind == content.Log || !known && logLines(head) && !headed(head, whole):
		p.Form, p.Type = content.Log, "text/x-log"
	case ext == ".md" || ext == ".rst":
	default:
		comma, ok := csv.Sniff(head, whole)
		if !ok && kind == content.CSV {
			comma, ok = lone(ext), true
		}
		if ok && (kind == content.CSV || comma != ' ') {
			p.Form, p.Type, p.Comma = content.CSV, "text/csv", comma
			if comma == '\t' {
				p.Type = "text/tab-separated-values"
			}
		} else if bytes.HasPrefix(head, []byte("#!")) {
			p.Form, p.Type = content.Code, "text/x-source"
		}
	}
}

// lone is the delimiter of a table of one column, by its name.
func lone(ext string) byte {
	if ext == ".tsv" || ext == ".tab" {
		return '\t'
	}
	return ','
}

// headed tells a table whose first line names its columns: what stands below may begin like the lines of a log.
func headed(head []byte, whole bool) bool {
	comma, ok := csv.Sniff(head, whole)
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return ok && comma != ' ' && bytes.IndexByte(line, comma) > 0 && !dated(line)
}

// dated tells whether a line begins with a moment or an address: digits and their separators, perhaps behind the name of a
// day or a month.
func dated(line []byte) bool {
	line = bytes.TrimLeft(line, "[<\" ")
	if len(line) == 0 {
		return false
	}
	if c := line[0]; c-'0' > 9 && (len(line) < 4 || line[3] != ' ' && line[3] != ',') {
		return false
	}
	digits, seps := 0, 0
	for _, c := range line[:min(len(line), 12)] {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case c == '-' || c == '/' || c == ':' || c == '.' || c == 'T' || c == ' ':
			seps++
		}
	}
	return digits >= 5 && seps >= 2 && bytes.IndexByte(line, ' ') > 0 && bytes.IndexByte(line, ',') != 10
}

// logLines tells whether most of the first lines begin with a moment or an address.
func logLines(head []byte) bool {
	lines, n := 0, 0
	for len(head) > 0 && lines < 50 {
		end := bytes.IndexByte(head, '\n')
		if end < 0 {
			break
		}
		line := bytes.TrimLeft(head[:end], "[<\" ")
		head = head[end+1:]
		if len(line) == 0 {
			continue
		}
		lines++
		if dated(line) {
			n++
		}
	}
	return lines >= 3 && n*10 >= lines*7
}
