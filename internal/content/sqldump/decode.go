package sqldump

import "io"

func decode(r io.Reader) (io.Reader, string, func() int64, error) {
	return r, "utf-8", func() int64 { return 0 }, nil
}
