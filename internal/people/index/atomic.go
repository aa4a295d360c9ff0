package index

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// target is the file that will take the place of another once it is whole.
type target struct {
	path string
	f    *os.File
}

// newTarget makes a file beside the one that it is to replace, and removes what builds that were killed left there.
func newTarget(path string) (*target, error) {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	pattern := "." + base + ".*.new"
	left, _ := filepath.Glob(filepath.Join(escape(dir), escape("."+base)+".*.new"))
	for _, name := range left {
		if f, err := os.OpenFile(name, os.O_RDWR, 0); err == nil {
			abandoned := claim(f)
			_ = f.Close()
			if abandoned {
				_ = os.Remove(name)
			}
		}
	}
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, fault.As(fault.Unavailable, fmt.Errorf("write people index: %w", err))
	}
	claim(f)
	return &target{path, f}, nil
}

// escape keeps a name from being read as a pattern.
func escape(name string) string {
	var out []byte
	for i := range len(name) {
		if c := name[i]; c == '*' || c == '?' || c == '[' || c == '\\' && os.PathSeparator != '\\' {
			out = append(out, '[', c, ']')
			continue
		}
		out = append(out, name[i])
	}
	return string(out)
}

func (t *target) Write(b []byte) (int, error) {
	n, err := t.f.Write(b)
	if err != nil {
		err = fault.As(fault.Unavailable, fmt.Errorf("write people index %q: %w", t.path, cause(err)))
	}
	return n, err
}

// cause leaves the temporary name out of an error.
func cause(err error) error {
	if p, ok := err.(*os.PathError); ok {
		return p.Err
	}
	return err
}

// commit puts the file in its place. It is durable when commit returns.
func (t *target) commit() error {
	err := t.f.Sync()
	if err2 := t.f.Close(); err == nil {
		err = err2
	}
	if err == nil {
		err = os.Rename(t.f.Name(), t.path)
	}
	if err == nil {
		t.f = nil
		err = syncFolder(filepath.Dir(t.path))
	}
	if err != nil {
		t.abandon()
		return fault.As(fault.Unavailable, fmt.Errorf("write people index %q: %w", t.path, cause(err)))
	}
	return nil
}

// abandon removes the file, if it is not in its place yet.
func (t *target) abandon() {
	if t.f != nil {
		_ = t.f.Close()
		_ = os.Remove(t.f.Name())
		t.f = nil
	}
}
