package inventory

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Holding is a part as it is read back: what is held, where, and when it was last looked at.
type Holding struct {
	Source string
	Unit   string
	At     time.Time // when the part was last read, not when it was last found unchanged
	Part
}

// Filter says which holdings are wanted. The zero Filter wants all.
type Filter struct {
	Source   string     // "" for every source
	Unit     string     // "" for every unit
	Kinds    []pii.Kind // parts holding at least one of these; none for every kind
	Personal bool       // only parts in which something was found
	Located  bool       // located findings are wanted too
}

// Match tells whether p is wanted as far as kinds and findings go.
func (f *Filter) Match(p *Part) bool {
	if f.Personal && len(p.Fields) == 0 {
		return false
	}
	if len(f.Kinds) == 0 {
		return true
	}
	for i := range p.Fields {
		for _, k := range f.Kinds {
			if p.Fields[i].Kind == k {
				return true
			}
		}
	}
	return false
}

// SourceState is what is known of a source as a whole.
type SourceState struct {
	Source         string
	Units, Parts   int64
	Bytes, Records int64
	Errors         int64     // units and parts that could not be read, or not to their end
	Run            string    // the last run that closed with this source enumerated to its end; "" if none did
	At             time.Time // when that run ended
}
