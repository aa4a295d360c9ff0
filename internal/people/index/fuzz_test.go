package index

import (
	"context"
	"encoding/binary"
	"io"
	"os"
	"testing"
)

// reseal makes the checksums of header and footer right, and of the pieces that Open reads if they are within the file, so
// that what is behind them is reached.
func reseal(b []byte) {
	if len(b) < 3*pageSize || len(b)%pageSize != 0 {
		return
	}
	copy(b, magic)
	binary.LittleEndian.PutUint32(b[8:], version)
	id := [16]byte(b[16:32])
	s := newSums(id)
	last := len(b) - pageSize
	copy(b[last:], magic)
	copy(b[last+16:], id[:])
	filePages := uint64(len(b) / pageSize)
	f := decodeFooter(b[last:])
	for i, p := range []piece{f.parts, f.sets, f.meta} {
		if p.page < filePages && p.size <= uint64(len(b)) && pages(p.size) <= filePages-p.page {
			sum := s.of(p.page, b[p.page*pageSize:][:pages(p.size)*pageSize])
			binary.LittleEndian.PutUint64(b[last+32+48+24*i+16:], uint64(sum))
		}
	}
	for n := uint64(1); n < filePages-1; n++ {
		page := b[n*pageSize:][:pageSize]
		if page[7] == typeFacts || page[7] == typeRows {
			binary.LittleEndian.PutUint32(page, s.of(n, page[4:]))
		}
	}
	if f.parts.page < filePages && f.parts.size <= uint64(len(b)) && pages(f.parts.size) <= filePages-f.parts.page {
		at := b[f.parts.page*pageSize:][:f.parts.size]
		for ; len(at) >= partEntry; at = at[partEntry:] {
			p := decodePart(at)
			if page, size := p.aux(); page < filePages && size/pageSize <= filePages-page {
				binary.LittleEndian.PutUint32(at[52:], s.of(page, b[page*pageSize:][:size]))
			}
		}
		sum := s.of(f.parts.page, b[f.parts.page*pageSize:][:pages(f.parts.size)*pageSize])
		binary.LittleEndian.PutUint64(b[last+32+48+16:], uint64(sum))
	}
	binary.LittleEndian.PutUint32(b[sumAt:], s.of(0, b[:sumAt]))
	binary.LittleEndian.PutUint32(b[last+sumAt:], s.of(filePages-1, b[last:last+sumAt]))
}

// poke asks an index everything; it may refuse, not break.
func poke(x *Index) {
	_ = x.Verify(context.Background())
	_ = x.Export(io.Discard)
	var dst []Fact
	for i := range 8 {
		fp := FP{byte(i * 36), 1, 2}
		if i > 3 && len(x.heads) > 0 {
			binary.BigEndian.PutUint64(fp[:], x.heads[i%len(x.heads)])
		}
		dst, _ = x.Find(fp, dst[:0])
		for _, f := range dst {
			v := x.Interval(f.Interval)
			_, _, _ = v.First(), v.Last(), v.Contains(1)
		}
		_, _ = x.Count(fp)
		_, _ = x.Has(fp, uint32(i), nil)
		_, _ = x.Row(uint32(i))
	}
}

// TestForgedIndex: bytes changed with all checksums made right again may give other answers, but break nothing.
func TestForgedIndex(t *testing.T) {
	path, _, _ := small(t)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	forged := make([]byte, len(b))
	for at := range b {
		copy(forged, b)
		forged[at] = []byte{0, 1, 0x7f, 0xff}[at%4]
		if forged[at] == b[at] {
			continue
		}
		reseal(forged)
		if x, err := loadBytes(forged); err == nil {
			poke(x)
		}
	}
}

// FuzzOpen: hostile bytes are refused or answered from, without a panic and without taking more memory than they are worth.
func FuzzOpen(f *testing.F) {
	path, _, _ := small(f)
	b, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b, false)
	f.Add(b, true)
	f.Add([]byte(magic), false)
	f.Fuzz(func(t *testing.T, b []byte, forge bool) {
		if forge {
			b = append([]byte(nil), b...)
			reseal(b)
		}
		if x, err := loadBytes(b); err == nil {
			poke(x)
		}
	})
}
