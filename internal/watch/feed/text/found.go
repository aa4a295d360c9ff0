package text

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

// Found is a file that belongs to a log.
type Found struct {
	Path  string
	Stamp Stamp
	// Aside: it was not named itself, but it is what rotation may have made of one that was.
	Aside bool
}

// Look lists the files that targets name, by the stems of their logs.
type Look struct {
	tell func(path string, err error) // may be told of a path at each look
	dirs map[string][]os.DirEntry     // listed already
	have map[string]bool              // paths
	out  map[string][]Found
	// named are the files beside which the rest of their logs is looked for, once all that is named is known.
	named []string
}

// NewLook begins to look. What of the targets cannot be read is told, with its path.
func NewLook(tell func(path string, err error)) *Look {
	return &Look{tell: tell, dirs: map[string][]os.DirEntry{}, have: map[string]bool{}, out: map[string][]Found{}}
}

// maxDepth is how deep folders are walked.
const maxDepth = 32

// Target adds what a target names. One that is not there (yet) is an error.
func (l *Look) Target(target string) error {
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

func (l *Look) glob(pattern string) error {
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
func (l *Look) file(path string, st fs.FileInfo) {
	if !st.Mode().IsRegular() {
		l.skip(path, st.Mode())
		return
	}
	l.add(path, st)
	l.named = append(l.named, path)
}

func (l *Look) skip(path string, m fs.FileMode) {
	what := "neither a file nor a folder"
	if m&fs.ModeNamedPipe != 0 {
		what = "a named pipe; give it as standard input"
	}
	l.tell(path, fault.Errorf(fault.Skipped, "%s", what))
}

func (l *Look) add(path string, st fs.FileInfo) {
	if l.have[path] {
		return
	}
	l.have[path] = true
	key := Stem(filepath.ToSlash(path))
	l.out[key] = append(l.out[key], Found{path, StampOf(st), false})
}

func (l *Look) list(dir string) ([]os.DirEntry, error) {
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
func (l *Look) beside(path string) {
	key, dir := Stem(filepath.ToSlash(path)), filepath.Dir(path)
	entries, err := l.list(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		p := filepath.Join(dir, e.Name())
		if p == path || l.have[p] {
			continue
		}
		s := Stem(filepath.ToSlash(p))
		if n, ok := Numbered(s); ok && n == key {
			s = n
		}
		if s != key {
			continue
		}
		if st, err := os.Stat(p); err == nil && st.Mode().IsRegular() {
			l.have[p] = true
			l.out[key] = append(l.out[key], Found{p, StampOf(st), true})
		}
	}
}

// walk takes all files of a folder. Links to files are followed, links to folders are not.
func (l *Look) walk(dir string, st fs.FileInfo, depth int) {
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

// Groups are the files of each log. app.1.log is of app.log where that is there; a file that has two names is one.
func (l *Look) Groups() map[string][]Found {
	for _, path := range l.named {
		l.beside(path)
	}
	for key, files := range l.out {
		if s, ok := Numbered(key); ok && l.out[s] != nil {
			l.out[s] = append(l.out[s], files...)
			delete(l.out, key)
		}
	}
	for key, files := range l.out {
		slices.SortStableFunc(files, func(a, b Found) int {
			if a.Aside != b.Aside {
				if a.Aside {
					return 1
				}
				return -1
			}
			return strings.Compare(a.Path, b.Path)
		})
		seen := map[[2]uint64]bool{}
		l.out[key] = slices.DeleteFunc(files, func(f Found) bool {
			id := [2]uint64{f.Stamp.Dev, f.Stamp.Ino}
			if f.Stamp.Ino == 0 {
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
