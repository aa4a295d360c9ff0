package desk

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Options say how the desk's page is served.
type Options struct {
	Ask    func(value []byte) (Answer, error)
	Tokens []Token
	Limits Limits
	Now    func() time.Time
	// Host tells whether the page may be reached under a host's name: a stranger's name that leads here is refused.
	Host   func(name string) bool
	Secure bool // over TLS
	Case   string
	Lang   string // where nobody chose one
	Desk   Info
	// Advice is what the person of these kinds can do, or what is done for her.
	Advice func(kinds []pii.Kind) []law.Text
	Tally  *Tally
}

// Info is what the page says of the owner.
type Info struct {
	Name, Contact, Phone, Hours string
}

// Token is by what somebody may ask. Name is whose it is, to be told apart; Sum is SHA-256 of it.
type Token struct {
	Name string
	Sum  [32]byte
}

// MinToken is how long a token must be, in letters.
const MinToken = 20

// NewToken makes a token that nobody can guess.
func NewToken() string {
	var b [24]byte
	_, _ = rand.Read(b[:]) // it never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// ParseTokens reads a file of tokens, one a line, `NAME TOKEN` or TOKEN; # begins a comment. Errors show none.
func ParseTokens(text string) (out []Token, err error) {
	for i, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		name, token := "desk-"+strconv.Itoa(len(out)+1), f[len(f)-1]
		if len(f) == 2 {
			name = f[0]
		}
		if len(f) > 2 || len(token) < MinToken {
			return nil, fault.Errorf(fault.Usage, "read tokens: line %d: NAME TOKEN, at least %d letters", i+1, MinToken)
		}
		out = append(out, Token{name, sha256.Sum256([]byte(token))})
	}
	if len(out) == 0 {
		return nil, fault.Errorf(fault.Usage, "read tokens: there is none")
	}
	return out, nil
}

// How long somebody stays signed in: after the last question, and in all.
const (
	idle  = 30 * time.Minute
	whole = 12 * time.Hour
)

// mostBody is how many bytes a form may have.
const mostBody = 4 << 10

type server struct {
	*Options
	limit *limiter
	enter *limiter
	mu    sync.Mutex
	in    map[[32]byte]*signed // by SHA-256 of the cookie
}

type signed struct {
	who         string
	since, last time.Time
}

// Handler is the page. Nothing that was typed stands in a URL, in a log or in what it answers.
func Handler(o *Options) http.Handler {
	s := &server{Options: o, limit: newLimiter(o.Limits, o.Now), enter: newLimiter(Limits{Each: 10, All: 10}, o.Now), in: map[[32]byte]*signed{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.front)
	mux.HandleFunc("POST /enter", s.signIn)
	mux.HandleFunc("POST /ask", s.ask)
	mux.HandleFunc("POST /leave", s.signOut)
	return s.guard(http.NewCrossOriginProtection().Handler(mux))
}

// guard is what holds for every answer.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		switch {
		case !s.Host(strings.Trim(host, "[]")):
			http.Error(w, "not served under this name", http.StatusMisdirectedRequest)
			return
		case r.Method == http.MethodPost && r.URL.RawQuery != "":
			http.Error(w, "nothing may stand in the URL", http.StatusBadRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		next.ServeHTTP(w, r)
	})
}

func (s *server) lang(r *http.Request) string {
	v := r.URL.Query().Get("lang")
	if r.Method == http.MethodPost {
		v = r.PostFormValue("lang")
	}
	if v == "ja" || v == "en" {
		return v
	}
	accepted := r.Header.Get("Accept-Language")
	switch {
	case strings.HasPrefix(accepted, "ja"):
		return "ja"
	case strings.HasPrefix(accepted, "en"):
		return "en"
	}
	return s.Lang
}

func (s *server) cookie() string {
	if s.Secure {
		return "__Host-desk"
	}
	return "desk"
}

// who is signed in; nil nobody.
func (s *server) who(r *http.Request) *signed {
	c, err := r.Cookie(s.cookie())
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	for k, in := range s.in {
		if now.Sub(in.last) > idle || now.Sub(in.since) > whole {
			delete(s.in, k)
		}
	}
	in := s.in[sha256.Sum256([]byte(c.Value))]
	if in != nil {
		in.last = now
	}
	return in
}

func (s *server) front(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, &view{Signed: s.who(r) != nil})
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	if until, ok := s.enter.take(""); !ok {
		s.busy(w, r, until, false)
		return
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(r.PostFormValue("token"))))
	name, found := "", 0
	for _, t := range s.Tokens {
		if subtle.ConstantTimeCompare(sum[:], t.Sum[:]) == 1 {
			name, found = t.Name, 1
		}
	}
	if found == 0 {
		s.show(w, r, http.StatusForbidden, &view{Wrong: true})
		return
	}
	id := NewToken()
	now := s.Now()
	s.mu.Lock()
	s.in[sha256.Sum256([]byte(id))] = &signed{name, now, now}
	s.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Value: id, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/?lang="+s.lang(r), http.StatusSeeOther)
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(s.cookie()); err == nil {
		s.mu.Lock()
		delete(s.in, sha256.Sum256([]byte(c.Value)))
		s.mu.Unlock()
	}
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/?lang="+s.lang(r), http.StatusSeeOther)
}

func (s *server) ask(w http.ResponseWriter, r *http.Request) {
	in := s.who(r)
	if in == nil {
		s.show(w, r, http.StatusForbidden, &view{})
		return
	}
	value := r.PostFormValue("value")
	if r.PostFormValue("checked") == "" {
		s.show(w, r, http.StatusBadRequest, &view{Signed: true, Unchecked: true})
		return
	}
	if until, ok := s.limit.take(in.who); !ok {
		s.busy(w, r, until, true)
		return
	}
	a, err := s.Ask([]byte(value))
	switch {
	case fault.Of(err) == fault.Usage:
		s.show(w, r, http.StatusBadRequest, &view{Signed: true, Unfit: true})
		return
	case err != nil:
		s.show(w, r, http.StatusInternalServerError, &view{Signed: true, Failed: true})
		return
	}
	s.Tally.Add(a.Verdict == Affected)
	s.show(w, r, http.StatusOK, &view{Signed: true, Answer: &a})
}

// busy says from when one may ask again.
func (s *server) busy(w http.ResponseWriter, r *http.Request, until time.Time, in bool) {
	wait := max(1, int(until.Sub(s.Now()).Round(time.Second)/time.Second))
	w.Header().Set("Retry-After", strconv.Itoa(wait))
	s.show(w, r, http.StatusTooManyRequests, &view{Signed: in, Until: until.Format("15:04:05")})
}
