// Package splunk searches in Splunk, by the REST API that it documents (search/v2/jobs/export): it asks for events by when they
// were indexed, and does nothing but search.
package splunk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/web"
)

// Event is an event that was found. It is valid until the next one is read.
type Event struct {
	Raw     []byte // as it was indexed; nil if the search gives no such
	Result  []byte // all fields, as JSON on one line
	Indexed int64  // s since 1970
	Time    int64  // µs since 1970, of the event itself; 0 if not said
	ID      string // of the event within Splunk; "" if it has none
}

// Client asks one server.
type Client struct {
	http  *http.Client
	base  string
	auth  string
	agent string
	query string
	now   func() time.Time
	retry retry.Policy
}

const (
	// patience is how long a search may take before the first of its answers.
	patience = 5 * time.Minute
	longest  = 8 << 20 // bytes of an answer
	port     = "8089"
)

// Open reads splunk+https://host:8089/?query=index%3Dweb: the query is what stands behind "search", without pipes. Credentials are
// a user's password, or for the user bearer a token.
func Open(t *source.Target, o *source.Options) (*Client, error) {
	if err := t.Only("query", "ca", "insecure", "base"); err != nil {
		return nil, err
	}
	_, scheme, ok := strings.Cut(t.Scheme, "+")
	if !ok {
		scheme = "https"
	}
	if t.Host == "" || scheme != "http" && scheme != "https" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: no host, or none of splunk, splunk+http, splunk+https", t.Scheme)
	}
	query := strings.TrimSpace(t.Query.Get("query"))
	query = strings.TrimSpace(strings.TrimPrefix(query, "search "))
	switch {
	case query == "":
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: query= must say which logs, as query=index%%3Dweb", t.Scheme)
	case strings.ContainsAny(query, "|[]`\n"):
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: a query may have no pipes, subsearches or macros, which could do more than search", t.Scheme)
	}
	opts := *o
	opts.Timeout = max(opts.Timeout, patience)
	trip, err := web.NewTransport(t, &opts, true)
	if err != nil {
		return nil, err
	}
	c := &Client{http: trip.Client(), base: scheme + "://" + t.Address(port) + strings.TrimRight("/"+strings.Trim(t.Query.Get("base"), "/"), "/"), agent: o.Agent, query: query, now: o.Now}
	if c.now == nil {
		c.now = time.Now
	}
	if o.Secret == nil {
		return c, nil
	}
	s, err := o.Secret(t.Ask("splunk", port))
	if err != nil || !s.Password.Known() {
		return c, err
	}
	if c.auth = "Basic " + base64.StdEncoding.EncodeToString([]byte(s.User+":"+s.Password.Reveal())); s.User == "bearer" {
		c.auth = "Bearer " + s.Password.Reveal()
	}
	return c, nil
}

// Close gives connections back.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// First is when the first event of the query was indexed (s since 1970); false if there is none.
func (c *Client) First(ctx context.Context) (int64, bool, error) {
	var first int64
	err := c.search(ctx, fmt.Sprintf("search %s | stats min(_indextime) AS _indextime", c.query), func(r io.Reader) error {
		return answers(r, 1, 1<<62, func(e *Event) error {
			first = e.Indexed
			return nil
		})
	})
	return first, first > 0, err
}

// Indexed gives the events that were indexed from from on and before to (s since 1970), in that order. An error of give ends the
// reading. Where the server broke off, nothing was given: it is asked again, and then the error is of class Unavailable.
func (c *Client) Indexed(ctx context.Context, from, to int64, give func(*Event) error) error {
	spl := fmt.Sprintf("search %s _index_earliest=%d _index_latest=%d | fields _raw, _time, _indextime, _cd, _bkt, index, host, source, sourcetype | sort 0 _indextime, _bkt, _cd", c.query, from, to)
	return c.search(ctx, spl, func(r io.Reader) error { return answers(r, from, to, give) })
}

// search runs a search, and reads what comes.
func (c *Client) search(ctx context.Context, spl string, read func(io.Reader) error) error {
	form := url.Values{
		"search":        {spl},
		"earliest_time": {"1"}, "latest_time": {"+10y"}, // a machine's clock may be ahead
		"output_mode": {"json"}, "preview": {"false"},
	}
	return c.retry.Do(ctx, func(ctx context.Context) error {
		q, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/services/search/v2/jobs/export", strings.NewReader(form.Encode()))
		if err != nil {
			return fault.Errorf(fault.Usage, "search: the target cannot be asked")
		}
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if c.agent != "" {
			q.Header.Set("User-Agent", c.agent)
		}
		if c.auth != "" {
			q.Header.Set("Authorization", c.auth)
		}
		r, err := c.http.Do(q)
		if err != nil {
			return fmt.Errorf("search: %w", web.Failed(ctx, err))
		}
		defer func() { _ = r.Body.Close() }()
		if err := c.status(r); err != nil {
			return err
		}
		return read(r.Body)
	})
}

func (c *Client) status(r *http.Response) error {
	switch {
	case r.StatusCode < 300:
		return nil
	case r.StatusCode < 400:
		return fault.Errorf(fault.Unreadable, "search: the server sends elsewhere (%d), which is not followed", r.StatusCode)
	case r.StatusCode == http.StatusUnauthorized:
		return fault.Errorf(fault.Unreadable, "search: the server asks for other credentials (401)")
	case r.StatusCode == http.StatusForbidden:
		return fault.Errorf(fault.Unreadable, "search: these credentials may not (403)")
	case r.StatusCode == http.StatusNotFound:
		return fault.Errorf(fault.Unreadable, "search: there is no search/v2/jobs/export here (404): Splunk 9.0.1 or later, at its management port")
	}
	return retry.Status("search", r, c.now())
}

// answer is a line of the export.
type answer struct {
	Preview  bool
	Result   json.RawMessage
	Messages []struct{ Type string }
}

// fields are those of a result that are needed.
type fields struct {
	Raw     *string         `json:"_raw"`
	Indexed json.RawMessage `json:"_indextime"`
	Time    string          `json:"_time"`
	CD      string          `json:"_cd"`
	Bucket  string          `json:"_bkt"`
	Index   string
}

// answers reads the lines. Errors of what was not given yet are of class Unavailable only while nothing was given.
func answers(in io.Reader, from, to int64, give func(*Event) error) error {
	r := bufio.NewReaderSize(in, 256<<10)
	given := false
	for {
		line, err := read(r)
		if len(line) > 0 {
			e, bad := event(line)
			switch {
			case bad != nil:
				return broken(bad, given)
			case e != nil && e.Indexed >= from && e.Indexed < to:
				given = true
				if err := give(e); err != nil {
					return err
				}
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return broken(err, given)
		}
	}
}

// broken makes that what was given already is not asked for again here: the caller knows where it was.
func broken(err error, given bool) error {
	if given && fault.Of(err) == fault.Unavailable {
		return fault.As(fault.Changed, fmt.Errorf("search: broken off: %w", err))
	}
	return fmt.Errorf("search: %w", err)
}

// read reads a line.
func read(r *bufio.Reader) ([]byte, error) {
	var out []byte
	for {
		part, err := r.ReadSlice('\n')
		if out = append(out, part...); len(out) > longest {
			return nil, fault.Errorf(fault.Refused, "an answer of more than %d MiB", longest>>20)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSpace(out), err
		}
	}
}

// event takes a line apart; nil if it is none of the results.
func event(line []byte) (*Event, error) {
	var a answer
	if json.Unmarshal(line, &a) != nil {
		return nil, fault.Errorf(fault.Unreadable, "what the server answers is not the JSON of Splunk")
	}
	for _, m := range a.Messages {
		if m.Type == "FATAL" || m.Type == "ERROR" {
			return nil, fault.Errorf(fault.Unreadable, "the server cannot answer this query")
		}
	}
	if a.Preview || len(a.Result) == 0 {
		return nil, nil
	}
	var f fields
	if json.Unmarshal(a.Result, &f) != nil {
		return nil, fault.Errorf(fault.Unreadable, "what the server answers is not the JSON of Splunk")
	}
	e := &Event{Result: a.Result}
	if f.Raw != nil {
		e.Raw = []byte(*f.Raw)
	}
	var err error
	indexed, _, _ := strings.Cut(strings.Trim(string(f.Indexed), `"`), ".")
	if indexed == "" {
		return nil, nil // of no events at all
	}
	if e.Indexed, err = strconv.ParseInt(indexed, 10, 64); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "events without a time of indexing")
	}
	if t, err := time.Parse("2006-01-02T15:04:05.999999999Z07:00", f.Time); err == nil {
		e.Time = t.UnixMicro()
	} else if s, err := strconv.ParseFloat(f.Time, 64); err == nil {
		e.Time = int64(s * 1e6)
	}
	if f.CD != "" {
		e.ID = f.Index + " " + f.Bucket + " " + f.CD
	}
	return e, nil
}
