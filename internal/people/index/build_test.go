package index

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// names are the files in a folder.
func names(t testing.TB, dir string) (out []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func TestRefusals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.people")
	inventIndex(t, path, 3, nil, 1, 0, false)
	for name, o := range map[string]Options{
		"same time":     {Store: "s", Key: "k", At: day0.AddDate(0, 0, 1)},
		"earlier":       {Store: "s", Key: "k", At: day0},
		"another store": {Store: "t", Key: "k", At: day0.AddDate(0, 0, 2)},
		"another key":   {Store: "s", Key: "l", At: day0.AddDate(0, 0, 2)},
	} {
		var err error
		if o.Former, err = Open(path); err != nil {
			t.Fatal(err)
		}
		if _, err := NewBuilder(o); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v, %v", name, err, fault.Of(err))
		}
	}
	b, err := NewBuilder(Options{Store: "s", Key: "k", At: day0})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, k := range pii.Kinds() {
		if _, err := b.Field("x", k); (err == nil) != k.Keeps() {
			t.Errorf("%s: %v", k, err)
		}
	}
	if _, err := b.Field("個人番号", pii.JapanIndividualNumber); fault.Of(err) != fault.Refused {
		t.Errorf("My Number: %v", err)
	}
	if b.Add(FP{1}, []New{{FP{2}, Identity}}) == nil || b.Add(FP{1}, []New{{FP{2}, 255}}) == nil {
		t.Error("facts of fields that are not there are taken")
	}
	for i := len(b.fields); i < MaxFields; i++ {
		if _, err := b.Field(fmt.Sprint(i), pii.EmailAddress); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Field("one more", pii.EmailAddress); fault.Of(err) != fault.Refused {
		t.Errorf("a field too many: %v", err)
	}
	if n, err := b.Field("254", pii.EmailAddress); err != nil || n != 255 {
		t.Errorf("a field again: %d, %v", n, err)
	}
}

// TestManyFields: the highest field is found again, and in the row's set.
func TestManyFields(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.people")
	b, err := NewBuilder(Options{Store: "s", Key: "k", At: day0})
	if err != nil {
		t.Fatal(err)
	}
	var facts []New
	var want FieldSet
	for i := range MaxFields {
		f, err := b.Field(fmt.Sprint(i), pii.EmailAddress)
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, New{invented(1, f), f})
		want.Add(f)
	}
	if err := b.Add(FP{1}, facts); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	x, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := x.Row(0)
	if err != nil || r.Fields != want {
		t.Errorf("row: %x, %v", r.Fields, err)
	}
	if got, err := x.Find(facts[254].FP, nil); err != nil || len(got) != 1 || got[0].Field != 255 {
		t.Errorf("find: %v, %v", got, err)
	}
}

// TestEmptyStore: a store without persons has an index, too.
func TestEmptyStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.people")
	for day := range 2 {
		var former *Index
		if day > 0 {
			var err error
			if former, err = Open(path); err != nil {
				t.Fatal(err)
			}
		}
		b, err := NewBuilder(Options{Store: "s", Key: "k", At: day0.AddDate(0, 0, day), Former: former})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Write(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	x, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if f, err := x.Find(FP{1}, nil); err != nil || len(f) > 0 || x.Verify(t.Context()) != nil {
		t.Errorf("find: %v, %v", f, err)
	}
}

// TestAbandoned: what is given up, fails for want of disk, or is cancelled leaves the former index and nothing else.
func TestAbandoned(t *testing.T) {
	full := func(string) (*os.File, error) { // by a name that may be removed
		name := filepath.Join(t.TempDir(), "full")
		if err := os.Symlink("/dev/full", name); err != nil {
			return nil, err
		}
		return os.OpenFile(name, os.O_RDWR, 0)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		o     Options
		check func(error) bool
	}{
		"cancelled":   {cancelled, Options{}, func(err error) bool { return errors.Is(err, context.Canceled) }},
		"no runs":     {t.Context(), Options{runs: full, Memory: 1}, diskFull},
		"no folder":   {t.Context(), Options{Dir: "/nowhere/at/all", Memory: 1}, func(err error) bool { return fault.Of(err) == fault.Unavailable }},
		"no room":     {t.Context(), Options{target: func(path string) (*target, error) { f, err := full(""); return &target{path, f}, err }}, diskFull},
		"never wrote": {nil, Options{}, func(err error) bool { return err == nil }},
	} {
		t.Run(name, func(t *testing.T) {
			if (c.o.runs != nil || c.o.target != nil) && runtime.GOOS != "linux" {
				t.Skip("no /dev/full")
			}
			dir := t.TempDir()
			path := filepath.Join(dir, "s.people")
			inventIndex(t, path, 100, nil, 0, 0, false)
			was, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			o := c.o
			o.Store, o.Key, o.At = "s", "k", day0.AddDate(0, 0, 1)
			if o.Dir == "" {
				o.Dir = dir
			}
			if o.Former, err = Open(path); err != nil {
				t.Fatal(err)
			}
			b, err := NewBuilder(o)
			if err != nil {
				t.Fatal(err)
			}
			for p := range uint64(20_000) {
				if err = b.Add(invented(p, 0), nil); err != nil {
					break
				}
			}
			if err == nil && c.ctx != nil {
				_, err = b.Write(c.ctx, path)
			}
			if !c.check(err) {
				t.Errorf("error: %v (%v)", err, fault.Of(err))
			}
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			if n := names(t, dir); len(n) != 1 {
				t.Errorf("left behind: %v", n)
			}
			now, err := os.ReadFile(path)
			if err != nil || string(now) != string(was) {
				t.Error("the former index is not as it was")
			}
		})
	}
}

func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) && fault.Of(err) == fault.Unavailable
}

// TestKilled: a process killed while it writes leaves the former index, and what it had written is cleared away by the next.
func TestKilled(t *testing.T) {
	const persons = 5_000
	if path := os.Getenv("INDEX_TEST_KILLED"); path != "" {
		x := must(Open(path))
		b := must(NewBuilder(Options{Store: "s", Key: "k", At: day0.AddDate(0, 0, 1), Former: x, target: func(path string) (*target, error) {
			t, err := newTarget(path)
			if err != nil {
				return nil, err
			}
			must(t.f.Write(header([16]byte{})))
			fmt.Println("half-way")
			time.Sleep(time.Hour)
			return t, nil
		}}))
		_, _ = b.Write(t.Context(), path)
		return
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "s.people")
	inventIndex(t, path, persons, nil, 0, 0, false)
	cmd := exec.Command(os.Args[0], "-test.run", "^TestKilled$")
	cmd.Env = append(os.Environ(), "INDEX_TEST_KILLED="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "half-way\n" {
		t.Fatalf("%q, %v", line, err)
	}
	if n := names(t, dir); len(n) != 2 {
		t.Errorf("half-way there are %v", n)
	}
	x := must(Open(path))
	if runtime.GOOS != "windows" { // a build beside one that lives lets its file be
		inventIndex(t, path, persons, x, 1, 0, false)
		if n := names(t, dir); len(n) != 2 {
			t.Errorf("beside a living build there are %v", n)
		}
		x = must(Open(path))
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if err := x.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	inventIndex(t, path, persons, x, 2, 0, false)
	if n := names(t, dir); len(n) != 1 {
		t.Errorf("not cleared away: %v", n)
	}
	x = must(Open(path))
	defer x.Close()
	if err := x.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
}
