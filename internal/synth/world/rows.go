package world

import "slices"

// rows writes the chosen rows and counts what they are.
func (d *dumper) rows(f form, refs []ref) error {
	row, other, get := make([]string, len(d.part)), make([]string, len(d.part)), getters(d.part)
	for n, x := range refs {
		r := d.one(x)
		d.count(r)
		values(row, r, get, &d.styles[x.store])
		if d.spec.Scramble {
			r = d.one(refs[(n+len(refs)/2)%len(refs)])
			values(other, r, get, &d.styles[r.store])
			for i := range row {
				if slices.Contains(scrambled, d.part[i].Field) {
					row[i] = other[i]
				}
			}
		}
		if err := d.put(f, row); err != nil {
			return err
		}
	}
	return nil
}

// one is a row's person as the store has him. It is good until the next call.
func (d *dumper) one(x ref) *record {
	at := d.ats[x.store]
	if x.person >= planted {
		p := d.spec.Plant[x.person-planted]
		then := at - 100*24*60*60
		return &record{Person: p, index: uint64(x.person), store: int(x.store), account: p.Member, registered: then, updated: then}
	}
	r := d.tell(uint64(x.person), int(x.store), at)
	if x.person >= strangers && d.spec.Collide {
		r.account = account(mix(r.index)%uint64(d.people), r.store)
	}
	return r
}

// scrambled are the columns that are shuffled against the others.
var scrambled = []Field{Birth, Address, Region, City, Street, Building, Postal, Mobile, Email}

// put spoils a row as asked, and writes it.
func (d *dumper) put(f form, row []string) error {
	d.truth.Records++
	for i, v := range row {
		if v == "" {
			continue
		}
		d.truth.Cells++
		if d.spec.Corrupt > 0 && d.r.Float64() < d.spec.Corrupt {
			row[i] = d.spoil(v)
			d.truth.Spoilt++
		}
		d.keepValue(d.part[i].Kind, row[i])
	}
	return f.put(row)
}

// count adds a row to the truth, its person if he is new.
func (d *dumper) count(r *record) {
	t := &d.truth
	bit := r.index
	if r.index >= planted {
		t.Planted++
		return
	}
	if r.index < strangers {
		s := &t.Stores[r.store]
		s.Records++
		if d.fresh(d.byStore[r.store], bit) {
			s.Persons++
		}
	} else {
		bit = uint64(d.people/64+1)*64 + r.index - d.first
		t.Foreign++
	}
	if !d.fresh(d.seen, bit) {
		return
	}
	t.Persons++
	if r.index < strangers {
		t.Matched++
	}
	if d.has(Birth) {
		t.Births[r.Person.Birth]++
	}
	if d.has(Address) || d.has(Region) {
		t.Regions[Place{r.Person.Country, r.Person.Region}]++
	}
}

func (d *dumper) has(f Field) bool {
	return slices.ContainsFunc(d.part, func(c Column) bool { return c.Field == f })
}

// fresh tells whether the bit is not set, and sets it.
func (*dumper) fresh(bits []uint64, n uint64) bool {
	was := bits[n/64]
	bits[n/64] |= 1 << (n % 64)
	return bits[n/64] != was
}
