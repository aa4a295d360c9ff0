package redis

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/redis/go-redis/v9"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

const (
	scanCount  = 1000     // keys that a SCAN looks at, about
	pageKeys   = 256      // keys asked for at a time
	smallKey   = 64 << 10 // bytes of memory; a larger value is read in pieces
	pageMemory = 4 << 20
)

// reader reads the keys of one pattern.
type reader struct {
	ctx     context.Context
	s       *Source
	db      int
	i, n    uint64 // the slice
	pattern []string
	glob    string
	rows    *wire.Rows

	cursor uint64
	done   bool    // SCAN came round
	keys   []entry // that fit, not yet read
	big    *walker // the one being read in pieces
	told   wire.Left
}

// entry is a key to be read.
type entry struct {
	key, kind string
	memory    int64 // -1 if unknown
}

func newReader(ctx context.Context, s *Source, db, i, n int, text string) *reader {
	r := &reader{ctx: ctx, s: s, db: db, i: uint64(i), n: uint64(n), pattern: parse(text), glob: glob(text)}
	r.rows = wire.NewRows(ctx, r.next)
	return r
}

// next appends some rows.
func (r *reader) next(dst []byte) ([]byte, error) {
	switch {
	case r.big != nil:
		out, more, err := r.big.step(dst)
		if !more || err != nil {
			r.big = nil
		}
		if fault.Of(err) == fault.Refused { // this one value, not its neighbours
			r.told.Add("larger than can be read")
			err = nil
		}
		return out, err
	case len(r.keys) > 0:
		return r.page(dst)
	case r.done:
		if err := r.told.Err("read keys: values not read, or not wholly"); err != nil {
			return dst, err
		}
		return dst, io.EOF
	}
	return dst, r.scan()
}

// scan asks for the next keys.
func (r *reader) scan() error {
	found, err := r.s.scan(r.ctx, r.db, r.cursor, r.glob)
	if err != nil {
		return err
	}
	r.cursor = found.next
	r.done = r.cursor == 0
	seen := make(map[string]bool, len(found.keys))
	for _, k := range found.keys {
		if !seen[k] && r.takes(k) {
			r.keys = append(r.keys, entry{key: k})
		}
		seen[k] = true
	}
	return nil
}

// takes tells whether a key is of the unit, and of the sample.
func (r *reader) takes(key string) bool {
	if !fits(r.pattern, places([]byte(key))) {
		return false
	}
	if r.n == 1 && r.s.sample == 0 {
		return true
	}
	h := xxhash.Sum64String(key)
	return h%r.n == r.i && (r.s.sample == 0 || float64(h>>11)/(1<<53) < r.s.sample)
}

// page reads the next keys: the small ones together, a large one in pieces.
func (r *reader) page(dst []byte) ([]byte, error) {
	page := r.keys[:min(len(r.keys), pageKeys)]
	if page[0].kind == "" {
		if err := r.look(page); err != nil {
			return dst, err
		}
	}
	n, memory := 0, int64(0)
	for ; n < len(page) && page[n].kind != "" && small(&page[n]); n++ {
		if memory += page[n].memory; memory > pageMemory && n > 0 {
			break
		}
	}
	if n == 0 {
		r.keys = r.keys[1:]
		if page[0].kind != "none" {
			r.big = newWalker(r, page[0])
		}
		return dst, nil
	}
	r.keys = r.keys[n:]
	return r.together(dst, page[:n])
}

func small(e *entry) bool {
	switch e.kind {
	case "none":
		return true
	case "string", "list", "set", "zset", "hash", "stream":
		return e.memory >= 0 && e.memory <= smallKey
	}
	return false
}

// look asks for the types and sizes of keys.
func (r *reader) look(page []entry) error {
	got, err := ask(r.ctx, r.s, "look at keys", func(ctx context.Context) ([]entry, error) {
		p := r.s.client(r.db).Pipeline()
		kinds, sizes := make([]*redis.StatusCmd, len(page)), make([]*redis.IntCmd, len(page))
		for i := range page {
			kinds[i], sizes[i] = p.Type(ctx, page[i].key), p.MemoryUsage(ctx, page[i].key)
		}
		if err := transport(p.Exec(ctx)); err != nil {
			return nil, err
		}
		out := slices.Clone(page)
		for i := range out {
			if err := kinds[i].Err(); err != nil {
				return nil, err
			}
			out[i].kind, out[i].memory = kinds[i].Val(), -1
			if sizes[i].Err() == nil {
				out[i].memory = sizes[i].Val()
			}
		}
		return out, nil
	})
	copy(page, got)
	return err
}

// transport is the error of a pipeline unless it is the answer to one of its commands, each of which has its own.
func transport(_ []redis.Cmder, err error) error {
	if errors.Is(err, redis.Nil) {
		return nil
	}
	return wireOnly(err)
}

// together reads small keys by one question.
func (r *reader) together(dst []byte, page []entry) ([]byte, error) {
	cmds, err := ask(r.ctx, r.s, "read keys", func(ctx context.Context) ([]redis.Cmder, error) {
		p := r.s.client(r.db).Pipeline()
		asked := make([]redis.Cmder, len(page))
		for i, e := range page {
			switch e.kind {
			case "string":
				asked[i] = p.Get(ctx, e.key)
			case "hash":
				asked[i] = p.HGetAll(ctx, e.key)
			case "list":
				asked[i] = p.LRange(ctx, e.key, 0, -1)
			case "set":
				asked[i] = p.SMembers(ctx, e.key)
			case "zset":
				asked[i] = p.ZRangeWithScores(ctx, e.key, 0, -1)
			case "stream":
				asked[i] = p.XRange(ctx, e.key, "-", "+")
			}
		}
		if err := transport(p.Exec(ctx)); err != nil {
			return nil, err
		}
		for _, c := range asked {
			if c == nil {
				continue
			}
			if err := c.Err(); err != nil && !gone(err) {
				return nil, err
			}
		}
		return asked, nil
	})
	if err != nil {
		return dst, err
	}
	for i, e := range page {
		w := writer{dst: dst, key: e.key, told: &r.told}
		switch c := cmds[i].(type) {
		case *redis.StringCmd:
			if c.Err() == nil {
				w.value(c.Val())
			}
		case *redis.MapStringStringCmd:
			w.hash(c.Val())
		case *redis.StringSliceCmd:
			w.elements(c.Val())
		case *redis.ZSliceCmd:
			w.scores(c.Val())
		case *redis.XMessageSliceCmd:
			w.messages(c.Val())
		}
		dst = w.dst
	}
	return dst, nil
}

// gone tells that a key went, or became another, since it was looked at.
func gone(err error) bool {
	return errors.Is(err, redis.Nil) || err != nil && strings.HasPrefix(err.Error(), "WRONGTYPE")
}
