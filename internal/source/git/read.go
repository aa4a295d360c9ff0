package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Open reads a blob, or what the commits say.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.As(fault.Unavailable, err)
	}
	r, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	id, _, _ := strings.Cut(u.Stamp, ".")
	if u.Place == messages && !isID(id) {
		return s.openMessages(ctx, r, u)
	}
	if !isID(id) {
		return nil, fault.Errorf(fault.Unreadable, "read: no such content in the history")
	}
	return s.pool.open(ctx, u, id)
}

// pool keeps the git processes that read objects: as many as are read at once, each asked for one after the other.
type pool struct {
	r      *repo
	mu     sync.Mutex
	idle   []*reader
	closed bool
}

func newPool(r *repo) *pool { return &pool{r: r} }

// reader is a cat-file process.
type reader struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	end context.CancelFunc
}

func (p *pool) take() (*reader, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		r := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return r, nil
	}
	ctx, cancel := context.WithCancel(context.Background()) // it serves many calls; each ends it if its own context does
	r := &reader{cmd: command(ctx, p.r.program, p.r.env, p.r.dir, "cat-file", "--batch"), end: cancel}
	in, err := r.cmd.StdinPipe()
	if err == nil {
		r.in = in
		var out io.Reader
		if out, err = r.cmd.StdoutPipe(); err == nil {
			r.out = bufio.NewReaderSize(out, 64<<10)
			err = r.cmd.Start()
		}
	}
	if err != nil {
		cancel()
		return nil, fault.As(fault.Unreadable, &failure{act: "read", err: err})
	}
	return r, nil
}

// give takes a reader back that has nothing left to be read.
func (p *pool) give(r *reader) {
	p.mu.Lock()
	if !p.closed {
		p.idle = append(p.idle, r)
		r = nil
	}
	p.mu.Unlock()
	if r != nil {
		r.stop()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, r := range idle {
		r.stop()
	}
}

// stop ends the process.
func (r *reader) stop() {
	r.end()
	_ = r.in.Close()
	_ = r.cmd.Wait()
}

// pointer is how a file begins whose content git LFS keeps elsewhere (git-lfs/docs/spec.md).
const (
	pointer    = "version https://git-lfs.github.com/spec/"
	maxPointer = 1024
)

// open asks for an object.
func (p *pool) open(ctx context.Context, u source.Unit, id string) (*source.Body, error) {
	r, err := p.take()
	if err != nil {
		return nil, err
	}
	b := &body{p: p, r: r, ctx: ctx, left: -1}
	b.watch = context.AfterFunc(ctx, r.end)
	size, err := b.ask(id)
	if err != nil {
		_ = b.Close()
		if ctx.Err() != nil {
			err = fault.As(fault.Unavailable, ctx.Err())
		}
		return nil, err
	}
	if size <= maxPointer {
		if head, _ := r.out.Peek(int(min(size, int64(len(pointer))))); bytes.Equal(head, []byte(pointer)) {
			_ = b.Close()
			return nil, fault.Errorf(fault.Skipped, "read: a git LFS pointer; its content is kept elsewhere and was not read")
		}
	}
	return &source.Body{
		Body:    content.Body{Name: u.Name, Path: u.Place, Size: size, R: b},
		Changed: func() bool { return false }, // an object never does
		Close:   b.Close,
	}, nil
}

// body is an object being read.
type body struct {
	p     *pool
	r     *reader
	ctx   context.Context
	watch func() bool
	left  int64 // bytes not read yet, -1 where the process is of no use any more
}

// ask sends the question and reads the head of the answer.
func (b *body) ask(id string) (int64, error) {
	if _, err := io.WriteString(b.r.in, id+"\n"); err != nil {
		return 0, fault.As(fault.Unreadable, &failure{act: "read", err: err})
	}
	head, err := b.r.out.ReadSlice('\n')
	if err != nil {
		return 0, fault.Errorf(fault.Unreadable, "read: the object is missing or broken")
	}
	f := strings.Fields(string(head))
	if len(f) == 2 && f[1] == "missing" {
		b.left = 0
		if b.p.r.partial {
			return 0, fault.Errorf(fault.Unreadable, "read: a partial clone: the content is not on this machine")
		}
		return 0, fault.Errorf(fault.Unreadable, "read: the object is missing or broken")
	}
	if len(f) != 3 {
		return 0, fault.Errorf(fault.Unreadable, "read: the object is missing or broken")
	}
	size, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil || size < 0 {
		return 0, fault.Errorf(fault.Unreadable, "read: the object is missing or broken")
	}
	b.left = size + 1 // and the newline behind it
	if f[1] != "blob" {
		return 0, fault.Errorf(fault.Unreadable, "read: the object is no file's content")
	}
	return size, nil
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	if b.left <= 1 {
		return 0, io.EOF
	}
	n, err := b.r.out.Read(p[:min(int64(len(p)), b.left-1)])
	b.left -= int64(n)
	if err != nil {
		b.left = -1
		if b.ctx.Err() != nil {
			return n, fault.As(fault.Unavailable, b.ctx.Err())
		}
		if errors.Is(err, io.EOF) {
			return n, fault.Errorf(fault.Unreadable, "read: the object is broken from here on")
		}
		return n, fault.As(fault.Unreadable, &failure{act: "read", err: err})
	}
	return n, nil
}

// drain is how much is read to its end rather than starting a new process.
const drain = 1 << 20

// Close gives the process back, or ends it where too much is left.
func (b *body) Close() error {
	if b.r == nil {
		return nil
	}
	r := b.r
	b.r = nil
	alive := b.watch()
	if alive && b.left >= 0 && b.left <= drain {
		n, err := r.out.Discard(int(b.left))
		if err == nil && int64(n) == b.left {
			b.p.give(r)
			return nil
		}
	}
	r.stop()
	return nil
}
