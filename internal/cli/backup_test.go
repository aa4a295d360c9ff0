//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// kept is a home with something of everything in it, under a key that stands apart.
type kept struct {
	t    *testing.T
	dir  string
	env  map[string]string
	home string
}

func newKept(t *testing.T) *kept {
	t.Helper()
	k := &kept{t: t, dir: t.TempDir(), env: map[string]string{"LANG": "en_US.UTF-8"}}
	k.env["TSUTSUMI_KEY_FILE"] = keyFile(t, filepath.Join(k.dir, "a", "b"))
	estate := filepath.Join(k.dir, "estate")
	if _, err := demo.Run(t.Context(), estate, demo.Options{People: 200}); err != nil {
		t.Fatal(err)
	}
	k.home = filepath.Join(k.dir, "home")
	k.must("scan", estate)
	k.must("people", "snapshot", filepath.Join(estate, "04_通販"), "--as", "ec")
	k.must("case", "open", "a copy was lost", "--known", "2026-11-02 09:12", "--by", "sato")
	k.must("canary", "plant", "--store", "crm", "--copy", "B", "--number", "3", "--domain", "example.jp")
	return k
}

// run runs a command on the home, with more of the environment.
func (k *kept) run(args ...string) (string, string, int) {
	k.t.Helper()
	var out, errs bytes.Buffer
	status := cli.Run(k.t.Context(), func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return k.home
		}
		return k.env[name]
	}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, args)
	return out.String(), errs.String(), status
}

func (k *kept) must(args ...string) string {
	k.t.Helper()
	out, errs, status := k.run(args...)
	if status != cli.StatusDone {
		k.t.Fatalf("%v: status %d: %s%s", args, status, out, errs)
	}
	return out
}

// told is what commands say of the home.
func (k *kept) told() string {
	k.t.Helper()
	return changing.ReplaceAllString(k.must("inventory", "list", "--format", "json")+k.must("case", "show", "1", "--by", "sato")+k.must("people", "stats")+k.must("canary", "list"), "…")
}

// at is the same in another home.
func (k *kept) at(home string, args ...string) *kept {
	o := *k
	o.home, o.env = filepath.Join(k.dir, home), map[string]string{}
	for name, v := range k.env {
		o.env[name] = v
	}
	for i := 0; i+1 < len(args); i += 2 {
		o.env[args[i]] = args[i+1]
	}
	return &o
}

// TestBackup: from SQLite to SQLite, to PostgreSQL and back, what the commands say stays the same; what must not be restored is not.
func TestBackup(t *testing.T) {
	k := newKept(t)
	first := filepath.Join(k.dir, "first.backup")
	k.must("backup", first)
	if st, err := os.Stat(first); err != nil || st.Mode().Perm() != 0o600 {
		t.Fatal(st.Mode(), err)
	}
	want := k.told()

	pg := livetest.StartPostgres(t, "")
	remote := k.at("remote", "TSUTSUMI_STORE", pg.URL("postgres", "postgres"))
	remote.must("restore", first)
	if d := cmp.Diff(want, remote.told()); d != "" {
		t.Error("on PostgreSQL:", d)
	}
	if out := remote.must("verify"); !strings.Contains(out, "All is whole") {
		t.Error(out)
	}
	if _, errs, status := remote.run("restore", first); status != cli.StatusUsage || !strings.Contains(errs, "not empty") {
		t.Error("restored over what is there:", status, errs)
	}
	second := filepath.Join(k.dir, "second.backup")
	remote.must("backup", second)
	back := k.at("back")
	back.must("restore", second)
	if d := cmp.Diff(want, back.told()); d != "" {
		t.Error("and back:", d)
	}
	if out := back.must("verify"); !strings.Contains(out, "All is whole") {
		t.Error(out)
	}
	k.refusals(first)
}

// refusals: nothing is left of what is refused.
func (k *kept) refusals(path string) {
	k.t.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		k.t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(7, 8))
	bad := map[string][]byte{"empty": {}, "no backup": []byte(strings.Repeat("no backup at all\n", 100)), "without its end": whole[:len(whole)-1], "more behind it": append(bytes.Clone(whole), whole...)}
	for i := range 12 {
		bad[fmt.Sprint("cut ", i)] = whole[:rnd.IntN(len(whole))]
		flipped := bytes.Clone(whole)
		flipped[rnd.IntN(len(flipped))] ^= 1 << rnd.IntN(8)
		bad[fmt.Sprint("flipped ", i)] = flipped
	}
	file := filepath.Join(k.dir, "bad.backup")
	for name, b := range bad {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			k.t.Fatal(err)
		}
		o := k.at("refused")
		if out, errs, status := o.run("restore", file); status == cli.StatusDone {
			k.t.Errorf("%s: restored: %s%s", name, out, errs)
		}
		for _, left := range []string{o.home, o.home + ".restoring"} {
			if _, err := os.Stat(left); err == nil {
				k.t.Fatalf("%s: %s is left", name, filepath.Base(left))
			}
		}
	}
	other := filepath.Join(k.dir, "other-key")
	if err := os.WriteFile(other, []byte("tsutsumi-key-1 HR4fAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw=\n"), 0o600); err != nil {
		k.t.Fatal(err)
	}
	if _, errs, status := k.at("refused", "TSUTSUMI_KEY_FILE", other).run("restore", path); status != cli.StatusUsage || !strings.Contains(errs, "another key") {
		k.t.Error("under another key:", status, errs)
	}
	if _, errs, status := k.at("refused", "TSUTSUMI_KEY_FILE", "").run("restore", path); status != cli.StatusUsage || !strings.Contains(errs, "key is missing") {
		k.t.Error("without a key:", status, errs)
	}
}

// TestVerify says what is damaged, and what is whole beside it.
func TestVerify(t *testing.T) {
	k := newKept(t)
	if out := k.must("verify"); !strings.Contains(out, "All is whole") || !strings.Contains(out, "people index ec") {
		t.Error(out)
	}
	index := filepath.Join(k.home, "people", "ec.people")
	b, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(index, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, status := k.run("verify", "--format", "json")
	if status != cli.StatusError || !strings.Contains(out, `"what":"people","name":"ec","state":"damaged"`) || !strings.Contains(out, `"what":"database","name":"","state":"whole"`) || !strings.Contains(out, `"damaged":1`) {
		t.Error(status, out)
	}
	if err := os.Remove(filepath.Join(k.home+".key", "case-heads")); err != nil {
		t.Fatal(err)
	}
	if out, _, status := k.run("verify"); status != cli.StatusError || !strings.Contains(out, "case-heads") {
		t.Error(status, out)
	}
}

// TestBackupKilled kills a backup while a scan goes on, and restores, at moments anywhere: there is never half of one under its name.
func TestBackupKilled(t *testing.T) {
	k := newKept(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tool := filepath.Join(t.TempDir(), "tsutsumi")
	if err := os.Symlink(exe, tool); err != nil {
		t.Fatal(err)
	}
	start := func(home string, args ...string) *exec.Cmd {
		c := exec.Command(tool, args...)
		c.Env = append(os.Environ(), "TSUTSUMI_HOME="+home, "TSUTSUMI_KEY_FILE="+k.env["TSUTSUMI_KEY_FILE"])
		return c
	}
	rnd := rand.New(rand.NewPCG(9, 10))
	file := filepath.Join(k.dir, "killed.backup")
	began := time.Now()
	if out, err := start(k.home, "backup", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	long := time.Since(began)
	want, restored := k.told(), 0
	for i := range 5 {
		scan := start(k.home, "scan", "--full", filepath.Join(k.dir, "estate"))
		if err := scan.Start(); err != nil {
			t.Fatal(err)
		}
		c := start(k.home, "backup", file)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rnd.Int64N(int64(long))), func() { _ = c.Process.Kill() })
		_ = c.Wait()
		_ = scan.Process.Kill()
		_ = scan.Wait()
		o := k.at(fmt.Sprint("restored", i))
		r := start(o.home, "restore", file)
		if err := r.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rnd.Int64N(int64(long))), func() { _ = r.Process.Kill() })
		if r.Wait() != nil { // killed
			if _, err := os.Stat(o.home); err == nil {
				if d := cmp.Diff(want, o.told()); d != "" {
					t.Error("half a home:", d)
				}
				continue
			}
			o.must("restore", file)
		}
		restored++
		if d := cmp.Diff(want, o.told()); d != "" {
			t.Error(d)
		}
		o.must("verify")
	}
	if restored == 0 {
		t.Error("nothing was restored")
	}
}
