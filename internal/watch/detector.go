package watch

import "errors"

// ErrIdle is what a followed Feed returns when there is nothing new for now.
var ErrIdle = errors.New("nothing new")

// Detector looks at accesses and raises signals. It is for one goroutine, reads no clock and does no input or output; its
// state is bounded by Settings.Principals, and what it dropped is told by About.
type Detector interface {
	// About tells what it is; the same for its whole life but for Dropped.
	About() *About
	// See looks at one access. They come in the order of their time, but for those marked Late. It does not allocate for an
	// ordinary access.
	See(a *Access, out Out)
	// Tick tells that the time of the logs has come to now, at least once for each minute of it in which something was seen; windows are
	// closed here. The last Tick of a run that ends has Last as its time.
	Tick(now int64, out Out)
	// Save writes what it remembers; Load reads it into a new one of the same settings.
	Save(w *Encoder)
	Load(r *Decoder) error
}

// Reading is what a Detector may be besides: it is told how the logs themselves are read.
type Reading interface {
	// Opened tells that a file of a log is read next, by its name without the folder.
	Opened(now int64, l *Log, file string, out Out)
	// Counted tells how much of a log was read so far: before a Tick, if it changed, and before the last.
	Counted(now int64, l *Log, c *Counts, out Out)
}

// Last is the time of the last Tick of logs that have ended: windows still open are judged as they are.
const Last = int64(1<<63 - 1)

// About is what there is to know of a detector, for people too.
type About struct {
	Name string // "people-read"; the stream's word
	// Needs is what it cannot do without ("persons or rows of accesses", "logins with an address"), in both languages.
	Needs Text
	Rules []Rule
	// Dropped counts principals and others that were forgotten because there were too many.
	Dropped int64
}

// Text is a sentence in both languages. {name} stands for an argument of the signal.
type Text struct{ EN, JA string }

// Rule is one thing that a detector tells.
type Rule struct {
	Name string // "slow", "scroll-delete"
	Says Text   // "{who} read {people} persons of {store} in {days} days, a little each day"
	// Harmless is when it is told without harm having been done, and what to declare then.
	Harmless Text
	// Limits are its parameters, each with its default and the reason for it.
	Limits []Limit
}

// Limit is a parameter of a rule.
type Limit struct {
	Name, Default string
	Why           Text
}

// Out takes what detectors find, and copies it.
type Out interface {
	Signal(s *Signal)
	Gap(g Gap)
}

// Signal is one thing that a detector found. Signals of one detector, rule and Key are the same thing, told again with more.
type Signal struct {
	Detector, Rule string
	Key            ID // what it is about: an account, an origin, a store, or several hashed together
	// Joins are what the signal's story is known by: those that share one within a day are one story. The account, the origin, the
	// range, devices and sessions, accounts acted on; a store only with Destroys. Shared things (a carrier's address, a proxy) do not belong here.
	Joins []ID
	// Access is one that speaks for it, usually the last; actor, origin, country and store are taken from it. nil: a Tick found it.
	Access *Access
	// Who, Origin say in clear what the signal is about, where that is not the access's.
	Who, Origin []byte
	Store       *Store
	Countries   [][2]byte // of all accesses it speaks of, if not the one's

	First, Last int64 // µs; 0: the access's
	People      int64 // distinct persons; -1 unknown
	Least, Most int64 // bounds of People; 0 where it is exact
	Rows        int64 // -1 unknown
	Accesses    int64
	Accounts    int64 // other accounts concerned; 0 if that means nothing
	// Confidence is the chance that it is what the rule says, and not harmless, as far as is known: 0 to 1.
	Confidence float64
	// AtLeast is how severe it is whomever it concerns: a planted person is one, and nobody touches him by chance.
	AtLeast Severity
	// Attempt tells that it was tried and refused, as far as is known, as all day on the Internet: told as Info and never more, and only
	// as part of a story that others began, unless attempts are asked for.
	Attempt  bool
	Destroys bool // data was deleted or encrypted too
	Args     []Arg
}

// Arg fills {Name} of a rule's sentence. Text is fit to be shown; a number is written as the language does.
type Arg struct {
	Name   string
	Number int64
	Text   string
}

// Num and Say make an Arg.
func Num(name string, n int64) Arg     { return Arg{Name: name, Number: n} }
func Say(name string, text string) Arg { return Arg{Name: name, Text: text} }

// Gap is a time in which a log may have been silent though something happened. One of the same log, kind and From as one told
// before takes its place.
type Gap struct {
	Log      *Log
	From, To int64 // µs; To is 0 while it goes on
	Why      GapKind
	Missing  int64 // records, by their numbers; 0 unknown
}

// GapKind is how a gap was noticed.
type GapKind uint8

// The kinds of gaps.
const (
	Silent  GapKind = iota // nothing for longer than the log is usually silent at such an hour
	Skipped                // sequence numbers are missing
	Unread                 // records are there and could not be read
	Stopped                // the log itself says that logging was stopped, or its settings changed
	Days                   // whole days are missing
)

// String is the word of the stream.
func (k GapKind) String() string {
	return [...]string{"silent", "skipped", "unread", "stopped", "days"}[min(k, Days)]
}
