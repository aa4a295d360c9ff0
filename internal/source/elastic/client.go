package elastic

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
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
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// client asks one server.
type client struct {
	http    *http.Client
	base    string // scheme, host and what stands before every path
	console bool   // through the console of Kibana or Dashboards
	auth    string // the header's value, "" for none
	agent   string
	timeout time.Duration
	now     func() time.Time
	retry   retry.Policy
}

// newClient reads from the target where and how to ask.
func newClient(t *source.Target, o *source.Options) (*client, error) {
	product, scheme, ok := strings.Cut(t.Scheme, "+")
	if !ok {
		scheme = "https"
	}
	console := product == "kibana" || product == "dashboards"
	port := "9200"
	if console {
		port = "5601"
	}
	if t.Host == "" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: no host", t.Scheme)
	}
	auth, err := authorization(o, t.Ask("elastic", port))
	if err != nil {
		return nil, err
	}
	prefix := t.Query.Get("base")
	if console && prefix == "" {
		prefix = t.Path
	}
	c := &client{
		base:    scheme + "://" + t.Address(port) + (&url.URL{Path: strings.TrimRight("/"+strings.Trim(prefix, "/"), "/")}).EscapedPath(),
		console: console, auth: auth, agent: o.Agent, timeout: wire.Silence(o), now: o.Now,
	}
	if c.now == nil {
		c.now = time.Now
	}
	zip := !wire.Local(t.Host) // packing costs more than a wire that is none
	if t.Query.Has("gzip") {
		zip = web.Flag(t, "gzip")
	}
	trip, err := web.NewTransport(t, o, zip)
	if err != nil {
		return nil, err
	}
	c.http = trip.Client()
	return c, nil
}

// authorization is the header for the secret of the target: an API key for the user apikey, a token for the user bearer,
// else the user's password.
func authorization(o *source.Options, ask source.Ask) (string, error) {
	if o.Secret == nil {
		return "", nil
	}
	s, err := o.Secret(ask)
	if err != nil || !s.Password.Known() {
		return "", err
	}
	secret := s.Password.Reveal()
	switch s.User {
	case "apikey":
		if strings.Contains(secret, ":") { // id and key as they are shown; else already put together
			secret = base64.StdEncoding.EncodeToString([]byte(secret))
		}
		return "ApiKey " + secret, nil
	case "bearer":
		return "Bearer " + secret, nil
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(s.User+":"+secret)), nil
}

// readOnly tells whether a call can change nothing but contexts of reading.
func readOnly(method, path string) bool {
	path, _, _ = strings.Cut(path, "?")
	last := path[strings.LastIndexByte(path, '/')+1:]
	switch method {
	case http.MethodGet, http.MethodHead:
		return true
	case http.MethodPost:
		return last == "_search" || last == "_count" || last == "_pit" || strings.HasSuffix(path, "/_search/point_in_time") || path == "/_search/scroll"
	case http.MethodDelete:
		return path == "/_pit" || path == "/_search/point_in_time" || path == "/_search/scroll"
	}
	return false
}

// call asks once. path is escaped and may have a query. Its errors have a class and name act; the body of an answer must
// be closed, and ends with an error where the server falls silent.
func (c *client) call(ctx context.Context, act, method, path string, body []byte) (io.ReadCloser, error) {
	if !readOnly(method, path) {
		panic("elastic: " + method + " is not for reading")
	}
	at := c.base + path
	if c.console {
		at = c.base + "/api/console/proxy?path=" + url.QueryEscape(path) + "&method=" + method
		method = http.MethodPost
	}
	q, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "%s: the target cannot be asked", act)
	}
	c.dress(q, len(body) > 0)
	r, err := c.http.Do(q)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", act, web.Failed(ctx, err))
	}
	if err := c.status(act, r); err != nil {
		r.Body.Close()
		return nil, err
	}
	return r.Body, nil
}

// dress sets the headers.
func (c *client) dress(q *http.Request, body bool) {
	if body {
		q.Header.Set("Content-Type", "application/json")
	}
	q.Header.Set("Accept", "application/json")
	if c.agent != "" {
		q.Header.Set("User-Agent", c.agent)
	}
	if c.auth != "" {
		q.Header.Set("Authorization", c.auth)
	}
	if c.console { // either product refuses what lacks its own header
		q.Header.Set("kbn-xsrf", "true")
		q.Header.Set("osd-xsrf", "true")
		q.Header.Set("x-elastic-internal-origin", "Kibana")
	}
}

// answer is an error that the server gave.
type answer struct {
	code int
	kind string // the word that the server has for it
	err  error
}

func (a *answer) Error() string { return a.err.Error() }
func (a *answer) Unwrap() error { return a.err }

// status turns an answer that is none into an error.
func (c *client) status(act string, r *http.Response) error {
	if v, err := strconv.Atoi(r.Header.Get("x-console-proxy-status-code")); err == nil && c.console {
		r.StatusCode = v
	}
	if r.StatusCode < 300 {
		return nil
	}
	kind := reason(r.Body)
	var err error
	switch {
	case r.StatusCode < 400:
		err = fault.Errorf(fault.Unreadable, "%s: the server sends elsewhere (%d), which is not followed", act, r.StatusCode)
	case r.StatusCode == http.StatusUnauthorized:
		err = fault.Errorf(fault.Unreadable, "%s: the server asks for other credentials (401)", act)
	case r.StatusCode == http.StatusForbidden:
		err = fault.Errorf(fault.Unreadable, "%s: these credentials may not (403)", act)
	default:
		err = retry.Status(act, r, c.now())
	}
	return &answer{r.StatusCode, kind, err}
}

// reason reads the word for an error out of its body. Its text is left alone: it names indices and quotes documents.
func reason(body io.Reader) string {
	var v struct {
		Error struct {
			Type  string
			Cause struct{ Type string }                    `json:"caused_by"`
			Roots []struct{ Type string }                  `json:"root_cause"`
			Fails []struct{ Reason struct{ Type string } } `json:"failed_shards"`
		}
	}
	b, _ := io.ReadAll(io.LimitReader(body, 256<<10))
	if json.Unmarshal(b, &v) != nil {
		return ""
	}
	kind := v.Error.Type
	if len(v.Error.Roots) > 0 {
		kind = v.Error.Roots[0].Type
	}
	for _, f := range v.Error.Fails {
		kind = f.Reason.Type
	}
	return kind
}

// ask calls, again where that may help, and decodes what comes.
func (c *client) ask(ctx context.Context, act, method, path string, body []byte, into any) error {
	return c.retry.Do(ctx, func(ctx context.Context) error {
		r, err := c.call(ctx, act, method, path, body)
		if err != nil {
			return err
		}
		defer r.Close()
		b, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", act, err)
		case len(b) > maxAnswer:
			return fault.Errorf(fault.Refused, "%s: the answer is larger than %d MiB", act, maxAnswer>>20)
		case json.Unmarshal(b, into) != nil:
			return fault.Errorf(fault.Unreadable, "%s: what the server answers is not the JSON of a search server", act)
		}
		return nil
	})
}

// maxAnswer bounds answers that are kept whole: lists of indices.
const maxAnswer = 64 << 20
