package s3

import (
	"context"
	"errors"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// object is one being read.
type object struct {
	s                    *Source
	ctx                  context.Context
	cancel               context.CancelFunc
	bucket, key, version string
	etag                 string
	size                 int64

	in  io.ReadCloser // the answer being read, from at on
	at  int64
	err error

	mu     sync.Mutex
	blocks map[int64]*block
	turn   int64
	moved  bool
}

// Open begins to read an object.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	o := &object{s: s, blocks: map[int64]*block{}}
	var err error
	if o.bucket, o.key, o.version, err = s.find(u); err != nil {
		return nil, err
	}
	o.ctx, o.cancel = context.WithCancel(ctx)
	if err := o.open(); err != nil {
		o.cancel()
		return nil, err
	}
	b := &source.Body{
		Body: content.Body{Name: u.Name, Size: o.size, R: o},
		Changed: func() bool {
			o.mu.Lock()
			defer o.mu.Unlock()
			return o.moved
		},
		Close: o.close,
	}
	if o.size > atLeast {
		b.At = o
	}
	return b, nil
}

// atLeast is the size from which on an archive is read here and there instead of being fetched as a whole.
const atLeast = 16 << 20

// get asks for the bytes from one offset to another, or to the end if to is negative.
func (o *object) get(ctx context.Context, from, to int64) (io.ReadCloser, minio.ObjectInfo, error) {
	var opts minio.GetObjectOptions
	o.s.header(opts.Set)
	opts.VersionID = o.version
	if o.etag != "" {
		if err := opts.SetMatchETag(o.etag); err != nil {
			return nil, minio.ObjectInfo{}, err
		}
	}
	if from > 0 || to >= 0 {
		end := ""
		if to >= 0 {
			end = strconv.FormatInt(to-1, 10)
		}
		opts.Set("Range", "bytes="+strconv.FormatInt(from, 10)+"-"+end)
	}
	in, info, header, err := minio.Core{Client: o.s.api}.GetObject(ctx, o.bucket, o.key, opts)
	if err == nil && from > 0 && header.Get("Content-Range") == "" {
		in.Close()
		err = fault.Errorf(fault.Unreadable, "read: the server sends the whole where a part was asked for")
	}
	return in, info, err
}

// open asks for what was not read yet.
func (o *object) open() error {
	return o.s.do(o.ctx, "read", func(ctx context.Context) error {
		in, info, err := o.get(ctx, o.at, -1)
		if err != nil {
			return err
		}
		if o.in = in; o.at == 0 {
			o.etag, o.size = info.ETag, info.Size
		}
		return nil
	})
}

// Read implements io.Reader. What breaks off is asked for again from there.
func (o *object) Read(b []byte) (int, error) {
	for tries := 0; ; tries++ {
		if o.err != nil {
			return 0, o.err
		}
		n, err := o.in.Read(b)
		o.at += int64(n)
		switch {
		case errors.Is(err, io.EOF) && (o.at >= o.size || o.size < 0):
			o.err = io.EOF
		case err != nil && o.ctx.Err() != nil:
			o.err = fault.As(fault.Unavailable, context.Cause(o.ctx))
		case err != nil && tries >= maxTries:
			o.err = fault.Errorf(fault.Unavailable, "read: the answer breaks off again and again")
		case err != nil:
			o.in.Close()
			if e := o.again(tries); e != nil {
				o.fail(e)
			}
		}
		if n > 0 {
			return n, nil
		}
	}
}

// again takes the reading up, at once the first time.
func (o *object) again(tries int) error {
	if tries > 0 {
		select {
		case <-time.After(250 * time.Millisecond << tries):
		case <-o.ctx.Done():
			return fault.As(fault.Unavailable, context.Cause(o.ctx))
		}
	}
	return o.open()
}

// maxTries is how often in a row an answer may break off without a byte.
const maxTries = 5

func (o *object) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = err
	o.moved = o.moved || fault.Of(err) == fault.Changed
}

// close ends the reading.
func (o *object) close() error {
	o.cancel()
	o.in.Close()
	return nil
}

// block is a piece of an object that is kept for a while.
type block struct {
	bytes []byte
	used  int64
}

const (
	blockSize = 2 << 20
	maxBlocks = 6
)

// ReadAt implements io.ReaderAt.
func (o *object) ReadAt(b []byte, off int64) (n int, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for n < len(b) {
		if off >= o.size {
			return n, io.EOF
		}
		p, err := o.piece(off / blockSize)
		if err != nil {
			o.moved = o.moved || fault.Of(err) == fault.Changed
			return n, err
		}
		k := copy(b[n:], p[off%blockSize:])
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

// piece is a block of the object; the lock is held.
func (o *object) piece(i int64) ([]byte, error) {
	o.turn++
	if p := o.blocks[i]; p != nil {
		p.used = o.turn
		return p.bytes, nil
	}
	var buf []byte
	if len(o.blocks) >= maxBlocks {
		oldest := int64(-1)
		for k, p := range o.blocks {
			if oldest < 0 || p.used < o.blocks[oldest].used {
				oldest = k
			}
		}
		buf = o.blocks[oldest].bytes
		delete(o.blocks, oldest)
	}
	from := i * blockSize
	to := min(from+blockSize, o.size)
	if int64(cap(buf)) < to-from {
		buf = make([]byte, blockSize)
	}
	buf = buf[:to-from]
	err := o.s.do(o.ctx, "read", func(ctx context.Context) error {
		in, _, err := o.get(ctx, from, to)
		if err != nil {
			return err
		}
		defer in.Close()
		_, err = io.ReadFull(in, buf)
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err = fault.Errorf(fault.Unavailable, "the answer breaks off")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	o.blocks[i] = &block{buf, o.turn}
	return buf, nil
}
