// Package web is the console and the API: rooms (a package each) with their routes, and what all of them stand on.
//
// A route says what it needs; the router (web/builtin) asks, records and translates errors, so that no room can forget to. A room
// states the few things it wants of the program in an interface of its own, which the command fills.
package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Route is one thing that can be asked of the server.
type Route struct {
	Method string // GET, POST, PUT, DELETE. GET changes nothing
	Path   string // a pattern of http.ServeMux without the method: "/inventory/{source}"
	Needs  access.Permission
	// Scoped: the handler itself leaves out what is beyond the principal's scope. Other routes are closed to whoever is
	// confined to sources.
	Scoped bool
	// Masked: masked samples are shown, and each look is recorded. What changes something is recorded always.
	Masked bool
	// Act is what the audit log calls it ("accept-exposure"); "" is the path.
	Act string
	// Stream: the answer does not end by itself (events), or is long (an export, an upload): no time limit.
	Stream bool
	Handle func(w http.ResponseWriter, r *http.Request) error
}

// Room is a part of the console.
type Room interface {
	Routes() []Route
}

// Lang is the language of a page: "ja" or "en".
type Lang string

// Of chooses the text of the language.
func (l Lang) Of(ja, en string) string {
	if l == "ja" {
		return ja
	}
	return en
}

// Asked is what is known of a request beside itself.
type Asked struct {
	Who  *access.Principal // nil: nobody signed in
	Lang Lang
	ID   string    // of the request
	Now  time.Time // of the request, in the owner's zone
	// Object is what the audit log names; the router takes the path's values if it is "".
	Object string
}

// AccountObject is what an Object begins with that is an account's name: it is recorded in clear, if an account may be called so.
const AccountObject = "account:"

type key struct{}

// With puts what is known of a request into its context.
func With(ctx context.Context, a *Asked) context.Context { return context.WithValue(ctx, key{}, a) }

// Of is what is known of a request. It is never nil.
func Of(ctx context.Context) *Asked {
	if a, ok := ctx.Value(key{}).(*Asked); ok {
		return a
	}
	return &Asked{Lang: "en"}
}

// Scope is what the request is confined to.
func Scope(ctx context.Context) access.Scope {
	if a := Of(ctx); a.Who != nil {
		return a.Who.Scope
	}
	return nil
}

// Error is an answer that is no success, with what the user is told. It holds no datum.
type Error struct {
	Status int
	JA, EN string
}

func (e *Error) Error() string { return e.EN }

// Missing is the answer to what is not there, or beyond what the principal may see: the two are not told apart.
func Missing() error {
	return &Error{http.StatusNotFound, "見つかりません。", "There is no such thing here."}
}

// Bad is the answer to a request that cannot be meant.
func Bad(ja, en string) error { return &Error{http.StatusUnprocessableEntity, ja, en} }

// Status is the status of an error: an Error's own, or by its class.
func Status(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	switch fault.Of(err) {
	case fault.Usage:
		return http.StatusUnprocessableEntity
	case fault.Changed:
		return http.StatusConflict
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
