package register

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Accepted is the state that the owner last accepted: the yearly stocktaking (棚卸し). The file is described in
// docs/format/accepted.md; nothing in it is a datum.
type Accepted struct {
	Version  int              `json:"version"`
	At       time.Time        `json:"at"`
	Findings []AcceptedDoor   `json:"findings"`
	Systems  []AcceptedSystem `json:"systems"`
}

// AcceptedDoor is a finding that was accepted.
type AcceptedDoor struct {
	ID     string    `json:"id"`
	Object string    `json:"object"`
	State  string    `json:"state,omitempty"`
	Since  time.Time `json:"since"` // when it was accepted first
}

// AcceptedSystem is what a system held then.
type AcceptedSystem struct {
	Name   string     `json:"name"`
	People *int64     `json:"people"`
	Kinds  []pii.Kind `json:"kinds"`
}

const acceptedVersion, maxAccepted = 1, 64 << 20

// LoadAccepted reads the accepted state; nil if there is none.
func LoadAccepted(path string) (*Accepted, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.As(fault.Unreadable, fmt.Errorf("read accepted state: %w", err))
	}
	defer f.Close()
	a := &Accepted{}
	if err := json.NewDecoder(io.LimitReader(f, maxAccepted)).Decode(a); err != nil || a.Version < 1 {
		return nil, fault.Errorf(fault.Unreadable, "read accepted state %q: damaged", path)
	}
	if a.Version > acceptedVersion {
		return nil, fault.Errorf(fault.Unreadable, "read accepted state %q: made by a newer version of the program", path)
	}
	return a, nil
}

// Save writes the state in the former's place, all of it or nothing.
func (a *Accepted) Save(path string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".accepted-")
	if err != nil {
		return fmt.Errorf("write accepted state: %w", err)
	}
	e := json.NewEncoder(tmp)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err = e.Encode(a); err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write accepted state: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}

// Accept makes the state of what is there now. What was accepted before keeps its date.
func Accept(st *State, findings []exposure.Finding, former *Accepted, now time.Time) *Accepted {
	a := &Accepted{Version: acceptedVersion, At: now.UTC().Truncate(time.Second), Findings: []AcceptedDoor{}, Systems: []AcceptedSystem{}}
	for i := range findings {
		f := &findings[i]
		door := AcceptedDoor{ID: f.ID, Object: f.Object, State: f.State, Since: a.At}
		if old := former.door(f); old != nil {
			door.Since = old.Since
		}
		a.Findings = append(a.Findings, door)
	}
	for i := range st.Found {
		f := &st.Found[i]
		if f.System != nil && f.Scanned {
			a.Systems = append(a.Systems, AcceptedSystem{Name: f.Name, People: number(f.People), Kinds: kindsOf(f)})
		}
	}
	slices.SortFunc(a.Findings, func(x, y AcceptedDoor) int { return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Object, y.Object)) })
	return a
}

func kindsOf(f *Found) []pii.Kind {
	ks := []pii.Kind{}
	for k := range f.Kinds {
		ks = append(ks, k)
	}
	slices.SortFunc(ks, func(a, b pii.Kind) int { return cmp.Compare(a.String(), b.String()) })
	return ks
}

// door is a finding as it was accepted; nil if it was not, or not so.
func (a *Accepted) door(f *exposure.Finding) *AcceptedDoor {
	if a == nil {
		return nil
	}
	for i := range a.Findings {
		if d := &a.Findings[i]; d.ID == f.ID && d.Object == f.Object && d.State == f.State {
			return d
		}
	}
	return nil
}

// Changes are against the accepted state.
type Changes struct {
	Since time.Time
	// Gone are findings that are not there any more. Of what was not looked at this time nothing is said.
	Gone    []AcceptedDoor
	Systems []SystemChange
}

// SystemChange is how a system differs from when it was accepted.
type SystemChange struct {
	Name      string
	New, Gone bool // declared since, or not declared any more
	Was, Is   *int64
	Kinds     []pii.Kind // found since
}

// moved is the share by which a number of people must differ to be told.
const moved = 0.1

// Against compares the accepted state with what is there now. unknown are the questions that were not answered.
func (a *Accepted) Against(st *State, findings []exposure.Finding, unknown []Unknown) *Changes {
	if a == nil {
		return nil
	}
	c := &Changes{Since: a.At}
	for _, d := range a.Findings {
		there := slices.ContainsFunc(findings, func(f exposure.Finding) bool { return f.ID == d.ID && f.Object == d.Object })
		asked := !slices.ContainsFunc(unknown, func(u Unknown) bool { return u.hides(&d) })
		if !there && asked {
			c.Gone = append(c.Gone, d)
		}
	}
	now := map[string]bool{}
	for i := range st.Found {
		f := &st.Found[i]
		if f.System == nil {
			continue
		}
		now[f.Name] = true
		if s, changed := a.system(f); changed && f.Scanned {
			c.Systems = append(c.Systems, s)
		}
	}
	for _, s := range a.Systems {
		if !now[s.Name] {
			c.Systems = append(c.Systems, SystemChange{Name: s.Name, Gone: true, Was: s.People})
		}
	}
	return c
}

// hides tells whether an unanswered question leaves open that a finding is still there.
func (u *Unknown) hides(d *AcceptedDoor) bool {
	switch u.Why {
	case NoPolicy:
		return d.ID == StorageCountry || d.ID == AccessCountry || d.ID == Contractor || d.ID == Purpose
	case NotRelevant:
		return true
	case NotScanned:
		return d.ID == UnexpectedKind && d.Object == u.System
	}
	return u.About == d.ID && (d.Object == u.System || strings.HasPrefix(d.Object, u.System+" ") || strings.HasPrefix(d.Object, u.System+":"))
}

func (a *Accepted) system(f *Found) (SystemChange, bool) {
	c := SystemChange{Name: f.Name, Is: number(f.People)}
	i := slices.IndexFunc(a.Systems, func(s AcceptedSystem) bool { return s.Name == f.Name })
	if i < 0 {
		c.New = true
		return c, true
	}
	was := &a.Systems[i]
	c.Was = was.People
	for _, k := range kindsOf(f) {
		if !slices.Contains(was.Kinds, k) {
			c.Kinds = append(c.Kinds, k)
		}
	}
	return c, len(c.Kinds) > 0 || differs(c.Was, c.Is)
}

func differs(was, is *int64) bool {
	if was == nil || is == nil {
		return was != is
	}
	d := float64(*is - *was)
	return max(d, -d) > moved*float64(max(*was, 1))
}
