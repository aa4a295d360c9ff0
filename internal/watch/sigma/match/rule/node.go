package rule

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The bounds of what strangers may write.
const (
	maxFile     = 1 << 20 // bytes
	maxFiles    = 50_000
	maxRules    = 50_000
	maxDocs     = 1_000 // in a file
	maxDepth    = 32
	maxKeys     = 1_000   // of a mapping
	maxNodes    = 100_000 // of a document, aliases unfolded
	maxValue    = 16 << 10
	maxRegexp   = 4 << 10
	maxExpand   = 4_096 // values that one becomes
	maxTokens   = 4_096 // of a condition
	maxNesting  = 64    // of its parentheses
	maxSelected = 1_000 // selections of a rule
)

// node is YAML with its aliases unfolded.
type node struct {
	kind yaml.Kind // ScalarNode, MappingNode, SequenceNode
	tag  string    // of a scalar: !!str, !!int, !!float, !!bool, !!null
	text string
	line int
	keys []string // of a mapping, in order
	kids []*node  // of a sequence, or the values of a mapping
}

func (n *node) get(key string) *node {
	if n == nil || n.kind != yaml.MappingNode {
		return nil
	}
	for i, k := range n.keys {
		if k == key {
			return n.kids[i]
		}
	}
	return nil
}

// set replaces or adds a member.
func (n *node) set(key string, v *node) {
	for i, k := range n.keys {
		if k == key {
			n.kids[i] = v
			return
		}
	}
	n.keys, n.kids = append(n.keys, key), append(n.kids, v)
}

// word is a scalar's text, "" for everything else.
func (n *node) word() string {
	if n == nil || n.kind != yaml.ScalarNode || n.tag == "!!null" {
		return ""
	}
	return n.text
}

// words are a list's scalars, or the one scalar.
func (n *node) words() []string {
	if n == nil {
		return nil
	}
	if n.kind == yaml.ScalarNode {
		if w := n.word(); w != "" {
			return []string{w}
		}
		return nil
	}
	var out []string
	if n.kind == yaml.SequenceNode {
		for _, k := range n.kids {
			if w := k.word(); w != "" && len(out) < maxSelected {
				out = append(out, w)
			}
		}
	}
	return out
}

// documents takes a file apart. What was read before an error is returned with it.
func documents(data []byte) (docs []*node, err error) {
	defer func() { // a parser that panics over a file must not take the program with it
		if recover() != nil {
			err = wrong(0, "is no YAML", "YAML として読めません")
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for len(docs) < maxDocs {
		var y yaml.Node
		if err := dec.Decode(&y); errors.Is(err, io.EOF) {
			return docs, nil
		} else if err != nil {
			line := lineOf(err)
			return docs, wrong(line, "is no YAML", "YAML として読めません")
		}
		b := builder{left: maxNodes}
		n, err := b.build(&y, 0)
		if err != nil {
			return docs, err
		}
		if n != nil && n.kind == yaml.MappingNode {
			docs = append(docs, n)
		} else if n != nil && (n.kind != yaml.ScalarNode || n.tag != "!!null") {
			return docs, wrong(n.line, "is no rule: no mapping", "ルールではありません（マッピングがありません）")
		}
	}
	return docs, wrong(0, "has more than %d documents", "文書が %d を超えます", maxDocs)
}

// lineOf is the line that an error of YAML names. The rest of it may quote what stands there.
func lineOf(err error) int {
	_, rest, ok := strings.Cut(err.Error(), "line ")
	if !ok {
		return 0
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	line, _ := strconv.Atoi(rest[:end])
	return line
}

type builder struct{ left int }

func (b *builder) build(y *yaml.Node, depth int) (*node, error) {
	if b.left--; b.left < 0 {
		return nil, wrong(y.Line, "unfolds to more than %d nodes", "展開すると要素が %d を超えます", maxNodes)
	}
	if depth > maxDepth {
		return nil, wrong(y.Line, "is nested deeper than %d", "入れ子が %d 段を超えます", maxDepth)
	}
	switch y.Kind {
	case yaml.DocumentNode:
		if len(y.Content) == 0 {
			return nil, nil
		}
		return b.build(y.Content[0], depth)
	case yaml.AliasNode:
		return b.build(y.Alias, depth+1)
	case yaml.ScalarNode:
		if len(y.Value) > maxValue {
			return nil, wrong(y.Line, "has a value of more than %d bytes", "%d バイトを超える値があります", maxValue)
		}
		return &node{kind: y.Kind, tag: y.ShortTag(), text: y.Value, line: y.Line}, nil
	case yaml.SequenceNode:
		n := &node{kind: y.Kind, line: y.Line}
		for _, k := range y.Content {
			kid, err := b.build(k, depth+1)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, kid)
		}
		return n, nil
	case yaml.MappingNode:
		return b.mapping(y, depth)
	}
	return nil, nil // an empty document
}

func (b *builder) mapping(y *yaml.Node, depth int) (*node, error) {
	n := &node{kind: y.Kind, line: y.Line}
	if len(y.Content) > 2*maxKeys {
		return nil, wrong(y.Line, "has a mapping of more than %d keys", "キーが %d を超えるマッピングがあります", maxKeys)
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		k := y.Content[i]
		if k.Kind != yaml.ScalarNode {
			return nil, wrong(k.Line, "has a key that is no text", "文字列でないキーがあります")
		}
		v, err := b.build(y.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		if k.Tag == "!!merge" && v != nil {
			for j, name := range v.keys {
				if !seen[name] && n.get(name) == nil {
					n.set(name, v.kids[j])
				}
			}
			continue
		}
		if seen[k.Value] {
			return nil, wrong(k.Line, "has the key %q twice", "キー %q が二度現れます", short(k.Value))
		}
		seen[k.Value] = true
		n.set(k.Value, v)
	}
	return n, nil
}

// overlay lays a document over another, as collections of version 1 have it: mappings are merged, everything else replaced.
func overlay(under, over *node) *node {
	if under == nil || under.kind != yaml.MappingNode || over.kind != yaml.MappingNode {
		return over
	}
	n := &node{kind: yaml.MappingNode, line: over.line, keys: append([]string(nil), under.keys...), kids: append([]*node(nil), under.kids...)}
	for i, k := range over.keys {
		n.set(k, overlay(n.get(k), over.kids[i]))
	}
	return n
}
