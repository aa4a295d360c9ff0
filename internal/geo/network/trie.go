package network

import (
	"math/bits"
	"slices"
	"unsafe"
)

// cut is a stretch of addresses: from its start to the next one's, all are of one network.
type cut[K uint32 | uint64] struct {
	from K
	net  uint32
}

// tidy leaves out the stretches that say the same as the one before, and puts one that knows nothing before the first.
func tidy[K uint32 | uint64](in []cut[K]) []cut[K] {
	if len(in) == 0 || in[0].from != 0 {
		in = slices.Insert(in, 0, cut[K]{0, 0})
	}
	return slices.CompactFunc(in, func(a, b cut[K]) bool { return a.net == b.net })
}

// trie finds the stretch that holds an address. A node takes some bits of the address, as many as there are stretches to tell
// apart, and has a slot for each of their values. A slot says which network all its addresses are of, or which node takes
// the next bits, or where the block is that lists the few stretches left: its head, whose from is how many begin after the
// slot's first address and whose net is that one's, then those.
type trie[K uint32 | uint64] struct {
	root   node
	nodes  []node
	slots  []uint32
	blocks []cut[K]
}

// node is where the slots of a node are, and which bits of an address say which of them.
type node struct {
	base uint32
	mask uint16
	down uint8
}

// What a slot holds, in its two highest bits; a network's number has neither.
const (
	toNode  = 1 << 31
	toBlock = 1 << 30
	number  = toBlock - 1 // what is left for the number
)

// few is how many stretches a block may list: no more than are compared faster than one line of memory is fetched.
const few = 12

// at is the number of the network that holds an address.
func (t *trie[K]) at(a K) uint32 {
	n := t.root
	for {
		slot := t.slots[n.base+uint32(uint64(a)>>(n.down&63))&uint32(n.mask)]
		if slot&(toNode|toBlock) == 0 {
			return slot
		}
		if slot&toNode == 0 {
			b := t.blocks[slot&number:]
			// How many do not begin after the address, counted without a branch: which way one would go cannot be foreseen.
			at := uint64(0)
			for _, c := range b[1 : 1+b[0].from] {
				_, after := bits.Sub64(uint64(a), uint64(c.from), 0)
				at += 1 - after
			}
			return b[at].net
		}
		n = t.nodes[slot&number]
	}
}

func grow[K uint32 | uint64](in []cut[K]) trie[K] {
	var t trie[K]
	t.blocks = make([]cut[K], 0, len(in)+len(in)/16)
	width := int(unsafe.Sizeof(K(0))) * 8
	t.branch(&t.root, in[1:], in[0].net, 0, width, 16)
	return t
}

// branch fills a node that takes the next so many of the bits that are left of addresses from start on; before them the
// network is net.
func (t *trie[K]) branch(n *node, in []cut[K], net uint32, start K, left, take int) {
	n.base, n.down, n.mask = uint32(len(t.slots)), uint8(left-take), uint16(1<<take-1)
	t.slots = append(t.slots, make([]uint32, 1<<take)...)
	for i := K(0); i < 1<<take; i++ {
		from := start + i<<n.down
		last := from + (1<<n.down - 1)
		if len(in) > 0 && in[0].from == from {
			net, in = in[0].net, in[1:]
		}
		inside := 0
		for inside < len(in) && in[inside].from <= last {
			inside++
		}
		slot := t.slot(in[:inside], net, from, left-take)
		t.slots[n.base+uint32(i)] = slot
		if inside > 0 {
			net, in = in[inside-1].net, in[inside:]
		}
	}
}

// slot makes what a slot holds whose addresses begin at start, and within which the stretches begin.
func (t *trie[K]) slot(in []cut[K], net uint32, start K, left int) uint32 {
	switch {
	case len(in) == 0:
		return net
	case len(in) <= few:
		at := len(t.blocks)
		t.blocks = append(append(t.blocks, cut[K]{K(len(in)), net}), in...)
		return toBlock | uint32(at)
	}
	at := len(t.nodes)
	t.nodes = append(t.nodes, node{})
	var n node
	t.branch(&n, in, net, start, left, min(left, max(4, 1+bits.Len(uint(len(in)/few))), 12))
	t.nodes[at] = n
	return toNode | uint32(at)
}

// cuts are the stretches again, in order.
func (t *trie[K]) cuts() []cut[K] {
	out := make([]cut[K], 0, len(t.blocks)+len(t.slots))
	var walk func(n node, start K)
	walk = func(n node, start K) {
		for i := K(0); i <= K(n.mask); i++ {
			from := start + i<<n.down
			switch slot := t.slots[n.base+uint32(i)]; {
			case slot&toNode != 0:
				walk(t.nodes[slot&number], from)
			case slot&toBlock != 0:
				b := t.blocks[slot&number:]
				out = append(append(out, cut[K]{from, b[0].net}), b[1:1+int(b[0].from)]...)
			default:
				out = append(out, cut[K]{from, slot})
			}
		}
	}
	walk(t.root, 0)
	return tidy(out)
}
