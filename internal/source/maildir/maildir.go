// Package maildir is the source of mails in a folder: Maildir, and Maildir++ with its subfolders (`.Sent`, `.A.B`).
//
// A unit is one mail. It is named after the folder and what the delivering program called it, without the flags that stand
// in its file's name: so it stays the same unit when it is moved from new to cur or marked as read, and one that is moved
// while it is read is found again. What stands in tmp is not yet delivered, and not read.
package maildir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Scheme is maildir:///PATH.
var Scheme = source.Scheme{Names: []string{"maildir"}, Example: "maildir:///home/taro/Maildir", Open: open}

// Source is a Maildir and its subfolders.
type Source struct {
	name, root string

	mu      sync.Mutex
	folders map[string]string // as it stands in units' names -> the folder
	lists   [2]listing        // of the folders looked at last
}

// listing is the mails of a folder, in the order of their names.
type listing struct {
	folder string
	mails  []mail
}

// mail is one, by its name in units and the file's, relative to the folder.
type mail struct{ name, file string }

func open(_ context.Context, t *source.Target, o *source.Options) (source.Source, error) {
	if err := errors.Join(t.Only(), wire.Whole(o, "maildir", false)); err != nil {
		return nil, err
	}
	if t.Host != "" || t.Path == "" {
		return nil, fault.Errorf(fault.Usage, "open target: maildir:///PATH: a path from the root")
	}
	root, err := filepath.EvalSymlinks(filepath.Clean(t.Path))
	if err == nil {
		_, err = os.Stat(filepath.Join(root, "cur"))
	}
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("open target: maildir:///PATH: no Maildir there (it has no folder \"cur\"): %w", source.Bare(err)))
	}
	return &Source{name: t.Name(), root: root, folders: map[string]string{}}, nil
}

// Name is the target.
func (s *Source) Name() string { return s.name }

// Close does nothing.
func (s *Source) Close() error { return nil }

// Units enumerates the mails of the inbox and then of each subfolder.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		entries, err := os.ReadDir(s.root)
		if err != nil {
			yield(source.Unit{}, fault.As(fault.Unreadable, fmt.Errorf("list folders: %w", source.Bare(err))))
			return
		}
		if !s.folder(ctx, "INBOX", s.root, yield) {
			return
		}
		for _, e := range entries {
			if e.IsDir() && len(e.Name()) > 1 && e.Name()[0] == '.' {
				dir := filepath.Join(s.root, e.Name())
				if _, err := os.Lstat(filepath.Join(dir, "cur")); err != nil {
					continue
				}
				if !s.folder(ctx, folder(e.Name()[1:]), dir, yield) {
					return
				}
			}
		}
	}
}

func (s *Source) folder(ctx context.Context, name, dir string, yield func(source.Unit, error) bool) bool {
	s.mu.Lock()
	s.folders[name] = dir
	s.mu.Unlock()
	mails, err := s.list(dir, true)
	if err != nil && !yield(source.Unit{Name: name + "/", Size: -1}, err) {
		return false
	}
	for _, m := range mails {
		if ctx.Err() != nil {
			return false
		}
		u := source.Unit{Name: name + "/" + m.name, Size: -1}
		st, err := os.Lstat(filepath.Join(dir, m.file))
		if errors.Is(err, fs.ErrNotExist) { // moved, most likely
			var file string
			if file, err = s.find(dir, m.name, true); err == nil {
				st, err = os.Lstat(filepath.Join(dir, file))
			}
			if err != nil {
				continue // gone
			}
		}
		switch {
		case err != nil:
			err = fault.As(fault.Unreadable, fmt.Errorf("look at mail: %w", source.Bare(err)))
		case !st.Mode().IsRegular():
			err = fault.Errorf(fault.Skipped, "read mail: not a file")
		default:
			u.Size, u.Stamp = st.Size(), stamp(st)
		}
		if !yield(u, err) {
			return false
		}
	}
	return true
}

// stamp is size and time: flags change neither.
func stamp(st fs.FileInfo) string { return fmt.Sprintf("%x-%x", st.Size(), st.ModTime().UnixNano()) }

// list is the mails of a folder; anew looks again.
func (s *Source) list(dir string, anew bool) ([]mail, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.lists[:], func(l listing) bool { return l.folder == dir }); i >= 0 && !anew {
		return s.lists[i].mails, nil
	}
	var out []mail
	var failed error
	for _, sub := range []string{"new", "cur"} { // a mail moves from the one to the other: whoever looks in this order meets it
		d, err := os.Open(filepath.Join(dir, sub))
		var names []string
		if err == nil {
			names, err = d.Readdirnames(-1)
			d.Close()
		}
		if err != nil {
			failed = fault.As(fault.Unreadable, fmt.Errorf("list mails: %w", source.Bare(err)))
		}
		for _, n := range names {
			if n[0] != '.' {
				out = append(out, mail{unit(n), sub + "/" + n})
			}
		}
	}
	slices.SortFunc(out, func(a, b mail) int { return strings.Compare(a.name, b.name) })
	out = slices.CompactFunc(out, func(a, b mail) bool { return a.name == b.name })
	if s.lists[0].folder != dir {
		s.lists[1] = s.lists[0]
	}
	s.lists[0] = listing{dir, out}
	return out, failed
}

// unit is how a mail's file is called in units: without its flags (":2,S"; ";" and "!" where a system knows no colons).
func unit(file string) string {
	if i := strings.LastIndexAny(file, ":;!"); i > 0 && strings.HasPrefix(file[i+1:], "2,") {
		file = file[:i]
	}
	return content.SafeName(file) + ".eml"
}

// find is the file of a mail, relative to its folder.
func (s *Source) find(dir, name string, anew bool) (string, error) {
	mails, err := s.list(dir, anew)
	i, ok := slices.BinarySearchFunc(mails, name, func(m mail, name string) int { return strings.Compare(m.name, name) })
	switch {
	case ok:
		return mails[i].file, nil
	case err != nil:
		return "", err
	}
	return "", fault.Errorf(fault.Unreadable, "read mail: it is not there any more")
}

// Open opens a mail.
func (s *Source) Open(_ context.Context, u source.Unit) (*source.Body, error) {
	dir, name, err := s.place(u.Name)
	if err != nil {
		return nil, err
	}
	var f *os.File
	for _, anew := range []bool{false, true} {
		file, e := s.find(dir, name, anew)
		if err = e; err == nil {
			if f, err = openFile(filepath.Join(dir, file)); err == nil {
				break
			}
			err = fault.As(fault.Unreadable, fmt.Errorf("open mail: %w", source.Bare(err)))
		}
	}
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		f.Close()
		return nil, fault.Errorf(fault.Skipped, "read mail: not a file")
	}
	before := stamp(st)
	return &source.Body{
		Body: content.Body{Name: u.Name, Size: st.Size(), R: f, At: f},
		Changed: func() bool { // that it was moved or deleted meanwhile is none
			st, err := f.Stat()
			return err != nil || stamp(st) != before
		},
		Close: f.Close,
	}, nil
}

// place is the folder and the name of a unit.
func (s *Source) place(unit string) (dir, name string, err error) {
	i := strings.LastIndexByte(unit, '/')
	if i < 0 {
		return "", "", fault.Errorf(fault.Unreadable, "read mail: there is no such unit")
	}
	s.mu.Lock()
	dir, known := s.folders[unit[:i]]
	s.mu.Unlock()
	if known {
		return dir, unit[i+1:], nil
	}
	if unit[:i] == "INBOX" {
		return s.root, unit[i+1:], nil
	}
	entries, err := os.ReadDir(s.root)
	if err != nil {
		return "", "", fault.As(fault.Unreadable, fmt.Errorf("list folders: %w", source.Bare(err)))
	}
	for _, e := range entries {
		if len(e.Name()) > 1 && e.Name()[0] == '.' && folder(e.Name()[1:]) == unit[:i] {
			return filepath.Join(s.root, e.Name()), unit[i+1:], nil
		}
	}
	return "", "", fault.Errorf(fault.Unreadable, "read mail: there is no such folder")
}
