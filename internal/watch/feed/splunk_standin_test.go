// A stand-in speaks for Splunk here, as its REST API is documented: no Splunk can be had for tests.
package feed_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

// standin answers searches by the time of indexing.
type standin struct {
	mu     sync.Mutex
	events []indexed
	breaks int // how many of the next answers break off
}

type indexed struct {
	at  int64
	raw string
}

func (s *standin) add(at int64, raw string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, indexed{at, raw})
}

var window = regexp.MustCompile(`_index_earliest=(\d+) _index_latest=(\d+)`)

func (s *standin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	search := r.FormValue("search")
	user, password, _ := r.BasicAuth()
	switch {
	case r.URL.Path != "/services/search/v2/jobs/export" || r.Method != http.MethodPost:
		w.WriteHeader(http.StatusNotFound)
		return
	case user != "reader" || password != "s3cret":
		w.WriteHeader(http.StatusUnauthorized)
		return
	case strings.Contains(search, "stats min(_indextime)"):
		first := int64(1) << 40
		for _, e := range s.events {
			first = min(first, e.at)
		}
		fmt.Fprintf(w, `{"preview":false,"offset":0,"lastrow":true,"result":{"_indextime":"%d"}}`+"\n", first)
		return
	}
	m := window.FindStringSubmatch(search)
	from, _ := strconv.ParseInt(m[1], 10, 64)
	to, _ := strconv.ParseInt(m[2], 10, 64)
	type found struct {
		n int
		e indexed
	}
	var list []found
	for n, e := range s.events {
		if e.at >= from && e.at < to {
			list = append(list, found{n, e})
		}
	}
	slices.SortStableFunc(list, func(a, b found) int { return int(a.e.at - b.e.at) })
	for i, f := range list {
		if s.breaks > 0 && i > len(list)/2 {
			s.breaks--
			if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
				c.Close()
			}
			return
		}
		raw, _ := json.Marshal(f.e.raw)
		fmt.Fprintf(w, `{"preview":false,"offset":%d,"result":{"_raw":%s,"_time":"2026-11-01T00:00:00.000+00:00","_indextime":"%d","_cd":"1:%d","_bkt":"web~1~X","index":"web","host":"web1"}}`+"\n", i, raw, f.e.at, f.n)
		if s.breaks > 0 {
			w.(http.Flusher).Flush()
		}
	}
}

// TestSplunk: events come once, however often the reader is killed and the server breaks off, and those that are found late too.
func TestSplunk(t *testing.T) {
	s := &standin{}
	srv := httptest.NewServer(s)
	defer srv.Close()
	now := time.Unix(1_795_000_000, 0)
	var mu sync.Mutex
	r := rand.New(rand.NewPCG(1, 1))
	var told told
	o := feed.Options{Follow: true, Key: key, Tell: told.tell, Poll: time.Millisecond, Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }, Source: secrets("reader", "s3cret")}
	target := strings.Replace(srv.URL, "http", "splunk+http", 1) + "?query=index%3Dweb"
	n := 0
	var kept []string
	for round := range 6 {
		set := open(t, o, target)
		g := newGather(t, set)
		var f feed.Feed
		got := slices.Clone(kept)
		until := func(want int) {
			g.got = map[string][]string{}
			late := time.Now().Add(120 * time.Second)
			for len(got) < want && time.Now().Before(late) {
				for _, x := range set.New() {
					f = x
				}
				if f != nil {
					got = append(got, objects(t, f)...)
				}
				must(t, set.Wait(t.Context()))
			}
			if len(got) != want {
				t.Fatalf("round %d: %d of %d, %v", round, len(got), want, told.list)
			}
		}
		for range 3 {
			mu.Lock()
			now = now.Add(20 * time.Second)
			at := now.Unix()
			mu.Unlock()
			if r.IntN(2) == 0 && round > 0 {
				s.mu.Lock()
				s.breaks = 1
				s.mu.Unlock()
			}
			for range 200 {
				s.add(at-6-int64(r.IntN(40)), strings.TrimSpace(line(n))) // some are found later than others of their time
				n++
			}
			until(n)
			if r.IntN(2) == 0 {
				o.Marks = map[string][]byte{f.Log().Name: f.Mark()}
				kept = slices.Clone(got)
			}
		}
		set.Close()
	}
	o.Follow = false
	set := open(t, o, target)
	_, rest := drain(t, set)
	got := slices.Concat(kept, rest)
	slices.Sort(got)
	want := numbers(0, n)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%d of %d: %.500s", len(got), n, d)
	}
	o.Source = secrets("reader", "wrong")
	if f, _ := drain(t, open(t, o, target)); f == nil && !told.has("other credentials") {
		t.Error(told.list)
	}
}
