//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/sigmatest"
)

// BenchmarkWatch measures how many records a second of processor time are read, parsed, put in order and shown to all detectors, beside
// the bare splitting of the same bytes into lines and the tokenising of the same JSON; then with 3,000 Sigma rules; and how long a run
// takes that goes on with what was learnt and finds nothing new. Limits: docs/performance.md.
//
//	go test ./internal/cli -run '^$' -bench Watch -benchtime 3x
func BenchmarkWatch(b *testing.B) {
	dir, staff := filepath.Join(b.TempDir(), "month"), filepath.Join(b.TempDir(), "staff")
	for dir, o := range map[string]demo.LogOptions{dir: {Seed: 4, Employees: 1000, Customers: 100_000, Days: 3}, staff: {Seed: 4, Employees: 1000, Customers: 100, Days: 30}} {
		if err := demo.Logs(b.Context(), dir, dir+".home.key", "", o); err != nil {
			b.Fatal(err)
		}
	}
	rules := filepath.Join(b.TempDir(), "rules")
	if err := os.MkdirAll(rules, 0o700); err != nil {
		b.Fatal(err)
	}
	g := sigmatest.New(1)
	for name, one := range map[string]func() string{"web.yml": g.Web, "cloud.yml": g.Cloud} {
		if err := os.WriteFile(filepath.Join(rules, name), []byte(sigmatest.Many(1500, one)), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for _, log := range []struct {
		dir, name string
		peer      func([]byte) int
	}{{dir, "shop-access.log", split}, {staff, "cloudtrail.json", tokens}} {
		path := filepath.Join(log.dir, log.name)
		text, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		lines := split(text)
		rate := func(b *testing.B, f func()) {
			before := used()
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(lines*b.N)/(used()-before).Seconds(), "records/cpu-s")
			b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(0, "ns/op")
		}
		b.Run(log.name+"/peer", func(b *testing.B) { rate(b, func() { log.peer(text) }) })
		b.Run(log.name+"/watch", func(b *testing.B) { rate(b, func() { watched(b, log.dir+".home", path) }) })
		b.Run(log.name+"/sigma3000", func(b *testing.B) { rate(b, func() { watched(b, log.dir+".home", path, "--rules", rules) }) })
	}
	b.Run("resume", func(b *testing.B) {
		home := dir + ".home"
		path := filepath.Join(dir, "shop-access.log")
		watched(b, home, path, "--keep")
		st, err := os.Stat(filepath.Join(home, "watch", "state"))
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			watched(b, home, path, "--keep")
		}
		b.ReportMetric(float64(st.Size()), "bytes-of-state")
	})
}

func watched(b *testing.B, home string, args ...string) {
	b.Helper()
	env := func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return home
		}
		return ""
	}
	var errs bytes.Buffer
	if status := cli.Run(b.Context(), env, cli.Streams{In: bytes.NewReader(nil), Out: io.Discard, Err: &errs}, append([]string{"watch", "-f", "json", "--no-notify"}, args...)); status != cli.StatusDone && status != cli.StatusPartly { // some of the generated rules cannot be used
		b.Fatal(status, errs.String())
	}
}

// split counts lines.
func split(text []byte) (n int) {
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		n++
	}
	return n
}

// tokens reads all tokens of JSON.
func tokens(text []byte) (n int) {
	for d := json.NewDecoder(bytes.NewReader(text)); ; n++ {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			panic(err)
		}
	}
}

// used is the processor time of the process so far.
func used() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
