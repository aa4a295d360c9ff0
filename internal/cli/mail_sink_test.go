//go:build unix

package cli_test

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// reminded is a mail server on loopback that keeps what it is sent.
type reminded struct {
	port int
	mu   sync.Mutex
	got  []string
}

type remindedSession struct{ s *reminded }

func (m *reminded) NewSession(*smtp.Conn) (smtp.Session, error) { return remindedSession{m}, nil }

func (remindedSession) Mail(string, *smtp.MailOptions) error { return nil }
func (remindedSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (remindedSession) Reset()                               {}
func (remindedSession) Logout() error                        { return nil }
func (x remindedSession) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.got = append(x.s.got, string(b))
	return err
}

func (m *reminded) all() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.got...)
}

type noLog struct{}

func (noLog) Printf(string, ...any) {}
func (noLog) Println(...any)        {}

func mailing(t *testing.T) *reminded {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &reminded{port: l.Addr().(*net.TCPAddr).Port}
	srv := smtp.NewServer(m)
	srv.Domain, srv.ErrorLog = "mail.example.jp", noLog{}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = l.Close(); _ = srv.Close(); <-done })
	return m
}
