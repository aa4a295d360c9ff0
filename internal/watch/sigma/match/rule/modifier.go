package rule

import (
	"encoding/base64"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// item is a field under construction: its values pass through its modifiers in their order.
type item struct {
	o      Options
	line   int
	values []value
	out    Item

	re            bool
	flags         string // of a regular expression
	cidr          bool
	exists, cased bool
	ref           bool
	before        bool // of a reference: anything may stand before it, behind it
	behind        bool
	number        bool
	compare       Compare
	part          Date
}

// value is one value: a pattern, or nothing, and its text as it stood.
type value struct {
	n       *node
	pattern Pattern
	text    string
	null    bool
}

func newItem(key string, n *node, o Options) (Item, error) {
	field, mods, _ := strings.Cut(key, "|")
	it := &item{o: o, line: n.line, out: Item{Field: field, Line: n.line}}
	scalars := []*node{n}
	if n.kind == yaml.SequenceNode {
		scalars = n.kids
	}
	expanding := strings.Contains("|"+mods+"|", "|expand|")
	for _, s := range scalars {
		if s == nil || s.kind != yaml.ScalarNode {
			return Item{}, wrong(n.line, "%q holds more than values", "%q に値以外のものがあります", short(key))
		}
		v := value{n: s, null: s.tag == "!!null", text: s.text}
		if !v.null {
			v.text = canonical(s)
			v.pattern = parse(v.text, expanding)
		}
		it.values = append(it.values, v)
	}
	if len(it.values) == 0 {
		return Item{}, wrong(n.line, "%q has no value", "%q に値がありません", short(key))
	}
	if mods != "" {
		list := strings.Split(mods, "|")
		if len(list) > 16 {
			return Item{}, wrong(n.line, "%q has too many modifiers", "%q の修飾子が多すぎます", short(key))
		}
		for i, m := range list {
			if err := it.apply(strings.TrimSpace(m), list[i+1:]); err != nil {
				return Item{}, err
			}
		}
	}
	return it.finish()
}

// canonical is a scalar as logs write it: 0x1F and 1_000 are numbers.
func canonical(n *node) string {
	if n.tag == "!!int" {
		if i, err := strconv.ParseInt(strings.ReplaceAll(n.text, "_", ""), 0, 64); err == nil && !(len(n.text) > 1 && n.text[0] == '0' && n.text[1] != 'x' && n.text[1] != 'o' && n.text[1] != 'b') {
			return strconv.FormatInt(i, 10)
		}
	}
	return n.text
}

var comparisons = map[string]Compare{"lt": Less, "lte": LessEqual, "gt": Greater, "gte": GreaterEqual}
var dates = map[string]Date{"minute": Minute, "hour": Hour, "day": Day, "week": Week, "month": Month, "year": Year}

func (it *item) apply(m string, rest []string) error {
	if c, ok := comparisons[m]; ok {
		it.number, it.compare = true, c
		return nil
	}
	if d, ok := dates[m]; ok {
		it.number, it.part = true, d
		return nil
	}
	switch m {
	case "contains":
		it.place(true, true)
	case "startswith":
		it.place(false, true)
	case "endswith":
		it.place(true, false)
	case "all":
		it.out.All = true
	case "any", "": // as it is without
	case "neq":
		it.out.Not = true
	case "cased":
		it.cased = true
	case "exists":
		it.exists = true
	case "re":
		it.re = true
	case "i", "m", "s":
		if !it.re {
			return wrong(it.line, "modifier %q without re", "修飾子 %q は re と共に使います", m)
		}
		it.flags += m
	case "cidr":
		it.cidr = true
	case "fieldref":
		it.ref = true
	case "windash":
		return it.windash(rest)
	case "expand":
		return it.expand()
	case "base64", "base64offset", "wide", "utf16", "utf16le", "utf16be":
		return it.encode(m)
	default:
		return wrong(it.line, "unknown modifier %q", "未知の修飾子 %q", short(m))
	}
	return nil
}

// place says where the value stands in the field's.
func (it *item) place(before, behind bool) {
	it.before, it.behind = it.before || before, it.behind || behind
	for i := range it.values {
		it.values[i].pattern = it.values[i].pattern.around(before, behind)
	}
}

func (it *item) windash(rest []string) error {
	encoded := false
	for _, m := range rest {
		encoded = encoded || m == "wide" || strings.HasPrefix(m, "base64") || strings.HasPrefix(m, "utf16")
	}
	var out []value
	for _, v := range it.values {
		v.pattern = v.pattern.dashed()
		if !encoded {
			out = append(out, v)
			continue
		}
		list := undashed(v.pattern)
		if list == nil || len(out)+len(list) > maxExpand {
			return wrong(it.line, "windash stands for more than %d values, or for wildcards that are to be encoded", "windash の展開が %d 個を超えるか、符号化できないワイルドカードがあります", maxExpand)
		}
		for _, s := range list {
			out = append(out, value{n: v.n, pattern: literal(s), text: s})
		}
	}
	it.values = out
	return nil
}

func (it *item) expand() error {
	var out []value
	for _, v := range it.values {
		list, err := expand(v.text, it.o, it.line)
		if err != nil {
			return err
		}
		for _, s := range list {
			out = append(out, value{n: v.n, pattern: parse(s, true).around(it.before, it.behind && s != ""), text: s})
		}
		if len(out) > maxExpand {
			return wrong(it.line, "placeholders stand for more than %d values", "プレースホルダーの展開が %d 個を超えます", maxExpand)
		}
	}
	it.values = out
	return nil
}

// encode turns values into bytes, or text of them.
func (it *item) encode(m string) error {
	var out []value
	for _, v := range it.values {
		s, ok := v.pattern.plain()
		if v.null || !ok || s == "" {
			return wrong(it.line, "%s needs a text without wildcards", "%s にはワイルドカードのない文字列が要ります", m)
		}
		list := []string{s}
		switch m {
		case "base64":
			list[0] = base64.StdEncoding.EncodeToString([]byte(s))
		case "base64offset":
			list = shifted(s)
		case "utf16be":
			list[0] = wide(s, true, false)
		case "utf16":
			list[0] = wide(s, false, true)
		default:
			list[0] = wide(s, false, false)
		}
		for _, e := range list {
			out = append(out, value{n: v.n, pattern: literal(e), text: e})
		}
	}
	it.values = out
	return nil
}

// finish makes matches of the values.
func (it *item) finish() (Item, error) {
	ways := 0
	for _, b := range []bool{it.re, it.cidr, it.exists, it.ref, it.number} {
		if b {
			ways++
		}
	}
	if ways > 1 {
		return Item{}, wrong(it.line, "modifiers of %q exclude one another", "%q の修飾子は併用できません", short(it.out.Field))
	}
	if it.out.Field == "" && (it.cidr || it.exists || it.ref || it.number) {
		return Item{}, wrong(it.line, "modifiers of keywords need a field", "この修飾子にはフィールド名が要ります")
	}
	for _, v := range it.values {
		m, err := it.match(v)
		if err != nil {
			return Item{}, err
		}
		it.out.Matches = append(it.out.Matches, m)
	}
	return it.out, nil
}

func (it *item) match(v value) (Match, error) {
	m := Match{Cased: it.cased}
	switch {
	case it.exists:
		m.Op = Exists
		switch strings.ToLower(v.text) {
		case "true", "yes":
			m.Yes = true
		case "false", "no":
		default:
			return m, wrong(it.line, "exists needs true or false", "exists の値は true か false です")
		}
	case it.ref:
		m.Op, m.Other = Ref, v.text
		m.Pattern = Pattern{{Kind: Literal}}.around(it.before, it.behind)
		if v.null || v.text == "" {
			return m, wrong(it.line, "fieldref needs a field", "fieldref にはフィールド名が要ります")
		}
	case it.number:
		m.Op, m.Compare, m.Part = Number, it.compare, it.part
		var ok bool
		if m.Value, ok = number(v.n); !ok {
			return m, wrong(it.line, "%q is compared to what is no number", "%q が数値でないものと比較されています", short(it.out.Field))
		}
	case v.null:
		if it.re || it.cidr || it.before || it.behind {
			return m, wrong(it.line, "null takes no such modifier", "null にこの修飾子は使えません")
		}
		m.Op = Null
	case it.cidr:
		p, err := network(v.text)
		if err != nil {
			return m, wrong(it.line, "%q is no network", "%q はネットワークの表記ではありません", short(v.text))
		}
		m.Op, m.Prefix = Network, p
	case it.re:
		return it.regexp(v, m)
	default:
		m.Op, m.Pattern = Text, v.pattern
		if it.out.Field == "" {
			m.Pattern = v.pattern.around(true, true)
		}
	}
	return m, nil
}

// network reads 10.0.0.0/8, and an address alone as itself.
func network(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return p, err
	}
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p.Masked(), nil
}

func (it *item) regexp(v value, m Match) (Match, error) {
	if len(v.text) > maxRegexp {
		return m, wrong(it.line, "regular expression of more than %d bytes", "正規表現が %d バイトを超えます", maxRegexp)
	}
	text := v.text
	if it.before && !it.behind { // endswith
		text = "(?:" + text + ")$"
	} else if it.behind && !it.before {
		text = "^(?:" + text + ")"
	}
	if it.flags != "" {
		text = "(?" + it.flags + ")" + text
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return m, wrong(it.line, "regular expression that cannot be used (RE2: no references back, no looking around)", "使えない正規表現です（RE2：後方参照・前後読みは不可）")
	}
	m.Op, m.Regexp = Regexp, re
	return m, nil
}
