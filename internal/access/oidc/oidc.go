// Package oidc signs people in by a provider of identities (OpenID Connect Core 1.0): the code flow with PKCE, state and nonce.
package oidc

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Back is the path to which the provider comes back; it is registered there.
const Back = "/login/elsewhere/back"

// Config is what is declared of a provider.
type Config struct {
	Issuer, ClientID, ClientSecret string
	// URL is the console's address as the provider knows it; "" takes the one that was asked for.
	URL string
	// Name is the claim that becomes an account's name; "" is preferred_username. RolesClaim holds groups, of which Roles makes roles; ""
	// leaves roles to the console.
	Name, RolesClaim string
	Roles            map[access.Role][]string
}

// Gate keeps what is to be brought back, and lets in. gate.Gate implements it.
type Gate interface {
	KeepForeign(w http.ResponseWriter, r *http.Request, text string) error
	TakeForeign(w http.ResponseWriter, r *http.Request) (string, error)
	Foreign(w http.ResponseWriter, r *http.Request, issuer, subject, name string, roles []access.Role) (string, error)
}

// Provider is a provider of identities. It is asked what it is when it is needed first, so that the console starts without it.
type Provider struct {
	c      Config
	gate   Gate
	client *http.Client
	now    func() time.Time

	mu    sync.Mutex
	known *oidc.Provider
}

// New makes a provider. The issuer's address is https, or of this machine itself.
func New(c Config, g Gate, now func() time.Time) (*Provider, error) {
	u, err := url.Parse(c.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1")) {
		return nil, fault.Errorf(fault.Usage, "console: oidc: issuer: https://…")
	}
	if c.Name == "" {
		c.Name = "preferred_username"
	}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Provider{c: c, gate: g, client: client, now: now}, nil
}

// kept is what waits for the provider's answer.
type kept struct{ State, Nonce, Verifier, Next, Redirect string }

func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	// Keys are fetched later with this context too: it must not end with the request.
	known, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.c.Issuer)
	if err != nil {
		return nil, fault.Errorf(fault.Unavailable, "ask the identity provider: it does not answer as one")
	}
	p.known = known
	return known, nil
}

func (p *Provider) flow(known *oidc.Provider, redirect string) *oauth2.Config {
	return &oauth2.Config{ClientID: p.c.ClientID, ClientSecret: p.c.ClientSecret, Endpoint: known.Endpoint(), RedirectURL: redirect, Scopes: []string{oidc.ScopeOpenID, "profile"}}
}

// Begin sends somebody to the provider.
func (p *Provider) Begin(w http.ResponseWriter, r *http.Request, next string) error {
	known, err := p.discover(r.Context())
	if err != nil {
		return err
	}
	k := kept{State: access.Secret(24), Nonce: access.Secret(24), Verifier: oauth2.GenerateVerifier(), Next: next, Redirect: p.redirect(r)}
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if err := p.gate.KeepForeign(w, r, string(text)); err != nil {
		return err
	}
	http.Redirect(w, r, p.flow(known, k.Redirect).AuthCodeURL(k.State, oidc.Nonce(k.Nonce), oauth2.S256ChallengeOption(k.Verifier)), http.StatusSeeOther)
	return nil
}

func (p *Provider) redirect(r *http.Request) string {
	if p.c.URL != "" {
		return strings.TrimSuffix(p.c.URL, "/") + Back
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + Back // the router has checked that the host is ours
}

// End takes what the provider brought back, and lets in.
func (p *Provider) End(w http.ResponseWriter, r *http.Request) (who, next string, err error) {
	text, err := p.gate.TakeForeign(w, r)
	if err != nil {
		return "", "", err
	}
	var k kept
	q := r.URL.Query()
	if text == "" || json.Unmarshal([]byte(text), &k) != nil || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(k.State)) != 1 || q.Get("code") == "" {
		return "", "", gate.ErrWrong
	}
	known, err := p.discover(r.Context())
	if err != nil {
		return "", "", err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(r.Context(), p.client), 15*time.Second)
	defer cancel()
	token, err := p.flow(known, k.Redirect).Exchange(ctx, q.Get("code"), oauth2.VerifierOption(k.Verifier))
	if err != nil {
		return "", "", gate.ErrWrong //nolint:errorlint // the library's error repeats the provider's answer, which may hold data
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := known.Verifier(&oidc.Config{ClientID: p.c.ClientID, Now: p.now}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(k.Nonce)) != 1 || id.Subject == "" {
		return "", "", gate.ErrWrong //nolint:errorlint // the same
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return "", "", gate.ErrWrong //nolint:errorlint // the same
	}
	roles, err := p.roles(claims)
	if err != nil {
		return "", "", err
	}
	name, _ := claims[p.c.Name].(string)
	who, err = p.gate.Foreign(w, r, id.Issuer, id.Subject, name, roles)
	return who, k.Next, err
}

// roles are what the provider's groups make of somebody; one whom none of them makes anything is not let in.
func (p *Provider) roles(claims map[string]any) ([]access.Role, error) {
	if p.c.RolesClaim == "" {
		return nil, nil
	}
	var groups []string
	switch v := claims[p.c.RolesClaim].(type) {
	case string:
		groups = strings.Fields(v)
	case []any:
		for _, x := range v {
			if s, ok := x.(string); ok {
				groups = append(groups, s)
			}
		}
	}
	var out []access.Role
	for _, role := range access.All() {
		if slices.ContainsFunc(p.c.Roles[role], func(g string) bool { return slices.Contains(groups, g) }) {
			out = append(out, role)
		}
	}
	if len(out) == 0 {
		return nil, gate.ErrWrong
	}
	return out, nil
}
