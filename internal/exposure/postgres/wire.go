package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// The protocol: https://www.postgresql.org/docs/current/protocol-flow.html

const (
	maxMessage = 1 << 20
	maxRows    = 10_000
)

var errShape = errors.New("no PostgreSQL protocol")

// session is a connection that may have got in.
type session struct {
	net.Conn
	tls  bool // it is encrypted
	able bool // the server speaks TLS
}

// The ways in which a server asks who one is (AuthenticationRequest).
const (
	authOK    = 0
	authClear = 3
	authNone  = -1 // it refused at once
)

// open connects, and asks for TLS unless plain is wanted.
func open(ctx context.Context, v *exposure.Visit, host, address string, plain bool) (*session, error) {
	c, err := v.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	s := &session{Conn: c}
	if plain {
		return s, nil
	}
	request := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 8), 80877103)
	answer := make([]byte, 1)
	if _, err = c.Write(request); err == nil {
		_, err = io.ReadFull(c, answer)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	switch answer[0] {
	case 'N':
	case 'S':
		s.able, s.tls = true, true
		if s.Conn, err = exposure.Secure(ctx, c, host); err != nil {
			return nil, err
		}
	default:
		return nil, errors.Join(errShape, c.Close())
	}
	return s, nil
}

// refusal is an error of the server: its SQLSTATE, never its text.
type refusal struct{ state string }

func (r *refusal) Error() string { return "refused with SQLSTATE " + r.state }

// login says who one is, without a password, and tells how the server asks for one: authOK if it does not.
func (s *session) login(user, database string) (int, error) {
	b := binary.BigEndian.AppendUint32(nil, 0)
	b = binary.BigEndian.AppendUint32(b, 196608) // protocol 3.0
	for _, kv := range []string{
		"user", user, "database", database, "application_name", "tsutsumi exposure",
		"options", "-c default_transaction_read_only=on -c statement_timeout=5000",
	} {
		b = append(append(b, kv...), 0)
	}
	b = append(b, 0)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	if _, err := s.Write(b); err != nil {
		return authNone, err
	}
	asked := authNone
	for {
		kind, body, err := s.message()
		if err != nil {
			return asked, err
		}
		switch kind {
		case 'R':
			if len(body) < 4 {
				return asked, errShape
			}
			if asked = int(binary.BigEndian.Uint32(body)); asked != authOK {
				return asked, nil
			}
		case 'E':
			return asked, &refusal{field(body, 'C')}
		case 'Z':
			return asked, nil
		case 'S', 'K', 'N', 'v':
		default:
			return asked, errShape
		}
	}
}

// query asks, and returns the rows' texts.
func (s *session) query(sql string) ([][]string, error) {
	b := append([]byte{'Q', 0, 0, 0, 0}, sql...)
	b = append(b, 0)
	binary.BigEndian.PutUint32(b[1:], uint32(len(b)-1))
	if _, err := s.Write(b); err != nil {
		return nil, err
	}
	var rows [][]string
	var refused error
	for {
		kind, body, err := s.message()
		if err != nil {
			return nil, err
		}
		switch kind {
		case 'D':
			row, err := fields(body)
			if err != nil {
				return nil, err
			}
			if len(rows) < maxRows {
				rows = append(rows, row)
			}
		case 'E':
			refused = &refusal{field(body, 'C')}
		case 'Z':
			return rows, refused
		}
	}
}

func fields(b []byte) ([]string, error) {
	if len(b) < 2 {
		return nil, errShape
	}
	n := int(binary.BigEndian.Uint16(b))
	b = b[2:]
	out := make([]string, 0, min(n, 64))
	for range n {
		if len(b) < 4 {
			return nil, errShape
		}
		size := int32(binary.BigEndian.Uint32(b))
		b = b[4:]
		if size < 0 {
			out = append(out, "")
			continue
		}
		if int(size) > len(b) {
			return nil, errShape
		}
		out = append(out, string(b[:size]))
		b = b[size:]
	}
	return out, nil
}

func (s *session) message() (byte, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(s, head[:]); err != nil {
		return 0, nil, err
	}
	n := int64(binary.BigEndian.Uint32(head[1:])) - 4
	if n < 0 || n > maxMessage {
		return 0, nil, errShape
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(s, body); err != nil {
		return 0, nil, err
	}
	return head[0], body, nil
}

// field is a field of an error, for example its SQLSTATE.
func field(b []byte, want byte) string {
	for len(b) > 1 && b[0] != 0 {
		text, rest, ok := bytes.Cut(b[1:], []byte{0})
		if !ok {
			return ""
		}
		if b[0] == want {
			return string(text[:min(len(text), 5)])
		}
		b = rest
	}
	return ""
}
