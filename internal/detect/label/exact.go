package label

// exact is a filter of whole labels beyond ASCII by their length and their bytes at both ends. Of ten lengths that are tried
// at one place, nine are told by it to be none without a look into the table.
type exact [1 << 16 / 64]uint64

func (f *exact) add(w string) {
	h := wholeHash(w)
	f[h>>6] |= 1 << (h & 63)
}

// may tells whether w, in lower case, may be a label.
func (f *exact) may(w []byte) bool {
	h := wholeHash(w)
	return f[h>>6]>>(h&63)&1 != 0
}

func wholeHash[T string | []byte](w T) uint16 {
	n := len(w)
	if n < 4 {
		return uint16(n)
	}
	_ = w[3]
	x := uint64(w[0])<<56 | uint64(w[1])<<48 | uint64(w[2])<<40 | uint64(w[3])<<32 | uint64(w[n-4])<<24 | uint64(w[n-3])<<16 | uint64(w[n-2])<<8 | uint64(w[n-1])
	return uint16((x ^ uint64(n)<<29) * 0x9e3779b97f4a7c15 >> 48)
}
