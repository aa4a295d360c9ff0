package feed

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// found is a file that belongs to a log.
type found struct {
	path  string
	stamp stamp
	// aside: it was not named itself, but it is what rotation may have made of one that was.
	aside bool
}

// look lists the files that targets name, by the stems of their logs.
type look struct {
	o    *Options
	tell func(path string, err error) // once a path
	dirs map[string][]os.DirEntry     // listed already
	have map[string]bool              // paths
	out  map[string][]found
	// named are the files beside which the rest of their logs is looked for, once all that is named is known.
	named []string
}

// maxDepth is how deep folders are walked.
const maxDepth = 32

// target adds what a target names. One that is not there (yet) is an error.
func (l *look) target(target string) error {
	abs, err := filepath.Abs(target)
	if err != nil {
		return fault.As(fault.Usage, source.Bare(err))
	}
	if strings.ContainsAny(target, "*?[") {
		if _, err := os.Lstat(abs); err != nil {
			return l.glob(abs)
		}
	}
	st, err := os.Stat(abs)
	switch {
	case err != nil && errors.Is(err, fs.ErrNotExist):
		l.named = append(l.named, abs) // it is being rotated, or will come
		return fault.As(fault.Unreadable, source.Bare(err))
	case err != nil:
		return fault.As(fault.Unreadable, source.Bare(err))
	case st.IsDir():
		l.walk(abs, st, 0)
	default:
		l.file(abs, st)
	}
	return nil
}

func (l *look) glob(pattern string) error {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return fault.Errorf(fault.Usage, "not a pattern")
	}
	for _, p := range paths {
		st, err := os.Stat(p)
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			l.tell(p, fault.As(fault.Unreadable, source.Bare(err)))
		case err == nil && st.IsDir():
			l.walk(p, st, 0)
		case err == nil:
			l.file(p, st)
		}
	}
	if len(paths) == 0 {
		return fault.As(fault.Unreadable, fs.ErrNotExist)
	}
	return nil
}

// file takes a file that was named, and what rotation may have made of the log that it is of.
func (l *look) file(path string, st fs.FileInfo) {
	if !st.Mode().IsRegular() {
		l.skip(path, st.Mode())
		return
	}
	l.add(path, st)
	l.named = append(l.named, path)
}

func (l *look) skip(path string, m fs.FileMode) {
	what := "neither a file nor a folder"
	if m&fs.ModeNamedPipe != 0 {
		what = "a named pipe; give it as standard input"
	}
	l.tell(path, fault.Errorf(fault.Skipped, "%s", what))
}

func (l *look) add(path string, st fs.FileInfo) {
	if l.have[path] {
		return
	}
	l.have[path] = true
	key := stem(filepath.ToSlash(path))
	l.out[key] = append(l.out[key], found{path, stampOf(st), false})
}

func (l *look) list(dir string) ([]os.DirEntry, error) {
	if e, ok := l.dirs[dir]; ok {
		return e, nil
	}
	e, err := os.ReadDir(dir)
	if err != nil && len(e) == 0 {
		return nil, err
	}
	l.dirs[dir] = e
	return e, nil
}

// beside adds the files of the same folder that are of the same log.
func (l *look) beside(path string) {
	key, dir := stem(filepath.ToSlash(path)), filepath.Dir(path)
	entries, err := l.list(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		p := filepath.Join(dir, e.Name())
		if p == path || l.have[p] {
			continue
		}
		s := stem(filepath.ToSlash(p))
		if n, ok := numbered(s); ok && n == key {
			s = n
		}
		if s != key {
			continue
		}
		if st, err := os.Stat(p); err == nil && st.Mode().IsRegular() {
			l.have[p] = true
			l.out[key] = append(l.out[key], found{p, stampOf(st), true})
		}
	}
}

// walk takes all files of a folder. Links to files are followed, links to folders are not.
func (l *look) walk(dir string, st fs.FileInfo, depth int) {
	if depth > maxDepth {
		l.tell(dir, fault.Errorf(fault.Refused, "nested deeper than %d", maxDepth))
		return
	}
	entries, err := l.list(dir)
	if err != nil {
		l.tell(dir, fault.As(fault.Unreadable, source.Bare(err)))
		return
	}
	for _, e := range entries {
		p := filepath.Join(dir, e.Name())
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		link := e.Type()&fs.ModeSymlink != 0
		st, err := os.Stat(p)
		switch {
		case err != nil:
			if !errors.Is(err, fs.ErrNotExist) || link {
				l.tell(p, fault.As(fault.Unreadable, source.Bare(err)))
			}
		case st.IsDir() && !link:
			l.walk(p, st, depth+1)
		case st.Mode().IsRegular():
			l.add(p, st)
		case !st.IsDir():
			l.skip(p, st.Mode())
		}
	}
}

// groups are the files of each log. app.1.log is of app.log where that is there; a file that has two names is one.
func (l *look) groups() map[string][]found {
	for _, path := range l.named {
		l.beside(path)
	}
	for key, files := range l.out {
		if s, ok := numbered(key); ok && l.out[s] != nil {
			l.out[s] = append(l.out[s], files...)
			delete(l.out, key)
		}
	}
	for key, files := range l.out {
		slices.SortStableFunc(files, func(a, b found) int {
			if a.aside != b.aside {
				if a.aside {
					return 1
				}
				return -1
			}
			return strings.Compare(a.path, b.path)
		})
		seen := map[[2]uint64]bool{}
		l.out[key] = slices.DeleteFunc(files, func(f found) bool {
			id := [2]uint64{f.stamp.dev, f.stamp.ino}
			if f.stamp.ino == 0 {
				return false
			}
			if seen[id] {
				return true
			}
			seen[id] = true
			return false
		})
	}
	return l.out
}
