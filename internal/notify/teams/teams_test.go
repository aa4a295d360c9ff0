package teams

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
)

func sinkOf(url string) (notify.Sink, error) {
	return open(&notify.Options{URL: url + "/workflows/himitsu", Now: notifytest.Now})
}

func TestCard(t *testing.T) {
	n := notifytest.Notice()
	for range 100 {
		n.Words.Story = append(n.Words.Story, strings.Repeat("長", 5000))
	}
	var got message
	size := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		size = len(body)
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	defer srv.Close()
	s, err := sinkOf(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if got.Type != "message" || len(got.Attachments) != 1 || got.Attachments[0].ContentType != "application/vnd.microsoft.card.adaptive" || size > 28<<10 {
		t.Fatalf("%d bytes: %+v", size, got)
	}
	c := got.Attachments[0].Content
	if c.Type != "AdaptiveCard" || c.Body[0].Color != "attention" || c.Body[1].Type != "FactSet" || c.Body[1].Facts[0].Value != `t\*\*\*\*\#1a2b、203.0.113.\*\#3c4d（ブラジル）` {
		t.Errorf("%+v", c.Body)
	}
}

func TestServers(t *testing.T) { notifytest.HTTP(t, "himitsu", sinkOf) }
