package flat

import (
	"strings"
	"unsafe"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// Picker finds the fields that a parser wants among those of a record. Names that were met are remembered by where they lie
// in memory, for a Flattener gives the same name each time: a field costs a comparison of pointers.
type Picker struct {
	slots    map[string]int // lower case
	prefixes []string
	seen     [1024]seen
}

type seen struct {
	name string
	slot int
}

// NewPicker makes a picker. Names of one slot are told by want[slot]: a field of any of them (whatever its case) fills it,
// the first one that stands in the record and is not empty. A prefix may stand before every name: that of an envelope.
func NewPicker(want [][]string, prefixes ...string) *Picker {
	p := &Picker{slots: map[string]int{}, prefixes: prefixes}
	for slot, names := range want {
		for _, n := range names {
			p.slots[strings.ToLower(n)] = slot
		}
	}
	return p
}

// Pick fills out, which has a place for each slot.
func (p *Picker) Pick(fields []event.Field, out [][]byte) {
	clear(out)
	for i := range fields {
		f := &fields[i]
		at := uint64(uintptr(unsafe.Pointer(unsafe.StringData(f.Name))))
		known := &p.seen[at*0x9e3779b97f4a7c15>>54]
		if known.name != f.Name || known.name == "" {
			*known = seen{f.Name, p.slot(f.Name)}
		}
		slot := known.slot
		if slot >= 0 && len(out[slot]) == 0 {
			out[slot] = f.Value
		}
	}
}

func (p *Picker) slot(name string) int {
	var b [96]byte
	if len(name) > len(b) {
		return -1
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		b[i] = c
	}
	low := b[:len(name)]
	if s, ok := p.slots[string(low)]; ok {
		return s
	}
	for _, pre := range p.prefixes {
		if len(low) > len(pre) && string(low[:len(pre)]) == pre {
			if s, ok := p.slots[string(low[len(pre):])]; ok {
				return s
			}
		}
	}
	return -1
}

// Share tells how many of the records, of a hundred, have all those fields.
func Share(sample []event.Record, names ...string) int { return ShareAny(sample, names) }

// ShareAny tells how many of the records, of a hundred, have all the fields of any of the sets.
func ShareAny(sample []event.Record, sets ...[]string) int {
	if len(sample) == 0 {
		return 0
	}
	n := 0
	for i := range sample {
		for _, names := range sets {
			if all(sample[i].Fields, names) {
				n++
				break
			}
		}
	}
	return 100 * n / len(sample)
}

func all(fields []event.Field, names []string) bool {
	for _, name := range names {
		if !has(fields, name) {
			return false
		}
	}
	return true
}

func has(fields []event.Field, name string) bool {
	for i := range fields {
		if strings.EqualFold(fields[i].Name, name) {
			return true
		}
	}
	return false
}
