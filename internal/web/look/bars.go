package look

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// length is a bar's in per cent; what is not nothing can be seen.
func length(n, whole float64, bars []Bar) string {
	for _, b := range bars {
		if len(bars) > 0 && b.N > whole {
			whole = b.N
		}
	}
	if n <= 0 || whole <= 0 {
		return "0"
	}
	return strconv.FormatFloat(min(max(n/whole*100, 0.6), 100), 'f', 1, 64) + "%"
}

func fill(t Tone) string {
	if t == Neutral {
		return "faint"
	}
	return string(t)
}

func gone(t Tone) string {
	if t == Neutral {
		return "ai"
	}
	return string(t)
}

func line(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Job is work as a page shows it.
type Job struct {
	ID, Title, Href string
	State, Text     string
	Tone            Tone
	Ended           bool
	Done, Total     int64  // Total 0 is unknown
	Cancel, Retry   string // paths to post to; "" where the reader may not, or it makes no sense
}

// JobOf says in words how far a job is. title is what it does, may whether the reader may cancel it and start it again.
func JobOf(l web.Lang, j queue.Job, title string, may bool, now time.Time) Job {
	at := "/jobs/" + j.ID
	out := Job{ID: j.ID, Title: title, Href: at, Ended: j.State.Ended(), Done: j.Progress.Done, Total: j.Progress.Total}
	if may && !out.Ended {
		out.Cancel = at + "/cancel"
	}
	if may && (j.State == queue.Parked || j.State == queue.Cancelled) {
		out.Retry = at + "/retry"
	}
	switch j.State {
	case queue.Waiting:
		out.State, out.Text = l.Of("待機中", "waiting"), l.Of("順番を待っています", "waiting for its turn")
		if j.Tries > 0 {
			out.Text = l.Of("再試行を待っています："+j.Error, "waiting for its next try: "+j.Error)
		} else if j.At.After(now) {
			out.Text = Left(l, j.At, now)
		}
	case queue.Running:
		out.State, out.Tone, out.Text = l.Of("実行中", "running"), Accent, amount(l, j.Progress)
		if !j.Started.IsZero() {
			out.Text += l.Of("・開始から"+span(l, now.Sub(j.Started)), " · for "+span(l, now.Sub(j.Started)))
		}
	case queue.Done:
		out.State, out.Tone, out.Text = l.Of("完了", "done"), Good, amount(l, j.Progress)
	case queue.Parked:
		out.State, out.Tone, out.Text = l.Of("停止（要確認）", "stopped: look at it"), Danger, j.Error
	case queue.Cancelled:
		out.State, out.Text = l.Of("中止", "cancelled"), amount(l, j.Progress)
	}
	return out
}

var units = map[string][2]string{"files": {"ファイル", "files"}, "records": {"行", "records"}, "targets": {"対象", "targets"}, "letters": {"通", "letters"}, "events": {"イベント", "events"}}

// amount is how much was done.
func amount(l web.Lang, p queue.Progress) string {
	number, unit := report.Number, ""
	if p.Unit == "bytes" {
		number = report.Bytes
	} else if u, ok := units[p.Unit]; ok {
		unit = " " + l.Of(u[0], u[1])
	}
	if p.Total > 0 {
		return number(p.Done) + " / " + number(p.Total) + unit + " (" + strconv.FormatInt(min(p.Done*100/p.Total, 100), 10) + " %)"
	}
	return number(p.Done) + unit
}

// JSON is data for a chart of the page's scripts, in a block that is not executed.
func JSON(v any) (string, error) {
	b, err := json.Marshal(v) // < > & are escaped: nothing in it ends the block
	return string(b), err
}
