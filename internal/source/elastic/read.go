package elastic

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// reader reads a slice. One goroutine asks for pages and writes their hits into chunks, so that the next page is on its
// way while the last is judged.
type reader struct {
	s      *Source
	x      *index
	slice  int
	ctx    context.Context
	cancel context.CancelFunc
	done   sync.WaitGroup
	end    sync.Once

	chunks chan []byte
	free   chan []byte
	err    error  // why chunks ended; set before they are closed
	rest   []byte // of the chunk being handed out
	chunk  []byte

	// Of the goroutine.
	pit    *pit
	id     string // of the point in time or the scroll
	begun  bool   // the scroll's first page was asked for
	after  []byte // the sort value of the last hit
	size   int    // documents to ask for
	scan   scanner
	seed   maphash.Seed
	n, sum uint64 // hits written, and what they were
	skip   uint64 // hits still to be passed over, written before the context was lost
	check  uint64 // what they must have been
	bare   int64  // hits without a document
	renews int    // contexts lost one after the other, without a new hit between
	out    []byte
}

// chunkBytes is about how much is handed over at once.
const chunkBytes = 256 << 10

// read begins to read slice i of an index.
func (s *Source) read(ctx context.Context, x *index, i int) (*reader, error) {
	p, err := s.acquire(ctx, x)
	if err != nil {
		return nil, err
	}
	r := &reader{s: s, x: x, slice: i, pit: p, size: x.page, seed: maphash.MakeSeed(), chunks: make(chan []byte, 4), free: make(chan []byte, 8)}
	p.mu.Lock()
	r.id = p.id
	p.mu.Unlock()
	r.ctx, r.cancel = context.WithCancel(ctx)
	r.done.Go(func() {
		defer close(r.chunks)
		r.err = r.pages()
	})
	return r, nil
}

// Read implements io.Reader.
func (r *reader) Read(b []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.chunk != nil {
			if cap(r.chunk) > 8*chunkBytes { // grown by one huge document
				r.chunk = nil
			}
			select {
			case r.free <- r.chunk[:0]:
			default:
			}
			r.chunk = nil
		}
		c, ok := <-r.chunks
		if !ok {
			if r.err != nil {
				return 0, r.err
			}
			return 0, io.EOF
		}
		r.chunk, r.rest = c, c
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// close ends the reading.
func (r *reader) close() error {
	r.end.Do(func() {
		r.cancel()
		r.done.Wait()
		if r.scrolls() && r.id != "" {
			r.s.end("/_search/scroll", `{"scroll_id":[`+quoted(r.id)+`]}`)
		}
		r.s.release(r.x, r.pit)
	})
	return nil
}

func (r *reader) scrolls() bool { return r.pit.none }

// pages reads page after page.
func (r *reader) pages() error {
	for {
		n, err := r.page()
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if r.skip > 0 {
		return errMoved
	}
	if err := r.flush(); err != nil {
		return err
	}
	if r.bare > 0 {
		return fault.Errorf(fault.Unreadable, "read: %d documents come without _source", r.bare)
	}
	return nil
}

// errMoved says that a reading could not be taken up again: what had been read is not there in the same order any more.
var errMoved = fault.Errorf(fault.Changed, "read: the server lost the reading, and the index has changed since")

// page reads one, as often as it takes, and returns its number of hits.
func (r *reader) page() (hits int, err error) {
	err = r.s.retry.Do(r.ctx, func(ctx context.Context) error {
		n, bytes, err := r.once(ctx)
		hits += n
		if a, ok := errors.AsType[*answer](err); ok && a.code == http.StatusNotFound && a.kind != "index_not_found_exception" && r.renews < maxRenews {
			err = r.again(ctx) // the context is lost: the server started anew, or took too long
		}
		switch {
		case err == nil && n > 0:
			r.size = min(max(int(int64(pageBytes)*int64(n)/max(bytes, 1)), 1), r.x.window, 2*r.size)
		case fault.Of(err) == fault.Unavailable:
			r.size = max(r.size/2, 1)
			if a, ok := errors.AsType[*answer](err); r.scrolls() && r.begun && (!ok || a.code != http.StatusTooManyRequests) {
				// The server went on to the next page, and the rest of this one is lost.
				if r.renews++; r.renews > maxRenews {
					return fault.Errorf(fault.Unreadable, "read: the server breaks off again and again: %w", err)
				}
				r.restart()
			}
		}
		return err
	})
	return hits, told(err)
}

// maxRenews is how often a context may be lost without a new hit between.
const maxRenews = 4

// errAgain makes page ask once more.
var errAgain = fault.Errorf(fault.Unavailable, "read: the server lost the reading several times")

// again takes the reading up in a new context.
func (r *reader) again(ctx context.Context) error {
	r.renews++
	if r.scrolls() {
		r.id, r.begun = "", false
		r.reread()
		return errAgain
	}
	id, err := r.s.renew(ctx, r.x, r.pit, r.id)
	if err != nil {
		return err
	}
	r.id, r.after = id, nil
	r.reread()
	return errAgain
}

// restart gives a scroll up, to begin another.
func (r *reader) restart() {
	if r.id != "" {
		r.s.end("/_search/scroll", `{"scroll_id":[`+quoted(r.id)+`]}`)
	}
	r.id, r.begun = "", false
	r.reread()
}

// reread passes over what was written already, and makes sure that it is the same.
func (r *reader) reread() {
	if r.skip == 0 {
		r.check = r.sum
	}
	r.skip, r.n, r.sum = r.skip+r.n, 0, 0
}

// once asks for a page once.
func (r *reader) once(ctx context.Context) (hits int, bytes int64, err error) {
	path, body := r.request()
	in, err := r.s.call(ctx, "read", http.MethodPost, path, []byte(body))
	if err != nil {
		return 0, 0, err
	}
	defer in.Close()
	r.begun = true
	count := &counter{r: in}
	r.scan.reset(count)
	var p page
	err = r.scan.response(&p, r.hit)
	if err == nil && p.timedOut {
		err = fault.Errorf(fault.Unavailable, "read: the server says that it took too long")
	}
	if len(p.id) > 2 {
		r.id = string(p.id[1 : len(p.id)-1]) // base64, which JSON leaves as it is
	}
	if err == nil {
		_, err = io.Copy(io.Discard, io.LimitReader(in, 4<<10)) // to the end, so that the connection can be used again
	}
	return p.hits, count.n, err
}

// request is what to ask for the next page.
func (r *reader) request() (path, body string) {
	if r.scrolls() && r.id != "" {
		return "/_search/scroll", `{"scroll":"` + lasting() + `","scroll_id":` + quoted(r.id) + `}`
	}
	var b strings.Builder
	fmt.Fprintf(&b, `{"size":%d,"_source":true`, r.size)
	if r.x.slices > 1 {
		fmt.Fprintf(&b, `,"slice":{"field":"_seq_no","id":%d,"max":%d}`, r.slice, r.x.slices)
	}
	if r.s.share > 0 {
		fmt.Fprintf(&b, `,"query":{"function_score":{"query":{"match_all":{}},"functions":[{"random_score":{"seed":1,"field":"_seq_no"}}],"boost_mode":"replace","min_score":%g}}`, 1-r.s.share)
	}
	path, order := "/_search?allow_partial_search_results=false", "_doc"
	if r.scrolls() {
		path = r.x.path() + path + "&scroll=" + lasting() + r.x.thaw // which counts all hits, and must
	} else {
		fmt.Fprintf(&b, `,"track_total_hits":false,"pit":{"id":%s,"keep_alive":"%s"}`, quoted(r.id), lasting())
		if r.pit.dialect == elastics {
			order = "_shard_doc"
		}
	}
	fmt.Fprintf(&b, `,"sort":[{"%s":"asc"}]`, order)
	if r.after != nil {
		fmt.Fprintf(&b, `,"search_after":%s`, r.after)
	}
	b.WriteByte('}')
	return path, b.String()
}

// hit writes one down.
func (r *reader) hit(raw []byte) error {
	from := len(r.out)
	out, sort, source := line(r.out, raw)
	if sort == nil && !r.scrolls() {
		return errRubbish
	}
	r.out, r.after = out, append(r.after[:0], sort...)
	if r.scrolls() {
		r.after = nil
	}
	r.n++
	r.sum = r.sum*1099511628211 ^ maphash.Bytes(r.seed, out[from:])
	switch {
	case r.skip > 0:
		r.out = out[:from]
		if r.skip--; r.skip == 0 && r.sum != r.check {
			return errMoved
		}
		return nil
	case !source:
		r.out = out[:from]
		r.bare++
		return nil
	}
	r.renews = 0
	if len(r.out) >= chunkBytes {
		return r.flush()
	}
	return nil
}

// flush hands over what is written.
func (r *reader) flush() error {
	if len(r.out) == 0 {
		return nil
	}
	select {
	case r.chunks <- r.out:
	case <-r.ctx.Done():
		return fault.As(fault.Unavailable, context.Cause(r.ctx))
	}
	select {
	case r.out = <-r.free:
	default:
		r.out = make([]byte, 0, chunkBytes+chunkBytes/4)
	}
	return nil
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
