//go:build unix && !solaris && !aix && !illumos && !netbsd && !openbsd && !dragonfly

package custody

import "golang.org/x/sys/unix"

// free is how many bytes of the disk are free to whoever is no administrator, if that can be known.
func free(dir string) (int64, bool) {
	var st unix.Statfs_t
	if unix.Statfs(dir, &st) != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true //nolint:unconvert // of another type elsewhere
}
