package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// take takes a record that was read.
func (j *Journal) take(kind byte, content []byte) bool {
	var l Letter
	var o Outcome
	switch kind {
	case typeBatch:
		j.head = Batch{}
		return json.Unmarshal(content, &j.head) == nil
	case typeIntent:
		if !parseIntent(content, &l) {
			return false
		}
		j.intended(&l)
	case typePromise:
		if !parseIntent(content, &l) {
			return false
		}
		j.promise(&l)
	case typeRun:
		var r run
		if json.Unmarshal(content, &r) != nil {
			return false
		}
		clear(j.promised)
		j.boot = r.Boot
	case typeEnd:
		clear(j.promised)
	case typeFate, typeBounce:
		if !parseOutcome(content, &o) {
			return false
		}
		if kind == typeFate {
			j.fated(&o)
		} else {
			j.bounced(&o)
		}
	case typeMark:
	default:
		return false // of a newer program: what it says could matter
	}
	return true
}

// promise remembers that a letter may be sent from now on. The mutex is held.
func (j *Journal) promise(l *Letter) {
	if len(l.Persons) > 1 {
		j.also[l.Persons[0]] = slices.Clone(l.Persons[1:])
	}
	j.promised[l.Persons[0]] = true
}

// intended counts a letter by its first person; the others of it share its fate.
func (j *Journal) intended(l *Letter) {
	if len(l.Persons) > 1 {
		j.also[l.Persons[0]] = slices.Clone(l.Persons[1:])
	}
	if s := j.persons[l.Persons[0]]; s.bounced { // sent anew
		s.bounced = false
		j.persons[l.Persons[0]] = s
		j.counts.Bounced--
	}
	j.set(l.Persons[0], Uncertain)
}

// set gives a letter a fate.
func (j *Journal) set(p Person, f Fate) {
	s := j.persons[p]
	j.count(s.fate, -1)
	j.count(f, 1)
	s.fate = f
	j.persons[p] = s
	for _, o := range j.also[p] {
		s := j.persons[o]
		s.fate = f
		j.persons[o] = s
	}
}

func (j *Journal) fated(o *Outcome) {
	j.set(o.Person, o.Fate)
	if o.Fate != Later { // that one may be begun again
		delete(j.promised, o.Person)
	}
	if o.Fate == Sent {
		if j.counts.First.IsZero() || o.At.Before(j.counts.First) {
			j.counts.First = o.At
		}
		if o.At.After(j.counts.Last) {
			j.counts.Last = o.At
		}
	}
}

func (j *Journal) bounced(o *Outcome) {
	s := j.persons[o.Person]
	if !s.bounced && o.Fate == Failed {
		s.bounced = true
		j.counts.Bounced++
		j.persons[o.Person] = s
	}
}

func (j *Journal) count(f Fate, n int64) {
	switch f {
	case Sent:
		j.counts.Sent += n
	case Failed:
		j.counts.Failed += n
	case Uncertain:
		j.counts.Uncertain += n
	case Later:
		j.counts.Later += n
	}
}

// Counts are how many letters had which fate.
func (j *Journal) Counts() Counts {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.counts
}

// Batches lists the batches in a folder of a case, in the order of their names; none if there is no such folder.
func Batches(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.As(fault.Unreadable, fmt.Errorf("list letters: %w", err))
	}
	var out []string
	for _, e := range list {
		if _, err := os.Stat(filepath.Join(dir, e.Name(), FileName)); err == nil {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Reader is shown what a journal holds, in order. What it does not want it leaves nil.
type Reader struct {
	Batch   func(*Batch)
	Promise func(*Letter)
	Letter  func(*Letter)
	Outcome func(*Outcome)
	Bounce  func(*Outcome)
	// Mark is told the hash of the file up to and with each mark.
	Mark func(sum string)

	run func(boot string) // begins
	end func()
}

// Read shows a journal's records without changing anything; another process may be writing it.
func Read(dir string, r Reader) error {
	f, err := os.Open(filepath.Join(dir, FileName))
	if err != nil {
		return fault.As(fault.Unreadable, fmt.Errorf("open journal: %w", err))
	}
	defer f.Close()
	h := sha256.New()
	var l Letter
	marked := false
	_, err = scan(f, h, func(kind byte, content []byte) bool {
		if marked { // the hash has the mark in it now
			r.Mark(hex.EncodeToString(h.Sum(nil)))
			marked = false
		}
		var o Outcome
		ok := true
		switch kind {
		case typeBatch:
			var b Batch
			if ok = json.Unmarshal(content, &b) == nil; ok && r.Batch != nil {
				r.Batch(&b)
			}
		case typeIntent:
			if ok = parseIntent(content, &l); ok && r.Letter != nil {
				r.Letter(&l)
			}
		case typePromise:
			if ok = parseIntent(content, &l); ok && r.Promise != nil {
				r.Promise(&l)
			}
		case typeRun:
			var x run
			if ok = json.Unmarshal(content, &x) == nil; ok && r.run != nil {
				r.run(x.Boot)
			}
		case typeEnd:
			if r.end != nil {
				r.end()
			}
		case typeFate:
			if ok = parseOutcome(content, &o); ok && r.Outcome != nil {
				r.Outcome(&o)
			}
		case typeBounce:
			if ok = parseOutcome(content, &o); ok && r.Bounce != nil {
				r.Bounce(&o)
			}
		case typeMark:
			marked = r.Mark != nil
		default:
			ok = false
		}
		return ok
	})
	if err == nil && marked {
		r.Mark(hex.EncodeToString(h.Sum(nil)))
	}
	return err
}

// Proof is what the journal tells of one person.
type Proof struct {
	Letter
	Fate    Outcome
	Bounce  *Outcome
	Content string // hash of what the letters said then
}

// Proofs are the letters to a person, the first first. Of a letter to somebody whom several stores know, any of them finds it.
func Proofs(dir string, persons ...Person) ([]Proof, error) {
	want := map[Person]bool{}
	for _, p := range persons {
		want[p] = true
	}
	var out []Proof
	at := map[Person]int{} // by the person who names the letter
	content := ""
	err := Read(dir, Reader{
		Batch: func(b *Batch) { content = b.Content },
		Letter: func(l *Letter) {
			for _, p := range l.Persons {
				if want[p] {
					at[l.Persons[0]] = len(out)
					c := *l
					c.Persons = append([]Person(nil), l.Persons...)
					out = append(out, Proof{Letter: c, Fate: Outcome{Fate: Uncertain}, Content: content})
					return
				}
			}
		},
		Outcome: func(o *Outcome) {
			if i, ok := at[o.Person]; ok {
				out[i].Fate = *o
			} else if want[o.Person] {
				at[o.Person] = len(out)
				out = append(out, Proof{Letter: Letter{Persons: []Person{o.Person}, At: o.At}, Fate: *o, Content: content})
			}
		},
		Bounce: func(o *Outcome) {
			if i, ok := at[o.Person]; ok {
				b := *o
				out[i].Bounce = &b
			}
		},
	})
	return out, err
}

// Doubt is a letter whose fate is uncertain: the row of its recipient, and when it was about to be sent.
type Doubt struct {
	Row int64
	At  time.Time
}

// Uncertainties are the letters whose fate is uncertain.
func Uncertainties(dir string) (map[Person]Doubt, error) {
	out, promised := map[Person]Doubt{}, map[Person]Doubt{}
	boot := ""
	err := Read(dir, Reader{
		run:     func(b string) { boot = b; clear(promised) },
		Promise: func(l *Letter) { promised[l.Persons[0]] = Doubt{l.Row, l.At} },
		Letter:  func(l *Letter) { out[l.Persons[0]] = Doubt{l.Row, l.At} },
		Outcome: func(o *Outcome) {
			if _, there := out[o.Person]; o.Fate != Uncertain {
				delete(out, o.Person)
			} else if !there {
				out[o.Person] = promised[o.Person]
			}
			if o.Fate != Later {
				delete(promised, o.Person)
			}
		},
		end: func() { clear(promised) },
	})
	if boot != booted() {
		for p, d := range promised {
			if _, there := out[p]; !there {
				out[p] = d
			}
		}
	}
	return out, err
}
