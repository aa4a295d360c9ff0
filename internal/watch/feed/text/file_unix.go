//go:build unix

package text

import (
	"io/fs"
	"os"
	"syscall"
)

// inode tells a file from all others of the machine.
func inode(st fs.FileInfo) (dev, ino uint64) {
	if sys, ok := st.Sys().(*syscall.Stat_t); ok {
		return uint64(sys.Dev), uint64(sys.Ino) //nolint:unconvert // narrower or signed on some systems
	}
	return 0, 0
}

// openFile never waits for the other end of a pipe.
func openFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}
