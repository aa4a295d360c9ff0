package dossier

import (
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Changes tells what became of duties by what was just recorded: c holds them as they are now. It writes nothing if nothing changed.
func Changes(w io.Writer, o report.Options, c *Case, was []breach.Duty) error {
	t := &teller{report.NewPage(w, o), c, o.Lang, false}
	old := map[string]*breach.Duty{}
	for i := range was {
		old[was[i].Rule.ID] = &was[i]
	}
	for i := range c.Duties {
		d := &c.Duties[i]
		before, after := "", t.stands(d)
		if x := old[d.Rule.ID]; x != nil {
			before = t.stands(x)
		} else if d.Status == breach.None || d.Status == breach.Undecided {
			continue
		}
		if before == after {
			continue
		}
		if before != "" {
			after = before + " → " + after
		}
		style := report.Plain
		if d.Status == breach.Late {
			style = report.Red
		}
		t.ends(style, "  "+t.name(d), report.Cut(after, t.Width()*2/3))
	}
	return t.Flush()
}

// stands says in a few words how a duty stands.
func (t *teller) stands(d *breach.Duty) string {
	switch d.Status {
	case breach.Done:
		return t.Of("済", "met")
	case breach.DoneLate:
		return t.Of("済（期限後）", "met, late")
	case breach.None:
		if against(d) {
			return t.Of("対象外と判断（計算上は該当）", "decided no, by facts yes")
		}
		return t.Of("対象外", "not applicable")
	case breach.Undecided:
		return t.Of("未確定", "undecided")
	}
	switch {
	case d.Due == nil:
		return t.Of("要・期限不明", "due, unknown when")
	case d.Due.AtOnce:
		return t.Of("直ちに", "due at once")
	}
	return t.Of(d.Due.LastDay+" まで", "due "+d.Due.LastDay)
}
