package feed_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

func secrets(user, password string) source.Options {
	return source.Options{Timeout: 20 * time.Second, Secret: func(source.Ask) (source.Secret, error) {
		return source.Secret{User: user, Password: source.NewPassword(password)}, nil
	}}
}

// filebeat are documents as Filebeat writes lines of an access log, a second apart.
func filebeat(from, to int) []byte {
	var b bytes.Buffer
	for n := from; n < to; n++ {
		m, _ := json.Marshal(strings.TrimSpace(line(n)))
		fmt.Fprintf(&b, `{"@timestamp":"%s","message":%s,"event":{"dataset":"nginx.access"},"host":{"name":"web1"},"ecs":{"version":"8.11.0"}}`+"\n",
			epoch.Add(time.Duration(n)*time.Second).Format("2006-01-02T15:04:05.000Z"), m)
	}
	return b.Bytes()
}

func TestLiveSearch(t *testing.T) {
	u := livetest.OpenSearch(t)
	livetest.Clear(t, u)
	for _, name := range []string{"filebeat-1", "filebeat-2", "ecs-1"} {
		livetest.Call(t, http.MethodPut, u+"/"+name, `{"settings":{"number_of_shards":2,"number_of_replicas":0},"mappings":{"properties":{"@timestamp":{"type":"date"}}}}`)
	}
	target := strings.Replace(u, "http", "opensearch+http", 1) + "/filebeat-*?query=event.dataset:nginx.access"
	livetest.Bulk(t, u, "filebeat-1", filebeat(0, 1500))
	livetest.Bulk(t, u, "filebeat-2", filebeat(1500, 3000))
	var told told
	o := feed.Options{Key: key, Tell: told.tell, Poll: time.Millisecond}
	f, got := drain(t, open(t, o, target))
	if d := cmp.Diff(numbers(0, 3000), got); d != "" || f.Log().Parser != "access" {
		t.Errorf("%.300s", d)
	}
	o.Marks = map[string][]byte{f.Log().Name: f.Mark()}
	// What comes later, and what is found late.
	livetest.Bulk(t, u, "filebeat-2", filebeat(3000, 3010))
	late := bytes.ReplaceAll(filebeat(3010, 3020), []byte("2026-11-01T00:50:1"), []byte("2026-11-01T00:49:3"))
	livetest.Bulk(t, u, "filebeat-1", late)
	f, got = drain(t, open(t, o, target))
	slices.Sort(got)
	if d := cmp.Diff(numbers(3000, 3020), got); d != "" {
		t.Error(d)
	}
	o.Marks = map[string][]byte{f.Log().Name: f.Mark()}
	o.Follow = true
	s := open(t, o, target)
	f = one(t, s)
	livetest.Bulk(t, u, "filebeat-2", filebeat(3020, 3030))
	got = nil
	for end := time.Now().Add(120 * time.Second); len(got) < 10 && time.Now().Before(end); {
		got = append(got, objects(t, f)...)
		must(t, s.Wait(t.Context()))
	}
	slices.Sort(got) // a shard becomes findable before another
	if d := cmp.Diff(numbers(3020, 3030), got); d != "" {
		t.Error(d, told.list)
	}
	s.Close()
	// Documents without the line that they were made of.
	o.Follow, o.Marks = false, nil
	var b bytes.Buffer
	for n := range 20 {
		fmt.Fprintf(&b, `{"@timestamp":"2026-11-01T00:00:%02dZ","ecs":{"version":"8.11.0"},"event":{"category":["authentication"],"type":["start"],"action":"ssh_login","outcome":"failure"},"user":{"name":"tanaka%d"},"source":{"ip":"203.0.113.9"},"host":{"name":"web1"}}`+"\n", n, n)
	}
	livetest.Bulk(t, u, "ecs-1", b.Bytes())
	s = open(t, o, strings.Replace(u, "http", "opensearch+http", 1)+"/ecs-*")
	g := newGather(t, s)
	for end := time.Now().Add(120 * time.Second); g.count() < 20 && time.Now().Before(end); { // that no more feeds come does not mean that all was read
		g.step()
		must(t, s.Wait(t.Context()))
	}
	for name, got := range g.got {
		if len(got) != 20 || got[3] != "tanaka3" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if len(g.got) != 1 {
		t.Error(g.got, told.list)
	}
}
