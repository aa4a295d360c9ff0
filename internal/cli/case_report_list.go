package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	documents "github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
)

// needed is a document as the list tells it.
type needed struct {
	Form    string            `json:"form"`
	Title   string            `json:"title"`
	Reader  legal.Reader      `json:"reader"`
	Rule    string            `json:"rule,omitempty"`
	Status  breach.DutyStatus `json:"status,omitempty"`
	Due     *time.Time        `json:"due,omitempty"`
	LastDay string            `json:"last_day,omitempty"`
	Fields  int               `json:"fields"`
	Missing []string          `json:"missing"`
	Version int               `json:"version"`   // made last, 0: none
	Handed  int               `json:"submitted"` // handed in last, 0: none
	Receipt string            `json:"receipt,omitempty"`

	duty    *breach.Duty
	missing []string
}

// reports lists the documents that the case needs, in the order of urgency; with --list all there are.
func (a *app) reports(r *caseRoom, f *reportFlags, events []breach.Event, st *breach.State) error {
	if f.format != "" && f.format != "text" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", f.format)
	}
	in, err := r.input(events, st, f)
	if err != nil {
		return err
	}
	s := legal.Words(in, a.lang)
	list := a.needs(in, f.list)
	if f.format == "json" {
		enc := json.NewEncoder(a.Out)
		enc.SetEscapeHTML(false)
		for _, n := range list {
			if err := enc.Encode(map[string]needed{"document": n}); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(a.Out, a.say("No document is known to be needed by now; --list names all forms.", "現時点で必要と判定された文書はありません。--list ですべての様式を表示します。"))
	}
	for _, n := range list {
		a.need(s, &n)
	}
	if !f.list {
		fmt.Fprintln(a.Out, a.say("At any time: board, timeline, public-notice, web-form; --list names all.", "随時作成できる文書: board、timeline、public-notice、web-form（--list ですべて表示）"))
	}
	return nil
}

// needs finds them.
func (a *app) needs(in *legal.Input, all bool) []needed {
	var out []needed
	forms := documents.Catalogue()
	for i := range forms {
		form := &forms[i]
		n := needed{Form: form.ID, Title: form.Title.Of(a.lang), Reader: form.Reader, Missing: []string{}}
		for _, id := range form.Rules {
			if d := in.Duty(id); d != nil && (n.duty == nil || n.duty.Status == breach.None) {
				n.duty = d
			}
		}
		if !all && (n.duty == nil || n.duty.Status == breach.None) {
			continue
		}
		if d := n.duty; d != nil {
			n.Rule, n.Status = d.Rule.ID, d.Status
			if d.Due != nil {
				n.Due, n.LastDay = &d.Due.At, d.Due.LastDay
			}
		}
		for _, d := range in.State.Drafts {
			if d.Body.Document == form.ID {
				n.Version = max(n.Version, d.Body.Version)
			}
		}
		for _, u := range in.State.Submissions {
			if u.Body.Document == form.ID && u.Body.Version >= n.Handed {
				n.Handed, n.Receipt = u.Body.Version, u.Body.Receipt
			}
		}
		next := *in
		next.Next(forms, form, a.lang)
		entries := legal.Entries(form.Draft(&next, a.lang))
		n.Fields = len(entries)
		for _, e := range legal.Missing(entries) {
			n.Missing, n.missing = append(n.Missing, e.ID), append(n.missing, e.Name)
		}
		out = append(out, n)
	}
	slices.SortStableFunc(out, func(x, y needed) int { return urgency(in, x.duty) - urgency(in, y.duty) })
	return out
}

// urgency is the place of a duty among those of the case, which stand in that order.
func urgency(in *legal.Input, d *breach.Duty) int {
	for i := range in.Duties {
		if &in.Duties[i] == d {
			return i
		}
	}
	return len(in.Duties)
}

// need prints one.
func (a *app) need(s *legal.Sheet, n *needed) {
	for i, l := range report.Wrap(n.Form+"  "+n.Title, report.NewPage(a.Out, a.reportOptions()).Width()-4) {
		fmt.Fprintf(a.Out, "%s%s\n", []string{"", "    "}[min(i, 1)], l)
	}
	switch {
	case n.duty != nil && n.duty.Status == breach.None:
		fmt.Fprintf(a.Out, "    %s\n", s.DutyState(n.duty))
	case n.duty != nil:
		fmt.Fprintf(a.Out, "    %s  %s\n", s.DutyState(n.duty), s.DutyDue(n.duty))
	}
	switch {
	case n.Handed > 0:
		receipt := n.Receipt
		if receipt == "" {
			receipt = a.say("none", "なし")
		}
		fmt.Fprintf(a.Out, a.say("    version %d handed in, receipt %s\n", "    第%d版を提出済み、受付番号 %s\n"), n.Handed, receipt)
	case n.Version > 0:
		fmt.Fprintf(a.Out, a.say("    version %d made, not handed in\n", "    第%d版を作成済み、未提出\n"), n.Version)
	}
	if len(n.missing) > 0 {
		const most = 6
		names := n.missing
		more := ""
		if len(names) > most {
			more = fmt.Sprintf(a.say(" and %d more", "　ほか%d件"), len(names)-most)
			names = names[:most]
		}
		for _, l := range report.Wrap(fmt.Sprintf(a.say("missing %d of %d: %s%s", "未確定 %d件（全%d件）: %s%s"), len(n.missing), n.Fields, strings.Join(names, a.say(", ", "、")), more), report.NewPage(a.Out, a.reportOptions()).Width()-4) {
			fmt.Fprintf(a.Out, "    %s\n", l)
		}
	}
}
