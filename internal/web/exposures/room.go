// Package exposures is the room of how data could leak: the doors that stand open, the most harmful first, how each is closed, what was
// accepted and why, what was closed, and what could not be looked at.
package exposures

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/door"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// House is what the room asks of the program.
type House interface {
	// Doors are all that are known within a scope: the open ones by harm, then the closed ones, the last first; and what was looked at.
	Doors(ctx context.Context, scope access.Scope) (*Doors, error)
	// Doings are what happened to a door.
	Doings(ctx context.Context, key string) ([]store.Doing, error)
	// Accept accepts a door as it was seen, and Withdraw takes that back.
	Accept(ctx context.Context, key, state, by, reason string) error
	Withdraw(ctx context.Context, key, by, reason string) error
	// Check orders a check of all that is declared.
	Check(ctx context.Context, by string) error
}

// Doors are what is known of them.
type Doors struct {
	Open, Accepted, Closed []Door
	Looks                  []store.Look
}

// Door is a door with what was told of it.
type Door struct {
	exposure.Known
	exposure.Exposure
}

// Room is the room.
type Room struct{ House House }

// Routes are the room's.
func (r *Room) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/exposures", Needs: access.View, Scoped: true, Handle: r.list},
		{Method: http.MethodPost, Path: "/exposures/check", Needs: access.Run, Act: "start-work", Handle: r.check},
		{Method: http.MethodGet, Path: "/exposures/{key}", Needs: access.View, Scoped: true, Handle: r.show},
		{Method: http.MethodPost, Path: "/exposures/{key}/accept", Needs: access.Triage, Scoped: true, Act: "accept-exposure", Handle: r.accept},
		{Method: http.MethodPost, Path: "/exposures/{key}/withdraw", Needs: access.Triage, Scoped: true, Act: "withdraw-exposure", Handle: r.withdraw},
	}
}

func begin(r *http.Request) *look.View {
	v := look.Begin(r, look.Page{Section: look.Exposures})
	v.Title = v.Of("露出", "Exposures")
	return v
}

func (room *Room) list(w http.ResponseWriter, r *http.Request) error {
	ds, err := room.House.Doors(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return err
	}
	v := begin(r)
	state := r.URL.Query().Get("state")
	list := ds.Open
	switch state {
	case "", "open":
		state = "open"
	case "accepted":
		list = ds.Accepted
	case "closed":
		list = ds.Closed
	case "unlooked":
		list = nil
	default:
		return web.Bad("その状態はありません。", "There is no such state.")
	}
	if f := r.URL.Query().Get("format"); f != "" {
		return export(w, v, ds, list, f)
	}
	v.Actions = actions(v)
	return look.Write(w, r, v, page(v, ds, list, state))
}

// find is the door that the path names.
func (room *Room) find(r *http.Request) (*Door, error) {
	ds, err := room.House.Doors(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return nil, err
	}
	return ds.Find(r.PathValue("key"))
}

// Find is a door by its key; one that is not there is missing.
func (ds *Doors) Find(key string) (*Door, error) {
	for _, list := range [][]Door{ds.Open, ds.Accepted, ds.Closed} {
		for i := range list {
			if list[i].Known.Key == key {
				return &list[i], nil
			}
		}
	}
	return nil, web.Missing()
}

func (room *Room) show(w http.ResponseWriter, r *http.Request) error {
	d, err := room.find(r)
	if err != nil {
		return err
	}
	doings, err := room.House.Doings(r.Context(), d.Known.Key)
	if err != nil {
		return err
	}
	v := begin(r)
	v.Up = &look.Link{Text: v.Of("露出", "Exposures"), Href: "/exposures"}
	v.Title = said(v, d, d.Entry.Title)
	return look.Write(w, r, v, show(v, d, doings))
}

// maxReason is how long a reason may be, in bytes.
const maxReason = 1000

func (room *Room) accept(w http.ResponseWriter, r *http.Request) error {
	d, reason, err := room.decided(w, r)
	if err != nil {
		return err
	}
	if reason == "" {
		return web.Bad("受け入れる理由を入力してください。", "Say why it is accepted.")
	}
	if err := room.House.Accept(r.Context(), d.Known.Key, r.PostForm.Get("seen"), who(r), reason); err != nil {
		return err
	}
	return look.Back(w, r, "/exposures/"+d.Known.Key, "受け入れました。状態が変わると、再び新規として表示します。", "Accepted. It is new again if it changes.")
}

func (room *Room) withdraw(w http.ResponseWriter, r *http.Request) error {
	d, reason, err := room.decided(w, r)
	if err != nil {
		return err
	}
	if err := room.House.Withdraw(r.Context(), d.Known.Key, who(r), reason); err != nil {
		return err
	}
	return look.Back(w, r, "/exposures/"+d.Known.Key, "受け入れを取り消しました。", "It is not accepted any more.")
}

// decided reads a decision.
func (room *Room) decided(w http.ResponseWriter, r *http.Request) (*Door, string, error) {
	d, err := room.find(r)
	if err != nil {
		return nil, "", err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		return nil, "", web.Bad("送られた内容を読み取れません。", "What was sent cannot be read.")
	}
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	if len(reason) > maxReason {
		return nil, "", web.Bad("理由が長すぎます。", "The reason is too long.")
	}
	return d, reason, nil
}

func (room *Room) check(w http.ResponseWriter, r *http.Request) error {
	if err := room.House.Check(r.Context(), who(r)); err != nil {
		return err
	}
	return look.Back(w, r, "/exposures", "点検を開始しました。", "The check was started.")
}

func who(r *http.Request) string {
	if p := web.Of(r.Context()).Who; p != nil {
		return p.User
	}
	return ""
}

// result is doors as the reports take them.
func result(ds *Doors, list []Door) (open []exposure.Exposure, closed []exposure.Known) {
	for i := range list {
		if list[i].Known.Closed.IsZero() {
			open = append(open, list[i].Exposure)
		} else {
			closed = append(closed, list[i].Known)
		}
	}
	return open, closed
}

// export writes doors as a file.
func export(w http.ResponseWriter, v *look.View, ds *Doors, list []Door, format string) error {
	name := "exposures-" + v.Now.Format(time.DateOnly)
	head := func(kind, ext string) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+ext+`"`)
	}
	switch format {
	case "json":
		head("application/x-ndjson", ".json")
		open, closed := result(ds, list)
		return door.Lines(w, string(v.Lang), open, closed)
	case "csv":
		head("text/csv; charset=utf-8", ".csv")
		c := csv.NewWriter(w)
		c.UseCRLF = true
		rows := table(v, list)
		rows[0][0] = "\ufeff" + rows[0][0]
		for _, row := range rows {
			for i := range row {
				row[i] = harmless(row[i])
			}
			_ = c.Write(row)
		}
		c.Flush()
		return c.Error()
	case "pdf":
		rows := table(v, list)
		d := &paper.Document{Name: name, Lang: string(v.Lang), Title: v.Of("漏えい経路の一覧", "Exposures"), Date: v.Now, Blocks: []paper.Block{
			paper.Table{Head: rows[0][:6], Rows: cut(rows[1:]), Widths: []int{22, 26, 10, 14, 10, 18}, Right: []bool{false, false, false, false, true, false}}}}
		var b bytes.Buffer
		if _, err := pdf.Write(&b, d); err != nil {
			return err
		}
		head("application/pdf", ".pdf")
		_, err := b.WriteTo(w)
		return err
	}
	return web.Bad("形式は csv・json・pdf のいずれかです。", "The format is csv, json or pdf.")
}

func cut(rows [][]string) [][]string {
	for i := range rows {
		rows[i] = rows[i][:6]
	}
	return rows
}

func harmless(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r\n|%") {
		return "'" + s
	}
	return s
}
