// Package returned recognises who came back: addresses, accounts, programs, files and entry points of closed cases, by the
// number of the case. Whoever was in once knows the way, and often kept a key.
//
// An account of a closed case has an owner, who goes on working, and an entry point may be everybody's: these two tell only by
// where they are used from, or together with something else of the same case.
package returned

import (
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/indicator"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// Config are its parameters; the zero Config has the defaults that About tells.
type Config struct {
	Asleep  int // days for which nothing was seen of an account until it counts as asleep (0: 14)
	Clients int // by how many different ones at most an entry point is used that is not everybody's (0: 5)
}

// The bounds of what is remembered, in entries.
const (
	mostHabits = 20_000
	mostThings = 10_000
)

type detector struct {
	c      Config
	about  watch.About
	list   *indicator.Table
	known  []watch.Indicator
	hash   *watch.Hasher
	began  int64      // when the first access was
	cases  []watch.ID // of each indicator the case
	keys   []watch.ID // and itself
	habits *tally.Map[habit]
	ways   *tally.Map[way]
	things *tally.Map[tally.Seen]

	match []int
	joins [8]watch.ID
	args  [4]watch.Arg
	sig   watch.Signal
}

// habit is from where an account of a case is used.
type habit struct {
	last   int64
	ranges [6]watch.ID
	lands  [3][2]byte
}

// way is who uses an entry point of a case.
type way struct {
	n   uint8
	who [8]watch.ID
}

// New makes the detector "return".
func New(s *watch.Settings, c Config) watch.Detector {
	if c.Asleep <= 0 {
		c.Asleep = 14
	}
	if c.Clients <= 0 || c.Clients >= len(way{}.who) {
		c.Clients = 5
	}
	d := &detector{c: c, about: about(c), known: s.Known.Indicators, hash: watch.NewHasher(s.Secret)}
	d.list = indicator.New(s, d.known, func(x *watch.Indicator) bool { return x.Case != "" })
	d.habits, d.ways, d.things = tally.New[habit](min(mostHabits, s.Limit())), tally.New[way](min(mostHabits, s.Limit())), tally.New[tally.Seen](min(mostThings, s.Limit()))
	for i := range d.known {
		x := &d.known[i]
		d.cases = append(d.cases, d.hash.Of(watch.Others, []byte(x.Case)))
		d.keys = append(d.keys, d.hash.Of(watch.Others, []byte(x.Case+"\x00"+x.Type+"\x00"+x.Value)))
	}
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.things.Dropped + d.habits.Dropped
	return &d.about
}

// Tick implements watch.Detector: nothing waits for a time.
func (d *detector) Tick(int64, watch.Out) {}

// How much an indicator says.
const (
	nothing = iota
	little  // an account where it is at home, an everybody's entry: something only beside others
	much
)

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	if d.began == 0 {
		d.began = a.At
	}
	if d.list.Empty() {
		return
	}
	d.match = d.list.Match(a, d.match[:0])
	if len(d.match) == 0 {
		return
	}
	for n, i := range d.match {
		if d.before(n) {
			continue // of a case that was looked at
		}
		best, most, shows := i, nothing, 0
		for _, j := range d.match[n:] {
			if d.cases[j] != d.cases[i] {
				continue
			}
			if w := d.weigh(a, j); w > nothing {
				shows++
				if w > most {
					best, most = j, w
				}
			}
		}
		d.judge(a, best, most, shows, out)
	}
}

func (d *detector) before(n int) bool {
	for _, j := range d.match[:n] {
		if d.cases[j] == d.cases[d.match[n]] {
			return true
		}
	}
	return false
}

func (d *detector) judge(a *watch.Access, i, most, shows int, out watch.Out) {
	sure := 0.0
	switch {
	case most == nothing:
		return
	case shows > 1:
		sure = 0.97
	case most == little:
		return
	case d.known[i].Type == "account" || d.known[i].Type == "path":
		sure = 0.75
	default:
		sure = 0.9
	}
	rule := "returned"
	if !a.OK() {
		rule, sure = "knocked", sure/2
	}
	x := &d.known[i]
	least := watch.High
	if rule == "knocked" {
		least = watch.Low
	}
	key := watch.Join(d.cases[i], watch.ID(len(rule)))
	seen, _ := d.things.At(key)
	if !seen.Add(a) {
		return
	}
	joins := append(a.Joins(d.joins[:0]), d.cases[i])
	name := x.Name
	if name == "" || name == x.Value {
		name = x.Type
	}
	s := &d.sig
	*s = watch.Signal{Detector: "return", Rule: rule, Key: key, Joins: joins, Access: a, Confidence: sure, AtLeast: least,
		Args: append(d.args[:0], watch.Say("case", x.Case), watch.Say("sort", x.Type), watch.Say("name", name))}
	seen.Fill(s)
	out.Signal(s)
}

// weigh is how much an access by an indicator says.
func (d *detector) weigh(a *watch.Access, i int) int {
	switch d.known[i].Type {
	case "account":
		return d.account(a, i)
	case "path":
		return d.way(a, i)
	case "address", "network":
		if a.Net.Kind&watch.Crowd != 0 {
			return little // others stand behind it
		}
	case "agent":
		return little
	}
	return much
}

// account weighs an account of a case by where it is used from.
func (d *detector) account(a *watch.Access, i int) int {
	if !a.From.IsValid() || a.Net.Kind&(network.Office|network.VPN|network.Private) != 0 {
		return little // a machine of the house, or the owner at his desk
	}
	if !a.OK() {
		return little
	}
	h, fresh := d.habits.At(d.keys[i])
	asleep := fresh && a.At-d.began >= int64(d.c.Asleep)*tally.Day || !fresh && a.At-h.last >= int64(d.c.Asleep)*tally.Day
	land, wide := a.Net.Country, a.Range
	home, abroad := h.has(wide), h.lands[0] != [2]byte{} && land != [2]byte{} && !h.in(land)
	foreign := fresh && a.Net.Kind&(network.Hosting|network.Anonymising) != 0
	h.last = a.At
	switch {
	case home:
		return little
	case asleep, abroad, foreign, a.Net.Kind&network.Anonymising != 0, !fresh && a.Net.Kind&network.Hosting != 0:
		return much // and it is not learnt
	}
	h.learn(wide, land)
	return little
}

func (h *habit) has(r watch.ID) bool {
	for _, x := range h.ranges {
		if x == r && r != 0 {
			return true
		}
	}
	return false
}

func (h *habit) in(land [2]byte) bool {
	for _, l := range h.lands {
		if l == land {
			return true
		}
	}
	return false
}

func (h *habit) learn(r watch.ID, land [2]byte) {
	copy(h.ranges[1:], h.ranges[:])
	h.ranges[0] = r
	if land != [2]byte{} && !h.in(land) {
		copy(h.lands[1:], h.lands[:])
		h.lands[0] = land
	}
}

// way weighs an entry point of a case: who uses it, and whether they are many.
func (d *detector) way(a *watch.Access, i int) int {
	if a.Action == event.Logout {
		return nothing
	}
	by := a.Who
	if by == 0 {
		by = a.Origin
	}
	w, _ := d.ways.At(d.keys[i])
	known := false
	for _, id := range w.who[:w.n] {
		known = known || id == by
	}
	if !known && int(w.n) < len(w.who) {
		w.who[w.n] = by
		w.n++
	}
	if int(w.n) > d.c.Clients || !a.OK() || a.Net.Kind&(network.Office|network.VPN) != 0 {
		return little
	}
	return much
}

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	e.Int(d.began)
	d.habits.Save(e, func(e *watch.Encoder, h *habit) {
		e.Int(h.last)
		for _, r := range h.ranges {
			e.ID(r)
		}
		for _, l := range h.lands {
			e.Uint(uint64(l[0])<<8 | uint64(l[1]))
		}
	})
	d.ways.Save(e, func(e *watch.Encoder, w *way) {
		e.Uint(uint64(w.n))
		for _, id := range w.who[:w.n] {
			e.ID(id)
		}
	})
	d.things.Save(e, func(e *watch.Encoder, s *tally.Seen) { s.Save(e) })
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.began = r.Int()
	d.habits.Load(r, func(r *watch.Decoder, h *habit) {
		h.last = r.Int()
		for i := range h.ranges {
			h.ranges[i] = r.ID()
		}
		for i := range h.lands {
			v := r.Uint()
			h.lands[i] = [2]byte{byte(v >> 8), byte(v)}
		}
	})
	d.ways.Load(r, func(r *watch.Decoder, w *way) {
		n := r.Uint()
		if n > uint64(len(w.who)) {
			r.Fail()
			return
		}
		w.n = uint8(n)
		for i := range w.who[:n] {
			w.who[i] = r.ID()
		}
	})
	d.things.Load(r, func(r *watch.Decoder, s *tally.Seen) { s.Load(r) })
	return r.Err()
}

func text(en, ja string) watch.Text { return watch.Text{EN: en, JA: ja} }

func about(c Config) watch.About {
	return watch.About{
		Name:  "return",
		Needs: text("indicators of closed cases, with the number of the case", "事案番号の付いた、終結した事案の指標"),
		Rules: []watch.Rule{
			{Name: "returned",
				Says: text("what belongs to the closed case {case} ({sort}: {name}) was seen again (accesses: {accesses}, the first on {first}): the case is to be opened again",
					"終結した事案 {case} の指標（{sort}：{name}）を {first} 以降 {accesses} 回確認しました。事案の再開を検討してください。"),
				Harmless: text("an address that has another owner by now, or an account whose owner travels: give the indicator an end, or declare the network",
					"アドレスの利用者が変わった場合や、アカウントの本人が移動中の場合。指標に期限を付けるか、ネットワークを申告してください。"),
				Limits: []watch.Limit{
					{Name: "asleep", Default: fmt.Sprintf("%d d", c.Asleep), Why: text("an account of a case that nobody used for so long and that wakes up is not its owner's", "事案に関わるアカウントで、これほど長く使われず急に動いたものは本人とは考えにくいため")},
					{Name: "clients", Default: fmt.Sprint(c.Clients), Why: text("an entry that more than these use is everybody's, and says nothing alone", "これより多くの人が使う入口は誰もが使うもので、単独では手掛かりにならないため")}}},
			{Name: "knocked",
				Says:     text("what belongs to the closed case {case} ({sort}: {name}) was seen again and refused (tries: {accesses}, the first on {first})", "終結した事案 {case} の指標（{sort}：{name}）を {first} 以降 {accesses} 回確認し、いずれも拒否されています。"),
				Harmless: text("as above", "同上。")},
		},
	}
}
