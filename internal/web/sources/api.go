package sources

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

type (
	nothing struct{}
	nameIn  struct {
		Name string `path:"name" maxLength:"64"`
	}
	listOut struct {
		Body struct {
			Items []line `json:"items"`
		}
	}
	sourceOut struct{ Body line }
	addIn     struct {
		Body struct {
			Source config.Added `json:"source"`
			Secret string       `json:"secret,omitempty" maxLength:"65536" doc:"What to log in with. It is kept sealed, and never told."`
		}
	}
	triedOut struct {
		Body struct {
			Good  bool     `json:"good"`
			Units []string `json:"units"`
			Why   string   `json:"why,omitempty"`
		}
	}
	startIn struct {
		Name string `path:"name" maxLength:"64"`
		Body struct {
			What string `json:"what" enum:"scan,full,exposure,snapshot"`
		}
	}
	startOut struct {
		Body struct {
			Job string `json:"job"`
		}
	}
)

// API adds the room's operations.
func (room *Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-sources", Method: http.MethodGet, Path: "/sources", Tag: "sources", Summary: "List sources with their state", JA: "データ源を状態とともに一覧する", Needs: access.View, Scoped: true},
		func(ctx context.Context, _ *nothing) (*listOut, error) {
			all, err := room.House.Sources(ctx, web.Scope(ctx))
			if err != nil {
				return nil, err
			}
			out := &listOut{}
			out.Body.Items = make([]line, 0, len(all))
			for i := range all {
				out.Body.Items = append(out.Body.Items, lineOf(&all[i]))
			}
			return out, nil
		})
	api.Add(a, api.Operation{ID: "get-source", Method: http.MethodGet, Path: "/sources/{name}", Tag: "sources", Summary: "Get a source", JA: "データ源を取得する", Needs: access.View, Scoped: true},
		func(ctx context.Context, in *nameIn) (*sourceOut, error) {
			e, err := room.named(ctx, in.Name)
			if err != nil {
				return nil, err
			}
			return &sourceOut{lineOf(e)}, nil
		})
	api.Add(a, api.Operation{ID: "add-source", Method: http.MethodPost, Path: "/sources", Tag: "sources", Summary: "Add a source", JA: "データ源を追加する", Needs: access.Sources, Status: http.StatusCreated},
		func(ctx context.Context, in *addIn) (*sourceOut, error) {
			s := &in.Body.Source
			if !name(s.Name) {
				return nil, web.Bad("名前は半角の英小文字・数字・ハイフン・下線で、64文字までです。", "The name: a to z, 0 to 9, - and _, at most 64.")
			}
			if err := room.House.Save(ctx, s, &in.Body.Secret, time.Time{}, user(ctx)); err != nil {
				return nil, err
			}
			e, err := room.named(ctx, s.Name)
			if err != nil {
				return nil, err
			}
			return &sourceOut{lineOf(e)}, nil
		})
	api.Add(a, api.Operation{ID: "remove-source", Method: http.MethodDelete, Path: "/sources/{name}", Tag: "sources", Summary: "Remove a source that was added", JA: "追加したデータ源を削除する", Needs: access.Sources},
		func(ctx context.Context, in *nameIn) (*nothing, error) {
			e, err := room.named(ctx, in.Name)
			if err != nil {
				return nil, err
			}
			if e.Said == nil {
				return nil, web.Bad("このデータ源は tsutsumi.yaml で登録されています。", "This source is declared in tsutsumi.yaml.")
			}
			return &nothing{}, room.House.Remove(ctx, in.Name)
		})
	api.Add(a, api.Operation{ID: "test-source", Method: http.MethodPost, Path: "/sources/test", Tag: "sources", Summary: "Test a connection without keeping it", JA: "保存せずに接続を確認する", Needs: access.Sources},
		func(ctx context.Context, in *addIn) (*triedOut, error) {
			t, err := room.House.Try(ctx, &in.Body.Source, &in.Body.Secret)
			if err != nil {
				return nil, err
			}
			out := &triedOut{}
			out.Body.Good, out.Body.Units = t.Good, t.Units
			if out.Body.Units == nil {
				out.Body.Units = []string{}
			}
			out.Body.Why = web.Of(ctx).Lang.Of(t.JA, t.EN)
			return out, nil
		})
	api.Add(a, api.Operation{ID: "start-work", Method: http.MethodPost, Path: "/sources/{name}/start", Tag: "sources", Summary: "Scan, check or index a source now", JA: "データ源の走査・点検・索引の更新を開始する", Needs: access.Run, Scoped: true, Status: http.StatusAccepted},
		func(ctx context.Context, in *startIn) (*startOut, error) {
			if _, err := room.named(ctx, in.Name); err != nil {
				return nil, err
			}
			j, err := room.House.Start(ctx, kinds[in.Body.What], in.Name, in.Body.What == "full", user(ctx))
			out := &startOut{}
			out.Body.Job = j.ID
			return out, err
		})
}

// named is a source within the scope of the request.
func (room *Room) named(ctx context.Context, name string) (*Entry, error) {
	all, err := room.House.Sources(ctx, web.Scope(ctx))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return nil, web.Missing()
	}
	return &all[i], nil
}

func user(ctx context.Context) string {
	if p := web.Of(ctx).Who; p != nil {
		return p.User
	}
	return ""
}
