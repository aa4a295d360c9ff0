package cli

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/run"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
)

// watchFlags are the flags of watch.
type watchFlags struct {
	parser, store, zone    string
	mappings               []string
	rules                  string
	indicators, complaints []string
	follow, keep, attempts bool
	mute                   bool
	testRules, ask         bool
	people                 string
	since                  string
	least, failOn          string
	checkpoint             time.Duration
	format, output         string
}

// watchMemory is what the collector is asked to stay below while logs are watched, in bytes: what detectors remember is bounded by half of it.
const watchMemory = 1 << 30

func (a *app) watchCommand() *cobra.Command {
	var f watchFlags
	c := &cobra.Command{
		Use:   "watch [LOG…]",
		Short: a.say("Find in access logs whose data was read, and by whom", "アクセスログから、誰のデータが誰に読まれたかを見つける"),
		Long: a.say(`Read access logs and tell what looks like a leak: whose data was read, how many people's, by
whom, from where, since when. Logs are files (packed and rotated ones too), folders, patterns, "-", syslog
(syslog+udp://127.0.0.1:5514), journald:// and searches; without any, those of tsutsumi.yaml.

What is in the logs is read to the end; --follow stays. Where a log has gaps, that is said: what
happened then is unknown.`,
			`アクセスログを読み、漏えいの疑いのある動きを示します。誰のデータが、何人分、誰に、どこから、いつから
読まれたかを一つの経緯として伝えます。ログには、ファイル（圧縮・世代交代したものを含む）、フォルダー、
パターン、「-」、syslog（syslog+udp://127.0.0.1:5514）、journald://、検索を指定できます。
指定がなければ tsutsumi.yaml のログを読みます。

今あるログを最後まで読んで終わります。--follow で監視を続けます。ログに欠けがあればそう示します。
その間に何があったかは不明だからです。`),
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error { return a.watch(c.Context(), &f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.parser, "parser", "", a.say("what the logs are of (default: found out)", "ログの種類（既定: 自動判別）"))
	fl.StringVar(&f.store, "store", "", a.say("what the logs are of, where their records do not say: a source of tsutsumi.yaml, a host", "記録に書かれていない場合の、ログの対象（tsutsumi.yaml のデータ源名やホスト名）"))
	fl.StringVar(&f.zone, "zone", "", a.say("time zone of times that do not say theirs (+09:00, Asia/Tokyo)", "時差の記載がない時刻のタイムゾーン（+09:00、Asia/Tokyo）"))
	fl.StringSliceVar(&f.mappings, "mapping", nil, a.say("mapping file for logs of your own", "自社形式のログの対応付けファイル"))
	fl.StringVar(&f.rules, "rules", "", a.say("folder of Sigma rules", "Sigma ルールのフォルダー"))
	fl.BoolVar(&f.testRules, "test-rules", false, a.say("tell of each Sigma rule whether it can be used, what feeds it and how often it matches", "各 Sigma ルールについて、使えるか、対象のログがあるか、何回一致したかを示す"))
	fl.StringSliceVar(&f.indicators, "indicators", nil, a.say("list of indicators (CSV, STIX 2.1)", "脅威情報の一覧（CSV・STIX 2.1）"))
	fl.StringSliceVar(&f.complaints, "complaints", nil, a.say("users' reports of operations that were not theirs (CSV)", "「身に覚えのない操作」の申告一覧（CSV）"))
	fl.BoolVar(&f.follow, "follow", false, a.say("go on reading as the logs grow", "ログの追記を待って監視を続ける"))
	fl.BoolVar(&f.keep, "keep", false, a.say("go on where the last run ended, with what it learnt", "前回の続きから、学習した内容を引き継いで読む"))
	fl.StringVar(&f.since, "since", "", a.say("tell only what went on after this day or time (2026-11-01, 36h, 30d)", "これ以降に続いていたものだけを示す（2026-11-01、36h、30d）"))
	fl.DurationVar(&f.checkpoint, "checkpoint", 30*time.Second, a.say("how often what was read and learnt is kept, for a run that is broken off", "中断に備えて、読んだ位置と学習した内容を保存する間隔"))
	fl.BoolVar(&f.ask, "ask", false, a.say("answer instead: was it read, by whom, when first? (--store, --people, --since)", "代わりに「読まれたか・誰が・最初はいつか」に答える（--store・--people・--since）"))
	fl.StringVar(&f.people, "people", "", a.say("with --ask: file of the persons asked for (account numbers, e-mail addresses, telephone numbers, fingerprints)", "--ask とともに: 対象者の一覧ファイル（会員番号・メールアドレス・電話番号・照合用の値）"))
	fl.BoolVar(&f.attempts, "attempts", false, a.say("tell of what was tried and refused too", "拒否された試みも示す"))
	fl.StringVar(&f.least, "min-severity", "low", a.say("leave out alerts below: info, low, medium, high, critical", "これ未満の重大度を省く（info・low・medium・high・critical）"))
	fl.StringVar(&f.failOn, "fail-on", "", a.say("exit with status 3 if an alert is at least: low, medium, high, critical", "この重大度以上のアラートがあれば終了コード3（low・medium・high・critical）"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file for the report instead of standard output", "レポートの出力先（既定は標準出力）"))
	fl.BoolVar(&f.mute, "no-notify", false, a.say("send nothing to the receivers of tsutsumi.yaml, and call no hooks", "tsutsumi.yaml の通知先への送信とフックの呼び出しをしない"))
	c.AddCommand(a.keptCommands()...)
	c.AddCommand(a.notifyCommands()...)
	return c
}

// watching is a run of watch, as it is put together.
type watching struct {
	a        *app
	f        *watchFlags
	set      *setup
	file     *config.File
	settings *watch.Settings
	zone     *time.Location
	least    watch.Severity
	since    time.Time
	started  time.Time

	folder *run.Folder
	kept   bool // what is learnt stays for the next run
	state  *run.State
	sets   []*skewed

	mu     sync.Mutex
	unread []watched.Unread
}

func (a *app) watch(ctx context.Context, f *watchFlags, args []string) error {
	w := &watching{a: a, f: f, started: time.Now()}
	if err := w.usage(); err != nil {
		return err
	}
	var err error
	if w.set, err = a.setup(&engineFlags{min: 0.7}); err != nil {
		return err
	}
	if w.file, err = w.set.home.Read(); err != nil {
		return err
	}
	if w.file.Watch == nil {
		w.file.Watch = &config.Watch{}
	}
	if len(args) == 0 && len(w.file.Watch.Logs) == 0 {
		return fault.Errorf(fault.Usage, "watch: no log is named, here or in tsutsumi.yaml")
	}
	if w.zone = w.file.Watch.Zone; w.zone == nil {
		w.zone = time.Local
	}
	a.roomFor(watchMemory)
	if err := w.open(args); err != nil {
		return err
	}
	defer func() { _ = w.folder.Close() }()
	if err := w.know(ctx); err != nil {
		return err
	}
	feeds, err := w.feeds(ctx, args)
	defer func() {
		for _, s := range w.sets {
			_ = s.Close()
		}
	}()
	if err != nil {
		return err
	}
	if f.ask {
		return w.answer(ctx, feeds)
	}
	return w.run(ctx, feeds)
}

// usage checks the flags.
func (w *watching) usage() error {
	f := w.f
	if f.ask && (f.follow || f.keep) || f.people != "" && !f.ask {
		return fault.Errorf(fault.Usage, "--ask reads logs once, and --people belongs to it")
	}
	if f.format != "text" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", f.format)
	}
	var ok bool
	if w.least, ok = watch.ParseSeverity(f.least); !ok {
		return fault.Errorf(fault.Usage, "--min-severity %q: info, low, medium, high or critical", f.least)
	}
	if s, ok := watch.ParseSeverity(f.failOn); f.failOn != "" && (!ok || s == watch.Info) {
		return fault.Errorf(fault.Usage, "--fail-on %q: low, medium, high or critical", f.failOn)
	}
	if _, ok := config.Zone(f.zone); !ok {
		return fault.Errorf(fault.Usage, "--zone %q: +09:00, or a name such as Asia/Tokyo", f.zone)
	}
	if f.since != "" {
		at, err := sinceWhen(f.since, w.started)
		if err != nil {
			return err
		}
		w.since = at
	}
	return nil
}

// sinceWhen reads a day, a time, or how long before now.
func sinceWhen(s string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t, nil
		}
	}
	if d, ok := config.Interval(s); ok {
		return now.Add(-d), nil
	}
	return time.Time{}, fault.Errorf(fault.Usage, "--since %q: a day (2026-11-01), a time, or how long ago (36h, 30d)", s)
}

// open takes hold of the state. One that goes on from run to run is of the home; else it is of these logs, and there only while
// a run that was broken off has not been ended.
func (w *watching) open(args []string) error {
	secrets, err := config.Load(w.set.home, w.a.env)
	if err != nil {
		return err
	}
	seal, err := secrets.Seal("watch")
	if err != nil {
		return err
	}
	name := "state"
	if w.kept = w.lasting(args); !w.kept {
		sum := sha256.Sum256([]byte(strings.Join(args, "\x00") + "\x00" + w.f.parser + "\x00" + w.f.zone + "\x00" + w.f.store + "\x00" + w.f.people + "\x00" + fmt.Sprint(w.f.ask, w.f.since, w.f.testRules) + "\x00" + w.set.identity))
		name = "once-" + hex.EncodeToString(sum[:8])
	}
	if w.folder, err = run.OpenFolder(filepath.Join(w.set.home.Data, "watch"), name, seal); err != nil {
		return err
	}
	b, err := w.folder.Load()
	if err == nil && b != nil {
		w.state, err = run.ReadState(b)
	}
	if fault.Of(err) == fault.Unreadable && !w.lasting(args) {
		err = nil // it is begun anew
	}
	if err != nil {
		_ = w.folder.Close()
	}
	return err
}

// lasting tells whether what is learnt stays for the next run.
func (w *watching) lasting(args []string) bool {
	return !w.f.ask && !w.f.testRules && (w.f.keep || w.f.follow || len(args) == 0)
}

// secret is what the run's IDs are made with: of the key, so that the same logs have the same alerts.
func (w *watching) secret() uint64 {
	if w.state != nil {
		return w.state.Secret
	}
	sum := w.set.config.Key.Hasher().Sum([]byte("watch"))
	return binary.BigEndian.Uint64(sum[:])
}

// feeds opens the logs.
func (w *watching) feeds(ctx context.Context, args []string) ([]watch.Feed, error) {
	parsers, err := w.parsers()
	if err != nil {
		return nil, err
	}
	spool, err := w.set.home.Spool()
	if err != nil {
		return nil, err
	}
	key, err := w.markKey()
	if err != nil {
		return nil, err
	}
	name := w.set.engine(false).Name
	o := feed.Options{
		Parsers: parsers, Follow: w.f.follow, Key: key, Spool: spool, Now: time.Now, Stdin: w.a.In, Since: w.since, Source: *w.a.sourceOptions(w.set),
		Label: name,
		Tell: func(log string, err error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			u := watched.Unread{Name: log, Error: err.Error(), Class: fault.Of(err).String()}
			if len(w.unread) < 1000 && !slices.Contains(w.unread, u) {
				w.unread = append(w.unread, u)
			}
		},
	}
	if w.state != nil {
		o.Marks = w.state.Marks
	}
	var out []watch.Feed
	for _, spec := range w.specs(args) {
		s, err := feed.Open(ctx, spec.Spec, o)
		if err != nil {
			return nil, err
		}
		set := &skewed{s, spec.skew.Microseconds()}
		w.sets = append(w.sets, set)
		out = append(out, set.New()...)
	}
	run.Sort(out)
	return out, nil
}

// skewed are logs that a clock wrote which is behind.
type skewed struct {
	*feed.Set
	behind int64 // µs
}

// New are the feeds that appeared.
func (s *skewed) New() []watch.Feed {
	out := s.Set.New()
	for _, f := range out {
		f.Log().Skew = s.behind
	}
	return out
}

// spec is what is read, and how far the clock that wrote it is behind.
type spec struct {
	feed.Spec
	skew time.Duration
}

// specs are the logs named on the command line, else those of the configuration.
func (w *watching) specs(args []string) []spec {
	offset := func(l *time.Location) int {
		if l == nil {
			l = w.zone
		}
		_, n := w.started.In(l).Zone()
		return n
	}
	if len(args) > 0 {
		zone, _ := config.Zone(w.f.zone)
		s := feed.Spec{Targets: args, Parser: w.f.parser, Store: w.f.store}
		if w.f.ask {
			s.Store = ""
		}
		if zone != nil || w.file.Watch.Zone != nil {
			s.Zone = offset(zone)
		}
		return []spec{{Spec: s}}
	}
	var out []spec
	for _, l := range w.file.Watch.Logs {
		out = append(out, spec{feed.Spec{Targets: []string{placed(w.set, l.Target)}, Parser: l.Parser, Store: l.Store, Zone: offset(l.Zone)}, l.Skew})
	}
	return out
}

// markKey is what marks and spools are sealed with.
func (w *watching) markKey() ([]byte, error) {
	h := w.set.config.Key.Hasher()
	a, b := h.Sum([]byte("watch marks"), []byte{1}), h.Sum([]byte("watch marks"), []byte{2})
	return append(a[:], b[:]...), nil
}

func (w *watching) run(ctx context.Context, feeds []watch.Feed) error {
	detectors, test, err := w.detectors()
	if err != nil {
		return err
	}
	book := story.NewBook(w.settings, detectors)
	book.Attempts = w.f.attempts
	o := run.Options{Settings: w.settings, Detectors: detectors, Book: book, Follow: w.f.follow, Now: time.Now, Keep: w.folder.Save, Every: w.f.checkpoint}
	o.More = func() []watch.Feed {
		var more []watch.Feed
		for _, s := range w.sets {
			more = append(more, s.New()...)
		}
		return more
	}
	if w.a.job != nil {
		o.Progress = func(n int64, _ time.Time) { w.a.job.progress(n, 0, "accesses") }
	} else if _, tty := terminal(w.a.Err); tty {
		o.Progress = func(n int64, at time.Time) {
			fmt.Fprintf(w.a.Err, w.a.say("\r%d accesses, up to %s \x1b[K", "\rアクセス %d件、%s まで \x1b[K"), n, at.In(w.zone).Format("2006-01-02 15:04"))
		}
	}
	inv, err := w.a.store(ctx, w.set)
	if err != nil {
		return err
	}
	defer inv.Close()
	seal, err := w.a.alertSeal(w.set)
	if err != nil {
		return err
	}
	silences, err := inv.Silences(ctx)
	if err != nil {
		return err
	}
	note, err := w.notifying(ctx, inv, seal, test != nil)
	if err != nil {
		return err
	}
	defer note.close(ctx)
	writing := w.a.writing
	if w.f.follow && w.f.output != "" { // what is found is to be seen when it is
		writing = w.a.writingStraight
	}
	return writing(w.f.output, func(out io.Writer) error {
		t := &telling{w: w, out: out, book: book, test: test, seal: seal, silences: silences, ctx: context.WithoutCancel(ctx), note: note}
		if err := t.begin(); err != nil {
			return err
		}
		if w.f.follow {
			o.Told = t.fresh
		}
		var r *run.Run
		if test == nil {
			kept := o.Keep
			o.Keep = func(state []byte) error {
				if err := kept(state); err != nil {
					return err
				}
				w.mu.Lock()
				unread := slices.Clone(w.unread)
				w.mu.Unlock()
				return t.health(r.Result(), unread)
			}
		}
		r = run.New(feeds, o)
		if w.state != nil {
			if err := r.Resume(w.state); err != nil {
				return fmt.Errorf("go on from the state of watch: %w", err)
			}
		}
		res, err := r.Do(ctx)
		if o.Progress != nil && w.a.job == nil {
			fmt.Fprint(w.a.Err, "\r\x1b[K")
		}
		if err != nil && (!w.f.follow || !errors.Is(err, context.Canceled)) {
			return err
		}
		if err := t.end(res); err != nil {
			return err
		}
		if err == nil && !w.kept {
			return w.folder.Remove()
		}
		return nil
	})
}
