package share

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// some are accounts: three people in staff, two of them in hr, seventy in all.
func some() *crowd {
	passwd := "root:x:0:0::/:/bin/sh\ndaemon:x:1:1::/:/usr/sbin/nologin\nnobody:x:65534:65534::/:/\n"
	var all []string
	for i := range 70 {
		passwd += fmt.Sprintf("p%d:x:%d:%d::/:/bin/sh\n", i, 2000+i, 2000+i)
		all = append(all, fmt.Sprintf("p%d", i))
	}
	return newCrowd([]byte(passwd), []byte("root:x:0:\nstaff:x:3000:p1,p2,p3\nhr:x:3001:p1,p2\nall:x:3002:"+strings.Join(all, ",")+"\nempty:x:3003:\n"))
}

// folder is one that everybody can get to, with files of the given modes.
func folder(t *testing.T, modes map[string]os.FileMode) string {
	t.Helper()
	root := livetest.Dir(t)
	for path, mode := range modes {
		p := filepath.Join(root, path)
		if strings.HasSuffix(path, "/") {
			if err := os.MkdirAll(p, 0o755); err != nil { //nolint:gosec // the mode is what is tested
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil { //nolint:gosec // the mode is what is tested
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(p, mode); err != nil {
			t.Fatal(err)
		}
	}
	for path, mode := range modes {
		if strings.HasSuffix(path, "/") {
			if err := os.Chmod(filepath.Join(root, path), mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	return root
}

func setfacl(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command(livetest.Program(t, "acl", "setfacl"), args...).CombinedOutput(); err != nil {
		livetest.Missing(t, "acl", "setfacl: "+string(out))
	}
}

var check = Check{crowd: some}

func TestOpenToEveryone(t *testing.T) {
	root := folder(t, map[string]os.FileMode{
		"open/a.csv": 0o644, "open/deep/b.csv": 0o664, "open/odd\n\"\xff.csv": 0o644,
		"mixed/open.csv": 0o604, "mixed/closed.csv": 0o640, "mixed/": 0o755,
		"barred/inner/a.csv": 0o644, "barred/": 0o750,
		"closed/a.csv": 0o600,
	})
	if got, want := exposuretest.Found(t, check, root), []string{"share-open-to-everyone mixed", "share-open-to-everyone open"}; !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	r := exposuretest.Look(t, check, nil, "share://"+root)
	for _, x := range r.Exposures {
		var places []string
		for _, p := range x.Places {
			if p.Source == root {
				places = append(places, p.Place)
			}
		}
		switch x.Object {
		case "mixed":
			if !cmp.Equal([]string{"mixed/open.csv"}, places) || x.Args["files"] != "1" || x.Peek != nil || x.From != exposure.Inside {
				t.Errorf("%+v", x.Finding)
			}
		case "open":
			if !cmp.Equal([]string{"open"}, places) || x.Args["files"] != "3" || x.Peek == nil || !strings.Contains(x.State, "other::r--") {
				t.Errorf("%+v", x.Finding)
			}
		}
	}
	if err := os.Chmod(filepath.Join(root, "open"), 0o700); err != nil { //nolint:gosec // the mode is what is tested
		t.Fatal(err)
	}
	if got := exposuretest.Found(t, check, root); !cmp.Equal([]string{"share-open-to-everyone mixed"}, got) {
		t.Errorf("closed above: %v", got)
	}
	if err := os.Chmod(root, 0o700); err != nil { //nolint:gosec // the mode is what is tested
		t.Fatal(err)
	}
	if got := exposuretest.Found(t, check, root, "share://"+root); got != nil {
		t.Errorf("closed at the root: %v", got)
	}
}

func TestOpenToMany(t *testing.T) {
	root := folder(t, map[string]os.FileMode{"a/list.csv": 0o600, "b/list.csv": 0o600})
	setfacl(t, "-m", "g:3002:r", filepath.Join(root, "a/list.csv"))
	setfacl(t, "-m", "g:3001:r", filepath.Join(root, "b/list.csv"))
	r := exposuretest.Look(t, check, nil, root)
	if got := exposuretest.IDs(t, r); !cmp.Equal([]string{"share-open-to-many a"}, got) {
		t.Fatal(got)
	}
	if x := r.Exposures[0]; x.Args["accounts"] != "70" || !strings.Contains(x.State, "group:all:r--") {
		t.Errorf("%+v", x.Finding)
	}
	// The mask takes away what the entry gives; a folder that hr alone enters leaves two.
	setfacl(t, "-m", "m::-", filepath.Join(root, "a/list.csv"))
	if got := exposuretest.Found(t, check, root); got != nil {
		t.Errorf("masked: %v", got)
	}
	setfacl(t, "-m", "m::r", filepath.Join(root, "a/list.csv"))
	setfacl(t, "-m", "o::-,g::-,g:3001:x", filepath.Join(root, "a"))
	if got := exposuretest.Found(t, check, root); got != nil {
		t.Errorf("through hr's folder: %v", got)
	}
}

func TestManyFolders(t *testing.T) {
	modes := map[string]os.FileMode{}
	for i := range 300 {
		modes[fmt.Sprintf("d%d/open.csv", i)], modes[fmt.Sprintf("d%d/closed.csv", i)] = 0o644, 0o600
	}
	r := exposuretest.Look(t, check, nil, folder(t, modes))
	if len(r.Exposures) != 1 || r.Exposures[0].Args["files"] != "300" || r.Exposures[0].Object != "" || len(r.Exposures[0].Places) != 600 {
		t.Errorf("%d findings", len(r.Exposures))
	}
}

func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, Check{}) }

func TestTakes(t *testing.T) {
	root := t.TempDir()
	for text, want := range map[string]bool{root: true, "share://" + root: true, filepath.Join(root, "none"): false, "redis://host": false} {
		target, err := exposure.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := check.Takes(&target); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if check.Takes(&exposure.Target{Path: root, With: "ci"}) {
		t.Error("takes what is said to be something else")
	}
}

// TestSystem: the accounts of this system can be read.
func TestSystem(t *testing.T) {
	if c := system(t.Context()); len(c.users) == 0 || len(c.groups) == 0 {
		t.Errorf("%d accounts, %d groups", len(c.users), len(c.groups))
	}
}
