package archive

import "io"

// Unpack reads what r holds packed, where head, its first bytes, says that it is packed by gzip, bzip2, xz, Zstandard or LZ4; nil
// where it is not. It is for who reads one stream and knows what it holds: names and limits are the caller's.
func Unpack(head []byte, r io.Reader) (io.ReadCloser, error) {
	for _, s := range []*Stream{Gzip(), Bzip2(), XZ(), Zstd(), LZ4()} {
		if s.match(head) {
			return s.open(r)
		}
	}
	return nil, nil
}
