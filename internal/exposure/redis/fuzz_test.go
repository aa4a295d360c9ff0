package redis

import (
	"bytes"
	"net"
	"testing"
)

// FuzzReplies: whatever a server says is taken apart without a panic.
func FuzzReplies(f *testing.F) {
	f.Add([]byte("*2\r\n$1\r\n0\r\n*1\r\n$3\r\nkey\r\n"))
	f.Add([]byte("-NOAUTH x\r\n$-1\r\n*-1\r\n:1\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := newClient(&said{r: bytes.NewReader(b)})
		for range 10 {
			a, err := c.do("INFO")
			if err != nil {
				break
			}
			_ = keyspace(a.text)
			_ = field(a.text, "redis_version")
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
