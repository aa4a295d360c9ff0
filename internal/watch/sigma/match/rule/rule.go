// Package rule reads Sigma rules: detections, correlations and filters of version 2, and the collections and aggregations of
// version 1 that are still about. It knows what rules say, not what logs they are laid beside.
//
// A folder is read as far as it can be: whatever cannot be used is a Problem with its place and its reason, and the rest is
// loaded. Rules come from strangers, so everything about them is bounded: files, documents, depth, what anchors and aliases of
// YAML unfold to, patterns.
package rule

import (
	"net/netip"
	"regexp"
)

// Meta is what a document says of itself.
type Meta struct {
	ID, Name, Title, Description string
	Status, Level, Author        string
	Tags, FalsePositives         []string
	References                   []string
	File                         string
	Line                         int // at which its document begins
}

// Source is what logs a detection is for.
type Source struct{ Product, Category, Service string }

// Rule is a detection.
type Rule struct {
	Meta
	Source     Source
	Selections []Selection
	Conditions []*Expr      // one of them must hold
	Aggregate  *Correlation // of an aggregation behind the condition (version 1), else nil
}

// Selection is a named search: one of its groups must hold.
type Selection struct {
	Name   string
	Groups []Group
}

// Group is a map of fields, all of which must hold.
type Group struct{ Items []Item }

// Item is a field and what is asked of it.
type Item struct {
	Field   string // "" means the whole record (keywords)
	Matches []Match
	All     bool // every match must hold, not one of them
	Not     bool // the contrary of it all
	Line    int
}

// Op is what a match does.
type Op uint8

// The operations.
const (
	Text    Op = iota // the value is like Pattern
	Regexp            // Regexp is found in the value
	Network           // the value is an address within Prefix
	Number            // the value (or its part of a date) compares to Value as Compare says
	Exists            // the field is there, or is not
	Null              // nothing is said
	Ref               // the value is like that of the field Other
)

// Compare is how numbers compare.
type Compare uint8

// The comparisons.
const (
	Equal Compare = iota
	Unequal
	Less
	LessEqual
	Greater
	GreaterEqual
)

// Holds tells whether a compares so to b.
func (c Compare) Holds(a, b float64) bool {
	switch c {
	case Equal:
		return a == b
	case Unequal:
		return a != b
	case Less:
		return a < b
	case LessEqual:
		return a <= b
	case Greater:
		return a > b
	}
	return a >= b
}

// Date is a part of a date.
type Date uint8

// The parts of dates.
const (
	NoDate Date = iota
	Minute
	Hour
	Day
	Week // of ISO 8601
	Month
	Year
)

// Match is one value that is asked for.
type Match struct {
	Op      Op
	Cased   bool
	Yes     bool    // Exists: it must be there
	Pattern Pattern // Text; of Ref the place, with a single Literal where the other value goes
	Regexp  *regexp.Regexp
	Prefix  netip.Prefix
	Compare Compare
	Part    Date
	Value   float64
	Other   string
}

// Kind is what a piece of a pattern is.
type Kind uint8

// The pieces.
const (
	Literal Kind = iota
	One          // any one character
	Many         // any characters, or none
	Dash         // a hyphen, slash or dash, as flags of Windows begin
)

// Piece is a piece of a pattern.
type Piece struct {
	Kind Kind
	Text string // of a Literal
}

// Pattern is pieces in a row.
type Pattern []Piece

// ExprKind is what joins the kids of an expression.
type ExprKind uint8

// The kinds of expressions.
const (
	Select  ExprKind = iota // the selection
	And                     // all kids
	Or                      // one of them
	Not                     // not the only kid
	AtLeast                 // N of them
)

// Expr is a condition.
type Expr struct {
	Kind      ExprKind
	Kids      []*Expr
	Selection int // in Rule.Selections
	N         int
}

// Function is what a correlation counts.
type Function uint8

// The functions.
const (
	EventCount Function = iota
	ValueCount
	ValueSum
	ValueAverage
	ValueMin // these two by aggregations of version 1 only
	ValueMax
	Temporal
	TemporalOrdered
)

// Bound is one condition of a correlation.
type Bound struct {
	Compare Compare
	Value   float64
}

// Correlation is a rule about what other rules find.
type Correlation struct {
	Meta
	Function Function
	Rules    []string // names or ids
	GroupBy  []string
	Aliases  map[string]map[string]string // alias → name of a rule → field
	Span     int64                        // µs
	Fields   []string                     // whose values are counted
	Bounds   []Bound
	Generate bool // the rules are told by themselves too
}

// Filter narrows other rules down.
type Filter struct {
	Meta
	Source     Source
	Rules      []string // names or ids; "any" is all of its logs
	Selections []Selection
	Condition  *Expr // must hold besides
}

// File is what a folder holds.
type File struct {
	Rules        []*Rule
	Correlations []*Correlation
	Filters      []*Filter
	Problems     []Problem
}

// Options are what rules are read with.
type Options struct {
	// Placeholders are the values of %name% under the modifier expand, besides those of the folder's own placeholders.yml.
	Placeholders map[string][]string
}
