package canary

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// MaxNumber is how many persons may be planted at once.
const MaxNumber = 1000

// Order asks for persons.
type Order struct {
	Spot
	Number int
	// Again adds to a copy that has planted persons already.
	Again bool
	Now   time.Time
}

// Plant invents persons and enters them in the registry of the home, in this order of safety: what is returned is
// recognised from now on, even if whoever asked never gets to see it.
func Plant(dir string, keys Keys, o Order) (Planting, []Person, error) {
	if err := o.valid(); err != nil {
		return Planting{}, nil, err
	}
	p := Planting{Store: o.Store, Copy: o.Copy, Domain: o.Domain, Planted: o.Now.UTC().Truncate(time.Second), Recipe: recipe}
	var persons []Person
	err := change(dir, keys, func(r *Registry) error {
		first, all, taken := 1, 0, map[fingerprint]bool{}
		for _, old := range r.plantings {
			all += len(old.Persons)
			twin := old.Store == o.Store && old.Copy == o.Copy
			if twin && !o.Again {
				return fault.Errorf(fault.Usage, "plant canaries: %q, %q has planted persons already; --again adds more", o.Store, o.Copy)
			}
			for _, m := range old.Persons {
				taken[m.Email], taken[m.Phone], taken[m.Account] = true, true, true
				if twin {
					first = max(first, m.Number+1)
				}
			}
		}
		if all+o.Number > maxPersons {
			return fault.Errorf(fault.Usage, "plant canaries: more than %d persons in all", maxPersons)
		}
		inv, prints := keys.Invent.Hasher(), keys.Prints.Hasher()
		for n := first; len(persons) < o.Number; n++ {
			one := invent(inv, o.Spot, n)
			m := printOf(prints, &one)
			if taken[m.Email] || taken[m.Phone] || taken[m.Account] {
				continue // somebody planted has it already, and one value must name one copy
			}
			taken[m.Email], taken[m.Phone], taken[m.Account] = true, true, true
			p.Persons, persons = append(p.Persons, m), append(persons, one)
		}
		r.plantings = append(r.plantings, p)
		return nil
	})
	return p, persons, err
}

// Forget takes the persons of a copy out of the registry and returns how many there were. Those in the copy itself stay
// there, and nobody recognises them any more.
func Forget(dir string, keys Keys, store, copy string) (int, error) {
	n := 0
	err := change(dir, keys, func(r *Registry) error {
		r.plantings = slices.DeleteFunc(r.plantings, func(p Planting) bool {
			gone := p.Store == store && p.Copy == copy
			if gone {
				n += len(p.Persons)
			}
			return gone
		})
		if n == 0 {
			return fault.Errorf(fault.Usage, "forget canaries: nothing is planted there")
		}
		return nil
	})
	return n, err
}

// change reads, changes and writes the registry while no other process does.
func change(dir string, keys Keys, do func(*Registry) error) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("make home: %w", err))
	}
	lock := filepath.Join(dir, "canaries.lock")
	if f, err := os.OpenFile(lock, os.O_CREATE, 0o600); err == nil {
		f.Close() // the lock's own would be for others to read
	}
	unlock, err := lockedfile.MutexAt(lock).Lock()
	if err != nil {
		return fmt.Errorf("lock canaries: %w", err)
	}
	defer unlock()
	r, err := Load(dir, keys)
	if err != nil {
		return err
	}
	if err := do(r); err != nil {
		return err
	}
	return r.save(dir)
}

func (o *Order) valid() error {
	for _, s := range [...]struct{ what, text string }{{"store", o.Store}, {"copy", o.Copy}} {
		if s.text == "" || strings.TrimSpace(s.text) != s.text || utf8.RuneCountInString(s.text) > 100 || !utf8.ValidString(s.text) || !shown(s.text) {
			return fault.Errorf(fault.Usage, "plant canaries: the %s needs a name of at most 100 printable characters", s.what)
		}
	}
	if o.Domain == "" {
		return fault.Errorf(fault.Usage, "plant canaries: no domain for the e-mail addresses")
	}
	if o.Number < 1 || o.Number > MaxNumber {
		return fault.Errorf(fault.Usage, "plant canaries: 1 to %d persons at once", MaxNumber)
	}
	return nil
}

func shown(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r) {
			return false
		}
	}
	return true
}
