package watch

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// path is an object taken apart: /customers/10234/card is the shape /customers/*/card and the identifier 10234.
type path struct {
	shape  []byte
	id     []byte // of the single thing; of several the first that is a person's, else the last
	person bool   // id is one of a person, by the word before it
	ware   bool   // it is one of a thing that is for sale or for everybody to read
	word   []byte
}

// longest is how much of an object is looked at.
const longest = 1024

func (p *path) take(e *event.Event) {
	p.shape, p.id, p.person, p.ware = p.shape[:0], nil, false, false
	o := e.Object
	if len(o) > longest {
		o = o[:longest]
	}
	query := e.Get("cs-uri-query")
	if i := bytes.IndexByte(o, '?'); i >= 0 {
		o, query = o[:i], o[i+1:]
	}
	if bytes.IndexByte(o, '/') < 0 {
		p.name(o)
	} else {
		p.segments(o)
	}
	if len(query) > 1 {
		p.query(query)
	}
}

// name is the object of a database: its own shape, in lower case and without quotes.
func (p *path) name(o []byte) {
	for _, c := range o {
		switch {
		case c == '"' || c == '`':
		case c-'A' <= 'Z'-'A':
			p.shape = append(p.shape, c|0x20)
		default:
			p.shape = append(p.shape, c)
		}
	}
}

func (p *path) segments(o []byte) {
	var before []byte
	for len(o) > 0 {
		i := bytes.IndexByte(o, '/')
		seg, rest := o, []byte(nil)
		if i >= 0 {
			seg, rest = o[:i], o[i+1:]
		}
		stem, ext := seg, []byte(nil)
		if j := bytes.LastIndexByte(seg, '.'); j > 0 && len(seg)-j <= 6 {
			stem, ext = seg[:j], seg[j:]
		}
		switch {
		case identifies(stem):
			p.shape = append(append(p.shape, '*'), ext...)
			p.found(stem, p.persons(before))
			p.ware = p.wares(before)
		case len(ext) > 0 && identifies(seg):
			p.shape = append(p.shape, '*')
			p.found(seg, p.persons(before))
			p.ware = p.wares(before)
		default:
			p.shape = append(p.shape, seg...)
			before = seg
		}
		if i >= 0 {
			p.shape = append(p.shape, '/')
		}
		o = rest
	}
}

func (p *path) found(id []byte, person bool) {
	if !p.person { // the first that is a person's stays, else the last
		p.id, p.person = id, person
	}
}

// query looks for parameters that name single things.
func (p *path) query(q []byte) {
	for n := 0; len(q) > 0 && n < 32; n++ {
		part := q
		if i := bytes.IndexByte(q, '&'); i >= 0 {
			part, q = q[:i], q[i+1:]
		} else {
			q = nil
		}
		key, value, ok := bytes.Cut(part, []byte{'='})
		if !ok || len(value) == 0 || len(value) > 128 {
			continue
		}
		if person, names := p.names(key); names && identifies(value) {
			p.shape = append(append(append(p.shape, '?'), key...), '*')
			p.found(value, person || p.persons(lastWord(p.shape)))
		}
	}
}

func lastWord(shape []byte) []byte {
	if i := bytes.IndexByte(shape, '?'); i >= 0 {
		shape = shape[:i]
	}
	if i := bytes.LastIndexByte(shape, '/'); i >= 0 {
		shape = shape[i+1:]
	}
	if i := bytes.IndexByte(shape, '.'); i > 0 {
		shape = shape[:i]
	}
	return shape
}

// identifies tells a segment that names a single thing: a number, a UUID, a hash, an address.
func identifies(s []byte) bool {
	digits, letters, others := 0, 0, 0
	for _, c := range s {
		switch {
		case c-'0' <= 9:
			digits++
		case c|0x20-'a' <= 'z'-'a':
			letters++
		case c == '@':
			return len(s) > 3
		case c == '-' || c == '_':
			others++
		case c == '%':
			if bytes.Contains(s, []byte("%40")) {
				return true
			}
			others++
		default:
			others++
		}
	}
	switch {
	case digits == len(s):
		return digits > 0
	case letters == 0:
		return digits >= 4 // 090-1234-5678
	case letters == 1 && s[0]|0x20 == 'v': // /v1/, /v2.1/
		return false
	case len(s) >= 16:
		return 5*digits >= len(s) || len(s) >= 32 && others == 0
	}
	return digits >= 3 && 2*digits >= len(s)-others // u10234, C-000123
}

// persons tells a word before an identifier that is of persons.
func (p *path) persons(word []byte) bool {
	w := p.lower(word)
	switch string(w) {
	case "user", "member", "customer", "client", "account", "person", "people", "profile", "patient", "employee", "staff", "student", "contact", "resident", "citizen", "subscriber", "applicant",
		"candidate", "guest", "friend", "uid", "userid", "memberid", "customerid", "merchant", "kaiin", "kokyaku", "identity", "identities":
		return true
	}
	return false
}

// wares tells a word before an identifier that is of what everybody may read.
func (p *path) wares(word []byte) bool {
	switch string(p.lower(word)) {
	case "product", "item", "good", "article", "new", "page", "category", "categorie", "tag", "blog", "sku", "brand", "topic", "catalog", "faq", "static", "asset", "shohin", "shouhin":
		return true
	}
	return false
}

// names tells a parameter that names a single thing, and whether a person.
func (p *path) names(key []byte) (person, ok bool) {
	w := p.lower(key)
	switch string(w) {
	case "id", "no", "number", "code", "key", "file", "doc", "q":
		return false, true
	case "tel", "phone", "mobile", "msisdn", "email", "mail", "uid", "userid", "memberid", "customerid", "accountid", "mid", "cid":
		return true, true
	}
	return p.persons(key), p.persons(key)
}

// lower is a word in lower case, without its plural and what joins its parts.
func (p *path) lower(word []byte) []byte {
	if len(word) > 24 {
		return nil
	}
	p.word = p.word[:0]
	for _, c := range word {
		if c == '_' || c == '-' {
			continue
		}
		if c-'A' <= 'Z'-'A' {
			c |= 0x20
		}
		p.word = append(p.word, c)
	}
	w := p.word
	if n := len(w); n > 3 && w[n-1] == 's' && w[n-2] != 's' {
		w = w[:n-1]
	}
	return w
}
