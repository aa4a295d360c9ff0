package jobs

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

var _ api.Room = Room{}

// Job is a job as the API tells it.
type Job struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind" enum:"scan,exposure,snapshot,watch,match,letters,digest,remind"`
	Subject  string          `json:"subject" doc:"What it is about: a source, a dump, a case; empty is everything."`
	By       string          `json:"by" doc:"Who ordered it: an account, or schedule."`
	State    string          `json:"state" enum:"waiting,running,done,parked,cancelled"`
	Made     time.Time       `json:"made"`
	At       *time.Time      `json:"not_before" nullable:"true" doc:"While it waits: not before this."`
	Started  *time.Time      `json:"started" nullable:"true"`
	Ended    *time.Time      `json:"ended" nullable:"true"`
	Tries    int             `json:"tries"`
	Progress Progress        `json:"progress"`
	Error    string          `json:"error,omitempty" doc:"Why the last try failed, or what could not be read."`
	Class    string          `json:"class,omitempty"`
	Result   json.RawMessage `json:"result,omitempty" doc:"What it came to; its fields depend on the kind."`
}

// Progress is how far a job is.
type Progress struct {
	Done  int64  `json:"done"`
	Total *int64 `json:"total" nullable:"true" doc:"null: unknown."`
	Unit  string `json:"unit,omitempty"`
}

func jobOf(j *queue.Job) Job {
	out := Job{ID: j.ID, Kind: string(j.Kind), Subject: j.Subject, By: j.By, State: string(j.State), Made: j.Made, Tries: j.Tries,
		Progress: Progress{Done: j.Progress.Done, Unit: j.Progress.Unit}, Error: j.Error, Class: j.Class, Result: j.Result}
	if j.Progress.Total > 0 {
		out.Progress.Total = &j.Progress.Total
	}
	if j.State == queue.Waiting {
		out.At = &j.At
	}
	if !j.Started.IsZero() {
		out.Started = &j.Started
	}
	if !j.Ended.IsZero() {
		out.Ended = &j.Ended
	}
	return out
}

type (
	listIn struct {
		api.Paging
		Kind  string `query:"kind" enum:"scan,exposure,snapshot,watch,match,letters,digest,remind"`
		State string `query:"state" enum:"waiting,running,done,parked,cancelled"`
	}
	idIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	jobOut  struct{ Body Job }
	startIn struct {
		Body struct {
			Kind    string `json:"kind" enum:"scan,exposure,snapshot,watch,remind" doc:"match and letters are started from their dump and their case."`
			Subject string `json:"subject,omitempty" maxLength:"64" doc:"The name of a source; empty is everything, for exposure and watch."`
			Full    bool   `json:"full,omitempty" doc:"scan: read again what did not change."`
		}
	}
	eventsIn struct {
		Topic string `query:"topic" default:"jobs,alerts" maxLength:"40" doc:"jobs, alerts, or both with a comma."`
	}
)

// API implements api.Room.
func (m Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-jobs", Method: http.MethodGet, Path: "/jobs", Tag: "jobs", Summary: "Jobs, the newest first", JA: "処理の一覧（新しい順）", Needs: access.View, Scoped: true}, m.apiList)
	api.Add(a, api.Operation{ID: "get-job", Method: http.MethodGet, Path: "/jobs/{id}", Tag: "jobs", Summary: "One job", JA: "1件の処理", Needs: access.View, Scoped: true}, m.apiOne)
	api.Add(a, api.Operation{ID: "start-job", Method: http.MethodPost, Path: "/jobs", Tag: "jobs", Summary: "Start work", JA: "処理を始める", Needs: access.Run, Scoped: true, Status: http.StatusAccepted,
		About: "Where the same work waits already, that job is the answer.", AboutJA: "同じ処理がすでに待機中の場合は、その処理を返します。"}, m.apiStart)
	api.Add(a, api.Operation{ID: "cancel-job", Method: http.MethodPost, Path: "/jobs/{id}/cancel", Tag: "jobs", Summary: "Cancel a job", JA: "処理を中止する", Needs: access.Run, Scoped: true}, m.apiChange(queue.Bench.Cancel))
	api.Add(a, api.Operation{ID: "retry-job", Method: http.MethodPost, Path: "/jobs/{id}/retry", Tag: "jobs", Summary: "Start a parked or cancelled job again", JA: "止まった処理・中止した処理を再実行する", Needs: access.Run, Scoped: true}, m.apiChange(queue.Bench.Retry))
	api.Stream(a, api.Operation{ID: "follow-events", Method: http.MethodGet, Path: "/events", Tag: "jobs", Summary: "Jobs and alerts as they change", JA: "処理とアラートの変化を受け取る", Needs: access.View, Scoped: true},
		func(ctx context.Context, in *eventsIn, send func(string, Told) error) error {
			topics := strings.Split(in.Topic, ",")
			for _, t := range topics {
				if t != "jobs" && t != "alerts" {
					return web.Bad("topic は jobs と alerts です。", "topic is jobs, alerts, or both.")
				}
			}
			return m.follow(ctx, topics, func(t Told) error { return send("", t) })
		})
}

func (m Room) apiList(ctx context.Context, in *listIn) (*api.List[Job], error) {
	f := queue.Filter{Kind: queue.Kind(in.Kind), Limit: in.Limit}
	if in.State != "" {
		f.States = []queue.State{queue.State(in.State)}
	}
	if _, err := in.At(ctx, &f.Before); err != nil {
		return nil, err
	}
	list, more, err := m.choose(ctx, f)
	if err != nil {
		return nil, err
	}
	rows := make([]Job, 0, len(list)+1)
	for i := range list {
		rows = append(rows, jobOf(&list[i]))
	}
	if more { // one that is not shown tells that there are more
		rows = append(rows, Job{})
	}
	return api.Listed(ctx, in.Paging, rows, func(j Job) any { return j.ID }), nil
}

func (m Room) apiOne(ctx context.Context, in *idIn) (*jobOut, error) {
	j, err := m.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &jobOut{jobOf(j)}, nil
}

func (m Room) apiStart(ctx context.Context, in *startIn) (*jobOut, error) {
	o := queue.Order{Kind: queue.Kind(in.Body.Kind), Subject: in.Body.Subject, By: who(ctx)}
	seen, err := m.seen(ctx)
	if err != nil {
		return nil, err
	}
	if !seen(&queue.Job{Order: o}) {
		return nil, web.Missing()
	}
	switch o.Kind {
	case queue.Scan, queue.Exposure, queue.Snapshot:
		targets, err := m.Server.Targets(ctx)
		if err != nil {
			return nil, err
		}
		if _, ok := targets[o.Subject]; !ok && (o.Subject != "" || o.Kind != queue.Exposure) {
			return nil, web.Bad("その名前のデータ源はありません。", "There is no source of that name.")
		}
	default:
		if o.Subject != "" {
			return nil, web.Bad("この処理に対象は指定できません。", "This work has no subject.")
		}
	}
	if in.Body.Full {
		if o.Kind != queue.Scan {
			return nil, web.Bad("full は走査にだけ指定できます。", "full is for scans.")
		}
		o.Args = json.RawMessage(`{"full":true}`)
	}
	j, err := m.Server.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	return &jobOut{jobOf(&j)}, nil
}

func (m Room) apiChange(do func(queue.Bench, context.Context, string, string) error) func(context.Context, *idIn) (*jobOut, error) {
	return func(ctx context.Context, in *idIn) (*jobOut, error) {
		j, err := m.find(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if err := do(m.Server, ctx, j.ID, who(ctx)); err != nil {
			return nil, err
		}
		return m.apiOne(ctx, in)
	}
}
