package dossier

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Listed is a list of cases, as it stands at a time.
type Listed struct {
	Cases  []Case // each with State, Duties, Affected and Now
	Hidden int    // closed ones that are left out
	At     time.Time
	Zone   *time.Location
}

// Order puts the most urgent first: what is late, then by the next due time, then what is not decided; closed ones last, the newest first.
func (l *Listed) Order() {
	slices.SortStableFunc(l.Cases, func(a, b Case) int {
		x, at := urgency(&a)
		y, bt := urgency(&b)
		if x != y {
			return cmp.Compare(x, y)
		}
		if d := at.Compare(bt); d != 0 {
			return d
		}
		return cmp.Compare(b.State.ID, a.State.ID)
	})
}

// urgency is the place of a case in the list, and within it when it is due.
func urgency(c *Case) (int, time.Time) {
	if !c.State.Closed.IsZero() {
		return 4, time.Time{}
	}
	if d := pressing(c.Duties); d != nil {
		return 0, moment(d)
	}
	for i := range c.Duties {
		switch c.Duties[i].Status {
		case breach.Due, breach.Late:
			return 1, time.Time{}
		case breach.Undecided:
			if !c.State.Small || doubtful(&c.Duties[i]) && c.Duties[i].Rule.Jurisdiction == "JP" {
				if d := looming(c.Duties); d != nil {
					return 2, d.If.At
				}
				return 2, time.Time{}
			}
		}
	}
	return 3, time.Time{}
}

func moment(d *breach.Duty) time.Time {
	if d.Due.AtOnce {
		return d.Due.Begin
	}
	return d.Due.At
}

// pressing is the open duty that is due first: of those with a day, else one that is due at once; nil if none is.
func pressing(ds []breach.Duty) *breach.Duty {
	var first *breach.Duty
	for i := range ds {
		d := &ds[i]
		if (d.Status == breach.Due || d.Status == breach.Late) && d.Due != nil && (first == nil || first.Due.AtOnce && !d.Due.AtOnce || first.Due.AtOnce == d.Due.AtOnce && moment(d).Before(moment(first))) {
			first = d
		}
	}
	return first
}

func (t *teller) status(s *breach.State) string {
	switch {
	case !s.Closed.IsZero():
		return t.Paint(report.Dim, t.Of(t.date(s.Closed)+" 終結", "closed "+t.date(s.Closed)))
	case s.NearMiss:
		return t.Of("ヒヤリハット", "near miss")
	case s.Small:
		return t.Of("対応中（軽微）", "open (small)")
	}
	return t.Paint(report.Bold, t.Of("対応中", "open"))
}

// List writes cases for people, a line each.
func List(w io.Writer, o report.Options, l *Listed) error {
	t := &teller{report.NewPage(w, o), &Case{At: l.At, Zone: l.Zone, Fact: nobody}, o.Lang, true}
	open, late := 0, 0
	for i := range l.Cases {
		if l.Cases[i].State.Closed.IsZero() {
			open++
		}
		if d := pressing(l.Cases[i].Duties); d != nil && d.Status == breach.Late {
			late++
		}
	}
	if len(l.Cases)+l.Hidden == 0 {
		t.Line(t.Of("事案はありません。", "There is no case."))
		return t.Flush()
	}
	head := t.Of(fmt.Sprintf("対応中 %d件", open), fmt.Sprintf("%s open", report.Plural(int64(open), "case", "cases")))
	if late > 0 {
		head += t.Of(fmt.Sprintf("（うち期限超過 %d件）", late), fmt.Sprintf(", %d late", late))
	}
	t.Line(t.Paint(report.Bold, head))
	if len(l.Cases) > 0 {
		t.Title(t.Of("番号       件名", "Number     Title"), report.Right(t.Of("人数", "people"), 11)+"  "+report.Fit(t.Of("次の期限", "next due"), 19))
	}
	for i := range l.Cases {
		t.row(&l.Cases[i])
	}
	if l.Hidden > 0 {
		t.Line(t.Paint(report.Dim, t.Of(fmt.Sprintf("終結済み %d件は省いています（--all で表示）", l.Hidden), fmt.Sprintf("%d closed (--all shows them)", l.Hidden))))
	}
	return t.Flush()
}

func nobody(string) *law.Fact { return nil }

func (t *teller) row(c *Case) {
	s := c.State
	due, style := t.Of("なし", "nothing due"), report.Dim
	switch d := pressing(c.Duties); {
	case !s.Closed.IsZero():
		due = t.Of(t.date(s.Closed)+" 終結", "closed "+t.date(s.Closed))
	case d != nil:
		if due, style = t.left(d), report.Bold; d.Status == breach.Late {
			style = report.Red
		}
	case s.NearMiss:
		due = t.Of("ヒヤリハット", "near miss")
	default:
		switch x, _ := urgency(c); x {
		case 1:
			due, style = t.Of("期限不明", "unknown"), report.Yellow
		case 2:
			due, style = t.Of("要否未確定", "not decided"), report.Yellow
			if d := looming(c.Duties); d != nil {
				x := *d
				x.Due = d.If
				due = t.Of("？ ", "? ") + t.left(&x)
			}
		}
	}
	const people, last = 11, 19
	w := t.Width() - 11 - people - 2 - last
	title := said(s.Title)
	if s.Small && s.Closed.IsZero() && !s.NearMiss {
		title = t.Of("［軽微］", "[small] ") + title
	}
	t.Line(report.Fit(s.ID, 11) + report.Fit(title, w) + report.Right(t.count(best(&c.Affected.Count)), people) + "  " + t.Paint(style, report.Cut(due, last)))
}
