// Package syslog takes the heads off messages: of RFC 5424 with its structured data, of RFC 3164 as devices and files have
// it (with and without a priority, a host, a year), and of what rsyslog and journald write with times of ISO 8601.
package syslog

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Reader takes heads off. Its zero value is ready: times that do not say their zone are of UTC, those that do not say their
// year are unknown.
type Reader struct {
	Zone int   // seconds east of UTC of times that do not say theirs
	Now  int64 // µs since 1970, about when the messages were written

	clock event.Clock
}

// Head fills h and returns the message behind the head; false if the line has none.
func (r *Reader) Head(line []byte, h *event.Head) (msg []byte, ok bool) {
	*h = event.Head{Severity: -1}
	rest, pri := line, false
	if len(rest) > 0 && rest[0] == '<' {
		i, n := 1, 0
		for i < len(rest) && i < 5 && rest[i]-'0' <= 9 {
			n = n*10 + int(rest[i]-'0')
			i++
		}
		if i > 1 && i < len(rest) && rest[i] == '>' && n <= 191 {
			h.Severity, rest, pri = int8(n%8), rest[i+1:], true
		}
	}
	if pri && len(rest) > 2 && rest[0] == '1' && rest[1] == ' ' {
		if msg, ok := r.new(rest[2:], h); ok {
			return msg, true
		}
	}
	t, n := r.clock.Stamp(rest, r.Zone, r.Now)
	if n == 0 {
		if n = isoEnd(rest); n > 0 {
			if t = r.clock.ISO(rest[:n], r.Zone); t == 0 {
				n = 0
			}
		}
	}
	if n == 0 || n < len(rest) && rest[n] != ' ' && rest[n] != ':' {
		return rest, pri
	}
	h.Time = t
	rest = rest[n:]
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == ':') {
		rest = rest[1:]
	}
	// Host and tag; a tag alone where the message came over a local socket.
	if at := tag(rest, h); at > 0 {
		return lex.Trim(rest[at:]), true
	}
	host, behind, ok := lex.Word(rest)
	if !ok {
		return rest, true
	}
	if lex.Ends(host, ":") { // a message of a device that has no host: "Nov 27 09:50:05 %SYS-5-CONFIG_I: …"
		return rest, true
	}
	h.Host = host
	if at := tag(behind, h); at > 0 {
		return lex.Trim(behind[at:]), true
	}
	return lex.Trim(behind), true
}

// tag reads "program[pid]:" or "program:" and returns how long it was with its blanks, 0 if there is none.
func tag(s []byte, h *event.Head) int {
	i := 0
	for i < len(s) && i < 64 && s[i] != ' ' && s[i] != ':' && s[i] != '[' && s[i] != '=' && s[i] != '"' {
		i++
	}
	if i == 0 || i == len(s) || i == 64 {
		return 0
	}
	name := s[:i]
	var pid []byte
	if s[i] == '[' {
		end := bytes.IndexByte(s[i:], ']')
		if end < 0 || end > 32 {
			return 0
		}
		pid, i = s[i+1:i+end], i+end+1
		if i == len(s) || s[i] != ':' {
			return 0
		}
	}
	if s[i] != ':' || i+1 < len(s) && s[i+1] != ' ' {
		return 0
	}
	if j := bytes.LastIndexByte(name, '/'); j >= 0 && j+1 < len(name) {
		name = name[j+1:]
	}
	if j := bytes.IndexByte(name, '('); j > 0 { // sshd(pam_unix)[123]
		name = name[:j]
	}
	h.Program, h.PID = name, pid
	return i + 1
}

// new reads what follows "<13>1 " by RFC 5424.
func (r *Reader) new(s []byte, h *event.Head) (msg []byte, ok bool) {
	var w [5][]byte
	for i := range w {
		if w[i], s, ok = lex.Word(s); !ok {
			return nil, false
		}
	}
	if lex.Said(w[0]) != nil {
		if h.Time = r.clock.ISO(w[0], r.Zone); h.Time == 0 {
			return nil, false
		}
	}
	h.Host, h.Program, h.PID = lex.Said(w[1]), lex.Said(w[2]), lex.Said(w[3])
	if s, ok = structured(s, h); !ok {
		return nil, false
	}
	if len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	if len(s) >= 3 && s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf {
		s = s[3:]
	}
	return s, true
}

// structured passes over the structured data and takes the number of the message out of it.
func structured(s []byte, h *event.Head) ([]byte, bool) {
	if len(s) == 0 {
		return s, true
	}
	if s[0] == '-' {
		return s[1:], true
	}
	for len(s) > 0 && s[0] == '[' {
		i, quoted := 1, false
		for ; i < len(s); i++ {
			if s[i] == '\\' && quoted {
				i++
				continue
			}
			if s[i] == '"' {
				quoted = !quoted
			}
			if s[i] == ']' && !quoted {
				break
			}
		}
		if i >= len(s) {
			return nil, false
		}
		if lex.Begins(s, "[meta ") {
			if n := lex.Number(lex.Between(s[:i], `sequenceId="`, `"`)); n > 0 {
				h.Seq = n
			}
		}
		s = s[i+1:]
	}
	return s, true
}

// isoEnd is how long a time of ISO 8601 at the beginning of s is, 0 if there is none.
func isoEnd(s []byte) int {
	if len(s) < 20 || s[4] != '-' || s[10] != 'T' {
		return 0
	}
	i := 19
	for i < len(s) && i < 40 && (s[i]-'0' <= 9 || s[i] == '.' || s[i] == ',' || s[i] == '+' || s[i] == '-' || s[i] == 'Z' || s[i] == ':' && i+1 < len(s) && s[i+1]-'0' <= 9) {
		i++
	}
	return i
}

// ISO reads a time of ISO 8601 by the reader's own zone; 0 if s is none.
func (r *Reader) ISO(s []byte) int64 { return r.clock.ISO(s, r.Zone) }
