package watch

import "time"

// Receiver is who is told of alerts: a sink, or a hook.
type Receiver struct {
	Name string // unique; of a hook "hook:NAME"
	// Wants tells whether an alert is for it. Once: it is told of an alert one time, however much that grows.
	Wants func(a *Alert) bool
	Once  bool
}

// Grew tells whether an alert has become so much worse since it was told with b that it is worth telling again.
func (a *Alert) Grew(b Told) bool {
	now := a.Told()
	return now.Severity > b.Severity || now.People >= 2*max(b.People, 5) || now.Sentences > b.Sentences
}

// Told is what decides whether an alert is told again.
type Told struct {
	Severity          Severity
	People, Sentences int64 // People is 0 where they are unknown
}

// Told is what there is to tell of an alert now.
func (a *Alert) Told() Told {
	t := Told{Severity: a.Severity, Sentences: int64(len(a.Story))}
	if a.People != nil {
		t.People = *a.People
	}
	return t
}

// Delivery is an alert on its way to a receiver. Alert and Revision are the key by which a receiver knows one that comes twice.
type Delivery struct {
	To       string
	Alert    string // its ID
	Revision int64  // 1, and one more each time it has grown
	Body     Alert  // as it stood, masked; Sealed is as it is now
	Note     []byte // of what is no alert: what is told; Alert is its key then, and Body empty
	State    DeliveryState
	Tries    int64
	Queued   time.Time
	Next     time.Time // not tried before
	Error    string    // of the last try
	Settled  time.Time
}

// DeliveryState is what became of a delivery.
type DeliveryState string

// The states.
const (
	Waiting   DeliveryState = "waiting"
	Delivered DeliveryState = "delivered"
	GivenUp   DeliveryState = "given-up"
	Overtaken DeliveryState = "overtaken" // the alert grew before it was delivered, and is delivered as it is now
)

// Call is a containment hook that was called, or would have been.
type Call struct {
	ID        string // of the call
	Hook      string
	Alert     string
	Revision  int64
	At        time.Time
	Armed     bool   // else it was a rehearsal: nothing was called
	Does      string // the command's name, or the host that is called
	Principal string // as alerts show it
	Origin    string
	Outcome   string // "rehearsed", "begun" (and never ended: the run was killed), "done", "failed", "timeout"
	Status    int64  // of the command or the server; -1 none
	Took      time.Duration
}
