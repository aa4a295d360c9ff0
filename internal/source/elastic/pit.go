package elastic

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// pit is the point in time from which all slices of an index are read.
type pit struct {
	refs, served int // slices being read, slices whose reading began; of Source.mu

	mu      sync.Mutex // whoever asks for it waits for whoever makes it
	id      string
	dialect dialect
	none    bool // there can be none
}

// dialect is how a server wants a point in time made.
type dialect uint8

const (
	scrolling  dialect = iota // not at all
	elastics                  // POST /index/_pit, documents in the order of _shard_doc
	opensearch                // POST /index/_search/point_in_time, in the order of _doc
)

// dialects are those to try, in order.
func (s *Source) dialects(x *index) []dialect {
	s.mu.Lock()
	v := s.version
	s.mu.Unlock()
	switch {
	case s.scroll, x.shards == 0:
		return nil
	case !v.known:
		return []dialect{elastics, opensearch}
	case v.opensearch && (v.major > 2 || v.major == 2 && v.minor >= 4):
		return []dialect{opensearch}
	case !v.opensearch && (v.major > 7 || v.major == 7 && v.minor >= 12):
		return []dialect{elastics}
	}
	return nil
}

// acquire takes part in the point in time of an index, or in none where there can be none.
func (s *Source) acquire(ctx context.Context, x *index) (*pit, error) {
	s.mu.Lock()
	p := s.pits[x.name]
	if p == nil {
		p = &pit{}
		s.pits[x.name] = p
	}
	p.refs++
	p.served++
	s.mu.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.id != "" || p.none {
		return p, nil
	}
	if err := s.make(ctx, x, p); err != nil {
		s.release(x, p)
		return nil, err
	}
	return p, nil
}

// make opens the point in time; its lock is held.
func (s *Source) make(ctx context.Context, x *index, p *pit) error {
	for _, d := range s.dialects(x) {
		path := x.path() + "/_pit?keep_alive="
		if d == opensearch {
			path = x.path() + "/_search/point_in_time?allow_partial_pit_creation=false&keep_alive="
		}
		var v struct {
			ID    string
			PitID string `json:"pit_id"`
		}
		err := s.ask(ctx, "begin to read", http.MethodPost, path+lasting()+x.thaw, nil, &v)
		if a, ok := errors.AsType[*answer](err); ok && a.kind != "index_not_found_exception" && a.kind != "index_closed_exception" &&
			(a.code == http.StatusBadRequest || a.code == http.StatusForbidden || a.code == http.StatusNotFound || a.code == http.StatusMethodNotAllowed) {
			continue // not known, or not allowed
		}
		if err != nil {
			return told(err)
		}
		p.id, p.dialect = cmp.Or(v.ID, v.PitID), d
		if p.id == "" {
			return fault.Errorf(fault.Unreadable, "begin to read: the server names no point in time")
		}
		return nil
	}
	p.none = true
	return nil
}

// renew makes another point in time for one that the server has lost.
func (s *Source) renew(ctx context.Context, x *index, p *pit, lost string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.id != lost {
		return p.id, nil
	}
	p.id = ""
	err := s.make(ctx, x, p)
	return p.id, err
}

// release gives up a part in it. With all slices begun and none being read, nobody needs it any more.
func (s *Source) release(x *index, p *pit) {
	s.mu.Lock()
	p.refs--
	last := p.refs == 0 && p.served >= x.slices
	if last && s.pits[x.name] == p {
		delete(s.pits, x.name)
	}
	s.mu.Unlock()
	if last { // behind the lock: who opens another index does not wait for the server
		s.drop(p)
	}
}

// drop gives a point in time back. What the server then says helps nobody: it forgets it soon anyway.
func (s *Source) drop(p *pit) {
	path, key := "/_pit", `{"id":%s}`
	if p.dialect == opensearch {
		path, key = "/_search/point_in_time", `{"pit_id":[%s]}`
	}
	if p.id != "" {
		s.end(path, fmt.Sprintf(key, quoted(p.id)))
	}
}

// end deletes a context, even where the reading was stopped.
func (s *Source) end(path, body string) {
	ctx, cancel := context.WithTimeout(context.Background(), min(s.timeout, 5*time.Second))
	defer cancel()
	if r, err := s.call(ctx, "end to read", http.MethodDelete, path, []byte(body)); err == nil {
		r.Close()
	}
}

// told says of some answers what they mean.
func told(err error) error {
	a, ok := errors.AsType[*answer](err)
	switch {
	case ok && a.kind == "index_not_found_exception":
		return fault.Errorf(fault.Unreadable, "read: the index is not there any more")
	case ok && a.kind == "index_closed_exception":
		return fault.Errorf(fault.Skipped, "read: the index is closed")
	}
	return err
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func lasting() string { return fmt.Sprintf("%ds", int(keep.Seconds())) }
