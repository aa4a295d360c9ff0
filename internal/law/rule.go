package law

import "time"

// Duty is what a rule asks for.
type Duty string

// The duties.
const (
	Report   Duty = "report"   // to an authority
	Notice   Duty = "notice"   // to the persons
	Inform   Duty = "inform"   // another company: a principal, an acquirer
	Evidence Duty = "evidence" // to keep a record of one's own
)

// Rule is one duty of one law as it was in force in a time.
type Rule struct {
	ID           string // jp-appi-final; stable
	Duty         Duty
	Jurisdiction string    // a country's code of ISO 3166-1, EU, or "card"
	Law          Text      // 個人情報の保護に関する法律
	Article      Text      // 法第26条第1項、規則第8条第2項
	Title        Text      // 確報
	What         Text      // what is to be done, in a sentence
	From, Until  time.Time // in force from the first moment of From to the last before Until; zero: open
	Pending      Text      // passed, but no day in force is known, and why; such a rule applies to nothing yet
	Note         Text      // a reading that was chosen, what was not checked; "" none
	When         *Cond     // the trigger
	Unless       *Cond     // what exempts from it
	// Suspicion: the law treats a suspicion as the thing itself.
	Suspicion  bool
	Clocks     []Clock // the first that applies counts; of those that may apply the shortest is told, with what would decide
	Recipients []Recipient
	Items      []Item // what must be said
	// After is the rule whose report this one completes (a final report after a preliminary one).
	After    string
	Source   Source
	Examples []Example
}

// Cond is a condition over facts: one of its members is given.
type Cond struct {
	All, Any []*Cond
	Not      *Cond
	Fact     string
	// Is: the Bool is so. Over, Least: the Number is greater, at least. Has: the Set has one of these words. Why says what of the law this is ("Rule 7 no. 4").
	Is    *Truth
	Over  *int64
	Least *int64
	Has   []string
	Why   Text
}

// Clock is by when.
type Clock struct {
	When *Cond // nil: always
	// AtOnce: without delay, no length in the law. Hours run on. Days and Business days are counted by days. Soft: the law gives a rough span, of
	// which Days is the last and From the first.
	AtOnce bool
	Hours  int
	Days   int
	First  int // of a span: "3 to 5 days"; else 0
	// Business: of Days, those that are no Saturday, Sunday or holiday of Calendar.
	Business bool
	// DayOne: the day of knowing is day 1; else it is day 0.
	DayOne bool
	// Roll: a last day that is excluded by Calendar moves to the next that is not.
	Roll     bool
	Calendar string // "jp": Saturdays, Sundays, holidays, 29 December to 3 January
	Zone     string // of the authority: Asia/Tokyo; "" the local one
	// Start is the fact from which it counts, "" is Known; where the trigger became true only later, Late tells whether the clock
	// begins then (the thousandth person) or still with Known (30 days that become 60).
	Start string
	Late  bool
	Why   Text // the article
}

// Recipient is to whom, in which sector.
type Recipient struct {
	When    *Cond
	Name    Text
	Channel Text   // web form, telephone
	URL     string // "" none
}

// Item is something that must be said.
type Item struct {
	ID   string // outline, kinds, people, cause, damage, persons, publication, prevention, other
	No   int    // in the form's order
	Text Text
	Help Text
	// Preliminary: only what is known by then.
	Preliminary bool
}

// Source is where a rule stands.
type Source struct {
	Title    string
	URL      string
	State    time.Time // the text read was that of this day
	Verified bool      // read in the primary text; else by way of others
}

// Example is a worked example in the rule's own file.
type Example struct {
	Name    string
	Known   time.Time
	Facts   Facts
	Applies Truth
	LastDay string    // 2027-01-04, "" if none
	At      time.Time // the last moment, where hours count; zero: not checked
	Note    string
}

// Answer is what a rule says to facts.
type Answer struct {
	Rule *Rule
	// Applies: Yes (a suspicion that counts is one), No, or Unknown; never Suspected.
	Applies Truth
	// Because are the conditions that made it so, with their articles; for No what rules it out.
	Because []Reason
	// Open are the facts that would decide it, or that would move its clock; the most telling first.
	Open []string
	Due  *Due // nil if it does not apply, or nothing can be said as long as Known is unknown
	// If is by when it would be due where it is Unknown whether it applies.
	If         *Due
	Recipients []Recipient // with what is known of the sector
}

// Reason is a condition that holds, or does not.
type Reason struct {
	Fact  string
	Value Value
	Truth Truth
	Why   Text
}

// Due is by when a duty is to be met.
type Due struct {
	Begin   time.Time // from when the clock counts
	First   time.Time // of a span: its first day's end; else zero
	At      time.Time // the last moment, in the zone of the authority
	LastDay string    // 2027-01-04, in that zone; "" of AtOnce
	AtOnce  bool
	Clock   *Clock
	Moved   Text // why the last day was moved, and from which; "" if it was not
	// Because is why this clock counts and not another: the conditions that a clock has.
	Because []Reason
	// Doubt says where the calendar is not certain: holidays that no law has fixed yet.
	Doubt Text
	// Might is what would make it another day: facts that are open, with the day.
	Might []Other
}

// Other is a due day under another fact.
type Other struct {
	Fact    string
	Value   Value // what the fact would be
	LastDay string
	At      time.Time
}
