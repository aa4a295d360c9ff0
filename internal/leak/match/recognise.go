package match

import (
	"math"
	"math/bits"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/fact"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// crowd is the number of persons beyond which a shared value (a company's telephone, a common name) leads to nobody.
const crowd = 64

// certain is the chance (log10) up to which a record counts as one of ours: in a thousand records of strangers, one.
const certain = -3

// sighting is what one store says of a record.
type sighting struct {
	row uint32
	// chance is log10 of the number of persons of the store who would agree with the record by accident.
	chance float64
	agree  uint16  // classes that agree
	differ uint16  // classes that both know and that do not
	lived  []lived // of the values that agree, and of the person
}

// lived is the snapshots in which a value was valid, without a break.
type lived struct{ first, last int }

// finder looks records up in one store. Each worker has its own.
type finder struct {
	x     *index.Index
	n     float64     // log10 of the persons
	class [256]uint16 // by field of the index, its class as a bit
	lone  bool        // there is no other store
	found []index.Fact
	known []looked
	cands []candidate
	some  []index.Fact
	best  sighting
	spare sighting
	err   error
}

type candidate struct {
	row  uint32
	hits int
}

func newFinder(x *index.Index, lone bool) *finder {
	m := x.Meta()
	f := &finder{x: x, lone: lone, n: math.Log10(float64(max(m.Rows, 1)))}
	for i := range m.Fields {
		f.class[i+1] = 1 << m.Fields[i].Kind.Info().Class
	}
	return f
}

// classes are those of which the index has a value of the person.
func (f *finder) classes(s *index.FieldSet) (out uint16) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			out |= f.class[i<<6+bits.TrailingZeros64(w)]
		}
	}
	return out
}

// look finds the person of the store with whom the record agrees best; nil if there is none.
func (f *finder) look(list []fact.Fact) *sighting {
	f.cands = f.cands[:0]
	f.found, f.known = f.found[:0], f.known[:0]
	for i := range list {
		if points(&list[i]) {
			f.collect(list, i)
		}
	}
	if best := f.weigh(list); best != nil {
		return best
	}
	for i := range list {
		if o := &list[i]; o.Made == fact.Born || o.Kind == pii.StreetAddress || o.Made == fact.Unsaid && !pointed(list) {
			f.collect(list, i)
		}
	}
	return f.weigh(list)
}

// pointed tells whether any of the facts leads to a person by itself.
func pointed(list []fact.Fact) bool {
	for i := range list {
		if points(&list[i]) {
			return true
		}
	}
	return false
}

// points tells the facts that lead to a person by themselves.
func points(f *fact.Fact) bool {
	if f.Made == fact.Unsaid {
		return false
	}
	r := f.Kind.Info().Rank
	return r > 0 && r < 60 || alike(f.Kind) <= -6
}

// alike is log10 of the chance that two people share a value of the kind, where it does not depend on the value. 0: it does.
func alike(k pii.Kind) float64 {
	switch {
	case k.Has(pii.Within), k == pii.PersonName, k == pii.PersonNameKana, k == pii.StreetAddress, k == pii.DateOfBirth:
		return 0
	case k == pii.EmailAddress:
		return -9
	case k == pii.PhoneNumber:
		return -8
	case k == pii.JapanBankAccount:
		return -6
	case k.Info().Rank > 0 && k.Info().Rank < 60, k == pii.CreditCardNumber, k == pii.IBANCode:
		return -9
	case k.Info().Class == pii.ClassID || k.Info().Class == pii.ClassDigits:
		return -8
	}
	return 0
}

// looked is what was found of one of a record's facts: f.found[from:to], all that there is.
type looked struct{ fact, from, to int }

// collect adds the persons who have the value, unless they are a crowd.
func (f *finder) collect(list []fact.Fact, at int) {
	o := &list[at]
	if len(f.cands) >= crowd {
		return
	}
	if alike(o.Kind) == 0 { // what many may share is counted first
		switch n, err := f.x.Count(o.FP); {
		case n > crowd || err != nil:
			f.fail(err)
			return
		case n == 0:
			f.known = append(f.known, looked{at, len(f.found), len(f.found)})
			return
		}
	}
	from := len(f.found)
	var err error
	if f.found, err = f.x.Find(o.FP, f.found); err != nil {
		f.fail(err)
		return
	}
	if len(f.found)-from > crowd {
		f.found = f.found[:from]
		return
	}
	f.known = append(f.known, looked{at, from, len(f.found)})
next:
	for i := from; i < len(f.found); i++ {
		row := f.found[i].Row
		for k := range f.cands {
			if f.cands[k].row == row {
				f.cands[k].hits++
				continue next
			}
		}
		f.cands = append(f.cands, candidate{row, 1})
	}
}

// tried is how many candidates are looked at closely.
const tried = 8

// weigh looks at the candidates with most hits and returns the best that is no accident.
func (f *finder) weigh(list []fact.Fact) *sighting {
	some := false
	for range min(len(f.cands), tried) {
		top := 0
		for k := range f.cands {
			if f.cands[k].hits > f.cands[top].hits {
				top = k
			}
		}
		row := f.cands[top].row
		f.cands[top].hits = -1
		f.spare.row = row
		if !f.compare(list, &f.spare) {
			continue
		}
		if !some || f.spare.chance < f.best.chance {
			f.best, f.spare = f.spare, f.best
			some = true
		}
	}
	if !some || f.best.chance > certain {
		return nil
	}
	return &f.best
}

// compare tells how the record and a person agree: first by what leads to a person, then, with that known, by the rest.
func (f *finder) compare(list []fact.Fact, s *sighting) bool {
	s.agree, s.differ, s.lived, s.chance = 0, 0, s.lived[:0], f.n
	p, err := f.x.Row(s.row)
	if err != nil {
		f.fail(err)
		return false
	}
	var has uint16
	for _, first := range [...]bool{true, false} {
		for i := range list {
			o := &list[i]
			if o.Made < fact.Born {
				has |= 1 << o.Kind.Info().Class
			}
			if points(o) == first && f.tells(o, s) {
				f.agrees(i, o, s)
			}
		}
	}
	s.differ = has &^ s.agree & f.classes(&p.Fields)
	s.chance += penalty(s.differ)
	s.during(f.x.Interval(p.Interval))
	return f.err == nil
}

// tells whether a fact says more of a person than what agrees already.
func (f *finder) tells(o *fact.Fact, s *sighting) bool {
	class := o.Kind.Info().Class
	switch {
	case o.Made == fact.Born, class == pii.ClassKana && s.agree&(1<<pii.ClassName) != 0:
		return false // the name says it
	case o.Made == fact.Joined && s.agree&(1<<class) != 0:
		return false // its parts do
	}
	return o.Made != fact.Unsaid || !f.lone || s.chance >= sure // it tells stores apart
}

// agrees adds a fact that the person shares.
func (f *finder) agrees(at int, o *fact.Fact, s *sighting) {
	v, ok := f.has(at, o, s.row)
	if !ok {
		return
	}
	bit := uint16(1) << o.Kind.Info().Class
	if s.agree&bit == 0 || alike(o.Kind) != 0 {
		s.chance += f.accident(o, s.chance)
	}
	s.agree |= bit
	s.during(f.x.Interval(v))
}

// has tells whether a person has a value, and when. What was looked up already is not looked up again.
func (f *finder) has(at int, o *fact.Fact, row uint32) (interval uint32, ok bool) {
	for _, k := range f.known {
		if k.fact != at {
			continue
		}
		for i := k.from; i < k.to; i++ {
			if f.found[i].Row == row {
				return f.found[i].Interval, true
			}
		}
		return 0, false
	}
	var err error
	if f.some, err = f.x.Has(o.FP, row, f.some[:0]); err != nil {
		f.fail(err)
		return 0, false
	}
	if len(f.some) == 0 {
		return 0, false
	}
	return f.some[0].Interval, true
}

// sure is the chance (log10) below which it makes no difference how common a further value is.
const sure = -12

// common is what a value then counts as: shared by one in a thousand.
const common = -3

// rare is what a name counts as that one person of the store has, however few persons the store has: with fewer than a
// thousand, it would count as commoner than names are, and name and number together as an accident.
const rare = -3.3

// accident is log10 of the chance that somebody else has the value too.
func (f *finder) accident(o *fact.Fact, chance float64) float64 {
	if r := alike(o.Kind); r != 0 {
		return r
	}
	if f.lone && chance < sure {
		return common
	}
	n, err := f.x.Count(o.FP)
	f.fail(err)
	if n <= 1 && o.Kind.Info().Class == pii.ClassName {
		return min(-f.n, rare)
	}
	return math.Log10(float64(max(n, 1))) - f.n
}

// fail keeps the first error of the index.
func (f *finder) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// penalty is what classes that differ speak against one person: names and births seldom change, numbers and places do.
func penalty(differ uint16) (sum float64) {
	for c, w := range [...]float64{pii.ClassName: 1.5, pii.ClassDate: 2, pii.ClassEmail: 0.7, pii.ClassPhone: 0.7,
		pii.ClassAddress: 0.5, pii.ClassID: 1, pii.ClassDigits: 0.7} {
		if differ&(1<<c) != 0 {
			sum += w
		}
	}
	return sum
}

// during notes when a value was valid. One that went and came back says nothing of the time.
func (s *sighting) during(v index.Interval) {
	if v.Runs() == 1 {
		s.lived = append(s.lived, lived{v.First(), v.Last()})
	}
}
