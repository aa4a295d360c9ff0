// Package elastic is the source of Elasticsearch (7, 8) and OpenSearch (2, 3), asked directly or through the console of
// Kibana and OpenSearch Dashboards.
//
// A unit is a slice of an index: the documents whose sequence number falls to it, so that the same document is always in
// the same slice. All slices of an index are read from one point in time, where the server knows such a thing, or else
// each by a scroll. The bytes are the hits as the server sends them, one a line: _index, _id and _source, so that fields
// are called as in a saved search response.
//
// Nothing but searches is ever sent, and contexts are given back as soon as they are not needed.
package elastic

import (
	"context"
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Scheme opens elastic+https://host:9200/index,pattern-* and the like. Without +http or +https, it is https.
var Scheme = source.Scheme{
	Names: []string{
		"elastic", "elastic+http", "elastic+https", "opensearch", "opensearch+http", "opensearch+https",
		"kibana", "kibana+http", "kibana+https", "dashboards", "dashboards+http", "dashboards+https",
	},
	Example: "elastic+https://search.example.jp:9200/customers-*",
	Open: func(ctx context.Context, t *source.Target, o *source.Options) (source.Source, error) {
		return Open(ctx, t, o)
	},
}

// Source is a cluster.
type Source struct {
	*client
	name    string
	pattern string // indices asked for, "" is all
	part    bool   // the name does not tell the pattern
	system  bool   // also indices whose names begin with a dot
	frozen  bool   // also what lies frozen
	scroll  bool   // never a point in time
	share   float64

	mu      sync.Mutex
	version version
	indices map[string]*index
	pits    map[string]*pit
}

// Open makes the source; nothing is asked yet.
func Open(_ context.Context, t *source.Target, o *source.Options) (*Source, error) {
	if err := t.Only("index", "base", "ca", "insecure", "system", "frozen", "scroll", "gzip"); err != nil {
		return nil, err
	}
	c, err := newClient(t, o)
	if err != nil {
		return nil, err
	}
	s := &Source{client: c, name: strings.TrimRight(t.Name(), "/"), share: o.Sample, pits: map[string]*pit{}}
	s.pattern, s.part = t.Query.Get("index"), t.Query.Get("index") != ""
	if !c.console && !s.part {
		s.pattern = trim(t.Path)
	}
	s.system, s.frozen, s.scroll = web.Flag(t, "system"), web.Flag(t, "frozen"), web.Flag(t, "scroll")
	if s.pattern != "" && !patterns(s.pattern) {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: a path is a list of indices, as customers-*,orders", t.Scheme)
	}
	return s, nil
}

// Name is the target.
func (s *Source) Name() string { return s.name }

// Partial tells that a choice of indices stands in the query only.
func (s *Source) Partial() bool { return s.part }

// Units lists the slices of the indices, by name.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		list, err := s.list(ctx)
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		for _, x := range list {
			if !s.slices(ctx, x, yield) {
				return
			}
		}
	}
}

// slices yields the units of an index.
func (s *Source) slices(ctx context.Context, x *index, yield func(source.Unit, error) bool) bool {
	if x.err != nil {
		return yield(source.Unit{Name: x.name, Place: x.place(), Size: -1}, x.err)
	}
	for i := range x.slices {
		u := source.Unit{Name: x.unit(i), Place: x.place(), Size: -1, Stamp: x.stamp}
		var err error
		if s.share > 0 {
			u.Of, err = s.count(ctx, x, i)
		}
		if ctx.Err() != nil || !yield(u, err) {
			return false
		}
	}
	return true
}

// Open begins to read a slice.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	x, i, err := s.find(ctx, u.Name)
	if err != nil {
		return nil, err
	}
	r, err := s.read(ctx, x, i)
	if err != nil {
		return nil, err
	}
	return &source.Body{
		Body:    wire.Body(u.Name, r),
		Changed: func() bool { return false }, // what is read is one point in time
		Close:   r.close,
	}, nil
}

// Close gives back what contexts there are.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, p := range s.pits {
		s.drop(p)
		delete(s.pits, name)
	}
	s.http.CloseIdleConnections()
	return nil
}

// keep is how long the server keeps a context that nobody asks for: long enough for a page to be judged.
const keep = 2 * time.Minute
