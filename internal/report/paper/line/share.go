package line

// Share deals out a room to the columns of a table, all in one unit of length. needs are the widths below which a word or a number of
// a column is cut, wants those at which nothing of it is broken, means what its rows want on the whole; rights are columns of
// numbers. Each column gets what it needs; of the rest as much as it has text, but no more than it wants; what is left then
// goes to columns of text. If not even the needs have room, all are made narrower alike.
func Share(wants, needs, means []float64, rights []bool, room float64) []float64 {
	ws := make([]float64, len(wants))
	rest := room
	for i := range ws {
		ws[i] = min(needs[i], room*0.45)
		rest -= ws[i]
	}
	if rest <= 0 {
		for i := range ws {
			ws[i] *= room / (room - rest)
		}
		return ws
	}
	for range ws { // each round satisfies a column at least
		total := 0.0
		for i := range ws {
			if ws[i] < wants[i] {
				total += means[i]
			}
		}
		if total == 0 || rest <= 0 {
			break
		}
		given := 0.0
		for i := range ws {
			if ws[i] < wants[i] {
				g := min(rest*means[i]/total, wants[i]-ws[i])
				ws[i] += g
				given += g
			}
		}
		rest -= given
	}
	texts := 0.0
	for i := range ws {
		if i >= len(rights) || !rights[i] {
			texts += max(wants[i], needs[i])
		}
	}
	for i := range ws {
		switch {
		case texts == 0:
			ws[i] += rest / float64(len(ws))
		case i >= len(rights) || !rights[i]:
			ws[i] += rest * max(wants[i], needs[i]) / texts
		}
	}
	return ws
}
