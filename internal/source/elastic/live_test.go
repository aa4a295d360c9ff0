package elastic_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

// open opens a target.
func open(t testing.TB, target string, o source.Options) source.Source {
	t.Helper()
	tt, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	s, err := elastic.Scheme.Open(t.Context(), tt, &o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at is a server's URL as a target.
func at(scheme, url string) string { return scheme + strings.TrimPrefix(url, "http") }

// make creates an index.
func create(t testing.TB, url, index, shards, more string) {
	t.Helper()
	livetest.Call(t, http.MethodPut, url+"/"+index, `{"settings":{"number_of_shards":`+shards+`,"number_of_replicas":0}`+more+`}`)
}

// docs are n documents with a number each.
func docs(from, n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"n":%d,"xm":"王小明","memo":"%s"}`+"\n", from+i, strings.Repeat("あ\\n", i%40))
	}
	return b.Bytes()
}

// numbers are the numbers of the documents that units hold.
func numbers(t *testing.T, src source.Source) []int {
	t.Helper()
	var out []int
	for _, u := range sourcetest.Units(t, src) {
		for l := range bytes.Lines(sourcetest.Read(t, src, u)) {
			var n int
			i := bytes.Index(l, []byte(`"_source":{"n":`))
			if i < 0 || l[len(l)-1] != '\n' || l[len(l)-2] != '}' {
				t.Fatalf("unit %q: not a hit: %.100s", u.Name, l)
			}
			fmt.Sscanf(string(l[i:]), `"_source":{"n":%d,`, &n)
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func upto(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// TestLiveConforms runs the suite by points in time and by scrolls.
func TestLiveConforms(t *testing.T) {
	url := livetest.OpenSearch(t)
	for _, query := range []string{"", "?scroll=1"} {
		t.Run("read"+query, func(t *testing.T) {
			livetest.Clear(t, url)
			create(t, url, "one", "1", "")
			create(t, url, "two", "2", "")
			livetest.Bulk(t, url, "one", docs(0, 1500))
			livetest.Bulk(t, url, "two", docs(0, 3000))
			sourcetest.Run(t, sourcetest.Subject{
				Open: func(t *testing.T) source.Source {
					return open(t, at("opensearch+http", url)+query, source.Options{})
				},
				Change: func(t *testing.T) string {
					livetest.Bulk(t, url, "one", docs(1500, 1))
					return "one#1"
				},
				Remove: func(t *testing.T) string {
					livetest.Call(t, http.MethodDelete, url+"/two", "")
					return "two#2"
				},
			})
		})
	}
}

// TestLiveEachOnce: whatever the number of shards, each document comes once.
func TestLiveEachOnce(t *testing.T) {
	url := livetest.OpenSearch(t)
	livetest.Clear(t, url)
	create(t, url, "people", "3", "")
	livetest.Bulk(t, url, "people", docs(0, 12_000))
	livetest.Call(t, http.MethodPost, url+"/_aliases", `{"actions":[{"add":{"index":"people","alias":"persons"}}]}`)
	create(t, url, ".hidden", "1", "")
	for _, target := range []string{"", "/people", "/persons,people", "/*", "?scroll=1", "?gzip=1"} {
		s := open(t, at("opensearch+http", url)+target, source.Options{})
		if d := cmp.Diff(upto(12_000), numbers(t, s)); d != "" {
			t.Errorf("%s: %s", target, d)
		}
		s.Close()
	}
	var stats struct{ Contexts int }
	_ = stats
	if s := livetest.Call(t, http.MethodGet, url+"/_nodes/stats/indices/search?filter_path=nodes.*.indices.search.open_contexts,nodes.*.indices.search.point_in_time_current", ""); !strings.Contains(s, `"open_contexts":0`) || !strings.Contains(s, `"point_in_time_current":0`) {
		t.Errorf("contexts are left: %s", s)
	}
}
