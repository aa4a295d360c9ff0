package watched

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Brief is an alert in few words, as it is told to those who do not look at a terminal: fit to be shown, in one language.
type Brief struct {
	Title, Severity string
	Facts           [][2]string // names and values: whom, what, when, gaps, the ID
	Story           []string
	Evidence        []string
}

// NewBrief says an alert in few words.
func NewBrief(a *watch.Alert, lang string, zone *time.Location) Brief {
	t := &teller{report.NewPage(io.Discard, report.Options{Lang: lang}), lang, zone}
	b := Brief{Severity: t.severity(a.Severity)}
	b.Title = b.Severity + t.Of("：", ": ") + t.detectors(a) + t.Of("（", " (") + t.whom(a) + t.Of("）", ")")
	fact := func(ja, en, value string) {
		if value != "" {
			b.Facts = append(b.Facts, [2]string{t.Of(ja, en), value})
		}
	}
	fact("人数", "people", t.whom(a))
	fact("誰が", "who", t.who(a))
	fact("何を", "what", t.what(a))
	when := t.time(a.First)
	if l := t.time(a.Last); l != when {
		when += t.Of("～", " – ") + l
	}
	fact("いつ", "when", when+" "+a.Last.In(zone).Format("-07:00"))
	if n := int64(len(a.Gaps)); n > 0 {
		fact("欠け", "gaps", fmt.Sprintf(t.Of("この間の記録に%s件の欠けがあり、全体は不明です", "%s in the logs of this time: there may be more"), t.Of(report.Number(n), report.Plural(n, "gap", "gaps"))))
	}
	fact("ID", "ID", a.ID)
	for i := range a.Story {
		b.Story = append(b.Story, report.Clean(t.Of(a.Story[i].Text.JA, a.Story[i].Text.EN)))
	}
	for _, e := range a.Evidence[:min(len(a.Evidence), evidence)] {
		at := report.Clean(e.Log)
		if e.Position.Line > 0 {
			at += fmt.Sprintf(":%d", e.Position.Line)
		}
		b.Evidence = append(b.Evidence, at+"  "+e.At.In(zone).Format("01-02 15:04:05")+"  "+report.Clean(e.Text))
	}
	return b
}

// AlertLine is the line of the stream of an alert, without a newline.
func AlertLine(a *watch.Alert, lang string) ([]byte, error) {
	var b bytes.Buffer
	err := NewJSON(&b, lang).Alert(a)
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), err
}

// Detectors lists the names that alerts have for what found them, sorted.
func Detectors() []string {
	return slices.Sorted(maps.Keys(titles))
}

// TitleOf is what alerts of a detector are called.
func TitleOf(detector string) watch.Text {
	if title, there := titles[detector]; there {
		return title
	}
	return watch.Text{JA: report.Clean(detector), EN: report.Clean(detector)}
}

// SeverityOf is a severity in words.
func SeverityOf(s watch.Severity) watch.Text {
	ja, en := teller{report.NewPage(io.Discard, report.Options{Lang: "ja"}), "ja", nil}, teller{report.NewPage(io.Discard, report.Options{Lang: "en"}), "en", nil}
	return watch.Text{JA: ja.severity(s), EN: strings.ToLower(en.severity(s))}
}
