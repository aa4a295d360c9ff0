package event

// Form is what a parser is handed a record as.
type Form uint8

// The forms. Records of each may have stood behind a syslog head, which was taken off then.
const (
	Line   Form = iota // a line of text, without its end
	JSON               // a JSON object, taken apart: nested paths joined by dots, values of arrays under one path
	Table              // a row of CSV or TSV with named columns
	Framed             // a line that says little without its syslog head: host, program and time stand in Head
)

// Record is one record of a log.
type Record struct {
	Line   []byte  // the record as it stands, for JSON and Table too; without the head where one was taken off
	Fields []Field // of JSON and Table
	// Head is what a syslog head said, where one was taken off.
	Head Head
}

// Head is what syslog says of a message.
type Head struct {
	Time          int64 // µs since 1970 UTC; 0 if not said
	Host, Program []byte
	PID           []byte
	Severity      int8  // -1 if not said
	Seq           int64 // the number of the message (meta sequenceId of RFC 5424, journald's); 0 if not said
}

// Get is the field of that name, nil if there is none.
func (r *Record) Get(name string) []byte {
	for i := range r.Fields {
		if r.Fields[i].Name == name {
			return r.Fields[i].Value
		}
	}
	return nil
}

// Verdict is what a record turned out to be.
type Verdict uint8

// The verdicts.
const (
	Malformed Verdict = iota // not of this log, or broken: it is counted and told
	Nothing                  // well-formed and no access: a comment, a directive, a message of the server about itself
	Access                   // the event was filled
)

// Certainty is how sure a parser is that records are its own.
type Certainty uint8

// The certainties. The highest wins; among equals the parser listed first.
const (
	No     Certainty = iota
	Maybe            // they have a form that others have too
	Likely           // they have the form
	Sure             // they say so: names of fields that nothing else has
)

// Parser knows a log's records.
type Parser interface {
	// Name is a word for messages and for --parser: "nginx", "cloudtrail".
	Name() string
	Form() Form
	// Match looks at the first records of a log, of the parser's form.
	Match(sample []Record) Certainty
	// Reader begins the reading of one log. A log's own settings (the columns named by a #Fields line) are kept there.
	Reader(o Options) Reader
}

// Reader turns records into events. It is used by one goroutine, and does not allocate for an ordinary record.
type Reader interface {
	// Read fills e, which was Reset. What it keeps of the record is valid until the next call.
	Read(r *Record, e *Event) Verdict
}

// Keeper is what a Reader may do besides: hand out what it must remember to go on after a kill (the columns that a #Fields
// line named), and take it back.
type Keeper interface {
	Keep() []byte
	Restore(state []byte) error
}

// Indenter is what a Parser of lines may be besides: its records go on in lines that begin with a tab. Where they are joined
// before, texts are whole; where they are not, the first line is the event and the others are Nothing.
type Indenter interface{ Indented() bool }

// Options are what readers are made with.
type Options struct {
	// Zone is the offset in seconds east of UTC of times that do not say theirs.
	Zone int
	// Now is about when the log was written, in µs since 1970: of the years that a time could be of which does not say its
	// own (syslog of RFC 3164), the nearest is meant. 0 takes such times as unknown.
	Now int64
	// Store is what the log is of, where its records do not say (the host of a web server).
	Store string
}
