package register

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
)

// Reading is what was read of a system for the register, as plain data.
type Reading struct {
	// Kept is who is kept too long or left; nil if that was not looked at.
	Kept *Kept
	// Copies tell how many persons of an index stand in the system; nil if that was not looked at.
	Copies []Copy
	// Troubles are why something could not be told.
	Troubles []Unknown
	Sampled  bool
}

// Kept is who is kept too long, and who left and is still there.
type Kept struct {
	Records int64
	Dated   int64 // records with a date of the column that the time counts from
	Past    People
	Oldest  time.Time // of the dates past
	Left    People    // who left and has no time left
	InTime  People    // who left and is within the time
	Parts   []KeptPart
}

// KeptPart is what one table holds of these.
type KeptPart struct {
	Name       string
	Past, Left People
	Oldest     time.Time
}

// People is a number of persons and of records; of Blind records nothing tells whose they are.
type People struct {
	inventory.People
	Records, Blind int64
}

// Copy is how many persons of a people index stand in a system.
type Copy struct {
	Index  string
	Of     int64 // persons whom the index has at present
	Met    int64 // of those whom it ever had, those who stand in the copy
	Gone   int64 // of the met, those whom production has no more
	People inventory.People
	// Share is how much of the copy's records are of persons of the index; nil is unknown.
	Share         *float64
	After, Before *time.Time // between which snapshots of the index the copy was taken
	Taken         time.Time  // when the index was last renewed
}

// The reasons of Unknown.
const (
	NoPolicy    = "no_policy"    // tsutsumi.yaml has no policy section
	NoCountry   = "no_country"   // of a system
	NoAccess    = "no_access"    // a contractor without a country
	NotScanned  = "not_scanned"  // the inventory has nothing of the system
	Uncounted   = "uncounted"    // persons counted by another version
	NotRead     = "not_read"     // the source was not read: --people reads it
	NoFrom      = "no_from"      // a retention that does not tell from which date on
	NoDate      = "no_date"      // no column called so
	NoColumn    = "no_column"    // the same, of the column that tells who left
	NoIndex     = "no_index"     // no people index of production
	NoSource    = "no_source"    // the source, or the list of who left, cannot be opened
	PartlyRead  = "partly_read"  // parts could not be read
	NotRelevant = "no_registers" // nothing is declared
)

// Unknown is a question that could not be answered.
type Unknown struct {
	System string // "" is all
	About  string // the ID of the entry that could not be told
	Why    string
	// Detail is fit to be shown: names of columns, an error's text.
	Detail string
	N      int64
}
