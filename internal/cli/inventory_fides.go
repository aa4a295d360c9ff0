package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared/fides"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// exportFides writes the register as datasets and systems of Fides.
func (a *app) exportFides(ctx context.Context, f *inventoryFlags, inv *store.Store, want inventory.Filter, reg *declared.Register) error {
	sets, err := fides.Datasets(reg, report.Whole(inv.Parts(ctx, want)))
	if err != nil {
		return err
	}
	err = a.writing(f.output, func(w io.Writer) error { return fides.Export(w, &fides.Document{Register: reg, Datasets: sets}) })
	if err == nil && f.output != "" {
		fmt.Fprintf(a.Err, a.say("%d datasets and %d systems written to %s\n", "データセット%d件・システム%d件を %s に書き出しました\n"), len(sets), len(reg.Systems), f.output)
	}
	return err
}

// importFides lays a file of Fides beside what was found and what is declared, and writes what it declares as sections of
// tsutsumi.yaml where that is asked for. Nothing that is there is changed.
func (a *app) importFides(ctx context.Context, f *inventoryFlags, set *setup, inv *store.Store, want inventory.Filter, in io.Reader) error {
	doc, err := fides.Import(in)
	if err != nil {
		return err
	}
	if f.output == "-" {
		return a.sections(a.Out, doc.Register)
	}
	if f.output != "" {
		if _, err := os.Lstat(f.output); !errors.Is(err, fs.ErrNotExist) {
			return fault.Errorf(fault.Usage, "inventory import: %s: %s", f.output, a.say("there is a file already, and nothing is overwritten", "既にあるファイルは上書きしません"))
		}
		if err := a.writing(f.output, func(w io.Writer) error { return a.sections(w, doc.Register) }); err != nil {
			return err
		}
		fmt.Fprintf(a.Err, a.say("%d sources written to %s, to be added to %s\n", "sources %d件を %s に書き出しました。内容を確認し、%s に追記してください\n"), len(doc.Register.Systems), f.output, config.FileName)
	}
	reg, err := a.declared(set)
	if err != nil {
		return err
	}
	found, err := register.Declared(inv.Parts(ctx, want), reg, a.lang)
	if err != nil {
		return err
	}
	name := set.engine(false).Name
	entries := register.FromFides(doc, func(target string) string { return name(sourceName(placed(set, target))) })
	d := register.Imported{Differences: register.Diff(entries, found), Declared: reg.Compare(doc.Register)}
	if f.format == "json" {
		return d.WriteJSON(a.Out)
	}
	return d.WriteText(a.Out, a.lang)
}

// sections writes a register as sections of tsutsumi.yaml.
func (a *app) sections(w io.Writer, reg *declared.Register) error {
	_, err := fmt.Fprintln(w, a.say("# From a Fides file. Look through it and add it to tsutsumi.yaml; each source needs a target.",
		"# Fides ファイルから作成。内容を確認し、tsutsumi.yaml に追記してください（target のない source には target が必要です）。"))
	if err != nil {
		return err
	}
	return reg.Write(w)
}
