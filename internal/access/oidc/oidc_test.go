package oidc

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// idp is a small provider of identities: discovery, keys, codes, and tokens that it signs.
type idp struct {
	*httptest.Server
	t      *testing.T
	key    *rsa.PrivateKey
	claims map[string]any        // of whoever signs in
	codes  map[string]url.Values // code -> what was asked
	change func(map[string]any)  // what a test does to a token
	signer *rsa.PrivateKey
}

func provider(t *testing.T) *idp {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{t: t, key: key, signer: key, codes: map[string]url.Values{}, change: func(map[string]any) {}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.key.PublicKey, KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		code := access.Secret(12)
		p.codes[code] = q
		to, _ := url.Parse(q.Get("redirect_uri"))
		to.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
		http.Redirect(w, r, to.String(), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		asked, ok := p.codes[r.PostFormValue("code")]
		delete(p.codes, r.PostFormValue("code"))
		id, secret, basic := r.BasicAuth()
		if !basic {
			id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
		}
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if !ok || id != "tsutsumi" || secret != "s3cret" || asked.Get("code_challenge_method") != "S256" || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || asked.Get("redirect_uri") != r.PostFormValue("redirect_uri") {
			w.WriteHeader(http.StatusBadRequest)
			answer(w, map[string]string{"error": "invalid_grant"})
			return
		}
		answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": p.token(asked.Get("nonce"))})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *idp) token(nonce string) string {
	now := time.Now()
	c := map[string]any{"iss": p.URL, "aud": "tsutsumi", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "nonce": nonce}
	for k, v := range p.claims {
		c[k] = v
	}
	p.change(c)
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.signer, KeyID: "k"}}, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	body, err := json.Marshal(c)
	if err != nil {
		p.t.Fatal(err)
	}
	signed, err := s.Sign(body)
	if err != nil {
		p.t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

type trip struct {
	t    *testing.T
	db   *store.Store
	gate *gate.Gate
	p    *Provider
}

func ready(t *testing.T, p *idp, change func(*Config)) *trip {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "t.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	seal, err := chacha20poly1305.NewX(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	g, err := gate.New(gate.Options{Store: db, Seal: seal, Now: time.Now, Hash: access.Params{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Issuer: p.URL, ClientID: "tsutsumi", ClientSecret: "s3cret", RolesClaim: "groups", Roles: map[access.Role][]string{access.Officer: {"privacy"}, access.Admin: {"it", "ops"}}}
	if change != nil {
		change(&c)
	}
	o, err := New(c, g, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return &trip{t, db, g, o}
}

// begin goes to the provider and comes back: the address that the browser is sent to, and its cookies.
func (x *trip) begin(p *idp) (*url.URL, []*http.Cookie) {
	x.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/login/elsewhere", nil)
	r.Host = "127.0.0.1:8470"
	a := httptest.NewRecorder()
	if err := x.p.Begin(a, r, "/cases"); err != nil {
		x.t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodGet, a.Header().Get("Location"), nil)
	if err != nil {
		x.t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer res.Body.Close()
	back, err := res.Location()
	if err != nil {
		x.t.Fatal(err, p.URL)
	}
	return back, a.Result().Cookies()
}

func (x *trip) end(back *url.URL, cookies []*http.Cookie) (who, next string, in *http.Cookie, err error) {
	r := httptest.NewRequest(http.MethodGet, back.RequestURI(), nil)
	r.Host = back.Host
	for _, c := range cookies {
		r.AddCookie(c)
	}
	a := httptest.NewRecorder()
	who, next, err = x.p.End(a, r)
	for _, c := range a.Result().Cookies() {
		in = c
	}
	return who, next, in, err
}

func TestSignsInAndMapsGroups(t *testing.T) {
	p := provider(t)
	x := ready(t, p, nil)
	p.claims = map[string]any{"sub": "u1", "preferred_username": "佐藤", "groups": []string{"staff", "privacy"}}
	back, cookies := x.begin(p)
	if back.Path != Back {
		t.Fatal(back)
	}
	who, next, in, err := x.end(back, cookies)
	if err != nil || who != "佐藤" || next != "/cases" || in == nil {
		t.Fatal(who, next, err)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(in)
	v, err := x.gate.Identify(httptest.NewRecorder(), r, false, false)
	if err != nil || v == nil || !slices.Equal(v.Roles, []access.Role{access.Officer}) {
		t.Fatal(v, err)
	}
	// The same answer again does not let in: what waited for it is gone, and so is the code.
	if _, _, _, err := x.end(back, cookies); err == nil {
		t.Error("an answer is taken twice")
	}
	// Groups changed: roles follow. A name that is an address becomes none; one that is taken is not taken over.
	p.claims["groups"] = "it"
	if _, _, _, err := x.end(x.begin(p)); err != nil {
		t.Fatal(err)
	}
	if a, err := x.db.Account(t.Context(), "佐藤"); err != nil || !slices.Equal(a.Roles, []access.Role{access.Admin}) {
		t.Error(a, err)
	}
	for _, name := range []string{"taro@example.jp", "佐藤"} {
		p.claims = map[string]any{"sub": "sub of " + name, "preferred_username": name, "groups": []string{"ops"}}
		if who, _, _, err := x.end(x.begin(p)); err != nil || !strings.HasPrefix(who, "sso-") || !access.Callable(who) {
			t.Error(name, who, err)
		}
	}
	// Who is in no group that counts is not let in, and gets no account.
	p.claims = map[string]any{"sub": "u9", "preferred_username": "山田", "groups": []string{"guests"}}
	if _, _, _, err := x.end(x.begin(p)); err == nil {
		t.Error("somebody without a role is let in")
	}
	if a, err := x.db.Account(t.Context(), "山田"); err != nil || a != nil {
		t.Error(a, err)
	}
}

func TestRolesOfTheConsole(t *testing.T) {
	p := provider(t)
	x := ready(t, p, func(c *Config) { c.RolesClaim, c.Roles = "", nil })
	p.claims = map[string]any{"sub": "u1", "preferred_username": "鈴木"}
	if _, _, _, err := x.end(x.begin(p)); err == nil {
		t.Error("somebody for whom no account was made is let in")
	}
	if err := x.gate.Add(t.Context(), "鈴木", "", []access.Role{access.Analyst}, nil, false); err != nil {
		t.Fatal(err)
	}
	if who, _, _, err := x.end(x.begin(p)); err != nil || who != "鈴木" {
		t.Fatal(who, err)
	}
	p.claims["sub"] = "u2" // somebody else of that name
	if _, _, _, err := x.end(x.begin(p)); err == nil {
		t.Error("an account is taken over by its name")
	}
	// An account with a password is nobody's by its name.
	if err := x.gate.Add(t.Context(), "管理", "correct horse battery", []access.Role{access.Admin}, nil, false); err != nil {
		t.Fatal(err)
	}
	p.claims = map[string]any{"sub": "u3", "preferred_username": "管理"}
	if _, _, _, err := x.end(x.begin(p)); err == nil {
		t.Error("an account with a password is taken over by its name")
	}
}

func TestRefusesWhatIsNotItsAnswer(t *testing.T) {
	p := provider(t)
	x := ready(t, p, nil)
	p.claims = map[string]any{"sub": "u1", "preferred_username": "佐藤", "groups": []string{"privacy"}}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func(*url.URL, []*http.Cookie) (*url.URL, []*http.Cookie){
		"another state": func(u *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) {
			q := u.Query()
			q.Set("state", "x")
			u.RawQuery = q.Encode()
			return u, c
		},
		"no session": func(u *url.URL, _ []*http.Cookie) (*url.URL, []*http.Cookie) { return u, nil },
		"somebody else's answer": func(_ *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) {
			u, _ := x.begin(p)
			return u, c
		},
		"another nonce": func(u *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) {
			p.change = func(m map[string]any) { m["nonce"] = "x" }
			return u, c
		},
		"another audience": func(u *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) {
			p.change = func(m map[string]any) { m["aud"] = "x" }
			return u, c
		},
		"another issuer": func(u *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) {
			p.change = func(m map[string]any) { m["iss"] = "https://x" }
			return u, c
		},
		"too old": func(u *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) {
			p.change = func(m map[string]any) { m["exp"] = 1 }
			return u, c
		},
		"no subject": func(u *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) {
			p.change = func(m map[string]any) { delete(m, "sub") }
			return u, c
		},
		"another key": func(u *url.URL, c []*http.Cookie) (*url.URL, []*http.Cookie) { p.signer = other; return u, c },
	} {
		t.Run(name, func(t *testing.T) {
			p.change, p.signer = func(map[string]any) {}, p.key
			if who, _, _, err := x.end(do(x.begin(p))); err == nil {
				t.Error("let in", who)
			}
		})
	}
}
