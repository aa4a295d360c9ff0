package notice

import (
	"encoding/binary"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Key is a value by which a person may be found.
type Key struct {
	Kind pii.Kind // None: what it is was not recognised
	Text []byte
}

// Joiner finds the persons of recipients. One goroutine uses it; what it returns is used again by the next call.
type Joiner struct {
	cast   *Cast
	hasher *pii.Hasher
	named  []byte // the case
	buf    []byte
	facts  []index.Fact
	found  []candidate
	refs   []Ref
	fps    []index.FP
}

type candidate struct {
	Ref
	now      bool // the value is hers in the last snapshot
	identity bool // it is what tells the persons of the store apart
	sure     bool // another value of the row is hers too
}

// NewJoiner makes a joiner for the persons of a case.
func NewJoiner(cast *Cast, key *pii.Key, id string) *Joiner {
	return &Joiner{cast: cast, hasher: key.Hasher(), named: []byte(id)}
}

// Find finds whom the first key is of: one person of each store at most, the others of the keys tell which where it could be several.
// It returns who is in the case, with what was found of her, or why nobody is.
func (j *Joiner) Find(keys []Key) ([]Ref, Kinds, Reason, error) {
	if len(keys) == 0 || len(keys[0].Text) == 0 {
		return nil, 0, NoKey, nil
	}
	if err := j.look(&keys[0]); err != nil {
		return nil, 0, 0, err
	}
	if len(j.found) == 0 {
		return nil, 0, Unknown, nil
	}
	// What identifies within one store only may be somebody else's in another.
	apart := keys[0].Kind == pii.None || keys[0].Kind.Has(pii.Within)
	if err := j.narrow(keys[1:], apart); err != nil {
		return nil, 0, 0, err
	}
	j.refs = j.refs[:0]
	var kinds Kinds
	last := -1
	for i := range j.found {
		f := &j.found[i]
		if f.store == last || apart && len(j.found) > 1 && !f.sure {
			return nil, 0, Ambiguous, nil
		}
		last = f.store
	}
	for i := range j.found {
		if j.cast.In(j.found[i].Ref) {
			j.refs = append(j.refs, j.found[i].Ref)
			kinds |= j.cast.Kinds(j.found[i].Ref)
		}
	}
	switch {
	case len(j.refs) == 0:
		return nil, 0, Elsewhere, nil
	case kinds == 0: // a letter that tells no item tells nothing; she is not to be lost for it
		return nil, 0, NoKinds, nil
	}
	return j.refs, kinds, 0, nil
}

// asKeys are the classes by which a value of an unknown kind may be a key.
var asKeys = [...]pii.Class{pii.ClassID, pii.ClassEmail, pii.ClassPhone}

// look gathers the persons whose the key is, by store and row.
func (j *Joiner) look(k *Key) error {
	j.found, j.fps = j.found[:0], j.fps[:0]
	add := func(c pii.Class) {
		fp := index.Cut(j.hasher.Fingerprint(c, k.Text))
		j.fps = append(j.fps, fp)
	}
	if k.Kind == pii.None {
		for _, c := range asKeys {
			add(c)
		}
	} else {
		add(k.Kind.Info().Class)
	}
	values := len(j.fps)
	for _, fp := range j.fps[:values] { // as snapshots tell persons apart: by the strongest identifier, or by the store's key
		sum := j.hasher.Sum([]byte("person"), fp[:])
		j.fps = append(j.fps, index.FP(sum[:12]))
	}
	j.buf = pii.Normalize(j.buf[:0], pii.ClassID, k.Text)
	if len(j.buf) > 0 {
		sum := j.hasher.Sum([]byte("key"), j.buf)
		j.fps = append(j.fps, index.FP(sum[:12]))
	}
	for i := range j.cast.stores {
		if err := j.lookIn(i, values); err != nil {
			return err
		}
	}
	return nil
}

// asked are the classes as which a value typed in is looked up: what says of one person who she is.
var asked = [...]pii.Class{pii.ClassID, pii.ClassEmail, pii.ClassPhone, pii.ClassDigits}

// looking gathers the persons who have a value of a class.
func (j *Joiner) looking(class pii.Class, value []byte) error {
	fp := index.Cut(j.hasher.Fingerprint(class, value))
	sum := j.hasher.Sum([]byte("person"), fp[:])
	j.found, j.fps = j.found[:0], append(j.fps[:0], fp, index.FP(sum[:12]))
	if class == pii.ClassID {
		j.buf = pii.Normalize(j.buf[:0], pii.ClassID, value)
		sum = j.hasher.Sum([]byte("key"), j.buf)
		j.fps = append(j.fps, index.FP(sum[:12]))
	}
	for i := range j.cast.stores {
		if err := j.lookIn(i, 1); err != nil {
			return err
		}
	}
	return nil
}

// lookIn gathers those of one store: whoever is told apart by the value, else whoever has it now, else whoever had it.
func (j *Joiner) lookIn(store, values int) error {
	r := &j.cast.stores[store]
	from := len(j.found)
	for i := range j.fps {
		var err error
		if j.facts, err = r.Index.Find(j.fps[i], j.facts[:0]); err != nil {
			return err
		}
		for _, f := range j.facts {
			v := r.Index.Interval(f.Interval)
			if (f.Field == index.Identity) != (i >= values) || int(f.Row) >= len(r.of) || v.Empty() {
				continue
			}
			j.found = append(j.found, candidate{Ref{store, f.Row}, v.Last() == r.last, f.Field == index.Identity, false})
		}
	}
	mine := j.found[from:]
	for _, better := range []func(*candidate) bool{func(c *candidate) bool { return c.identity }, func(c *candidate) bool { return c.now }} {
		if slices.ContainsFunc(mine, func(c candidate) bool { return better(&c) }) {
			mine = slices.DeleteFunc(mine, func(c candidate) bool { return !better(&c) })
		}
	}
	slices.SortFunc(mine, func(a, b candidate) int { return int(int64(a.Row) - int64(b.Row)) })
	mine = slices.CompactFunc(mine, func(a, b candidate) bool { return a.Row == b.Row })
	j.found = j.found[:from+len(mine)]
	return nil
}

// narrow leaves, where there are several, those whom another key speaks for too.
func (j *Joiner) narrow(others []Key, apart bool) error {
	several := func() bool {
		for i := 1; i < len(j.found); i++ {
			if apart && !(j.found[i].sure && j.found[i-1].sure) || j.found[i].store == j.found[i-1].store {
				return true
			}
		}
		return false
	}
	for i := range others {
		if !several() {
			return nil
		}
		k := &others[i]
		if len(k.Text) == 0 || k.Kind == pii.None || !k.Kind.Keeps() {
			continue
		}
		fp := index.Cut(j.hasher.Fingerprint(k.Kind.Info().Class, k.Text))
		kept := 0
		for _, f := range j.found {
			facts, err := j.cast.stores[f.store].Index.Has(fp, f.Row, j.facts[:0])
			if err != nil {
				return err
			}
			if j.facts = facts; len(facts) > 0 {
				f.sure = f.sure || !k.Kind.Has(pii.Within)
				j.found[kept] = f
				kept++
			}
		}
		if kept > 0 {
			j.found = j.found[:kept]
		}
	}
	return nil
}

// Person is the fingerprint by which the case names a person.
func (j *Joiner) Person(p Ref) journal.Person {
	var row [4]byte
	binary.BigEndian.PutUint32(row[:], p.Row)
	return journal.Person(j.hasher.Sum([]byte("told"), j.named, []byte(j.cast.Store(p)), row[:]))
}
