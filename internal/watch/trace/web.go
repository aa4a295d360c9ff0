package trace

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/literal"
)

// longest is how much of a request is looked at.
const longest = 4096

// asked is a request taken apart, in lower case and without escapes where it had any.
type asked struct {
	path, query []byte
	slipped     bool // a statement was slipped in
}

func (d *detector) web(a *watch.Access, out watch.Out) {
	q := d.asked(a)
	d.hits = d.hits[:0]
	d.words(q.path, inPath)
	d.words(q.query, inQuery)
	d.both(&q)
	if len(a.Text) > 0 && a.Text[0] != '/' && len(a.Op) > 7 { // the command of a management page
		d.words(a.Text[:min(len(a.Text), longest)], inText)
	}
	if a.Agent != 0 {
		d.agent(a)
	}
	if len(a.As) > 11 && a.As[10] == '~' {
		d.anchor(a)
	}
	if len(d.hits) > 0 {
		d.judge(a, &q, out)
	}
	if e := ext(q.path); e != nil {
		d.script(a, &q, out)
	}
	d.learn(a, &q)
}

// asked finds path and query of an access.
func (d *detector) asked(a *watch.Access) (q asked) {
	path := a.Object
	if len(path) == 0 {
		path = a.Text
	}
	if i := bytes.IndexByte(path, '?'); i >= 0 {
		path, q.query = path[:i], path[i+1:]
	} else if t := a.Text; len(t) > len(path) && t[len(path)] == '?' && t[0] == '/' {
		q.query = t[len(path)+1:]
	} else if q.query = a.Get("cs-uri-query"); q.query == nil && len(a.As) > 0 {
		q.query = a.Get("UrlQuery")
	}
	path, q.query = path[:min(len(path), longest)], q.query[:min(len(q.query), longest)]
	d.plain = d.plain[:0]
	if bytes.IndexByte(path, '%') >= 0 {
		d.plain = literal.Plain(d.plain, path, false)
		path = d.plain
	}
	if n := len(d.plain); bytes.IndexByte(q.query, '%') >= 0 || bytes.IndexByte(q.query, '+') >= 0 {
		d.plain = literal.Plain(d.plain, q.query, true)
		q.query = d.plain[n:]
		if n > 0 {
			path = d.plain[:n]
		}
	}
	q.path = path
	return q
}

// words looks for the words of one text.
func (d *detector) words(text []byte, where place) {
	if len(text) < literal.Shortest {
		return
	}
	d.found = d.book.index.Find(text, d.found[:0])
	if len(d.found) == 0 {
		return
	}
	var there set
	for _, w := range d.found {
		there.add(w)
	}
	d.hits = d.book.hits(d.found, &there, where, text, d.hits)
}

// both looks for marks whose words stand in the path and the query, which are rare: only where each has one.
func (d *detector) both(q *asked) {
	if len(q.query) < literal.Shortest {
		return
	}
	d.found = d.book.index.Find(q.path, d.found[:0])
	n := len(d.found)
	if n == 0 {
		return
	}
	d.found = d.book.index.Find(q.query, d.found)
	if len(d.found) == n {
		return
	}
	var there set
	for _, w := range d.found {
		there.add(w)
	}
	before := len(d.hits)
	d.hits = d.book.hits(d.found, &there, inPath|inQuery, nil, d.hits)
	kept := d.hits[:before]
	for _, h := range d.hits[before:] {
		if m := &d.book.marks[h]; m.where == inPath|inQuery && m.begins == "" && m.ends == "" && len(m.words) > 1 {
			kept = append(kept, h)
		}
	}
	d.hits = kept
}

type agent struct {
	scan int16 // 1 + the mark that it shows
}

// agent looks at a program's name, once.
func (d *detector) agent(a *watch.Access) {
	g, fresh := d.agents.At(a.Agent)
	if fresh {
		n := len(d.hits)
		d.words(a.Client[:min(len(a.Client), longest)], inAgent)
		if len(d.hits) > n {
			g.scan = int16(d.hits[n]) + 1
			d.hits = d.hits[:n]
		}
	}
	if g.scan > 0 {
		d.hits = append(d.hits, uint16(g.scan-1))
	}
}

// judge weighs what the marks say by how it was answered.
func (d *detector) judge(a *watch.Access, q *asked, out watch.Out) {
	best := -1
	for _, h := range d.hits {
		m := &d.book.marks[h]
		if m.method != "" && string(a.Op) != m.method {
			continue
		}
		if m.rule == scan {
			d.scan(a, m, q, out)
			continue
		}
		if m.rule == inject {
			q.slipped = true
		}
		if best < 0 || m.sure > d.book.marks[best].sure {
			best = int(h)
		}
	}
	if best < 0 {
		return
	}
	m := &d.book.marks[best]
	if m.rule == inject {
		d.inject(a, m, out)
		return
	}
	site := d.site(a)
	if !d.worked(a, m, site) {
		d.tried(a, m.group, out)
		if m.rule == exploit && a.Status >= 400 {
			if h := d.holes.Get(d.family(site, m.group)); h != nil && h.closed == 0 {
				h.closed = a.At
			}
		}
		return
	}
	d.success(a, m, site, out)
}

func (d *detector) success(a *watch.Access, m *mark, site watch.ID, out watch.Out) {
	g := &d.book.groups[m.group]
	switch m.rule {
	case exploit:
		key := watch.Join(site, ofGroup, d.hash.Of(watch.Others, []byte(g.id)))
		family := d.family(site, m.group)
		h, _ := d.holes.At(family)
		h.group, h.closed = m.group, 0
		d.tell(a, "exploited", key, m.sure, watch.High, d.kin(m.group), out, watch.Say("what", g.name), watch.Say("known", g.since))
	case shell:
		d.planted(a, m.shown, m.sure, site, m.group, out)
	case leak:
		least := watch.Medium
		if m.sure >= 0.85 {
			least = watch.High
		}
		d.tell(a, "handed-out", watch.Join(site, ofFile, a.Shape), m.sure, least, 0, out, watch.Say("file", m.shown))
	case traverse:
		d.tell(a, "traversed", watch.Join(site, ofRoute, a.Shape), m.sure, watch.Medium, 0, out, watch.Say("file", d.book.words[m.words[len(m.words)-1]]), watch.Num("tries", d.refused(a)))
	case note:
		d.note(a, m, out)
	}
}

// family is what the holes of one sort of product at one site are known by.
func (d *detector) family(site watch.ID, g int) watch.ID {
	return watch.Join(site, ofFamily, d.hash.Of(watch.Others, []byte(d.book.groups[g].family)))
}

// kin is what the traces of one sort of product are known by at whatever server: proxy, site and back end have names of their
// own for what was done once.
func (d *detector) kin(g int) watch.ID {
	return watch.Join(ofFamily, d.hash.Of(watch.Others, []byte(d.book.groups[g].family)))
}

// worked tells whether the answer says so.
func (d *detector) worked(a *watch.Access, m *mark, site watch.ID) bool {
	good := a.Status >= 200 && a.Status < 300 || a.Status == 0 && a.OK()
	switch m.answer {
	case anyAnswer:
		return true
	case never:
		return false
	case under400:
		good = a.Status < 400 && a.OK()
	case data:
		good = good && (a.Size < 0 || a.Size >= 100)
	case nobody:
		good = good && a.Who == 0
	}
	return good && a.Size != 0 && !d.same(a, site)
}

// anchor looks at what Exchange's proxy was told to speak to: a server and a path on it, by somebody who had not logged in.
func (d *detector) anchor(a *watch.Access) {
	if rest, is := lex.After(a.As, "ServerInfo~"); is && bytes.IndexByte(rest, '/') >= 0 && a.Who == 0 {
		d.hits = append(d.hits, uint16(d.book.anchor))
	}
}

// hole is one that was used.
type hole struct {
	group  int
	closed int64 // when it was refused for the first time since it last worked; 0 if it never was
}

// scan looks at what tools of attackers and lures do.
func (d *detector) scan(a *watch.Access, m *mark, q *asked, out watch.Out) {
	d.tried(a, m.group, out)
	switch d.book.groups[m.group].id {
	case "log4shell":
		d.lure(q.path, a.At)
		d.lure(q.query, a.At)
		d.lure(a.Client, a.At)
	case "tools":
		if a.Takes() && (a.Status == 0 || a.Status < 300) && (len(a.People) > 0 || a.Store.Known && a.Store.People > 0) {
			d.tell(a, "tool", watch.Join(a.Origin, ofTool, a.Store.ID), 0.7, watch.Medium, 0, out, watch.Say("tool", m.shown))
		}
	}
}

// learn takes in what is ordinary: how large answers are, and what a site gives to everybody.
func (d *detector) learn(a *watch.Access, q *asked) {
	site, fresh := d.sites.At(d.site(a))
	if fresh {
		site.first = a.At
	}
	if a.Status == 404 || a.Status == 403 || a.Status == 400 {
		site.refuses = true
		return
	}
	if a.Status < 200 || a.Status >= 300 {
		return
	}
	if len(d.hits) > 0 {
		site.granted = min(site.granted+1, 1<<20)
	}
	if a.Size <= 0 || q.slipped {
		return
	}
	site.all.add(a.Size)
	z, _ := d.sizes.At(watch.Join(d.site(a), ofSize, watch.ID(a.Size)))
	z.add(a.Shape)
	if a.Action == event.Read || a.Action == event.List || a.Action == event.Write {
		s, _ := d.shapes.At(a.Shape)
		s.add(a.Size)
	}
}

// same tells an answer that the site gives to whatever it is asked: one of a size that it gave to three other things, or any,
// where none are counted and it never refused anything.
func (d *detector) same(a *watch.Access, site watch.ID) bool {
	if a.Size > 0 {
		z := d.sizes.Get(watch.Join(site, ofSize, watch.ID(a.Size)))
		return z != nil && z.others(a.Shape) >= 3
	}
	s := d.sites.Get(site)
	return s != nil && !s.refuses && s.granted >= 20
}

type site struct {
	first   int64
	all     shape // of all its answers
	granted int32 // probes that were answered
	refuses bool  // it knows how to say no
}

// size is which things had answers of one size.
type size struct {
	of [4]watch.ID
}

func (z *size) add(id watch.ID) {
	for i, o := range z.of {
		if o == id {
			return
		}
		if o == 0 {
			z.of[i] = id
			return
		}
	}
}

func (z *size) others(id watch.ID) (n int) {
	for _, o := range z.of {
		if o != 0 && o != id {
			n++
		}
	}
	return n
}

// shape is how large answers of one route usually are.
type shape struct {
	n    int32
	mean float32
}

func (s *shape) add(size int64) {
	s.n = min(s.n+1, 64)
	s.mean += (float32(size) - s.mean) / float32(s.n)
}
