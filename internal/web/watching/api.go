package watching

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

type alertOut struct{ Body *watched.Line }

// API implements api.Room.
func (r Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-alerts", Method: "GET", Path: "/alerts", Tag: "watch", Summary: "Alerts, the gravest first", JA: "アラートの一覧（重い順）", Needs: access.View, Scoped: true},
		func(ctx context.Context, in *struct {
			api.Paging
			State    string `query:"state" enum:"open,acknowledged,silenced" doc:"Absent: all."`
			Severity string `query:"severity" enum:"info,low,medium,high,critical" doc:"At least."`
			Detector string `query:"detector" maxLength:"100"`
			Source   string `query:"source" maxLength:"1000"`
		}) (*api.List[*watched.Line], error) {
			f := store.AlertFilter{State: watch.State(in.State), Detector: in.Detector, Source: in.Source, Within: web.Scope(ctx), Now: web.Of(ctx).Now, Limit: in.Limit}
			f.Least, _ = watch.ParseSeverity(in.Severity)
			var key store.AlertKey
			if there, err := in.At(ctx, &key); err != nil {
				return nil, err
			} else if there {
				f.After = &key
			}
			page, err := r.Alerts.AlertsPage(ctx, f)
			if err != nil {
				return nil, err
			}
			lines, keys := make([]*watched.Line, len(page)), map[*watched.Line]store.AlertKey{}
			for i := range page {
				page[i].Evidence = nil // masked records are for who may see samples
				lines[i] = watched.KeptLine(&page[i], string(web.Of(ctx).Lang))
				keys[lines[i]] = store.KeyOf(&page[i].Alert)
			}
			return api.Listed(ctx, in.Paging, lines, func(l *watched.Line) any { return keys[l] }), nil
		})
	one := func(ctx context.Context, id string) (*watch.Kept, error) {
		k, err := r.Alerts.Alert(ctx, id, web.Of(ctx).Now)
		if err == nil && (k == nil || !web.Scope(ctx).Allows(k.Source)) {
			err = web.Missing()
		}
		return k, err
	}
	api.Add(a, api.Operation{ID: "get-alert", Method: "GET", Path: "/alerts/{alert}", Tag: "watch", Summary: "An alert, without its evidence", JA: "アラート（根拠の記録を除く）", Needs: access.View, Scoped: true},
		func(ctx context.Context, in *struct {
			Alert string `path:"alert" maxLength:"64"`
		}) (*alertOut, error) {
			k, err := one(ctx, in.Alert)
			if err != nil {
				return nil, err
			}
			k.Evidence = nil
			return &alertOut{watched.KeptLine(k, string(web.Of(ctx).Lang))}, nil
		})
	api.Add(a, api.Operation{ID: "acknowledge-alert", Method: "POST", Path: "/alerts/{alert}/acknowledge", Tag: "watch", Summary: "Acknowledge an alert", JA: "アラートを確認済みにする", Needs: access.Triage, Scoped: true},
		func(ctx context.Context, in *struct {
			Alert string `path:"alert" maxLength:"64"`
			Body  struct {
				Reason string `json:"reason" minLength:"1" maxLength:"1000"`
			}
		}) (*struct{}, error) {
			k, err := one(ctx, in.Alert)
			if err != nil {
				return nil, err
			}
			return nil, r.Alerts.Decide(ctx, k.ID, watch.Kept{State: watch.Acknowledged, By: web.Of(ctx).Who.User, Reason: in.Body.Reason, At: web.Of(ctx).Now})
		})
}
