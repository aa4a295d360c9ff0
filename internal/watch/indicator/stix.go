package indicator

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

type object struct {
	Type        string `json:"type"`
	Pattern     string `json:"pattern"`
	PatternType string `json:"pattern_type"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ValidFrom   string `json:"valid_from"`
	ValidUntil  string `json:"valid_until"`
	Revoked     bool   `json:"revoked"`
}

// stix reads a bundle, or an array of objects.
func (l *list) stix(r io.Reader) {
	d := json.NewDecoder(r)
	n := 0
	for depth := 0; ; {
		t, err := d.Token()
		if err != nil {
			if n == 0 || err != io.EOF {
				l.problem(n+1, "it is no bundle of STIX, or broken here")
			}
			return
		}
		switch t {
		case json.Delim('{'):
			depth++
		case json.Delim('['):
			for d.More() {
				n++
				var o object
				if err := d.Decode(&o); err != nil {
					l.problem(n, "it is no object of STIX")
					return
				}
				l.object(n, &o)
			}
			return
		case "objects":
		default:
			if s, ok := t.(string); ok && s != "objects" && depth == 1 {
				var skip json.RawMessage
				if err := d.Decode(&skip); err != nil {
					l.problem(n+1, "it is broken here")
					return
				}
			}
		}
	}
}

func (l *list) object(n int, o *object) {
	if o.Type != "indicator" || o.Revoked {
		return
	}
	if o.PatternType != "" && o.PatternType != "stix" {
		l.problem(n, "its pattern is of another language")
		return
	}
	base := watch.Indicator{Name: o.Name}
	if base.Name == "" {
		base.Name = o.Description
	}
	if len(base.Name) > 200 {
		base.Name = strings.ToValidUTF8(base.Name[:200], "")
	}
	base.Since, _ = instant(o.ValidFrom)
	base.Until, _ = instant(o.ValidUntil)
	ways, why := pattern(o.Pattern)
	if why != "" {
		l.problem(n, why)
	}
	for _, way := range ways {
		if len(way) == 0 {
			l.problem(n, "its pattern asks for nothing that stands in a log")
			continue
		}
		x := base
		x.Type, x.Value, x.And = way[0].Type, way[0].Value, way[1:]
		if len(x.And) == 0 {
			x.And = nil
		}
		l.add(n, x)
	}
}

// pattern is the ways in which a pattern can be met: each is what must be of one access. A way of which something is not
// known cannot be met, and why tells so.
func pattern(s string) (ways [][]watch.Indicator, why string) {
	p := parser{words: words(s)}
	for {
		w, ok := p.observation()
		if !ok {
			return nil, "its pattern cannot be read"
		}
		ways = append(ways, w...)
		switch next := p.next(); {
		case next == "":
			return ways, p.why
		case strings.EqualFold(next, "OR"):
		default: // AND, FOLLOWEDBY, WITHIN: of several accesses
			return nil, "its pattern is over several observations"
		}
	}
}

type parser struct {
	words []string
	why   string
	depth int
}

func (p *parser) peek() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

func (p *parser) next() string {
	w := p.peek()
	if w != "" {
		p.words = p.words[1:]
	}
	return w
}

func (p *parser) observation() ([][]watch.Indicator, bool) {
	if p.peek() == "(" {
		if p.depth++; p.depth > 20 {
			return nil, false
		}
		p.next()
		var all [][]watch.Indicator
		for {
			w, ok := p.observation()
			if !ok {
				return nil, false
			}
			all = append(all, w...)
			switch n := p.next(); {
			case n == ")":
				return all, true
			case !strings.EqualFold(n, "OR"):
				return nil, false
			}
		}
	}
	if p.next() != "[" {
		return nil, false
	}
	w, ok := p.either()
	return w, ok && p.next() == "]"
}

// mostWays bounds what ANDs of ORs multiply to.
const mostWays = 10_000

func (p *parser) either() ([][]watch.Indicator, bool) {
	all, ok := p.both()
	for ok && strings.EqualFold(p.peek(), "OR") {
		p.next()
		var w [][]watch.Indicator
		w, ok = p.both()
		all = append(all, w...)
	}
	return all, ok
}

func (p *parser) both() ([][]watch.Indicator, bool) {
	all, ok := p.one()
	for ok && strings.EqualFold(p.peek(), "AND") {
		p.next()
		var w, out [][]watch.Indicator
		w, ok = p.one()
		if len(all)*len(w) > mostWays {
			return nil, false
		}
		for _, a := range all {
			for _, b := range w {
				out = append(out, append(a[:len(a):len(a)], b...))
			}
		}
		all = out
	}
	return all, ok
}

// one is a comparison, or several in parentheses.
func (p *parser) one() ([][]watch.Indicator, bool) {
	if p.peek() == "(" {
		if p.depth++; p.depth > 20 {
			return nil, false
		}
		p.next()
		w, ok := p.either()
		return w, ok && p.next() == ")"
	}
	path, op := p.next(), strings.ToUpper(p.next())
	not := op == "NOT"
	if not {
		op = strings.ToUpper(p.next())
	}
	var values []string
	if op == "IN" {
		if p.next() != "(" {
			return nil, false
		}
		for v := p.next(); v != ")"; v = p.next() {
			if v == "" {
				return nil, false
			}
			if v != "," {
				values = append(values, v)
			}
		}
	} else {
		values = []string{p.next()}
	}
	if path == "" || len(values) == 0 || values[0] == "" {
		return nil, false
	}
	if not {
		p.why = "its pattern has NOT"
		return nil, true
	}
	return p.compare(path, op, values), true
}

// compare is a comparison as ways. What narrows an address down and stands in no log (a port, a protocol) is left out.
func (p *parser) compare(path, op string, values []string) (ways [][]watch.Indicator) {
	kind, prop, _ := strings.Cut(path, ":")
	typ := ""
	switch {
	case prop == "value" && (kind == "ipv4-addr" || kind == "ipv6-addr" || kind == "domain-name" || kind == "url" || kind == "email-addr"):
		typ = types[kind]
	case kind == "file" && strings.HasPrefix(prop, "hashes"):
		typ = "hash"
	case kind == "file" && prop == "name":
		typ = "path"
	case kind == "user-account" && (prop == "user_id" || prop == "account_login"):
		typ = "account"
	case kind == "network-traffic" && (prop == "src_ref.value" || prop == "dst_ref.value"):
		typ = ""
	case kind == "network-traffic" && strings.HasSuffix(prop, "request_value"):
		typ = "path"
	case kind == "network-traffic" && strings.Contains(prop, "User-Agent"):
		typ = "agent"
	case kind == "network-traffic":
		return [][]watch.Indicator{{}}
	default:
		p.why = "its pattern asks for what stands in no log"
		return nil
	}
	if op != "=" && op != "IN" && op != "ISSUBSET" && op != "LIKE" {
		p.why = "its pattern compares by " + op
		return nil
	}
	for _, v := range values {
		v = strings.TrimPrefix(v, "'")
		if op == "LIKE" {
			v = strings.NewReplacer("%", "*", "_", "?").Replace(v)
			if typ != "path" && typ != "agent" {
				p.why = "its pattern compares by LIKE"
				return nil
			}
		}
		t, val, ok := Know(typ, v)
		if !ok {
			p.why = "the value is not of its type"
			continue
		}
		ways = append(ways, []watch.Indicator{{Type: t, Value: val}})
	}
	return ways
}

// words takes a pattern apart; texts keep their quotes before them.
func words(s string) (out []string) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case strings.IndexByte("[](),", c) >= 0:
			out = append(out, s[i:i+1])
			i++
		case c == '\'':
			v, n := quoted(s[i:])
			out = append(out, "'"+v)
			i += n
		case strings.IndexByte("=!<>", c) >= 0:
			j := i + 1
			for j < len(s) && strings.IndexByte("=!<>", s[j]) >= 0 {
				j++
			}
			out = append(out, s[i:j])
			i = j
		default:
			j := i
			for j < len(s) && strings.IndexByte(" \t\n\r](),=!<>", s[j]) < 0 {
				if s[j] == '\'' { // file:hashes.'SHA-256'
					_, n := quoted(s[j:])
					j += n
					continue
				}
				if s[j] == '[' && j == i {
					break
				}
				j++
			}
			out = append(out, s[i:j])
			i = j
		}
	}
	return out
}

func quoted(s string) (v string, n int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '\'':
			return b.String(), i + 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), len(s)
}
