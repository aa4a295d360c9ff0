//go:build !unix

package maildir

import "os"

func openFile(path string) (*os.File, error) { return os.Open(path) }
