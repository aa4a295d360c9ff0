package match_test

import (
	"bufio"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

var (
	benchPeople = flag.Int("people", 200_000, "persons of the index that a dump is laid beside")
	benchRows   = flag.Int("rows", 50_000, "records of the dump")
	benchDir    = flag.String("bench-dir", "", "folder in which the index and the dump stay for the next run")
)

// BenchmarkMatch lays a dump shaped like Shanghai's, half of it strangers, beside a people index. The limit is 500 MB of
// 750,000 records against 10 million persons in 20 seconds on two processors with 512 MB:
//
//	go test ./internal/leak/match -run xxx -bench Match -benchtime 1x -args -people 10000000 -rows 750000 -bench-dir DIR
func BenchmarkMatch(b *testing.B) {
	dir := *benchDir
	if dir == "" {
		dir = b.TempDir()
	}
	p := &world.Police{Seed: 9, People: *benchPeople}
	e := newEngine(b)
	path := filepath.Join(dir, "police.people")
	if _, err := os.Stat(path); err != nil {
		csv := filepath.Join(dir, "police.csv")
		write(b, csv, p.WriteSnapshot)
		src, err := file.Open(csv, file.Options{All: true})
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		taken := build(b, e, path, nil, "police", "rybh", today.AddDate(-1, 0, 0), src)
		b.Logf("index of %d persons made in %v", taken.Records, time.Since(start).Round(time.Second))
		_ = os.Remove(csv)
	}
	dump := filepath.Join(dir, "dump.ndjson")
	if _, err := os.Stat(dump); err != nil {
		write(b, dump, func(w io.Writer) error { _, err := p.WriteDump(w, *benchRows, 0.5, 3); return err })
	}
	l := &lab{}
	x := l.open(b, path)
	defer x.Close()
	src, err := file.Open(dump, file.Options{All: true})
	if err != nil {
		b.Fatal(err)
	}
	st, err := os.Stat(dump)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(st.Size())
	b.ReportAllocs()
	for b.Loop() {
		r, err := match.Run(b.Context(), match.Options{Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(),
			Stores: []leak.Store{{Name: "police", Index: x}}, Now: time.Now}, src, "dump")
		if err != nil {
			b.Fatal(err)
		}
		if s := r.Match.Ours.Share; s == nil || *s < 0.49 || *s > 0.51 || r.Match.Ours.Verdict != leak.IsPartly {
			b.Fatalf("%+v", r.Match.Ours)
		}
	}
}

func write(b *testing.B, path string, do func(io.Writer) error) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if err := do(w); err != nil {
		b.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}
