// Package person gathers what a dump tells of each person, and says of them all how many are children and where they live
// (people.go), what can be done to them (harm.go, by the table of rules.go) and what the law asks (law.go).
package person

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/region"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// personsExact is the number of persons up to which they are kept one by one: some 50 MB.
const personsExact = 1 << 20

// personal is what a dump tells of one person, as far as harm, law and counts need it. It holds no datum but the day of
// birth, which leaves memory as counts by decade only.
type personal struct {
	kinds row.Kinds
	birth birth
	home  uint8 // index in regions, 0 unknown
	about plight
}

// Join is what two records tell of a person together. Where they contradict each other, either would do; the smaller is
// taken, so that the order in which records come does not matter.
func (p personal) Join(o personal) personal {
	p.kinds |= o.kinds
	p.about |= o.about
	p.birth = p.birth.join(o.birth)
	if p.home == 0 || o.home != 0 && o.home < p.home {
		p.home = o.home
	}
	return p
}

// Table gathers what the dump tells of each person. A record of nobody in particular counts towards nothing but unknown.
type Table struct {
	table   row.Sample[personal]
	unknown int64     // records that no person can be told of
	seen    row.Kinds // over all records
	values  [64]int64 // by kind
	secrets [3]int64  // plain, weak, strong
	columns row.Fields[told]
}

// New makes a table that knows nobody.
func New() *Table { return &Table{table: row.Sample[personal]{Limit: personsExact}} }

// Add implements row.Aspect.
func (p *Table) Add(r *row.Record) {
	var is personal
	for i := range r.Values {
		k := r.Values[i].Kind
		is.kinds |= 1 << (k & 63)
		p.values[k&63]++
		p.secrets[0] += int64(secretClass[k&63] >> 0 & 1)
		p.secrets[1] += int64(secretClass[k&63] >> 1 & 1)
		p.secrets[2] += int64(secretClass[k&63] >> 2 & 1)
	}
	is.kinds &^= row.KindsOf(pii.None)
	p.seen |= is.kinds
	if r.Person == 0 {
		if is.kinds != 0 {
			p.unknown++
		}
		return
	}
	if !p.table.Keeps(row.Spread(r.Person)) {
		return // beyond the exact number most rows end here
	}
	is.birth, is.home, is.about = birthOf(r), region.Home(r), p.plightOf(r)
	p.table.Add(row.Spread(r.Person), is)
}

// Merge implements row.Aspect.
func (p *Table) Merge(o *Table) {
	p.table.Merge(&o.table)
	p.unknown += o.unknown
	p.seen |= o.seen
	for i, n := range o.secrets {
		p.secrets[i] += n
	}
	for i, n := range o.values {
		p.values[i] += n
	}
}

// Count is the number of persons told apart by their hashes, and its relative error as 2σ.
func (p *Table) Count() (n int64, deviation float64) {
	return p.table.Scale(int64(p.table.Len())), p.table.Deviation()
}

// Kinds are the numbers of values found, by kind.
func (p *Table) Kinds() map[pii.Kind]int64 {
	out := map[pii.Kind]int64{}
	for _, k := range pii.Kinds() {
		if n := p.values[k]; n > 0 {
			out[k] = n
		}
	}
	return out
}

// The kinds of credentials: what opens something as it stands, hashes that can be tried fast, hashes made for passwords.
var (
	weakHash   = row.KindsOf(pii.WeakPasswordHash)
	strongHash = row.KindsOf(pii.PasswordHash)
	plainKey   = row.KindsWith(pii.Credential) &^ (weakHash | strongHash)
)

// secretClass has a bit for each of the three, by kind.
var secretClass = func() (t [64]uint8) {
	for i, s := range [...]row.Kinds{plainKey, weakHash, strongHash} {
		for k := range t {
			if s>>k&1 != 0 {
				t[k] = 1 << i
			}
		}
	}
	return t
}()
