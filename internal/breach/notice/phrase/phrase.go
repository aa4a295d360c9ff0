// Package phrase is the language in which letters are written: text with names in double braces, a part of what Mustache knows.
//
//	{{name}}                 a text
//	{{#items}}…{{/items}}    once for each of a list, {{.}} is its text and {{title}} its title; of a text: if there is one
//	{{^name}}…{{/name}}      if there is none
//
// That is all. A template can call nothing, read nothing and repeat nothing but the lists it is given; what it makes is bounded. A name
// that is not known is an error with its line when the template is parsed, before anything is sent. In pages every value is escaped, and a
// template of a page with a script, a form, a frame or anything that is fetched from elsewhere is refused.
package phrase

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Most is how long a template may be, and what it makes, in bytes.
const Most = 256 << 10

// deepest is how many sections may stand in each other.
const deepest = 4

// Entry is one of a list.
type Entry struct{ Title, Text string }

// Value is a text, or a list. The zero Value is neither: there is none.
type Value struct {
	Text string
	List []Entry
}

func (v *Value) none() bool { return v.Text == "" && len(v.List) == 0 }

// Names are the names that templates may use, each with its place in the values they are given.
type Names map[string]int

// Template is a parsed template. Any number of goroutines may use it at a time.
type Template struct {
	page  bool
	parts []part
	used  map[string]bool
}

// Uses tells whether the template has the name.
func (t *Template) Uses(name string) bool { return t.used[name] }

// verb is what a part does.
type verb uint8

const (
	literal verb = iota
	value        // the text of a name
	dot          // the text of the entry in hand
	title        // its title
	each         // a section
	unless       // a section for what is not there
)

type part struct {
	verb verb
	text string
	name int
	in   []part // of a section
}

// parser takes a text apart.
type parser struct {
	file  string
	names Names
	rest  string
	line  int
	start bool // at the beginning of a line
	used  map[string]bool
}

// Parse parses a template. page: it is HTML. An error is fault.Usage and names file and line.
func Parse(file, text string, page bool, names Names) (*Template, error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	p := &parser{file: file, names: names, rest: text, line: 1, start: true, used: map[string]bool{}}
	switch {
	case len(text) > Most:
		return nil, p.wrong("longer than 256 KiB")
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0xfffd }):
		return nil, p.wrong("not a text in UTF-8")
	}
	if page {
		if line, what := harmful(text); what != "" {
			p.line = line
			return nil, p.wrong(what)
		}
	}
	parts, err := p.parse("", false, 0)
	if err != nil {
		return nil, err
	}
	return &Template{page, parts, p.used}, nil
}

func (p *parser) wrong(what string) error {
	return fault.Errorf(fault.Usage, "template %s:%d: %s", p.file, p.line, what)
}

// take moves over so many bytes.
func (p *parser) take(n int) string {
	s := p.rest[:n]
	p.rest = p.rest[n:]
	p.line += strings.Count(s, "\n")
	if s != "" {
		p.start = s[len(s)-1] == '\n'
	}
	return s
}

// parse reads up to the end of the section, or of the text.
func (p *parser) parse(section string, listed bool, depth int) ([]part, error) {
	var out []part
	for {
		at := strings.Index(p.rest, "{{")
		if at < 0 {
			if section != "" {
				return nil, p.wrong("{{/" + section + "}} is missing")
			}
			if strings.Contains(p.rest, "}}") {
				return nil, p.wrong("}} without {{")
			}
			return append(out, part{text: p.take(len(p.rest))}), nil
		}
		if at > 0 {
			out = append(out, part{text: p.take(at)})
		}
		end := strings.Index(p.rest, "}}")
		if end < 0 {
			return nil, p.wrong("{{ without }}")
		}
		tag := strings.TrimSpace(p.rest[2:end])
		switch {
		case tag == "":
			return nil, p.wrong("{{}} names nothing")
		case tag[0] == '/':
			if name := strings.TrimSpace(tag[1:]); name != section || section == "" {
				return nil, p.wrong("{{/…}} closes what is not open")
			}
			p.end(end)
			return out, nil
		case tag[0] == '#' || tag[0] == '^':
			one, err := p.section(tag, end, listed, depth)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		default:
			one, err := p.value(tag, listed)
			if err != nil {
				return nil, err
			}
			p.take(end + 2)
			out = append(out, one)
		}
	}
}

// end moves over a tag of a section; one that stands alone in its line takes the line's end with it.
func (p *parser) end(at int) {
	alone := p.start
	p.take(at + 2)
	if alone && strings.HasPrefix(p.rest, "\n") {
		p.take(1)
	}
}

func (p *parser) section(tag string, end int, listed bool, depth int) (part, error) {
	name := strings.TrimSpace(tag[1:])
	n, ok := p.names[name]
	if !ok {
		return part{}, p.wrong("there is no {{" + plain(name) + "}}")
	}
	if depth+1 > deepest {
		return part{}, p.wrong("sections stand in each other too deeply")
	}
	p.used[name] = true
	p.end(end)
	v := each
	if tag[0] == '^' {
		v = unless
	}
	in, err := p.parse(name, listed || v == each, depth+1)
	return part{verb: v, name: n, in: in}, err
}

func (p *parser) value(tag string, listed bool) (part, error) {
	if tag == "." || tag == "title" {
		if !listed {
			return part{}, p.wrong("{{" + tag + "}} outside of a list")
		}
		if tag == "." {
			return part{verb: dot}, nil
		}
		return part{verb: title}, nil
	}
	n, ok := p.names[tag]
	if !ok {
		return part{}, p.wrong("there is no {{" + plain(tag) + "}}")
	}
	p.used[tag] = true
	return part{verb: value, name: n}, nil
}

// plain is what of a name may stand in an error.
func plain(s string) string {
	if len(s) > 40 {
		s = s[:40]
	}
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '?'
	}, s)
}
