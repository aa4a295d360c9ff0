//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// file writes a file by a function.
func file(t *testing.T, path string, do func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := do(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestADumpIsRecognised goes the whole way: indices of three stores at four times, a dump of one of them, what is said of it,
// and nothing of it left behind in clear.
func TestADumpIsRecognised(t *testing.T) {
	people := 2500
	if underRace {
		people = 700
	}
	w := world.New(world.Options{Seed: 8, People: people})
	dir, home, left := t.TempDir(), filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != want {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		said[fmt.Sprint(len(said), " ", args[:2])] = []byte(out + errs)
		return out
	}
	for s, store := range w.Stores {
		for i, at := range w.Snapshots() {
			csv := file(t, filepath.Join(dir, store.Name+".csv"), func(o io.Writer) error { return w.WriteSnapshot(o, s, i) })
			run(cli.StatusDone, "people", "snapshot", csv, "--as", store.Name, "--key", store.Columns[0].Name, "--as-of", at.Format("2006-01-02T15:04:05Z07:00"))
		}
	}
	at := w.Snapshots()[1].AddDate(0, 2, 11)
	var truth world.Truth
	dump := file(t, filepath.Join(dir, "offer.sql"), func(o io.Writer) (err error) {
		truth, err = w.WriteDump(o, world.Dump{Takes: []world.Take{{Store: world.Shop}}, At: at, Format: "mysqldump", Shuffle: true, Keep: 1 << 20})
		return err
	})
	claim := filepath.Join(dir, "claim.yaml")
	if err := os.WriteFile(claim, []byte("seller: shinobi99\nprice: {amount: 10, currency: BTC}\ncount: 20000000\nposted: 2024-02-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "html"} {
		for _, lang := range []string{"ja", "en"} {
			run(cli.StatusDone, "match", dump, "--format", format, "--claim", claim, "--lang", lang)
		}
	}
	var got struct{ Match leak.Match }
	if err := json.Unmarshal([]byte(run(cli.StatusDone, "match", dump, "--format", "json", "--remember")), &got); err != nil {
		t.Fatal(err)
	}
	m := &got.Match
	if m.Format != "mysqldump" || m.Genuine.Verdict != "genuine" || m.Ours.Verdict != "ours" || len(m.Origin) == 0 || m.Origin[0].Store != "shop" {
		t.Errorf("%s, %s, %s, %+v", m.Format, m.Genuine.Verdict, m.Ours.Verdict, m.Origin)
	} else if o := m.Origin[0]; o.After == nil || !o.After.Equal(w.Snapshots()[1]) || o.Before == nil || !o.Before.Equal(w.Snapshots()[2]) {
		t.Errorf("taken between %v and %v, in truth at %v", o.After, o.Before, at)
	}
	if p := m.People; p.Likely == nil || int(*p.Likely) != truth.Persons || p.Matched == nil || int(*p.Matched) != truth.Matched {
		t.Errorf("people %+v, in truth %d, of ours %d", p, truth.Persons, truth.Matched)
	}
	again := run(cli.StatusDone, "match", dump, "--format", "json")
	if !strings.Contains(again, `"recycled":[{`) {
		t.Error("a dump that was remembered is not recognised")
	}
	var kept struct {
		Persons map[string]struct{ Groups []breach.Group }
	}
	if err := json.Unmarshal([]byte(run(cli.StatusDone, "match", "export", "latest", "--for", "case")), &kept); err != nil {
		t.Fatal(err)
	}
	rows := map[uint32]bool{}
	for _, g := range kept.Persons["shop"].Groups {
		if len(g.Kinds) == 0 {
			t.Errorf("%d persons of whom the dump tells nothing", len(g.Rows))
		}
		for _, row := range g.Rows {
			if rows[row] {
				t.Fatal("a person stands in two groups")
			}
			rows[row] = true
		}
	}
	if len(rows) != truth.Matched {
		t.Errorf("export: %d persons, in truth %d", len(rows), truth.Matched)
	}
	run(cli.StatusDone, "match", "list")
	run(cli.StatusDone, "people", "stats")
	run(cli.StatusDone, "people", "verify")
	run(cli.StatusDone, "people", "export", "--store", "shop")
	var mail string
	for _, v := range truth.Values {
		if strings.Contains(v.Text, "@") {
			mail = v.Text
			break
		}
	}
	if out := run(cli.StatusDone, "people", "who", mail); !strings.Contains(out, "shop") {
		t.Errorf("who: %s", out)
	}
	run(cli.StatusDone, "people", "forget", mail)
	if out := run(cli.StatusDone, "people", "who", mail); !strings.Contains(out, "In none of 3 stores") {
		t.Errorf("forgotten, and yet: %s", out)
	}
	var planted []zerotest.Planted
	for _, v := range truth.Values {
		if v.Kind != pii.StreetAddress || strings.ContainsAny(v.Text, "0123456789０１２３４５６７８９") { // a prefecture alone is nobody's
			planted = append(planted, zerotest.Planted(v))
		}
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}

// TestAKilledSnapshotLeavesTheFormer kills the making of an index at random moments: what is there is always whole, the
// former index or the new one, and the next run gives what a run gives that was let alone.
func TestAKilledSnapshotLeavesTheFormer(t *testing.T) {
	people := 12_000
	if underRace {
		people = 3000
	}
	w := world.New(world.Options{Seed: 9, People: people})
	dir := t.TempDir()
	var csv [2]string
	for i := range csv {
		csv[i] = file(t, filepath.Join(dir, fmt.Sprintf("crm%d.csv", i)), func(o io.Writer) error { return w.WriteSnapshot(o, world.CRM, i) })
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tool := filepath.Join(dir, "tsutsumi")
	if err := os.Symlink(exe, tool); err != nil {
		t.Fatal(err)
	}
	command := func(home string, args ...string) *exec.Cmd {
		c := exec.Command(tool, args...)
		c.Env = append(os.Environ(), "TSUTSUMI_HOME="+home, "TSUTSUMI_KEY_FILE="+keyFile(t, home))
		return c
	}
	key := w.Stores[world.CRM].Columns[0].Name
	take := func(home string, i int) *exec.Cmd {
		return command(home, "people", "snapshot", csv[i], "--as", "crm", "--key", key, "--as-of", w.Snapshots()[i].Format("2006-01-02T15:04:05Z07:00"))
	}
	run := func(c *exec.Cmd) string {
		t.Helper()
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v: %s", c.Args, err, out)
		}
		return string(out)
	}
	alone, home := filepath.Join(t.TempDir(), "alone"), filepath.Join(t.TempDir(), "home")
	run(take(alone, 0))
	start := time.Now()
	run(take(alone, 1))
	usual := time.Since(start)
	run(take(home, 0))
	first := run(command(home, "people", "stats", "--format", "json"))
	want := run(command(alone, "people", "stats", "--format", "json"))
	rnd := rand.New(rand.NewPCG(3, 4))
	path := filepath.Join(home, "people", "crm.people")
	former, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	killed := 0
	for range 10 {
		c := take(home, 1)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rnd.Int64N(int64(usual))))
		_ = c.Process.Kill()
		if err := c.Wait(); err != nil && c.ProcessState.ExitCode() < 0 {
			killed++
		}
		run(command(home, "people", "verify"))
		got := run(command(home, "people", "stats", "--format", "json"))
		if got == want { // it was done before the kill came
			if err := os.WriteFile(path, former, 0o600); err != nil {
				t.Fatal(err)
			}
		} else if got != first {
			t.Fatalf("after a kill the index is neither the former nor the new one:\n%s", got)
		}
	}
	if killed == 0 {
		t.Error("no run was killed before its end")
	}
	run(take(home, 1))
	if got := run(command(home, "people", "stats", "--format", "json")); got != want {
		t.Errorf("after kills: %s\nlet alone: %s", got, want)
	}
	left, err := os.ReadDir(filepath.Join(home, "people"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if n := e.Name(); n != "crm.people" && n != "crm.lock" {
			t.Errorf("%s was left behind", n)
		}
	}
}
