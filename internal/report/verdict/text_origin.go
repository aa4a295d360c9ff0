package verdict

import (
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// origins tells of each store what it explains of a dump, and when the copy was taken.
func (t text) origins(m *leak.Match) {
	t.Title(t.Of("どの保管元から、いつ", "From which store, and when"), report.Right(t.Of("人数", "people"), 13)+report.Right(t.Of("行の割合", "of records"), 11))
	if len(m.Origin) == 0 {
		t.none(t.Of("説明できる保管元は見つかっていません。", "No store is known to explain it."))
		return
	}
	for i := range m.Origin {
		t.origin(m, &m.Origin[i])
	}
	if n, share, ok := strangers(m); ok {
		s := t.Of("当社の誰とも一致しない行", "records of nobody of ours")
		t.Line("  " + report.Fit(s, t.Width()-2-13-11) + report.Right(report.Number(n)+t.Of("行", " rec."), 13) + report.Right(t.share(share), 11))
	}
}

func (t text) origin(m *leak.Match, o *leak.Origin) {
	name := t.Width() * 3 / 10
	t.Line("  " + t.Paint(report.Bold, report.Fit(clean(o.Store), name)) + " " +
		t.Paint(report.Blue, bar(int64(o.Share*1e6), 1e6, t.Width()-2-name-1-13-11)) + report.Right(report.Number(o.Persons), 13) + report.Right(t.share(o.Share), 11))
	t.fact("  "+t.Of("時点", "window"), t.window(o))
	t.draw(o, m.What.To)
	var about []string
	about = append(about, t.Of("この保管元だけで説明できる行 "+report.Number(o.Alone), report.Number(o.Alone)+" records that this store alone explains"))
	about = append(about, t.Of("列の似かた ", "likeness of columns ")+t.maybe(o.Schema))
	t.fact("  "+t.Of("根拠", "evidence"), strings.Join(about, t.Of("・", " · ")))
	if len(o.Only) > 0 {
		t.fact("  "+t.Of("ここだけの列", "its own columns"), strings.Join(cleanAll(o.Only), t.Of("、", ", ")))
	}
}

// window says when a copy was taken and how many records agree.
func (t *teller) window(o *leak.Origin) string {
	s := t.span(o.After, o.Before)
	if o.After == nil && o.Before == nil {
		return s
	}
	return s + t.Of(fmt.Sprintf("（合う行 %s、合わない行 %s）", report.Number(o.For), report.Number(o.Against)),
		fmt.Sprintf(" (%s records agree, %s do not)", report.Number(o.For), report.Number(o.Against)))
}

// draw draws a store's snapshots, the window and the dump's newest timestamp in one line, with days below it.
func (t text) draw(o *leak.Origin, newest *time.Time) {
	l, ok := line(o, newest)
	if !ok {
		return
	}
	w := t.Width() - 8
	at := func(x float64) int { return min(int(x*float64(w)), w-1) }
	row := []rune(strings.Repeat("─", w))
	if l.right > l.left {
		for i := at(l.left); i <= at(l.right); i++ {
			row[i] = '▒'
		}
	}
	labels := []label{}
	for _, k := range l.ticks {
		row[at(k.at)] = '┼'
		rank := 2
		if k.edge {
			rank = 0
		}
		labels = append(labels, label{at(k.at), t.shortDay(k.turns.Snapshot), rank})
	}
	if n := len(labels); n > 1 {
		labels[0].rank, labels[n-1].rank = min(labels[0].rank, 1), min(labels[n-1].rank, 1)
	}
	if l.known {
		row[at(l.newest)] = '◆'
	}
	t.Line("    " + t.Paint(report.Blue, string(row)))
	t.Line("    " + t.Paint(report.Dim, place(labels, w)))
	legend := t.Of("┼ 索引の時点  ▒ 写しが取られた幅", "┼ snapshot  ▒ when the copy was taken")
	if l.known {
		legend += t.Of("  ◆ 最新の日時 ", "  ◆ newest timestamp ") + t.moment(*newest)
		if l.far != 0 {
			legend += t.Of("（図の外）", " (beyond the line)")
		}
	}
	t.Wrap(report.Dim, legend, 4)
	if l.hidden > 0 {
		t.Wrap(report.Dim, fmt.Sprintf(t.Of("ほか%d時点は省略", "%d more snapshots are not drawn"), l.hidden), 4)
	}
}

func (t *teller) shortDay(at time.Time) string { return t.local(at).Format("1/2") }

type label struct {
	at   int
	text string
	rank int // the lowest is placed first
}

// place writes labels around their columns, leaving out those for which there is no room.
func place(labels []label, w int) string {
	row := []rune(strings.Repeat(" ", w))
	for rank := range 3 {
		for _, l := range labels {
			n := len(l.text)
			from := min(max(l.at-n/2, 0), w-n)
			if l.rank == rank && strings.TrimSpace(string(row[max(from-1, 0):min(from+n+1, w)])) == "" {
				copy(row[from:], []rune(l.text))
			}
		}
	}
	return string(row)
}
