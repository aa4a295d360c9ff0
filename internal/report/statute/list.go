package statute

import (
	"encoding/json"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// List writes rules as they stand at a time, law by law: name, title, by when, and what is to be known of them.
func List(w io.Writer, o report.Options, b *book.Book, rules []*law.Rule, at time.Time) error {
	t := newTeller(w, o, b)
	if len(rules) == 0 {
		t.Line(t.Of("該当する規定はありません。", "There is no such rule."))
		return t.Flush()
	}
	var name int
	for _, r := range rules {
		name = max(name, len(r.ID))
	}
	unread := false
	for i, r := range rules {
		if i == 0 || rules[i-1].Law != r.Law {
			t.Title(r.Law.Of(o.Lang), t.place(r.Jurisdiction))
		}
		mark := " "
		if !r.Source.Verified {
			mark, unread = "*", true
		}
		right := t.lengths(r)
		if s := t.state(r, at); s != "" && r.Source.Verified || !r.InForce(at) {
			right = s
		}
		t.Ends(report.Plain, mark+" "+report.Fit(r.ID, name+2)+r.Title.Of(o.Lang), right)
	}
	t.Line("")
	if unread {
		t.Wrap(report.Dim, t.Of("* は、原典で確認していない規定です。使う前に原典を確認してください。", "* not read in the primary text: check it there before you rely on it."), 0)
	}
	t.Wrap(report.Dim, t.Of("全文は law show 規定、期限は law due 規定 --known 日時 で確認できます。", "law show RULE tells all of a rule, law due RULE --known TIME by when it is due."), 0)
	return t.Flush()
}

// ruleJSON is a rule as a line of JSON. Texts are of the language asked for.
type ruleJSON struct {
	ID           string          `json:"id"`
	Jurisdiction string          `json:"jurisdiction"`
	Law          string          `json:"law"`
	Article      string          `json:"article"`
	Title        string          `json:"title"`
	Duty         law.Duty        `json:"duty"`
	What         string          `json:"what"`
	Note         string          `json:"note,omitempty"`
	From         *string         `json:"from"`
	Until        *string         `json:"until"`
	InForce      bool            `json:"in_force"`
	Pending      string          `json:"pending,omitempty"`
	Suspicion    bool            `json:"suspicion"`
	When         *condJSON       `json:"when"`
	Unless       *condJSON       `json:"unless"`
	Facts        []string        `json:"facts"`
	Clocks       []clockJSON     `json:"clocks"`
	After        string          `json:"after,omitempty"`
	Recipients   []recipientJSON `json:"recipients"`
	Items        []itemJSON      `json:"items"`
	Verified     bool            `json:"verified"`
	Source       sourceJSON      `json:"source"`
}

// condJSON is a condition: one of all, any, not, fact.
type condJSON struct {
	All   []*condJSON `json:"all,omitempty"`
	Any   []*condJSON `json:"any,omitempty"`
	Not   *condJSON   `json:"not,omitempty"`
	Fact  string      `json:"fact,omitempty"`
	Is    string      `json:"is,omitempty"`
	Over  *int64      `json:"over,omitempty"`
	Least *int64      `json:"least,omitempty"`
	Has   []string    `json:"has,omitempty"`
	Why   string      `json:"why,omitempty"`
}

type clockJSON struct {
	When     *condJSON `json:"when,omitempty"` // on what it hangs
	AtOnce   bool      `json:"at_once,omitempty"`
	Hours    int       `json:"hours,omitempty"`
	First    int       `json:"first,omitempty"`
	Days     int       `json:"days,omitempty"`
	Business bool      `json:"business,omitempty"`
	DayOne   bool      `json:"day_one,omitempty"`
	Roll     bool      `json:"roll,omitempty"`
	Calendar string    `json:"calendar,omitempty"`
	Zone     string    `json:"zone,omitempty"`
	Start    string    `json:"start"`
	Late     bool      `json:"late,omitempty"`
	Why      string    `json:"why"`
}

type recipientJSON struct {
	Name    string `json:"name"`
	Channel string `json:"channel,omitempty"`
	URL     string `json:"url,omitempty"`
}

type itemJSON struct {
	ID   string `json:"id"`
	No   int    `json:"no"`
	Text string `json:"text"`
	Help string `json:"help,omitempty"`
}

type sourceJSON struct {
	Title string `json:"title"`
	URL   string `json:"url"`
	State string `json:"state"`
}

// RulesJSON writes rules as they stand at a time, one JSON object a line: {"rule":{…}}.
func RulesJSON(w io.Writer, lang string, rules []*law.Rule, at time.Time) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, r := range rules {
		if err := enc.Encode(map[string]ruleJSON{"rule": ruleOut(r, lang, at)}); err != nil {
			return err
		}
	}
	return nil
}

func ruleOut(r *law.Rule, lang string, at time.Time) ruleJSON {
	out := ruleJSON{
		When: condOut(r.When, lang), Unless: condOut(r.Unless, lang),
		ID: r.ID, Jurisdiction: r.Jurisdiction, Law: r.Law.Of(lang), Article: r.Article.Of(lang), Title: r.Title.Of(lang), Duty: r.Duty, What: r.What.Of(lang), Note: r.Note.Of(lang),
		From: dayOut(r.From), Until: dayOut(r.Until), InForce: r.InForce(at), Pending: r.Pending.Of(lang), Suspicion: r.Suspicion, Facts: r.Facts(), After: r.After,
		Verified: r.Source.Verified, Source: sourceOut(r), Recipients: recipientsOut(r.Recipients, lang), Items: itemsOut(r.Items, lang),
	}
	for i := range r.Clocks {
		out.Clocks = append(out.Clocks, clockOut(&r.Clocks[i], lang))
	}
	return out
}

func condOut(c *law.Cond, lang string) *condJSON {
	if c == nil {
		return nil
	}
	out := &condJSON{Not: condOut(c.Not, lang), Fact: c.Fact, Over: c.Over, Least: c.Least, Has: c.Has, Why: c.Why.Of(lang)}
	if c.Is != nil {
		out.Is = c.Is.String()
	}
	for _, m := range c.All {
		out.All = append(out.All, condOut(m, lang))
	}
	for _, m := range c.Any {
		out.Any = append(out.Any, condOut(m, lang))
	}
	return out
}

func clockOut(k *law.Clock, lang string) clockJSON {
	start := k.Start
	if start == "" {
		start = law.Known
	}
	return clockJSON{condOut(k.When, lang), k.AtOnce, k.Hours, k.First, k.Days, k.Business, k.DayOne, k.Roll, k.Calendar, k.Zone, start, k.Late, k.Why.Of(lang)}
}

func recipientsOut(list []law.Recipient, lang string) []recipientJSON {
	out := []recipientJSON{}
	for _, to := range list {
		out = append(out, recipientJSON{to.Name.Of(lang), to.Channel.Of(lang), to.URL})
	}
	return out
}

func itemsOut(list []law.Item, lang string) []itemJSON {
	out := []itemJSON{}
	for _, it := range list {
		out = append(out, itemJSON{it.ID, it.No, it.Text.Of(lang), it.Help.Of(lang)})
	}
	return out
}

func sourceOut(r *law.Rule) sourceJSON {
	return sourceJSON{r.Source.Title, r.Source.URL, r.Source.State.Format(time.DateOnly)}
}

func dayOut(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	s := at.Format(time.DateOnly)
	return &s
}
