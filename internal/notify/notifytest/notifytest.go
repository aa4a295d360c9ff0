// Package notifytest is what tests of sinks share: an alert of an invented person, and servers that behave badly.
package notifytest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// At is when notices of tests are.
var At = time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)

// Notice is one with what is hard to write: quotes, newlines, signs that protocols use.
func Notice() *notify.Notice {
	people, rows := int64(1234), int64(1240)
	a := &watch.Alert{ID: "00112233445566ff", Detector: "people-read", Also: []string{"country"}, Severity: watch.High, Principal: "t****#1a2b", Origin: "203.0.113.*#3c4d", Country: "BR", Countries: []string{"BR"},
		Source: "db.example.jp/members: 会員=a|b\\c", Kinds: []pii.Kind{pii.PersonName, pii.EmailAddress}, People: &people, PeopleMin: &people, PeopleMax: &people, Rows: &rows, Accesses: 1300, First: At.Add(-time.Hour), Last: At, Confidence: 0.9,
		Story:    []watch.Sentence{{Detector: "people-read", Rule: "day", First: At, Last: At, Text: watch.Text{EN: "t****#1a2b read 1,234 persons <b>&.\nNext.", JA: "t****#1a2b が1,234人分を読みました。"}}},
		Evidence: []watch.Evidence{{Log: "access.log", Position: watch.Position{Offset: 120, Line: 3}, At: At, Text: "read GET /members/* 200"}}}
	line, err := json.Marshal(map[string]any{"alert": map[string]any{"id": a.ID, "people": people, "source": a.Source}})
	if err != nil {
		panic(err)
	}
	return &notify.Notice{Alert: a, Revision: 2, Lang: "ja", Line: line, At: At, Version: "1.2.3", Words: notify.Words{Title: "重大: 大量の閲覧 – 1,234人", Severity: "重大",
		Facts: []notify.Fact{{Name: "誰が", Value: "t****#1a2b、203.0.113.*#3c4d（ブラジル）"}, {Name: "何を", Value: a.Source}, {Name: "ID", Value: a.ID}},
		Story: []string{"t****#1a2b が1,234人分を読みました。", "<!channel> & *x* _y_"}, Evidence: []string{"access.log:3  read GET /members/* 200"}}}
}

// Reminder is a reminder of something that is due.
func Reminder() *notify.Notice {
	r := &notify.Reminder{ID: "2026-0007.jp-appi-final.72h.2027-01-04", Case: "2026-0007", Due: At.Add(72 * time.Hour), Severity: watch.Medium}
	line := []byte(`{"reminder":{"case":"2026-0007","id":"jp-appi-final","threshold":"72h"}}`)
	return &notify.Notice{Reminder: r, Revision: 1, Lang: "ja", Line: line, At: At, Version: "1.2.3", Words: notify.Words{Title: "期限まで3日以内：確報（事案 2026-0007）",
		Facts: []notify.Fact{{Name: "期限", Value: "2027年1月4日（月） 中 (+09:00)"}, {Name: "事案", Value: "2026-0007"}}, Story: []string{"確認: tsutsumi case show 2026-0007"}}}
}

// Now is At.
func Now() time.Time { return At }

// HTTP holds a sink over HTTP to what servers do: one that hangs, refuses, answers 500, 400, redirects, answers nonsense, is busy.
// secret may never be sent to where a redirection leads, and stands in no error.
func HTTP(t *testing.T, secret string, open func(url string) (notify.Sink, error)) {
	t.Helper()
	send := func(t *testing.T, url string, within time.Duration) error {
		t.Helper()
		s, err := open(url)
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		if within > 0 {
			c, cancel := context.WithTimeout(ctx, within)
			defer cancel()
			ctx = c
		}
		err = s.Send(ctx, Notice())
		if err != nil && (secret != "" && strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "127.0.0.1") || strings.Contains(err.Error(), "yamada")) {
			t.Errorf("says too much: %v", err)
		}
		return err
	}
	led := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { led++ }))
	defer elsewhere.Close()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request)
		want   fault.Class
		later  time.Duration
	}{
		"500": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "yamada", http.StatusInternalServerError) }, fault.Unavailable, 0},
		"401": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "yamada", http.StatusUnauthorized) }, fault.Unavailable, 0},
		"400": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "yamada", http.StatusBadRequest) }, fault.Refused, 0},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}, fault.Unavailable, 0},
		"busy": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "17")
			w.WriteHeader(http.StatusTooManyRequests)
		}, fault.Unavailable, 17 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(c.answer))
			defer srv.Close()
			err := send(t, srv.URL, 0)
			if err == nil || fault.Of(err) != c.want {
				t.Errorf("%v: %v", fault.Of(err), err)
			}
			if l, ok := errors.AsType[*notify.Later](err); ok != (c.later > 0) || ok && l.After != c.later {
				t.Errorf("later: %v", err)
			}
		})
	}
	if led > 0 {
		t.Error("a redirection was followed")
	}
	t.Run("reminder", func(t *testing.T) {
		body, key := "", ""
		srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			body, key = string(b), r.Header.Get("Idempotency-Key")
		}))
		defer srv.Close()
		s, err := open(srv.URL)
		if err != nil {
			t.Fatal(err)
		}
		switch err := s.Send(t.Context(), Reminder()); {
		case fault.Of(err) == fault.Refused: // a sink for what it is not
		case err != nil || !strings.Contains(body, "2026-0007") || key != "2026-0007.jp-appi-final.72h.2027-01-04.1":
			t.Errorf("%v: %q %q", err, key, body)
		}
	})
	t.Run("hangs", func(t *testing.T) {
		over := make(chan struct{})
		srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
		defer srv.Close()
		defer close(over)
		if err := send(t, srv.URL, 100*time.Millisecond); fault.Of(err) != fault.Unavailable {
			t.Error(err)
		}
	})
	t.Run("refuses", func(t *testing.T) {
		srv := httptest.NewServer(http.NotFoundHandler())
		srv.Close()
		if err := send(t, srv.URL, 0); fault.Of(err) != fault.Unavailable {
			t.Error(err)
		}
	})
}
