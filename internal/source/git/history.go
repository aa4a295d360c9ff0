package git

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"hash/maphash"
	"io"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// history is the commits that are read, newest first, and what they did.
type history struct {
	r       *repo
	size    int    // bytes of an id
	commits []byte // their ids
	seed    maphash.Seed
	// of merges, only what none of the parents has counts (a range), and not all that the first has not
	combined bool
	table    *table
	part, of int // only the blobs of this part, of so many
	modules  map[string]uint32
	unread   int // commits whose tree cannot be read
}

// commit is one of them while its changes are read.
type commit struct {
	index  uint32
	at     int64
	merge  bool
	author uint32
}

// maxUnread is how many broken commits are gone around before the rest is given up.
const maxUnread = 200

// list lists the commits that the ids lead to, without those that an id behind "^" leads to. With an error come those that
// could be listed.
func (r *repo) list(ctx context.Context, ids []string) (*history, error) {
	h := &history{r: r, size: 20, of: 1, seed: maphash.MakeSeed()}
	if r.format == "sha256" {
		h.size = 32
	}
	if len(ids) == 0 {
		return h, nil
	}
	// In this order a commit comes before its parents. It is known once all commits are, so that where one of them is
	// broken the order is given up: the commits up to it are told then.
	err := h.walk(ctx, ids, "--date-order")
	if err != nil && ctx.Err() == nil {
		h.commits = h.commits[:0]
		err = h.walk(ctx, ids)
	}
	return h, err
}

func (h *history) walk(ctx context.Context, ids []string, order ...string) error {
	s, err := h.r.stream(ctx, "list commits", lines(ids), append([]string{"rev-list", "--stdin"}, order...)...)
	if err != nil {
		return err
	}
	scan := bufio.NewScanner(s)
	for scan.Scan() {
		if len(scan.Bytes()) == 2*h.size && isID(scan.Text()) {
			h.commits, _ = hex.AppendDecode(h.commits, scan.Bytes()) // it is an id, so it can be decoded
		}
	}
	return s.close()
}

func (h *history) count() int { return len(h.commits) / h.size }

func (h *history) commit(i uint32) []byte { return h.commits[int(i)*h.size:][:h.size] }

// read fills the table with the blobs of one part. A commit that git cannot read is counted, and the rest goes on.
func (h *history) read(ctx context.Context, part int) error {
	h.part, h.table, h.modules, h.unread = part, newTable(h.size), map[string]uint32{}, 0
	for next := 0; next < h.count(); {
		begun, err := h.changes(ctx, next)
		switch {
		case ctx.Err() != nil:
			return fault.As(fault.Unavailable, ctx.Err())
		case err == nil:
			return nil
		case begun > next: // git tells a commit once it has all of it: the next one is where it failed, or passes now
			next = begun
			continue
		}
		if h.unread++; h.unread > maxUnread {
			return err
		}
		next++
	}
	return nil
}

// changes reads the changes of the commits from the next one on, and tells up to which it came.
func (h *history) changes(ctx context.Context, next int) (begun int, err error) {
	merges := "--diff-merges=first-parent"
	if h.combined {
		merges = "-c"
	}
	feed := func(w io.Writer) error {
		line := make([]byte, 0, 2*h.size+1)
		for i := next; i < h.count(); i++ {
			line = append(hex.AppendEncode(line[:0], h.commit(uint32(i))), '\n') //nolint:gosec // fewer than 2^32
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		return nil
	}
	s, err := h.r.stream(ctx, "read commits", feed, "diff-tree", "--stdin", "-r", "-z", "--raw", "--root", "--no-renames", "--no-abbrev",
		merges, "--always", "--format=tformat:%H%x00%ct%x00%P%x00%ae")
	if err != nil {
		return next, err
	}
	p := parser{h: h, s: s, next: next}
	err = p.run()
	if err != nil {
		s.stop()
	} else {
		err = s.close()
	}
	if err == nil && p.next < h.count() {
		err = fault.Errorf(fault.Unreadable, "read commits: git ended early")
	}
	return p.next, err
}

// parser reads what diff-tree writes.
type parser struct {
	h    *history
	s    *stream
	next int // commits begun
	c    commit
	old  [32]byte
	new  [32]byte
}

const maxToken = 1 << 20

func (p *parser) run() error {
	for {
		t, err := p.s.token(maxToken)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t = strings.TrimPrefix(t, "\n"); {
		case t == "":
		case t[0] == ':':
			path, err := p.s.token(maxToken)
			if err != nil {
				return fault.Errorf(fault.Unreadable, "read commits: git ended early")
			}
			p.change(t, path)
		default:
			if err := p.begin(t); err != nil {
				return err
			}
		}
	}
}

// begin reads the head of a commit.
func (p *parser) begin(id string) error {
	var f [3]string
	for i := range f {
		var err error
		if f[i], err = p.s.token(maxToken); err != nil {
			return fault.Errorf(fault.Unreadable, "read commits: git ended early")
		}
	}
	at, _ := strconv.ParseInt(f[0], 10, 64)
	h := p.h
	if p.next >= h.count() || !isID(id) {
		return fault.Errorf(fault.Unreadable, "read commits: git told another commit than was asked for")
	}
	if raw, err := hex.DecodeString(id); err != nil || string(raw) != string(h.commit(uint32(p.next))) { //nolint:gosec // fewer than 2^32
		return fault.Errorf(fault.Unreadable, "read commits: git told another commit than was asked for")
	}
	p.c = commit{
		index: uint32(p.next), at: moment(at), merge: strings.Contains(f[1], " "), //nolint:gosec // fewer than 2^32
		author: uint32(maphash.String(h.seed, strings.ToLower(f[2]))), //nolint:gosec // a part of the hash
	}
	p.next++
	return nil
}

// change takes a line apart: colons, one for each parent, then as many modes and one, as many ids and one.
func (p *parser) change(line, path string) {
	n := 0
	for n < len(line) && line[n] == ':' {
		n++
	}
	f := strings.Fields(line[n:])
	if len(f) < 2*(n+1) {
		return
	}
	h := p.h
	if oldMode, id := f[0], f[n+1]; n == 1 && file(oldMode) && h.mine(id, &p.old) {
		h.table.take(p.old[:h.size], path, &p.c)
	}
	switch mode, id := f[n], f[2*n+1]; {
	case mode == "160000":
		if h.part == 0 {
			h.modules[path] = p.c.index
		}
	case file(mode) && h.mine(id, &p.new):
		h.table.bring(p.new[:h.size], path, &p.c)
	}
}

// file tells whether a mode is that of a file: not a symbolic link, a submodule or nothing.
func file(mode string) bool { return strings.HasPrefix(mode, "100") }

// mine decodes an id, and tells whether its blob belongs to the part that is read.
func (h *history) mine(id string, into *[32]byte) bool {
	if len(id) != 2*h.size {
		return false
	}
	if _, err := hex.Decode(into[:], []byte(id)); err != nil {
		return false
	}
	return int(into[1])%h.of == h.part
}

// mark sets a flag on all blobs of the present state of some commits.
func (h *history) mark(ctx context.Context, ids []string, flag uint8) error {
	if len(ids) == 0 {
		return nil
	}
	s, err := h.r.stream(ctx, "read the present state", lines(ids), "rev-list", "--objects", "--no-walk", "--missing=allow-any", "--stdin")
	if err != nil {
		return err
	}
	var id [32]byte
	for {
		l, err := s.ReadSlice('\n')
		if len(l) > 2*h.size && h.mine(string(l[:2*h.size]), &id) {
			if flag == inBranch {
				h.table.stands(id[:h.size], strings.TrimSuffix(string(l[min(2*h.size+1, len(l)):]), "\n"))
			} else if i, ok := h.table.find(id[:h.size], false); ok {
				h.table.blobs[i].flags |= flag
			}
		}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = s.ReadSlice('\n')
		}
		if err != nil {
			return s.close()
		}
	}
}
