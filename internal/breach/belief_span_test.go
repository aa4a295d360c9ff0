package breach

import (
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// TestSpanIsRefined: evidence tells between which two times it was first read; whoever finds the day, or the minute, tells more, in whatever
// order it is learnt.
func TestSpanIsRefined(t *testing.T) {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
	}
	span := Moment{At: at(1, 1, 0), Precision: Second, Until: at(11, 28, 0)}
	month := Moment{At: at(10, 1, 0), Precision: Month}
	day := Moment{At: at(10, 18, 0), Precision: Day}
	minute := Moment{At: at(10, 18, 9), Precision: Minute}
	later := Moment{At: at(12, 1, 0), Precision: Day}
	before := Moment{At: at(1, 1, 0).AddDate(-1, 0, 0), Precision: Day}
	for name, c := range map[string]struct {
		said []Moment
		want Moment
	}{
		"a day within a span":      {[]Moment{span, day}, day},
		"a minute within a day":    {[]Moment{span, month, day, minute}, minute},
		"a day behind the span":    {[]Moment{span, later}, span},
		"a day before all of them": {[]Moment{span, day, before}, before},
	} {
		for _, turned := range []bool{false, true} {
			s := &State{Facts: map[string][]Source[Fact]{}}
			for i := range c.said {
				m := c.said[i]
				if turned {
					m = c.said[len(c.said)-1-i]
				}
				s.Facts[FirstRead] = append(s.Facts[FirstRead], Source[Fact]{Seq: int64(i), Body: Fact{Name: FirstRead, Value: Value{Moment: &m}, Status: Asserted, Source: "E1"}})
			}
			if got := s.Now(FirstRead).Value.Moment; !got.At.Equal(c.want.At) || got.Precision != c.want.Precision {
				t.Errorf("%s: %v %s, want %v %s", name, got.At, got.Precision, c.want.At, c.want.Precision)
			}
		}
	}
}

// TestAYesOfSomebodyStands: that the logs prove of one door that nobody came through says nothing of another through which somebody did; a duty would be
// lost by it.
func TestAYesOfSomebodyStands(t *testing.T) {
	said := func(seq int64, x law.Truth, source string, status Status) Source[Fact] {
		return Source[Fact]{Seq: seq, Body: Fact{Name: law.Viewed, Value: Value{Truth: x}, Status: status, Source: source}}
	}
	for name, c := range map[string]struct {
		list []Source[Fact]
		want law.Truth
	}{
		"a no of another":           {[]Source[Fact]{said(1, law.Yes, "E1", Asserted), said(2, law.No, "E2", Asserted)}, law.Yes},
		"before it":                 {[]Source[Fact]{said(1, law.No, "E1", Asserted), said(2, law.Yes, "E2", Asserted), said(3, law.Suspected, "E3", Asserted)}, law.Yes},
		"the yes is refuted":        {[]Source[Fact]{said(1, law.Yes, "E1", Asserted), said(2, law.No, "E2", Asserted), said(3, law.Yes, "E2", Refuted)}, law.No},
		"a suspicion is cleared up": {[]Source[Fact]{said(1, law.Suspected, "E1", Asserted), said(2, law.No, "E1", Asserted)}, law.No},
	} {
		s := &State{Facts: map[string][]Source[Fact]{law.Viewed: c.list}}
		if got := s.Now(law.Viewed).Value.Truth; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
