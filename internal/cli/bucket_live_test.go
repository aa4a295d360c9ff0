//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// TestLiveBucket: of a bucket's people, those stand behind the open door whose files lie in the folder that is open.
func TestLiveBucket(t *testing.T) {
	store := livetest.S3(t)
	api, err := minio.New(strings.TrimPrefix(store.URL, "http://"), &minio.Options{Creds: credentials.NewStaticV4(store.Key, store.Secret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := api.MakeBucket(t.Context(), "shop", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	g := synth.New(4)
	var planted []zerotest.Planted
	for key, n := range map[string]int{"public/a.csv": 300, "private/b.csv": 700} {
		var b bytes.Buffer
		b.WriteString("氏名,メールアドレス,携帯電話,住所\n")
		for range n {
			p := g.Japanese()
			b.WriteString(p.Name(" ") + "," + p.Email + "," + p.Mobile + "," + p.Address() + "\n")
			planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: p.Email}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile})
		}
		if _, err := api.PutObject(t.Context(), "shop", key, &b, int64(b.Len()), minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/public/*"}]}`
	if err := api.SetBucketPolicy(t.Context(), "shop", policy); err != nil {
		t.Fatal(err)
	}
	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	secrets := filepath.Join(t.TempDir(), "credentials")
	if err := os.WriteFile(secrets, []byte("s3:*:*:"+store.Key+":"+store.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	said := map[string][]byte{}
	run := func(args ...string) string {
		t.Helper()
		c := child(t, home, args...)
		c.Env = append(c.Env, "TSUTSUMI_CREDENTIALS="+secrets)
		r := run(t, c)
		if r.status != cli.StatusDone {
			t.Fatalf("%v: status %d: %s", args, r.status, r.err)
		}
		said[strings.Join(args, " ")] = []byte(r.out + r.err)
		if strings.Contains(r.out+r.err, store.Secret) {
			t.Error("the secret is shown")
		}
		return r.out
	}
	target := "s3://shop?endpoint=" + url.QueryEscape(store.URL)
	if s := summed(t, run("scan", "--format", "json", target)); s.Errors != 0 || s.People < 990 || s.People > 1010 {
		t.Errorf("%+v", s)
	}
	found := map[string]int64{}
	for line := range strings.Lines(run("exposure", "--format", "json", target)) {
		var l struct {
			Exposure *struct {
				ID     string
				People *int64
			}
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		if l.Exposure != nil && l.Exposure.People != nil {
			found[l.Exposure.ID] = *l.Exposure.People
		}
	}
	for _, id := range []string{"s3-public-read", "s3-policy-public"} {
		if n := found[id]; n < 297 || n > 303 {
			t.Errorf("%s: %d people, in truth 300; all: %v", id, n, found)
		}
	}
	run("exposure", "--lang", "ja", target)
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}
