package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// How events go to a reader.
const (
	heartbeat = 15 * time.Second
	patience  = 20 * time.Second // for one that takes nothing
	alertsAsk = 5 * time.Second
	longest   = time.Hour // then the reader connects again, and is asked again who he is
)

// Told is an event: exactly one is set.
type Told struct {
	Job    *Job    `json:"job,omitempty"`
	Alerts *Alerts `json:"alerts,omitempty"`
}

// Alerts tells that there are others than before.
type Alerts struct {
	Open int64 `json:"open" doc:"How many nobody decided on."`
}

// follow sends what changes until ctx ends. It holds one state a job at most for a reader that is slow.
func (m Room) follow(ctx context.Context, topics []string, send func(Told) error) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	seen, err := m.seen(ctx)
	if err != nil {
		return err
	}
	var changes <-chan queue.Job
	if slices.Contains(topics, "jobs") {
		changes = m.Server.Follow(ctx)
	}
	var ask <-chan time.Time
	was := int64(-1)
	if m.Alerts != nil && slices.Contains(topics, "alerts") && web.Scope(ctx).All() {
		tick := time.NewTicker(alertsAsk)
		defer tick.Stop()
		ask = tick.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case j, ok := <-changes:
			if !ok {
				return nil
			}
			if seen(&j) {
				shown := jobOf(&j)
				err = send(Told{Job: &shown})
			}
		case <-ask:
			n, e := m.Alerts(ctx)
			if e == nil && n != was && was >= 0 {
				err = send(Told{Alerts: &Alerts{Open: n}})
			}
			if e == nil {
				was = n
			}
		}
		if err != nil {
			return err
		}
	}
}

// events tells a page what changes: "job" with the job's ID and state, "alerts". One that takes nothing for a while is left.
func (m Room) events(w http.ResponseWriter, r *http.Request) error {
	topics := strings.Split(r.URL.Query().Get("topic"), ",")
	for _, t := range topics {
		if t != "jobs" && t != "alerts" {
			return web.Bad("topic は jobs と alerts です。", "topic is jobs, alerts, or both.")
		}
	}
	c := http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	news := make(chan Told)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = m.follow(ctx, topics, func(t Told) error {
			select {
			case news <- t:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	write := func(s string) error {
		_ = c.SetWriteDeadline(time.Now().Add(patience))
		if _, err := w.Write([]byte(s)); err != nil {
			return err
		}
		return c.Flush()
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	err := write("retry: 3000\n\n")
	for err == nil {
		select {
		case <-ended:
			return nil
		case t := <-news:
			var b []byte
			if b, err = json.Marshal(t); err == nil {
				err = write(fmt.Sprintf("event: %s\ndata: %s\n\n", t.event(), b))
			}
		case <-beat.C:
			err = write(": \n\n")
		}
	}
	return nil // the reader is gone
}

func (t *Told) event() string {
	if t.Job != nil {
		return "job"
	}
	return "alerts"
}
