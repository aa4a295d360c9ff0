// Package jobs is the room of work: what is done, waits, went wrong; it is cancelled and started again here, and told of as it happens.
package jobs

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/plan"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Due is something that is done by itself.
type Due struct {
	plan.Plan
	plan.Record
	Next time.Time // zero while it is paused
}

// Server is what the room wants of the program.
type Server interface {
	queue.Bench
	// Job is one job; nil if there is none.
	Job(ctx context.Context, id string) (*queue.Job, error)
	// Targets are the sources by name, each as the inventory names it.
	Targets(ctx context.Context) (map[string]string, error)
	// Due is what is done by itself.
	Due(ctx context.Context) ([]Due, error)
}

// Room shows work.
type Room struct {
	Server Server
	// Alerts counts open alerts, for whoever listens to them: a change is told. nil is nobody.
	Alerts func(ctx context.Context) (int64, error)
	// Pause pauses a plan by its name, or lets it go on.
	Pause func(ctx context.Context, name string, pause bool, by string) error
	Now   func() time.Time
}

// Routes implements web.Room.
func (m Room) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/jobs", Needs: access.View, Scoped: true, Handle: m.list},
		{Method: http.MethodGet, Path: "/jobs/{id}", Needs: access.View, Scoped: true, Handle: m.one},
		{Method: http.MethodPost, Path: "/jobs/{id}/cancel", Needs: access.Run, Scoped: true, Act: "cancel-job", Handle: m.change(queue.Bench.Cancel, "中止しました。", "Cancelled.")},
		{Method: http.MethodPost, Path: "/jobs/{id}/retry", Needs: access.Run, Scoped: true, Act: "retry-job", Handle: m.change(queue.Bench.Retry, "再実行します。", "It is tried again.")},
		{Method: http.MethodPost, Path: "/jobs/plans/pause", Needs: access.Sources, Scoped: true, Act: "pause-plan", Handle: m.pause(true, "休止しました。", "Paused.")},
		{Method: http.MethodPost, Path: "/jobs/plans/resume", Needs: access.Sources, Scoped: true, Act: "resume-plan", Handle: m.pause(false, "再開しました。", "It goes on.")},
		{Method: http.MethodGet, Path: "/events", Needs: access.View, Scoped: true, Stream: true, Handle: m.events},
	}
}

// ofSources are the kinds whose subject is a source.
var ofSources = []queue.Kind{queue.Scan, queue.Exposure, queue.Snapshot}

// sees tells whether somebody may see a job: whoever is confined to sources sees what is done on these, and nothing else.
func sees(scope access.Scope, targets map[string]string, j *queue.Job) bool {
	if scope.All() {
		return true
	}
	if j.Kind == queue.Digest {
		return j.Subject != "" && scope.Allows(j.Subject)
	}
	target, known := targets[j.Subject]
	return slices.Contains(ofSources, j.Kind) && known && scope.Allows(target)
}

// seen is sees for a reader: a function, so that the sources are asked for once.
func (m Room) seen(ctx context.Context) (func(*queue.Job) bool, error) {
	scope := web.Scope(ctx)
	if scope.All() {
		return func(j *queue.Job) bool { return m.may(ctx, j) }, nil
	}
	targets, err := m.Server.Targets(ctx)
	if err != nil {
		return nil, err
	}
	return func(j *queue.Job) bool { return sees(scope, targets, j) && m.may(ctx, j) }, nil
}

// may: letters and reminders are of cases, which not everybody may read.
func (m Room) may(ctx context.Context, j *queue.Job) bool {
	return j.Kind != queue.Letters || web.Of(ctx).Who.May(access.Read)
}

// find is a job that the reader may see.
func (m Room) find(ctx context.Context, id string) (*queue.Job, error) {
	seen, err := m.seen(ctx)
	if err != nil {
		return nil, err
	}
	j, err := m.Server.Job(ctx, id)
	if err != nil {
		return nil, err
	}
	if j == nil || !seen(j) {
		return nil, web.Missing()
	}
	return j, nil
}

// pageful is how many jobs a page shows.
const pageful = 50

// choose lists jobs that the reader may see, and tells whether there are more.
func (m Room) choose(ctx context.Context, f queue.Filter) (out []queue.Job, more bool, err error) {
	seen, err := m.seen(ctx)
	if err != nil {
		return nil, false, err
	}
	limit := f.Limit
	f.Limit = limit + 1
	for rounds := 0; len(out) <= limit && rounds < 20; rounds++ {
		list, err := m.Server.Jobs(ctx, f)
		if err != nil {
			return nil, false, err
		}
		for i := range list {
			if seen(&list[i]) {
				out = append(out, list[i])
			}
		}
		if len(list) < f.Limit {
			break
		}
		f.Before = list[len(list)-1].ID
	}
	if more = len(out) > limit; more {
		out = out[:limit]
	}
	return out, more, nil
}

// states are what a list can be filtered by.
var states = map[string][]queue.State{
	"open":      {queue.Waiting, queue.Running},
	"parked":    {queue.Parked},
	"done":      {queue.Done},
	"cancelled": {queue.Cancelled},
}

// listed is what the page of jobs shows.
type listed struct {
	Open, Jobs  []queue.Job
	Due         []Due
	State, Kind string
	Older       string
}

func (m Room) list(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	v := look.Begin(r, look.Page{Title: web.Of(ctx).Lang.Of("処理", "Work"), Section: look.Sources, Refresh: true})
	p := listed{State: q.Get("state"), Kind: q.Get("kind")}
	f := queue.Filter{Kind: queue.Kind(p.Kind), Before: q.Get("before"), Limit: pageful}
	if p.State != "" {
		s, ok := states[p.State]
		if !ok {
			return web.Bad("そのような状態はありません。", "There is no such state.")
		}
		f.States = s
	}
	var more bool
	var err error
	if p.Jobs, more, err = m.choose(ctx, f); err != nil {
		return err
	}
	if more {
		p.Older = look.WithQuery(r.URL.RequestURI(), "before", p.Jobs[len(p.Jobs)-1].ID)
	}
	if p.State == "" && f.Before == "" {
		for _, j := range p.Jobs {
			if !j.State.Ended() {
				p.Open = append(p.Open, j)
			}
		}
		if p.Due, err = m.dues(ctx); err != nil {
			return err
		}
	}
	return look.Write(w, r, v, page(v, p))
}

// dues is what is done by itself, as far as the reader may see it.
func (m Room) dues(ctx context.Context) ([]Due, error) {
	all, err := m.Server.Due(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := m.seen(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(d Due) bool {
		return !seen(&queue.Job{Order: queue.Order{Kind: d.Kind, Subject: d.Subject}})
	}), nil
}

func (m Room) one(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	j, err := m.find(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	shown := look.JobOf(web.Of(ctx).Lang, *j, title(web.Of(ctx).Lang, j), web.Of(ctx).Who.May(access.Run), web.Of(ctx).Now)
	if r.Header.Get("HX-Request") != "" {
		return look.Fragment(w, r, look.JobProgress(shown))
	}
	v := look.Begin(r, look.Page{Title: shown.Title, Section: look.Sources, Refresh: !shown.Ended, Up: &look.Link{Text: web.Of(ctx).Lang.Of("処理", "Work"), Href: "/jobs"}})
	return look.Write(w, r, v, single(v, j, shown))
}

// change is a button on a job.
func (m Room) change(do func(queue.Bench, context.Context, string, string) error, ja, en string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		j, err := m.find(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		if err := do(m.Server, ctx, j.ID, who(ctx)); err != nil {
			return err
		}
		if r.Header.Get("HX-Request") != "" {
			return m.one(w, r)
		}
		return look.Back(w, r, "/jobs/"+j.ID, ja, en)
	}
}

// pause pauses a plan that the reader may see, or lets it go on.
func (m Room) pause(pause bool, ja, en string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, name := r.Context(), r.PostFormValue("plan")
		all, err := m.dues(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(d Due) bool { return d.Record.Name == name }) {
			return web.Missing()
		}
		web.Of(ctx).Object = name
		if err := m.Pause(ctx, name, pause, who(ctx)); err != nil {
			return err
		}
		return look.Back(w, r, "/jobs", ja, en)
	}
}

func who(ctx context.Context) string {
	if a := web.Of(ctx); a.Who != nil {
		return a.Who.User
	}
	return ""
}

// names of the kinds of work.
var names = map[queue.Kind][2]string{
	queue.Scan: {"走査", "Scan"}, queue.Exposure: {"露出の点検", "Exposure check"}, queue.Snapshot: {"照合用索引の更新", "People index"},
	queue.Watch: {"アクセスログの監視", "Watch of access logs"}, queue.Match: {"流出データの照合", "Match of a dump"}, queue.Letters: {"本人への通知", "Letters to persons"},
	queue.Digest: {"集計の更新", "Digest"}, queue.Remind: {"期限のリマインダー", "Reminders of what is due"},
}

// kindName is what a kind of work is called.
func kindName(l web.Lang, k queue.Kind) string {
	n, ok := names[k]
	if !ok {
		return string(k)
	}
	return l.Of(n[0], n[1])
}

// title is what a job does. A dump's ID says nothing to anybody.
func title(l web.Lang, j *queue.Job) string {
	n := kindName(l, j.Kind)
	switch {
	case j.Subject == "" && j.Kind == queue.Exposure:
		return n + l.Of("：すべて", ": everything")
	case j.Subject == "" || j.Kind == queue.Match:
		return n
	}
	return fmt.Sprintf(l.Of("%s：%s", "%s: %s"), n, j.Subject)
}

// ordered is who ordered a job.
func ordered(l web.Lang, by string) string {
	if by == "schedule" {
		return l.Of("スケジュール", "the schedule")
	}
	return by
}

// results are links to what a job came to.
func results(l web.Lang, j *queue.Job) []look.Link {
	if j.State != queue.Done {
		return nil
	}
	switch j.Kind {
	case queue.Scan:
		return []look.Link{{Text: l.Of("台帳", "Inventory"), Href: "/inventory"}}
	case queue.Exposure:
		return []look.Link{{Text: l.Of("露出", "Exposures"), Href: "/exposures"}}
	case queue.Watch:
		return []look.Link{{Text: l.Of("監視", "Watch"), Href: "/watch"}}
	case queue.Match:
		return []look.Link{{Text: l.Of("照合結果", "The verdict"), Href: "/leaks"}}
	case queue.Letters:
		return []look.Link{{Text: l.Of("事案", "The case"), Href: "/cases/" + j.Subject}}
	}
	return nil
}

// lines are those of an error.
func lines(s string) []string { return strings.Split(s, "\n") }
