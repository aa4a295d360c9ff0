package redis

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"strconv"
)

const (
	maxText  = 1 << 20 // bytes of one text of a reply
	maxItems = 10_000  // of a list
	maxDepth = 4
	maxReply = 8 << 20 // bytes of a whole reply
)

// client speaks RESP 2: https://redis.io/docs/latest/develop/reference/protocol-spec/
type client struct {
	net.Conn
	in   *bufio.Reader
	left int
}

// reply is what a command is answered with.
type reply struct {
	err  bool
	text []byte
	list []reply
}

var errShape = errors.New("no RESP")

func newClient(c net.Conn) *client { return &client{Conn: c, in: bufio.NewReaderSize(c, 4096)} }

// do sends a command and reads its reply.
func (c *client) do(args ...string) (reply, error) {
	b := append(strconv.AppendInt([]byte{'*'}, int64(len(args)), 10), "\r\n"...)
	for _, a := range args {
		b = append(strconv.AppendInt(append(b, '$'), int64(len(a)), 10), "\r\n"...)
		b = append(append(b, a...), "\r\n"...)
	}
	if _, err := c.Write(b); err != nil {
		return reply{}, err
	}
	c.left = maxReply
	return c.read(0)
}

func (c *client) read(depth int) (reply, error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		if errors.Is(err, bufio.ErrBufferFull) {
			err = errShape
		}
		return reply{}, err
	}
	line = bytes.TrimRight(line, "\r\n")
	if c.left -= len(line) + 2; c.left < 0 || len(line) == 0 || depth > maxDepth {
		return reply{}, errShape
	}
	switch kind, rest := line[0], line[1:]; kind {
	case '+', ':':
		return reply{text: bytes.Clone(rest)}, nil
	case '-':
		return reply{err: true, text: bytes.Clone(rest)}, nil
	case '$':
		n, err := size(rest, maxText)
		if err != nil || n < 0 {
			return reply{}, err
		}
		if c.left -= n; c.left < 0 {
			return reply{}, errShape
		}
		text := make([]byte, n+2)
		if _, err := io.ReadFull(c.in, text); err != nil {
			return reply{}, err
		}
		return reply{text: text[:n]}, nil
	case '*':
		n, err := size(rest, maxItems)
		if err != nil || n < 0 {
			return reply{}, err
		}
		var out reply
		for range n {
			r, err := c.read(depth + 1)
			if err != nil {
				return reply{}, err
			}
			out.list = append(out.list, r)
		}
		return out, nil
	}
	return reply{}, errShape
}

// size reads a length; -1 is nothing.
func size(b []byte, most int) (int, error) {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < -1 || n > most {
		return 0, errShape
	}
	return n, nil
}
