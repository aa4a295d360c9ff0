package shelf

import (
	"bytes"
	"errors"
	"runtime"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Find tells which things have all words of a text in their names. names are the blocks of Maker.Finish, in their order.
func Find(names [][]byte, words []string) (Bits, error) {
	type block struct {
		n    uint32 // lines
		hits []uint32
		err  error
	}
	found := make([]block, len(names))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		wg.Go(func() {
			dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
			if err != nil {
				for i := range next {
					found[i].err = err
				}
				return
			}
			defer dec.Close()
			var text []byte
			for i := range next {
				if text, err = dec.DecodeAll(names[i], text[:0]); err != nil {
					found[i].err = errors.New("read names of a shelf: damaged")
					continue
				}
				found[i].n = uint32(bytes.Count(text, []byte{'\n'}))
				found[i].hits = lines(text, words)
			}
		})
	}
	for i := range names {
		next <- i
	}
	close(next)
	wg.Wait()
	var out Bits
	first := uint32(0)
	for i := range found {
		if found[i].err != nil {
			return nil, found[i].err
		}
		for _, h := range found[i].hits {
			out.Set(first + h)
		}
		first += found[i].n
	}
	return out, nil
}

// lines are the numbers of the lines that have all words.
func lines(text []byte, words []string) (out []uint32) {
	if len(words) == 0 {
		return nil
	}
	first := []byte(words[0])
	at, line := 0, uint32(0)
	for {
		i := bytes.Index(text[at:], first)
		if i < 0 {
			return out
		}
		line += uint32(bytes.Count(text[at:at+i], []byte{'\n'}))
		begin := bytes.LastIndexByte(text[:at+i], '\n') + 1
		end := at + i + bytes.IndexByte(text[at+i:], '\n')
		all := true
		for _, w := range words[1:] {
			all = all && bytes.Contains(text[begin:end], []byte(w))
		}
		if all {
			out = append(out, line)
		}
		at, line = end+1, line+1
	}
}
