package git

import (
	"hash/maphash"
	"time"
)

// blob is what is known of one content. There may be millions: it has no pointer.
type blob struct {
	first    int64 // when it first came, in seconds
	brought  int64 // when a commit last brought it
	removed  int64 // when a commit last took it away
	commit   uint32
	path     uint32 // of commit, where it first came
	place    uint32 // where it stands now or stood last, and 1; 0 if that is path
	last     uint32 // commit that was counted last, and 1
	author   uint32 // of one who brought it; more of them stand in table.authors
	versions uint32
	flags    uint8
}

const (
	known    = 1 << iota // it was brought by a commit that was read
	inBranch             // it stands in the present state of a branch
	inRef                // or of another ref
)

// table finds blobs by their ids: 20 or 32 bytes, kept in one slice.
type table struct {
	size    int // of an id
	ids     []byte
	blobs   []blob
	slots   []uint32 // index of a blob and 1
	seed    maphash.Seed
	authors map[uint32][]uint32 // of blobs that several brought
	paths   []string
	byPath  map[string]uint32
}

func newTable(size int) *table {
	return &table{size: size, seed: maphash.MakeSeed(), slots: make([]uint32, 1024), authors: map[uint32][]uint32{}, byPath: map[string]uint32{}}
}

func (t *table) id(i uint32) []byte { return t.ids[int(i)*t.size:][:t.size] }

// find is the index of the blob, which is made if it is not there and add says so.
func (t *table) find(id []byte, add bool) (uint32, bool) {
	mask := uint64(len(t.slots) - 1)
	for h := maphash.Bytes(t.seed, id) & mask; ; h = (h + 1) & mask {
		switch i := t.slots[h]; {
		case i == 0 && !add:
			return 0, false
		case i == 0:
			t.ids = append(t.ids, id...)
			t.blobs = append(t.blobs, blob{})
			t.slots[h] = uint32(len(t.blobs)) //nolint:gosec // fewer than 2^32
			if 4*len(t.blobs) > 3*len(t.slots) {
				t.grow()
			}
			return uint32(len(t.blobs) - 1), true //nolint:gosec // fewer than 2^32
		case string(t.id(i-1)) == string(id):
			return i - 1, true
		}
	}
}

func (t *table) grow() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for i := range t.blobs {
		h := maphash.Bytes(t.seed, t.id(uint32(i))) & mask //nolint:gosec // fewer than 2^32
		for t.slots[h] != 0 {
			h = (h + 1) & mask
		}
		t.slots[h] = uint32(i + 1) //nolint:gosec // fewer than 2^32
	}
}

func (t *table) path(p string) uint32 {
	i, ok := t.byPath[p]
	if !ok {
		i = uint32(len(t.paths)) //nolint:gosec // fewer than 2^32
		t.paths = append(t.paths, p)
		t.byPath[p] = i
	}
	return i
}

// bring notes that a commit has the blob at a path where its parent has not. Commits come newest first.
func (t *table) bring(id []byte, path string, c *commit) {
	i, _ := t.find(id, true)
	b := &t.blobs[i]
	if b.flags&known == 0 || c.at < b.first || c.at == b.first && c.index != b.commit {
		b.first, b.commit, b.path = c.at, c.index, t.path(path)
	}
	b.flags |= known
	b.brought = max(b.brought, c.at)
	if c.merge || b.last == c.index+1 {
		return // a merge brings what a branch brought before; several paths of a commit are one
	}
	b.last = c.index + 1
	switch b.versions++; {
	case b.versions == 1:
		b.author = c.author
	case b.author != c.author:
		t.author(i, c.author)
	}
}

func (t *table) author(i, author uint32) {
	for _, a := range t.authors[i] {
		if a == author {
			return
		}
	}
	t.authors[i] = append(t.authors[i], author)
}

// take notes that a commit has the blob no more at a path where its parent has it.
func (t *table) take(id []byte, path string, c *commit) {
	i, _ := t.find(id, true)
	b := &t.blobs[i]
	if b.removed == 0 {
		b.place = t.path(path) + 1
	}
	b.removed = max(b.removed, c.at)
}

// stands notes that a branch has the blob now.
func (t *table) stands(id []byte, path string) {
	i, ok := t.find(id, false)
	if !ok {
		return
	}
	b := &t.blobs[i]
	if p, ok := t.byPath[path]; ok && b.flags&inBranch == 0 {
		b.place = p + 1
	}
	b.flags |= inBranch
}

// of is the place of a blob.
func (t *table) of(b *blob) string {
	if b.place == 0 {
		return t.paths[b.path]
	}
	return t.paths[b.place-1]
}

// gone tells whether the blob is not there any more.
func (t *table) gone(b *blob) bool {
	return b.flags&inBranch == 0 && (b.removed > 0 || b.flags&inRef == 0)
}

// moment is a commit's time within what calendars, and the inventory, can write.
func moment(seconds int64) int64 { return min(max(seconds, 1), 253402300799) }

func stamp(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
