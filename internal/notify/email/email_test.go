package email

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
)

// server is a mail server that keeps what it is sent.
type server struct {
	mu     sync.Mutex
	mails  []letter
	refuse *smtp.SMTPError
	auth   bool // demanded
}

type letter struct {
	from, user string
	to         []string
	encrypted  bool
	text       []byte
}

type session struct {
	s *server
	c *smtp.Conn
	l letter
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, c: c}, nil }

func (x *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "tsutsumi" || password != "himitsu" {
			return errors.New("yamada may not")
		}
		x.l.user = user
		return nil
	}), nil
}
func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	if x.s.auth && x.l.user == "" {
		return smtp.ErrAuthRequired
	}
	x.l.from = from
	return nil
}
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.l.to = append(x.l.to, to)
	return nil
}
func (x *session) Data(r io.Reader) error {
	if x.s.refuse != nil {
		return x.s.refuse
	}
	b, err := io.ReadAll(r)
	x.l.text = b
	_, x.l.encrypted = x.c.TLSConnectionState()
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.mails = append(x.s.mails, x.l)
	return err
}
func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

// listening is a server on loopback; ca is the file of its certificate.
func listening(t *testing.T, s *server, how string) (port int, ca string) {
	t.Helper()
	own := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(own.Close)
	ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain, srv.ErrorLog = "mail.example.jp", quiet{}
	trust := &tls.Config{Certificates: own.TLS.Certificates}
	if how != "plain" {
		srv.TLSConfig = trust
	}
	port = l.Addr().(*net.TCPAddr).Port
	if how == "tls" {
		l = tls.NewListener(l, trust)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return port, ca
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func sinkTo(t *testing.T, port int, ca, transport, password string) notify.Sink {
	t.Helper()
	o := &notify.Options{Notify: config.Notify{Name: "dpo", Host: "127.0.0.1", Port: port, Transport: transport, From: "堤 <tsutsumi@example.jp>", To: []string{"dpo@example.jp", "個人情報保護管理者 <cpo@example.jp>"}}, CA: ca, Password: password, Hostname: "w1", Now: notifytest.Now}
	if password != "" {
		o.User = "tsutsumi"
	}
	s, err := open(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMail: over STARTTLS and TLS, logged in, in Japanese, as one mail that a program shows with the first of its alert.
func TestMail(t *testing.T) {
	for _, how := range []string{"starttls", "tls"} {
		t.Run(how, func(t *testing.T) {
			s := &server{auth: true}
			port, ca := listening(t, s, how)
			if err := sinkTo(t, port, ca, how, "himitsu").Send(t.Context(), notifytest.Notice()); err != nil {
				t.Fatal(err)
			}
			if len(s.mails) != 1 || !s.mails[0].encrypted || s.mails[0].user != "tsutsumi" || s.mails[0].from != "tsutsumi@example.jp" || strings.Join(s.mails[0].to, " ") != "dpo@example.jp cpo@example.jp" {
				t.Fatalf("%+v", s.mails)
			}
			m, err := netmail.ReadMessage(bytes.NewReader(s.mails[0].text))
			if err != nil {
				t.Fatal(err)
			}
			subject, err := (&mime.WordDecoder{}).DecodeHeader(m.Header.Get("Subject"))
			if err != nil || subject != "[Tsutsumi] 重大: 大量の閲覧 – 1,234人" {
				t.Error(subject, err)
			}
			for k, want := range map[string]string{"Message-Id": "<00112233445566ff.2@example.jp>", "In-Reply-To": "<00112233445566ff.1@example.jp>", "X-Tsutsumi-Alert": "00112233445566ff.2", "Auto-Submitted": "auto-generated", "Importance": "high",
				"Content-Transfer-Encoding": "quoted-printable", "Content-Type": "text/plain; charset=UTF-8"} {
				if got := m.Header.Get(k); got != want {
					t.Errorf("%s: %q, want %q", k, got, want)
				}
			}
			body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
			for _, want := range []string{"誰が：t****#1a2b、203.0.113.*#3c4d（ブラジル）", "経緯\r\n  t****#1a2b が1,234人分を読みました。", "新たな動きがありました", "tsutsumi watch show 00112233445566ff"} {
				if err != nil || !strings.Contains(string(body), want) {
					t.Errorf("%q is not in %s: %v", want, body, err)
				}
			}
		})
	}
}

// TestBadServers: nothing is sent in clear where it must not, nor after a wrong certificate, a wrong password, a refusal, silence.
func TestBadServers(t *testing.T) {
	refuses := func(code int) *server {
		return &server{refuse: &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 7, 1}, Message: "yamada"}}
	}
	for name, c := range map[string]struct {
		s                        *server
		how, transport, password string
		ca                       bool
		want                     fault.Class
		says                     string
	}{
		"no STARTTLS":    {&server{}, "plain", "starttls", "", true, fault.Unavailable, "no STARTTLS"},
		"a stranger":     {&server{}, "starttls", "starttls", "", false, fault.Unreadable, "not trusted"},
		"wrong password": {&server{auth: true}, "tls", "tls", "wrong", true, fault.Unavailable, "user and password"},
		"refused":        {refuses(554), "tls", "tls", "", true, fault.Refused, "554"},
		"busy":           {refuses(451), "tls", "tls", "", true, fault.Unavailable, "451"},
	} {
		t.Run(name, func(t *testing.T) {
			port, ca := listening(t, c.s, c.how)
			if !c.ca {
				ca = ""
			}
			err := sinkTo(t, port, ca, c.transport, c.password).Send(t.Context(), notifytest.Notice())
			if fault.Of(err) != c.want || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "yamada") || len(c.s.mails) > 0 {
				t.Errorf("%v: %v; %d mails", fault.Of(err), err, len(c.s.mails))
			}
		})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := sinkTo(t, l.Addr().(*net.TCPAddr).Port, "", "none", "")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Send(ctx, notifytest.Notice()); fault.Of(err) != fault.Unavailable {
		t.Errorf("hangs: %v", err)
	}
	l.Close()
	if err := s.Send(t.Context(), notifytest.Notice()); fault.Of(err) != fault.Unavailable || strings.Contains(err.Error(), strconv.Itoa(l.Addr().(*net.TCPAddr).Port)) {
		t.Errorf("refuses: %v", err)
	}
}

// TestLocal: to this machine itself it may go in clear.
func TestLocal(t *testing.T) {
	s := &server{}
	port, _ := listening(t, s, "plain")
	if err := sinkTo(t, port, "", "", "").Send(t.Context(), notifytest.Notice()); err != nil || len(s.mails) != 1 || s.mails[0].encrypted {
		t.Error(err, len(s.mails))
	}
}

// TestReminder: a reminder says what is due and nothing of alerts.
func TestReminder(t *testing.T) {
	s := &server{}
	port, _ := listening(t, s, "plain")
	if err := sinkTo(t, port, "", "", "").Send(t.Context(), notifytest.Reminder()); err != nil || len(s.mails) != 1 {
		t.Fatal(err, len(s.mails))
	}
	m, err := netmail.ReadMessage(bytes.NewReader(s.mails[0].text))
	if err != nil {
		t.Fatal(err)
	}
	if id := m.Header.Get("Message-Id"); id != "<2026-0007.jp-appi-final.72h.2027-01-04.1@example.jp>" || m.Header.Get("X-Tsutsumi-Reminder") == "" || m.Header.Get("X-Tsutsumi-Alert") != "" || m.Header.Get("In-Reply-To") != "" {
		t.Error(m.Header)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	want := "期限まで3日以内：確報（事案 2026-0007）\r\n\r\n期限：2027年1月4日（月） 中 (+09:00)\r\n事案：2026-0007\r\n\r\n確認: tsutsumi case show 2026-0007\r\n\r\n-- \r\nTsutsumi が自動で送信しました。\r\n"
	if err != nil || string(body) != want {
		t.Errorf("%q %v", body, err)
	}
}
