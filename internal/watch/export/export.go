package export

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const (
	minute    = tally.Minute
	hourLong  = 60 * minute
	dayLong   = 24 * hourLong
	placesMax = 16_384
	craftsMax = 16_384
	large     = 64 << 10 // bytes of an answer that is worth adding up
	cold      = 7        // days of logs before somebody new means something
	machines  = 9        // and before a new machine does: some run weekly
)

type detector struct {
	c      Config
	s      *watch.Settings
	about  watch.About
	hands  *tally.Map[hand]
	places *tally.Map[place]
	crafts *tally.Map[craft]
	began  int32
	names  [1024]called
	joins  [10]watch.ID
	args   [3]watch.Arg
	signal watch.Signal
}

// New makes the detector.
func New(s *watch.Settings, c Config) watch.Detector {
	d := &detector{c: c.filled(), s: s, hands: tally.New[hand](s.Limit()), places: tally.New[place](placesMax), crafts: tally.New[craft](craftsMax)}
	d.about = about(d.c)
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.hands.Dropped + d.places.Dropped + d.crafts.Dropped
	return &d.about
}

// Tick implements watch.Detector: windows end with the first access after them.
func (d *detector) Tick(int64, watch.Out) {}

func (d *detector) day(at int64) int32 { return int32((at + int64(d.s.Zone)*1_000_000) / dayLong) }

// who is whose hand an access is. Behind a database or a cluster there are no crowds: an address of the house is a machine.
func who(a *watch.Access) watch.ID {
	for _, id := range [...]watch.ID{a.Who, a.For, a.SessionID, a.Origin} {
		if id != 0 && !(id == a.Who && anonymous(a)) {
			return id
		}
	}
	return a.Place
}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	k, l := kindOf(a), lost(a)
	sure, perhaps := d.note(a)
	big := a.Size >= large && a.Takes()
	if k == none && l == kept && !perhaps && !big {
		return
	}
	id := who(a)
	if id == 0 {
		return
	}
	today := d.day(a.At)
	if d.began == 0 {
		d.began = today
	}
	h, fresh := d.hands.At(id)
	if fresh {
		h.day, h.first = today, today
	}
	h.to(today)
	h.role |= a.Role
	if k != none {
		d.takes(id, h, a, k, out)
	}
	if big {
		d.volume(id, h, a, out)
	}
	if l != kept {
		d.deletes(id, h, a, l, out)
	}
	if perhaps {
		d.left(id, h, a, sure, out)
	}
}

// anonymous tells that nobody logged in, though a log may have a word for him.
func anonymous(a *watch.Access) bool {
	return a.Who == 0 || a.Sort == event.Anonymous || len(a.Actor) > 0 && (a.Actor[0] == '_' || a.Actor[0] == '<')
}

// outside tells an address that is neither the organisation's nor hidden.
func outside(a *watch.Access) bool { return a.Origin != 0 && a.Net.Kind&watch.Crowd == 0 }

// rented tells an address from which people do not work.
func rented(a *watch.Access) bool { return a.Net.Kind&(network.Hosting|network.Anonymising) != 0 }
