package cases

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func (m Room) overview(w http.ResponseWriter, r *http.Request) error {
	switch f := r.URL.Query().Get("format"); f {
	case "":
	case "json":
		return m.file("case", "ndjson", "application/x-ndjson")(w, r)
	default:
		return web.Bad("形式は json です。", "The format is json.")
	}
	p, err := m.begin(r, "")
	if err != nil {
		return err
	}
	return look.Write(w, r, p.View, overviewPage(p))
}

// sorted are the duties by how they stand.
type sorted struct {
	Open, Undecided, Done, Overruled []*breach.Duty
	None                             []*breach.Duty
}

func (p *page) duties() (s sorted) {
	for i := range p.C.Duties {
		d := &p.C.Duties[i]
		switch d.Status {
		case breach.Due, breach.Late:
			s.Open = append(s.Open, d)
		case breach.Undecided:
			s.Undecided = append(s.Undecided, d)
		case breach.Done, breach.DoneLate:
			s.Done = append(s.Done, d)
		default:
			if dossier.Against(d) {
				s.Overruled = append(s.Overruled, d)
			} else {
				s.None = append(s.None, d)
			}
		}
	}
	return s
}

// question is a fact that is open, and the duties that hang on it.
type question struct {
	Fact   string
	Ours   bool // it is one of the owner: to be declared once
	Duties []*breach.Duty
}

// questions are the facts that would decide duties, in the order in which they press; what hangs on the owner alone comes last.
func (p *page) questions(ds []*breach.Duty) (out []question) {
	at := map[string]int{}
	for _, pass := range []bool{false, true} {
		for _, d := range ds {
			if len(d.Open) == 0 || dossier.Ourselves(d.Open[0]) != pass {
				continue
			}
			i, ok := at[d.Open[0]]
			if !ok {
				i = len(out)
				at[d.Open[0]] = i
				out = append(out, question{Fact: d.Open[0], Ours: pass})
			}
			out[i].Duties = append(out[i].Duties, d)
		}
	}
	return out
}

// clocks are the duties that run.
func (p *page) clocks(ds []*breach.Duty) (out []look.Deadline) {
	now := p.C.At
	for _, d := range ds {
		k := dossier.Clock{Late: d.Status == breach.Late}
		if d.Due != nil {
			k.Begin, k.At, k.AtOnce = d.Due.Begin, d.Due.At, d.Due.AtOnce
		}
		x := look.Deadline{Name: p.Say.Duty(d), Href: "#" + d.Rule.ID, Text: p.Say.Left(d), Tone: tone(&k, now), Gone: k.Left(now)}
		if k.AtOnce || k.At.IsZero() {
			x.Gone = 1
		}
		out = append(out, x)
	}
	if b := p.notices(); b.Persons > 0 {
		out = append(out, look.Deadline{Name: p.of("本人への通知", "Letters to the persons"), Href: p.to("persons"), Text: report.Number(b.Sent) + " / " + report.Number(b.Persons), Gone: float64(b.Sent) / float64(b.Persons), Tone: look.Accent})
	}
	return out
}

// notices adds up the letters.
func (p *page) notices() (b Batch) {
	for i := range p.C.State.Notices {
		n := &p.C.State.Notices[i].Body
		b.Persons, b.Sent, b.Failed, b.Uncertain, b.Bounced = b.Persons+n.Persons, b.Sent+n.Sent, b.Failed+n.Failed, b.Uncertain+n.Uncertain, b.Bounced+n.Bounced
	}
	return b
}

// due is by when a duty is to be met, as short as a table has room.
func (p *page) due(d *breach.Duty) string {
	u := d.Due
	if u == nil {
		u = d.If
	}
	switch {
	case u == nil:
		return "―"
	case u.AtOnce:
		return p.of("速やかに", "without delay")
	case u.LastDay != "" && (d.Rule.Clocks == nil || endsDay(u.At)):
		return look.DueDay(p.Lang, u.At.Add(-time.Second), in(p.C.At, u.At.Location()))
	}
	return look.Moment(p.Lang, u.At, in(p.C.At, p.C.Zone))
}

func in(t time.Time, zone *time.Location) time.Time { return t.In(zone) }

// endsDay tells whether a moment is the end of a day where it is counted.
func endsDay(t time.Time) bool {
	h, m, s := t.Clock()
	return h == 23 && m == 59 && s == 59 || h == 0 && m == 0 && s == 0
}

// verdict is how a duty stands, as a tag.
func (p *page) verdict(d *breach.Duty) (look.Tone, string) {
	switch d.Status {
	case breach.Due:
		return look.Danger, p.of("当たる", "applies")
	case breach.Late:
		return look.Danger, p.of("期限超過", "late")
	case breach.Done:
		return look.Good, p.of("履行済", "met")
	case breach.DoneLate:
		return look.Warn, p.of("期限後に履行", "met, late")
	case breach.Undecided:
		return look.Warn, p.of("不明", "unknown")
	}
	if dossier.Against(d) {
		return look.Warn, p.of("当たらないと判断", "decided: no")
	}
	return look.Neutral, p.of("当たらない", "does not apply")
}

// reasons is why a duty stands so, at most n of them.
func (p *page) reasons(d *breach.Duty, n int) (out []string) {
	for i := range d.Because[:min(n, len(d.Because))] {
		out = append(out, p.Say.Reason(&d.Because[i]))
	}
	return out
}

// steps are how the number of persons came to be.
func (p *page) steps() ([]dossier.Step, int) { return p.C.History(12) }

func (p *page) moment(b *breach.Belief) string {
	if b == nil || b.Value.Moment == nil {
		return ""
	}
	return p.Say.Moment(b.Value.Moment)
}

// spans are how long it went unnoticed, and how long until people were told; "" is unknown. open: they are not told yet.
func (p *page) spans() (unnoticed, untold string, open bool) {
	at := func(b *breach.Belief) *breach.Moment {
		if b == nil {
			return nil
		}
		return b.Value.Moment
	}
	t := &p.C.Times
	first, known, told := at(t.FirstRead), at(t.Known), at(t.Told)
	if first != nil && known != nil {
		unnoticed = p.Say.Span(first, known)
	}
	switch {
	case known != nil && told != nil:
		untold = p.Say.Span(known, told)
	case known != nil:
		untold, open = p.Say.Span(known, &breach.Moment{At: p.C.At, Precision: breach.Minute}), true
	}
	return unnoticed, untold, open
}

// past and coming cut the time line at now.
func (p *page) line() (points []dossier.Point, now int) {
	points = p.Say.Line()
	for now < len(points) && !points[now].When.At.After(p.C.At) {
		now++
	}
	return points, now
}

// pressing is the form of the document that is wanted first, "" none.
func (p *page) wanted() string {
	for _, d := range p.duties().Open {
		if d.Rule.Duty == law.Report && d.Rule.Jurisdiction == "JP" {
			return d.Rule.ID
		}
	}
	return ""
}

// tabs are the parts of a case.
func (p *page) tabs(on string) []look.Tab {
	s := p.C.State
	open := 0
	for i := range s.Tasks {
		if !s.Tasks[i].Ended {
			open++
		}
	}
	for i := range s.Requests {
		if s.Requests[i].Open {
			open++
		}
	}
	n := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	out := []look.Tab{
		{Text: p.of("概要", "Overview"), Href: p.to(""), On: on == ""},
		{Text: p.of("事実と証拠", "Facts and evidence"), Href: p.to("facts"), Count: n(len(s.Evidence)), On: on == "facts"},
		{Text: p.of("文書", "Documents"), Href: p.to("documents"), Count: n(len(s.Drafts)), On: on == "documents"},
		{Text: p.of("本人対応", "Persons"), Href: p.to("persons"), On: on == "persons"},
		{Text: p.of("対応と決定", "Work and decisions"), Href: p.to("work"), Count: n(open), On: on == "work"},
		{Text: p.of("記録", "Record"), Href: p.to("record"), Count: n(int(s.Events)), On: on == "record"},
	}
	if p.Who.May(access.Ask) {
		out = append(out, look.Tab{Text: p.of("問合せ窓口", "Desk"), Href: p.to("desk"), On: on == "desk"})
	}
	return out
}

// status is how the case stands.
func (p *page) status() (look.Tone, string) {
	s := p.C.State
	switch {
	case !s.Closed.IsZero():
		return look.Neutral, p.of("終結 ", "closed ") + p.Say.Date(s.Closed)
	case s.NearMiss:
		return look.Neutral, p.of("ヒヤリハット", "near miss")
	case s.Small:
		return look.Accent, p.of("対応中（軽微）", "open (small)")
	}
	return look.Accent, p.of("対応中", "open")
}

func query(v ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(v); i += 2 {
		out.Set(v[i], v[i+1])
	}
	return out
}

// formOf is the form of a change, filled with what is known.
func (p *page) formOf(name string, v url.Values) form {
	for _, c := range changes() {
		if c.name == name {
			return c.form(p.words, p.C, v)
		}
	}
	return form{}
}
