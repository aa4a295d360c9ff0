package cli

import (
	"context"
	"crypto/cipher"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	sinks "github.com/tsutsumi-dev/tsutsumi/internal/notify/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// delivering is how long a run that ends waits for what is still on its way.
const (
	delivering  = 30 * time.Second
	interrupted = 5 * time.Second // and one that was told to end
)

// notifier tells alerts to the receivers of tsutsumi.yaml. One without receivers does nothing.
type notifier struct {
	a        *app
	inv      *store.Store
	zone     *time.Location
	to       []watch.Receiver
	couriers *notify.Couriers

	mu      sync.Mutex
	said    map[string]string // receiver -> the error it was last told with
	givenUp int
}

// notifier makes the receivers of tsutsumi.yaml. Nothing is sent before start.
func (a *app) notifier(set *setup, file *config.File, inv *store.Store, zone *time.Location, seal cipher.AEAD) (*notifier, error) {
	n := &notifier{a: a, inv: inv, zone: zone, said: map[string]string{}}
	n.couriers = &notify.Couriers{Outbox: inv, Now: time.Now, Told: n.failed}
	for i := range file.Notify {
		c := &file.Notify[i]
		s, err := a.sink(set, c)
		if err != nil {
			return nil, err
		}
		least, _ := watch.ParseSeverity(c.Least)
		if c.Least == "" {
			least = watch.Low
		}
		n.to = append(n.to, watch.Receiver{Name: c.Name, Wants: func(al *watch.Alert) bool { return al.Severity >= least }})
		lang := a.lang
		if c.Lang != "" {
			lang = c.Lang
		}
		n.couriers.Add(c.Name, 0, func(ctx context.Context, d *watch.Delivery) error {
			msg, err := inWords(d, lang, n.zone)
			if err != nil {
				return err
			}
			return s.Send(ctx, msg)
		})
	}
	return n, n.hooks(set, file, seal)
}

// sink makes a sink of what is declared.
func (a *app) sink(set *setup, c *config.Notify) (notify.Sink, error) {
	kinds := sinks.All()
	i := slices.IndexFunc(kinds, func(k notify.Kind) bool { return k.Type == c.Type })
	if i < 0 {
		return nil, set.home.Fault(c.Line, "no such type of sinks")
	}
	o := &notify.Options{Notify: *c, Now: time.Now}
	for _, r := range []struct {
		key string
		s   config.Secret
		to  *string
	}{{"url", c.URL, &o.URL}, {"secret", c.Key, &o.Key}, {"password", c.Password, &o.Password}, {"token", c.Token, &o.Token}} {
		var err error
		if *r.to, err = set.home.Referred(a.env, r.s, r.key, c.Line); err != nil {
			return nil, err
		}
	}
	if c.File != "" {
		o.File = placed(set, c.File)
	}
	if c.CA != "" {
		o.CA = placed(set, c.CA)
	}
	if o.Hostname, _ = os.Hostname(); o.Hostname == "" {
		o.Hostname = "localhost"
	}
	s, err := kinds[i].New(o)
	if err != nil {
		return nil, set.home.Fault(c.Line, err.Error())
	}
	return s, nil
}

// inWords is a delivery in words.
func inWords(d *watch.Delivery, lang string, zone *time.Location) (*notify.Notice, error) {
	line, err := watched.AlertLine(&d.Body, lang)
	if err != nil {
		return nil, fault.Errorf(fault.Refused, "write alert %s: %w", d.Alert, err)
	}
	b := watched.NewBrief(&d.Body, lang, zone)
	n := &notify.Notice{Alert: &d.Body, Revision: d.Revision, Lang: lang, Line: line, At: d.Queued, Version: version(),
		Words: notify.Words{Title: b.Title, Severity: b.Severity, Story: b.Story, Evidence: b.Evidence}}
	for _, f := range b.Facts {
		n.Words.Facts = append(n.Words.Facts, notify.Fact{Name: f[0], Value: f[1]})
	}
	return n, nil
}

// start begins to deliver, also what an earlier run left.
func (n *notifier) start(ctx context.Context) {
	if len(n.to) > 0 {
		n.couriers.Start(ctx)
	}
}

// keep keeps all alerts, and queues those that are told, at once.
func (n *notifier) keep(ctx context.Context, all, tell []watch.Alert) error {
	queued, err := n.inv.PostAlerts(ctx, all, tell, n.to)
	if queued > 0 {
		n.couriers.Wake()
	}
	return err
}

// close waits for what is on its way for as long as it takes, at most delivering; then it says what could not be delivered.
func (n *notifier) close(ctx context.Context) {
	if len(n.to) == 0 {
		return
	}
	wait := delivering
	if ctx.Err() != nil {
		wait = interrupted
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer cancel()
	left := n.couriers.Flush(ctx)
	n.couriers.Close()
	for _, r := range n.to {
		if left[r.Name] > 0 {
			fmt.Fprintf(n.a.Err, n.a.say("%s: %d not delivered yet; the next run of watch tries again\n", "%s: 未送信 %d件（次回の watch の実行時に再送します）\n"), r.Name, left[r.Name])
		}
	}
	if len(left) > 0 || n.givenUp > 0 {
		if n.a.status == StatusDone {
			n.a.status = StatusPartly
		}
	}
}

// failed says what could not be delivered: once for each reason, and whatever was given up.
func (n *notifier) failed(d *watch.Delivery, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case d.State == watch.GivenUp:
		n.givenUp++
		fmt.Fprintf(n.a.Err, n.a.say("%s: alert %s could not be delivered: %v\n", "%s: アラート %s を送信できませんでした: %v\n"), d.To, d.Alert, err)
	case n.said[d.To] != err.Error():
		n.said[d.To] = err.Error()
		fmt.Fprintf(n.a.Err, n.a.say("%s: not delivered yet, is tried again: %v\n", "%s: まだ送信できません（再試行します）: %v\n"), d.To, err)
	}
}

// notifying is the notifier of a run of watch; where nothing is to be told, one without receivers.
func (w *watching) notifying(ctx context.Context, inv *store.Store, seal cipher.AEAD, test bool) (*notifier, error) {
	file := w.file
	if w.f.mute || test {
		file = &config.File{}
	}
	n, err := w.a.notifier(w.set, file, inv, w.zone, seal)
	if err == nil {
		n.start(context.WithoutCancel(ctx))
	}
	return n, err
}

// current leaves out what is not to be told whatever its severity: what was silenced, or over before what was asked for.
func (t *telling) current(all []watch.Alert) (out []watch.Alert) {
	for i := range all {
		if !all[i].Last.Before(t.w.since) && !silenced(t.silences, &all[i], t.w.started) {
			out = append(out, all[i])
		}
	}
	return out
}
