// Package web reads pages for the checks that look at web sites: bounded, decoded, with classed errors, and only what the
// Visit allows.
package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// ErrPlanned says that nothing was asked, because the run only notes what it would do.
var ErrPlanned = errors.New("only noted")

// Answer is what a server said.
type Answer struct {
	URL    *url.URL // after redirections
	Status int
	Header http.Header
	Body   []byte
	Cut    bool // there was more
}

// Get reads a URL, at most limit bytes of its body. Its errors name no part of the URL behind the host.
func Get(ctx context.Context, v *exposure.Visit, u *url.URL, limit int64) (*Answer, error) {
	return do(ctx, v, http.MethodGet, u, "", nil, limit)
}

// Post sends a form that asks a question. The Visit refuses it unless the question was allowed.
func Post(ctx context.Context, v *exposure.Visit, u *url.URL, form url.Values, limit int64) (*Answer, error) {
	return do(ctx, v, http.MethodPost, u, "application/x-www-form-urlencoded;charset=UTF-8", []byte(form.Encode()), limit)
}

func do(ctx context.Context, v *exposure.Visit, method string, u *url.URL, kind string, body []byte, limit int64) (*Answer, error) {
	if v.Plan != nil && !v.Plan(method, Shown(u)) || v.Dry {
		return nil, ErrPlanned
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "ask %s: not a URL", u.Host)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := v.HTTP.Do(req)
	if err != nil {
		return nil, failed(ctx, u, err)
	}
	defer res.Body.Close()
	a := &Answer{URL: u, Status: res.StatusCode, Header: res.Header}
	if res.Request != nil && res.Request.URL != nil {
		a.URL = res.Request.URL
	}
	if a.Body, err = io.ReadAll(io.LimitReader(res.Body, limit+1)); err != nil {
		return nil, failed(ctx, u, err)
	}
	if int64(len(a.Body)) > limit {
		a.Body, a.Cut = a.Body[:limit], true
	}
	return a, nil
}

// failed gives an error its class and takes the URL, whose path and query may be data, out of its text.
func failed(ctx context.Context, u *url.URL, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return fault.As(fault.Unavailable, fmt.Errorf("ask %s://%s: %w", u.Scheme, u.Host, err))
}

// Shown is a URL fit to be shown: without user, query and fragment.
func Shown(u *url.URL) string {
	c := *u
	c.User, c.RawQuery, c.ForceQuery, c.Fragment, c.RawFragment = nil, "", false, "", ""
	return c.String()
}

// Of is the URL of a target; ok is false for what is no web site.
func Of(t *source.Target) (u *url.URL, ok bool) {
	if t == nil || t.Scheme != "http" && t.Scheme != "https" {
		return nil, false
	}
	host := t.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if t.Port != "" {
		host += ":" + t.Port
	}
	u = &url.URL{Scheme: t.Scheme, Host: host, Path: t.Path, RawQuery: t.Query.Encode()}
	if u.Path == "" {
		u.Path = "/"
	}
	return u, true
}

// Site is what belongs to one owner: the domain below the public suffix, or the host itself where there is none.
func Site(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil && !strings.Contains(host, ":") && strings.Trim(host, "0123456789.") != "" {
		return s
	}
	return host
}

// IsHTML tells whether the answer is a page.
func (a *Answer) IsHTML() bool {
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return err != nil || kind == "text/html" || kind == "application/xhtml+xml"
}

var metaCharset = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([-\w]+)`)

// Text is the body as UTF-8: by its header, by what it says of itself, by its bytes.
func (a *Answer) Text() []byte {
	var name charset.Name
	if _, args, err := mime.ParseMediaType(a.Header.Get("Content-Type")); err == nil {
		name = charset.FromLabel(args["charset"])
	}
	if name == "" {
		if m := metaCharset.FindSubmatch(a.Body[:min(len(a.Body), 4<<10)]); m != nil {
			name = charset.FromLabel(string(m[1]))
		}
	}
	if name == "" {
		name = charset.Detect(a.Body[:min(len(a.Body), 64<<10)], len(a.Body) <= 64<<10)
	}
	p, err := io.ReadAll(charset.NewReader(bytes.NewReader(a.Body), name))
	if err != nil {
		return a.Body
	}
	return p
}
