package watch

import (
	"net/netip"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Settings are what detectors are made with. The zero value of each is usable.
type Settings struct {
	Secret   uint64 // of IDs
	Networks Networks
	Zone     int    // of the organisation, seconds east of UTC
	Hours    [2]int // of work, minutes from midnight; zero: 7:00 to 21:00
	Stores   *Stores
	// Principals bounds how many principals are remembered (0: 1,000,000), Memory how many bytes in all (0: 512 MiB).
	Principals int
	Memory     int64
	Known      Known
}

// Domain keeps IDs of different things apart.
type Domain uint8

// The domains.
const (
	Accounts Domain = iota + 1
	Origins
	Ranges
	Sessions
	Devices
	Agents
	Things
	Shapes
	Persons
	Others
)

// Networks knows the networks of the world, and the owner's.
type Networks interface {
	Look(a netip.Addr) network.Network
}

// Known is what the owner declares, or other parts of the program know.
type Known struct {
	// Roles of accounts; Tables that a role usually uses are learnt.
	Roles map[ID]Role
	// Leave are the days (in days since 1970, local) on which an account is away.
	Leave map[ID][]int32
	// Holidays are days on which nobody works; Sales days on which customers read more than usual.
	Holidays, Sales map[int32]bool
	// Canary tells planted accounts, keys, files and persons: by the ID of what was named.
	Canary map[ID]string
	// CanaryText finds planted persons in a record, and calls hit with what they are called.
	CanaryText func(record []byte, hit func(name string))
	// Indicators of threats, and of closed cases (with Case).
	Indicators []Indicator
	Complaints []Complaint
}

// Indicator is something that was seen where harm was done.
type Indicator struct {
	Type         string      // "address", "network", "account", "agent", "path", "hash", "domain", "url"; see package indicator
	Value        string      // of agents and paths, * stands for anything
	And          []Indicator // what must be of the same access too; of these Type and Value count
	Name         string      // what it is a sign of, fit to be shown
	Case         string      // the closed case's number, if it is of one
	Since, Until int64       // µs; 0: ever
}

// Complaint is a person's report of operations that were not the person's own.
type Complaint struct {
	At      int64 // µs, about when the operation was
	Account []byte
	Told    int64 // µs, when it was reported
}

// Store is a thing of which logs speak by a name: a table, an index, a bucket's prefix, a part of a web site.
type Store struct {
	Name   string // as the inventory calls it, fit to be shown
	Source string // of the inventory; "" if Known is false
	ID     ID
	Known  bool  // the inventory has it
	People int64 // persons behind it; -1 unknown
	Kinds  []pii.Kind
	// Credentials tells that passwords, keys or tokens stand in it.
	Credentials bool
	// Declared tells that somebody said from which countries it may be accessed: Access then are these.
	Declared bool
	Home     [2]byte
	Access   [][2]byte
	Weight   float64 // of a person's data in it: 1 ordinary, up to 5 for what does most harm
}

// Allows tells whether access from a country was declared, or nothing was.
func (s *Store) Allows(c [2]byte) bool {
	if !s.Declared || c == [2]byte{} || c == s.Home {
		return true
	}
	for _, d := range s.Access {
		if d == c {
			return true
		}
	}
	return false
}

// Opens and Closes are the hours of work, in minutes from midnight.
func (s *Settings) Opens() int {
	if s.Hours == [2]int{} {
		return 7 * 60
	}
	return s.Hours[0]
}

// Closes is the end of work, in minutes from midnight.
func (s *Settings) Closes() int {
	if s.Hours == [2]int{} {
		return 21 * 60
	}
	return s.Hours[1]
}

// Limit is how many principals are remembered.
func (s *Settings) Limit() int {
	if s.Principals <= 0 {
		return 1_000_000
	}
	return s.Principals
}
