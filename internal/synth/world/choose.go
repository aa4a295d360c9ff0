package world

import "slices"

// ref is a row of a dump.
type ref struct {
	person uint32
	store  uint8
}

// refs chooses the rows.
func (d *dumper) refs(takes []Take) []ref {
	var own []ref
	for _, t := range takes {
		var all []ref
		for i := range uint64(d.people) {
			if d.there(i, t.Store, d.ats[t.Store]) {
				all = append(all, ref{uint32(i), uint8(t.Store)})
			}
		}
		own = append(own, d.some(all, t.Of)...)
	}
	var others []ref
	switch n := len(own); {
	case d.spec.Foreign >= 1:
		others, own = d.strange(own, n), nil
	case d.spec.Foreign > 0:
		others = d.strange(own, int(float64(n)*d.spec.Foreign/(1-d.spec.Foreign)+0.5))
	}
	out := d.merge(own, others)
	if d.spec.Takes[0].Store == takes[0].Store { // once, where there are several tables
		var plant []ref
		for i := range d.spec.Plant {
			plant = append(plant, ref{uint32(planted + i), uint8(takes[0].Store)})
		}
		out = d.merge(out, plant)
	}
	if d.spec.Duplicate > 0 {
		out = d.merge(out, d.some(slices.Clone(out), d.spec.Duplicate))
	}
	if d.spec.Shuffle {
		d.r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out
}

// some is a share of the rows in their order, all of them for 0.
func (d *dumper) some(all []ref, of float64) []ref {
	if of <= 0 || of >= 1 {
		return all
	}
	n := int(float64(len(all))*of + 0.5)
	out := all[:0]
	for i, r := range all { // each row with the chance that makes it n in the end (Knuth's algorithm S)
		if d.r.IntN(len(all)-i) < n-len(out) {
			out = append(out, r)
		}
	}
	return out
}

// strange is n rows of strangers, in the columns of the stores that own has.
func (d *dumper) strange(own []ref, n int) []ref {
	out := make([]ref, n)
	for i := range out {
		out[i].person = uint32(d.first) + uint32(d.truth.Strangers+i)
		if len(own) > 0 {
			out[i].store = own[d.r.IntN(len(own))].store
		}
	}
	d.truth.Strangers += n
	d.seen = append(d.seen, make([]uint64, n/64+1)...)
	return out
}

// merge puts b among a, both in their order.
func (d *dumper) merge(a, b []ref) []ref {
	if len(b) == 0 {
		return a
	}
	out := make([]ref, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		if d.r.IntN(len(a)+len(b)) < len(a) {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}
