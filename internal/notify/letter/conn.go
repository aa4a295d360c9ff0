package letter

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
)

// conn is a connection over which letters go one after the other.
type conn struct {
	s      *Server
	net    *patient
	c      *smtp.Client
	pipes  bool // the server takes commands together
	dirty  bool // an exchange was broken off and is to be taken back
	letter []byte
	wire   []byte
}

// patient is a connection whose other end may be silent for so long, and whose letter may take so long in all.
type patient struct {
	net.Conn
	silence time.Duration
	until   time.Time
	last    atomic.Int64 // when everything has to be over, in ns; 0: no end
	left    int          // how many bytes more it may say
}

// mostSaid is how much a server may say to a letter, or before the first, in bytes.
const mostSaid = 1 << 20

var errTalks = fault.Errorf(fault.Unavailable, "the mail server says more than any should")

func (p *patient) deadline() time.Time {
	d := time.Now().Add(p.silence)
	if !p.until.IsZero() && p.until.Before(d) {
		d = p.until
	}
	if last := p.last.Load(); last != 0 && last < d.UnixNano() {
		d = time.Unix(0, last)
	}
	return d
}

// hurry gives a letter under way so long.
func (p *patient) hurry(t time.Duration) {
	end := time.Now().Add(t)
	p.last.Store(end.UnixNano())
	_ = p.SetDeadline(end)
}

// Read implements net.Conn.
func (p *patient) Read(b []byte) (int, error) {
	if err := p.SetReadDeadline(p.deadline()); err != nil {
		return 0, err
	}
	if p.left <= 0 {
		return 0, errTalks
	}
	n, err := p.Conn.Read(b)
	p.left -= n
	return n, err
}

// Write implements net.Conn.
func (p *patient) Write(b []byte) (int, error) {
	if err := p.SetWriteDeadline(p.deadline()); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}

// dial opens a connection, encrypts it and logs in. An error of class fault.Unavailable may be gone later, others not; it names nothing that the
// server said.
func (s *Server) dial(ctx context.Context) (*conn, error) {
	d := net.Dialer{Timeout: s.silence()}
	raw, err := d.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		return nil, post.Failed(err)
	}
	p := &patient{Conn: raw, silence: s.silence(), left: mostSaid}
	c := &conn{s: s, net: p}
	if err := c.greet(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return c, nil
}

func (c *conn) greet(ctx context.Context) error {
	s := c.s
	var over net.Conn = c.net
	if s.Transport == "tls" {
		t := tls.Client(over, s.trust())
		if err := t.HandshakeContext(ctx); err != nil {
			return post.Failed(err)
		}
		over = t
	}
	var err error
	if c.c, err = smtp.NewClient(over, s.Host); err != nil {
		return said("greet", err)
	}
	if err := c.c.Hello(s.Helo); err != nil {
		return said("greet", err)
	}
	if s.Transport == "starttls" || s.Transport == "" {
		switch ok, _ := c.c.Extension("STARTTLS"); {
		case ok:
			if err := c.c.StartTLS(s.trust()); err != nil {
				return said("begin TLS", err)
			}
		case s.Transport == "starttls" || !s.Local:
			return fault.Errorf(fault.Refused, "the mail server offers no STARTTLS, and nothing is sent without")
		}
	}
	if err := c.login(); err != nil {
		return err
	}
	c.pipes, _ = c.c.Extension("PIPELINING")
	return nil
}

func (s *Server) trust() *tls.Config {
	t := s.TLS.Clone()
	t.DynamicRecordSizingDisabled = true // a letter is one record, and one call, not ten
	if t.ServerName == "" {
		t.ServerName = s.Host
	}
	return t
}

// login logs in by the best of the ways that the server knows.
func (c *conn) login() error {
	s := c.s
	if s.User == "" {
		return nil
	}
	_, ways := c.c.Extension("AUTH")
	has := func(w string) bool { return strings.Contains(" "+ways+" ", " "+w+" ") }
	var a smtp.Auth
	switch {
	case has("SCRAM-SHA-256"):
		a = smtp.ScramSHA256Auth(s.User, s.Password)
	case has("PLAIN"):
		a = smtp.PlainAuth("", s.User, s.Password, s.Host, s.Local)
	case has("LOGIN"):
		a = smtp.LoginAuth(s.User, s.Password, s.Host, s.Local)
	case has("CRAM-MD5"):
		a = smtp.CRAMMD5Auth(s.User, s.Password)
	default:
		return fault.Errorf(fault.Refused, "the mail server knows no way to log in that we know")
	}
	err := c.c.Auth(a)
	var t *textproto.Error
	if errors.As(err, &t) {
		return fault.Errorf(fault.Refused, "the mail server does not take the user and password: it answers %d", t.Code)
	}
	return said("log in", err)
}

// said says in our words what went wrong with a server; its own may name people.
func said(act string, err error) error {
	var t *textproto.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &t) && t.Code/100 == 5:
		return fault.Errorf(fault.Refused, "%s: the mail server answers %d", act, t.Code)
	case errors.As(err, &t):
		return fault.Errorf(fault.Unavailable, "%s: the mail server answers %d", act, t.Code)
	}
	return post.Failed(err)
}

// close takes leave; whatever the server says to that.
func (c *conn) close() {
	c.net.until = time.Now().Add(time.Second)
	_ = c.c.Quit()
	_ = c.c.Close()
}

// reply reads an answer.
func (c *conn) reply() (code int, status string, err error) {
	code, text, err := c.c.Text.ReadResponse(0)
	var t *textproto.Error
	if errors.As(err, &t) {
		code, text, err = t.Code, t.Msg, nil
	}
	return code, enhanced(text), err
}

// enhanced is the status that a text begins with (RFC 2034): 5.1.1.
func enhanced(text string) string {
	n := 0
	for n < len(text) && n < 9 && (text[n] == '.' || text[n] >= '0' && text[n] <= '9') {
		n++
	}
	if f := strings.Split(text[:n], "."); len(f) != 3 || f[0] == "" || f[1] == "" || f[2] == "" {
		return ""
	}
	return text[:n]
}

// errMail is that the server refuses the sender: no letter can go.
type errMail struct{ code int }

func (e errMail) Error() string {
	return fmt.Sprintf("the mail server refuses the sender: %d", e.code)
}

// errSoon is that the connection ended before anything of the letter was handed over.
var errSoon = errors.New("the connection ended")

// hand hands a letter over. An error means that the connection is of no use any more; with errSoon nothing was handed over.
func (c *conn) hand(j Job, m *Mail) (Outcome, error) {
	c.net.until, c.net.left = time.Now().Add(5*c.s.silence()), mostSaid
	o, ready, err := c.envelope(m)
	if err != nil || !ready {
		o.At = c.s.now()
		return o, err
	}
	at := c.s.now()
	c.letter = Compose(c.letter[:0], &c.s.Head, m, at)
	if err := j.Intend(sha256.Sum256(c.letter), at); err != nil {
		return o, fatal{err}
	}
	c.wire = stuff(c.wire[:0], c.letter)
	w := c.c.Text.W
	_, err = w.Write(c.wire)
	if err == nil {
		err = w.Flush()
	}
	var code int
	var status string
	if err == nil {
		code, status, err = c.reply()
	}
	if err != nil {
		return Outcome{Fate: Unknown, At: c.s.now()}, err
	}
	return outcome(code, status, c.s.now()), closing(code)
}

// closing is that a server said 421: it closes the connection.
func closing(code int) error {
	if code == 421 {
		return errSoon
	}
	return nil
}

func outcome(code int, status string, at time.Time) Outcome {
	o := Outcome{Reply: code, Status: status, At: at}
	switch code / 100 {
	case 2:
		o.Fate = Sent
	case 5:
		o.Fate = Failed
	default:
		o.Fate = Later
	}
	return o
}

// envelope says who sends to whom, and tells whether the server waits for the letter.
func (c *conn) envelope(m *Mail) (o Outcome, ready bool, err error) {
	w := c.c.Text.W
	var lines []string
	if c.dirty {
		lines = append(lines, "RSET\r\n")
	}
	first := len(lines)
	lines = append(lines, "MAIL FROM:<"+c.s.sender(m.ID)+">\r\n", "RCPT TO:<"+m.To+">\r\n", "DATA\r\n")
	codes, statuses := make([]int, len(lines)), make([]string, len(lines))
	if c.pipes {
		for _, l := range lines {
			_, _ = w.WriteString(l) // Flush tells
		}
	}
	c.dirty = false
	for i, l := range lines {
		if !c.pipes {
			_, _ = w.WriteString(l)
		}
		if i == 0 || !c.pipes {
			if err := w.Flush(); err != nil {
				return o, false, errSoon
			}
		}
		if codes[i], statuses[i], err = c.reply(); err != nil {
			return o, false, errSoon
		}
		if !c.pipes && codes[i]/100 > 3 {
			codes = codes[:i+1]
			break
		}
	}
	return c.answered(codes, statuses, first)
}

// answered reads what was answered to MAIL, RCPT and DATA.
func (c *conn) answered(codes []int, statuses []string, first int) (o Outcome, ready bool, err error) {
	bad := -1
	for i, code := range codes {
		if code == 421 {
			return outcome(code, statuses[i], time.Time{}), false, errSoon
		}
		if bad < 0 && i >= first && code/100 > 3 {
			bad = i
		}
	}
	if bad < 0 {
		return o, codes[len(codes)-1] == 354, nil
	}
	c.dirty = true
	if codes[len(codes)-1] == 354 { // a letter to nobody has to be ended
		if _, err := c.c.Text.W.WriteString(".\r\n"); err != nil || c.c.Text.W.Flush() != nil {
			return o, false, errSoon
		}
		if _, _, err := c.reply(); err != nil {
			return o, false, errSoon
		}
	}
	o = outcome(codes[bad], statuses[bad], time.Time{})
	if bad == first && o.Fate == Failed {
		return o, false, fatal{errMail{codes[bad]}}
	}
	return o, false, nil
}
