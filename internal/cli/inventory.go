package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared/fides"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/view"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// inventoryFlags are those of the commands below inventory; each has some.
type inventoryFlags struct {
	source  string
	kinds   string
	limit   int
	format  string
	output  string
	columns string
	bom     bool
}

func (a *app) inventoryCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "inventory",
		Short: a.say("What is held where: list, show, export, and compare with the register you keep", "何がどこにあるか: 一覧・詳細・台帳の書き出し・既存台帳との照合"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.inventoryList(), a.inventoryShow(), a.inventoryCheck(), a.inventoryMap(), a.inventoryExport(), a.inventoryImport())
	return c
}

func (a *app) inventoryList() *cobra.Command {
	var f inventoryFlags
	c := &cobra.Command{
		Use:   "list",
		Short: a.say("List what is held, the worst first", "保有する個人データを影響の大きい順に一覧する"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.held(c.Context(), &f, func(inv *store.Store, want inventory.Filter) error { return a.list(c.Context(), &f, inv, want) })
		},
	}
	a.filterFlags(c, &f)
	fl := c.Flags()
	fl.IntVarP(&f.limit, "limit", "n", 50, a.say("places to list; 0 is all", "表示件数。0はすべて"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text, json or csv", "text・json・csv のいずれか"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	fl.BoolVar(&f.bom, "bom", false, a.say("begin CSV with a byte order mark (for Excel)", "CSVの先頭にBOMを付ける（Excel用）"))
	return c
}

func (a *app) filterFlags(c *cobra.Command, f *inventoryFlags) {
	c.Flags().StringVar(&f.source, "source", "", a.say("only what this target holds", "この走査対象に限る"))
	c.Flags().StringVar(&f.kinds, "kind", "", a.say("only places with one of these kinds (EMAIL_ADDRESS,…)", "いずれかの種別（EMAIL_ADDRESS,…）を含むものに限る"))
}

// held opens the inventory and makes the filter that the flags ask for.
func (a *app) held(ctx context.Context, f *inventoryFlags, do func(*store.Store, inventory.Filter) error) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	kinds, bad := view.Kinds(f.kinds)
	if bad != "" {
		return fault.Errorf(fault.Usage, "--kind: %s", fmt.Sprintf(a.say("unknown kind %q; tsutsumi kinds lists them", "種別 %q はありません。tsutsumi kinds で一覧できます"), bad))
	}
	inv, err := a.store(ctx, set)
	if err != nil {
		return err
	}
	defer inv.Close()
	want := inventory.Filter{Personal: true, Kinds: kinds}
	if f.source != "" {
		if want.Source, err = a.source(ctx, inv, set, f.source); err != nil {
			return err
		}
	}
	return do(inv, want)
}

// source finds the source that is meant: by its name as the inventory has it, or by a path.
func (a *app) source(ctx context.Context, inv *store.Store, set *setup, name string) (string, error) {
	states, err := inv.Sources(ctx)
	if err != nil {
		return "", err
	}
	names := []string{name}
	if abs, err := filepath.Abs(name); err == nil {
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			abs = real
		}
		names = append(names, filepath.ToSlash(abs), set.engine(false).Name(filepath.ToSlash(abs)))
	}
	for _, s := range states {
		for _, n := range names {
			if s.Source == n {
				return n, nil
			}
		}
	}
	return "", fault.Errorf(fault.Usage, "--source: %s", a.say("no such source in the inventory; tsutsumi inventory list names them", "台帳にその走査対象はありません。tsutsumi inventory list で確認できます"))
}

func (a *app) list(ctx context.Context, f *inventoryFlags, inv *store.Store, want inventory.Filter) error {
	switch f.format {
	case "text", "json", "csv":
	default:
		return fault.Errorf(fault.Usage, "--format %q: text, json or csv", f.format)
	}
	if f.limit < 0 {
		return fault.Errorf(fault.Usage, "--limit %d: 0 or more", f.limit)
	}
	states, err := inv.Sources(ctx)
	if err != nil {
		return err
	}
	if want.Source != "" {
		states = only(states, want.Source)
	}
	l, err := view.Gather(states, inv.Parts(ctx, want))
	if err != nil {
		return err
	}
	return a.writing(f.output, func(w io.Writer) error {
		o := a.reportOptions()
		o.BOM = f.bom
		switch f.format {
		case "json":
			return l.JSON(w, f.limit)
		case "csv":
			return l.CSV(w, o, f.limit)
		}
		return l.Text(w, o, f.limit)
	})
}

func only(states []inventory.SourceState, name string) []inventory.SourceState {
	for i := range states {
		if states[i].Source == name {
			return states[i : i+1]
		}
	}
	return nil
}

// writing opens the output, which takes its name only once it is whole.
func (a *app) writing(path string, do func(io.Writer) error) error {
	out, done, err := a.output(path)
	return written(out, done, err, do)
}

// writingStraight is writing for what is read while it is written.
func (a *app) writingStraight(path string, do func(io.Writer) error) error {
	out, done, err := a.straight(path)
	return written(out, done, err, do)
}

func written(out io.Writer, done func(bool) error, err error, do func(io.Writer) error) error {
	if err != nil {
		return err
	}
	err = do(out)
	if e := done(err == nil); err == nil {
		err = e
	}
	return err
}

func (a *app) inventoryShow() *cobra.Command {
	var f inventoryFlags
	c := &cobra.Command{
		Use:   "show PART|UNIT",
		Short: a.say("Show all that is known of a file or table", "ファイル・テーブルについて分かっていることをすべて示す"),
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.held(c.Context(), &f, func(inv *store.Store, want inventory.Filter) error {
				return a.show(c.Context(), &f, inv, want, args[0])
			})
		},
	}
	c.Flags().StringVar(&f.source, "source", "", a.say("only what this target holds", "この走査対象に限る"))
	c.Flags().StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
	return c
}

func (a *app) show(ctx context.Context, f *inventoryFlags, inv *store.Store, want inventory.Filter, arg string) error {
	if f.format != "text" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", f.format)
	}
	want.Personal = false
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	held, err := view.Find(inv.Parts(ctx, want), arg, set.engine(false).Name)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return fault.Errorf(fault.Usage, "inventory show: %s", a.say("no such file or table in the inventory", "台帳に該当するファイル・テーブルがありません"))
	}
	if units := view.Units(held); len(units) > 1 {
		for _, u := range units[:min(len(units), 10)] {
			fmt.Fprintln(a.Err, " ", u)
		}
		return fault.Errorf(fault.Usage, "inventory show: %s", a.say("several places are called so; give more of the path", "該当が複数あります。パスをさらに詳しく指定してください"))
	}
	for i := range held {
		h := &held[i]
		if h.Place != "" {
			if err := newest(inv.Parts(ctx, inventory.Filter{Source: h.Source, Personal: true, Located: true}), h); err != nil {
				return err
			}
			continue
		}
		full, err := inv.Load(ctx, h.Source, h.Unit)
		if err != nil {
			return err
		}
		for j := range full.Parts {
			if full.Parts[j].Name == h.Name {
				h.Located, h.More = full.Parts[j].Located, full.Parts[j].More
			}
		}
	}
	if f.format == "json" {
		return view.ShowJSON(a.Out, held)
	}
	return view.Show(a.Out, a.reportOptions(), held)
}

// newest gives a thing made of pieces the located findings of the piece that stood there last.
func newest(parts iter.Seq2[inventory.Holding, error], h *inventory.Holding) error {
	var last time.Time
	for p, err := range parts {
		if err != nil {
			return err
		}
		if p.Place == h.Place && len(p.Located) > 0 && (h.Located == nil || p.Lived.Last.After(last)) {
			h.Located, last = p.Located, p.Lived.Last
		}
	}
	if h.Located != nil {
		h.More = max(h.More-int64(len(h.Located)), 0)
	}
	return nil
}

func (a *app) inventoryExport() *cobra.Command {
	var f inventoryFlags
	c := &cobra.Command{
		Use:   "export",
		Short: a.say("Write the inventory as a register of personal information (CSV, JSON, XLSX or Fides)", "個人情報取扱台帳として書き出す（CSV・JSON・XLSX・Fides）"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.held(c.Context(), &f, func(inv *store.Store, want inventory.Filter) error { return a.export(c.Context(), &f, inv, want) })
		},
	}
	a.filterFlags(c, &f)
	fl := c.Flags()
	fl.StringVarP(&f.format, "format", "f", "", a.say("csv, json, xlsx or fides (default: by the name of the file, else csv)", "csv・json・xlsx・fides のいずれか（既定は出力先の拡張子、なければ csv）"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	fl.BoolVar(&f.bom, "bom", false, a.say("begin CSV with a byte order mark (for Excel)", "CSVの先頭にBOMを付ける（Excel用）"))
	return c
}

func (a *app) export(ctx context.Context, f *inventoryFlags, inv *store.Store, want inventory.Filter) error {
	format := f.format
	if format == "" {
		format = strings.ToLower(strings.TrimPrefix(filepath.Ext(f.output), "."))
	}
	switch format {
	case "":
		format = "csv"
	case "yml", "yaml":
		format = "fides"
	case "csv", "json", "fides":
	case "xlsx":
		if _, tty := terminal(a.Out); tty && f.output == "" {
			return fault.Errorf(fault.Usage, "inventory export: %s", a.say("name the file for the workbook with -o", "ブックの出力先を -o で指定してください"))
		}
	default:
		return fault.Errorf(fault.Usage, "inventory export: --format %q: csv, json, xlsx or fides", format)
	}
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	reg, err := a.declared(set)
	if err != nil {
		return err
	}
	if format == "fides" {
		return a.exportFides(ctx, f, inv, want, reg)
	}
	entries, err := register.Declared(inv.Parts(ctx, want), reg, a.lang)
	if err != nil {
		return err
	}
	err = a.writing(f.output, func(w io.Writer) error {
		return register.Write(w, format, entries, register.Options{Lang: a.lang, BOM: f.bom, At: time.Now()})
	})
	if err == nil && f.output != "" {
		fmt.Fprintf(a.Err, a.say("%d places written to %s\n", "%d件を %s に書き出しました\n"), len(entries), f.output)
	}
	return err
}

func (a *app) inventoryImport() *cobra.Command {
	var f inventoryFlags
	c := &cobra.Command{
		Use:   "import FILE",
		Short: a.say("Lay the register you keep beside what was found, and show the differences", "手元の台帳を実態と照合し、差異を示す"),
		Long: a.say(`Lay the register you keep (XLSX, CSV, our own JSON, or YAML of Fides) beside what was found,
and show the differences. Nothing is changed, neither in the file nor in the inventory.
What a Fides file declares is written as sections of tsutsumi.yaml to the file of -o.

The columns are told by their headings; where yours are called otherwise, a mapping says so:

  columns: {place: ファイルの場所, people: 登録者数}
  sheet: 2026年度
  header: 3`,
			`手元の台帳（XLSX・CSV・本ツールのJSON・FidesのYAML）を走査結果と照合し、差異を
示します。シートも台帳データも変更しません。Fidesファイルの登録内容は、-o で指定した
ファイルに tsutsumi.yaml の形で書き出せます。

列は見出しから判断します。見出しが異なる場合は、対応表で指定します。

  columns: {place: ファイルの場所, people: 登録者数}
  sheet: 2026年度
  header: 3`),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.held(c.Context(), &f, func(inv *store.Store, want inventory.Filter) error {
				return a.compare(c.Context(), &f, inv, want, args[0])
			})
		},
	}
	c.Flags().StringVar(&f.source, "source", "", a.say("only what this target holds", "この走査対象に限る"))
	c.Flags().StringVar(&f.columns, "columns", "", a.say("file that says what the sheet's columns are called", "列の対応表（YAML）"))
	c.Flags().StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
	c.Flags().StringVarP(&f.output, "output", "o", "", a.say("of a Fides file: write what it declares as sections of tsutsumi.yaml to this new file (-: standard output)", "Fidesファイルの登録内容を tsutsumi.yaml の形で書き出す新しいファイル（-: 標準出力）"))
	return c
}

func (a *app) compare(ctx context.Context, f *inventoryFlags, inv *store.Store, want inventory.Filter, path string) error {
	if f.format != "text" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", f.format)
	}
	var mapping register.Mapping
	if f.columns != "" {
		m, err := os.Open(f.columns)
		if err != nil {
			return fault.As(fault.Usage, fmt.Errorf("read mapping: %w", err))
		}
		defer m.Close()
		if mapping, err = register.ReadMapping(m); err != nil {
			return err
		}
	}
	in, err := os.Open(path)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read register: %w", err))
	}
	defer in.Close()
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	head := bufio.NewReaderSize(in, 64<<10)
	if start, _ := head.Peek(64 << 10); fides.Is(start) {
		return a.importFides(ctx, f, set, inv, want, head)
	}
	if f.output != "" {
		return fault.Errorf(fault.Usage, "inventory import: %s", a.say("-o is for Fides files", "-o は Fides ファイル用です"))
	}
	sheet, err := register.Read(head, mapping)
	if err != nil {
		return err
	}
	reg, err := a.declared(set)
	if err != nil {
		return err
	}
	found, err := register.Declared(inv.Parts(ctx, want), reg, a.lang)
	if err != nil {
		return err
	}
	d := register.Diff(sheet.Entries, found)
	if f.format == "json" {
		return d.WriteJSON(a.Out)
	}
	if len(sheet.Ignored) > 0 {
		// A row that was wrongly taken for the headings holds data.
		ignored := set.engine(false).Name(strings.Join(sheet.Ignored, a.say(", ", "、")))
		fmt.Fprintf(a.Err, a.say("columns not used: %s\n", "照合に使わなかった列: %s\n"), report.Clean(ignored))
	}
	return d.WriteText(a.Out, a.lang)
}
