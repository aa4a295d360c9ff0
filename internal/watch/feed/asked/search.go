package asked

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/splunk"
)

const (
	overlap = time.Minute // within which documents become findable out of their order
	lag     = 5 * time.Second
)

// overlapOf takes the option of a target that says otherwise.
func overlapOf(t *source.Target) (time.Duration, error) {
	v := t.Query.Get("overlap")
	t.Query.Del("overlap")
	if v == "" {
		return overlap, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < time.Second || d > 24*time.Hour {
		return 0, fault.Errorf(fault.Usage, "open target: %s://…: overlap is a time of 1s to 24h, as 5m", t.Scheme)
	}
	return d, nil
}

// options are those of sources, with the clock of feeds.
func options(env *reading.Env) *source.Options {
	o := env.O.Source
	if o.Now == nil {
		o.Now = env.Now
	}
	return &o
}

// elastics is a search in Elasticsearch or OpenSearch.
type elastics struct {
	env          *reading.Env
	src          *elastic.Source
	field, query string
}

// Elastic reads elastic+https://host:9200/filebeat-*?query=event.dataset:nginx.access&time=event.ingested.
func Elastic(env *reading.Env, target string) (*Asked, error) {
	t, err := source.Parse(target)
	if err != nil {
		return nil, err
	}
	e := &elastics{env: env, field: "@timestamp", query: t.Query.Get("query")}
	if f := t.Query.Get("time"); f != "" {
		e.field = f
	}
	name := strings.TrimRight(t.Name(), "/")
	if e.query != "" {
		name += "?query=" + e.query
	}
	t.Query.Del("query")
	t.Query.Del("time")
	d, err := overlapOf(t)
	if err != nil {
		return nil, err
	}
	if e.src, err = elastic.OpenLogs(env.Ctx, t, options(env)); err != nil {
		return nil, err
	}
	return ask(env, name, e, d), nil
}

// since implements searcher.
func (e *elastics) since(ctx context.Context, from int64, give func(document) error) error {
	return e.src.Since(ctx, e.field, e.query, max(from, 0)/1000, func(h *elastic.Hit) error {
		var text bytes.Buffer
		_ = json.Compact(&text, h.Source) // it was read as JSON already
		return give(document{text: text.Bytes(), at: h.Time * 1000, id: e.env.Sealer.Hash([]byte(h.Index + "\x00" + h.ID)), time: time.UnixMilli(h.Time)})
	})
}

func (e *elastics) close() error { return e.src.Close() }

// splunks is a search in Splunk.
type splunks struct {
	env    *reading.Env
	client *splunk.Client
	window int64 // s of the time of indexing that is asked for at once
}

const (
	firstWindow = 600
	longWindow  = 7 * 86_400
	fewEvents   = 5_000 // of a window, which is made longer then
	manyEvents  = 50_000
)

// Splunk reads splunk+https://host:8089/?query=index%3Dweb.
func Splunk(env *reading.Env, target string) (*Asked, error) {
	t, err := source.Parse(target)
	if err != nil {
		return nil, err
	}
	name := strings.TrimRight(t.Name(), "/") + "?query=" + t.Query.Get("query")
	d, err := overlapOf(t)
	if err != nil {
		return nil, err
	}
	c, err := splunk.Open(t, options(env))
	if err != nil {
		return nil, err
	}
	return ask(env, name, &splunks{env, c, firstWindow}, d), nil
}

// since implements searcher: a window of the time of indexing behind the other, up to a few seconds ago.
func (p *splunks) since(ctx context.Context, from int64, give func(document) error) error {
	at := from / 1_000_000
	if at <= 0 {
		first, ok, err := p.client.First(ctx)
		if err != nil || !ok {
			return err
		}
		at = first
	}
	for {
		now := p.env.Now().Add(-lag).Unix()
		if at >= now {
			return nil
		}
		to, n := min(at+p.window, now), 0
		err := p.client.Indexed(ctx, at, to, func(e *splunk.Event) error {
			n++
			text := e.Raw
			if text == nil {
				text = bytes.Clone(e.Result)
			}
			id := e.ID
			if id == "" {
				id = string(e.Result)
			}
			at := e.Indexed * 1_000_000
			return give(document{text: text, at: at, id: p.env.Sealer.Hash([]byte(id)), time: time.UnixMicro(cmp.Or(e.Time, at))})
		})
		if err != nil {
			return err
		}
		switch {
		case n < fewEvents:
			p.window = min(2*p.window, longWindow)
		case n > manyEvents:
			p.window = max(p.window/2, 10)
		}
		at = to
	}
}

func (p *splunks) close() error {
	p.client.Close()
	return nil
}
