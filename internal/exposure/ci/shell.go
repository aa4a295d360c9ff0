package ci

import "strings"

// A script is taken apart far enough to see what is downloaded and what is run, and no further: whatever is odd becomes a
// word. Substitutions are scripts of their own.

// script is a list of pipelines.
type script []pipe

// pipe is commands joined by "|".
type pipe []command

// command is words, and the files that its output goes to.
type command struct {
	line  int // from 0
	words []word
	out   []string
}

// word is a word without its quotes, variables as they stand, and the scripts whose output stands in it.
type word struct {
	text string
	subs []script
}

// maxNest is how deep substitutions may nest; deeper ones are words.
const maxNest = 20

// parseShell takes a script apart. It never fails.
func parseShell(text string) script {
	l := &lexer{text: text}
	return l.script(0, 0)
}

type lexer struct {
	text string
	pos  int
	line int
}

func (l *lexer) peek() byte {
	if l.pos < len(l.text) {
		return l.text[l.pos]
	}
	return 0
}

func (l *lexer) next() byte {
	c := l.text[l.pos]
	l.pos++
	if c == '\n' {
		l.line++
	}
	return c
}

func (l *lexer) has(s string) bool { return strings.HasPrefix(l.text[l.pos:], s) }

func (l *lexer) skip(n int) {
	for ; n > 0 && l.pos < len(l.text); n-- {
		l.next()
	}
}

// script reads up to the closing byte of a substitution, or the end.
func (l *lexer) script(end byte, depth int) script {
	var out script
	var p pipe
	c := command{line: l.line}
	var heredocs []string
	flush := func(pipeline bool) {
		if len(c.words) > 0 {
			p = append(p, c)
		}
		if !pipeline && len(p) > 0 {
			out = append(out, p)
			p = nil
		}
		c = command{line: l.line}
	}
	for l.pos < len(l.text) {
		b := l.peek()
		switch {
		case end != 0 && b == end:
			l.next()
			flush(false)
			return out
		case b == ' ' || b == '\t' || b == '\r':
			l.next()
		case l.has("\\\n"):
			l.skip(2)
		case l.has("\\\r\n"):
			l.skip(3)
		case b == '\n':
			l.next()
			for _, h := range heredocs {
				l.heredoc(h)
			}
			heredocs = nil
			flush(len(c.words) == 0 && len(p) > 0) // a pipe goes on behind the end of the line
		case b == '#' && (l.pos == 0 || strings.IndexByte(" \t\n;&|(`", l.text[l.pos-1]) >= 0):
			for l.pos < len(l.text) && l.peek() != '\n' {
				l.next()
			}
		case l.has("||"), l.has("&&"):
			l.skip(2)
			flush(false)
		case l.has("&>"):
			l.skip(1)
		case b == ';' || b == '&':
			l.next()
			flush(false)
		case b == '|':
			if l.has("|&") {
				l.next()
			}
			l.next()
			flush(true)
		case b == '(' || b == ')' || (b == '{' || b == '}') && l.alone():
			l.next()
			flush(false)
		case l.has("<<") && !l.has("<<<"):
			heredocs = append(heredocs, l.heredocEnd())
		case (b == '<' || b == '>') && !l.has("<(") && !l.has(">("):
			l.redirect(&c, depth)
		default:
			if len(c.words) == 0 {
				c.line = l.line
			}
			w := l.word(end, depth)
			if n := len(w.text); n > 0 && l.peek() == '>' && strings.Trim(w.text, "0123456789") == "" {
				continue // the number of a file that is redirected
			}
			c.words = append(c.words, w)
		}
	}
	flush(false)
	return out
}

// alone tells whether a brace stands by itself, and is no part of a word.
func (l *lexer) alone() bool {
	return l.pos+1 >= len(l.text) || strings.IndexByte(" \t\r\n;", l.text[l.pos+1]) >= 0
}

func (l *lexer) blanks() {
	for l.pos < len(l.text) && (l.peek() == ' ' || l.peek() == '\t') {
		l.next()
	}
}

// redirect notes where output goes.
func (l *lexer) redirect(c *command, depth int) {
	out := l.peek() == '>'
	for l.pos < len(l.text) && (l.peek() == '<' || l.peek() == '>' || l.peek() == '&' || l.peek() == '|') {
		l.next()
	}
	l.blanks()
	w := l.word(0, depth)
	if out && w.text != "" && strings.Trim(w.text, "0123456789-") != "" {
		c.out = append(c.out, w.text)
	}
	if len(w.subs) > 0 { // bash < <(curl …)
		c.words = append(c.words, word{subs: w.subs})
	}
}

// heredocEnd is the word behind "<<".
func (l *lexer) heredocEnd() string {
	l.skip(2)
	if l.peek() == '-' {
		l.next()
	}
	l.blanks()
	return l.word(0, maxNest).text
}

// heredoc passes over the lines of a here document.
func (l *lexer) heredoc(end string) {
	for l.pos < len(l.text) {
		line, _, _ := strings.Cut(l.text[l.pos:], "\n")
		l.skip(len(line) + 1)
		if strings.TrimSpace(line) == end {
			return
		}
	}
}

// word reads one word.
func (l *lexer) word(end byte, depth int) word {
	var w word
	var b strings.Builder
	start := l.pos
	for l.pos < len(l.text) {
		c := l.peek()
		if end != 0 && c == end || strings.IndexByte(" \t\r\n;&|", c) >= 0 || c == ')' {
			break
		}
		if (c == '<' || c == '>') && l.pos+1 < len(l.text) && l.text[l.pos+1] != '(' || c == '(' && b.Len() > 0 {
			break
		}
		switch {
		case c == '\\' && l.pos+1 < len(l.text):
			l.next()
			if d := l.next(); d != '\n' {
				b.WriteByte(d)
			}
		case c == '\'':
			l.single(&b)
		case c == '"':
			l.double(&b, &w, depth)
		default:
			if !l.expand(&b, &w, depth) {
				b.WriteByte(l.next())
			}
		}
	}
	if l.pos == start && l.pos < len(l.text) {
		l.next() // what nothing takes is passed over
	}
	w.text = b.String()
	return w
}

func (l *lexer) single(b *strings.Builder) {
	l.next()
	for l.pos < len(l.text) {
		c := l.next()
		if c == '\'' {
			return
		}
		b.WriteByte(c)
	}
}

func (l *lexer) double(b *strings.Builder, w *word, depth int) {
	l.next()
	for l.pos < len(l.text) {
		c := l.peek()
		switch {
		case c == '"':
			l.next()
			return
		case c == '\\' && l.pos+1 < len(l.text):
			l.next()
			if d := l.next(); d != '\n' {
				b.WriteByte(d)
			}
		default:
			if !l.expand(b, w, depth) {
				b.WriteByte(l.next())
			}
		}
	}
}

// expand reads a substitution: $(…), `…`, <(…), ${…}, ${{ … }}.
func (l *lexer) expand(b *strings.Builder, w *word, depth int) bool {
	switch {
	case depth >= maxNest:
		return false
	case l.has("${{"):
		l.until(b, "}}")
		return true
	case l.has("${"):
		l.until(b, "}")
		return true
	case l.has("$(("):
		l.until(b, "))")
		return true
	case l.has("$("), l.has("<("), l.has(">("):
		l.skip(2)
		w.subs = append(w.subs, l.script(')', depth+1))
		return true
	case l.peek() == '`':
		l.next()
		w.subs = append(w.subs, l.script('`', depth+1))
		return true
	}
	return false
}

// until copies up to and with the end.
func (l *lexer) until(b *strings.Builder, end string) {
	n := strings.Index(l.text[l.pos:min(len(l.text), l.pos+1000)], end)
	if n < 0 {
		b.WriteByte(l.next())
		return
	}
	b.WriteString(l.text[l.pos : l.pos+n+len(end)])
	l.skip(n + len(end))
}
