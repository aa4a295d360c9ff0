// Package cost reckons what a breach has cost and will cost, by a model that its owner can edit.
//
// The model is a dated file: prices with their source, and assumptions marked as such. It answers with a range and never with one
// number; what nobody can tell (fines) is named without an amount. What was spent are the case's events.
package cost

import (
	_ "embed"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed model.yaml
var builtin []byte

// Range is a number between two bounds.
type Range struct {
	Low  float64 `yaml:"low"`
	High float64 `yaml:"high"`
}

// Source is where a price stands.
type Source struct {
	Text  string
	URL   string
	Dated time.Time
}

// The units of prices.
const (
	Person = "person"
	Fixed  = "fixed"
	Hour   = "hour"
	Day    = "day"
	Month  = "month"
	Server = "server"
)

// Item is a sort of cost.
type Item struct {
	ID      string
	Text    law.Text
	Per     string
	Price   Range // yen
	Share   Range // of persons
	Count   Range // of hours, days, months, servers
	Kinds   []pii.Kind
	Manner  []string
	Source  *Source
	Assumed []string // price, share, count
	Spent   []string // names under which it is recorded
	Unknown bool
	Line    int
}

// Model is what a breach costs.
type Model struct {
	Name     law.Text
	Dated    time.Time
	Currency string
	Items    []Item
}

// Estimate is what it cost, and what is to come between two bounds, in yen.
type Estimate struct {
	Name     law.Text // of the model
	Dated    time.Time
	Currency string
	Spent    []Line
	Planned  []Line
	// Low and High are the sums of what is planned.
	Low, High int64
	// Unknown are items without an amount: nobody can tell, or the persons are not counted.
	Unknown []law.Text
}

// Line is an item of an estimate.
type Line struct {
	Item      string
	Text      law.Text
	Low, High int64
	By        []int64 // events
	Assumed   bool
}
