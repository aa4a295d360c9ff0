// Package place tells of accesses from where nobody is expected to be: from countries that nobody declared for a store
// (New: "country"), and from a country for the first time (NewFirst: "first-country").
//
// The country that is seen may be a stepping stone, so that a story's pivot is never the country but who asked: an account, else
// a device, a session, an address, through all countries it was seen in.
package place

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const day = int64(24 * 3600 * 1e6)

// Config holds the parameters of both detectors; zero means the default.
type Config struct {
	// Strangers is how many persons' data a customer, or somebody who did not log in, may read from abroad before it is told: customers
	// abroad read their own, and pages that anybody may see name a few. Default 10.
	Strangers int64
	// Crowd is how many accounts a store has, of which nobody said what they are, when they are taken for customers. Default 300.
	Crowd int64
	// Refused is how many refusals are told. Default 5.
	Refused int64
	// Days and Accesses are how long a store is learnt before a new country says anything. Default 3 and 30.
	Days, Accesses int64
	// Worldly is from how many countries a store is asked that the world visits; a further country of it says nothing by itself. Default 8.
	Worldly int
	// Habit is on how many days an account was seen before its countries are known. Default 5.
	Habit int64
	// Least is the confidence below which "first-country" is silent: trips with a device that is known. Default 0.25.
	Least float64
}

func (c Config) defaults() Config {
	or(&c.Strangers, 10)
	or(&c.Crowd, 300)
	or(&c.Refused, 5)
	or(&c.Days, 3)
	or(&c.Accesses, 30)
	or(&c.Worldly, 8)
	or(&c.Habit, 5)
	or(&c.Least, 0.25)
	return c
}

func or[T int | int64 | float64](v *T, usual T) {
	if *v <= 0 {
		*v = usual
	}
}

// declared are networks of which the owner said that they are his or his partners'.
const declared = network.Office | network.VPN | network.Proxy | network.Partner

// hides are networks from which an employee or a customer seldom comes, and a thief often.
const hides = network.Hosting | network.Anonymising

// shared are networks whose addresses are many people's: they join no stories.
const shared = declared | network.Mobile | network.Private

// subject is who asked, by the best that is known.
func subject(a *watch.Access) watch.ID {
	for _, id := range [...]watch.ID{a.Who, a.DeviceID, a.SessionID, a.Origin} {
		if id != 0 {
			return id
		}
	}
	return 0
}

// joins are by what the story of an access is known.
func joins(a *watch.Access, more ...watch.ID) (j [6]watch.ID) {
	ids := [...]watch.ID{a.Who, a.Login, a.DeviceID, a.SessionID, 0, 0}
	if a.Origin != 0 && !a.Net.Is(shared) {
		ids[4] = a.Origin
		if a.Net.Is(network.Hosting) {
			ids[5] = a.Range
		}
	}
	n := 0
	for _, list := range [...][]watch.ID{more, ids[:]} {
		for _, id := range list {
			if id != 0 && n < len(j) {
				j[n] = id
				n++
			}
		}
	}
	return j
}

func some(ids []watch.ID) []watch.ID {
	for n, id := range ids {
		if id == 0 {
			return ids[:n]
		}
	}
	return ids
}

// acts tells an access that came to something: not a refusal, not a leave-taking.
func acts(a *watch.Access) bool {
	return a.OK() && a.Action != event.Logout && a.Action != event.Other
}

// public knows which stores are asked by so many accounts that those of which nothing is said are customers.
type public struct {
	accounts *tally.Map[tally.Recent] // by store
	crowd    int64
}

func (p *public) learn(a *watch.Access) {
	if a.Who != 0 && a.Role == 0 {
		r, _ := p.accounts.At(a.Store.ID)
		r.Add(a.Who, a.At)
	}
}

// stranger tells a customer, or somebody who did not log in.
func (p *public) stranger(a *watch.Access) bool {
	switch {
	case a.Role&(watch.Staff|watch.Admin|watch.Job) != 0:
		return false
	case a.Who == 0 || a.Role&watch.Customer != 0:
		return true
	}
	r := p.accounts.Get(a.Store.ID)
	return r != nil && r.Since(a.At-30*day) >= p.crowd
}

func date(at int64) uint16 { return uint16(min(max(at/day, 0), math.MaxUint16)) }
