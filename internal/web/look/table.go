package look

import (
	"strings"

	"github.com/a-h/templ"
)

// Column is a column of a table. Key makes it one by which can be sorted: the value of ?sort=, with "-" in front for the greatest first.
type Column struct {
	Name string
	Num  bool   // numbers: at the right
	Key  string // "": cannot be sorted by
	Wide bool   // left out on a narrow screen; its cells are of class "wide" too
	Down bool   // the greatest first when it is sorted by at first
}

// Table is a table of rows, which are its children: <tr> with <td>, those of numbers of class "num". A row's first cell holds
// <a class="row"> where the whole row leads somewhere.
type Table struct {
	Caption string // for who hears the page
	Columns []Column
	Rows    int    // how many there are; 0 shows Empty
	Path    string // of the page with its query, for sorting
	Sort    string // by what is sorted: a Key, "-" in front for the greatest first
	Empty   string // "There is nothing that matches."
	Next    string // what to do about that
}

func (t *Table) order(c Column) string {
	switch t.Sort {
	case c.Key:
		return "ascending"
	case "-" + c.Key:
		return "descending"
	}
	return "none"
}

func (t *Table) link(c Column) templ.SafeURL {
	to := c.Key
	if c.Down {
		to = "-" + to
	}
	if t.Sort == to {
		to = strings.TrimPrefix("-"+to, "--")
	}
	return templ.SafeURL(WithQuery(t.Path, "sort", to))
}

// Pager goes on in a list, by keys: what is added in between moves nothing. Paths are "" where there is no more.
type Pager struct {
	Newer, Older string
	Note         string // "100 of 12,044"
}

// Chip is a filter that stands, and the path without it.
type Chip struct{ Text, Without string }

// Filter is the bar above a list: a form that is sent by GET, so that what is chosen stands in the address. Its children are fields.
type Filter struct {
	Path  string // where the form goes, without a query
	Keep  map[string]string
	Chips []Chip
	Clear string // the path without any filter; "" where none stands
}

// Input is a field of a form.
type Input struct {
	Name, Label, Hint, Wrong string
	Value                    string
	Type                     string // text if ""; "area" is a text of several lines
	Required, Mono           bool
	Auto                     string // autocomplete
	Attrs                    templ.Attributes
}

// ID is what the label and the hint of a field point to.
func (i Input) ID() string { return "f-" + i.Name }

func (i Input) attrs() templ.Attributes {
	a := templ.Attributes{"id": i.ID(), "name": i.Name}
	var about []string
	if i.Hint != "" {
		about = append(about, i.ID()+"-hint")
	}
	if i.Wrong != "" {
		about = append(about, i.ID()+"-wrong")
		a["aria-invalid"] = "true"
	}
	if len(about) > 0 {
		a["aria-describedby"] = strings.Join(about, " ")
	}
	if i.Required {
		a["required"] = true
	}
	if i.Auto != "" {
		a["autocomplete"] = i.Auto
	}
	if i.Mono {
		a["class"], a["spellcheck"] = "mono", "false"
	}
	for k, v := range i.Attrs {
		a[k] = v
	}
	return a
}

// Choice is one of several.
type Choice struct{ Value, Text string }

// Asking is a change that is confirmed first, without a script: the button opens a question, and the answer is sent.
type Asking struct {
	Button, Question, Yes string
	Action                string // the path that is posted to
	Danger, Small, Left   bool   // Left: the question opens at the left edge of the button
	Hidden                map[string]string
}
