package synth

import (
	"encoding/base64"
	"hash/crc32"
)

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func crc(s string) uint32 { return crc32.ChecksumIEEE([]byte(s)) }

// base62 writes n in w digits 0-9A-Za-z.
func base62(n uint32, w int) string {
	const digits = decimal + upper + lower
	b := make([]byte, w)
	for i := w - 1; i >= 0; i-- {
		b[i] = digits[n%62]
		n /= 62
	}
	return string(b)
}
