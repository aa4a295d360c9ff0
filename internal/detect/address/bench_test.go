package address

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

func BenchmarkProseJA(b *testing.B) { benchProse(b, "../name/testdata/ja.txt", detect.LangJA) }
func BenchmarkProseZH(b *testing.B) { benchProse(b, "../name/testdata/zh.txt", detect.LangZH) }
