package legal

import (
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Evidence that tells of thousands of moments does not bury the report: its middle is counted, and what everybody is told stays.
func TestCourseIsAbridged(t *testing.T) {
	start := time.Date(2026, 10, 18, 0, 0, 0, 0, japan)
	e := breach.Added{ID: "E1"}
	for i := range 5000 {
		e.Marks = append(e.Marks, breach.Mark{When: breach.Moment{At: start.Add(time.Duration(i) * time.Minute), Precision: breach.Minute}, Kind: "access", Text: law.Text{JA: "閲覧"}})
	}
	known := &breach.Belief{Value: breach.Value{Moment: &breach.Moment{At: start.Add(40 * time.Hour), Precision: breach.Minute}}, By: []int64{1}}
	s := newSheet(&Form{}, &Input{State: &breach.State{Evidence: []breach.Source[breach.Added]{{Seq: 2, Body: e}}}, Times: breach.Times{Known: known}}, "ja")
	if n := len(s.Course()); n != 5001 {
		t.Fatalf("%d steps", n)
	}
	a := s.CourseText()
	text := strings.Join(a.Value, "\n")
	if len(a.Value) != mostSteps+2 || !strings.Contains(text, "4,970件") || !strings.Contains(text, "当社が事態を認識") {
		t.Errorf("%d: %s", len(a.Value), text)
	}
}
