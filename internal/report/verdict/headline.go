package verdict

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// sentence is one of those that a report begins with. Loud ones decide; the others qualify them.
type sentence struct {
	Text  string
	Loud  bool
	Where bool // tells the store and the time
	Warn  bool
}

// headline is what matters, in the order in which it does.
func (t *teller) headline(m *leak.Match) []sentence {
	out := []sentence{{Text: t.ours(m) + t.Of("", " ") + t.genuine(m), Loud: true}, {Text: t.howMany(m), Loud: true}, {Text: t.where(m), Where: true}}
	if s := t.planted(m); s != "" {
		out = append(out, sentence{Text: s})
	}
	for _, s := range t.caveats(m) {
		out = append(out, sentence{Text: s, Warn: true})
	}
	return out
}

func (t *teller) ours(m *leak.Match) string {
	o := &m.Ours
	share := ""
	if o.Share != nil {
		share = t.Of("（使える行の"+t.share(*o.Share)+"）", " ("+t.share(*o.Share)+" of the usable records)")
	}
	switch o.Verdict {
	case leak.IsOurs:
		return t.Of("当社のデータです"+share+"。", "This is our data"+share+".")
	case leak.IsPartly:
		return t.Of("一部が当社のデータです"+share+"。", "Part of this is our data"+share+".")
	case leak.IsAggregate:
		return t.Of("複数の出所の寄せ集めで、当社のデータを含みます"+share+"。", "Put together from several sources, ours among them"+share+".")
	case leak.IsNotOurs:
		return t.Of("当社のデータではありません"+share+"。", "This is not our data"+share+".")
	}
	return t.Of("当社のデータかどうかは分かりません。", "Whether this is our data is unknown.")
}

func (t *teller) genuine(m *leak.Match) string {
	g := &m.Genuine
	sure := ""
	if g.Likelihood != nil {
		sure = t.Of("（確度"+t.share(*g.Likelihood)+"）", " ("+t.share(*g.Likelihood)+")")
	}
	switch g.Verdict {
	case leak.IsGenuine:
		return t.Of("本物と判断します"+sure+"。", "It is genuine"+sure+".")
	case leak.IsAltered:
		return t.Of("本物を元に改変されています"+sure+"。", "Genuine in its stock, but altered"+sure+".")
	case leak.IsInvent:
		return t.Of("架空のデータと判断します"+sure+"。", "It is made up"+sure+".")
	}
	return t.Of("本物かどうかは分かりません。", "Whether it is genuine is unknown.")
}

// howMany says how many people, and how many of them children.
func (t *teller) howMany(m *leak.Match) string {
	p := &m.People
	n := people(p)
	var s string
	switch {
	case n.N == nil && n.Min == nil && n.Max == nil:
		return t.Of("人数は分かりません。", "Of how many people is unknown.") + t.Of("", " ") + t.children(m)
	case n.N == nil && n.Min != nil:
		s = t.Of("少なくとも"+t.persons(*n.Min)+"分", "At least "+t.persons(*n.Min))
	case n.N == nil:
		s = t.Of("多くて"+t.persons(*n.Max)+"分", "At most "+t.persons(*n.Max))
	case p.Error > 0:
		s = t.Of("約"+t.persons(*n.N)+"分", "About "+t.persons(*n.N))
	default:
		s = t.Of(t.persons(*n.N)+"分", t.persons(*n.N))
	}
	if b := t.bounds(p); b != "" && n.N != nil {
		s += t.Of("（"+b+"）", " ("+b+")")
	}
	return s + t.Of("。", ". ") + t.children(m)
}

func (t *teller) children(m *leak.Match) string {
	p := &m.People
	number := func(n *int64) string { return report.Number(*n) }
	switch {
	case p.MinorsThen == nil && p.MinorsNow == nil:
		return t.Of("うち未成年が何人かは分かりません。", "How many of them are children is unknown.")
	case p.MinorsThen == nil && *p.MinorsNow == 0:
		return t.Of("現在18歳未満の人は見つかっていません。", "None of them is known to be under 18 today.")
	case p.MinorsThen == nil:
		return t.Of("うち"+t.persons(*p.MinorsNow)+"が現在18歳未満。", "Of these, "+number(p.MinorsNow)+" are under 18 today.")
	case *p.MinorsThen == 0:
		return t.Of("当時18歳未満の人は見つかっていません。", "None of them is known to have been under 18 at the time.")
	}
	now, still := "", ""
	switch {
	case p.MinorsNow != nil && *p.MinorsNow == 0:
		now, still = "（現在は全員18歳以上）", ", none is today"
	case p.MinorsNow != nil:
		now, still = "（現在も"+t.persons(*p.MinorsNow)+"）", ", "+number(p.MinorsNow)+" still are"
	}
	return t.Of("うち"+t.persons(*p.MinorsThen)+"が当時18歳未満"+now+"。", "Of these, "+number(p.MinorsThen)+" were under 18 at the time"+still+".")
}

// where says which store a dump was taken from, and when.
func (t *teller) where(m *leak.Match) string {
	if len(m.Origin) == 0 {
		if m.Ours.Verdict == leak.IsNotOurs {
			return t.Of("当社のどの保管元とも一致しません。", "None of our stores explains it.")
		}
		return t.Of("どの保管元から、いつ取られた写しかは分かりません。", "From which store it was taken, and when, is unknown.")
	}
	if m.Ours.Verdict == leak.IsAggregate && len(m.Origin) > 1 {
		return t.sources(m.Origin)
	}
	o := &m.Origin[0]
	store := t.Of("「"+named(o.Store)+"」", named(o.Store))
	rest := ""
	if n := int64(parts(m.Origin[1:])); n > 0 {
		rest = t.Of("（ほか"+report.Number(n)+"か所の分を含む）", "; "+report.Plural(n, "other store has", "other stores have")+" a part in it")
	}
	span := t.span(o.After, o.Before)
	switch {
	case o.After == nil && o.Before == nil:
		return t.Of(store+"からの写しです"+rest+"。いつのものかは分かりません。", "A copy of "+store+rest+". Of what time is unknown.")
	case o.After != nil && o.Before != nil:
		return t.Of(store+"から"+span+"の間に取られた写しです"+rest+"。", "A copy of "+store+", taken "+span+rest+".")
	}
	return t.Of(store+"から"+span+"に取られた写しです"+rest+"。", "A copy of "+store+", taken "+span+rest+".")
}

// parts counts the stores that explain one record in a hundred or more: below that, somebody had his data in two places.
func parts(os []leak.Origin) (n int) {
	for i := range os {
		if os[i].Share >= 0.01 {
			n++
		}
	}
	return n
}

// sources names the stores that a dump was put together from, with the share of each.
func (t *teller) sources(os []leak.Origin) string {
	var names []string
	for i := range os[:min(len(os), 4)] {
		o := &os[i]
		names = append(names, t.Of("「"+named(o.Store)+"」（"+t.share(o.Share)+"）", named(o.Store)+" ("+t.share(o.Share)+")"))
	}
	if n := int64(len(os) - len(names)); n > 0 {
		names = append(names, t.Of("ほか"+report.Number(n)+"か所", report.Plural(n, "other store", "other stores")))
	}
	return t.Of("当社の分は"+strings.Join(names, "、")+"からの写しです。", "Ours are copies of "+strings.Join(names, ", ")+".")
}

// planted names the canaries that were found.
func (t *teller) planted(m *leak.Match) string {
	if len(m.Canaries) == 0 {
		return ""
	}
	var names []string
	for i := range m.Canaries[:min(len(m.Canaries), 3)] {
		names = append(names, t.copyOf(&m.Canaries[i]))
	}
	n := int64(len(m.Canaries))
	s := strings.Join(names, t.Of("、", ", "))
	if n > 3 {
		s += t.Of(" ほか", ", …")
	}
	return t.Of("ダミーの人物が"+report.Number(n)+"件含まれます："+s+"。", report.Plural(n, "canary is", "canaries are")+" in it: "+s+".")
}

func (t *teller) copyOf(c *leak.Canary) string {
	return strings.TrimSpace(named(c.Store) + " " + named(c.Copy))
}

// caveats are what must not be overlooked beside the verdict.
func (t *teller) caveats(m *leak.Match) []string {
	var out []string
	if m.Sampled {
		out = append(out, t.Of("先頭の見本だけを読みました。人数は見本の中の人数です。", "Only the first records were read; the numbers are of these."))
	}
	if n := int64(len(m.Skipped)); n > 0 {
		out = append(out, t.Of("読めなかったものが"+report.Number(n)+"件あり、人数はこれより多いおそれがあります。",
			report.Plural(n, "item", "items")+" could not be read, or not to the end: there may be more people."))
	}
	if p := m.Ours.Public; p != nil && *p {
		out = append(out, t.Of("内容はすべて、当社が公開している情報から集められます。", "All of it could have been collected from what we publish."))
	}
	for i := range m.Recycled {
		if r := &m.Recycled[i]; r.Share >= 0.5 && r.Error < 0.5 {
			out = append(out, t.Of(t.share(r.Share)+"は「"+named(r.Dump)+"」（"+t.day(r.Seen)+"）の再流通です。",
				t.share(r.Share)+" of its people come again from "+named(r.Dump)+" ("+t.day(r.Seen)+")."))
		}
	}
	return out
}
