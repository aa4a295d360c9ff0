package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/relief"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// stateFlags are the flags of what changes how a case stands.
type stateFlags struct {
	caseFlags
	why, source     string
	at, proof, note string
	partial         bool
}

func (a *app) caseClose() *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:   "close CASE",
		Short: a.say("Close a case; what is still open is told first", "事案を終結する（未了事項を先に確認）"),
		Long: a.say("Close a case. If duties, tasks, requests or leftovers are open it is refused, and they are told; --why closes it all the same.\nWhere two persons must decide (case.two_person: [close]), the first call records a decision and the second user's closes.",
			"事案を終結します。義務・タスク・照会・残存物の探索に未了のものがあれば一覧を示して中止します。--why で理由を付ければ終結できます。\n2名承認（case.two_person: [close]）の場合は、1人目の実行で決定を記録し、2人目の実行で終結します。"),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.closeCase(c.Context(), &f, args[0]) },
	}
	a.caseFlags(c, &f.caseFlags)
	c.Flags().StringVar(&f.why, "why", "", a.say("why it is closed, or though something is open", "終結の理由（未了事項がある場合は必須）"))
	return c
}

func (a *app) closeCase(ctx context.Context, f *stateFlags, id string) error {
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	return a.closeIn(ctx, r, f, events, st)
}

// closeIn closes a case that was loaded, or records that a user wants it.
func (a *app) closeIn(ctx context.Context, r *caseRoom, f *stateFlags, events []breach.Event, st *breach.State) error {
	var err error
	if !st.Closed.IsZero() {
		return fault.Errorf(fault.Usage, "case close %s: %s", st.ID, a.say("it is closed already", "すでに終結しています"))
	}
	if err := a.leftOpen(a.dossier(r, events, st, r.now()), f.why); err != nil {
		return err
	}
	why := a.typed(r, f.why)
	if why == "" {
		why = a.say("nothing is left open", "未了事項なし")
	}
	if two(r, breach.ActClose) {
		if yes, _ := st.Deciders(breach.ActClose, "", r.about.Users); !slices.Contains(yes, r.by) {
			if err := r.add(ctx, st, breach.Entry{Body: breach.Decided{Act: breach.ActClose, Choice: "yes", Why: why}}); err != nil {
				return err
			}
			if _, st, err = r.load(ctx, st.ID); err != nil {
				return err
			}
		}
		if st.Allowed(breach.ActClose, "", r.about) != nil {
			fmt.Fprintf(a.Out, a.say("%s: your decision to close it is recorded.\n", "%s：終結の決定を記録しました。\n"), st.ID)
			a.still(r, st, breach.ActClose, "")
			return nil //nolint:nilerr // that another has to decide too is no failure
		}
	}
	if err := r.add(ctx, st, breach.Entry{Body: breach.Closed{Why: why}}); err != nil {
		return err
	}
	fmt.Fprintf(a.Out, a.say("%s is closed.\n", "%s を終結しました。\n"), st.ID)
	if n := int64(st.Indicators); n > 0 {
		fmt.Fprintf(a.Out, a.say("watch looks out for its indicators from now on: %s.\n", "以後、この事案の痕跡 %s件を watch が監視します。\n"), report.Number(n))
	}
	return nil
}

// leftOpen refuses to close a case of which something is open, unless a reason is given; what is open is told in both cases.
func (a *app) leftOpen(d *dossier.Case, why string) error {
	open := a.openOf(d)
	if len(open) == 0 {
		return nil
	}
	p := report.NewPage(a.Err, a.reportOptions())
	p.Line(p.Of("未了事項：", "Still open:"))
	for _, s := range open {
		for i, l := range report.Wrap(s, p.Width()-4) {
			p.Line([]string{"  - ", "    "}[min(i, 1)] + l)
		}
	}
	if err := p.Flush(); err != nil {
		return err
	}
	if why == "" {
		return fault.Errorf(fault.Usage, "case close %s: %s", d.State.ID, a.say("something is still open; --why closes it all the same", "未了事項があります。終結するには --why で理由を付けてください"))
	}
	return nil
}

// openOf is what is still open of a case, a line each.
func (a *app) openOf(d *dossier.Case) []string {
	open := dossier.Open(d, a.lang)
	for _, f := range relief.Check([]*breach.State{d.State}, d.At) {
		switch f.Code { // the others are tasks, which are told already
		case relief.Unhunted:
			open = append(open, a.say("leftover that nobody looked for: ", "調査していない残存リスク：")+f.What.Of(a.lang))
		case relief.Nothing:
			open = append(open, f.What.Of(a.lang))
		}
	}
	return open
}

func (a *app) caseReopen() *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:   "reopen CASE --why TEXT",
		Short: a.say("Open a closed case again", "終結した事案を再開する"),
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if f.why == "" {
				return fault.Errorf(fault.Usage, "case reopen: --why is needed")
			}
			return a.change(c.Context(), &f.caseFlags, args[0], func(r *caseRoom, st *breach.State) (breach.Body, error) { return a.reopening(r, st, &f) })
		},
	}
	a.caseFlags(c, &f.caseFlags)
	c.Flags().StringVar(&f.why, "why", "", a.say("why", "理由"))
	c.Flags().StringVar(&f.source, "source", "", a.say("what makes it so: a piece of evidence (E3), who says so", "根拠（証拠番号 E3、申告者など）"))
	return c
}

func (a *app) reopening(r *caseRoom, st *breach.State, f *stateFlags) (breach.Body, error) {
	if st.Closed.IsZero() {
		return nil, fault.Errorf(fault.Usage, "case reopen %s: %s", st.ID, a.say("it is open", "終結していません"))
	}
	return breach.Reopened{Why: a.typed(r, f.why), Source: a.typed(r, f.source)}, nil
}

func (a *app) caseContain() *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:   "contain CASE WHAT",
		Short: a.say("Record a step that stops the leak or its spread", "封じ込め（遮断・失効など）を記録する"),
		Args:  cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return a.change(c.Context(), &f.caseFlags, args[0], func(r *caseRoom, _ *breach.State) (breach.Body, error) { return a.containing(r, args[1], &f) })
		},
	}
	a.caseFlags(c, &f.caseFlags)
	a.atFlag(c, &f.at)
	c.Flags().StringVar(&f.proof, "proof", "", a.say("what shows it: a piece of evidence (E4)", "証跡（証拠番号 E4 など）"))
	return c
}

func (a *app) containing(r *caseRoom, what string, f *stateFlags) (breach.Body, error) {
	m, err := a.whenTyped(r, f.at)
	return breach.Contained{What: a.typed(r, what), At: m, Proof: a.typed(r, f.proof)}, err
}

func (a *app) caseMet() *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:   "met CASE RULE --proof TEXT",
		Short: a.say("Record that a duty was met, with the proof", "義務の履行を証跡とともに記録する"),
		Args:  cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			if f.proof == "" {
				return fault.Errorf(fault.Usage, "case met: --proof is needed: a receipt number, a piece of evidence, a document's hash")
			}
			return a.change(c.Context(), &f.caseFlags, args[0], func(r *caseRoom, _ *breach.State) (breach.Body, error) { return a.meeting(r, args[1], &f) })
		},
	}
	a.caseFlags(c, &f.caseFlags)
	a.atFlag(c, &f.at)
	c.Flags().StringVar(&f.proof, "proof", "", a.say("a receipt number, a piece of evidence, a document's hash", "受付番号・証拠番号・書類のハッシュなど"))
	c.Flags().StringVar(&f.note, "note", "", a.say("a remark", "備考"))
	c.Flags().BoolVar(&f.partial, "partial", false, a.say("only in part", "一部のみ"))
	return c
}

func (a *app) meeting(r *caseRoom, rule string, f *stateFlags) (breach.Body, error) {
	if r.book.Rule(rule, r.now()) == nil {
		return nil, noRule("case met")
	}
	m, err := a.whenTyped(r, f.at)
	return breach.Met{Rule: rule, At: m.At, Proof: a.typed(r, f.proof), Partial: f.partial, Note: a.typed(r, f.note)}, err
}

func noRule(command string) error {
	return fault.Errorf(fault.Usage, "%s: there is no such rule; tsutsumi law list names them", command)
}

func (a *app) atFlag(c *cobra.Command, at *string) {
	c.Flags().StringVar(at, "at", "", a.say("when, as exactly as it is known (2026-12-04 09:12, 2026-12, about 2026-10-18); now", "日時（分かる精度で。2026-12-04 09:12、2026-12、2026-10-18ごろ）。既定は現在"))
}

// whenTyped is a time as typed, now if none was.
func (a *app) whenTyped(r *caseRoom, s string) (breach.Moment, error) {
	if s == "" {
		return breach.Moment{At: r.now().Truncate(time.Second), Precision: breach.Second}, nil
	}
	m, err := momentTyped(s, r.zone)
	if err == nil && m.At.After(r.now()) {
		return m, fault.Errorf(fault.Usage, "--at: it lies in the future")
	}
	return m, err
}

// change records one thing of a case, says that it did, and what became of duties.
func (a *app) change(ctx context.Context, f *caseFlags, id string, make func(*caseRoom, *breach.State) (breach.Body, error)) error {
	r, done, err := a.caseRoom(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	body, err := make(r, st)
	if err != nil {
		return err
	}
	return a.recorded(ctx, r, events, st, breach.Entry{Body: body})
}

// recorded records entries, says that it did, and what became of duties.
func (a *app) recorded(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, entries ...breach.Entry) error {
	was := r.dutiesAt(st, events, r.now())
	if err := r.add(ctx, st, entries...); err != nil {
		return err
	}
	events, st, err := r.load(ctx, st.ID)
	if err != nil {
		return err
	}
	d := a.dossier(r, events, st, r.now())
	for i := len(events) - len(entries); i < len(events); i++ {
		if err := dossier.Event(a.Out, a.reportOptions(), d, &events[i]); err != nil {
			return err
		}
	}
	return dossier.Changes(a.Out, a.reportOptions(), d, was)
}

// typed is what a person typed in, with personal data in it masked; the person is told.
func (a *app) typed(r *caseRoom, s string) string {
	masked, n := r.clean(s)
	if n > 0 {
		fmt.Fprintf(a.Err, a.say("%s masked in what you typed\n", "入力内の個人データ %s件をマスクしました\n"), a.say(report.Plural(int64(n), "personal datum was", "personal data were"), report.Number(int64(n))))
	}
	return masked
}
