//go:build !unix

package file

import (
	"io/fs"
	"os"
	"strconv"
)

// stamp is size and time of change in nanoseconds.
func stamp(st fs.FileInfo) string {
	return strconv.FormatInt(st.Size(), 36) + "-" + strconv.FormatInt(st.ModTime().UnixNano(), 36)
}

func openFile(path string) (*os.File, error) { return os.Open(path) }
