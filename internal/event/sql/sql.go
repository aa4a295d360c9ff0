// Package sql says what a statement does, and to which tables, as far as its words tell: databases' logs hold statements.
package sql

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// verbs are the first words of statements.
var verbs = map[string]event.Action{
	"SELECT": event.Read, "FETCH": event.Read, "DECLARE": event.Read, "TABLE": event.Read, "VALUES": event.Other, "WITH": event.Read, "HANDLER": event.Read,
	"INSERT": event.Write, "UPDATE": event.Write, "MERGE": event.Write, "REPLACE": event.Write, "LOAD": event.Write, "IMPORT": event.Write,
	"DELETE": event.Delete, "TRUNCATE": event.Delete, "DROP": event.Delete, "COPY": event.Export, "BACKUP": event.Export, "UNLOAD": event.Export, "EXPORT": event.Export,
	"GRANT": event.Grant, "REVOKE": event.Grant, "CREATE": event.Admin, "ALTER": event.Admin, "RENAME": event.Admin, "REASSIGN": event.Admin, "SECURITY": event.Admin,
	"SHOW": event.List, "DESCRIBE": event.List, "DESC": event.List, "INSTALL": event.Admin, "UNINSTALL": event.Admin, "SHUTDOWN": event.Admin, "KILL": event.Admin,
	"SET": event.Other, "RESET": event.Other, "BEGIN": event.Other, "START": event.Other, "COMMIT": event.Other, "ROLLBACK": event.Other, "SAVEPOINT": event.Other, "RELEASE": event.Other,
	"EXPLAIN": event.Other, "ANALYZE": event.Other, "VACUUM": event.Other, "CALL": event.Other, "EXECUTE": event.Other, "PREPARE": event.Other, "DEALLOCATE": event.Other, "DO": event.Other,
	"LOCK": event.Other, "UNLOCK": event.Other, "LISTEN": event.Other, "NOTIFY": event.Other, "DISCARD": event.Other, "CLOSE": event.Other, "USE": event.Other, "FLUSH": event.Other,
	"CLUSTER": event.Other, "REINDEX": event.Other, "REFRESH": event.Other, "COMMENT": event.Other, "CHECKPOINT": event.Other, "OPTIMIZE": event.Other, "CHECK": event.Other, "END": event.Other, "ABORT": event.Other,
}

// Known tells whether text begins as a statement does.
func Known(text []byte) bool {
	t := tokens{s: text}
	w, _ := t.next()
	var b [12]byte
	_, ok := verbs[string(upper(b[:0], w))]
	return ok
}

// Say fills in operation, action and objects of a statement. What stands in e already, but for the action, is kept.
func Say(e *event.Event, text []byte) {
	e.Text = text
	t := tokens{s: text}
	word, _ := t.next()
	for len(word) == 1 && word[0] == '(' {
		word, _ = t.next()
	}
	var b [16]byte
	act, ok := verbs[string(upper(b[:0], word))]
	if !ok {
		return
	}
	if e.Op == nil {
		e.Op = word
	}
	e.Action = act
	switch verb := upper(b[:0], word); string(verb) {
	case "COPY":
		copied(e, &t)
	case "GRANT", "REVOKE":
		granted(e, &t)
	case "CREATE", "ALTER", "DROP", "RENAME":
		defined(e, &t)
	case "SET":
		set(e, &t)
	case "SHOW":
		w, _ := t.next()
		if lex.Is(w, "variables") || lex.Is(w, "session") || lex.Is(w, "global") || lex.Is(w, "warnings") || lex.Is(w, "status") {
			e.Action = event.Other
		}
	case "UPDATE":
		e.Object = object(e, t.name())
		tables(e, &t, verb)
	case "TRUNCATE", "TABLE", "DESCRIBE", "DESC":
		w := t.name()
		if lex.Is(w, "table") || lex.Is(w, "only") {
			w = t.name()
		}
		e.Object = object(e, w)
	default:
		if string(verb) == "SELECT" && lex.Index(text, "/*!40001 SQL_NO_CACHE */") >= 0 { // how mysqldump reads
			e.Action = event.Export
		}
		tables(e, &t, verb)
	}
}

// object is the first of the names that are known to be of a table.
func object(e *event.Event, name []byte) []byte {
	if len(e.Object) > 0 {
		return e.Object
	}
	return name
}

// tables finds what stands behind FROM, JOIN, INTO and the like.
func tables(e *event.Event, t *tokens, verb []byte) {
	with := string(verb) == "WITH"
	for n := 0; n < 4096; n++ {
		w, ok := t.next()
		if !ok {
			return
		}
		switch {
		case lex.Is(w, "from"), lex.Is(w, "join"):
			t.list(e)
		case lex.Is(w, "into"):
			w = t.name()
			if lex.Is(w, "outfile") || lex.Is(w, "dumpfile") {
				e.Action = event.Export
				continue
			}
			if lex.Is(w, "table") {
				w = t.name()
			}
			if len(w) > 0 && w[0] != '@' && w[0] != ':' {
				add(e, w)
			}
		case with && lex.Is(w, "insert"), with && lex.Is(w, "merge"):
			e.Action = event.Write
		case with && lex.Is(w, "update"):
			e.Action = event.Write
			add(e, t.name())
		case with && lex.Is(w, "delete"):
			e.Action = event.Delete
		}
	}
}

func add(e *event.Event, name []byte) {
	if len(name) == 0 || name[0] == '(' || name[0] == ')' || lex.Is(name, "select") || lex.Is(name, "lateral") {
		return
	}
	if len(e.Object) == 0 {
		e.Object = name
		return
	}
	if string(e.Object) == string(name) || len(e.Objects) >= 16 {
		return
	}
	for _, o := range e.Objects {
		if string(o) == string(name) {
			return
		}
	}
	e.Objects = append(e.Objects, name)
}

// copied reads COPY table (columns) TO … and COPY (query) TO ….
func copied(e *event.Event, t *tokens) {
	name := t.name()
	if len(name) == 1 && name[0] == '(' {
		tables(e, t, nil)
		return
	}
	add(e, name)
	for {
		w, ok := t.next()
		if !ok || lex.Is(w, "to") {
			return
		}
		if lex.Is(w, "from") {
			e.Action = event.Write
			return
		}
	}
}

// granted reads GRANT what ON object TO whom, and GRANT role TO whom.
func granted(e *event.Event, t *tokens) {
	for {
		w, ok := t.next()
		if !ok {
			return
		}
		switch {
		case lex.Is(w, "on"):
			name := t.name()
			for lex.Is(name, "table") || lex.Is(name, "all") || lex.Is(name, "tables") || lex.Is(name, "in") || lex.Is(name, "schema") || lex.Is(name, "database") || lex.Is(name, "sequence") || lex.Is(name, "function") {
				name = t.name()
			}
			e.Object = object(e, name)
		case lex.Is(w, "to"), lex.Is(w, "from"):
			e.Target = t.name()
			return
		}
	}
}

// defined reads CREATE, ALTER, DROP and RENAME: of users it is Admin, dropping data is Delete.
func defined(e *event.Event, t *tokens) {
	for {
		w, ok := t.next()
		if !ok {
			return
		}
		switch {
		case lex.Is(w, "or"), lex.Is(w, "replace"), lex.Is(w, "temporary"), lex.Is(w, "temp"), lex.Is(w, "unlogged"), lex.Is(w, "global"), lex.Is(w, "local"), lex.Is(w, "materialized"),
			lex.Is(w, "unique"), lex.Is(w, "foreign"), lex.Is(w, "external"), lex.Is(w, "if"), lex.Is(w, "not"), lex.Is(w, "exists"):
			continue
		case lex.Is(w, "user"), lex.Is(w, "role"), lex.Is(w, "group"), lex.Is(w, "login"):
			e.Action = event.Admin
			e.Target = past(t)
			return
		case lex.Is(w, "table"), lex.Is(w, "database"), lex.Is(w, "schema"), lex.Is(w, "tablespace"):
			e.Object = object(e, past(t))
		default:
			e.Action = event.Admin
			e.Object = object(e, past(t))
		}
		return
	}
}

// past is the next name but for IF [NOT] EXISTS.
func past(t *tokens) []byte {
	for {
		w := t.name()
		if lex.Is(w, "if") || lex.Is(w, "not") || lex.Is(w, "exists") || lex.Is(w, "only") || lex.Is(w, "concurrently") {
			continue
		}
		return w
	}
}

// set reads SET PASSWORD and SET ROLE; other settings are nobody's business.
func set(e *event.Event, t *tokens) {
	w, _ := t.next()
	switch {
	case lex.Is(w, "password"):
		e.Action = event.Admin
		if w, _ = t.next(); lex.Is(w, "for") {
			e.Target = t.name()
		}
	case lex.Is(w, "role"):
		e.Target = t.name()
	}
}
