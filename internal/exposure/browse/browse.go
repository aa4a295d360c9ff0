// Package browse reads pages for the checks that look at web sites: bounded, decoded, with classed errors, and only what the
// Visit allows.
package browse

import (
	"bytes"
	"compress/gzip"
	"context"
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
	a, err := v.Get(ctx, u.String(), limit)
	if err != nil {
		return nil, err
	}
	return answer(u, a, limit)
}

// Ask posts a form that is a question: nothing is written by it.
func Ask(ctx context.Context, v *exposure.Visit, u *url.URL, form url.Values, limit int64) (*Answer, error) {
	a, err := v.Ask(ctx, u.String(), "application/x-www-form-urlencoded;charset=UTF-8", []byte(form.Encode()), limit)
	if err != nil {
		return nil, err
	}
	return answer(u, a, limit)
}

func answer(u *url.URL, got *exposure.Answer, limit int64) (*Answer, error) {
	a := &Answer{URL: u, Status: got.StatusCode, Header: got.Header, Body: got.Text, Cut: got.Cut}
	if got.Request != nil && got.Request.URL != nil {
		a.URL = got.Request.URL
	}
	if strings.EqualFold(got.Header.Get("Content-Encoding"), "gzip") { // though nobody asked for it
		z, err := gzip.NewReader(bytes.NewReader(a.Body))
		if err != nil {
			return nil, fault.Errorf(fault.Unreadable, "ask %s: the answer is no gzip, as it says", u.Host)
		}
		body, err := io.ReadAll(io.LimitReader(z, limit+1))
		a.Cut = a.Cut || err != nil || int64(len(body)) > limit
		a.Body = body[:min(int64(len(body)), limit)]
	}
	return a, nil
}

// Elsewhere is where the answer sends to on another host, "" if it does not.
func (a *Answer) Elsewhere() string {
	if a.Status < 300 || a.Status > 399 {
		return ""
	}
	u, err := a.URL.Parse(a.Header.Get("Location"))
	if err != nil || u.Host == "" || strings.EqualFold(u.Host, a.URL.Host) {
		return ""
	}
	return u.Host
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
