package inventory

import (
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/atlas"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// begin makes the view of one of the room's pages.
func begin(r *http.Request) *look.View {
	v := look.Begin(r, look.Page{Section: look.Inventory})
	v.Title = v.Of("台帳", "Inventory")
	return v
}

func (room *Room) list(w http.ResponseWriter, r *http.Request) error {
	if f := r.URL.Query().Get("format"); f != "" {
		return room.export(w, r)
	}
	v := begin(r)
	q, err := Parse(r.URL.Query())
	if err != nil {
		return err
	}
	things, err := room.House.Things(r.Context(), web.Scope(r.Context()), q)
	if err != nil {
		return err
	}
	if q.Source != "" && things.Now.Digest(q.Source) == nil {
		return web.Missing()
	}
	p := &listing{View: v, Query: q, Things: things}
	v.Note = asOf(v, things.Now)
	v.Actions = look.Exports(look.WithQuery(v.Path, "after", ""), "csv", "json", "xlsx", "pdf")
	return look.Write(w, r, v, list(p))
}

// object is what the audit log names.
func object(r *http.Request, source, name string) { web.Of(r.Context()).Object = source + " " + name }

func (room *Room) thing(w http.ResponseWriter, r *http.Request) error {
	source, name := r.URL.Query().Get("source"), r.URL.Query().Get("name")
	t, err := room.House.Thing(r.Context(), web.Scope(r.Context()), source, name, false)
	if err != nil {
		return err
	}
	if t == nil {
		return web.Missing()
	}
	object(r, source, name)
	v := begin(r)
	v.Name, v.Up = t.Row.Name, &look.Link{Text: v.Of("台帳", "Inventory"), Href: "/inventory"}
	return look.Write(w, r, v, thing(v, t, v.May(string(access.Sample))))
}

func (room *Room) samples(w http.ResponseWriter, r *http.Request) error {
	source, name := r.URL.Query().Get("source"), r.URL.Query().Get("name")
	t, err := room.House.Thing(r.Context(), web.Scope(r.Context()), source, name, true)
	if err != nil {
		return err
	}
	if t == nil {
		return web.Missing()
	}
	object(r, source, name)
	v := begin(r)
	v.Title = v.Of("伏せ字の見本", "Masked samples")
	v.Name, v.Up = t.Row.Name, &look.Link{Text: t.Row.Name, Href: ThingPath(source, name)}
	return look.Write(w, r, v, samples(v, t))
}

func (room *Room) sources(w http.ResponseWriter, r *http.Request) error {
	now, err := room.House.Current(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return err
	}
	reg, err := room.House.Register(r.Context())
	if err != nil {
		return err
	}
	v := begin(r)
	v.Note = asOf(v, now)
	return look.Write(w, r, v, sources(v, now, reg))
}

func (room *Room) atlas(w http.ResponseWriter, r *http.Request) error {
	st, err := room.House.State(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return err
	}
	v := begin(r)
	m := &atlas.Map{State: st.State}
	if r.URL.Query().Get("format") == "json" {
		w.Header().Set("Content-Type", "application/x-ndjson")
		return m.JSON(w)
	}
	v.Actions = look.Exports(v.Path, "json")
	return look.Write(w, r, v, worldwide(v, st))
}

func (room *Room) differences(w http.ResponseWriter, r *http.Request) error {
	st, err := room.House.State(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return err
	}
	v := begin(r)
	return look.Write(w, r, v, differing(v, st))
}

// types are the media types of exports.
var types = map[string]string{
	"csv": "text/csv; charset=utf-8", "json": "application/x-ndjson", "pdf": "application/pdf",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func (room *Room) export(w http.ResponseWriter, r *http.Request) error {
	q, err := Parse(r.URL.Query())
	if err != nil {
		return err
	}
	format := r.URL.Query().Get("format")
	if types[format] == "" {
		return web.Bad("形式は csv・json・xlsx・pdf のいずれかです。", "The format is csv, json, xlsx or pdf.")
	}
	a := web.Of(r.Context())
	out := &begun{ResponseWriter: w, kind: types[format], name: "inventory-" + a.Now.Format(time.DateOnly) + "." + format}
	err = room.House.Export(r.Context(), web.Scope(r.Context()), q, format, string(a.Lang), out)
	if err != nil && out.sent {
		panic(http.ErrAbortHandler) // what was sent is no whole file, and must not look like one
	}
	return err
}

// begun sends the head of a file with its first byte: until then an error can be told.
type begun struct {
	http.ResponseWriter
	kind, name string
	sent       bool
}

func (b *begun) Write(p []byte) (int, error) {
	if !b.sent {
		b.sent = true
		b.Header().Set("Content-Type", b.kind)
		b.Header().Set("Content-Disposition", `attachment; filename="`+b.name+`"`)
	}
	return b.ResponseWriter.Write(p)
}
