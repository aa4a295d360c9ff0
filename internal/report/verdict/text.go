package verdict

import (
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// text is the report for a terminal.
type text struct{ *teller }

// Text writes matches for people, o.Width columns wide; of several dumps, an overview comes first.
func Text(w io.Writer, o report.Options, ms []leak.Match) error {
	t := text{newTeller(w, o)}
	if len(ms) > 1 {
		t.overview(ms)
	}
	for i := range ms {
		if len(ms) > 1 {
			t.Line("")
			t.Line("")
		}
		t.match(&ms[i])
	}
	return t.Flush()
}

func (t text) overview(ms []leak.Match) {
	t.Title(fmt.Sprintf(t.Of("照合した流出データ %d件", "%d dumps matched"), len(ms)),
		report.Right(t.Of("当社か", "ours?"), 14)+report.Right(t.Of("本物か", "genuine?"), 12)+report.Right(t.Of("人数", "people"), 14))
	for i := range ms {
		m := &ms[i]
		name := t.Width() - 41
		t.Line(report.Fit(report.CutPath(clean(m.Dump), name), name) + " " + t.Paint(report.Bold, report.Right(t.verdict(m.Ours.Verdict), 14)) +
			report.Right(t.verdict(m.Genuine.Verdict), 12) + t.Paint(report.Bold, report.Right(t.People(people(&m.People)), 14)))
	}
}

func (t text) match(m *leak.Match) {
	about := t.about(m)
	if room := t.Width() - report.Columns(about) - 2; room >= 16 {
		t.Ends(report.Plain, report.CutPath(clean(m.Dump), room), about)
	} else {
		t.Line(report.CutPath(clean(m.Dump), t.Width()))
		t.Wrap(report.Dim, about, 0)
	}
	t.Line("")
	for _, s := range t.headline(m) {
		style := report.Plain
		switch {
		case s.Loud:
			style = report.Bold
		case s.Warn:
			style = report.Yellow
		}
		t.Wrap(style, s.Text, 0)
	}
	t.what(m)
	t.evidenceTable(t.Of("本物か", "Is it genuine?"), t.likelihoods(&m.Genuine), m.Genuine.Evidence)
	t.evidenceTable(t.Of("当社のものか", "Is it ours?"), t.shares(&m.Ours), m.Ours.Evidence)
	t.origins(m)
	t.persons_(m)
	t.harm(m)
	t.secretTable(m)
	t.law(m)
	t.canaries(m)
	t.assets(m)
	t.recycled(m)
	t.claim(m)
	t.skipped(m)
	t.next(m)
	t.foot(m)
	if concerns(m) && m.Genuine.Verdict != leak.IsInvent {
		t.Line(t.Paint(report.Dim, t.Of("事案にする: ", "As a case: ")) + "tsutsumi case open --match " + plainly(m.ID))
	}
}

// fact writes a name and what is known of it.
func (t text) fact(name, value string) {
	const w = 18
	for i, l := range t.lines(value, t.Width()-w-2) {
		if i > 0 {
			name = ""
		}
		t.Line("  " + t.Paint(report.Dim, report.Fit(name, w)) + l)
	}
}

// lines breaks s as the page does.
func (t text) lines(s string, w int) []string { return report.Wrap(s, w) }

func (t text) none(s string) { t.Wrap(report.Dim, s, 2) }

// bar draws n of most in w columns: never nothing for something.
func bar(n, most int64, w int) string {
	if n <= 0 || most <= 0 {
		return strings.Repeat(" ", w)
	}
	k := int(float64(n)/float64(most)*float64(w) + 0.5)
	return report.Fit(strings.Repeat("■", min(max(k, 1), w)), w)
}

// bars writes a line with a bar: its name, n of most, and a note.
func (t text) bars(style, name string, n, most int64, note string) {
	const number, notes = 13, 11
	nw := t.Width() * 3 / 10
	bw := t.Width() - 2 - nw - 1 - number - notes
	t.Line("  " + report.Fit(name, nw) + " " + t.Paint(style, bar(n, most, bw)) + report.Right(report.Number(n), number) + t.Paint(report.Dim, report.Right(note, notes)))
}

func (t text) evidenceTable(title string, facts [][2]string, es []leak.Evidence) {
	t.Title(title, "")
	for _, f := range facts {
		t.fact(f[0], f[1])
	}
	if len(es) == 0 {
		t.none(t.Of("根拠になる観測はありません。", "No observation speaks for or against it."))
		return
	}
	const counts, share = 19, 11
	says := 18
	if t.ja {
		says = 13
	}
	left := t.Width() - 2 - counts - share - says
	t.Line(t.Paint(report.Dim, "  "+report.Fit(t.Of("観測", "observation"), left)+report.Right(t.Of("件数", "n of"), counts)+report.Right(t.Of("割合", "share"), share)+report.Right(t.Of("支持", "speaks for"), says)))
	told, rest := neutral(t.evidences(es))
	for _, e := range told {
		ls := t.lines(e.Text, left-1)
		for _, l := range ls[:len(ls)-1] {
			t.Line("  " + l)
		}
		says_ := e.For
		if e.Strong != "" {
			says_ += t.Of("（"+e.Strong+"）", ", "+e.Strong)
		}
		t.Line("  " + report.Fit(ls[len(ls)-1], left) + report.Right(e.Counts, counts) + report.Right(e.Share, share) + " " + report.Right(says_, says-1))
	}
	if len(rest) > 0 {
		t.none(t.Of("どちらとも言えない観測：", "speaks for neither: ") + strings.Join(rest, t.Of("、", "; ")))
	}
}

func (t *teller) likelihoods(g *leak.Genuine) [][2]string {
	if g.Real == nil && g.Altered == nil && g.Invented == nil {
		return [][2]string{{t.Of("判定", "verdict"), t.verdict(g.Verdict)}}
	}
	return [][2]string{{t.Of("確度", "likelihoods"), strings.Join([]string{
		t.Of("本物 ", "genuine ") + t.maybe(g.Real), t.Of("改変 ", "altered ") + t.maybe(g.Altered), t.Of("架空 ", "invented ") + t.maybe(g.Invented),
	}, t.Of("・", " · "))}}
}

func (t *teller) shares(o *leak.Ours) [][2]string {
	published := t.Of("公開項目の設定がなく不明", "unknown: nothing is declared as published")
	if o.Public != nil {
		published = t.Of(map[bool]string{true: "すべて集められる", false: "集められない内容を含む"}[*o.Public], map[bool]string{true: "yes, all of it", false: "no, not all of it"}[*o.Public])
	}
	matches, chance := t.unknown(), t.unknown()
	if o.Share != nil {
		matches = t.Of("使える行の"+t.share(*o.Share)+"が当社の人", t.share(*o.Share)+" of usable records are of our people")
	}
	if o.FalseRate != nil {
		chance = t.Of("他社のデータなら"+t.share(*o.FalseRate), t.share(*o.FalseRate)+" if it were somebody else's")
	}
	return [][2]string{
		{t.Of("一致", "matches"), matches},
		{t.Of("偶然の一致", "by chance"), chance},
		{t.Of("公開情報", "published"), published},
	}
}
