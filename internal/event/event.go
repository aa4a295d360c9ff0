// Package event is the vocabulary of accesses, and the contract of what reads them out of logs.
//
// An Event is one access as one record of a log tells it. Its texts are bytes of that record: they are valid until the next
// one is read, and nothing is copied on the way. What a log does not say is empty or -1, never guessed.
package event

import "net/netip"

// Action is what was done, in the few words that all logs share.
type Action uint8

// The actions.
const (
	Other    Action = iota // something that concerns no data
	Login                  // somebody came in, or tried to
	Logout                 // and went
	Read                   // single things were read: a page, a row, an object
	List                   // names or many rows were listed or searched
	Export                 // data was taken as a whole: COPY, dump, scroll, report export
	Write                  // data was changed or added
	Delete                 // data was removed
	Grant                  // rights were given or taken
	Link                   // an account, a device, a card was tied to another
	Transfer               // money or goods were moved
	Admin                  // the system itself was changed: settings, users, keys, logging
)

var actions = [...]string{"other", "login", "logout", "read", "list", "export", "write", "delete", "grant", "link", "transfer", "admin"}

// String is the action's word in streams and mapping files.
func (a Action) String() string {
	if int(a) < len(actions) {
		return actions[a]
	}
	return "other"
}

// ParseAction is the inverse of String.
func ParseAction(s string) (Action, bool) {
	for i, w := range actions {
		if w == s {
			return Action(i), true
		}
	}
	return Other, false
}

// Outcome is how it ended.
type Outcome uint8

// The outcomes.
const (
	Unsaid Outcome = iota
	Success
	Failure // refused, or failed
)

// String is the outcome's word.
func (o Outcome) String() string { return [...]string{"unsaid", "success", "failure"}[min(o, Failure)] }

// Sort is what kind of principal acted, where the log says so.
type Sort uint8

// The sorts.
const (
	Anyone     Sort = iota // not said
	Person                 // a user
	Customer               // a user of the public service, not of the organisation
	Service                // a machine: a service account, a job, an API key
	Privileged             // an administrator, a superuser, root
	Anonymous              // nobody logged in
)

// Person fingerprints as logs may name them (docs/person-in-logs.md): the 16 bytes of decision 5.
type Fingerprint [16]byte

// Event is one access.
type Event struct {
	Time    int64 // µs since 1970 UTC as the log says; 0 if it does not
	Action  Action
	Outcome Outcome
	Sort    Sort
	Status  int32 // the protocol's own answer (an HTTP status); 0 if none
	Hop     netip.Addr
	From    netip.Addr // where the access came from; Hop is the proxy that spoke for it; both invalid if unknown
	Country [2]byte    // of From where the log itself says it (ISO 3166-1); zero if not

	Actor   []byte // who: an account, an ARN, an e-mail address
	As      []byte // in whose name or role, where that is another
	Session []byte
	Device  []byte // a device's or certificate's identity
	Client  []byte // the program: a user agent, an application's name
	Store   []byte // what was asked: a host, a database, a bucket, a cluster
	Object  []byte // what inside it: a path, a table, an index, a key
	Target  []byte // the account that was acted on: granted to, reset, linked, logged in as
	Op      []byte // the operation as the log calls it: GET, SELECT, GetObject
	Text    []byte // the request or statement itself
	Reason  []byte // why it failed, as the log says
	ID      []byte // the record's own identity

	Objects [][]byte // further objects of the same access
	Rows    int64    // records read or changed; -1 if not said
	Size    int64    // bytes handed out; -1 if not said
	Seq     int64    // the number that the log gives to its records in order; -1 if it gives none
	Persons []Fingerprint

	// Raw is every field of the record under the name that rules know it by (a log's own names: cs-uri-query,
	// eventName, userIdentity.arn).
	Raw []Field
}

// Field is a named value of a record.
type Field struct {
	Name  string
	Value []byte
}

// Reset makes e an event of which nothing is known, and keeps its room.
func (e *Event) Reset() {
	*e = Event{Rows: -1, Size: -1, Seq: -1, Objects: e.Objects[:0], Persons: e.Persons[:0], Raw: e.Raw[:0]}
}

// Get is the raw field of that name, nil if there is none.
func (e *Event) Get(name string) []byte {
	for i := range e.Raw {
		if e.Raw[i].Name == name {
			return e.Raw[i].Value
		}
	}
	return nil
}
