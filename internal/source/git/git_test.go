package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

func TestSource(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			g := newTree(t, "--object-format="+format)
			g.write("a.csv", "name,mail\n", "b/c.txt", "text\n", "d.txt", "")
			g.commit("first")
			g.write("b/c.txt", "another text\n")
			g.commit("second")
			rewrite := func(t *testing.T) string {
				t.Helper()
				first := sourcetest.Units(t, openTree(t, g.dir))[0].Name
				g.t = t
				// Only by rewriting the history, and waiting until what was cut off is thrown away, does a content change.
				g.git("checkout", "-q", "--orphan", "anew")
				g.write("a.csv", "name,mail\nx,y\n"+g.at.String())
				g.commit("rewritten")
				g.git("branch", "-q", "-D", "main")
				g.git("branch", "-q", "-m", "main")
				g.git("reflog", "expire", "--expire=now", "--all")
				g.git("gc", "-q", "--prune=now")
				return first
			}
			sourcetest.Run(t, sourcetest.Subject{Open: func(t *testing.T) source.Source {
				s, err := Open(t.Context(), g.dir, options(t))
				if err != nil {
					t.Fatal(err)
				}
				return s
			}, Change: rewrite, Remove: rewrite})
		})
	}
}

// lives is a unit as a person would tell it.
func lives(units []source.Unit) map[string]string {
	out := map[string]string{}
	for _, u := range units {
		l := u.Lived
		s := l.First.Format("01-02") + " to " + l.Last.Format("2006-01-02")
		if l.Gone {
			s += " gone"
		}
		if l.Versions != 1 {
			s += " v" + string(rune('0'+l.Versions))
		}
		if l.Authors != 1 {
			s += " a" + string(rune('0'+l.Authors))
		}
		out[u.Name] = s
	}
	return out
}

// TestLives: each content once, with when it stood there, by how many.
func TestLives(t *testing.T) {
	g := newTree(t)
	g.write("stays.txt", "one\n", "goes.csv", "transfers\n", "changes.txt", "1\n")
	c1 := g.commit("first") // 01-02
	g.write("changes.txt", "2\n")
	c2 := g.commit("second") // 01-03
	g.remove("goes.csv")
	g.commit("third") // 01-04
	g.write("copy.txt", "one\n")
	g.git("config", "user.name", "x")
	g.commit("fourth")
	g.git("mv", "stays.txt", "moved.txt")
	g.commit("fifth")
	// A branch that was merged, and one that was not; what a merge makes itself.
	g.git("checkout", "-q", "-b", "side", "HEAD~1")
	g.write("side.txt", "side\n", "both.txt", "s\n")
	c3 := g.commit("on the side") // 01-07
	g.git("checkout", "-q", "main")
	g.write("both.txt", "m\n")
	c4 := g.commit("on main") // 01-08
	g.at = g.at.Add(24 * time.Hour)
	c := exec.Command(g.program, "-C", g.dir, "merge", "-q", "--no-commit", "side")
	_ = c.Run() // there is a conflict
	g.write("both.txt", "sm\n")
	c5 := g.commit("merged") // 01-10
	g.git("branch", "-q", "-D", "side")
	g.write("changes.txt", "1\n") // back to what it was
	g.git("commit", "-q", "-a", "-m", "back", "--author", "Kishi Jiro <jiro@example.jp>")
	g.git("tag", "v1")

	s := openTree(t, g.dir)
	var blobs []source.Unit
	for _, u := range sourcetest.Units(t, s) {
		if u.Name != messages {
			blobs = append(blobs, u)
		}
	}
	want := map[string]string{
		"stays.txt@" + c1:   "01-02 to 2026-04-01 v3",
		"goes.csv@" + c1:    "01-02 to 2020-01-04 gone",
		"changes.txt@" + c1: "01-02 to 2026-04-01 v2 a2",
		"changes.txt@" + c2: "01-03 to 2020-01-10 gone",
		"side.txt@" + c3:    "01-07 to 2026-04-01",
		"both.txt@" + c3:    "01-07 to 2020-01-07 gone",
		"both.txt@" + c4:    "01-08 to 2020-01-10 gone",
		"both.txt@" + c5:    "01-10 to 2026-04-01",
	}
	if d := cmp.Diff(want, lives(blobs)); d != "" {
		t.Error(d)
	}
	for _, u := range blobs {
		path, _, _ := strings.Cut(u.Name, "@")
		if path == "stays.txt" {
			path = "moved.txt" // or the copy: where it stands now
			if u.Place == "copy.txt" {
				path = u.Place
			}
		}
		if u.Place != path {
			t.Errorf("%q is of the place %q", u.Name, u.Place)
		}
	}
	if got := texts(t, s); got["goes.csv@"+c1] != "transfers\n" || got["both.txt@"+c5] != "sm\n" {
		t.Errorf("texts: %q", got)
	}
}

// TestMessages: commits name persons, in a unit of its own.
func TestMessages(t *testing.T) {
	g := newTree(t)
	g.write("a.txt", "a\n")
	g.commit("call Yamada at 090-1234-5678\n\nReviewed-by: Kishi Jiro <jiro@example.jp>")
	head := g.git("rev-parse", "HEAD")
	g.write("a.txt", "b\n")
	g.commit("\"quoted\"\nand more\x01")
	units := sourcetest.Units(t, openTree(t, g.dir))
	u := units[len(units)-1]
	if u.Name != messages || u.Place != messages {
		t.Fatalf("the last unit is %q", u.Name)
	}
	want := `{"author":{"name":"Tsutsumi Hanako","email":"hanako@example.jp"},"message":"\"quoted\"\nand more\u0001\n"}` + "\n" +
		`{"author":{"name":"Tsutsumi Hanako","email":"hanako@example.jp"},"message":"call Yamada at 090-1234-5678\n\nReviewed-by: Kishi Jiro \u003cjiro@example.jp\u003e\n"}` + "\n"
	if d := cmp.Diff(want, texts(t, openTree(t, g.dir))[messages]); d != "" {
		t.Error(d)
	}
	// Of a pull request, who wrote it is no finding.
	g.git("checkout", "-q", "-b", "feature", head+"~0")
	g.write("c.txt", "c\n")
	g.commit("of customer Mori\n\nSigned-off-by: Tsutsumi Hanako <hanako@example.jp>")
	var got, name string
	for n, text := range texts(t, openTree(t, g.dir, func(o *source.Options) { o.Range = "main..feature" })) {
		if strings.HasPrefix(n, partOf) {
			name, got = n, text
		}
	}
	if !strings.HasPrefix(name, partOf+g.git("rev-parse", "main")[:12]+"..") {
		t.Errorf("the unit is called %q", name)
	}
	if strings.Contains(got, "example.jp") || !strings.Contains(got, "Mori") {
		t.Errorf("of a range: %s", got)
	}
}

func TestSinceAndRange(t *testing.T) {
	g := newTree(t)
	g.write("old.txt", "old\n", "shared.txt", "1\n")
	g.commit("first")
	g.write("new.txt", "new\n")
	cNew := g.commit("second")
	since := g.at
	names := func(change func(*source.Options)) []string {
		t.Helper()
		var out []string
		s := openTree(t, g.dir, change)
		if !s.Partial() {
			t.Error("does not say that it is a part")
		}
		for _, u := range sourcetest.Units(t, s) {
			if u.Place != messages {
				out = append(out, u.Name)
			}
		}
		return out
	}
	if d := cmp.Diff([]string{"new.txt@" + cNew}, names(func(o *source.Options) { o.Since = since })); d != "" {
		t.Errorf("since: %s", d)
	}
	g.git("checkout", "-q", "-b", "feature")
	g.write("in.txt", "in\n", "fleeting.txt", "personal\n")
	cIn := g.commit("third")
	g.remove("fleeting.txt")
	g.commit("fourth")
	g.git("checkout", "-q", "main")
	g.write("shared.txt", "of main\n")
	g.commit("main goes on")
	g.git("checkout", "-q", "feature")
	g.at = g.at.Add(24 * time.Hour)
	g.git("merge", "-q", "main", "-m", "main into feature")
	for _, r := range []string{"main..feature", "main...feature", "main..", "HEAD~1^..HEAD"} {
		want := []string{"fleeting.txt@" + cIn, "in.txt@" + cIn}
		if r == "HEAD~1^..HEAD" {
			want = nil
		}
		got := names(func(o *source.Options) { o.Range = r })
		if r == "HEAD~1^..HEAD" {
			if len(got) == 0 || strings.HasPrefix(got[0], "in.txt") {
				t.Errorf("%s: %q", r, got)
			}
			continue
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", r, d)
		}
	}
	s := openTree(t, g.dir, func(o *source.Options) { o.Range = "main..feature" })
	if l := lives(sourcetest.Units(t, s)); !strings.HasSuffix(l["fleeting.txt@"+cIn], "gone") || strings.HasSuffix(l["in.txt@"+cIn], "gone") {
		t.Errorf("lives of a range: %v", l)
	}
	for _, bad := range []string{"main", "..", "--all..HEAD", "a..b..c", "main..", "yamada-taro..HEAD"} {
		s, err := Open(t.Context(), g.dir, options(t, func(o *source.Options) { o.Range = bad }))
		if err == nil {
			for _, e := range s.Units(t.Context()) {
				err = e
			}
			s.Close()
		}
		if bad != "main.." && (fault.Of(err) != fault.Usage || strings.Contains(err.Error(), "yamada")) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestStaged(t *testing.T) {
	g := newTree(t)
	staged := func(dir string, env map[string]string) map[string]string {
		t.Helper()
		return texts(t, openTree(t, dir, func(o *source.Options) {
			o.Staged = true
			o.Getenv = func(n string) string { return env[n] }
		}))
	}
	if d := cmp.Diff(map[string]string{}, staged(g.dir, nil)); d != "" {
		t.Errorf("of an empty repository: %s", d)
	}
	g.write("a.csv", "name\nx\n")
	g.git("add", "a.csv")
	if d := cmp.Diff(map[string]string{"a.csv": "name\nx\n"}, staged(g.dir, nil)); d != "" {
		t.Errorf("before the first commit: %s", d)
	}
	g.write("gone.txt", "g\n", "same.txt", "s\n")
	g.commit("first")
	g.write("a.csv", "name\nx\ny\n", "sub/b\n\"c.txt", "b\n", "unstaged.txt", "u\n", "later.txt", "l\n")
	g.remove("gone.txt")
	g.git("add", "a.csv", "sub", "gone.txt")
	g.git("add", "-N", "later.txt")
	g.write("a.csv", "name\nx\ny\nonly in the work tree\n")
	want := map[string]string{"a.csv": "name\nx\ny\n", "sub/b\n\"c.txt": "b\n"}
	if d := cmp.Diff(want, staged(g.dir, nil)); d != "" {
		t.Error(d)
	}
	// git commit FILE gives its hooks an index of its own.
	other := filepath.Join(g.dir, ".git", "next-index-1.lock")
	c := exec.Command(g.program, "-C", g.dir, "add", "unstaged.txt")
	c.Env = append(os.Environ(), "GIT_INDEX_FILE="+other)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := staged(g.dir, map[string]string{"GIT_INDEX_FILE": other}); got["unstaged.txt"] != "u\n" {
		t.Errorf("with an index of its own: %q", got)
	}
	// A split index, and a linked work tree.
	g.git("update-index", "--split-index")
	if d := cmp.Diff(want, staged(g.dir, nil)); d != "" {
		t.Errorf("split index: %s", d)
	}
	linked := filepath.Join(t.TempDir(), "linked")
	g.git("worktree", "add", "-q", "-b", "other", linked)
	if err := os.WriteFile(filepath.Join(linked, "w.txt"), []byte("w\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.git("-C", linked, "add", "w.txt")
	if d := cmp.Diff(map[string]string{"w.txt": "w\n"}, staged(linked, nil)); d != "" {
		t.Errorf("linked work tree: %s", d)
	}
}

func TestTargets(t *testing.T) {
	g := newTree(t)
	g.write("a.txt", "a\n")
	g.commit("first")
	bare := filepath.Join(t.TempDir(), "bare.git")
	g.git("clone", "-q", "--bare", g.dir, bare)
	for _, dir := range []string{g.dir, bare, filepath.Join(g.dir, ".git")} {
		if n := len(sourcetest.Units(t, openTree(t, dir))); n != 2 {
			t.Errorf("%s: %d units", dir, n)
		}
	}
	if root, ok := Find(filepath.Join(g.dir, "a.txt")); !ok || !strings.HasSuffix(root, "repo") {
		t.Errorf("found %q, %v", root, ok)
	}
	open := func(target string, o *source.Options) error {
		p, err := source.Parse(target)
		if err != nil {
			return err
		}
		s, err := Scheme.Open(t.Context(), p, o)
		if err == nil {
			s.Close()
		}
		return err
	}
	if err := open("git+file://"+g.dir, options(t)); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"git+file://repo", "git+file:///nowhere/at/all", "git+file://" + t.TempDir(), "git+https://host", "git+https:///path", "git+https://host/a?b=c", "git+ssh://-oProxyCommand=x/a"} {
		if err := open(bad, options(t)); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", bad, err)
		}
	}
	err := open("git+file://"+g.dir, options(t, func(o *source.Options) { o.TempDir = filepath.Join(t.TempDir(), "yamada-taro") }))
	if fault.Of(err) != fault.Unreadable || strings.Contains(err.Error(), "yamada") {
		t.Errorf("without a folder for the shadow: %v", err)
	}
	for name, o := range map[string]func(*source.Options){
		"staged elsewhere": func(o *source.Options) { o.Staged = true },
		"two at a time":    func(o *source.Options) { o.Range, o.Since = "a..b", now },
		"sampled":          func(o *source.Options) { o.Sample = 0.1 },
	} {
		if err := open("git+https://host/repo", options(t, o)); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPush: in a hook of a push, what is pushed is kept apart until the hook agrees.
func TestPush(t *testing.T) {
	g := newTree(t)
	g.write("a.txt", "a\n")
	g.commit("first")
	bare := filepath.Join(t.TempDir(), "bare.git")
	g.git("clone", "-q", "--bare", g.dir, bare)
	g.write("b.txt", "pushed\n")
	g.commit("second")
	pushed := g.git("rev-parse", "HEAD")
	env := map[string]string{
		"GIT_QUARANTINE_PATH": filepath.Join(g.dir, ".git", "objects"), "GIT_OBJECT_DIRECTORY": filepath.Join(g.dir, ".git", "objects"),
		"GIT_ALTERNATE_OBJECT_DIRECTORIES": filepath.Join(bare, "objects"),
	}
	rangeOf := func(o *source.Options) { o.Range = "main.." + pushed }
	s := openTree(t, bare, rangeOf, func(o *source.Options) { o.Getenv = func(n string) string { return env[n] } })
	if u := sourcetest.Units(t, s); len(u) != 2 || u[0].Place != "b.txt" || string(sourcetest.Read(t, s, u[0])) != "pushed\n" {
		t.Errorf("%v", u)
	}
	// Of another repository than the one pushed to, it says nothing.
	env["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = t.TempDir()
	if _, err := Open(t.Context(), bare, options(t, rangeOf, func(o *source.Options) { o.Getenv = func(n string) string { return env[n] } })); fault.Of(err) != fault.Usage {
		t.Errorf("what stands elsewhere is read: %v", err)
	}
}
