package trace

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// inject weighs a statement that was slipped into a request.
func (d *detector) inject(a *watch.Access, m *mark, out watch.Out) {
	good := a.Status >= 200 && a.Status < 300
	if !good || a.Origin == 0 {
		d.tried(a, m.group, out)
		return
	}
	x, _ := d.injects.At(watch.Join(a.Origin, ofRoute, a.Shape))
	x.n++
	usual := x.least
	if s := d.shapes.Get(a.Shape); s != nil && s.n >= 3 {
		usual = int64(s.mean)
	} else if s := d.sites.Get(d.site(a)); usual == 0 && s != nil && s.all.n >= 20 {
		usual = 2 * int64(s.all.mean)
	}
	if a.Size > 0 && (x.least == 0 || a.Size < x.least) {
		x.least = a.Size
	}
	large := a.Size >= 10_000 && usual > 0 && a.Size >= int64(d.c.Large)*usual || a.Size >= 1_000_000
	key := watch.Join(a.Origin, ofRoute, a.Shape, ofTool)
	switch {
	case large && m.sure >= 0.6:
		x.large++
		d.tell(a, "injected", key, m.sure, watch.High, 0, out, watch.Num("large", x.large), watch.Num("tries", x.n+d.refused(a)))
	case x.n >= int64(d.c.Blind):
		d.tell(a, "blind", key, 0.6, watch.Medium, 0, out, watch.Num("tries", x.n))
	default:
		d.tried(a, m.group, out)
	}
}

// slipped is what one origin slipped into one route.
type slipped struct {
	n, large int64 // answered; answered with much
	least    int64 // the smallest answer
}

// other looks at what is no request of a web site.
func (d *detector) other(a *watch.Access, out watch.Out) {
	if !a.OK() {
		return
	}
	d.hits = d.hits[:0]
	switch a.Action {
	case event.Login, event.Logout, event.Transfer, event.Link:
		return
	}
	d.names(a.Object)
	for _, o := range a.Objects {
		d.names(o)
	}
	if (a.Action == event.Write || a.Action == event.Admin) && len(a.Text) >= 16 {
		d.words(a.Text[:min(len(a.Text), longest)], inText)
	}
	for _, h := range d.hits {
		if m := &d.book.marks[h]; m.rule == note && (m.sure >= 0.6 || a.Action != event.Read && a.Action != event.List) {
			d.note(a, m, out)
			return
		}
	}
}

// names looks at the name of a table, an index, an object: without what it stands in.
func (d *detector) names(o []byte) {
	o = bytes.Trim(o, "\"`")
	if i := bytes.LastIndexAny(o[:max(len(o)-1, 0)], "/"); i >= 0 {
		o = o[i+1:]
	}
	if i := bytes.LastIndexByte(o, '.'); i >= 0 && i+1 < len(o) {
		d.words(o[i+1:], inName) // schema.table
	}
	d.words(o, inName)
}

// note tells of what is left by who takes hostages.
func (d *detector) note(a *watch.Access, m *mark, out watch.Out) {
	d.sig.Destroys = true
	d.tell(a, "ransom", watch.Join(d.site(a), ofNote), m.sure, watch.High, a.Store.ID, out, watch.Say("name", m.shown))
}

// silenced tells of logs that were stopped or cleared by somebody.
func (d *detector) silenced(a *watch.Access, what string, out watch.Out) {
	sure := 0.7
	if what == "DeleteLogGroup" || what == "DeleteLogStream" {
		if a.Role&watch.Job != 0 {
			return // what makes functions takes their logs away with them
		}
		sure = 0.3
	}
	by := a.Who
	if by == 0 {
		by = a.Origin
	}
	least := watch.Medium
	if sure < 0.5 {
		least = watch.Info
	}
	d.tell(a, "silenced", watch.Join(by, ofMuted, d.site(a)), sure, least, 0, out, watch.Say("what", what))
}

var jndi = []byte("jndi:")

// lure remembers the host that a lookup is to be lured to.
func (d *detector) lure(text []byte, at int64) {
	i := lex.Index(text, string(jndi))
	if i < 0 {
		return
	}
	rest := text[i+len(jndi):]
	_, rest, ok := bytes.Cut(rest, []byte("//"))
	if !ok {
		return
	}
	if j := bytes.IndexAny(rest, ":/}? "); j >= 0 {
		rest = rest[:j]
	}
	if len(rest) < 4 || len(rest) > 253 || bytes.IndexByte(rest, '.') < 0 {
		return
	}
	d.host = lex.Lower(d.host[:0], rest)
	when, _ := d.hosts.At(d.hash.Of(watch.Others, d.host))
	*when = at
}

// calledBack tells of a machine of the house that went where somebody wanted to lure it.
func (d *detector) calledBack(a *watch.Access, out watch.Out) {
	if !a.OK() || !a.From.IsPrivate() && a.Net.Kind&(network.Private|network.Office) == 0 {
		return
	}
	for _, h := range [...][]byte{a.Event.Store, a.Object, a.Event.Target} {
		if i := bytes.IndexAny(h, ":/"); i > 0 {
			h = h[:i]
		}
		if len(h) < 4 || len(h) > 253 {
			continue
		}
		d.host = lex.Lower(d.host[:0], h)
		if at := d.hosts.Get(d.hash.Of(watch.Others, d.host)); at != nil && a.At >= *at && a.At < *at+tally.Day {
			d.tell(a, "called-back", watch.Join(a.Origin, ofHost), 0.95, watch.High, a.Origin, out)
			return
		}
	}
}

// indicator tells of what lists name. An address out of a list that opens a public page is what happens every day: it is an attempt
// until it logs in, writes, or is handed something of persons.
func (d *detector) indicator(a *watch.Access, x *watch.Indicator, out watch.Out) {
	by := a.Who
	if by == 0 {
		by = a.Origin
	}
	weak := x.Type == "address" || x.Type == "network" || x.Type == "agent" || x.Type == "path"
	passing := !a.OK() || weak && a.Who == 0 && len(a.People) == 0 && a.Store.People <= 0 && (a.Action == event.Read || a.Action == event.List || a.Action == event.Other || a.Outcome == event.Unsaid)
	if passing && (weak || !a.OK()) {
		if t, _ := d.origins.At(max(a.Origin, 1)); t.n < 1<<40 {
			t.n++
		}
		if d.c.Attempts {
			d.sig.Attempt = true
			d.tell(a, "indicator", watch.Join(by, ofIndicator, d.hash.Of(watch.Others, []byte(x.Value))), 0.2, watch.Info, 0, out, watch.Say("name", x.Name), watch.Say("sort", x.Type))
		}
		return
	}
	sure := 0.7
	if !weak {
		sure = 0.8
	}
	d.tell(a, "indicator", watch.Join(by, ofIndicator, ofTool, d.hash.Of(watch.Others, []byte(x.Value))), sure, watch.Low, 0, out, watch.Say("name", x.Name), watch.Say("sort", x.Type))
}
