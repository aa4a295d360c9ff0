package gate

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// The cookie of a session: under TLS its name binds it to the host and to TLS.
const (
	Cookie    = "tsutsumi"
	TLSCookie = "__Host-tsutsumi"
)

// What a session holds.
const (
	accountKey = "account" // Account.ID; "" before the sign-in is complete
	agentKey   = "agent"
	madeKey    = "made"    // of the sign-in, µs
	pendingKey = "pending" // whose password was right and whose second factor is asked for
	untilKey   = "until"   // when that ends, µs
	foreignKey = "foreign" // what a provider of identities is to bring back
)

const (
	absolute = 7 * 24 * time.Hour // more than any setting
	grace    = 30 * time.Second   // for requests that were on their way with the cookie before
	minute   = time.Minute
)

// Secure lets cookies go over TLS only. It is called before the first request, where the server speaks TLS.
func (g *Gate) Secure() { g.sessions = g.newSessions(true) }

func (g *Gate) newSessions(tls bool) *scs.SessionManager {
	m := scs.New()
	m.Lifetime = absolute
	m.Store = kept{g}
	m.Codec = jsonCodec{}
	m.HashTokenInStore = true
	m.Cookie.Name, m.Cookie.Secure = Cookie, tls
	if tls {
		m.Cookie.Name = TLSCookie
	}
	m.Cookie.SameSite = http.SameSiteLaxMode // Strict would lose the session on the way back from a provider of identities, and behind a link in an e-mail
	m.Cookie.Persist = false
	return m
}

// jsonCodec writes sessions as JSON: texts and numbers only.
type jsonCodec struct{}

type sessionForm struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

func (jsonCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	f := sessionForm{deadline, map[string]string{}}
	for k, v := range values {
		s, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("write a session: %s is no text", k)
		}
		f.Values[k] = s
	}
	return json.Marshal(f)
}

func (jsonCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var f sessionForm
	if err := json.Unmarshal(b, &f); err != nil {
		return time.Time{}, nil, fault.Errorf(fault.Unreadable, "read a session: damaged")
	}
	out := map[string]any{}
	for k, v := range f.Values {
		out[k] = v
	}
	return f.Deadline, out, nil
}

// kept is the gate's store as scs asks of one. What scs calls a token is its hash here.
type kept struct{ g *Gate }

type rotating struct{}

func (k kept) Find(id string) ([]byte, bool, error) { return k.FindCtx(context.Background(), id) }
func (k kept) Delete(id string) error               { return k.DeleteCtx(context.Background(), id) }
func (k kept) Commit(id string, b []byte, ends time.Time) error {
	return k.CommitCtx(context.Background(), id, b, ends)
}

func (k kept) FindCtx(ctx context.Context, id string) ([]byte, bool, error) {
	s, err := k.g.store.Session(ctx, id)
	if err != nil || s == nil || !k.g.alive(ctx, s) {
		return nil, false, err
	}
	return s.Data, true, nil
}

// DeleteCtx ends a session. On a rotation the former value is good for a moment longer: for requests that are on their way.
func (k kept) DeleteCtx(ctx context.Context, id string) error {
	if ctx.Value(rotating{}) == nil {
		return k.g.store.DropSession(ctx, id)
	}
	s, err := k.g.store.Session(ctx, id)
	if err != nil || s == nil {
		return err
	}
	s.Replaced, s.Ends = true, k.g.now().Add(grace)
	return k.g.store.PutSession(ctx, s)
}

func (k kept) CommitCtx(ctx context.Context, id string, b []byte, _ time.Time) error {
	_, values, err := jsonCodec{}.Decode(b)
	if err != nil {
		return err
	}
	text := func(key string) string { s, _ := values[key].(string); return s }
	now := k.g.now()
	s := &access.Session{ID: id, Account: text(accountKey), Agent: text(agentKey), Data: b, Made: instant(text(madeKey)), Seen: now}
	if s.Made.IsZero() {
		s.Made = now
	}
	if s.Ends = s.Made.Add(k.g.Settings(ctx).Absolute); s.Account == "" {
		s.Ends = now.Add(10 * minute)
	}
	return k.g.store.PutSession(ctx, s)
}

// alive tells whether a session has ended neither by its age nor by being left alone.
func (g *Gate) alive(ctx context.Context, s *access.Session) bool {
	now, set := g.now(), g.Settings(ctx)
	return now.Before(s.Ends) && now.Before(s.Made.Add(set.Absolute)) && now.Before(s.Seen.Add(set.Idle))
}

func instant(text string) time.Time {
	var us int64
	if _, err := fmt.Sscan(text, &us); err != nil {
		return time.Time{}
	}
	return time.UnixMicro(us)
}

func micros(t time.Time) string { return fmt.Sprint(t.UnixMicro()) }

// load brings the session of a request into its context.
func (g *Gate) load(r *http.Request) (context.Context, error) {
	token := ""
	if c, err := r.Cookie(g.sessions.Cookie.Name); err == nil && len(c.Value) <= 128 {
		token = c.Value
	}
	return g.sessions.Load(r.Context(), token)
}

// begin makes the session that of an account: with a new value, since the one before may be somebody else's too.
func (g *Gate) begin(ctx context.Context, w http.ResponseWriter, r *http.Request, a *access.Account) error {
	if err := g.sessions.Destroy(ctx); err != nil {
		return err
	}
	now := g.now()
	g.sessions.Put(ctx, accountKey, a.ID())
	g.sessions.Put(ctx, agentKey, Agent(r.UserAgent()))
	g.sessions.Put(ctx, madeKey, micros(now))
	if err := g.save(ctx, w); err != nil {
		return err
	}
	for name, value := range map[string]string{"lang": a.Lang, "theme": a.Theme} { // as pages read them: what he chose goes with him
		if value != "" {
			http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 400 * 24 * 3600, HttpOnly: true, Secure: g.sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode})
		}
	}
	_ = g.store.SweepSessions(ctx, now) // only tidies up
	return g.store.ChangeAccount(ctx, a.Name, func(x *access.Account) error { x.Signed = now; return nil })
}

// save writes the session and its cookie.
func (g *Gate) save(ctx context.Context, w http.ResponseWriter) error {
	token, ends, err := g.sessions.Commit(ctx)
	if err == nil {
		g.sessions.WriteSessionCookie(ctx, w, token, ends)
	}
	return err
}

// SignOut ends the session of a request.
func (g *Gate) SignOut(w http.ResponseWriter, r *http.Request) error {
	ctx, err := g.load(r)
	if err != nil {
		return err
	}
	if err := g.sessions.Destroy(ctx); err != nil {
		return err
	}
	g.sessions.WriteSessionCookie(ctx, w, "", time.Time{})
	return nil
}

// current is the hash of a request's session; "" if it has none.
func (g *Gate) current(r *http.Request) string {
	c, err := r.Cookie(g.sessions.Cookie.Name)
	if err != nil || c.Value == "" {
		return ""
	}
	return SessionID(c.Value)
}

// Current tells the ID of the session that a request came with; "" if none.
func (g *Gate) Current(r *http.Request) string { return g.current(r) }

// SessionID is the hash under which a cookie's value is kept.
func SessionID(value string) string {
	sum := sha256.Sum256([]byte(value))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// SessionsOf lists the sessions of an account.
func (g *Gate) SessionsOf(ctx context.Context, account string) ([]access.Session, error) {
	all, err := g.store.Sessions(ctx, account, g.now())
	out := all[:0]
	for i := range all {
		if g.alive(ctx, &all[i]) {
			out = append(out, all[i])
		}
	}
	return out, err
}

// EndSession ends one session of an account.
func (g *Gate) EndSession(ctx context.Context, account, id string) error {
	s, err := g.store.Session(ctx, id)
	if err != nil {
		return err
	}
	if s == nil || s.Account != access.ID(account) {
		return fault.Errorf(fault.Usage, "end a session: there is none such")
	}
	return g.store.DropSession(ctx, id)
}

// EndSessions ends all sessions of an account but one.
func (g *Gate) EndSessions(ctx context.Context, account, but string) error {
	return g.store.DropSessions(ctx, account, but)
}

// Agent tells browser and system in two words: enough to know one's own sessions by, too little to know a person by.
func Agent(header string) string {
	pick := func(words ...string) string {
		for _, w := range words {
			if strings.Contains(header, w) {
				return w
			}
		}
		return ""
	}
	browser := pick("Edg", "Firefox", "Chrome", "Safari", "curl")
	system := pick("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
	browser = strings.Replace(browser, "Edg", "Edge", 1)
	system = strings.Replace(system, "Mac OS X", "macOS", 1)
	return strings.TrimSpace(browser + " " + system)
}
