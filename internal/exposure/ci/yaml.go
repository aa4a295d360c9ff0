package ci

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// node is a place in a YAML file. Aliases are followed where they stand, a limited number of times, so that a small file
// cannot become a large one.
type node struct {
	n      *yaml.Node
	budget *int
}

const maxNodes = 200_000

// parse reads a YAML file; several documents in it count as one after the other, of which the last is the file.
func parse(text string) (node, bool) {
	if len(text) > maxFile {
		return node{}, false
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc.Content) == 0 {
		return node{}, false
	}
	budget := maxNodes
	return node{doc.Content[0], &budget}, true
}

// real follows an alias.
func (x node) real() *yaml.Node {
	n := x.n
	for i := 0; n != nil && n.Kind == yaml.AliasNode && i < 10; i++ {
		n = n.Alias
	}
	if x.budget != nil {
		if *x.budget--; *x.budget < 0 {
			return nil
		}
	}
	return n
}

// get is the value behind a key; merged maps ("<<") count.
func (x node) get(key string) node {
	n := x.real()
	if n == nil || n.Kind != yaml.MappingNode {
		return node{}
	}
	var merged node
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch k := n.Content[i]; {
		case k.Value == key:
			return node{n.Content[i+1], x.budget}
		case k.Tag == "!!merge" && merged.n == nil:
			for _, m := range (node{n.Content[i+1], x.budget}).list() {
				if v := m.get(key); v.n != nil && merged.n == nil {
					merged = v
				}
			}
		}
	}
	return merged
}

// pairs are the keys of a map with their values.
func (x node) pairs() (keys []*yaml.Node, values []node) {
	n := x.real()
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		keys, values = append(keys, n.Content[i]), append(values, node{n.Content[i+1], x.budget})
	}
	return keys, values
}

// list is the items of a sequence; what is none is a list of itself.
func (x node) list() []node {
	n := x.real()
	switch {
	case n == nil:
		return nil
	case n.Kind != yaml.SequenceNode:
		return []node{{n, x.budget}}
	}
	var out []node
	for _, c := range n.Content {
		out = append(out, node{c, x.budget})
	}
	return out
}

// text is a scalar's value.
func (x node) text() string {
	n := x.real()
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// line is where the node stands; the text of a block ("|") begins on the line behind.
func (x node) line() int {
	if x.n == nil {
		return 0
	}
	return x.n.Line
}

// begin is the line of the first line of a scalar's text.
func (x node) begin() int {
	n := x.real()
	if n == nil {
		return 0
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.Line + 1
	}
	return n.Line
}

// walk calls for each scalar below, keys included.
func (x node) walk(do func(text string), depth int) {
	n := x.real()
	if n == nil || depth > 100 {
		return
	}
	if n.Kind == yaml.ScalarNode {
		do(n.Value)
		return
	}
	for _, c := range n.Content {
		node{c, x.budget}.walk(do, depth+1)
	}
}

func place(file string, line int) string { return file + ":" + strconv.Itoa(line) }
