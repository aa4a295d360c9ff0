package source

import (
	"errors"
	"io/fs"
	"os"
)

// Bare leaves the paths out of an error of the file system: they may be named after a person.
func Bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}
