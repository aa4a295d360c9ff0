package web

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

func TestRequest(t *testing.T) {
	for _, tt := range []struct {
		line    string
		status  int32
		action  event.Action
		outcome event.Outcome
		object  string
		query   string
	}{
		{"GET /a?b=c HTTP/1.1", 200, event.Read, event.Success, "/a", "b=c"},
		{"GET /logout HTTP/1.1", 302, event.Logout, event.Success, "/logout", ""},
		{"GET /login HTTP/1.1", 200, event.Read, event.Success, "/login", ""},
		{"POST /Account/LogOn.aspx HTTP/1.1", 302, event.Login, event.Unsaid, "/Account/LogOn.aspx", ""},
		{"POST /login/ HTTP/1.1", 403, event.Login, event.Failure, "/login/", ""},
		{"POST /customers/_search?scroll=1m HTTP/1.1", 200, event.List, event.Success, "/customers/_search", "scroll=1m"},
		{"PUT /a HTTP/1.1", 201, event.Write, event.Success, "/a", ""},
		{"DELETE /a", 404, event.Delete, event.Failure, "/a", ""},
		{"GET http://example.com:80/a HTTP/1.1", 0, event.Read, event.Unsaid, "/a", ""},
		{"CONNECT example.com:443 HTTP/1.1", 200, event.Other, event.Success, "example.com:443", ""},
		{"-", 408, event.Other, event.Failure, "", ""},
		{"\\x16\\x03", 400, event.Other, event.Failure, "", ""},
	} {
		var e event.Event
		e.Reset()
		e.Status = tt.status
		query := Request(&e, []byte(tt.line))
		if e.Action != tt.action || e.Outcome != tt.outcome || string(e.Object) != tt.object || string(query) != tt.query {
			t.Errorf("%s: %s %s %q %q", tt.line, e.Action, e.Outcome, e.Object, query)
		}
	}
}
