//go:build unix

package cli_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

var manyLetters = flag.Int("letters", 0, "letters of TestManyNotices; 0 leaves it out")

// drain is a mail server that counts.
type drain struct{ n atomic.Int64 }

func (d *drain) NewSession(*smtp.Conn) (smtp.Session, error) { return &drained{d}, nil }

type drained struct{ d *drain }

func (x *drained) Mail(string, *smtp.MailOptions) error { return nil }
func (x *drained) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (x *drained) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	x.d.n.Add(1)
	return err
}
func (x *drained) Reset()        {}
func (x *drained) Logout() error { return nil }

// drainProcess is a mail server as a process of its own: it prints its port, and for each line of standard input how many letters it has.
func drainProcess() {
	cert, err := tls.X509KeyPair([]byte(os.Getenv("SINK_PEM")), []byte(os.Getenv("SINK_PEM")))
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	d := &drain{}
	srv := smtp.NewServer(d)
	srv.Domain, srv.ErrorLog, srv.TLSConfig = "mail.example.jp", mute{}, &tls.Config{Certificates: []tls.Certificate{cert}}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	go func() { _ = srv.Serve(l) }()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println(d.n.Load())
	}
}

// TestManyNotices sends very many letters to a server in a process of its own, over ten connections with STARTTLS, with at most 256 MiB of memory:
// go test ./internal/cli -run ManyNotices -v -letters 1000000.
func TestManyNotices(t *testing.T) {
	n := *manyLetters
	if n == 0 {
		t.Skip("-letters says how many")
	}
	w := &audience{dir: t.TempDir(), outputs: map[string][]byte{}}
	w.home = filepath.Join(w.dir, "home")
	list := filepath.Join(w.dir, "members.csv")
	f, err := os.Create(list)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	fmt.Fprint(out, memberHead)
	g := synth.New(3)
	for i := range n {
		p := g.Japanese()
		fmt.Fprintf(out, "M%08d,%s,member%d@example.jp,%s,%s,%s,ja\n", i, p.Name(" "), i, p.Mobile, p.Postal, p.Address())
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	if r := w.run(t, "", "people", "snapshot", list, "--as", "crm", "--key", "会員番号"); r.status != 0 {
		t.Fatal(r.err)
	}

	own := httptest.NewTLSServer(http.NotFoundHandler())
	defer own.Close()
	key, err := x509.MarshalPKCS8PrivateKey(own.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate().Raw}))
	ca := filepath.Join(w.dir, "ca.pem")
	write(t, ca, cert)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "mailsink")
	if err := os.Symlink(exe, link); err != nil {
		t.Fatal(err)
	}
	sink := exec.Command(link)
	sink.Env = append(os.Environ(), "SINK_PEM="+cert+string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	in, _ := sink.StdinPipe()
	says, _ := sink.StdoutPipe()
	if err := sink.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close(); _ = sink.Wait() }()
	lines := bufio.NewScanner(says)
	number := func() int {
		lines.Scan()
		k, err := strconv.Atoi(strings.TrimSpace(lines.Text()))
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	w.configure(t, number(), ca)

	home, err := config.Locate(w.home, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := config.Load(home, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	w.record(t, home, secrets, &breach.Persons{Store: "crm", Snapshots: 1, All: true, Groups: []breach.Group{{Kinds: []pii.Kind{pii.PersonName, pii.EmailAddress, pii.PhoneNumber, pii.PasswordHash}}}})

	c := w.command(t, "case", "notify", "latest", "--recipients", list, "--send", "--format", "json")
	begun := time.Now()
	r := run(t, c)
	took := time.Since(begun)
	if _, err := io.WriteString(in, "\n"); err != nil {
		t.Fatal(err)
	}
	got := number()
	b := one(t, r.out, "batch")
	if r.status != 0 || got != n || b["sent"] != float64(n) {
		t.Errorf("status %d, the server has %d letters of %d: %v\n%s", r.status, got, n, b, r.err)
	}
	r.below(t, 256)
	first, _ := time.Parse(time.RFC3339, fmt.Sprint(b["first"]))
	last, _ := time.Parse(time.RFC3339, fmt.Sprint(b["last"]))
	cpu := c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	t.Logf("%d letters in %v, of it %v from the first to the last: %.0f a second; processor time %v: %.0f a second of it", n, took, last.Sub(first), float64(n)/last.Sub(first).Seconds(), cpu, float64(n)/cpu.Seconds())
}
