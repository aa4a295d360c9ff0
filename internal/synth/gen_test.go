package synth

import (
	"bufio"
	"bytes"
	"flag"
	"io"
	"os"
	"testing"
)

var (
	writeOut  = flag.String("out", "", "file that TestWriteFile makes")
	writeKind = flag.String("kind", "shanghai", "shanghai, csv, log, code or estate (then -out is a folder, -rows the number of customers)")
	writeRows = flag.Int("rows", 100000, "how many rows")
	writeSeed = flag.Uint64("seed", 1, "seed")
	writeSet  = flag.String("charset", "utf-8", "charset of csv")
)

// TestWriteFile makes a file for a benchmark:
//
//	go test ./internal/synth -run TestWriteFile -args -out FILE -kind shanghai -rows 700000
func TestWriteFile(t *testing.T) {
	if *writeOut == "" {
		t.Skip("no -out")
	}
	if *writeKind == "estate" {
		writeEstate(t)
		return
	}
	f, err := os.Create(*writeOut)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	if err := writeOne(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// writeEstate makes the folder -out with the estate in it and -out.labels beside it.
func writeEstate(t *testing.T) {
	truth, err := Estate(*writeOut, Options{Seed: *writeSeed, People: *writeRows})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(*writeOut + ".labels")
	if err != nil {
		t.Fatal(err)
	}
	if err := truth.WriteLabels(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func writeOne(w io.Writer) error {
	switch *writeKind {
	case "log":
		return WriteLog(w, *writeRows, *writeSeed)
	case "code":
		return WriteCode(w, *writeRows, *writeSeed)
	case "csv":
		return WriteJapaneseCSV(w, *writeRows, *writeSeed, *writeSet)
	}
	return WriteShanghai(w, *writeRows, *writeSeed)
}

func TestSameSeedSameBytes(t *testing.T) {
	var a, b, c bytes.Buffer
	for _, x := range []struct {
		w    io.Writer
		seed uint64
	}{{&a, 7}, {&b, 7}, {&c, 8}} {
		if err := WriteShanghai(x.w, 200, x.seed); err != nil {
			t.Fatal(err)
		}
		if err := WriteJapaneseCSV(x.w, 200, x.seed, "shift_jis"); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("equal seeds gave different bytes")
	}
	if bytes.Equal(a.Bytes(), c.Bytes()) {
		t.Error("different seeds gave equal bytes")
	}
}

func BenchmarkShanghai(b *testing.B) {
	benchWrite(b, func(w io.Writer) error { return WriteShanghai(w, 5000, 1) })
}

func BenchmarkJapaneseCSV(b *testing.B) {
	benchWrite(b, func(w io.Writer) error { return WriteJapaneseCSV(w, 5000, 1, "utf-8") })
}

func BenchmarkLog(b *testing.B) {
	benchWrite(b, func(w io.Writer) error { return WriteLog(w, 20000, 1) })
}

func BenchmarkCode(b *testing.B) {
	benchWrite(b, func(w io.Writer) error { return WriteCode(w, 20000, 1) })
}

func benchWrite(b *testing.B, do func(io.Writer) error) {
	var n bytes.Buffer
	if err := do(&n); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(n.Len()))
	for b.Loop() {
		if err := do(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
