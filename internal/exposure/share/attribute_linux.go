package share

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// owner is who an object belongs to, and the mount that it stands in.
func owner(st fs.FileInfo) (uid, gid uint32, device uint64) {
	if sys, ok := st.Sys().(*syscall.Stat_t); ok {
		return sys.Uid, sys.Gid, sys.Dev //nolint:unconvert // another width on some systems
	}
	return 0, 0, 0
}

// attribute is an extended attribute in buf, or in a larger one; empty if there is none. Never of what a link leads to.
func attribute(path, name string, buf []byte) []byte {
	for buf = buf[:cap(buf)]; ; {
		n, err := unix.Lgetxattr(path, name, buf)
		if (err == unix.ERANGE || len(buf) == 0) && len(buf) < 1<<20 {
			buf = make([]byte, max(4096, 4*len(buf)))
			continue
		}
		if err != nil {
			n = 0
		}
		return buf[:n]
	}
}
