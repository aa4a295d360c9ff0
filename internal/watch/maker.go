package watch

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// Maker makes Accesses of events. It is for one goroutine.
type Maker struct {
	s      *Settings
	hash   Hasher
	buf    []byte
	ids    []ID
	path   path
	places map[ID]*Store // of what logs call store and object; bounded
	origin origins
}

// NewMaker makes a maker.
func NewMaker(s *Settings) *Maker {
	return &Maker{s: s, hash: Hasher{seed: s.Secret}, places: map[ID]*Store{}}
}

// Hasher makes IDs under the secret of a state.
type Hasher struct {
	seed uint64
	buf  []byte
}

// NewHasher makes a hasher of a secret.
func NewHasher(secret uint64) *Hasher { return &Hasher{seed: secret} }

// Of is the ID of a value in a domain; 0 of nothing.
func (h *Hasher) Of(d Domain, v []byte) ID {
	if len(v) == 0 {
		return 0
	}
	h.buf = append(binary.LittleEndian.AppendUint64(h.buf[:0], h.seed+uint64(d)*0x9E3779B97F4A7C15), v...)
	return ID(max(xxhash.Sum64(h.buf), 1))
}

// Account is the ID of an account, as logs write it: case and a domain before a backslash do not matter.
func (h *Hasher) Account(v []byte) ID {
	if len(v) == 0 || len(v) == 1 && v[0] == '-' {
		return 0
	}
	if i := bytes.LastIndexByte(v, '\\'); i >= 0 && i+1 < len(v) {
		v = v[i+1:]
	}
	h.buf = binary.LittleEndian.AppendUint64(h.buf[:0], h.seed+uint64(Accounts)*0x9E3779B97F4A7C15)
	for _, c := range v {
		if c-'A' <= 'Z'-'A' {
			c |= 0x20
		}
		h.buf = append(h.buf, c)
	}
	return ID(max(xxhash.Sum64(h.buf), 1))
}

// Join is the ID of several together.
func Join(ids ...ID) ID {
	h := uint64(len(ids))
	for _, id := range ids {
		h = (h ^ uint64(id)) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	return ID(max(h, 1))
}

// Make fills a with what is known of e, which stands in a log at a place. false: the event has no time and cannot be told
// from what it belongs to.
func (m *Maker) Make(a *Access, e *event.Event, log *Log, at Position) bool {
	if e.Time == 0 {
		return false
	}
	*a = Access{Event: e, At: e.Time, Log: log, Pos: at, Rows: e.Rows}
	m.who(a)
	m.where(a)
	m.what(a)
	m.when(a)
	return true
}

func (m *Maker) who(a *Access) {
	e := a.Event
	a.Who = m.hash.Account(e.Actor)
	if e.Action == event.Login && !a.OK() {
		a.Login, a.Who = a.Who, 0 // nobody came in: the account was only tried
	}
	if a.For = m.hash.Account(e.As); a.For == a.Who {
		a.For = 0
	}
	a.Target = m.hash.Account(e.Target)
	a.SessionID = m.hash.Of(Sessions, e.Session)
	a.DeviceID = m.hash.Of(Devices, e.Device)
	a.Agent = m.hash.Of(Agents, e.Client)
	a.Role = m.s.Known.Roles[a.Who]
	switch e.Sort {
	case event.Customer:
		a.Role |= Customer
	case event.Person:
		a.Role |= Staff
	case event.Service:
		a.Role |= Job
	case event.Privileged:
		a.Role |= Admin
	}
}

func (m *Maker) where(a *Access) {
	if !a.From.IsValid() {
		a.Net.Country = a.Country
		return
	}
	a.Origin, a.Range = m.origin.of(m, a)
	if a.Country != [2]byte{} {
		a.Net.Country = a.Country
	}
}

// what asks of which store, and for what of it.
func (m *Maker) what(a *Access) {
	e := a.Event
	store := e.Store
	if len(store) == 0 {
		store = append(m.buf[:0], a.Log.Store...)
		m.buf = store
	}
	m.path.take(e)
	shape := m.hash.Of(Shapes, m.path.shape)
	a.Path = m.path.shape
	a.Place = m.hash.Of(Shapes, store)
	a.Shape = Join(a.Place, shape)
	if len(m.path.id) > 0 {
		a.Thing = Join(a.Shape, m.hash.Of(Things, m.path.id))
		a.Name, a.Personal = m.path.id, m.path.person
	}
	a.Store = m.place(a.Shape, store, m.path.shape, a.Log)
	m.ids = m.ids[:0]
	switch {
	case len(e.Persons) > 0:
		a.Named = true
		for i := range e.Persons {
			m.ids = append(m.ids, m.hash.Of(Persons, e.Persons[i][:]))
		}
		slices.Sort(m.ids)
		m.ids = slices.Compact(m.ids)
	case a.Thing != 0 && (a.Store.Known && a.Store.People != 0 && !m.path.ware || m.path.person) && a.Takes():
		m.ids = append(m.ids, Join(a.Store.ID, m.hash.Of(Persons, m.path.id)))
	}
	a.People = m.ids
	a.Rows = max(a.Rows, int64(len(m.ids)))
	if len(m.ids) == 0 && e.Rows < 0 {
		a.Rows = -1
	}
}

// Place is how Accesses name an object of a store, as logs write both: its Shape and, if it is a single thing, its Thing.
func (m *Maker) Place(store, object string) (shape, thing ID) {
	e := event.Event{Object: []byte(object)}
	m.path.take(&e)
	shape = Join(m.hash.Of(Shapes, []byte(store)), m.hash.Of(Shapes, m.path.shape))
	if len(m.path.id) > 0 {
		thing = Join(shape, m.hash.Of(Things, m.path.id))
	}
	return shape, thing
}

// mostPlaces bounds how many shapes have their store remembered.
const mostPlaces = 100_000

func (m *Maker) place(id ID, store, shape []byte, log *Log) *Store {
	if s := m.places[id]; s != nil {
		return s
	}
	if len(m.places) >= mostPlaces {
		clear(m.places)
	}
	s := m.s.Stores.Look(store, shape, log.Store)
	if s == nil {
		s = &Store{ID: max(m.hash.Of(Shapes, store), 1), Name: called(store, shape), People: -1, Weight: 1}
	}
	m.places[id] = s
	return s
}

const day = 24 * 60 // minutes

// when tells the time of day where the organisation is.
func (m *Maker) when(a *Access) {
	minute := a.At/60_000_000 + int64(m.s.Zone/60)
	date := int32(minute / day)
	a.Local = int(minute % day)
	weekday := (date + 4) % 7 // 1970-01-01 was a Thursday
	a.Rest = weekday == 0 || weekday == 6 || a.Local < m.s.Opens() || a.Local >= m.s.Closes() || m.s.Known.Holidays[date]
	if !a.Rest && a.Who != 0 {
		if days := m.s.Known.Leave[a.Who]; len(days) > 0 {
			a.Rest = slices.Contains(days, date)
		}
	}
}
