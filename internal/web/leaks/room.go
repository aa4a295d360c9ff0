// Package leaks is the room of dumps: handed over by an upload or chosen where they are, judged, and what they say of us.
package leaks

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Head is a matching as the list shows it.
type Head struct {
	ID         string     `json:"id"`
	Dump       string     `json:"dump"`
	At         time.Time  `json:"started"`
	Ours       string     `json:"ours"`    // as leak.Ours.Verdict
	Genuine    string     `json:"genuine"` // as leak.Genuine.Verdict
	Share      *float64   `json:"share"`
	People     *int64     `json:"people"`
	PeopleMin  *int64     `json:"people_min"`
	Error      float64    `json:"people_error,omitempty"`
	Minors     *int64     `json:"minors_then"`
	Store      string     `json:"store,omitempty"`
	After      *time.Time `json:"after"`
	Before     *time.Time `json:"before"`
	Canaries   []string   `json:"canaries,omitempty"` // "store copy"
	Unreadable bool       `json:"unreadable,omitempty"`
}

// HeadOf is the head of a matching.
func HeadOf(m *leak.Match) Head {
	h := Head{ID: m.ID, Dump: m.Dump, At: m.Started, Ours: m.Ours.Verdict, Genuine: m.Genuine.Verdict, Share: m.Ours.Share, People: m.People.Likely, PeopleMin: m.People.Min, Error: m.People.Error, Minors: m.People.MinorsThen}
	if len(m.Origin) > 0 && m.Ours.Verdict != leak.IsNotOurs {
		o := &m.Origin[0]
		h.Store, h.After, h.Before = o.Store, o.After, o.Before
	}
	for i := range m.Canaries[:min(len(m.Canaries), 20)] {
		h.Canaries = append(h.Canaries, m.Canaries[i].Store+" "+m.Canaries[i].Copy)
	}
	return h
}

// Dump is one that was handed over, as it stands.
type Dump struct {
	custody.Dump
	Received int64      // bytes so far, of one that is on its way
	Job      *queue.Job // that judges it; nil none
}

// Handed is what somebody says of a dump that he hands over.
type Handed struct {
	Name     string // as he calls it; never used as a path
	Size     int64  // -1 unknown
	Claim    []byte // as match --claim reads it; empty if nothing is said
	Remember bool
	By       string
	Once     string // by what the same request is known that comes twice
}

// Desk is what the room wants of the program.
type Desk interface {
	// Matches lists heads older than an ID, the newest first.
	Matches(ctx context.Context, before string, limit int) ([]Head, error)
	// Match reads one; nil if there is none.
	Match(ctx context.Context, id string) (*leak.Match, error)
	// Forget erases a matching, and what is remembered of its dump.
	Forget(ctx context.Context, id, by string) error
	// Live are the dumps on their way or being judged, Dump is any; nil if there is none.
	Live(ctx context.Context) ([]Dump, error)
	Dump(ctx context.Context, id string) (*Dump, error)
	// Receive takes an upload and has it judged; Choose does so with what is at a place.
	Receive(ctx context.Context, h Handed, body io.Reader) (*Dump, error)
	Choose(ctx context.Context, h Handed, target string) (*Dump, error)
	// Drop deletes one that was not judged yet, and cancels its job.
	Drop(ctx context.Context, id, by string) error
}

// Log is what was done with dumps.
type Log interface {
	Handlings(ctx context.Context, dump string, before int64, limit int) ([]store.Step, error)
	DumpOf(ctx context.Context, match string) (*custody.Dump, error)
}

// Room is the room.
type Room struct {
	Desk Desk
	Log  Log
	// Quota is how many bytes dumps may take together, Used how many they do; Keep how long one is kept that nobody judges.
	Quota int64
	Used  func() int64
	Keep  time.Duration
}

// perPage is how many matchings a page shows.
const perPage = 50

// Routes implements web.Room.
func (r Room) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/leaks", Needs: access.View, Handle: r.list},
		{Method: "GET", Path: "/leaks/new", Needs: access.Run, Handle: r.form},
		{Method: "POST", Path: "/leaks/upload", Needs: access.Run, Act: "upload-dump", Stream: true, Handle: r.upload},
		{Method: "POST", Path: "/leaks/choose", Needs: access.Sources, Act: "choose-dump", Handle: r.choose},
		{Method: "GET", Path: "/leaks/live", Needs: access.View, Handle: r.live},
		{Method: "GET", Path: "/leaks/log", Needs: access.View, Handle: r.log},
		{Method: "GET", Path: "/leaks/dumps/{dump}", Needs: access.View, Handle: r.dump},
		{Method: "POST", Path: "/leaks/dumps/{dump}/cancel", Needs: access.Run, Act: "cancel-dump", Handle: r.cancel},
		{Method: "GET", Path: "/leaks/{match}", Needs: access.View, Handle: r.verdict},
		{Method: "GET", Path: "/leaks/columns/{match}", Needs: access.Sample, Masked: true, Act: "see-dump-samples", Handle: r.columns},
		{Method: "POST", Path: "/leaks/{match}/forget", Needs: access.Decide, Act: "forget-match", Handle: r.forget},
	}
}

func (r Room) list(w http.ResponseWriter, q *http.Request) error {
	ctx := q.Context()
	v := look.Begin(q, look.Page{Section: look.Leaks})
	v.Title = v.Of("流出照合", "Leaks")
	format := q.URL.Query().Get("format")
	limit := perPage + 1
	if format != "" {
		limit = 10_000
	}
	heads, err := r.Desk.Matches(ctx, q.URL.Query().Get("after"), limit)
	if err != nil {
		return err
	}
	if format != "" {
		return exportHeads(w, v, format, heads)
	}
	p := listing{Heads: heads}
	if len(heads) > perPage {
		p.Heads = heads[:perPage]
		p.Pager.Older = look.WithQuery("/leaks", "after", heads[perPage-1].ID)
	}
	if q.URL.Query().Get("after") != "" {
		p.Pager.Newer = "/leaks"
	}
	if p.Live, err = r.Desk.Live(ctx); err != nil {
		return err
	}
	if p.Log, err = r.Log.Handlings(ctx, "", 0, 12); err != nil {
		return err
	}
	v.Refresh = len(p.Live) > 0
	v.Actions = actions(v)
	return look.Write(w, q, v, list(v, p))
}

// listing is what the list shows.
type listing struct {
	Heads []Head
	Live  []Dump
	Log   []store.Step
	Pager look.Pager
}

func (r Room) live(w http.ResponseWriter, q *http.Request) error {
	all, err := r.Desk.Live(q.Context())
	if err != nil {
		return err
	}
	return look.Fragment(w, q, live(look.Begin(q, look.Page{Section: look.Leaks}), all))
}

func (r Room) log(w http.ResponseWriter, q *http.Request) error {
	v := look.Begin(q, look.Page{Section: look.Leaks, Up: &look.Link{Href: "/leaks"}})
	v.Title, v.Up.Text = v.Of("取り扱いの記録", "Handling of dumps"), v.Of("流出照合", "Leaks")
	before, _ := strconv.ParseInt(q.URL.Query().Get("after"), 10, 64)
	steps, err := r.Log.Handlings(q.Context(), q.URL.Query().Get("dump"), before, 101)
	if err != nil {
		return err
	}
	var p look.Pager
	if len(steps) > 100 {
		steps = steps[:100]
		p.Older = look.WithQuery(v.Path, "after", strconv.FormatInt(steps[99].Seq, 10))
	}
	return look.Write(w, q, v, handlings(v, steps, p))
}

func (r Room) dump(w http.ResponseWriter, q *http.Request) error {
	d, err := r.Desk.Dump(q.Context(), q.PathValue("dump"))
	if err != nil {
		return err
	}
	if d == nil {
		return web.Missing()
	}
	if d.State == custody.Judged && d.Match != "" && q.URL.Query().Get("log") == "" {
		to := "/leaks/" + d.Match
		if q.Header.Get("HX-Request") != "" {
			w.Header().Set("HX-Redirect", to)
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		http.Redirect(w, q, to, http.StatusSeeOther)
		return nil
	}
	v := look.Begin(q, look.Page{Section: look.Leaks, Name: d.Name, Up: &look.Link{Href: "/leaks"}})
	v.Title, v.Up.Text = v.Of("照合中", "Judging"), v.Of("流出照合", "Leaks")
	switch d.State {
	case custody.Dropped, custody.Lost:
		v.Title = v.Of("照合されなかったデータ", "Not judged")
	case custody.Receiving:
		v.Title = v.Of("受信中", "Receiving")
	}
	v.Refresh = d.State == custody.Receiving || d.State == custody.Held
	if q.Header.Get("HX-Request") != "" {
		return look.Fragment(w, q, standing(v, d))
	}
	steps, err := r.Log.Handlings(q.Context(), d.ID, 0, 50)
	if err != nil {
		return err
	}
	return look.Write(w, q, v, dumpPage(v, d, steps))
}

func (r Room) cancel(w http.ResponseWriter, q *http.Request) error {
	id := q.PathValue("dump")
	d, err := r.Desk.Dump(q.Context(), id)
	if err != nil {
		return err
	}
	if d == nil {
		return web.Missing()
	}
	if err := r.Desk.Drop(q.Context(), id, web.Of(q.Context()).Who.User); err != nil {
		return err
	}
	return look.Back(w, q, "/leaks", "照合を中止し、データを削除しました。", "Cancelled; the dump was deleted.")
}

func (r Room) forget(w http.ResponseWriter, q *http.Request) error {
	m, err := r.Desk.Match(q.Context(), q.PathValue("match"))
	if err != nil {
		return err
	}
	if m == nil {
		return web.Missing()
	}
	if err := r.Desk.Forget(q.Context(), m.ID, web.Of(q.Context()).Who.User); err != nil {
		return err
	}
	return look.Back(w, q, "/leaks", "照合結果と、このデータの記憶を消去しました。", "The verdict, and what was remembered of the dump, are erased.")
}
