// Package story holds the time line of a case: what happened, what was known when, what was due and done.
package story

import (
	"fmt"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Forms lists it.
func Forms() []legal.Form {
	return []legal.Form{{ID: "timeline", Title: law.Text{JA: "事案の時系列", EN: "Time line of the case"}, Reader: legal.Inside, Write: timeline}}
}

func timeline(s *legal.Sheet) {
	s.Doc.Lead = append(s.Doc.Lead, legal.Clean(s.State.Title))
	s.Heading(2, "3つの時点", "The three times")
	s.ThreeTimes()
	marks := append(s.Marks(), due(s)...)
	slices.SortStableFunc(marks, func(a, b paper.Mark) int { return a.At.Compare(b.At) })
	s.Heading(2, "経過", "Course of events")
	if len(marks) == 0 {
		s.Phrase("記録された出来事はまだありません。", "Nothing is recorded yet.")
	} else {
		s.Add(paper.Timeline{Marks: marks})
	}
	evidence(s)
}

// due are the last days of duties, and when they were met.
func due(s *legal.Sheet) []paper.Mark {
	var out []paper.Mark
	for i := range s.Duties {
		d := &s.Duties[i]
		if d.Applies == law.Yes && d.Due != nil && !d.Due.AtOnce {
			out = append(out, paper.Mark{When: s.Deadline(d.Due), At: d.Due.At, Kind: "duty", By: legal.DutyBy(d),
				Text: fmt.Sprintf(s.Say("%s（%s）", "%s (%s)"), s.DutyName(d), s.DutyState(d))})
		}
		for _, m := range d.Met {
			if slices.ContainsFunc(s.State.Submissions, func(u breach.Source[breach.Submitted]) bool {
				return slices.Contains(u.Body.Rules, m.Body.Rule) && u.Body.At.Equal(m.Body.At)
			}) {
				continue // the report stands there itself
			}
			out = append(out, paper.Mark{When: s.At(m.Body.At), At: m.Body.At, Kind: "done", By: []int64{m.Seq}, Text: s.Say("履行：", "Met: ") + s.DutyName(d)})
		}
	}
	return out
}

var sorts = map[string][2]string{
	breach.FromAlert: {"アラート", "alert"}, breach.FromLogs: {"ログの調査結果", "what the logs say"}, breach.FromExposure: {"公開・設定不備の検査", "exposure"}, breach.FromMatch: {"流出データの照合", "match"},
	breach.FromClaim: {"第三者の主張", "claim"}, breach.FromInventory: {"台帳", "inventory"}, breach.FromFile: {"ファイル", "file"}, breach.FromTip: {"外部からの通報", "tip"},
	breach.FromStatement: {"申述", "statement"}, breach.FromSupplier: {"委託先・提携先からの通知", "notice of a supplier"},
}

func evidence(s *legal.Sheet) {
	if len(s.Standing()) == 0 {
		return
	}
	s.Heading(2, "証拠", "Evidence")
	t := paper.Table{Head: []string{s.Say("番号", "No."), s.Say("種類", "Sort"), s.Say("内容", "What it tells"), s.Say("追加日時", "Added"), "SHA-256"}, Widths: []int{2, 4, 9, 5, 5}}
	for _, e := range s.Standing() {
		w, ok := sorts[e.Body.Sort]
		if !ok {
			w = [2]string{e.Body.Sort, e.Body.Sort}
		}
		what := s.Tell(e.Body.Summary)
		if what == "" {
			what = e.Body.Name
		}
		hash := e.Body.SHA256
		if len(hash) > 16 {
			hash = hash[:16] + "…"
		}
		t.Rows = append(t.Rows, []string{e.Body.ID, s.Say(w[0], w[1]), legal.Clean(what), s.At(e.At), hash})
		t.By = append(t.By, []int64{e.Seq})
	}
	s.Add(t)
}
