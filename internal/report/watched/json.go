// Package watched tells what watching logs found: alerts as stories, the gaps in the logs, and what was read.
package watched

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/run"
)

// Found is what there is to tell.
type Found struct {
	Version string
	Started time.Time
	Alerts  []watch.Alert // the gravest first
	Hidden  int           // alerts below the severity that was asked for
	Gaps    []watch.Gap
	Result  *run.Result
	Unread  []Unread
	Zone    *time.Location
}

// Unread is a log that could not be read at all.
type Unread struct{ Name, Error, Class string }

// line is a line of the stream: exactly one of them. docs/watch.md describes it.
type line struct {
	Config  *configLine  `json:"config,omitempty"`
	Alert   *alertLine   `json:"alert,omitempty"`
	Gap     *gapLine     `json:"gap,omitempty"`
	Log     *logLine     `json:"log,omitempty"`
	Summary *summaryLine `json:"summary,omitempty"`
}

type configLine struct {
	Version string    `json:"version"`
	Started time.Time `json:"started"`
}

type alertLine struct {
	ID         string         `json:"id"`
	Detector   string         `json:"detector"`
	Detectors  []string       `json:"detectors"`
	Principal  *string        `json:"principal"`
	Origin     *string        `json:"origin"`
	Country    *string        `json:"country"`
	Countries  []string       `json:"countries,omitempty"`
	Source     *string        `json:"source"`
	Kinds      []pii.Kind     `json:"kinds,omitempty"`
	People     *int64         `json:"people"`
	PeopleMin  *int64         `json:"people_min"`
	PeopleMax  *int64         `json:"people_max"`
	Rows       *int64         `json:"rows"`
	Accesses   int64          `json:"accesses"`
	Accounts   int64          `json:"accounts,omitempty"`
	First      time.Time      `json:"first"`
	Last       time.Time      `json:"last"`
	Severity   string         `json:"severity"`
	Confidence float64        `json:"confidence"`
	Story      string         `json:"story"`
	Sentences  []sentenceLine `json:"sentences"`
	Gaps       []gapLine      `json:"gaps"`
	Evidence   []evidenceLine `json:"evidence"`
}

type sentenceLine struct {
	Detector string    `json:"detector"`
	Rule     string    `json:"rule"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Text     string    `json:"text"`
}

type gapLine struct {
	Source  string     `json:"source"`
	From    time.Time  `json:"from"`
	To      *time.Time `json:"to"` // null: it goes on
	Why     string     `json:"why"`
	Missing int64      `json:"missing,omitempty"` // records
}

type evidenceLine struct {
	File   string    `json:"file"`
	Offset int64     `json:"offset"`
	Line   int64     `json:"line"`
	Time   time.Time `json:"time"`
	Text   string    `json:"text"`
}

type logLine struct {
	Name      string   `json:"name"`
	Parser    string   `json:"parser"`
	Lines     int64    `json:"lines"`
	Accesses  int64    `json:"accesses"`
	Malformed int64    `json:"malformed"`
	Short     int64    `json:"short,omitempty"`
	Timeless  int64    `json:"timeless,omitempty"`
	Forged    int64    `json:"forged,omitempty"`
	Late      int64    `json:"late,omitempty"`
	Dropped   int64    `json:"dropped,omitempty"`
	Bytes     int64    `json:"bytes"`
	Errors    []string `json:"errors,omitempty"`
	Class     string   `json:"class,omitempty"`
}

type summaryLine struct {
	Logs      int              `json:"logs"`
	Events    int64            `json:"events"`
	First     *time.Time       `json:"first"`
	Last      *time.Time       `json:"last"`
	Alerts    map[string]int   `json:"alerts"` // by severity
	Gaps      int              `json:"gaps"`
	Malformed int64            `json:"malformed"`
	Unread    int              `json:"unread"`
	Dropped   map[string]int64 `json:"dropped,omitempty"` // principals that detectors had to forget
	ElapsedMS int64            `json:"elapsed_ms"`
}

// JSON writes the stream of one object a line.
type JSON struct {
	enc  *json.Encoder
	lang string
}

// NewJSON makes a writer of the stream in a language.
func NewJSON(w io.Writer, lang string) *JSON {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &JSON{enc, lang}
}

// Begin writes the first line.
func (j *JSON) Begin(version string, started time.Time) error {
	return j.enc.Encode(line{Config: &configLine{version, started.UTC()}})
}

// Alert writes an alert, again when it has grown.
func (j *JSON) Alert(a *watch.Alert) error { return j.enc.Encode(line{Alert: j.alert(a)}) }

// Gap writes a gap.
func (j *JSON) Gap(g *watch.Gap) error { return j.enc.Encode(line{Gap: gap(g)}) }

// End writes what was read, and the summary.
func (j *JSON) End(f *Found, elapsed time.Duration) error {
	s := &summaryLine{Logs: len(f.Result.Logs), Events: f.Result.Events, Alerts: map[string]int{}, Gaps: len(f.Gaps), Unread: len(f.Unread), Dropped: f.Result.Dropped, ElapsedMS: elapsed.Milliseconds()}
	if !f.Result.First.IsZero() {
		s.First, s.Last = &f.Result.First, &f.Result.Last
	}
	for i := range f.Alerts {
		s.Alerts[f.Alerts[i].Severity.String()]++
	}
	for i := range f.Result.Logs {
		l := &f.Result.Logs[i]
		out := &logLine{Name: l.Log.Name, Parser: l.Log.Parser, Lines: l.Lines, Accesses: l.Accesses, Malformed: l.Malformed, Short: l.Short, Timeless: l.Timeless, Forged: l.Forged, Late: l.Late,
			Dropped: l.Counts.Dropped, Bytes: l.Bytes}
		for _, e := range l.Errors {
			out.Errors = append(out.Errors, report.Clean(e.Error()))
		}
		s.Malformed += l.Malformed
		if err := j.enc.Encode(line{Log: out}); err != nil {
			return err
		}
	}
	for _, u := range f.Unread {
		if err := j.enc.Encode(line{Log: &logLine{Name: u.Name, Errors: []string{u.Error}, Class: u.Class}}); err != nil {
			return err
		}
	}
	return j.enc.Encode(line{Summary: s})
}

func (j *JSON) alert(a *watch.Alert) *alertLine {
	l := &alertLine{ID: a.ID, Detector: a.Detector, Detectors: append([]string{a.Detector}, a.Also...), Principal: said(a.Principal), Origin: said(a.Origin), Country: said(a.Country), Countries: a.Countries,
		Source: said(a.Source), Kinds: a.Kinds, People: a.People, PeopleMin: a.PeopleMin, PeopleMax: a.PeopleMax, Rows: a.Rows, Accesses: a.Accesses, Accounts: a.Accounts, First: a.First, Last: a.Last,
		Severity: a.Severity.String(), Confidence: float64(int(a.Confidence*1000+0.5)) / 1000, Gaps: []gapLine{}, Evidence: []evidenceLine{}}
	var text []string
	for i := range a.Story {
		s := &a.Story[i]
		t := s.Text.EN
		if j.lang == "ja" {
			t = s.Text.JA
		}
		text = append(text, t)
		l.Sentences = append(l.Sentences, sentenceLine{s.Detector, s.Rule, s.First, s.Last, t})
	}
	l.Story = strings.Join(text, map[bool]string{true: "", false: " "}[j.lang == "ja"])
	for i := range a.Gaps {
		l.Gaps = append(l.Gaps, *gap(&a.Gaps[i]))
	}
	for _, e := range a.Evidence {
		l.Evidence = append(l.Evidence, evidenceLine{e.Log, e.Position.Offset, e.Position.Line, e.At, e.Text})
	}
	return l
}

func said(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func gap(g *watch.Gap) *gapLine {
	l := &gapLine{Source: g.Log.Name, From: time.UnixMicro(g.From).UTC(), Why: g.Why.String(), Missing: g.Missing}
	if g.To != 0 {
		to := time.UnixMicro(g.To).UTC()
		l.To = &to
	}
	return l
}
