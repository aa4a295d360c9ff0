package rule

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// detection reads the searches of a detection, and its conditions.
func (r *Rule) detection(n *node, o Options) error {
	if n == nil || n.kind != yaml.MappingNode {
		return wrong(r.Line, "has no detection", "detection がありません")
	}
	var err error
	if r.Selections, err = selections(n, o, "condition", "timeframe"); err != nil {
		return err
	}
	conditions := n.get("condition")
	list := []*node{conditions}
	if conditions != nil && conditions.kind == yaml.SequenceNode {
		list = conditions.kids
	}
	for _, c := range list {
		if c == nil || c.kind != yaml.ScalarNode || strings.TrimSpace(c.word()) == "" {
			return wrong(n.line, "has no condition", "condition がありません")
		}
		e, behind, err := parseCondition(c.word(), r.Selections, c.line)
		if err != nil {
			return err
		}
		r.Conditions = append(r.Conditions, e)
		if behind == "" && !strings.Contains(c.word(), "|") {
			continue
		}
		if len(list) > 1 {
			return wrong(c.line, "has an aggregation among several conditions", "複数の条件式に集計があります")
		}
		if r.Aggregate, err = aggregation(behind, n.get("timeframe"), c.line); err != nil {
			return err
		}
		r.Aggregate.Meta = r.Meta
	}
	if len(r.Conditions) == 0 {
		return wrong(n.line, "has no condition", "condition がありません")
	}
	return nil
}

// selections reads every member but those named.
func selections(n *node, o Options, but ...string) ([]Selection, error) {
	var out []Selection
next:
	for i, name := range n.keys {
		for _, b := range but {
			if name == b {
				continue next
			}
		}
		s, err := selection(name, n.kids[i], o)
		if err != nil {
			return nil, err
		}
		if out = append(out, s); len(out) > maxSelected {
			return nil, wrong(n.line, "has more than %d searches", "検索条件が %d を超えます", maxSelected)
		}
	}
	if len(out) == 0 {
		return nil, wrong(n.line, "has no search", "検索条件がありません")
	}
	return out, nil
}

// selection reads a map (all of it), a list of maps (one of them), or keywords (one of them, in the whole record).
func selection(name string, n *node, o Options) (Selection, error) {
	s := Selection{Name: name}
	list := []*node{n}
	if n != nil && n.kind == yaml.SequenceNode {
		list = n.kids
	}
	var keywords []*node
	for _, k := range list {
		switch {
		case k != nil && k.kind == yaml.ScalarNode && k.tag != "!!null" && k.text != "":
			keywords = append(keywords, k)
		case k != nil && k.kind == yaml.MappingNode && len(k.keys) > 0:
			g, err := group(k, o)
			if err != nil {
				return s, err
			}
			s.Groups = append(s.Groups, g)
		default:
			line := 0
			if n != nil {
				line = n.line
			}
			return s, wrong(line, "search %q is neither fields nor keywords", "検索条件 %q がフィールドでもキーワードでもありません", short(name))
		}
	}
	if keywords != nil {
		it, err := newItem("", &node{kind: yaml.SequenceNode, line: keywords[0].line, kids: keywords}, o)
		if err != nil {
			return s, err
		}
		s.Groups = append(s.Groups, Group{Items: []Item{it}})
	}
	if len(s.Groups) == 0 {
		return s, wrong(n.line, "search %q is empty", "検索条件 %q が空です", short(name))
	}
	return s, nil
}

func group(n *node, o Options) (Group, error) {
	var g Group
	for i, key := range n.keys {
		v := n.kids[i]
		if v == nil {
			return g, wrong(n.line, "%q has no value", "%q に値がありません", short(key))
		}
		if len(key) > 512 {
			return g, wrong(v.line, "field of more than %d bytes", "フィールド名が %d バイトを超えます", 512)
		}
		it, err := newItem(key, v, o)
		if err != nil {
			return g, err
		}
		g.Items = append(g.Items, it)
	}
	return g, nil
}
