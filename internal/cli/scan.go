package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// scanFlags are the flags of scan.
type scanFlags struct {
	engineFlags
	format   string
	output   string
	failOn   string
	baseline string
	update   bool
	all      bool
	none     bool
	full     bool
	bom      bool
	replay   string
	sample   share
	since    string
	span     string
	staged   bool
}

func (a *app) scanCommand() *cobra.Command {
	var f scanFlags
	c := &cobra.Command{
		Use:   "scan TARGET…",
		Short: a.say("Find personal data in folders, files, databases or standard input (-)", "フォルダー・ファイル・データベース・標準入力（-）から個人データを見つける"),
		RunE: func(c *cobra.Command, args []string) error {
			return a.scan(c.Context(), &f, args)
		},
	}
	a.engineFlags(c, &f.engineFlags)
	fl := c.Flags()
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text, json, sarif, csv or html", "text・json・sarif・csv・html のいずれか"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file for the report instead of standard output", "レポートの出力先（既定は標準出力）"))
	fl.StringVar(&f.failOn, "fail-on", "", a.say("exit with status 3 on findings: any, a level (LIKELY) or kinds (EMAIL_ADDRESS,…)", "該当があれば終了コード3: any、確度（LIKELY）、または種別（EMAIL_ADDRESS,…）"))
	fl.StringVar(&f.baseline, "baseline", "", a.say("file of known findings: only new ones are reported", "既知の検出結果のファイル。新しいものだけを報告する"))
	fl.BoolVar(&f.update, "update-baseline", false, a.say("write the findings of this scan to --baseline", "今回の検出結果を --baseline に書き込む"))
	fl.BoolVar(&f.all, "no-ignore", false, a.say("read files that .gitignore leaves out", ".gitignore の対象も読む"))
	fl.BoolVar(&f.none, "no-inventory", false, a.say("record nothing", "台帳に記録しない"))
	fl.BoolVar(&f.full, "full", false, a.say("read unchanged files again", "変更のないファイルも読み直す"))
	fl.BoolVar(&f.bom, "bom", false, a.say("begin CSV with a byte order mark (for Excel)", "CSVの先頭にBOMを付ける（Excel用）"))
	fl.Var(&f.sample, "sample", a.say("read only this share of a database's rows: 1% or 0.01", "データベースの行のうち、この割合だけを読む（1% または 0.01）"))
	fl.StringVar(&f.since, "since", "", a.say("git: only commits since this day (2026-01-31)", "git: この日以降のコミットだけを読む（2026-01-31）"))
	fl.StringVar(&f.span, "range", "", a.say("git: only what the commits A..B bring (a pull request)", "git: コミット範囲 A..B（プルリクエスト）で加わるものだけを読む"))
	fl.BoolVar(&f.staged, "staged", false, a.say("git: what the next commit would bring (for a pre-commit hook)", "git: 次のコミットで加わるもの（pre-commit フック用）"))
	fl.StringVar(&f.replay, "replay", "", a.say("turn a saved JSON stream into a report instead of scanning", "走査せず、保存済みJSONストリームからレポートを作る"))
	return c
}

func (a *app) scan(ctx context.Context, f *scanFlags, targets []string) (err error) {
	out, done, err := a.output(f.output)
	if err != nil {
		return err
	}
	defer func() {
		if e := done(err == nil); err == nil {
			err = e
		}
	}()
	h, err := a.handler(f, out)
	if err != nil {
		return err
	}
	gate, err := newGate(f.failOn)
	if err != nil {
		return err
	}
	h = gate.watch(h)
	if f.replay != "" {
		in, err := os.Open(f.replay)
		if err != nil {
			return fault.As(fault.Usage, fmt.Errorf("open stream: %w", err))
		}
		defer in.Close()
		if err := report.Replay(in, h); err != nil {
			return err
		}
		a.status = gate.status()
		return nil
	}
	if len(targets) == 0 && (f.staged || f.span != "" || f.since != "") {
		targets = []string{"."} // the repository one stands in, as git itself means it
	}
	if len(targets) == 0 {
		return fault.Errorf(fault.Usage, "scan: %s", a.say("name a folder or a file, or - for standard input", "フォルダーかファイル、標準入力なら - を指定してください"))
	}
	return a.scanTargets(ctx, f, targets, h, gate)
}

func (a *app) scanTargets(ctx context.Context, f *scanFlags, targets []string, h scan.Handler, gate *gate) (err error) {
	set, err := a.setup(&f.engineFlags)
	if err != nil {
		return err
	}
	located := f.format == "json" || f.format == "sarif" || f.baseline != ""
	o := scan.Options{
		Engine: set.engine(located), Formats: formats.All(), Limits: content.DefaultLimits(), Version: version(), Identity: set.identity,
		Full: f.full || f.format == "sarif" || f.format == "html" || f.baseline != "", Now: time.Now, Run: runID(time.Now()),
	}
	so := a.sourceOptions(set)
	so.All, so.Sample, so.Range, so.Staged = f.all, f.sample.share, f.span, f.staged
	if so.Since, err = moment(f.since, time.Time{}); err != nil {
		return err
	}
	if f.sample.share > 0 {
		o.Identity += " sample " + f.sample.String()
	}
	if o.Sources, err = a.open(ctx, targets, so); err != nil {
		return err
	}
	if f.baseline != "" {
		var b *baseline
		if b, err = openBaseline(f.baseline, set.team.ID(), f.update); err != nil {
			return err
		}
		h = b.filter(h)
		defer func() {
			if err == nil {
				err = b.save()
			}
		}()
	}
	if !f.none {
		var inv *store.Store
		if inv, err = a.store(ctx, set); err != nil {
			return err
		}
		defer inv.Close()
		o.Inventory = inv
		if o.TempDir, err = set.home.Spool(); err != nil {
			return err
		}
	}
	stop := a.progress(&o)
	sum, err := scan.Run(ctx, o, h)
	stop()
	if err != nil {
		return err
	}
	a.status = gate.status()
	if a.status == StatusDone && sum.Errors > 0 {
		a.status = StatusPartly
	}
	return nil
}

// output opens the file for the report; it takes its name only once it is whole.
func (a *app) output(path string) (io.Writer, func(good bool) error, error) {
	if path == "" {
		return a.Out, func(bool) error { return nil }, nil
	}
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() && !st.IsDir() { // a pipe or a device is written to, not replaced
		return a.straight(path)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".tsutsumi-")
	if err != nil {
		return nil, nil, fault.As(fault.Usage, fmt.Errorf("make report: %w", err))
	}
	return tmp, func(good bool) error {
		err := tmp.Close()
		if !good || err != nil {
			return errors.Join(err, os.Remove(tmp.Name()))
		}
		if err := os.Chmod(tmp.Name(), 0o644); err != nil {
			return fmt.Errorf("make report: %w", err)
		}
		return os.Rename(tmp.Name(), path)
	}, nil
}

// straight opens a file to be written as it comes.
func (a *app) straight(path string) (io.Writer, func(good bool) error, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, nil, fault.As(fault.Usage, fmt.Errorf("make report: %w", err))
	}
	return f, func(bool) error { return f.Close() }, nil
}

// handler is the report asked for.
func (a *app) handler(f *scanFlags, w io.Writer) (scan.Handler, error) {
	width, tty := terminal(w)
	root, _ := os.Getwd() // without it, paths in SARIF stay absolute
	o := report.Options{Lang: a.lang, Root: root, Width: width, Color: tty && a.env("NO_COLOR") == "", BOM: f.bom}
	switch f.format {
	case "text":
		return report.NewText(w, o), nil
	case "json":
		return report.NewJSON(w, f.min), nil
	case "sarif":
		return report.NewSARIF(w, o, f.min), nil
	case "csv":
		return report.NewCSV(w, o), nil
	case "html":
		return report.NewHTML(w, o), nil
	}
	return nil, fault.Errorf(fault.Usage, "--format %q: text, json, sarif, csv or html", f.format)
}

// progress shows one line on a terminal while the scan goes on.
func (a *app) progress(o *scan.Options) (stop func()) {
	if a.job != nil {
		o.Progress = func(units, _ int64) { a.job.progress(units, 0, "files") }
		return func() {}
	}
	if _, tty := terminal(a.Err); !tty {
		return func() {}
	}
	var last atomic.Int64 // ns behind start
	start := time.Now()
	shown := make(chan string, 1)
	o.Progress = func(units, bytes int64) {
		since := time.Since(start)
		if was := last.Load(); int64(since)-was < int64(100*time.Millisecond) || !last.CompareAndSwap(was, int64(since)) {
			return
		}
		s := float64(bytes) / 1e6
		select {
		case shown <- fmt.Sprintf(a.say("\r%d files, %.0f MB, %.0f MB/s ", "\r%dファイル、%.0f MB、毎秒%.0f MB "), units, s, s/since.Seconds()):
		default:
		}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case s := <-shown:
				fmt.Fprint(a.Err, s)
			case <-quit:
				fmt.Fprint(a.Err, "\r\x1b[K")
				return
			}
		}
	}()
	return func() { close(quit); <-done }
}

// gate settles the exit status for --fail-on.
type gate struct {
	on    bool
	level pii.Level
	kinds map[pii.Kind]bool
	hit   bool
}

func newGate(spec string) (*gate, error) {
	g := &gate{}
	if spec == "" {
		return g, nil
	}
	g.on = true
	if spec == "any" {
		return g, nil
	}
	if l, err := pii.ParseLevel(spec); err == nil {
		g.level = l
		return g, nil
	}
	g.kinds = map[pii.Kind]bool{}
	for _, name := range strings.Split(spec, ",") {
		k, ok := pii.Parse(strings.TrimSpace(name))
		if !ok {
			return nil, fault.Errorf(fault.Usage, "--fail-on: %q is neither any, a level nor a kind", name)
		}
		g.kinds[k] = true
	}
	return g, nil
}

func (g *gate) status() int {
	if g.hit {
		return StatusFindings
	}
	return StatusDone
}

func (g *gate) watch(h scan.Handler) scan.Handler {
	if !g.on {
		return h
	}
	return &gated{Handler: h, g: g}
}

// gated looks at what passes by.
type gated struct {
	scan.Handler
	g *gate
}

func (w *gated) Unit(u *scan.Unit) error {
	for i := range u.Fields {
		f := &u.Fields[i]
		if (w.g.kinds == nil || w.g.kinds[f.Kind]) && pii.LevelOf(f.Likelihood) >= w.g.level {
			w.g.hit = true
		}
	}
	return w.Handler.Unit(u)
}

// runID names a run: time and chance.
func runID(now time.Time) string {
	return now.UTC().Format("20060102T150405.000000Z") + "-" + rand.Text()[:6]
}
