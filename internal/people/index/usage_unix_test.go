//go:build unix

package index

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// usage is the processor time that the process has taken, and the most memory it has had, in bytes.
func usage() (cpu time.Duration, peak int64) {
	var u unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &u)
	peak = int64(u.Maxrss) //nolint:unconvert // 32 bits on some systems
	if runtime.GOOS == "linux" {
		peak *= 1 << 10
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), peak
}
