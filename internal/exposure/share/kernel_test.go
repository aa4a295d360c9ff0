//go:build linux

package share

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// TestMain lets the test be run as another account, which tells what it can read.
func TestMain(m *testing.M) {
	if paths := os.Getenv("SHARE_TEST_READ"); paths != "" {
		for path := range strings.Lines(paths) {
			f, err := os.Open(strings.TrimSpace(path))
			fmt.Println(err == nil)
			if err == nil {
				f.Close()
			}
		}
		return
	}
	os.Exit(m.Run())
}

// TestAsTheKernelDoes makes trees with random modes and lists and asks the system itself, as each of many accounts, whether
// each file can be opened.
func TestAsTheKernelDoes(t *testing.T) {
	if os.Getuid() != 0 {
		livetest.Missing(t, "acl", "other accounts can be had by root only")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tool := filepath.Join(livetest.Dir(t), "share.test") // the folder of go test is root's own
	text, err := os.ReadFile(exe)
	if err == nil {
		err = os.WriteFile(tool, text, 0o755) //nolint:gosec // others run it
	}
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(7, 9))
	root := livetest.Dir(t)
	var files []string
	perms := func() string { return [...]string{"---", "r--", "r-x", "--x", "rwx", "-w-"}[rnd.IntN(6)] }
	make1 := func(path string) {
		uid, gid := []int{0, 2001, 2002, 2050}[rnd.IntN(4)], []int{0, 3000, 3001, 3003}[rnd.IntN(4)]
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, os.FileMode(rnd.IntN(0o1000))); err != nil {
			t.Fatal(err)
		}
		if rnd.IntN(2) == 0 {
			setfacl(t, "-m", fmt.Sprintf("u:%d:%s,g:%d:%s,g:%d:%s,m::%s", 2001+rnd.IntN(4), perms(), 3000+rnd.IntN(2), perms(), 3002+rnd.IntN(3), perms(), perms()), path)
		}
	}
	for d := range 12 {
		dir := filepath.Join(root, fmt.Sprint("d", d))
		if d%3 > 0 {
			dir = filepath.Join(root, fmt.Sprint("d", d/3*3), fmt.Sprint("d", d))
		}
		if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // the mode is what is tested
			t.Fatal(err)
		}
		for f := range 5 {
			path := filepath.Join(dir, fmt.Sprint("f", f))
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			make1(path)
			files = append(files, path)
		}
		make1(dir)
	}
	w := newWalker(t.Context(), some(), 50)
	judge(t, w, root, files) // so that all are known
	for i := range w.crowd.subjects {
		s := &w.crowd.subjects[i]
		if i > 6 && s.uid >= 0 && s.uid != 2050 && s.uid != nobody {
			continue // like the others
		}
		uid, gid, groups := uint32(60001), uint32(60001), []uint32{}
		if s.uid >= 0 {
			uid = uint32(s.uid)
		}
		if len(s.gids) > 0 {
			gid, groups = s.gids[0], s.gids[1:]
		}
		c := exec.Command(tool)
		c.Dir = "/"
		c.Env = []string{"SHARE_TEST_READ=" + strings.Join(files, "\n") + "\n"}
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid, Groups: groups}}
		out, err := c.CombinedOutput()
		if err != nil {
			livetest.Missing(t, "acl", "another account cannot be had: "+err.Error())
		}
		said := strings.Fields(string(out))
		if len(said) != len(files) {
			t.Fatalf("%d answers of %d", len(said), len(files))
		}
		for n, got := range judge(t, w, root, files) {
			if want := said[n] == "true"; got.has(i) != want {
				t.Errorf("subject %d (%+v), %s: %v, in truth %v", i, *s, strings.TrimPrefix(files[n], root), got.has(i), want)
			}
		}
	}
}

// judge is who reads each of the files.
func judge(t *testing.T, w *walker, root string, files []string) []*set {
	t.Helper()
	var out []*set
	for _, path := range files {
		var so *set
		rel, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		at := root
		for _, part := range strings.Split(rel, "/") {
			st, err := os.Lstat(at)
			if err != nil {
				t.Fatal(err)
			}
			so = w.through(so, w.look(at, st))
			at = filepath.Join(at, part)
		}
		st, err := os.Lstat(at)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, w.look(at, st).read.and(so))
	}
	return out
}
