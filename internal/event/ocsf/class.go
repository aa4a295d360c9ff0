// Package ocsf turns events into the Open Cybersecurity Schema Framework and reads them out of it: Account Change (3001),
// Authentication (3002), User Access Management (3005), HTTP Activity (4002), API Activity (6003), Datastore Activity (6005),
// File Hosting Activity (6006), of version 1.3 and later.
//
// What an event says and the schema has no attribute for stands under "unmapped", so that an event read back is the same.
// A written event holds whatever the event does, names of persons included: whoever writes one has sealed them before.
package ocsf

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sql"
)

// Version is the schema's version that events are written in.
const Version = "1.3.0"

// The classes.
const (
	AccountChange  = 3001
	Authentication = 3002
	UserAccess     = 3005
	HTTP           = 4002
	API            = 6003
	Datastore      = 6005
	FileHosting    = 6006
)

// Class is the class of an event that a product's log told, and its activity. product is the name of the parser.
func Class(e *event.Event, product string) (class, activity int) {
	switch e.Action {
	case event.Login:
		return Authentication, 1
	case event.Logout:
		return Authentication, 2
	case event.Grant:
		if taken(e.Op) {
			return UserAccess, 2
		}
		return UserAccess, 1
	case event.Admin, event.Link, event.Transfer:
		if len(e.Target) > 0 {
			return AccountChange, change(e.Op)
		}
	}
	if n := verb(e.Op); n != 0 && (e.Status != 0 || web(product)) {
		return HTTP, n
	}
	switch product {
	case "m365", "m365-csv", "workspace":
		if e.Action != event.Admin && e.Action != event.Other {
			return FileHosting, hosting(e)
		}
	case "postgres", "postgres-csv", "postgres-json", "mariadb", "mysql-general", "search", "search-text":
		if e.Action != event.Other {
			return Datastore, store(e)
		}
	default:
		if sql.Known(e.Op) && len(e.Text) > len(e.Op) && sql.Known(e.Text) {
			return Datastore, store(e)
		}
	}
	return API, call(e)
}

func web(product string) bool {
	switch product {
	case "access", "access-json", "w3c", "alb", "squid":
		return true
	}
	return false
}

func verb(op []byte) int {
	switch string(op) {
	case "CONNECT":
		return 1
	case "DELETE":
		return 2
	case "GET":
		return 3
	case "HEAD":
		return 4
	case "OPTIONS":
		return 5
	case "POST":
		return 6
	case "PUT":
		return 7
	case "TRACE":
		return 8
	case "PATCH":
		return 9
	case "PROPFIND", "SEARCH", "MKCOL", "MOVE", "COPY", "PROPPATCH", "REPORT":
		return 99
	}
	return 0
}

// taken tells whether an operation takes rights away.
func taken(op []byte) bool {
	for _, w := range [...]string{"evoke", "emove", "etach", "REVOKE", "delete", "Delete", "UNASSIGN"} {
		if lex.Index(op, w) >= 0 {
			return true
		}
	}
	return false
}

// change is the activity of an Account Change.
func change(op []byte) int {
	for _, w := range [...]struct {
		word string
		id   int
	}{{"nable", 2}, {"isable", 5}, {"assword", 3}, {"reate", 1}, {"CREATE", 1}, {"elete", 6}, {"DROP", 6}, {"Attach", 7}, {"Detach", 8}, {"Lock", 9}} {
		if lex.Index(op, w.word) >= 0 {
			return w.id
		}
	}
	return 99
}

func hosting(e *event.Event) int {
	for _, w := range [...]struct {
		word string
		id   int
	}{{"pload", 1}, {"ownload", 2}, {"ename", 5}, {"opy", 6}, {"opied", 6}, {"ove", 7}, {"estore", 8}, {"ntrash", 8}, {"review", 9}, {"hare", 12}, {"haring", 12}, {"ync", 2}} {
		if lex.Index(e.Op, w.word) >= 0 {
			return w.id
		}
	}
	switch e.Action {
	case event.Read, event.List:
		return 14
	case event.Export:
		return 2
	case event.Write:
		return 3
	case event.Delete:
		return 4
	}
	return 99
}

func store(e *event.Event) int {
	switch e.Action {
	case event.Read:
		return 1
	case event.List:
		return 8
	case event.Export:
		return 4
	case event.Write:
		if lex.Is(e.Op, "update") {
			return 2
		}
		return 5
	case event.Delete:
		return 7
	case event.Admin:
		if lex.Begins(e.Op, "CREATE") {
			return 6
		}
	}
	return 99
}

func call(e *event.Event) int {
	switch e.Action {
	case event.Read, event.List, event.Export:
		return 2
	case event.Write:
		return 3
	case event.Delete:
		return 4
	case event.Admin, event.Link, event.Transfer:
		switch {
		case lex.Index(e.Op, "reate") >= 0, lex.Index(e.Op, "Add") >= 0:
			return 1
		case lex.Index(e.Op, "elete") >= 0, lex.Index(e.Op, "emove") >= 0:
			return 4
		}
		return 3
	}
	return 99
}
