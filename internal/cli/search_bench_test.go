//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// BenchmarkLiveDocuments measures how fast indices and objects are scanned, all detection included, beside a bare scroll
// loop and a plain GET that throw away what they get, in the same run and in turn; the limit is 70 % of their speed on two
// cores. Of each the best time counts. In a process of its own:
//
//	go test ./internal/cli -run '^$' -bench LiveDocuments -benchtime 5x
func BenchmarkLiveDocuments(b *testing.B) {
	b.Run("opensearch", func(b *testing.B) {
		u := livetest.OpenSearch(b)
		livetest.Clear(b, u)
		residents(b, u, "residents", "2", 100_000)
		livetest.Call(b, http.MethodPost, u+"/residents/_flush", "")
		beside(b, at("opensearch+http", u), nil, func() int64 { return scroll(b, u, "residents") })
	})
	b.Run("s3", func(b *testing.B) {
		store := livetest.S3(b)
		api, err := minio.New(strings.TrimPrefix(store.URL, "http://"), &minio.Options{Creds: credentials.NewStaticV4(store.Key, store.Secret, ""), Region: "us-east-1"})
		if err != nil {
			b.Fatal(err)
		}
		if err := api.MakeBucket(b.Context(), "shop", minio.MakeBucketOptions{}); err != nil {
			b.Fatal(err)
		}
		var table bytes.Buffer
		if err := synth.WriteJapaneseCSV(&table, 100_000, 1, "utf-8"); err != nil {
			b.Fatal(err)
		}
		for i := range 4 {
			if _, err := api.PutObject(b.Context(), "shop", fmt.Sprintf("part%d.csv", i), bytes.NewReader(table.Bytes()), int64(table.Len()), minio.PutObjectOptions{}); err != nil {
				b.Fatal(err)
			}
		}
		env := []string{"AWS_ACCESS_KEY_ID=" + store.Key, "AWS_SECRET_ACCESS_KEY=" + store.Secret}
		beside(b, "s3://shop?endpoint="+url.QueryEscape(store.URL), env, func() (n int64) {
			for i := range 4 {
				o, err := api.GetObject(b.Context(), "shop", fmt.Sprintf("part%d.csv", i), minio.GetObjectOptions{})
				if err != nil {
					b.Fatal(err)
				}
				k, err := io.Copy(io.Discard, o)
				if err != nil {
					b.Fatal(err)
				}
				n += k
			}
			return n
		})
	})
}

func at(scheme, url string) string { return scheme + strings.TrimPrefix(url, "http") }

// scroll reads an index as a script does: a thousand documents at a time, and nothing done with them.
func scroll(b *testing.B, url, index string) (n int64) {
	ask := func(method, path, body string) []byte {
		q, err := http.NewRequest(method, url+path, strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Accept-Encoding", "identity")
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			b.Fatal(err)
		}
		defer r.Body.Close()
		page, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			b.Fatalf("%d, %v", r.StatusCode, err)
		}
		return page
	}
	page := ask(http.MethodPost, "/"+index+"/_search?scroll=1m", `{"size":1000,"sort":["_doc"]}`)
	for bytes.Contains(page, []byte(`"_source"`)) {
		n += int64(len(page))
		_, rest, _ := bytes.Cut(page, []byte(`"_scroll_id":"`))
		id, _, _ := bytes.Cut(rest, []byte(`"`))
		body, err := json.Marshal(map[string]string{"scroll": "1m", "scroll_id": string(id)})
		if err != nil {
			b.Fatal(err)
		}
		page = ask(http.MethodPost, "/_search/scroll", string(body))
	}
	ask(http.MethodDelete, "/_search/scroll/_all", "")
	return n
}

// beside scans a target in turn with a plain reading of it.
func beside(b *testing.B, target string, env []string, plain func() int64) {
	b.Helper()
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	own := filepath.Join(b.TempDir(), "tsutsumi")
	if given := os.Getenv("TSUTSUMI_BIN"); given != "" {
		own = given
	} else if err := os.Symlink(exe, own); err != nil {
		b.Fatal(err)
	}
	theirs, ours, cpu, most := time.Hour, time.Hour, time.Hour, int64(0)
	var size int64
	for b.Loop() {
		start := time.Now()
		size = plain()
		theirs = min(theirs, time.Since(start))
		c := exec.Command(own, "scan", "--no-inventory", "--jobs", "2", target)
		c.Env = append(append(os.Environ(), "TSUTSUMI_HOME="+filepath.Join(b.TempDir(), "home"), "HOME="), env...)
		c.Stdout, c.Stderr = io.Discard, os.Stderr
		start = time.Now()
		if err := c.Start(); err != nil {
			b.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for p := int64(1); p > 0; time.Sleep(5 * time.Millisecond) {
				p = anonymous(c.Process.Pid)
				most = max(most, p)
			}
		}()
		if err := c.Wait(); err != nil {
			b.Fatal(err)
		}
		ours = min(ours, time.Since(start))
		<-done
		cpu = min(cpu, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	}
	mb := float64(size) / 1e6
	b.ReportMetric(mb/theirs.Seconds(), "plain-MB/s")
	b.ReportMetric(mb/ours.Seconds(), "MB/s")
	b.ReportMetric(cpu.Seconds(), "cpu-s")
	b.ReportMetric(float64(most>>20), "MiB")
	b.ReportMetric(100*theirs.Seconds()/ours.Seconds(), "%-of-plain")
}
