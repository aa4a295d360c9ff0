package network

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// greatest is how large a database may be, in bytes: several times the largest that is sold.
const greatest = 1 << 30

// OpenMMDB reads a database in MaxMind's format: GeoLite2 or GeoIP2 (Country, City, ASN, ISP, Anonymous IP), DB-IP, IPinfo or
// one of the same form. It is read whole and put into tables of our own, so that the file may be replaced while they are in
// use. Errors are of class Unreadable, of a file that is too large Refused.
func OpenMMDB(path string) (*Data, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.As(fault.Unreadable, err)
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, greatest+1))
	switch {
	case err != nil:
		return nil, fault.Errorf(fault.Unreadable, "read network database %q: %w", path, err)
	case len(file) > greatest:
		return nil, fault.Errorf(fault.Refused, "network database %q is larger than %d MiB", path, greatest>>20)
	}
	d, err := readMMDB(file)
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read network database %q: %w", path, err)
	}
	return d, nil
}

func readMMDB(file []byte) (*Data, error) {
	r, err := maxminddb.OpenBytes(file)
	if err != nil {
		return nil, err
	}
	m := r.Metadata
	if m.IPVersion != 4 && m.IPVersion != 6 {
		return nil, fmt.Errorf("it is of version %d of the Internet's protocol", m.IPVersion)
	}
	if m.RecordSize != 24 && m.RecordSize != 28 && m.RecordSize != 32 {
		return nil, errTree
	}
	w := &tree{file: file, reader: r, nodes: m.NodeCount, size: m.RecordSize / 4, ids: map[uint]uint32{}, same: map[Network]uint32{{}: 0}, nets: []Network{{}}}
	var v4 []cut[uint32]
	var v6 []cut[uint64]
	root := uint(0)
	if m.IPVersion == 6 {
		for depth := 0; depth < 96 && root < w.nodes; depth++ {
			root, _ = w.read(root)
		}
		if v6, err = walk[uint64](w, 0, 64, root); err != nil {
			return nil, err
		}
	}
	if v4, err = walk[uint32](w, root, 32, none); err != nil {
		return nil, err
	}
	return tables(w.nets, v4, v6), nil
}

// tree reads the search tree of a database. The library's own way through it takes forever on a tree whose branches meet
// again; this one stops once it has seen a multiple of the nodes there are.
type tree struct {
	file   []byte
	reader *maxminddb.Reader
	nodes  uint // how many there are
	size   uint // of a node, in bytes
	ids    map[uint]uint32
	same   map[Network]uint32
	nets   []Network
}

// read is the two records of a node, which the library has made sure to be within the file.
func (t *tree) read(node uint) (left, right uint) {
	b := t.file[node*t.size:][:t.size]
	switch t.size {
	case 6:
		return uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2]), uint(b[3])<<16 | uint(b[4])<<8 | uint(b[5])
	case 7:
		return uint(b[3]&0xf0)<<20 | uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2]), uint(b[3]&0x0f)<<24 | uint(b[4])<<16 | uint(b[5])<<8 | uint(b[6])
	}
	return uint(b[0])<<24 | uint(b[1])<<16 | uint(b[2])<<8 | uint(b[3]), uint(b[4])<<24 | uint(b[5])<<16 | uint(b[6])<<8 | uint(b[7])
}

const none = ^uint(0)

var errTree = errors.New("its search tree is broken")

// walk cuts addresses of so many bits into stretches, from a node on. What lies under the node alias is left out: a database
// of IPv6 shows that of IPv4 in several places.
func walk[K uint32 | uint64](t *tree, root uint, bits int, alias uint) ([]cut[K], error) {
	type todo struct {
		node  uint
		start K
		depth int
	}
	var out []cut[K]
	budget := 8*t.nodes + 1<<10
	stack := []todo{{root, 0, 0}}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if budget--; budget == 0 {
			return nil, errTree
		}
		switch {
		case n.node == alias && alias < t.nodes:
			out = append(out, cut[K]{n.start, 0})
		case n.node >= t.nodes:
			net, err := t.leaf(n.node)
			if err != nil {
				return nil, err
			}
			out = append(out, cut[K]{n.start, net})
		case n.depth >= 128:
			return nil, errTree
		case n.depth >= bits: // of what is told apart below a /64, the first address speaks for all
			left, _ := t.read(n.node)
			stack = append(stack, todo{left, n.start, n.depth + 1})
		default:
			left, right := t.read(n.node)
			half := K(1) << (bits - 1 - n.depth)
			stack = append(stack, todo{right, n.start | half, n.depth + 1}, todo{left, n.start, n.depth + 1})
		}
	}
	return out, nil
}

// leaf is the number of the network that a record of the tree points to.
func (t *tree) leaf(record uint) (uint32, error) {
	if record == t.nodes {
		return 0, nil
	}
	if id, ok := t.ids[record]; ok {
		return id, nil
	}
	at := record - t.nodes
	if at < 16 { // within what separates tree and data
		return 0, errTree
	}
	var r row
	if err := t.reader.LookupOffset(uintptr(at - 16)).Decode(&r); err != nil {
		return 0, err
	}
	n := r.network()
	id, ok := t.same[n]
	if !ok {
		if len(t.nets) >= number {
			return 0, errTree
		}
		id = uint32(len(t.nets))
		t.nets = append(t.nets, n)
		t.same[n] = id
	}
	t.ids[record] = id
	return id, nil
}
