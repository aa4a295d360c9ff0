package content

import (
	"io"
	"unicode/utf8"
)

// The sizes of blocks. A record longer than BlockMax is cut.
const (
	BlockSize = 1 << 20
	BlockMax  = 4 << 20
	lead      = 256
	tail      = 4 << 10
)

// Cutter is Blocks over a reader of UTF-8 text.
type Cutter struct {
	// R yields the text.
	R io.Reader
	// Ends returns the end of the last whole record in text, or 0 if there is none; the text begins at a record's
	// beginning. last says that nothing follows.
	Ends func(text []byte, last bool) int
	// First returns the end of the first record in text, which begins in the middle of one; 0 if it is not there.
	First func(text []byte) int
	// Context asks for text before and behind the block's own.
	Context bool
	// Size is the block's size in bytes; 0 means BlockSize.
	Size int

	rest   []byte // read, not yet handed out
	before []byte // the last bytes handed out
	offset int64
	err    error
	mid    bool // the rest begins in the middle of a record
}

// Next implements Blocks.
func (c *Cutter) Next(b *Block) error {
	size := c.Size
	if size == 0 {
		size = BlockSize
	}
	buf := append(b.Text[:0], c.before...)
	from := len(buf)
	buf = append(buf, c.rest...)
	want, behind := size, 0
	if c.Context {
		behind = tail
	}
	for {
		buf = c.fill(buf, from+want+behind)
		text := buf[from:]
		if len(text) == 0 {
			b.Text = buf
			return c.err
		}
		last := c.err != nil && len(text) <= want
		text = text[:min(len(text), want)]
		n := c.end(text, last)
		cut := c.mid
		switch {
		case n > 0:
			c.mid = false
		case last:
			n, c.mid = len(text), false
		case want < BlockMax:
			want = min(want*2, BlockMax)
			continue
		default:
			n, cut, c.mid = runeEnd(text), true, true
		}
		b.Text, b.From, b.To, b.Offset, b.Cut = buf[:min(len(buf), from+n+behind)], from, from+n, c.offset, cut
		c.offset += int64(n)
		c.rest = append(c.rest[:0], buf[from+n:]...)
		if c.Context {
			c.before = append(c.before[:0], buf[max(0, from+n-lead):from+n]...)
		}
		return nil
	}
}

func (c *Cutter) end(text []byte, last bool) int {
	if c.mid {
		return c.First(text)
	}
	return c.Ends(text, last)
}

// fill reads until buf is n long or nothing comes. The buffer grows with what comes: most files are small.
func (c *Cutter) fill(buf []byte, n int) []byte {
	for empty := 0; len(buf) < n && c.err == nil; {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(n+n/8, max(32<<10, 8*cap(buf))))
			copy(grown, buf)
			buf = grown
		}
		k, err := c.R.Read(buf[len(buf):min(n, cap(buf))])
		buf = buf[:len(buf)+k]
		if k > 0 {
			empty = 0
		} else if empty++; err == nil && empty > 100 {
			err = io.ErrNoProgress
		}
		if err != nil {
			c.err = err
		}
	}
	return buf
}

// runeEnd is the greatest length of text that does not cut a rune; broken bytes are cut anywhere.
func runeEnd(text []byte) int {
	for n := len(text) - 1; n > 0 && n > len(text)-utf8.UTFMax; n-- {
		if utf8.RuneStart(text[n]) {
			if utf8.FullRune(text[n:]) {
				break
			}
			return n
		}
	}
	return len(text)
}
