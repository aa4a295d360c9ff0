package git

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// staged is the files that the next commit changes, as it will have them: whole, since a table's heading or a label above
// says what an added line is.
func (l *lister) staged() error {
	index, err := l.index()
	if err != nil {
		return err
	}
	base, err := l.base()
	if err != nil {
		return err
	}
	r := *l.r
	r.env = append(slices.Clone(r.env), "GIT_INDEX_FILE="+index)
	s, err := r.stream(l.ctx, "read what is staged", nil, "diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--ita-invisible-in-index", "--diff-filter=d", base, "--")
	if err != nil {
		return err
	}
	var paths, ids []string
	for {
		line, err := s.token(maxToken)
		if err == io.EOF { //nolint:errorlint // token hands out the plain error
			break
		}
		var path string
		if err == nil {
			path, err = s.token(maxToken)
		}
		if err != nil {
			s.stop()
			return fault.Errorf(fault.Unreadable, "read what is staged: git ended early")
		}
		f := strings.Fields(strings.TrimPrefix(line, ":"))
		switch {
		case len(f) < 4:
		case f[1] == "160000":
			l.tell(source.Unit{Name: path, Place: path, Size: -1}, fault.Errorf(fault.Skipped, "read: a submodule, which is a repository of its own"))
		case file(f[1]) && isID(f[3]) && strings.Trim(f[3], "0") != "": // not what is only meant to be added
			paths, ids = append(paths, path), append(ids, f[3])
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	sizes := &sizer{}
	if len(ids) > 0 {
		sizes = l.r.sizes(l, lines(ids))
		defer sizes.stop()
	}
	for i, path := range paths {
		u := source.Unit{Name: path, Place: path, Stamp: ids[i]}
		var err error
		if u.Size, err = sizes.next(); !l.tell(u, err) {
			return nil
		}
	}
	return nil
}

// index is the file of the index. A commit of named files makes one of its own, and tells its hooks by the environment.
func (l *lister) index() (string, error) {
	index := filepath.Join(l.r.real, "index")
	if given := l.s.getenv("GIT_INDEX_FILE"); given != "" {
		p, err := filepath.Abs(given)
		if err == nil && same(filepath.Dir(p), l.r.real) {
			index = p
		}
	}
	if _, err := os.Stat(index); err != nil {
		if isDir(filepath.Dir(index)) && os.IsNotExist(err) {
			return index, nil // nothing was ever added
		}
		return "", fault.Errorf(fault.Unreadable, "read what is staged: the index cannot be read")
	}
	return index, nil
}

func (s *Source) getenv(name string) string {
	if s.o.Getenv == nil {
		return ""
	}
	return s.o.Getenv(name)
}

// base is what the index is compared with: HEAD, or the empty tree before the first commit.
func (l *lister) base() (string, error) {
	head, err := l.r.tip(l.ctx)
	if err != nil || head != "" {
		return head, err
	}
	out, err := output(command(l.ctx, l.r.program, l.r.env, l.r.dir, "hash-object", "-t", "tree", "--stdin"), "read what is staged", 100)
	return strings.TrimSpace(string(out)), err
}
