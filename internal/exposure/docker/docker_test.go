// The servers of these tests are stand-ins: they speak what https://docs.docker.com/reference/api/engine/ documents, since no
// Docker daemon can be had on the machines that run the tests.

package docker_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/docker"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
)

func TestOpen(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		switch r.URL.Path {
		case "/version":
			_, _ = w.Write([]byte(`{"Version":"24.0.7","ApiVersion":"1.43","MinAPIVersion":"1.12","Os":"linux"}`))
		case "/containers/json":
			_, _ = w.Write([]byte(`[{"Id":"a","Image":"nginx"},{"Id":"b","Image":"shop"}]`))
		}
	}))
	defer s.Close()
	r := exposuretest.Look(t, docker.Check{}, nil, strings.Replace(s.URL, "http:", "docker:", 1))
	if d := cmp.Diff([]string{"docker-api-open"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d)
	}
	if x := r.Exposures[0]; x.Args["containers"] != "2" {
		t.Errorf("%v", x.Args)
	}
}

// TestClosed: a daemon that wants a certificate says so to whoever comes without TLS.
func TestClosed(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	if got := exposuretest.Found(t, docker.Check{}, strings.Replace(s.URL, "https:", "docker:", 1)); got != nil {
		t.Errorf("found %v", got)
	}
}

func TestHostile(t *testing.T) { exposuretest.Hostile(t, docker.Check{}, "docker://") }
