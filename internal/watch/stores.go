package watch

import (
	"bytes"
	"slices"
	"strings"
)

// Stores finds what is known of a thing by the name that a log has for it.
type Stores struct {
	byName map[string]*Store // lower case: "shop/public.customers", "public.customers", "customers", "bucket/prefix/"
	routes []route           // the longest first
}

type route struct {
	prefix, rest string // what stands before the first *, and behind it
	store        *Store
}

// NewStores makes an empty list.
func NewStores() *Stores { return &Stores{byName: map[string]*Store{}} }

// Add makes a store known under names as logs may write them. A name that two stores have is of neither, unless one is said
// with more before it.
func (s *Stores) Add(store *Store, names ...string) {
	for _, n := range names {
		n = strings.ToLower(n)
		if other, there := s.byName[n]; there && other != store {
			s.byName[n] = nil
			continue
		}
		s.byName[n] = store
	}
}

// Route makes a store known that stands behind a part of a web site: /customers/*.
func (s *Stores) Route(pattern string, store *Store) {
	prefix, rest, _ := strings.Cut(pattern, "*")
	s.routes = append(s.routes, route{prefix, rest, store})
	slices.SortStableFunc(s.routes, func(a, b route) int { return len(b.prefix) + len(b.rest) - len(a.prefix) - len(a.rest) })
}

// Look finds the store of an object (its shape: see Access.Shape) of what a log calls its store; then that behind the log itself. nil
// if nothing is known.
func (s *Stores) Look(store, shape []byte, log string) *Store {
	if s == nil {
		return nil
	}
	for _, r := range s.routes {
		if bytes.HasPrefix(shape, []byte(r.prefix)) && (r.rest == "" || bytes.Contains(shape[len(r.prefix):], []byte(r.rest))) {
			return r.store
		}
	}
	host, object := strings.ToLower(string(store)), strings.ToLower(string(shape))
	for _, n := range []string{host + "/" + strings.TrimPrefix(object, "/"), object} {
		if f := s.byName[n]; f != nil {
			return f
		}
	}
	if i := strings.LastIndexByte(object, '.'); i >= 0 && !strings.Contains(object, "/") { // schema.table
		if f := s.byName[object[i+1:]]; f != nil {
			return f
		}
	}
	for n := host + "/" + strings.TrimPrefix(object, "/"); ; {
		i := strings.LastIndexByte(n, '/')
		if i < 0 {
			break
		}
		if f := s.byName[n[:i+1]]; f != nil {
			return f
		}
		n = n[:i]
	}
	for _, n := range []string{host, strings.ToLower(log)} {
		if f := s.byName[n]; f != nil && n != "" {
			return f
		}
	}
	return nil
}
