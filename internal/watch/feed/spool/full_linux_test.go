package spool_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// TestDiskFull: a disk that is full takes nothing of a frame, and takes frames again when there is room.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if os.Geteuid() != 0 {
		livetest.Missing(t, "tmpfs", "only root mounts a small disk")
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		livetest.Missing(t, "tmpfs", "it cannot be mounted here")
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 100<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, filepath.Join(dir, "x"), 1<<30)
	r := s.Reader()
	n := 0
	for ; ; n++ {
		err := s.Append(frame(n))
		if fault.Of(err) == fault.Unavailable && errors.Is(err, syscall.ENOSPC) {
			break
		}
		if err != nil || n > 100 {
			t.Fatal(n, err)
		}
	}
	if got, _ := read(t, r, 0); got != n {
		t.Errorf("%d frames of %d", got, n)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	appendAll(t, s, n, n+5)
	if got, _ := read(t, r, n); got != n+5 {
		t.Errorf("%d frames of %d", got, n+5)
	}
	if got, _ := read(t, open(t, filepath.Join(dir, "x"), 1<<30).Reader(), 0); got != n+5 {
		t.Errorf("another reads %d frames of %d", got, n+5)
	}
	if _, _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}
