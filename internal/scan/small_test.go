package scan_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// BenchmarkSmallTables judges a table of 30 rows, as many of which stand in a git history: planning is most of the work.
func BenchmarkSmallTables(b *testing.B) {
	var buf bytes.Buffer
	if err := synth.WriteJapaneseCSV(&buf, 30, 1, "utf-8"); err != nil {
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
		if err := w.Run(context.Background(), content.Body{Name: "a.csv", Size: int64(buf.Len()), R: bytes.NewReader(buf.Bytes())}); err != nil {
			b.Fatal(err)
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
