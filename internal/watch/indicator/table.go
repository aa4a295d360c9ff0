package indicator

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/literal"
)

// Table finds which indicators an access shows. It is for one goroutine, and does not allocate. An indicator takes about 40
// bytes in it besides its own.
type Table struct {
	list  []watch.Indicator
	hash  *watch.Hasher
	slots []slot // by what is looked for, open addressing
	chain []int32
	mask  uint64
	has   kinds

	nets  []bits
	cache [1 << 10]cached // what networks an origin is in

	wild   *literal.Index    // of agents and paths with *
	wilds  []int32           // the indicator of each word
	short  []int32           // those of which no part is long enough to be a word
	agents [1 << 10]agent    // which of them an agent shows
	hosts  [1 << 10]watch.ID // that neither themselves nor by what is above them are of the list
	words  []uint16
	buf    []byte
}

type slot struct {
	key watch.ID
	at  int32 // 1 + place in list; others of the same key follow by chain
}

type kinds struct{ address, network, account, agent, path, domain, url, hash, wildAgent, wildPath bool }

type bits struct {
	n  int
	v4 bool
}

type cached struct {
	origin watch.ID
	at     int32 // 1 + place of the first, 0 none
}

type agent struct {
	id watch.ID
	at int32
}

// New makes a table of those indicators that fits tells; their places in list are what Match returns.
func New(s *watch.Settings, list []watch.Indicator, fits func(*watch.Indicator) bool) *Table {
	t := &Table{list: list, hash: watch.NewHasher(s.Secret), chain: make([]int32, len(list))}
	size, n := 64, 0
	for i := range list {
		if fits(&list[i]) {
			n++
		}
	}
	for size < 2*n {
		size *= 2
	}
	t.slots, t.mask = make([]slot, size), uint64(size-1)
	var words []string
	for i := range list {
		if fits(&list[i]) {
			words = t.put(int32(i), words)
		}
	}
	t.wild = literal.New(words)
	return t
}

// Empty tells that there is nothing to be found.
func (t *Table) Empty() bool { return t.has == kinds{} && len(t.short) == 0 }

func (t *Table) put(i int32, words []string) []string {
	x := &t.list[i]
	v := []byte(x.Value)
	switch x.Type {
	case "address":
		if a, err := netip.ParseAddr(x.Value); err == nil {
			t.has.address = true
			t.add(t.address(a.Unmap()), i)
		}
	case "network":
		if p, err := netip.ParsePrefix(x.Value); err == nil {
			t.has.network = true
			b := bits{p.Bits(), p.Addr().Is4()}
			if !slices.Contains(t.nets, b) {
				t.nets = append(t.nets, b)
			}
			t.add(t.network(p.Masked()), i)
		}
	case "account":
		t.has.account = true
		t.add(t.hash.Account(v), i)
	case "agent", "path":
		if w := longest(x.Value); strings.ContainsAny(x.Value, "*") {
			if len(w) < literal.Shortest {
				t.short = append(t.short, i)
				return words
			}
			t.has.wildAgent, t.has.wildPath = t.has.wildAgent || x.Type == "agent", t.has.wildPath || x.Type == "path"
			t.wilds = append(t.wilds, i)
			return append(words, w)
		}
		if x.Type == "agent" {
			t.has.agent = true
			t.add(t.hash.Of(watch.Agents, v), i)
		} else {
			t.has.path = true
			t.add(t.hash.Of(watch.Things, lex.Lower(nil, v)), i)
		}
	case "domain":
		t.has.domain = true
		t.add(t.hash.Of(watch.Others, v), i)
	case "url":
		t.has.url = true
		t.add(t.url(v), i)
	case "hash":
		t.has.hash = true
		t.add(t.hash.Of(watch.Others, v), i)
	}
	return words
}

// longest is the longest part of a pattern without *.
func longest(v string) (best string) {
	for w := range strings.FieldsFuncSeq(v, func(c rune) bool { return c == '*' || c == '?' }) {
		if len(w) > len(best) {
			best = w
		}
	}
	return best
}

func (t *Table) add(key watch.ID, i int32) {
	for k := uint64(key) & t.mask; ; k = (k + 1) & t.mask {
		s := &t.slots[k]
		if s.at == 0 {
			*s = slot{key, i + 1}
			return
		}
		if s.key == key {
			t.chain[i] = s.at
			s.at = i + 1
			return
		}
	}
}

func (t *Table) look(key watch.ID) int32 {
	for k := uint64(key) & t.mask; ; k = (k + 1) & t.mask {
		if s := &t.slots[k]; s.at == 0 || s.key == key {
			return s.at
		}
	}
}

func (t *Table) address(a netip.Addr) watch.ID {
	b := a.As16()
	return t.hash.Of(watch.Origins, b[:])
}

func (t *Table) network(p netip.Prefix) watch.ID {
	b := p.Addr().As16()
	return watch.Join(t.hash.Of(watch.Ranges, b[:]), watch.ID(p.Bits()+1))
}

// url is a host without its port, and what is asked of it.
func (t *Table) url(v []byte) watch.ID {
	return watch.Join(2, t.hash.Of(watch.Others, v))
}

// Match appends the places of the indicators that an access shows and that hold at its time.
func (t *Table) Match(a *watch.Access, found []int) []int {
	if (t.has.address || t.has.network) && a.From.IsValid() {
		found = t.origin(a, found)
	}
	if t.has.account {
		for _, id := range [...]watch.ID{a.Who, a.For, a.Target, a.Login} {
			if id != 0 {
				found = t.take(a, t.look(id), found)
			}
		}
	}
	if t.has.agent && a.Agent != 0 {
		found = t.take(a, t.look(a.Agent), found)
	}
	if (t.has.wildAgent || len(t.short) > 0) && a.Agent != 0 {
		found = t.agent(a, found)
	}
	if (t.has.path || t.has.wildPath || len(t.short) > 0) && len(a.Object) > 0 {
		found = t.path(a, a.Object, found)
		for _, o := range a.Objects {
			found = t.path(a, o, found)
		}
	}
	if t.has.domain || t.has.url {
		found = t.site(a, found)
	}
	if t.has.hash {
		for i := range a.Raw {
			switch v := a.Raw[i].Value; len(v) {
			case 32, 40, 64, 128:
				t.buf = lex.Lower(t.buf[:0], v)
				found = t.take(a, t.look(t.hash.Of(watch.Others, t.buf)), found)
			}
		}
	}
	return found
}

// take adds those from a place on that hold.
func (t *Table) take(a *watch.Access, at int32, found []int) []int {
	for ; at != 0; at = t.chain[at-1] {
		x := &t.list[at-1]
		if x.Since != 0 && a.At < x.Since || x.Until != 0 && a.At >= x.Until || slices.Contains(found, int(at-1)) {
			continue
		}
		if len(x.And) > 0 && !t.all(a, x.And) {
			continue
		}
		found = append(found, int(at-1))
	}
	return found
}

func (t *Table) origin(a *watch.Access, found []int) []int {
	from := a.From.Unmap().WithZone("")
	c := &t.cache[uint64(a.Origin)>>54]
	if c.origin == a.Origin && c.at == 0 && from.Is4() {
		return found
	}
	hit := int32(0)
	if t.has.address {
		if at := t.look(t.address(from)); at != 0 {
			hit = at
			found = t.take(a, at, found)
		}
	}
	for _, b := range t.nets {
		if b.v4 != from.Is4() {
			continue
		}
		if p, err := from.Prefix(b.n); err == nil {
			if at := t.look(t.network(p)); at != 0 {
				hit = at
				found = t.take(a, at, found)
			}
		}
	}
	*c = cached{a.Origin, hit}
	return found
}

func (t *Table) agent(a *watch.Access, found []int) []int {
	c := &t.agents[uint64(a.Agent)>>54]
	if c.id == a.Agent && c.at == 0 {
		return found
	}
	*c = agent{id: a.Agent}
	found = t.brief(a, "agent", a.Client, found)
	t.words = t.wild.Find(a.Client, t.words[:0])
	for _, w := range t.words {
		if i := t.wilds[w]; t.list[i].Type == "agent" && glob(t.list[i].Value, a.Client) {
			c.at = i + 1
			found = t.one(a, i, found)
		}
	}
	return found
}

// brief asks those patterns that no word stands for.
func (t *Table) brief(a *watch.Access, typ string, text []byte, found []int) []int {
	for _, i := range t.short {
		if x := &t.list[i]; x.Type == typ && glob(x.Value, text) {
			found = t.one(a, i, found)
			if typ == "agent" {
				t.agents[uint64(a.Agent)>>54].at = i + 1
			}
		}
	}
	return found
}

// one adds a single one if it holds.
func (t *Table) one(a *watch.Access, i int32, found []int) []int {
	next := t.chain[i]
	t.chain[i] = 0
	found = t.take(a, i+1, found)
	t.chain[i] = next
	return found
}

func (t *Table) path(a *watch.Access, o []byte, found []int) []int {
	if t.has.path {
		t.buf = lex.Lower(t.buf[:0], o)
		found = t.take(a, t.look(t.hash.Of(watch.Things, t.buf)), found)
	}
	found = t.brief(a, "path", o, found)
	if t.has.wildPath {
		t.words = t.wild.Find(o, t.words[:0])
		for _, w := range t.words {
			if i := t.wilds[w]; t.list[i].Type == "path" && glob(t.list[i].Value, o) {
				found = t.one(a, i, found)
			}
		}
	}
	return found
}

// site looks for the host that was asked, those above it, and what was asked of it.
func (t *Table) site(a *watch.Access, found []int) []int {
	host := a.Event.Store
	if string(a.Op) == "CONNECT" && len(a.Object) > 0 {
		host = a.Object
	}
	host = lex.Port(host)
	if len(host) == 0 || len(host) > 253 || bytes.IndexByte(host, '.') < 0 {
		return found
	}
	t.buf = lex.Lower(t.buf[:0], host)
	n := len(t.buf)
	if t.has.url && len(a.Object) > 0 && a.Object[0] == '/' {
		t.buf = append(t.buf, a.Object...)
		found = t.take(a, t.look(t.url(t.buf)), found)
		if q := a.Get("cs-uri-query"); len(q) > 0 {
			t.buf = append(append(t.buf, '?'), q...)
			found = t.take(a, t.look(t.url(t.buf)), found)
		}
	}
	if !t.has.domain {
		return found
	}
	h := t.buf[:n]
	whole := t.hash.Of(watch.Others, h)
	none := &t.hosts[uint64(whole)>>54]
	if *none == whole {
		return found
	}
	hit := int32(0)
	for id := whole; ; id = t.hash.Of(watch.Others, h) {
		at := t.look(id)
		hit |= at
		found = t.take(a, at, found)
		i := bytes.IndexByte(h, '.')
		if i < 0 || bytes.IndexByte(h[i+1:], '.') < 0 {
			break
		}
		h = h[i+1:]
	}
	if hit == 0 {
		*none = whole
	}
	return found
}

// all tells whether an access shows each of them too.
func (t *Table) all(a *watch.Access, and []watch.Indicator) bool {
	for i := range and {
		if !t.shows(a, &and[i]) {
			return false
		}
	}
	return true
}

func (t *Table) shows(a *watch.Access, x *watch.Indicator) bool {
	switch x.Type {
	case "address", "network":
		if p, err := netip.ParsePrefix(x.Value); err == nil {
			return p.Contains(a.From.Unmap())
		}
		one, err := netip.ParseAddr(x.Value)
		return err == nil && one == a.From.Unmap()
	case "account":
		id := t.hash.Account([]byte(x.Value))
		return id == a.Who || id == a.For || id == a.Target || id == a.Login
	case "agent":
		return glob(x.Value, a.Client)
	case "path":
		return glob(x.Value, a.Object) || slices.ContainsFunc(a.Objects, func(o []byte) bool { return glob(x.Value, o) })
	case "domain":
		h := bytes.ToLower(lex.Port(a.Event.Store))
		return string(h) == x.Value || bytes.HasSuffix(h, []byte("."+x.Value))
	case "url":
		return strings.EqualFold(string(lex.Port(a.Event.Store))+string(a.Object), x.Value)
	case "hash":
		for i := range a.Raw {
			if strings.EqualFold(string(a.Raw[i].Value), x.Value) {
				return true
			}
		}
	}
	return false
}

// glob tells whether a text is what a pattern says: * is anything, ? a character, case does not matter.
func glob(p string, s []byte) bool {
	star, back := -1, 0
	i, j := 0, 0
	for j < len(s) {
		switch {
		case i < len(p) && p[i] == '*':
			star, back = i, j
			i++
		case i < len(p) && (p[i] == '?' || low(p[i]) == low(s[j])):
			i++
			j++
		case star >= 0:
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

func low(c byte) byte {
	if c-'A' <= 'Z'-'A' {
		return c | 0x20
	}
	return c
}
