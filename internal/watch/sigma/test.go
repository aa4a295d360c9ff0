package sigma

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// Test runs rules over accesses and keeps what each of them did: for those who write them.
type Test struct {
	d        *Detector
	problems []Problem
	given    map[string][]int // parsers of which accesses were seen, and the detections that they feed
	tested   []Tested
	missing  []map[string]int32 // by detection: fields that no access said anything for
	accesses int64
	now      int64
}

// Tested is what became of a rule.
type Tested struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Level    string    `json:"level,omitempty"`
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Kind     string    `json:"kind"` // rule, correlation, problem
	Source   string    `json:"source,omitempty"`
	Status   string    `json:"status"` // fed, idle (its log was not given), unfed (nothing that is read feeds it), unusable
	Parsers  []string  `json:"parsers,omitempty"`
	Matches  int64     `json:"matches"`
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
	Unseen   []string  `json:"unseen,omitempty"` // fields that it asks for and no access had
	Reason   string    `json:"reason,omitempty"` // of what is unusable
	Japanese string    `json:"reason_ja,omitempty"`
}

// The states of a rule.
const (
	Fed      = "fed"
	Idle     = "idle"
	Unfed    = "unfed"
	Unusable = "unusable"
)

// NewTest begins a test of what Load returned; parsers are all that the program has, and those of the user's mappings.
func NewTest(s *watch.Settings, set *Set, problems []Problem, parsers []string) *Test {
	t := &Test{d: New(s, set, "sigma"), problems: problems, given: map[string][]int{}}
	add := func(m *rule.Meta, kind string) *Tested {
		t.tested = append(t.tested, Tested{ID: shown(m.ID), Title: shown(m.Title), Level: shown(m.Level), File: m.File, Line: m.Line, Kind: kind})
		return &t.tested[len(t.tested)-1]
	}
	for i, r := range set.rules {
		x := add(&r.Meta, "rule")
		x.Source = describe(r.Source)
		x.Parsers = set.match.Fed(r.Source, parsers)
		missing := map[string]int32{}
		set.match.Fields(i, func(name string, field int32) { missing[name] = field })
		t.missing = append(t.missing, missing)
	}
	for _, c := range set.correlations {
		add(&c.rule.Meta, "correlation")
	}
	t.d.onMatch = t.matched
	return t
}

func describe(s rule.Source) string {
	var out []string
	for _, p := range [][2]string{{"product", s.Product}, {"category", s.Category}, {"service", s.Service}} {
		if p[1] != "" {
			out = append(out, p[0]+": "+shown(p[1]))
		}
	}
	return strings.Join(out, ", ")
}

func (t *Test) matched(n int) {
	x := &t.tested[n]
	at := time.UnixMicro(t.now).UTC()
	if x.Matches == 0 || at.Before(x.First) {
		x.First = at
	}
	if at.After(x.Last) {
		x.Last = at
	}
	x.Matches++
}

// See looks at an access.
func (t *Test) See(a *watch.Access) {
	t.accesses++
	t.now = a.At
	fed, known := t.given[a.Log.Parser]
	if !known {
		for i := range t.missing {
			if t.d.set.match.Feeds(i, a.Log.Parser) {
				fed = append(fed, i)
			}
		}
		t.given[a.Log.Parser] = fed
	}
	t.d.See(a, silent{})
	for _, i := range fed {
		fields := t.missing[i]
		for name, f := range fields {
			if t.d.matcher.Has(f) {
				delete(fields, name)
			}
		}
	}
}

// Tick tells the time of the logs; watch.Last ends them.
func (t *Test) Tick(now int64) {
	if now != watch.Last {
		t.now = now
	}
	t.d.Tick(now, silent{})
}

type silent struct{}

func (silent) Signal(*watch.Signal) {}
func (silent) Gap(watch.Gap)        {}

// Report is what became of every rule, in the order of their files; correlations behind detections, then what cannot be used.
func (t *Test) Report() []Tested {
	set := t.d.set
	out := slices.Clone(t.tested)
	for i := range out {
		x := &out[i]
		if i >= len(set.rules) {
			x.Status = Unfed
			continue
		}
		x.Status = Idle
		if len(x.Parsers) == 0 {
			x.Status = Unfed
		}
		for _, fed := range t.given {
			if slices.Contains(fed, i) {
				x.Status = Fed
			}
		}
		if x.Status == Fed {
			for name := range t.missing[i] {
				x.Unseen = append(x.Unseen, shown(name))
			}
			slices.Sort(x.Unseen)
		}
	}
	for i := range set.rules { // a correlation is as well off as the best of its rules, or of the correlations that it is about
		for _, u := range set.uses[i] {
			t.lift(out, u.correlation, out[i].Status)
		}
	}
	for _, p := range t.problems {
		out = append(out, Tested{Title: shown(p.Rule), File: p.File, Line: p.Line, Kind: "problem", Status: Unusable, Reason: p.Reason, Japanese: p.Japanese})
	}
	return out
}

func (t *Test) lift(out []Tested, correlation int, status string) {
	x := &out[len(t.d.set.rules)+correlation]
	if x.Status == Fed || x.Status == Idle && status != Fed {
		return
	}
	x.Status = status
	for _, u := range t.d.set.correlations[correlation].uses {
		t.lift(out, u.correlation, status)
	}
}

// Write tells people the report, in Japanese or English.
func (t *Test) Write(w io.Writer, japanese bool) error {
	say := func(en, ja string) string {
		if japanese {
			return ja
		}
		return en
	}
	var b strings.Builder
	n := map[string]int{}
	for _, x := range t.Report() {
		n[x.Status]++
		if x.Status == Unusable {
			continue // below, as they say themselves
		}
		state := ""
		switch {
		case x.Status == Unfed:
			state = say("needs a log that is not read", "対応するログがありません")
		case x.Status == Idle:
			state = say("needs a log that is not given", "必要なログが与えられていません")
		case x.Matches > 0:
			state = fmt.Sprintf(say("matches %d, %s to %s", "%d 件一致（%s～%s）"), x.Matches, x.First.Format(time.RFC3339), x.Last.Format(time.RFC3339))
		default:
			state = say("no match", "一致なし")
		}
		fmt.Fprintf(&b, "%s:%d: %s: %s", x.File, x.Line, x.Title, state)
		if x.Status != Fed && x.Source != "" {
			fmt.Fprintf(&b, " (%s)", x.Source)
		}
		if x.Status == Idle && len(x.Parsers) > 0 {
			fmt.Fprintf(&b, " [%s]", strings.Join(x.Parsers, " "))
		}
		if len(x.Unseen) > 0 {
			fmt.Fprintf(&b, say("; never seen: %s", "；一度も現れないフィールド: %s"), strings.Join(x.Unseen, " "))
		}
		b.WriteByte('\n')
	}
	for _, p := range t.problems {
		b.WriteString(say(p.String(), p.In()))
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, say("%d rules: %d fed, %d without their log, %d that nothing feeds; %d that cannot be used; %d accesses\n",
		"ルール %d 件：判定 %d 件、ログ未指定 %d 件、対応ログなし %d 件。使えないルール %d 件。アクセス %d 件\n"), len(t.tested), n[Fed], n[Idle], n[Unfed], len(t.problems), t.accesses)
	_, err := io.WriteString(w, b.String())
	return err
}
