package rule

import (
	"strconv"
	"strings"
)

// condition reads "1 of selection* and not (filter or keywords)".
type condition struct {
	words []string
	names []string // of selections
	line  int
	depth int
	size  int // of what "of" stood for so far
}

// parseCondition reads a condition over the selections. What stands behind a bar is returned as it is.
func parseCondition(s string, selections []Selection, line int) (*Expr, string, error) {
	s, behind, _ := strings.Cut(s, "|")
	words, err := tokens(s, line)
	if err != nil {
		return nil, "", err
	}
	c := &condition{words: words, line: line}
	for _, sel := range selections {
		c.names = append(c.names, sel.Name)
	}
	e, err := c.or()
	if err != nil {
		return nil, "", err
	}
	if len(c.words) > 0 {
		return nil, "", wrong(line, "condition goes on behind its end at %q", "条件式の %q 以降が解釈できません", short(c.words[0]))
	}
	return e, strings.TrimSpace(behind), nil
}

func tokens(s string, line int) ([]string, error) {
	var out []string
	for _, f := range strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(s)) {
		if out = append(out, f); len(out) > maxTokens {
			return nil, wrong(line, "condition of more than %d words", "条件式が %d 語を超えます", maxTokens)
		}
	}
	return out, nil
}

func (c *condition) is(word string) bool {
	return len(c.words) > 0 && strings.EqualFold(c.words[0], word)
}

func (c *condition) or() (*Expr, error)  { return c.chain("or", Or, c.and) }
func (c *condition) and() (*Expr, error) { return c.chain("and", And, c.not) }

func (c *condition) chain(word string, kind ExprKind, next func() (*Expr, error)) (*Expr, error) {
	e, err := next()
	if err != nil {
		return nil, err
	}
	kids := []*Expr{e}
	for c.is(word) {
		c.words = c.words[1:]
		if e, err = next(); err != nil {
			return nil, err
		}
		kids = append(kids, e)
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	return &Expr{Kind: kind, Kids: kids}, nil
}

func (c *condition) not() (*Expr, error) {
	if !c.is("not") {
		return c.primary()
	}
	if c.depth++; c.depth > maxNesting {
		return nil, c.deep()
	}
	defer func() { c.depth-- }()
	c.words = c.words[1:]
	e, err := c.not()
	if err != nil {
		return nil, err
	}
	return &Expr{Kind: Not, Kids: []*Expr{e}}, nil
}

func (c *condition) deep() error {
	return wrong(c.line, "condition nested deeper than %d", "条件式の入れ子が %d 段を超えます", maxNesting)
}

func (c *condition) primary() (*Expr, error) {
	if len(c.words) == 0 {
		return nil, wrong(c.line, "condition ends too early", "条件式が途中で終わっています")
	}
	if c.depth++; c.depth > maxNesting {
		return nil, c.deep()
	}
	defer func() { c.depth-- }()
	w := c.words[0]
	if w == "(" {
		c.words = c.words[1:]
		e, err := c.or()
		if err != nil {
			return nil, err
		}
		if !c.is(")") {
			return nil, wrong(c.line, "condition lacks a closing parenthesis", "条件式の括弧が閉じていません")
		}
		c.words = c.words[1:]
		return e, nil
	}
	if len(c.words) >= 3 && strings.EqualFold(c.words[1], "of") {
		if e, err := c.some(w, c.words[2]); e != nil || err != nil {
			c.words = c.words[3:]
			return e, err
		}
	}
	for i, n := range c.names {
		if n == w {
			c.words = c.words[1:]
			return &Expr{Kind: Select, Selection: i}, nil
		}
	}
	return nil, wrong(c.line, "condition names %q, which is not there", "条件式にある %q は定義されていません", short(w))
}

// some reads "1 of selection*", "all of them".
func (c *condition) some(how, pattern string) (*Expr, error) {
	n := 1
	if i, err := strconv.Atoi(how); err == nil {
		n = i
	} else if strings.EqualFold(how, "all") {
		n = -1
	} else if !strings.EqualFold(how, "any") {
		return nil, nil
	}
	var kids []*Expr
	for i, name := range c.names {
		if strings.EqualFold(pattern, "them") && !strings.HasPrefix(name, "_") || like(name, pattern) {
			kids = append(kids, &Expr{Kind: Select, Selection: i})
		}
	}
	c.size += len(kids)
	switch {
	case c.size > maxTokens:
		return nil, wrong(c.line, "condition of more than %d words", "条件式が %d 語を超えます", maxTokens)
	case len(kids) == 0:
		return nil, wrong(c.line, "condition names %q, which nothing is like", "条件式の %q に当てはまる定義がありません", short(pattern))
	case n == -1:
		return &Expr{Kind: And, Kids: kids}, nil
	case n < 1 || n > len(kids):
		return nil, wrong(c.line, "condition wants %d of %d", "条件式は %[2]d 個のうち %[1]d 個を求めています", n, len(kids))
	case n == 1:
		return &Expr{Kind: Or, Kids: kids}, nil
	}
	return &Expr{Kind: AtLeast, Kids: kids, N: n}, nil
}

// like tells whether a name is like a pattern with asterisks.
func like(name, pattern string) bool {
	head, rest, ok := strings.Cut(pattern, "*")
	if !ok {
		return name == pattern
	}
	if !strings.HasPrefix(name, head) {
		return false
	}
	name = name[len(head):]
	for {
		piece, more, ok := strings.Cut(rest, "*")
		if !ok {
			return strings.HasSuffix(name, piece)
		}
		i := strings.Index(name, piece)
		if i < 0 {
			return false
		}
		name, rest = name[i+len(piece):], more
	}
}
