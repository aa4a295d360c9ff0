package postgres

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// CSV is the event.Parser of csvlog. Its rows have no names, and statements in them have lines: the reader joins what a line
// did not end.
type CSV struct{}

// Name implements event.Parser.
func (CSV) Name() string { return "postgres-csv" }

// Form implements event.Parser.
func (CSV) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p CSV) Match(sample []event.Record) event.Certainty {
	r := p.Reader(event.Options{})
	var e event.Event
	good, bad := 0, 0
	for i := range sample {
		e.Reset()
		if r.Read(&sample[i], &e) == event.Malformed {
			bad++
		} else {
			good++
		}
	}
	if good > 0 && bad <= 1+len(sample)/10 && good > bad && len(sample[len(sample)-1].Line) > 0 {
		if first := sample[0].Line; len(first) > 24 && first[4] == '-' && bytes.Count(first, []byte{','}) > 9 {
			return event.Sure
		}
	}
	return event.No
}

// Reader implements event.Parser.
func (CSV) Reader(o event.Options) event.Reader {
	return &csvReader{reader{zone: o.Zone, store: []byte(o.Store)}}
}

type csvReader struct{ reader }

// maxRow bounds a row that never ends.
const maxRow = 1 << 20

// Read implements event.Reader.
func (r *csvReader) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	if len(r.csvBuf) > 0 {
		if len(r.csvBuf)+len(line) > maxRow {
			r.csvBuf = r.csvBuf[:0]
			return event.Malformed
		}
		r.csvBuf = append(append(r.csvBuf, '\n'), line...)
		line = r.csvBuf
	}
	var open bool
	if r.csv, r.scratch, open = lex.Row(line, ',', r.csv, r.scratch); open {
		if len(r.csvBuf) == 0 {
			if t, _ := r.time(line); t == 0 {
				return event.Malformed
			}
			r.csvBuf = append(r.csvBuf, line...)
		}
		return event.Nothing
	}
	w := r.csv
	done := len(r.csvBuf) > 0
	if len(w) < 22 {
		r.csvBuf = r.csvBuf[:0]
		return event.Malformed
	}
	x := entry{user: w[1], database: w[2], pid: w[3], host: w[4], session: w[5], line: w[6], level: w[11], state: w[12], message: w[13], statement: w[19]}
	if len(w) > 22 {
		x.app = w[22]
	}
	x.time, _ = r.time(w[0])
	// What pgaudit quotes is undone into another scratch, for the message lies in this one.
	r.scratch, r.spare = r.spare, r.scratch
	v := r.say(&x, e)
	if done {
		r.csvBuf = r.csvBuf[:0] // its bytes stay until the next record
	}
	return v
}

// JSON is the event.Parser of jsonlog.
type JSON struct{}

// Name implements event.Parser.
func (JSON) Name() string { return "postgres-json" }

// Form implements event.Parser.
func (JSON) Form() event.Form { return event.JSON }

// Match implements event.Parser.
func (JSON) Match(sample []event.Record) event.Certainty {
	if flat.Share(sample, "error_severity", "message", "pid", "line_num") > 50 {
		return event.Sure
	}
	return event.No
}

// Reader implements event.Parser.
func (JSON) Reader(o event.Options) event.Reader {
	return &jsonReader{reader: reader{zone: o.Zone, store: []byte(o.Store)}, pick: flat.NewPicker([][]string{{"timestamp"}, {"user"}, {"dbname"}, {"pid"}, {"remote_host"}, {"session_id"},
		{"error_severity"}, {"state_code"}, {"message"}, {"statement"}, {"application_name"}})}
}

type jsonReader struct {
	reader
	pick *flat.Picker
	v    [11][]byte
}

// Read implements event.Reader.
func (r *jsonReader) Read(rec *event.Record, e *event.Event) event.Verdict {
	v := &r.v
	r.pick.Pick(rec.Fields, v[:])
	if v[6] == nil || v[8] == nil {
		return event.Malformed
	}
	x := entry{user: v[1], database: v[2], pid: v[3], host: v[4], session: v[5], level: v[6], state: v[7], message: v[8], statement: v[9], app: v[10]}
	x.time, _ = r.time(v[0])
	return r.say(&x, e)
}
