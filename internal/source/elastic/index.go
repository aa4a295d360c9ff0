package elastic

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// index is one concrete index.
type index struct {
	name   string
	stream string // the data stream whose backing index it is, or ""
	err    error  // why it is not read
	stamp  string
	shards int // 0 if unknown
	slices int
	page   int    // documents to begin with
	window int    // the most documents an answer may have
	thaw   string // what a request must say besides
}

// place is what a person calls it.
func (x *index) place() string { return cmp.Or(x.stream, x.name) }

// unit is the name of a slice.
func (x *index) unit(i int) string { return x.name + "#" + strconv.Itoa(i+1) }

// path is the index in a URL.
func (x *index) path() string { return "/" + url.PathEscape(x.name) }

// A slice is as large as a unit should be that is read again as a whole when something breaks.
const (
	sliceDocs  = 1_000_000
	sliceBytes = 1 << 30 // in the index, which packs
	maxSlices  = 1024    // what servers allow
	maxWindow  = 10_000  // the same, of documents in an answer
	pageBytes  = 4 << 20
	firstPage  = 500
)

// settings are those of an index's that matter.
type settings struct {
	Settings struct {
		Index struct {
			UUID    string
			Created string `json:"creation_date"`
			Shards  string `json:"number_of_shards"`
			Window  string `json:"max_result_window"`
			Frozen  string
			Closed  string `json:"verified_before_close"`
			Store   struct {
				Snapshot struct{ Partial string }
			}
		}
	}
}

// shape is what a mapping says of documents as a whole.
type shape struct {
	Mappings struct {
		Source struct {
			Enabled *bool
		} `json:"_source"`
		Doc struct { // mappings of one type, as Elasticsearch 6 made them
			Source struct {
				Enabled *bool
			} `json:"_source"`
		} `json:"_doc"`
	}
}

// stats are an index's.
type stats struct {
	Primaries struct {
		Docs  struct{ Count, Deleted int64 }
		Store struct {
			Size int64 `json:"size_in_bytes"`
		}
	}
	Shards map[string][]struct {
		Routing struct{ Primary bool }
		SeqNo   struct {
			Max int64 `json:"max_seq_no"`
		} `json:"seq_no"`
	}
}

// list finds the indices, in the order of their names.
func (s *Source) list(ctx context.Context) ([]*index, error) {
	if err := s.detect(ctx); err != nil {
		return nil, err
	}
	set, err := s.settings(ctx)
	if err != nil {
		return nil, err
	}
	// What the user may not see of these does not keep anybody from reading.
	numbers, err := s.stats(ctx)
	if err != nil && !denied(err) {
		return nil, err
	}
	streams, err := s.streams(ctx)
	if err != nil {
		return nil, err
	}
	shapes := map[string]shape{}
	if err := s.ask(ctx, "list mappings", http.MethodGet, s.all("_mapping", "filter_path=*.mappings._source,*.mappings._doc._source"), nil, &shapes); err != nil && !denied(err) {
		return nil, err
	}
	var out []*index
	all := map[string]*index{}
	for name, c := range set {
		x := &index{name: name, stream: streams[name]}
		if strings.HasPrefix(name, ".") && x.stream == "" && !s.system {
			continue
		}
		x.describe(c, shapes[name], s.frozen)
		x.size(numbers[name], s.share > 0)
		out = append(out, x)
		all[name] = x
	}
	slices.SortFunc(out, func(a, b *index) int { return strings.Compare(a.name, b.name) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.indices = all
	return out, nil
}

// settings are those of all indices asked for. Where they may not be read, indices asked for by name are read all the same.
func (s *Source) settings(ctx context.Context) (map[string]settings, error) {
	out := map[string]settings{}
	const want = "filter_path=*.settings.index.uuid,*.settings.index.creation_date,*.settings.index.number_of_shards,*.settings.index.max_result_window," +
		"*.settings.index.frozen,*.settings.index.verified_before_close,*.settings.index.store.snapshot.partial"
	err := s.ask(ctx, "list indices", http.MethodGet, s.all("_settings", want), nil, &out)
	if denied(err) && s.pattern != "" && !strings.ContainsAny(s.pattern, "*?") {
		for name := range strings.SplitSeq(s.pattern, ",") {
			out[name] = settings{}
		}
		return out, nil
	}
	return out, err
}

// all is the path of what is asked of all indices at once.
func (s *Source) all(what, query string) string {
	pattern := cmp.Or(s.pattern, "*")
	return "/" + strings.ReplaceAll(url.PathEscape(pattern), "%2C", ",") + "/" + what + "?expand_wildcards=all&" + query
}

// stats are the numbers of all indices asked for.
func (s *Source) stats(ctx context.Context) (map[string]stats, error) {
	var out struct{ Indices map[string]stats }
	const want = "level=shards&forbid_closed_indices=false&filter_path=indices.*.primaries.docs,indices.*.primaries.store.size_in_bytes," +
		"indices.*.shards.*.routing.primary,indices.*.shards.*.seq_no.max_seq_no"
	err := s.ask(ctx, "ask for statistics", http.MethodGet, s.all("_stats/docs,store", want), nil, &out)
	return out.Indices, err
}

// streams tells the data stream of each backing index.
func (s *Source) streams(ctx context.Context) (map[string]string, error) {
	var v struct {
		Streams []struct {
			Name    string
			Indices []struct {
				Name string `json:"index_name"`
			}
		} `json:"data_streams"`
	}
	err := s.ask(ctx, "list data streams", http.MethodGet, "/_data_stream/*", nil, &v)
	out := map[string]string{}
	for _, d := range v.Streams {
		for _, x := range d.Indices {
			out[x.Name] = d.Name
		}
	}
	if _, ok := errors.AsType[*answer](err); ok && fault.Of(err) == fault.Unreadable {
		err = nil // a server that knows no data streams, or does not tell
	}
	return out, err
}

// describe says whether the index can be read.
func (x *index) describe(c settings, m shape, frozen bool) {
	i := &c.Settings.Index
	x.shards, _ = strconv.Atoi(i.Shards)
	x.window, _ = strconv.Atoi(i.Window)
	if x.window <= 0 || x.window > maxWindow {
		x.window = maxWindow
	}
	x.stamp = i.UUID
	if i.Frozen == "true" {
		x.thaw = "&ignore_throttled=false"
	}
	off := func(v *bool) bool { return v != nil && !*v }
	switch {
	case i.Closed == "true":
		x.err = fault.Errorf(fault.Skipped, "read: the index is closed")
	case (i.Frozen == "true" || i.Store.Snapshot.Partial == "true") && !frozen:
		x.err = fault.Errorf(fault.Skipped, "read: the index is frozen; ?frozen=1 reads it, slowly")
	case off(m.Mappings.Source.Enabled) || off(m.Mappings.Doc.Source.Enabled):
		x.err = fault.Errorf(fault.Unreadable, "read: the index does not keep its documents (_source is switched off)")
	}
}

// size says in how many slices the index is read, and stamps it: with the greatest sequence number of each shard, which
// every write raises, and with the documents that searches see, which a refresh changes.
func (x *index) size(n stats, sample bool) {
	docs, bytes := n.Primaries.Docs.Count, n.Primaries.Store.Size
	want := max(1, (docs+sliceDocs-1)/sliceDocs, (bytes+sliceBytes-1)/sliceBytes)
	if sample {
		want = 1
	}
	// Slices are whole shards, or pieces of one shard each: then the number of a document within its shard orders them.
	per := int64(max(x.shards, 1))
	x.slices = int(min((want+per-1)/per*per, max(maxSlices/per*per, per)))
	x.page = firstPage
	if docs > 0 {
		x.page = int(min(max(pageBytes/2*docs/max(bytes, 1), 1), int64(min(firstPage, x.window))))
	}
	if x.stamp == "" || n.Shards == nil {
		x.stamp = ""
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %d", x.stamp, docs, n.Primaries.Docs.Deleted)
	for i := range x.shards {
		for _, c := range n.Shards[strconv.Itoa(i)] {
			if c.Routing.Primary {
				fmt.Fprintf(&b, " %d", c.SeqNo.Max)
			}
		}
	}
	x.stamp = b.String()
}

// find is the slice of that name.
func (s *Source) find(ctx context.Context, unit string) (*index, int, error) {
	s.mu.Lock()
	all := s.indices
	s.mu.Unlock()
	if all == nil {
		if _, err := s.list(ctx); err != nil {
			return nil, 0, err
		}
		s.mu.Lock()
		all = s.indices
		s.mu.Unlock()
	}
	if i := strings.LastIndexByte(unit, '#'); i >= 0 {
		n, err := strconv.Atoi(unit[i+1:])
		if x := all[unit[:i]]; err == nil && x != nil && n >= 1 && n <= x.slices {
			return x, n - 1, x.err
		}
	}
	return nil, 0, fault.Errorf(fault.Unreadable, "read: there is no such index, or no such slice of it")
}

// count is how many documents a slice has. A sample is read in slices of whole shards.
func (s *Source) count(ctx context.Context, x *index, i int) (int64, error) {
	var v struct{ Count int64 }
	path := x.path() + "/_count"
	if x.shards > 0 {
		path += "?preference=_shards:" + strconv.Itoa(i)
	}
	err := s.ask(ctx, "count documents", http.MethodPost, path, nil, &v)
	return v.Count, err
}

// denied tells an error that says what the credentials may not.
func denied(err error) bool {
	a, ok := errors.AsType[*answer](err)
	return ok && (a.code == http.StatusForbidden || a.code == http.StatusUnauthorized)
}

func trim(path string) string { return strings.Trim(path, "/") }

// patterns tells a list of names of indices with wildcards.
func patterns(s string) bool {
	for name := range strings.SplitSeq(s, ",") {
		if name == "" || strings.ContainsAny(name, "/\\ \"<>|#?") || name[0] == '_' || name == "." || name == ".." {
			return false
		}
	}
	return true
}

// version is what the server is.
type version struct {
	opensearch   bool
	major, minor int
	known        bool
}

// detect asks what the server is.
func (s *Source) detect(ctx context.Context) error {
	s.mu.Lock()
	v := s.version
	s.mu.Unlock()
	if v.known {
		return nil
	}
	var a struct {
		Version struct{ Number, Distribution string }
		Tagline string
	}
	switch err := s.ask(ctx, "ask the server", http.MethodGet, "/", nil, &a); {
	case denied(err):
		return nil // the root may be shut where indices are open: every dialect is tried
	case err != nil:
		return err
	}
	major, rest, _ := strings.Cut(a.Version.Number, ".")
	minor, _, _ := strings.Cut(rest, ".")
	var bad error
	if v.major, bad = strconv.Atoi(major); bad != nil {
		return fault.Errorf(fault.Unreadable, "ask the server: it is no Elasticsearch and no OpenSearch")
	}
	v.minor, _ = strconv.Atoi(minor)
	v.opensearch = a.Version.Distribution == "opensearch"
	v.known = true
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version = v
	return nil
}
