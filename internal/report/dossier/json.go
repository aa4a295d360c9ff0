package dossier

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// from is a body with the event that said it.
type from[T any] struct {
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Body T         `json:"body"`
}

func sourced[T any](in []breach.Source[T]) []from[T] {
	out := make([]from[T], 0, len(in))
	for i := range in {
		out = append(out, from[T]{in[i].Seq, in[i].At.UTC(), in[i].By, in[i].Body})
	}
	return out
}

type beliefLine struct {
	Name     string       `json:"name"`
	Value    breach.Value `json:"value"`
	Disputed bool         `json:"disputed"`
	By       []int64      `json:"by"`
	Against  []int64      `json:"against,omitempty"`
	Since    *time.Time   `json:"since"`
}

func belief(b *breach.Belief) *beliefLine {
	if b == nil {
		return nil
	}
	return &beliefLine{b.Name, b.Value, b.Disputed, b.By, b.Against, instant(b.Since)}
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

type timesLine struct {
	FirstRead *beliefLine `json:"first_read"`
	Known     *beliefLine `json:"known"`
	Told      *beliefLine `json:"told"`
	// Unnoticed and Untold are the spans between them in seconds, null where one of the two is unknown.
	Unnoticed *int64 `json:"unnoticed_s"`
	Untold    *int64 `json:"untold_s"`
}

func seconds(a, b *breach.Belief) *int64 {
	x, y := believed(a), believed(b)
	if x == nil || y == nil {
		return nil
	}
	n := int64(y.At.Sub(x.At) / time.Second)
	return &n
}

type requestLine struct {
	from[breach.Asked]
	Answers []from[breach.Answered] `json:"answers"`
	Open    bool                    `json:"open"`
}

type taskLine struct {
	breach.Task
	Seq    int64  `json:"seq"`
	Done   *int64 `json:"done"`
	Ended  bool   `json:"ended"`
	Tested *bool  `json:"tested"`
}

type stepLine struct {
	At     time.Time    `json:"at"`
	People breach.Count `json:"people"`
	Source string       `json:"source"`
	Why    law.Text     `json:"why"`
}

type caseLine struct {
	ID          string                   `json:"id"`
	Title       string                   `json:"title"`
	Status      string                   `json:"status"` // open, closed
	Small       bool                     `json:"small"`
	NearMiss    bool                     `json:"near_miss"`
	Of          string                   `json:"of,omitempty"`
	Opened      time.Time                `json:"opened"`
	By          string                   `json:"by"`
	Closed      *time.Time               `json:"closed"`
	Events      int64                    `json:"events"`
	Head        string                   `json:"head"`
	At          time.Time                `json:"at"` // from when it is looked at
	Times       timesLine                `json:"times"`
	People      breach.Count             `json:"people"`
	History     []stepLine               `json:"history"` // of the number
	Counts      []from[breach.Counted]   `json:"counts"`
	Kinds       []breach.Held            `json:"kinds"`
	Regions     []breach.Region          `json:"regions"`
	Systems     []breach.System          `json:"systems"`
	From        *time.Time               `json:"from"`
	To          *time.Time               `json:"to"`
	Causes      []breach.Cause           `json:"causes"`
	Evidence    []from[breach.Added]     `json:"evidence"`
	Contained   []from[breach.Contained] `json:"contained"`
	Requests    []requestLine            `json:"requests"`
	Tasks       []taskLine               `json:"tasks"`
	Drafts      []from[breach.Drafted]   `json:"drafts"`
	Submissions []from[breach.Submitted] `json:"submissions"`
	Notices     []from[breach.Noticed]   `json:"notices"`
	Decisions   []from[breach.Decided]   `json:"decisions"`
	Costs       []from[breach.Spent]     `json:"costs"`
	Gaps        []law.Text               `json:"gaps"`
}

func some[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func status(s *breach.State) string {
	if s.Closed.IsZero() {
		return "open"
	}
	return "closed"
}

func caseOf(c *Case) *caseLine {
	s, a := c.State, &c.Affected
	l := &caseLine{ID: s.ID, Title: s.Title, Status: status(s), Small: s.Small, NearMiss: s.NearMiss, Of: s.Of, Opened: s.Opened.UTC(), By: s.OpenedBy, Closed: instant(s.Closed),
		Events: s.Events, Head: hex.EncodeToString(s.Head[:]), At: c.At.UTC(),
		Times:  timesLine{belief(c.Times.FirstRead), belief(c.Times.Known), belief(c.Times.Told), seconds(c.Times.FirstRead, c.Times.Known), seconds(c.Times.Known, c.Times.Told)},
		People: a.Count, History: []stepLine{}, Counts: sourced(s.Counts), Kinds: some(a.Kinds), Regions: some(a.Regions), Systems: some(a.Systems), From: a.From, To: a.To, Causes: some(s.Causes),
		Evidence: sourced(s.Evidence), Contained: sourced(s.Contained), Requests: []requestLine{}, Tasks: []taskLine{}, Drafts: sourced(s.Drafts), Submissions: sourced(s.Submissions),
		Notices: sourced(s.Notices), Decisions: sourced(s.Decisions), Costs: sourced(s.Costs), Gaps: some(a.Gaps)}
	history, _ := c.History(steps)
	for _, h := range history {
		l.History = append(l.History, stepLine{h.At.UTC(), h.Count, h.Source, h.Why})
	}
	for i := range s.Requests {
		r := &s.Requests[i]
		l.Requests = append(l.Requests, requestLine{from[breach.Asked]{r.Seq, r.At.UTC(), r.By, r.Body}, sourced(r.Answers), r.Open})
	}
	for i := range s.Tasks {
		w := &s.Tasks[i]
		l.Tasks = append(l.Tasks, taskLine{w.Task, w.Seq, w.Done, w.Ended, w.Tested})
	}
	return l
}

type dueLine struct {
	LastDay string    `json:"last_day"`
	At      time.Time `json:"at"`    // in the authority's zone
	Local   time.Time `json:"local"` // in the case's zone
	JST     time.Time `json:"jst"`
	First   string    `json:"first,omitempty"`
	AtOnce  bool      `json:"at_once"`
	Begin   time.Time `json:"begin"`
	Left    int64     `json:"left_s"` // negative: late by
	Moved   law.Text  `json:"moved"`
	Doubt   law.Text  `json:"doubt"`
	Might   []other   `json:"might"`
}

type other struct {
	Fact    string    `json:"fact"`
	Value   valueLine `json:"value"`
	LastDay string    `json:"last_day"`
	At      time.Time `json:"at"`
}

func dueOf(u *law.Due, c *Case) *dueLine {
	if u == nil {
		return nil
	}
	l := &dueLine{LastDay: u.LastDay, At: u.At, Local: u.At.In(c.Zone), JST: u.At.In(jst), AtOnce: u.AtOnce, Begin: u.Begin, Left: int64(u.At.Sub(c.At) / time.Second), Moved: u.Moved, Doubt: u.Doubt, Might: []other{}}
	if !u.First.IsZero() {
		l.First = u.First.Format("2006-01-02")
	}
	for _, m := range u.Might {
		l.Might = append(l.Might, other{m.Fact, valueOf(&m.Value), m.LastDay, m.At})
	}
	return l
}

// valueLine is the value of a fact as a rule saw it.
type valueLine struct {
	Truth  string     `json:"truth,omitempty"`
	Low    *int64     `json:"low,omitempty"`
	Likely *int64     `json:"likely,omitempty"`
	High   *int64     `json:"high,omitempty"`
	Set    []string   `json:"set,omitempty"`
	Whole  bool       `json:"whole,omitempty"`
	At     *time.Time `json:"at,omitempty"`
}

func valueOf(v *law.Value) valueLine {
	l := valueLine{Low: v.Low, Likely: v.Likely, High: v.High, Set: v.Set, Whole: v.Whole, At: instant(v.At)}
	if l.Low == nil && l.Likely == nil && l.High == nil && l.Set == nil && l.At == nil && !l.Whole {
		l.Truth = v.Truth.String()
	}
	return l
}

type reasonLine struct {
	Fact  string    `json:"fact"`
	Value valueLine `json:"value"`
	Truth string    `json:"truth"`
	Why   law.Text  `json:"why"`
	By    []int64   `json:"by,omitempty"`
}

type changeLine struct {
	Seq     int64      `json:"seq"`
	At      time.Time  `json:"at"`
	Applies string     `json:"applies"`
	LastDay string     `json:"last_day,omitempty"`
	Due     *time.Time `json:"due"`
	Why     law.Text   `json:"why"`
}

type recipientLine struct {
	Name    law.Text `json:"name"`
	Channel law.Text `json:"channel"`
	URL     string   `json:"url,omitempty"`
}

type dutyLine struct {
	Case       string                `json:"case"`
	Rule       string                `json:"rule"`
	Duty       law.Duty              `json:"duty"`
	Law        law.Text              `json:"law"`
	Article    law.Text              `json:"article"`
	Title      law.Text              `json:"title"`
	Status     breach.DutyStatus     `json:"status"`
	Applies    string                `json:"applies"`
	Because    []reasonLine          `json:"because"`
	Open       []string              `json:"open"` // facts that would decide it
	Due        *dueLine              `json:"due"`
	If         *dueLine              `json:"if"`
	Missing    []string              `json:"missing"`
	Recipients []recipientLine       `json:"recipients"`
	Met        []from[breach.Met]    `json:"met"`
	Decided    *from[breach.Decided] `json:"decided"`
	Computed   string                `json:"computed,omitempty"` // what the facts say, where somebody decided
	History    []changeLine          `json:"history"`
	Verified   bool                  `json:"verified"`
}

func dutyOf(d *breach.Duty, c *Case) *dutyLine {
	r := d.Rule
	l := &dutyLine{Case: c.State.ID, Rule: r.ID, Duty: r.Duty, Law: r.Law, Article: r.Article, Title: r.Title, Status: d.Status, Applies: d.Applies.String(), Because: []reasonLine{}, Open: some(d.Open),
		Due: dueOf(d.Due, c), If: dueOf(d.If, c), Missing: []string{}, Recipients: []recipientLine{}, Met: sourced(d.Met), History: []changeLine{}, Verified: r.Source.Verified}
	for _, b := range d.Because {
		l.Because = append(l.Because, reasonLine{b.Fact, valueOf(&b.Value), b.Truth.String(), b.Why, b.Value.By})
	}
	for i := range d.Missing {
		l.Missing = append(l.Missing, d.Missing[i].ID)
	}
	for i := range d.Recipients {
		l.Recipients = append(l.Recipients, recipientLine{d.Recipients[i].Name, d.Recipients[i].Channel, d.Recipients[i].URL})
	}
	for _, h := range d.History {
		l.History = append(l.History, changeLine{h.Seq, h.At.UTC(), h.Applies.String(), h.LastDay, instant(h.Due), h.Why})
	}
	if d.Decided != nil {
		l.Decided, l.Computed = &from[breach.Decided]{d.Decided.Seq, d.Decided.At.UTC(), d.Decided.By, d.Decided.Body}, d.Computed.String()
	}
	return l
}

type eventLine struct {
	Case   string      `json:"case"`
	Seq    int64       `json:"seq"`
	At     time.Time   `json:"at"`
	By     string      `json:"by"`
	Type   breach.Type `json:"type"`
	Prev   string      `json:"prev"`
	Hash   string      `json:"hash"`
	Sealed bool        `json:"sealed"` // something of it is sealed
	Body   breach.Body `json:"body"`
}

type factLine struct {
	Case     string              `json:"case"`
	Name     string              `json:"name"`
	Now      *beliefLine         `json:"now"`
	Asserted []from[breach.Fact] `json:"asserted"`
}

// JSON writes a case for machines: {"case":{…}}, then {"duty":{…}} each; of the parts asked for {"fact":{…}} and {"event":{…}} too.
func JSON(w io.Writer, v View, c *Case) error {
	enc := encoder(w)
	if err := enc.Encode(map[string]any{"case": caseOf(c)}); err != nil {
		return err
	}
	return parts(enc, v, c)
}

func parts(enc *json.Encoder, v View, c *Case) error {
	if !v.Facts && !v.Events || v.Duties {
		for i := range c.Duties {
			if err := enc.Encode(map[string]any{"duty": dutyOf(&c.Duties[i], c)}); err != nil {
				return err
			}
		}
	}
	if v.Facts {
		for _, name := range names(c.State) {
			if err := enc.Encode(map[string]any{"fact": factLine{c.State.ID, name, belief(c.Now(name)), sourced(c.State.Facts[name])}}); err != nil {
				return err
			}
		}
	}
	if v.Events {
		for i := range c.Events {
			e := &c.Events[i]
			l := eventLine{e.Case, e.Seq, e.At.UTC(), e.By, e.Body.Type(), hex.EncodeToString(e.Prev[:]), hex.EncodeToString(e.Hash[:]), len(e.Sealed) > 0, e.Body}
			if err := enc.Encode(map[string]any{"event": l}); err != nil {
				return err
			}
		}
	}
	return nil
}

// JSON writes a list of cases for machines, {"case":{…}} a line.
func (l *Listed) JSON(w io.Writer) error {
	type row struct {
		ID       string       `json:"id"`
		Title    string       `json:"title"`
		Status   string       `json:"status"`
		Small    bool         `json:"small"`
		NearMiss bool         `json:"near_miss"`
		Opened   time.Time    `json:"opened"`
		Closed   *time.Time   `json:"closed"`
		People   breach.Count `json:"people"`
		Next     *string      `json:"next"` // the rule that is due first
		Due      *time.Time   `json:"due"`
		Late     bool         `json:"late"`
	}
	enc := encoder(w)
	for i := range l.Cases {
		c := &l.Cases[i]
		s := c.State
		r := row{ID: s.ID, Title: s.Title, Status: status(s), Small: s.Small, NearMiss: s.NearMiss, Opened: s.Opened.UTC(), Closed: instant(s.Closed), People: c.Affected.Count}
		if d := pressing(c.Duties); d != nil && s.Closed.IsZero() {
			at := moment(d)
			r.Next, r.Due, r.Late = &d.Rule.ID, &at, d.Status == breach.Late
		}
		if err := enc.Encode(map[string]any{"case": r}); err != nil {
			return err
		}
	}
	return nil
}
