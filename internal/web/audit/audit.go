// Package audit is the room of the audit log: who did what, filtered, exported, and checked.
package audit

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

//go:generate templ generate

// Log is the log. store.AuditLog implements it.
type Log interface {
	Entries(ctx context.Context, f access.Filter) ([]access.Entry, error)
	Acts(ctx context.Context) ([]string, error)
	Verify(ctx context.Context) (*access.Report, error)
}

// Room is the room.
type Room struct{ Log Log }

// Routes implements web.Room.
func (m Room) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/audit", Needs: access.Audit, Handle: m.page},
		{Method: http.MethodGet, Path: "/audit/check", Needs: access.Audit, Handle: m.check},
	}
}

const perPage = 100

// asked is what of the log is wanted, as it stands in the query.
type asked struct {
	Who, Act, Outcome, From, To string
	access.Filter
}

func read(r *http.Request) asked {
	q, zone := r.URL.Query(), web.Of(r.Context()).Now.Location()
	a := asked{Who: q.Get("who"), Act: q.Get("act"), Outcome: q.Get("outcome"), From: q.Get("from"), To: q.Get("to")}
	a.Filter = access.Filter{Who: a.Who, Act: a.Act, Outcome: access.Outcome(a.Outcome), Limit: perPage}
	if t, err := time.ParseInLocation(time.DateOnly, a.From, zone); err == nil {
		a.Since = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, a.To, zone); err == nil {
		a.Until = t.AddDate(0, 0, 1)
	}
	a.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	return a
}

func (m Room) page(w http.ResponseWriter, r *http.Request) error {
	a := read(r)
	if f := r.URL.Query().Get("format"); f != "" {
		return m.export(w, r, a.Filter, f)
	}
	a.Limit = perPage + 1
	list, err := m.Log.Entries(r.Context(), a.Filter)
	if err != nil {
		return err
	}
	acts, err := m.Log.Acts(r.Context())
	if err != nil {
		return err
	}
	p := look.Pager{}
	v := look.Begin(r, look.Page{Section: look.Audit})
	v.Title = v.Of("操作記録", "Audit log")
	if len(list) > perPage {
		list = list[:perPage]
		p.Older = look.WithQuery(v.Path, "before", strconv.FormatInt(list[perPage-1].Seq, 10))
	}
	if a.Before > 0 {
		p.Newer = look.WithQuery(v.Path, "before", "")
	}
	v.Actions = actions(v)
	return look.Write(w, r, v, table(v, a, list, acts, p))
}

// line is an entry as it is told to machines.
type line struct {
	Seq     int64     `json:"seq" doc:"From 1, without a gap."`
	At      time.Time `json:"at"`
	Who     string    `json:"who" doc:"The account; empty is nobody who was signed in."`
	Via     string    `json:"via,omitempty" doc:"session, or token and its name."`
	Act     string    `json:"act"`
	Object  string    `json:"object,omitempty"`
	Outcome string    `json:"outcome" enum:"done,refused,failed,begun"`
	Status  int       `json:"status,omitempty" doc:"Of HTTP."`
	Request string    `json:"request,omitempty" doc:"The same for entries of one request."`
	Hash    string    `json:"hash" doc:"SHA-256 over the hash before and this entry, hex."`
}

func lineOf(e *access.Entry) line {
	return line{e.Seq, e.At, e.Who, e.Via, e.Act, e.Object, string(e.Outcome), e.Status, e.Request, hex.EncodeToString(e.Hash[:])}
}

// export writes all that the filter lets through, the newest first.
func (m Room) export(w http.ResponseWriter, r *http.Request, f access.Filter, format string) error {
	name := "tsutsumi-audit-" + web.Of(r.Context()).Now.Format(time.DateOnly)
	var write func(*access.Entry) error
	done := func() error { return nil }
	switch format {
	case "json":
		w.Header().Set("Content-Type", "application/x-ndjson")
		enc := json.NewEncoder(w)
		write = func(e *access.Entry) error { return enc.Encode(map[string]line{"entry": lineOf(e)}) }
		name += ".ndjson"
	case "csv":
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		c := csv.NewWriter(w)
		done = func() error { c.Flush(); return c.Error() }
		write = func(e *access.Entry) error {
			l := lineOf(e)
			return c.Write([]string{strconv.FormatInt(l.Seq, 10), l.At.Format(time.RFC3339Nano), cell(l.Who), cell(l.Via), cell(l.Act), cell(l.Object), l.Outcome, strconv.Itoa(l.Status), l.Request, l.Hash})
		}
		name += ".csv"
		if err := c.Write([]string{"seq", "at", "who", "via", "act", "object", "outcome", "status", "request", "hash"}); err != nil {
			return err
		}
	default:
		return web.Bad("書き出しの形式は csv か json です。", "The format is csv or json.")
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	f.Limit = 1000
	for {
		list, err := m.Log.Entries(r.Context(), f)
		if err != nil {
			return err
		}
		for i := range list {
			if err := write(&list[i]); err != nil {
				return err
			}
		}
		if len(list) < f.Limit {
			return done()
		}
		f.Before = list[len(list)-1].Seq
	}
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && s != "-" {
		return "'" + s
	}
	return s
}

func (m Room) check(w http.ResponseWriter, r *http.Request) error {
	rep, err := m.Log.Verify(r.Context())
	if err != nil {
		return err
	}
	v := look.Begin(r, look.Page{Section: look.Audit})
	v.Title = v.Of("記録の検証", "Check of the log")
	v.Up = &look.Link{Text: v.Of("操作記録", "Audit log"), Href: "/audit"}
	return look.Write(w, r, v, checked(v, rep))
}

func number(n int64) string { return report.Number(n) }

// Words of a problem.
func problem(v *look.View, p access.Problem) string {
	n := number(p.Seq)
	switch p.Code {
	case access.ChangedFound:
		return v.Of(n+"番の記録が、書かれたときと違います。", "Entry "+n+" is not what was recorded.")
	case access.GapFound:
		return v.Of(n+"番から先の記録が抜けています。", "Entries are missing from "+n+" on.")
	case access.CutFound:
		return v.Of("末尾が切り取られています。"+n+"番まで記録されていました。", "The end is missing: "+n+" entries had been recorded.")
	}
	return v.Of("末尾を確かめるファイル（audit-head）が失われたか、壊れているか、失われていた時期があります。", "The file that tells of the end (audit-head) is missing or damaged, or was.")
}

func outcome(v *look.View, o access.Outcome) (look.Tone, string) {
	switch o {
	case access.Done:
		return look.Neutral, v.Of("実行", "done")
	case access.Refused:
		return look.Warn, v.Of("拒否", "refused")
	case access.Begun:
		return look.Neutral, v.Of("開始", "begun")
	}
	return look.Danger, v.Of("失敗", "failed")
}

type listIn struct {
	api.Paging
	Who     string    `query:"who" maxLength:"64" doc:"Only of this account."`
	Act     string    `query:"act" maxLength:"200" doc:"Only this act."`
	Outcome string    `query:"outcome" enum:"done,refused,failed,begun" doc:"Only with this outcome."`
	Since   time.Time `query:"since" doc:"Not before."`
	Until   time.Time `query:"until" doc:"Before."`
}

type checkOut struct {
	Body struct {
		Entries  int64     `json:"entries"`
		First    int64     `json:"first"`
		Last     int64     `json:"last"`
		Head     string    `json:"head" doc:"The hash of the last entry, hex: write it down elsewhere."`
		Whole    bool      `json:"whole"`
		Problems []mistake `json:"problems"`
	}
}

type mistake struct {
	Code string `json:"code" enum:"changed,gap,cut,head"`
	Seq  int64  `json:"seq,omitempty"`
}

// API implements api.Room.
func (m Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-audit", Method: http.MethodGet, Path: "/audit", Tag: "audit", Summary: "Who did what, the newest first", JA: "操作記録の一覧（新しい順）", Needs: access.Audit},
		func(ctx context.Context, in *listIn) (*api.List[line], error) {
			f := access.Filter{Who: in.Who, Act: in.Act, Outcome: access.Outcome(in.Outcome), Since: in.Since, Until: in.Until, Limit: in.Limit + 1}
			if _, err := in.At(ctx, &f.Before); err != nil {
				return nil, err
			}
			list, err := m.Log.Entries(ctx, f)
			if err != nil {
				return nil, err
			}
			out := make([]line, len(list))
			for i := range list {
				out[i] = lineOf(&list[i])
			}
			return api.Listed(ctx, in.Paging, out, func(l line) any { return l.Seq }), nil
		})
	api.Add(a, api.Operation{ID: "check-audit", Method: http.MethodGet, Path: "/audit/check", Tag: "audit", Summary: "Check the chain of the audit log", JA: "操作記録の連鎖を検証", Needs: access.Audit},
		func(ctx context.Context, _ *struct{}) (*checkOut, error) {
			rep, err := m.Log.Verify(ctx)
			if err != nil {
				return nil, err
			}
			out := &checkOut{}
			b := &out.Body
			b.Entries, b.First, b.Last, b.Whole, b.Head, b.Problems = rep.Entries, rep.First, rep.Last, rep.Whole(), hex.EncodeToString(rep.Head[:]), []mistake{}
			for _, p := range rep.Problems {
				b.Problems = append(b.Problems, mistake(p))
			}
			return out, nil
		})
}
