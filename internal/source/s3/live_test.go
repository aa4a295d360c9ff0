package s3_test

import (
	"bytes"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/s3"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

// world is a server and its owner's client.
type world struct {
	*livetest.Store
	api *minio.Client
}

func newWorld(t testing.TB) *world {
	t.Helper()
	s := livetest.S3(t)
	api, err := minio.New(strings.TrimPrefix(s.URL, "http://"), &minio.Options{Creds: credentials.NewStaticV4(s.Key, s.Secret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return &world{s, api}
}

func (w *world) bucket(t testing.TB, name string) {
	t.Helper()
	if err := w.api.MakeBucket(t.Context(), name, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) put(t testing.TB, bucket, key string, b []byte) {
	t.Helper()
	if _, err := w.api.PutObject(t.Context(), bucket, key, bytes.NewReader(b), int64(len(b)), minio.PutObjectOptions{}); err != nil {
		t.Fatalf("put: %v", err)
	}
}

// options are those of the owner.
func (w *world) options() source.Options {
	return source.Options{Secret: func(a source.Ask) (source.Secret, error) {
		return source.Secret{User: w.Key, Password: source.NewPassword(w.Secret)}, nil
	}}
}

func open(t testing.TB, target string, o source.Options) source.Source {
	t.Helper()
	tt, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	s, err := s3.Scheme.Open(t.Context(), tt, &o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) target(path string) string {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return "s3://" + path + sep + "endpoint=" + url.QueryEscape(w.URL)
}

// TestLiveConforms runs the suite.
func TestLiveConforms(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "conform")
	for _, k := range []string{"a.csv", "b/c.csv", "b/d.csv", "e.csv"} {
		w.put(t, "conform", k, bytes.Repeat([]byte(k+"\n"), 1000))
	}
	sourcetest.Run(t, sourcetest.Subject{
		Open:    func(t *testing.T) source.Source { return open(t, w.target("conform"), w.options()) },
		Secrets: []string{w.Secret, w.Key},
		Change: func(t *testing.T) string {
			w.put(t, "conform", "a.csv", []byte("another\n"))
			return "a.csv"
		},
		Remove: func(t *testing.T) string {
			if err := w.api.RemoveObject(t.Context(), "conform", "e.csv", minio.RemoveObjectOptions{}); err != nil {
				t.Fatal(err)
			}
			return "e.csv"
		},
	})
}

// TestLiveNames: odd keys, prefixes, many objects, all buckets.
func TestLiveNames(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "odd")
	keys := []string{"plain", "sp ace", "plus+and%25", "日本/氏名.csv", "q?u=e&r#y", "quote\"'", "new\nline", "dir/", "semi;colon"}
	stored := map[string]string{}
	for _, k := range keys {
		body := []byte("of " + k)
		if strings.HasSuffix(k, "/") {
			body = nil
		}
		_, err := w.api.PutObject(t.Context(), "odd", k, bytes.NewReader(body), int64(len(body)), minio.PutObjectOptions{})
		if err != nil {
			t.Logf("the server does not take %q: %v", k, err)
			continue
		}
		if len(body) > 0 {
			stored[k] = string(body)
		}
	}
	if len(stored) < 7 {
		t.Fatalf("only %d odd keys", len(stored))
	}
	read := func(src source.Source) map[string]string {
		out := map[string]string{}
		for _, u := range sourcetest.Units(t, src) {
			out[u.Name] = string(sourcetest.Read(t, src, u))
		}
		return out
	}
	if d := cmp.Diff(stored, read(open(t, w.target("odd"), w.options()))); d != "" {
		t.Error(d)
	}
	w.bucket(t, "second")
	w.put(t, "second", "x/y/z.txt", []byte("z"))
	w.put(t, "second", "x/yy.txt", []byte("yy"))
	w.put(t, "second", "other", []byte("o"))
	if d := cmp.Diff(map[string]string{"z.txt": "z"}, read(open(t, w.target("second/x/y/"), w.options()))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]string{"y/z.txt": "z", "yy.txt": "yy"}, read(open(t, w.target("second/x/y"), w.options()))); d != "" {
		t.Error(d)
	}
	all := read(open(t, w.target(""), w.options()))
	if len(all) != len(stored)+3 || all["second/x/yy.txt"] != "yy" {
		t.Errorf("all buckets: %d objects", len(all))
	}
}

// TestLiveVersions: what was written over or deleted is a unit of its own, and tells when it stood there.
func TestLiveVersions(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "kept")
	if err := w.api.EnableVersioning(t.Context(), "kept"); err != nil {
		t.Fatal(err)
	}
	for i, body := range []string{"one", "two", "three"} {
		w.put(t, "kept", "a", []byte(body))
		if i == 0 {
			w.put(t, "kept", "b", []byte("gone"))
		}
	}
	if err := w.api.RemoveObject(t.Context(), "kept", "b", minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	src := open(t, w.target("kept?versions=1"), w.options())
	var got []string
	for _, u := range sourcetest.Units(t, src) {
		name, _, _ := strings.Cut(u.Name, "@")
		state := "there"
		if u.Lived.Gone {
			state = "gone"
			if u.Place != name || u.Lived.Last.Before(u.Lived.First) != (name == "b") { // this server lists deletions last
				t.Errorf("%q: %+v", u.Name, u)
			}
		}
		got = append(got, name+" "+state+" "+string(sourcetest.Read(t, src, u)))
	}
	if d := cmp.Diff([]string{"a there three", "a gone two", "a gone one", "b gone gone"}, got); d != "" {
		t.Error(d)
	}
	if n := len(sourcetest.Units(t, open(t, w.target("kept"), w.options()))); n != 1 {
		t.Errorf("%d objects without versions", n)
	}
}

// TestLiveMany: lists of several pages, and random access into a large object.
func TestLiveMany(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "many")
	for i := range 2300 {
		w.put(t, "many", "k/"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+"/"+strings.Repeat("0", i/26%90)+"/"+string(rune('a'+i/2340))+string(rune('a'+i%25))+string(rune('A'+i/92)), []byte("1"))
	}
	n := 0
	for o := range w.api.ListObjectsIter(t.Context(), "many", minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		n++
	}
	if got := len(sourcetest.Units(t, open(t, w.target("many"), w.options()))); got != n || n < 2000 {
		t.Errorf("%d of %d objects", got, n)
	}
	large := make([]byte, 40<<20)
	for i := range large {
		large[i] = byte(i * 7 >> 8)
	}
	w.put(t, "many", "large", large)
	src := open(t, w.target("many/large"), w.options())
	u := sourcetest.Units(t, src)[0]
	b, err := src.Open(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if b.At == nil {
		t.Fatal("no random access")
	}
	for _, at := range [][2]int{{0, 10}, {39 << 20, 1 << 20}, {3<<20 - 5, 5 << 20}, {40<<20 - 3, 3}, {12345678, 77}} {
		p := make([]byte, at[1])
		if n, err := b.At.ReadAt(p, int64(at[0])); n != at[1] || err != nil || !bytes.Equal(p, large[at[0]:at[0]+at[1]]) {
			t.Errorf("at %d: %d bytes, %v", at[0], n, err)
		}
	}
	if n, err := b.At.ReadAt(make([]byte, 10), 40<<20-4); n != 4 || err != io.EOF {
		t.Errorf("over the end: %d, %v", n, err)
	}
	if got, err := io.ReadAll(b.R); err != nil || !bytes.Equal(got, large) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
