package run

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

import "github.com/tsutsumi-dev/tsutsumi/internal/event"

// batch is a number of events of one log, copied, so that the log can be read ahead and what stands in it be put in order.
// The room is used again when all of its events were seen.
type batch struct {
	feed    int
	held    []held
	text    []byte
	fields  []event.Field
	objects [][]byte
	persons []event.Fingerprint
	// mark is from where the feed is read again to have these events again.
	mark, after []byte // and those behind them
	newest      int64  // time of the newest event of the log before them
	left        int    // events not seen yet
	end         error
	counts      watch.Counts      // of the log behind them
	files       map[uint32]string // names of files that begin in it
	skip        []error           // what could not be read on the way
}

type held struct {
	event.Event
	at watch.Position
}

// The bounds of a batch: it ends with the event that reaches one.
const (
	batchEvents = 512
	batchBytes  = 256 << 10
)

func (b *batch) reset() {
	*b = batch{feed: b.feed, held: b.held[:0], text: b.text[:0], fields: b.fields[:0], objects: b.objects[:0], persons: b.persons[:0]}
}

func (b *batch) full() bool { return len(b.held) >= batchEvents || len(b.text) >= batchBytes }

// add copies an event. What was copied before stays where it is, even if there is no room for more: the old room lives as long
// as somebody points into it.
func (b *batch) add(e *event.Event, at watch.Position) {
	b.held = append(b.held, held{*e, at})
	h := &b.held[len(b.held)-1]
	for _, f := range [...]*[]byte{&h.Actor, &h.As, &h.Session, &h.Device, &h.Client, &h.Store, &h.Object, &h.Target, &h.Op, &h.Text, &h.Reason, &h.ID} {
		*f = b.keep(*f)
	}
	if n := len(e.Objects); n > 0 {
		at := len(b.objects)
		for _, o := range e.Objects {
			b.objects = append(b.objects, b.keep(o))
		}
		h.Objects = b.objects[at : at+n : at+n]
	}
	if n := len(e.Persons); n > 0 {
		at := len(b.persons)
		b.persons = append(b.persons, e.Persons...)
		h.Persons = b.persons[at : at+n : at+n]
	}
	if n := len(e.Raw); n > 0 {
		at := len(b.fields)
		for _, f := range e.Raw {
			b.fields = append(b.fields, event.Field{Name: f.Name, Value: b.keep(f.Value)})
		}
		h.Raw = b.fields[at : at+n : at+n]
	}
}

func (b *batch) keep(v []byte) []byte {
	if len(v) == 0 {
		return nil
	}
	at := len(b.text)
	b.text = append(b.text, v...)
	return b.text[at:len(b.text):len(b.text)]
}

// name remembers what a file that begins here is called.
func (b *batch) name(file uint32, name string) {
	if b.files == nil {
		b.files = map[uint32]string{}
	}
	b.files[file] = name
}
