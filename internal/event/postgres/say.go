package postgres

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sql"
)

// say fills in an event of a record.
func (r *reader) say(x *entry, e *event.Event) event.Verdict {
	if x.time == 0 {
		return event.Malformed
	}
	if x.number = lex.Number(x.pid); x.number <= 0 {
		x.number, _ = hexPID(x.session)
	}
	p := r.procs.of(x.number)
	e.Time = x.time
	if e.Actor = x.user; e.Actor == nil {
		e.Actor = p.user()
	}
	if e.Store = x.database; e.Store == nil {
		if e.Store = p.database(); e.Store == nil && len(r.store) > 0 {
			e.Store = r.store
		}
	}
	e.Client, e.Session = x.app, x.session
	if e.Session == nil {
		e.Session = x.pid
	}
	if a, ok := lex.Host(x.host); ok {
		e.From = a
	} else if e.From = p.from; x.host != nil && string(x.host) != "[local]" {
		e.Device = x.host
	}
	v := r.message(x, e)
	if v == event.Access {
		if string(e.Actor) == "postgres" {
			e.Sort = event.Privileged
		}
		e.Raw = append(e.Raw, event.Field{Name: "user", Value: e.Actor}, event.Field{Name: "database", Value: e.Store}, event.Field{Name: "level", Value: x.level}, event.Field{Name: "message", Value: x.message},
			event.Field{Name: "application_name", Value: e.Client}, event.Field{Name: "statement", Value: x.statement}, event.Field{Name: "pid", Value: x.pid}, event.Field{Name: "state_code", Value: x.state})
	}
	return v
}

func (r *reader) message(x *entry, e *event.Event) event.Verdict {
	m := x.message
	switch {
	case lex.Begins(m, "AUDIT: "):
		return r.audit(m[len("AUDIT: "):], e)
	case lex.Begins(m, "statement: "):
		return statement(m[len("statement: "):], e)
	case lex.Begins(m, "execute "):
		return executed(m, e)
	case lex.Begins(m, "duration: "):
		return duration(m, e)
	case lex.Begins(m, "connection received: "), lex.Begins(m, "接続を受け付けました: "):
		r.procs.received(x.number, lex.Between(m, "host=", " "))
		return event.Nothing
	case lex.Begins(m, "connection authorized: "), lex.Begins(m, "replication connection authorized: "), lex.Begins(m, "接続の認証完了: "):
		e.Actor = lex.Any(lex.Between(m, "user=", " "), e.Actor)
		e.Store = lex.Any(lex.Between(m, "database=", " "), e.Store)
		e.Client = lex.Any(lex.Between(m, "application_name=", " SSL"), e.Client)
		r.procs.authorized(x.number, e.Actor, e.Store)
		e.Action, e.Outcome, e.Text = event.Login, event.Success, m
		return event.Access
	case lex.Begins(m, "disconnection: "), lex.Begins(m, "接続を切断: "):
		e.Actor = lex.Any(lex.Between(m, "user=", " "), e.Actor)
		e.Store = lex.Any(lex.Between(m, "database=", " "), e.Store)
		if a, ok := lex.Host(lex.Between(m, "host=", " ")); ok {
			e.From = a
		}
		r.procs.gone(x.number)
		e.Action, e.Outcome, e.Text = event.Logout, event.Success, m
		return event.Access
	}
	switch string(x.level) {
	case "FATAL", "致命的エラー":
		return refused(m, e)
	case "ERROR", "エラー":
		return failed(x, e)
	}
	return event.Nothing
}

// audit reads what pgaudit writes: SESSION,1,1,READ,SELECT,TABLE,public.customers,"SELECT …",<not logged>[,rows].
func (r *reader) audit(s []byte, e *event.Event) event.Verdict {
	r.row, r.scratch, _ = lex.Row(s, ',', r.row, r.scratch)
	w := r.row
	if len(w) < 7 {
		return event.Malformed
	}
	class, command, kind, name := w[3], w[4], w[5], w[6]
	if len(w) > 7 && string(w[7]) != "<not logged>" && string(w[7]) != "<previously logged>" {
		sql.Say(e, w[7])
	}
	e.Outcome = event.Success
	if len(name) > 0 {
		if e.Object = name; len(e.Objects) > 0 { // pgaudit gives each table a record of its own
			e.Objects = e.Objects[:0]
		}
	}
	said := e.Action
	switch string(class) {
	case "READ":
		e.Action = event.Read
	case "WRITE":
		e.Action = event.Write
	case "ROLE":
		e.Action = event.Grant
	case "DDL":
		e.Action = event.Admin
	default: // FUNCTION, MISC, MISC_SET
		e.Action = event.Other
	}
	e.Op = command
	switch {
	case lex.Begins(command, "COPY"):
		if string(class) == "READ" {
			e.Action = event.Export
		}
	case lex.Begins(command, "DELETE"), lex.Begins(command, "TRUNCATE"), lex.Begins(command, "DROP TABLE"), lex.Begins(command, "DROP SCHEMA"), lex.Begins(command, "DROP DATABASE"):
		e.Action = event.Delete
	case lex.Begins(command, "CREATE ROLE"), lex.Begins(command, "CREATE USER"), lex.Begins(command, "ALTER ROLE"), lex.Begins(command, "ALTER USER"), lex.Begins(command, "DROP ROLE"), lex.Begins(command, "DROP USER"):
		e.Action = event.Admin
	case lex.Begins(command, "GRANT"), lex.Begins(command, "REVOKE"):
		e.Action = event.Grant
	case string(class) == "WRITE" && said == event.Delete:
		e.Action = event.Delete
	}
	if len(w) > 9 {
		e.Rows = lex.Number(w[9])
	}
	e.Raw = append(e.Raw, event.Field{Name: "audit_type", Value: w[0]}, event.Field{Name: "class", Value: class}, event.Field{Name: "command", Value: command},
		event.Field{Name: "object_type", Value: kind}, event.Field{Name: "object_name", Value: name}, event.Field{Name: "statement_id", Value: w[1]})
	return event.Access
}

func statement(s []byte, e *event.Event) event.Verdict {
	sql.Say(e, s)
	e.Outcome = event.Success
	return event.Access
}

// executed reads "execute <unnamed>: SELECT …", "execute fetch from S_1/C_2: …".
func executed(m []byte, e *event.Event) event.Verdict {
	rest, ok := lex.After(m, ": ")
	if !ok {
		return event.Nothing
	}
	return statement(rest, e)
}

// duration reads "duration: 12.345 ms  statement: SELECT …". Without a statement, and for the steps that execute nothing,
// it is told elsewhere.
func duration(m []byte, e *event.Event) event.Verdict {
	rest, ok := lex.After(m, " ms  ")
	switch {
	case !ok:
		return event.Nothing
	case lex.Begins(rest, "statement: "):
		return statement(rest[len("statement: "):], e)
	case lex.Begins(rest, "execute "):
		return executed(rest, e)
	}
	return event.Nothing
}

// refused reads why somebody could not come in.
func refused(m []byte, e *event.Event) event.Verdict {
	e.Action, e.Outcome, e.Reason, e.Text = event.Login, event.Failure, m, m
	switch {
	case lex.Index(m, "authentication failed for user ") >= 0, lex.Index(m, "認証に失敗しました") >= 0:
		e.Actor = lex.Any(lex.Between(m, `"`, `"`), e.Actor)
	case lex.Begins(m, "no pg_hba.conf entry for "), lex.Begins(m, "pg_hba.conf rejects "):
		e.Actor = lex.Any(lex.Between(m, `user "`, `"`), e.Actor)
		e.Store = lex.Any(lex.Between(m, `database "`, `"`), e.Store)
		if a, ok := lex.Host(lex.Between(m, `host "`, `"`)); ok {
			e.From = a
		}
	case lex.Begins(m, `role "`), lex.Begins(m, "permission denied for database"), lex.Begins(m, "too many connections for"), lex.Begins(m, "no PostgreSQL user name"), lex.Begins(m, "ロール"):
		e.Actor = lex.Any(lex.Between(m, `role "`, `"`), e.Actor)
	case lex.Begins(m, `database "`):
		e.Store = lex.Any(lex.Between(m, `database "`, `"`), e.Store)
	case lex.Begins(m, "password authentication"), lex.Begins(m, "certificate authentication"):
	default:
		return event.Nothing
	}
	return event.Access
}

// failed reads what was refused to somebody who is in.
func failed(x *entry, e *event.Event) event.Verdict {
	m := x.message
	if !lex.Begins(m, "permission denied ") && !lex.Begins(m, "must be ") && !(lex.Ends(m, "へのアクセスが拒否されました")) && string(x.state) != "42501" {
		return event.Nothing
	}
	e.Action = event.Read
	if len(x.statement) > 0 {
		sql.Say(e, x.statement)
	}
	if rest, ok := lex.After(m, " for "); ok && e.Object == nil {
		_, name, _ := lex.Word(rest)
		if e.Object = name; len(name) == 0 {
			e.Object = rest
		}
		e.Object = bytes.Trim(e.Object, `"`)
	}
	e.Outcome, e.Reason = event.Failure, m
	return event.Access
}
