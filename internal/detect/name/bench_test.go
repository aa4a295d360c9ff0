package name

import (
	"bytes"
	"os"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

// runs are the candidates of a Han trigger in text.
func runs(d detect.Detector, text []byte, lang detect.Lang) (out []detect.Candidate) {
	detecttest.Candidates(d, detecttest.Case{Lang: lang}, text, -1, func(c *detect.Candidate) bool {
		out = append(out, *c)
		return true
	})
	return out
}

func benchProse(b *testing.B, file string, lang detect.Lang) {
	data, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	for _, mark := range []string{"«", "»", "⟦", "⟧"} {
		data = bytes.ReplaceAll(data, []byte(mark), nil)
	}
	d := New()
	cs := runs(d, data, lang)
	size := 0
	for _, c := range cs {
		size += c.End - c.Start
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for i := range cs {
			c := cs[i]
			for c.Start < c.End {
				m, ok := d.Judge(&c)
				if !ok {
					break
				}
				c.Start = m.End
			}
		}
	}
}

func BenchmarkProseJA(b *testing.B) { benchProse(b, "testdata/ja.txt", detect.LangJA) }
func BenchmarkProseZH(b *testing.B) { benchProse(b, "testdata/zh.txt", detect.LangZH) }

func BenchmarkWhole(b *testing.B) {
	for _, col := range columns {
		b.Run(col.name, func(b *testing.B) {
			d := New()
			cs := make([]detect.Candidate, len(col.values))
			for i, v := range col.values {
				cs[i] = detect.Candidate{Text: []byte(v), Hi: len(v), End: len(v), Whole: true, Lang: detect.LangOther}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				d.Judge(&cs[i%len(cs)])
			}
		})
	}
}
