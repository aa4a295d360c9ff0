package engine

import (
	"encoding/binary"
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

// The primes of XXH64.
const (
	prime1 uint64 = 11400714785074694791
	prime2 uint64 = 14029467366897019727
	prime3 uint64 = 1609587929392839161
	prime4 uint64 = 9650029242287828579
	prime5 uint64 = 2870177450012600261
)

// hash64 is the XXH64 of v. Most values are so short that the call costs more than the work.
func hash64(v []byte) uint64 {
	if len(v) >= 32 {
		return xxhash.Sum64(v)
	}
	h := prime5 + uint64(len(v))
	for ; len(v) >= 8; v = v[8:] {
		k := bits.RotateLeft64(binary.LittleEndian.Uint64(v)*prime2, 31) * prime1
		h = bits.RotateLeft64(h^k, 27)*prime1 + prime4
	}
	if len(v) >= 4 {
		h = bits.RotateLeft64(h^uint64(binary.LittleEndian.Uint32(v))*prime1, 23)*prime2 + prime3
		v = v[4:]
	}
	for _, b := range v {
		h = bits.RotateLeft64(h^uint64(b)*prime5, 11) * prime1
	}
	h = (h ^ h>>33) * prime2
	h = (h ^ h>>29) * prime3
	return h ^ h>>32
}
