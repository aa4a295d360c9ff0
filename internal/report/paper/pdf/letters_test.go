package pdf

import (
	"io"
	"iter"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/papertest"
)

func letters(lang string, n int) iter.Seq2[*paper.Document, error] {
	return func(yield func(*paper.Document, error) bool) {
		for i := range n {
			if !yield(papertest.Letter(lang, i), nil) {
				return
			}
		}
	}
}

func BenchmarkLetters(b *testing.B) {
	b.ReportAllocs()
	if _, err := Letters(io.Discard, letters("ja", b.N)); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}

func BenchmarkLetterFiles(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := Write(io.Discard, papertest.Letter("ja", i)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}

func BenchmarkDocument(b *testing.B) {
	d := papertest.Rich("ja")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
