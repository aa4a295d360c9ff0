//go:build unix

package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/storetest"
)

// TestPostgres runs the suite, and what is PostgreSQL's own, on a real server.
func TestPostgres(t *testing.T) {
	// Its texts would sort by a language, and it asks for a password.
	p := livetest.StartPostgres(t, "s3cret-of-the-store")
	p.Exec(t, "postgres", "CREATE ROLE keeper LOGIN PASSWORD 's3cret-of-the-store'", "CREATE DATABASE tsutsumi OWNER keeper TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'ja'")
	at := func(name string) storetest.Database {
		return storetest.Database{
			Open: func(t testing.TB, options ...store.Option) *store.Store {
				return open(t, name, append(options, store.Password(p.Password))...)
			},
			SQL: func(t testing.TB) *sql.DB {
				t.Helper()
				db, err := sql.Open("pgx", strings.Replace(name, "keeper@", "keeper:"+p.Password+"@", 1))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			},
		}
	}
	p.Exec(t, "tsutsumi", "CREATE SCHEMA old AUTHORIZATION keeper", "CREATE SCHEMA new AUTHORIZATION keeper")
	used := p.URL("keeper", "tsutsumi") + "?search_path=old"
	open(t, used, store.Password(p.Password)).Close()
	empty := func(t *testing.T) storetest.Database { // making its tables takes longer than most tests
		t.Helper()
		p.Exec(t, "tsutsumi", `DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'old' AND tablename NOT IN ('goose_db_version', 'tsutsumi_store') `+
			`LOOP EXECUTE 'TRUNCATE old.' || t; END LOOP; END $$`)
		return at(used)
	}
	t.Run("suite", func(t *testing.T) { storetest.Run(t, empty) })
	t.Run("refuses", func(t *testing.T) { refuses(t, p) })
	t.Run("made at once", func(t *testing.T) { madeAtOnce(t, at(p.URL("keeper", "tsutsumi")+"?search_path=new")) })
	t.Run("killed", func(t *testing.T) { killed(t, p) })
	t.Run("broken off", func(t *testing.T) { brokenOff(t, p, empty(t)) })
}

// refuses: each has its class, and what is told holds neither the password nor what the server said.
func refuses(t *testing.T, p *livetest.Postgres) {
	p.Exec(t, "postgres", "CREATE DATABASE foreign_one OWNER keeper", "CREATE DATABASE newer OWNER keeper", "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'", "CREATE ROLE reader LOGIN PASSWORD 's3cret-of-the-store'")
	p.Exec(t, "foreign_one", "CREATE TABLE units (secret_thing TEXT)")
	newer := open(t, p.URL("keeper", "newer"), store.Password(p.Password))
	if _, err := newer.DB().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
		t.Fatal(err)
	}
	closed := fmt.Sprintf("postgres://keeper@127.0.0.1:%d/tsutsumi", livetest.Port(t))
	for name, tt := range map[string]struct {
		url, password, text string
		class               fault.Class
	}{
		"no server":         {closed, p.Password, "no connection", fault.Unavailable},
		"no database":       {p.URL("keeper", "nowhere"), p.Password, "no such database", fault.Usage},
		"wrong password":    {p.URL("keeper", "tsutsumi"), "wr0ng-of-the-store", "password is wrong", fault.Usage},
		"another program's": {p.URL("keeper", "foreign_one"), p.Password, "another program's", fault.Usage},
		"newer":             {p.URL("keeper", "newer"), p.Password, "newer version", fault.Usage},
		"not UTF-8":         {p.URL("postgres", "latin"), p.Password, "not in UTF-8", fault.Usage},
		"no rights":         {p.URL("reader", "tsutsumi"), p.Password, "no right", fault.Usage},
		"password in it":    {fmt.Sprintf("postgres://keeper:wr0ng-of-the-store@127.0.0.1:%d/tsutsumi", p.Port), "", "PGPASSWORD", fault.Usage},
		"parameter":         {p.URL("keeper", "tsutsumi") + "?options=-c%20x", p.Password, "not known", fault.Usage},
		"TLS":               {p.URL("keeper", "tsutsumi") + "?sslmode=require", p.Password, "TLS", fault.Usage},
	} {
		_, err := store.Open(t.Context(), tt.url, store.Password(tt.password))
		if err == nil || fault.Of(err) != tt.class || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: %v (%v), want %v with %q", name, err, fault.Of(err), tt.class, tt.text)
		} else if strings.Contains(err.Error(), "of-the-store") {
			t.Errorf("%s: the error tells a password: %v", name, err)
		}
	}
	if _, err := newer.DB().ExecContext(t.Context(), "INSERT INTO runs (id, engine, key_id, started) VALUES ($1, 'e', 'k', 'no-number')", "SECRET-ROW"); err == nil || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "no-number") {
		t.Error("an error that tells of a row:", err)
	}
}

// madeAtOnce: of several that open a new database at once, all find its tables made.
func madeAtOnce(t *testing.T, db storetest.Database) {
	var got [6]*store.Store
	done := make(chan struct{})
	for i := range got {
		go func() {
			got[i] = db.Open(t)
			done <- struct{}{}
		}()
	}
	for range got {
		<-done
	}
	for _, s := range got {
		if s == nil {
			t.Fatal("not opened")
		}
		if _, err := s.Runs(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// killed: whatever a process that was killed said was recorded is there, groups are whole, and nobody waits for the dead.
func killed(t *testing.T, p *livetest.Postgres) {
	p.Exec(t, "postgres", "CREATE DATABASE killed OWNER keeper")
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 4 {
		c := exec.CommandContext(t.Context(), os.Args[0])
		c.Env = append(os.Environ(), "STORE_TEST_CHILD="+p.URL("keeper", "killed"), "PGPASSWORD="+p.Password)
		c.Stderr = os.Stderr
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		said := 0
		lines := bufio.NewScanner(out)
		if lines.Scan() {
			time.AfterFunc(time.Duration(rnd.IntN(40))*time.Millisecond, func() { _ = c.Process.Kill() })
		}
		for more := true; more; more = lines.Scan() {
			if _, err := fmt.Sscan(lines.Text(), &said); err != nil {
				break
			}
		}
		_ = c.Wait()
		s := open(t, p.URL("keeper", "killed"), store.Password(p.Password))
		known, err := s.Known(t.Context(), "dir")
		if err != nil || said == 0 || len(known) < said || len(known)%group != 0 {
			t.Fatalf("%d units are there, %d were said to be recorded: %v", len(known), said, err)
		}
		s.Close()
	}
}

// brokenOff: a server that is restarted is found again; what was in hand is undone and said to be.
func brokenOff(t *testing.T, p *livetest.Postgres, db storetest.Database) {
	s := db.Open(t)
	if err := s.Record(t.Context(), "r", []inventory.Unit{storetest.Unit("dir", "a")}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	tx, err := s.DB().BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM units"); err != nil {
		t.Fatal(err)
	}
	p.Restart(t)
	if err := tx.Commit(); err == nil {
		t.Error("committed on a server that is gone")
	}
	cancel()
	if known, err := s.Known(t.Context(), "dir"); err != nil || len(known) != 1 {
		t.Error(known, err)
	}
	if err := s.Record(t.Context(), "r", []inventory.Unit{storetest.Unit("dir", "b")}); err != nil {
		t.Error("recording after a restart:", err)
	}
}
