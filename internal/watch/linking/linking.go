// Package linking tells of bank accounts and cards of others that are tied to wallets: many to one device, account or wallet, one to
// many wallets, secrets guessed on the way, money moved right after ("linking").
package linking

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const (
	hour = int64(3600 * 1e6)
	day  = 24 * hour
)

// Config holds the parameters; zero means the default.
type Config struct {
	// Linked is how many bank accounts or cards are tied with one device, by one account or to one wallet within 30 days; from one
	// address twice as many. Default 5.
	Linked int64
	// Wallets is to how many wallets one bank account or card is tied. Default 3.
	Wallets int64
	// Users is how many accounts tie something with one device. Default 4.
	Users int64
	// Failed is for how many bank accounts, cards or persons a secret fails in a day. Default 8.
	Failed int64
	// Guessed is how often a secret of one fails in a day. Default 10.
	Guessed int64
	// Moved is from how many that were just tied money is moved within a day. Default 3.
	Moved int64
}

func (c Config) defaults() Config {
	for _, v := range []struct {
		of    *int64
		usual int64
	}{{&c.Linked, 5}, {&c.Wallets, 3}, {&c.Users, 4}, {&c.Failed, 8}, {&c.Guessed, 10}, {&c.Moved, 3}} {
		if *v.of <= 0 {
			*v.of = v.usual
		}
	}
	return c
}

type detector struct {
	c           Config
	about       *watch.About
	hubs        *tally.Map[hub]        // by device, account, wallet, address
	instruments *tally.Map[instrument] // bank accounts, cards
	joins       []watch.ID
}

// New makes the detector "linking".
func New(s *watch.Settings, c Config) watch.Detector {
	return &detector{c: c.defaults(), about: about(), hubs: tally.New[hub](s.Limit()), instruments: tally.New[instrument](s.Limit())}
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.hubs.Dropped + d.instruments.Dropped
	return d.about
}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	link := a.Action == event.Link
	if !link && a.Action != event.Transfer && a.OK() {
		return
	}
	secret := !a.OK() && (link || secrets(a.Reason))
	if !link && a.Action != event.Transfer && !secret {
		return
	}
	what := instrumentOf(a)
	if what == 0 {
		return
	}
	i, _ := d.instruments.At(what)
	i.see(a)
	if a.Action == event.Transfer && (!a.OK() || a.At-i.linked > day || i.linked == 0) {
		return // money is moved from what was tied long ago
	}
	for n, id := range hubsOf(a) {
		if id == 0 {
			continue
		}
		h, _ := d.hubs.At(watch.Join(id, watch.ID(n)+1))
		if m := h.see(a, what, secret); m != nil {
			d.judge(a, sort(n), id, m, out)
		}
	}
	d.one(a, what, i, secret, out)
}

// sort is what a hub is.
type sort int

const (
	byDevice sort = iota
	byAccount
	byWallet
	byAddress
)

// hubsOf are the devices and the like that an access goes through, by sort.
func hubsOf(a *watch.Access) [4]watch.ID {
	ids := [4]watch.ID{a.DeviceID, a.Who, a.For, 0}
	if !a.Net.Is(watch.Crowd) {
		ids[byAddress] = a.Origin
	}
	if a.Role&watch.Job != 0 { // a server that speaks for all
		ids[byAccount], ids[byAddress] = 0, 0
	}
	return ids
}

// instrumentOf is the bank account or card that is concerned, else whose secret failed.
func instrumentOf(a *watch.Access) watch.ID {
	for _, id := range [...]watch.ID{a.Target, a.Thing, a.Login, a.Who} {
		if id != 0 {
			return id
		}
	}
	return 0
}

var words = [...][]byte{[]byte("pin"), []byte("cvv"), []byte("cvc"), []byte("security_code"), []byte("security code"), []byte("birth"), []byte("dob"), []byte("暗証"), []byte("生年月日"), []byte("セキュリティコード")}

// secrets tells that something failed for a secret.
func secrets(reason []byte) bool {
	if len(reason) < 3 || len(reason) > 200 {
		return false
	}
	for _, w := range words {
		if bytes.Contains(reason, w) {
			return true
		}
	}
	return false
}

// judge looks at a hub after an access through it.
func (d *detector) judge(a *watch.Access, of sort, id watch.ID, m *many, out watch.Out) {
	month, today := a.At-30*day, a.At-day
	linked, failed, users, moved := m.linked.Since(month), m.failed.Since(today), m.users.Since(month), m.moved.Since(today)
	least, sure := d.c.Linked, 0.75
	if of == byAddress {
		if least, sure = 2*d.c.Linked, 0.6; linked < 2*users && 2*failed < linked {
			return // a house in which each ties his own
		}
	}
	if failed >= d.c.Failed {
		sure = 0.9
		d.tell(a, "secret", of, id, &m.news[0], failed, m, 0.8, out)
	}
	if linked >= least {
		d.tell(a, "many", of, id, &m.news[1], linked, m, sure, out)
	}
	if of == byDevice && users >= d.c.Users {
		d.tell(a, "device", of, id, &m.news[2], users, m, 0.6, out)
	}
	if moved >= d.c.Moved {
		d.tell(a, "cash-out", of, id, &m.news[3], moved, m, sure, out)
	}
}

func (d *detector) tell(a *watch.Access, rule string, of sort, id watch.ID, told *int64, n int64, m *many, confidence float64, out watch.Out) {
	if *told > 0 && 4*n < 5**told || n == *told {
		return
	}
	*told = n
	d.joins = a.Joins(d.joins[:0])
	linked := m.linked.Since(a.At - 30*day)
	out.Signal(&watch.Signal{Detector: "linking", Rule: rule, Key: watch.Join(id, watch.ID(of)), Joins: d.joins, Access: a, First: m.first, Last: a.At, People: max(linked, 1), Rows: -1, Accesses: m.n, Accounts: m.users.Since(a.At - 30*day), Confidence: confidence,
		Args: []watch.Arg{watch.Num("n", n), watch.Num("linked", linked), watch.Num("failed", m.failed.Since(a.At-30*day)), watch.Num("moved", m.moved.Since(a.At-30*day))}})
}

// one looks at a single bank account or card.
func (d *detector) one(a *watch.Access, what watch.ID, i *instrument, secret bool, out watch.Out) {
	rule, n, confidence := "", int64(0), 0.6
	switch {
	case secret && int64(i.fails) >= d.c.Guessed && i.fails&(i.fails-1) == 0 || secret && int64(i.fails) == d.c.Guessed:
		rule, n = "guessed", int64(i.fails)
	case a.Action == event.Link && a.OK() && i.grew && int64(i.n) >= d.c.Wallets:
		rule, n = "wallets", int64(i.n)
	default:
		return
	}
	d.joins = a.Joins(append(d.joins[:0], what))
	out.Signal(&watch.Signal{Detector: "linking", Rule: rule, Key: what, Joins: d.joins, Access: a, People: 1, Rows: -1, Accesses: n, Accounts: int64(i.n), Confidence: confidence, Args: []watch.Arg{watch.Num("n", n)}})
}

// Tick implements watch.Detector.
func (d *detector) Tick(int64, watch.Out) {}

// Save implements watch.Detector.
func (d *detector) Save(e *watch.Encoder) {
	d.hubs.Save(e, func(e *watch.Encoder, h *hub) { h.save(e) })
	d.instruments.Save(e, func(e *watch.Encoder, i *instrument) { i.save(e) })
}

// Load implements watch.Detector.
func (d *detector) Load(r *watch.Decoder) error {
	d.hubs.Load(r, func(r *watch.Decoder, h *hub) { h.load(r) })
	d.instruments.Load(r, func(r *watch.Decoder, i *instrument) { i.load(r) })
	return r.Err()
}
