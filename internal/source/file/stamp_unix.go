//go:build unix

package file

import (
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// stamp is inode, size and time of change in nanoseconds.
func stamp(st fs.FileInfo) string {
	b := make([]byte, 0, 48)
	if sys, ok := st.Sys().(*syscall.Stat_t); ok {
		b = strconv.AppendUint(b, uint64(sys.Ino), 36) //nolint:unconvert // 32 bits wide on some systems
	}
	b = append(b, '-')
	b = strconv.AppendInt(b, st.Size(), 36)
	b = append(b, '-')
	b = strconv.AppendInt(b, st.ModTime().UnixNano(), 36)
	return string(b)
}

// openFile never blocks: a name may have become a pipe since it was listed.
func openFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
}
