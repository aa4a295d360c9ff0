package lane

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	heads "github.com/tsutsumi-dev/tsutsumi/internal/event/syslog"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/spool"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/syslog"
)

// received is what syslog sends to us. A message is in the spool before it is read; where there is no room it is dropped, counted and
// told.
type received struct {
	env   *reading.Env
	hub   *Hub
	name  string
	lis   *syslog.Listener
	spool *spool.Spool

	mu           sync.Mutex
	batch, frame []byte // messages that come while those of frame are written
	writing      bool
	begun, ended uint64 // frames
	done         *sync.Cond

	dropped int64 // of who writes
	told    time.Time
}

const batches = 1 << 20 // bytes of a batch that are kept for the next

// Receive listens at syslog+udp://host:port and its like.
func Receive(env *reading.Env, target string) (*Hub, error) {
	t, err := source.Parse(target)
	if err != nil {
		return nil, err
	}
	if err := t.Only("cert", "key", "ca"); err != nil {
		return nil, err
	}
	if !env.O.Follow {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: messages are received while logs are followed: --follow", t.Scheme)
	}
	network := strings.TrimPrefix(t.Scheme, "syslog+")
	conf, err := serverTLS(t, network == "tls")
	if err != nil {
		return nil, err
	}
	port := map[string]string{"udp": "514", "tcp": "601", "tls": "6514"}[network]
	r := &received{env: env, name: strings.TrimRight(t.Name(), "/")}
	r.done = sync.NewCond(&r.mu)
	if r.spool, err = env.Spool(r.name); err != nil {
		return nil, err
	}
	if r.lis, err = syslog.Listen(env.Ctx, network, t.Address(port), conf); err != nil {
		return nil, err
	}
	return start(env, r.name, r), nil
}

// serverTLS is the certificate to receive with; with ca= only who has one of that authority may send.
func serverTLS(t *source.Target, want bool) (*tls.Config, error) {
	if !want {
		if t.Query.Has("cert") || t.Query.Has("key") || t.Query.Has("ca") {
			return nil, fault.Errorf(fault.Usage, "open target: %s://…: cert, key and ca are of syslog+tls", t.Scheme)
		}
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(t.Query.Get("cert"), t.Query.Get("key"))
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: the certificate (cert=FILE&key=FILE) cannot be read", t.Scheme)
	}
	c := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if path := t.Query.Get("ca"); path != "" {
		pem, err := os.ReadFile(path)
		c.ClientCAs = x509.NewCertPool()
		if err != nil || !c.ClientCAs.AppendCertsFromPEM(pem) {
			return nil, fault.Errorf(fault.Usage, "open target: the file of certificates (ca=) cannot be read, or holds none")
		}
		c.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return c, nil
}

// begin implements origin.
func (r *received) begin(h *Hub, last place) {
	r.hub = h
	r.spool.Above(spool.Place{Segment: last.ord[0]})
}

// run implements origin.
func (r *received) run(ctx context.Context, from place, give func(message) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	failed := make(chan error, 1)
	all.Go(func() { failed <- r.lis.Run(ctx, r.take) })
	all.Go(func() { r.sync(ctx) })
	rd := r.spool.Reader()
	defer rd.Close()
	for {
		frame, at, err := rd.Next()
		if err == nil {
			if err := r.split(frame, at, give); err != nil {
				return err
			}
			continue
		}
		select {
		case err := <-failed:
			return fault.As(fault.Refused, err) // another address must be given
		default:
		}
		if err := rd.Wait(ctx); err != nil {
			return err
		}
	}
}

// take puts a message into the spool, together with those that come by other connections meanwhile, and returns when it is there.
func (r *received) take(from netip.Addr, m []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := from.AsSlice()
	r.batch = binary.AppendVarint(r.batch, r.env.Now().UnixMicro())
	r.batch = append(r.batch, byte(len(a)))
	r.batch = append(r.batch, a...)
	r.batch = binary.AppendUvarint(r.batch, uint64(len(m)))
	r.batch = append(r.batch, m...)
	if r.writing {
		for mine := r.begun + 1; r.ended < mine; {
			r.done.Wait()
		}
		return
	}
	for r.writing = true; len(r.batch) > 0; {
		r.batch, r.frame = r.frame[:0], r.batch
		r.begun++
		r.mu.Unlock()
		if err := r.spool.Append(r.frame); err != nil {
			r.drop(r.frame, err)
		}
		r.mu.Lock()
		if cap(r.frame) > batches {
			r.frame = nil
		}
		r.ended = r.begun
		r.done.Broadcast()
	}
	r.writing = false
}

// sync makes that what came outlives the machine's failing, a second later.
func (r *received) sync(ctx context.Context) {
	beat := time.NewTicker(time.Second)
	defer beat.Stop()
	for {
		select {
		case <-beat.C:
			if err := r.spool.Sync(); err != nil {
				r.env.Tell(r.name, err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// drop counts messages for which there is no room, and tells it, not too often.
func (r *received) drop(frame []byte, err error) {
	n := map[string]int64{}
	_ = r.split(frame, spool.Place{}, func(m message) error {
		n[m.log]++
		return nil
	})
	for log, n := range n {
		r.hub.drop(log, n)
		r.dropped += n
	}
	if now := r.env.Now(); now.Sub(r.told) >= time.Minute {
		r.told = now
		r.env.Tell(r.name, fault.As(fault.Of(err), errDropped{r.dropped, err}))
	}
}

// errDropped says how many messages were dropped so far.
type errDropped struct {
	n   int64
	err error
}

func (e errDropped) Error() string {
	return e.err.Error() + "; messages dropped so far: " + strconv.FormatInt(e.n, 10)
}
func (e errDropped) Unwrap() error { return e.err }

// split takes a frame apart into its messages.
func (r *received) split(frame []byte, at spool.Place, give func(message) error) error {
	u := &reading.Unpacker{B: frame}
	var reader heads.Reader
	var h event.Head
	for i := uint64(0); len(u.B) > 0; i++ {
		came := u.Int()
		var from netip.Addr
		if n := u.Take(1); n != nil {
			from, _ = netip.AddrFromSlice(u.Take(int(n[0])))
		}
		text := u.Take(int(min(u.Uint(), 1<<30)))
		if u.Bad {
			return nil
		}
		reader.Head(text, &h)
		m := message{text: text, time: time.UnixMicro(came), at: place{ord: [2]uint64{at.Segment, at.Frame<<24 | i}}}
		host := h.Host
		if len(host) == 0 && from.IsValid() {
			host = []byte(from.String())
		}
		m.store = string(host)
		m.log = reading.Clean(host) + "/" + reading.Clean(h.Program)
		if err := give(m); err != nil {
			return err
		}
	}
	return nil
}

// forget implements origin.
func (r *received) forget(p place) error {
	return r.spool.Forget(spool.Place{Segment: p.ord[0], Frame: p.ord[1] >> 24})
}

// close implements origin.
func (r *received) close() error { return r.spool.Close() }
