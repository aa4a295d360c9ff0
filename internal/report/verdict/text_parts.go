package verdict

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// The most that a terminal shows of each list; JSON and HTML leave nothing out.
const (
	partsShown   = 6
	fieldsShown  = 24
	yearsShown   = 12
	regionsShown = 10
	listShown    = 20
)

func (t text) more(n int) {
	if n > 0 {
		t.none(fmt.Sprintf(t.Of("ほか%s件", "… and %s more"), report.Number(int64(n))))
	}
}

// what says what a dump is.
func (t text) what(m *leak.Match) {
	w := &m.What
	t.Title(t.Of("何のデータか", "What it is"), "")
	t.fact(t.Of("形式", "format"), t.about(m))
	t.fact(t.Of("言語・文字コード", "language, charset"), strings.Join(append([]string{t.language(w.Language)}, words(w.Charsets)...), t.Of("・", ", ")))
	t.fact(t.Of("日時の範囲", "period"), t.period(w.From, w.To))
	t.years(w.Years)
	for i := range w.Parts[:min(len(w.Parts), partsShown)] {
		t.part(&w.Parts[i])
	}
	t.more(len(w.Parts) - partsShown)
	t.kindTable(m)
}

func cleanAll(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = clean(s)
	}
	return out
}

func words(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = word(s)
	}
	return out
}

func (t text) years(ys []leak.Year) {
	if len(ys) == 0 {
		return
	}
	t.Line("")
	t.Line(t.Paint(report.Dim, "  "+t.Of("年ごとの行数", "records by year")))
	ys, before := lastYears(ys, yearsShown)
	most, _ := tops(ys)
	if before.Records > 0 {
		t.bars(report.Blue, fmt.Sprintf(t.Of("%d年まで", "to %d"), before.Year), before.Records, max(most, before.Records), "")
	}
	for _, y := range ys {
		t.bars(report.Blue, t.Of(strconv.Itoa(y.Year)+"年", strconv.Itoa(y.Year)), y.Records, max(most, before.Records), "")
	}
}

func (t text) part(p *leak.Part) {
	about := []string{}
	for _, s := range []string{p.Type, p.Charset} {
		if s != "" {
			about = append(about, clean(s))
		}
	}
	about = append(about, t.records(p.Records))
	if p.Bad > 0 {
		about = append(about, t.Of("形の崩れた行 ", "malformed ")+report.Number(p.Bad))
	}
	note := report.Cut(strings.Join(about, ", "), t.Width()-24)
	room := t.Width() - report.Columns(note) - 4
	t.Line("")
	t.Line("  " + t.Paint(report.Bold, report.Fit(report.CutPath(clean(p.Name), room), room)) + "  " + t.Paint(report.Dim, note))
	for i := range p.Fields[:min(len(p.Fields), fieldsShown)] {
		f := &p.Fields[i]
		name, kind := clean(f.Name), t.Of("個人データでない", "not personal")
		if name == "" {
			name = "–"
		}
		if f.Kind != pii.None {
			kind = t.Kind(f.Kind)
		}
		mask := ""
		if len(f.Masks) > 0 {
			mask = clean(f.Masks[0])
		}
		nw, kw := t.Width()/4, t.Width()*3/10
		t.Line("    " + report.Fit(report.Cut(name, nw-1), nw) + report.Fit(report.Cut(kind, kw-1), kw) + report.Right(report.Number(f.Values), 11) + "  " + t.Paint(report.Dim, report.Cut(mask, t.Width()-nw-kw-17)))
	}
	if n := len(p.Fields) - fieldsShown; n > 0 {
		t.none(fmt.Sprintf(t.Of("  ほか%d列", "  … and %d more columns"), n))
	}
}

func (t text) kindTable(m *leak.Match) {
	ks := sortedKinds(m.Kinds)
	if len(ks) == 0 {
		return
	}
	t.Line("")
	t.Line(t.Paint(report.Dim, "  "+t.Of("項目ごとの値の数", "values by kind")))
	for _, k := range ks[:min(len(ks), listShown)] {
		t.bars(report.Blue, t.Kind(k.Kind), k.Values, ks[0].Values, "")
	}
	t.more(len(ks) - listShown)
}

// persons_ counts the people, where they live and when they were born.
func (t text) persons_(m *leak.Match) {
	p := &m.People
	t.Title(t.Of("だれの情報か", "Whose data"), "")
	likely := t.People(people(p))
	if b := t.bounds(p); b != "" {
		likely += t.Of("（"+b+"）", " ("+b+")")
	}
	t.fact(t.Of("人数", "people"), likely)
	t.fact(t.Of("当社の人", "ours"), t.count(p.Matched))
	of := ""
	if p.Births > 0 {
		of = t.Of("（生年月日の分かる"+t.persons(p.Births)+"のうち）", " (of the "+report.Number(p.Births)+" whose birth date is known)")
	}
	t.fact(t.Of("18歳未満", "under 18"), t.Of("当時 ", "then ")+t.count(p.MinorsThen)+t.Of("・現在 ", ", now ")+t.count(p.MinorsNow)+of)
	if len(p.Decades) > 0 {
		t.Line("")
		t.Line(t.Paint(report.Dim, "  "+t.Of("生まれた年代", "decade of birth")))
		most, all := tops(p.Decades)
		for _, d := range p.Decades {
			t.bars(report.Blue, t.Of(strconv.Itoa(d.Year)+"年代", strconv.Itoa(d.Year)+"s"), d.Records, most, t.of(d.Records, max(p.Births, all)))
		}
	}
	if len(p.Regions) > 0 {
		t.Line("")
		t.Line(t.Paint(report.Dim, "  "+fmt.Sprintf(t.Of("住所（分かる%s）", "residence (known of %s)"), t.persons(p.Placed))))
		var rest int64
		for i, r := range p.Regions {
			if i < regionsShown {
				t.bars(report.Blue, t.region(&r), r.People, p.Regions[0].People, t.of(r.People, p.Placed))
			} else {
				rest += r.People
			}
		}
		if n := len(p.Regions) - regionsShown; n > 0 {
			t.bars(report.Blue, fmt.Sprintf(t.Of("ほか%d地域", "%d other regions"), n), rest, 0, t.of(rest, p.Placed)) // without a bar, which would outdo all
		}
	}
}

// tops are the greatest and the sum.
func tops(ys []leak.Year) (most, all int64) {
	for _, y := range ys {
		most, all = max(most, y.Records), all+y.Records
	}
	return most, all
}

// lastYears are the last n; those before are summed up.
func lastYears(ys []leak.Year, n int) (last []leak.Year, before leak.Year) {
	if len(ys) <= n {
		return ys, before
	}
	for _, y := range ys[:len(ys)-n] {
		before = leak.Year{Year: y.Year, Records: before.Records + y.Records}
	}
	return ys[len(ys)-n:], before
}
