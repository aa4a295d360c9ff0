package vault

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// personsForm begins a set of persons; docs/format/case.md describes what follows.
const personsForm = "tsutsumi-persons-1\n"

// The greatest sizes: of a set in bytes before it is packed, of its groups, and of the name of a store.
const (
	maxPersons = 1 << 30
	maxGroups  = 1 << 20
	maxName    = 4 << 10
)

var errPersons = fault.Errorf(fault.Unreadable, "read set of persons: damaged")

// PutPersons keeps a set of persons in a vault and returns what an event says of it. Rows of each group ascend, and no row is in two groups;
// a set that is not so is a programmer's error.
func PutPersons(ctx context.Context, v breach.Vault, p *breach.Persons) (breach.PersonSet, error) {
	set := breach.PersonSet{Store: p.Store}
	packed, people, err := encode(p)
	if err != nil {
		return set, err
	}
	set.People = people
	for _, g := range p.Groups {
		for _, k := range g.Kinds {
			if !slices.Contains(set.Kinds, k) {
				set.Kinds = append(set.Kinds, k)
			}
		}
	}
	slices.SortFunc(set.Kinds, func(a, b pii.Kind) int { return strings.Compare(a.String(), b.String()) })
	set.SHA256, _, err = v.Put(ctx, bytes.NewReader(packed))
	return set, err
}

// Persons reads a set of persons. What is damaged is fault.Unreadable, what a newer version wrote fault.Usage.
func Persons(v breach.Vault, sum string) (*breach.Persons, error) {
	r, err := v.Open(sum)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	packed, err := io.ReadAll(io.LimitReader(r, maxPersons))
	if err != nil {
		return nil, fmt.Errorf("read set of persons: %w", err)
	}
	return decode(packed)
}

// encode is the set's form: the same bytes for the same set. Of a set of everybody the number of persons is not known here; it is 0.
func encode(p *breach.Persons) (packed []byte, people int64, err error) {
	b := text(nil, p.Store)
	b = binary.AppendUvarint(b, uint64(p.Snapshots))
	all := byte(0)
	if p.All {
		if all = 1; len(p.Groups) != 1 || len(p.Groups[0].Rows) > 0 {
			return nil, 0, fmt.Errorf("encode set of persons: everybody is one group without rows")
		}
	}
	b = append(b, all)
	b = binary.AppendUvarint(b, uint64(len(p.Groups)))
	for _, g := range p.Groups {
		b = binary.AppendUvarint(b, uint64(len(g.Kinds)))
		for _, k := range g.Kinds {
			b = text(b, k.String())
		}
		b = binary.AppendUvarint(b, uint64(len(g.Rows)))
		next := uint64(0)
		for _, row := range g.Rows {
			if uint64(row) < next {
				return nil, 0, fmt.Errorf("encode set of persons: rows do not ascend")
			}
			b = binary.AppendUvarint(b, uint64(row)-next)
			next = uint64(row) + 1
		}
		people += int64(len(g.Rows))
	}
	if len(p.Store) > maxName || len(b) > maxPersons || len(p.Groups) > maxGroups {
		return nil, 0, fault.Errorf(fault.Refused, "encode set of persons: too large")
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, 0, fmt.Errorf("encode set of persons: %w", err)
	}
	packed = w.EncodeAll(b, []byte(personsForm))
	return packed, people, w.Close()
}

func text(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func decode(packed []byte) (*breach.Persons, error) {
	rest, ours := bytes.CutPrefix(packed, []byte(personsForm))
	if !ours {
		if bytes.HasPrefix(packed, []byte("tsutsumi-persons-")) {
			return nil, fmt.Errorf("read set of persons: %w", breach.ErrNewer)
		}
		return nil, errPersons
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPersons))
	if err != nil {
		return nil, fmt.Errorf("read set of persons: %w", err)
	}
	defer z.Close()
	plain, err := z.DecodeAll(rest, nil)
	if err != nil {
		return nil, errPersons
	}
	r := reader{b: plain}
	p := &breach.Persons{Store: string(r.text()), Snapshots: int(r.number(1 << 31))}
	p.All = r.number(1) == 1
	groups := r.number(maxGroups)
	for range groups {
		if r.bad {
			break
		}
		g, err := r.group()
		if err != nil {
			return nil, err
		}
		p.Groups = append(p.Groups, g)
	}
	if r.bad || len(r.b) > 0 || p.All && (len(p.Groups) != 1 || len(p.Groups[0].Rows) > 0) {
		return nil, errPersons
	}
	return p, nil
}

// reader takes a set apart; bad says that it is none.
type reader struct {
	b   []byte
	bad bool
}

// number reads a number of at most most, in the shortest form.
func (r *reader) number(most uint64) uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > most || size > 1 && r.b[size-1] == 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) text() []byte {
	n := r.number(maxName)
	if n > uint64(len(r.b)) {
		r.bad = true
		return nil
	}
	s := r.b[:n]
	r.b = r.b[n:]
	return s
}

func (r *reader) group() (g breach.Group, err error) {
	for range r.number(1 << 10) {
		name := string(r.text())
		if r.bad {
			return g, errPersons
		}
		k, ok := pii.Parse(name)
		if !ok {
			return g, fmt.Errorf("read set of persons: %w", breach.ErrNewer)
		}
		g.Kinds = append(g.Kinds, k)
	}
	n := r.number(1 << 32)
	if n > uint64(len(r.b)) { // a row takes a byte at least
		return g, errPersons
	}
	if n > 0 {
		g.Rows = make([]uint32, 0, n)
	}
	next := uint64(0)
	for range n {
		row := next + r.number(1<<32)
		if r.bad || row > 1<<32-1 {
			return g, errPersons
		}
		g.Rows = append(g.Rows, uint32(row))
		next = row + 1
	}
	return g, nil
}
