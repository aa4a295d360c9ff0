package month

import (
	"io"
	"testing"
)

type lines struct{ n, size int64 }

func (l *lines) Write(p []byte) (int, error) {
	for _, c := range p {
		if c == '\n' {
			l.n++
		}
	}
	l.size += int64(len(p))
	return len(p), nil
}

// BenchmarkMonth tells two days of the whole organisation.
func BenchmarkMonth(b *testing.B) {
	w := New(1, Options{Days: 2})
	var l lines
	for b.Loop() {
		l = lines{}
		if _, err := w.Write(func(string) io.Writer { return &l }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(l.n)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	b.ReportMetric(float64(l.n), "lines")
	b.SetBytes(l.size)
}
