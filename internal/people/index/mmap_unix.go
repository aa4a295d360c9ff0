//go:build unix

package index

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps the first size bytes of a file for reading. Look-ups jump, so the system is asked not to read ahead: on a
// file larger than memory, reading ahead would throw out what is needed for what is not.
func mapFile(f *os.File, size int) ([]byte, error) {
	b, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	if err == nil {
		_ = unix.Madvise(b, unix.MADV_RANDOM)
	}
	return b, err
}

func unmapFile(b []byte) error { return unix.Munmap(b) }

// makeRuns makes a file for sorted runs that loses its name at once, so that nothing is left behind whatever happens.
func makeRuns(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "people-*")
	if err != nil {
		return nil, err
	}
	return f, os.Remove(f.Name())
}

// claim marks a file as being written; a mark goes with the process. It tells whether nobody else had marked it.
func claim(f *os.File) bool {
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
