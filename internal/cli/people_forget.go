package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func (a *app) peopleForget() *cobra.Command {
	var f askFlags
	var snapshot string
	var whole bool
	c := &cobra.Command{
		Use:   "forget [VALUE]",
		Short: a.say("Erase a person, a snapshot or a store from the people index", "本人・時点・ストアを照合用索引から消去する"),
		Long: a.say("Erase from the people index: the person who has VALUE (read from standard input if it is left out), the --snapshot of a time, or with --all the whole --store.\nThe stores themselves are not touched.",
			"照合用索引から消去します。VALUE を持つ本人（省くと標準入力から読む）、--snapshot の時点、または --all でストア全体。\n元のデータには触れません。"),
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case (snapshot != "" || whole) && len(f.stores) != 1:
				return fault.Errorf(fault.Usage, "people forget: %s", a.say("name one --store", "--store を1つ指定してください"))
			case whole && snapshot != "" || (whole || snapshot != "") && len(args) > 0:
				return fault.Errorf(fault.Usage, "people forget: %s", a.say("a VALUE, a --snapshot or --all, not several of them", "VALUE・--snapshot・--all はいずれか1つだけ指定してください"))
			case whole:
				return a.forgetStore(&f)
			case snapshot != "":
				return a.forgetSnapshot(c.Context(), &f, snapshot)
			}
			value, err := a.value(args)
			if err != nil {
				return err
			}
			return a.forgetPerson(c.Context(), &f, value)
		},
	}
	a.storesFlag(c, &f)
	c.Flags().StringVar(&snapshot, "snapshot", "", a.say("time of the snapshot to erase, as people stats shows it", "消去する時点（people stats の表示どおり）"))
	c.Flags().BoolVar(&whole, "all", false, a.say("erase the whole index of the store", "そのストアの索引をすべて消去する"))
	c.Flags().BoolVar(&f.many, "many", false, a.say("erase even if several people have the value", "同じ値の人が複数いても、全員を消去する"))
	return c
}

// changing locks a store's index for the time in which it is made anew.
func (a *app) changing(set *setup, store string, do func(path string) error) error {
	if err := storeName(store); err != nil {
		return err
	}
	dir, err := set.home.People()
	if err != nil {
		return err
	}
	unlock, err := lock(filepath.Join(dir, store+".lock"))
	if err != nil {
		return err
	}
	defer unlock()
	a.roomFor(indexMemory)
	path := filepath.Join(dir, store+indexEnding)
	x, err := a.former(path, set.config.Key.ID())
	switch {
	case err != nil:
		return err
	case x == nil:
		return fault.Errorf(fault.Usage, "open people index %q: %s", store, a.say("there is none", "ありません"))
	}
	if err := x.Close(); err != nil {
		return err
	}
	return do(path)
}

func (a *app) forgetStore(f *askFlags) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	return a.changing(set, f.stores[0], func(path string) error {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("erase people index: %w", err)
		}
		_, err := fmt.Fprintf(a.Out, a.say("%s: erased\n", "%s：消去しました\n"), f.stores[0])
		return err
	})
}

func (a *app) forgetSnapshot(ctx context.Context, f *askFlags, at string) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	spool, err := set.home.Spool()
	if err != nil {
		return err
	}
	return a.changing(set, f.stores[0], func(path string) error {
		x, err := index.Open(path)
		if err != nil {
			return err
		}
		snaps := x.Meta().Snapshots
		if err := x.Close(); err != nil {
			return err
		}
		n := slices.IndexFunc(snaps, func(s index.Snapshot) bool { return day(s.At) == at || meant(at).Equal(s.At) })
		if n < 0 {
			return fault.Errorf(fault.Usage, "people forget: %s", a.say("no snapshot of that time; people stats lists them", "その時点のスナップショットはありません。people stats で確認できます"))
		}
		m, err := index.Forget(ctx, path, index.Forgetting{Snapshots: []int{n}, Dir: spool, Memory: sortMemory})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.Out, a.say("%s: the snapshot is erased; %d are left\n", "%s：その時点を消去しました（残り%d件）\n"), m.Store, len(m.Snapshots))
		return err
	})
}

// forgetPerson erases who has the value from every store asked.
func (a *app) forgetPerson(ctx context.Context, f *askFlags, value []byte) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	stores, done, err := a.indices(set, f.stores)
	if err != nil {
		return err
	}
	held, err := snapshot.Who(stores, set.config.Key, value)
	rows := map[string][]uint32{}
	for _, s := range stores {
		if r := snapshot.Rows(held, s.Name); len(r) > 0 {
			rows[s.Name] = r
		}
	}
	done()
	if err != nil {
		return err
	}
	for name, r := range rows {
		if len(r) > 1 && !f.many {
			return fault.Errorf(fault.Usage, "people forget: %s", fmt.Sprintf(a.say("%d people of %s have this value; name one that is only theirs, or --many", "%[2]sにこの値を持つ人が%[1]d人います。本人だけの値を指定するか、--many を付けてください"), len(r), name))
		}
	}
	spool, err := set.home.Spool()
	if err != nil {
		return err
	}
	p := report.NewPage(a.Out, a.reportOptions())
	if len(rows) == 0 {
		p.Line(p.Of("照合用索引に該当する人はいません", "Nobody in the people indices has this value"))
	}
	for _, s := range stores {
		r := rows[s.Name]
		if len(r) == 0 {
			continue
		}
		err := a.changing(set, s.Name, func(path string) error {
			_, err := index.Forget(ctx, path, index.Forgetting{Dir: spool, Memory: sortMemory,
				Row: func(row uint32) bool { _, ok := slices.BinarySearch(r, row); return ok }})
			return err
		})
		if err != nil {
			return errors.Join(err, p.Flush())
		}
		p.Line(fmt.Sprintf(p.Of("%s：%d人を消去しました", "%s: %d erased"), s.Name, len(r)))
	}
	return p.Flush()
}

func (a *app) peopleExport() *cobra.Command {
	var f askFlags
	c := &cobra.Command{
		Use:   "export --store STORE",
		Short: a.say("Write an index as JSON lines: fingerprints and times, no values", "索引をJSON Linesで書き出す（指紋と期間のみ。値は含まない）"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if len(f.stores) != 1 {
				return fault.Errorf(fault.Usage, "people export: %s", a.say("name one --store", "--store を1つ指定してください"))
			}
			return a.asking(&f, func(_ *setup, stores []leak.Store) error {
				return a.writing(f.output, func(w io.Writer) error { return stores[0].Index.Export(w) })
			})
		},
	}
	a.storesFlag(c, &f)
	c.Flags().StringVarP(&f.output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	return c
}
