// Package file is the source of directories, files and standard input.
package file

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Options say which files are units.
type Options struct {
	// All: files that .gitignore leaves out are read too.
	All bool
	// Skip names files and directories never entered (the program's own home), by clean absolute path.
	Skip []string
}

// Source is a directory or one file.
type Source struct {
	root string // clean and absolute, symbolic links resolved
	name string
	dir  bool
	opts Options
}

// Open checks that the target is there. A symbolic link given as a target is followed; those inside a directory are not.
func Open(target string, o Options) (*Source, error) {
	root, err := filepath.Abs(target)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("open target: %w", source.Bare(err)))
	}
	st, err := os.Stat(root)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("open target: %w", source.Bare(err)))
	}
	return &Source{root: root, name: filepath.ToSlash(root), dir: st.IsDir(), opts: o}, nil
}

// Name is the absolute path.
func (s *Source) Name() string { return s.name }

// Close does nothing.
func (s *Source) Close() error { return nil }

// Units lists the files in the order of their names, directory by directory.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		if !s.dir {
			st, err := os.Lstat(s.root)
			if err != nil {
				yield(source.Unit{}, fault.As(fault.Unreadable, fmt.Errorf("look at target: %w", source.Bare(err))))
				return
			}
			yield(unit(filepath.Base(s.root), st))
			return
		}
		w := &walker{s: s, ctx: ctx, yield: yield}
		w.dir(s.root, nil)
	}
}

func unit(name string, st fs.FileInfo) (source.Unit, error) {
	u := source.Unit{Name: filepath.ToSlash(name), Size: st.Size()}
	if !st.Mode().IsRegular() {
		return u, fault.Errorf(fault.Skipped, "read: %s, not a file", what(st.Mode()))
	}
	u.Stamp = stamp(st)
	return u, nil
}

func what(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// walker goes through directories, depth first, without following symbolic links.
type walker struct {
	s     *Source
	ctx   context.Context
	yield func(source.Unit, error) bool
}

func (w *walker) dir(path string, rules *ignore) bool {
	if w.ctx.Err() != nil {
		return false
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		if !w.yield(source.Unit{Name: w.rel(path) + "/", Size: -1}, fault.As(fault.Unreadable, fmt.Errorf("list directory: %w", source.Bare(err)))) {
			return false
		}
		if len(entries) == 0 {
			return true
		}
	}
	if !w.s.opts.All {
		rules = rules.with(path, w.rel(path))
	}
	for _, e := range entries {
		if !w.entry(filepath.Join(path, e.Name()), e, rules) {
			return false
		}
	}
	return true
}

func (w *walker) entry(path string, e fs.DirEntry, rules *ignore) bool {
	for _, skip := range w.s.opts.Skip {
		if path == skip {
			return true
		}
	}
	switch {
	case e.Type()&fs.ModeSymlink != 0, e.IsDir() && e.Name() == ".git":
		return true
	case rules.ignores(w.rel(path), e.IsDir()):
		return true
	case e.IsDir():
		return w.dir(path, rules)
	}
	st, err := e.Info()
	if err != nil {
		return w.yield(source.Unit{Name: w.rel(path), Size: -1}, fault.As(fault.Unreadable, fmt.Errorf("look at file: %w", source.Bare(err))))
	}
	return w.yield(unit(w.rel(path), st))
}

func (w *walker) rel(path string) string {
	rel := strings.TrimPrefix(path, w.s.root)
	return filepath.ToSlash(strings.TrimPrefix(rel, string(filepath.Separator)))
}

// Open opens a file for reading.
func (s *Source) Open(_ context.Context, u source.Unit) (*source.Body, error) {
	path := s.root
	if s.dir {
		path = filepath.Join(s.root, filepath.FromSlash(u.Name))
	}
	f, err := openFile(path)
	if err != nil {
		return nil, fault.As(fault.Unreadable, fmt.Errorf("open: %w", source.Bare(err)))
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		f.Close()
		return nil, fault.Errorf(fault.Skipped, "read: not a file any more")
	}
	before := stamp(st)
	return &source.Body{
		Body: content.Body{Name: u.Name, Size: st.Size(), R: f, At: f},
		Changed: func() bool {
			st, err := os.Lstat(path)
			return err != nil || stamp(st) != before
		},
		Close: f.Close,
	}, nil
}

// Stdin is standard input as a source with one unit.
type Stdin struct{ In io.Reader }

// Name is "-".
func (Stdin) Name() string { return "-" }

// Close does nothing.
func (Stdin) Close() error { return nil }

// Units yields the one unit.
func (Stdin) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) { yield(source.Unit{Name: "stdin", Size: -1}, nil) }
}

// Open hands out standard input.
func (s Stdin) Open(_ context.Context, u source.Unit) (*source.Body, error) {
	return &source.Body{
		Body:    content.Body{Name: u.Name, Size: -1, R: s.In},
		Changed: func() bool { return false },
		Close:   func() error { return nil },
	}, nil
}
