package cases

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func firstOpen(d *breach.Duty) string {
	if len(d.Open) == 0 {
		return ""
	}
	return d.Open[0]
}

func (p *page) orUnknown(s string) string { return first(s, look.Unknown(p.Lang)) }

func (p *page) unit(n *int64) string {
	if n == nil {
		return ""
	}
	return p.of("人", "people")
}

func (p *page) openTone(open bool) look.Tone {
	if open && p.C.State.Closed.IsZero() && !p.C.State.NearMiss {
		return look.Warn
	}
	return look.Neutral
}

// dash is a number of a table; unknown is a dash there, as nobody said it at that time.
func dash(n *int64) string {
	if n == nil {
		return "―"
	}
	return report.Number(*n)
}

func (p *page) nextCard(s sorted) look.Card {
	c := look.Card{Label: p.of("次の期限", "Next due"), Word: true, Value: p.of("なし", "nothing")}
	if !p.C.State.Closed.IsZero() {
		c.Value = p.of("終結済み", "closed")
		return c
	}
	if d := pressing(s.Open); d != nil {
		c.Value, c.Href = p.Say.Left(d), "#"+d.Rule.ID
		if d.Status == breach.Late {
			c.Tone = look.Danger
		}
	}
	return c
}

// pressing is the duty that is due first: of those with a day, else one that is due at once.
func pressing(ds []*breach.Duty) *breach.Duty {
	for _, at := range []bool{false, true} {
		for _, d := range ds {
			if d.Due != nil && d.Due.AtOnce == at {
				return d
			}
		}
	}
	return nil
}

func (p *page) nextNote(s sorted) string {
	if d := pressing(s.Open); d != nil && p.C.State.Closed.IsZero() {
		return p.Say.Duty(d)
	}
	if n := len(p.questions(s.Undecided)); n > 0 && p.C.State.Closed.IsZero() {
		return p.of(fmt.Sprintf("要否を決める問い %d", n), report.Plural(int64(n), "open question decides", "open questions decide")+" whether more applies")
	}
	return p.of("登録 ", "opened ") + p.Say.Date(p.C.State.Opened)
}

func (p *page) tallied(s sorted) string {
	var out []string
	for _, x := range []struct {
		n      int
		ja, en string
	}{{len(s.Open), "対応要", "open"}, {len(s.Undecided), "未確定", "undecided"}, {len(s.Done), "済", "met"}, {len(s.None) + len(s.Overruled), "対象外", "not applicable"}} {
		if x.n > 0 {
			out = append(out, p.of(x.ja+" "+strconv.Itoa(x.n), strconv.Itoa(x.n)+" "+x.en))
		}
	}
	return strings.Join(out, p.of("・", ", "))
}

// elsewhere counts the duties that hang on what the owner did not declare.
func (p *page) elsewhere(ds []*breach.Duty) (n int) {
	for _, d := range ds {
		if dossier.Ourselves(firstOpen(d)) {
			n++
		}
	}
	return n
}

func (p *page) unread() bool {
	return slices.ContainsFunc(p.C.Duties, func(d breach.Duty) bool { return !d.Rule.Source.Verified && d.Status != breach.None })
}

func (p *page) missing(d *breach.Duty) string {
	var out []string
	for i := range d.Missing {
		out = append(out, p.Say.Text(d.Missing[i].Text))
	}
	return strings.Join(out, p.of("、", ", "))
}

func (p *page) recipients(d *breach.Duty) string {
	var out []string
	for i := range d.Recipients[:min(3, len(d.Recipients))] {
		out = append(out, p.Say.Text(d.Recipients[i].Name))
	}
	s := strings.Join(out, p.of(" 又は ", " or "))
	if n := len(d.Recipients) - 3; n > 0 {
		s += p.of(fmt.Sprintf(" ほか%d", n), fmt.Sprintf(" and %d more", n))
	}
	return s
}

func (p *page) ifSo(d *breach.Duty) string {
	if s := p.Say.LeftIf(d); s != "" {
		return p.of("該当すれば ", "if so, ") + s
	}
	return ""
}

func (p *page) help(fact string) string {
	if f := p.C.Fact(fact); f != nil {
		return p.Say.Text(f.Help)
	}
	return ""
}

func (p *page) applyForm(d *breach.Duty) form {
	f := p.formOf("decide", query("act", breach.ActApply, "of", d.Rule.ID))
	f.Title = p.of("該当するかを判断する", "Decide whether it applies")
	return f
}

// chart is the number of persons over time as two paths.
type chart struct{ Max, Likely string }

// chartOf draws steps on a logarithmic scale, which shows a claim of millions beside a count of hundreds; nil if there is nothing to be seen.
func chartOf(steps []dossier.Step) *chart {
	most := int64(0)
	for i := range steps {
		for _, n := range []*int64{steps[i].Count.Max, steps[i].Count.Likely} {
			if n != nil {
				most = max(most, *n)
			}
		}
	}
	if len(steps) < 2 || most == 0 {
		return nil
	}
	y := func(n int64) float64 { return 78 - 70*math.Log1p(float64(n))/math.Log1p(float64(most)) }
	path := func(of func(*breach.Count) *int64) string {
		var b strings.Builder
		drawn := false
		for i := range steps {
			from, to := 400*float64(i)/float64(len(steps)), 400*float64(i+1)/float64(len(steps))
			n := of(&steps[i].Count)
			if n == nil {
				drawn = false
				continue
			}
			c := "L"
			if !drawn {
				c = "M"
			}
			fmt.Fprintf(&b, "%s%.1f %.1fL%.1f %.1f", c, from, y(*n), to, y(*n))
			drawn = true
		}
		return b.String()
	}
	return &chart{path(func(c *breach.Count) *int64 { return c.Max }), path(func(c *breach.Count) *int64 { return c.Likely })}
}
