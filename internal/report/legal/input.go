package legal

import (
	"encoding/hex"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/cost"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Input is what documents are made of.
type Input struct {
	State  *breach.State
	Events []breach.Event
	// Believe is what holds of a fact at present, nil if nothing is known: State's own answer.
	Believe  func(fact string) *breach.Belief
	Duties   []breach.Duty
	Affected breach.Affected
	Times    breach.Times
	Facts    law.Facts    // of the case, as rules are given them
	Case     *config.Case // who we are
	Now      time.Time
	Zone     *time.Location // in which times are told; nil is Japan's

	Version int // of this form, from 1
	// Report is the how-manieth report to the same recipient this is (第n報); 0 is the first.
	Report   int
	Previous *Previous // the version that this one completes; nil: none
	Final    bool      // not marked as a draft
	To       []string  // addressees, where neither law nor case tells them
	// Mask is applied to values before they are compared with a Previous, whose values are masked; nil: nothing is.
	Mask func(string) string
	// Cost is what it cost and will cost; nil: nobody reckoned.
	Cost *cost.Estimate
	// Subjects are who stands in the systems concerned, as the register declares it (顧客, 従業者), by the name of the system.
	Subjects map[string][]string
}

// Previous is the version that a document completes.
type Previous struct {
	Form      string
	Version   int
	Fields    map[string]string
	Submitted bool
	At        time.Time
	Receipt   string
	To        string
	Seq       int64
}

// Of makes an Input of a case as it stands.
func Of(st *breach.State, events []breach.Event, c *config.Case, duties []breach.Duty, now time.Time) *Input {
	if c == nil {
		c = &config.Case{}
	}
	return &Input{State: st, Events: events, Believe: st.Now, Duties: duties, Affected: st.Affected(), Times: st.Times(), Facts: st.LawFacts(c), Case: c, Now: now, Version: 1}
}

// belief is what holds of a fact.
func (in *Input) belief(fact string) *breach.Belief {
	if in.Believe == nil {
		return nil
	}
	return in.Believe(fact)
}

// Duty is the duty of a rule, nil if the case has none of it.
func (in *Input) Duty(rule string) *breach.Duty {
	for i := range in.Duties {
		if d := &in.Duties[i]; d.Rule != nil && d.Rule.ID == rule {
			return d
		}
	}
	return nil
}

// head is the hash up to which a document tells, short enough for a foot.
func (in *Input) head() string { return hex.EncodeToString(in.State.Head[:6]) }

// japan is the zone of the Commission; it needs no file of zones.
var japan = time.FixedZone("JST", 9*3600)
