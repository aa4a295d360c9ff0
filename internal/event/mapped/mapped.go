// Package mapped reads logs that no parser knows, by a mapping file: which field is the time, the actor, the object, and
// which values mean which action. The file is YAML, decoded strictly; docs/events.md describes it. Mappings of common JSON
// access logs come with the program.
package mapped

import (
	"regexp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
)

// Parser is the event.Parser of a mapping.
type Parser struct {
	name     string
	form     event.Form
	sure     event.Certainty
	match    [][]string
	pattern  *regexp.Regexp
	prefixes []string
	zone     int
	zoned    bool

	names   []string       // the fields that are looked for
	from    [targets][]int // the fields of each target, the best first
	join    []int          // the fields that the time is put together from, one behind the other
	action  choice[event.Action]
	outcome choice[event.Outcome]
	sort    choice[event.Sort]
	nothing choice[bool]
}

// target is what a field fills in.
type target uint8

const (
	toTime target = iota
	toActor
	toAs
	toSession
	toDevice
	toClient
	toStore
	toObject
	toTarget
	toOp
	toText
	toReason
	toID
	toFrom
	toHop
	toCountry
	toStatus
	toRows
	toSize
	toSeq
	toPersons
	toRequest // "GET /a?b HTTP/1.1"
	toURL     // the address that was asked for, whose method is the op
	targets
)

var targetOf = map[string]target{
	"time": toTime, "actor": toActor, "as": toAs, "session": toSession, "device": toDevice, "client": toClient, "store": toStore, "object": toObject, "target": toTarget, "op": toOp, "text": toText,
	"reason": toReason, "id": toID, "from": toFrom, "hop": toHop, "country": toCountry, "status": toStatus, "rows": toRows, "size": toSize, "seq": toSeq, "persons": toPersons,
	"request": toRequest, "url": toURL,
}

// Name implements event.Parser.
func (p *Parser) Name() string { return p.name }

// Form implements event.Parser.
func (p *Parser) Form() event.Form { return p.form }

// Match implements event.Parser: the fields that the mapping names as marks are there, or most lines have its pattern.
func (p *Parser) Match(sample []event.Record) event.Certainty {
	if p.form == event.Line {
		return event.Most(p, sample, p.sure)
	}
	if len(p.match) > 0 && flat.ShareAny(sample, p.match...) > 50 {
		return p.sure
	}
	return event.No
}

// Reader implements event.Parser.
func (p *Parser) Reader(o event.Options) event.Reader {
	r := &reader{p: p, zone: o.Zone, now: o.Now, store: []byte(o.Store), v: make([][]byte, len(p.names))}
	if p.zoned {
		r.zone = p.zone
	}
	want := make([][]string, len(p.names))
	for i, n := range p.names {
		want[i] = []string{n}
	}
	r.pick = flat.NewPicker(want, p.prefixes...)
	if p.pattern != nil {
		r.groups = p.pattern.SubexpNames()
	}
	return r
}
