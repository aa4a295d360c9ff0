package content

import (
	"encoding/binary"
	"math/bits"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// IndexEither returns the index of the first byte in text at or after i that is a or b, or len(text).
func IndexEither(text []byte, i int, a, b byte) int {
	pa, pb := uint64(a)*ones, uint64(b)*ones
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		x, y := w^pa, w^pb
		if m := ((x-ones)&^x | (y-ones)&^y) & highs; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for ; i < len(text); i++ {
		if text[i] == a || text[i] == b {
			return i
		}
	}
	return len(text)
}
