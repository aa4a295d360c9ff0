//go:build unix

package builtin_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// events reads a log as watch would: by what it begins with. It fails on lines that are not understood.
func events(t *testing.T, path, parser string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o := event.Options{Now: time.Now().UnixMicro()}
	c, ok := sniff.Log(text[:min(len(text), sniff.Head)], builtin.All(), o)
	if !ok || c.Parser.Name() != parser {
		t.Fatalf("%s is not told to be %s: %+v", filepath.Base(path), parser, c)
	}
	cut, sh, r := c.Shape.Cutter(), shape.New(c.Shape, o), c.Parser.Reader(o)
	s := bufio.NewScanner(strings.NewReader(string(text)))
	s.Buffer(nil, shape.MaxPiece+4096)
	s.Split(cut.Split)
	var out []map[string]string
	var e event.Event
	var rec event.Record
	for s.Scan() {
		if !sh.Record(s.Bytes(), &rec) {
			continue
		}
		e.Reset()
		switch r.Read(&rec, &e) {
		case event.Access:
			out = append(out, eventtest.Say(&e))
		case event.Malformed:
			t.Errorf("%s: not understood: %s", parser, rec.Line)
		}
	}
	return out
}

// told fails unless some event has all of those.
func told(t *testing.T, parser string, all []map[string]string, want map[string]string) {
	t.Helper()
	for _, e := range all {
		good := true
		for k, v := range want {
			good = good && e[k] == v
		}
		if good {
			if at, err := time.Parse(time.RFC3339, e["time"]); err != nil || time.Since(at).Abs() > 24*time.Hour {
				t.Errorf("%s: a time of %s", parser, e["time"])
			}
			return
		}
	}
	t.Errorf("%s: none of %d events says %v", parser, len(all), want)
	for _, e := range all {
		t.Logf("%s %s %s %s %s", e["action"], e["outcome"], e["actor"], e["object"], e["text"])
	}
}

// eventually waits until a file has the text.
func eventually(t *testing.T, path, text string) {
	t.Helper()
	for range 600 {
		if b, err := os.ReadFile(path); err == nil && strings.Contains(string(b), text) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s does not come", text)
}

func TestLivePostgres(t *testing.T) {
	for _, prefix := range []string{"%m [%p] %q%u@%d ", "%t:%r:%u@%d:[%p]:", "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h "} {
		t.Run(prefix, func(t *testing.T) {
			p := livetest.StartPostgres(t, "right", "log_min_messages=warning", "log_destination='stderr,csvlog,jsonlog'", "logging_collector=on", "log_directory='log'", "log_filename='x.log'",
				"log_connections=on", "log_disconnections=on", "log_statement=all", "log_line_prefix='"+prefix+"'", "log_timezone='Asia/Tokyo'")
			p.Exec(t, "postgres", "CREATE TABLE customers (id int,\n name text)", "SELECT *\nFROM customers\nWHERE name = 'a, \"b\"'", "COPY customers TO '/dev/null'", "CREATE ROLE tanaka LOGIN PASSWORD 'x'", "GRANT SELECT ON customers TO tanaka")
			wrong := fmt.Sprintf("host=127.0.0.1 port=%d user=tanaka password=wrong dbname=postgres sslmode=disable", p.Port)
			if c, err := pgx.Connect(context.Background(), wrong); err == nil {
				c.Close(context.Background())
				t.Fatal("a wrong password is taken")
			}
			right := fmt.Sprintf("host=127.0.0.1 port=%d user=tanaka password=x dbname=postgres sslmode=disable", p.Port)
			c, err := pgx.Connect(context.Background(), right)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Exec(context.Background(), "SELECT name FROM customers LIMIT 5"); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Exec(context.Background(), "DELETE FROM customers"); err == nil {
				t.Fatal("tanaka may delete")
			}
			c.Close(context.Background())
			var data string
			if err := p.Connect(t, "postgres").QueryRow(context.Background(), "SHOW data_directory").Scan(&data); err != nil {
				t.Fatal(err)
			}
			log := filepath.Join(data, "log", "x")
			for ext, parser := range map[string]string{".log": "postgres", ".csv": "postgres-csv", ".json": "postgres-json"} {
				eventually(t, log+ext, "SHOW data_directory")
				all := events(t, log+ext, parser)
				told(t, parser, all, map[string]string{"action": "read", "object": "customers", "actor": "postgres", "store": "postgres", "outcome": "success"})
				told(t, parser, all, map[string]string{"action": "export", "object": "customers", "op": "COPY"})
				told(t, parser, all, map[string]string{"action": "admin", "target": "tanaka"})
				told(t, parser, all, map[string]string{"action": "grant", "target": "tanaka", "object": "customers"})
				told(t, parser, all, map[string]string{"action": "login", "outcome": "failure", "actor": "tanaka", "from": "127.0.0.1"})
				told(t, parser, all, map[string]string{"action": "login", "outcome": "success", "actor": "tanaka", "from": "127.0.0.1", "store": "postgres"})
				told(t, parser, all, map[string]string{"action": "read", "object": "customers", "actor": "tanaka", "from": "127.0.0.1"})
				told(t, parser, all, map[string]string{"outcome": "failure", "object": "customers", "actor": "tanaka"})
				told(t, parser, all, map[string]string{"action": "logout", "actor": "tanaka", "from": "127.0.0.1"})
			}
		})
	}
}

func TestLiveMariaDB(t *testing.T) {
	dir := livetest.Dir(t)
	if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // the server runs as another user
		t.Fatal(err)
	}
	audit, general := filepath.Join(dir, "audit.log"), filepath.Join(dir, "general.log")
	m := livetest.StartMariaDB(t, "right", "--plugin-load-add=server_audit", "--server-audit-logging=ON", "--server-audit-file-path="+audit, "--general-log=1", "--general-log-file="+general)
	m.Exec(t, "", "CREATE DATABASE shop", "CREATE TABLE shop.customers (id int, name text)", "SELECT * FROM shop.customers\nWHERE name = 'it''s, x'", "GRANT SELECT ON shop.* TO tanaka@'127.0.0.1' IDENTIFIED BY 'x'", "DELETE FROM shop.customers", "SELECT 'the end'")
	eventually(t, audit, "the end")
	eventually(t, general, "the end")
	for path, parser := range map[string]string{audit: "mariadb", general: "mysql-general"} {
		all := events(t, path, parser)
		told(t, parser, all, map[string]string{"action": "login", "outcome": "success", "actor": "root", "sort": "privileged"})
		told(t, parser, all, map[string]string{"action": "read", "object": "shop.customers", "actor": "root"})
		told(t, parser, all, map[string]string{"action": "grant", "target": "tanaka"})
		told(t, parser, all, map[string]string{"action": "delete", "object": "shop.customers"})
	}
}

func TestLiveNginx(t *testing.T) {
	root, logs := livetest.Dir(t), livetest.Dir(t)
	if err := os.WriteFile(filepath.Join(root, "a.csv"), []byte("x"), 0o644); err != nil { //nolint:gosec // another user reads it
		t.Fatal(err)
	}
	access, errors := filepath.Join(logs, "access.log"), filepath.Join(logs, "error.log")
	url := livetest.Nginx(t, root, "access_log "+access+" combined;\nerror_log "+errors+";\nlocation /secret { deny all; }")
	for _, path := range []string{"/a.csv?b=%22c", "/secret/x", "/missing"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", `a "quoted" agent`)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	eventually(t, access, "/missing")
	eventually(t, errors, "forbidden by rule")
	all := events(t, access, "access")
	told(t, "access", all, map[string]string{"action": "read", "object": "/a.csv", "status": "200", "size": "1", "from": "127.0.0.1", "client": `a \x22quoted\x22 agent`})
	told(t, "access", all, map[string]string{"outcome": "failure", "object": "/missing", "status": "404"})
	told(t, "weberror", events(t, errors, "weberror"), map[string]string{"outcome": "failure", "object": "/secret/x", "from": "127.0.0.1"})
}
