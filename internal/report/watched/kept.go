package watched

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Line is a kept alert in the stream.
type Line struct {
	Alert *alertLine   `json:"alert"`
	State watch.State  `json:"state"`
	By    string       `json:"by,omitempty"`
	Why   string       `json:"reason,omitempty"`
	At    *time.Time   `json:"at,omitempty"`
	Clear *watch.Clear `json:"clear,omitempty"` // only for whoever asks to see it
}

// KeptLine makes a line of a kept alert.
func KeptLine(k *watch.Kept, lang string) *Line {
	l := &Line{Alert: (&JSON{lang: lang}).alert(&k.Alert), State: k.State, By: k.By, Why: k.Reason}
	if !k.At.IsZero() {
		l.At = &k.At
	}
	return l
}

// List writes kept alerts, a line or two each; hidden is how many are not among them.
func List(w io.Writer, o report.Options, zone *time.Location, all []watch.Kept, hidden int) error {
	t := &teller{report.NewPage(w, o), o.Lang, zone}
	n := int64(len(all))
	t.Line(t.Paint(report.Bold, t.Of("アラート "+report.Number(n)+"件", report.Plural(n, "alert", "alerts"))))
	for i := range all {
		k := &all[i]
		people := t.whom(&k.Alert)
		head := k.ID + "  " + t.severity(k.Severity) + "  " + t.detectors(&k.Alert)
		room := t.Width() - report.Columns(people) - 2
		t.Line("")
		t.Line(report.Fit(report.Cut(head, room), room) + "  " + t.Paint(report.Bold, people))
		t.field("", t.time(k.First)+t.Of("～", " – ")+t.time(k.Last)+"  "+t.who(&k.Alert))
		if k.State != watch.Open {
			t.field("", t.decided(k))
		}
	}
	if hidden > 0 {
		t.Line("")
		t.Wrap(report.Dim, fmt.Sprintf(t.Of("確認済み・抑止中の%d件は省いています（--all で表示）", "%d acknowledged or silenced are left out (--all)"), hidden), 0)
	}
	return t.Flush()
}

func (t *teller) decided(k *watch.Kept) string {
	s := t.Of("確認済み", "acknowledged")
	if k.State == watch.Silenced {
		return t.Of("抑止中", "silenced")
	}
	if k.By != "" {
		s += t.Of("（"+report.Clean(k.By)+"、"+t.time(k.At)+"）", " ("+report.Clean(k.By)+", "+t.time(k.At)+")")
	}
	if k.Reason != "" {
		s += t.Of("：", ": ") + report.Clean(k.Reason)
	}
	return s
}

// Show writes a kept alert in full; clear, if it is given, says who and from where.
func Show(w io.Writer, o report.Options, zone *time.Location, k *watch.Kept, clear *watch.Clear) error {
	t := &teller{report.NewPage(w, o), o.Lang, zone}
	t.alert(&k.Alert)
	if k.State != watch.Open {
		t.field(t.Of("状態", "state"), t.decided(k))
	}
	if clear != nil {
		t.field(t.Of("利用者", "principal"), report.Clean(clear.Principal))
		t.field(t.Of("接続元", "origin"), report.Clean(clear.Origin))
		if len(clear.Accounts) > 0 {
			t.field(t.Of("ほか", "others"), report.Clean(strings.Join(clear.Accounts, ", ")))
		}
	}
	t.Line("")
	t.Line(t.Paint(report.Dim, t.Of("事案にする: ", "As a case: ")) + "tsutsumi case open --alert " + report.Clean(k.ID))
	return t.Flush()
}
