package web_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := livetest.Dir(t)
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func gz(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	w.Close()
	return b.String()
}

func zipped(name, s string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.Create(name)
	_, _ = f.Write([]byte(s))
	w.Close()
	return b.String()
}

const env = "# settings\nAPP_NAME=shop\nexport DB_PASSWORD=\"x\"\nAPI_KEY=y\nEMPTY_SECRET=\n"

// forgotten is a server on which everything was forgotten.
var forgotten = map[string]string{
	"index.html":        "<html><title>Shop</title></html>",
	".git/HEAD":         "ref: refs/heads/main\n",
	".git/config":       "[core]\n",
	".env":              env,
	".DS_Store":         "\x00\x00\x00\x01Bud1\x00\x00",
	"backup.zip":        zipped("members.csv", "id\n1\n"),
	"dump.sql":          "-- MySQL dump 10.19\nCREATE TABLE members (id int);\n",
	"db.sql.gz":         gz("INSERT INTO members VALUES (1);\n"),
	"wp-config.php.bak": "<?php\ndefine('DB_PASSWORD', 'x');\n",
	"id_rsa":            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
	"backup/a.csv":      "id,name\n1,x\n",
	"backup/b.txt":      "x",
	"uploads/p.png":     "\x89PNG",
}

func TestForgotten(t *testing.T) {
	url := livetest.Nginx(t, tree(t, forgotten), "location /backup/ { autoindex on; } location /uploads/ { autoindex on; } location = /nginx_status { stub_status; }")
	r := exposuretest.Look(t, web.Check{}, nil, url)
	got := exposuretest.IDs(t, r)
	slices.Sort(got)
	want := []string{
		"web-backup /backup.zip", "web-config-backup /wp-config.php.bak", "web-ds-store /.DS_Store", "web-dump /db.sql.gz", "web-dump /dump.sql",
		"web-env /.env", "web-git /.git/HEAD", "web-listing /uploads/", "web-listing-data /backup/", "web-secret-file /id_rsa", "web-server-status /nginx_status",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d, r.Looked)
	}
	for _, x := range r.Exposures {
		switch {
		case x.ID == "web-env" && (x.Args["settings"] != "4" || x.Args["secrets"] != "2"):
			t.Errorf("%v", x.Args)
		case x.ID == "web-listing-data" && (x.Args["entries"] != "2" || x.Args["data"] != "1"):
			t.Errorf("%v", x.Args)
		}
	}
	if got := exposuretest.Found(t, web.Check{}, url+"/uploads/"); len(got) != 1 || got[0] != "web-listing /uploads/" {
		t.Errorf("below a folder: %v", got)
	}
}

// TestClosed: the same server, as it should be.
func TestClosed(t *testing.T) {
	url := livetest.Nginx(t, tree(t, forgotten), `location ~ /\. { deny all; } location ~* \.(sql|gz|zip|bak|csv)$ { deny all; } location = /id_rsa { return 404; }`)
	if got := exposuretest.Found(t, web.Check{}, url); got != nil {
		t.Errorf("found %v", got)
	}
}

// TestOnePage: a server that answers every name with its start page, or with one and the same thing of any kind, has nothing
// open.
func TestOnePage(t *testing.T) {
	spa := livetest.Nginx(t, tree(t, map[string]string{"index.html": "<!doctype html><title>Shop</title><div id=app></div>"}), "location / { try_files $uri /index.html; }")
	if got := exposuretest.Found(t, web.Check{}, spa); got != nil {
		t.Errorf("found %v", got)
	}
	for name, body := range map[string]string{
		"zip": forgotten["backup.zip"], "dump": forgotten["dump.sql"], "gzip": forgotten["db.sql.gz"], "env": env, "git": "ref: refs/heads/main\n",
		"key": forgotten["id_rsa"], "listing": "<title>Index of /</title><a href=\"../\">../</a><a href=\"dump.sql\">dump.sql</a>", "empty": "",
		"article":       "<title>How to read Index of / pages</title><a href=\"x\">x</a>",
		"words in html": "<html><body>CREATE TABLE members (id int); DB_PASSWORD=<b>x</b> phpinfo() PHP Version</body></html>",
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
			defer s.Close()
			got := exposuretest.Found(t, web.Check{}, s.URL)
			if name == "listing" { // its start page is a listing
				got = slices.DeleteFunc(got, func(s string) bool { return s == "web-listing-data /" })
			}
			if len(got) > 0 {
				t.Errorf("found %v", got)
			}
		})
	}
}

// TestPolite: what is asked is asked by name, with GET, without following anybody elsewhere.
func TestPolite(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another host was asked") }))
	defer elsewhere.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.HasPrefix(r.UserAgent(), "tsutsumi/") || r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("%s %s", r.Method, r.Header)
		}
		http.Redirect(w, r, strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1)+r.URL.Path, http.StatusFound)
	}))
	defer s.Close()
	if got := exposuretest.Found(t, web.Check{}, s.URL); got != nil {
		t.Errorf("found %v", got)
	}
}

// TestDry: nothing is touched, and what would be is told.
func TestDry(t *testing.T) {
	var n atomic.Int32
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ConnState = func(net.Conn, http.ConnState) { n.Add(1) }
	s.Start()
	defer s.Close()
	r := exposuretest.Look(t, web.Check{}, func(o *exposure.Options) { o.Dry = true }, s.URL)
	if n.Load() > 0 || len(r.Looked[0].Plans) < 40 || len(r.Looked[0].Errors) > 0 {
		t.Errorf("%d connections, %d plans, %v", n.Load(), len(r.Looked[0].Plans), r.Looked[0].Errors)
	}
	if p := r.Looked[0].Plans[0]; p.Act != "GET" || !strings.HasPrefix(p.Object, s.URL) {
		t.Errorf("%v", p)
	}
}

// TestSampled: whose data lies there is told from a sample, and the rest is not read.
func TestSampled(t *testing.T) {
	url := livetest.Nginx(t, tree(t, forgotten), "")
	var seen []string
	r := exposuretest.Look(t, web.Check{}, func(o *exposure.Options) { o.Look = exposuretest.Names(&seen, 12) }, url)
	slices.Sort(seen)
	if d := cmp.Diff([]string{"backup.zip", "db.sql.gz", "dump.sql"}, seen); d != "" {
		t.Error(d)
	}
	if x := r.Exposures[0]; x.Behind.People == nil || *x.Behind.People != 12 || !x.Behind.Sampled {
		t.Errorf("%+v", x.Behind)
	}
}

// TestLabelled: a folder that is called after somebody is so named nowhere.
func TestLabelled(t *testing.T) {
	url := livetest.Nginx(t, tree(t, map[string]string{"taro/a.csv": "x", "taro/dump.sql": forgotten["dump.sql"]}), "location / { autoindex on; }")
	r := exposuretest.Look(t, web.Check{}, func(o *exposure.Options) {
		o.Label = func(name string) string { return strings.ReplaceAll(name, "taro", "***") }
	}, url+"/taro/")
	got := exposuretest.IDs(t, r)
	slices.Sort(got)
	if d := cmp.Diff([]string{"web-dump /***/dump.sql", "web-listing-data /***/"}, got); d != "" {
		t.Error(d)
	}
}

func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, web.Check{}, "http://")
	exposuretest.Hostile(t, web.Check{}, "https://")
}

func FuzzAnswers(f *testing.F) {
	for _, s := range forgotten {
		f.Add([]byte(s))
	}
	f.Add([]byte("<title>Index of /</title><a href=\"%zz\">a</a><a href=../>b</a><a href='a/b'>c</a>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.URL.Path, "no-such-file") {
				_, _ = w.Write(body)
			}
		}))
		defer s.Close()
		r := exposuretest.Look(t, web.Check{}, nil, s.URL)
		if bytes.Contains(bytes.ToLower(body), []byte("<html")) && !bytes.Contains(body, []byte("phpinfo")) {
			for _, id := range exposuretest.IDs(t, r) {
				if strings.HasPrefix(id, "web-env") {
					t.Error(fmt.Sprint("a page is taken for ", id))
				}
			}
		}
	})
}
