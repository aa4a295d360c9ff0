package scan_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// nobody takes results and does nothing with them.
type nobody struct{ b *testing.B }

func (nobody) Hits(*engine.Part, []string, []engine.Hit) error { return nil }
func (nobody) Done(*engine.Part) error                         { return nil }
func (n nobody) Skip(_ string, _ int64, err error)             { n.b.Error(err) }

// BenchmarkEngine judges each kind of file with all detectors, by one worker. The limit is 200 MB/s per core for each;
// the peers, wc -l and grep -c, are measured beside it by `make bench`.
func BenchmarkEngine(b *testing.B) {
	for _, c := range []struct {
		name, file string
		write      func(io.Writer) error
	}{
		{"shanghai", "a.ndjson", func(w io.Writer) error { return synth.WriteShanghai(w, 50_000, 1) }},
		{"japanese-csv", "a.csv", func(w io.Writer) error { return synth.WriteJapaneseCSV(w, 100_000, 1, "utf-8") }},
		{"japanese-csv-sjis", "a.csv", func(w io.Writer) error { return synth.WriteJapaneseCSV(w, 100_000, 1, "shift_jis") }},
		{"log", "a.log", func(w io.Writer) error { return synth.WriteLog(w, 200_000, 1) }},
		{"code", "a.go", func(w io.Writer) error { return synth.WriteCode(w, 400_000, 1) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var buf bytes.Buffer
			if err := c.write(&buf); err != nil {
				b.Fatal(err)
			}
			key, err := pii.NewKey(make([]byte, pii.KeySize), "bench")
			if err != nil {
				b.Fatal(err)
			}
			e := engine.New(engine.Config{Detectors: detectors.All(), Key: key, Run: key, Workers: 1})
			b.SetBytes(int64(buf.Len()))
			for b.Loop() {
				r := e.NewReader(nobody{b}, "bench")
				w := content.Walk{Handler: r, Formats: formats.All(), Limits: content.DefaultLimits()}
				data := bytes.NewReader(buf.Bytes())
				if err := w.Run(context.Background(), content.Body{Name: c.file, Size: int64(buf.Len()), R: data}); err != nil {
					b.Fatal(err)
				}
				if err := r.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
