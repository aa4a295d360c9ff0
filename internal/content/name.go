package content

import (
	"fmt"
	"hash/maphash"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names makes the names of what one body holds: fit to be shown, and each its own.
type Names struct {
	outer string
	seed  maphash.Seed
	seen  map[uint64]struct{}
}

// NewNames is for the bodies inside the one named outer.
func NewNames(outer string) *Names {
	return &Names{outer: outer, seed: maphash.MakeSeed(), seen: map[uint64]struct{}{}}
}

// maxNames bounds the memory for telling equal names apart; beyond it they are no longer told apart.
const maxNames = 1 << 20

// Of is the whole name of an inner body; equal ones get a number.
func (n *Names) Of(inner string) string {
	s := SafeName(inner)
	if s == "" {
		s = "unnamed"
	}
	name := n.outer + "!/" + s
	for i := 2; len(n.seen) < maxNames; i++ {
		h := maphash.String(n.seed, name)
		if _, again := n.seen[h]; !again {
			n.seen[h] = struct{}{}
			break
		}
		name = fmt.Sprintf("%s!/%s#%d", n.outer, s, i)
	}
	return name
}

// SafeName escapes, as \xNN, what must not reach a terminal or a line of output; different names stay different.
func SafeName(s string) string {
	ok := true
	for i, r := range s {
		if bad(s, i, r) {
			ok = false
			break
		}
	}
	if ok {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if bad(s, i, r) {
			for _, c := range []byte(s[i : i+size]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

func bad(s string, i int, r rune) bool {
	switch {
	case r == utf8.RuneError:
		_, size := utf8.DecodeRuneInString(s[i:])
		return size == 1
	case r == '\\':
		return i+1 < len(s) && s[i+1] == 'x'
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
