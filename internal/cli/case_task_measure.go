package cli

import (
	"context"
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/relief"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// laid are the persons of a case beside the indices of this home. Stores whose index is gone are told.
func (a *app) laid(r *caseRoom, st *breach.State) (members []member.Members, stores []leak.Store, missing []string, done func(), err error) {
	sets, _, err := r.sets(st)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	if stores, done, err = a.indices(r.set, nil); err != nil {
		return nil, nil, nil, nil, err
	}
	members, missing = member.Lay(stores, sets)
	return members, stores, missing, done, nil
}

// measured lays a list of those done beside the persons of a case, and says what came of it.
func (a *app) measured(ctx context.Context, r *caseRoom, st *breach.State, w *breach.Work, f *taskFlags) (relief.Measured, error) {
	members, _, missing, done, err := a.laid(r, st)
	if err != nil {
		return relief.Measured{}, err
	}
	defer done()
	if len(members) == 0 {
		return relief.Measured{}, fault.Errorf(fault.Usage, "case task --measure: %s", a.say("the case has no persons whom an index knows; use --done", "照合用索引で分かる対象者がいません。--done で記録してください"))
	}
	spool, err := r.set.home.Spool()
	if err != nil {
		return relief.Measured{}, err
	}
	o := relief.JoinOptions{Engine: r.set.engine(false), Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: spool, Members: members, Key: f.key,
		Concerns: func(kinds []pii.Kind) bool { return relief.Concerns(&w.Task, kinds) }}
	so := a.sourceOptions(r.set)
	so.All = true
	if o.Sources, err = a.open(ctx, []string{f.measure}, so); err != nil {
		return relief.Measured{}, err
	}
	m, err := relief.Join(ctx, o)
	if err != nil {
		return m, err
	}
	if unread := unreadable(m.Skipped); len(unread) > 0 {
		for _, s := range unread {
			fmt.Fprintf(a.Err, "tsutsumi: %s\n", s.Error)
		}
		return m, fault.Errorf(fault.Unreadable, "case task --measure: %d %s", len(unread), a.say("parts could not be read; nothing was recorded", "件を読めないため、記録していません"))
	}
	if m.Records == 0 {
		return m, fault.Errorf(fault.Usage, "case task --measure: %s", a.say("no records were found in it", "行が見つかりません"))
	}
	p := report.NewPage(a.Out, a.reportOptions())
	p.Line(fmt.Sprintf(p.Of("%[3]s行を照合：対象者 %[2]s人のうち %[1]s人が該当", "%[3]s records compared: %[1]s of the %[2]s persons concerned are in the list"), report.Number(m.Done), report.Number(m.Of), report.Number(m.Records)))
	p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  対象外 %s行、1人に特定できない %s行、識別子のない %s行（一覧の内容は保存していません）", "  %s of nobody concerned, %s of persons who cannot be told apart, %s without an identifier; nothing of the list was kept"), report.Number(m.Others), report.Number(m.Unclear), report.Number(m.Without))))
	for _, name := range missing {
		p.Line(p.Paint(report.Yellow, fmt.Sprintf(p.Of("  %s の照合用索引がないため、その対象者は数えていません", "  %s has no people index here: its persons are not counted"), name)))
	}
	return m, p.Flush()
}
