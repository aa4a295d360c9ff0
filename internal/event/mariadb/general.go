package mariadb

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sql"
)

// General is the event.Parser of the general log. It says who a connection is of once, when it begins.
type General struct{}

// Name implements event.Parser.
func (General) Name() string { return "mysql-general" }

// Form implements event.Parser.
func (General) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p General) Match(sample []event.Record) event.Certainty {
	n := 0
	for i := range sample {
		if _, _, ok := command(sample[i].Line); ok {
			n++
		}
	}
	if n > 0 && 3*n >= len(sample) {
		return event.Likely
	}
	return event.No
}

// Reader implements event.Parser.
func (General) Reader(o event.Options) event.Reader {
	return &general{reader: reader{zone: o.Zone}, store: []byte(o.Store)}
}

const connections = 1024

type general struct {
	reader
	store []byte
	last  int64 // the time of the last line that said one: older servers say it once a second
	conns [connections]connection
}

type connection struct {
	id            int64
	who           [160]byte
	user, host, n uint8
}

// command finds "12 Query" and what stands before and behind it.
func command(line []byte) (before, rest []byte, ok bool) {
	for at := 0; at < len(line); {
		i := bytes.IndexByte(line[at:], '\t')
		if i < 0 {
			return nil, nil, false
		}
		at += i
		rest = lex.Trim(line[at:])
		id, more, _ := lex.Word(rest)
		if lex.Number(id) >= 0 {
			for _, c := range [...]string{"Query\t", "Connect\t", "Quit\t", "Quit", "Init DB\t", "Execute\t", "Prepare\t", "Change user\t", "Field List\t", "Statistics", "Close stmt", "Binlog Dump\t", "Shutdown", "Ping", "Reset stmt\t"} {
				if lex.Begins(more, c) {
					return lex.Trim(line[:at]), rest, true
				}
			}
		}
		at++
		if at > 40 {
			break
		}
	}
	return nil, nil, false
}

// Read implements event.Reader.
func (r *general) Read(rec *event.Record, e *event.Event) event.Verdict {
	before, rest, ok := command(rec.Line)
	if !ok {
		return event.Nothing // a statement goes on, or the server says of itself
	}
	if len(before) > 0 {
		t := r.time(before)
		if t == 0 {
			return event.Malformed
		}
		r.last = t
	}
	if e.Time = r.last; e.Time == 0 {
		return event.Malformed
	}
	id, rest, _ := lex.Word(rest)
	what := rest
	var arg []byte
	if i := bytes.IndexByte(rest, '\t'); i >= 0 {
		what, arg = rest[:i], rest[i+1:]
	}
	n := lex.Number(id)
	c := &r.conns[n%connections]
	if c.id != n || string(what) == "Connect" {
		*c = connection{id: n}
	}
	e.Session, e.Op, e.Outcome, e.Store = id, what, event.Success, r.store
	switch string(what) {
	case "Connect":
		return r.connect(e, c, arg)
	case "Query", "Execute":
		sql.Say(e, arg)
	case "Quit":
		e.Action = event.Logout
	case "Binlog Dump":
		e.Action = event.Export
	default:
		return event.Nothing
	}
	r.who(e, c)
	e.Raw = append(e.Raw, event.Field{Name: "command", Value: what}, event.Field{Name: "argument", Value: arg}, event.Field{Name: "connectionid", Value: id})
	return event.Access
}

func (r *general) who(e *event.Event, c *connection) {
	if c.user > 0 {
		e.Actor = c.who[:c.user]
	}
	if host := c.who[c.user:c.host]; len(host) > 0 {
		var ok bool
		if e.From, ok = lex.Addr(host); !ok {
			e.Device = host
		}
	}
	if db := c.who[c.host:c.n]; len(db) > 0 {
		e.Store = db
	}
	if string(e.Actor) == "root" {
		e.Sort = event.Privileged
	}
}

// connect reads "yamada@192.0.2.7 on shop using TCP/IP" and "Access denied for user 'x'@'192.0.2.7' (using password: YES)".
func (r *general) connect(e *event.Event, c *connection, arg []byte) event.Verdict {
	e.Action, e.Text = event.Login, arg
	user, host, db := []byte(nil), []byte(nil), []byte(nil)
	if lex.Begins(arg, "Access denied for user ") {
		e.Outcome, e.Reason = event.Failure, arg
		user, host = lex.Between(arg, "'", "'"), lex.Between(arg, "'@'", "'")
	} else {
		w := arg
		if i := lex.Index(arg, " on "); i >= 0 {
			w = arg[:i]
			db, _, _ = lex.Word(arg[i+4:])
			if string(db) == "using" {
				db = nil
			}
		}
		i := bytes.LastIndexByte(w, '@')
		if i < 0 {
			return event.Malformed
		}
		user, host = w[:i], w[i+1:]
	}
	if len(user)+len(host)+len(db) <= len(c.who) {
		c.user = uint8(copy(c.who[:], user))
		c.host = c.user + uint8(copy(c.who[c.user:], host))
		c.n = c.host + uint8(copy(c.who[c.host:], db))
	}
	r.who(e, c)
	e.Raw = append(e.Raw, event.Field{Name: "command", Value: e.Op}, event.Field{Name: "argument", Value: arg}, event.Field{Name: "connectionid", Value: e.Session})
	return event.Access
}
