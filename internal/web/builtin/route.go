package builtin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// The limits of what is no stream.
const (
	longest = 30 * time.Second // from the head of a request to the end of its answer
	maxBody = 1<<20 + 1<<16    // the API says by itself that a body is too large, from 1 MiB on
)

// preference keeps how somebody wants pages in a cookie of his: it changes nothing here, and is not recorded.
const preference = "/look"

func itoa(n int) string { return strconv.Itoa(n) }

// verdict is what becomes of a request before its route is asked.
type verdict int

const (
	let    verdict = iota
	signIn         // nobody is signed in
	forbid         // he may not
	first          // something is to be done first: a new password, a second factor
)

// judge decides by one rule for all routes. what is asked of nobody and of oneself is closed to nobody who is confined to sources.
func judge(r *web.Route, p *access.Principal) verdict {
	own := r.Needs == access.Anyone || r.Needs == access.Self
	switch {
	case r.Needs == "": // nobody said who may
		return forbid
	case r.Needs == access.Anyone:
		return let
	case p == nil:
		return signIn
	case !p.May(r.Needs), r.Masked && !p.May(access.Sample):
		return forbid
	case !own && !r.Scoped && !p.Scope.All():
		return forbid
	}
	return let
}

// visitor tells who asks. Tokens are for the API, for numbers of the server, and for events: pages are for people.
func (s *Server) visitor(w http.ResponseWriter, r *http.Request, page bool) (*gate.Visitor, error) {
	if s.o.Gate == nil {
		return nil, nil
	}
	return s.o.Gate.Identify(w, r, api.Asks(r) || r.URL.Path == "/metrics" || r.URL.Path == "/events", page)
}

func (s *Server) route(w http.ResponseWriter, r *http.Request, route *web.Route) {
	a := w.(*answer)
	asked := web.Of(r.Context())
	page := route.Method == http.MethodGet && !route.Stream && !api.Asks(r) && r.Header.Get("HX-Request") == "" && route.Needs != access.Anyone
	who, err := s.visitor(w, r, page)
	if err != nil {
		s.fail(a, r, err)
		return
	}
	what := judge(route, nil)
	if who != nil {
		asked.Who, asked.Lang = who.Principal, language(r, who.Account)
		if what = judge(route, who.Principal); what == let && s.owes(r.Context(), who) && route.Needs != access.Anyone && route.Needs != access.Self {
			what = first
		}
	}
	change := !safe(route.Method)
	switch what {
	case signIn:
		s.unknown(a, r)
		return
	case first:
		s.owed(a, r)
		return
	case forbid:
		if change || route.Masked {
			s.note(r, route, who, access.Refused, http.StatusForbidden)
		}
		s.fail(a, r, &web.Error{Status: http.StatusForbidden, JA: "この操作の権限がありません。管理者に相談してください。", EN: "You may not do this. Ask an administrator."})
		return
	}
	r = s.limit(a, r, route)
	if !change && !route.Masked || r.URL.Path == preference {
		s.finish(a, r, s.handle(a, r, route))
		return
	}
	s.recorded(a, r, route, who)
}

// handle does what the route is for. Where it breaks, that is a failure like any other, and is recorded like any other.
func (s *Server) handle(w http.ResponseWriter, r *http.Request, route *web.Route) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler {
			panic(v)
		}
		// The value may hold what somebody typed: where it broke is enough.
		s.o.Log.ErrorContext(r.Context(), "broke", "request", web.Of(r.Context()).ID, "route", r.Pattern, "at", stack())
		err = &web.Error{Status: http.StatusInternalServerError, JA: broken.ja, EN: broken.en}
	}()
	if s.o.Instead != nil {
		return s.o.Instead(w, r, route)
	}
	return route.Handle(w, r)
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// owes tells whether somebody has to do something before anything else: a new password, or a second factor where all need one.
func (s *Server) owes(ctx context.Context, v *gate.Visitor) bool {
	a := v.Account
	return a.MustChange || a.Password != "" && len(a.TOTP) == 0 && s.o.Gate.Settings(ctx).Second
}

// limit bounds the body and the time of what is no stream.
func (s *Server) limit(w http.ResponseWriter, r *http.Request, route *web.Route) *http.Request {
	c := http.NewResponseController(w)
	if route.Stream { // the server's own limits, if it has any, are for the others
		_ = c.SetReadDeadline(time.Time{})
		_ = c.SetWriteDeadline(time.Time{})
		return r
	}
	until := time.Now().Add(longest + 5*time.Second)
	_ = c.SetReadDeadline(until)
	_ = c.SetWriteDeadline(until)
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	ctx, cancel := context.WithTimeout(r.Context(), longest)
	context.AfterFunc(r.Context(), cancel) // the request's context ends with the answer
	return r.WithContext(ctx)
}

// unknown answers nobody: a page sends him to sign in and back, the API tells.
func (s *Server) unknown(w *answer, r *http.Request) {
	where := "/login"
	if safe(r.Method) {
		where += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	switch {
	case api.Asks(r), r.Header.Get("Accept") == "text/event-stream", r.Header.Get("Authorization") != "":
		w.Header().Set("WWW-Authenticate", `Bearer realm="tsutsumi"`)
		s.fail(w, r, &web.Error{Status: http.StatusUnauthorized, JA: "サインインが必要です。", EN: "Sign in first."})
	case r.Header.Get("HX-Request") != "":
		w.Header().Set("HX-Redirect", "/login")
		w.WriteHeader(http.StatusUnauthorized)
	default:
		http.Redirect(w, r, where, http.StatusSeeOther)
	}
}

// owed sends somebody to what he has to do first.
func (s *Server) owed(w *answer, r *http.Request) {
	switch {
	case api.Asks(r), r.Header.Get("Accept") == "text/event-stream":
		s.fail(w, r, &web.Error{Status: http.StatusForbidden, JA: "先に、アカウントの画面でパスワードの変更または2段階認証の設定をしてください。", EN: "First set a new password, or a second factor, on the account's page."})
	case r.Header.Get("HX-Request") != "":
		w.Header().Set("HX-Redirect", "/account")
		w.WriteHeader(http.StatusForbidden)
	default:
		http.Redirect(w, r, "/account", http.StatusSeeOther)
	}
}

// finish answers with an error, if there is one and nothing was answered yet.
func (s *Server) finish(a *answer, r *http.Request, err error) {
	if err == nil {
		return
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = &web.Error{Status: http.StatusRequestEntityTooLarge, JA: "送られた内容が大きすぎます。", EN: "What was sent is too large."}
	}
	var own *web.Error
	var wait *gate.Wait // tried too often: answered, and no failure of ours
	if !errors.As(err, &own) && !errors.As(err, &wait) && web.Status(err) >= http.StatusInternalServerError && r.Context().Err() == nil {
		s.o.Log.ErrorContext(r.Context(), "failed", "request", web.Of(r.Context()).ID, "route", r.Pattern, "class", fault.Of(err).String(), "error", err.Error())
	}
	s.fail(a, r, err)
}

// values are those of the path, for the audit log.
func values(r *http.Request, pattern string) string {
	var out []string
	for _, part := range strings.Split(pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(strings.TrimSuffix(name, "}"), "...")
			if v := r.PathValue(name); v != "" {
				out = append(out, v)
			}
		}
	}
	return strings.Join(slices.Compact(out), "/")
}
