package redis

import (
	"cmp"
	"slices"
	"strings"
)

const (
	maxNames = 32   // names in one place of a key; more of them are data
	maxNodes = 4096 // what planning remembers of a database
	maxUnits = 64   // patterns of a database; each costs a SCAN over all its keys
)

// plan gathers the patterns of a database's keys.
type plan struct {
	root  node
	nodes int
	most  int // names a place may have
}

// node is a place of keys that begin alike.
type node struct {
	next  map[string]*node // by the place as pattern.go writes it
	keys  int64            // that end here
	whole bool             // the place behind is data: any name is "**"
}

func newPlan() *plan { return &plan{most: maxNames} }

// add counts a key.
func (p *plan) add(places []string) {
	n := &p.root
	for _, name := range places {
		n = p.step(n, name)
	}
	n.keys++
	for p.nodes > maxNodes && p.most > 1 {
		p.most /= 2
		p.tighten(&p.root)
	}
}

func (p *plan) step(n *node, name string) *node {
	if n.whole {
		name = anything + end(name)
	}
	next := n.next[name]
	if next == nil {
		if n.next == nil {
			n.next = map[string]*node{}
		}
		next = &node{}
		n.next[name] = next
		p.nodes++
		if !n.whole && names(n) > p.most {
			p.close(n)
			return n.next[anything+end(name)]
		}
	}
	return next
}

// end is the separator behind a place, or "" for a key's last.
func end(name string) string {
	if n := len(name); n > 0 && strings.IndexByte(":/|", name[n-1]) >= 0 {
		return name[n-1:]
	}
	return ""
}

// names counts the names of a place that are not data by their look.
func names(n *node) int {
	count := 0
	for name := range n.next {
		if !strings.HasPrefix(name, data) {
			count++
		}
	}
	return count
}

// close makes a place data.
func (p *plan) close(n *node) {
	n.whole = true
	old := n.next
	n.next = map[string]*node{}
	for name, child := range old {
		p.nodes--
		p.merge(n, anything+end(name), child)
	}
	if names(n) == 0 {
		for _, child := range n.next {
			if !child.whole && names(child) > p.most {
				p.close(child)
			}
		}
	}
}

// merge adds a subtree below n.
func (p *plan) merge(n *node, name string, sub *node) {
	into := n.next[name]
	if into == nil {
		if n.next == nil {
			n.next = map[string]*node{}
		}
		n.next[name] = sub
		p.nodes++
		return
	}
	into.keys += sub.keys
	if sub.whole && !into.whole {
		p.close(into)
	}
	for inner, child := range sub.next {
		if into.whole {
			inner = anything + end(inner)
		}
		p.nodes--
		p.merge(into, inner, child)
	}
	if !into.whole && names(into) > p.most {
		p.close(into)
	}
}

func (p *plan) tighten(n *node) {
	if !n.whole && names(n) > p.most {
		p.close(n)
	}
	for _, child := range n.next {
		p.tighten(child)
	}
}

// pattern is a pattern and how many keys have it.
type pattern struct {
	text string
	keys int64
}

// patterns are those of the database, in order, at most maxUnits as far as that can be.
func (p *plan) patterns() []pattern {
	for {
		var out []pattern
		walk(&p.root, "", &out)
		if len(out) <= maxUnits || p.most <= 1 {
			slices.SortFunc(out, func(a, b pattern) int { return cmp.Compare(a.text, b.text) })
			return out
		}
		p.most /= 2
		p.tighten(&p.root)
	}
}

func walk(n *node, prefix string, out *[]pattern) {
	if n.keys > 0 {
		*out = append(*out, pattern{prefix, n.keys})
	}
	for name, child := range n.next {
		walk(child, prefix+name, out)
	}
}
