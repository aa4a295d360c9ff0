package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/view"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

type explainFlags struct {
	engineFlags
	in     string
	format string
}

func (a *app) explainCommand() *cobra.Command {
	var f explainFlags
	c := &cobra.Command{
		Use:   "explain FINDING|FILE:LINE[:COL]",
		Short: a.say("Tell why something was found, or was a candidate and dropped", "検出した理由、または候補を採用しなかった理由を示す"),
		Long: a.say(`Tell why something was found, or was a candidate and dropped.

FINDING is the ID of a finding, or its beginning. Of what stands in text the inventory
knows the place; of a table name the file, or the folder that was scanned, with --in.
FILE:LINE reads the line again; COL is a character of the line. A file inside an archive
is archive.zip!/file.csv:LINE, a cell of a sheet book.xlsx!/Sheet:B12, a place behind a
URL git+file:///repo!/path@commit:LINE.`,
			`検出した理由、または候補を採用しなかった理由を示します。

FINDING は検出IDまたはその先頭部分です。文章中の検出は台帳から場所を特定します。
表の検出は、--in でファイルまたは走査したフォルダーを指定してください。
FILE:LINE はその行を読み直します。COL は行内の文字位置です。アーカイブ内のファイルは
archive.zip!/file.csv:行、シートのセルは book.xlsx!/シート名:B12、
URL の先は git+file:///repo!/path@commit:行 と指定します。`),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.explain(c.Context(), &f, args[0]) },
	}
	a.engineFlags(c, &f.engineFlags)
	fl := c.Flags()
	fl.StringVar(&f.in, "in", "", a.say("file or folder that holds the finding", "検出を含むファイルまたはフォルダー"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
	return c
}

var (
	findingID = regexp.MustCompile(`^[0-9a-fA-F]{4,16}$`)
	placeEnd  = regexp.MustCompile(`^(.+?):(?:(?:line |page |row |record )?([0-9]{1,18})(?::([0-9]{1,18}))?|([A-Z]{1,3})([0-9]{1,9}))$`)
)

func (a *app) explain(ctx context.Context, f *explainFlags, arg string) error {
	if f.format != "text" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", f.format)
	}
	set, err := a.setup(&f.engineFlags)
	if err != nil {
		return err
	}
	set.config.Workers = 1
	x := &explanation{a: a, f: f, set: set, o: scan.Options{Engine: set.engine(true), Formats: formats.All(), Limits: content.DefaultLimits()}}
	if x.o.TempDir, err = set.home.Spool(); err != nil {
		return err
	}
	_, statErr := os.Lstat(arg)
	if findingID.MatchString(arg) && statErr != nil {
		return x.finding(ctx, strings.ToLower(arg))
	}
	m := placeEnd.FindStringSubmatch(arg)
	if m == nil {
		return fault.Errorf(fault.Usage, "explain: %s", a.say("name the ID of a finding, or FILE:LINE", "検出IDか FILE:LINE を指定してください"))
	}
	return x.place(ctx, m)
}

// explanation is one call of explain.
type explanation struct {
	a   *app
	f   *explainFlags
	set *setup
	o   scan.Options
}

// place explains FILE:LINE[:COL].
func (x *explanation) place(ctx context.Context, m []string) error {
	q := engine.Question{}
	line := m[2]
	if m[4] != "" {
		line = m[5]
		for _, c := range m[4] {
			q.Cell = q.Cell*26 + int(c-'A') + 1
		}
	}
	var err error
	if q.Line, err = strconv.ParseInt(line, 10, 64); err == nil && m[3] != "" {
		q.Column, err = strconv.ParseInt(m[3], 10, 64)
	}
	if err != nil || q.Line < 1 {
		return fault.Errorf(fault.Usage, "explain: %s", x.a.say("lines and columns count from 1", "行と文字位置は1から数えます"))
	}
	src, u, inner, err := x.subject(ctx, m[1])
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	q.Part = u.Name + inner
	got, err := scan.Explain(ctx, x.o, src, u, q)
	if err != nil {
		return err
	}
	if err := x.write(got.Answers); err != nil {
		return err
	}
	if got.More {
		fmt.Fprintln(x.a.Err, "tsutsumi:", x.a.say("further parts have that line too; name one: FILE!/PART:LINE", "同じ行を持つファイル・テーブルがほかにもあります。FILE!/PART:LINE で指定してください"))
	}
	x.skipped(got)
	if len(got.Answers) > 0 || x.a.status != StatusDone {
		return nil
	}
	if got.Lines < 0 {
		return fault.Errorf(fault.Usage, "explain: %s", x.a.say("no such part in the file, or it is empty", "指定したファイル・テーブルがないか、空です"))
	}
	return fault.Errorf(fault.Usage, x.a.say("explain: no line %d; there are %d", "explain: %d行目はありません（全%d行）"), q.Line, got.Lines)
}

// subject opens what a place is in: a file, or a unit of a source behind a URL (URL!/UNIT).
func (x *explanation) subject(ctx context.Context, name string) (source.Source, source.Unit, string, error) {
	if target, unit, ok := strings.Cut(name, "!/"); ok && strings.Contains(target, "://") {
		src, err := x.open(ctx, target)
		if err != nil {
			return nil, source.Unit{}, "", err
		}
		unit, inner, found := strings.Cut(unit, "!/")
		if found {
			inner = "!/" + inner
		}
		u, err := scan.Find(ctx, x.o.Engine, src, unit)
		if err != nil {
			_ = src.Close()
			return nil, source.Unit{}, "", fault.Errorf(fault.Usage, "explain: %s", x.a.say("no such unit in the target; the reports name them", "走査対象にその単位がありません。名前はレポートで確認できます"))
		}
		return src, u, inner, nil
	}
	path, inner, err := outer(name)
	if err != nil {
		return nil, source.Unit{}, "", err
	}
	src, err := file.Open(path, file.Options{All: true})
	if err != nil {
		return nil, source.Unit{}, "", err
	}
	u, err := single(ctx, src)
	return src, u, inner, err
}

// open opens a target, with files that .gitignore leaves out.
func (x *explanation) open(ctx context.Context, target string) (source.Source, error) {
	o := x.a.sourceOptions(x.set)
	o.All = true
	return builtin.Open(ctx, target, o)
}

// outer splits the file that is on disk from the names inside it.
func outer(name string) (path, inner string, err error) {
	path = name
	for {
		if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) { // of a path through a file
			return path, name[len(path):], nil
		}
		i := strings.LastIndex(path, "!/")
		if i < 0 {
			return "", "", fault.Errorf(fault.Usage, "explain: open target: no such file")
		}
		path = path[:i]
	}
}

// single is the one unit of a source that is a file.
func single(ctx context.Context, src *file.Source) (source.Unit, error) {
	for u, err := range src.Units(ctx) {
		if err != nil {
			return u, err
		}
		if filepath.Base(src.Name()) != u.Name {
			break
		}
		return u, nil
	}
	return source.Unit{}, fault.Errorf(fault.Usage, "explain: a folder has no lines; name a file")
}

// skipped tells what could not be read, and sets the exit status.
func (x *explanation) skipped(got *scan.Explanation) {
	for _, s := range got.Skipped {
		fmt.Fprintf(x.a.Err, "tsutsumi: %s\n", x.o.Engine.Name(s.Err.Error()))
		x.a.status = StatusPartly
	}
}

func (x *explanation) write(answers []*engine.Answer) error {
	if x.f.format == "json" {
		return view.ExplainJSON(x.a.Out, answers, x.f.min)
	}
	if len(answers) == 0 {
		return nil
	}
	return view.Explain(x.a.Out, x.a.reportOptions(), answers, x.f.min)
}

// reportOptions are those of a report on standard output.
func (a *app) reportOptions() report.Options {
	width, tty := terminal(a.Out)
	return report.Options{Lang: a.lang, Width: width, Color: tty && a.env("NO_COLOR") == ""}
}

// finding explains a finding by its ID.
func (x *explanation) finding(ctx context.Context, id string) error {
	inv, err := x.a.store(ctx, x.set)
	if err != nil {
		return err
	}
	defer inv.Close()
	if x.f.in != "" {
		return x.within(ctx, inv, id)
	}
	h, l, err := x.located(ctx, inv, id)
	if err != nil {
		return err
	}
	if l == nil {
		return fault.Errorf(fault.Usage, "explain: %s", x.a.say(
			"no such finding in text in the inventory; of a table's, name the file with --in",
			"台帳の文章中の検出に該当するIDがありません。表の検出は --in でファイルを指定してください"))
	}
	if got := x.reread(ctx, h.Source, h.Unit, l.ID); got != nil {
		return x.write(got.Answers)
	}
	fmt.Fprintln(x.a.Err, "tsutsumi:", x.a.say("the source is out of reach or has changed; this is what the inventory keeps",
		"元のファイルを読み直せないか、変更されています。台帳に残る内容を示します"))
	return x.write([]*engine.Answer{scan.Recall(h, l)})
}

// located looks an ID up among the located findings of the inventory.
func (x *explanation) located(ctx context.Context, inv *store.Store, id string) (*inventory.Holding, *inventory.Located, error) {
	var h *inventory.Holding
	var l *inventory.Located
	for held, err := range inv.Parts(ctx, inventory.Filter{Personal: true, Located: true}) {
		if err != nil {
			return nil, nil, err
		}
		for i := range held.Located {
			found := &held.Located[i]
			if !strings.HasPrefix(found.ID, id) || l != nil && found.ID == l.ID {
				continue
			}
			if l != nil {
				return nil, nil, fault.Errorf(fault.Usage, "explain: %s", x.a.say("several findings begin so; give more of the ID", "該当する検出が複数あります。IDをさらに長く指定してください"))
			}
			own := held
			h, l = &own, found
		}
	}
	return h, l, nil
}

// reread explains the finding from its source, or gives nil.
func (x *explanation) reread(ctx context.Context, name, unit, id string) *scan.Explanation {
	src, err := x.open(ctx, filepath.FromSlash(name))
	if err != nil {
		return nil
	}
	defer func() { _ = src.Close() }()
	u, err := scan.Find(ctx, x.o.Engine, src, unit)
	if err != nil {
		return nil
	}
	got, err := scan.Explain(ctx, x.o, src, u, engine.Question{ID: id})
	if err != nil || len(got.Answers) == 0 {
		return nil
	}
	return got
}

// within looks for the ID in the file or folder that --in names. A finding's ID depends on what its file is called
// relative to the target that was scanned, so a file is tried under each target of the inventory that holds it.
func (x *explanation) within(ctx context.Context, inv *store.Store, id string) error {
	at, err := file.Open(x.f.in, file.Options{All: true})
	if err != nil {
		return err
	}
	type try struct {
		src *file.Source
		u   source.Unit
	}
	var tries []try
	states, err := inv.Sources(ctx)
	if err != nil {
		return err
	}
	for _, s := range states {
		rel, ok := strings.CutPrefix(at.Name(), strings.TrimSuffix(s.Source, "/")+"/")
		if !ok {
			continue
		}
		if src, err := file.Open(filepath.FromSlash(s.Source), file.Options{All: true}); err == nil {
			if st, err := os.Stat(x.f.in); err == nil && !st.IsDir() {
				tries = append(tries, try{src, source.Unit{Name: rel}})
			}
		}
	}
	for u, err := range at.Units(ctx) {
		if err == nil {
			tries = append(tries, try{at, u})
		}
	}
	for _, t := range tries {
		got, err := scan.Explain(ctx, x.o, t.src, t.u, engine.Question{ID: id})
		if err != nil && fault.Of(err) == fault.Internal {
			return err
		}
		if err == nil && len(got.Answers) > 0 {
			return x.write(got.Answers)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return fault.Errorf(fault.Usage, "explain: %s", x.a.say("no such finding there; IDs depend on the target that was scanned: name that with --in",
		"該当する検出がありません。IDは走査対象によって変わるため、--in に走査時の対象を指定してください"))
}
