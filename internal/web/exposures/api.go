package exposures

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/door"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// Exposure is a door in the API, by the words of the stream.
type Exposure struct {
	Key        string           `json:"key"`
	ID         string           `json:"id" doc:"Of the catalogue."`
	Target     string           `json:"target"`
	Object     string           `json:"object"`
	Title      string           `json:"title"`
	What       string           `json:"what"`
	Seen       string           `json:"seen"`
	Fix        string           `json:"fix"`
	From       string           `json:"from"`
	Severity   string           `json:"severity" doc:"With whose data stands behind it taken into account."`
	People     *int64           `json:"people" doc:"null is unknown, never 0."`
	Sampled    bool             `json:"sampled"`
	Kinds      map[string]int64 `json:"kinds"`
	Since      time.Time        `json:"since"`
	Last       time.Time        `json:"last"`
	Closed     *time.Time       `json:"closed"`
	New        bool             `json:"new" doc:"Not in the accepted state."`
	State      string           `json:"state" doc:"How it was last seen; an acceptance names it."`
	AcceptedBy string           `json:"accepted_by,omitempty"`
	Reason     string           `json:"reason,omitempty"`
}

func told(ctx context.Context, d *Door) Exposure {
	w := door.In(string(web.Of(ctx).Lang))
	x := Exposure{Key: d.Known.Key, ID: d.Known.ID, Target: d.Known.Target, Object: d.Known.Object, From: string(d.Known.From), Severity: d.Weight.String(),
		Title: w.Said(&d.Exposure, d.Entry.Title), What: w.Said(&d.Exposure, d.Entry.What), Seen: w.Said(&d.Exposure, d.Entry.Seen), Fix: w.Said(&d.Exposure, d.Entry.Fix),
		People: d.Behind.People, Sampled: d.Behind.Sampled, Kinds: map[string]int64{}, Since: d.Known.First, Last: d.Known.Last, New: d.Exposure.New && d.Known.Closed.IsZero(), State: d.Known.State}
	for k, n := range d.Behind.Kinds {
		x.Kinds[k.String()] = n
	}
	if !d.Known.Closed.IsZero() {
		x.Closed = &d.Known.Closed
	}
	if a := d.Known.Accepted; a != nil {
		x.AcceptedBy, x.Reason = a.By, a.Reason
	}
	return x
}

type (
	listIn struct {
		api.Paging
		State string `query:"state" enum:"open,accepted,closed" default:"open"`
	}
	keyIn struct {
		Key string `path:"key" maxLength:"64"`
	}
	acceptIn struct {
		Key  string `path:"key" maxLength:"64"`
		Body struct {
			State  string `json:"state" maxLength:"64" doc:"As it was seen."`
			Reason string `json:"reason" minLength:"1" maxLength:"1000"`
		}
	}
	withdrawIn struct {
		Key  string `path:"key" maxLength:"64"`
		Body struct {
			Reason string `json:"reason,omitempty" maxLength:"1000"`
		}
	}
	one struct{ Body Exposure }
)

// API adds the room's operations.
func (room *Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-exposures", Method: http.MethodGet, Path: "/exposures", Tag: "exposures", Summary: "List exposures, the most harmful first", JA: "露出を影響の大きい順に一覧する", Needs: access.View, Scoped: true},
		func(ctx context.Context, in *listIn) (*api.List[Exposure], error) {
			ds, err := room.House.Doors(ctx, web.Scope(ctx))
			if err != nil {
				return nil, err
			}
			list := map[string][]Door{"open": ds.Open, "accepted": ds.Accepted, "closed": ds.Closed}[in.State]
			var after string
			if _, err := in.At(ctx, &after); err != nil {
				return nil, err
			}
			var out []Exposure
			for i := range list {
				if after != "" {
					if list[i].Known.Key == after {
						after = ""
					}
					continue
				}
				if out = append(out, told(ctx, &list[i])); len(out) > in.Limit {
					break
				}
			}
			return api.Listed(ctx, in.Paging, out, func(x Exposure) any { return x.Key }), nil
		})
	api.Add(a, api.Operation{ID: "get-exposure", Method: http.MethodGet, Path: "/exposures/{key}", Tag: "exposures", Summary: "Get an exposure", JA: "露出を1件取得する", Needs: access.View, Scoped: true},
		func(ctx context.Context, in *keyIn) (*one, error) { return room.one(ctx, in.Key) })
	api.Add(a, api.Operation{ID: "accept-exposure", Method: http.MethodPost, Path: "/exposures/{key}/accept", Tag: "exposures", Summary: "Accept an exposure as it was seen", JA: "露出を、見えた状態のまま受け入れる", Needs: access.Triage, Scoped: true},
		func(ctx context.Context, in *acceptIn) (*one, error) {
			if _, err := room.one(ctx, in.Key); err != nil {
				return nil, err
			}
			if err := room.House.Accept(ctx, in.Key, in.Body.State, user(ctx), strings.TrimSpace(in.Body.Reason)); err != nil {
				return nil, err
			}
			return room.one(ctx, in.Key)
		})
	api.Add(a, api.Operation{ID: "withdraw-exposure", Method: http.MethodPost, Path: "/exposures/{key}/withdraw", Tag: "exposures", Summary: "Withdraw the acceptance of an exposure", JA: "露出の受け入れを取り消す", Needs: access.Triage, Scoped: true},
		func(ctx context.Context, in *withdrawIn) (*one, error) {
			if _, err := room.one(ctx, in.Key); err != nil {
				return nil, err
			}
			if err := room.House.Withdraw(ctx, in.Key, user(ctx), strings.TrimSpace(in.Body.Reason)); err != nil {
				return nil, err
			}
			return room.one(ctx, in.Key)
		})
}

func (room *Room) one(ctx context.Context, key string) (*one, error) {
	ds, err := room.House.Doors(ctx, web.Scope(ctx))
	if err != nil {
		return nil, err
	}
	d, err := ds.Find(key)
	if err != nil {
		return nil, err
	}
	return &one{told(ctx, d)}, nil
}

func user(ctx context.Context) string {
	if p := web.Of(ctx).Who; p != nil {
		return p.User
	}
	return ""
}
