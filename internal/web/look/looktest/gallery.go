// Package looktest shows every part that pages are made of, for tests and for whoever wants to see them.
package looktest

import (
	"context"
	"net/http"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look/chart"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look/world"
)

//go:generate templ generate

// Gallery is a room with a page of every part.
type Gallery struct{}

// Routes are the room's.
func (Gallery) Routes() []web.Route {
	return []web.Route{{Method: http.MethodGet, Path: "/gallery", Needs: access.View, Handle: func(w http.ResponseWriter, r *http.Request) error {
		v := look.Begin(r, look.Page{Title: web.Of(r.Context()).Lang.Of("部品", "Parts"), Section: look.Leaks, Name: "sample_20m.ndjson"})
		v.Note, v.Actions, v.Up = look.Tag(look.Neutral, "750,000 · 503 MB"), buttons(), &look.Link{Text: v.Of("流出照合", "Leaks"), Href: "/leaks"}
		return look.Write(w, r, v, gallery(v))
	}}, {Method: http.MethodGet, Path: "/jobs/{id}", Needs: access.View, Handle: func(w http.ResponseWriter, r *http.Request) error {
		return look.Fragment(w, r, look.JobProgress(job(look.Begin(r, look.Page{}))))
	}}, {Method: http.MethodGet, Path: "/events", Needs: access.View, Stream: true, Handle: func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/event-stream")
		if err := http.NewResponseController(w).Flush(); err != nil {
			return err
		}
		<-r.Context().Done()
		return nil
	}}}
}

// Badges are counts for the navigation.
func Badges(context.Context) look.Badges {
	return look.Badges{look.Inventory: {N: 41}, look.Exposures: {N: 3, Hot: true}, look.Watch: {N: 2, Hot: true}, look.Leaks: {N: 1}, look.Cases: {N: 1, Hot: true}, look.Canaries: {N: 12}}
}

func job(v *look.View) look.Job {
	j := queue.Job{ID: "j1", State: queue.Running, Started: v.Now.Add(-95 * time.Second), Progress: queue.Progress{Done: 31250, Total: 75000, Unit: "records"}}
	return look.JobOf(v.Lang, j, v.Of("流出照合 sample_20m.ndjson", "Match sample_20m.ndjson"), true, v.Now)
}

func timeline(v *look.View) chart.Timeline {
	day := func(d, h int) time.Time { return v.Now.AddDate(0, 0, d-20).Add(time.Duration(h) * time.Hour) }
	return chart.Timeline{Label: v.Of("だれが、いつ読んだか", "Who read when"), From: day(0, 0), To: day(20, 0), Zoom: true,
		Marks: []chart.Point{{At: day(17, 3), Text: v.Of("把握", "known"), Tone: look.Warn, Name: true}},
		Lanes: []chart.Lane{
			{Name: "crm-batch-03", Href: "/watch/a1", Spans: []chart.Span{{From: day(2, 1), To: day(3, 9), Text: "12,044", Tone: look.Danger}, {From: day(8, 2), To: day(8, 20), Text: "310", Tone: look.Danger, Pale: true}},
				Gaps: []chart.Span{{From: day(4, 0), To: day(6, 0), Text: v.Of("web-01 の記録なし", "no records of web-01")}}},
			{Name: "ops-tanaka", Points: []chart.Point{{At: day(5, 5), Text: v.Of("新しい接続元", "new origin"), Tone: look.Accent, Href: "/watch/a2"}, {At: day(12, 5), Text: v.Of("深夜の書き出し", "export at night"), Tone: look.Danger}}},
		}}
}

func curves(v *look.View) chart.Curves {
	c := chart.Curves{Label: v.Of("読まれた人数（利用者別）", "People read, by principal"), Zoom: true, Unit: v.Of("人", ""), Legend: true, Gaps: []chart.Span{{From: v.Now.AddDate(0, 0, -9), To: v.Now.AddDate(0, 0, -7), Text: "gap"}}}
	for i, n := range []string{"crm-batch-03", "ops-tanaka"} {
		x := chart.Curve{Name: n, Tone: []look.Tone{look.Danger, look.Accent}[i]}
		sum := int64(0)
		for d := range 21 {
			sum += int64((d*d*37+i*1900)%4100) / int64(1+3*i)
			x.Values = append(x.Values, chart.Value{At: v.Now.AddDate(0, 0, d-20), N: sum})
		}
		c.Curves = append(c.Curves, x)
	}
	return c
}

func histogram(v *look.View) chart.Histogram {
	h := chart.Histogram{Label: v.Of("いつの写しか", "When it was copied"), From: 4, To: 5, Shaded: "3/14 – 3/15"}
	for i, n := range []int64{41960, 81960, 151000, 341960, 741960, 158, 140} {
		c := chart.Column{Name: []string{"3/10", "3/11", "3/12", "3/13", "3/14", "3/15", "3/16"}[i], N: n, Tone: look.Accent}
		if i > 4 {
			c.N, c.Under = 0, n
		}
		h.Columns = append(h.Columns, c)
	}
	return h
}

func atlas(v *look.View) world.Map {
	n := func(n int64) *int64 { return &n }
	return world.Map{Label: v.Of("保管国とアクセス元", "Where data is stored and reached from"), Table: true,
		Countries: []world.Country{{Code: "JP", People: n(2341808)}, {Code: "SG", People: n(118204), Least: true}, {Code: "DE", People: n(4120)}, {Code: "US"}, {Code: "VN", People: n(820), Bad: true}},
		Flows:     []world.Flow{{From: "JP", To: "PH", Who: "Example BPO", People: n(742118)}, {From: "JP", To: "VN", Who: "Example Dev", People: n(1902), Bad: true}, {From: "SG", To: "IN", Who: "Example Ops", People: n(118204)}}}
}

// Policy is the Content-Security-Policy of the console.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Handler serves the gallery by itself, to a reader who may do everything.
func Handler(now func() time.Time) http.Handler {
	mux := http.NewServeMux()
	for _, room := range []web.Room{look.Assets{}, Gallery{}} {
		for _, route := range room.Routes() {
			mux.HandleFunc(route.Method+" "+route.Path, func(w http.ResponseWriter, r *http.Request) {
				lang := web.Lang("en")
				if c, err := r.Cookie("lang"); err == nil && c.Value == "ja" {
					lang = "ja"
				}
				asked := &web.Asked{Who: &access.Principal{User: "sato", Roles: access.All()}, Lang: lang, Now: now()}
				w.Header().Set("Content-Security-Policy", Policy)
				r = r.WithContext(look.WithBadges(web.With(r.Context(), asked), Badges))
				if err := route.Handle(w, r); err != nil {
					_ = look.Refuse(w, r, err)
				}
			})
		}
	}
	return mux
}
