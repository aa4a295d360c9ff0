package maildir

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

func put(t *testing.T, root, path, text string) {
	t.Helper()
	p := filepath.Join(root, path)
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(filepath.Dir(filepath.Dir(p)), sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func fill(t *testing.T) string {
	root := filepath.Join(t.TempDir(), "Maildir")
	put(t, root, "cur/1.M1.host:2,S", "From: a@example.com\n\none\n")
	put(t, root, "cur/2.M1.host:2,", "From: b@example.com\n\ntwo\n")
	put(t, root, "new/3.M1.host", "From: c@example.com\n\nthree\n")
	put(t, root, "tmp/4.M1.host", "not yet delivered")
	put(t, root, ".Sent.2024/cur/5.M1.host:2,RS", "From: d@example.com\n\nfive\n")
	put(t, root, ".&ZeVnLIqe-/new/6.M1.host", "From: e@example.com\n\nsix\n")
	put(t, root, ".&broken/new/a\n\"\xff", "From: f@example.com\n\nseven\n")
	put(t, root, "dovecot.index", "no mail")
	return root
}

func connect(t *testing.T, root string) *Source {
	t.Helper()
	tg, err := source.Parse("maildir://" + root)
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), tg, &source.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return s.(*Source)
}

func TestSource(t *testing.T) {
	root := fill(t)
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T) source.Source { return connect(t, root) },
		Change: func(t *testing.T) string {
			put(t, root, "cur/1.M1.host:2,S", "another text")
			return "INBOX/1.M1.host.eml"
		},
		Remove: func(t *testing.T) string {
			if err := os.Remove(filepath.Join(root, "new/3.M1.host")); err != nil {
				t.Fatal(err)
			}
			return "INBOX/3.M1.host.eml"
		},
	})
}

func TestNames(t *testing.T) {
	var got []string
	for _, u := range sourcetest.Units(t, connect(t, fill(t))) {
		got = append(got, u.Name)
	}
	want := []string{`&broken/a\x0a"\xff.eml`, "INBOX/1.M1.host.eml", "INBOX/2.M1.host.eml", "INBOX/3.M1.host.eml", "Sent/2024/5.M1.host.eml", "日本語/6.M1.host.eml"}
	if slices.Sort(got); !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
}

// TestMoved: a mail that someone's program opens while it is being read, or between being listed and being opened, is
// read all the same, is the same unit after it, and has not changed.
func TestMoved(t *testing.T) {
	root := fill(t)
	s := connect(t, root)
	units := sourcetest.Units(t, s)
	i := slices.IndexFunc(units, func(u source.Unit) bool { return u.Name == "INBOX/3.M1.host.eml" })
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(filepath.Join(root, from), filepath.Join(root, to)); err != nil {
			t.Fatal(err)
		}
	}
	move("new/3.M1.host", "cur/3.M1.host:2,S")
	if text := string(sourcetest.Read(t, s, units[i])); !strings.HasSuffix(text, "three\n") {
		t.Errorf("moved before: %q", text)
	}
	b, err := s.Open(t.Context(), units[i])
	if err != nil {
		t.Fatal(err)
	}
	move("cur/3.M1.host:2,S", "cur/3.M1.host:2,RS")
	if b.Changed() {
		t.Error("a mail that was answered counts as changed")
	}
	b.Close()
	again := sourcetest.Units(t, connect(t, root))
	if d := cmp.Diff(units, again); d != "" {
		t.Errorf("(-before +after)\n%s", d)
	}
	// A source that never listed finds a mail by its unit alone.
	for _, u := range units {
		sourcetest.Read(t, connect(t, root), u)
	}
}

func TestNotAMail(t *testing.T) {
	root := fill(t)
	if err := os.Symlink("/etc/passwd", filepath.Join(root, "cur", "7.M1.host:2,S")); err != nil {
		t.Fatal(err)
	}
	n := 0
	for u, err := range connect(t, root).Units(t.Context()) {
		if err != nil {
			n++
			if u.Name != "INBOX/7.M1.host.eml" || fault.Of(err) != fault.Skipped {
				t.Errorf("%s: %v", u.Name, err)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d of one", n)
	}
	if _, err := connect(t, root).Open(t.Context(), source.Unit{Name: "INBOX/7.M1.host.eml"}); fault.Of(err) != fault.Unreadable {
		t.Errorf("a link: %v", err)
	}
}

func TestUTF7(t *testing.T) {
	for in, want := range map[string]string{"&ZeVnLIqe-": "日本語", "a&-b": "a&b", "&2D3eAA-": "😀", "&bad": "&bad", "&AA-x": "&AA-x", "A.B": "A/B"} {
		if got := folder(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestTargets(t *testing.T) {
	for _, target := range []string{"maildir://host/x", "maildir:///no/such/folder", "maildir:///" + t.TempDir() + "?x=1", fmt.Sprint("maildir://", t.TempDir())} {
		tg, err := source.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open(t.Context(), tg, &source.Options{}); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", target, err)
		}
	}
}
