package bounce

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
)

// words are words in lower case, as UTF-8, Shift_JIS, ISO-2022-JP and EUC-JP write them.
func words(list ...string) [][]byte {
	var out [][]byte
	for _, w := range list {
		out = append(out, []byte(w))
		if w[0] < 0x80 {
			continue
		}
		for _, e := range []encoding.Encoding{japanese.ShiftJIS, japanese.EUCJP, japanese.ISO2022JP} {
			b, err := e.NewEncoder().Bytes([]byte(w))
			if err != nil {
				continue
			}
			if e == japanese.ISO2022JP && len(b) > 6 {
				b = b[3 : len(b)-3] // without the escapes, which may stand further away
			}
			out = append(out, lower(b))
		}
	}
	return out
}

// lower is what bytes.ToLower makes of the bytes of a text in any charset, which is what they are compared with.
func lower(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		out[i] = c
	}
	return out
}
