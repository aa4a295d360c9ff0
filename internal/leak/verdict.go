package leak

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Match is what a dump says of us. Pointers are nil where the evidence does not tell: unknown, never none. Its names are
// safe to show: what is personal in them is masked. It is what `--format json` prints, under the key "match".
type Match struct {
	Dump string `json:"dump"` // its name
	// ID names this matching: time and chance. A case refers to it.
	ID string `json:"id"`
	// Format is elasticsearch, mysqldump, postgres, sql, csv, tsv, ndjson, json, sqlite, xlsx, parquet, mail, text, log,
	// code, or mixed where parts of several make it up.
	Format   string `json:"format"`
	Records  int64  `json:"records"`
	Unusable int64  `json:"unusable"` // records of which nothing could be used
	Sampled  bool   `json:"sampled"`  // only the first --sample records were looked at

	What     What               `json:"what"`
	Genuine  Genuine            `json:"genuine"`
	Ours     Ours               `json:"ours"`
	Origin   []Origin           `json:"origin"` // by share, the greatest first
	People   People             `json:"people"`
	Harm     []Harm             `json:"harm"` // the worst level first; every level is there
	Axes     []Axis             `json:"axes"`
	Secrets  Secrets            `json:"credentials"`
	Kinds    map[pii.Kind]int64 `json:"kinds"` // values found
	Law      Law                `json:"law"`
	Canaries []Canary           `json:"canaries"`
	Assets   []Asset            `json:"assets"`
	Recycled []Recycled         `json:"recycled"`
	Claim    []Answer           `json:"claim,omitempty"`

	Skipped []Skip    `json:"skipped"` // what of the dump was not read, and why
	Started time.Time `json:"started"`
	Key     string    `json:"key"` // ID of the key of the fingerprints
	Elapsed int64     `json:"elapsed_ms"`
}

// What says what a dump is.
type What struct {
	Parts    []Part     `json:"parts"`
	Language string     `json:"language,omitempty"` // ja, zh, ko, en; "" unknown
	Charsets []string   `json:"charsets"`
	From     *time.Time `json:"from"` // the period that its timestamps cover; births are none
	To       *time.Time `json:"to"`
	Years    []Year     `json:"years"` // records by the year of their timestamp
}

// Part is one table or text of a dump.
type Part struct {
	Name    string  `json:"name"`
	Type    string  `json:"type"`
	Charset string  `json:"charset,omitempty"`
	Form    string  `json:"form"`
	Records int64   `json:"records"`
	Bad     int64   `json:"bad"` // records that were not well formed
	Fields  []Field `json:"fields"`
}

// Field is a column of a dump and what it holds.
type Field struct {
	Name     string   `json:"name"`
	Kind     pii.Kind `json:"kind"`
	Values   int64    `json:"values"`
	Distinct *int64   `json:"distinct"`
	Masks    []string `json:"masks,omitempty"`
}

// Year counts records, or births.
type Year struct {
	Year    int   `json:"year"`
	Records int64 `json:"records"`
}

// The verdicts on whether a dump is genuine.
const (
	IsGenuine = "genuine"
	IsAltered = "altered"  // genuine in its stock, but changed: values corrupted, columns shuffled against each other
	IsInvent  = "invented" // made up
	Unknown   = "unknown"
)

// Genuine says whether the data are real.
type Genuine struct {
	Verdict    string     `json:"verdict"`
	Likelihood *float64   `json:"likelihood"` // of the verdict
	Invented   *float64   `json:"invented"`   // likelihood of each: they add up to 1
	Altered    *float64   `json:"altered"`
	Real       *float64   `json:"real"`
	Evidence   []Evidence `json:"evidence"`
}

// Evidence is one observation, N of Of, and the verdict it speaks for, with its weight in log-odds. It holds no datum.
type Evidence struct {
	Code   string   `json:"code"` // a stable word: check_digits, impossible_dates, …
	Kind   pii.Kind `json:"kind,omitzero"`
	Field  string   `json:"field,omitempty"` // safe to show
	N      int64    `json:"n"`
	Of     int64    `json:"of"`
	For    string   `json:"for,omitempty"`
	Weight float64  `json:"weight,omitzero"`
}

// The verdicts on whether a dump is ours.
const (
	IsOurs      = "ours"
	IsPartly    = "partly"    // ours in the share told
	IsAggregate = "aggregate" // put together out of several stores
	IsNotOurs   = "not_ours"
)

// Ours says whether the data came from us.
type Ours struct {
	Verdict string `json:"verdict"`
	// Share of the usable records that stand for a person of our indices.
	Share *float64 `json:"share"`
	// FalseRate is the share that would match by chance if the dump were somebody else's.
	FalseRate *float64 `json:"false_rate"`
	// Public tells that everything in the dump could have been collected from what we publish (declared in the
	// configuration), nil if nothing is declared.
	Public   *bool      `json:"public"`
	Evidence []Evidence `json:"evidence"`
}

// Origin is what one store explains of a dump.
type Origin struct {
	Store   string   `json:"store"`
	Share   float64  `json:"share"`   // of the dump's usable records
	Persons int64    `json:"persons"` // distinct persons of the store
	Alone   int64    `json:"alone"`   // records that no other store explains as well
	Schema  *float64 `json:"schema"`  // likeness of the columns, 0 to 1
	// Only are columns that, of all stores, this one alone has.
	Only []string `json:"only,omitempty"`
	// After is the latest snapshot whose changes the dump has, Before the first one whose changes it lacks. A dump taken
	// between two snapshots has only some of the changes: these two are its window.
	After  *time.Time `json:"after"`
	Before *time.Time `json:"before"`
	// For and Against count the records whose values agree with the window, and those that do not.
	For     int64   `json:"for"`
	Against int64   `json:"against"`
	Changes []Turns `json:"changes"`
}

// Turns is what a dump says of the changes that a snapshot brought: values it has of the new, and of the old.
type Turns struct {
	Snapshot time.Time `json:"snapshot"`
	New      int64     `json:"new"`
	Old      int64     `json:"old"`
}

// People counts the persons in a dump.
type People struct {
	Min    *int64  `json:"min"`
	Likely *int64  `json:"likely"`
	Max    *int64  `json:"max"`
	Error  float64 `json:"error"` // relative, 2σ; 0 where exact
	// Matched are the persons of our indices, over all stores.
	Matched *int64 `json:"matched"`
	// MinorsThen and MinorsNow are persons under 18 (民法4条) at the time of the dump and today, of those whose birth is known.
	MinorsThen *int64 `json:"minors_then"`
	MinorsNow  *int64 `json:"minors_now"`
	// Births are the persons whose date of birth the dump tells, or failing that their age.
	Births  int64    `json:"births"`
	Decades []Year   `json:"decades"` // persons by decade of birth
	Regions []Region `json:"regions"` // by residence, the greatest first
	Placed  int64    `json:"placed"`  // persons whose residence is known
}

// Region counts the persons who live in a prefecture (都道府県) or a province (省).
type Region struct {
	Country string `json:"country"` // JP, CN
	Name    string `json:"name"`
	People  int64  `json:"people"`
}

// The levels of harm, the worst first.
var Levels = []string{"critical", "high", "medium", "low"}

// Harm counts the persons to whom harm of that level can be done: a person's level is that of his worst axis.
type Harm struct {
	Level  string `json:"level"`
	People int64  `json:"people"`
}

// Axis counts the persons at a level of one axis and the combination of kinds that puts them there.
type Axis struct {
	Axis   string     `json:"axis"` // fraud, safety, discrimination, extortion
	Level  string     `json:"level"`
	People int64      `json:"people"`
	Rule   string     `json:"rule"` // the row of docs/harm.md
	Kinds  []pii.Kind `json:"kinds"`
}

// Secrets counts what opens something.
type Secrets struct {
	Plain  int64 `json:"plain"`  // passwords as they are typed, tokens and keys
	Weak   int64 `json:"weak"`   // hashes that can be tried fast
	Strong int64 `json:"strong"` // hashes made for passwords
	People int64 `json:"people"` // persons with any of the first two
}

// Law sums up the attributes that the law asks for.
type Law struct {
	Special   bool  `json:"special"`   // special care-required (APPI Art. 2(3))
	Financial bool  `json:"financial"` // misuse can cost money (Enforcement Rules Art. 7 no. 2)
	Specific  bool  `json:"specific"`  // My Number (Number Act)
	Secrecy   bool  `json:"secrecy"`   // secrecy of communications (Telecommunications Business Act Art. 4)
	Over1000  *bool `json:"over_1000"` // more than 1,000 persons (Enforcement Rules Art. 7 no. 4); nil: unknown
	// The persons concerned by each of the first three.
	SpecialPeople   int64      `json:"special_people"`
	FinancialPeople int64      `json:"financial_people"`
	SpecificPeople  int64      `json:"specific_people"`
	Kinds           []pii.Kind `json:"kinds"` // those that carry one of the attributes
}

// Canary is a planted person found in a dump.
type Canary struct {
	Store string `json:"store"`
	Copy  string `json:"copy"`
	// Planted is the day it was made.
	Planted time.Time `json:"planted"`
	Hits    int64     `json:"hits"`
}

// Asset is something of ours that a dump's text names.
type Asset struct {
	Name string `json:"name"` // as declared in the configuration
	Type string `json:"type"` // host, bucket, url, key, id
	Hits int64  `json:"hits"`
}

// Recycled is a dump seen before whose values come again.
type Recycled struct {
	Match string    `json:"match"` // its ID
	Dump  string    `json:"dump"`
	Seen  time.Time `json:"seen"`
	Share float64   `json:"share"` // of this dump's persons
	Error float64   `json:"error"` // 2σ of Share; 0 where exact, 1 where the samples tell nothing
}

// Answer is what the dump says to one point of a claim.
type Answer struct {
	Point    string `json:"point"` // seller, price, count, place, posted, removed
	Claimed  string `json:"claimed"`
	Found    string `json:"found"`
	Verdict  string `json:"verdict"` // supported, refuted, unknown
	Evidence string `json:"evidence,omitempty"`
}

// The verdicts on a point of a claim; Unknown is the third.
const (
	Supported = "supported"
	Refuted   = "refuted"
)

// Skip is a body or part that was not read, or not to its end.
type Skip struct {
	Name  string `json:"name"`
	Error string `json:"error"`
	Class string `json:"class"`
}
