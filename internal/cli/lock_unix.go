//go:build unix

package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// exclusive locks a file until it is closed; an error if another program has it locked.
func exclusive(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }
