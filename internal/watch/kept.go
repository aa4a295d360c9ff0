package watch

import "time"

// Kept is an alert as it is remembered: with what was decided about it.
type Kept struct {
	Alert
	State State
	// By, Reason and At are who decided, why and when; empty while it is open.
	By, Reason string
	At         time.Time
}

// State is what was decided about an alert.
type State string

// The states.
const (
	Open         State = "open"
	Acknowledged State = "acknowledged"
	Silenced     State = "silenced" // by a Silence
)

// Silence keeps alerts of a detector about a principal from being told for a time. They are remembered all the same.
type Silence struct {
	Detector   string // "" is every detector
	Principal  string // as alerts show it, "" is everybody
	Until      time.Time
	By, Reason string
	Made       time.Time
}

// Covers tells whether an alert is not told at a time.
func (s *Silence) Covers(a *Alert, now time.Time) bool {
	return now.Before(s.Until) && (s.Detector == "" || s.Detector == a.Detector) && (s.Principal == "" || s.Principal == a.Principal)
}
