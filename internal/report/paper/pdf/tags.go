package pdf

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf/object"
)

// What is drawn is told to programs that read aloud, or that take the text out again: which words are a heading, a cell, an entry
// of a list, and in which order they are read (ISO 32000-1, 14.7 and 14.8: tagged PDF). Lines, grounds, and what stands on
// every page are none of it.

// element is a part of a document's structure: it has others in it, or words on pages.
type element struct {
	kind   string // H1, P, Table, TR, TH, …
	more   string // what is to be said of it besides
	parent *element
	kids   []*element
	places []place
	object int
}

// place is where words of an element stand: a numbered piece of a page.
type place struct {
	page   *canvas
	number int
}

// tagger knows what is being drawn.
type tagger struct{ root, now *element }

// inside makes an element within another, or within the document; nil where nothing is tagged.
func (f *flow) inside(parent *element, kind string) *element {
	if f.tag == nil {
		return nil
	}
	if parent == nil {
		parent = f.tag.root
	}
	e := &element{kind: kind, parent: parent}
	switch kind {
	case "TH":
		e.more = "/A<</O/Table/Scope/Column>>"
	case "Row": // the head of a row
		e.kind, e.more = "TH", "/A<</O/Table/Scope/Row>>"
	}
	parent.kids = append(parent.kids, e)
	return e
}

// as draws what an element says.
func (f *flow) as(e *element, draw func()) {
	if f.tag == nil {
		draw()
		return
	}
	before := f.tag.now
	f.tag.now = e
	draw()
	f.tag.now = before
}

// cells are the elements of a row.
func (f *flow) cells(table *element, kinds ...string) []*element {
	if f.tag == nil {
		return nil
	}
	tr := f.inside(table, "TR")
	var out []*element
	for _, k := range kinds {
		out = append(out, f.inside(tr, k))
	}
	return out
}

// open begins a piece of a page: words of the element that is being drawn, or nothing to be read.
func (c *canvas) open() {
	if c.tag == nil {
		return
	}
	c.within = true
	e := c.tag.now
	if e == nil {
		c.op("/Artifact BMC")
		return
	}
	c.piece(e, e.kind, "")
}

func (c *canvas) piece(e *element, kind, more string) {
	e.places = append(e.places, place{c, len(c.pieces)})
	c.b = fmt.Appendf(c.b, "/%s<</MCID %d%s>>BDC\n", kind, len(c.pieces), more)
	c.pieces = append(c.pieces, e)
}

// instead draws what is copied and read aloud as a text of its own. It is a piece beside the words round it, not within them: there are
// readers that lose what comes behind one within another.
func (c *canvas) instead(text string, draw func()) {
	more := "/ActualText<FEFF" + object.Hex16(text) + ">"
	switch {
	case c.tag == nil:
		c.op("/Span<<" + more + ">>BDC")
		draw()
		c.op("EMC")
	case c.tag.now == nil:
		draw()
	default:
		c.op("EMC")
		c.piece(c.tag.now, "Span", more)
		draw()
		c.op("EMC")
		c.piece(c.tag.now, c.tag.now.kind, "")
	}
}

func (c *canvas) shut() {
	if c.tag == nil {
		return
	}
	c.within = false
	c.op("EMC")
}

// bare begins something that is no words; shutBare ends it.
func (c *canvas) bare() {
	if c.tag != nil && !c.within {
		c.op("/Artifact BMC")
	}
}

func (c *canvas) shutBare() {
	if c.tag != nil && !c.within {
		c.op("EMC")
	}
}

// structure writes the elements of all documents, and tells the object of their root; 0 if nothing is tagged.
func (p *Press) structure() int {
	if len(p.trees) == 0 {
		return 0
	}
	root, parents := p.f.Promise(), p.f.Promise()
	var kids, pages strings.Builder
	for _, t := range p.trees {
		p.number(t)
		fmt.Fprintf(&kids, "%d 0 R ", t.object)
	}
	for _, t := range p.trees {
		p.writeElement(t, root)
	}
	for i, c := range p.tagged {
		fmt.Fprintf(&pages, "%d[", i)
		for _, e := range c.pieces {
			fmt.Fprintf(&pages, "%d 0 R ", e.object)
		}
		pages.WriteString("]")
	}
	p.f.Object(parents, "<</Nums["+pages.String()+"]>>")
	p.f.Object(root, fmt.Sprintf("<</Type/StructTreeRoot/K[%s]/ParentTree %d 0 R/ParentTreeNextKey %d>>", strings.TrimSpace(kids.String()), parents, len(p.tagged)))
	return root
}

// number gives an element and those in it their objects. What says nothing is left out.
func (p *Press) number(e *element) {
	kept := e.kids[:0]
	e.object = p.f.Promise()
	for _, k := range e.kids {
		if len(k.kids) > 0 || len(k.places) > 0 || k.kind == "TD" || k.kind == "TH" {
			p.number(k)
			kept = append(kept, k)
		}
	}
	e.kids = kept
}

func (p *Press) writeElement(e *element, parent int) {
	var b strings.Builder
	fmt.Fprintf(&b, "<</S/%s/P %d 0 R%s", e.kind, parent, e.more)
	if len(e.places) > 0 {
		fmt.Fprintf(&b, "/Pg %d 0 R", e.places[0].page.object)
	}
	b.WriteString("/K[")
	for _, k := range e.kids {
		fmt.Fprintf(&b, "%d 0 R ", k.object)
	}
	for _, at := range e.places {
		if at.page == e.places[0].page {
			fmt.Fprintf(&b, "%d ", at.number)
		} else {
			fmt.Fprintf(&b, "<</Type/MCR/Pg %d 0 R/MCID %d>>", at.page.object, at.number)
		}
	}
	b.WriteString("]>>")
	p.f.Object(e.object, b.String())
	for _, k := range e.kids {
		p.writeElement(k, e.object)
	}
}

// alike are n times the same kind.
func alike(kind string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = kind
	}
	return out
}

// headingKind is how a heading is tagged: the title is the first.
func headingKind(b paper.Heading) string { return fmt.Sprintf("H%d", min(max(b.Level, 1), 5)+1) }
