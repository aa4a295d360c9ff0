//go:build unix

package livetest

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres is a running PostgreSQL. Its superuser is "postgres".
type Postgres struct {
	*Process
	Port     int
	Password string // of the superuser; "" where everybody is trusted
	dir      string
	program  string
}

// StartPostgres starts a PostgreSQL with a cluster of its own on a port of its own. Without a password everybody is
// trusted; with one, everybody has to tell it (scram-sha-256). set are further settings, name=value.
func StartPostgres(t testing.TB, password string, set ...string) *Postgres {
	t.Helper()
	p := &Postgres{Port: Port(t), Password: password, dir: Dir(t), program: Program(t, "postgres", "postgres")}
	data := filepath.Join(p.dir, "data")
	copyTree(t, emptyCluster(t), data)
	method := "trust"
	if password != "" {
		method = "scram-sha-256"
	}
	conf := fmt.Sprintf("fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nlisten_addresses='127.0.0.1'\nport=%d\nunix_socket_directories='%s'\n"+
		"shared_buffers=32MB\nmax_connections=60\nautovacuum=off\nlog_min_messages=fatal\n", p.Port, p.dir)
	for _, s := range set {
		conf += s + "\n"
	}
	write(t, filepath.Join(data, "postgresql.auto.conf"), conf)
	write(t, filepath.Join(data, "pg_hba.conf"), fmt.Sprintf("local all all trust\nhost all all 127.0.0.1/32 %s\n", method))
	p.start(t)
	if password != "" {
		p.exec(t, p.dir, "postgres", "ALTER USER postgres PASSWORD '"+password+"'")
	}
	return p
}

func (p *Postgres) start(t testing.TB) {
	t.Helper()
	cmd := as(t, exec.Command(p.program, "-D", filepath.Join(p.dir, "data")), p.dir, "postgres", "nobody")
	cmd.Dir = p.dir
	p.Process = Start(t, cmd, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		c, err := pgx.Connect(ctx, p.keywords(p.dir, "postgres"))
		if err != nil {
			return err
		}
		return c.Close(ctx)
	})
}

// Restart ends the server, as its owner does who has no time (connections are cut), and starts it again.
func (p *Postgres) Restart(t testing.TB) {
	t.Helper()
	p.once.Do(func() {
		_ = p.cmd.Process.Signal(syscall.SIGINT)
		<-p.done
	})
	p.start(t)
}

// URL is a target: postgres://127.0.0.1:port/database.
func (p *Postgres) URL(user, database string) string {
	if user != "" {
		user += "@"
	}
	return fmt.Sprintf("postgres://%s127.0.0.1:%d/%s", user, p.Port, database)
}

func (p *Postgres) keywords(host, database string) string {
	s := fmt.Sprintf("host='%s' port=%d user=postgres dbname='%s' sslmode=disable", host, p.Port, database)
	if p.Password != "" {
		s += " password='" + p.Password + "'"
	}
	return s
}

// Connect connects as the superuser; the connection is closed with the test.
func (p *Postgres) Connect(t testing.TB, database string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), p.keywords("127.0.0.1", database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

// Exec runs statements in a database as the superuser.
func (p *Postgres) Exec(t testing.TB, database string, statements ...string) {
	t.Helper()
	p.exec(t, "127.0.0.1", database, statements...)
}

func (p *Postgres) exec(t testing.TB, host, database string, statements ...string) {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, p.keywords(host, database))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }()
	for _, s := range statements {
		if _, err := c.PgConn().Exec(ctx, s).ReadAll(); err != nil {
			t.Fatalf("%.200s: %v", s, err)
		}
	}
}

// emptyCluster is a folder with a cluster that nobody runs. Making one takes seconds, so it is kept for the next.
func emptyCluster(t testing.TB) string {
	t.Helper()
	initdb := Program(t, "postgres", "initdb")
	return kept(t, initdb, func(dir string) *exec.Cmd {
		return as(t, exec.Command(initdb, "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
			dir, "postgres", "nobody")
	})
}
