package report

import (
	"io"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Page is what is written on a terminal beside the report of a scan: the same width, words and colours.
type Page struct{ t *text }

// The styles of a Page.
const (
	Plain  = plain
	Bold   = bold
	Dim    = dim
	Red    = red
	Yellow = yellow
	Blue   = blue
)

// NewPage begins a page; Flush writes it.
func NewPage(w io.Writer, o Options) *Page {
	return &Page{NewText(w, o).(*text)}
}

// Flush writes the page.
func (p *Page) Flush() error {
	_, err := io.WriteString(p.t.w, p.t.out.String())
	p.t.out.Reset()
	return err
}

// Width is the number of columns.
func (p *Page) Width() int { return p.t.width }

// Line writes a line.
func (p *Page) Line(s string) { p.t.line(s) }

// Title opens a section: words on the left, names of columns on the right, a rule below.
func (p *Page) Title(left, right string) { p.t.title(left, right) }

// Wrap writes s in lines, indented by n columns.
func (p *Page) Wrap(style, s string, n int) {
	for _, l := range wrap(s, p.t.width-n) {
		p.Line(strings.Repeat(" ", n) + p.Paint(style, l))
	}
}

// Ends writes a line with left at its beginning and right at its end; left is shortened if need be.
func (p *Page) Ends(style, left, right string) {
	room := p.t.width - columns(right) - 2
	p.Line(p.Paint(style, fit(left, room)) + "  " + p.Paint(dim, right))
}

// Part writes a part with its fields as the report of a scan does.
func (p *Page) Part(source string, part *inventory.Part) {
	p.t.part(&place{Part: *part, source: source, fields: len(part.Fields)})
}

// Paint colours s where the terminal can.
func (p *Page) Paint(style, s string) string { return p.t.paint(style, s) }

// Of picks one of two phrases.
func (p *Page) Of(ja, en string) string { return p.t.words.of(ja, en) }

// Kind is a kind's name.
func (p *Page) Kind(k pii.Kind) string { return p.t.words.kind(k) }

// Kinds lists the kinds of a part, the heaviest first.
func (p *Page) Kinds(part *inventory.Part) string { return p.t.words.kinds(kindsOf(part)) }

// Heavy says what makes a part weigh, "" if nothing does.
func (p *Page) Heavy(part *inventory.Part) string {
	return strings.Join(p.t.words.heavy(kindsOf(part)), p.Of("・", ", "))
}

// HeavyKind says what makes a kind weigh, "" if nothing does.
func (p *Page) HeavyKind(k pii.Kind) string {
	return strings.Join(p.t.words.heavy([]pii.Kind{k}), p.Of("・", ", "))
}

// Level is a likelihood's level in plain words.
func (p *Page) Level(likelihood float64) string { return p.t.words.level(likelihood) }

// People is a number of persons for a table, Persons the same with the word behind it.
func (p *Page) People(n inventory.People) string  { return p.t.words.people(n) }
func (p *Page) Persons(n inventory.People) string { return p.t.words.persons(n) }

// Bounds says between what a number of persons lies, "" if it is exact.
func (p *Page) Bounds(n inventory.People) string { return p.t.words.bounds(n) }

// Failure says in words why something could not be read.
func (p *Page) Failure(class, text string) string { return p.t.words.failure(reason{class, text}) }

// Number writes n with its thousands apart.
func Number(n int64) string { return number(n) }

// Plural is n with the word for one or for many behind it.
func Plural(n int64, one, many string) string { return plural(n, one, many) }

// Bytes is a size as people say it.
func Bytes(n int64) string { return bytesOf(n) }

// Fit makes s exactly w columns wide, Right with the blanks in front; Cut and CutPath shorten it, a path in its middle.
func Fit(s string, w int) string     { return fit(s, w) }
func Right(s string, w int) string   { return right(s, w) }
func Cut(s string, w int) string     { return cut(s, w) }
func CutPath(s string, w int) string { return cutPath(s, w) }

// Wrap breaks s into lines of at most w columns.
func Wrap(s string, w int) []string { return wrap(s, w) }

// Columns is how many columns of a terminal s takes.
func Columns(s string) int { return columns(s) }

// Clean makes a name fit to be printed.
func Clean(s string) string { return clean(s) }

// Score ranks a part: the higher, the worse if it leaked.
func Score(p *inventory.Part) float64 { return score(p) }

// Heaviest puts the kinds that weigh most first.
func Heaviest(kinds []pii.Kind) { slices.SortStableFunc(kinds, byWeight) }
