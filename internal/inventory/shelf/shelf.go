// Package shelf is what pages show of the inventory, worked out once for each source and kept beside it: its digest (how many people,
// of what, where), a row for each thing that it holds personal data in, and an index by which any choice of a million of them is
// listed and counted at once.
//
// A shelf is made of what the inventory holds (report/tally) and can be thrown away at any time. It tells what it was made of
// (Digest.Mark), so that a page can tell that it is out of date.
package shelf

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Digest is what is known of a source as a whole, or of several together (Source is "").
type Digest struct {
	Source string    `json:"-"`
	Gen    int64     `json:"-"` // counts how often it was made
	Mark   string    `json:"-"`
	At     time.Time `json:"-"`
	Numbers
	Kinds     []Kind    `json:"kinds"`
	Countries []Country `json:"countries"`
	Systems   []System  `json:"systems"`
	// First and Last are when the things were read: what is shown is no older and no newer.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// Numbers are what is compared from day to day.
type Numbers struct {
	People inventory.People `json:"people"`
	// More and Most are persons whom samples did not meet: by the likely and by the greatest number.
	More int64 `json:"more,omitempty"`
	Most int64 `json:"most,omitempty"`
	// Uncounted are things whose persons were counted by another version: People is then a lower bound.
	Uncounted int64 `json:"uncounted,omitempty"`
	Parts     int64 `json:"parts"` // all that was read
	Held      int64 `json:"held"`  // in which personal data was found
	Records   int64 `json:"records"`
	Bytes     int64 `json:"bytes"`
	Errors    int64 `json:"errors"` // things that could not be read, or not to their end
	Special   int64 `json:"special"`
	Specific  int64 `json:"specific"` // things with such data
}

// Kind is what is held of a kind.
type Kind struct {
	Kind   pii.Kind `json:"kind"`
	Values int64    `json:"values"`
	Parts  int64    `json:"parts"`
	// People are different values; Least: at least so many, since several things may hold the same.
	People *int64 `json:"people"`
	Least  bool   `json:"least,omitempty"`
}

// Country is how many things stand in a country; "" is not declared.
type Country struct {
	Code  string `json:"code"`
	Parts int64  `json:"parts"`
}

// System is what of a source belongs to a declared system; "" is to none.
type System struct {
	Name      string             `json:"name"`
	Parts     int64              `json:"parts"` // with personal data
	Records   int64              `json:"records"`
	People    inventory.People   `json:"people"`
	Kinds     map[pii.Kind]int64 `json:"kinds"`
	Uncounted int64              `json:"uncounted,omitempty"`
	Sampled   bool               `json:"sampled,omitempty"`
}

// Row is a thing that a person would call one: a file, a table with all its ranges.
type Row struct {
	Source  string           `json:"-"`
	Ord     uint32           `json:"-"`
	Name    string           `json:"-"`
	Unit    string           `json:"unit"` // of several, the one that was read last
	Type    string           `json:"type,omitempty"`
	Form    string           `json:"form,omitempty"`
	Size    int64            `json:"size"`
	Records int64            `json:"records"`
	Of      int64            `json:"of,omitempty"`
	People  inventory.People `json:"people"`
	Kinds   []pii.Kind       `json:"kinds,omitempty"` // the heaviest first
	Values  int64            `json:"values,omitempty"`
	Country string           `json:"country,omitempty"`
	Owner   string           `json:"owner,omitempty"`
	Error   string           `json:"error,omitempty"`
	Class   string           `json:"class,omitempty"`
	At      time.Time        `json:"at"`
	// Fields are told here of things that were put together out of several units, without masks; the others are read from their unit.
	Pieced bool              `json:"pieced,omitempty"`
	Fields []inventory.Field `json:"fields,omitempty"`
}

// Known is the number by which things are ordered: people, or at least so many; -1 is unknown.
func Known(p inventory.People) int64 {
	switch {
	case p.N != nil:
		return *p.N
	case p.Min != nil:
		return *p.Min
	}
	return -1
}
