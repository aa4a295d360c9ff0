package network

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Data says of the whole Internet what is known of each network. It does not change once made.
//
// IPv6 is known to the /64: a customer has at least one, and none is split between two countries.
type Data struct {
	names string
	nets  []entry // what stretches point to; the first knows nothing
	v4    trie[uint32]
	v6    trie[uint64]
}

// entry is a Network, half as large.
type entry struct {
	country [2]byte
	kind    Kind
	as      uint32
	name    uint32 // where in names it begins
	length  uint16
}

// known tells whether the data holds any network.
func (d *Data) known() bool { return len(d.nets) > 1 }

// network is one of the networks by its number.
func (d *Data) network(i uint32) (n Network) {
	d.tell(&n, i)
	return n
}

func (d *Data) tell(n *Network, i uint32) {
	e := &d.nets[i]
	n.Country, n.AS, n.Kind = e.country, e.as, e.kind
	n.Name = d.names[e.name : e.name+uint32(e.length)]
}

// longest is how much of a name is kept, and allNames how much of all of them together, in bytes.
const (
	longest  = 200
	allNames = 1 << 30
)

// tables makes data of networks, the first of which knows nothing, and of where they are.
func tables(nets []Network, v4 []cut[uint32], v6 []cut[uint64]) *Data {
	d := &Data{nets: make([]entry, len(nets))}
	var names []byte
	seen := map[string]uint32{}
	for i, n := range nets {
		e := entry{country: n.Country, kind: n.Kind, as: n.AS}
		if name := clip(n.Name); name != "" {
			at, ok := seen[name]
			if !ok && len(names)+len(name) <= allNames {
				at, ok = uint32(len(names)), true
				names = append(names, name...)
				seen[name] = at
			}
			if ok {
				e.name, e.length = at, uint16(len(name))
			}
		}
		d.nets[i] = e
	}
	d.names = string(names)
	d.v4, d.v6 = grow(tidy(v4)), grow(tidy(v6))
	return d
}

// clip keeps of a name what is not too long, whole characters only, and none that would move a terminal.
func clip(name string) string {
	if len(name) <= longest && plainText(name) {
		return name
	}
	var out strings.Builder
	for _, r := range name {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			continue
		}
		if out.Len()+utf8.RuneLen(r) > longest {
			break
		}
		out.WriteRune(r)
	}
	return strings.TrimSpace(out.String())
}

func plainText(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
