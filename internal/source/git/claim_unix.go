//go:build unix

package git

import (
	"os"

	"golang.org/x/sys/unix"
)

// claim locks a file, which goes with the process. It tells whether nobody else had.
func claim(f *os.File) bool {
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}
