package exposuretest

import (
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"testing"
	"time"
)

// Socks is the URL of a SOCKS5 proxy (RFC 1928, no authentication, CONNECT to addresses and names) that is ended with the test.
func Socks(t testing.TB) string {
	t.Helper()
	return "socks5://" + Serve(t, func(c net.Conn) {
		head := make([]byte, 2)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		if _, err := io.ReadFull(c, make([]byte, head[1])); err != nil {
			return
		}
		_, _ = c.Write([]byte{5, 0})
		ask := make([]byte, 4)
		if _, err := io.ReadFull(c, ask); err != nil {
			return
		}
		size := map[byte]int{1: 4, 4: 16}[ask[3]]
		if ask[3] == 3 {
			one := make([]byte, 1)
			if _, err := io.ReadFull(c, one); err != nil {
				return
			}
			size = int(one[0])
		}
		rest := make([]byte, size+2)
		if _, err := io.ReadFull(c, rest); err != nil {
			return
		}
		host := string(rest[:size])
		if ask[3] != 3 {
			host = net.IP(rest[:size]).String()
		}
		to, err := net.DialTimeout("tcp", net.JoinHostPort(host, strconv.Itoa(int(binary.BigEndian.Uint16(rest[size:])))), 5*time.Second)
		if err != nil {
			_, _ = c.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
			return
		}
		defer func() { _ = to.Close() }()
		_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		go func() { _, _ = io.Copy(to, c); _ = to.Close() }()
		_, _ = io.Copy(c, to)
	})
}
