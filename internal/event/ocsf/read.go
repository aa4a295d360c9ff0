package ocsf

import (
	"encoding/hex"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of OCSF events, whoever wrote them.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "ocsf" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty {
	if flat.Share(sample, "class_uid", "metadata.version", "time") > 50 {
		return event.Sure
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return &reader{pick: flat.NewPicker(want)} }

const (
	classUID = iota
	activity
	when
	whenText
	statusID
	statusCode
	statusDetail
	uid
	sequence
	actor
	actorUID
	actorType
	sessionUID
	issuer
	user
	ip
	deviceUID
	country
	hop
	dst
	service
	method
	agent
	path
	urlText
	urlHost
	code
	length
	operation
	database
	table
	query
	file
	message
	resource
	action
	micros
	sort
	rows
	size
	targetName
	bucket
	slots
)

var want = [][]string{
	classUID: {"class_uid"}, activity: {"activity_id"}, when: {"time"}, whenText: {"time_dt"}, statusID: {"status_id"}, statusCode: {"status_code"}, statusDetail: {"status_detail"}, uid: {"metadata.uid"},
	sequence: {"metadata.sequence"}, actor: {"actor.user.name", "actor.user.email_addr"}, actorUID: {"actor.user.uid"}, actorType: {"actor.user.type_id"}, sessionUID: {"actor.session.uid", "session.uid"},
	issuer: {"actor.session.issuer"}, user: {"user.name", "user.email_addr", "user.uid"}, ip: {"src_endpoint.ip"}, deviceUID: {"src_endpoint.uid", "device.uid"}, country: {"src_endpoint.location.country"},
	hop: {"src_endpoint.intermediate_ips"}, dst: {"dst_endpoint.hostname", "dst_endpoint.name"}, service: {"service.name", "api.service.name"}, method: {"http_request.http_method"}, agent: {"http_request.user_agent"},
	path: {"http_request.url.path"}, urlText: {"http_request.url.url_string", "http_request.url.text"}, urlHost: {"http_request.url.hostname"}, code: {"http_response.code"}, length: {"http_response.length"},
	operation: {"api.operation"}, database: {"database.name"}, table: {"table.name"}, query: {"query_info.query_string"}, file: {"file.path", "file.name"}, message: {"message"}, resource: {"resources.name", "resources.uid", "resource.name", "resource.uid"},
	action: {"unmapped.action"}, micros: {"unmapped.time_us"}, sort: {"unmapped.sort"}, rows: {"unmapped.rows"}, size: {"unmapped.size", "traffic.bytes_out"}, targetName: {"unmapped.target"}, bucket: {"databucket.name"},
}

type reader struct {
	clock event.Clock
	pick  *flat.Picker
	v     [slots][]byte
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	v := &r.v
	r.pick.Pick(rec.Fields, v[:])
	class := lex.Number(v[classUID])
	if class < 0 {
		return event.Malformed
	}
	if e.Time = lex.Number(v[micros]); e.Time <= 0 {
		if e.Time = event.Epoch(v[when]); e.Time == 0 {
			if e.Time = r.clock.ISO(v[whenText], 0); e.Time == 0 {
				return event.Malformed
			}
		}
	}
	switch class {
	case AccountChange, Authentication, UserAccess, HTTP, API, Datastore, FileHosting:
	default:
		return event.Nothing
	}
	r.fill(e, int(class))
	for i := range rec.Fields {
		switch f := &rec.Fields[i]; f.Name {
		case "resources.name":
			if string(f.Value) != string(e.Object) && len(e.Objects) < 64 {
				e.Objects = append(e.Objects, f.Value)
			}
		case "unmapped.persons":
			var p event.Fingerprint
			if len(f.Value) == 32 && len(e.Persons) < 100_000 {
				if _, err := hex.Decode(p[:], f.Value); err == nil {
					e.Persons = append(e.Persons, p)
				}
			}
		}
	}
	e.Raw = append(e.Raw, rec.Fields...)
	return event.Access
}

func (r *reader) fill(e *event.Event, class int) {
	v := &r.v
	e.ID, e.Seq, e.Session, e.As, e.Device, e.Client, e.Reason = v[uid], lex.Number(v[sequence]), v[sessionUID], v[issuer], v[deviceUID], v[agent], v[statusDetail]
	e.Actor = lex.Any(v[actor], v[actorUID])
	switch class {
	case Authentication:
		if e.Actor == nil {
			e.Actor = v[user]
		} else if string(v[user]) != string(e.Actor) {
			e.Target = v[user]
		}
	case AccountChange, UserAccess:
		e.Target = v[user]
	default:
		e.Target = v[targetName]
	}
	switch s := lex.Number(v[actorType]); {
	case string(v[sort]) == "customer":
		e.Sort = event.Customer
	case string(v[sort]) == "anonymous":
		e.Sort = event.Anonymous
	case s == 1:
		e.Sort = event.Person
	case s == 2:
		e.Sort = event.Privileged
	case s == 3:
		e.Sort = event.Service
	}
	e.From, _ = lex.Host(v[ip])
	e.Hop, _ = lex.Host(v[hop])
	if c := v[country]; len(c) == 2 {
		e.Country = [2]byte{c[0], c[1]}
	}
	switch string(v[statusID]) {
	case "1":
		e.Outcome = event.Success
	case "2":
		e.Outcome = event.Failure
	}
	if s := lex.Number(lex.Any(v[code], v[statusCode])); s >= 100 && s < 1000 {
		e.Status = int32(s)
	}
	e.Rows, e.Size = lex.Number(v[rows]), lex.Number(lex.Any(v[length], v[size]))
	e.Store = lex.Any(v[dst], v[urlHost], v[service])
	e.Op, e.Text = lex.Any(v[operation], v[method]), v[message]
	switch class {
	case HTTP:
		e.Op, e.Object, e.Text = v[method], v[path], v[urlText]
	case Datastore:
		e.Store, e.Object, e.Text = lex.Any(v[database], v[bucket], v[dst]), lex.Any(v[table], v[resource]), v[query]
	case FileHosting:
		e.Object = v[file]
	default:
		e.Object = v[resource]
	}
	if a, ok := parse(v[action]); ok {
		e.Action = a
	} else {
		e.Action = meant(class, int(lex.Number(v[activity])))
	}
}

func parse(word []byte) (event.Action, bool) {
	for a := event.Other; a <= event.Admin; a++ {
		if len(word) > 0 && string(word) == a.String() {
			return a, true
		}
	}
	return event.Other, false
}

// meant is the action that an activity of a class means.
func meant(class, activity int) event.Action {
	if class == AccountChange {
		return event.Admin
	}
	if t := meanings[class]; activity >= 0 && activity < len(t) {
		return t[activity]
	}
	return event.Other
}

var meanings = map[int][]event.Action{
	Authentication: {1: event.Login, 2: event.Logout, 3: event.Login, 4: event.Login, 5: event.Login},
	UserAccess:     {1: event.Grant, 2: event.Grant},
	HTTP:           {2: event.Delete, 3: event.Read, 4: event.Read, 5: event.Read, 6: event.Write, 7: event.Write, 9: event.Write},
	API:            {1: event.Write, 2: event.Read, 3: event.Write, 4: event.Delete},
	Datastore:      {1: event.Read, 2: event.Write, 3: event.Login, 4: event.Read, 5: event.Write, 6: event.Write, 7: event.Delete, 8: event.List},
	FileHosting: {1: event.Write, 2: event.Read, 3: event.Write, 4: event.Delete, 5: event.Write, 6: event.Write, 7: event.Write, 8: event.Write, 9: event.Read, 12: event.Grant, 13: event.Grant,
		14: event.Read, 15: event.Read},
}
