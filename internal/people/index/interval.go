package index

import (
	"encoding/binary"
	"sort"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	// maxIntervals bounds the table of intervals, which a build holds in memory. One source read a hundred times needs
	// some five thousand; a table gets longer only where facts vanish and come back in many ways.
	maxIntervals = 1 << 22
	// maxSnapshots is what two bytes count.
	maxSnapshots = 1 << 16
)

// Interval is a set of snapshots, kept as runs of successive ones. The zero Interval is empty.
type Interval struct {
	runs []byte // four bytes each: the first and the last snapshot of the run
}

// Runs is the number of runs: 1, or more where what vanished came back.
func (v Interval) Runs() int { return len(v.runs) / 4 }

// Run is the first and the last snapshot of a run.
func (v Interval) Run(n int) (first, last int) {
	r := v.runs[4*n:]
	return int(binary.LittleEndian.Uint16(r)), int(binary.LittleEndian.Uint16(r[2:]))
}

// Empty tells that no snapshot is in the set.
func (v Interval) Empty() bool { return len(v.runs) == 0 }

// First is the first snapshot of the set, -1 if it is empty.
func (v Interval) First() int {
	if v.Empty() {
		return -1
	}
	first, _ := v.Run(0)
	return first
}

// Last is the last snapshot of the set, -1 if it is empty.
func (v Interval) Last() int {
	if v.Empty() {
		return -1
	}
	_, last := v.Run(v.Runs() - 1)
	return last
}

// Contains tells whether a snapshot is in the set.
func (v Interval) Contains(snapshot int) bool {
	n := v.Runs()
	i := 0
	if n > 4 {
		i = sort.Search(n, func(i int) bool { _, last := v.Run(i); return last >= snapshot })
	}
	for ; i < n; i++ {
		if first, last := v.Run(i); snapshot <= last {
			return snapshot >= first
		}
	}
	return false
}

// sets is a table of intervals. The first one is empty.
type sets struct {
	ends []uint32 // where the runs of each end, counted in runs
	runs []byte
}

func newSets() *sets { return &sets{ends: []uint32{0}} }

func (s *sets) len() int { return len(s.ends) }

func (s *sets) at(id uint32) Interval {
	if id == 0 || int64(id) >= int64(len(s.ends)) {
		return Interval{}
	}
	return Interval{s.runs[4*s.ends[id-1] : 4*s.ends[id]]}
}

// add appends a set: that of v, and the snapshot after it if one is given (not below 0).
func (s *sets) add(v Interval, snapshot int) (uint32, error) {
	if len(s.ends) >= maxIntervals {
		return 0, fault.Errorf(fault.Refused, "build people index: more than %d different intervals; leave snapshots out", maxIntervals)
	}
	s.runs = append(s.runs, v.runs...)
	switch {
	case snapshot < 0:
	case !v.Empty() && v.Last() == snapshot-1:
		binary.LittleEndian.PutUint16(s.runs[len(s.runs)-2:], uint16(snapshot))
	default:
		s.runs = binary.LittleEndian.AppendUint16(s.runs, uint16(snapshot))
		s.runs = binary.LittleEndian.AppendUint16(s.runs, uint16(snapshot))
	}
	s.ends = append(s.ends, uint32(len(s.runs)/4))
	return uint32(len(s.ends) - 1), nil
}

// encode writes the table: the number of sets and of runs, the ends, the runs.
func (s *sets) encode() []byte {
	b := make([]byte, 0, 8+4*len(s.ends)+len(s.runs))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s.ends)))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s.runs)/4))
	for _, e := range s.ends {
		b = binary.LittleEndian.AppendUint32(b, e)
	}
	return append(b, s.runs...)
}

// decodeSets reads a table whose checksum is right, and refuses one that no builder wrote.
func decodeSets(b []byte, snapshots int) (*sets, bool) {
	if len(b) < 12 {
		return nil, false
	}
	n, m := int64(binary.LittleEndian.Uint32(b)), int64(binary.LittleEndian.Uint32(b[4:]))
	if n < 1 || n > maxIntervals || int64(len(b)) != 8+4*n+4*m {
		return nil, false
	}
	s := &sets{ends: make([]uint32, n), runs: b[8+4*n:]}
	for i := range s.ends {
		s.ends[i] = binary.LittleEndian.Uint32(b[8+4*i:])
	}
	if s.ends[0] != 0 || int64(s.ends[n-1]) != m {
		return nil, false
	}
	for i := 1; i < len(s.ends); i++ {
		if s.ends[i] <= s.ends[i-1] || int64(s.ends[i]) > m {
			return nil, false
		}
		v, before := s.at(uint32(i)), -2
		for k := range v.Runs() {
			first, last := v.Run(k)
			if first <= before+1 || last < first || last >= snapshots {
				return nil, false
			}
			before = last
		}
	}
	return s, true
}
