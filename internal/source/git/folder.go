package git

import (
	"os"
	"path/filepath"
	"time"
)

const (
	folders = "tsutsumi-git-"
	mark    = "tsutsumi.lock" // in each of them, locked as long as the process lives whose folder it is
	young   = time.Minute     // a folder may have no lock yet
)

// makeFolder makes a temporary folder with its mark. Before, it takes away what processes left behind that were killed: a
// mirror holds whole contents in clear.
func makeFolder(parent string) (dir string, lock *os.File, err error) {
	if parent == "" {
		parent = os.TempDir()
	}
	left, _ := filepath.Glob(filepath.Join(escape(parent), folders+"*"))
	for _, d := range left {
		if abandoned(d) {
			_ = os.RemoveAll(d) // what cannot be taken away is somebody else's
		}
	}
	if dir, err = os.MkdirTemp(parent, folders); err != nil {
		return "", nil, err
	}
	if lock, err = os.OpenFile(filepath.Join(dir, mark), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err != nil {
		_ = os.RemoveAll(dir)
		return "", nil, err
	}
	claim(lock)
	return dir, lock, nil
}

// abandoned tells whether nobody holds a folder any more.
func abandoned(dir string) bool {
	st, err := os.Lstat(dir)
	if err != nil || !st.IsDir() || time.Since(st.ModTime()) < young {
		return false
	}
	path := filepath.Join(dir, mark)
	if st, err = os.Lstat(path); err != nil || !st.Mode().IsRegular() {
		return false
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return claim(f)
}
