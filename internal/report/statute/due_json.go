package statute

import (
	"encoding/json"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
)

// dueJSON is the answer of a rule. Times are of the authority's zone; texts of the language asked for. What is not known is null.
type dueJSON struct {
	Rule         string          `json:"rule"`
	Known        *string         `json:"known"`
	LastDay      *string         `json:"last_day"`
	At           *string         `json:"at"`
	Moved        *string         `json:"moved"`
	Article      string          `json:"article"`
	Title        string          `json:"title"`
	Law          string          `json:"law"`
	Jurisdiction string          `json:"jurisdiction"`
	Duty         law.Duty        `json:"duty"`
	Applies      string          `json:"applies"` // yes, no, unknown; where it is unknown the days are what they would be
	Because      []reasonJSON    `json:"because"`
	Open         []openJSON      `json:"open"`
	Begin        *string         `json:"begin"`
	FirstDay     *string         `json:"first_day"`
	Span         []string        `json:"span,omitempty"` // first and last day, where the law gives a span
	AtOnce       bool            `json:"at_once"`
	Zone         string          `json:"zone"`
	Clock        *clockJSON      `json:"clock"`
	ClockBecause []reasonJSON    `json:"clock_because,omitempty"`
	Doubt        *string         `json:"doubt"`
	Might        []mightJSON     `json:"might"`
	Recipients   []recipientJSON `json:"recipients"`
	Items        []itemJSON      `json:"items"`
	Note         string          `json:"note,omitempty"`
	Verified     bool            `json:"verified"`
	Source       sourceJSON      `json:"source"`
}

type reasonJSON struct {
	Fact  string `json:"fact"`
	Value string `json:"value"` // as --fact takes it
	Truth string `json:"truth"` // of the condition
	Why   string `json:"why"`
}

type openJSON struct {
	Fact     string `json:"fact"`
	Question string `json:"question"`
}

type mightJSON struct {
	Fact    string `json:"fact"`
	Value   string `json:"value"`
	LastDay string `json:"last_day"`
	At      string `json:"at"`
}

// DueJSON writes the answer of a rule to what became known at a time: {"due":{…}}.
func DueJSON(w io.Writer, lang string, b *book.Book, a *law.Answer, known time.Time) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]dueJSON{"due": dueOut(lang, b, a, known)})
}

func dueOut(lang string, b *book.Book, a *law.Answer, known time.Time) dueJSON {
	r := a.Rule
	out := dueJSON{
		Rule: r.ID, Known: momentOut(known), Article: r.Article.Of(lang), Title: r.Title.Of(lang), Law: r.Law.Of(lang), Jurisdiction: r.Jurisdiction, Duty: r.Duty,
		Applies: a.Applies.String(), Because: reasonsOut(a.Because, lang, b), Open: []openJSON{}, Might: []mightJSON{}, Recipients: recipientsOut(a.Recipients, lang), Items: itemsOut(r.Items, lang),
		Note: r.Note.Of(lang), Verified: r.Source.Verified, Source: sourceOut(r),
	}
	for _, name := range a.Open {
		o := openJSON{Fact: name}
		if f := b.Fact(name); f != nil {
			o.Question = f.Question.Of(lang)
		}
		out.Open = append(out.Open, o)
	}
	d := a.Due
	if d == nil {
		d = a.If
	}
	if d != nil {
		out.set(d, lang, b)
	}
	return out
}

// set puts the day in.
func (o *dueJSON) set(d *law.Due, lang string, b *book.Book) {
	o.AtOnce, o.Begin, o.Zone = d.AtOnce, momentOut(d.Begin), zoneOut(d.At)
	k := clockOut(d.Clock, lang)
	o.Clock, o.ClockBecause = &k, reasonsOut(d.Because, lang, b)
	if !d.AtOnce {
		o.LastDay, o.At = &d.LastDay, momentOut(d.At)
	}
	if !d.First.IsZero() {
		o.FirstDay = dayOut(d.First)
		o.Span = []string{*o.FirstDay, d.LastDay}
	}
	if s := d.Moved.Of(lang); s != "" {
		o.Moved = &s
	}
	if s := d.Doubt.Of(lang); s != "" {
		o.Doubt = &s
	}
	for i := range d.Might {
		m := &d.Might[i]
		o.Might = append(o.Might, mightJSON{m.Fact, writeValue(b, m.Fact, m.Value), m.LastDay, m.At.Format(time.RFC3339)})
	}
}

func reasonsOut(list []law.Reason, lang string, b *book.Book) []reasonJSON {
	out := []reasonJSON{}
	for i := range list {
		r := &list[i]
		out = append(out, reasonJSON{r.Fact, writeValue(b, r.Fact, r.Value), r.Truth.String(), r.Why.Of(lang)})
	}
	return out
}

func writeValue(b *book.Book, name string, v law.Value) string {
	if f := b.Fact(name); f != nil {
		return f.Write(v)
	}
	return law.Unknown.String()
}

// zoneOut is a zone by its name, by its offset if it has none.
func zoneOut(at time.Time) string {
	if name := at.Location().String(); name != "" && name != "Local" {
		return name
	}
	return at.Format("-07:00")
}

func momentOut(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	s := at.Format(time.RFC3339)
	return &s
}
