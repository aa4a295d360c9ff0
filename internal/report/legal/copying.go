package legal

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Entry is an entry of a form for whoever copies it into another: machines and people.
type Entry struct {
	ID      string   `json:"id"`
	No      string   `json:"no,omitempty"`
	Section string   `json:"section,omitempty"`
	Name    string   `json:"name"`
	Value   string   `json:"value"` // lines; "" where it is unknown
	Ticked  []string `json:"ticked,omitempty"`
	Open    []string `json:"open,omitempty"` // boxes of which it is not known
	Unknown bool     `json:"unknown,omitempty"`
	Changed bool     `json:"changed,omitempty"`
	Was     string   `json:"was,omitempty"`
	Events  []int64  `json:"events,omitempty"`
}

// Entries are those of a document in the form's order, each with the heading that it stands below.
func Entries(d *paper.Document) []Entry {
	var out []Entry
	section := ""
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			section = b.Text
		case paper.Fields:
			for _, f := range b.List {
				e := Entry{ID: f.ID, No: f.No, Section: section, Name: f.Name, Value: strings.Join(f.Value, "\n"), Unknown: f.Unknown, Changed: f.Changed, Was: strings.Join(f.Was, "\n"), Events: f.By}
				for _, c := range f.Choices {
					switch {
					case c.Ticked:
						e.Ticked = append(e.Ticked, c.Text)
					case c.Open:
						e.Open = append(e.Open, c.Text)
					}
				}
				out = append(out, e)
			}
		}
	}
	return out
}

// JSON writes a document's entries, one a line under the key field, after one line under document that says which it is.
func JSON(w io.Writer, d *paper.Document, in *Input, form *Form) error {
	type head struct {
		Case    string `json:"case"`
		Form    string `json:"form"`
		Version int    `json:"version"`
		Report  int    `json:"report"`
		Lang    string `json:"lang"`
		Title   string `json:"title"`
		Draft   bool   `json:"draft"`
		Event   int64  `json:"event"` // up to which it tells
		Hash    string `json:"hash"`
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(map[string]head{"document": {in.State.ID, form.ID, max(in.Version, 1), max(in.Report, 1), d.Lang, d.Title, d.Draft, in.State.Events, in.head()}}); err != nil {
		return err
	}
	for _, e := range Entries(d) {
		if err := enc.Encode(map[string]Entry{"field": e}); err != nil {
			return err
		}
	}
	return nil
}

// CSV writes a document's entries for a spreadsheet, in UTF-8 with a mark that Excel knows it by: no cell begins with what one would take for a formula.
func CSV(w io.Writer, d *paper.Document) error {
	t := paper.WordsOf(d.Lang)
	head := []string{"No.", "Section", "Entry", "Ticked", "Content", "State", "Events", "ID"}
	unknown, changed := paper.UnderInvestigation(d.Lang), t.Changed()
	if d.Lang == "ja" {
		head = []string{"番号", "区分", "項目", "選択", "内容", "状態", "根拠（イベント番号）", "項目ID"}
	}
	buf := []byte("\ufeff")
	line := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = report.AppendCell(buf, c)
		}
		buf = append(buf, "\r\n"...)
	}
	line(head)
	for _, e := range Entries(d) {
		var state, events []string
		if e.Unknown {
			state = append(state, unknown)
		}
		if e.Changed {
			state = append(state, changed)
		}
		for _, n := range e.Events {
			events = append(events, "#"+strconv.FormatInt(n, 10))
		}
		line([]string{e.No, e.Section, e.Name, strings.Join(e.Ticked, " / "), e.Value, strings.Join(state, " / "), strings.Join(events, " "), e.ID})
	}
	_, err := w.Write(buf)
	return err
}
