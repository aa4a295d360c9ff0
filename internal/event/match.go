package event

// Most is the certainty c if at least seven of ten records are a parser's own and one is an access, else No: so lines are known
// that have no names of fields.
func Most(p Parser, sample []Record, c Certainty) Certainty {
	r := p.Reader(Options{})
	var e Event
	good, accesses := 0, 0
	for i := range sample {
		e.Reset()
		switch r.Read(&sample[i], &e) {
		case Access:
			good++
			accesses++
		case Nothing:
			good++
		}
	}
	if accesses > 0 && 10*good >= 7*len(sample) {
		return c
	}
	return No
}
