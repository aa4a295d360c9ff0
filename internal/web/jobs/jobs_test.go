package jobs

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// some is a bench of fixed jobs.
type some struct {
	jobs []queue.Job
	news chan queue.Job
}

func (s *some) Start(_ context.Context, o queue.Order) (queue.Job, error) {
	return queue.Job{ID: "new", Order: o}, nil
}
func (s *some) Cancel(context.Context, string, string) error { return nil }
func (s *some) Retry(context.Context, string, string) error  { return nil }
func (s *some) Follow(context.Context) <-chan queue.Job      { return s.news }
func (s *some) Due(context.Context) ([]Due, error)           { return nil, nil }
func (s *some) Targets(context.Context) (map[string]string, error) {
	return map[string]string{"crm": "postgres://db.example.jp/crm", "shop": "/srv/shop"}, nil
}
func (s *some) Jobs(_ context.Context, f queue.Filter) (out []queue.Job, err error) {
	for _, j := range s.jobs {
		if (f.Before == "" || j.ID < f.Before) && len(out) < f.Limit {
			out = append(out, j)
		}
	}
	return out, nil
}
func (s *some) Job(_ context.Context, id string) (*queue.Job, error) {
	for i := range s.jobs {
		if s.jobs[i].ID == id {
			return &s.jobs[i], nil
		}
	}
	return nil, nil
}

func asking(roles []access.Role, scope ...string) context.Context {
	return web.With(context.Background(), &web.Asked{Who: &access.Principal{User: "sato", Roles: roles, Scope: scope}, Lang: "en", Now: time.Now()})
}

func made(id string, k queue.Kind, subject string) queue.Job {
	return queue.Job{ID: id, Order: queue.Order{Kind: k, Subject: subject}, State: queue.Running}
}

// TestScope: whoever is confined to sources sees what is done on these and nothing else; letters are for who may read cases.
func TestScope(t *testing.T) {
	s := &some{jobs: []queue.Job{made("9", queue.Scan, "crm"), made("8", queue.Scan, "shop"), made("7", queue.Exposure, ""), made("6", queue.Match, "d"), made("5", queue.Letters, "2026-001"),
		made("4", queue.Watch, ""), made("3", queue.Snapshot, "shop"), made("2", queue.Scan, "gone"), made("1", queue.Digest, "/srv/shop")}}
	m := Room{Server: s, Now: time.Now}
	for name, c := range map[string]struct {
		ctx  context.Context
		want []string
	}{
		"officer":          {asking([]access.Role{access.Officer}), []string{"9", "8", "7", "6", "5", "4", "3", "2", "1"}},
		"viewer":           {asking([]access.Role{access.Viewer}), []string{"9", "8", "7", "6", "4", "3", "2", "1"}},
		"viewer of a shop": {asking([]access.Role{access.Viewer}, "/srv"), []string{"8", "3", "1"}},
		"of nothing known": {asking([]access.Role{access.Officer}, "/elsewhere"), nil},
	} {
		list, _, err := m.choose(c.ctx, queue.Filter{Limit: 2})
		all, more, err2 := m.choose(c.ctx, queue.Filter{Limit: 50})
		if err != nil || err2 != nil || more {
			t.Fatal(err, err2, more)
		}
		var ids []string
		for _, j := range all {
			ids = append(ids, j.ID)
		}
		if diff := cmp.Diff(c.want, ids); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(list) != min(2, len(all)) {
			t.Errorf("%s: a page of 2 has %d", name, len(list))
		}
		for _, j := range s.jobs {
			_, err := m.find(c.ctx, j.ID)
			seen := false
			for _, id := range c.want {
				seen = seen || id == j.ID
			}
			if (err == nil) != seen || err != nil && web.Status(err) != http.StatusNotFound {
				t.Errorf("%s: job %s: %v", name, j.ID, err)
			}
		}
	}
}

// TestEvents: a reader is told of jobs that he may see, and of nothing else.
func TestEvents(t *testing.T) {
	s := &some{news: make(chan queue.Job)}
	m := Room{Server: s, Now: time.Now}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(asking([]access.Role{access.Viewer}, "/srv/shop"))
		defer cancel()
		defer context.AfterFunc(r.Context(), cancel)()
		if err := m.events(w, r.WithContext(ctx)); err != nil {
			w.WriteHeader(web.Status(err))
		}
	}))
	defer srv.Close()
	get := func(topic string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/events?topic="+topic, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	wrong := get("jobs,secrets")
	_ = wrong.Body.Close()
	if wrong.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an unknown topic: %d", wrong.StatusCode)
	}
	res := get("jobs,alerts")
	defer res.Body.Close()
	if res.Header.Get("Content-Type") != "text/event-stream" {
		t.Error(res.Header)
	}
	go func() {
		s.news <- made("1", queue.Scan, "crm")
		s.news <- made("2", queue.Match, "d")
		s.news <- made("3", queue.Scan, "shop")
		close(s.news)
	}()
	var told []string
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if d, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			told = append(told, d)
		}
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], `{"job":{"id":"3","kind":"scan","subject":"shop"`) {
		t.Errorf("told %q", told)
	}
}
