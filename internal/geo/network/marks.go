package network

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/marks.tsv
var marksFile string

// hoster tells whether a name says that its holder rents machines out. Only words are taken that say it nearly always: of 80
// names drawn from those that have them, 78 were hosters'. Of names with "cloud" or "server" a seventh were not.
func hoster(name string) bool {
	name = strings.ToLower(name)
	for _, s := range []string{"hosting", "datacenter", "data center", "datacentre", "data centre"} {
		if strings.Contains(name, s) {
			return true
		}
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return (r < 'a' || r > 'z') && r < 0x80 }) {
		if word == "vps" || word == "vds" || word == "host" {
			return true
		}
	}
	return false
}

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
