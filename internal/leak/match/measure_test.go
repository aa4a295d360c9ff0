package match_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

var (
	accuracy = flag.Bool("accuracy", false, "judge many dumps and print how often the truth was told")
	seed     = flag.Uint64("seed", 41, "seed of the worlds and their dumps")
)

// score counts right answers.
type score struct{ right, of int }

func (s *score) note(ok bool) bool {
	s.of++
	if ok {
		s.right++
	}
	return ok
}

func (s score) share() float64 { return float64(s.right) / float64(max(s.of, 1)) }
func (s score) String() string { return fmt.Sprintf("%d of %d (%.4f)", s.right, s.of, s.share()) }

// measured is what is asked of matching, each with its target.
type measured struct {
	store, window, width, people, genuine, ours, minors score
	aggregate, pieces                                   score
	foreign, invented                                   score // dumps of strangers, and what was never said of them
	wrong                                               []string
}

func (m *measured) miss(format string, args ...any) {
	if len(m.wrong) < 60 {
		m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
	}
}

// TestDumps judges dumps of known truth. With -accuracy it judges many, of worlds of 120,000 people, and
// prints what docs/accuracy.md tells; without, some of small ones, against the same targets.
func TestDumps(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 1))
	m := &measured{}
	worlds, people, dumps, strangers := 1, 12_000, 40, 60
	if *accuracy {
		worlds, people, dumps, strangers = 2, 120_000, 240, 500
	} else if raced {
		people, dumps, strangers = 4_000, 8, 8
	} else if testing.Short() {
		t.Skip("indexes three stores four times")
	}
	for w := range worlds {
		l := newLab(t, world.Options{Seed: *seed + uint64(w), People: people})
		for i := range dumps {
			l.single(t, m, r, i)
		}
		for range dumps / 3 {
			l.several(t, m, r)
		}
		for i := range strangers {
			l.strange(t, m, r, i)
		}
	}
	m.print(t)
}

// single judges a dump of one store.
func (l *lab) single(t *testing.T, m *measured, r *rand.Rand, i int) {
	d := l.mutated(r, i)
	got, truth := l.match(t, d)
	of := &truth.Stores[d.Takes[0].Store]
	where := fmt.Sprintf("%s of %s at %s, %+v", of.Store, d.Format, truth.At.Format(time.DateOnly), d)
	if of.Persons < 200 {
		return
	}
	if len(got.Origin) == 0 {
		m.store.note(false)
		m.miss("no origin: %s", where)
		return
	}
	o := &got.Origin[0]
	if !m.store.note(o.Store == of.Store) {
		m.miss("store %s: %s", o.Store, where)
	}
	in := (o.After == nil || !truth.At.Before(*o.After)) && (o.Before == nil || truth.At.Before(*o.Before))
	if !m.window.note(in) {
		m.miss("window %s to %s, %v: %s", day(o.After), day(o.Before), o.Changes, where)
	}
	if !m.width.note(l.gap(o.After, o.Before)) {
		m.miss("width %s to %s, %v: %s", day(o.After), day(o.Before), o.Changes, where)
	}
	if n := got.People.Likely; !m.people.note(n != nil && math.Abs(float64(*n-int64(truth.Persons))) <= 0.01*float64(truth.Persons)) {
		m.miss("%v people of %d: %s", number(n), truth.Persons, where)
	}
	if !m.genuine.note(got.Genuine.Verdict == truth.Genuine) {
		m.miss("%s instead of %s: %s", got.Genuine.Verdict, truth.Genuine, where)
	}
	want := leak.IsOurs
	if d.Foreign > 0 {
		want = leak.IsPartly
	}
	if !m.ours.note(got.Ours.Verdict == want) {
		m.miss("%s of share %.3f instead of %s: %s", got.Ours.Verdict, *got.Ours.Share, want, where)
	}
	if n := got.People.MinorsNow; n != nil && d.Corrupt == 0 {
		minors := truth.Minors(today)
		if !m.minors.note(math.Abs(float64(*n-int64(minors))) <= max(1, 0.02*float64(minors))) {
			m.miss("%d children of %d: %s", *n, minors, where)
		}
	}
}

// gap tells whether a window is no wider than what lies between two snapshots, or before the first, or after the last.
func (l *lab) gap(after, before *time.Time) bool {
	snaps := l.Snapshots()
	at := func(p *time.Time) int { return slices.IndexFunc(snaps, p.Equal) }
	switch {
	case after == nil && before == nil:
		return false
	case after == nil:
		return at(before) == 0
	case before == nil:
		return at(after) == len(snaps)-1
	}
	return at(before)-at(after) == 1
}

// mutated is a dump of one store, changed in one of the ways in which dumps are.
func (l *lab) mutated(r *rand.Rand, i int) world.Dump {
	snaps := l.Snapshots()
	from, to := snaps[0].Add(-60*24*time.Hour), snaps[len(snaps)-1].Add(150*24*time.Hour)
	store := r.IntN(len(l.Stores))
	d := world.Dump{Seed: r.Uint64(), At: from.Add(time.Duration(r.Int64N(int64(to.Sub(from))))).Truncate(time.Minute),
		Takes: []world.Take{{Store: store}}, Format: world.Formats()[r.IntN(6)]}
	if r.IntN(4) == 0 {
		d.At = snaps[r.IntN(len(snaps))]
	}
	size := float64(l.Size(store, d.At))
	d.Takes[0].Of = min(1, (300+1500*r.Float64())/size)
	switch i % 8 {
	case 0:
		d.Shuffle = true
	case 1:
		d.Takes[0].Of, d.Shuffle = min(1, 400/size), true
	case 2:
		d.Rename, d.Shuffle = true, true
	case 3:
		d.Drop = [][]world.Field{{world.Account}, {world.Email}, {world.Mobile, world.Landline}, {world.Address, world.Street, world.Region, world.City}}[r.IntN(4)]
	case 4:
		d.Reformat = true
	case 5:
		d.Foreign, d.Shuffle = 0.5, true
	case 6:
		d.Corrupt = 0.1
	case 7:
		d.Reformat, d.Rename, d.Shuffle, d.Duplicate = true, true, true, 0.05
	}
	return d
}

// several judges a dump put together out of stores, and of strangers.
func (l *lab) several(t *testing.T, m *measured, r *rand.Rand) {
	d := l.mutated(r, 0)
	d.Takes = nil
	n := 2 + r.IntN(2)
	for _, s := range r.Perm(len(l.Stores))[:n] {
		d.Takes = append(d.Takes, world.Take{Store: s, Of: min(1, (400+1200*r.Float64())/float64(l.Size(s, d.At)))})
	}
	d.Foreign = 0.3 * r.Float64()
	got, truth := l.match(t, d)
	if !m.aggregate.note(got.Ours.Verdict == leak.IsAggregate) {
		m.miss("%s instead of aggregate: %+v", got.Ours.Verdict, d)
	}
	for _, of := range truth.Stores {
		share := 0.0
		for i := range got.Origin {
			if got.Origin[i].Store == of.Store {
				share = got.Origin[i].Share
			}
		}
		if !m.pieces.note(math.Abs(share-of.Share) <= 0.05) {
			m.miss("share of %s %.3f instead of %.3f: %+v", of.Store, share, of.Share, d)
		}
	}
}

// strange judges a dump of which nothing is ours.
func (l *lab) strange(t *testing.T, m *measured, r *rand.Rand, i int) {
	d := l.mutated(r, []int{0, 2, 4, 6}[i%4])
	if d.Takes[0].Of /= 4; i%2 == 0 {
		d.Foreign, d.Collide = 1, i%4 == 0
	} else {
		d.Invented = 100 + r.IntN(300)
	}
	got, _ := l.match(t, d)
	s := &m.foreign
	if d.Invented > 0 {
		s = &m.invented
	}
	if v := got.Ours.Verdict; !s.note(v == leak.IsNotOurs || v == leak.Unknown) {
		m.miss("%s, share %.4f, of strangers: %+v", v, *got.Ours.Share, d)
	}
}

func (m *measured) print(t *testing.T) {
	for _, x := range []struct {
		what   string
		s      score
		target float64
	}{
		{"store right, at least 200 persons matched", m.store, 0.99},
		{"window holds the truth", m.window, 0.95},
		{"window no wider than a gap", m.width, 0.95},
		{"people within 1 %", m.people, 0.95},
		{"genuine or altered, as it is", m.genuine, 0.9},
		{"ours or partly, as it is", m.ours, 0.95},
		{"children", m.minors, 0.95},
		{"aggregates recognised", m.aggregate, 0.95},
		{"shares within 5 points", m.pieces, 0.95},
		{"strangers' data never ours", m.foreign, 1},
		{"invented data never ours", m.invented, 1},
	} {
		t.Logf("%-45s %v", x.what, x.s)
		if x.s.share() < x.target {
			t.Errorf("%s: %.4f, target %.2f", x.what, x.s.share(), x.target)
		}
	}
	if *accuracy || t.Failed() {
		for _, w := range m.wrong {
			t.Log(w)
		}
	}
}

func day(at *time.Time) string {
	if at == nil {
		return "-"
	}
	return at.In(world.Japan).Format(time.DateOnly)
}

func number(n *int64) string {
	if n == nil {
		return "unknown"
	}
	return fmt.Sprint(*n)
}
