package builtin

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// recorded does what changes something, or shows what is masked, and records it. The answer waits until it is recorded: a look that
// cannot be recorded shows nothing, and a change that cannot be is refused before it is made or, if the log fails in that very moment,
// reported as failed. What is a stream is recorded when it begins, and again when it has ended.
func (s *Server) recorded(a *answer, r *http.Request, route *web.Route, who *gate.Visitor) {
	if s.o.Audit == nil {
		s.fail(a, r, unrecorded)
		return
	}
	if route.Stream {
		if !s.note(r, route, who, access.Begun, 0) {
			s.fail(a, r, unrecorded)
			return
		}
		err := s.handle(a, r, route)
		s.finish(a, r, err)
		s.note(r, route, who, access.OutcomeOf(a.code()), a.code())
		return
	}
	if err := s.o.Audit.Ready(r.Context()); err != nil {
		s.o.Log.ErrorContext(r.Context(), "audit log", "request", web.Of(r.Context()).ID, "error", err.Error())
		s.fail(a, r, unrecorded)
		return
	}
	a.hold(func() bool { return s.note(r, route, who, access.Begun, 0) })
	s.finish(a, r, s.handle(a, r, route))
	if good := s.note(r, route, who, access.OutcomeOf(a.code()), a.code()); !good && a.held != nil {
		a.drop()
		s.headers(a.Header(), web.Of(r.Context()))
		s.fail(a, r, &web.Error{Status: http.StatusInternalServerError,
			JA: "操作を記録できませんでした。変更は行われた可能性があります。状態を確かめ、管理者に知らせてください。",
			EN: "This could not be recorded. The change may have been made: look at the state, and tell an administrator."})
	}
	a.release()
}

var unrecorded = &web.Error{Status: http.StatusServiceUnavailable, JA: "操作記録に書き込めないため、受け付けません。管理者に知らせてください。", EN: "The audit log cannot be written, so this is not taken. Tell an administrator."}

// note writes an entry of the audit log and tells whether it was written. It is written though the sender went away.
func (s *Server) note(r *http.Request, route *web.Route, who *gate.Visitor, out access.Outcome, status int) bool {
	if s.o.Audit == nil {
		return false
	}
	asked := web.Of(r.Context())
	e := &access.Entry{Act: route.Act, Object: asked.Object, Outcome: out, Status: status, Request: asked.ID}
	if e.Act == "" {
		e.Act = route.Method + " " + route.Path
	}
	if e.Object == "" {
		e.Object = values(r, route.Path)
	}
	e.Object = s.object(e.Object)
	if who != nil {
		e.Who, e.Via = who.User, who.Via()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 20*time.Second)
	defer cancel()
	if err := s.o.Audit.Append(ctx, e); err != nil {
		s.o.Log.ErrorContext(ctx, "audit log", "request", asked.ID, "error", err.Error())
		return false
	}
	return true
}

// object is what an entry names. An account's name is one that was found callable: it stands as it is. Anything else may have been typed.
func (s *Server) object(text string) string {
	if name, ok := strings.CutPrefix(text, web.AccountObject); ok && access.Callable(name) {
		return name
	}
	return shorten(s.o.Label(text))
}

func shorten(s string) string {
	const most = 300
	if !utf8.ValidString(s) {
		s = "…"
	}
	for len(s) > most {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// answer is an answer on its way. Held, it waits in memory until it is released.
type answer struct {
	http.ResponseWriter
	status int
	held   *held
}

type held struct {
	head   http.Header
	body   bytes.Buffer
	before func() bool // is asked when the answer becomes too long to be held
}

// maxHeld is how long an answer may become before it is recorded that it was begun, and it goes out.
const maxHeld = 4 << 20

func (a *answer) hold(before func() bool) {
	a.held = &held{head: a.ResponseWriter.Header().Clone(), before: before}
}

// Header is that of the answer, or of the one that is held.
func (a *answer) Header() http.Header {
	if a.held != nil {
		return a.held.head
	}
	return a.ResponseWriter.Header()
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	if status < 200 && status != http.StatusSwitchingProtocols {
		if a.held == nil {
			a.ResponseWriter.WriteHeader(status)
		}
		return
	}
	a.status = status
	if a.held == nil {
		a.ResponseWriter.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if a.held == nil {
		return a.ResponseWriter.Write(b)
	}
	if a.held.body.Len()+len(b) > maxHeld {
		if !a.held.before() {
			return 0, unrecorded
		}
		a.release()
		return a.ResponseWriter.Write(b)
	}
	return a.held.body.Write(b)
}

// FlushError sends what there is. What is held stays.
func (a *answer) FlushError() error {
	if a.held != nil {
		return nil
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// Flush implements http.Flusher.
func (a *answer) Flush() { _ = a.FlushError() }

// Unwrap lets http.ResponseController set deadlines.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// code is the status, as it will be.
func (a *answer) code() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}

// drop forgets what is held.
func (a *answer) drop() { a.held, a.status = nil, 0 }

// release sends what was held.
func (a *answer) release() {
	h := a.held
	if h == nil {
		return
	}
	a.held = nil
	to := a.ResponseWriter.Header()
	clear(to)
	for k, v := range h.head {
		to[k] = v
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.ResponseWriter.WriteHeader(a.status)
	_, _ = a.ResponseWriter.Write(h.body.Bytes())
}
