package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// askFlags are those of the commands that ask people indices; each has some.
type askFlags struct {
	stores []string
	format string
	output string
	many   bool
}

// storesFlag names the stores asked.
func (a *app) storesFlag(c *cobra.Command, f *askFlags) {
	c.Flags().StringSliceVar(&f.stores, "store", nil, a.say("only these stores (default: all)", "このストアに限る（既定: すべて）"))
}

// asking opens the indices that a command asks.
func (a *app) asking(f *askFlags, do func(*setup, []leak.Store) error) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	stores, done, err := a.indices(set, f.stores)
	if err != nil {
		return err
	}
	defer done()
	return do(set, stores)
}

// textOrJSON checks --format.
func textOrJSON(format string) error {
	if format != "text" && format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", format)
	}
	return nil
}

func (a *app) peopleStats() *cobra.Command {
	var f askFlags
	c := &cobra.Command{
		Use:   "stats",
		Short: a.say("What the people indices hold: snapshots, persons, fields", "照合用索引の内容: 時点・人数・項目"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := textOrJSON(f.format); err != nil {
				return err
			}
			return a.asking(&f, func(_ *setup, stores []leak.Store) error { return a.stats(&f, stores) })
		},
	}
	a.storesFlag(c, &f)
	c.Flags().StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

func (a *app) stats(f *askFlags, stores []leak.Store) error {
	if f.format == "json" {
		enc := json.NewEncoder(a.Out)
		for _, s := range stores {
			if err := enc.Encode(map[string]any{"store": s.Index.Meta()}); err != nil {
				return err
			}
		}
		return nil
	}
	p := report.NewPage(a.Out, a.reportOptions())
	if len(stores) == 0 {
		p.Line(p.Of("照合用索引はまだありません。tsutsumi people snapshot で作成します。", "There is no people index yet; tsutsumi people snapshot makes one."))
	}
	for i, s := range stores {
		if i > 0 {
			p.Line("")
		}
		m := s.Index.Meta()
		a.statsOf(p, &m)
	}
	return p.Flush()
}

func (a *app) statsOf(p *report.Page, m *index.Meta) {
	last := m.Snapshots[len(m.Snapshots)-1]
	p.Ends(report.Bold, fmt.Sprintf(p.Of("%s：%s人", "%s: %s people"), m.Store, report.Number(last.Persons)), bytesOf(m.Size))
	p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  のべ%s人、%s項目、鍵 %s", "  %s people ever, %s values, key %s"), report.Number(m.Rows), report.Number(m.Facts), m.Key)))
	p.Line("")
	p.Title(p.Of("時点", "Snapshot"), p.Of("人数      加わった    いなくなった", "people      joined        gone"))
	for _, s := range m.Snapshots {
		p.Ends(report.Plain, "  "+day(s.At), fmt.Sprintf("%12s%12s%12s", report.Number(s.Persons), "+"+report.Number(s.NewPersons), "-"+report.Number(s.GonePersons)))
	}
	p.Line("")
	p.Title(p.Of("項目", "Field"), p.Of("現在の値    これまでの値", "values now        ever"))
	for _, fl := range m.Fields {
		p.Ends(report.Plain, "  "+report.Clean(fl.Name)+"  "+p.Kind(fl.Kind), fmt.Sprintf("%12s%12s", report.Number(fl.Current), report.Number(fl.Facts)))
	}
}

// bytesOf writes a size in megabytes.
func bytesOf(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// day writes a time as a day, with the hour where there is one.
func day(t time.Time) string {
	t = t.Local()
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02 15:04")
}

func (a *app) peopleWho() *cobra.Command {
	var f askFlags
	c := &cobra.Command{
		Use:   "who [VALUE]",
		Short: a.say("In which stores is a person held? Asked by a value; nothing of it is kept", "この本人はどこに保有されているか（開示・利用停止等の請求用）。入力した値は残りません"),
		Long: a.say("In which stores is a person held? Ask by an e-mail address, a telephone number, an account ID, a name or an address.\nWithout VALUE (or with -) the value is read from standard input, so that it stands in no list of processes and no history of the shell.",
			"メールアドレス・電話番号・会員ID・氏名・住所のいずれかで尋ねます。\nVALUE を省くか - とすると標準入力から読むため、プロセス一覧やシェルの履歴に値が残りません。"),
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := textOrJSON(f.format); err != nil {
				return err
			}
			value, err := a.value(args)
			if err != nil {
				return err
			}
			return a.asking(&f, func(set *setup, stores []leak.Store) error { return a.who(&f, set, stores, value) })
		},
	}
	a.storesFlag(c, &f)
	c.Flags().StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

// value is the value asked by: an argument, or a line of standard input.
func (a *app) value(args []string) ([]byte, error) {
	v := []byte(nil)
	if len(args) == 1 && args[0] != "-" {
		v = []byte(args[0])
	} else {
		if f, ok := a.In.(*os.File); ok {
			if _, tty := terminal(f); tty {
				fmt.Fprint(a.Err, a.say("value: ", "値: "))
			}
		}
		line, err := bufio.NewReader(io.LimitReader(a.In, 4096)).ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read value: %w", err)
		}
		v = line
	}
	if v = bytes.TrimSpace(v); len(v) == 0 {
		return nil, fault.Errorf(fault.Usage, "people: %s", a.say("a value is needed", "値を指定してください"))
	}
	return v, nil
}

func (a *app) who(f *askFlags, set *setup, stores []leak.Store, value []byte) error {
	held, err := snapshot.Who(stores, set.config.Key, value)
	if err != nil {
		return err
	}
	if f.format == "json" {
		enc := json.NewEncoder(a.Out)
		for i := range held {
			if err := enc.Encode(map[string]any{"held": &held[i]}); err != nil {
				return err
			}
		}
		return nil
	}
	p := report.NewPage(a.Out, a.reportOptions())
	if len(stores) == 0 {
		p.Line(p.Of("照合用索引はまだありません。tsutsumi people snapshot で作成します。", "There is no people index yet; tsutsumi people snapshot makes one."))
		return p.Flush()
	}
	in := map[string]bool{}
	for i := range held {
		in[held[i].Store] = true
	}
	if len(held) == 0 {
		p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("照合した%d件のストアには見つかりません", "In none of %d stores"), len(stores))))
		p.Wrap(report.Dim, p.Of("索引を作っていないストアや、索引の項目にない値については分かりません。", "Stores without an index, and values that no index holds, are unknown."), 2)
		return p.Flush()
	}
	p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("ストア%[2]d件のうち%[1]d件に保有されています", "Held in %d of %d stores"), len(in), len(stores))))
	p.Line("")
	p.Title(p.Of("ストア・項目", "Store and field"), p.Of("人数  期間", "people  held"))
	for i := range held {
		h := &held[i]
		until := p.Of("現在", "now")
		if h.Until != nil {
			until = fmt.Sprintf(p.Of("%s（%sには無し）", "%s (gone by %s)"), day(h.Last), day(*h.Until))
		}
		p.Ends(report.Plain, fmt.Sprintf("  %s  %s  %s", h.Store, report.Clean(h.Field), p.Kind(h.Kind)), fmt.Sprintf("%s  %s – %s", report.Number(h.People), day(h.First), until))
	}
	return p.Flush()
}

func (a *app) peopleVerify() *cobra.Command {
	var f askFlags
	c := &cobra.Command{
		Use:   "verify",
		Short: a.say("Check the people indices for damage", "照合用索引の破損を検査する"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.verifyIndices(c.Context(), &f) },
	}
	a.storesFlag(c, &f)
	return c
}

// verifyIndices checks each index by itself, so that one that cannot even be opened does not hide the others.
func (a *app) verifyIndices(ctx context.Context, f *askFlags) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	dir, err := set.home.People()
	if err != nil {
		return err
	}
	names := f.stores
	if len(names) == 0 {
		if names, err = indexNames(dir); err != nil {
			return err
		}
	}
	bad := 0
	for _, name := range names {
		if err := storeName(name); err != nil {
			return err
		}
		x, err := index.Open(filepath.Join(dir, name+indexEnding))
		if err == nil {
			err = errors.Join(x.Verify(ctx), x.Close())
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			bad++
			fmt.Fprintf(a.Out, "%s: %s: %v\n", name, a.say("DAMAGED", "破損"), err)
			continue
		}
		fmt.Fprintf(a.Out, "%s: %s\n", name, a.say("good", "正常"))
	}
	if bad > 0 {
		return fault.Errorf(fault.Unreadable, "verify people indices: %d of %d are damaged", bad, len(names))
	}
	return nil
}
