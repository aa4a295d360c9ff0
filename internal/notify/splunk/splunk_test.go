package splunk

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
)

func sinkOf(url string) (notify.Sink, error) {
	return open(&notify.Options{Notify: config.Notify{Name: "hec", Index: "sec"}, URL: url, Token: "himitsu-no-token", Hostname: "w1.example.jp", Now: notifytest.Now})
}

// TestCollector: an event as the collector wants it, and its codes understood.
func TestCollector(t *testing.T) {
	answer := `{"text":"Success","code":0}`
	status := 200
	var got map[string]any
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/services/collector/event" || r.Header.Get("Authorization") != "Splunk himitsu-no-token" || !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(r.Header.Get("X-Splunk-Request-Channel")) {
			t.Error(r.URL.Path, r.Header)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	defer srv.Close()
	s, err := sinkOf(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), notifytest.Notice()); err != nil {
		t.Fatal(err)
	}
	event, _ := got["event"].(map[string]any)
	if event["id"] != "00112233445566ff" || got["index"] != "sec" || got["sourcetype"] != "tsutsumi:alert" || got["time"] != 1795773600.0 || got["host"] != "w1.example.jp" {
		t.Errorf("%v", got)
	}
	for _, c := range []struct {
		status int
		answer string
		want   fault.Class
	}{{400, `{"text":"Incorrect index","code":7}`, fault.Unavailable}, {400, `{"text":"Invalid data format","code":6}`, fault.Refused}, {403, `{"text":"Invalid token","code":4}`, fault.Unavailable}, {503, `{"text":"Server is busy","code":9}`, fault.Unavailable}, {200, `{"text":"?","code":8}`, fault.Unavailable}} {
		status, answer = c.status, c.answer
		if err := s.Send(t.Context(), notifytest.Notice()); err == nil || fault.Of(err) != c.want {
			t.Errorf("%s: %v", c.answer, err)
		}
	}
}

func TestServers(t *testing.T) { notifytest.HTTP(t, "himitsu-no-token", sinkOf) }
