package mysql

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// The protocol: https://mariadb.com/docs/server/reference/clientserver-protocol

const (
	maxPacket = 1 << 20
	maxRows   = 10_000
)

const ( // capabilities
	longPassword     = 0x1
	ssl              = 0x800
	protocol41       = 0x200
	transactions     = 0x2000
	secureConnection = 0x8000
	pluginAuth       = 0x80000
)

var errShape = errors.New("no MySQL protocol")

// session is a connection; after login it may ask.
type session struct {
	net.Conn
	seq     byte
	version string
	able    bool // the server speaks TLS
	tls     bool
}

// refusal is an error of the server: its number, never its text.
type refusal struct{ number uint16 }

func (r *refusal) Error() string { return "refused" }

// open connects and reads what the server says of itself.
func open(ctx context.Context, v *exposure.Visit, address string) (*session, error) {
	c, err := v.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	s := &session{Conn: c}
	p, err := s.read()
	if err == nil {
		err = s.greeting(p)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return s, nil
}

func (s *session) greeting(p []byte) error {
	if p[0] == 0xff {
		return refused(p)
	}
	version, rest, ok := bytes.Cut(p[1:], []byte{0})
	if p[0] != 10 || !ok || len(rest) < 4+8+1+2 {
		return errShape
	}
	s.version = string(version[:min(len(version), 64)])
	s.able = binary.LittleEndian.Uint16(rest[13:])&ssl != 0
	return nil
}

// login says who one is, with an empty password. A *refusal is a closed door.
func (s *session) login(ctx context.Context, host, user string, secure bool) error {
	caps := uint32(longPassword | protocol41 | transactions | secureConnection | pluginAuth)
	if secure {
		caps |= ssl
	}
	head := binary.LittleEndian.AppendUint32(nil, caps)
	head = binary.LittleEndian.AppendUint32(head, maxPacket)
	head = append(append(head, 45), make([]byte, 23)...) // utf8mb4
	if secure {
		if err := s.write(head); err != nil {
			return err
		}
		c, err := exposure.Secure(ctx, s.Conn, host)
		if err != nil {
			return err
		}
		s.Conn, s.tls = c, true
	}
	b := append(append(head, user...), 0, 0) // the name, and no bytes of a password
	b = append(append(b, "mysql_native_password"...), 0)
	if err := s.write(b); err != nil {
		return err
	}
	for range 4 {
		p, err := s.read()
		if err != nil {
			return err
		}
		switch p[0] {
		case 0:
			return nil
		case 0xff:
			return refused(p)
		case 0xfe: // another method is asked for: with it, no password is no bytes too
			if err := s.write(nil); err != nil {
				return err
			}
		case 1: // more data of the method: a fast answer is followed by OK; a full one would want a password
			if len(p) == 2 && p[1] == 3 {
				continue
			}
			return &refusal{1045}
		default:
			return errShape
		}
	}
	return &refusal{1045}
}

// query asks, and returns the rows' texts.
func (s *session) query(sql string) ([][]string, error) {
	s.seq = 0
	if err := s.write(append([]byte{3}, sql...)); err != nil {
		return nil, err
	}
	p, err := s.read()
	if err != nil {
		return nil, err
	}
	switch p[0] {
	case 0:
		return nil, nil
	case 0xff:
		return nil, refused(p)
	case 0xfb: // it asks for a file of ours
		return nil, errShape
	}
	for { // the columns
		if p, err = s.read(); err != nil {
			return nil, err
		}
		if p[0] == 0xfe && len(p) < 9 {
			break
		}
	}
	var rows [][]string
	for {
		if p, err = s.read(); err != nil {
			return nil, err
		}
		if p[0] == 0xfe && len(p) < 9 {
			return rows, nil
		}
		if p[0] == 0xff {
			return rows, refused(p)
		}
		row, err := fields(p)
		if err != nil {
			return nil, err
		}
		if len(rows) < maxRows {
			rows = append(rows, row)
		}
	}
}

func fields(p []byte) (out []string, err error) {
	for len(p) > 0 {
		if p[0] == 0xfb {
			out, p = append(out, ""), p[1:]
			continue
		}
		n, size := length(p)
		if size == 0 || n > uint64(len(p)-size) {
			return nil, errShape
		}
		out = append(out, string(p[size:size+int(n)]))
		p = p[size+int(n):]
	}
	return out, nil
}

// length is a length-encoded number and how many bytes it takes, 0 if it is none.
func length(p []byte) (uint64, int) {
	switch {
	case p[0] < 0xfb:
		return uint64(p[0]), 1
	case p[0] == 0xfc && len(p) >= 3:
		return uint64(binary.LittleEndian.Uint16(p[1:])), 3
	case p[0] == 0xfd && len(p) >= 4:
		return uint64(p[1]) | uint64(p[2])<<8 | uint64(p[3])<<16, 4
	case p[0] == 0xfe && len(p) >= 9:
		return binary.LittleEndian.Uint64(p[1:]), 9
	}
	return 0, 0
}

func refused(p []byte) error {
	if len(p) < 3 {
		return errShape
	}
	return &refusal{binary.LittleEndian.Uint16(p[1:])}
}

func (s *session) write(p []byte) error {
	b := append([]byte{byte(len(p)), byte(len(p) >> 8), byte(len(p) >> 16), s.seq}, p...)
	s.seq++
	_, err := s.Write(b)
	return err
}

// read reads a packet of at least a byte.
func (s *session) read() ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(s, head[:]); err != nil {
		return nil, err
	}
	n := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	if n == 0 || n > maxPacket {
		return nil, errShape
	}
	s.seq = head[3] + 1
	p := make([]byte, n)
	if _, err := io.ReadFull(s, p); err != nil {
		return nil, err
	}
	return p, nil
}
