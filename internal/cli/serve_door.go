package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// entrance is where requests come in.
type entrance struct {
	listener net.Listener
	server   *http.Server
	hosts    []string // by which it may be reached, in lower case without a port; none is any
	name     string   // by which it is told
	tls      bool
	leaf     *x509.Certificate // nil without TLS
	failed   chan error
	streams  context.CancelFunc // ends what does not end by itself
}

// alone sees to it that one process at a time serves a home. The lock of one that was killed is free.
func (h *house) alone() (unlock func(), err error) {
	got := make(chan func())
	gone := make(chan struct{})
	if err := os.MkdirAll(h.set.home.Data, 0o700); err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("make home: %w", err))
	}
	go func() {
		u, err := lockedfile.MutexAt(filepath.Join(h.set.home.Data, "serve.lock")).Lock()
		if err != nil {
			u = nil
		}
		select {
		case got <- u:
		case <-gone:
			if u != nil {
				u()
			}
		}
	}()
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case u := <-got:
		if u == nil {
			return nil, fault.Errorf(fault.Usage, "serve: %s", h.a.say("the home cannot be written", "データフォルダーに書き込めません"))
		}
		return u, nil
	case <-timer.C:
		close(gone)
		return nil, fault.Errorf(fault.Usage, "serve: %s", h.a.say("another tsutsumi serve runs on this home; stop it first, or give each its own --home", "このデータフォルダーでは tsutsumi serve がすでに動いています。先に停止するか、--home で別のフォルダーを指定してください"))
	}
}

// door opens the address, if it may be opened: beyond this machine only with TLS, and with an account that has a password.
func (h *house) door(ctx context.Context, f *serveFlags) (*entrance, error) {
	d := &entrance{failed: make(chan error, 1)}
	host, _, err := net.SplitHostPort(f.listen)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "--listen %q: %s", f.listen, h.a.say("an address and a port: 127.0.0.1:8470", "アドレスとポートを指定してください（例: 127.0.0.1:8470）"))
	}
	if (f.cert == "") != (f.key == "") {
		return nil, fault.Errorf(fault.Usage, "serve: %s", h.a.say("--cert and --key go together", "--cert と --key は両方を指定してください"))
	}
	d.tls = f.cert != ""
	if !loopback(host) {
		if err := h.mayOpen(ctx, d.tls); err != nil {
			return nil, err
		}
	}
	for _, name := range f.hosts {
		d.hosts = append(d.hosts, strings.ToLower(name))
	}
	if loopback(host) {
		d.hosts = append(d.hosts, "localhost", "127.0.0.1", "::1", strings.ToLower(host))
	}
	var pair *reloaded
	if d.tls {
		if pair, err = reload(f.cert, f.key, h.log); err != nil {
			return nil, err
		}
	}
	if d.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen); err != nil {
		return nil, fault.Errorf(fault.Usage, "--listen: %s", h.a.say("the address is taken, or not one of this machine", "そのアドレスは使用中か、この端末のものではありません"))
	}
	if d.name = d.listener.Addr().String(); len(f.hosts) > 0 {
		d.name = f.hosts[0]
		if _, port, err := net.SplitHostPort(d.listener.Addr().String()); err == nil && loopback(host) == d.tls {
			d.name = net.JoinHostPort(f.hosts[0], port)
		}
	}
	if pair != nil {
		if one, err := pair.certificate(nil); err == nil {
			d.leaf = one.Leaf
		}
		d.listener = tls.NewListener(d.listener, &tls.Config{GetCertificate: pair.certificate, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
	}
	return d, nil
}

// mayOpen refuses an address beyond this machine without TLS and without an account.
func (h *house) mayOpen(ctx context.Context, safe bool) error {
	if !safe {
		return fault.Errorf(fault.Usage, "--listen: %s", h.a.say("an address that others reach needs TLS: --cert and --key. Behind a proxy on this machine, listen on 127.0.0.1",
			"ほかの端末から接続できるアドレスには TLS が必要です。--cert と --key を指定してください（同じ端末のリバースプロキシを使う場合は 127.0.0.1 で待ち受けてください）"))
	}
	there, err := h.accountsExist(ctx)
	if err != nil {
		return err
	}
	if !there {
		return fault.Errorf(fault.Usage, "--listen: %s", h.a.say("an address that others reach needs an account with a password: start once on 127.0.0.1 and make one",
			"ほかの端末から接続できるアドレスでは、パスワード付きのアカウントが必要です。まず 127.0.0.1 で起動して作成してください"))
	}
	return nil
}

// loopback tells whether only this machine reaches a host.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// base is where readers find the console, without a slash at the end.
func (d *entrance) base() string {
	if d.tls {
		return "https://" + d.name
	}
	return "http://" + d.name
}

// serve begins to answer.
func (d *entrance) serve(handler http.Handler) {
	base, cancel := context.WithCancel(context.Background())
	d.streams = cancel
	d.server = &http.Server{
		Handler: d.known(handler), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    log.New(io.Discard, "", 0), // it quotes what clients sent
	}
	go func() {
		if err := d.server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
			d.failed <- fault.As(fault.Unavailable, fmt.Errorf("serve: %w", err))
		}
	}()
}

// known refuses requests for a host that this is not: a page elsewhere cannot have the reader's browser ask here under its own name.
func (d *entrance) known(next http.Handler) http.Handler {
	if len(d.hosts) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !slices.Contains(d.hosts, strings.ToLower(strings.Trim(host, "[]"))) {
			http.Error(w, "this is not that host (--host)", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// stop takes no more requests and waits for those that go on; streams end at once, and all else when ctx does.
func (d *entrance) stop(ctx context.Context) {
	const grace = 2 * time.Second
	timer := time.AfterFunc(grace, d.streams)
	defer timer.Stop()
	if d.server.Shutdown(ctx) != nil {
		_ = d.server.Close()
	}
}

func (d *entrance) close() {
	if d.server != nil {
		_ = d.server.Close()
		d.streams()
	}
	_ = d.listener.Close()
}

// reloaded is a certificate of files that may change.
type reloaded struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	looked time.Time
	stamp  [2]time.Time
	pair   *tls.Certificate
}

// again is how often the files are looked at.
const again = 10 * time.Second

func reload(cert, key string, log *slog.Logger) (*reloaded, error) {
	r := &reloaded{cert: cert, key: key, log: log}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "--cert, --key: no certificate and its key in PEM")
	}
	r.pair, r.stamp, r.looked = &pair, r.stamps(), time.Now()
	return r, nil
}

func (r *reloaded) stamps() (s [2]time.Time) {
	for i, path := range []string{r.cert, r.key} {
		if st, err := os.Stat(path); err == nil {
			s[i] = st.ModTime()
		}
	}
	return s
}

// certificate is the one of the files as they are now; while they cannot be read together, the one before.
func (r *reloaded) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if now.Sub(r.looked) < again {
		return r.pair, nil
	}
	r.looked = now
	if s := r.stamps(); s != r.stamp {
		if pair, err := tls.LoadX509KeyPair(r.cert, r.key); err == nil {
			r.pair, r.stamp = &pair, s
			r.log.Info("certificate", "act", "read again")
		} else {
			r.log.Warn("certificate", "act", "could not be read again")
		}
	}
	return r.pair, nil
}
