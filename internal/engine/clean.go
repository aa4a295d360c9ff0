package engine

import (
	"encoding/binary"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
)

var noLabel label.Verdict

// labelOf is what a field's name says. Tables have few names, and the next one has mostly the same.
func (w *worker) labelOf(name string) label.Verdict {
	if v, ok := w.labels[name]; ok {
		return v
	}
	v := label.Field(name)
	if len(name) <= longestName {
		if len(w.labels) >= mostNames {
			clear(w.labels)
		}
		w.labels[strings.Clone(name)] = v
	}
	return v
}

// The names of fields that are remembered: how many, and of how many bytes.
const (
	mostNames   = 1 << 10
	longestName = 96
)

// cleanValue remembers a short value of a field in which nothing was found: words of small vocabularies (types, states,
// departments) come again and again.
type cleanValue struct {
	field int32
	n     int8
	text  [32]byte
}

// cached tells whether nothing is known to be in the value, and where to note it.
func (w *worker) cached(v *content.Value) (*cleanValue, bool) {
	n := len(v.Text)
	if n > len(cleanValue{}.text) || n < 4 {
		return nil, false
	}
	a := uint64(binary.LittleEndian.Uint32(v.Text))
	z := uint64(binary.LittleEndian.Uint32(v.Text[n-4:]))
	h := (a ^ z<<32 ^ uint64(n)<<24 ^ uint64(v.Field)<<17) * 0x9e3779b97f4a7c15
	c := &w.clean[h>>54]
	return c, int(c.n) == n && int(c.field) == v.Field && string(c.text[:n]) == string(v.Text)
}

func (c *cleanValue) set(v *content.Value) {
	if c == nil {
		return
	}
	c.field, c.n = int32(v.Field), int8(len(v.Text))
	copy(c.text[:], v.Text)
}
