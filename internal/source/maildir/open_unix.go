//go:build unix

package maildir

import (
	"os"
	"syscall"
)

// openFile never blocks, and follows no link: a name may have become another thing since it was listed.
func openFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
}
