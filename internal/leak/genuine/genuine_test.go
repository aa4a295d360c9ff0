package genuine

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row/rowtest"
)

func TestGenuine(t *testing.T) {
	for _, c := range []struct {
		name string
		rows [][]rowtest.Cell
		want string
	}{
		{"Japanese members", rowtest.Stock(2000, 1, rowtest.Japanese), leak.IsGenuine},
		{"Chinese register", rowtest.Stock(2000, 2, rowtest.Chinese), leak.IsGenuine},
		{"few Japanese members", rowtest.Stock(60, 3, rowtest.Japanese), leak.IsGenuine},
		{"few Chinese persons", rowtest.Stock(60, 4, rowtest.Chinese), leak.IsGenuine},
		{"Japanese, a tenth corrupted", rowtest.Corrupt(rowtest.Stock(2000, 5, rowtest.Japanese), 10, 5), leak.IsAltered},
		{"Chinese, a tenth corrupted", rowtest.Corrupt(rowtest.Stock(2000, 6, rowtest.Chinese), 10, 6), leak.IsAltered},
		{"Chinese, numbers shuffled", rowtest.Shuffle(rowtest.Stock(2000, 7, rowtest.Chinese), 7, 3), leak.IsAltered},
		{"Chinese, birth dates shuffled", rowtest.Shuffle(rowtest.Stock(300, 8, rowtest.Chinese), 8, 2), leak.IsAltered},
		{"Japanese, invented", rowtest.Invented(2000, 9, false), leak.IsInvent},
		{"Chinese, invented", rowtest.Invented(2000, 10, true), leak.IsInvent},
		{"few invented", rowtest.Invented(100, 11, false), leak.IsInvent},
		{"too few", rowtest.Stock(20, 12, rowtest.Japanese), leak.Unknown},
		{"none", nil, leak.Unknown},
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

func judged(rows [][]rowtest.Cell) leak.Match {
	g := New()
	for i, cells := range rows {
		g.Add(rowtest.Of(uint64(i+1), cells...))
	}
	var m leak.Match
	g.Fill(&m)
	return m
}
