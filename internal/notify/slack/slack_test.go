package slack

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
)

func sinkOf(url string) (notify.Sink, error) {
	return open(&notify.Options{URL: url + "/T000/himitsu", Now: notifytest.Now})
}

func TestBlocks(t *testing.T) {
	n := notifytest.Notice()
	n.Words.Title = "重大 <!channel> " + strings.Repeat("長", 200)
	var got message
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d := json.NewDecoder(r.Body)
		d.DisallowUnknownFields()
		if err := d.Decode(&got); err != nil || r.URL.Path != "/T000/himitsu" {
			t.Error(err, r.URL.Path)
		}
	}))
	defer srv.Close()
	s, err := sinkOf(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, b := range got.Blocks {
		types = append(types, b.Type)
		for _, x := range append(append(b.Fields, b.Elements...), text{Type: "plain_text"}) {
			if x.Type != "plain_text" {
				t.Errorf("%+v: stars of masks would be read as marks", x)
			}
		}
	}
	if d := cmp.Diff([]string{"header", "section", "section", "context"}, types); d != "" {
		t.Error(d)
	}
	if strings.Contains(got.Text, "<") || len([]rune(got.Blocks[0].Text.Text)) != mostHeader || got.Blocks[1].Fields[0].Text != "誰が\nt****#1a2b、203.0.113.*#3c4d（ブラジル）" {
		t.Errorf("%+v", got)
	}
}

func TestServers(t *testing.T) { notifytest.HTTP(t, "himitsu", sinkOf) }
