// Package asset counts what of ours the text of a dump names.
package asset

import (
	"maps"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
)

// Counter counts how often a dump's text names something of ours: hosts, buckets, URLs, names of keys, internal IDs. A
// text that names our photo server was written by a system of ours, whoever's data stand in it.
//
// Each worker has its own, made by Fork. It counts an occurrence once wherever blocks were cut.
type Counter struct {
	lits  *literals
	list  []config.Asset
	hits  []int64       // by index in list
	edges map[edge]half // of blocks that were cut in the middle of a record
}

// edge is a border between two blocks.
type edge struct {
	part int
	at   int64 // offset in the part's text
}

// half is what stands directly before and behind a border, as far as it is known; nil is not known.
type half struct{ before, behind []byte }

// maxEdges bounds the memory for borders whose other side has not come yet. Beyond it a literal that a border cuts may
// be missed.
const maxEdges = 1 << 13

// New makes a counter of the assets declared in the configuration.
func New(list []config.Asset) *Counter {
	a := &Counter{lits: newLiterals(list)}
	for _, one := range list {
		a.list = append(a.list, config.Asset{Name: one.Name, Type: one.Type})
	}
	a.hits = make([]int64, len(list))
	return a
}

// Fork makes one more, for another worker, that has counted nothing.
func (a *Counter) Fork() *Counter {
	return &Counter{lits: a.lits, list: a.list, hits: make([]int64, len(a.hits))}
}

// look counts in a text that nothing goes before and nothing follows.
func (a *Counter) look(text []byte) {
	a.lits.each(text, func(l *literal, _, _ int) { a.hits[l.asset]++ })
}

// Block counts in a block of a part. Occurrences that begin in the block's own text are its own; where it has context,
// they are read on there. A block without context that was cut in the middle of a record keeps its edges, until the
// other side is known. part tells the parts of a dump from each other.
func (a *Counter) Block(part int, b *content.Block) {
	from, to := b.From, b.To
	if !b.Cut || from > 0 || to < len(b.Text) {
		a.lits.each(b.Text, func(l *literal, start, _ int) {
			if start >= from && start < to {
				a.hits[l.asset]++
			}
		})
		return
	}
	own := b.Text[from:to]
	a.lits.each(own, func(l *literal, start, end int) {
		if start >= leftOf && end+rightOf <= len(own) {
			a.hits[l.asset]++
		}
	})
	n := min(len(own), a.lits.reach)
	a.keep(edge{part, b.Offset}, half{behind: slices.Clone(own[:n])})
	a.keep(edge{part, b.Offset + int64(len(own))}, half{before: slices.Clone(own[len(own)-n:])})
}

// keep joins the two sides of a border once both are there.
func (a *Counter) keep(e edge, h half) {
	if a.edges == nil {
		a.edges = map[edge]half{}
	}
	old, ok := a.edges[e]
	if !ok && len(a.edges) >= maxEdges {
		a.across(h)
		return
	}
	if h.before == nil {
		h.before = old.before
	}
	if h.behind == nil {
		h.behind = old.behind
	}
	if h.before != nil && h.behind != nil {
		delete(a.edges, e)
		a.across(h)
		return
	}
	a.edges[e] = h
}

// across counts the occurrences at a border: those that its blocks did not count, because they, or what has to be looked
// at around them, are cut. In a block so short that one is at both its borders, a record's last, it counts at the first that shows it whole.
func (a *Counter) across(h half) {
	cut := len(h.before)
	text := append(slices.Clip(h.before), h.behind...)
	a.lits.each(text, func(l *literal, start, end int) {
		earlier := start < leftOf && end <= cut && cut > 0
		if end+rightOf > cut && start < cut+leftOf && !earlier {
			a.hits[l.asset]++
		}
	})
}

// Merge adds what another worker counted.
func (a *Counter) Merge(o *Counter) {
	for i, n := range o.hits {
		a.hits[i] += n
	}
	for e, h := range o.edges {
		a.keep(e, h)
	}
}

// Result tells what was named, the most often first; those with no hit are left out.
func (a *Counter) Result() []leak.Asset {
	for _, e := range slices.Collect(maps.Keys(a.edges)) { // the part's beginning and end: nothing stands beyond
		a.across(a.edges[e])
	}
	a.edges = nil
	out := []leak.Asset{}
	for i, n := range a.hits {
		if n > 0 {
			out = append(out, leak.Asset{Name: a.list[i].Name, Type: a.list[i].Type, Hits: n})
		}
	}
	slices.SortStableFunc(out, func(x, y leak.Asset) int { return int(min(max(y.Hits-x.Hits, -1), 1)) })
	return out
}
