// Package shape makes records of the pieces of a log: it cuts a stream into lines, rows or JSON objects, takes off what
// a transport put around them (a syslog head, journald's or Docker's JSON, a container runtime's prefix), and takes JSON and
// CSV apart into named fields.
package shape

import (
	"bytes"
	"encoding/json"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/syslog"
)

// Wrap is what a transport put around a record.
type Wrap uint8

// The wraps.
const (
	Bare    Wrap = iota
	Syslog       // a head of RFC 5424 or RFC 3164
	Message      // a JSON object whose message is the record: journald, Docker, Filebeat and their like
	Runtime      // "2026-11-27T09:50:05.123456789Z stdout F …", as container runtimes write
)

// Shape is how records stand in a log.
type Shape struct {
	Form  event.Form
	Wrap  Wrap
	Comma byte // of Table: what stands between columns
	// Indented: a line that begins with a tab goes on with the record before it.
	Indented bool
}

// Cutter cuts a stream into the pieces that have this shape.
func (s Shape) Cutter() *Cutter {
	c := &Cutter{Form: s.Form, Indented: s.Indented && s.Wrap == Bare}
	if s.Wrap == Message {
		c.Form = event.JSON
	} else if s.Wrap != Bare && s.Form == event.JSON {
		c.Form = event.Line // each behind its head
	}
	return c
}

// Shaper makes records. It is for one goroutine; a record is valid until the next one is made.
type Shaper struct {
	shape Shape
	heads syslog.Reader
	outer flat.Flattener
	flat  flat.Flattener
	inner flat.Flattener
	names []string // of the columns of a Table
	row   [][]byte
	buf   []byte
	wrap  []event.Field
}

// New makes a shaper.
func New(s Shape, o event.Options) *Shaper {
	if s.Comma == 0 {
		s.Comma = ','
	}
	return &Shaper{shape: s, heads: syslog.Reader{Zone: o.Zone, Now: o.Now}}
}

// Record fills rec with what a piece says; false if it says nothing: an empty line, a row of names. Of what is no JSON, or is
// broken, only the line is given.
func (s *Shaper) Record(piece []byte, rec *event.Record) bool {
	line := Clean(piece)
	rec.Head = event.Head{Severity: -1}
	rec.Fields = rec.Fields[:0]
	switch s.shape.Wrap {
	case Syslog:
		line, _ = s.heads.Head(line, &rec.Head)
	case Runtime:
		line = runtime(line, &s.heads, &rec.Head)
	case Message:
		line = s.message(line, &rec.Head)
	}
	rec.Line = line
	if len(line) == 0 {
		return false
	}
	switch s.shape.Form {
	case event.JSON:
		s.json(rec)
	case event.Table:
		return s.table(rec)
	}
	return true
}

// Clean takes off the end of a line and the mark that files of UTF-8 may begin with.
func Clean(piece []byte) []byte {
	for len(piece) > 0 && (piece[len(piece)-1] == '\n' || piece[len(piece)-1] == '\r') {
		piece = piece[:len(piece)-1]
	}
	if len(piece) >= 3 && piece[0] == 0xef && piece[1] == 0xbb && piece[2] == 0xbf {
		piece = piece[3:]
	}
	return piece
}

func (s *Shaper) json(rec *event.Record) {
	text := rec.Line
	if text[0] != '{' { // behind a tag: "@cee: {…}", "audit {…}"
		i := bytes.IndexByte(text, '{')
		if i < 0 {
			return
		}
		text = text[i:]
		rec.Line = text
	}
	fields, ok := s.flat.Object(text, rec.Fields)
	if !ok {
		rec.Fields = rec.Fields[:0]
		return
	}
	rec.Fields = fields
	s.unfold(rec)
}

// unfold takes apart the documents that stand in records as text, as Microsoft's and Amazon's exports have them.
func (s *Shaper) unfold(rec *event.Record) {
	for i := range rec.Fields {
		if v := rec.Fields[i].Value; len(v) > 1 && v[0] == '{' && (v[1] == '"' || v[1] <= ' ') && nested(rec.Fields[i].Name) {
			n := len(rec.Fields)
			fields, ok := s.inner.Object(v, rec.Fields)
			if !ok {
				fields = fields[:n]
			}
			rec.Fields = fields
			return
		}
	}
}

func nested(name string) bool {
	switch name {
	case "AuditData", "CloudTrailEvent", "message", "event.original", "log", "@message", "MESSAGE", "textPayload":
		return true
	}
	return false
}

func (s *Shaper) table(rec *event.Record) bool {
	s.row, s.buf, _ = lex.Row(rec.Line, s.shape.Comma, s.row, s.buf)
	if s.names == nil {
		s.Columns(s.row)
		return false
	}
	if len(s.row) == len(s.names) && string(s.row[0]) == s.names[0] && string(s.row[len(s.row)-1]) == s.names[len(s.names)-1] {
		return false // the names again: files put one behind the other
	}
	for i, v := range s.row {
		if i == len(s.names) {
			break
		}
		rec.Fields = append(rec.Fields, event.Field{Name: s.names[i], Value: v})
	}
	s.unfold(rec)
	return true
}

// Columns names the columns of a Table; without it the first row does.
func (s *Shaper) Columns(names [][]byte) {
	s.names = make([]string, 0, len(names))
	for _, n := range names {
		s.names = append(s.names, string(lex.Trim(Clean(n))))
	}
}

// Keep is what a shaper must remember to go on in the middle of a log.
func (s *Shaper) Keep() []byte {
	if s.names == nil {
		return nil
	}
	state, err := json.Marshal(s.names)
	if err != nil {
		return nil
	}
	return state
}

// Restore takes back what Keep gave.
func (s *Shaper) Restore(state []byte) error {
	if len(state) == 0 {
		return nil
	}
	return json.Unmarshal(state, &s.names)
}
