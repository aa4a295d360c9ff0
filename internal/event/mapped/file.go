package mapped

import (
	"bytes"
	"embed"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// written is a mapping as it is written.
type written struct {
	Name     string          `yaml:"name"`
	Form     string          `yaml:"form"`
	Match    marks           `yaml:"match"`
	Pattern  string          `yaml:"pattern"`
	Prefixes []string        `yaml:"prefixes"`
	Zone     string          `yaml:"zone"`
	Fields   map[string]list `yaml:"fields"`
	Action   writtenChoice   `yaml:"action"`
	Outcome  writtenChoice   `yaml:"outcome"`
	Sort     writtenChoice   `yaml:"sort"`
	Nothing  writtenChoice   `yaml:"nothing"`
}

// writtenChoice says what the values of a field mean. A value may end in a star: all that begin so.
type writtenChoice struct {
	Field   list              `yaml:"field"`
	Values  map[string]string `yaml:"values"`
	Default string            `yaml:"default"`
}

// list is one name or several.
type list []string

// UnmarshalYAML implements yaml.Unmarshaler.
func (l *list) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*l = list{n.Value}
		return nil
	}
	return n.Decode((*[]string)(l))
}

// marks are the fields that a record of the log has: a list, or several of which one is enough.
type marks [][]string

// UnmarshalYAML implements yaml.Unmarshaler.
func (m *marks) UnmarshalYAML(n *yaml.Node) error {
	var one []string
	if err := n.Decode(&one); err == nil {
		*m = marks{one}
		return nil
	}
	return n.Decode((*[][]string)(m))
}

// maxFile bounds a mapping file.
const maxFile = 1 << 20

// Parse reads a mapping. What it does not know is refused.
func Parse(text []byte) (*Parser, error) {
	if len(text) > maxFile {
		return nil, fault.Errorf(fault.Usage, "read a mapping: larger than %d bytes", maxFile)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	var w written
	if err := dec.Decode(&w); err != nil {
		return nil, fault.Errorf(fault.Usage, "read a mapping: %w", err)
	}
	if err := dec.Decode(new(written)); !errors.Is(err, io.EOF) {
		return nil, fault.Errorf(fault.Usage, "read a mapping: more than one document")
	}
	p, err := w.compile()
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "mapping %q: %w", w.Name, err)
	}
	return p, nil
}

func (w *written) compile() (*Parser, error) {
	p := &Parser{name: w.Name, match: w.Match, sure: event.Sure}
	if w.Name == "" {
		return nil, errors.New("it has no name")
	}
	for _, pre := range w.Prefixes {
		p.prefixes = append(p.prefixes, strings.ToLower(pre))
	}
	switch w.Form {
	case "json", "":
		p.form = event.JSON
	case "table", "csv":
		p.form = event.Table
	case "line":
		p.form = event.Line
	default:
		return nil, errors.New("form is none of json, table, line")
	}
	if (w.Pattern != "") != (p.form == event.Line) {
		return nil, errors.New("form line needs a pattern, and no other form has one")
	}
	if w.Pattern != "" {
		re, err := regexp.Compile(w.Pattern)
		if err != nil {
			return nil, errors.New("its pattern is no regular expression of RE2")
		}
		p.pattern = re
	}
	if w.Zone != "" {
		var c event.Clock
		const noon = "2026-01-01T12:00:00"
		at, utc := c.ISO([]byte(noon+w.Zone), 0), c.ISO([]byte(noon), 0)
		if at == 0 {
			return nil, errors.New(`zone is no offset such as "+09:00"`)
		}
		p.zone, p.zoned = int((utc-at)/1_000_000), true
	}
	if err := w.fields(p); err != nil {
		return nil, err
	}
	var err error
	if p.action, err = compile(p, w.Action, "action", event.ParseAction); err != nil {
		return nil, err
	}
	if p.outcome, err = compile(p, w.Outcome, "outcome", parseOutcome); err != nil {
		return nil, err
	}
	if p.sort, err = compile(p, w.Sort, "sort", parseSort); err != nil {
		return nil, err
	}
	p.nothing, err = compile(p, w.Nothing, "nothing", func(s string) (bool, bool) { return s == "skip", s == "skip" || s == "keep" })
	return p, err
}

func (w *written) fields(p *Parser) error {
	for name, from := range w.Fields {
		t, ok := targetOf[name]
		if !ok {
			return errors.New("fields has a name that events do not have: " + name)
		}
		for _, f := range from {
			if parts := strings.Split(f, " + "); t == toTime && len(parts) > 1 {
				for _, part := range parts {
					p.join = append(p.join, p.field(part))
				}
				continue
			}
			p.from[t] = append(p.from[t], p.field(f))
		}
	}
	if len(p.names) == 0 {
		return errors.New("it maps no field")
	}
	return nil
}

// field is the number of a field that is looked for.
func (p *Parser) field(name string) int {
	if i := slices.Index(p.names, name); i >= 0 {
		return i
	}
	p.names = append(p.names, name)
	return len(p.names) - 1
}

// choice is a decision by the values of fields.
type choice[T any] struct {
	fields []int
	exact  map[string]T // in lower case
	begins []prefix[T]
	other  T
	always bool // other is meant where no value is known
}

type prefix[T any] struct {
	text string
	what T
}

func compile[T any](p *Parser, w writtenChoice, what string, parse func(string) (T, bool)) (choice[T], error) {
	c := choice[T]{exact: map[string]T{}}
	for _, f := range w.Field {
		c.fields = append(c.fields, p.field(f))
	}
	if len(w.Values) > 0 && len(c.fields) == 0 {
		return c, errors.New(what + " has values but no field")
	}
	for v, word := range w.Values {
		t, ok := parse(word)
		if !ok {
			return c, errors.New(what + " has no such word: " + word)
		}
		if text, star := strings.CutSuffix(strings.ToLower(v), "*"); star {
			c.begins = append(c.begins, prefix[T]{text, t})
		} else {
			c.exact[text] = t
		}
	}
	// The longest beginning is the most particular.
	slices.SortFunc(c.begins, func(a, b prefix[T]) int { return len(b.text) - len(a.text) })
	if w.Default != "" {
		t, ok := parse(w.Default)
		if !ok {
			return c, errors.New(what + " has no such word: " + w.Default)
		}
		c.other, c.always = t, true
	}
	return c, nil
}

// of is what the values mean; false if they mean nothing.
func (c *choice[T]) of(v [][]byte) (T, bool) {
	for _, f := range c.fields {
		s := v[f]
		if len(s) == 0 || len(s) > 128 {
			continue
		}
		var b [128]byte
		low := lex.Lower(b[:0], s)
		if t, ok := c.exact[string(low)]; ok {
			return t, true
		}
		for i := range c.begins {
			if lex.Begins(low, c.begins[i].text) {
				return c.begins[i].what, true
			}
		}
	}
	return c.other, c.always
}

func parseOutcome(s string) (event.Outcome, bool) {
	for _, o := range []event.Outcome{event.Unsaid, event.Success, event.Failure} {
		if o.String() == s {
			return o, true
		}
	}
	return event.Unsaid, false
}

func parseSort(s string) (event.Sort, bool) {
	for i, w := range []string{"anyone", "person", "customer", "service", "privileged", "anonymous"} {
		if w == s {
			return event.Sort(i), true
		}
	}
	return event.Anyone, false
}

//go:embed known/*.yaml
var known embed.FS

// Known are the mappings that come with the program. They are less sure than a mapping of the user's.
var Known = sync.OnceValue(func() []event.Parser {
	var out []event.Parser
	files, err := known.ReadDir("known")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		text, err := known.ReadFile("known/" + f.Name())
		if err != nil {
			panic(err)
		}
		p, err := Parse(text)
		if err != nil {
			panic(err)
		}
		p.sure = event.Likely
		out = append(out, p)
	}
	return out
})
