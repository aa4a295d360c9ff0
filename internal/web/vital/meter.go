package vital

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Facts is what is counted each time somebody asks.
type Facts interface {
	CountJobs(ctx context.Context) ([]bench.Count, error)
	// CountAlerts counts open alerts by severity.
	CountAlerts(ctx context.Context) (map[string]int64, error)
	// Queued is how many jobs wait in the queues, heavy and light.
	Queued() (heavy, light int)
}

// Meter counts what is told of as metrics.
type Meter struct {
	handler  http.Handler
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	jobs     *prometheus.CounterVec
	streams  prometheus.Gauge
	log      *slog.Logger
	now      func() time.Time
	stopped  context.Context //nolint:containedctx // streams end with it
}

// The closed lists of labels.
var (
	kinds  = []queue.Kind{queue.Scan, queue.Exposure, queue.Snapshot, queue.Watch, queue.Match, queue.Letters, queue.Digest, queue.Remind}
	states = []queue.State{queue.Waiting, queue.Running, queue.Done, queue.Parked, queue.Cancelled}
)

// NewMeter makes a meter. Streams end with stopped.
func NewMeter(stopped context.Context, version string, facts Facts, now func() time.Time, log *slog.Logger) *Meter {
	m := &Meter{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tsutsumi_http_requests_total", Help: "Requests by route and class of status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tsutsumi_http_request_seconds", Help: "How long answers took, streams left out.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"}),
		jobs:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tsutsumi_jobs_changed_total", Help: "Jobs that came to a state, since the start."}, []string{"kind", "state"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "tsutsumi_http_streams", Help: "Readers of events now."}),
		log:     log, now: now, stopped: stopped,
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "tsutsumi_build_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	reg := prometheus.NewRegistry()
	reg.MustRegister(m.requests, m.seconds, m.jobs, m.streams, build, &counted{facts: facts, now: now}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(reg, promhttp.HandlerOpts{EnableOpenMetrics: true, ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4})
	return m
}

// Job counts a change of a job's state.
func (m *Meter) Job(j *queue.Job) { m.jobs.WithLabelValues(string(j.Kind), string(j.State)).Inc() }

// Measured counts and logs requests on their way to next. Routes are told by their patterns, never by their paths.
func (m *Meter) Measured(next http.Handler, routes []web.Route) http.Handler {
	mux, streams := http.NewServeMux(), map[string]bool{}
	for _, r := range routes {
		pattern := r.Method + " " + r.Path
		mux.Handle(pattern, http.NotFoundHandler())
		streams[pattern] = r.Stream && r.Method == http.MethodGet
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, route := mux.Handler(r)
		if route == "" {
			route = "none"
		}
		begun := m.now()
		s := &status{ResponseWriter: w}
		if streams[route] {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			defer context.AfterFunc(m.stopped, cancel)()
			r = r.WithContext(ctx)
			m.streams.Inc()
			defer m.streams.Dec()
		}
		defer func() { m.told(route, s.class(), m.now().Sub(begun), streams[route]) }()
		next.ServeHTTP(s, r)
	})
}

func (m *Meter) told(route, class string, took time.Duration, stream bool) {
	m.requests.WithLabelValues(route, class).Inc()
	if !stream {
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
	}
	level := slog.LevelInfo
	if strings.HasPrefix(route, "GET /assets/") || strings.HasSuffix(route, "z") || route == "GET /metrics" {
		level = slog.LevelDebug
	}
	if class == "5xx" {
		level = slog.LevelError
	}
	m.log.Log(context.Background(), level, "request", "route", route, "status", class, "ms", took.Milliseconds())
}

// status keeps the status of an answer.
type status struct {
	http.ResponseWriter
	code int
}

// WriteHeader implements http.ResponseWriter.
func (s *status) WriteHeader(code int) {
	if s.code == 0 && code >= 200 {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap is for http.ResponseController.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *status) class() string {
	if s.code == 0 {
		return "2xx"
	}
	return strconv.Itoa(s.code/100) + "xx"
}

// counted collects what is counted when somebody asks; the same answer serves for a while.
type counted struct {
	facts Facts
	now   func() time.Time

	mu     sync.Mutex
	at     time.Time
	jobs   []bench.Count
	alerts map[string]int64
	err    bool
}

// fresh is for how long counts serve.
const fresh = 10 * time.Second

var (
	jobsDesc   = prometheus.NewDesc("tsutsumi_jobs", "Jobs that are recorded, by kind and state.", []string{"kind", "state"}, nil)
	lastDesc   = prometheus.NewDesc("tsutsumi_job_last_done_timestamp_seconds", "When a job of the kind was last done.", []string{"kind"}, nil)
	queuedDesc = prometheus.NewDesc("tsutsumi_queue_length", "Jobs in the queue that wait.", []string{"queue"}, nil)
	alertsDesc = prometheus.NewDesc("tsutsumi_open_alerts", "Alerts that nobody decided on, by severity.", []string{"severity"}, nil)
	upDesc     = prometheus.NewDesc("tsutsumi_database_up", "1 if the counts could be read.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c *counted) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{jobsDesc, lastDesc, queuedDesc, alertsDesc, upDesc} {
		to <- d
	}
}

func (c *counted) read() {
	if c.now().Sub(c.at) < fresh {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	jobs, err := c.facts.CountJobs(ctx)
	if err == nil {
		c.jobs = jobs
		var alerts map[string]int64
		if alerts, err = c.facts.CountAlerts(ctx); err == nil {
			c.alerts = alerts
		}
	}
	c.err, c.at = err != nil, c.now()
}

// Collect implements prometheus.Collector.
func (c *counted) Collect(to chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	heavy, light := c.facts.Queued()
	gauge(queuedDesc, float64(heavy), "heavy")
	gauge(queuedDesc, float64(light), "light")
	up := 1.0
	if c.err {
		up = 0
	}
	gauge(upDesc, up)
	for _, k := range kinds {
		for _, s := range states {
			n, last := c.job(k, s)
			gauge(jobsDesc, float64(n), string(k), string(s))
			if s == queue.Done && !last.IsZero() {
				gauge(lastDesc, float64(last.UnixMilli())/1000, string(k))
			}
		}
	}
	for _, s := range []string{"info", "low", "medium", "high", "critical"} {
		gauge(alertsDesc, float64(c.alerts[s]), s)
	}
}

func (c *counted) job(k queue.Kind, s queue.State) (int64, time.Time) {
	for i := range c.jobs {
		if c.jobs[i].Kind == k && c.jobs[i].State == s {
			return c.jobs[i].Count, c.jobs[i].Last
		}
	}
	return 0, time.Time{}
}
