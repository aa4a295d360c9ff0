//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// lines are the lines of an invented table, a header first.
var lines = sync.OnceValue(func() [][]byte {
	var b bytes.Buffer
	if err := synth.WriteJapaneseCSV(&b, 120_000, 1, "utf-8"); err != nil {
		panic(err)
	}
	return bytes.SplitAfter(b.Bytes(), []byte("\n"))
})

// table writes an invented table of so many rows, others for each n.
func table(t *testing.T, path string, rows, n int) string {
	t.Helper()
	all := lines()
	return put(t, path, slices.Concat(all[0], bytes.Join(all[1+n*rows:][:rows], nil)))
}

// TestChangesWhileRead holds the program in the middle of a file by not reading what it writes, changes the file, and lets
// it go on: the file is told as changed, and read again by the next run, and only by that one.
func TestChangesWhileRead(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"appended": func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err == nil {
				_, err = f.WriteString("one more line\n")
				f.Close()
			}
			return err
		},
		"replaced": func(path string) error {
			b, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path+".new", b, 0o600)
			}
			if err == nil {
				err = os.Rename(path+".new", path)
			}
			return err
		},
		"cut short": func(path string) error { return os.Truncate(path, 1<<20) },
		"removed":   os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			home := filepath.Join(dir, "home")
			path := table(t, filepath.Join(dir, "data", "a.csv"), 20_000, 0)
			put(t, filepath.Join(dir, "data", "z.csv"), []byte(list))
			c := child(t, home, "scan", "--format", "json", "--jobs", "1", filepath.Join(dir, "data"))
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			c.Stdout = w
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			w.Close()
			in := bufio.NewReader(r)
			first, err := in.ReadString('\n')
			if err == nil {
				var second string
				second, err = in.ReadString('\n') // a finding: the file is open
				first += second
			}
			if err == nil {
				err = change(path)
			}
			if err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			_ = c.Wait()
			if s := c.ProcessState.ExitCode(); s != 4 {
				t.Errorf("status %d, want 4", s)
			}
			got := read(t, first+string(rest))
			changed := got.parts["a.csv (error)"]
			if changed.Class != "changed" || !strings.Contains(changed.Error, "changed while it was read") {
				t.Errorf("the file is not told as changed: %+v", changed)
			}
			again, _ := scanned(t, 0, home, filepath.Join(dir, "data"))
			if again.parts["a.csv"].Unchanged || !again.parts["z.csv"].Unchanged {
				t.Error("the next run does not read just the changed file")
			}
			if last, _ := scanned(t, 0, home, filepath.Join(dir, "data")); name != "removed" && !last.parts["a.csv"].Unchanged {
				t.Error("the file is read again although it is as it was")
			}
		})
	}
}

// TestFullDisk records to a disk too small: a clear error, nothing corrupt, and the next run goes on where there is room.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	for i := range 40 {
		table(t, filepath.Join(data, fmt.Sprintf("%02d.csv", i)), 1500, i)
	}
	disk := filepath.Join(dir, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk).Run(); err != nil {
		missing(t, "mount", "a small file system cannot be mounted")
	}
	defer exec.Command("umount", "-l", disk).Run()
	home := filepath.Join(disk, "home")
	// The key stands outside.
	env := "TSUTSUMI_CONFIG_HOME=" + filepath.Join(dir, "config")
	c := child(t, home, "scan", "--format", "json", data)
	c.Env = append(c.Env, env)
	r := run(t, c)
	if r.status != 1 || !strings.Contains(r.err, "disk is full") {
		t.Errorf("status %d, want 1: %s", r.status, r.err)
	}
	if err := exec.Command("mount", "-o", "remount,size=200m", disk).Run(); err != nil {
		t.Fatal(err)
	}
	c = child(t, home, "scan", "--format", "json", data)
	c.Env = append(c.Env, env)
	if r = run(t, c); r.status != 0 {
		t.Fatalf("with room: status %d: %s", r.status, r.err)
	}
	c = child(t, filepath.Join(dir, "elsewhere"), "scan", "--format", "json", data)
	c.Env = append(c.Env, env)
	alone := run(t, c)
	if diff := cmp.Diff(results(t, alone.out), results(t, r.out)); diff != "" {
		t.Errorf("after a full disk the scan tells something else (-never full +full before):\n%s", diff)
	}
}

// TestFileTooLarge is a full disk as far as one file goes: the system's limit on its size.
func TestFileTooLarge(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	for i := range 20 {
		table(t, filepath.Join(data, fmt.Sprintf("%02d.csv", i)), 1500, i)
	}
	home := filepath.Join(dir, "home")
	c := child(t, home, "scan", "--format", "json", data)
	c.Args = append([]string{"sh", "-c", `ulimit -f 400; exec "$@"`, "sh", c.Path}, c.Args[1:]...)
	c.Path = "/bin/sh"
	r := run(t, c)
	if r.status != 1 || !strings.Contains(r.err, "tsutsumi.db") {
		t.Errorf("status %d, want 1: %.300s", r.status, r.err)
	}
	if r = run(t, child(t, home, "scan", "--format", "json", data)); r.status != 0 {
		t.Errorf("with room: status %d: %s", r.status, r.err)
	}
}

// TestHomes: what may be wrong with the home or the key, and what is said of it.
func TestHomes(t *testing.T) {
	data := t.TempDir()
	put(t, filepath.Join(data, "z.csv"), []byte(list))
	key := "tsutsumi-key-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
	for _, c := range []struct {
		name   string
		make   func(t *testing.T, home string)
		status int
		says   []string
	}{
		{"spaces and kanji", func(*testing.T, string) {}, 0, nil},
		{"a damaged inventory", func(t *testing.T, home string) {
			if r := run(t, child(t, home, "scan", data)); r.status != 0 {
				t.Fatal(r.err)
			}
			db := filepath.Join(home, "tsutsumi.db")
			b, err := os.ReadFile(db)
			if err != nil {
				t.Fatal(err)
			}
			for i := 200; i < len(b); i++ {
				b[i] ^= 0x5a
			}
			put(t, db, b)
		}, 2, []string{"tsutsumi.db", "damaged"}},
		{"no inventory at all", func(t *testing.T, home string) {
			put(t, filepath.Join(home, "tsutsumi.db"), []byte(strings.Repeat("my diary\n", 100)))
		}, 2, []string{"tsutsumi.db", "not an inventory"}},
		{"a short file", func(t *testing.T, home string) {
			put(t, filepath.Join(home, "tsutsumi.db"), []byte("x"))
		}, 2, []string{"tsutsumi.db", "not an inventory"}},
		{"a file for a home", func(t *testing.T, home string) { put(t, home, nil) }, 2, []string{"not a directory"}},
		{"a folder for an inventory", func(t *testing.T, home string) {
			if err := os.MkdirAll(filepath.Join(home, "tsutsumi.db"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, 2, []string{"tsutsumi.db"}},
		{"a good key", func(t *testing.T, home string) { put(t, home+".key/key", []byte(key)) }, 0, nil},
		{"a short key", func(t *testing.T, home string) { put(t, home+".key/key", []byte("tsutsumi-key-1 AAECAwQ=\n")) }, 2, []string{"read key", "damaged"}},
		{"an empty key", func(t *testing.T, home string) { put(t, home+".key/key", nil) }, 2, []string{"read key", "not a key file"}},
		{"an endless key", func(t *testing.T, home string) {
			put(t, home+".key/key", nil)
			os.Remove(home + ".key/key")
			if err := os.Symlink("/dev/zero", home+".key/key"); err != nil {
				t.Fatal(err)
			}
		}, 2, []string{"read key"}},
		{"a folder for a key", func(t *testing.T, home string) { put(t, home+".key/key/x", nil) }, 2, []string{"read key"}},
		{"a key open to others", func(t *testing.T, home string) {
			put(t, home+".key/key", []byte(key))
			if err := os.Chmod(home+".key/key", 0o644); err != nil {
				t.Fatal(err)
			}
		}, 2, []string{"read key", "others", "chmod 600"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "私の 家", "home")
			c.make(t, home)
			r := run(t, child(t, home, "scan", data))
			if r.status != c.status {
				t.Errorf("status %d, want %d: %s", r.status, c.status, r.err)
			}
			for _, s := range c.says {
				if !strings.Contains(r.err, s) {
					t.Errorf("%q is not said in: %s", s, r.err)
				}
			}
			if c.status == 0 && !strings.HasPrefix(r.out, "2 people") {
				t.Errorf("not two people: %.100s", r.out)
			}
		})
	}
}

// TestReadOnlyHome: a home that cannot be written is a usage error, and nothing is needed of it without an inventory.
func TestReadOnlyHome(t *testing.T) {
	dir := t.TempDir()
	data := put(t, filepath.Join(dir, "data", "z.csv"), []byte(list))
	// /proc takes no files, not even root's.
	const home = "/proc/self/home"
	c := child(t, home, "scan", data)
	c.Env = append(c.Env, "TSUTSUMI_CONFIG_HOME="+filepath.Join(dir, "config"))
	if r := run(t, c); r.status != 2 || !strings.Contains(r.err, "make home") {
		t.Errorf("status %d, want 2: %s", r.status, r.err)
	}
	c = child(t, home, "scan", "--no-inventory", data)
	c.Env = append(c.Env, "TSUTSUMI_CONFIG_HOME="+filepath.Join(dir, "config"))
	if r := run(t, c); r.status != 0 {
		t.Errorf("without an inventory: status %d: %s", r.status, r.err)
	}
}

// TestAnotherKey: under another key everything is read anew, and a baseline of the first is refused.
func TestAnotherKey(t *testing.T) {
	dir := t.TempDir()
	home, data := filepath.Join(dir, "home"), filepath.Join(dir, "data")
	put(t, filepath.Join(data, "z.csv"), []byte(list))
	base := filepath.Join(dir, "base")
	if r := run(t, child(t, home, "scan", "--baseline", base, "--update-baseline", data)); r.status != 0 {
		t.Fatal(r.err)
	}
	if got, _ := scanned(t, 0, home, data); !got.parts["z.csv"].Unchanged {
		t.Error("read again under the same key")
	}
	put(t, home+".key/key", []byte("tsutsumi-key-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"))
	if r := run(t, child(t, home, "scan", "--baseline", base, data)); r.status != 2 {
		t.Errorf("a baseline of another key: status %d, want 2: %s", r.status, r.err)
	}
	if got, _ := scanned(t, 0, home, data); got.parts["z.csv"].Unchanged || *got.sum.People != 2 {
		t.Error("what was judged under another key is told again")
	}
}

// TestTwoAtOnce: two scans share a home, begun at the same moment.
func TestTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	home, data := filepath.Join(dir, "home"), filepath.Join(dir, "data")
	for i := range 20 {
		table(t, filepath.Join(data, fmt.Sprintf("%02d.csv", i)), 500, i)
	}
	var wg sync.WaitGroup
	outs := make([]string, 3)
	for i := range outs {
		c := child(t, home, "scan", "--format", "json", data)
		wg.Go(func() {
			out, err := c.Output()
			if err != nil {
				t.Errorf("one of several: %v: %s", err, err.(*exec.ExitError).Stderr)
			}
			outs[i] = string(out)
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	for i, out := range outs[1:] {
		if diff := cmp.Diff(results(t, outs[0]), results(t, out)); diff != "" {
			t.Errorf("scans 0 and %d differ:\n%s", i+1, diff)
		}
	}
	if got, _ := scanned(t, 0, home, data); got.sum.Unchanged != 20 {
		t.Errorf("%d unchanged, want 20", got.sum.Unchanged)
	}
}

// TestAskedToStop: SIGTERM and SIGINT end a scan soon, what is done stays, and the next run goes on.
func TestAskedToStop(t *testing.T) {
	const files = 60
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	for i := range files {
		table(t, filepath.Join(data, fmt.Sprintf("%02d.csv", i)), 2000, i)
	}
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		home := filepath.Join(dir, s.String())
		c := child(t, home, "scan", "--format", "json", data)
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		c.Stdout = w
		var errs bytes.Buffer
		c.Stderr = &errs
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		w.Close()
		in := bufio.NewReader(r)
		for units := 0; err == nil; {
			var line string
			if line, err = in.ReadString('\n'); strings.HasPrefix(line, `{"unit"`) {
				if units++; units == files/3 {
					time.Sleep(500 * time.Millisecond) // longer than what is done waits to be recorded
					_ = c.Process.Signal(s)
				}
			}
		}
		start := time.Now()
		_ = c.Wait()
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%v: it went on for %v", s, took)
		}
		if c.ProcessState.ExitCode() != 1 || !strings.Contains(errs.String(), "the next run goes on from here") {
			t.Errorf("%v: %v: %s", s, c.ProcessState, errs.String())
			continue
		}
		got, _ := scanned(t, 0, home, data)
		if got.sum.Unchanged < files/3 || got.sum.Unchanged == files || got.sum.Units != files {
			t.Errorf("%v: %d of %d units were done before", s, got.sum.Unchanged, got.sum.Units)
		}
	}
}

// TestStreamsThatAreClosed: nobody reads what the program writes, or writes what it reads.
func TestStreamsThatAreClosed(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	table(t, filepath.Join(data, "a.csv"), 20_000, 0)
	for _, c := range []struct {
		shell string
		says  string
	}{
		{`"$0" scan --format json --no-inventory "$1" | head -n 1`, `{"config":`},
		{`"$0" scan --no-inventory "$1" | head -n 1`, "people"},
		{`"$0" kinds | head -n 1`, ""},
		{`"$0" scan --no-inventory "$1" >&-; echo status $?`, "status "},
		{`"$0" scan --no-inventory "$1" 2>&- | head -n 1`, "people"},
		{`"$0" scan --no-inventory - <&-; echo status $?`, "status "},
		{`"$0" scan --no-inventory "$1" >/dev/full; echo status $?`, "status 1"},
	} {
		sh := exec.CommandContext(t.Context(), "sh", "-c", c.shell, tool(t), data)
		sh.Env = append(os.Environ(), "TSUTSUMI_HOME="+filepath.Join(dir, "home"), "LANG=C")
		if r := run(t, sh); !strings.Contains(r.out, c.says) || strings.Count(r.err, "\n") > 1 {
			t.Errorf("%s\nout: %.200s\nerr: %.500s", c.shell, r.out, r.err)
		} else {
			t.Logf("%s: %.50q %q", c.shell, r.out, r.err)
		}
	}
}
