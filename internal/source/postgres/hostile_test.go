//go:build unix

package postgres_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// hostile answers every query by answer, which sends what it likes.
func hostile(t *testing.T, answer func(b *pgproto3.Backend, sql string)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	serve := func(c net.Conn) {
		defer func() { _ = c.Close() }()
		b := pgproto3.NewBackend(c, c)
		if _, err := b.ReceiveStartupMessage(); err != nil {
			return
		}
		b.Send(&pgproto3.AuthenticationOk{})
		b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		for b.Flush() == nil {
			m, err := b.Receive()
			if err != nil {
				return
			}
			q, ok := m.(*pgproto3.Query)
			if !ok {
				return
			}
			answer(b, q.String)
			b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		}
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return "postgres://x@" + l.Addr().String() + "/x?sslmode=disable"
}

// TestHostile: what a server says that is none is told in words of ours, and is no end of the program.
func TestHostile(t *testing.T) {
	const datum = "Yamada Taro"
	for name, answer := range map[string]func(b *pgproto3.Backend, sql string){
		"rows with fewer values": func(b *pgproto3.Backend, sql string) {
			if strings.HasPrefix(sql, "SET") || strings.HasPrefix(sql, "BEGIN") {
				b.Send(&pgproto3.CommandComplete{CommandTag: []byte("SET")})
				return
			}
			b.Send(&pgproto3.RowDescription{Fields: []pgproto3.FieldDescription{{Name: []byte("x"), DataTypeOID: 25}}})
			b.Send(&pgproto3.DataRow{Values: [][]byte{[]byte(datum)}})
			b.Send(&pgproto3.CommandComplete{CommandTag: []byte("SELECT 1")})
		},
		"a code that is a text": func(b *pgproto3.Backend, _ string) {
			b.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: datum, Message: datum, Detail: datum})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, hostile(t, answer), source.Options{Timeout: 5 * time.Second})
			defer s.Close()
			told := 0
			for u, err := range s.Units(t.Context()) {
				if told++; fault.Of(err) == fault.Internal || err == nil || strings.Contains(u.Name+err.Error(), "Yamada") {
					t.Errorf("%q: %v", u.Name, err)
				}
			}
			if told == 0 {
				t.Error("nothing is told")
			}
		})
	}
}
