package letter

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// sink is a mail server that keeps what it is sent, or only counts it.
type sink struct {
	mu     sync.Mutex
	got    map[string][]string // recipient -> letters
	from   map[string]bool
	count  atomic.Int64
	conns  atomic.Int64
	blind  bool // only counts
	auth   bool
	onRcpt func(to string, n int) error
	onData func(to string, n int) error
	tries  map[string]int
}

type session struct {
	s    *sink
	c    *smtp.Conn
	user string
	to   string
}

func (s *sink) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.conns.Add(1)
	return &session{s: s, c: c}, nil
}

func (x *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "tsutsumi" || password != "himitsu" {
			return errors.New("no")
		}
		x.user = user
		return nil
	}), nil
}
func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	if x.s.auth && x.user == "" {
		return smtp.ErrAuthRequired
	}
	if !x.s.blind {
		x.s.mu.Lock()
		x.s.from[from] = true
		x.s.mu.Unlock()
	}
	return nil
}
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	if x.s.onRcpt != nil {
		x.s.mu.Lock()
		x.s.tries[to]++
		n := x.s.tries[to]
		x.s.mu.Unlock()
		return x.s.onRcpt(to, n)
	}
	return nil
}
func (x *session) Data(r io.Reader) error {
	if x.s.blind {
		_, err := io.Copy(io.Discard, r)
		x.s.count.Add(1)
		return err
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	x.s.tries["data "+x.to]++
	n := x.s.tries["data "+x.to]
	x.s.mu.Unlock()
	if x.s.onData != nil {
		if err := x.s.onData(x.to, n); err != nil {
			if err == errHang {
				x.c.Close()
			}
			return err
		}
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.got[x.to] = append(x.s.got[x.to], string(b))
	x.s.count.Add(1)
	return nil
}
func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

var errHang = errors.New("drops the connection")

func newSink() *sink {
	return &sink{got: map[string][]string{}, from: map[string]bool{}, tries: map[string]int{}}
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// certificate is one of a server on loopback, and who signed it.
func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	own := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(own.Close)
	pool := x509.NewCertPool()
	pool.AddCert(own.Certificate())
	return own.TLS.Certificates[0], pool
}

// listening is a sink on loopback.
func listening(t testing.TB, s *sink, how string) *Server {
	t.Helper()
	cert, pool := certificate(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(s)
	srv.Domain, srv.ErrorLog = "mail.example.jp", quiet{}
	if how != "none" {
		srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	} else {
		srv.AllowInsecureAuth = true
	}
	port := l.Addr().(*net.TCPAddr).Port
	if how == "tls" {
		l = tls.NewListener(l, srv.TLSConfig)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return toSink(port, pool, how)
}

func sinkProcess(f *os.File) {
	block, rest := pem.Decode([]byte(os.Getenv("TSUTSUMI_SINK")))
	key, _ := pem.Decode(rest)
	cert, err := tls.X509KeyPair(pem.EncodeToMemory(block), pem.EncodeToMemory(key))
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s := newSink()
	s.blind = true
	srv := smtp.NewServer(s)
	srv.Domain, srv.ErrorLog, srv.TLSConfig = "mail.example.jp", quiet{}, &tls.Config{Certificates: []tls.Certificate{cert}}
	fmt.Fprintln(f, l.Addr().(*net.TCPAddr).Port)
	go func() { _ = srv.Serve(l) }()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fmt.Fprintln(f, s.count.Load())
	}
	os.Exit(0)
}

// apart is a sink in a process of its own; counted tells how many letters it has.
func apart(t testing.TB) (s *Server, counted func() int) {
	t.Helper()
	cert, pool := certificate(t)
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})
	_ = pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: key})
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe)
	c.Env = append(os.Environ(), "TSUTSUMI_SINK="+b.String())
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = c.Wait() })
	lines := bufio.NewScanner(out)
	number := func() int {
		if !lines.Scan() {
			t.Fatal("the sink is gone")
		}
		n, err := strconv.Atoi(strings.TrimSpace(lines.Text()))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return toSink(number(), pool, "starttls"), func() int {
		if _, err := io.WriteString(in, "\n"); err != nil {
			t.Fatal(err)
		}
		return number()
	}
}

func TestMain(m *testing.M) {
	if os.Getenv("TSUTSUMI_SINK") != "" {
		sinkProcess(os.Stdout)
	}
	os.Exit(m.Run())
}
