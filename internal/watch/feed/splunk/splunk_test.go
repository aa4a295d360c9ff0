// A stand-in speaks for Splunk here, as its REST API is documented: no Splunk can be had for tests.
package splunk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/splunk"
)

func client(t *testing.T, target string, o source.Options) (*splunk.Client, error) {
	t.Helper()
	tt, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	return splunk.Open(tt, &o)
}

func TestUsage(t *testing.T) {
	for _, target := range []string{
		"splunk+https://h:8089", "splunk+ftp://h?query=index%3Dx", "splunk://h?query=index%3Dx+%7C+delete", "splunk://h?query=%5Bx%5D", "splunk://h?query=x&y=1", "splunk:///?query=x",
	} {
		if _, err := client(t, target, source.Options{}); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestAnswers(t *testing.T) {
	var body string
	var status int
	var asked *http.Request
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked = r
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	defer srv.Close()
	o := source.Options{Agent: "tsutsumi/1", Secret: func(a source.Ask) (source.Secret, error) {
		if a.Scheme != "splunk" {
			t.Errorf("asked for %+v", a)
		}
		return source.Secret{User: "bearer", Password: source.NewPassword("s3cret")}, nil
	}}
	c, err := client(t, strings.Replace(srv.URL, "http", "splunk+http", 1)+"?query=search+index%3Dweb", o)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal("a \"line\"\nof two")
	for _, tt := range []struct {
		name, body string
		status     int
		want       []string
		class      fault.Class
	}{
		{"events", `{"preview":true,"result":{"_raw":"x","_indextime":"5"}}` + "\n" + `{"preview":false,"offset":0,"result":{"_raw":` + string(raw) + `,"_indextime":"5","_time":"2026-11-27T09:50:05.123+09:00","_cd":"1:2","_bkt":"b","index":"web"}}` + "\n\n" +
			`{"preview":false,"result":{"user":"tanaka","_indextime":6}}` + "\n" + `{"preview":false,"result":{"_raw":"too late","_indextime":"10"}}` + "\n" + `{"preview":false,"lastrow":true}`, 200,
			[]string{"5 1795740605123000 web b 1:2 a \"line\"\nof two", "6 0  {\"user\":\"tanaka\",\"_indextime\":6}"}, 0},
		{"none", "", 200, nil, 0},
		{"an error within", `{"messages":[{"type":"FATAL","text":"tanaka may not"}]}`, 200, nil, fault.Unreadable},
		{"a warning", `{"messages":[{"type":"WARN","text":"slow"}]}`, 200, nil, 0},
		{"rubbish", "<html>", 200, nil, fault.Unreadable},
		{"no time", `{"preview":false,"result":{"_raw":"x","_indextime":"y"}}`, 200, nil, fault.Unreadable},
		{"unauthorized", "", 401, nil, fault.Unreadable},
		{"forbidden", "", 403, nil, fault.Unreadable},
		{"old", "", 404, nil, fault.Unreadable},
		{"elsewhere", "", 302, nil, fault.Unreadable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, status = tt.body, tt.status
			var got []string
			err := c.Indexed(t.Context(), 5, 10, func(e *splunk.Event) error {
				text := e.Raw
				if text == nil {
					text = e.Result
				}
				got = append(got, fmt.Sprintf("%d %d %s %s", e.Indexed, e.Time, e.ID, text))
				return nil
			})
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if fault.Of(err) != tt.class || (err != nil) != (tt.class != 0) {
				t.Errorf("%v", err)
			}
			if err != nil && strings.Contains(err.Error(), "tanaka") {
				t.Errorf("it quotes: %v", err)
			}
		})
	}
	if got := asked.Header.Get("Authorization"); got != "Bearer s3cret" {
		t.Error(got)
	}
	if s := asked.Form.Get("search"); !strings.HasPrefix(s, "search index=web _index_earliest=5 _index_latest=10 |") || asked.URL.Path != "/services/search/v2/jobs/export" || asked.Form.Get("output_mode") != "json" {
		t.Errorf("%s %v", asked.URL.Path, asked.Form)
	}
	body, status = `{"preview":false,"result":{"_indextime":"1764236405"}}`, 200
	if first, ok, err := c.First(t.Context()); first != 1764236405 || !ok || err != nil {
		t.Error(first, ok, err)
	}
	body = `{"preview":false,"result":{}}`
	if _, ok, err := c.First(t.Context()); ok || err != nil {
		t.Error(ok, err)
	}
}
