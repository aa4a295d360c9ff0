package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// exclusive locks a file until it is closed; an error if another program has it locked.
func exclusive(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
}
