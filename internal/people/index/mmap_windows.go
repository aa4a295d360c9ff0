package index

import (
	"os"
	"path/filepath"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapFile maps the first size bytes of a file for reading.
func mapFile(f *os.File, size int) ([]byte, error) {
	h, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READONLY, uint32(uint64(size)>>32), uint32(size), nil)
	if err != nil {
		return nil, os.NewSyscallError("CreateFileMapping", err)
	}
	defer windows.CloseHandle(h) // the view keeps the mapping
	at, err := windows.MapViewOfFile(h, windows.FILE_MAP_READ, 0, 0, uintptr(size))
	if err != nil {
		return nil, os.NewSyscallError("MapViewOfFile", err)
	}
	// The address is the system's, not the collector's: it is read through a pointer to it, as unsafe's rules allow.
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&at)), size), nil
}

func unmapFile(b []byte) error {
	return windows.UnmapViewOfFile(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}

// makeRuns makes a file for sorted runs that the system removes when it is closed, whatever happens.
func makeRuns(dir string) (*os.File, error) {
	for n := 0; ; n++ {
		name := filepath.Join(dir, "people-"+strconv.Itoa(os.Getpid())+"-"+strconv.Itoa(n))
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|windows.FILE_FLAG_DELETE_ON_CLOSE, 0o600)
		if err == nil || !os.IsExist(err) {
			return f, err
		}
	}
}

// claim marks a file as being written. Here a file that is open cannot be removed, which is mark enough.
func claim(*os.File) bool { return true }

// syncFolder does nothing: the system keeps its names durable by itself.
func syncFolder(string) error { return nil }
