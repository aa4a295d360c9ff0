package git

import (
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

const password = "correct-horse-battery"

// server serves a repository over HTTP as git itself does, to hanako only.
func server(t *testing.T, g *tree, around func(http.Handler) http.Handler) *httptest.Server {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), g.program, "--exec-path").Output()
	if err != nil {
		t.Fatal(err)
	}
	backend := &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + filepath.Dir(g.dir), "GIT_HTTP_EXPORT_ALL=1"},
	}
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, pass, _ := r.BasicAuth(); user != "hanako" || pass != password {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		backend.ServeHTTP(w, r)
	})
	if around != nil {
		h = around(h)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// remoteSource opens a URL, with a password.
func remoteSource(t *testing.T, target string, change ...func(*source.Options)) (*Source, error) {
	t.Helper()
	p, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	change = append([]func(*source.Options){func(o *source.Options) {
		o.Secret = func(q source.Ask) (source.Secret, error) {
			return source.Secret{User: "hanako", Password: source.NewPassword(password)}, nil
		}
	}}, change...)
	s, err := Scheme.Open(t.Context(), p, options(t, change...))
	if err != nil {
		return nil, err
	}
	g := s.(*Source)
	g.remote.retry.First = time.Millisecond
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(g.o.TempDir); len(left) > 0 {
			t.Errorf("%d folders were left behind", len(left))
		}
	})
	return g, nil
}

func small(t *testing.T) *tree {
	g := newTree(t)
	g.write("a.txt", "a\n", "b.txt", "b\n")
	g.commit("first")
	g.git("checkout", "-q", "-b", "other")
	g.write("c.txt", "c\n")
	g.commit("second")
	g.git("checkout", "-q", "main")
	return g
}

func TestMirror(t *testing.T) {
	g := small(t)
	want := texts(t, openTree(t, g.dir))
	var shown atomic.Bool
	srv := server(t, g, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			// While git is asking: is the password in the list of processes?
			lists, _ := filepath.Glob("/proc/[0-9]*/cmdline")
			for _, p := range lists {
				if text, _ := os.ReadFile(p); strings.Contains(string(text), password) {
					shown.Store(true)
				}
			}
			h.ServeHTTP(w, r)
		})
	})
	target := "git+" + srv.URL + "/repo"
	s, err := remoteSource(t, target)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name() != target {
		t.Errorf("is called %q", s.Name())
	}
	if d := cmp.Diff(want, texts(t, s)); d != "" {
		t.Error(d)
	}
	if shown.Load() {
		t.Error("the password stands in the list of processes")
	}
	config, err := os.ReadFile(filepath.Join(s.repo.dir, "config"))
	if err != nil || strings.Contains(string(config), password) {
		t.Errorf("the mirror's configuration: %s, %v", config, err)
	}
	s, err = remoteSource(t, target, func(o *source.Options) { o.Range = "main..other" })
	if err != nil {
		t.Fatal(err)
	}
	if u := sourcetest.Units(t, s); len(u) != 2 || u[0].Place != "c.txt" {
		t.Errorf("a range: %v", u)
	}
}

func TestMirrorSuite(t *testing.T) {
	g := small(t)
	srv := server(t, g, nil)
	sourcetest.Run(t, sourcetest.Subject{Secrets: []string{password}, Open: func(t *testing.T) source.Source {
		p, err := source.Parse("git+" + srv.URL + "/repo")
		if err != nil {
			t.Fatal(err)
		}
		s, err := Scheme.Open(t.Context(), p, options(t, func(o *source.Options) {
			o.Secret = func(source.Ask) (source.Secret, error) {
				return source.Secret{User: "hanako", Password: source.NewPassword(password)}, nil
			}
		}))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}})
}

// TestMirrorSHA256: a repository whose objects are named otherwise.
func TestMirrorSHA256(t *testing.T) {
	g := newTree(t, "--object-format=sha256")
	g.write("a.txt", "a\n")
	g.commit("first")
	s, err := remoteSource(t, "git+"+server(t, g, nil).URL+"/repo")
	if err != nil {
		t.Fatal(err)
	}
	if u, all := errs(t, s); len(u) != 2 || len(u[0].Stamp) < 64 {
		t.Errorf("%v %q", u, all)
	}
}

// TestNoKeysForGit: what git runs (ssh, helpers, proxies) does not get our own keys and passwords by the environment.
func TestNoKeysForGit(t *testing.T) {
	t.Setenv("TSUTSUMI_PASSWORD", password)
	m := &remote{protocol: "ssh"}
	for _, env := range [][]string{local(), m.env(t.TempDir(), options(t))} {
		if strings.Contains(strings.Join(env, "\n"), password) {
			t.Error("the environment of git holds the password")
		}
	}
}

// TestBadServers: each ends in an error that has a class and tells no secret.
func TestBadServers(t *testing.T) {
	g := small(t)
	var leaked atomic.Bool
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pass, _ := r.BasicAuth(); pass == password {
			leaked.Store(true)
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(thief.Close)
	var busy atomic.Int64
	silent := make(chan struct{})
	t.Cleanup(func() { close(silent) })
	answer := func(f func(w http.ResponseWriter, r *http.Request, next http.Handler)) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f(w, r, h) })
		}
	}
	for name, c := range map[string]struct {
		around func(http.Handler) http.Handler
		wrong  bool
		class  fault.Class
		good   bool
	}{
		"wrong password": {wrong: true, class: fault.Unreadable},
		"not there": {class: fault.Unreadable, around: answer(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.NotFound(w, r)
		})},
		"rubbish": {class: fault.Unreadable, around: answer(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			_, _ = w.Write([]byte("<html>" + password + strings.Repeat("x", 1000)))
		})},
		"resets": {class: fault.Unavailable, around: answer(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_ = c.(*net.TCPConn).SetLinger(0)
				c.Close()
			}
		})},
		"hangs": {class: fault.Unavailable, around: answer(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
			select {
			case <-silent:
			case <-r.Context().Done():
			}
		})},
		"redirects": {class: fault.Unreadable, around: answer(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.Redirect(w, r, thief.URL+r.URL.String(), http.StatusMovedPermanently)
		})},
		"to a file": {class: fault.Unreadable, around: answer(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			w.Header().Set("Location", "file://"+g.dir+"/info/refs?service=git-upload-pack")
			w.WriteHeader(http.StatusFound)
		})},
		"busy": {good: true, around: answer(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if busy.Add(1) <= 2 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r)
		})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := remoteSource(t, "git+"+server(t, g, c.around).URL+"/repo", func(o *source.Options) {
				o.Timeout = time.Second
				if c.wrong {
					o.Secret = func(source.Ask) (source.Secret, error) {
						return source.Secret{User: "hanako", Password: source.NewPassword("wrong")}, nil
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range s.Units(t.Context()) {
				err = e
			}
			switch {
			case c.good && err != nil:
				t.Error(err)
			case !c.good && (err == nil || fault.Of(err) != c.class || strings.Contains(err.Error(), password) || strings.Contains(err.Error(), "127.0.0.1")):
				t.Errorf("class %v: %v", fault.Of(err), err)
			}
		})
	}
	t.Cleanup(func() {
		if leaked.Load() {
			t.Error("the password went to where the server redirected")
		}
	})
}

// TestSSH goes by a command that stands for ssh and runs what it is told on this machine.
func TestSSH(t *testing.T) {
	g := small(t)
	ssh := filepath.Join(t.TempDir(), "ssh")
	log := filepath.Join(t.TempDir(), "log")
	script := "#!/bin/sh\necho \"$@\" >> " + log + "\nfor last; do :; done\ncd " + filepath.Dir(g.dir) + " && exec sh -c \"$last\"\n"
	if err := os.WriteFile(ssh, []byte(script), 0o700); err != nil { //nolint:gosec // to be run
		t.Fatal(err)
	}
	s, err := remoteSource(t, "git+ssh://git@git.example.jp:2222"+g.dir, func(o *source.Options) {
		o.Getenv = func(n string) string { return map[string]string{"GIT_SSH_COMMAND": ssh, "GIT_SSH_VARIANT": "ssh"}[n] }
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(sourcetest.Units(t, s)); n != 4 {
		t.Errorf("%d units", n)
	}
	if strings.Contains(s.Name(), "git@") {
		t.Errorf("is called %q", s.Name())
	}
	if said, err := os.ReadFile(log); err != nil || !strings.Contains(string(said), "-p 2222 git@git.example.jp") {
		t.Errorf("ssh was called: %s, %v", said, err)
	}
}
