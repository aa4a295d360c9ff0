package allow

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var (
	mark     = []byte("tsutsumi:ignore")
	nextLine = []byte("-next-line")
)

// Mark stands in every such comment: in a text without it nothing is ignored.
func Mark() []byte { return bytes.Clone(mark) }

// Ignored tells whether a comment on the line, or one of tsutsumi:ignore-next-line on the line before, lets findings of
// this kind pass. It allocates nothing. Callers ask it of source code and configuration, where whoever wrote the line
// wrote the comment; in data, anybody might have.
func Ignored(line, prev []byte, kind pii.Kind) bool {
	return marked(line, kind, false) || marked(prev, kind, true)
}

func marked(line []byte, kind pii.Kind, next bool) bool {
	for {
		i := bytes.Index(line, mark)
		if i < 0 {
			return false
		}
		own := i == 0 || !word(line[i-1])
		line = line[i+len(mark):]
		isNext := bytes.HasPrefix(line, nextLine)
		rest := line
		if isNext {
			rest = line[len(nextLine):]
		}
		if own && isNext == next && (len(rest) == 0 || !word(rest[0]) && rest[0] != '-') && names(rest, kind) {
			return true
		}
	}
}

// names tells whether the kinds named in rest hold kind; none named means all. A word in capitals that is no kind names
// nothing, so that a misspelt kind does not let everything pass.
func names(rest []byte, kind pii.Kind) bool {
	any := false
	for {
		i := 0
		for i < len(rest) && (rest[i] == ' ' || rest[i] == '\t' || rest[i] == ',' || rest[i] == ':') {
			i++
		}
		rest = rest[i:]
		e := 0
		for e < len(rest) && (word(rest[e]) || rest[e] == '-') {
			e++
		}
		w := rest[:e]
		if len(w) < 3 || !capitals(w) {
			return !any
		}
		any = true
		if string(w) == kind.String() {
			return true
		}
		rest = rest[e:]
	}
}

func capitals(w []byte) bool {
	for _, b := range w {
		if !('A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_') {
			return false
		}
	}
	return true
}

func word(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_'
}
