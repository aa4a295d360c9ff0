package git

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Units lists what was asked for: the blobs of the history in the order of their paths, newest first, then what the
// commits say.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		r, err := s.ready(ctx)
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		l := &lister{s: s, r: r, ctx: ctx, yield: yield}
		switch {
		case s.o.Staged:
			err = l.staged()
		case s.span != nil:
			err = l.span()
		default:
			err = l.all()
		}
		if err != nil && !l.left {
			yield(source.Unit{}, err)
		}
	}
}

// lister enumerates once.
type lister struct {
	s     *Source
	r     *repo
	ctx   context.Context
	yield func(source.Unit, error) bool
	left  bool // whoever asked has enough

	h      *history
	common map[string]bool // beginnings that several ids of commits have
	absent int64           // blobs that a partial clone has not
	seen   map[string]bool // blobs that are not in the history
}

// tell yields unless that is over.
func (l *lister) tell(u source.Unit, err error) bool {
	if !l.left && !l.yield(u, err) {
		l.left = true
	}
	return !l.left
}

// incomplete tells of what belongs to no unit.
func (l *lister) incomplete(format string, args ...any) {
	l.tell(source.Unit{}, fault.Errorf(fault.Unreadable, format, args...))
}

// maxObjects is how many objects of a repository go with one reading of its history; of more, several readings each take
// a part, so that memory stays bounded. A third of them or so are blobs.
var maxObjects = int64(3_000_000)

// all is the whole history.
func (l *lister) all() error {
	t, err := l.r.tips(l.ctx)
	if err != nil {
		return err
	}
	if t.broken > 0 {
		l.incomplete("list refs: %d refs lead to objects that are missing or broken", t.broken)
	}
	h, err := l.r.list(l.ctx, t.commits)
	if err != nil {
		l.incomplete("list commits: a commit is missing or broken, and with it what came before: %w", err)
	}
	l.begin(h)
	if h.of, err = l.r.parts(l.ctx); err != nil {
		return err
	}
	for part := 0; part < h.of && !l.left; part++ {
		if err := l.part(t, part); err != nil {
			return err
		}
	}
	l.loose(t)
	if l.absent > 0 {
		l.incomplete("read history: a partial clone: %d contents are not on this machine", l.absent)
	}
	if l.r.shallow {
		l.incomplete("read history: a shallow clone: what came before its first commits is not on this machine (git fetch --unshallow)")
	}
	l.messages(t.commits, t.tags, true)
	return nil
}

// begin makes ready to name units by their commits.
func (l *lister) begin(h *history) {
	l.h, l.common = h, map[string]bool{}
	list := make([][6]byte, h.count())
	for i := range list {
		copy(list[i][:], h.commit(uint32(i))) //nolint:gosec // fewer than 2^32
	}
	slices.SortFunc(list, func(a, b [6]byte) int { return slices.Compare(a[:], b[:]) })
	for i := 1; i < len(list); i++ {
		if list[i] == list[i-1] {
			l.common[string(list[i][:])] = true
		}
	}
}

// part yields the blobs of one part.
func (l *lister) part(t *tips, part int) error {
	h := l.h
	err := h.read(l.ctx, part)
	if err == nil && h.unread > 0 {
		l.incomplete("read commits: the trees of %d commits are missing or broken", h.unread)
	} else if err != nil {
		if l.ctx.Err() != nil {
			return err
		}
		l.incomplete("read commits: too many of them are missing or broken: %w", err)
	}
	for _, m := range []struct {
		ids  []string
		flag uint8
	}{{t.branches, inBranch}, {t.commits, inRef}} {
		if m.flag == inRef && slices.Equal(t.branches, t.commits) {
			continue
		}
		if err := h.mark(l.ctx, m.ids, m.flag); err != nil {
			l.incomplete("read the present state: a folder in it is missing or broken: %w", err)
		}
	}
	since := l.s.o.Since
	l.blobs(func(b *blob) bool { return since.IsZero() || b.brought >= since.Unix() })
	l.modules()
	return nil
}

// span is what one commit brings to another.
func (l *lister) span() error {
	from, to, err := l.r.resolve(l.ctx, l.s.span)
	if err != nil {
		return err
	}
	h, err := l.r.list(l.ctx, []string{to, "^" + from})
	if err != nil {
		return err
	}
	l.begin(h)
	h.combined = true
	if err := h.read(l.ctx, 0); err != nil {
		return err
	}
	if h.unread > 0 {
		l.incomplete("read commits: the trees of %d commits are missing or broken", h.unread)
	}
	if err := h.mark(l.ctx, []string{to}, inBranch); err != nil {
		l.incomplete("read the present state: a folder in it is missing or broken: %w", err)
	}
	l.blobs(func(*blob) bool { return true })
	l.modules()
	l.messages([]string{to, "^" + from}, nil, false)
	return nil
}

// order is the blobs by path, the newest first: git keeps versions of one path as differences to newer ones.
func (l *lister) order(want func(*blob) bool) []uint32 {
	t := l.h.table
	rank := make([]uint32, len(t.paths))
	names := make([]uint32, len(t.paths))
	for i := range names {
		names[i] = uint32(i) //nolint:gosec // fewer than 2^32
	}
	slices.SortFunc(names, func(a, b uint32) int { return strings.Compare(t.paths[a], t.paths[b]) })
	for i, n := range names {
		rank[n] = uint32(i) //nolint:gosec // fewer than 2^32
	}
	var out []uint32
	for i := range t.blobs {
		if b := &t.blobs[i]; b.flags&known != 0 && want(b) {
			out = append(out, uint32(i)) //nolint:gosec // fewer than 2^32
		}
	}
	slices.SortFunc(out, func(x, y uint32) int {
		a, b := &t.blobs[x], &t.blobs[y]
		switch {
		case a.path != b.path:
			return int(rank[a.path]) - int(rank[b.path])
		case a.first != b.first:
			return int(max(min(b.first-a.first, 1), -1))
		}
		return strings.Compare(string(t.id(x)), string(t.id(y)))
	})
	return out
}

// blobs yields those that are wanted, with their sizes. git is asked for sizes beside the reading.
func (l *lister) blobs(want func(*blob) bool) {
	order := l.order(want)
	sizes := l.sizes(order)
	defer sizes.stop()
	for _, i := range order {
		if l.left || l.ctx.Err() != nil {
			return
		}
		u := l.unit(i)
		var err error
		u.Size, err = sizes.next()
		if err != nil && l.r.partial {
			l.absent++
			continue
		}
		l.tell(u, err)
	}
}

// unit tells of a blob.
func (l *lister) unit(i uint32) source.Unit {
	t := l.h.table
	b := &t.blobs[i]
	u := source.Unit{Name: t.paths[b.path] + "@" + l.commit(b.commit), Place: t.of(b)}
	u.Lived = source.Lived{First: stamp(b.first), Last: l.s.o.Now(), Gone: t.gone(b), Versions: max(int64(b.versions), 1),
		Authors: 1 + int64(len(t.authors[i]))}
	state := "there"
	if u.Lived.Gone {
		last := max(b.removed, b.brought)
		u.Lived.Last = stamp(last)
		state = strconv.FormatInt(last, 36)
	}
	// The content is told by its id for good; the rest of the stamp is what is recorded with it.
	u.Stamp = hex.EncodeToString(t.id(i)) + "." + state + "." + strconv.FormatUint(uint64(b.versions), 36)
	if u.Place != t.paths[b.path] {
		sum := sha256.Sum256([]byte(u.Place))
		u.Stamp += "." + hex.EncodeToString(sum[:6])
	}
	return u
}

// commit names a commit: twelve digits, or all if others begin alike.
func (l *lister) commit(i uint32) string {
	id := l.h.commit(i)
	if l.common[string(id[:6])] {
		return hex.EncodeToString(id)
	}
	return hex.EncodeToString(id[:6])
}

// modules tells of submodules: repositories of their own, read by themselves.
func (l *lister) modules() {
	for _, p := range slices.Sorted(maps.Keys(l.h.modules)) {
		l.tell(source.Unit{Name: p + "@" + l.commit(l.h.modules[p]), Place: p, Size: -1},
			fault.Errorf(fault.Skipped, "read: a submodule, which is a repository of its own"))
	}
}

// parts is how many readings the history takes.
func (r *repo) parts(ctx context.Context) (int, error) {
	out, err := output(command(ctx, r.program, r.env, r.dir, "count-objects", "-v"), "count objects", 1<<16)
	if err != nil {
		return 0, err
	}
	var n int64
	for l := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(l), ": ")
		if name == "count" || name == "in-pack" {
			v, _ := strconv.ParseInt(value, 10, 64)
			n += v
		}
	}
	return int(1 + min(n/maxObjects, 255)), nil
}

// loose yields what refs lead to without a commit: blobs, and the files of trees.
func (l *lister) loose(t *tips) {
	for _, id := range t.blobs {
		l.single(id, "(ref)")
	}
	for _, id := range t.trees {
		s, err := l.r.stream(l.ctx, "read a tree", nil, "ls-tree", "-r", "-z", "--full-tree", id)
		if err != nil {
			l.incomplete("read a tree that a ref leads to: %w", err)
			return
		}
		for {
			line, err := s.token(maxToken)
			if err != nil {
				break
			}
			head, path, _ := strings.Cut(line, "\t")
			if f := strings.Fields(head); len(f) == 3 && file(f[0]) && isID(f[2]) {
				l.single(f[2], path)
			}
		}
		if err := s.close(); err != nil {
			l.incomplete("read a tree that a ref leads to: %w", err)
		}
	}
}

// single yields a blob outside of the history, if no commit has it.
func (l *lister) single(id, path string) {
	raw, err := hex.DecodeString(id)
	if err != nil || l.left || l.seen[id] {
		return
	}
	if _, ok := l.h.table.find(raw, false); ok && l.h.of == 1 {
		return
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[id] = true
	l.tell(source.Unit{Name: path + "@" + id, Place: path, Size: -1, Stamp: id}, nil)
}
