// Package page writes a document as one HTML file that needs nothing else: for reading, for printing, and for filling in a form on
// somebody's site, as each field has a button that copies it, in the form's order, and a place for the receipt number that
// comes last. Its one script copies; a policy in the file lets no other run, and lets the file load nothing and send nothing.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

//go:embed page.html
var source string

//go:embed page.css
var style string

//go:embed page.js
var script string

var parse = sync.OnceValues(func() (*template.Template, error) { return template.New("page").Parse(source) })

// Write writes a document.
func Write(w io.Writer, d *paper.Document) error {
	t, err := parse()
	if err != nil {
		return fmt.Errorf("read template: %w", err)
	}
	if err := t.Execute(w, of(d)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// hash is how a policy names what may run: only that.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// data is what the template sees.
type data struct {
	Lang, Title, Subject, Date, Draft, Foot string
	Lead, To, From                          []string
	Blocks                                  []block
	Form                                    bool // there are fields to be copied
	Policy                                  string
	Style                                   template.CSS
	Script                                  template.JS
	W                                       paper.Words
	ja                                      bool
}

// Of picks one of two phrases.
func (d data) Of(ja, en string) string {
	if d.ja {
		return ja
	}
	return en
}

// block is one of its kinds.
type block struct {
	Heading  *heading
	Text     *text
	Fields   []field
	Table    *table
	List     *paper.List
	Timeline []mark
	Figures  []paper.Figure
	Break    bool
}

type heading struct {
	Level    int
	ID, Text string
}

type text struct {
	Text, By string
	Note     bool
}

type field struct {
	ID, No, Name, By, Help string
	Value, Was             []string
	Choices                []paper.Choice
	Unknown                string
	Changed                bool
	Copy                   bool // there is something to be copied
}

type table struct {
	Caption string
	Head    []cell
	Rows    []row
}

type row struct {
	Cells []cell
	Total bool
}

type cell struct {
	Text              string
	Number, By, Blank bool
}

type mark struct {
	When, Text, Kind, Color, By string
	Key, Span                   bool
}

func of(d *paper.Document) data {
	out := data{
		Lang: "en", ja: d.Lang == "ja", Title: paper.Line(d.Title), Subject: paper.Line(d.Subject), Foot: paper.Line(d.Foot), W: paper.WordsOf(d.Lang),
		Lead: lines(d.Lead), To: lines(d.To), From: lines(d.From), Style: template.CSS(style), Script: template.JS(script), //nolint:gosec // ours
		Policy: "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script) + "; base-uri 'none'; form-action 'none'",
	}
	if out.ja {
		out.Lang = "ja"
	}
	if out.Title == "" {
		out.Title, out.Subject = out.Subject, ""
	}
	out.Date = out.W.Date(d.Date)
	if d.Draft {
		out.Draft = out.W.Draft()
	}
	ids := map[string]bool{}
	for i, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			out.Blocks = append(out.Blocks, block{Heading: &heading{min(max(b.Level, 1), 3), "h" + strconv.Itoa(i+1), paper.Line(b.Text)}})
		case paper.Text:
			out.Blocks = append(out.Blocks, block{Text: &text{paper.Clean(b.Text), out.W.Sourced(b.By), b.Note}})
		case paper.Fields:
			var list []field
			for _, f := range b.List {
				list = append(list, out.field(f, ids, d.Lang))
			}
			out.Blocks = append(out.Blocks, block{Fields: list})
			out.Form = out.Form || len(list) > 0 && !d.Letter
		case paper.Table:
			out.Blocks = append(out.Blocks, block{Table: out.table(b)})
		case paper.List:
			out.Blocks = append(out.Blocks, block{List: &paper.List{Ordered: b.Ordered, Items: texts(b.Items)}})
		case paper.Timeline:
			out.Blocks = append(out.Blocks, block{Timeline: out.marks(b)})
		case paper.Figures:
			var list []paper.Figure
			for _, f := range b.List {
				list = append(list, paper.Figure{Name: paper.Line(f.Name), Value: paper.Line(f.Value), Note: paper.Line(f.Note)})
			}
			out.Blocks = append(out.Blocks, block{Figures: list})
		case paper.Break:
			out.Blocks = append(out.Blocks, block{Break: true})
		}
	}
	return out
}

func (d *data) field(f paper.Field, ids map[string]bool, lang string) field {
	out := field{
		ID: id(f.ID, ids), No: paper.Line(f.No), Name: paper.Clean(f.Name), Help: paper.Clean(f.Help), By: d.W.Sourced(f.By),
		Value: texts(f.Value), Was: texts(f.Was), Changed: f.Changed,
	}
	for _, c := range f.Choices {
		c.Text = paper.Line(c.Text)
		out.Choices = append(out.Choices, c)
	}
	if f.Unknown {
		out.Unknown = paper.UnderInvestigation(lang)
	}
	if f.Changed && len(f.Was) == 0 {
		out.Was = []string{d.W.Nothing()}
	}
	out.Copy = f.Unknown || len(f.Value) > 0
	return out
}

// id makes a field's name an anchor: letters, digits, no two alike.
func id(name string, seen map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, name)
	s := "field-" + clean
	for n := 2; clean == "" || seen[s]; n++ {
		s = "field-" + clean + "-" + strconv.Itoa(n)
		if !seen[s] {
			break
		}
	}
	seen[s] = true
	return s
}

func (d *data) table(b paper.Table) *table {
	n := len(b.Head)
	for _, r := range b.Rows {
		n = max(n, len(r))
	}
	source := false
	for _, by := range b.By {
		source = source || len(by) > 0
	}
	cells := func(list []string, by string) []cell {
		var out []cell
		for i := range n {
			c := cell{Number: i < len(b.Right) && b.Right[i]}
			if i < len(list) {
				c.Text = paper.Clean(list[i])
			}
			out = append(out, c)
		}
		if source {
			out = append(out, cell{Text: by, By: true})
		}
		return out
	}
	t := &table{Caption: paper.Line(b.Caption)}
	if len(b.Head) > 0 {
		t.Head = cells(b.Head, d.W.Source())
	}
	for i, r := range b.Rows {
		by := ""
		if i < len(b.By) {
			by = d.W.By(b.By[i])
		}
		t.Rows = append(t.Rows, row{cells(r, by), b.Total && i == len(b.Rows)-1})
	}
	return t
}

func (d *data) marks(b paper.Timeline) []mark {
	var out []mark
	for _, m := range b.Marks {
		color := ""
		if d.W.Kind(m.Kind) != "" {
			color = m.Kind
		}
		out = append(out, mark{paper.Line(m.When), paper.Clean(m.Text), d.W.Kind(m.Kind), color, d.W.By(m.By), m.Key, m.Until.After(m.At)})
	}
	return out
}

func lines(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, paper.Line(s))
	}
	return out
}

func texts(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, paper.Clean(s))
	}
	return out
}
