package feed_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	parser "github.com/tsutsumi-dev/tsutsumi/internal/event/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

const benchLines = 1_000_000

func benchLog(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "access.log")
	write(b, path, access(0, benchLines))
	return path
}

// BenchmarkFeed reads an nginx log of a million lines: Bare splits its lines, Parse makes events of them out of memory, Feed reads it.
func BenchmarkFeed(b *testing.B) {
	path := benchLog(b)
	text, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Bare", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			f, err := os.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			s, n := bufio.NewScanner(f), 0
			s.Buffer(make([]byte, 256<<10), 1<<20)
			for s.Scan() {
				n++
			}
			f.Close()
			if n != benchLines {
				b.Fatal(n)
			}
		}
		perLine(b)
	})
	b.Run("Parse", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			c, sh, r := shape.Shape{}.Cutter(), shape.New(shape.Shape{}, event.Options{}), parser.Parser{}.Reader(event.Options{})
			var e event.Event
			var rec event.Record
			for at, n := 0, 0; at < len(text); at += n {
				var piece []byte
				n, piece, _ = c.Split(text[at:], false)
				if sh.Record(piece, &rec) {
					e.Reset()
					r.Read(&rec, &e)
				}
			}
		}
		perLine(b)
	})
	b.Run("Feed", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			s := open(b, feed.Options{}, path)
			f := one(b, s)
			var e event.Event
			var at feed.Position
			n := 0
			for {
				err := f.Next(&e, &at)
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != benchLines {
				b.Fatal(n)
			}
			s.Close()
		}
		perLine(b)
	})
}

func perLine(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchLines, "ns/line")
}

func TestNextDoesNotAllocate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access.log")
	write(t, path, access(0, 60_000))
	f := one(t, open(t, feed.Options{}, path))
	var e event.Event
	var at feed.Position
	read := func() {
		for range 10_000 {
			if err := f.Next(&e, &at); err != nil {
				t.Fatal(err)
			}
		}
	}
	read()
	if n := testing.AllocsPerRun(3, read); n > 10 { // of the program's others
		t.Errorf("%v allocations for 10,000 lines", n)
	}
}
