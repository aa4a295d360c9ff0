// Package bucket looks whether the objects of S3 buckets are open: to whoever asks, by asking without credentials, and by
// what policies and access lists say, with them.
//
// It lists a page of keys and fetches the first byte of a few objects. Whether one may write is never tried; the
// settings tell.
package bucket

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/s3"
)

// Check looks at s3:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "s3" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool { return t.URL != nil && t.URL.Scheme == "s3" }

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	if v.Dry {
		v.Plan("list and fetch a byte without credentials", t.Name)
		v.Plan("read policies and access lists with the configured credentials", t.Name)
		return nil
	}
	typed := typedAs(t.URL)
	if v.Source == nil {
		return fault.Errorf(fault.Skipped, "look at buckets: nothing opens them")
	}
	src, err := v.Source(ctx, typed)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	store, ok := src.(*s3.Source)
	if !ok {
		return fault.Errorf(fault.Internal, "look at buckets: the source is another")
	}
	names, err := store.Buckets(ctx)
	if err != nil {
		return err
	}
	at, amazon := store.Endpoint()
	for i, name := range names {
		b := &look{v: v, told: told, store: store, at: at, amazon: amazon, name: name, typed: typed, source: src.Name(), all: t.URL.Host == ""}
		b.prefix = strings.TrimPrefix(t.URL.Path, "/")
		b.from = exposure.World
		if !amazon {
			b.from = v.From(ctx, at.Hostname())
		}
		if i == 0 && at.Scheme == "http" && b.from != exposure.Here {
			b.tell("s3-no-tls", "", "", exposure.Finding{From: b.from})
		}
		err = errors.Join(err, b.look(ctx))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return err
}

// typedAs is a target as it would be typed.
func typedAs(t *source.Target) string {
	u := url.URL{Scheme: t.Scheme, Host: t.Host, Path: t.Path, RawQuery: t.Query.Encode()}
	if t.User != "" {
		u.User = url.User(t.User)
	}
	if u.Host == "" {
		return "s3://" + strings.TrimPrefix(u.RequestURI(), "/")
	}
	return u.String()
}

// look looks at one bucket.
type look struct {
	v             *exposure.Visit
	told          func(exposure.Finding)
	store         *s3.Source
	at            *url.URL
	amazon        bool
	all           bool // the target is all buckets
	name, prefix  string
	typed, source string
	from          exposure.Vantage
}

// tell tells a finding about a part of the bucket.
func (b *look) tell(id, object, prefix string, f exposure.Finding) {
	f.ID = id
	f.Object = strings.TrimSuffix(b.v.Label(b.name)+" "+object, " ")
	if f.Args == nil {
		f.Args = map[string]string{}
	}
	f.Args["bucket"] = b.v.Label(b.name)
	f.Args["server"] = b.at.Host
	f.Places = []exposure.Place{{Source: b.source, Place: b.place(prefix)}}
	if b.source == "s3://" || b.all {
		f.Places = append(f.Places, exposure.Place{Source: strings.Replace(b.source, "s3://", "s3://"+b.name, 1), Place: prefix})
	}
	if f.From == "" {
		f.From = exposure.Inside
	}
	if f.Peek == nil {
		typed := b.sub(prefix)
		f.Peek = func(ctx context.Context) *exposure.Behind { return b.v.Sample(ctx, typed) }
	}
	b.told(f)
}

// place is a prefix as the inventory names it: relative to the target, and in its bucket if the target is all of them.
func (b *look) place(prefix string) string {
	if b.all {
		return b.name + "/" + prefix
	}
	return strings.TrimPrefix(prefix, b.prefix[:strings.LastIndexByte(b.prefix, '/')+1])
}

// sub is a prefix of the bucket as a target of somebody without credentials: on the server that is looked at, whatever the
// owner's environment says of it, and without the owner's name.
func (b *look) sub(prefix string) string {
	u, err := url.Parse(b.typed)
	if err != nil {
		return b.typed
	}
	u.User, u.Host, u.Path = nil, b.name, "/"+prefix
	if prefix == "" {
		u.Path = "/" + b.prefix
	}
	q := u.Query()
	q.Set("anonymous", "true")
	if !b.amazon {
		q.Set("endpoint", b.at.String())
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func (b *look) look(ctx context.Context) error {
	keys, err := b.anonymous(ctx)
	if err != nil {
		return err
	}
	if !b.store.Signed() {
		return nil
	}
	if len(keys) == 0 {
		b.sample(ctx)
	}
	return b.review(ctx)
}

// ask asks without credentials.
func (b *look) ask(ctx context.Context, query, key string) (*exposure.Answer, error) {
	region := ""
	for {
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, s3.Address(b.at, b.amazon, region, b.name)+path(key)+query, nil)
		if err != nil {
			return nil, fault.Errorf(fault.Usage, "ask: the bucket's name is none")
		}
		if key != "" {
			q.Header.Set("Range", "bytes=0-0")
		}
		a, err := b.v.Do(q, 1<<20)
		if err != nil {
			return nil, err
		}
		if there := a.Header.Get("X-Amz-Bucket-Region"); b.amazon && region == "" && there != "" && there != "us-east-1" && a.StatusCode >= 300 && a.StatusCode < 500 {
			region = there
			continue
		}
		return a, nil
	}
}

func path(key string) string {
	if key == "" {
		return ""
	}
	parts := strings.Split(key, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}
