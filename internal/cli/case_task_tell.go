package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/relief"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// taskLine is a task in the stream.
type taskLine struct {
	Case string `json:"case"`
	breach.Task
	Done    *int64 `json:"done"`
	Percent *int64 `json:"percent"`
	Ended   bool   `json:"ended"`
	Tested  *bool  `json:"tested,omitempty"`
}

func lineOf(st string, w *breach.Work) taskLine {
	l := taskLine{Case: st, Task: w.Task, Done: w.Done, Ended: w.Ended, Tested: w.Tested}
	if p, ok := relief.Percent(w); ok {
		l.Percent = &p
	}
	return l
}

// one writes a line of the stream.
func (a *app) one(key string, v any) error {
	return json.NewEncoder(a.Out).Encode(map[string]any{key: v})
}

func (a *app) tellTasks(r *caseRoom, st *breach.State, format string) error {
	if format == "json" {
		for i := range st.Tasks {
			if err := a.one("task", lineOf(st.ID, &st.Tasks[i])); err != nil {
				return err
			}
		}
		return nil
	}
	p := report.NewPage(a.Out, a.reportOptions())
	if len(st.Tasks) == 0 {
		p.Line(p.Of("タスクはありません。case task "+st.ID+" --propose で提案します。", "No tasks. case task "+st.ID+" --propose proposes some."))
		return p.Flush()
	}
	for _, s := range []struct{ sort, ja, en string }{{breach.Relief, "本人の救済", "For the persons"}, {breach.Prevention, "再発防止", "Against a recurrence"}, {breach.Hunt, "残存リスクの調査", "Leftovers to hunt"}} {
		if !slices.ContainsFunc(st.Tasks, func(w breach.Work) bool { return w.Sort == s.sort }) {
			continue
		}
		p.Title(p.Of(s.ja, s.en), p.Of("進捗  期限", "done  due"))
		for i := range st.Tasks {
			if w := &st.Tasks[i]; w.Sort == s.sort {
				a.taskRow(p, r, w)
			}
		}
		p.Line("")
	}
	return p.Flush()
}

// taskRow is a task on one line, and who sees to it below.
func (a *app) taskRow(p *report.Page, r *caseRoom, w *breach.Work) {
	due := "–"
	style := report.Plain
	if !w.Due.IsZero() {
		due = w.Due.In(r.zone).Format("2006-01-02")
		if !w.Ended && r.now().After(w.Due) {
			style, due = report.Red, due+p.Of(" 超過", " late")
		}
	}
	right := farOf(p, w) + "  " + due
	for i, line := range report.Wrap(report.Clean(w.What.Of(a.lang)), max(24, p.Width()-8-report.Columns(right))) {
		if i == 0 {
			p.Ends(style, fmt.Sprintf("  %-4s%s", w.ID, line), right)
		} else {
			p.Line("      " + line)
		}
	}
	if w.Owner != "" {
		p.Line(p.Paint(report.Dim, "      "+report.Clean(w.Owner)))
	}
}

// farOf says how far a task is.
func farOf(p *report.Page, w *breach.Work) string {
	text := p.Of("未着手", "not begun")
	if n, ok := relief.Percent(w); ok {
		text = fmt.Sprintf("%d%%", n)
		if w.Done != nil {
			text += fmt.Sprintf(p.Of("（%s／%s）", " (%s of %s)"), report.Number(*w.Done), report.Number(*w.Of))
		}
	} else if w.Done != nil {
		text = report.Number(*w.Done)
	}
	if w.Ended {
		text = p.Of("完了", "finished")
		if n, ok := relief.Percent(w); ok && n < 100 {
			text += fmt.Sprintf(" %d%%", n)
		}
	}
	switch {
	case w.Tested == nil:
	case *w.Tested:
		text += p.Of("・検証済み", ", tested")
	default:
		text += p.Of("・検証で無効", ", failed its test")
	}
	return text
}

func (a *app) tellTask(r *caseRoom, w *breach.Work, format string) error {
	if format == "json" {
		return a.one("task", lineOf("", w))
	}
	p := report.NewPage(a.Out, a.reportOptions())
	a.taskRow(p, r, w)
	for _, s := range w.Steps {
		what := ""
		if s.Body.Done != nil {
			what += report.Number(*s.Body.Done) + "  "
		}
		if s.Body.Ended {
			what += p.Of("完了  ", "finished  ")
		}
		if t := s.Body.Tested; t != nil {
			what += map[bool]string{true: p.Of("検証：有効  ", "tested: held  "), false: p.Of("検証：無効  ", "tested: did not hold  ")}[*t]
		}
		p.Wrap(report.Dim, fmt.Sprintf(p.Of("%s  %s%s（%s）", "%s  %s%s (%s)"), s.At.In(r.zone).Format("2006-01-02 15:04"), what, report.Clean(s.Body.Source), report.Clean(s.By)), 6)
	}
	if m, ok := relief.Find(w.Measure); ok {
		p.Wrap(report.Plain, m.How.Of(a.lang), 6)
		a.sourceOf(p, m.Source)
	}
	return p.Flush()
}

// sourceOf says where a measure stands, and whether it was read there.
func (a *app) sourceOf(p *report.Page, s relief.Source) {
	mark := p.Of("（未確認）", " (not verified)")
	if s.Verified {
		mark = p.Of("（確認済み）", " (verified)")
	}
	text := p.Of("出典：", "Source: ") + s.Title
	if s.URL != "" {
		text += " " + s.URL
	}
	p.Wrap(report.Dim, text+mark, 6)
}

// proposalLine is a proposal in the stream.
type proposalLine struct {
	breach.Task
	Who      string   `json:"who,omitempty"`
	How      any      `json:"how,omitempty"`
	Count    any      `json:"count,omitempty"`
	Harm     []string `json:"harm,omitempty"`
	Source   string   `json:"source,omitempty"`
	URL      string   `json:"url,omitempty"`
	Verified bool     `json:"verified"`
}

func (a *app) tellProposals(r *caseRoom, list []relief.Proposal, format string) error {
	if format == "json" {
		for _, q := range list {
			if err := a.one("proposal", proposalLine{q.Task, q.Who, q.How, q.Count, q.Harm, q.Source.Title, q.Source.URL, q.Source.Verified}); err != nil {
				return err
			}
		}
		return nil
	}
	p := report.NewPage(a.Out, a.reportOptions())
	if len(list) == 0 {
		p.Line(p.Of("追加で提案する措置はありません", "Nothing more is called for"))
		return p.Flush()
	}
	for _, q := range list {
		who := map[string]string{relief.Company: p.Of("当社", "we"), relief.Person: p.Of("本人", "the person"), "": p.Of("調査", "hunt")}[q.Who]
		of := ""
		if q.Sort == breach.Relief {
			of = p.Of("人数不明", "how many is not known")
			if q.Of != nil {
				of = fmt.Sprintf(p.Of("%s人", "%s people"), report.Number(*q.Of))
			}
			if q.Kind != pii.None {
				of = p.Kind(q.Kind) + "  " + of
			}
		}
		p.Wrap(report.Bold, q.What.Of(a.lang), 2)
		p.Line("      " + strings.TrimSpace(fmt.Sprintf("%s  %s  %s  %s", q.Measure, who, q.Due.Format("2006-01-02"), of)))
		if how := q.How.Of(a.lang); how != "" {
			p.Wrap(report.Plain, how, 6)
		}
		if count := q.Count.Of(a.lang); count != "" {
			p.Wrap(report.Dim, p.Of("進捗の測り方：", "Measured by: ")+count+p.Of("（--measure）", " (--measure)"), 6)
		}
		if q.Source.Title != "" {
			a.sourceOf(p, q.Source)
		}
	}
	p.Line("")
	p.Line(p.Of("--accept でタスクとして記録します（--only で選択）。", "--accept makes tasks of them (--only chooses)."))
	return p.Flush()
}

// recurrenceLine is a finding of the recurrence check in the stream.
type recurrenceLine struct {
	Case    string     `json:"case"`
	Code    string     `json:"code"`
	ID      string     `json:"id,omitempty"`
	What    any        `json:"what"`
	At      *time.Time `json:"at,omitempty"`
	Against bool       `json:"against_closing"`
}

func (a *app) tellRecurrence(r *caseRoom, cases []*breach.State, list []relief.Finding, format string) error {
	if format == "json" {
		for _, f := range list {
			l := recurrenceLine{f.Case, f.Code, f.ID, f.What, nil, f.Against}
			if !f.At.IsZero() {
				l.At = &f.At
			}
			if err := a.one("recurrence", l); err != nil {
				return err
			}
		}
		return nil
	}
	p := report.NewPage(a.Out, a.reportOptions())
	p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("%s件の事案の再発防止策を点検しました", "The measures of %s were checked"), p.Of(report.Number(int64(len(cases))), report.Plural(int64(len(cases)), "case", "cases")))))
	if len(list) == 0 {
		p.Line(p.Of("未検証・未了のものはありません", "Nothing is untested or unfinished"))
		return p.Flush()
	}
	words := map[string][2]string{
		relief.Failed:   {"検証で無効", "failed its test"},
		relief.Recurred: {"再発した", "it happened again"},
		relief.Untested: {"未検証", "never tested"},
		relief.Stale:    {"検証から1年以上", "tested over a year ago"},
		relief.Open:     {"未了", "not finished"},
		relief.Unhunted: {"未調査", "nobody looked"},
		relief.Nothing:  {"対策なし", "no measure"},
	}
	for _, f := range list {
		w := words[f.Code]
		style := report.Plain
		if f.Against {
			style = report.Red
		}
		at := ""
		if !f.At.IsZero() {
			at = "  " + f.At.In(r.zone).Format("2006-01-02")
		}
		id := f.ID
		if f.Code == relief.Unhunted {
			id = ""
		}
		p.Ends(style, fmt.Sprintf("  %s  %s", p.Of(w[0], w[1]), report.Clean(f.What.Of(a.lang))), f.Case+" "+id+at)
	}
	return p.Flush()
}
