// Package planted tells when something planted is touched: an invented person, an account, a key, a file or a table that nobody has a
// reason to touch. One touch is enough, refused or not: who tries a planted key has it from somewhere.
package planted

import (
	"bytes"
	"encoding/hex"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Config are its parameters; the zero Config has the defaults that About tells.
type Config struct {
	Bulk int // how many persons or rows at once a machine of the house reads without meaning any of them (0: 100)
}

// most is how many touches are remembered.
const most = 10_000

type detector struct {
	c      Config
	about  watch.About
	known  watch.Known
	hash   *watch.Hasher
	filter [1 << 12 / 64]uint64 // of the IDs: most are known by it not to be among them
	names  bool                 // there are any
	things *tally.Map[tally.Seen]

	found []string
	hit   func(name string)
	buf   []byte
	joins [8]watch.ID
	args  [2]watch.Arg
	sig   watch.Signal
}

// New makes the detector "canary".
func New(s *watch.Settings, c Config) watch.Detector {
	if c.Bulk <= 0 {
		c.Bulk = 100
	}
	d := &detector{c: c, about: about(c), known: s.Known, hash: watch.NewHasher(s.Secret), things: tally.New[tally.Seen](min(most, s.Limit())), names: len(s.Known.Canary) > 0}
	for id := range s.Known.Canary {
		d.filter[id>>58&63] |= 1 << (id >> 52 & 63)
	}
	d.hit = d.add
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.things.Dropped
	return &d.about
}

// Tick implements watch.Detector: nothing waits for a time.
func (d *detector) Tick(int64, watch.Out) {}

func (d *detector) add(name string) {
	if len(d.found) >= 8 {
		return
	}
	for _, n := range d.found {
		if n == name {
			return
		}
	}
	d.found = append(d.found, name)
}

func (d *detector) ask(id watch.ID) {
	if id != 0 && d.filter[id>>58&63]>>(id>>52&63)&1 != 0 {
		if name, ok := d.known.Canary[id]; ok {
			d.add(name)
		}
	}
}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	d.found = d.found[:0]
	if d.names {
		d.ids(a)
	}
	if d.known.CanaryText != nil {
		d.texts(a)
	}
	for _, name := range d.found {
		d.tell(a, name, out)
	}
}

func (d *detector) ids(a *watch.Access) {
	for _, id := range [...]watch.ID{a.Who, a.For, a.Target, a.Login, a.SessionID, a.DeviceID, a.Shape, a.Thing} {
		d.ask(id)
	}
	for _, id := range a.People {
		d.ask(id)
	}
	if a.Thing != 0 { // /members/M10168028
		d.ask(d.hash.Account(a.Name))
	}
	d.object(a.Object)
	for _, o := range a.Objects {
		d.object(o)
	}
}

// object asks for a name as it stands, and for what stands last in it.
func (d *detector) object(o []byte) {
	if len(o) == 0 || len(o) > 1024 {
		return
	}
	d.buf = lex.Lower(d.buf[:0], o)
	b := d.buf
	if bytes.IndexByte(b, '"') >= 0 || bytes.IndexByte(b, '`') >= 0 {
		b = slices.DeleteFunc(b, func(c byte) bool { return c == '"' || c == '`' })
	}
	d.ask(d.hash.Of(watch.Things, b))
	if i := bytes.LastIndexByte(b, '/'); i >= 0 {
		d.ask(d.hash.Of(watch.Things, b[i+1:]))
	} else if i := bytes.LastIndexByte(b, '.'); i >= 0 {
		d.ask(d.hash.Of(watch.Things, b[i+1:]))
	}
}

// texts shows what stands in a record to what knows planted persons: the statement, what was asked, who is named; of the other
// fields those that have an address of e-mail.
func (d *detector) texts(a *watch.Access) {
	if len(a.Text) > 5 {
		d.known.CanaryText(a.Text, d.hit)
	}
	if len(a.Object) > 5 && !bytes.HasPrefix(a.Text, a.Object) {
		d.known.CanaryText(a.Object, d.hit)
	}
	for _, t := range [...][]byte{a.Actor, a.As, a.Event.Target} {
		if bytes.IndexByte(t, '@') > 0 {
			d.known.CanaryText(t, d.hit)
		}
	}
	for i := range a.Raw {
		if v := a.Raw[i].Value; len(v) > 5 && (bytes.IndexByte(v, '@') > 0 || bytes.IndexByte(v, '%') > 0) {
			d.known.CanaryText(v, d.hit)
		}
	}
}

func (d *detector) tell(a *watch.Access, name string, out watch.Out) {
	inside := a.Net.Kind&(network.Office|network.Private|network.VPN) != 0 || !a.From.IsValid()
	if inside && (a.Action == event.Write || a.Action == event.Admin) && a.OK() {
		return // this is how it was planted
	}
	rule, sure, least := "touched", 0.97, watch.High
	switch {
	case inside && a.Role&watch.Job != 0 && (len(a.People) >= d.c.Bulk || a.Rows >= int64(d.c.Bulk)):
		rule, sure, least = "passed-over", 0.2, watch.Info
	case !a.OK():
		rule, sure = "tried", 0.9
	}
	by := a.Who
	if by == 0 {
		by = max(a.Login, a.Origin)
	}
	key := watch.Join(d.hash.Of(watch.Others, append(d.buf[:0], name...)), by, watch.ID(len(rule)))
	seen, _ := d.things.At(key)
	if !seen.Add(a) {
		return
	}
	s := &d.sig
	*s = watch.Signal{Detector: "canary", Rule: rule, Key: key, Joins: a.Joins(d.joins[:0]), Access: a, Confidence: sure, AtLeast: least, Args: append(d.args[:0], watch.Say("name", name))}
	seen.Fill(s)
	out.Signal(s)
}

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	d.things.Save(e, func(e *watch.Encoder, s *tally.Seen) { s.Save(e) })
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.things.Load(r, func(r *watch.Decoder, s *tally.Seen) { s.Load(r) })
	return r.Err()
}

// Kind is what is planted.
type Kind uint8

// The kinds.
const (
	Account Kind = iota // a name that logs in
	Key                 // an access key, a token
	File                // a file, an object, a table, by its name or its whole path
	Person              // a person's fingerprint, 16 bytes
)

// Named are the IDs of something planted that is written down as it is called in logs: an account, a key, a file, a table; 32
// hexadecimal digits are a person's fingerprint too.
func Named(s *watch.Settings, name string) []watch.ID {
	ids := slices.Concat(IDs(s, Account, []byte(name)), IDs(s, Key, []byte(name)), IDs(s, File, []byte(name)))
	if fp, err := hex.DecodeString(name); err == nil && len(fp) == 16 {
		ids = append(ids, IDs(s, Person, fp)...)
	}
	return ids
}

// IDs are those under which Known.Canary is to hold something planted.
func IDs(s *watch.Settings, k Kind, value []byte) []watch.ID {
	h := watch.NewHasher(s.Secret)
	switch k {
	case Account:
		return []watch.ID{h.Account(value)}
	case Key:
		return []watch.ID{h.Of(watch.Sessions, value), h.Of(watch.Devices, value), h.Account(value)}
	case Person:
		return []watch.ID{h.Of(watch.Persons, value)}
	default:
		return []watch.ID{h.Of(watch.Things, bytes.ToLower(value))}
	}
}
