package elastic

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Hit is a document that was found.
type Hit struct {
	Index, ID string
	Time      int64 // of the field that is asked by, ms since 1970
	Source    json.RawMessage
}

// Since gives the documents of the target's indices that a query finds and whose field of time is at or after from (ms since 1970),
// in the order of that field. It reads one point in time, where the server knows such a thing. query is in the words of the
// query string of Lucene; "" finds all. A hit is valid until give returns; its error ends the reading. What is read twice because
// the server lost the reading is given twice.
func (s *Source) Since(ctx context.Context, field, query string, from int64, give func(*Hit) error) error {
	if err := s.detect(ctx); err != nil {
		return err
	}
	q := &inquiry{s: s, field: field, query: query, from: from, size: firstPage, x: &index{name: cmp.Or(s.pattern, "*"), shards: 1}, p: &pit{}}
	defer func() { s.drop(q.p) }()
	for {
		n, err := q.page(ctx, give)
		if a, ok := errors.AsType[*answer](err); ok && a.code == http.StatusNotFound && a.kind != "index_not_found_exception" && q.lost < maxRenews {
			q.lost++
			q.p, q.after = &pit{}, nil // it was lost: from where it was, in another
			continue
		}
		if err != nil || n == 0 {
			return told(err)
		}
	}
}

// inquiry is a reading of documents in the order of their time.
type inquiry struct {
	s            *Source
	x            *index
	p            *pit
	field, query string
	from         int64
	size, lost   int
	after        json.RawMessage
}

// found is a page of answers.
type found struct {
	PitID    string `json:"pit_id"`
	TimedOut bool   `json:"timed_out"`
	Hits     struct {
		Hits []struct {
			Index  string            `json:"_index"`
			ID     string            `json:"_id"`
			Sort   []json.RawMessage `json:"sort"`
			Source json.RawMessage   `json:"_source"`
		}
	}
}

func (q *inquiry) page(ctx context.Context, give func(*Hit) error) (int, error) {
	if q.p.id == "" && !q.p.none {
		if err := q.s.make(ctx, q.x, q.p); err != nil {
			return 0, err
		}
	}
	path, body := q.request()
	var v found
	if err := q.s.ask(ctx, "search", http.MethodPost, path, []byte(body), &v); err != nil {
		if fault.Of(err) == fault.Refused && q.size > 1 { // too much at once
			q.size /= 2
			return q.page(ctx, give)
		}
		return 0, err
	}
	if v.TimedOut {
		return 0, fault.Errorf(fault.Unavailable, "search: the server says that it took too long")
	}
	if v.PitID != "" {
		q.p.id = v.PitID
	}
	for i := range v.Hits.Hits {
		h := &v.Hits.Hits[i]
		if len(h.Sort) == 0 {
			return 0, errRubbish
		}
		at, err := strconv.ParseFloat(string(h.Sort[0]), 64)
		if err != nil {
			return 0, fault.Errorf(fault.Unreadable, "search: the field of time holds no times")
		}
		q.from = int64(at)
		if err := give(&Hit{h.Index, h.ID, int64(at), h.Source}); err != nil {
			return 0, err
		}
		if i == len(v.Hits.Hits)-1 {
			q.lost = 0
			q.after, _ = json.Marshal(h.Sort)
		}
	}
	return len(v.Hits.Hits), nil
}

// request asks for the next page. Of documents of one time the index and the identity order, where the point in time does not.
func (q *inquiry) request() (path, body string) {
	var b strings.Builder
	fmt.Fprintf(&b, `{"size":%d,"track_total_hits":false,"query":{"bool":{"filter":[{"range":{%s:{"gte":%d,"format":"epoch_millis"}}}`, q.size, quoted(q.field), q.from)
	if q.query != "" {
		fmt.Fprintf(&b, `,{"query_string":{"query":%s}}`, quoted(q.query))
	}
	fmt.Fprintf(&b, `]}},"sort":[{%s:{"order":"asc","unmapped_type":"date","numeric_type":"date"}}`, quoted(q.field))
	path = q.x.path() + "/_search?allow_partial_search_results=false&ignore_unavailable=true"
	if !q.p.none {
		path = "/_search?allow_partial_search_results=false"
	}
	if !q.p.none && q.p.dialect == elastics {
		b.WriteString(`,{"_shard_doc":"asc"}]`)
	} else {
		b.WriteString(`,{"_index":"asc"},{"_id":"asc"}]`)
	}
	if !q.p.none {
		fmt.Fprintf(&b, `,"pit":{"id":%s,"keep_alive":"%s"}`, quoted(q.p.id), lasting())
	}
	if q.after != nil {
		fmt.Fprintf(&b, `,"search_after":%s`, q.after)
	}
	b.WriteByte('}')
	return path, b.String()
}

// OpenLogs is Open for who asks by Since.
func OpenLogs(ctx context.Context, t *source.Target, o *source.Options) (*Source, error) {
	s, err := Open(ctx, t, o)
	if err == nil && s.pattern == "" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: the indices of the logs must be named", t.Scheme)
	}
	return s, err
}
