package legal

import (
	"testing"
	"time"
)

// TestBetween: days between two times are those of the calendar there.
func TestBetween(t *testing.T) {
	s := &Sheet{Input: &Input{}, Form: &Form{Jurisdiction: "JP"}}
	at := func(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, japan) }
	for _, c := range []struct {
		from, to time.Time
		want     int
	}{
		{at(1, 23), at(2, 1), 1}, {at(1, 1), at(1, 23), 0}, {at(1, 1).UTC(), at(1, 23), 0}, {at(1, 12), at(31, 11), 30}, {at(2, 0), at(1, 0), -1},
	} {
		if got := s.between(c.from, c.to); got != c.want {
			t.Errorf("from %v to %v: %d days, want %d", c.from, c.to, got, c.want)
		}
	}
}
