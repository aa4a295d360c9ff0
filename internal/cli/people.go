package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// indexEnding is how the file of a people index ends.
const indexEnding = ".people"

func (a *app) peopleCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "people",
		Short: a.say("The people index: recognise our people without keeping their data", "照合用索引: 個人データを残さずに自社の顧客・会員を照合する"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.peopleSnapshot(), a.peopleStats(), a.peopleWho(), a.peopleForget(), a.peopleExport(), a.peopleVerify())
	return c
}

// snapshotFlags are the flags of people snapshot.
type snapshotFlags struct {
	engineFlags
	store   string
	key     string
	asOf    string
	all     bool
	partial bool
}

func (a *app) peopleSnapshot() *cobra.Command {
	var f snapshotFlags
	c := &cobra.Command{
		Use:   "snapshot TARGET… --as STORE",
		Short: a.say("Make or renew the people index of a store from its own data", "原本データから、その台帳（ストア）の照合用索引を作成・更新する"),
		Args:  cobra.MinimumNArgs(1),
		RunE:  func(c *cobra.Command, args []string) error { return a.snapshot(c.Context(), &f, args) },
	}
	a.engineFlags(c, &f.engineFlags)
	fl := c.Flags()
	fl.StringVar(&f.store, "as", "", a.say("name of the store, for example crm", "ストアの名前（例: crm）"))
	fl.StringVar(&f.key, "key", "", a.say("field that tells its people apart, for example 会員番号 (default: the strongest identifier)", "本人を区別する項目（例: 会員番号。既定: 最も確かな識別子）"))
	fl.StringVar(&f.asOf, "as-of", "", a.say("time of the data, for example 2026-04-01 (default: now)", "データの時点（例: 2026-04-01。既定: 現在）"))
	fl.BoolVar(&f.all, "no-ignore", false, a.say("read files that .gitignore leaves out", ".gitignore の対象も読む"))
	fl.BoolVar(&f.partial, "partial", false, a.say("keep the index even if something could not be read: who stood there counts as gone", "読めなかったものがあっても索引を保存する（そこにいた人は「いなくなった」と扱われる）"))
	_ = c.MarkFlagRequired("as")
	return c
}

// storeName checks the name of a store, which is also that of its file.
func storeName(s string) error {
	ok := s != "" && len(s) <= 64 && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, "_")
	for _, r := range s {
		ok = ok && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	}
	if !ok {
		return fault.Errorf(fault.Usage, "store %q: a to z, 0 to 9, - and _, at most 64", s)
	}
	return nil
}

// moment reads a time: RFC 3339, or a day, which begins at midnight here.
func moment(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return now, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02", "2006/01/02", "2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fault.Errorf(fault.Usage, "time %q: 2026-04-01, or 2026-04-01T09:00:00+09:00", s)
}

// indexMemory is what the collector may use while an index is made, and what its builder sorts at a time.
const indexMemory, sortMemory = 800 << 20, 256 << 20

func (a *app) snapshot(ctx context.Context, f *snapshotFlags, targets []string) error {
	if err := storeName(f.store); err != nil {
		return err
	}
	at, err := moment(f.asOf, time.Now())
	if err != nil {
		return err
	}
	set, err := a.setup(&f.engineFlags)
	if err != nil {
		return err
	}
	dir, err := set.home.People()
	if err != nil {
		return err
	}
	unlock, err := lock(filepath.Join(dir, f.store+".lock"))
	if err != nil {
		return err
	}
	defer unlock()
	a.roomFor(indexMemory)
	spool, err := set.home.Spool()
	if err != nil {
		return err
	}
	former, err := a.former(filepath.Join(dir, f.store+indexEnding), set.config.Key.ID())
	if err != nil {
		return err
	}
	b, err := index.NewBuilder(index.Options{Dir: spool, Memory: sortMemory, Former: former, Store: f.store, Key: set.config.Key.ID(), At: at})
	if err != nil {
		return err
	}
	defer func() { _ = b.Close() }() // after Write there is nothing left of it
	o := snapshot.Options{Engine: set.engine(false), Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: spool, Key: f.key}
	so := a.sourceOptions(set)
	so.All = f.all
	if o.Sources, err = a.open(ctx, targets, so); err != nil {
		return err
	}
	stop := a.counting(&o.Progress)
	taken, err := snapshot.Take(ctx, o, b)
	stop()
	if err != nil {
		return err
	}
	unread := unreadable(taken.Skipped)
	if len(unread) > 0 && !f.partial {
		for _, s := range unread {
			fmt.Fprintf(a.Err, "tsutsumi: %s\n", s.Error)
		}
		return fault.Errorf(fault.Unreadable, "make people index %q: %d %s", f.store, len(unread), a.say("parts could not be read, and whoever stands there would count as gone; --partial keeps it all the same", "件を読めませんでした。そこにいる人が「いなくなった」と扱われるため中止します（--partial で続行）"))
	}
	meta, err := b.Write(ctx, filepath.Join(dir, f.store+indexEnding))
	if err != nil {
		return err
	}
	if len(unread) > 0 {
		a.status = StatusPartly
	}
	return a.tellSnapshot(&meta, &taken)
}

// unreadable are the parts that should have been read.
func unreadable(all []leak.Skip) (out []leak.Skip) {
	for _, s := range all {
		if s.Class != fault.Skipped.String() {
			out = append(out, s)
		}
	}
	return out
}

// former opens the index that a snapshot continues; nil if there is none.
func (a *app) former(path, key string) (*index.Index, error) {
	x, err := index.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case x.Meta().Key != key:
		return nil, errors.Join(x.Close(), fault.Errorf(fault.Usage, "open people index %q: made with key %s, not with %s", x.Meta().Store, x.Meta().Key, key))
	}
	return x, nil
}

// roomFor lets the program use more memory than a scan does, unless the environment says otherwise.
func (a *app) roomFor(bytes int64) {
	if a.job != nil {
		a.job.roomFor(bytes)
		return
	}
	if a.env("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(bytes)
	}
}

// lock keeps two programs from making one index at a time: the second waits. The lock of a program that was killed is free.
func lock(path string) (func(), error) {
	unlock, err := lockedfile.MutexAt(path).Lock()
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("lock people index: %w", err))
	}
	return unlock, nil
}

// counting shows on a terminal how many records were read.
func (a *app) counting(to *func(int64)) (stop func()) {
	if a.job != nil {
		*to = func(n int64) { a.job.progress(n, 0, "records") }
		return func() {}
	}
	if _, tty := terminal(a.Err); !tty {
		return func() {}
	}
	var last time.Time
	*to = func(n int64) {
		if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
			last = now
			fmt.Fprintf(a.Err, a.say("\r%d records ", "\r%d件 "), n)
		}
	}
	return func() { fmt.Fprint(a.Err, "\r\x1b[K") }
}

// indexNames lists the stores that have an index, in order.
func indexNames(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"+indexEnding))
	if err != nil {
		return nil, fmt.Errorf("list people indices: %w", err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), indexEnding)
	}
	return files, nil
}

// tellSnapshot says what a snapshot took, and what became of the one before.
func (a *app) tellSnapshot(m *index.Meta, t *snapshot.Taken) error {
	s := m.Snapshots[len(m.Snapshots)-1]
	p := report.NewPage(a.Out, a.reportOptions())
	p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("%s：%s人（%s時点）", "%s: %s people, as of %s"), m.Store, report.Number(s.Persons), day(s.At))))
	if len(m.Snapshots) > 1 {
		p.Line(fmt.Sprintf(p.Of("  前回から %s人が加わり、%s人がいなくなりました", "  since the last snapshot %s came and %s went"), report.Number(s.NewPersons), report.Number(s.GonePersons)))
	}
	p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  %s件を読み、%s項目の値を指紋だけで保存・%s", "  %s records read; %s values kept as fingerprints only, %s"), report.Number(t.Records), report.Number(s.Facts), bytesOf(m.Size))))
	if t.Without > 0 {
		p.Line(p.Paint(report.Yellow, fmt.Sprintf(p.Of("  本人を区別できない%s件は含みません", "  %s records that nothing tells apart are left out"), report.Number(t.Without))))
	}
	for _, k := range t.Skipped {
		p.Wrap(report.Dim, report.Clean(k.Name)+": "+report.Clean(k.Error), 2)
	}
	if len(m.Snapshots) > 1 && s.GonePersons*2 > s.Persons+s.GonePersons {
		p.Wrap(report.Yellow, p.Of("前回の半数以上がいなくなりました。対象や時点の誤りでなければ、そのままで構いません（誤りなら people forget --snapshot で取り消せます）。", "More than half of the former people are gone. If that is a mistake, people forget --snapshot takes it back."), 2)
	}
	return p.Flush()
}

// indices opens the people indices of the home, or those named, sorted by name.
func (a *app) indices(set *setup, only []string) ([]leak.Store, func(), error) {
	dir, err := set.home.People()
	if err != nil {
		return nil, nil, err
	}
	if len(only) == 0 {
		if only, err = indexNames(dir); err != nil {
			return nil, nil, err
		}
	}
	var out []leak.Store
	done := func() {
		for _, s := range out {
			_ = s.Index.Close()
		}
	}
	for _, name := range only {
		if err := storeName(name); err != nil {
			done()
			return nil, nil, err
		}
		x, err := a.former(filepath.Join(dir, name+indexEnding), set.config.Key.ID())
		if err == nil && x == nil {
			err = fault.Errorf(fault.Usage, "open people index %q: %s", name, a.say("there is none; people snapshot makes one", "ありません。people snapshot で作成してください"))
		}
		if err != nil {
			done()
			return nil, nil, err
		}
		out = append(out, leak.Store{Name: name, Index: x})
	}
	return out, done, nil
}

// meant is the time that a user wrote, the zero time if it is none.
func meant(s string) time.Time {
	t, err := moment(s, time.Time{})
	if err != nil {
		return time.Time{}
	}
	return t
}
