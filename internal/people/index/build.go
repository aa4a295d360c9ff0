package index

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// defaultMemory is what a build takes where nothing is said.
const defaultMemory = 256 << 20

// Options are what a build needs to know.
type Options struct {
	Store string    // whose persons these are; the same as the former's
	Key   string    // ID of the key of the fingerprints; the same as the former's
	At    time.Time // of this snapshot; later than the former's last
	// Former is the index that the snapshot is added to, nil for the first. The builder takes it over and closes it.
	Former *Index
	Dir    string // of temporary files, which hold fingerprints and have no name; default: the system's
	Memory int64  // in bytes, about; default 256 MiB

	// What tests change.
	partKeys int
	target   func(path string) (*target, error)
	runs     func(dir string) (*os.File, error)
}

// New is a value that a person has in this snapshot.
type New struct {
	FP    FP
	Field uint8 // as Builder.Field gave it
}

// Builder makes an index out of the former one and one snapshot. It is used by one goroutine: Field and Add as often as
// needed, then Write, then Close.
type Builder struct {
	o       Options
	fields  []Field
	records int64
	people  *sorter // person, field, fingerprint
	facts   *sorter // fingerprint, row, field
	rows    *sorter // row, fields
	done    bool
}

const personWidth = len(FP{}) + 1 + len(FP{})

// NewBuilder begins a snapshot. An error is fault.Usage where store, key or time do not go with the former index.
func NewBuilder(o Options) (*Builder, error) {
	if o.Memory <= 0 {
		o.Memory = defaultMemory
	}
	if o.Dir == "" {
		o.Dir = os.TempDir()
	}
	o.At = o.At.UTC()
	if o.target == nil {
		o.target = newTarget
	}
	if o.runs == nil {
		o.runs = makeRuns
	}
	if o.partKeys == 0 {
		o.partKeys = partKeys
	}
	b := &Builder{o: o}
	if x := o.Former; x != nil {
		m := x.Meta()
		var err error
		switch n := len(m.Snapshots); {
		case m.Store != o.Store:
			err = fault.Errorf(fault.Usage, "build people index: the former index is of store %q, not %q", m.Store, o.Store)
		case m.Key != o.Key:
			err = fault.Errorf(fault.Usage, "build people index: the former index was made with key %s, not %s", m.Key, o.Key)
		case n > 0 && !o.At.After(m.Snapshots[n-1].At):
			err = fault.Errorf(fault.Usage, "build people index: the snapshot of %s is not later than the former one of %s",
				o.At.Format(time.RFC3339), m.Snapshots[n-1].At.Format(time.RFC3339))
		case n >= maxSnapshots:
			err = fault.Errorf(fault.Refused, "build people index: more than %d snapshots; leave some out", maxSnapshots)
		}
		if err != nil {
			return nil, errors.Join(err, x.Close())
		}
		b.fields = slices.Clone(m.Fields)
	}
	b.people = newSorter(personWidth, o.Memory/2, b.makeRuns)
	return b, nil
}

func (b *Builder) makeRuns() (*os.File, error) { return b.o.runs(b.o.Dir) }

// Field is the number of a field, the former's if it had one of that name and kind. Kinds whose fingerprints may not be
// kept (pii.Kind.Keeps) are refused: fault.Refused.
func (b *Builder) Field(name string, kind pii.Kind) (uint8, error) {
	if !kind.Keeps() {
		return 0, fault.Errorf(fault.Refused, "build people index: fingerprints of %s may not be kept", kind)
	}
	for i, f := range b.fields {
		if f.Name == name && f.Word == kind.String() {
			return uint8(i + 1), nil
		}
	}
	if len(b.fields) == MaxFields {
		return 0, fault.Errorf(fault.Refused, "build people index: more than %d fields", MaxFields)
	}
	b.fields = append(b.fields, Field{Name: name, Kind: kind, Word: kind.String()})
	return uint8(len(b.fields)), nil
}

var errField = errors.New("build people index: a fact of a field that Field did not give")

// Add takes a person, told apart by a fingerprint, with values. Persons may repeat: their values unite. What stands in
// facts is copied.
func (b *Builder) Add(person FP, facts []New) error {
	var rec [personWidth]byte
	copy(rec[:], person[:])
	copy(rec[len(person)+1:], person[:])
	b.records++
	if err := b.people.add(rec[:]); err != nil {
		return err
	}
	for i := range facts {
		if f := facts[i].Field; f == Identity || int(f) > len(b.fields) {
			return errField
		}
		rec[len(person)] = facts[i].Field
		copy(rec[len(person)+1:], facts[i].FP[:])
		if err := b.people.add(rec[:]); err != nil {
			return err
		}
	}
	return nil
}

// Close abandons what was not written and closes the former index. It may be called after Write, and again.
func (b *Builder) Close() error {
	b.people.close()
	b.facts.close()
	b.rows.close()
	b.done = true
	if x := b.o.Former; x != nil {
		b.o.Former = nil
		return x.Close()
	}
	return nil
}

// Write makes the index at path, in the place of what is there, if anything: whole or not at all. It closes the builder and
// the former index, in time for a system that cannot replace a file in use. It can be called once.
func (b *Builder) Write(ctx context.Context, path string) (Meta, error) {
	if b.done {
		return Meta{}, errors.New("write people index: the builder is closed")
	}
	m, err := b.write(ctx, path)
	return m, errors.Join(err, b.Close())
}
