package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	checks "github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	heldpage "github.com/tsutsumi-dev/tsutsumi/internal/web/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/overview"
)

// tellHeld tells whose data is held. now is what the inventory's pages know.
func tellHeld(d *overview.Digest, now *heldpage.Now) {
	c := overview.Count{People: now.All.People, Things: int64(len(now.Digests))}
	var errors, never, uncounted int64
	for i := range now.Digests {
		x := &now.Digests[i]
		errors += x.Errors
		uncounted += x.Uncounted
		if x.Held > 0 && x.People.N == nil && x.People.Min == nil {
			c.Unknown++
		}
	}
	for source, r := range now.Runs {
		if r.Complete.IsZero() {
			never++
		} else if r.Complete.After(d.LastScan) {
			d.LastScan = r.Complete
		}
		if now.Digest(source) == nil {
			c.Things++
			c.Unknown++
		}
	}
	if now.Before != nil {
		c.Before = now.Before.People.N
	}
	if c.Things == 0 {
		c.People = inventory.People{}
	}
	d.Held = c
	doubt(d, errors, "/inventory?state=error", "読めなかった、または途中までしか読めなかったもの", "things could not be read, or not to their end")
	doubt(d, never, "/sources", "最後まで走査できていない対象", "sources were never scanned to their end")
	doubt(d, uncounted, "/inventory?state=unknown", "人数が分からないもの", "things of which it is not known how many people they hold")
	doubt(d, int64(len(now.Stale)), "/sources", "前回の走査の結果をまだ集計していない対象", "sources whose last scan is not added up yet")
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
	known, err := h.db.DoorsSeen(ctx)
	return &doorsNow{known, catalogue()}, err
}

var vantages = map[exposure.Vantage]law.Text{
	exposure.Here: {JA: "このホストの中", EN: "this host only"}, exposure.Network: {JA: "社内網", EN: "this network"}, exposure.World: {JA: "インターネット", EN: "the internet"},
	exposure.Relayed: {JA: "中継の先", EN: "through the relay"}, exposure.Inside: {JA: "アカウントを持つ人", EN: "whoever has an account"}, exposure.Declared: {JA: "設定の記載", EN: "told by a file"},
}

// rankOf is by how many people a door is ordered: those that nobody counted come before those behind which nobody stands.
func rankOf(d *overview.Door) float64 {
	if d.People == nil {
		return 0.5
	}
	return float64(*d.People)
}

func (x *doorsNow) tell(d *overview.Digest, scope access.Scope, yesterday time.Time) {
	c := overview.Count{}
	var least, most int64
	sampled := false
	for i := range x.known {
		k := &x.known[i]
		if !scope.All() && (k.Target == config.FileName || !scope.Allows(k.Target)) {
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
		door := overview.Door{ID: k.Key, Place: report.CutPath(place, 60), What: title, From: vantages[k.From], Grave: e.Severity == exposure.Critical, First: k.First, New: k.First.After(yesterday)}
		if k.Seen != nil {
			door.People, door.Least = k.Seen.People, k.Seen.Sampled
			door.Grave = k.Seen.Weight == exposure.Critical
			ks := slices.Sorted(maps.Keys(k.Seen.Kinds))
			door.Kinds = law.Text{JA: look.Kinds("ja", ks, 3), EN: look.Kinds("en", ks, 3)}
		}
		if door.People != nil {
			least, most = max(least, *door.People), most+*door.People
			sampled = sampled || door.Least
		} else {
			c.Unknown++
		}
		if k.First.After(yesterday) {
			d.Changes = append(d.Changes, overview.Change{At: k.First, Href: "/exposures/" + k.Key, Tone: look.Danger, Text: law.Text{JA: "新しい露出：" + report.CutPath(place, 44), EN: "new exposure: " + report.CutPath(place, 44)}})
		}
		d.Doors = append(d.Doors, door)
	}
	switch {
	case c.Things == 0 || c.Things > c.Unknown && least == most && !sampled:
		c.People.N = &least
	case c.Things > c.Unknown: // the same persons may stand behind several doors
		c.People.Min = &least
	}
	slices.SortStableFunc(d.Doors, func(a, b overview.Door) int {
		return cmp.Or(cmp.Compare(rankOf(&b), rankOf(&a)), b.First.Compare(a.First))
	})
	d.Doors = d.Doors[:min(len(d.Doors), 8)]
	d.Exposed = c
}

// alertsNow is what of the logs looks like a leak: the gravest, and the latest.
type alertsNow struct {
	n            int64
	open, latest []watch.Kept
	logs         int   // that are watched; -1: not asked, of whoever is confined to sources
	gaps         int64 // in logs that were watched in the last thirty days
}

// mostAlerts is how many of the gravest alerts are added up; of more the number of people is a lower bound.
const mostAlerts = 300

func (h *house) alertsOf(ctx context.Context, scope access.Scope, now time.Time) (*alertsNow, error) {
	f := store.AlertFilter{State: watch.Open, Within: scope, Now: now}
	counts, err := h.db.CountAlerts(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &alertsNow{}
	for _, c := range counts {
		out.n += c.N
	}
	f.Limit = mostAlerts
	if out.open, err = h.db.AlertsPage(ctx, f); err != nil {
		return nil, err
	}
	f.Limit, f.ByTime = 8, true
	if out.latest, err = h.db.AlertsPage(ctx, f); err != nil || !scope.All() {
		out.logs = -1
		return out, err
	}
	logs, err := h.db.WatchedLogs(ctx)
	if err != nil {
		return nil, err
	}
	out.logs = len(logs)
	out.gaps, err = h.db.CountGaps(ctx, now.AddDate(0, 0, -30))
	return out, err
}

func (h *house) alertsNow(ctx context.Context, now time.Time) (*alertsNow, error) {
	return h.alertsOf(ctx, nil, now)
}

func (x *alertsNow) tell(d *overview.Digest, yesterday time.Time) {
	c := overview.Count{Things: x.n}
	var least, most int64
	for i := range x.open {
		k := &x.open[i]
		if k.People != nil {
			least, most = max(least, *k.People), most+*k.People
		} else {
			c.Unknown++
		}
		for j := range k.Gaps {
			if len(d.Gaps) < 100 {
				d.Gaps = append(d.Gaps, gapOf(&k.Gaps[j]))
			}
		}
	}
	all := int64(len(x.open)) == x.n
	switch {
	case x.n == 0 || all && x.n > c.Unknown && least == most:
		c.People.N = &least
	case x.n > c.Unknown: // the same persons may be in several stories
		c.People.Min = &least
		if all {
			c.People.Max = &most
		}
	}
	for i := range x.latest {
		k := &x.latest[i]
		title, severity := watched.TitleOf(k.Detector), watched.SeverityOf(k.Severity)
		what := law.Text{JA: title.JA, EN: title.EN}
		d.Alerts = append(d.Alerts, overview.Alert{ID: k.ID, What: what, Who: report.Clean(cmp.Or(k.Principal, k.Origin)), Severity: law.Text{JA: severity.JA, EN: severity.EN},
			Grave: k.Severity >= watch.High, People: k.People, Last: k.Last, Gaps: len(k.Gaps)})
		if k.Last.After(yesterday) {
			d.Changes = append(d.Changes, overview.Change{At: k.Last, Href: "/watch/" + k.ID, Tone: look.Danger,
				Text: law.Text{JA: fmt.Sprintf("アラート：%s（%s人）", what.JA, look.Count("ja", k.People)), EN: fmt.Sprintf("alert: %s (%s people)", what.EN, look.Count("en", k.People))}})
		}
	}
	d.Read = c
	doubt(d, int64(len(d.Gaps)), "/watch?gaps=1", "アラートの背後にある記録の欠け", "gaps in the logs behind alerts")
	doubt(d, x.gaps, "/watch/logs", "30日間のログの欠け（その間のことは不明）", "gaps in logs of 30 days: of that time nothing is known")
	if x.logs == 0 {
		d.Doubts = append(d.Doubts, overview.Doubt{Href: "/watch/logs", Text: law.Text{JA: "監視しているログがありません（読まれたかどうかは不明）", EN: "no log is watched: who read what is not known"}})
	}
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
