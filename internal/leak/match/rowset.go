package match

// rowSet is a set of rows of an index, which are dense: a bit each.
type rowSet struct {
	words []uint64
	n     int64
}

func (r *rowSet) add(list []uint32) {
	for _, row := range list {
		for int(row>>6) >= len(r.words) {
			r.words = append(r.words, make([]uint64, max(64, len(r.words)))...)
		}
		if w := &r.words[row>>6]; *w&(1<<(row&63)) == 0 {
			*w |= 1 << (row & 63)
			r.n++
		}
	}
}
