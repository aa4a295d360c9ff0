package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/deadline"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/relief"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/vault"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// taskFlags are the flags of case task.
type taskFlags struct {
	caseFlags
	format string

	propose, accept, recurrence bool
	only                        []string

	add, sort, kind, owner, due string
	of, done                    int64
	source, tested              string
	ended                       bool
	measure, key                string

	given func(flag string) bool // whether it was given at all
}

func (a *app) caseTask() *cobra.Command {
	var f taskFlags
	c := &cobra.Command{
		Use:   "task CASE [TASK]",
		Short: a.say("What is done for the persons and against the next time: propose, assign, measure", "本人の救済と再発防止のタスク：提案・割当て・進捗の測定"),
		Long: a.say(`Lists the tasks of a case with how far each is.

  tsutsumi case task 7 --propose               what the kinds found call for; --accept makes tasks of it (--only names some)
  tsutsumi case task 7 --add TEXT --sort prevention --owner NAME --due 2027-01-31
  tsutsumi case task 7 T1 --done 8300 --source TEXT
  tsutsumi case task 7 T3 --measure FILE|URL   counts who is in a list of those done, by fingerprint; nothing of it is kept
  tsutsumi case task 7 T5 --ended --tested yes
  tsutsumi case task 7 --recurrence            of each measure whether it was tested again, and leftovers to hunt`,
			`事案のタスクと進捗を一覧します。

  tsutsumi case task 7 --propose               見つかった項目から必要な措置を提案（--accept でタスクにする。--only で選ぶ）
  tsutsumi case task 7 --add TEXT --sort prevention --owner NAME --due 2027-01-31
  tsutsumi case task 7 T1 --done 8300 --source TEXT
  tsutsumi case task 7 T3 --measure FILE|URL   対応済みの一覧と照合して人数を数える（一覧の中身は保存しない）
  tsutsumi case task 7 T5 --ended --tested yes
  tsutsumi case task 7 --recurrence            再発防止策が検証されたか、残存リスクの調査漏れがないかを確認`),
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error { return a.task(c, &f, args) },
	}
	a.caseFlags(c, &f.caseFlags)
	fl := c.Flags()
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	fl.BoolVar(&f.propose, "propose", false, a.say("propose measures and leftovers to hunt", "措置と残存リスクの調査を提案する"))
	fl.BoolVar(&f.accept, "accept", false, a.say("make tasks of what is proposed", "提案をタスクとして記録する"))
	fl.StringSliceVar(&f.only, "only", nil, a.say("of the proposed only these (card_reissue, …)", "提案のうちこれだけ（card_reissue など）"))
	fl.BoolVar(&f.recurrence, "recurrence", false, a.say("check the measures against a recurrence, of this and of closed cases", "再発防止策を点検する（終結した事案も含む）"))
	fl.StringVar(&f.add, "add", "", a.say("a task of one's own: what is to be done", "独自のタスクの内容"))
	fl.StringVar(&f.sort, "sort", breach.Prevention, a.say("relief, prevention or hunt", "relief（救済）・prevention（再発防止）・hunt（残存リスクの調査）"))
	fl.StringVar(&f.kind, "kind", "", a.say("whose loss it answers: a kind", "対象の項目（CREDIT_CARD_NUMBER など）"))
	fl.StringVar(&f.owner, "owner", "", a.say("who sees to it", "担当"))
	fl.StringVar(&f.due, "due", "", a.say("by when: 2027-01-31, 14d, 48h", "期限（2027-01-31・14d・48h）"))
	fl.Int64Var(&f.of, "of", 0, a.say("to how many persons or things it is to be done", "対象の数"))
	fl.Int64Var(&f.done, "done", 0, a.say("for how many it is done", "完了した数"))
	fl.StringVar(&f.source, "source", "", a.say("how it was measured, who says so", "根拠（測定方法・報告者）"))
	fl.BoolVar(&f.ended, "ended", false, a.say("it is finished", "完了した"))
	fl.StringVar(&f.tested, "tested", "", a.say("a measure was tried: yes it held, no it did not", "有効性を検証した結果（yes: 有効・no: 無効）"))
	fl.StringVar(&f.measure, "measure", "", a.say("a file, table or URL that lists those who have it done", "対応済みの人の一覧（ファイル・表・URL）"))
	fl.StringVar(&f.key, "key", "", a.say("column by which persons are told (default: the strongest identifier)", "本人を区別する列（既定: 最も確かな識別子）"))
	return c
}

// task does what the flags say; without any it lists.
func (a *app) task(c *cobra.Command, f *taskFlags, args []string) error {
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	f.given = c.Flags().Changed
	ctx := c.Context()
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, args[0])
	if err != nil {
		return err
	}
	return a.taskIn(ctx, r, f, events, st, args[1:])
}

// taskIn does it in a case that was loaded.
func (a *app) taskIn(ctx context.Context, r *caseRoom, f *taskFlags, events []breach.Event, st *breach.State, args []string) (err error) {
	switch {
	case f.recurrence:
		return a.recurrence(ctx, r, st, f.format)
	case f.propose || f.accept:
		return a.proposals(ctx, r, events, st, f)
	case f.add != "":
		t := breach.Task{ID: relief.NextTask(st)}
		if t, err = a.changedTask(r, f, t); err != nil {
			return err
		}
		return a.recorded(ctx, r, events, st, breach.Entry{Body: t})
	case len(args) == 0:
		return a.tellTasks(r, st, f.format)
	}
	w, ok := relief.Task(st, args[0])
	if !ok {
		return fault.Errorf(fault.Usage, "case task: %s", a.say("the case has no such task", "その事案にそのタスクはありません"))
	}
	return a.taskChange(ctx, r, events, st, w, f)
}

// changedTask is a task with what the flags change of it.
func (a *app) changedTask(r *caseRoom, f *taskFlags, t breach.Task) (breach.Task, error) {
	if f.add != "" {
		if !slices.Contains([]string{breach.Relief, breach.Prevention, breach.Hunt}, f.sort) {
			return t, fault.Errorf(fault.Usage, "--sort %q: relief, prevention or hunt", f.sort)
		}
		text := a.typed(r, f.add)
		t.Sort, t.What = f.sort, law.Text{EN: text, JA: text}
	}
	if f.kind != "" {
		k, ok := pii.Parse(strings.ToUpper(f.kind))
		if !ok {
			return t, fault.Errorf(fault.Usage, "--kind: %s", a.say("no such kind; tsutsumi kinds lists them", "その項目はありません。tsutsumi kinds で確認できます"))
		}
		t.Kind = k
	}
	if f.given("of") {
		if f.of < 0 {
			return t, fault.Errorf(fault.Usage, "--of: 0 or more")
		}
		t.Of = &f.of
	}
	if f.owner != "" {
		t.Owner = a.typed(r, f.owner)
	}
	if f.due != "" {
		var err error
		if t.Due, err = dueTyped(f.due, r.now().In(r.zone)); err != nil {
			return t, err
		}
	}
	return t, nil
}

// dueTyped reads by when something is due: a day, to its end; a time; or in how many days or hours.
func dueTyped(s string, now time.Time) (time.Time, error) {
	if d, err := time.Parse(time.RFC3339, s); err == nil {
		return d, nil
	}
	for _, layout := range []string{"2006-01-02", "2006/01/02"} {
		if d, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return relief.DayEnd(d, 0), nil
		}
	}
	if d, err := time.ParseInLocation("2006-01-02 15:04", s, now.Location()); err == nil {
		return d, nil
	}
	if list, err := deadline.Parse([]string{s}); err == nil {
		if strings.HasSuffix(s, "d") {
			return relief.DayEnd(now, int(list[0]/(24*time.Hour))), nil
		}
		return now.Add(list[0]), nil
	}
	return time.Time{}, fault.Errorf(fault.Usage, "--due %q: 2027-01-31, 2027-01-31 17:00, 14d or 48h", s)
}

// taskChange records how far a task is, or changes it; with nothing to record it shows it.
func (a *app) taskChange(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, w *breach.Work, f *taskFlags) error {
	var entries []breach.Entry
	t, err := a.changedTask(r, f, w.Task)
	if err != nil {
		return err
	}
	p := breach.Progressed{ID: w.ID, Ended: f.ended, Source: a.typed(r, f.source)}
	if f.given("done") {
		if f.done < 0 || f.source == "" {
			return fault.Errorf(fault.Usage, "--done: %s", a.say("a number, and how it was measured (--source)", "数と、その根拠（--source）を指定してください"))
		}
		p.Done = &f.done
	}
	switch f.tested {
	case "":
	case "yes", "no":
		held := f.tested == "yes"
		p.Tested = &held
	default:
		return fault.Errorf(fault.Usage, "--tested %q: yes or no", f.tested)
	}
	if f.measure != "" {
		m, err := a.measured(ctx, r, st, w, f)
		if err != nil {
			return err
		}
		p.Done, p.Source = &m.Done, m.Source(a.typed(r, f.source))
		if t.Of == nil || *t.Of != m.Of {
			t.Of = &m.Of
		}
	}
	if f.given("of") || f.owner != "" || f.due != "" || f.kind != "" || f.measure != "" && (w.Of == nil || *w.Of != *t.Of) {
		entries = append(entries, breach.Entry{Body: t})
	}
	if p.Done != nil || p.Ended || p.Tested != nil {
		if p.Source == "" {
			p.Source = r.by
		}
		entries = append(entries, breach.Entry{Body: p})
	}
	if len(entries) == 0 {
		return a.tellTask(r, w, f.format)
	}
	if err := a.recorded(ctx, r, events, st, entries...); err != nil {
		return err
	}
	if _, st, err = r.load(ctx, st.ID); err != nil {
		return err
	}
	if w, ok := relief.Task(st, w.ID); ok {
		return a.tellTask(r, w, f.format)
	}
	return nil
}

// sets are the sets of persons of a case, with how many each has.
func (r *caseRoom) sets(st *breach.State) (sets []*breach.Persons, people []int64, err error) {
	for _, s := range st.Affected().Sets {
		p, err := vault.Persons(r.vault, s.SHA256)
		if err != nil {
			return nil, nil, err
		}
		sets, people = append(sets, p), append(people, s.People)
	}
	return sets, people, nil
}

// proposals lists what a case calls for, and makes tasks of it.
func (a *app) proposals(ctx context.Context, r *caseRoom, events []breach.Event, st *breach.State, f *taskFlags) error {
	sets, people, err := r.sets(st)
	if err != nil {
		return err
	}
	types, err := r.indicatorTypes(events)
	if err != nil {
		return err
	}
	list := relief.Propose(&relief.Input{State: st, Groups: member.Shares(sets, people), Indicators: types, Now: r.now().In(r.zone)})
	for _, id := range f.only {
		if !slices.ContainsFunc(list, func(p relief.Proposal) bool { return p.Measure == id }) {
			return fault.Errorf(fault.Usage, "--only %q: %s", id, a.say("not proposed", "提案にありません"))
		}
	}
	list = slices.DeleteFunc(list, func(p relief.Proposal) bool { return len(f.only) > 0 && !slices.Contains(f.only, p.Measure) })
	if !f.accept {
		return a.tellProposals(r, list, f.format)
	}
	var entries []breach.Entry
	next := breach.State{Tasks: slices.Clone(st.Tasks)}
	for i := range list {
		t := list[i].Task
		t.ID = relief.NextTask(&next)
		if f.owner != "" {
			t.Owner = a.typed(r, f.owner)
		}
		next.Tasks = append(next.Tasks, breach.Work{Task: t})
		entries = append(entries, breach.Entry{Body: t})
	}
	if len(entries) == 0 {
		return a.tellProposals(r, nil, f.format)
	}
	return a.recorded(ctx, r, events, st, entries...)
}

// indicatorTypes are the types of indicators that are sealed in a case.
func (r *caseRoom) indicatorTypes(events []breach.Event) (out []string, err error) {
	seal, err := r.secrets.Seal("case")
	if err != nil {
		return nil, err
	}
	for i := range events {
		s, err := events[i].Open(seal)
		if err != nil {
			return nil, err
		}
		if s == nil {
			continue
		}
		for _, x := range s.Indicators {
			if !slices.Contains(out, x.Type) {
				out = append(out, x.Type)
			}
		}
	}
	return out, nil
}

// recurrence checks the measures of a case and of all that are closed.
func (a *app) recurrence(ctx context.Context, r *caseRoom, st *breach.State, format string) error {
	cases := []*breach.State{st}
	all, err := r.ledger.Cases(ctx)
	if err != nil {
		return err
	}
	for _, id := range all {
		if id == st.ID {
			continue
		}
		_, other, err := r.load(ctx, id)
		if err != nil {
			return err
		}
		if !other.Closed.IsZero() || id == st.Of {
			cases = append(cases, other)
		}
	}
	return a.tellRecurrence(r, cases, relief.Check(cases, r.now()), format)
}
