// Package crowd tells of one who acts as many: sessions of many accounts used from one range of addresses, pairs of account and
// password tried, one password tried with many accounts, one account guessed (New: "many-accounts"); and of one who asks for very many
// identifiers to see which exist (NewEnumeration: "enumeration").
//
// Many accounts behind one address are nothing by themselves: a carrier's NAT has more of them than any thief. What tells a thief
// is that the accounts are at home elsewhere and with another program, that nobody logs in there, or that nearly nobody succeeds.
package crowd

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const (
	hour = int64(3600 * 1e6)
	day  = 24 * hour
)

// Config holds the parameters of both detectors; zero means the default.
type Config struct {
	// Accounts is how many accounts that are at home elsewhere make a replay. Default 20, of at least 30 seen there.
	Accounts int64
	// Moved is which part of the accounts seen in a range must be at home elsewhere. Default 0.5.
	Moved float64
	// Tried is how many accounts without success an address is allowed in an hour; in a day twice as many, in a week four times; a range
	// half as many again, a hoster's whole network and a program three times. Default 10.
	Tried int64
	// Failing is which part of the accounts tried must have failed. Default 0.75.
	Failing float64
	// Guesses is after how many failures a success is a guess. Default 10.
	Guesses int64
	// Asked is how many identifiers of persons a customer or nobody may ask for in a day. Default 50 in a row, twice as many at random.
	Asked int64
	// Looked is how many of an address book an account may look up in a week. Default 2000.
	Looked int64
	// Found is how many other persons an account of a customer may find in a week. Default 300.
	Found int64
}

func (c Config) defaults() Config {
	for _, v := range []struct {
		of    *int64
		usual int64
	}{{&c.Accounts, 20}, {&c.Tried, 10}, {&c.Guesses, 10}, {&c.Asked, 50}, {&c.Looked, 2000}, {&c.Found, 300}} {
		if *v.of <= 0 {
			*v.of = v.usual
		}
	}
	if c.Moved <= 0 {
		c.Moved = 0.5
	}
	if c.Failing <= 0 {
		c.Failing = 0.75
	}
	return c
}

// ours are networks that the owner declared, or that are inside: there many are at work by one address.
const ours = network.Office | network.VPN | network.Proxy | network.Partner | network.Private

// hides are networks from which customers and staff seldom come.
const hides = network.Hosting | network.Anonymising

// kind is what accounts are counted by.
type kind uint8

const (
	byOrigin kind = iota + 1
	byRange
	byNetwork // a hoster's: those of carriers are half a country
	byAgent
	byStore
)

// short stands for an ID in 32 bits.
func short(id watch.ID) uint32 { return uint32(id >> 32) }

// group is what stands for one of a kind.
func group(k kind, of uint32) watch.ID { return watch.ID(k)<<40 | watch.ID(of)<<8 | 1 }

// again is how soon a signal is repeated that has grown a little.
const again = 10 * 60 * int64(1e6)

// news tells whether what was told is worth telling again.
type news struct {
	n     int64 // what was told last; 0: nothing yet
	at    int64
	since int64 // when the first time
	waits bool
}

func (w *news) grown(n, now int64) bool {
	return w.n == 0 || 2*n >= 3*w.n && n > w.n || n > w.n && now-w.at >= again
}

func (w *news) told(n, now int64) {
	if w.n == 0 {
		w.since = now
	}
	w.n, w.at, w.waits = n, now, false
}

func (w *news) save(e *watch.Encoder) {
	e.Int(w.n)
	e.Int(w.at)
	e.Int(w.since)
	e.Bool(w.waits)
}

func (w *news) load(d *watch.Decoder) {
	w.n, w.at, w.since, w.waits = d.Int(), d.Int(), d.Int(), d.Bool()
}
