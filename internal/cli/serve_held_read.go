package cli

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/tally"
	heldpage "github.com/tsutsumi-dev/tsutsumi/internal/web/inventory"
)

const (
	// freshFor is how long a page believes what another read.
	freshFor = 2 * time.Second
	// smallSource is how many units a source has at most whose digest a page works out itself; others wait for a job.
	smallSource = 2000
	// openFor is how old the digest of a source that is being scanned may be.
	openFor = 30 * time.Second
)

// current is what is known now of the sources within a scope: digests, and which of them are out of date.
func (h *house) current(ctx context.Context, scope access.Scope) (*heldpage.Now, error) {
	if err := h.look(ctx); err != nil {
		return nil, err
	}
	s := &h.shelves
	s.mu.Lock()
	now := &heldpage.Now{Runs: map[string]heldpage.Run{}}
	var whole *shelf.Digest
	for i := range s.digests {
		switch d := &s.digests[i]; {
		case d.Source == "":
			whole = d
		case scope.Allows(d.Source):
			now.Digests = append(now.Digests, *d)
		}
	}
	for source, m := range s.marks {
		if scope.Allows(source) {
			now.Runs[source] = heldpage.Run{Ended: m.Ended, Complete: m.Complete, Open: m.Open}
		}
	}
	for _, source := range s.stale {
		if scope.Allows(source) {
			now.Stale = append(now.Stale, source)
		}
	}
	id := gens(now.Digests)
	all, ok := s.unions[id]
	if whole != nil && whole.Mark == id {
		all, ok = *whole, true
	}
	s.mu.Unlock()
	if !ok {
		set, err := union(ctx, h.db, now.Digests)
		if err != nil {
			return nil, err
		}
		all = tally.Together(now.Digests, set)
		s.mu.Lock()
		if s.unions == nil || len(s.unions) > 64 {
			s.unions = map[string]shelf.Digest{}
		}
		s.unions[id] = all
		s.mu.Unlock()
	}
	now.All = all
	if !scope.All() {
		return now, nil
	}
	day, err := h.db.Before(ctx, "", h.now().Format(time.DateOnly))
	if day != nil {
		now.Before = &day.Numbers
	}
	return now, err
}

// look reads what there is, if nobody did a moment ago, and works out what is out of date and small.
func (h *house) look(ctx context.Context) error {
	s := &h.shelves
	s.mu.Lock()
	fresh := h.now().Sub(s.looked) < freshFor
	s.mu.Unlock()
	if fresh {
		return nil
	}
	reg, err := h.register(ctx)
	if err != nil {
		return err
	}
	r, err := newRenewer(ctx, h.db, reg, h.now())
	if err != nil {
		return err
	}
	ds, err := h.db.Digests(ctx)
	if err != nil {
		return err
	}
	stale := r.stale(ds)
	if len(stale) > 0 {
		if stale, err = h.small(ctx, r, ds, stale); err != nil {
			return err
		}
		if ds, err = h.db.Digests(ctx); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.looked, s.digests, s.marks, s.stale = h.now(), ds, r.marks, stale
	s.mu.Unlock()
	return nil
}

// small works out what is small of what is out of date, and sees to it that the rest is worked out by a job. It returns the rest.
func (h *house) small(ctx context.Context, r *renewer, ds []shelf.Digest, stale []string) ([]string, error) {
	if !h.shelves.renewing.TryLock() {
		return stale, nil // somebody is at it
	}
	defer h.shelves.renewing.Unlock()
	var rest []string
	done := 0
	for _, source := range stale {
		i := slices.IndexFunc(ds, func(d shelf.Digest) bool { return d.Source == source })
		if i >= 0 && r.marks[source].Open && r.now.Sub(ds[i].At) < openFor {
			rest = append(rest, source) // it changes all the time
			continue
		}
		few, err := h.db.FewUnits(ctx, source, smallSource-done)
		if err != nil {
			return nil, err
		}
		if few < 0 {
			rest = append(rest, source)
			continue
		}
		if err := r.one(ctx, source); err != nil {
			return nil, err
		}
		done += few
	}
	if done > 0 || len(rest) < len(stale) {
		if err := r.together(ctx); err != nil {
			return nil, err
		}
	}
	h.order(rest)
	return rest, nil
}

// order starts a job for digests that a page does not work out itself.
func (h *house) order(sources []string) {
	s := &h.shelves
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(sources) == 0 || s.working {
		return
	}
	s.working = true
	go func() {
		ctx := context.Background()
		defer func() {
			s.mu.Lock()
			s.working = false
			s.mu.Unlock()
		}()
		if h.bench != nil {
			if _, err := h.bench.Start(ctx, queue.Order{Kind: queue.Digest, By: "console"}); err != nil {
				h.log.Error("start a digest", "error", err)
			}
			return
		}
		if err := h.renew(ctx, ""); err != nil {
			h.log.Error("work a digest out", "error", err)
		}
	}()
}

// index is the index of a source's shelf, kept in memory.
func (h *house) index(ctx context.Context, d *shelf.Digest) (*shelf.Index, error) {
	s := &h.shelves
	s.mu.Lock()
	k, ok := s.indexes[d.Source]
	s.mu.Unlock()
	if ok && k.gen == d.Gen {
		return k.is, nil
	}
	pieces, err := h.db.ShelfPieces(ctx, d.Source, d.Gen, "index")
	if err != nil {
		return nil, err
	}
	if len(pieces) == 0 {
		return &shelf.Index{}, nil // another generation stands: the next page has it
	}
	x, err := shelf.Read(bytes.Join(pieces, nil))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.indexes == nil {
		s.indexes = map[string]ofGen[*shelf.Index]{}
	}
	s.indexes[d.Source] = ofGen[*shelf.Index]{d.Gen, x}
	return x, nil
}

// found are the things of a source with a text in their names; nil is all.
func (h *house) found(ctx context.Context, d *shelf.Digest, text string) (shelf.Bits, error) {
	words := strings.Fields(shelf.Fold(text))
	if len(words) == 0 {
		return nil, nil
	}
	s := &h.shelves
	s.mu.Lock()
	k, ok := s.names[d.Source]
	s.mu.Unlock()
	if !ok || k.gen != d.Gen {
		names, err := h.db.ShelfPieces(ctx, d.Source, d.Gen, "names")
		if err != nil {
			return nil, err
		}
		k = ofGen[[][]byte]{d.Gen, names}
		s.mu.Lock()
		if s.names == nil {
			s.names = map[string]ofGen[[][]byte]{}
		}
		s.names[d.Source] = k
		s.mu.Unlock()
	}
	bits, err := shelf.Find(k.is, words)
	if bits == nil {
		bits = shelf.Bits{}
	}
	return bits, err
}

// things chooses and lists what the sources within a scope hold.
func (h *house) things(ctx context.Context, scope access.Scope, q *heldpage.Query) (*heldpage.Things, error) {
	now, err := h.current(ctx, scope)
	if err != nil {
		return nil, err
	}
	out := &heldpage.Things{Now: now}
	var shelves []*shelf.Shelf
	gen := map[string]int64{}
	for i := range now.Digests {
		d := &now.Digests[i]
		if q.Source != "" && d.Source != q.Source {
			continue
		}
		x, err := h.index(ctx, d)
		if err != nil {
			return nil, err
		}
		found, err := h.found(ctx, d, q.Text)
		if err != nil {
			return nil, err
		}
		s := &shelf.Shelf{Source: d.Source, Index: x, Chosen: x.Choose(found, q.Tags()...)}
		out.Count += s.Count()
		shelves = append(shelves, s)
		gen[d.Source] = d.Gen
	}
	refs := shelf.List(shelves, q.Order, q.After, q.Limit+1)
	if len(refs) > q.Limit {
		refs = refs[:q.Limit]
		out.Next = &refs[q.Limit-1]
	}
	out.Rows, err = h.rows(ctx, refs, gen)
	return out, err
}

// rows reads the rows that were listed, in their order.
func (h *house) rows(ctx context.Context, refs []shelf.Ref, gen map[string]int64) ([]shelf.Row, error) {
	want := map[string][]uint32{}
	for _, r := range refs {
		want[r.Source] = append(want[r.Source], r.Ord)
	}
	type at struct {
		source string
		ord    uint32
	}
	rows := map[at]shelf.Row{}
	for _, source := range slices.Sorted(maps.Keys(want)) {
		rs, err := h.db.ShelfRows(ctx, source, gen[source], want[source])
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			rows[at{source, r.Ord}] = r
		}
	}
	out := make([]shelf.Row, 0, len(refs))
	for _, r := range refs {
		if row, ok := rows[at{r.Source, r.Ord}]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}
