// Package s3 is the source of buckets: Amazon S3 and what speaks as it does (MinIO, versitygw, Ceph).
//
// A unit is an object; with versions=1 each version that is not the current one is a unit too, whose place is the object.
// An object is read by one request that is taken up again where it broke off, as long as the object is still the same;
// archives and other files that are read here and there are read so, and not fetched as a whole.
package s3

import (
	"context"
	"iter"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/web"
)

// Scheme opens s3://bucket/prefix; s3:// is every bucket that the credentials see.
var Scheme = source.Scheme{
	Names:   []string{"s3"},
	Example: "s3://bucket/exports/",
	Open: func(ctx context.Context, t *source.Target, o *source.Options) (source.Source, error) {
		return Open(ctx, t, o)
	},
}

// Source is one bucket, a part of one, or all.
type Source struct {
	name     string
	api      *minio.Client
	trip     *web.Transport
	asks     *patient
	retry    retry.Policy
	place    place
	keys     *credentials.Credentials
	signed   bool
	bucket   string // "" is all
	prefix   string
	versions bool
	payer    bool // the requester pays
}

// Open makes the source; nothing is asked yet.
func Open(_ context.Context, t *source.Target, o *source.Options) (*Source, error) {
	if err := t.Only("endpoint", "region", "path-style", "versions", "anonymous", "requester-pays", web.CA, web.Insecure); err != nil {
		return nil, err
	}
	if o.Sample > 0 {
		return nil, fault.Errorf(fault.Usage, "open target: %s://…: objects are read whole; there are no samples of them", t.Scheme)
	}
	p, err := placed(t, o)
	if err != nil {
		return nil, err
	}
	key, signed, err := keys(t, o, p)
	if err != nil {
		return nil, err
	}
	trip, err := web.NewTransport(t, o, false)
	if err != nil {
		return nil, err
	}
	s := &Source{trip: trip, asks: &patient{trip: trip, now: o.Now}, place: p, keys: key, signed: signed, bucket: t.Host, prefix: strings.TrimPrefix(t.Path, "/"), versions: web.Flag(t, "versions"), payer: web.Flag(t, "requester-pays")}
	if t.Port != "" {
		return nil, fault.Errorf(fault.Usage, "open target: s3://…: a bucket has no port; the server is named by ?endpoint=")
	}
	if s.name = "s3://" + s.bucket; s.prefix != "" {
		s.name += (&url.URL{Path: t.Path}).EscapedPath()
	}
	// With old versions it is another thing in the inventory: a scan without them must not take them for gone.
	var more []string
	if p.own {
		more = append(more, "endpoint="+p.url.Scheme+"://"+p.url.Host)
	}
	if s.versions {
		more = append(more, "versions=1")
	}
	if len(more) > 0 {
		s.name += "?" + strings.Join(more, "&")
	}
	agent, version, _ := strings.Cut(o.Agent, "/")
	s.api, err = minio.New(p.url.Host, &minio.Options{
		Creds: key, Secure: p.url.Scheme == "https", Transport: s.asks, Region: p.region,
		BucketLookup: p.lookup, MaxRetries: 1,
	})
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open target: s3://…: the endpoint is no address of a server")
	}
	if agent != "" {
		s.api.SetAppInfo(agent, version)
	}
	return s, nil
}

// place is where a server is.
type place struct {
	url    *url.URL
	own    bool // not Amazon's
	region string
	lookup minio.BucketLookupType
}

// placed reads from the target, the environment and the settings of the AWS tools where the server is.
func placed(t *source.Target, o *source.Options) (place, error) {
	env := getenv(o)
	at := first(t.Query.Get("endpoint"), env("AWS_ENDPOINT_URL_S3"), env("AWS_ENDPOINT_URL"))
	p := place{own: at != "", region: first(t.Query.Get("region"), env("AWS_REGION"), env("AWS_DEFAULT_REGION"), setting(env, "config", "region"))}
	if !p.own {
		at = "https://s3.amazonaws.com"
	}
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return p, fault.Errorf(fault.Usage, "open target: s3://…: the endpoint is no address as https://host:port")
	}
	p.url = u
	switch {
	case web.Flag(t, "path-style"), p.own && !t.Query.Has("path-style"):
		p.lookup = minio.BucketLookupPath
	case p.own:
		p.lookup = minio.BucketLookupDNS
	}
	if p.own && p.region == "" {
		p.region = "us-east-1"
	}
	return p, nil
}

// keys are the credentials: those of the owner's own places, then those of the AWS tools, else none.
func keys(t *source.Target, o *source.Options, p place) (key *credentials.Credentials, signed bool, err error) {
	anonymous := credentials.NewStatic("", "", "", credentials.SignatureAnonymous)
	if web.Flag(t, "anonymous") {
		return anonymous, false, nil
	}
	env := getenv(o)
	id := env("AWS_ACCESS_KEY_ID")
	if o.Secret != nil {
		port := p.url.Port()
		if port == "" {
			port = map[string]string{"http": "80", "https": "443"}[p.url.Scheme]
		}
		s, err := o.Secret(source.Ask{Scheme: "s3", Host: p.url.Hostname(), Port: port, User: t.User})
		if err != nil {
			return nil, false, err
		}
		if s.Password.Known() {
			user := first(s.User, id)
			if user == "" {
				return nil, false, fault.Errorf(fault.Usage, "open target: s3://…: a secret without its access key ID, which stands as a user in the URL: s3://ID@bucket")
			}
			return credentials.NewStaticV4(user, s.Password.Reveal(), ""), true, nil
		}
	}
	if secret := env("AWS_SECRET_ACCESS_KEY"); id != "" && secret != "" {
		return credentials.NewStaticV4(id, secret, env("AWS_SESSION_TOKEN")), true, nil
	}
	id, secret := setting(env, "credentials", "aws_access_key_id"), setting(env, "credentials", "aws_secret_access_key")
	if id != "" && secret != "" && (t.User == "" || t.User == id) {
		return credentials.NewStaticV4(id, secret, setting(env, "credentials", "aws_session_token")), true, nil
	}
	if t.User != "" {
		return nil, false, fault.Errorf(fault.Usage, "open target: s3://…: there is no secret for this access key ID (docs/sources/s3.md)")
	}
	return anonymous, false, nil
}

// Name is the bucket and the prefix, the server if it is not Amazon's, and whether old versions are read, too.
func (s *Source) Name() string { return s.name }

// Close closes connections.
func (s *Source) Close() error {
	s.trip.CloseIdleConnections()
	return nil
}

// Units lists the objects in the order of their keys.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		if s.bucket != "" {
			s.list(ctx, s.bucket, "", yield)
			return
		}
		all, err := s.buckets(ctx)
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		for _, b := range all {
			if !s.list(ctx, b.Name, b.Name+"/", yield) {
				return
			}
		}
	}
}

func (s *Source) buckets(ctx context.Context) (all []minio.BucketInfo, err error) {
	err = s.do(ctx, "list buckets", func(ctx context.Context) (err error) {
		all, err = s.api.ListBuckets(ctx)
		return err
	})
	return all, err
}

// do asks, again where that may help.
func (s *Source) do(ctx context.Context, act string, f func(context.Context) error) error {
	return s.retry.Do(ctx, func(ctx context.Context) error { return s.told(ctx, act, f(ctx)) })
}

// header is what every request for an object or a list says besides.
func (s *Source) header(set func(key, value string)) {
	if s.payer {
		set("x-amz-request-payer", "requester")
	}
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

func getenv(o *source.Options) func(string) string {
	if o.Getenv == nil {
		return func(string) string { return "" }
	}
	return o.Getenv
}
