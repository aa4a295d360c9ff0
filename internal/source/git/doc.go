// Package git is the source of histories: every content that any commit of any ref ever had, each once, with where and
// when it stood.
//
// A unit is one blob, named after the path and the commit in which it first came ("data/a.csv@0123456789ab"); its place is
// the path. One more unit, "(commit messages)", holds what commits say themselves: authors, committers, messages.
//
// The git program reads. A repository is somebody's word: its configuration, hooks, attributes and filters may name
// programs to run. So everything but the list of refs is read through a shadow, a folder with a configuration of ours and
// the repository's objects (shadow.go), and no command may reach for a network. Repositories elsewhere are mirrored
// first, into a folder that Close removes (mirror.go).
//
// Words: a tip is the commit that a ref leads to; a change is one path of one commit, which brings a blob, takes one away,
// or both.
package git

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Scheme opens git+file://, git+https://, git+http:// and git+ssh:// targets.
var Scheme = source.Scheme{
	Names:   []string{credentials, "git+ssh", "git+file", "git+http"},
	Example: example,
	Open:    open,
}

const (
	example     = "git+https://git.example.jp/team/repo.git"
	credentials = "git+https" // what credentials are looked up by
)

// Source is one repository.
type Source struct {
	name    string
	program string
	o       source.Options
	span    *span // of Options.Range

	mu     sync.Mutex
	remote *remote // nil for what is on this machine
	repo   *repo   // nil until the mirror is there
	pool   *pool
	said   *said // what the unit of messages is read from, once it was listed
}

func open(ctx context.Context, t *source.Target, o *source.Options) (source.Source, error) {
	if err := t.Only(); err != nil {
		return nil, err
	}
	if t.Scheme == "git+file" {
		if t.Host != "" && t.Host != "localhost" || t.User != "" || t.Path == "" {
			return nil, fault.Errorf(fault.Usage, "open target: git+file://…: a path of this machine, with three slashes: git+file:///srv/repo")
		}
		return Open(ctx, filepath.FromSlash(t.Path), o)
	}
	if t.Host == "" || t.Path == "" || t.Path == "/" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: names no repository; as in %s", t.Scheme, example)
	}
	s, err := newSource(t.Name(), o)
	if err != nil {
		return nil, err
	}
	if o.Staged {
		return nil, fault.Errorf(fault.Usage, "--staged: only a repository on this machine has something staged")
	}
	if s.remote, err = newRemote(t, o); err != nil {
		return nil, err
	}
	return s, nil
}

// Open opens the repository at a path: a work tree, a linked work tree, or a bare repository.
func Open(ctx context.Context, path string, o *source.Options) (*Source, error) {
	root, err := filepath.Abs(path)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open target: no such folder")
	}
	dir, ok := gitDir(root)
	if !ok {
		return nil, fault.Errorf(fault.Usage, "open target: not a git repository")
	}
	s, err := newSource(Target(root), o)
	if err != nil {
		return nil, err
	}
	if s.repo, err = shadow(ctx, s.program, dir, &s.o); err != nil {
		return nil, err
	}
	s.pool = newPool(s.repo)
	if s.span != nil { // what cannot be meant is told at once
		if _, _, err := s.repo.resolve(ctx, s.span); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// Target is what the repository at a path is called.
func Target(root string) string {
	return (&url.URL{Scheme: "git+file", Path: filepath.ToSlash(root)}).String()
}

func newSource(name string, o *source.Options) (*Source, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open target: the git program is needed to read a history, and is not on this machine")
	}
	if o.Sample > 0 {
		return nil, fault.Errorf(fault.Usage, "--sample: a git history is read whole, or by --since or --range")
	}
	s := &Source{name: name, program: program, o: *o}
	if s.o.Now == nil {
		s.o.Now = time.Now
	}
	if s.span, err = parseRange(o.Range); err != nil {
		return nil, err
	}
	n := 0
	for _, asked := range []bool{o.Staged, o.Range != "", !o.Since.IsZero()} {
		if asked {
			n++
		}
	}
	if n > 1 {
		return nil, fault.Errorf(fault.Usage, "--staged, --range and --since: one of them at a time")
	}
	return s, nil
}

// Find is the top of the work tree that holds a path, or the bare repository that it is.
func Find(path string) (root string, ok bool) {
	p, err := filepath.Abs(path)
	if err == nil {
		p, err = filepath.EvalSymlinks(p)
	}
	for err == nil {
		if _, ok := gitDir(p); ok {
			return p, true
		}
		up := filepath.Dir(p)
		if up == p {
			break
		}
		p = up
	}
	return "", false
}

// gitDir is the folder of a repository whose top is root. It follows the file that a linked work tree or a submodule has
// instead of a folder .git.
func gitDir(root string) (string, bool) {
	p := filepath.Join(root, ".git")
	if st, err := os.Stat(p); err == nil && st.Mode().IsRegular() && st.Size() < 64<<10 {
		text, err := os.ReadFile(p)
		dir, ok := strings.CutPrefix(strings.TrimRight(string(text), "\r\n"), "gitdir: ")
		if err != nil || !ok {
			return "", false
		}
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(root, dir)
		}
		return dir, isDir(dir)
	}
	for _, dir := range []string{p, root} {
		if isDir(filepath.Join(dir, "objects")) && isDir(filepath.Join(dir, "refs")) {
			if _, err := os.Lstat(filepath.Join(dir, "HEAD")); err == nil {
				return dir, true
			}
		}
	}
	return "", false
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}

// Name is the target.
func (s *Source) Name() string { return s.name }

// Partial tells that only a part of the history was asked for.
func (s *Source) Partial() bool { return s.o.Staged || s.span != nil || !s.o.Since.IsZero() }

// Close ends the programs that read and removes the shadow and the mirror.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.repo == nil {
		return nil
	}
	s.pool.close()
	return s.repo.remove()
}
