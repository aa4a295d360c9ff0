package shape

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/syslog"
)

const (
	wrapMessage = iota
	wrapTime
	wrapHost
	wrapProgram
	wrapPID
	wrapSeverity
	wrapSeq
	wraps
)

var wrapNames = [][]string{
	wrapMessage:  {"MESSAGE", "message", "log", "msg", "event.original", "@message", "textPayload", "line"},
	wrapTime:     {"_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP", "@timestamp", "time", "timestamp", "isotimestamp"},
	wrapHost:     {"_HOSTNAME", "host", "host.name", "host.hostname", "hostname", "fromhost"},
	wrapProgram:  {"SYSLOG_IDENTIFIER", "_COMM", "process.name", "program", "programname", "app-name", "syslogtag"},
	wrapPID:      {"_PID", "SYSLOG_PID", "process.pid", "procid", "pid"},
	wrapSeverity: {"PRIORITY"},
	wrapSeq:      {"__SEQNUM"},
}

// message takes a record out of the JSON object that carries it. What carries none is given as it stands.
func (s *Shaper) message(line []byte, h *event.Head) []byte {
	var ok bool
	if s.wrap, ok = s.outer.Object(line, s.wrap[:0]); !ok {
		return line
	}
	// The first name that there is counts, wherever it stands: journald has its fields in any order.
	var v [wraps][]byte
	var best [wraps]int
	for i := range s.wrap {
		f := &s.wrap[i]
		for slot, names := range wrapNames {
			for rank, n := range names {
				if f.Name == n && (v[slot] == nil || rank < best[slot]) {
					v[slot], best[slot] = f.Value, rank
				}
			}
		}
	}
	if v[wrapMessage] == nil {
		return line
	}
	h.Host, h.Program, h.PID = v[wrapHost], v[wrapProgram], v[wrapPID]
	if h.Time = event.Epoch(v[wrapTime]); h.Time == 0 {
		h.Time = s.heads.ISO(v[wrapTime])
	}
	h.Seq = max(lex.Number(v[wrapSeq]), 0)
	if p := v[wrapSeverity]; len(p) == 1 && p[0]-'0' < 8 {
		h.Severity = int8(p[0] - '0')
	}
	msg := Clean(v[wrapMessage])
	// Docker's and Filebeat's message may have a head of syslog itself.
	if h.Program == nil {
		var inner event.Head
		if rest, ok := s.heads.Head(msg, &inner); ok {
			if inner.Time == 0 {
				inner.Time = h.Time
			}
			if inner.Host == nil {
				inner.Host = h.Host
			}
			*h = inner
			return rest
		}
	}
	return msg
}

// Wrapped tells whether an object carries a message that is a record of its own.
func Wrapped(object []byte) bool {
	var f flat.Flattener
	fields, ok := f.Object(object, nil)
	if !ok {
		return false
	}
	for i := range fields {
		for _, n := range wrapNames[wrapMessage] {
			if fields[i].Name == n && len(fields[i].Value) > 0 && fields[i].Value[0] != '{' {
				return true
			}
		}
	}
	return false
}

// runtime takes off "2026-11-27T09:50:05.123456789Z stdout F ".
func runtime(line []byte, heads *syslog.Reader, h *event.Head) []byte {
	if !IsRuntime(line) {
		return line
	}
	i := bytes.IndexByte(line, ' ')
	h.Time = heads.ISO(line[:i])
	return line[i+len(" stdout F "):]
}

// IsRuntime tells whether a line has the prefix of a container runtime.
func IsRuntime(line []byte) bool {
	i := bytes.IndexByte(line, ' ')
	if i < 20 || len(line) < i+10 {
		return false
	}
	return line[10] == 'T' && (lex.Begins(line[i:], " stdout F ") || lex.Begins(line[i:], " stderr F ") || lex.Begins(line[i:], " stdout P ") || lex.Begins(line[i:], " stderr P "))
}
