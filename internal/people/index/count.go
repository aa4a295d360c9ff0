package index

// counts counts while facts and rows are written, by interval; what each snapshot held, and what came and went with it,
// follows from that at the end.
type counts struct {
	facts, rows []int64 // by interval
	fields      [][2]int64
	identities  int64
}

func bump(n *[]int64, i uint32) {
	for int(i) >= len(*n) {
		*n = append(*n, 0)
	}
	(*n)[i]++
}

func (c *counts) fact(field uint8, iv uint32, last bool) {
	if field == Identity {
		c.identities++
		return
	}
	bump(&c.facts, iv)
	c.fields[field][0]++
	if last {
		c.fields[field][1]++
	}
}

func (c *counts) row(iv uint32) { bump(&c.rows, iv) }

// complete fills in what m says of its snapshots and fields.
func (c *counts) complete(m *Meta, s *sets) {
	for i := range m.Fields {
		m.Fields[i].Facts, m.Fields[i].Current = c.fields[i+1][0], c.fields[i+1][1]
	}
	facts, newFacts, goneFacts := spread(c.facts, s, len(m.Snapshots))
	rows, newRows, goneRows := spread(c.rows, s, len(m.Snapshots))
	for i := range m.Snapshots {
		p := &m.Snapshots[i]
		p.Facts, p.NewFacts, p.GoneFacts = facts[i], newFacts[i], goneFacts[i]
		p.Persons, p.NewPersons, p.GonePersons = rows[i], newRows[i], goneRows[i]
	}
}

// spread turns numbers by interval into numbers by snapshot: of what was there, came, and went.
func spread(n []int64, s *sets, snapshots int) (there, came, went []int64) {
	there, came, went = make([]int64, snapshots), make([]int64, snapshots+1), make([]int64, snapshots+1)
	for id := range n {
		v := s.at(uint32(id))
		for k := range v.Runs() {
			first, last := v.Run(k)
			came[first] += n[id]
			went[last+1] += n[id]
		}
	}
	sum := int64(0)
	for i := range there {
		sum += came[i] - went[i]
		there[i] = sum
	}
	return there, came, went
}
