package redis

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Scheme is redis:// and, with TLS, rediss://.
var Scheme = source.Scheme{Names: []string{"redis", "rediss"}, Example: "redis://user@host:6379", Open: open}

// maxDatabases bounds what is asked of a server that has all there are.
const maxDatabases = 1 << 14

// Source is a Redis server.
type Source struct {
	name   string
	only   int // the database asked for, -1 for all
	node   bool
	sample float64
	retry  retry.Policy
	conf   redis.Options

	mu      sync.Mutex
	clients map[int]*redis.Client
}

func open(_ context.Context, t *source.Target, o *source.Options) (source.Source, error) {
	s := &Source{name: t.Name(), only: -1, sample: o.Sample, clients: map[int]*redis.Client{}}
	if db := strings.Trim(t.Path, "/"); db != "" {
		n, err := strconv.Atoi(db)
		if err != nil || n < 0 || n >= maxDatabases {
			return nil, fault.Errorf(fault.Usage, "open target: %s://…/N: the path is the number of a database", t.Scheme)
		}
		s.only = n
	}
	s.node = t.Query.Has("node")
	return s, s.configure(t, o)
}

// Name is the target without credentials.
func (s *Source) Name() string { return s.name }

// Close ends the connections.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n, c := range s.clients {
		_ = c.Close() // nothing was written that could be lost
		delete(s.clients, n)
	}
	return nil
}

// client is for one database: a connection has its database.
func (s *Source) client(db int) *redis.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.clients[db]
	if c == nil {
		conf := s.conf
		conf.DB = db
		c = redis.NewClient(&conf)
		s.clients[db] = c
	}
	return c
}

// leave ends the connections to a database that holds nothing: a server may have thousands of those.
func (s *Source) leave(db int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.clients[db]; c != nil {
		_ = c.Close()
		delete(s.clients, db)
	}
}

// ask does f, which only reads, until the server answers, and returns with the context's end even if it does not.
func ask[T any](ctx context.Context, s *Source, act string, f func(context.Context) (T, error)) (out T, err error) {
	type answer struct {
		v   T
		err error
	}
	err = s.retry.Do(ctx, func(ctx context.Context) error {
		done := make(chan answer, 1)
		go func() {
			v, err := f(ctx)
			done <- answer{v, err}
		}()
		select {
		case a := <-done:
			out = a.v
			return fail(act, a.err)
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	return out, err
}

// page is an answer of SCAN.
type page struct {
	keys []string
	next uint64
}

// scan asks for the keys at a cursor.
func (s *Source) scan(ctx context.Context, db int, cursor uint64, glob string) (page, error) {
	return ask(ctx, s, "list keys", func(ctx context.Context) (p page, err error) {
		p.keys, p.next, err = s.client(db).Scan(ctx, cursor, glob, scanCount).Result()
		return p, err
	})
}

// Units enumerates the patterns of each database's keys.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		first, last := 0, maxDatabases
		if s.only >= 0 {
			first, last = s.only, s.only+1
		}
		for db := first; db < last; db++ {
			keys, state, err := s.size(ctx, db)
			if err != nil {
				yield(source.Unit{}, err)
				return
			}
			if state == absent {
				if s.only >= 0 {
					yield(source.Unit{}, fault.Errorf(fault.Unreadable, "list keys: the server has no database of that number"))
				}
				return
			}
			if state == cluster && !s.node {
				yield(source.Unit{}, fault.Errorf(fault.Unreadable, "list keys: the server is a node of a cluster, the others hold other keys: give each node as a target, with ?node=1"))
			}
			if keys > 0 && !s.database(ctx, db, yield) || state == cluster || state == alone {
				return
			}
			if keys == 0 {
				s.leave(db)
			}
		}
	}
}

// database enumerates the units of one.
func (s *Source) database(ctx context.Context, db int, yield func(source.Unit, error) bool) bool {
	p := newPlan()
	var cursor uint64
	for {
		found, err := s.scan(ctx, db, cursor, "")
		if err != nil {
			return yield(source.Unit{}, err)
		}
		for _, k := range found.keys {
			p.add(places([]byte(k)))
		}
		if cursor = found.next; cursor == 0 {
			break
		}
	}
	for _, pat := range p.patterns() {
		place := fmt.Sprintf("db%d/%s", db, strings.ReplaceAll(pat.text, anything, data))
		n := pieces(pat.keys)
		for i := range n {
			u := source.Unit{Name: name(db, i, n, pat.text), Place: place, Size: -1}
			if s.sample > 0 {
				u.Of = max(1, pat.keys/int64(n))
			}
			if !yield(u, nil) {
				return false
			}
		}
	}
	return true
}

// sliceKeys is how many keys are one unit at most, about.
const sliceKeys = 4 << 20

// pieces is into how many units a pattern's keys are split: a power of two, so that it seldom changes.
func pieces(keys int64) int {
	n := 1
	for keys > sliceKeys && n < 1024 {
		keys, n = keys/2, n*2
	}
	return n
}

// name is a unit's: db0/user:*, db0[2 of 4]/user:*.
func name(db, i, n int, pattern string) string {
	if n == 1 {
		return fmt.Sprintf("db%d/%s", db, pattern)
	}
	return fmt.Sprintf("db%d[%d of %d]/%s", db, i+1, n, pattern)
}

// split is the reverse of name.
func split(unit string) (db, i, n int, pattern string, ok bool) {
	head, pattern, ok := strings.Cut(unit, "/")
	rest, isDB := strings.CutPrefix(head, "db")
	n = 1
	number, slice, sliced := strings.Cut(rest, "[")
	db, err := strconv.Atoi(number)
	if !ok || !isDB || err != nil || db < 0 || db >= maxDatabases {
		return 0, 0, 0, "", false
	}
	if sliced {
		if _, err := fmt.Sscanf(slice, "%d of %d]", &i, &n); err != nil || i < 1 || i > n || n > 1024 {
			return 0, 0, 0, "", false
		}
		i--
	}
	return db, i, n, pattern, true
}

// Open reads the keys of a pattern.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	db, i, n, text, ok := split(u.Name)
	if !ok {
		return nil, fault.Errorf(fault.Unreadable, "read keys: there is no such unit")
	}
	ctx, cancel := context.WithCancel(ctx)
	r := newReader(ctx, s, db, i, n, text)
	return &source.Body{
		Body:    wire.Body(u.Name, r.rows),
		Changed: func() bool { return false }, // it changes always: what was there while it was read is what counts
		Close:   func() error { cancel(); return nil },
	}, nil
}
