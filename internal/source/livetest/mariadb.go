//go:build unix

package livetest

import (
	"context"
	"database/sql"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// MariaDB is a running MariaDB. Its superuser is "root".
type MariaDB struct {
	*Process
	Port     int
	Password string // of root; "" where root needs none
	dir      string
	program  string
	set      []string
}

// StartMariaDB starts a MariaDB with data of its own on a port of its own. Without a password root needs none; with one,
// root logs in by it (mysql_native_password). set are further options, --name=value.
func StartMariaDB(t testing.TB, password string, set ...string) *MariaDB {
	t.Helper()
	m := &MariaDB{Port: Port(t), dir: Dir(t), program: Program(t, "mariadb", "mariadbd", "mysqld"), set: set}
	install := Program(t, "mariadb", "mariadb-install-db", "mysql_install_db")
	empty := kept(t, install, func(dir string) *exec.Cmd {
		return as(t, exec.Command(install, "--no-defaults", "--datadir="+filepath.Join(dir, "data"), "--auth-root-authentication-method=normal", "--skip-test-db",
			"--skip-name-resolve", "--innodb-log-file-size=8M"), dir, "mysql", "nobody")
	})
	copyTree(t, empty, filepath.Join(m.dir, "data"))
	m.start(t)
	if password != "" {
		m.Exec(t, "", "ALTER USER root@localhost IDENTIFIED BY '"+password+"'", "CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '"+password+"'",
			"GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION",
			"DELETE FROM mysql.global_priv WHERE User = 'root' AND Host NOT IN ('localhost', '127.0.0.1')", "FLUSH PRIVILEGES")
		m.Password = password
	}
	return m
}

func (m *MariaDB) start(t testing.TB) {
	t.Helper()
	args := []string{"--no-defaults", "--datadir=" + filepath.Join(m.dir, "data"), "--socket=" + m.socket(), fmt.Sprintf("--port=%d", m.Port),
		"--bind-address=127.0.0.1", "--pid-file=" + filepath.Join(m.dir, "pid"), "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync",
		"--innodb-buffer-pool-size=64M", "--innodb-log-file-size=8M", "--skip-log-bin", "--skip-name-resolve", "--skip-innodb-doublewrite"}
	cmd := as(t, exec.Command(m.program, append(args, m.set...)...), m.dir, "mysql", "nobody")
	m.Process = Start(t, cmd, func() error {
		db, err := m.open("")
		if err != nil {
			return err
		}
		defer db.Close()
		return db.PingContext(context.Background())
	})
}

func (m *MariaDB) socket() string { return filepath.Join(m.dir, "s") }

// Restart ends the server, which cuts its connections, and starts it again.
func (m *MariaDB) Restart(t testing.TB) {
	t.Helper()
	m.once.Do(func() {
		_ = m.cmd.Process.Signal(syscall.SIGTERM)
		<-m.done
	})
	m.start(t)
}

// URL is a target: mysql://127.0.0.1:port/database.
func (m *MariaDB) URL(user, database string) string {
	if user != "" {
		user += "@"
	}
	return fmt.Sprintf("mysql://%s127.0.0.1:%d/%s", user, m.Port, database)
}

func (m *MariaDB) open(database string) (*sql.DB, error) {
	cfg := mysql.NewConfig()
	cfg.Net, cfg.Addr, cfg.User, cfg.Passwd, cfg.DBName, cfg.Logger = "unix", m.socket(), "root", m.Password, database, &mysql.NopLogger{}
	c, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// Connect connects as root; the connection is closed with the test.
func (m *MariaDB) Connect(t testing.TB, database string) *sql.DB {
	t.Helper()
	db, err := m.open(database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Exec runs statements as root.
func (m *MariaDB) Exec(t testing.TB, database string, statements ...string) {
	t.Helper()
	db, err := m.open(database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.ExecContext(context.Background(), s); err != nil {
			t.Fatalf("%.200s: %v", s, err)
		}
	}
}
