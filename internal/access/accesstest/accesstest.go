// Package accesstest signs people in for tests of pages and of the API.
//
// A test that asks the console makes an account and its session directly in the store, and sends the cookie:
//
//	db, _ := store.Open(ctx, path)
//	cookie := accesstest.Cookie(t, db, "佐藤", access.Officer)
//	req.AddCookie(cookie)                       // for http and httptest
//	network.SetCookie(cookie.Name, cookie.Value) // for a browser
//
// No password is made, since hashing one takes a tenth of a second: use Confined for somebody who is confined to sources, and Token for a
// program.
package accesstest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
)

// Cookie makes an account with roles, if there is none of that name, and a session of it, which lasts for twelve hours of the machine's clock.
func Cookie(t testing.TB, s gate.Store, name string, roles ...access.Role) *http.Cookie {
	t.Helper()
	return Confined(t, s, name, nil, roles...)
}

// Confined is Cookie for somebody who is confined to sources.
func Confined(t testing.TB, s gate.Store, name string, scope access.Scope, roles ...access.Role) *http.Cookie {
	t.Helper()
	account(t, s, name, scope, roles)
	value := access.Secret(32)
	now := time.Now()
	data, err := json.Marshal(map[string]any{"deadline": now.Add(12 * time.Hour), "values": map[string]string{"account": access.ID(name), "agent": "test", "made": fmt.Sprint(now.UnixMicro())}})
	if err != nil {
		t.Fatal(err)
	}
	err = s.PutSession(t.Context(), &access.Session{ID: gate.SessionID(value), Account: access.ID(name), Agent: "test", Data: data, Made: now, Seen: now, Ends: now.Add(12 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Cookie{Name: gate.Cookie, Value: value}
}

// Token makes an account, if there is none of that name, and a token of it that may do only what is named; it is sent as
// "Authorization: Bearer …".
func Token(t testing.TB, s gate.Store, name string, scope access.Scope, roles []access.Role, only ...access.Permission) string {
	t.Helper()
	account(t, s, name, scope, roles)
	secret := gate.TokenPrefix + access.Secret(32)
	now := time.Now()
	err := s.AddToken(t.Context(), &access.Token{ID: access.Secret(9), Hash: sha256.Sum256([]byte(secret)), Account: access.ID(name), Name: "test", Only: only, Scope: scope, Made: now, Ends: now.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func account(t testing.TB, s gate.Store, name string, scope access.Scope, roles []access.Role) {
	t.Helper()
	a, err := s.Account(t.Context(), name)
	if err == nil && a == nil {
		err = s.AddAccount(t.Context(), &access.Account{Name: name, Roles: roles, Scope: scope, Made: time.Now()})
	}
	if err != nil {
		t.Fatal(err)
	}
}
