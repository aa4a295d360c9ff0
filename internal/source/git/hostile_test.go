package git

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

// TestNothingRuns: a repository names programs wherever git would run one, and none is run.
func TestNothingRuns(t *testing.T) {
	g := newTree(t)
	g.write("a.txt", "a\n", ".gitattributes", "* filter=evil diff=evil merge=evil\n")
	g.commit("first")
	g.write("a.txt", "b\n")
	g.git("add", "a.txt")
	mark := filepath.Join(t.TempDir(), "ran")
	evil := filepath.Join(t.TempDir(), "evil")
	if err := os.WriteFile(evil, []byte("#!/bin/sh\necho \"$0 $*\" >> "+mark+"\ncat\n"), 0o700); err != nil { //nolint:gosec // to be run
		t.Fatal(err)
	}
	hooks := t.TempDir()
	for _, h := range []string{"post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-auto-gc", "post-checkout"} {
		if err := os.Symlink(evil, filepath.Join(hooks, h)); err != nil {
			t.Fatal(err)
		}
	}
	gone := g.git("rev-parse", "HEAD:a.txt")
	for k, v := range map[string]string{
		"core.fsmonitor": evil, "core.hooksPath": hooks, "core.sshCommand": evil, "core.pager": evil, "core.editor": evil, "core.askPass": evil,
		"core.alternateRefsCommand": evil, "core.gitProxy": evil, "diff.external": evil, "diff.evil.textconv": evil, "diff.evil.command": evil,
		"filter.evil.clean": evil, "filter.evil.smudge": evil, "filter.evil.process": evil, "gpg.program": evil, "log.showSignature": "true",
		"uploadpack.packObjectsHook": evil, "credential.helper": evil, "pager.log": evil, "pager.diff-tree": evil, "alias.log": "!" + evil, "alias.cat-file": "!" + evil,
		"core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true", "remote.origin.url": "ext::" + evil,
		"remote.origin.uploadpack": evil, "remote.origin.partialclonefilter": "blob:none", "protocol.ext.allow": "always", "protocol.allow": "always",
	} {
		g.git("config", k, v)
	}
	more := filepath.Join(t.TempDir(), "more")
	if err := os.WriteFile(more, []byte("[core]\n\tfsmonitor = "+evil+"\n[diff]\n\texternal = "+evil+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.git("config", "include.path", more)
	// The object that is missing would be fetched by ext::.
	if err := os.Remove(filepath.Join(g.dir, ".git", "objects", gone[:2], gone[2:])); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]func(*source.Options){
		"all": func(*source.Options) {}, "staged": func(o *source.Options) { o.Staged = true },
		"range": func(o *source.Options) { o.Range = "HEAD~0..HEAD" }, "since": func(o *source.Options) { o.Since = time.Unix(1, 0) },
	} {
		s := openTree(t, g.dir, o)
		units, _ := errs(t, s)
		for _, u := range units {
			if b, err := s.Open(t.Context(), u); err == nil {
				_, _ = io.Copy(io.Discard, b.R)
				b.Close()
			}
		}
		if ran, err := os.ReadFile(mark); err == nil {
			t.Fatalf("%s: the repository ran %s", name, ran)
		}
	}
}

// TestWhatIsNotThere: what lacks is told, and all else is read.
func TestWhatIsNotThere(t *testing.T) {
	g := newTree(t)
	noise := make([]byte, 100_000)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	g.write("a.txt", string(noise), "b.txt", "two\n", "sub/c.txt", "three\n", "sub/d.txt", "four\n")
	first := g.commit("first")
	g.write("b.txt", "two and more\n", "sub/c.txt", "three and more\n")
	second := g.commit("second")
	g.write("a.txt", "last\n")
	g.commit("third")
	object := func(rev string) string {
		id := g.git("rev-parse", rev)
		return filepath.Join(g.dir, ".git", "objects", id[:2], id[2:])
	}
	lost, broken := object(first+":b.txt"), object(first+":a.txt")
	if err := os.Remove(lost); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(broken, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(broken, 70_000); err != nil {
		t.Fatal(err)
	}
	read := func() (names []string, all []string) {
		s := openTree(t, g.dir)
		units, all := errs(t, s)
		for _, u := range units {
			b, err := s.Open(t.Context(), u)
			if err == nil {
				_, err = io.Copy(io.Discard, b.R)
				b.Close()
			}
			if err != nil {
				if fault.Of(err) == fault.Internal {
					t.Errorf("%s: no class: %v", u.Name, err)
				}
				all = append(all, u.Name+": "+err.Error())
				continue
			}
			names = append(names, strings.Split(u.Name, "@")[0])
		}
		return names, all
	}
	names, all := read()
	if d := cmp.Diff([]string{"a.txt", "b.txt", "sub/c.txt", "sub/c.txt", "sub/d.txt", messages}, names); d != "" {
		t.Error(d)
	}
	if len(all) != 2 || !strings.HasPrefix(all[0]+all[1], "b.txt@"+first) || !strings.Contains(all[0], "missing") || !strings.HasPrefix(all[1], "a.txt@"+first) || !strings.Contains(all[1], "from here on") {
		t.Errorf("errors: %q", all)
	}
	// Without a tree, the commit's changes cannot be told; those of the others can.
	if err := os.Remove(object(second + ":sub")); err != nil {
		t.Fatal(err)
	}
	names, all = read()
	if len(names) < 4 || !strings.Contains(strings.Join(all, "\n"), "trees of") {
		t.Errorf("read %q, errors %q", names, all)
	}
	// Without a commit, the history before it.
	if err := os.Remove(object(second)); err != nil {
		t.Fatal(err)
	}
	if _, all = read(); !strings.Contains(strings.Join(all, "\n"), "a commit is missing") {
		t.Errorf("errors %q", all)
	}
	if strings.Contains(strings.Join(all, "\n"), "main") {
		t.Errorf("an error names a ref: %q", all)
	}
}

func TestShallowAndPartialClones(t *testing.T) {
	g := newTree(t)
	for i := range 4 {
		g.write("a.txt", fmt.Sprint(i), fmt.Sprintf("%d.txt", i), "x"+fmt.Sprint(i))
		g.commit("c")
	}
	g.git("config", "uploadpack.allowFilter", "true")
	for name, c := range map[string]struct {
		args  []string
		units int
		text  string
	}{
		"shallow":  {[]string{"--depth=2"}, 7, "shallow clone"},
		"partial":  {[]string{"--filter=blob:none", "--no-checkout"}, 1, "8 contents are not on this machine"},
		"treeless": {[]string{"--filter=tree:0", "--no-checkout"}, 1, "are missing or broken"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "clone")
			g.git(append(append([]string{"clone", "-q"}, c.args...), "file://"+g.dir, dir)...)
			units, all := errs(t, openTree(t, dir))
			if len(units) != c.units || !strings.Contains(strings.Join(all, "\n"), c.text) {
				t.Errorf("%d units; %q", len(units), all)
			}
		})
	}
}

func TestOddThings(t *testing.T) {
	g := newTree(t)
	odd := "two\nlines-\xff \"quoted\"\t@.csv"
	g.write(odd, "odd\n", "lfs.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "empty", "", "日本.txt", "n\n")
	if err := os.Symlink("/etc/passwd", filepath.Join(g.dir, "link")); err != nil {
		t.Fatal(err)
	}
	g.write("module/.keep", "")
	g.git("add", "-A")
	g.git("rm", "-q", "--cached", "module/.keep")
	g.remove("module/.keep")
	g.git("update-index", "--add", "--cacheinfo", "160000,"+strings.Repeat("1", 40)+",module")
	c := g.commit("odd")
	blob := g.in([]byte("of a tag\n"), "hash-object", "-w", "--stdin")
	g.git("tag", "key", blob)
	g.git("tag", "annotated", "-m", "x")
	g.git("tag", "tree", g.git("rev-parse", "HEAD^{tree}"))
	s := openTree(t, g.dir)
	units, all := errs(t, s)
	if d := cmp.Diff([]string{"module@" + c + ": read: a submodule, which is a repository of its own"}, all); d != "" {
		t.Error(d)
	}
	got := map[string]string{}
	for _, u := range units {
		b, err := s.Open(t.Context(), u)
		if err != nil {
			if fault.Of(err) != fault.Skipped || !strings.HasPrefix(u.Name, "lfs.bin") {
				t.Errorf("%q: %v", u.Name, err)
			}
			continue
		}
		text, err := io.ReadAll(b.R)
		if err != nil {
			t.Error(err)
		}
		b.Close()
		got[u.Name] = string(text)
	}
	delete(got, messages)
	want := map[string]string{odd + "@" + c: "odd\n", "empty@" + c: "", "日本.txt@" + c: "n\n", "(ref)@" + blob: "of a tag\n"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestNamesAreUnique: commits that begin alike are told by their whole ids.
func TestNamesAreUnique(t *testing.T) {
	h := &history{r: nil, size: 20, of: 1, table: newTable(20)}
	for i := range 3 {
		id := bytes.Repeat([]byte{7}, 20)
		id[19] = byte(i)
		if i == 2 {
			id[0] = 1
		}
		h.commits = append(h.commits, id...)
	}
	l := &lister{}
	l.begin(h)
	if a, b, c := l.commit(0), l.commit(1), l.commit(2); a == b || len(a) != 40 || len(c) != 12 {
		t.Errorf("%s %s %s", a, b, c)
	}
}

// TestManyParts: read in parts, for memory's sake, the units are the same.
func TestManyParts(t *testing.T) {
	g := newTree(t)
	for i := range 5 {
		for j := range 9 {
			g.write(fmt.Sprintf("%d.txt", j), fmt.Sprint(i, j))
		}
		g.commit("c")
	}
	whole := texts(t, openTree(t, g.dir))
	defer func(n int64) { maxObjects = n }(maxObjects)
	maxObjects = 7
	if d := cmp.Diff(whole, texts(t, openTree(t, g.dir))); d != "" {
		t.Error(d)
	}
}

// TestChangesMeanwhile: what is packed anew can still be read; what is thrown away is told.
func TestChangesMeanwhile(t *testing.T) {
	g := newTree(t)
	g.write("a.txt", "a\n", "b.txt", "b\n")
	g.commit("first")
	g.write("c.txt", "c\n")
	g.commit("second")
	s := openTree(t, g.dir)
	units := sourcetest.Units(t, s)
	sourcetest.Read(t, s, units[0])
	g.git("gc", "-q", "--prune=now")
	for _, u := range units {
		sourcetest.Read(t, s, u)
	}
	g.git("reset", "-q", "--hard", "HEAD~1")
	g.git("reflog", "expire", "--expire=now", "--all")
	g.git("repack", "-q", "-a", "-d")
	g.git("prune", "--expire=now")
	t2 := openTree(t, g.dir)
	if _, err := t2.Open(t.Context(), units[2]); fault.Of(err) != fault.Unreadable {
		t.Errorf("%q can still be read: %v", units[2].Name, err)
	}
}

// TestHuge: what is large passes through.
func TestHuge(t *testing.T) {
	g := newTree(t)
	f, err := os.Create(filepath.Join(g.dir, "huge.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(300 << 20); err != nil {
		t.Fatal(err)
	}
	f.Close()
	g.commit("huge")
	s := openTree(t, g.dir)
	u := sourcetest.Units(t, s)[0]
	if u.Size != 300<<20 {
		t.Errorf("size %d", u.Size)
	}
	b, err := s.Open(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, b.R); n != 300<<20 || err != nil {
		t.Errorf("read %d: %v", n, err)
	}
	b.Close()
	// Left early, and stopped.
	ctx, cancel := context.WithCancel(t.Context())
	if b, err = s.Open(ctx, u); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(b.R, make([]byte, 100)); err != nil {
		t.Error(err)
	}
	cancel()
	if _, err := io.Copy(io.Discard, b.R); fault.Of(err) != fault.Unavailable {
		t.Errorf("stopped, and yet: %v", err)
	}
	b.Close()
}

// TestLeftBehind: the folder of a process that was killed is taken away by the next, and that of one that lives is not.
func TestLeftBehind(t *testing.T) {
	g := newTree(t)
	g.write("a.txt", "a\n")
	g.commit("first")
	temp := t.TempDir()
	in := func(o *source.Options) { o.TempDir = temp }
	lives := openTree(t, g.dir, in)
	killed := filepath.Join(temp, folders+"1")
	if err := os.Mkdir(killed, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{mark, "content"} {
		if err := os.WriteFile(filepath.Join(killed, n), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-time.Hour)
	for _, d := range []string{killed, lives.repo.dir} {
		if err := os.Chtimes(d, before, before); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), g.dir, options(t, in))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if isDir(killed) {
		t.Error("what a killed process left is still there")
	}
	if !isDir(lives.repo.dir) {
		t.Error("the folder of a living process is taken away")
	}
	if n := len(sourcetest.Units(t, lives)); n != 2 {
		t.Errorf("%d units", n)
	}
}
