package network

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/marks.tsv
var marksFile string

// marks are the kinds of autonomous systems that are known to be of one.
var marks = sync.OnceValue(func() map[uint32]Kind {
	out := map[uint32]Kind{}
	for line := range strings.Lines(marksFile) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		kind, _ := ParseKind(f[0])
		for number := range strings.FieldsSeq(f[2]) {
			n, err := strconv.ParseUint(number, 10, 32)
			if err == nil {
				out[uint32(n)] |= kind
			}
		}
	}
	return out
})
