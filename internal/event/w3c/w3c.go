// Package w3c reads logs whose columns are named by a #Fields line: of IIS and others in the extended format of the W3C
// (words between blanks or tabs), and of Microsoft Exchange (CSV): HttpProxy, and the server's log of ECP.
package w3c

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of such logs.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "w3c" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser: a #Fields line says so.
func (p Parser) Match(sample []event.Record) event.Certainty {
	for i := range sample {
		if lex.Begins(sample[i].Line, "#Fields:") {
			return event.Sure
		}
	}
	return event.Most(p, sample, event.Likely)
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader { return &reader{store: []byte(o.Store)} }

// The columns that mean something to an event.
const (
	date = iota
	clockTime
	dateTime
	clientIP
	forwarded
	user
	method
	stem
	query
	status
	sent
	agent
	host
	server
	site
	requestID
	failure
	mailbox
	targetHost
	eventID
	content
	slots
)

// slotOf tells columns by their names in lower case.
var slotOf = map[string]int{
	"date": date, "time": clockTime, "datetime": dateTime, "timestamp": dateTime, "date-time": dateTime,
	"c-ip": clientIP, "clientipaddress": clientIP, "x-forwarded-for": forwarded, "cs(x-forwarded-for)": forwarded, "x-client-ip": forwarded, "cs(x-real-ip)": forwarded,
	"cs-username": user, "authenticateduser": user, "cs-method": method, "method": method, "cs-uri-stem": stem, "urlstem": stem, "cs-uri": stem,
	"cs-uri-query": query, "urlquery": query, "sc-status": status, "httpstatus": status, "sc-bytes": sent, "responsebytes": sent,
	"cs(user-agent)": agent, "useragent": agent, "cs-user-agent": agent, "cs-host": host, "cs(host)": host, "urlhost": host, "x-host-header": host,
	"s-computername": server, "serverhostname": server, "servername": server, "s-sitename": site, "requestid": requestID, "x-edge-request-id": requestID,
	"errorcode": failure, "anchormailbox": mailbox, "targetserver": targetHost, "eventid": eventID, "event-id": eventID, "eventdata": content, "data": content, "customdata": content,
}

// iis are the columns of IIS where no line names them, by their number: what it logs unless told otherwise.
var iis = map[int]string{
	15: "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken",
	14: "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken",
}

type reader struct {
	clock event.Clock
	store []byte

	names []string // of the columns, as rules know them
	slot  []int    // of each column; -1 if it means nothing to an event
	csv   bool
	line  string // the directive, to be kept

	row     [][]byte
	scratch []byte // of the row
	agent   []byte
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	if len(line) == 0 {
		return event.Nothing
	}
	if line[0] == '#' {
		if fields, ok := bytes.CutPrefix(line, []byte("#Fields:")); ok {
			r.fields(string(lex.Trim(fields)))
		}
		return event.Nothing
	}
	if r.names == nil && !r.guess(line) {
		return event.Malformed
	}
	r.split(line)
	if len(r.row) > len(r.names) || len(r.row) < len(r.names) && (!r.csv || len(r.row) < 3) {
		return event.Malformed
	}
	if r.csv && string(r.row[0]) == r.names[0] { // Exchange writes the names above the directives too
		return event.Nothing
	}
	var v [slots][]byte
	for i, w := range r.row {
		w = lex.Said(w)
		if s := r.slot[i]; s >= 0 && v[s] == nil {
			v[s] = w
		}
		e.Raw = append(e.Raw, event.Field{Name: r.names[i], Value: w})
	}
	if !r.when(e, &v) {
		return event.Malformed
	}
	if last := r.row[len(r.row)-1]; r.csv && v[content] == nil && len(r.row) > 2 && lex.Begins(bytes.TrimLeft(last, "'"), "S:") { // ECP under other names of columns
		v[content], v[eventID] = last, lex.Any(v[eventID], r.row[len(r.row)-2])
	}
	if v[eventID] != nil && v[content] != nil {
		return r.ecp(e, &v)
	}
	return r.web(e, &v)
}

func (r *reader) when(e *event.Event, v *[slots][]byte) bool {
	switch {
	case v[dateTime] != nil:
		e.Time = r.clock.ISO(v[dateTime], 0)
	case len(v[date]) == 10 && len(v[clockTime]) >= 8 && len(v[clockTime]) <= 16:
		var b [28]byte
		s := append(append(append(b[:0], v[date]...), ' '), v[clockTime]...)
		e.Time = r.clock.ISO(s, 0)
	}
	return e.Time != 0
}

func (r *reader) split(line []byte) {
	if r.csv {
		r.row, r.scratch, _ = lex.Row(line, ',', r.row, r.scratch)
		return
	}
	r.row = r.row[:0]
	if bytes.IndexByte(line, '\t') >= 0 {
		for line != nil {
			var w []byte
			if i := bytes.IndexByte(line, '\t'); i >= 0 {
				w, line = line[:i], line[i+1:]
			} else {
				w, line = line, nil
			}
			r.row = append(r.row, w)
		}
		return
	}
	for len(r.row) <= len(r.names) {
		w, rest, ok := lex.Item(line)
		if !ok {
			return
		}
		r.row = append(r.row, w)
		line = rest
	}
}

// fields takes a directive over.
func (r *reader) fields(names string) {
	r.line, r.csv = names, false
	var list []string
	if strings.Contains(names, ",") {
		r.csv = true
		list = strings.Split(names, ",")
	} else {
		list = strings.Fields(names)
	}
	if len(list) == 0 || len(list) > 256 {
		r.names = nil
		return
	}
	r.names, r.slot = r.names[:0], r.slot[:0]
	for _, n := range list {
		n = strings.TrimSpace(n)
		slot, ok := slotOf[strings.ToLower(n)]
		if !ok {
			slot = -1
		}
		r.names, r.slot = append(r.names, known(n)), append(r.slot, slot)
	}
}

// known is a header's name as rules have it: cs(User-Agent) is cs-user-agent.
func known(n string) string {
	if inner, ok := strings.CutPrefix(n, "cs("); ok && strings.HasSuffix(inner, ")") {
		return "cs-" + strings.ToLower(strings.TrimSuffix(inner, ")"))
	}
	return n
}

// guess takes columns over by their number, for logs that begin in the middle: those of IIS, and of Exchange's ECP.
func (r *reader) guess(line []byte) bool {
	if i := bytes.IndexByte(line, ','); i >= 20 && r.clock.ISO(line[:i], 0) != 0 && lex.Index(line, "S:") > 0 {
		r.fields("TimeStamp,ServerName,EventId,EventData")
		r.line = ""
		return true
	}
	if len(line) < 19 || line[4] != '-' || line[10] != ' ' {
		return false
	}
	if names, ok := iis[bytes.Count(line, []byte{' '})+1]; ok {
		r.fields(names)
		return true
	}
	names := columns(strings.Fields(string(line)))
	if names != "" {
		r.fields(names)
	}
	return names != ""
}

// Keep implements event.Keeper: the columns.
func (r *reader) Keep() []byte { return []byte(r.line) }

// Restore implements event.Keeper.
func (r *reader) Restore(state []byte) error {
	if len(state) > 1<<16 || slices.Contains(state, '\n') {
		return fmt.Errorf("restore the columns of a log: %d bytes name none", len(state))
	}
	if len(state) > 0 {
		r.fields(string(state))
	}
	return nil
}
