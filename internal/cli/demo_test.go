package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// TestStory tells the story of the demonstration on a smaller scale and holds each claim against the truth of who made it; what it leaves
// holds nobody's data.
func TestStory(t *testing.T) {
	left := t.TempDir()
	t.Setenv("TMPDIR", left)
	dir, home := filepath.Join(t.TempDir(), "company"), filepath.Join(t.TempDir(), "home")
	var out bytes.Buffer
	a := &app{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &out}, env: func(string) string { return "" }, home: home, lang: "en"}
	s, err := a.story(context.Background(), dir, demo.StoryOptions{Seed: 5, People: 3000, Estate: 120, Staff: 30, Values: true, Now: time.Now()})
	if err != nil {
		t.Fatal(err, out.String())
	}
	truth, night := s.sample.offer.Truth, s.story.Night
	m, persons := &s.sample, int64(s.sample.offer.Truth.Persons+3) // with those who were planted
	if m.Genuine.Verdict != "genuine" || m.Ours.Verdict != "ours" || num(m.People.Likely) != persons || num(m.People.Matched) != int64(truth.Matched) {
		t.Errorf("%s, %s, %d people of whom %d ours; in truth %d and %d", m.Genuine.Verdict, m.Ours.Verdict, num(m.People.Likely), num(m.People.Matched), persons, truth.Matched)
	}
	if len(m.Origin) == 0 || m.Origin[0].Store != "crm" || m.Origin[0].After == nil || m.Origin[0].Before == nil || !m.Origin[0].After.Before(night.From) || !m.Origin[0].Before.After(night.To) {
		t.Errorf("taken from %+v, in truth from crm at %v", m.Origin, night.From)
	}
	if len(m.Canaries) == 0 || m.Canaries[0].Copy != "B" {
		t.Errorf("planted: %+v", m.Canaries)
	}
	if s.other.Ours.Verdict != "not_ours" || s.other.Genuine.Verdict != "invented" || len(s.other.Origin) > 0 {
		t.Errorf("the other: %s, %s", s.other.Ours.Verdict, s.other.Genuine.Verdict)
	}
	if s.alert.Country != night.Country || s.alert.Last.Before(night.To.Add(-time.Minute)) || s.alert.First.After(night.From) {
		t.Errorf("alert from %s %v – %v, in truth %s %v – %v", s.alert.Country, s.alert.First, s.alert.Last, night.Country, night.From, night.To)
	}
	gap := false
	for _, g := range s.answer.Gaps {
		gap = gap || g.From != nil && g.To != nil && g.From.Before(night.Silent.Add(time.Minute)) && g.To.After(night.Till.Add(-time.Minute))
	}
	if !gap {
		t.Errorf("the gap is not told: %+v", s.answer.Gaps)
	}
	if num(s.kase.People.Max) < int64(truth.Persons) || len(s.kase.duties) < 2 {
		t.Errorf("case: %+v", s.kase)
	}
	for _, claim := range []string{report.Number(persons) + " people", "it is copy B of crm", "Not our data", "Filled from what was found", "0 of the sample's"} {
		if !strings.Contains(out.String(), claim) {
			t.Errorf("%q is not told in\n%s", claim, out.String())
		}
	}
	for line := range strings.Lines(out.String()) {
		if !strings.Contains(line, "tsutsumi --home") && len([]rune(strings.TrimRight(line, "\n"))) > 80 {
			t.Errorf("longer than 80 columns: %s", line)
		}
	}
	var planted []zerotest.Planted
	for _, v := range s.story.Company.Values {
		planted = append(planted, zerotest.Planted(v))
	}
	for _, v := range truth.Values {
		if strings.ContainsAny(v.Text, "0123456789@") {
			planted = append(planted, zerotest.Planted(v))
		}
	}
	zerotest.Check(t, []string{home, left}, map[string][]byte{"story": out.Bytes()}, planted)
	if _, err := os.Stat(home + ".key"); err != nil {
		t.Error(err)
	}
}
