package git

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestCommits(t *testing.T) {
	g := newTree(t)
	g.write("ci/a.yml", "1\n", "b.txt", "b\n", "ci/*.yml", "star\n")
	g.commit("first")
	first := g.git("rev-parse", "HEAD")
	at := g.at
	g.write("b.txt", "c\n")
	g.commit("second")
	s := openTree(t, g.dir)
	files, err := s.Files(t.Context(), first, "ci", "nowhere")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"ci/*.yml", "ci/a.yml"}, files); d != "" {
		t.Error(d)
	}
	if text, err := s.File(t.Context(), first, "b.txt", 10); err != nil || string(text) != "b\n" {
		t.Errorf("%q, %v", text, err)
	}
	for _, name := range []string{"c.txt", "ci", "a\nb"} {
		if _, err := s.File(t.Context(), first, name, 10); fault.Of(err) != fault.Unreadable {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := s.File(t.Context(), first, "ci/*.yml", 2); fault.Of(err) != fault.Refused {
		t.Errorf("a long file: %v", err)
	}
	moments, err := s.Moments(t.Context(), "ci")
	if err != nil || len(moments) != 1 || moments[0].Commit != first || !moments[0].At.Equal(at) {
		t.Errorf("%v, %v", moments, err)
	}
}
