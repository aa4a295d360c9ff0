package leak

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

// kindset is a set of kinds, one bit each.
type kindset uint64

// One more kind than bits would go unseen: this line then does not compile.
const _ = uint(63 - pii.MessageContent)

func setOf(kinds ...pii.Kind) (s kindset) {
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

// kindsWith is the set of the kinds that have any of the attributes.
func kindsWith(a pii.Attr) (s kindset) {
	for _, k := range pii.Kinds() {
		if k.Any(a) {
			s |= setOf(k)
		}
	}
	return s
}

// list is the set's kinds in the order of their names.
func (s kindset) list() []pii.Kind {
	out := []pii.Kind{}
	for _, k := range pii.Kinds() {
		if s&setOf(k) != 0 {
			out = append(out, k)
		}
	}
	return out
}
