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
)

// TestLiveSince: documents of several indices and shards come in the order of their time, each once, however many share one.
func TestLiveSince(t *testing.T) {
	u := livetest.OpenSearch(t)
	livetest.Clear(t, u)
	mapping := `,"mappings":{"properties":{"@timestamp":{"type":"date"}}}`
	create(t, u, "trail-1", "2", mapping)
	create(t, u, "trail-2", "1", mapping)
	create(t, u, "other", "1", mapping)
	for i, name := range []string{"trail-1", "trail-2"} {
		var b bytes.Buffer
		for n := range 3000 {
			fmt.Fprintf(&b, `{"@timestamp":%d,"n":"%d/%d","even":%t}`+"\n", 1_793_491_200_000+n/700*1000, i, n, n%2 == 0)
		}
		livetest.Bulk(t, u, name, b.Bytes())
	}
	for _, query := range []string{"", "?scroll=1"} { // by points in time, and without
		tt, err := source.Parse(at("opensearch+http", u) + "/trail-*" + query)
		if err != nil {
			t.Fatal(err)
		}
		s, err := elastic.OpenLogs(t.Context(), tt, &source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		read := func(query string, from int64) []string {
			var out []string
			last := int64(0)
			err := s.Since(t.Context(), "@timestamp", query, from, func(h *elastic.Hit) error {
				if h.Time < last || h.Time < from {
					t.Errorf("%d behind %d", h.Time, last)
				}
				last = h.Time
				out = append(out, strings.Split(string(h.Source), `"`)[5])
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(out)
			return out
		}
		want := func(from int, step int) []string {
			var out []string
			for i := range 2 {
				for n := from; n < 3000; n += step {
					out = append(out, fmt.Sprintf("%d/%d", i, n))
				}
			}
			slices.Sort(out)
			return out
		}
		for name, c := range map[string]struct{ got, want []string }{
			"all": {read("", 0), want(0, 1)}, "since": {read("", 1_793_491_203_000), want(2100, 1)}, "query": {read("even:true", 0), want(0, 2)},
		} {
			if d := cmp.Diff(c.want, c.got); d != "" {
				t.Errorf("%s%s: %d, want %d", name, query, len(c.got), len(c.want))
			}
		}
		s.Close()
	}
	contexts(t, u)
	tt, _ := source.Parse(at("opensearch+http", u))
	if _, err := elastic.OpenLogs(t.Context(), tt, &source.Options{}); err == nil {
		t.Error("all indices are read as logs")
	}
	livetest.Call(t, http.MethodDelete, u+"/other", "")
}
