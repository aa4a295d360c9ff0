package pdf

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/face"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf/object"
)

// Printed is what became of a document.
type Printed struct {
	Pages   int
	Crowded int // letters whose address is too long for the window to show all of it
	Missing Missing
}

// Missing are the characters that the font lacks: 〓 was printed in their place. A letter to somebody whose name has one of
// them is to be finished by hand.
type Missing struct {
	Count int    // how often
	Runes []rune // which, sorted; a selector (from U+FE00) stands for a variant of a character that is not there
}

// Write writes a document to a file of its own.
func Write(w io.Writer, d *paper.Document) (Printed, error) {
	p, err := NewPress(w, Options{Tagged: true})
	if err != nil {
		return Printed{}, err
	}
	out, err := p.Add(d)
	return out, errors.Join(err, p.Close())
}

// Letters writes letters into one file, each on sheets of its own, as they come; of those written nothing is kept but where
// their pages stand in the file. It ends at the first error, which letters may yield too; the file is complete with those before it.
func Letters(w io.Writer, letters iter.Seq2[*paper.Document, error]) (Printed, error) {
	p, err := NewPress(w, Options{})
	if err != nil {
		return Printed{}, err
	}
	for d, failed := range letters {
		if err = failed; err == nil {
			_, err = p.Add(d)
		}
		if err != nil {
			break
		}
	}
	err = errors.Join(err, p.Close())
	return p.Printed(), err
}

// Options of a Press.
type Options struct {
	// Duplex begins each document on the front of a sheet, for printers that print on both sides.
	Duplex bool
	// Tagged tells programs that read aloud what is a heading, a cell and so on, as Write does. It keeps what it tells until
	// Close, and is not for letters by the thousand.
	Tagged bool
}

// Press prints documents into one file. The first one's title, language and date are the file's.
type Press struct {
	o             Options
	buf           *bufio.Writer
	f             *object.File
	regular, bold *object.Font
	digit         int // width of a digit in a column, thousandths
	boldDigit     int

	root, info, pagesObject, resources int
	nodes                              []node
	pages, crowded                     int
	marks                              []mark
	about                              *paper.Document
	trees                              []*element
	tagged                             []*canvas
}

// node is a part of the tree of pages (ISO 32000-1, 7.7.3.3): a list of a million would be slow to be opened.
type node struct{ object, first, kids int }

const nodeKids = 64

// mark is a bookmark; it keeps its words, and is for documents, not for letters.
type mark struct {
	level, page int
	y           float64
	title       string
}

// NewPress begins a file.
func NewPress(w io.Writer, o Options) (*Press, error) {
	regular, err := face.Regular()
	if err != nil {
		return nil, err
	}
	bold, err := face.Bold()
	if err != nil {
		return nil, err
	}
	p := &Press{o: o, buf: bufio.NewWriterSize(w, 1<<16)}
	p.f = object.NewFile(p.buf)
	p.root, p.info, p.pagesObject, p.resources = p.f.Promise(), p.f.Promise(), p.f.Promise(), p.f.Promise()
	p.regular, p.bold = object.NewFont(regular, p.f.Promise()), object.NewFont(bold, p.f.Promise())
	p.digit, p.boldDigit = widest(regular), widest(bold)
	return p, nil
}

// widest is the width of the widest digit.
func widest(f *face.Font) int {
	w := 0
	for r := '0'; r <= '9'; r++ {
		if g, ok := f.Glyph(r); ok {
			w = max(w, f.Width(g))
		}
	}
	return w
}

func (p *Press) font(s *style) *object.Font {
	if s.bold {
		return p.bold
	}
	return p.regular
}

func (p *Press) fontName(s *style) string {
	if s.bold {
		return "B"
	}
	return "R"
}

// Add prints a document: a letter where Document.Letter says so.
func (p *Press) Add(d *paper.Document) (Printed, error) {
	if p.f.Err != nil {
		return Printed{}, p.f.Err
	}
	if p.about == nil {
		p.about = &paper.Document{Lang: d.Lang, Title: cmp.Or(d.Title, d.Subject), Date: d.Date}
	}
	if p.o.Duplex && p.pages%2 == 1 {
		p.page(nil)
	}
	before := p.lacking()
	f := newFlow(p, d)
	if d.Letter {
		f.letter()
	} else {
		f.document()
	}
	first := p.pages
	for _, c := range f.finish() {
		p.page(c)
	}
	if f.tag != nil {
		p.trees = append(p.trees, f.tag.root)
	}
	for _, m := range f.marks {
		m.page += first
		p.marks = append(p.marks, m)
	}
	out := Printed{Pages: p.pages - first}
	if f.crowded {
		out.Crowded = 1
		p.crowded++
	}
	for r, n := range p.lacking() {
		if n -= before[r]; n > 0 {
			out.Missing.Count += n
			out.Missing.Runes = append(out.Missing.Runes, r)
		}
	}
	slices.Sort(out.Missing.Runes)
	return out, p.f.Err
}

// lacking counts what the font lacks of all that was printed; nil where, as is the rule, it lacks nothing.
func (p *Press) lacking() map[rune]int {
	if len(p.regular.Lacks)+len(p.bold.Lacks) == 0 {
		return nil
	}
	out := maps.Clone(p.regular.Lacks)
	for r, n := range p.bold.Lacks {
		out[r] += n
	}
	return out
}

// page writes a page and tells its number, from 0.
func (p *Press) page(c *canvas) int {
	if len(p.nodes) == 0 || p.nodes[len(p.nodes)-1].kids == nodeKids {
		p.nodes = append(p.nodes, node{object: p.f.Promise()})
	}
	n := &p.nodes[len(p.nodes)-1]
	page := p.f.Promise()
	if n.kids == 0 {
		n.first = page
	}
	n.kids++
	content := p.f.Promise() // a page's number is two behind the one before it, but for a node's
	if c == nil {
		c = &canvas{}
	}
	tabs := ""
	if c.tag != nil {
		c.object, tabs = page, fmt.Sprintf("/StructParents %d/Tabs/S", len(p.tagged))
		p.tagged = append(p.tagged, c)
	}
	p.f.Object(page, fmt.Sprintf("<</Type/Page/Parent %d 0 R/Contents %d 0 R%s>>", n.object, content, tabs))
	p.f.Stream(content, "", c.b)
	c.b = nil
	p.pages++
	return p.pages - 1
}

// pageObject is the object of page n.
func (p *Press) pageObject(n int) int { return p.nodes[n/nodeKids].first + 2*(n%nodeKids) }

// Printed tells what has been printed so far.
func (p *Press) Printed() Printed {
	out := Printed{Pages: p.pages, Crowded: p.crowded}
	for r, n := range p.lacking() {
		out.Missing.Count += n
		out.Missing.Runes = append(out.Missing.Runes, r)
	}
	slices.Sort(out.Missing.Runes)
	return out
}

// Close writes what stands at the end of a file. It does not close what is written to.
func (p *Press) Close() error {
	if p.pages == 0 {
		p.page(nil) // a file without a page is none
	}
	for _, u := range []*object.Font{p.regular, p.bold} {
		if err := u.Write(p.f); err != nil && p.f.Err == nil {
			p.f.Err = err
		}
	}
	p.f.Object(p.resources, fmt.Sprintf("<</Font<</R %d 0 R/B %d 0 R>>>>", p.regular.Object, p.bold.Object))
	p.tree()
	p.closing()
	if err := p.f.Close(p.root, p.info); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	if err := p.buf.Flush(); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// tree writes the tree of pages.
func (p *Press) tree() {
	var kids strings.Builder
	for _, n := range p.nodes {
		fmt.Fprintf(&kids, "%d 0 R ", n.object)
		var b strings.Builder
		for i := range n.kids {
			fmt.Fprintf(&b, "%d 0 R ", n.first+2*i)
		}
		p.f.Object(n.object, fmt.Sprintf("<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>", p.pagesObject, n.kids, strings.TrimSpace(b.String())))
	}
	box := fmt.Sprintf("[0 0 %.2f %.2f]", paperW, paperH)
	p.f.Object(p.pagesObject, fmt.Sprintf("<</Type/Pages/Count %d/MediaBox%s/Resources %d 0 R/Kids[%s]>>",
		p.pages, box, p.resources, strings.TrimSpace(kids.String())))
}
