// Package canaries is the room of invented people who are planted in copies of our data, so that a copy that leaks names itself.
package canaries

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/canary"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Copy is a copy in which people are planted.
type Copy struct {
	Store   string    `json:"store"`
	Copy    string    `json:"copy"`
	Number  int       `json:"number"`
	Planted time.Time `json:"planted"`
	Domain  string    `json:"domain"`
	Seen    []string  `json:"seen,omitempty" doc:"The matchings in which they were found."`
}

// Desk is what the room wants of the program.
type Desk interface {
	Copies(ctx context.Context) ([]Copy, error)
	// Plant invents people for a copy; domain "" is the owner's first.
	Plant(ctx context.Context, store, copy, domain string, number int, again bool) ([]canary.Person, error)
	// Retire forgets the people of a copy; it tells how many.
	Retire(ctx context.Context, store, copy string) (int, error)
	// Touched is how many open alerts tell that planted data was touched.
	Touched(ctx context.Context) (int64, error)
}

// Room is the room.
type Room struct{ Desk Desk }

// Routes implements web.Room.
func (r Room) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/canaries", Needs: access.View, Handle: r.list},
		{Method: "POST", Path: "/canaries/plant", Needs: access.Decide, Act: "plant-canaries", Handle: r.plant},
		{Method: "POST", Path: "/canaries/retire", Needs: access.Decide, Act: "retire-canaries", Handle: r.retire},
	}
}

// API implements api.Room.
func (r Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-canaries", Method: "GET", Path: "/canaries", Tag: "canaries", Summary: "Copies in which invented people are planted", JA: "おとりを入れた写しの一覧", Needs: access.View},
		func(ctx context.Context, _ *struct{}) (*struct {
			Body struct {
				Items []Copy `json:"items"`
			}
		}, error) {
			all, err := r.Desk.Copies(ctx)
			if err != nil {
				return nil, err
			}
			out := &struct {
				Body struct {
					Items []Copy `json:"items"`
				}
			}{}
			out.Body.Items = append([]Copy{}, all...)
			return out, nil
		})
	api.Add(a, api.Operation{ID: "retire-canaries", Method: "DELETE", Path: "/canaries/{store}/{copy}", Tag: "canaries", Summary: "Forget the people planted in a copy", JA: "写しのおとりを取り消す", Needs: access.Decide},
		func(ctx context.Context, in *struct {
			Store string `path:"store" maxLength:"200"`
			Copy  string `path:"copy" maxLength:"200"`
		}) (*struct{}, error) {
			n, err := r.Desk.Retire(ctx, in.Store, in.Copy)
			if err == nil && n == 0 {
				err = web.Missing()
			}
			return nil, err
		})
}

func (r Room) list(w http.ResponseWriter, q *http.Request) error {
	all, err := r.Desk.Copies(q.Context())
	if err != nil {
		return err
	}
	v := look.Begin(q, look.Page{Section: look.Canaries})
	v.Title = v.Of("おとり", "Canaries")
	if q.URL.Query().Get("format") == "json" {
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.Header().Set("Content-Disposition", `attachment; filename="canaries.json"`)
		enc := json.NewEncoder(w)
		for i := range all {
			if err := enc.Encode(map[string]*Copy{"canary": &all[i]}); err != nil {
				return err
			}
		}
		return nil
	}
	touched, err := r.Desk.Touched(q.Context())
	if err != nil {
		return err
	}
	return look.Write(w, q, v, list(v, all, touched))
}

// plant answers with the invented people as a file: once, and kept nowhere.
func (r Room) plant(w http.ResponseWriter, q *http.Request) error {
	f := func(k string) string { return strings.TrimSpace(q.PostFormValue(k)) }
	n, err := strconv.Atoi(f("number"))
	if err != nil || n < 1 || n > 10_000 {
		return web.Bad("人数は1～10,000で入力してください。", "From 1 to 10,000 people.")
	}
	if f("store") == "" || f("copy") == "" || len(f("store")) > 200 || len(f("copy")) > 200 {
		return web.Bad("データストアと写しの名前を入力してください。", "Name the store and the copy.")
	}
	cols, err := canary.Columns(f("columns"))
	if err != nil {
		return err
	}
	persons, err := r.Desk.Plant(q.Context(), f("store"), f("copy"), f("domain"), n, f("again") != "")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := canary.WriteCSV(&b, persons, cols, f("bom") != ""); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="canaries.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(b.Bytes())
	return err
}

func (r Room) retire(w http.ResponseWriter, q *http.Request) error {
	n, err := r.Desk.Retire(q.Context(), q.PostFormValue("store"), q.PostFormValue("copy"))
	if err != nil {
		return err
	}
	if n == 0 {
		return web.Missing()
	}
	return look.Back(w, q, "/canaries", "登録を取り消しました。以後は検知しません。", "Retired: they are no longer recognised.")
}
