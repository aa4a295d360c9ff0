// Package share is the source of a mounted share: NFS, SMB, or any folder that others reach over a network.
//
// Its files are read as a folder's are (package file). What differs: a share whose server went away does not fail, it hangs,
// and nobody can stop who waits for it. So each act has its time, and what has not come by then is given up. All files count,
// whatever a .gitignore among them says. Who may read the files is told by `exposure` (package exposure/share), by the same
// target.
package share

import (
	"context"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"syscall"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Scheme is share:///PATH.
var Scheme = source.Scheme{Names: []string{"share"}, Example: "share:///mnt/hr", Open: open}

// Source is a share where it is mounted.
type Source struct {
	name    string
	files   source.Source
	silence time.Duration
	retry   retry.Policy
}

func open(ctx context.Context, t *source.Target, o *source.Options) (source.Source, error) {
	if err := errors.Join(t.Only(), wire.Whole(o, "share", false)); err != nil {
		return nil, err
	}
	if t.Host != "" || t.Path == "" {
		return nil, fault.Errorf(fault.Usage, "open target: share:///PATH: the path where the share is mounted; mount it first")
	}
	s := &Source{name: t.Name(), silence: wire.Silence(o)}
	var err error
	s.files, err = in(ctx, s.silence, "open target", func() (source.Source, error) {
		return file.Open(filepath.FromSlash(t.Path), file.Options{All: true, Skip: o.Skip})
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Name is the target.
func (s *Source) Name() string { return s.name }

// Close does nothing.
func (s *Source) Close() error { return nil }

// in does f and waits for it no longer than that. What f does then is of no concern any more.
func in[T any](ctx context.Context, silence time.Duration, act string, f func() (T, error)) (out T, err error) {
	type answer struct {
		v   T
		err error
	}
	done := make(chan answer, 1)
	go func() {
		v, err := f()
		done <- answer{v, err}
	}()
	limit := time.NewTimer(silence)
	defer limit.Stop()
	select {
	case a := <-done:
		return a.v, away(act, a.err)
	case <-limit.C:
		return out, fault.Errorf(fault.Unavailable, "%s: the share does not answer", act)
	case <-ctx.Done():
		return out, ctx.Err()
	}
}

// away classes the errors of a server that went: they may pass.
func away(act string, err error) error {
	for _, e := range []syscall.Errno{syscall.ESTALE, syscall.EIO, syscall.ETIMEDOUT, syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENOTCONN, syscall.ECONNRESET, syscall.EAGAIN} {
		if errors.Is(err, e) {
			return fault.Errorf(fault.Unavailable, "%s: the share's server went away (%s)", act, e.Error())
		}
	}
	return err
}

// found is a unit or an error on its way from the walk.
type found struct {
	u   source.Unit
	err error
}

// Units lists the files.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		come := make(chan found)
		go func() {
			defer close(come)
			for u, err := range s.files.Units(ctx) {
				select {
				case come <- found{u, away("list folder", err)}:
				case <-ctx.Done():
					return
				}
			}
		}()
		limit := time.NewTimer(s.silence)
		defer limit.Stop()
		for {
			limit.Reset(s.silence)
			select {
			case f, more := <-come:
				if !more || !yield(f.u, f.err) {
					return
				}
			case <-limit.C:
				yield(source.Unit{}, fault.Errorf(fault.Unavailable, "list folder: the share does not answer"))
				return
			case <-ctx.Done():
				return
			}
		}
	}
}

// Open opens a file.
func (s *Source) Open(ctx context.Context, u source.Unit) (body *source.Body, err error) {
	err = s.retry.Do(ctx, func(ctx context.Context) error {
		body, err = in(ctx, s.silence, "open", func() (*source.Body, error) { return s.files.Open(ctx, u) })
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &patient{ctx: ctx, s: s, r: body.R, at: body.At}
	changed, shut := body.Changed, body.Close
	body.R, body.At = p, p
	body.Changed = func() bool {
		c, err := in(ctx, s.silence, "look at file", func() (bool, error) { return changed(), nil })
		return c || err != nil
	}
	body.Close = func() error {
		_, err := in(context.WithoutCancel(ctx), s.silence, "close", func() (struct{}, error) { return struct{}{}, shut() })
		return err
	}
	return body, nil
}

// patient reads, but not for ever. It reads into memory of its own: a read that was given up may still come back.
type patient struct {
	ctx context.Context
	s   *Source
	r   io.Reader
	at  io.ReaderAt
	buf []byte
}

// Read implements io.Reader.
func (p *patient) Read(b []byte) (int, error) {
	if p.buf == nil {
		p.buf = make([]byte, 256<<10)
	}
	buf := p.buf[:min(len(b), len(p.buf))]
	var end error // of reading, which comes with bytes
	n, err := in(p.ctx, p.s.silence, "read", func() (int, error) {
		n, err := p.r.Read(buf)
		return n, keep(&end, err)
	})
	if err != nil {
		p.buf = nil
		return 0, err
	}
	return copy(b, buf[:n]), end
}

// ReadAt implements io.ReaderAt.
func (p *patient) ReadAt(b []byte, off int64) (int, error) {
	buf := make([]byte, len(b))
	var end error
	n, err := in(p.ctx, p.s.silence, "read", func() (int, error) {
		n, err := p.at.ReadAt(buf, off)
		return n, keep(&end, err)
	})
	if err != nil {
		return 0, err
	}
	return copy(b, buf[:n]), end
}

// keep puts an end aside, which is no failure.
func keep(end *error, err error) error {
	if errors.Is(err, io.EOF) {
		*end = io.EOF
		return nil
	}
	return err
}
