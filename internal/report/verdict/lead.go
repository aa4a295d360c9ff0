package verdict

import (
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Piece is a stretch of text. Bold ones are the facts in it.
type Piece struct {
	Text string
	Bold bool
}

// Lead is the verdict in one paragraph, its facts in bold, in the order in which they decide. It says nothing that a report does not.
func Lead(o report.Options, m *leak.Match) []Piece {
	t := newTeller(io.Discard, o)
	var l lead
	t.leadOurs(&l, m)
	t.leadWhere(&l, m)
	t.leadPeople(&l, m)
	if n := int64(len(m.Canaries)); n > 0 {
		first := t.copyOf(&m.Canaries[0])
		if n == 1 {
			l.say(t.Of("おとり「", " The canary "), false).say(first, true).say(t.Of("」が見つかりました。", " was found in it."), false)
		} else {
			l.say(t.Of("おとり「", " The canary "), false).say(first, true).say(t.Of("」ほか、合わせて"+report.Number(n)+"件が見つかりました。", " and "+report.Plural(n-1, "other", "others")+" were found in it."), false)
		}
	}
	return l.out
}

// Caveats are what must not be overlooked beside the verdict.
func Caveats(o report.Options, m *leak.Match) []string {
	return newTeller(io.Discard, o).caveats(m)
}

type lead struct{ out []Piece }

func (l *lead) say(s string, bold bool) *lead {
	if s != "" {
		l.out = append(l.out, Piece{s, bold})
	}
	return l
}

func (t *teller) leadOurs(l *lead, m *leak.Match) {
	share := ""
	if m.Ours.Share != nil && (concerns(m) || m.Ours.Verdict == leak.IsNotOurs) {
		share = t.Of("（"+t.share(*m.Ours.Share)+"）", " ("+t.share(*m.Ours.Share)+")")
	}
	real := map[string][2]string{leak.IsGenuine: {"本物", "genuine"}, leak.IsAltered: {"改変されたデータ", "altered"}, leak.IsInvent: {"架空のデータ", "made up"}}[m.Genuine.Verdict]
	known := real[0] != ""
	if t.ja {
		if known {
			l.say(real[0], true).say("で、", false)
		} else {
			l.say("本物かどうかは", false).say("不明", true).say("で、", false)
		}
		switch m.Ours.Verdict {
		case leak.IsOurs:
			l.say("当社のもの"+share, true).say("です。", false)
		case leak.IsPartly:
			l.say("一部が当社のもの"+share, true).say("です。", false)
		case leak.IsAggregate:
			l.say("寄せ集めの中に当社のもの"+share, true).say("を含みます。", false)
		case leak.IsNotOurs:
			l.say("当社のものではありません"+share, true).say("。", false)
		default:
			l.say("当社のものかどうかは", false).say("分かりません", true).say("。", false)
		}
		return
	}
	l.say("It is ", false)
	if known {
		l.say(real[1], true)
	} else {
		l.say("not known to be genuine", true)
	}
	switch m.Ours.Verdict {
	case leak.IsOurs:
		l.say(" and ", false).say("ours"+share, true).say(".", false)
	case leak.IsPartly:
		l.say(" and ", false).say("partly ours"+share, true).say(".", false)
	case leak.IsAggregate:
		l.say(", put together from several sources, ", false).say("ours among them"+share, true).say(".", false)
	case leak.IsNotOurs:
		l.say(" and ", false).say("not ours"+share, true).say(".", false)
	default:
		l.say("; whether it is ours is ", false).say("unknown", true).say(".", false)
	}
}

func (t *teller) leadWhere(l *lead, m *leak.Match) {
	if !concerns(m) || len(m.Origin) == 0 {
		return
	}
	o := &m.Origin[0]
	l.say(t.Of("", " It looks like a copy of "), false).say(named(o.Store), true)
	if o.After == nil && o.Before == nil {
		l.say(t.Of("の写しと考えられます。いつのものかは不明です。", "; of what time is unknown."), false)
		return
	}
	between := t.Of("に取られた写しと考えられます。", ".")
	if o.After != nil && o.Before != nil {
		between = t.Of("の間に取られた写しと考えられます。", ".")
	}
	l.say(t.Of("から", ", taken "), false).say(t.span(o.After, o.Before), true).say(between, false)
}

func (t *teller) leadPeople(l *lead, m *leak.Match) {
	p := &m.People
	n := people(p)
	switch {
	case n.N == nil && n.Min == nil:
		l.say(t.Of("含まれる人数は", " How many people are in it is "), false).say(t.unknown(), true).say(t.Of("です。", "."), false)
		return
	case n.N == nil:
		l.say(t.Of("含まれるのは", " It holds "), false).say(t.Of("少なくとも"+t.persons(*n.Min), "at least "+t.persons(*n.Min)), true)
	default:
		about := ""
		if p.Error > 0 {
			about = t.Of("約", "about ")
		}
		l.say(t.Of("含まれるのは", " It holds "), false).say(about+t.persons(*n.N), true)
	}
	l.say(t.Of("（行ではなく人）", " (people, not rows)"), false)
	switch {
	case p.MinorsThen == nil:
		l.say(t.Of("、うち未成年が何人かは", ", of whom how many were minors is "), false).say(t.unknown(), true).say(t.Of("です。", "."), false)
	case *p.MinorsThen == 0:
		l.say(t.Of("。当時の未成年は見つかっていません。", "; none is known to have been a minor then."), false)
	default:
		l.say(t.Of("、うち当時の未成年", ", of whom "), false).say(t.Of(t.persons(*p.MinorsThen), report.Number(*p.MinorsThen)), true).say(t.Of("。", " were minors then."), false)
	}
}

// Show is a match in words, as the page of HTML shows it, for who lays it out otherwise.
func Show(o report.Options, m *leak.Match) *Shown {
	d := document{teller: newTeller(io.Discard, o)}
	return d.dump(0, m)
}

// Window is a store's time line as bars: per snapshot, the values that a dump has of the new and those of the old.
type Window struct {
	At       string // the day
	New, Old int64
	Edge     bool // of the window
}

// Windows are the snapshots of a store that are next to the window, the oldest first.
func Windows(o report.Options, m *leak.Match, i int) []Window {
	t := newTeller(io.Discard, o)
	l, ok := line(&m.Origin[i], nil)
	if !ok {
		return nil
	}
	var out []Window
	for _, k := range l.ticks {
		out = append(out, Window{t.Of(t.local(k.turns.Snapshot).Format("1/2"), t.local(k.turns.Snapshot).Format("2 Jan")), k.turns.New, k.turns.Old, k.edge})
	}
	return out
}
