package ldap

import (
	"bufio"
	"bytes"
	"testing"
)

// FuzzBER: whatever a server says is taken apart without a panic and within bounds.
func FuzzBER(f *testing.F) {
	f.Add(enc(0x64, text("dc=x"), enc(0x30, enc(0x30, text("mail"), enc(0x31, text("a"))))))
	f.Add([]byte("\x30\x84\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := &session{in: bufio.NewReader(bytes.NewReader(b))}
		if op, err := s.receive(); err == nil {
			_, _ = entryOf(op)
			_, _ = result(op)
		}
		if e, _, err := next(b); err == nil {
			_, _ = entryOf(e)
			_, _ = all(e.body)
		}
	})
}
