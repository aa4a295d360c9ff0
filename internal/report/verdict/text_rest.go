package verdict

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// harm says to how many people what can be done.
func (t text) harm(m *leak.Match) {
	t.Title(t.Of("本人に及びうる被害", "What can be done to them"), report.Right(t.Of("人数", "people"), 13)+strings.Repeat(" ", 11))
	if unhurt(m) {
		t.none(t.Of("人数が分からないため、不明です。", "Unknown, as the people could not be counted."))
		return
	}
	var most int64
	for _, h := range m.Harm {
		most = max(most, h.People)
	}
	for _, h := range m.Harm {
		style := report.Blue
		if h.Level == leak.Levels[0] {
			style = report.Red
		}
		t.bars(style, t.level(h.Level), h.People, most, t.harmShare(m, h.People))
	}
	axis := ""
	for _, a := range sortedAxes(m.Axes) {
		if a.Axis != axis {
			axis = a.Axis
			t.Line("  " + t.Paint(report.Bold, report.Cut(t.axis(axis), t.Width()-2)))
		}
		const lw = 10
		left := t.Width() - 4 - lw - 13
		ls := report.Wrap(t.kinds(a.Kinds)+t.rule(a.Rule), left-2)
		for i, l := range ls {
			head, tail := "", ""
			if i == 0 {
				head, tail = t.level(a.Level), report.Number(a.People)
			}
			t.Line("    " + report.Fit(head, lw) + report.Fit(l, left) + report.Right(tail, 13))
		}
	}
}

func (t *teller) rule(r string) string {
	if r == "" {
		return ""
	}
	return t.Of("［"+word(r)+"］", " ["+word(r)+"]")
}

// harmShare is a level's share of the people, as far as their number is known.
func (t *teller) harmShare(m *leak.Match, n int64) string {
	if m.People.Likely == nil {
		return ""
	}
	return t.of(n, *m.People.Likely)
}

func (t text) secretTable(m *leak.Match) {
	t.Title(t.Of("認証情報", "Credentials"), report.Right(t.Of("件数", "values"), 13))
	for _, s := range t.secrets(&m.Secrets) {
		t.Line("  " + report.Fit(s.What, t.Width()-15) + report.Right(report.Number(s.N), 13))
	}
	if m.Secrets.People > 0 {
		t.none(t.Of("すぐ使えるもの・解読されうるものの持ち主 "+t.persons(m.Secrets.People), report.Plural(m.Secrets.People, "person owns", "people own")+" any of the first two"))
	}
}

func (t text) law(m *leak.Match) {
	const state, n = 12, 13
	t.Title(t.Of("法令上の区分", "What the law asks"), report.Right(t.Of("該当", "applies"), state)+report.Right(t.Of("人数", "people"), n))
	for _, a := range t.articles(m) {
		style := report.Plain
		if a.Applies {
			style = report.Bold
		}
		left := t.Width() - 2 - state - n
		lw := left / 2
		t.Line("  " + t.Paint(style, report.Fit(a.What, lw)) + t.Paint(report.Dim, report.Fit(a.Law, left-lw)) + t.Paint(style, report.Right(a.State, state)) + report.Right(a.People, n))
	}
	if len(m.Law.Kinds) > 0 {
		t.fact(t.Of("該当する項目", "kinds concerned"), t.kinds(m.Law.Kinds))
	}
	t.none(t.Of("「該当なし」は、読めた範囲で見つからなかったという意味です。", "“None found” is said of what could be read."))
}

func (t text) canaries(m *leak.Match) {
	t.Title(t.Of("ダミーの人物", "Canaries"), report.Right(t.Of("登録日", "planted"), 16)+report.Right(t.Of("件数", "hits"), 8))
	if len(m.Canaries) == 0 {
		t.none(t.Of("見つかっていません。", "None found."))
	}
	for i := range m.Canaries[:min(len(m.Canaries), listShown)] {
		c := &m.Canaries[i]
		t.Line("  " + report.Fit(t.copyOf(c), t.Width()-26) + report.Right(t.day(c.Planted), 16) + report.Right(report.Number(c.Hits), 8))
	}
	t.more(len(m.Canaries) - listShown)
}

func (t text) assets(m *leak.Match) {
	t.Title(t.Of("名前の出る当社の資産", "Our assets named in it"), report.Right(t.Of("種別", "type"), 10)+report.Right(t.Of("件数", "hits"), 10))
	if len(m.Assets) == 0 {
		t.none(t.Of("見つかっていません。", "None found."))
	}
	for i := range m.Assets[:min(len(m.Assets), listShown)] {
		a := &m.Assets[i]
		t.Line("  " + report.Fit(report.CutPath(clean(a.Name), t.Width()-24), t.Width()-22) + report.Right(t.assetType(a.Type), 10) + report.Right(report.Number(a.Hits), 10))
	}
	t.more(len(m.Assets) - listShown)
}

func (t text) recycled(m *leak.Match) {
	t.Title(t.Of("再流通か", "Seen before"), report.Right(t.Of("見た日", "seen"), 16)+report.Right(t.Of("人の割合", "of its people"), 15))
	if len(m.Recycled) == 0 {
		t.none(t.Of("以前に照合した流出データとの重なりは見つかっていません。", "It does not overlap with any dump matched before."))
	}
	for i := range m.Recycled[:min(len(m.Recycled), listShown)] {
		r := &m.Recycled[i]
		t.Line("  " + report.Fit(report.CutPath(clean(r.Dump), t.Width()-35), t.Width()-33) + report.Right(t.day(r.Seen), 16) + report.Right(t.again(r), 15))
	}
	t.more(len(m.Recycled) - listShown)
}

// claim answers what is said of a dump point by point.
func (t text) claim(m *leak.Match) {
	if len(m.Claim) == 0 {
		return
	}
	t.Title(t.Of("販売者などの主張の検証", "What is claimed of it"), "")
	for _, a := range t.answers(m.Claim) {
		style := report.Plain
		if a.Refuted {
			style = report.Red
		}
		t.Ends(style, "  "+a.Point+t.Of("：", ": ")+a.State, "")
		t.Wrap(report.Plain, t.Of("主張 ", "claimed ")+a.Claimed+t.Of("／照合結果 ", "; found ")+a.Found+t.because(a.Evidence), 4)
	}
}

func (t *teller) because(s string) string {
	if s == "" {
		return ""
	}
	return t.Of("（"+s+"）", " ("+s+")")
}

func (t text) skipped(m *leak.Match) {
	if len(m.Skipped) == 0 {
		return
	}
	t.Title(fmt.Sprintf(t.Of("読めなかったもの（%s件）", "Could not be read, or not to its end (%s)"), report.Number(int64(len(m.Skipped)))), "")
	for i := range m.Skipped[:min(len(m.Skipped), listShown)] {
		s := &m.Skipped[i]
		t.Line("  " + report.CutPath(clean(s.Name), t.Width()-2))
		t.Wrap(report.Yellow, clean(t.Failure(s.Class, s.Error)), 4)
	}
	t.more(len(m.Skipped) - listShown)
}

func (t text) next(m *leak.Match) {
	t.Title(t.Of("いま行うべきこと", "What to do now"), "")
	for i, s := range t.steps(m) {
		ls := report.Wrap(s.Do, t.Width()-6)
		for j, l := range ls {
			head := report.Right(fmt.Sprint(i+1), 3) + "  "
			if j > 0 {
				head = "     "
			}
			if j == len(ls)-1 && s.Command != "" && report.Columns(l)+2+report.Columns(s.Command) <= t.Width()-6 {
				l, s.Command = l+"  "+t.Paint(report.Blue, s.Command), ""
			}
			t.Line(head + l)
		}
		if s.Command != "" {
			t.Line("     " + t.Paint(report.Blue, s.Command))
		}
	}
}

func (t text) foot(m *leak.Match) {
	t.Line("")
	t.Wrap(report.Dim, strings.Join(t.made(m), t.Of("・", " · ")), 0)
	t.Wrap(report.Dim, t.Of("この報告に個人データそのものは含まれません（伏字と件数のみ）。", "No personal datum is in this report: masks and counts only."), 0)
}

// made says when and with what a match was made.
func (t *teller) made(m *leak.Match) []string {
	var out []string
	if m.ID != "" {
		out = append(out, t.Of("照合 ", "match ")+named(m.ID))
	}
	if !m.Started.IsZero() {
		out = append(out, t.moment(m.Started)+" "+t.zone(m.Started))
	}
	if m.Elapsed > 0 {
		out = append(out, fmt.Sprintf(t.Of("%.1f秒", "%.1f s"), float64(m.Elapsed)/1000))
	}
	if m.Key != "" {
		out = append(out, t.Of("鍵 ", "key ")+named(m.Key))
	}
	return out
}
