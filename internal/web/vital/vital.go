// Package vital tells machines how the server is: alive, ready, and its metrics (OpenMetrics). Labels come from closed lists; no number
// here belongs to a person.
package vital

import (
	"context"
	"net"
	"net/http"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Server is what the room wants of the program.
type Server interface {
	// Alive tells that the process answers and its parts go on; Ready what of it cannot serve now, by name. None is all well.
	Alive() error
	Ready(ctx context.Context) []string
}

// Room answers /healthz, /readyz and /metrics.
type Room struct {
	Server Server
	Meter  *Meter
	// Local gives the metrics to this machine without a token.
	Local bool
}

var _ web.Room = Room{}

// Routes implements web.Room.
func (m Room) Routes() []web.Route {
	needs := access.View
	if m.Local {
		needs = access.Anyone
	}
	return []web.Route{
		{Method: http.MethodGet, Path: "/healthz", Needs: access.Anyone, Handle: m.health},
		{Method: http.MethodGet, Path: "/readyz", Needs: access.Anyone, Handle: m.ready},
		{Method: http.MethodGet, Path: "/metrics", Needs: needs, Handle: m.metrics},
	}
}

func (m Room) health(w http.ResponseWriter, _ *http.Request) error {
	if m.Server.Alive() != nil {
		return plain(w, http.StatusServiceUnavailable, "not alive\n")
	}
	return plain(w, http.StatusOK, "ok\n")
}

func (m Room) ready(w http.ResponseWriter, r *http.Request) error {
	text, status := "ok\n", http.StatusOK
	if missing := m.Server.Ready(r.Context()); len(missing) > 0 {
		text, status = "", http.StatusServiceUnavailable
		for _, s := range missing {
			text += "not ready: " + s + "\n"
		}
	}
	return plain(w, status, text)
}

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write([]byte(text))
	return err
}

func (m Room) metrics(w http.ResponseWriter, r *http.Request) error {
	if m.Local && !web.Of(r.Context()).Who.May(access.View) && !local(r) {
		return web.Missing()
	}
	m.Meter.handler.ServeHTTP(w, r)
	return nil
}

// local tells that the request comes from this machine itself, not through a proxy on it.
func local(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}
