// Package retry asks again: what a server refuses for now is tried a few more times, slower each time.
package retry

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Policy says how often and how slowly. The zero Policy is Default.
type Policy struct {
	Tries       int           // in all
	First, Most time.Duration // the first wait, which doubles, and the longest
	// Sleep waits; nil is the clock. Tests set it.
	Sleep func(context.Context, time.Duration) error
}

// Default tries five times within about eight seconds.
var Default = Policy{Tries: 5, First: 500 * time.Millisecond, Most: time.Minute}

// Do calls f until it succeeds, its error is of another class than fault.Unavailable, or the tries are used up; the last
// error is returned. An error that wraps After says how long to wait.
func (p Policy) Do(ctx context.Context, f func(context.Context) error) error {
	if p.Tries == 0 {
		sleep := p.Sleep
		p = Default
		p.Sleep = sleep
	}
	wait := p.First
	for n := 1; ; n++ {
		err := f(ctx)
		if err == nil || fault.Of(err) != fault.Unavailable || n >= p.Tries || ctx.Err() != nil {
			return err
		}
		d := wait/2 + rand.N(wait/2+1)
		var after *After
		if errors.As(err, &after) && after.Wait > 0 {
			d = min(after.Wait, p.Most)
		}
		if p.sleep(ctx, d) != nil {
			return err
		}
		wait = min(2*wait, p.Most)
	}
}

func (p Policy) sleep(ctx context.Context, d time.Duration) error {
	if p.Sleep != nil {
		return p.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// After is an error of a server that said when to come again.
type After struct {
	Err  error
	Wait time.Duration
}

func (a *After) Error() string { return a.Err.Error() }
func (a *After) Unwrap() error { return a.Err }

// Status turns an HTTP answer into an error, or nil below 400: 429, 502, 503 and 504 are Unavailable, with the wait that
// Retry-After asks for; all others are Unreadable. act names the act and its object.
func Status(act string, r *http.Response, now time.Time) error {
	switch r.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		err := fault.Errorf(fault.Unavailable, "%s: the server answers %d", act, r.StatusCode)
		if v := r.Header.Get("Retry-After"); v != "" {
			if s, e := strconv.Atoi(v); e == nil && s >= 0 {
				return &After{err, time.Duration(s) * time.Second}
			}
			if t, e := http.ParseTime(v); e == nil && t.After(now) {
				return &After{err, t.Sub(now)}
			}
		}
		return err
	}
	if r.StatusCode >= 400 {
		return fault.Errorf(fault.Unreadable, "%s: the server answers %d", act, r.StatusCode)
	}
	return nil
}
