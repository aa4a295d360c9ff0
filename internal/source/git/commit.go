package git

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Files lists the files of a commit at or below the paths, by their paths.
func (s *Source) Files(ctx context.Context, commit string, paths ...string) ([]string, error) {
	r, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	if !isID(commit) {
		return nil, fault.Errorf(fault.Unreadable, "list files: no commit")
	}
	st, err := r.stream(ctx, "list files", nil, append([]string{"--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit, "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	var out []string
	for {
		name, err := st.token(maxToken)
		if errors.Is(err, io.EOF) {
			return out, st.close()
		}
		if err != nil {
			st.stop()
			return out, err
		}
		out = append(out, name)
	}
}

// File reads a file of a commit, at most limit bytes; of a longer one it is an error.
func (s *Source) File(ctx context.Context, commit, path string, limit int64) ([]byte, error) {
	if _, err := s.ready(ctx); err != nil {
		return nil, err
	}
	if !isID(commit) || strings.ContainsAny(path, "\n\x00") {
		return nil, fault.Errorf(fault.Unreadable, "read file: no such file")
	}
	b, err := s.pool.open(ctx, source.Unit{Name: path}, commit+":"+path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.Close() }()
	if b.Size > limit {
		return nil, fault.Errorf(fault.Refused, "read file: larger than %d bytes", limit)
	}
	return io.ReadAll(b.R)
}

// Moment is a commit of the main line, and when it came.
type Moment struct {
	Commit string
	At     time.Time
}

// Moments are the commits of HEAD's main line that changed something at or below the paths, in which "*"
// stands for anything, newest first.
func (s *Source) Moments(ctx context.Context, paths ...string) ([]Moment, error) {
	r, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	head, err := r.tip(ctx)
	if err != nil || head == "" {
		return nil, err
	}
	st, err := r.stream(ctx, "read commits", nil, append([]string{"log", "--first-parent", "--no-decorate", "--format=%H %ct", head, "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	var out []Moment
	for {
		l, err := st.ReadString('\n')
		if err != nil {
			return out, st.close()
		}
		id, at, _ := strings.Cut(strings.TrimSpace(l), " ")
		if n, err := strconv.ParseInt(at, 10, 64); err == nil && isID(id) {
			out = append(out, Moment{id, stamp(moment(n))})
		}
	}
}

// tip is the commit that HEAD leads to, "" if there is none yet.
func (r *repo) tip(ctx context.Context) (string, error) {
	head, err := r.head()
	if err != nil || isID(head) {
		return head, err
	}
	refs, err := r.refs(ctx, head)
	if err != nil {
		return "", err
	}
	for _, f := range refs {
		if f.name == head {
			return f.id, nil
		}
	}
	return "", nil
}
