package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	inmemory "github.com/tsutsumi-dev/tsutsumi/internal/queue/memory"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/builtin"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen      string
	cert, key   string
	hosts       []string
	logFormat   string
	heavy       int
	openMetrics bool
	noSchedule  bool
}

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: a.say("The console, the API and the schedule, in one process", "管理画面・API・定期実行をまとめて提供する"),
		Long: a.say(`The console and the API, with the work behind them: scans, exposure checks, watching, matching, letters and
reminders, when somebody asks and as the sources' schedules say. Everything is in this one process.

It listens on this machine only. On another address it needs TLS (--cert, --key) and an account: a first start on this
machine prints a link to make one. Stopped or killed, it goes on where it was.`,
			`管理画面と API、そして走査・露出の点検・ログの監視・照合・本人への通知・リマインダーを、1つのプロセスで
提供します。作業は画面からの指示と、各データ源のスケジュールに従って行います。

既定ではこの端末からのみ接続できます。ほかのアドレスで待ち受けるには、TLS（--cert・--key）とアカウントが必要です。
最初にこの端末で起動すると、アカウントを作るためのリンクを表示します。停止や強制終了の後は、続きから再開します。`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), &f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8470", a.say("address to listen on", "待ち受けるアドレス"))
	fl.StringVar(&f.cert, "cert", "", a.say("certificate chain for TLS (PEM); read again when it changes", "TLS の証明書チェーン（PEM）。変更されると読み直す"))
	fl.StringVar(&f.key, "key", "", a.say("key of the certificate (PEM)", "証明書の秘密鍵（PEM）"))
	fl.StringSliceVar(&f.hosts, "host", nil, a.say("name by which readers reach it (console.example.co.jp), behind a proxy too", "利用者が接続に使うホスト名（console.example.co.jp）。プロキシ経由の場合も指定する"))
	fl.StringVar(&f.logFormat, "log-format", "text", a.say("text or json", "ログの形式: text または json"))
	fl.IntVar(&f.heavy, "heavy-jobs", usualHeavy, a.say("scans, checks and matchings at a time", "走査・点検・照合の同時実行数"))
	fl.BoolVar(&f.openMetrics, "metrics-local", false, a.say("give /metrics to this machine without a token", "/metrics をこの端末にはトークンなしで提供する"))
	fl.BoolVar(&f.noSchedule, "no-schedule", false, a.say("start nothing by itself", "スケジュールによる実行をしない"))
	return c
}

// house is what the rooms of the console stand on: opened once, for as long as the process lives.
type house struct {
	a       *app
	set     *setup
	file    *config.File
	secrets *config.Secrets
	db      *store.Store
	now     func() time.Time
	log     *slog.Logger
	bench   queue.Bench // the work that goes on
	dumps   dumpsKept
	// The numbers of the first page.
	over     *overlook
	overOnce sync.Once
	doors    doors // who may come in, and what is recorded of it
	work     *bench.Bench
	heavy    *inmemory.Queue
	light    *inmemory.Queue
	room     *headroom
	sched    *scheduler
	pulse    *pulse
	exposed  func(context.Context, *exposure.Result) error // keeps what an exposure check told; nil keeps nothing
	shelves  shelves                                       // what pages know of the inventory
	cases    caseKeeper                                    // of the rooms of cases; made when it is wanted first
}

func (a *app) serve(ctx context.Context, f *serveFlags) error {
	log, err := a.logger(f.logFormat)
	if err != nil {
		return err
	}
	h, done, err := a.house(ctx)
	if err != nil {
		return err
	}
	defer done()
	h.log = log
	stopped, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	context.AfterFunc(ctx, stop)
	h.begin(stopped, f)
	door, err := h.door(ctx, f)
	if err != nil {
		return err
	}
	defer door.close()
	go h.warmCases(stopped)
	go h.retire(stopped)
	rooms := append(h.rooms(), h.vital(f))
	o := builtin.Options{Version: version(), Rooms: rooms, Now: h.now, Log: h.log, Badges: h.badges, TLS: door.tls, Hosts: door.hosts, Certificate: door.leaf}
	h.admit(&o)
	s := builtin.New(o)
	door.serve(h.pulse.meter.Measured(s, s.Routes()))
	if err = h.greet(ctx, door.base()); err == nil {
		err = h.run(ctx, f, door)
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) { // told to stop while it began
		return nil
	}
	return err
}

// stopping is how long a stop may take; what is not ended then goes on at the next start.
const stopping = 10 * time.Second

// run works until ctx ends, and then stops in order: no more requests, streams end, work ends at a safe point.
func (h *house) run(ctx context.Context, f *serveFlags, door *entrance) error {
	if err := h.work.Recover(ctx); err != nil {
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	worked := make(chan error, 1)
	go func() { worked <- h.work.Work(work) }()
	go h.sched.run(work, f.noSchedule)
	go h.dumpsUntil(work)
	h.pulse.ready.Store(true)
	notifySystemd("READY=1")
	beat := watchdog(work, h.pulse.Alive)
	defer beat()
	var err error
	select {
	case <-ctx.Done():
	case err = <-door.failed:
	}
	notifySystemd("STOPPING=1")
	h.pulse.ready.Store(false)
	h.log.Info("stop")
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopping)
	defer cancel()
	stop()
	door.stop(end)
	select {
	case <-worked: //nolint:errcheck // why it stopped is known: it was told to
	case <-end.Done():
		h.log.Warn("stop", "left", "work that did not end; it goes on at the next start")
	}
	return err
}

// logger writes what happens, in one of two forms, to standard error: never a datum, never a query.
func (a *app) logger(format string) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(a.Err, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(a.Err, nil)), nil
	}
	return nil, fault.Errorf(fault.Usage, "--log-format %q: text or json", format)
}

// house opens what the rooms stand on. The function that it returns closes it.
func (a *app) house(ctx context.Context) (*house, func(), error) {
	set, err := a.setup(&engineFlags{min: usualFloor})
	if err != nil {
		return nil, nil, err
	}
	h := &house{a: a, set: set, now: time.Now, log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if h.file, err = set.home.Read(); err != nil {
		return nil, nil, err
	}
	zone := ownersZone(h.file)
	h.now = func() time.Time { return time.Now().In(zone) }
	if h.secrets, err = config.Load(set.home, a.env); err != nil {
		return nil, nil, err
	}
	unlock, err := h.alone() // before anything is settled that another process left
	if err != nil {
		return nil, nil, err
	}
	if h.db, err = a.store(ctx, set); err != nil {
		unlock()
		return nil, nil, err
	}
	if err = h.openDoors(); err == nil {
		err = h.keepDumps(ctx)
	}
	if err != nil {
		_ = h.db.Close()
		unlock()
		return nil, nil, err
	}
	return h, func() { _ = h.dumps.room.Close(); _ = h.db.Close(); unlock() }, nil
}

// ownersZone is the local time of the owner: in it pages tell times.
func ownersZone(f *config.File) *time.Location {
	if f.Case != nil {
		if z, ok := config.Zone(f.Case.Zone); ok && z != nil {
			return z
		}
	}
	if f.Watch != nil && f.Watch.Zone != nil {
		return f.Watch.Zone
	}
	return time.Local
}
