package bucket_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/signer"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/bucket"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/s3"
)

// world is a real server, and its owner's client.
type world struct {
	*livetest.Store
	api *minio.Client
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s := livetest.S3(t)
	api, err := minio.New(strings.TrimPrefix(s.URL, "http://"), &minio.Options{Creds: credentials.NewStaticV4(s.Key, s.Secret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{s, api}
	for _, b := range []string{"shop", "shut"} {
		if err := api.MakeBucket(t.Context(), b, minio.MakeBucketOptions{}); err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{"public/photo.txt", "public/deep/scan.txt", "private/list.csv"} {
			if _, err := api.PutObject(t.Context(), b, k, bytes.NewReader([]byte("x")), 1, minio.PutObjectOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return w
}

func (w *world) policy(t *testing.T, text string) {
	t.Helper()
	if err := w.api.SetBucketPolicy(t.Context(), "shop", text); err != nil {
		t.Fatalf("policy: %v", err)
	}
}

// opens is how a run opens targets, with the owner's credentials or none.
func (w *world) opens(signed bool) func(*exposure.Options) {
	return func(o *exposure.Options) {
		o.Source = func(ctx context.Context, target string) (source.Source, error) {
			t, err := source.Parse(target)
			if err != nil {
				return nil, err
			}
			return s3.Open(ctx, t, &source.Options{Secret: func(source.Ask) (source.Secret, error) {
				if !signed {
					return source.Secret{}, nil
				}
				return source.Secret{User: w.Key, Password: source.NewPassword(w.Secret)}, nil
			}})
		}
	}
}

func (w *world) found(t *testing.T, signed bool, path string) []string {
	t.Helper()
	r := exposuretest.Look(t, bucket.Check{}, w.opens(signed), "s3://"+path+"?endpoint="+url.QueryEscape(w.URL))
	for _, e := range r.Looked[0].Errors {
		t.Errorf("%s (%s)", e.Text, e.Class)
	}
	out := exposuretest.IDs(t, r)
	slices.Sort(out)
	return out
}

const reading = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::shop/public/*"]}]}`

func TestLive(t *testing.T) {
	w := newWorld(t)
	check := func(what string, signed bool, path string, want ...string) {
		t.Helper()
		if d := cmp.Diff(want, w.found(t, signed, path)); d != "" {
			t.Errorf("%s: %s", what, d)
		}
	}
	check("shut", true, "shop")
	check("shut to strangers", false, "shop")
	w.policy(t, reading)
	check("a folder open", true, "shop", "s3-policy-public shop public/", "s3-public-read shop public/")
	check("nothing known", false, "shop")
	check("a name known", false, "shop/public/photo.txt", "s3-public-read shop public/")
	check("another name known", false, "shop/private/list.csv")
	check("all buckets", true, "", "s3-policy-public shop public/", "s3-public-read shop public/")
	w.policy(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"},{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::shop"}]}`)
	check("all open", false, "shop", "s3-public-list shop", "s3-public-read shop private/", "s3-public-read shop public/")
	check("all open, signed", true, "shop", "s3-policy-public shop", "s3-public-list shop", "s3-public-read shop private/", "s3-public-read shop public/")
}

// TestLiveState: a finding is what was accepted as long as the policy says the same.
func TestLiveState(t *testing.T) {
	w := newWorld(t)
	state := func() string {
		r := exposuretest.Look(t, bucket.Check{}, w.opens(true), "s3://shop?endpoint="+url.QueryEscape(w.URL))
		for _, x := range r.Exposures {
			if x.ID == "s3-policy-public" {
				return x.State
			}
		}
		t.Fatal("not found")
		return ""
	}
	w.policy(t, reading)
	one := state()
	w.policy(t, strings.ReplaceAll(reading, `"Effect":"Allow","Principal":"*"`, `"Principal":"*",  "Effect":"Allow"`))
	if two := state(); two != one {
		t.Errorf("%s, and %s", one, two)
	}
	w.policy(t, strings.ReplaceAll(reading, `["s3:GetObject"]`, `["s3:GetObject","s3:PutObject"]`))
	if three := state(); three == one {
		t.Error("a policy that allows more has the same state")
	}
}

// TestLiveSample: a sample is taken where the look was, by nobody, although only the owner's environment says where that is.
func TestLiveSample(t *testing.T) {
	w := newWorld(t)
	w.policy(t, `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"},{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::shop"}]}`)
	open := func(env map[string]string) func(context.Context, string) (source.Source, error) {
		return func(ctx context.Context, target string) (source.Source, error) {
			t, err := source.Parse(target)
			if err != nil {
				return nil, err
			}
			return s3.Open(ctx, t, &source.Options{Getenv: func(name string) string { return env[name] }})
		}
	}
	var seen []string
	exposuretest.Look(t, bucket.Check{}, func(o *exposure.Options) {
		o.Source = open(map[string]string{"AWS_ENDPOINT_URL_S3": w.URL, "AWS_ACCESS_KEY_ID": w.Key, "AWS_SECRET_ACCESS_KEY": w.Secret})
		o.Look = exposuretest.Names(&seen, 1)
		o.Stranger = func(ctx context.Context, target string) (source.Source, error) {
			src, err := open(nil)(ctx, target)
			if err != nil {
				t.Errorf("%s: %v", target, err)
				return nil, err
			}
			store := src.(*s3.Source)
			if at, _ := store.Endpoint(); at.String() != w.URL || store.Signed() {
				t.Errorf("%s: asks %s, signed %v", target, at, store.Signed())
			}
			return src, nil
		}
	}, "s3://"+w.Key+"@shop")
	if !slices.Contains(seen, "private/list.csv") {
		t.Errorf("saw %q", seen)
	}
}

// put sets one of the bucket's documents.
func (w *world) put(t *testing.T, query, body string, header http.Header) {
	t.Helper()
	q, err := http.NewRequest(http.MethodPut, w.URL+"/shop?"+query+"=", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		q.Header[k] = v
	}
	sum := sha256.Sum256([]byte(body))
	q.Header.Set("X-Amz-Checksum-Sha256", base64.StdEncoding.EncodeToString(sum[:]))
	q.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(sum[:]))
	r, err := http.DefaultClient.Do(signer.SignV4(*q, w.Key, w.Secret, "", "us-east-1"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if b, _ := io.ReadAll(r.Body); r.StatusCode >= 300 {
		t.Fatalf("put %s: %d: %s", query, r.StatusCode, b)
	}
}

// TestLiveSettings: what lists of access, rules for other sites and web sites say.
func TestLiveSettings(t *testing.T) {
	w := newWorld(t)
	w.put(t, "ownershipControls", `<OwnershipControls><Rule><ObjectOwnership>BucketOwnerPreferred</ObjectOwnership></Rule></OwnershipControls>`, nil)
	w.put(t, "acl", "", http.Header{"X-Amz-Acl": {"public-read"}})
	w.put(t, "cors", `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>`, nil)
	w.put(t, "website", `<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>`, nil)
	got := w.found(t, true, "shop")
	for _, want := range []string{"s3-acl-public shop", "s3-cors-any shop", "s3-website shop"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not among %q", want, got)
		}
	}
}
