package world

import (
	"bufio"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

var (
	writeOut    = flag.String("out", "", "file that TestWriteFile makes")
	writeKind   = flag.String("kind", "snapshot", "snapshot, dump, index, register or hits (a dump of the register)")
	writePeople = flag.Int("people", 100_000, "people of the world or the register")
	writeRows   = flag.Int("rows", 750_000, "rows of hits")
	writeShare  = flag.Float64("share", 0.5, "share of the hits that are of the register; of a dump's rows that are foreign")
	writeStore  = flag.String("store", "crm", "crm, shop, app; of a dump several, with commas")
	writeNumber = flag.Int("snapshot", 3, "which snapshot, from 0")
	writeForm   = flag.String("format", "csv", strings.Join(Formats(), ", "))
	writeAt     = flag.String("at", "", "day on which the dump is taken")
	writeSeed   = flag.Uint64("seed", 1, "seed")
)

// TestWriteFile makes a file for a benchmark, or to look at:
//
//	go test ./internal/synth/world -run TestWriteFile -args -out FILE -kind hits -people 10000000
func TestWriteFile(t *testing.T) {
	if *writeOut == "" {
		t.Skip("no -out")
	}
	f, err := os.Create(*writeOut)
	if err != nil {
		t.Fatal(err)
	}
	b := bufio.NewWriterSize(f, 1<<20)
	err = writeOne(t, b)
	if err == nil {
		err = b.Flush()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		t.Fatal(err)
	}
}

func writeOne(t *testing.T, out io.Writer) error {
	w := New(Options{Seed: *writeSeed, People: *writePeople, MyNumber: true})
	p := &Police{Seed: *writeSeed, People: *writePeople}
	var stores []int
	for name := range strings.SplitSeq(*writeStore, ",") {
		for i := range w.Stores {
			if w.Stores[i].Name == name {
				stores = append(stores, i)
			}
		}
	}
	var tr Truth
	var err error
	switch *writeKind {
	case "snapshot":
		return w.WriteSnapshot(out, stores[0], *writeNumber)
	case "index":
		return w.WriteIndex(out)
	case "register":
		return p.WriteSnapshot(out)
	case "hits":
		tr, err = p.WriteDump(out, *writeRows, *writeShare, *writeSeed)
	case "dump":
		d := Dump{Seed: *writeSeed, Format: *writeForm, Foreign: *writeShare}
		for _, s := range stores {
			d.Takes = append(d.Takes, Take{Store: s})
		}
		if *writeAt != "" {
			if d.At, err = time.ParseInLocation(time.DateOnly, *writeAt, Japan); err != nil {
				return err
			}
		}
		tr, err = w.WriteDump(out, d)
	}
	t.Logf("%d records, %d persons, %d matched", tr.Records, tr.Persons, tr.Matched)
	return err
}
