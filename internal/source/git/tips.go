package git

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// tips are where the refs of a repository lead to at one moment.
type tips struct {
	commits  []string // of all refs, sorted
	branches []string // of branches and HEAD: what a person takes for the present state
	trees    []string // refs that lead to a tree, and not by way of a commit
	blobs    []string // or to a blob
	tags     []string // annotated tags themselves
	broken   int      // refs that lead to what is not there
}

type ref struct{ id, name string }

// refs lists the refs that match the patterns (all if none), and a detached HEAD.
func (r *repo) refs(ctx context.Context, patterns ...string) ([]ref, error) {
	out, err := output(command(ctx, r.program, r.realEnv(), r.real, append([]string{"for-each-ref", "--format=%(objectname) %(refname)", "--"}, patterns...)...), "list refs", 1<<30)
	if err != nil {
		return nil, err
	}
	var list []ref
	for l := range bytes.Lines(out) {
		id, name, ok := strings.Cut(strings.TrimSuffix(string(l), "\n"), " ")
		if ok && isID(id) {
			list = append(list, ref{id, name})
		}
	}
	if head, _ := r.head(); isID(head) && len(patterns) == 0 {
		list = append(list, ref{head, "HEAD"})
	}
	return list, nil
}

// head is what HEAD says: the name of a ref, or an id.
func (r *repo) head() (string, error) {
	text, err := os.ReadFile(filepath.Join(r.real, "HEAD"))
	if err != nil || len(text) > 64<<10 {
		return "", fault.Errorf(fault.Unreadable, "read HEAD: it cannot be read")
	}
	s := strings.TrimSpace(string(text))
	if name, ok := strings.CutPrefix(s, "ref:"); ok {
		return strings.TrimSpace(name), nil
	}
	return s, nil
}

func isID(s string) bool {
	if len(s) != 40 && len(s) != 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// tips follows all refs.
func (r *repo) tips(ctx context.Context) (*tips, error) {
	refs, err := r.refs(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, 2*len(refs))
	for _, f := range refs {
		ids = append(ids, f.id, f.id+"^{}")
	}
	s, err := r.stream(ctx, "list refs", lines(ids), "cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer")
	if err != nil {
		return nil, err
	}
	defer s.stop()
	t := &tips{}
	scan := bufio.NewScanner(s)
	for _, f := range refs {
		var answers [2]string
		for i := range answers {
			if !scan.Scan() {
				return nil, fault.Errorf(fault.Unreadable, "list refs: git ended early")
			}
			answers[i] = scan.Text()
		}
		t.add(f, answers[0], answers[1])
	}
	for _, list := range []*[]string{&t.commits, &t.branches, &t.trees, &t.blobs, &t.tags} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return t, nil
}

// add notes one ref: what it names, and what that leads to.
func (t *tips) add(f ref, itself, end string) {
	if id, kind, _ := strings.Cut(itself, " "); kind == "tag" {
		t.tags = append(t.tags, id)
	}
	id, kind, _ := strings.Cut(end, " ")
	switch kind {
	case "commit":
		t.commits = append(t.commits, id)
		if f.name == "HEAD" || strings.HasPrefix(f.name, "refs/heads/") || strings.HasPrefix(f.name, "refs/remotes/") {
			t.branches = append(t.branches, id)
		}
	case "tree":
		t.trees = append(t.trees, id)
	case "blob":
		t.blobs = append(t.blobs, id)
	default:
		t.broken++
	}
}

// span is a range of commits: what to has and from has not.
type span struct{ from, to string }

// parseRange understands A..B and A...B; a side left out is HEAD. For both, what is wanted is what B brings to A: a pull
// request shows the same, whatever came to A since the two parted.
func parseRange(text string) (*span, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // no range is no error
	}
	from, to, ok := strings.Cut(text, "..")
	to = strings.TrimPrefix(to, ".")
	if !ok || from == "" && to == "" || strings.HasPrefix(from, "-") || strings.HasPrefix(to, "-") || strings.HasPrefix(to, ".") || strings.Contains(to, "..") {
		return nil, fault.Errorf(fault.Usage, "--range: two commits with two dots between them, as main..HEAD or origin/main..feature")
	}
	if from == "" {
		from = "HEAD"
	}
	if to == "" {
		to = "HEAD"
	}
	return &span{from, to}, nil
}

// resolve finds the commits of a range. Names of refs are data, and stand in no error.
func (r *repo) resolve(ctx context.Context, s *span) (from, to string, err error) {
	for i, name := range []string{s.from, s.to} {
		out, err := output(command(ctx, r.program, r.realEnv(), r.real, "rev-parse", "--verify", "--quiet", name+"^{commit}"), "read --range", 1000)
		id := strings.TrimSpace(string(out))
		if err != nil || !isID(id) {
			if ctx.Err() != nil {
				return "", "", fault.As(fault.Unavailable, ctx.Err())
			}
			hint := ""
			if r.shallow {
				hint = "; the clone is shallow: git fetch --unshallow gets the rest"
			}
			return "", "", fault.Errorf(fault.Usage, "--range: the %s is no commit of this repository%s", [...]string{"first (before the dots)", "second (behind the dots)"}[i], hint)
		}
		if i == 0 {
			from = id
		} else {
			to = id
		}
	}
	return from, to, nil
}
