package row

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

// Kinds is a set of kinds, one bit each.
type Kinds uint64

// One more kind than bits would go unseen: this line then does not compile.
const _ = uint(63 - pii.MessageContent)

// KindsOf is the set of the kinds named.
func KindsOf(kinds ...pii.Kind) (s Kinds) {
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

// KindsWith is the set of the kinds that have any of the attributes.
func KindsWith(a pii.Attr) (s Kinds) {
	for _, k := range pii.Kinds() {
		if k.Any(a) {
			s |= KindsOf(k)
		}
	}
	return s
}

// List is the set's kinds in the order of their names.
func (s Kinds) List() []pii.Kind {
	out := []pii.Kind{}
	for _, k := range pii.Kinds() {
		if s&KindsOf(k) != 0 {
			out = append(out, k)
		}
	}
	return out
}
