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
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Accepted is what the systems held when the owner last accepted the state: the yearly stocktaking (棚卸し). Differences that
// were accepted are remembered as other exposures are. The file is described in docs/format/accepted.md; nothing in it is a datum.
type Accepted struct {
	Version int              `json:"version"`
	At      time.Time        `json:"at"`
	Systems []AcceptedSystem `json:"systems"`
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

// Accept makes the state of what is there now.
func Accept(st *State, now time.Time) *Accepted {
	a := &Accepted{Version: acceptedVersion, At: now.UTC().Truncate(time.Second), Systems: []AcceptedSystem{}}
	for i := range st.Found {
		f := &st.Found[i]
		if f.System != nil && f.Scanned {
			a.Systems = append(a.Systems, AcceptedSystem{Name: f.Name, People: number(f.People), Kinds: kindsOf(f)})
		}
	}
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

// Changes are against the accepted state.
type Changes struct {
	Since   time.Time
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

// Against compares the accepted state with what is there now.
func (a *Accepted) Against(st *State) *Changes {
	if a == nil {
		return nil
	}
	c := &Changes{Since: a.At}
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
