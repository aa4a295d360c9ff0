package world

import (
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Police is a register of people in China, and dumps of it shaped like the one of 2022: what recognising a dump is measured
// with at full size. It has one snapshot, and needs no memory for its people.
type Police struct {
	Seed   uint64
	People int // at most 10 million
}

// person is the n-th of the register; from People on he is a stranger.
func (p *Police) person(g *synth.Gen, n uint64) synth.Person {
	g.Turn(n)
	x := g.Chinese()
	x.Mobile = synth.ChineseMobile(n + p.Seed%100_000_000)
	x.Member = "R3101" + digits(n*1_000_003+mix(n)%1_000_003, 14)
	return x
}

// WriteSnapshot writes the register as CSV in UTF-8: number, name, sex, birth, resident ID, mobile, landline, household
// register's address, residence; about 250 bytes a person.
func (p *Police) WriteSnapshot(out io.Writer) error {
	c := &csv{sheet: sheet{out: out, columns: columns("account", "rybh", "name", "xm", "sex", "xb", "birth", "csrq", "identity", "sfzh",
		"mobile", "sjh", "landline", "lxdh", "address", "hjdz", "address", "xzz")}, comma: ','}
	g := synth.New(p.Seed)
	c.head()
	row := make([]string, len(c.columns))
	for n := range uint64(p.People) {
		x := p.person(g, n)
		row[0], row[1], row[2], row[3], row[4] = x.Member, x.Name(""), x.Sex("男", "女"), x.Birth.Compact(), x.National
		row[5], row[6], row[7], row[8] = x.Mobile, x.Landline, x.Origin, x.Address()
		if err := c.put(row); err != nil {
			return err
		}
	}
	return c.end()
}

// WriteDump writes rows search hits, about 700 bytes each, with Chinese field names of initials. The share of the rows is
// of persons of the register, each once and in no order; the others are of strangers, among them.
func (p *Police) WriteDump(out io.Writer, rows int, share float64, seed uint64) (Truth, error) {
	const step = 15_485_863 // a prime, so that no person comes twice
	t := Truth{Genuine: "genuine", Births: map[Day]int{}, Regions: map[Place]int{}}
	ours := min(int(float64(rows)*share+0.5), p.People)
	g, first := synth.New(p.Seed), mix(seed)
	err := synth.WriteShanghaiPeople(out, rows, seed, func(row int) synth.Person {
		n := uint64(strangers + row)
		// So many of the first row+1 are ours that in the end all of ours are there.
		if had := row * ours / rows; (row+1)*ours/rows > had {
			n = (first%uint64(p.People) + uint64(had)*step) % uint64(p.People)
			t.Matched++
		}
		x := p.person(g, n)
		t.Births[x.Birth]++
		t.Regions[Place{x.Country, x.Region}]++
		return x
	})
	t.Records, t.Persons = rows, rows
	t.Foreign, t.Strangers = rows-t.Matched, rows-t.Matched
	t.Stores = []From{{Store: "police", Records: t.Matched, Persons: t.Matched}}
	t.sum()
	return t, err
}

// WriteIndex writes four identifiers of each person of the world, whichever store has them, as they are at the last
// snapshot: member_id, email, phone, name and birth. It is the fast way to a large index.
func (w *World) WriteIndex(out io.Writer) error {
	t, at := w.teller(), w.bounds[len(w.bounds)-2]
	buf := append(make([]byte, 0, full+1024), "member_id,email,phone,name,birth\n"...)
	for i := range uint64(w.people) {
		store := 0
		for w.stores(i)>>store&1 == 0 {
			store++
		}
		r := &t.row
		*r = record{index: i, store: store}
		r.registered, _ = w.joined(i, store)
		var v [changes]int
		for _, c := range []int{mobiles, emails, marriages} {
			v[c], _ = w.version(i, store, c, r.registered, at)
		}
		t.be(r, v)
		for _, s := range []string{account(i, store), r.Person.Email, r.Person.Mobile, r.Person.Name(""), ""} {
			buf = append(append(buf, s...), ',')
		}
		buf = append(buf[:len(buf)-1], r.Person.Birth.ISO()...)
		buf = append(buf, '\n')
		if len(buf) >= full {
			if _, err := out.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := out.Write(buf)
	return err
}
