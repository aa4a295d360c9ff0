package phone

import (
	"encoding/binary"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

// usual tells numbers as they are mostly written: 090-1234-5678, 03-1234-5678 with any Japanese area code, mobile ones of
// Japan and China in one piece.
func usual(v []byte) detect.Evidence {
	if len(v) < 11 || len(v) > 13 {
		return 0
	}
	if len(v) == 13 && v[3] == '-' && v[8] == '-' && v[0] == '0' && v[2] == '0' && v[1]-'6' <= 3 {
		return mobileUsual(v)
	}
	var d [13]byte
	n, first, second := 0, 0, 0 // digits, and how many of them stand before each hyphen
	for _, b := range v {
		if b-'0' <= 9 {
			d[n] = b
			n++
		} else if b != '-' || n == 0 || second != 0 || n == first {
			return 0
		} else if first == 0 {
			first = n
		} else {
			second = n
		}
	}
	if n < 10 || n > 11 || second == n || repeated(d[:n]) || digits.Regular(d[:n]) {
		return 0
	}
	switch {
	case first == 0 && n == 11 && d[0] == '0' && mobileZero(d[:]):
		return plain
	case first == 0 && n == 11 && d[0] == '1' && chinese(d[:]):
		return plain
	case n == 11 && first == 3 && second == 7 && d[0] == '0' && d[1] != '0' && mobileZero(d[:]):
		return grouped
	case n == 10 && second == 6 && d[0] == '0' && d[1] != '0' && area(d[:], first):
		return grouped
	}
	return 0
}

// mobileUsual judges 0N0-1234-5678.
func mobileUsual(v []byte) detect.Evidence {
	a, b := binary.LittleEndian.Uint32(v[4:]), binary.LittleEndian.Uint32(v[9:])
	w := uint64(b)<<32 | uint64(a)
	if w&0xf0f0f0f0f0f0f0f0 != 0x3030303030303030 || (w+0x0606060606060606)&0xf0f0f0f0f0f0f0f0 != 0x3030303030303030 {
		return 0 // not eight digits
	}
	if w == uint64(byte(w))*0x0101010101010101 || v[1] == '8' && v[4] == '0' && v[5] == '0' {
		return 0
	}
	return grouped
}
