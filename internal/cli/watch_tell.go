package cli

import (
	"context"
	"crypto/cipher"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/run"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
)

// telling says what watching found, while it goes on and at the end.
type telling struct {
	w    *watching
	out  io.Writer
	book *story.Book
	json *watched.JSON
	test *ruleTest // what is told instead
	gaps map[watch.Gap]bool

	ctx      context.Context
	note     *notifier
	seal     cipher.AEAD
	silences []watch.Silence
}

func (t *telling) begin() error {
	t.gaps = map[watch.Gap]bool{}
	if t.w.f.format != "json" || t.test != nil {
		return nil
	}
	t.json = watched.NewJSON(t.out, t.w.a.lang)
	return t.json.Begin(version(), t.w.started)
}

// wanted leaves out what is not grave enough, or was over before what was asked for.
func (t *telling) wanted(all []watch.Alert) (out []watch.Alert, hidden int) {
	for i := range all {
		switch {
		case all[i].Last.Before(t.w.since), silenced(t.silences, &all[i], t.w.started):
		case all[i].Severity < t.w.least:
			hidden++
		default:
			out = append(out, all[i])
		}
	}
	return out, hidden
}

// fresh tells what is new, while logs are followed.
func (t *telling) fresh() error {
	all := t.book.Fresh(t.seal, t.w.zone)
	if err := t.note.keep(t.ctx, all, t.current(all)); err != nil {
		return err
	}
	alerts, _ := t.wanted(all)
	if t.json == nil {
		if len(alerts) == 0 {
			return nil
		}
		return watched.Alerts(t.out, t.w.a.reportOptions(), t.w.zone, alerts)
	}
	for i := range alerts {
		if err := t.json.Alert(&alerts[i]); err != nil {
			return err
		}
	}
	return t.newGaps()
}

// health keeps how the logs stand, and what is missing in them.
func (t *telling) health(res *run.Result, unread []watched.Unread) error {
	now := time.Now()
	var logs []store.WatchedLog
	for i := range res.Logs {
		l := &res.Logs[i]
		out := store.WatchedLog{Name: l.Log.Name, Parser: l.Log.Parser, Events: l.Accesses, Lines: l.Lines, Malformed: l.Malformed, Odd: l.Timeless + l.Forged, Lost: l.Lost + l.Counts.Dropped, Last: l.Newest, Read: now}
		if n := len(l.Errors); n > 0 {
			out.Error = report.Cut(report.Clean(l.Errors[n-1].Error()), 300)
		}
		logs = append(logs, out)
	}
	for _, u := range unread {
		logs = append(logs, store.WatchedLog{Name: u.Name, Read: now, Error: report.Cut(report.Clean(u.Error), 300)})
	}
	return t.note.inv.KeepLogs(t.ctx, logs, t.book.Gaps())
}

func (t *telling) newGaps() error {
	for _, g := range t.book.Gaps() {
		if t.gaps[g] {
			continue
		}
		t.gaps[g] = true
		if err := t.json.Gap(&g); err != nil {
			return err
		}
	}
	return nil
}

// end tells all that was found, or what is left to tell where it was told before.
func (t *telling) end(res *run.Result) error {
	w := t.w
	w.mu.Lock()
	defer w.mu.Unlock()
	f := &watched.Found{Version: version(), Started: w.started, Result: res, Unread: w.unread, Zone: w.zone, Gaps: t.book.Gaps()}
	all := t.book.Alerts(t.seal, w.zone)
	if t.test == nil {
		if err := t.note.keep(t.ctx, all, t.current(all)); err != nil {
			return err
		}
		if err := t.health(res, w.unread); err != nil {
			return err
		}
	}
	f.Alerts, f.Hidden = t.wanted(all)
	w.a.watchStatus(w.f, f)
	if t.test != nil {
		return t.test.tell(t.out, w)
	}
	if t.json == nil {
		if w.f.follow {
			return t.fresh()
		}
		return watched.Text(t.out, w.a.reportOptions(), f)
	}
	if w.f.follow {
		if err := t.fresh(); err != nil {
			return err
		}
	} else {
		for i := range f.Alerts {
			if err := t.json.Alert(&f.Alerts[i]); err != nil {
				return err
			}
		}
		if err := t.newGaps(); err != nil {
			return err
		}
	}
	return t.json.End(f, time.Since(w.started))
}

func (a *app) watchStatus(f *watchFlags, found *watched.Found) {
	if watched.Partly(found) {
		a.status = StatusPartly
	}
	if least, ok := watch.ParseSeverity(f.failOn); f.failOn != "" && ok {
		for i := range found.Alerts {
			if found.Alerts[i].Severity >= least {
				a.status = StatusFindings
			}
		}
	}
}
