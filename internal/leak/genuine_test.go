package leak

import (
	"testing"
)

func TestGenuine(t *testing.T) {
	for _, c := range []struct {
		name string
		rows [][]cell
		want string
	}{
		{"Japanese members", stockOf(2000, 1, japanese), IsGenuine},
		{"Chinese register", stockOf(2000, 2, chinese), IsGenuine},
		{"few Japanese members", stockOf(60, 3, japanese), IsGenuine},
		{"few Chinese persons", stockOf(60, 4, chinese), IsGenuine},
		{"Japanese, a tenth corrupted", corrupt(stockOf(2000, 5, japanese), 10, 5), IsAltered},
		{"Chinese, a tenth corrupted", corrupt(stockOf(2000, 6, chinese), 10, 6), IsAltered},
		{"Chinese, numbers shuffled", shuffle(stockOf(2000, 7, chinese), 7, 3), IsAltered},
		{"Chinese, birth dates shuffled", shuffle(stockOf(300, 8, chinese), 8, 2), IsAltered},
		{"Japanese, invented", invented(2000, 9, false), IsInvent},
		{"Chinese, invented", invented(2000, 10, true), IsInvent},
		{"few invented", invented(100, 11, false), IsInvent},
		{"too few", stockOf(20, 12, japanese), Unknown},
		{"none", nil, Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := judged(c.rows)
			if m.Genuine.Verdict != c.want {
				t.Errorf("%s, want %s", m.Genuine.Verdict, c.want)
			}
			if p := m.Genuine.Real; p != nil {
				t.Logf("real %.3f altered %.3f invented %.3f", *p, *m.Genuine.Altered, *m.Genuine.Invented)
				if sum := *p + *m.Genuine.Altered + *m.Genuine.Invented; sum < 0.999 || sum > 1.001 {
					t.Errorf("likelihoods add up to %f", sum)
				}
			}
			for _, e := range m.Genuine.Evidence {
				t.Logf("%-17s %-24s %6d of %6d %-8s %.2f", e.Code, e.Kind, e.N, e.Of, e.For, e.Weight)
			}
		})
	}
}

func judged(rows [][]cell) Match {
	g := newGenuine()
	for i, cells := range rows {
		g.add(rowOf(uint64(i+1), cells...))
	}
	var m Match
	g.fill(&m)
	return m
}
