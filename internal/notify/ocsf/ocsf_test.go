package ocsf

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
)

func sinkOf(url string) (notify.Sink, error) {
	return open(&notify.Options{URL: url, Key: "kagi-no-himitsu", Now: notifytest.Now})
}

// required are the attributes that the schema requires of the class: of the event itself, its metadata and what it found.
var required = []string{"activity_id", "category_uid", "class_uid", "finding_info.title", "finding_info.uid", "metadata.product.vendor_name", "metadata.version", "severity_id", "time", "type_uid"}

// TestFinding: what the schema requires is there, and numbers that follow from each other do.
func TestFinding(t *testing.T) {
	n := notifytest.Notice()
	for revision, activity := range map[int64]float64{1: 1, 2: 2} {
		n.Revision = revision
		body, err := write(n)
		if err != nil {
			t.Fatal(err)
		}
		var f map[string]any
		if err := json.Unmarshal(body, &f); err != nil {
			t.Fatal(err)
		}
		for _, path := range required {
			if at(f, path) == nil {
				t.Errorf("%s is missing", path)
			}
		}
		for path, want := range map[string]any{"activity_id": activity, "class_uid": 2004.0, "category_uid": 2.0, "type_uid": 200400 + activity, "severity_id": 4.0, "time": 1795773600000.0, "confidence_score": 90.0, "confidence_id": 3.0,
			"metadata.version": "1.3.0", "metadata.uid": n.Key(), "finding_info.uid": "00112233445566ff", "unmapped.people": 1234.0, "evidences.0.data.offset": 120.0, "evidences.0.actor.user.name": "t****#1a2b"} {
			if got := at(f, path); got != want {
				t.Errorf("%s: %v, want %v", path, got, want)
			}
		}
	}
}

func at(v any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			v = x[0]
		default:
			return nil
		}
	}
	return v
}

// TestFile: a line each, for the owner only, and a line broken off before spoils none.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.ndjson")
	s, err := open(&notify.Options{File: path})
	if err != nil {
		t.Fatal(err)
	}
	send := func() {
		t.Helper()
		if err := s.Send(t.Context(), notifytest.Notice()); err != nil {
			t.Fatal(err)
		}
	}
	send()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(f, `{"activity_id":1,"act`)
	f.Close()
	send()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) != 3 || !json.Valid([]byte(lines[0])) || json.Valid([]byte(lines[1])) || !json.Valid([]byte(lines[2])) {
		t.Errorf("%q", lines)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Error(st.Mode(), err)
	}
	s, _ = open(&notify.Options{File: filepath.Join(t.TempDir(), "none", "f")})
	if err := s.Send(t.Context(), notifytest.Notice()); fault.Of(err) != fault.Unavailable || strings.Contains(err.Error(), "none") {
		t.Error(err)
	}
}

func TestPosted(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get(post.Signature) != "sha256="+post.Sign("kagi-no-himitsu", r.Header.Get(post.Timestamp), body) || r.Header.Get("Idempotency-Key") != "00112233445566ff.2" || !json.Valid(body) {
			t.Error(r.Header)
		}
	}))
	defer srv.Close()
	s, err := sinkOf(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), notifytest.Notice()); err != nil {
		t.Error(err)
	}
}

func TestServers(t *testing.T) { notifytest.HTTP(t, "kagi-no-himitsu", sinkOf) }
