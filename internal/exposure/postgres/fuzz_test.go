package postgres

import (
	"bytes"
	"net"
	"testing"
)

// FuzzMessages: whatever a server says is taken apart without a panic.
func FuzzMessages(f *testing.F) {
	f.Add([]byte("R\x00\x00\x00\x08\x00\x00\x00\x00Z\x00\x00\x00\x05I"))
	f.Add([]byte("E\x00\x00\x00\x0eC28P01\x00Mx\x00\x00"))
	f.Add([]byte("D\x00\x00\x00\x0b\x00\x01\x00\x00\x00\x01xZ\x00\x00\x00\x05I"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, ask := range []func(*session) error{
			func(s *session) error { _, err := s.login("u", "d"); return err },
			func(s *session) error { _, err := s.query("SELECT 1"); return err },
		} {
			_ = ask(&session{Conn: &said{r: bytes.NewReader(b)}})
		}
	})
}

// said is a connection of which the other side says what is in r.
type said struct {
	net.Conn
	r *bytes.Reader
}

func (s *said) Read(p []byte) (int, error)  { return s.r.Read(p) }
func (s *said) Write(p []byte) (int, error) { return len(p), nil }
