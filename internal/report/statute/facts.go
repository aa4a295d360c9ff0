package statute

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// values say how a value of a sort is typed.
var values = map[law.Sort]law.Text{
	law.Bool:   {EN: "yes, no, suspected, unknown", JA: "はい・いいえ・おそれ・不明"},
	law.Number: {EN: "1200, 900-1200, 1000+, <=1200", JA: "1200・900-1200・1000+・<=1200"},
	law.Moment: {EN: "2026-12-04 10:30", JA: "2026-12-04 10:30"},
}

// Facts writes the catalogue: each fact as a person is asked.
func Facts(w io.Writer, o report.Options, b *book.Book) error {
	t := newTeller(w, o, b)
	t.Title(t.Of("事実の一覧（--fact 名前=値）", "Facts (--fact NAME=VALUE)"), t.Of("値", "values"))
	for i, f := range b.Facts {
		if i > 0 {
			t.Line("")
		}
		t.Ends(report.Bold, f.Name, values[f.Sort].Of(o.Lang))
		t.Wrap(report.Plain, f.Question.Of(o.Lang), 2)
		t.Wrap(report.Dim, f.Help.Of(o.Lang), 2)
		if len(f.Words) > 0 {
			t.Wrap(report.Dim, t.Of("値：", "values: ")+t.words(f), 2)
		}
		if len(f.Also) > 0 {
			t.Wrap(report.Dim, t.Of("別名：", "also: ")+strings.Join(f.Also, ", "), 2)
		}
	}
	t.Line("")
	t.Wrap(report.Dim, t.Of("いつから判明しているかは @ で付け加えます：people=1200@2026-12-10", "Since when it is known may follow behind @: people=1200@2026-12-10"), 0)
	return t.Flush()
}

// words are the words of a set with what they mean.
func (t *teller) words(f *law.Fact) string {
	var out []string
	for _, w := range f.Words {
		out = append(out, w.Name+t.Of("（", " (")+w.Text.Of(t.lang)+t.Of("）", ")"))
	}
	return strings.Join(out, t.Of("、", ", "))
}

// factJSON is a fact of the catalogue.
type factJSON struct {
	Name     string     `json:"name"`
	Sort     law.Sort   `json:"sort"`
	Question string     `json:"question"`
	Help     string     `json:"help"`
	Also     []string   `json:"also"`
	Words    []wordJSON `json:"words,omitempty"`
}

type wordJSON struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// FactsJSON writes the catalogue, a fact a line: {"fact":{…}}.
func FactsJSON(w io.Writer, lang string, b *book.Book) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, f := range b.Facts {
		if err := enc.Encode(map[string]factJSON{"fact": Fact(f, lang)}); err != nil {
			return err
		}
	}
	return nil
}
