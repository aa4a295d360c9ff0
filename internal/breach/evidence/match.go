package evidence

import (
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Match is what a dump says: whose data, of which copy, taken when. persons are those recognised of each store, by what the dump tells
// of each.
func Match(m *leak.Match, persons []*breach.Persons, reg *declared.Register) (*Found, error) {
	f := &Found{Added: breach.Added{Sort: breach.FromMatch, Ref: m.ID, Name: m.Dump, Taken: second(m.Started), From: m.What.From, To: m.What.To}}
	f.dumpGaps(m)
	f.counted(m.Kinds)
	mine := m.Ours.Verdict != leak.IsNotOurs && m.Genuine.Verdict != leak.IsInvent
	f.genuine(m)
	if !mine { // what it says of others, or of nobody, is nothing of ours
		f.Added.Kinds, f.Added.Facts = nil, nil
	} else {
		f.ofUs(m, persons, reg)
	}
	f.at(breach.Discovered, second(m.Started), "when the dump was matched", "流出データを照合した日時")
	f.at(law.Known, second(m.Started), "whoever matched the dump knew at the latest then", "遅くとも、流出データを照合した時点で知っていた")
	f.mark(second(m.Started), "evidence", "the dump "+m.Dump+" was matched", "流出データ「"+m.Dump+"」を照合")
	f.Added.Summary = summary(m, f.Added.Kinds)
	return f, f.record(m)
}

// summary says in a sentence what the match says.
func summary(m *leak.Match, kinds []breach.Held) law.Text {
	ours := map[string]law.Text{
		leak.IsOurs: text("ours", "自社のもの"), leak.IsPartly: text("partly ours", "一部が自社のもの"), leak.IsAggregate: text("put together out of several stores of ours", "自社の複数の保管元から寄せ集めたもの"),
		leak.IsNotOurs: text("not ours", "自社のものではない"),
	}[m.Ours.Verdict]
	if ours == (law.Text{}) {
		ours = text("whose it is is unknown", "誰のものか不明")
	}
	genuine := map[string]law.Text{
		leak.IsGenuine: text("genuine", "本物"), leak.IsAltered: text("altered", "改変されたもの"), leak.IsInvent: text("made up", "作られたもの"),
	}[m.Genuine.Verdict]
	if genuine == (law.Text{}) {
		genuine = text("whether it is genuine is unknown", "真偽は不明")
	}
	who, names := whom(m.People.Likely), kindNames(kinds)
	en := fmt.Sprintf("A dump of %s records (%s; %s): %s; %s", number(m.Records), genuine.EN, ours.EN, who.EN, names.EN)
	ja := fmt.Sprintf("%s件の流出データ（%s、%s）：%s、%s", number(m.Records), genuine.JA, ours.JA, who.JA, names.JA)
	return text(en, ja)
}

// genuine weighs whether the data are real, and ours.
func (f *Found) genuine(m *leak.Match) {
	sure := ""
	if p := m.Genuine.Likelihood; p != nil {
		sure = fmt.Sprintf("%.0f %%", 100**p)
	}
	switch m.Genuine.Verdict {
	case leak.IsInvent:
		f.because("invented", text("the dump's records look made up ("+sure+")", "レコードは作られたものとみられる（"+sure+"）"))
	case leak.IsGenuine:
		f.ground("invented", text("the dump's records look genuine ("+sure+")", "レコードは本物とみられる（"+sure+"）"), true)
	case leak.IsAltered:
		f.ground("invented", text("the records are genuine in their stock, but were changed ("+sure+")", "元は本物だが、改変されている（"+sure+"）"), true)
		f.gap("the data were altered: what a record says of a person need not be true", "データは改変されており、各レコードの内容が本人のものとは限りません")
	default:
		f.gap("whether the records are genuine could not be told", "レコードの真偽は判定できませんでした")
	}
	share := ""
	if s := m.Ours.Share; s != nil {
		share = fmt.Sprintf("%.1f %%", 100**s)
	}
	switch m.Ours.Verdict {
	case leak.IsNotOurs:
		f.because("elsewhere", text("records that stand for a person of our indices: "+share, "照合用索引の人に当たるレコード："+share))
	case leak.IsOurs, leak.IsPartly, leak.IsAggregate:
		f.ground("elsewhere", text("records that stand for a person of our indices: "+share, "照合用索引の人に当たるレコード："+share), true)
	default:
		f.gap("there was no people index to lay the dump beside: whose the data are is unknown", "照合用索引がなかったため、誰のデータかは不明です")
	}
}

// ofUs is what a dump says that has, or may have, data of ours in it.
func (f *Found) ofUs(m *leak.Match, persons []*breach.Persons, reg *declared.Register) {
	f.dumpPeople(m)
	f.each(persons, m.People.Matched)
	for _, r := range m.People.Regions {
		f.Added.Regions = append(f.Added.Regions, breach.Region{Country: r.Country, Name: r.Name, People: r.People})
	}
	for _, o := range m.Origin {
		f.system(named(reg, o.Store), o.Store)
	}
	sure := law.Yes
	if m.Genuine.Verdict == leak.Unknown || m.Genuine.Verdict == "" || m.Ours.Verdict == leak.Unknown || m.Ours.Verdict == "" {
		sure = law.Suspected
	}
	f.is(law.Viewed, sure, "whoever passes the dump on has read it", "流出データを所持・拡散した者が閲覧している")
	f.is(law.Wrongful, law.Suspected, "our data are passed on outside (Enforcement Rules Art. 7 no. 3)", "自社のデータが外部で出回っている（規則第7条第3号）")
	if n := m.People.MinorsNow; n != nil && *n > 0 {
		f.mark(second(m.Started), "evidence", "of the persons, "+number(*n)+" are under 18 today", "うち"+number(*n)+"人は現在18歳未満")
	}
	f.because("stock", text("a dump with our data surfaced", "自社のデータを含む流出データが見つかった"))
	f.copies(m)
	f.window(m)
	for _, r := range m.Recycled {
		f.mark(second(r.Seen), "evidence", fmt.Sprintf("%.0f %% of the persons stood in a dump seen then (%s)", 100*r.Share, r.Match), fmt.Sprintf("対象者の%.0f%%は、このとき照合した流出データ（%s）にも含まれていた", 100*r.Share, r.Match))
	}
}

// dumpPeople counts the persons: those recognised are confirmed, one by one. Of a dump that is ours only in part the others are not known
// to be ours: they are the maximum.
func (f *Found) dumpPeople(m *leak.Match) {
	p := &m.People
	f.Added.People = breach.Count{Max: p.Max, Likely: p.Likely, Confirmed: p.Matched}
	if m.Ours.Verdict == leak.IsPartly || m.Ours.Verdict == leak.IsAggregate {
		f.Added.People.Likely = p.Matched
	}
	if m.Sampled {
		f.Added.People.Max, f.Added.People.Likely = nil, nil // the rest was not looked at
	}
}

// each puts the persons in, and counts them by kind: those recognised of whom the dump tells it.
func (f *Found) each(persons []*breach.Persons, matched *int64) {
	by := map[pii.Kind]int64{}
	for _, p := range persons {
		if p == nil || len(p.Groups) == 0 {
			continue
		}
		f.Persons = append(f.Persons, p)
		for _, g := range p.Groups {
			for _, k := range g.Kinds {
				by[k] += int64(len(g.Rows))
			}
			if len(g.Kinds) == 0 {
				f.gap(number(int64(len(g.Rows)))+" persons of "+p.Store+" were recognised of whom it is not known what the record tells", p.Store+"の"+number(int64(len(g.Rows)))+"人は、どの項目が含まれるか分かっていません")
			}
		}
	}
	for i := range f.Added.Kinds {
		h := &f.Added.Kinds[i]
		if n, ok := by[h.Kind]; ok {
			if matched != nil { // somebody may be a person of several stores
				n = min(n, *matched)
			}
			h.People = &n
		}
	}
}

// copies names the copy by the persons planted in it.
func (f *Found) copies(m *leak.Match) {
	for _, c := range m.Canaries {
		name := c.Store + " / " + c.Copy
		f.ground("copy", text(fmt.Sprintf("persons planted in the copy %s on %s stand in it (%s times)", name, c.Planted.Format(time.DateOnly), number(c.Hits)),
			fmt.Sprintf("%s に写し「%s」へ入れたダミーの人物が、%s回含まれている", c.Planted.Format(time.DateOnly), name, number(c.Hits))), false)
		f.mark(breach.Moment{At: c.Planted.UTC(), Precision: breach.Day}, "evidence", "persons were planted in the copy "+name, "写し「"+name+"」にダミーの人物を設定")
	}
}

// window bounds when the data were taken: after the newest of the snapshots whose changes they have and the newest time in
// them, before the first whose changes they lack, and before they were matched.
func (f *Found) window(m *leak.Match) {
	var from, to time.Time
	ground := text("", "")
	if len(m.Origin) > 0 {
		o := &m.Origin[0]
		if o.After != nil {
			from = *o.After
			ground = text("the data have the changes up to a snapshot of "+o.Store, o.Store+"のある時点までの変更を含む")
		}
		if o.Before != nil {
			to = *o.Before
		}
	}
	if last := m.What.To; last != nil && last.After(from) && !last.After(m.Started) && (to.IsZero() || last.Before(to)) {
		from, ground = *last, text("the newest time in the data", "データ中の最も新しい日時")
	}
	if to.IsZero() || to.After(m.Started) {
		to = m.Started
	}
	if from.IsZero() {
		f.gap("from when the data may have been taken is unknown; they were by "+to.UTC().Format(time.RFC3339), "いつから取得され得たかは不明です（遅くとも "+to.UTC().Format(time.RFC3339)+"）")
		return
	}
	f.at(breach.FirstRead, between(from, to), "taken between these two: "+ground.EN, "この間に取得された："+ground.JA)
	f.mark(between(from, to), "access", "the data were taken (between these two)", "データが取得された（この間）")
}

// dumpGaps tells what of the dump was not looked at.
func (f *Found) dumpGaps(m *leak.Match) {
	if m.Sampled {
		f.gap("only a sample of the dump was read: the numbers are lower bounds", "流出データの一部だけを読みました。人数・件数は下限です")
	}
	if n := int64(len(m.Skipped)); n > 0 {
		f.gap(number(n)+" parts of the dump could not be read: what they hold is unknown", "流出データのうち"+number(n)+"個は読めず、内容は不明です")
	}
	if m.Unusable > 0 {
		f.gap(number(m.Unusable)+" records had nothing that could be used", "利用できる値のないレコードが"+number(m.Unusable)+"件ありました")
	}
}
