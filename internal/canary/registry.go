package canary

import (
	"bytes"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The bounds of a registry.
const (
	maxRegistry = 64 << 20 // bytes
	maxPersons  = 100_000
)

const version = 1

// Keys are what persons are invented from, and what their fingerprints are made with.
type Keys struct{ Invent, Prints *pii.Key }

// Registry is what is known of planted persons, without a clear value of them.
type Registry struct {
	keys      Keys
	plantings []Planting
}

// Planting is one act of planting.
type Planting struct {
	Store   string    `json:"store"`
	Copy    string    `json:"copy"`
	Domain  string    `json:"domain"` // of the e-mail addresses
	Planted time.Time `json:"planted"`
	Recipe  int       `json:"recipe"`
	Persons []Print   `json:"persons"`
}

// Print is what a planted person is recognised by.
type Print struct {
	Number  int         `json:"number"`
	Email   fingerprint `json:"email"`
	Phone   fingerprint `json:"phone"`
	Account fingerprint `json:"account"`
}

// fingerprint is written as 32 hexadecimal digits.
type fingerprint pii.Fingerprint

func (f fingerprint) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, f[:]), nil }

func (f *fingerprint) UnmarshalText(b []byte) error {
	if len(b) != 2*len(f) {
		return errors.New("not a fingerprint")
	}
	_, err := hex.Decode(f[:], b)
	return err
}

// file is canaries.json.
type file struct {
	Version   int         `json:"version"`
	Key       string      `json:"key"` // ID of the key of the fingerprints
	Plantings []Planting  `json:"plantings"`
	Check     fingerprint `json:"check"` // keyed, over the plantings as they are written without blanks
}

func path(dir string) string { return filepath.Join(dir, "canaries.json") }

// Load reads the registry of a home. Where there is none it is empty. A registry of another key, of a newer version, or
// one that was changed or damaged, is a usage error: it must not pass for one that lists nobody.
func Load(dir string, keys Keys) (*Registry, error) {
	r := &Registry{keys: keys}
	f, err := os.Open(path(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read canaries: %w", err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxRegistry+1))
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read canaries: %w", err))
	}
	return r, r.decode(text)
}

func (r *Registry) decode(text []byte) error {
	var in file
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if len(text) > maxRegistry || d.Decode(&in) != nil || d.Decode(&struct{}{}) != io.EOF {
		return fault.Errorf(fault.Usage, "read canaries: canaries.json is damaged, or of a newer version")
	}
	if in.Version != version {
		return fault.Errorf(fault.Usage, "read canaries: version %d; this program knows version %d", in.Version, version)
	}
	if id := r.keys.Prints.ID(); in.Key != id {
		return fault.Errorf(fault.Usage, "read canaries: made with another key than this one (%s)", id)
	}
	check, err := r.check(in.Plantings)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(check[:], in.Check[:]) != 1 {
		return fault.Errorf(fault.Usage, "read canaries: canaries.json was changed or is damaged")
	}
	r.plantings = in.Plantings
	return nil
}

// check binds the plantings to the key: who lacks it can take the registry away, but not change it unseen.
func (r *Registry) check(p []Planting) (fingerprint, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return fingerprint{}, fmt.Errorf("encode canaries: %w", err)
	}
	return fingerprint(r.keys.Prints.Hasher().Sum([]byte("canaries 1"), text)), nil
}

// save writes the registry: whole, or not at all. The caller holds the lock.
func (r *Registry) save(dir string) (err error) {
	out := file{Version: version, Key: r.keys.Prints.ID(), Plantings: r.plantings}
	if out.Plantings == nil {
		out.Plantings = []Planting{}
	}
	if out.Check, err = r.check(out.Plantings); err != nil {
		return err
	}
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return fmt.Errorf("encode canaries: %w", err)
	}
	tmp, err := os.CreateTemp(dir, ".canaries-") // made with 0600
	if err != nil {
		return fmt.Errorf("write canaries: %w", err)
	}
	_, err = tmp.Write(append(text, '\n'))
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path(dir))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write canaries: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}

// Plantings lists what was planted, oldest first; of one store, or of all if store is "".
func (r *Registry) Plantings(store string) []Planting {
	var out []Planting
	for _, p := range r.plantings {
		if store == "" || p.Store == store {
			out = append(out, p)
		}
	}
	return out
}

// Set makes what recognises the planted persons.
func (r *Registry) Set() *Set { return newSet(r.keys.Prints, r.plantings) }

// Persons invents the persons of a planting again. A person who does not fit the fingerprints kept is an error: showing
// another one would be worse than showing none.
func (r *Registry) Persons(p Planting) ([]Person, error) {
	if p.Recipe != recipe {
		return nil, fault.Errorf(fault.Usage, "show canaries: recipe %d is not known to this program", p.Recipe)
	}
	inv, prints := r.keys.Invent.Hasher(), r.keys.Prints.Hasher()
	out := make([]Person, 0, len(p.Persons))
	for _, m := range p.Persons {
		one := invent(inv, Spot{p.Store, p.Copy, p.Domain}, m.Number)
		if printOf(prints, &one) != m {
			return nil, fault.Errorf(fault.Usage, "show canaries: person %d of %q, %q cannot be invented again", m.Number, p.Store, p.Copy)
		}
		out = append(out, one)
	}
	return out, nil
}

// printOf makes a person's fingerprints in the classes of the kinds that a dump's values are judged to be.
func printOf(h *pii.Hasher, p *Person) Print {
	of := func(k pii.Kind, v string) fingerprint { return fingerprint(h.Fingerprint(k.Info().Class, []byte(v))) }
	return Print{p.Number, of(pii.EmailAddress, p.Email), of(pii.PhoneNumber, p.Phone), of(pii.AccountID, p.Account)}
}
