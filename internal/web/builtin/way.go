package builtin

import (
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// policy is the Content-Security-Policy of every answer: nothing but what this server itself has.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// ServeHTTP answers a request: what holds for all of them, and then its route.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asked := &web.Asked{ID: access.Secret(9), Now: s.o.Now(), Lang: language(r, nil)}
	r = r.WithContext(look.WithBadges(web.With(r.Context(), asked), s.o.Badges))
	a := &answer{ResponseWriter: w}
	s.headers(a.Header(), asked)
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler {
			panic(v)
		}
		// The value may hold what somebody typed: where it broke is enough.
		s.o.Log.ErrorContext(r.Context(), "broke", "request", asked.ID, "route", r.Pattern, "at", stack())
		s.fail(a, r, &web.Error{Status: http.StatusInternalServerError, JA: broken.ja, EN: broken.en})
	}()
	if err := s.outside(r); err != nil {
		s.fail(a, r, err)
		return
	}
	h, pattern := s.mux.Handler(r)
	if pattern == "" {
		s.nothing(a, r, h)
		return
	}
	s.mux.ServeHTTP(a, r)
}

func (s *Server) headers(h http.Header, asked *web.Asked) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Request-Id", asked.ID)
	if s.o.TLS {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// outside refuses what is wrong with a request before anything of it is looked at.
func (s *Server) outside(r *http.Request) error {
	if !s.known(r.Host) && r.URL.Path != "/healthz" && r.URL.Path != "/readyz" {
		return &web.Error{Status: http.StatusMisdirectedRequest, JA: "この名前では応答しません。起動時の --host で許可できます。", EN: "This server does not answer to that name; --host allows it."}
	}
	for _, values := range r.URL.Query() {
		if slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, gate.TokenPrefix) && len(v) > 30 }) {
			return &web.Error{Status: http.StatusBadRequest, JA: "トークンをアドレスに入れないでください。記録に残ります。このトークンは失効させてください。", EN: "A token in an address stays in logs: revoke this one, and send tokens in the Authorization header."}
		}
	}
	if err := s.cross.Check(r); err != nil {
		return &web.Error{Status: http.StatusForbidden, JA: "別のサイトから送られた操作なので、受け付けません。", EN: "This came from another site, and is not taken."}
	}
	return nil
}

// known tells whether a server of this name is ours: a stranger's name that leads to this machine is not (DNS rebinding).
func (s *Server) known(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if host == "localhost" {
		return true
	}
	if a, err := netip.ParseAddr(host); err == nil && a.Unmap().IsLoopback() {
		return true
	}
	for _, h := range s.o.Hosts {
		if strings.EqualFold(host, h) {
			return true
		}
	}
	return host != "" && s.o.Certificate != nil && s.o.Certificate.VerifyHostname(host) == nil
}

// nothing answers what no route takes: h tells whether the path has other methods.
func (s *Server) nothing(w *answer, r *http.Request, h http.Handler) {
	p := &probe{head: http.Header{}}
	h.ServeHTTP(p, r)
	if p.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", p.head.Get("Allow"))
		s.fail(w, r, &web.Error{Status: p.status, JA: "この操作はここではできません。", EN: "This cannot be done here."})
		return
	}
	who, err := s.visitor(w, r, false)
	if err == nil && who != nil {
		web.Of(r.Context()).Who = who.Principal
	}
	s.fail(w, r, web.Missing())
}

// probe takes an answer that goes nowhere.
type probe struct {
	head   http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.head }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

// language is the cookie's, the account's, or the browser's.
func language(r *http.Request, a *access.Account) web.Lang {
	if c, err := r.Cookie("lang"); err == nil && (c.Value == "ja" || c.Value == "en") {
		return web.Lang(c.Value)
	}
	if a != nil && (a.Lang == "ja" || a.Lang == "en") {
		return web.Lang(a.Lang)
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch tag, _, _ = strings.Cut(strings.ToLower(tag), "-"); tag {
		case "ja", "en":
			return web.Lang(tag)
		}
	}
	return "en"
}

// stack is where it broke: functions and lines of ours, no values.
func stack() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	var out []string
	for len(out) < 12 {
		f, more := frames.Next()
		if name := f.Function[strings.LastIndexByte(f.Function, '/')+1:]; name != "" && !strings.HasPrefix(name, "runtime.") {
			out = append(out, name+":"+itoa(f.Line))
		}
		if !more {
			break
		}
	}
	return strings.Join(out, " < ")
}
