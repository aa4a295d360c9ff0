package s3

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7/pkg/s3utils"
	"github.com/minio/minio-go/v7/pkg/signer"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
)

// Access is what a bucket's settings say of who may do what: the documents as the server has them, nil where there is none.
type Access struct {
	Policy, ACL, CORS, Website, Block []byte
	// Hidden are the documents that the credentials may not see: "policy", "acl".
	Hidden []string
}

// The documents, by the word that asks for them, with the code of a server that has none.
var documents = []struct{ word, none string }{
	{"policy", "NoSuchBucketPolicy"},
	{"acl", ""},
	{"cors", "NoSuchCORSConfiguration"},
	{"website", "NoSuchWebsiteConfiguration"},
	{"publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"},
}

// Signed tells whether the source has credentials.
func (s *Source) Signed() bool { return s.signed }

// Endpoint is where the server is, and whether it is Amazon's.
func (s *Source) Endpoint() (at *url.URL, amazon bool) { return s.place.url, !s.place.own }

// Buckets are the names of the buckets that the target means.
func (s *Source) Buckets(ctx context.Context) ([]string, error) {
	if s.bucket != "" {
		return []string{s.bucket}, nil
	}
	all, err := s.buckets(ctx)
	var out []string
	for _, b := range all {
		out = append(out, b.Name)
	}
	return out, err
}

// Access reads the settings of a bucket.
func (s *Source) Access(ctx context.Context, bucket string) (*Access, error) {
	a := &Access{}
	into := []*[]byte{&a.Policy, &a.ACL, &a.CORS, &a.Website, &a.Block}
	for i, d := range documents {
		err := s.retry.Do(ctx, func(ctx context.Context) (err error) {
			*into[i], err = s.document(ctx, bucket, d.word)
			return err
		})
		var refused *refusal
		switch {
		case err == nil:
		case !errors.As(err, &refused):
			return nil, err
		case refused.code == "NoSuchBucket":
			return nil, fault.Errorf(fault.Unreadable, "read settings: there is no such bucket")
		case refused.status == http.StatusForbidden:
			a.Hidden = append(a.Hidden, d.word)
		case refused.status == http.StatusNotFound, refused.status == http.StatusNotImplemented, refused.status == http.StatusMethodNotAllowed, refused.status == http.StatusBadRequest:
			// there is none, or the server has no such thing
		default:
			return nil, err
		}
	}
	return a, nil
}

// refusal is an answer that is no document.
type refusal struct {
	status int
	code   string
}

func (r *refusal) Error() string { return "read settings: the server answers " + word(r.code) }

// maxDocument bounds a document: a policy has at most 20 KB.
const maxDocument = 1 << 20

// document asks for one of a bucket's.
func (s *Source) document(ctx context.Context, bucket, what string) ([]byte, error) {
	q, err := s.question(ctx, bucket, what)
	if err != nil {
		return nil, err
	}
	r, err := s.asks.RoundTrip(q)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(io.LimitReader(r.Body, maxDocument))
	if err != nil {
		return nil, err
	}
	if r.StatusCode == http.StatusOK {
		return b, nil
	}
	var e struct{ Code string }
	_ = xml.Unmarshal(b, &e)
	if err := retry.Status("read settings", r, s.asks.time()); fault.Of(err) == fault.Unavailable {
		return nil, err
	}
	return nil, fault.As(fault.Unreadable, &refusal{r.StatusCode, e.Code})
}

// question is a signed request.
func (s *Source) question(ctx context.Context, bucket, what string) (*http.Request, error) {
	region := s.place.region
	if region == "" {
		var err error
		if region, err = s.api.GetBucketLocation(ctx, bucket); err != nil {
			return nil, s.told(ctx, "find the bucket", err)
		}
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, Address(s.place.url, !s.place.own, region, bucket)+"?"+what+"=", nil)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "read settings: the bucket's name is none")
	}
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256 of nothing
	q.Header.Set("X-Amz-Content-Sha256", empty)
	k, err := s.keys.GetWithContext(nil)
	if err != nil {
		return nil, fault.As(fault.Unavailable, err)
	}
	if k.AccessKeyID == "" {
		return q, nil
	}
	return signer.SignV4(*q, k.AccessKeyID, k.SecretAccessKey, k.SessionToken, region), nil
}

// Address is a bucket's URL, with a slash at its end.
func Address(endpoint *url.URL, amazon bool, region, bucket string) string {
	if !amazon {
		return strings.TrimRight(endpoint.Scheme+"://"+endpoint.Host, "/") + "/" + s3utils.EncodePath(bucket) + "/"
	}
	host := "s3.amazonaws.com"
	if region != "" && region != "us-east-1" {
		host = "s3." + region + ".amazonaws.com"
	}
	if strings.Contains(bucket, ".") { // certificates are for one label
		return "https://" + host + "/" + bucket + "/"
	}
	return "https://" + bucket + "." + host + "/"
}
