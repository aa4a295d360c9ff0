package file

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/text"
)

// entry is how far a text was read. A text is known by how it begins and by what stands before that place, so that it is known
// under any name, copied or packed.
type entry struct {
	n     int    // bytes of head
	head  uint64 // keyed hash of the first n bytes
	off   int64  // bytes read
	tail  uint64 // keyed hash of the bytes before off
	lines int64
	file  uint32
	stamp text.Stamp // of the file as it was judged last
	// open: what stands behind off is a piece without an end.
	open bool
	// whole: it was packed, and read to its end.
	whole bool
	name  string // under which it was read last
}

// all is the place behind everything: texts that are not to be read.
const all = math.MaxInt64

// ledger are the texts of a feed that were read, the one read last at the end.
type ledger struct {
	sealer  *reading.Sealer
	entries []*entry
	// Of files that were read longer ago only the stamps are known: they are never read again.
	old   map[uint64]struct{}
	queue []uint64
	floor int64 // ns: what was written before that, and is not known any more, was read
}

// Bounds of a ledger. Rotated logs stay far below; folders to which a log is delivered in pieces do not.
const (
	maxEntries = 512
	maxOld     = 1 << 16
)

func (l *ledger) hash(b []byte) uint64 { return l.sealer.Hash(b) }

// match are the entries that begin as a text does, the longest heads first.
func (l *ledger) match(head []byte) []*entry {
	var out []*entry
	var sums [text.HeadSize + 1]uint64
	for _, e := range l.entries {
		if e.n == 0 || e.n > len(head) {
			continue
		}
		if sums[e.n] == 0 {
			sums[e.n] = l.hash(head[:e.n])
		}
		if sums[e.n] == e.head {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *entry) int { return b.n - a.n })
	return out
}

// last puts an entry at the end, and forgets the first where there are too many.
func (l *ledger) last(e *entry) {
	if i := slices.Index(l.entries, e); i >= 0 {
		if i == len(l.entries)-1 {
			return
		}
		l.entries = slices.Delete(l.entries, i, i+1)
	}
	if len(l.entries) >= maxEntries {
		l.retire(l.entries[0].stamp)
		l.entries = slices.Delete(l.entries, 0, 1)
	}
	l.entries = append(l.entries, e)
}

func (l *ledger) retire(s text.Stamp) {
	if l.old == nil {
		l.old = map[uint64]struct{}{}
	}
	id := l.id(s)
	if _, ok := l.old[id]; ok {
		return
	}
	if len(l.queue) >= maxOld {
		delete(l.old, l.queue[0])
		l.queue = l.queue[1:]
		l.floor = max(l.floor, s.Mtime)
	}
	l.old[id] = struct{}{}
	l.queue = append(l.queue, id)
}

func (l *ledger) id(s text.Stamp) uint64 {
	var b [32]byte
	binary.BigEndian.PutUint64(b[:], s.Dev)
	binary.BigEndian.PutUint64(b[8:], s.Ino)
	binary.BigEndian.PutUint64(b[16:], uint64(s.Size))
	binary.BigEndian.PutUint64(b[24:], uint64(s.Mtime))
	return l.hash(b[:])
}

// retired tells whether a file was read long ago.
func (l *ledger) retired(s text.Stamp) bool {
	if len(l.old) == 0 {
		return false
	}
	if _, ok := l.old[l.id(s)]; ok {
		return true
	}
	return s.Mtime < l.floor
}
