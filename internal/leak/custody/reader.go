package custody

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync"

	"filippo.io/age"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Has tells whether a dump is here, whole.
func (r *Room) Has(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.dumps[id]
	return d != nil && d.whole && !d.gone
}

// Received tells how much of a dump has come so far.
func (r *Room) Received(id string) (int64, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d := r.dumps[id]; d != nil {
		return d.size, true
	}
	return 0, false
}

// Awaited tells whether a dump that is on its way is still wanted: nobody dropped it.
func (r *Room) Awaited(id string) bool {
	_, there := r.Received(id)
	return there
}

// Used is how many bytes dumps take on the disk.
func (r *Room) Used() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.used
}

// Source is a dump as a source of one unit. name is what formats go by and reports show; it is never a path. One that is not here any
// more (of a former process, dropped, judged) is fault.Unreadable.
func (r *Room) Source(id, name string) (source.Source, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.dumps[id]
	if d == nil || !d.whole || d.gone {
		return nil, fault.Errorf(fault.Unreadable, "read dump: it is not kept any more; hand it over again")
	}
	at, size, err := age.DecryptReaderAt(d.file, d.sealed, d.key)
	if err != nil {
		return nil, fault.As(fault.Unreadable, errors.New("read dump: what is on the disk was changed"))
	}
	d.users++
	return &dumpSource{room: r, dump: d, id: id, name: name, at: within{at, size}, size: size}, nil
}

// Drop deletes a dump, at once or as soon as nobody reads it any more. One that is not here is none.
func (r *Room) Drop(id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.dumps[id]
	if d == nil {
		return nil
	}
	delete(r.dumps, id)
	d.gone = true
	return r.release(d)
}

// release removes a dump that nobody uses. The key goes with it.
func (r *Room) release(d *dump) error {
	if !d.gone || d.users > 0 || d.file == nil {
		return nil
	}
	r.used -= d.sealed
	return d.remove()
}

func (d *dump) remove() error {
	err := d.file.Close()
	if d.linked {
		err = errors.Join(err, os.Remove(d.file.Name()))
	}
	d.file, d.key = nil, nil
	if err != nil {
		return fmt.Errorf("delete dump: %w", err)
	}
	return nil
}

// Expired are the dumps that are kept longer than Limits.Keep, not being read now.
func (r *Room) Expired() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for id, d := range r.dumps {
		if r.limits.Keep > 0 && d.whole && d.users == 0 && r.now().Sub(d.made) > r.limits.Keep {
			out = append(out, id)
		}
	}
	return out
}

// Close drops all dumps.
func (r *Room) Close() error {
	r.mu.Lock()
	ids := make([]string, 0, len(r.dumps))
	for id := range r.dumps {
		ids = append(ids, id)
	}
	r.mu.Unlock()
	var err error
	for _, id := range ids {
		err = errors.Join(err, r.Drop(id))
	}
	return err
}

// within ends at the end, as io.ReaderAt asks.
type within struct {
	io.ReaderAt
	size int64
}

func (w within) ReadAt(p []byte, off int64) (int, error) {
	if off >= w.size {
		return 0, io.EOF
	}
	return w.ReaderAt.ReadAt(p, off)
}

// dumpSource reads a dump.
type dumpSource struct {
	room *Room
	dump *dump
	id   string
	name string
	at   io.ReaderAt
	size int64
	once sync.Once
}

// Name implements source.Source.
func (s *dumpSource) Name() string { return "dump:" + s.id }

// Units implements source.Source.
func (s *dumpSource) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		yield(source.Unit{Name: s.name, Size: s.size}, nil)
	}
}

// Open implements source.Source.
func (s *dumpSource) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	return &source.Body{
		Body:    content.Body{Name: u.Name, Size: s.size, R: &until{ctx, io.NewSectionReader(s.at, 0, s.size)}, At: s.at},
		Changed: func() bool { return false },
		Close:   func() error { return nil },
	}, nil
}

// Close implements source.Source: it gives the dump back, and deletes nothing.
func (s *dumpSource) Close() (err error) {
	s.once.Do(func() {
		s.room.mu.Lock()
		defer s.room.mu.Unlock()
		s.dump.users--
		err = s.room.release(s.dump)
	})
	return err
}

// until reads until its context ends.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u *until) Read(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, context.Cause(u.ctx)
	}
	return u.r.Read(p)
}
