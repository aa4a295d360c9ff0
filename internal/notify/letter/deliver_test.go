package letter

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func toSink(port int, pool *x509.CertPool, how string) *Server {
	s := &Server{Head: head, Host: "127.0.0.1", Port: port, TLS: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}, Transport: how, Local: true, Helo: "w1", Sender: "bounce+@example.jp",
		Connections: 4, Now: time.Now, Silence: 5 * time.Second, Backoff: []time.Duration{time.Millisecond, 2 * time.Millisecond, 3 * time.Millisecond}}
	return s
}

// job is a letter of a test.
type job struct {
	to   string
	log  *log
	mail func(*Mail) error
}

// log is what became of letters.
type log struct {
	mu       sync.Mutex
	intended map[string]int
	open     int // intended without a fate
	most     int
	done     map[string][]Outcome
	fail     error
}

func newLog() *log { return &log{intended: map[string]int{}, done: map[string][]Outcome{}} }

func (j *job) Write(m *Mail) error {
	if j.mail != nil {
		return j.mail(m)
	}
	m.To, m.Lang, m.ID = j.to, "ja", "id"+strings.ReplaceAll(j.to, "@", "")
	m.Subject, m.Text = append(m.Subject, "お知らせ"...), append(m.Text, "本文\n.\n"...)
	return nil
}
func (j *job) Intend([32]byte, time.Time) error {
	j.log.mu.Lock()
	defer j.log.mu.Unlock()
	j.log.intended[j.to]++
	j.log.open++
	j.log.most = max(j.log.most, j.log.open)
	return j.log.fail
}
func (j *job) Done(o Outcome) error {
	j.log.mu.Lock()
	defer j.log.mu.Unlock()
	if j.log.intended[j.to] > len(j.log.done[j.to]) {
		j.log.open--
	}
	j.log.done[j.to] = append(j.log.done[j.to], o)
	return nil
}

func feed(l *log, n int) func(context.Context, func(Job) error) error {
	return func(_ context.Context, put func(Job) error) error {
		for i := range n {
			if err := put(&job{to: fmt.Sprintf("u%d@example.jp", i), log: l}); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestDelivers(t *testing.T) {
	for _, how := range []string{"starttls", "tls", "none"} {
		t.Run(how, func(t *testing.T) {
			k, l := newSink(), newLog()
			k.auth = true
			s := listening(t, k, how)
			s.User, s.Password = "tsutsumi", "himitsu"
			if err := s.Deliver(t.Context(), feed(l, 50)); err != nil {
				t.Fatal(err)
			}
			for i := range 50 {
				to := fmt.Sprintf("u%d@example.jp", i)
				if len(k.got[to]) != 1 || len(l.done[to]) != 1 || l.done[to][0].Fate != Sent || l.done[to][0].Reply != 250 || l.intended[to] != 1 || l.done[to][0].Status == "" {
					t.Fatalf("%s: %d letters, %+v", to, len(k.got[to]), l.done[to])
				}
			}
			if l.most > s.Connections || k.conns.Load() > 2*int64(s.Connections) {
				t.Errorf("%d letters at a time, %d connections", l.most, k.conns.Load())
			}
			if !k.from["bounce+idu7example.jp@example.jp"] {
				t.Error("the sender does not name the letter")
			}
			_, text, _ := read(t, []byte(k.got["u7@example.jp"][0]))
			if text != "本文\n.\n" {
				t.Errorf("%q", text)
			}
		})
	}
}

// TestAnswers: what servers answer becomes a fate; what is not taken now is tried again; one that drops connections holds up nobody.
func TestAnswers(t *testing.T) {
	k, l := newSink(), newLog()
	temporary := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "yamada, later"}
	k.onRcpt = func(to string, n int) error {
		switch {
		case strings.HasPrefix(to, "u1@"):
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such yamada"}
		case strings.HasPrefix(to, "u2@") && n < 3, strings.HasPrefix(to, "u3@"):
			return temporary
		}
		return nil
	}
	k.onData = func(to string, n int) error {
		switch {
		case strings.HasPrefix(to, "u4@"):
			return &smtp.SMTPError{Code: 554, Message: "spam"}
		case strings.HasPrefix(to, "u5@") && n < 2:
			return temporary
		case strings.HasPrefix(to, "u6@"):
			return errHang
		}
		return nil
	}
	s := listening(t, k, "starttls")
	if err := s.Deliver(t.Context(), feed(l, 40)); err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]struct {
		fate          Fate
		reply, copies int
		status        string
		waits         int // it was not taken, and tried again
	}{"u0": {Sent, 250, 1, "2.0.0", 0}, "u1": {Failed, 550, 0, "5.1.1", 0}, "u2": {Sent, 250, 1, "2.0.0", 2}, "u3": {Later, 451, 0, "4.7.1", 3}, "u4": {Failed, 554, 0, "5.0.0", 0}, "u5": {Sent, 250, 1, "2.0.0", 1}, "u6": {Unknown, 0, 0, "", 0}, "u39": {Sent, 250, 1, "2.0.0", 0}} {
		to += "@example.jp"
		d := l.done[to]
		for len(d) > 0 && want.waits > 0 { // each time it is told, so that it is not uncertain while it waits
			if d[0].Fate != Later || d[0].Reply != 451 {
				t.Errorf("%s: %+v", to, d[0])
			}
			d, want.waits = d[1:], want.waits-1
		}
		if want.waits != 0 || len(d) != 1 || d[0].Fate != want.fate || d[0].Reply != want.reply || len(k.got[to]) != want.copies || d[0].Status != want.status {
			t.Errorf("%s: %+v, %d copies, want %+v", to, d, len(k.got[to]), want)
		}
	}
	if len(l.done) != 40 {
		t.Errorf("%d were told their fate", len(l.done))
	}
	if l.intended["u1@example.jp"] != 0 || l.intended["u3@example.jp"] != 0 || l.intended["u5@example.jp"] != 2 {
		t.Errorf("%v", l.intended)
	}
}

// TestEnds: what makes going on useless ends everything, in words that name nobody.
func TestEnds(t *testing.T) {
	boom := errors.New("disk full")
	for name, c := range map[string]struct {
		how    string
		change func(*Server, *sink, *log)
		says   string
	}{
		"no STARTTLS":    {"none", func(s *Server, _ *sink, _ *log) { s.Transport = "starttls" }, "no STARTTLS"},
		"far, no TLS":    {"none", func(s *Server, _ *sink, _ *log) { s.Transport, s.Local = "", false }, "no STARTTLS"},
		"a stranger":     {"starttls", func(s *Server, _ *sink, _ *log) { s.TLS = &tls.Config{} }, "not trusted"},
		"wrong password": {"starttls", func(s *Server, _ *sink, _ *log) { s.User, s.Password = "tsutsumi", "wrong" }, "user and password"},
		"not allowed":    {"starttls", func(_ *Server, k *sink, _ *log) { k.auth = true }, "refuses the sender: 5"},
		"journal":        {"starttls", func(_ *Server, _ *sink, l *log) { l.fail = boom }, "disk full"},
		"refuses all": {"starttls", func(_ *Server, k *sink, _ *log) {
			k.onRcpt = func(string, int) error { return &smtp.SMTPError{Code: 550, Message: "relaying denied to yamada"} }
		}, "refused the first 25 letters"},
		"nobody there": {"starttls", func(s *Server, _ *sink, _ *log) { s.Port, s.Silence = 1, 20*time.Millisecond }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			k, l := newSink(), newLog()
			s := listening(t, k, c.how)
			c.change(s, k, l)
			err := s.Deliver(t.Context(), feed(l, 1000))
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "yamada") || strings.Contains(err.Error(), "example") {
				t.Errorf("%v", err)
			}
			if k.count.Load() > 0 {
				t.Errorf("%d letters went out", k.count.Load())
			}
		})
	}
}

// TestHangs: a server that falls silent in the middle of letters costs those letters' certainty and no others.
func TestHangs(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = c.Write([]byte("220 x\r\n"))
				buf := make([]byte, 4096)
				for {
					n, err := c.Read(buf)
					if err != nil {
						return
					}
					for line := range strings.SplitSeq(strings.TrimSpace(string(buf[:n])), "\r\n") {
						switch {
						case strings.HasPrefix(line, "EHLO"):
							_, _ = c.Write([]byte("250 x\r\n"))
						case strings.HasPrefix(line, "DATA"):
							_, _ = c.Write([]byte("354 go\r\n"))
						case strings.HasPrefix(line, "MAIL"), strings.HasPrefix(line, "RCPT"):
							_, _ = c.Write([]byte("250 ok\r\n"))
						} // and nothing to the letter
					}
				}
			}()
		}
	}()
	log := newLog()
	s := toSink(l.Addr().(*net.TCPAddr).Port, nil, "none")
	s.Silence = 50 * time.Millisecond
	if err := s.Deliver(t.Context(), feed(log, 8)); err != nil {
		t.Fatal(err)
	}
	for to, d := range log.done {
		if len(d) != 1 || d[0].Fate != Unknown || log.intended[to] != 1 {
			t.Errorf("%s: %+v", to, d)
		}
	}
	if len(log.done) != 8 {
		t.Errorf("%d", len(log.done))
	}
}

// TestTalks: a server that never ends its line is left.
func TestTalks(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for {
					if _, err := c.Write(make([]byte, 64<<10)); err != nil {
						return
					}
				}
			}()
		}
	}()
	s := toSink(l.Addr().(*net.TCPAddr).Port, nil, "none")
	s.Silence, s.Connections = 30*time.Millisecond, 1
	if err := s.Deliver(t.Context(), feed(newLog(), 1)); err == nil {
		t.Error("it was taken for a server")
	}
}

// TestStops: told to end, letters under way are brought to their end and no others are begun.
func TestStops(t *testing.T) {
	k, l := newSink(), newLog()
	s := listening(t, k, "starttls")
	ctx, cancel := context.WithCancel(t.Context())
	k.onData = func(string, int) error {
		if k.count.Load() == 20 {
			cancel()
		}
		return nil
	}
	err := s.Deliver(ctx, feed(l, 100_000))
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n := k.count.Load(); n < 20 || n > 40 || l.open != 0 || int64(len(l.done)) != n {
		t.Errorf("%d went out, %d told, %d open", n, len(l.done), l.open)
	}
}

// TestRate: no more go out in a second than is allowed.
func TestRate(t *testing.T) {
	k, l := newSink(), newLog()
	s := listening(t, k, "none")
	s.Rate = 200
	start := time.Now()
	if err := s.Deliver(t.Context(), feed(l, 41)); err != nil {
		t.Fatal(err)
	}
	if e := time.Since(start); e < 200*time.Millisecond || len(l.done) != 41 {
		t.Errorf("41 letters in %v", e)
	}
}

// TestRefusesLetter: a letter that cannot be written fails by itself.
func TestRefusesLetter(t *testing.T) {
	k, l := newSink(), newLog()
	s := listening(t, k, "none")
	err := s.Deliver(t.Context(), func(_ context.Context, put func(Job) error) error {
		if err := put(&job{to: "a@example.jp", log: l, mail: func(*Mail) error { return fault.Errorf(fault.Refused, "too long") }}); err != nil {
			return err
		}
		return put(&job{to: "b@example.jp", log: l})
	})
	if err != nil || l.done["a@example.jp"][0].Fate != Failed || l.done["b@example.jp"][0].Fate != Sent {
		t.Errorf("%v %+v", err, l.done)
	}
}
