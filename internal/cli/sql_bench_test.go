//go:build unix

package cli_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// benchRows is how many customers the tables hold.
const benchRows = 300_000

// BenchmarkLiveTables measures how fast tables are scanned, all detection included, beside the raw export of the system's
// own client, in the same run and in turn; the limit is 70 % of the client's speed on two cores. Of each the best time
// counts. In a process of its own:
//
//	go test ./internal/cli -run '^$' -bench LiveTables -benchtime 5x
func BenchmarkLiveTables(b *testing.B) {
	b.Run("postgres", func(b *testing.B) {
		pg := livetest.StartPostgres(b, "", "shared_buffers=256MB")
		fillPostgres(b, pg, "postgres", "customers", benchRows, 1)
		pg.Exec(b, "postgres", "VACUUM ANALYZE")
		psql := livetest.Program(b, "postgres", "psql")
		compare(b, pg.URL("postgres", "postgres"), func() *exec.Cmd {
			return exec.Command(psql, "-h", "127.0.0.1", "-p", fmt.Sprint(pg.Port), "-U", "postgres", "-c", "COPY customers TO STDOUT")
		})
	})
	b.Run("mariadb", func(b *testing.B) {
		m := livetest.StartMariaDB(b, "", "--innodb-buffer-pool-size=256M")
		m.Exec(b, "", "CREATE DATABASE shop CHARACTER SET utf8mb4")
		fillMariaDB(b, m, "shop", "customers", benchRows, 1)
		dump := livetest.Program(b, "mariadb", "mysqldump", "mariadb-dump")
		compare(b, m.URL("root", "shop"), func() *exec.Cmd {
			return exec.Command(dump, "--no-defaults", "-h", "127.0.0.1", "-P", fmt.Sprint(m.Port), "-u", "root", "--single-transaction", "shop")
		})
	})
}

func compare(b *testing.B, target string, client func() *exec.Cmd) {
	b.Helper()
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	own := filepath.Join(b.TempDir(), "tsutsumi")
	if given := os.Getenv("TSUTSUMI_BIN"); given != "" {
		own = given
	} else if err := os.Symlink(exe, own); err != nil {
		b.Fatal(err)
	}
	scan := func() *exec.Cmd {
		c := exec.Command(own, "scan", "--no-inventory", "--jobs", "2", target)
		c.Env = append(os.Environ(), "TSUTSUMI_HOME="+filepath.Join(b.TempDir(), "home"), "HOME=")
		return c
	}
	measure := func(c *exec.Cmd) (wall, cpu time.Duration) {
		c.Stdout, c.Stderr = io.Discard, os.Stderr
		start := time.Now()
		if err := c.Run(); err != nil {
			b.Fatal(err)
		}
		return time.Since(start), c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	theirs, ours, cpu := time.Hour, time.Hour, time.Hour
	for b.Loop() {
		wall, _ := measure(client())
		theirs = min(theirs, wall)
		wall, used := measure(scan())
		ours, cpu = min(ours, wall), min(cpu, used)
	}
	b.ReportMetric(benchRows/theirs.Seconds(), "client-rows/s")
	b.ReportMetric(benchRows/ours.Seconds(), "rows/s")
	b.ReportMetric(cpu.Seconds(), "cpu-s")
	b.ReportMetric(100*theirs.Seconds()/ours.Seconds(), "%-of-client")
}
