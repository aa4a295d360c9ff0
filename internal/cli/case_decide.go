package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// decideFlags are what a decision says.
type decideFlags struct {
	caseFlags
	of, choice, why string
}

var acts = []string{breach.ActSend, breach.ActClose, breach.ActReport, breach.ActApply, breach.ActOther}

func (a *app) caseDecide() *cobra.Command {
	var f decideFlags
	c := &cobra.Command{
		Use:   "decide CASE ACT --choice CHOICE --why TEXT",
		Short: a.say("Record a decision; of two that are wanted, one", "決定を記録する（2名承認の一方を含む）"),
		Long: a.say("ACT is send (notices), close (the case), report (to an authority), apply (whether a duty applies; --of RULE --choice yes|no) or other.\nWhere the owner wants two persons for an act (case.two_person of tsutsumi.yaml), two users must decide yes on the same thing.",
			"ACT は send（本人通知の送付）・close（事案の終結）・report（当局への報告）・apply（義務の該当性。--of に規定ID、--choice yes|no）・other のいずれかです。\ntsutsumi.yaml の case.two_person に挙げた行為は、同じ対象について2名が yes と決定する必要があります。"),
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error { return a.decide(c.Context(), &f, args[0], args[1]) },
	}
	fl := c.Flags()
	a.caseFlags(c, &f.caseFlags)
	fl.StringVar(&f.of, "of", "", a.say("what it is about: a rule, a batch of letters, a document", "対象（規定ID・通知バッチ・書類）"))
	fl.StringVar(&f.choice, "choice", "", a.say("yes, no, or what was decided", "yes・no、又は決定の内容"))
	fl.StringVar(&f.why, "why", "", a.say("why", "理由"))
	return c
}

func (f *decideFlags) check(act string) error {
	switch {
	case !slices.Contains(acts, act):
		return fault.Errorf(fault.Usage, "case decide: ACT is one of %s", strings.Join(acts, ", "))
	case f.choice == "" || f.why == "":
		return fault.Errorf(fault.Usage, "case decide: --choice and --why are needed")
	case act == breach.ActApply && f.of == "":
		return fault.Errorf(fault.Usage, "case decide %s: --of names the rule", act)
	case act != breach.ActOther && f.choice != "yes" && f.choice != "no":
		return fault.Errorf(fault.Usage, "case decide %s: --choice is yes or no", act)
	}
	return nil
}

func (a *app) decide(ctx context.Context, f *decideFlags, id, act string) error {
	if err := f.check(act); err != nil {
		return err
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	return a.decideIn(ctx, r, f, act, events, st)
}

// decideIn records a decision of a case that was loaded.
func (a *app) decideIn(ctx context.Context, r *caseRoom, f *decideFlags, act string, events []breach.Event, st *breach.State) error {
	if act == breach.ActApply && r.book.Rule(f.of, r.now()) == nil {
		return noRule("case decide apply")
	}
	d := breach.Decided{Act: act, Of: a.typed(r, f.of), Choice: a.typed(r, f.choice), Why: a.typed(r, f.why)}
	if err := a.recorded(ctx, r, events, st, breach.Entry{Body: d}); err != nil {
		return err
	}
	_, st, err := r.load(ctx, st.ID)
	if err != nil {
		return err
	}
	a.still(r, st, act, d.Of)
	return nil
}

// two tells whether an act wants two persons.
func two(r *caseRoom, act string) bool {
	return slices.Contains(r.about.TwoPersons, act)
}

// still says who must decide yet, where two must.
func (a *app) still(r *caseRoom, st *breach.State, act, of string) {
	if !two(r, act) {
		return
	}
	yes, no := st.Deciders(act, of, r.about.Users)
	switch {
	case len(no) > 0:
		fmt.Fprintf(a.Out, a.say("Not allowed: %s decided against it.\n", "不可：%s が反対しています。\n"), strings.Join(no, ", "))
	case len(yes) >= 2:
		fmt.Fprintf(a.Out, a.say("Allowed: decided by %s.\n", "可：%s が承認しました。\n"), strings.Join(yes, a.say(" and ", "・")))
	default:
		fmt.Fprintln(a.Out, a.second(r, yes))
	}
}

// second says whose decision is missing.
func (a *app) second(r *caseRoom, yes []string) string {
	var left []string
	for _, u := range r.about.Users {
		if !slices.Contains(yes, u) {
			left = append(left, u)
		}
	}
	who := strings.Join(left, a.say(" or ", "・"))
	if who == "" {
		who = a.say("another user", "別の利用者")
	}
	if len(yes) == 0 {
		return fmt.Sprintf(a.say("Two users must decide: %s.", "2名の決定が必要です：%s"), who)
	}
	return fmt.Sprintf(a.say("A second user must decide too, beside %s: %s.", "%s に加えて、もう1名の決定が必要です：%s"), yes[0], who)
}

// waiting are the decisions that a second user must still join.
func (a *app) waiting(r *caseRoom, st *breach.State) []string {
	if !st.Closed.IsZero() {
		return nil
	}
	var out []string
	seen := map[[2]string]bool{}
	for i := range st.Decisions {
		d := &st.Decisions[i].Body
		key := [2]string{d.Act, d.Of}
		if seen[key] || !two(r, d.Act) {
			continue
		}
		seen[key] = true
		if yes, no := st.Deciders(d.Act, d.Of, r.about.Users); len(yes) == 1 && len(no) == 0 {
			out = append(out, a.actName(d.Act)+": "+a.second(r, yes))
		}
	}
	return out
}

func (a *app) actName(act string) string {
	switch act {
	case breach.ActSend:
		return a.say("Sending notices", "本人通知の送付")
	case breach.ActClose:
		return a.say("Closing", "事案の終結")
	case breach.ActReport:
		return a.say("Reporting", "当局への報告")
	}
	return act
}
