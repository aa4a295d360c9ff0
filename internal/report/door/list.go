package door

import (
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

type entryLine struct {
	ID        string `json:"id"`
	Check     string `json:"check"`
	Severity  string `json:"severity"`
	Title     string `json:"title"`
	What      string `json:"what"`
	Seen      string `json:"seen"`
	Fix       string `json:"fix"`
	Reference string `json:"reference"`
}

// List writes the catalogue of the checks for people: a line a door.
func List(w io.Writer, o report.Options, checks []exposure.Check) error {
	t := newTeller(w, o)
	n := 0
	for _, c := range checks {
		n += len(c.Catalogue())
	}
	t.Line(t.Paint(report.Bold, t.Of(report.Number(int64(n))+"種類の入口を調べます", report.Plural(int64(n), "kind of door", "kinds of doors")+" that are looked for")))
	id, severity := 34, 10
	if t.lang == "ja" { // two characters at most
		severity = 6
	}
	for _, c := range checks {
		t.Title(c.Name(), "")
		for _, e := range c.Catalogue() {
			head := "  " + report.Fit(e.ID, id) + report.Fit(t.severity(e.Severity), severity)
			for i, l := range report.Wrap(t.plain(e.Title), t.Width()-2-id-severity) {
				if i > 0 {
					head = report.Fit("", 2+id+severity)
				}
				t.Line(head + l)
			}
		}
	}
	return t.Flush()
}

// plain is a text whose arguments are not known: their names stand for them.
func (t *teller) plain(s exposure.Text) string { return s.In(t.lang, nil) }

// ListJSON writes the catalogue for machines: {"entry":{…}} a line.
func ListJSON(w io.Writer, lang string, checks []exposure.Check) error {
	var out []line
	for _, c := range checks {
		for _, e := range c.Catalogue() {
			out = append(out, line{Entry: &entryLine{e.ID, c.Name(), e.Severity.String(), e.Title.In(lang, nil), e.What.In(lang, nil), e.Seen.In(lang, nil), e.Fix.In(lang, nil), e.Reference}})
		}
	}
	return write(w, out)
}
