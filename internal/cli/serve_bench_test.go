//go:build linux

package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/accesstest"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/filltest"
)

// The limits of the console with a million parts, ten thousand alerts and a thousand cases on two cores.
const (
	pageLimit   = 100 * time.Millisecond // p95
	memoryLimit = 200 << 20              // idle
	viewers     = 200
)

// loaded is the console as a process of its own, on a filled home.
type loaded struct {
	b      *testing.B
	base   string
	pid    int
	client *http.Client
	cookie *http.Cookie
}

// BenchmarkServe tells p50 and p95 of every page and of every list of the API beside the limit, the same while 200 viewers follow what
// happens, and the memory of the process. TSUTSUMI_TEST_PARTS takes a smaller home.
func BenchmarkServe(b *testing.B) {
	for b.Loop() { // once: what is told is not how long this takes
	}
	size := filltest.Full
	if _, err := fmt.Sscan(os.Getenv("TSUTSUMI_TEST_PARTS"), &size.Parts); err == nil {
		size.Alerts, size.Cases = max(10, size.Parts/100), max(10, size.Parts/1000)
	}
	s := loading(b, filltest.Home(b, size))
	targets := s.targets()
	s.settle(targets)
	b.Logf("idle memory: %d MB (anonymous %d MB; limit %d MB)", s.memory("VmRSS:")>>20, s.memory("RssAnon:")>>20, memoryLimit>>20)
	b.ReportMetric(float64(s.memory("VmRSS:"))/(1<<20), "idle-MB")
	var worst time.Duration
	for _, t := range targets {
		before := s.ticks()
		p50, p95 := s.measure(t, 20)
		spent := float64(s.ticks()-before) * 10 / 20 // a tick is ten milliseconds
		worst = max(worst, p95)
		b.Logf("%-64s p50 %6.1f ms  p95 %6.1f ms  limit %d ms  processor %5.1f ms each%s", t, ms(p50), ms(p95), pageLimit.Milliseconds(), spent, over(p95))
	}
	b.ReportMetric(ms(worst), "worst-p95-ms")
	s.crowd(targets)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func over(p95 time.Duration) string {
	if p95 > pageLimit {
		return "  OVER"
	}
	return ""
}

// loading starts the console and signs somebody in who may see everything.
func loading(b *testing.B, home string) *loaded {
	b.Helper()
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	as := filepath.Join(b.TempDir(), "tsutsumi")
	if err := os.Symlink(exe, as); err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.Context(), filepath.Join(home, "tsutsumi.db"))
	if err != nil {
		b.Fatal(err)
	}
	s := &loaded{b: b, cookie: accesstest.Cookie(b, db, "bench", access.All()...)}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	c := exec.CommandContext(b.Context(), as, "serve", "--listen", "127.0.0.1:0", "--no-schedule")
	c.Env = append(os.Environ(), "TSUTSUMI_HOME="+home, "LANG=en_US.UTF-8", "GOMAXPROCS=2", "GOMEMLIMIT=")
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 20 * time.Second
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Process.Signal(os.Interrupt); _ = c.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at := strings.TrimSpace(lines.Text()); strings.HasPrefix(at, "http://127.0.0.1:") {
			s.base = strings.TrimSuffix(at, "/")
			break
		}
	}
	if s.base == "" {
		b.Fatal("it does not listen")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	s.pid = c.Process.Pid
	s.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * viewers}, Timeout: 2 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

// get asks for something; the body is read to its end.
func (s *loaded) get(target string) (*http.Response, []byte, time.Duration) {
	req, err := http.NewRequestWithContext(s.b.Context(), http.MethodGet, s.base+target, nil)
	if err != nil {
		s.b.Fatal(err)
	}
	req.AddCookie(s.cookie)
	begin := time.Now()
	r, err := s.client.Do(req)
	if err != nil {
		s.b.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.b.Fatal(err)
	}
	return r, body, time.Since(begin)
}

var hasNumber = regexp.MustCompile(`[0-9a-f]*[0-9][0-9a-f]*`)

// targets are one page of each sort, as its links lead there, and the lists of the API.
func (s *loaded) targets() []string {
	queue, seen := []string{"/"}, map[string]bool{"/": true}
	for at := 0; at < len(queue) && at < 80; at++ {
		r, body, _ := s.get(queue[at])
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			queue = slices.Delete(queue, at, at+1)
			at--
			continue
		}
		root, err := html.Parse(strings.NewReader(string(body)))
		if err != nil {
			s.b.Fatal(err)
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				u, err := url.Parse(a.Val)
				if n.Data != "a" || a.Key != "href" || err != nil || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "/api/") || u.Query().Has("format") {
					continue
				}
				sort := hasNumber.ReplaceAllString(u.Path, "0") // of each sort of page one
				for _, many := range []string{"/reference/", "/laws/"} {
					if strings.HasPrefix(u.Path, many) {
						sort = many
					}
				}
				if !seen[sort] {
					seen[sort] = true
					queue = append(queue, u.RequestURI())
				}
			}
		}
	}
	_, body, _ := s.get("/api/v1/openapi.json")
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				In       string
				Required bool
			}
			Responses map[string]struct{ Content map[string]any }
		}
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		s.b.Fatal(err)
	}
	var lists []string
	for path, ops := range doc.Paths {
		if get, ok := ops["get"]; ok && !strings.Contains(path, "{") && get.Responses["200"].Content["text/event-stream"] == nil {
			for _, p := range get.Parameters {
				ok = ok && !p.Required
			}
			if ok {
				lists = append(lists, path)
			}
		}
	}
	slices.Sort(lists)
	return slices.Concat(queue, lists, []string{"/api/v1/search?q=members", "/api/v1/search?q=nosuchthing"})
}

// settle asks for everything once, and waits until the process has nothing to do.
func (s *loaded) settle(targets []string) {
	for _, t := range targets {
		s.get(t)
	}
	idle := 0
	for until := time.Now().Add(8 * time.Minute); idle < 5 && time.Now().Before(until); {
		before := s.ticks()
		time.Sleep(time.Second)
		if idle++; s.ticks()-before > 5 { // hundredths of a second
			idle = 0
		}
	}
}

// ticks is the processor time of the process.
func (s *loaded) ticks() (n int64) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	if err != nil {
		s.b.Fatal(err)
	}
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	var user, system int64
	_, _ = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	return user + system
}

// memory is a line of /proc/PID/status in bytes.
func (s *loaded) memory(line string) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	if err != nil {
		s.b.Fatal(err)
	}
	var n int64
	if _, rest, ok := strings.Cut(string(b), line); ok {
		_, _ = fmt.Sscan(rest, &n)
	}
	return n << 10
}

func (s *loaded) measure(target string, n int) (p50, p95 time.Duration) {
	var all []time.Duration
	for range n {
		r, _, took := s.get(target)
		if r.StatusCode >= 400 {
			s.b.Logf("%s: %d", target, r.StatusCode)
		}
		all = append(all, took)
	}
	return rank(all)
}

func rank(all []time.Duration) (p50, p95 time.Duration) {
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	return all[len(all)/2], all[len(all)*95/100]
}

// crowd has viewers follow what happens, each by a stream, and reads pages meanwhile.
func (s *loaded) crowd(targets []string) {
	ctx, cancel := context.WithCancel(s.b.Context())
	var open, failed atomic.Int64
	var wg sync.WaitGroup
	streams := &http.Client{Transport: &http.Transport{}}
	for range viewers {
		wg.Go(func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/events?topic=jobs", nil)
			if err != nil {
				return
			}
			req.Header.Set("Accept", "text/event-stream")
			req.AddCookie(s.cookie)
			r, err := streams.Do(req)
			if err != nil || r.StatusCode != http.StatusOK {
				failed.Add(1)
				return
			}
			defer r.Body.Close()
			open.Add(1)
			_, _ = io.Copy(io.Discard, r.Body)
		})
	}
	for until := time.Now().Add(20 * time.Second); open.Load()+failed.Load() < viewers && time.Now().Before(until); {
		time.Sleep(20 * time.Millisecond)
	}
	var all []time.Duration
	rnd := rand.New(rand.NewPCG(1, 2))
	pages := slices.DeleteFunc(slices.Clone(targets), func(t string) bool { return strings.HasPrefix(t, "/api/") })
	for until := time.Now().Add(15 * time.Second); time.Now().Before(until); {
		_, _, took := s.get(pages[rnd.IntN(len(pages))])
		all = append(all, took)
		time.Sleep(20 * time.Millisecond) // a reader a moment: 200 who each look at a page every few seconds
	}
	p50, p95 := rank(all)
	s.b.Logf("%d of %d viewers on streams, %d pages read meanwhile: p50 %.1f ms, p95 %.1f ms (limit %d ms)%s; memory %d MB", open.Load(), viewers, len(all), ms(p50), ms(p95), pageLimit.Milliseconds(), over(p95), s.memory("VmRSS:")>>20)
	s.b.ReportMetric(ms(p95), "crowd-p95-ms")
	cancel()
	wg.Wait()
}
