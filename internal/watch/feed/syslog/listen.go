// Package syslog receives messages of syslog: over UDP (RFC 5426), TCP (RFC 6587, by counted octets or an end of line) and TLS
// (RFC 5425). What a message says is for others.
package syslog

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	// MaxMessage is the greatest length of a message; of longer ones the rest is passed over.
	MaxMessage = 1 << 20
	// connections that are served at once; more are refused.
	connections = 1024
	datagrams   = 8 << 20 // bytes that the kernel may keep for us
	handshake   = 10 * time.Second
	beat        = 30 * time.Second // between probes of a connection on which nothing comes
)

// Take is handed each message with its sender. The message is valid until it returns; while it does not, nothing more is received.
type Take func(from netip.Addr, message []byte)

// Listener receives on one address.
type Listener struct {
	packets *net.UDPConn
	streams net.Listener
	tls     *tls.Config
	// Short counts messages that were longer than MaxMessage, Broken those that ended before they should have, and Refused
	// connections: too many, or without a handshake.
	Short, Broken, Refused atomic.Int64
}

// Listen begins to receive: network is udp, tcp or tls. An error is of class Usage.
func Listen(ctx context.Context, network, address string, conf *tls.Config) (*Listener, error) {
	var c net.ListenConfig
	l := &Listener{tls: conf}
	var err error
	switch network {
	case "udp":
		var p net.PacketConn
		if p, err = c.ListenPacket(ctx, "udp", address); err == nil {
			l.packets = p.(*net.UDPConn)
			_ = l.packets.SetReadBuffer(datagrams) // as much as the system allows
		}
	case "tcp", "tls":
		if (network == "tls") != (conf != nil) {
			return nil, fault.Errorf(fault.Usage, "listen: TLS needs a certificate")
		}
		c.KeepAliveConfig = net.KeepAliveConfig{Enable: true, Idle: beat, Interval: beat, Count: 3}
		l.streams, err = c.Listen(ctx, "tcp", address)
	default:
		return nil, fault.Errorf(fault.Usage, "listen: %q is none of udp, tcp, tls", network)
	}
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("listen: %w", cause(err)))
	}
	return l, nil
}

// cause leaves the address out of an error.
func cause(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}

// Addr is where it listens.
func (l *Listener) Addr() net.Addr {
	if l.packets != nil {
		return l.packets.LocalAddr()
	}
	return l.streams.Addr()
}

// Run receives until the context ends, or the system refuses: then it returns an error of class Unavailable. take is called by
// several goroutines.
func (l *Listener) Run(ctx context.Context, take Take) error {
	stop := context.AfterFunc(ctx, func() { l.close() })
	defer stop()
	defer l.close()
	var err error
	if l.packets != nil {
		err = l.receive(take)
	} else {
		err = l.accept(ctx, take)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fault.As(fault.Unavailable, fmt.Errorf("receive: %w", cause(err)))
}

func (l *Listener) close() {
	if l.packets != nil {
		_ = l.packets.Close()
	} else {
		_ = l.streams.Close()
	}
}

func (l *Listener) receive(take Take) error {
	buf := make([]byte, 64<<10)
	for {
		n, from, err := l.packets.ReadFromUDPAddrPort(buf)
		if n > 0 {
			if m := bytes.TrimRight(buf[:n], "\r\n\x00"); len(m) > 0 {
				take(from.Addr().Unmap(), m)
			}
		}
		if err != nil {
			return err
		}
	}
}

func (l *Listener) accept(ctx context.Context, take Take) error {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	free := make(chan struct{}, connections)
	for {
		c, err := l.streams.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return err
			}
			if !pause(ctx, 100*time.Millisecond) { // no descriptors left: some come free
				return err
			}
			continue
		}
		select {
		case free <- struct{}{}:
		default:
			l.Refused.Add(1)
			_ = c.Close()
			continue
		}
		all.Go(func() {
			defer func() { <-free }()
			stop := context.AfterFunc(ctx, func() { _ = c.Close() })
			defer stop()
			defer func() { _ = c.Close() }()
			l.serve(ctx, c, take)
		})
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (l *Listener) serve(ctx context.Context, c net.Conn, take Take) {
	var from netip.Addr
	if a, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil {
		from = a.Addr().Unmap()
	}
	if l.tls != nil {
		t := tls.Server(c, l.tls)
		hello, cancel := context.WithTimeout(ctx, handshake)
		err := t.HandshakeContext(hello)
		cancel()
		if err != nil {
			l.Refused.Add(1)
			return
		}
		c = t
	}
	r := &frames{r: bufio.NewReaderSize(c, 64<<10), l: l}
	for {
		m, err := r.next()
		if m = bytes.TrimRight(m, "\r\n\x00"); len(m) > 0 {
			take(from, m)
		}
		if err != nil {
			return
		}
	}
}

// frames cuts a connection into messages.
type frames struct {
	r   *bufio.Reader
	l   *Listener
	buf []byte
}

// next is the next message; with an error it is the last, and may be a part of one.
func (f *frames) next() ([]byte, error) {
	if cap(f.buf) > 128<<10 {
		f.buf = nil
	}
	for { // what may stand between counted messages
		c, err := f.r.ReadByte()
		if err != nil {
			return nil, err
		}
		if c != '\n' && c != '\r' && c != ' ' && c != 0 {
			_ = f.r.UnreadByte()
			break
		}
	}
	if n, ok := f.count(); ok {
		return f.counted(n)
	}
	return f.line()
}

// count reads "123 " where the message begins so: RFC 6587 tells the two ways of cutting apart by that.
func (f *frames) count() (int, bool) {
	head, _ := f.r.Peek(1)
	if len(head) == 0 || head[0] < '1' || head[0] > '9' {
		return 0, false
	}
	for i := 2; i <= 10; i++ {
		head, _ = f.r.Peek(i)
		if len(head) < i {
			return 0, false
		}
		if c := head[i-1]; c == ' ' {
			n := 0
			for _, d := range head[:i-1] {
				n = n*10 + int(d-'0')
			}
			// A date begins with digits too: 2026-11-27…; a count is followed by the priority.
			if next, _ := f.r.Peek(i + 1); len(next) <= i || next[i] != '<' {
				return 0, false
			}
			_, _ = f.r.Discard(i)
			return n, true
		} else if c-'0' > 9 {
			return 0, false
		}
	}
	return 0, false
}

func (f *frames) counted(n int) ([]byte, error) {
	keep := min(n, MaxMessage)
	got, err := 0, error(nil)
	for got < keep && err == nil { // what is announced takes room when it comes
		f.buf = slices.Grow(f.buf[:got], min(keep-got, 16<<10))
		var m int
		m, err = io.ReadFull(f.r, f.buf[got:got+min(keep-got, cap(f.buf)-got)])
		got += m
	}
	if err == nil && n > keep {
		f.l.Short.Add(1)
		_, err = io.CopyN(io.Discard, f.r, int64(n-keep))
	}
	if err != nil {
		f.l.Broken.Add(1)
	}
	return f.buf[:got], err
}

func (f *frames) line() ([]byte, error) {
	f.buf = f.buf[:0]
	for {
		part, err := f.r.ReadSlice('\n')
		room := MaxMessage - len(f.buf)
		f.buf = append(f.buf, part[:min(len(part), room)]...)
		switch {
		case err == nil:
			if len(part) > room {
				f.l.Short.Add(1)
			}
			return f.buf, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return f.buf, err
		}
	}
}
