// Package s3access reads the server access logs of Amazon S3.
package s3access

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// Parser is the event.Parser of S3's server access logs.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "s3access" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p Parser) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Sure)
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return &reader{} }

type reader struct{ clock event.Clock }

const (
	owner = iota
	bucket
	when
	ip
	requester
	requestID
	operation
	key
	uri
	status
	code
	sent
	objectSize
	total
	turnaround
	referer
	agent
	version
	hostID
	signature
	cipher
	authType
	host
	tls
	point
	acl
	columns
)

var names = [columns]string{"bucketOwner", "bucket", "time", "remoteIP", "requester", "requestID", "operation", "key", "requestURI", "httpStatus", "errorCode", "bytesSent",
	"objectSize", "totalTime", "turnAroundTime", "referer", "userAgent", "versionId", "hostId", "signatureVersion", "cipherSuite", "authenticationType", "hostHeader",
	"tlsVersion", "accessPointArn", "aclRequired"}

// Read implements event.Reader. Lines grew longer over the years, and may again: what is missing at the end is not said.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	var w [columns][]byte
	rest, n := rec.Line, 0
	for ; n < columns; n++ {
		var ok bool
		if w[n], rest, ok = lex.Item(rest); !ok {
			break
		}
		w[n] = lex.Said(w[n])
	}
	if n <= agent || !lex.Upper(trimPrefix(w[operation])) {
		return event.Malformed
	}
	if e.Time = r.clock.CLF(w[when]); e.Time == 0 {
		return event.Malformed
	}
	e.From, _ = lex.Host(w[ip])
	e.Status = int32(min(max(lex.Number(w[status]), 0), 999))
	e.Outcome = web.Outcome(e.Status)
	e.Actor, e.Store, e.Object, e.Op = w[requester], w[bucket], w[key], w[operation]
	e.Client, e.Reason, e.ID, e.Text = w[agent], w[code], w[requestID], w[uri]
	if e.Size = lex.Number(w[sent]); e.Size < 0 && e.Status > 0 {
		e.Size = 0 // the log has a hyphen for none
	}
	if e.Actor == nil {
		e.Sort = event.Anonymous
	}
	e.Action = Action(e.Op)
	for i := range n {
		e.Raw = append(e.Raw, event.Field{Name: names[i], Value: w[i]})
	}
	return event.Access
}

// trimPrefix takes the points off an operation, for what is left to be a word.
func trimPrefix(op []byte) []byte {
	for i := len(op) - 1; i >= 0; i-- {
		if op[i] == '.' {
			return op[i+1:]
		}
	}
	return op
}

// Action is what an operation does: "REST.GET.OBJECT".
func Action(op []byte) event.Action {
	_, what, _ := cut(op)
	verb, resource, _ := cut(what)
	switch string(verb) {
	case "GET", "HEAD", "OPTIONS":
		switch string(resource) {
		case "BUCKET", "BUCKETVERSIONS", "UPLOADS", "UPLOAD":
			if string(verb) == "GET" {
				return event.List
			}
		}
		return event.Read
	case "COPY":
		if string(resource) == "OBJECT_GET" || string(resource) == "PART_GET" {
			return event.Read
		}
		return event.Write
	case "SELECT":
		return event.Read
	case "DELETE", "EXPIRE":
		switch string(resource) {
		case "OBJECT", "OBJECTS", "BUCKET", "MULTI_OBJECT_DELETE", "UPLOAD", "":
			return event.Delete
		case "BUCKETPOLICY", "PUBLIC_ACCESS_BLOCK", "PUBLICACCESSBLOCK":
			return event.Grant
		}
		return event.Admin
	case "POST":
		if string(resource) == "MULTI_OBJECT_DELETE" {
			return event.Delete
		}
		return event.Write
	case "PUT":
		switch string(resource) {
		case "OBJECT", "PART", "OBJECT_COPY", "OBJECT_TAGGING", "OBJECT_LOCK_RETENTION", "OBJECT_LOCK_LEGALHOLD":
			return event.Write
		case "ACL", "OBJECT_ACL", "BUCKETPOLICY", "PUBLIC_ACCESS_BLOCK", "PUBLICACCESSBLOCK", "OWNERSHIP_CONTROLS":
			return event.Grant
		}
		return event.Admin
	}
	return event.Other
}

func cut(s []byte) (a, b []byte, ok bool) {
	for i := range s {
		if s[i] == '.' {
			return s[:i], s[i+1:], true
		}
	}
	return s, nil, false
}
