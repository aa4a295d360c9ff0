package breach

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Allowed tells whether an act (ActSend, ActClose, ActReport) may be done to what of names (a batch with its hash, a document with its
// version; "" the case). Where the owner wants two persons for it (c may be nil: no), two different users must have decided yes on the
// same act and the same thing, and none no; what anybody decided last counts, since the case was last opened. The error is fault.Usage and names
// who must still decide.
func (s *State) Allowed(act, of string, c *config.Case) error {
	if c == nil || !slices.Contains(c.TwoPersons, act) {
		return nil
	}
	yes, no := s.Deciders(act, of, c.Users)
	what := act
	if of != "" {
		what += " " + of
	}
	switch {
	case len(no) > 0:
		return fault.Errorf(fault.Usage, "%s: not allowed: %s decided against it", what, strings.Join(no, ", "))
	case len(yes) >= 2:
		return nil
	}
	var left []string
	for _, u := range c.Users {
		if !slices.Contains(yes, u) {
			left = append(left, u)
		}
	}
	who := "another user"
	if len(left) > 0 {
		who = strings.Join(left, ", ")
	}
	if len(yes) == 0 {
		return fault.Errorf(fault.Usage, "%s: two users must decide on it: of %s", what, who)
	}
	return fault.Errorf(fault.Usage, "%s: a second user must decide on it beside %s: %s", what, yes[0], who)
}

// Deciders are the users (of those, if any are named) whose last decision on an act was yes, and no, since the case was last opened.
func (s *State) Deciders(act, of string, users []string) (yes, no []string) {
	var since time.Time
	for _, t := range s.Turns {
		if !t.Closed {
			since = t.At
		}
	}
	last := map[string]*Source[Decided]{}
	var order []string
	for i := range s.Decisions {
		d := &s.Decisions[i]
		if d.Body.Act != act || d.Body.Of != of || d.At.Before(since) || len(users) > 0 && !slices.Contains(users, d.By) {
			continue
		}
		u := one(d.By)
		if last[u] == nil {
			order = append(order, u)
		}
		last[u] = d
	}
	for _, u := range order {
		switch d := last[u]; strings.ToLower(d.Body.Choice) {
		case "yes":
			yes = append(yes, d.By)
		case "no":
			no = append(no, d.By)
		}
	}
	return yes, no
}

// one is the same for names that are one person's: sato, Sato and ｓａｔｏ are not two.
func one(user string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(user)), " "))
}
