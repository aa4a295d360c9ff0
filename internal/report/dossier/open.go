package dossier

import (
	"fmt"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Event writes one event in a line: its number, and what it says.
func Event(w io.Writer, o report.Options, c *Case, e *breach.Event) error {
	t := &teller{report.NewPage(w, o), c, o.Lang, false}
	t.Wrap(report.Plain, e.Case+t.Of(" 記録", " event ")+fmt.Sprint(e.Seq)+t.Of("：", ": ")+t.event(e.Body), 0)
	return t.Flush()
}

// Open lists what is still open of a case, each in a line of the language: duties, tasks, measures that nobody tested, requests, letters
// whose fate is not known. Of an everyday case, whether foreign law asks anything is not among it.
func Open(c *Case, lang string) []string {
	t := &teller{report.NewPage(io.Discard, report.Options{Lang: lang}), c, lang, true}
	var out []string
	doubts := 0
	for i := range c.Duties {
		d := &c.Duties[i]
		switch d.Status {
		case breach.None:
			if against(d) && d.Rule.Duty == law.Report {
				out = append(out, t.Of("対象外と判断したが計算上は該当する義務：", "decided not to apply, though by the facts it does: ")+t.name(d))
			}
		case breach.Due, breach.Late:
			out = append(out, t.Of("義務：", "duty: ")+t.name(d)+t.Of("（", " (")+t.left(d)+t.Of("）", ")"))
		case breach.Undecided:
			if !c.State.Small || doubtful(d) && d.Rule.Jurisdiction == "JP" && d.Rule.Duty == law.Report {
				doubts++
			}
		}
	}
	if doubts > 0 && !c.State.NearMiss {
		out = append(out, t.Of(fmt.Sprintf("該当するか未確定の義務：%d件（case show --duties で確認）", doubts), report.Plural(int64(doubts), "duty is", "duties are")+" not decided (case show --duties)"))
	}
	for i := range c.State.Tasks {
		w := &c.State.Tasks[i]
		switch {
		case !w.Ended && w.Sort == breach.Hunt:
			out = append(out, t.Of("残存物の探索：", "leftover to hunt: ")+said(w.ID)+" "+t.text(w.What))
		case !w.Ended:
			out = append(out, t.Of("タスク：", "task: ")+said(w.ID)+" "+t.text(w.What)+t.Of("（", " (")+t.completion(w)+t.Of("）", ")"))
		case w.Sort == breach.Prevention && w.Tested == nil:
			out = append(out, t.Of("有効性を検証していない再発防止策：", "measure that nobody tested: ")+said(w.ID)+" "+t.text(w.What))
		case w.Tested != nil && !*w.Tested:
			out = append(out, t.Of("検証で有効でなかった再発防止策：", "measure that failed its test: ")+said(w.ID)+" "+t.text(w.What))
		}
	}
	for i := range c.State.Requests {
		if r := &c.State.Requests[i]; r.Open {
			out = append(out, t.Of("照会：", "request: ")+said(r.Body.ID)+" "+said(r.Body.To))
		}
	}
	for i := range c.State.Notices {
		if n := &c.State.Notices[i].Body; n.Uncertain > 0 {
			out = append(out, t.Of("送達不明の通知：", "letters whose fate is uncertain: ")+report.Number(n.Uncertain)+t.Of("（", " (")+said(n.Batch)+t.Of("）", ")"))
		}
	}
	return out
}
