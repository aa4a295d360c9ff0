package mapped

import (
	"encoding/base64"
	"encoding/hex"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

type reader struct {
	p      *Parser
	clock  event.Clock
	zone   int
	now    int64
	store  []byte
	pick   *flat.Picker
	groups []string
	v      [][]byte
	fields []event.Field
	joined []byte
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	fields := rec.Fields
	if r.p.pattern != nil {
		m := r.p.pattern.FindSubmatchIndex(rec.Line)
		if m == nil {
			return event.Malformed
		}
		r.fields = r.fields[:0]
		for i, name := range r.groups {
			if name != "" && m[2*i] >= 0 {
				r.fields = append(r.fields, event.Field{Name: name, Value: rec.Line[m[2*i]:m[2*i+1]]})
			}
		}
		fields = r.fields
	}
	r.pick.Pick(fields, r.v)
	if skip, ok := r.p.nothing.of(r.v); ok && skip {
		return event.Nothing
	}
	if e.Time = r.time(); e.Time == 0 {
		if e.Time = rec.Head.Time; e.Time == 0 || len(fields) == 0 || len(r.p.from[toTime])+len(r.p.join) > 0 {
			return event.Malformed
		}
	}
	r.fill(e)
	r.decide(e)
	r.persons(fields, e)
	e.Raw = append(e.Raw, fields...)
	return event.Access
}

func (r *reader) get(t target) []byte {
	for _, i := range r.p.from[t] {
		if v := lex.Said(r.v[i]); v != nil {
			return v
		}
	}
	return nil
}

func (r *reader) time() int64 {
	if len(r.p.join) > 0 {
		r.joined = r.joined[:0]
		for i, f := range r.p.join {
			if i > 0 {
				r.joined = append(r.joined, ' ')
			}
			r.joined = append(r.joined, r.v[f]...)
		}
		return r.clock.Any(r.joined, r.zone, r.now)
	}
	for _, i := range r.p.from[toTime] {
		if t := r.clock.Any(r.v[i], r.zone, r.now); t != 0 {
			return t
		}
	}
	return 0
}

func (r *reader) fill(e *event.Event) {
	e.Actor, e.As, e.Session, e.Device, e.Client = r.get(toActor), r.get(toAs), r.get(toSession), r.get(toDevice), r.get(toClient)
	e.Store, e.Object, e.Target, e.Op, e.Text = r.get(toStore), r.get(toObject), r.get(toTarget), r.get(toOp), r.get(toText)
	e.Reason, e.ID = r.get(toReason), r.get(toID)
	if e.Store == nil {
		e.Store = r.store
	}
	for _, i := range r.p.from[toFrom] {
		if a, ok := lex.First(r.v[i]); ok {
			e.From = a
			break
		}
	}
	if hop, ok := lex.First(r.get(toHop)); ok && hop != e.From {
		if e.Hop = hop; !e.From.IsValid() {
			e.From, e.Hop = hop, e.From
		}
	}
	if c := r.get(toCountry); len(c) == 2 {
		e.Country = [2]byte{c[0] &^ 0x20, c[1] &^ 0x20}
	}
	e.Rows, e.Size, e.Seq = lex.Leading(r.get(toRows)), lex.Leading(r.get(toSize)), lex.Leading(r.get(toSeq))
	if s := lex.Leading(r.get(toStatus)); s > 0 && s < 1000 {
		e.Status = int32(s)
	}
}

// decide fills in action, outcome and sort: by the values that the mapping names, else as of a request.
func (r *reader) decide(e *event.Event) {
	object, text := e.Object, e.Text
	request := r.get(toRequest)
	if request != nil && lex.Index(request, " ") > 0 {
		e.Object, e.Text = nil, nil
		op := e.Op
		web.Request(e, request)
		if op != nil {
			e.Op = op
		}
	} else if url := lex.Any(r.get(toURL), request); url != nil {
		op := e.Op
		web.Ask(e, op, url)
	}
	if object != nil {
		e.Object = object
	}
	if text != nil {
		e.Text = text
	}
	if a, ok := r.p.action.of(r.v); ok {
		e.Action = a
	}
	switch o, ok := r.p.outcome.of(r.v); {
	case ok:
		e.Outcome = o
	case e.Status != 0 && e.Outcome == event.Unsaid && e.Action != event.Login:
		e.Outcome = web.Outcome(e.Status)
	}
	if s, ok := r.p.sort.of(r.v); ok {
		e.Sort = s
	} else if e.Actor == nil {
		e.Sort = event.Anonymous
	}
}

// maxPersons bounds the fingerprints of one record.
const maxPersons = 100_000

// persons reads fingerprints: hexadecimal or base64, several in an array or between commas.
func (r *reader) persons(fields []event.Field, e *event.Event) {
	for _, slot := range r.p.from[toPersons] {
		if len(r.v[slot]) == 0 {
			continue
		}
		for i := range fields {
			if f := &fields[i]; f.Name == r.p.names[slot] {
				for v := f.Value; len(v) > 0 && len(e.Persons) < maxPersons; {
					one := v
					if j := lex.Index(v, ","); j >= 0 {
						one, v = v[:j], v[j+1:]
					} else {
						v = nil
					}
					if p, ok := fingerprint(lex.Trim(one)); ok {
						e.Persons = append(e.Persons, p)
					}
				}
			}
		}
		return
	}
}

func fingerprint(s []byte) (p event.Fingerprint, ok bool) {
	switch len(s) {
	case 32:
		_, err := hex.Decode(p[:], s)
		return p, err == nil
	case 22, 24:
		var b [18]byte
		for _, enc := range [...]*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if n, err := enc.Decode(b[:], s[:22]); err == nil && n == 16 {
				return event.Fingerprint(b[:16]), true
			}
		}
	}
	return p, false
}
