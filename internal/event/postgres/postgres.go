// Package postgres reads the logs of PostgreSQL: lines with any of the prefixes in use, csvlog and jsonlog; what pgaudit says
// of reads and changes, statements that are logged as such, and who came, went and was refused.
//
// A log of PostgreSQL says an address once, when a connection is received. A reader remembers it, by process, for the
// records that follow.
package postgres

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of lines.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "postgres" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Indented implements event.Indenter: statements have lines.
func (Parser) Indented() bool { return true }

// Match implements event.Parser: more than a third of the lines begin a record, for statements have lines too.
func (p Parser) Match(sample []event.Record) event.Certainty {
	n, sure := 0, false
	for i := range sample {
		l := sample[i].Line
		if _, at := severity(l); at > 0 {
			n++
			sure = sure || lex.Index(l, "AUDIT: S") > 0 || lex.Index(l, "connection received: host=") > 0 || lex.Index(l, "connection authorized: user=") > 0
		} else if len(l) > 0 && l[0] == '\t' {
			n++
		}
	}
	switch {
	case n > 0 && 3*n >= len(sample) && sure:
		return event.Sure
	case 10*n >= 7*len(sample) && n > 0:
		return event.Likely
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader {
	return &reader{zone: o.Zone, store: []byte(o.Store)}
}

type reader struct {
	clock event.Clock
	zone  int
	store []byte
	procs processes

	row     [][]byte
	scratch []byte
	spare   []byte
	csv     [][]byte
	csvBuf  []byte
}

// entry is a record of any of the forms.
type entry struct {
	time                            int64
	level, message                  []byte
	user, database, app, host, pid  []byte
	session, state, statement, line []byte
	number                          int64 // of the process
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	if len(line) == 0 || line[0] == '\t' || line[0] == ' ' {
		return event.Nothing // a statement goes on
	}
	word, at := severity(line)
	if at == 0 {
		if _, rest, ok := lex.Item(line); ok && line[0] == '[' && (lex.Begins(lex.Trim(rest), "#011") || lex.Begins(rest, " \t")) {
			return event.Nothing // and so over syslog: "[5-2] #011FROM customers"
		}
		return event.Malformed
	}
	x := entry{level: word, time: rec.Head.Time, pid: rec.Head.PID}
	x.message = lex.Trim(line[at:])
	r.prefix(line[:at-len(word)-1], &x)
	return r.say(&x, e)
}

// severities are how records begin behind the prefix. A server that speaks Japanese says them so.
var severities = [...]string{"LOG:", "ERROR:", "FATAL:", "STATEMENT:", "DETAIL:", "WARNING:", "HINT:", "NOTICE:", "INFO:", "PANIC:", "CONTEXT:", "QUERY:", "LOCATION:", "DEBUG:", "DEBUG1:", "DEBUG2:", "DEBUG3:", "DEBUG4:", "DEBUG5:",
	"ログ:", "エラー:", "致命的エラー:", "警告:", "詳細:", "ヒント:", "文:", "ステートメント:", "パニック:", "コンテキスト:", "情報:", "注意:"}

// severity finds the first severity, and where the message behind it begins; 0 if there is none.
func severity(line []byte) (word []byte, at int) {
	for i := 0; i < len(line) && i < 512; {
		j := bytes.IndexByte(line[i:], ':')
		if j < 0 {
			return nil, 0
		}
		i += j + 1
		if i == len(line) || line[i] != ' ' {
			continue
		}
		for _, s := range severities {
			k := i - len(s)
			if k >= 0 && string(line[k:i]) == s && (k == 0 || line[k-1] == ' ' || line[k-1] == ':' || line[k-1] == ']' || line[k-1] == '|' || line[k-1] == ',' || line[k-1] == '>' || line[k-1] == ')' || line[k-1] == '-') {
				return line[k : i-1], i
			}
		}
	}
	return nil, 0
}

// prefix reads what log_line_prefix put: a time, [pid], user@database, pairs, host(port), in any order.
func (r *reader) prefix(p []byte, x *entry) {
	if t, n := r.time(p); t != 0 {
		x.time, p = t, p[n:]
	}
	for len(p) > 0 {
		for len(p) > 0 && (p[0] == ' ' || p[0] == ':' || p[0] == ',' || p[0] == '|' || p[0] == '<' || p[0] == '>' || p[0] == '-') {
			p = p[1:]
		}
		if n := sessionLen(p); n > 0 {
			x.session, p = p[:n], p[n:]
			continue
		}
		i := six(p)
		for i < len(p) && p[i] != ' ' && p[i] != ',' && p[i] != '|' && !(p[i] == ':' && bytes.IndexByte(p[:i], '=') < 0) {
			i++
		}
		w := bytes.TrimRight(p[:i], "-")
		p = p[i:]
		switch {
		case len(w) == 0:
		case w[0] == '[' && w[len(w)-1] == ']':
			if inner := w[1 : len(w)-1]; lex.Number(inner) >= 0 && x.pid == nil {
				x.pid = inner
			} else if at := bytes.IndexByte(inner, '@'); at > 0 {
				account(inner, at, x)
			}
		case bytes.IndexByte(w, '=') > 0:
			if lex.Index(w, "app") >= 0 { // the only value that may have blanks
				if end := bytes.IndexAny(p, ",]"); end > 0 && p[0] == ' ' && bytes.IndexByte(p[:end], '=') < 0 {
					w, p = w[:len(w)+end], p[end:]
				}
			}
			pair(bytes.Trim(w, "[]()"), x)
		case bytes.IndexByte(w, '@') > 0:
			account(w, bytes.IndexByte(w, '@'), x)
		case lex.Number(w) >= 0:
			if x.pid == nil {
				x.pid = w
			}
		default:
			if _, ok := lex.Host(w); x.host == nil && (ok || w[len(w)-1] == ')' && bytes.IndexByte(w, '(') > 0) {
				x.host = w
			}
		}
	}
}

// six is how long the address of version 6 is that p begins with; 0 if it begins with none.
func six(p []byte) int {
	n, colons := 0, 0
	for n < len(p) && (p[n]-'0' <= 9 || (p[n]|0x20)-'a' <= 5 || p[n] == ':' || p[n] == '.') {
		if p[n] == ':' {
			colons++
		}
		n++
	}
	if colons < 2 {
		return 0
	}
	for ; n > 2; n-- { // a colon behind it is a separator
		if _, ok := lex.Addr(p[:n]); ok {
			return n
		}
		if p[n-1] != ':' {
			return 0
		}
	}
	return 0
}

// sessionLen is how long the session's number is that p begins with, 0 if it begins with none.
func sessionLen(p []byte) int {
	n := 0
	for n < len(p) && n < 20 && (p[n]-'0' <= 9 || (p[n]|0x20)-'a' <= 5 || p[n] == '.') {
		n++
	}
	if _, ok := hexPID(p[:n]); !ok || bytes.Count(p[:n], []byte{'.'}) != 1 || n < len(p) && p[n] != ' ' && p[n] != '-' && p[n] != ':' && p[n] != ',' && p[n] != ']' && p[n] != '|' {
		return 0
	}
	return n
}

// hexPID is the process of a session's number, "6927e1c5.1092".
func hexPID(session []byte) (int64, bool) {
	i := bytes.IndexByte(session, '.')
	if i < 6 || len(session)-i > 9 || i+1 == len(session) {
		return 0, false
	}
	n := int64(0)
	for j, c := range session {
		d := c - '0'
		if d > 9 {
			if d = (c | 0x20) - 'a' + 10; d < 10 || d > 15 {
				if j != i {
					return 0, false
				}
				continue
			}
		}
		if j > i {
			n = n<<4 | int64(d)
		}
	}
	return n, n > 0
}

func account(w []byte, at int, x *entry) {
	db := w[at+1:]
	if i := bytes.LastIndexByte(db, '-'); i > 0 && x.host == nil { // yamada@shop-192.0.2.7
		if _, ok := lex.Host(db[i+1:]); ok {
			x.host, db = db[i+1:], db[:i]
		}
	}
	x.user, x.database = said(w[:at]), said(db)
}

func said(v []byte) []byte {
	if len(v) == 0 || string(v) == "[unknown]" || v[0] == '[' {
		return nil
	}
	return v
}

func pair(w []byte, x *entry) {
	i := bytes.IndexByte(w, '=')
	k, v := w[:i], said(w[i+1:])
	switch string(k) {
	case "user", "u", "usr":
		x.user = v
	case "db", "database", "d", "dbname":
		x.database = v
	case "app", "application", "application_name", "a":
		x.app = v
	case "client", "host", "h", "remote", "r", "ip", "client_addr":
		x.host = v
	case "pid", "p":
		x.pid = v
	case "session", "sid", "c":
		x.session = v
	}
}

// time reads the time that a prefix begins with: with a zone by its abbreviation ("JST"), by its offset, or by seconds since 1970.
func (r *reader) time(p []byte) (int64, int) {
	if len(p) >= 19 && p[4] == '-' {
		n := 19
		for n < len(p) && (p[n]-'0' <= 9 || p[n] == '.') {
			n++
		}
		zone, z, clock := r.zone, n, p[:n]
		if z < len(p) && p[z] == ' ' {
			z++
		}
		end := z
		for end < len(p) && end < z+5 && p[end]-'A' <= 25 {
			end++
		}
		if end == z && end < len(p) && (p[end] == '+' || p[end] == '-') {
			for end++; end < len(p) && end < z+6 && (p[end] == ':' || p[end]-'0' <= 9); {
				end++
			}
		}
		if s, ok := offset(p[z:end]); ok {
			zone, n = s, end
		}
		return r.clock.ISO(clock, zone), n
	}
	if i := bytes.IndexByte(p, ' '); i >= 10 {
		if t := event.Epoch(p[:i]); t != 0 {
			return t, i
		}
	}
	return 0, 0
}

// offset is that of a zone by its abbreviation as PostgreSQL writes it, or of +09.
func offset(z []byte) (int, bool) {
	switch string(z) {
	case "UTC", "GMT", "WET", "Z":
		return 0, true
	case "JST", "KST":
		return 9 * 3600, true
	case "CET", "BST", "WEST", "MET":
		return 3600, true
	case "CEST", "EET", "SAST", "MEST":
		return 2 * 3600, true
	case "EEST", "MSK":
		return 3 * 3600, true
	case "HKT", "PHT", "SGT", "AWST":
		return 8 * 3600, true
	case "WIB", "ICT":
		return 7 * 3600, true
	case "IST":
		return 5*3600 + 1800, true
	case "AEST":
		return 10 * 3600, true
	case "AEDT":
		return 11 * 3600, true
	case "NZST":
		return 12 * 3600, true
	case "EST":
		return -5 * 3600, true
	case "EDT":
		return -4 * 3600, true
	case "CST", "MDT":
		return -6 * 3600, true
	case "CDT":
		return -5 * 3600, true
	case "MST", "PDT":
		return -7 * 3600, true
	case "PST":
		return -8 * 3600, true
	case "BRT":
		return -3 * 3600, true
	}
	if len(z) >= 3 && (z[0] == '+' || z[0] == '-') {
		if h := lex.Number(z[1:3]); h >= 0 && h <= 14 {
			s := int(h) * 3600
			if len(z) >= 5 {
				if m := lex.Number(z[len(z)-2:]); m >= 0 {
					s += int(m) * 60
				}
			}
			if z[0] == '-' {
				s = -s
			}
			return s, true
		}
	}
	return 0, false
}
