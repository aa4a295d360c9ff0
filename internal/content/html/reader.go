package html

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxToken is the greatest length of a tag or of a run of text kept in memory at once.
const maxToken = 1 << 20

// reader turns HTML into text.
type reader struct {
	src io.Reader
	z   *html.Tokenizer
	out []byte
	at  int
	err error

	skip  atom.Atom // inside this element, whose text is none
	json  bool      // inside a script that holds JSON
	pre   int       // depth of elements that keep their white space
	cells int       // of the row so far
	space bool      // white space met and not yet written
	fresh bool      // at the beginning of a line
}

// NewReader yields the text of the HTML that r, which is UTF-8, holds.
func NewReader(r io.Reader) io.Reader {
	d := &reader{src: r, fresh: true}
	d.restart(nil)
	return d
}

// restart goes on behind a token that was too long.
func (d *reader) restart(buffered []byte) {
	d.z = html.NewTokenizer(io.MultiReader(bytes.NewReader(buffered), d.src))
	d.z.SetMaxBuf(maxToken)
}

// Read implements io.Reader.
func (d *reader) Read(p []byte) (int, error) {
	for d.at == len(d.out) {
		if d.err != nil {
			return 0, d.err
		}
		d.out, d.at = d.out[:0], 0
		for len(d.out) < 32<<10 && d.err == nil {
			d.token()
		}
	}
	n := copy(p, d.out[d.at:])
	d.at += n
	return n, nil
}

// token reads one token.
func (d *reader) token() {
	switch t := d.z.Next(); t {
	case html.ErrorToken:
		err := d.z.Err()
		if errors.Is(err, html.ErrBufferExceeded) {
			d.restart(bytes.Clone(d.z.Buffered()))
			return
		}
		if err == io.EOF {
			d.line()
		}
		d.err = err
	case html.TextToken:
		switch {
		case d.json:
			d.out = append(d.out, d.z.Raw()...)
			d.fresh = false
		case d.skip == 0:
			d.text(d.z.Text())
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		d.start(t == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := d.z.TagName()
		d.end(atom.Lookup(name))
	}
}

func (d *reader) start(closed bool) {
	name, more := d.z.TagName()
	tag := atom.Lookup(name)
	if d.skip != 0 {
		return
	}
	switch tag {
	case atom.Td, atom.Th:
		if d.cells > 0 {
			d.out = append(d.out, '\t')
			d.space, d.fresh = false, true
		} else {
			d.line()
		}
		d.cells++
	case atom.Tr:
		d.row()
	case atom.Pre, atom.Textarea:
		d.line()
		d.pre++
	default:
		if d.cells == 0 && block[tag] {
			d.line()
		} else if block[tag] {
			d.space = true
		}
	}
	var kind string
	var said attributes
	for more {
		var k, v []byte
		k, v, more = d.z.TagAttr()
		if string(k) == "type" {
			kind = strings.ToLower(string(v))
		}
		said.add(tag, string(k), v)
	}
	d.say(tag, kind, &said)
	if closed {
		return
	}
	switch tag {
	case atom.Script:
		d.json = strings.HasSuffix(kind, "json") || strings.Contains(kind, "json;")
		d.skip = tag
		if d.json {
			d.line()
		}
	case atom.Style:
		d.skip = tag
	}
}

func (d *reader) end(tag atom.Atom) {
	if d.skip != 0 {
		if tag == d.skip {
			if d.json {
				d.line()
			}
			d.skip, d.json = 0, false
		}
		return
	}
	switch tag {
	case atom.Tr, atom.Table, atom.Thead, atom.Tbody, atom.Tfoot:
		d.row()
	case atom.Pre, atom.Textarea:
		d.pre = max(0, d.pre-1)
		d.line()
	default:
		if d.cells > 0 {
			d.space = d.space || block[tag]
		} else if block[tag] {
			d.line()
		}
	}
}

var block = func() map[atom.Atom]bool {
	m := map[atom.Atom]bool{}
	for _, a := range []atom.Atom{
		atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Br, atom.Caption, atom.Center, atom.Dd, atom.Details,
		atom.Dialog, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2,
		atom.H3, atom.H4, atom.H5, atom.H6, atom.Head, atom.Header, atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Main, atom.Menu,
		atom.Meta, atom.Nav, atom.Ol, atom.Optgroup, atom.Option, atom.P, atom.Section, atom.Select, atom.Summary, atom.Table,
		atom.Title, atom.Ul,
	} {
		m[a] = true
	}
	return m
}()

// attributes are what a tag says that is data.
type attributes struct {
	name, value, link, words string
}

func (a *attributes) add(tag atom.Atom, k string, v []byte) {
	switch k {
	case "name", "property", "itemprop":
		a.name = string(v)
	case "value":
		if tag != atom.Li && tag != atom.Meter && tag != atom.Progress {
			a.value = string(v)
		}
	case "content":
		if tag == atom.Meta {
			a.value = string(v)
		}
	case "href":
		scheme, rest, _ := strings.Cut(string(v), ":")
		if strings.EqualFold(scheme, "mailto") || strings.EqualFold(scheme, "tel") {
			rest, _, _ = strings.Cut(rest, "?")
			if s, err := url.PathUnescape(rest); err == nil {
				rest = s
			}
			a.link = rest
		}
	case "alt", "title", "aria-label", "placeholder":
		a.words += " " + string(v)
	}
}

// say writes the attributes.
func (d *reader) say(tag atom.Atom, kind string, a *attributes) {
	for _, s := range []string{a.link, a.words} {
		if s != "" {
			d.space = true
			d.text([]byte(s))
			d.space = true
		}
	}
	if a.value == "" || tag == atom.Script || kind == "submit" || kind == "button" {
		return
	}
	d.space = true
	if a.name != "" && (tag == atom.Input || tag == atom.Meta) {
		d.text([]byte(a.name + ": "))
	}
	d.text([]byte(a.value))
	d.space = true
}

// text writes words with one space between them.
func (d *reader) text(p []byte) {
	if d.pre > 0 {
		if len(p) > 0 {
			d.gap()
			d.out = append(d.out, p...)
			d.fresh = p[len(p)-1] == '\n'
		}
		return
	}
	for len(p) > 0 {
		n := bytes.IndexAny(p, " \t\r\n\f")
		if n < 0 {
			n = len(p)
		}
		if n > 0 {
			d.gap()
			d.out = append(d.out, p[:n]...)
			d.fresh = false
			p = p[n:]
			continue
		}
		d.space = true
		p = p[1:]
	}
}

func (d *reader) gap() {
	if d.space && !d.fresh {
		d.out = append(d.out, ' ')
	}
	d.space = false
}

// line begins a new line unless at the beginning of one.
func (d *reader) line() {
	d.space = false
	if !d.fresh {
		d.out = append(d.out, '\n')
		d.fresh = true
	}
}

// row ends a table's row.
func (d *reader) row() {
	if d.cells > 0 {
		d.fresh = false
	}
	d.cells = 0
	d.line()
}
