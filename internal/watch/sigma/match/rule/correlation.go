package rule

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var functions = map[string]Function{"event_count": EventCount, "value_count": ValueCount, "value_sum": ValueSum, "value_avg": ValueAverage,
	"temporal": Temporal, "temporal_ordered": TemporalOrdered}

var bounds = map[string]Compare{"eq": Equal, "neq": Unequal, "lt": Less, "lte": LessEqual, "gt": Greater, "gte": GreaterEqual}

// read fills in a correlation.
func (c *Correlation) read(n *node) error {
	if n.kind != yaml.MappingNode {
		return wrong(n.line, "correlation is no mapping", "correlation がマッピングではありません")
	}
	name := n.get("type").word()
	var ok bool
	if c.Function, ok = functions[name]; !ok {
		return wrong(n.line, "correlations of type %q are not computed", "相関ルールの種類 %q には対応していません", short(name))
	}
	if c.Rules = n.get("rules").words(); len(c.Rules) == 0 || len(c.Rules) > 64 {
		return wrong(n.line, "correlation needs 1 to %d rules", "相関ルールには 1～%d 個のルールが要ります", 64)
	}
	if c.GroupBy = n.get("group-by").words(); len(c.GroupBy) > 16 {
		return wrong(n.line, "group-by has more than %d fields", "group-by のフィールドが %d を超えます", 16)
	}
	span := n.get("timespan")
	if span == nil {
		span = n.get("timeframe")
	}
	var err error
	if c.Span, err = timespan(span, n.line); err != nil {
		return err
	}
	c.Generate = strings.EqualFold(n.get("generate").word(), "true")
	if err := c.aliases(n.get("aliases")); err != nil {
		return err
	}
	return c.condition(n.get("condition"), n.line)
}

func (c *Correlation) aliases(n *node) error {
	if n == nil {
		return nil
	}
	c.Aliases = map[string]map[string]string{}
	for i, alias := range n.keys {
		of := map[string]string{}
		for j, name := range n.kids[i].keys {
			of[name] = n.kids[i].kids[j].word()
			if of[name] == "" {
				return wrong(n.line, "alias %q names no field", "エイリアス %q にフィールドがありません", short(alias))
			}
		}
		if len(of) == 0 {
			return wrong(n.line, "alias %q names no field", "エイリアス %q にフィールドがありません", short(alias))
		}
		c.Aliases[alias] = of
	}
	return nil
}

func (c *Correlation) condition(n *node, line int) error {
	timed := c.Function == Temporal || c.Function == TemporalOrdered
	if n == nil && timed {
		return nil
	}
	if n == nil || n.kind != yaml.MappingNode {
		return wrong(line, "correlation has no condition that can be computed", "相関ルールの条件がないか、計算できない条件です")
	}
	for i, key := range n.keys {
		v := n.kids[i]
		if key == "field" {
			c.Fields = v.words()
			continue
		}
		op, ok := bounds[key]
		if !ok {
			return wrong(v.line, "condition %q is not known", "条件 %q は未知です", short(key))
		}
		f, ok := number(v)
		if !ok || math.IsInf(f, 0) {
			return wrong(v.line, "condition %q is no number", "条件 %q が数値ではありません", short(key))
		}
		c.Bounds = append(c.Bounds, Bound{op, f})
	}
	switch {
	case len(c.Bounds) == 0:
		return wrong(n.line, "correlation has no threshold", "相関ルールにしきい値がありません")
	case c.Function != EventCount && !timed && len(c.Fields) == 0:
		return wrong(n.line, "correlation names no field to count", "相関ルールに数えるフィールドがありません")
	case c.Function != ValueCount && len(c.Fields) > 1:
		return wrong(n.line, "correlation names more than one field", "相関ルールのフィールドが複数あります")
	}
	return nil
}

var units = map[byte]int64{'s': 1, 'm': 60, 'h': 3600, 'd': 86_400, 'w': 7 * 86_400, 'M': 30 * 86_400, 'y': 365 * 86_400}

// timespan reads 15m. The greatest is a year.
func timespan(n *node, line int) (int64, error) {
	s := strings.TrimSpace(n.word())
	if n != nil {
		line = n.line
	}
	if s != "" {
		if unit, ok := units[s[len(s)-1]]; ok {
			if i, err := strconv.ParseInt(strings.TrimSpace(s[:len(s)-1]), 10, 32); err == nil && i > 0 && i*unit <= units['y'] {
				return i * unit * 1_000_000, nil
			}
		}
	}
	return 0, wrong(line, "timespan must be a number and s, m, h or d, at most a year", "期間は数値と s・m・h・d で、1 年以内で書いてください")
}

var aggregates = map[string]Function{"count": EventCount, "sum": ValueSum, "avg": ValueAverage, "min": ValueMin, "max": ValueMax}

var signs = map[string]Compare{"=": Equal, "==": Equal, "!=": Unequal, "<": Less, "<=": LessEqual, ">": Greater, ">=": GreaterEqual}

// aggregation reads what version 1 has behind a bar: "count(field) by a, b > 5".
func aggregation(s string, frame *node, line int) (*Correlation, error) {
	if f := strings.Fields(s); len(f) > 0 && strings.EqualFold(f[0], "near") {
		return nil, wrong(line, "near is not computed: a correlation of type temporal says the same", "near には対応していません（種類 temporal の相関ルールで書けます）")
	}
	bad := wrong(line, "aggregation that is not understood", "解釈できない集計です")
	name, rest, ok := strings.Cut(s, "(")
	if !ok {
		return nil, bad
	}
	field, rest, ok := strings.Cut(rest, ")")
	if !ok {
		return nil, bad
	}
	c := &Correlation{}
	if c.Function, ok = aggregates[strings.ToLower(strings.TrimSpace(name))]; !ok {
		return nil, bad
	}
	if field = strings.TrimSpace(field); field != "" {
		c.Fields = []string{field}
		if c.Function == EventCount {
			c.Function = ValueCount
		}
	} else if c.Function != EventCount {
		return nil, bad
	}
	words := strings.Fields(rest)
	if len(words) > 0 && strings.EqualFold(words[0], "by") {
		end := len(words)
		for i, w := range words {
			if _, ok := signs[w]; ok {
				end = i
				break
			}
		}
		c.GroupBy = strings.FieldsFunc(strings.Join(words[1:end], " "), func(r rune) bool { return r == ',' || r == ' ' })
		if words = words[end:]; len(c.GroupBy) == 0 || len(c.GroupBy) > 16 {
			return nil, bad
		}
	}
	if len(words) != 2 {
		return nil, bad
	}
	op, ok := signs[words[0]]
	v, err := strconv.ParseFloat(words[1], 64)
	if !ok || err != nil || math.IsInf(v, 0) || v != v {
		return nil, bad
	}
	c.Bounds = []Bound{{op, v}}
	if frame == nil {
		return nil, wrong(line, "aggregation without a timeframe", "集計に timeframe がありません")
	}
	c.Span, err = timespan(frame, line)
	return c, err
}
