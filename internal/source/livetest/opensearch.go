package livetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// node is the one OpenSearch of a test process: starting it takes some ten seconds. It ends with the process, since it
// reads a pipe that ends then.
var node struct {
	once sync.Once
	url  string
	why  string
	pipe io.WriteCloser
}

// OpenSearch is the URL of a real OpenSearch without security, whose jars scripts/servers has fetched. All tests of a
// package share it: each uses indices with names of its own, which Clear takes away.
func OpenSearch(t testing.TB) string {
	t.Helper()
	lib := filepath.Join(Root(t), ".cache", "opensearch", "lib")
	if jars, _ := filepath.Glob(filepath.Join(lib, "opensearch-[0-9]*.jar")); len(jars) == 0 {
		Missing(t, "opensearch", "no jars in .cache/opensearch/lib; scripts/servers fetches them")
	}
	java := Program(t, "opensearch", "java")
	node.once.Do(func() { startNode(t, java, lib) })
	if node.why != "" {
		t.Fatalf("OpenSearch does not start: %s", node.why)
	}
	return node.url
}

func startNode(t testing.TB, java, lib string) {
	home, err := os.MkdirTemp("", "opensearch")
	if err != nil {
		node.why = err.Error()
		return
	}
	port := Port(t)
	cmd := exec.Command(java, "-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", filepath.Join(lib, "*"),
		filepath.Join(Root(t), "test", "opensearch", "Node.java"), home, fmt.Sprint(port))
	out := &output{}
	cmd.Stdout, cmd.Stderr = out, out
	if node.pipe, err = cmd.StdinPipe(); err == nil {
		err = cmd.Start()
	}
	if err != nil {
		node.why = err.Error()
		return
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	node.url = fmt.Sprintf("http://127.0.0.1:%d", port)
	for limit := time.Now().Add(3 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		r, err := http.Get(node.url + "/_cluster/health?wait_for_status=yellow&timeout=1s")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case err := <-ended:
			node.why = fmt.Sprintf("it ended: %v\n%s", err, out)
			return
		default:
		}
		if time.Now().After(limit) {
			_ = cmd.Process.Kill()
			node.why = fmt.Sprintf("it is not ready after three minutes\n%s", out)
			return
		}
	}
}

// Root is the folder of the repository.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if up := filepath.Dir(dir); up != dir {
			dir = up
			continue
		}
		t.Fatal("no go.mod above the test")
	}
}

// Call asks a server, and fails the test on an answer that is none.
func Call(t testing.TB, method, url, body string) string {
	t.Helper()
	q, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if r.StatusCode >= 300 {
		t.Fatalf("%s: %d: %.500s", method, r.StatusCode, b)
	}
	return string(b)
}

// Clear takes all indices, data streams and aliases away, now and at the end of the test.
func Clear(t testing.TB, url string) {
	t.Helper()
	clear := func() {
		Call(t, http.MethodDelete, url+"/_data_stream/*", "")
		Call(t, http.MethodDelete, url+"/*?expand_wildcards=all", "")
	}
	clear()
	t.Cleanup(clear)
}

// Bulk indexes documents, one JSON object a line, and makes them seen.
func Bulk(t testing.TB, url, index string, documents []byte) {
	t.Helper()
	var b bytes.Buffer
	send := func() {
		if b.Len() == 0 {
			return
		}
		if answer := Call(t, http.MethodPost, url+"/"+index+"/_bulk", b.String()); strings.Contains(answer[:min(len(answer), 60)], `"errors":true`) {
			t.Fatalf("bulk: %.500s", answer)
		}
		b.Reset()
	}
	for doc := range bytes.Lines(documents) {
		if doc = bytes.TrimSpace(doc); len(doc) == 0 {
			continue
		}
		b.WriteString("{\"create\":{}}\n")
		b.Write(doc)
		b.WriteByte('\n')
		if b.Len() > 4<<20 {
			send()
		}
	}
	send()
	Call(t, http.MethodPost, url+"/"+index+"/_refresh", "")
}

// Empty deletes all documents of an index, as somebody does who has no more rights than to write.
func Empty(t testing.TB, url, index string) {
	t.Helper()
	for {
		var page struct {
			Hits struct {
				Hits []struct {
					ID string `json:"_id"`
				}
			}
		}
		if err := json.Unmarshal([]byte(Call(t, http.MethodGet, url+"/"+index+"/_search?size=10000&_source=false", "")), &page); err != nil {
			t.Fatal(err)
		}
		if len(page.Hits.Hits) == 0 {
			return
		}
		var b strings.Builder
		for _, h := range page.Hits.Hits {
			fmt.Fprintf(&b, "{\"delete\":{\"_id\":%q}}\n", h.ID)
		}
		Call(t, http.MethodPost, url+"/"+index+"/_bulk?refresh=true", b.String())
	}
}
