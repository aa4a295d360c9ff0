// Package watching is the room of what logs tell: alerts as stories on a time line, gaps as gaps, who read how many persons, how well
// the logs are read, and the question whether somebody's data was read.
package watching

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/ask"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Alerts is what is kept of alerts. store.Store implements it.
type Alerts interface {
	AlertsPage(ctx context.Context, f store.AlertFilter) ([]watch.Kept, error)
	CountAlerts(ctx context.Context, f store.AlertFilter) ([]store.AlertCount, error)
	AlertNames(ctx context.Context, column string, within []string) ([]string, error)
	Alert(ctx context.Context, id string, now time.Time) (*watch.Kept, error)
	DeliveriesOf(ctx context.Context, alert string) ([]watch.Delivery, error)
	CallsOf(ctx context.Context, alert string) ([]watch.Call, error)
	Decide(ctx context.Context, id string, k watch.Kept) error
	Silence(ctx context.Context, x watch.Silence) error
}

// Logs is what is kept of how logs are read. store.Store implements it.
type Logs interface {
	WatchedLogs(ctx context.Context) ([]store.WatchedLog, error)
	Gaps(ctx context.Context, log string, from, to time.Time, limit int) ([]watch.Gap, error)
	Silences(ctx context.Context) ([]watch.Silence, error)
}

// Program is what the room wants of the program besides.
type Program interface {
	// Reveal opens what is sealed of an alert.
	Reveal(a *watch.Alert) (watch.Clear, error)
	// Ask asks the logs of tsutsumi.yaml who read: the persons whose values are given, a line each, or those that a matching found.
	Ask(ctx context.Context, values, match string, since time.Time) (*ask.Answer, error)
}

// Room is the room.
type Room struct {
	Alerts  Alerts
	Logs    Logs
	Program Program
}

// perPage is how many alerts a page shows.
const perPage = 50

// Routes implements web.Room.
func (r Room) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/watch", Needs: access.View, Scoped: true, Handle: r.list},
		{Method: "GET", Path: "/watch/logs", Needs: access.View, Handle: r.logs},
		{Method: "GET", Path: "/watch/ask", Needs: access.Ask, Handle: r.question},
		{Method: "POST", Path: "/watch/ask", Needs: access.Ask, Act: "ask-who-read", Stream: true, Handle: r.ask},
		{Method: "GET", Path: "/watch/{alert}", Needs: access.View, Scoped: true, Handle: r.alert},
		{Method: "GET", Path: "/watch/{alert}/evidence", Needs: access.Sample, Scoped: true, Masked: true, Act: "see-alert-evidence", Handle: r.evidence},
		{Method: "POST", Path: "/watch/{alert}/reveal", Needs: access.Reveal, Scoped: true, Masked: true, Act: "reveal-principal", Handle: r.reveal},
		{Method: "POST", Path: "/watch/{alert}/acknowledge", Needs: access.Triage, Scoped: true, Act: "acknowledge-alert", Handle: r.acknowledge},
		// A silence holds for a principal wherever he reads: it is not for whoever is confined to sources.
		{Method: "POST", Path: "/watch/{alert}/silence", Needs: access.Triage, Act: "silence-alerts", Handle: r.silence},
	}
}

// filterOf reads what is asked for in an address.
func filterOf(q *http.Request) (store.AlertFilter, error) {
	g := q.URL.Query().Get
	now := web.Of(q.Context()).Now
	f := store.AlertFilter{State: watch.Open, Detector: g("detector"), Source: g("source"), Within: web.Scope(q.Context()), Now: now, ByTime: g("sort") == "-time", Limit: perPage}
	switch s := watch.State(g("state")); s {
	case watch.Acknowledged, watch.Silenced, watch.Open:
		f.State = s
	case "all":
		f.State = ""
	}
	if s := g("severity"); s != "" {
		v, ok := watch.ParseSeverity(s)
		if !ok {
			return f, web.Bad("重大度の指定が正しくありません。", "There is no such severity.")
		}
		f.Severity = &v
	}
	for _, x := range []struct {
		key string
		to  *time.Time
		add int
	}{{"from", &f.From, 0}, {"to", &f.To, 1}} {
		if s := g(x.key); s != "" {
			t, err := time.ParseInLocation(time.DateOnly, s, now.Location())
			if err != nil {
				return f, web.Bad("日付は 2026-11-22 の形で指定してください。", "A day is written 2026-11-22.")
			}
			*x.to = t.AddDate(0, 0, x.add)
		}
	}
	if s := g("after"); s != "" {
		k, ok := store.ParseAlertKey(s)
		if !ok {
			return f, web.Bad("ページの指定が正しくありません。", "There is no such page.")
		}
		f.After = k
	}
	return f, nil
}

// listing is what the list shows.
type listing struct {
	Alerts    []watch.Kept
	Counts    []store.AlertCount
	Gaps      []watch.Gap
	Detectors []string
	Sources   []string
	Silences  []watch.Silence
	Pager     look.Pager
	Filter    store.AlertFilter
	Total     int64
}

func (r Room) list(w http.ResponseWriter, q *http.Request) error {
	ctx := q.Context()
	f, err := filterOf(q)
	if err != nil {
		return err
	}
	v := look.Begin(q, look.Page{Section: look.Watch, Refresh: true})
	v.Title = v.Of("監視", "Watch")
	if format := q.URL.Query().Get("format"); format != "" {
		return r.export(ctx, w, v, format, f)
	}
	p := listing{Filter: f}
	if p.Alerts, err = r.Alerts.AlertsPage(ctx, f); err != nil {
		return err
	}
	counted := f
	counted.After = nil
	if p.Counts, err = r.Alerts.CountAlerts(ctx, counted); err != nil {
		return err
	}
	for _, c := range p.Counts {
		p.Total += c.N
	}
	if len(p.Alerts) > perPage {
		p.Alerts = p.Alerts[:perPage]
		p.Pager.Older = look.WithQuery(v.Path, "after", store.KeyOf(&p.Alerts[perPage-1].Alert).String())
	}
	if f.After != nil {
		p.Pager.Newer = look.WithQuery(v.Path, "after", "")
	}
	p.Pager.Note = v.Of(report.Number(p.Total)+"件", report.Plural(p.Total, "alert", "alerts"))
	if p.Detectors, err = r.Alerts.AlertNames(ctx, "detector", f.Within); err != nil {
		return err
	}
	if p.Sources, err = r.Alerts.AlertNames(ctx, "source", f.Within); err != nil {
		return err
	}
	if from, to, ok := reach(p.Alerts); ok && web.Scope(ctx).All() { // a log may be of any source
		if p.Gaps, err = r.Logs.Gaps(ctx, "", from, to, 200); err != nil {
			return err
		}
	}
	if p.Silences, err = r.Logs.Silences(ctx); err != nil {
		return err
	}
	p.Silences = slices.DeleteFunc(p.Silences, func(s watch.Silence) bool { return !s.Until.After(f.Now) })
	v.Actions = listActions(v)
	return look.Write(w, q, v, list(v, &p))
}

// reach is from when till when the alerts of a page were going on.
func reach(all []watch.Kept) (from, to time.Time, ok bool) {
	for i := range all {
		a := &all[i]
		if i == 0 || a.First.Before(from) {
			from = a.First
		}
		if a.Last.After(to) {
			to = a.Last
		}
	}
	return from, to.Add(time.Minute), len(all) > 0
}

// one finds the alert of a request, if it may be seen.
func (r Room) one(q *http.Request) (*watch.Kept, error) {
	k, err := r.Alerts.Alert(q.Context(), q.PathValue("alert"), web.Of(q.Context()).Now)
	if err != nil {
		return nil, err
	}
	if k == nil || !web.Scope(q.Context()).Allows(k.Source) {
		return nil, web.Missing()
	}
	return k, nil
}

// story is what the page of an alert shows.
type story struct {
	*watch.Kept
	Brief      watched.Brief
	Deliveries []watch.Delivery
	Calls      []watch.Call
	Clear      *watch.Clear
}

func (r Room) alert(w http.ResponseWriter, q *http.Request) error { return r.show(w, q, false) }

// reveal shows an alert with whom it is about. The router records that somebody looked.
func (r Room) reveal(w http.ResponseWriter, q *http.Request) error { return r.show(w, q, true) }

func (r Room) show(w http.ResponseWriter, q *http.Request, clear bool) error {
	ctx := q.Context()
	k, err := r.one(q)
	if err != nil {
		return err
	}
	v := look.Begin(q, look.Page{Section: look.Watch, Up: &look.Link{Href: "/watch"}})
	v.Up.Text = v.Of("監視", "Watch")
	if f := q.URL.Query().Get("format"); f == "json" {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Disposition", `attachment; filename="alert.json"`)
		k.Evidence = nil
		return json.NewEncoder(w).Encode(watched.KeptLine(k, string(v.Lang)))
	}
	s := story{Kept: k, Brief: watched.NewBrief(&k.Alert, string(v.Lang), v.Now.Location())}
	v.Title = s.Brief.Title
	if s.Deliveries, err = r.Alerts.DeliveriesOf(ctx, k.ID); err != nil {
		return err
	}
	if s.Calls, err = r.Alerts.CallsOf(ctx, k.ID); err != nil {
		return err
	}
	if clear {
		c, err := r.Program.Reveal(&k.Alert)
		if err != nil {
			return web.Bad("封じた内容を開けません。鍵が替わった可能性があります。", "What is sealed cannot be opened: the key may be another now.")
		}
		s.Clear, v.Path = &c, "/watch/"+k.ID
		w.Header().Set("Cache-Control", "no-store")
	}
	v.Actions = alertActions(v, &s)
	return look.Write(w, q, v, storyPage(v, &s))
}

func (r Room) evidence(w http.ResponseWriter, q *http.Request) error {
	k, err := r.one(q)
	if err != nil {
		return err
	}
	v := look.Begin(q, look.Page{Section: look.Watch, Up: &look.Link{Href: "/watch/" + k.ID}})
	v.Title, v.Up.Text = v.Of("根拠となる記録（伏字）", "Evidence, masked"), v.Of("アラート", "The alert")
	return look.Write(w, q, v, evidencePage(v, k))
}

func (r Room) acknowledge(w http.ResponseWriter, q *http.Request) error {
	k, err := r.one(q)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(q.PostFormValue("reason"))
	if reason == "" || len(reason) > 1000 {
		return web.Bad("確認した内容を入力してください。", "Say what it was.")
	}
	now := web.Of(q.Context())
	if err := r.Alerts.Decide(q.Context(), k.ID, watch.Kept{State: watch.Acknowledged, By: now.Who.User, Reason: reason, At: now.Now}); err != nil {
		return err
	}
	return look.Back(w, q, "/watch/"+k.ID, "確認済みにしました。", "Acknowledged.")
}

func (r Room) silence(w http.ResponseWriter, q *http.Request) error {
	k, err := r.one(q)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(q.PostFormValue("reason"))
	d, ok := config.Interval(q.PostFormValue("for"))
	if !ok || d > 366*24*time.Hour || reason == "" || len(reason) > 1000 {
		return web.Bad("期間と理由を入力してください。", "Say for how long, and why.")
	}
	now := web.Of(q.Context())
	s := watch.Silence{Detector: k.Detector, Principal: k.Principal, Until: now.Now.Add(d), By: now.Who.User, Reason: reason, Made: now.Now}
	if err := r.Alerts.Silence(q.Context(), s); err != nil {
		return err
	}
	return look.Back(w, q, "/watch/"+k.ID, "同じ検知・利用者のアラートの通知を抑止します。", "Alerts like it are not told for that time.")
}

func (r Room) logs(w http.ResponseWriter, q *http.Request) error {
	v := look.Begin(q, look.Page{Section: look.Watch, Up: &look.Link{Href: "/watch"}})
	v.Title, v.Up.Text = v.Of("ログの状態", "Logs and their health"), v.Of("監視", "Watch")
	logs, err := r.Logs.WatchedLogs(q.Context())
	if err != nil {
		return err
	}
	since := v.Now.AddDate(0, 0, -30)
	gaps, err := r.Logs.Gaps(q.Context(), "", since, time.Time{}, 1000)
	if err != nil {
		return err
	}
	return look.Write(w, q, v, logsPage(v, logs, gaps, since))
}

func (r Room) question(w http.ResponseWriter, q *http.Request) error {
	v := look.Begin(q, look.Page{Section: look.Watch, Up: &look.Link{Href: "/watch"}})
	v.Title, v.Up.Text = v.Of("だれが読んだか", "Who read them?"), v.Of("監視", "Watch")
	return look.Write(w, q, v, askPage(v, q.URL.Query().Get("match"), nil, ""))
}

// ask answers a question. What was typed is in no address, no log and no answer.
func (r Room) ask(w http.ResponseWriter, q *http.Request) error {
	v := look.Begin(q, look.Page{Section: look.Watch, Up: &look.Link{Href: "/watch"}})
	v.Title, v.Up.Text, v.Path = v.Of("だれが読んだか", "Who read them?"), v.Of("監視", "Watch"), "/watch/ask"
	values, match := q.PostFormValue("values"), q.PostFormValue("match")
	if strings.TrimSpace(values) == "" && match == "" {
		return web.Bad("探す人の値を入力してください。", "Say whom to look for.")
	}
	var since time.Time
	if s := q.PostFormValue("since"); s != "" {
		t, err := time.ParseInLocation(time.DateOnly, s, v.Now.Location())
		if err != nil {
			return web.Bad("日付が正しくありません。", "That is no day.")
		}
		since = t
	}
	a, err := r.Program.Ask(q.Context(), values, match, since)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := watched.Answer(&b, report.Options{Lang: string(v.Lang), Width: 100}, v.Now.Location(), a); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return look.Write(w, q, v, askPage(v, match, a, b.String()))
}

// export writes the alerts that a filter chooses as a file.
func (r Room) export(ctx context.Context, w http.ResponseWriter, v *look.View, format string, f store.AlertFilter) error {
	if format != "json" && format != "csv" {
		return web.Bad("書き出しの形式は csv・json です。", "It can be had as csv or json.")
	}
	w.Header().Set("Content-Type", map[string]string{"json": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}[format])
	w.Header().Set("Content-Disposition", `attachment; filename="alerts.`+format+`"`)
	enc, c := json.NewEncoder(w), csv.NewWriter(w)
	if format == "csv" {
		_ = c.Write([]string{"id", "severity", "state", "detector", "source", "principal", "origin", "countries", "people", "rows", "first", "last"})
	}
	f.Limit = 500
	for {
		page, err := r.Alerts.AlertsPage(ctx, f)
		if err != nil {
			return err
		}
		more := len(page) > f.Limit
		if more {
			page = page[:f.Limit]
		}
		for i := range page {
			k := &page[i]
			if format == "json" {
				k.Evidence = nil // masked records are for who may see samples
				if err := enc.Encode(watched.KeptLine(k, string(v.Lang))); err != nil {
					return err
				}
				continue
			}
			n := func(p *int64) string {
				if p == nil {
					return ""
				}
				return strconv.FormatInt(*p, 10)
			}
			_ = c.Write([]string{k.ID, k.Severity.String(), string(k.State), k.Detector, plain(k.Source), plain(k.Principal), plain(k.Origin), strings.Join(k.Countries, " "), n(k.People), n(k.Rows), k.First.Format(time.RFC3339), k.Last.Format(time.RFC3339)})
		}
		c.Flush()
		if !more || len(page) == 0 {
			return c.Error()
		}
		key := store.KeyOf(&page[len(page)-1].Alert)
		f.After = &key
	}
}

// plain is a text of somebody else's that no spreadsheet takes for a formula.
func plain(s string) string {
	s = report.Clean(s)
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
