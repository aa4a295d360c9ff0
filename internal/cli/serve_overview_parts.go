package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	checks "github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/overview"
)

// heldNow is whose data is held, source by source.
type heldNow struct {
	mark    string // the runs that it tells of
	sources []inventory.SourceState
	people  map[string]inventory.People
	all     inventory.People
}

func everybody(s *people.Set) inventory.People {
	if s.Empty() {
		return inventory.People{}
	}
	c := s.Count()
	return inventory.People{Min: &c.Min, N: &c.N, Max: &c.Max, Error: c.Error}
}

func (h *house) heldNow(ctx context.Context, _ time.Time) (*heldNow, error) {
	runs, err := h.db.Runs(ctx)
	if err != nil {
		return nil, err
	}
	out := &heldNow{people: map[string]inventory.People{}}
	if len(runs) > 0 {
		out.mark = runs[0].ID + runs[0].Ended.String()
	}
	if last, ok := h.overlook().held.peek(); ok && last.mark == out.mark {
		return last, nil
	}
	if out.sources, err = h.db.Sources(ctx); err != nil {
		return nil, err
	}
	all := &people.Set{}
	for i := range out.sources {
		one := &people.Set{}
		for held, err := range h.db.Parts(ctx, inventory.Filter{Source: out.sources[i].Source, Personal: true}) {
			if err != nil {
				return nil, err
			}
			if len(held.Set) > 0 {
				if err := one.MergeEncoded(held.Set); err != nil {
					return nil, err
				}
			}
		}
		out.people[out.sources[i].Source] = everybody(one)
		all.Merge(one)
	}
	out.all = everybody(all)
	return out, nil
}

func (x *heldNow) tell(d *overview.Digest, scope access.Scope, _ time.Time) {
	c := overview.Count{People: x.all}
	var least, most int64
	var errors, never int64
	for i := range x.sources {
		s := &x.sources[i]
		if !scope.Allows(s.Source) {
			continue
		}
		c.Things++
		errors += s.Errors
		if s.Run == "" {
			never++
		}
		if s.At.After(d.LastScan) {
			d.LastScan = s.At
		}
		p := x.people[s.Source]
		switch {
		case p.N != nil:
			least, most = max(least, *p.N), most+*p.N
		case s.Parts > 0:
			c.Unknown++
		}
	}
	if !scope.All() {
		c.People = inventory.People{} // the same persons may stand in several of them
		if c.Things > c.Unknown {
			c.People = inventory.People{Min: &least, Max: &most}
			if least == most {
				c.People.N = &least
			}
		}
	}
	if c.Things == 0 {
		c.People = inventory.People{}
	}
	d.Held = c
	doubt(d, errors, "/inventory?state=error", "読めなかった、または途中までしか読めなかったもの", "things could not be read, or not to their end")
	doubt(d, never, "/sources", "最後まで走査できていない対象", "sources were never scanned to their end")
	if c.Things == 0 {
		doubt(d, 1, "/sources", "まだ何も走査していません。データ源を登録してください。", "nothing was scanned yet: add a source")
	}
}

func doubt(d *overview.Digest, n int64, href, ja, en string) {
	if n > 0 {
		d.Doubts = append(d.Doubts, overview.Doubt{N: n, Href: href, Text: law.Text{JA: ja, EN: en}})
	}
}

// doorsNow is what stands open.
type doorsNow struct {
	known   []exposure.Known
	entries map[string]exposure.Entry
}

var catalogue = sync.OnceValue(func() map[string]exposure.Entry {
	out := map[string]exposure.Entry{}
	for _, c := range checks.All() {
		for _, e := range c.Catalogue() {
			out[e.ID] = e
		}
	}
	return out
})

func (h *house) doorsNow(ctx context.Context, _ time.Time) (*doorsNow, error) {
	known, err := h.db.Doors(ctx)
	return &doorsNow{known, catalogue()}, err
}

var vantages = map[exposure.Vantage]law.Text{
	exposure.Here: {JA: "このホストの中", EN: "this host only"}, exposure.Network: {JA: "社内網", EN: "this network"}, exposure.World: {JA: "インターネット", EN: "the internet"},
	exposure.Relayed: {JA: "中継の先", EN: "through the relay"}, exposure.Inside: {JA: "アカウントを持つ人", EN: "whoever has an account"}, exposure.Declared: {JA: "設定の記載", EN: "told by a file"},
}

func (x *doorsNow) tell(d *overview.Digest, scope access.Scope, yesterday time.Time) {
	c := overview.Count{}
	for i := range x.known {
		k := &x.known[i]
		if !scope.Allows(k.Target) {
			continue
		}
		e := x.entries[k.ID]
		title := law.Text{JA: e.Title.JA, EN: e.Title.EN}
		if title.EN == "" {
			title = law.Text{JA: k.ID, EN: k.ID}
		}
		place := report.Clean(k.Target)
		if k.Object != "" {
			place += " " + report.Clean(k.Object)
		}
		if !k.Closed.IsZero() {
			if k.Closed.After(yesterday) {
				d.Changes = append(d.Changes, overview.Change{At: k.Closed, Href: "/exposures?state=closed", Tone: look.Good, Text: law.Text{JA: "閉じました：" + report.CutPath(place, 44), EN: "closed: " + report.CutPath(place, 44)}})
			}
			continue
		}
		if k.Accepted != nil && k.Accepted.State == k.State {
			continue
		}
		c.Things++
		c.Unknown++
		if k.First.After(yesterday) {
			d.Changes = append(d.Changes, overview.Change{At: k.First, Href: "/exposures/" + k.Key, Tone: look.Danger, Text: law.Text{JA: "新しい露出：" + report.CutPath(place, 44), EN: "new exposure: " + report.CutPath(place, 44)}})
		}
		d.Doors = append(d.Doors, overview.Door{ID: k.Key, Place: report.CutPath(place, 60), What: title, From: vantages[k.From], Grave: e.Severity == exposure.Critical, First: k.First, New: k.First.After(yesterday)})
	}
	if c.Things == 0 {
		zero := int64(0)
		c.People.N = &zero
	}
	slices.SortStableFunc(d.Doors, func(a, b overview.Door) int {
		switch {
		case a.Grave && !b.Grave:
			return -1
		case b.Grave && !a.Grave:
			return 1
		}
		return b.First.Compare(a.First)
	})
	d.Doors = d.Doors[:min(len(d.Doors), 8)]
	d.Exposed = c
}

// alertsNow is what of the logs looks like a leak, the latest first.
type alertsNow struct{ open []watch.Kept }

func (h *house) alertsNow(ctx context.Context, _ time.Time) (*alertsNow, error) {
	all, err := h.db.Alerts(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(k watch.Kept) bool { return k.State != watch.Open })
	for i := range all { // what is not told here is not kept here
		all[i].Sealed, all[i].Evidence, all[i].Story = nil, nil, nil
	}
	slices.SortStableFunc(all, func(a, b watch.Kept) int { return b.Last.Compare(a.Last) })
	return &alertsNow{all}, nil
}

func (x *alertsNow) tell(d *overview.Digest, scope access.Scope, yesterday time.Time) {
	c := overview.Count{}
	var least, most int64
	for i := range x.open {
		k := &x.open[i]
		if !scope.Allows(k.Source) {
			continue
		}
		c.Things++
		if k.People != nil {
			least, most = max(least, *k.People), most+*k.People
		} else {
			c.Unknown++
		}
		title, severity := watched.TitleOf(k.Detector), watched.SeverityOf(k.Severity)
		what, people := law.Text{JA: title.JA, EN: title.EN}, look.Count("ja", k.People)
		if len(d.Alerts) < 8 {
			d.Alerts = append(d.Alerts, overview.Alert{ID: k.ID, What: what, Who: report.Clean(cmp.Or(k.Principal, k.Origin)), Severity: law.Text{JA: severity.JA, EN: severity.EN},
				Grave: k.Severity >= watch.High, People: k.People, Last: k.Last, Gaps: len(k.Gaps)})
		}
		if k.Changed.After(yesterday) && len(d.Changes) < 40 {
			en := look.Count("en", k.People)
			d.Changes = append(d.Changes, overview.Change{At: k.Changed, Href: "/watch/" + k.ID, Tone: look.Danger,
				Text: law.Text{JA: fmt.Sprintf("アラート：%s（%s人）", what.JA, people), EN: fmt.Sprintf("alert: %s (%s people)", what.EN, en)}})
		}
		for j := range k.Gaps {
			if g := &k.Gaps[j]; len(d.Gaps) < 100 {
				d.Gaps = append(d.Gaps, gapOf(g))
			}
		}
	}
	switch {
	case c.Things == 0 || c.Things > c.Unknown && least == most:
		c.People.N = &least
	case c.Things > c.Unknown:
		c.People.Min, c.People.Max = &least, &most // the same persons may be in several stories
	}
	d.Read = c
	doubt(d, int64(len(d.Gaps)), "/watch?gaps=1", "アラートの背後にある記録の欠け", "gaps in the logs behind alerts")
}

func gapOf(g *watch.Gap) overview.Gap {
	out := overview.Gap{From: time.UnixMicro(g.From), To: time.UnixMicro(g.To)}
	if g.Log != nil {
		out.Log = report.Clean(g.Log.Name)
	}
	return out
}

// leaksNow is what surfaced: of each matching kept, how many of our people.
type leaksNow struct {
	n, unknown  int64
	least, most int64
	minors      *int64
	changes     []overview.Change
}

func (h *house) leaksNow(context.Context, time.Time) (*leaksNow, error) {
	names, err := keptNames(h.set)
	if err != nil {
		return nil, err
	}
	out := &leaksNow{n: int64(len(names))}
	for i, name := range names {
		if i == 20 { // the latest
			break
		}
		m, err := readKept(filepath.Join(matches(h.set), name+".json"))
		if err != nil {
			out.unknown++
			continue
		}
		out.add(m)
	}
	return out, nil
}

func (x *leaksNow) add(m *leak.Match) {
	n := m.People.Matched
	if n == nil {
		x.unknown++
		return
	}
	x.least, x.most = max(x.least, *n), x.most+*n
	if m.People.MinorsThen != nil && *n > 0 {
		minors := *m.People.MinorsThen
		if x.minors == nil || *x.minors < minors {
			x.minors = &minors
		}
	}
	dump := report.Cut(report.Clean(m.Dump), 30)
	tone := look.Danger
	if *n == 0 {
		tone = look.Good
	}
	x.changes = append(x.changes, overview.Change{At: m.Started, Href: "/leaks/" + m.ID, Tone: tone,
		Text: law.Text{JA: "照合：" + dump + "（" + report.Number(*n) + "人）", EN: "matched: " + dump + " (" + report.Plural(*n, "person", "people") + ")"}})
}

func (x *leaksNow) tell(d *overview.Digest, yesterday time.Time) {
	c := overview.Count{Things: x.n, Unknown: x.unknown}
	switch {
	case x.n == 0: // nothing was looked at: that is no 0
	case x.least == x.most && x.n > x.unknown:
		c.People.N = &x.least
	case x.n > x.unknown:
		c.People.Min, c.People.Max = &x.least, &x.most
	}
	d.Leaked, d.Minors = c, x.minors
	for _, k := range x.changes {
		if k.At.After(yesterday) {
			d.Changes = append(d.Changes, k)
		}
	}
}

// casesNow are the open cases, the most urgent first.
func (h *house) casesNow(ctx context.Context, now time.Time) ([]overview.Case, error) {
	bs, err := h.caseBriefs(ctx)
	if err != nil {
		return nil, err
	}
	var out []overview.Case
	for i := range bs {
		if b := &bs[i]; b.Closed.IsZero() && !b.Small {
			out = append(out, caseOf(b, now))
		}
	}
	return out, nil
}

func caseOf(b *dossier.Brief, now time.Time) overview.Case {
	c := overview.Case{ID: b.ID, Title: report.Clean(b.Title), People: dossier.Best(&b.People), Undecided: b.Undecided, Sent: b.Sent, Persons: b.Persons}
	if b.First != nil {
		c.First = &b.First.At
	}
	if b.Known != nil {
		c.Known = &b.Known.At
	}
	if b.Told != nil {
		c.Told = &b.Told.At
	}
	for i := range b.Clocks {
		k := &b.Clocks[i]
		c.Clocks = append(c.Clocks, overview.Clock{Name: k.Title, Gone: k.Left(now), At: k.At, AtOnce: k.AtOnce, Late: k.Late})
	}
	return c
}
