package config

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Added is a source as it is added in the console: what a source of tsutsumi.yaml says, by the same keys and under the same rules. How
// to log in is kept apart and sealed.
type Added struct {
	Name        string            `json:"name"`
	Target      string            `json:"target"`
	Owner       string            `json:"owner,omitempty"`
	Country     string            `json:"country,omitempty"`
	Purposes    []string          `json:"purposes,omitempty"`
	Legal       string            `json:"legal,omitempty"`
	Retention   *AddedRetention   `json:"retention,omitempty"`
	Subjects    []string          `json:"subjects,omitempty"`
	Development bool              `json:"development,omitempty"`
	Index       string            `json:"index,omitempty"`
	Key         string            `json:"key,omitempty"`
	Contractors []AddedContractor `json:"contractors,omitempty"`
	Schedule    string            `json:"schedule,omitempty"`
	User        string            `json:"user,omitempty"`
}

// AddedRetention is how long persons may be kept, and from which column on.
type AddedRetention struct {
	Keep string `json:"keep"`
	From string `json:"from,omitempty"`
}

// AddedContractor is who handles the data.
type AddedContractor struct {
	Name    string   `json:"name"`
	Country string   `json:"country,omitempty"`
	Access  []string `json:"access,omitempty"`
	Purpose string   `json:"purpose,omitempty"`
}

// Source is what was added as a source like any other. What is wrong with it is a Usage error that names no value.
func (a *Added) Source() (Source, error) {
	text, err := json.Marshal(map[string]any{"sources": []*Added{a}}) // JSON is YAML
	if err != nil {
		return Source{}, fmt.Errorf("write source: %w", err)
	}
	f, err := Decode("console", text)
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), "console:1: ")
		return Source{}, fault.Errorf(fault.Usage, "source: %s", why)
	}
	s := f.Sources[0]
	s.Line, s.Country.Line, s.Added = 0, 0, true
	return s, nil
}

// At tells whether the source's target is at a place to log in, and as whom.
func (s *Source) At(scheme, host, port string) (user string, ok bool) {
	user, _, ok = s.at(scheme, host, port)
	return user, ok
}
