package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/atlas"
)

func (a *app) inventoryMap() *cobra.Command {
	var f inventoryFlags
	c := &cobra.Command{
		Use:   "map",
		Short: a.say("Draw in which countries personal data is stored, and from which it is reached", "個人データの保管国とアクセス国（委託先を含む）を図示する"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.atlas(c.Context(), &f) },
	}
	c.Flags().StringVarP(&f.format, "format", "f", "text", a.say("text, json, html or svg", "text・json・html・svg のいずれか"))
	c.Flags().StringVarP(&f.output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	return c
}

func (a *app) atlas(ctx context.Context, f *inventoryFlags) error {
	switch f.format {
	case "text", "json", "html", "svg":
	default:
		return fault.Errorf(fault.Usage, "--format %q: text, json, html or svg", f.format)
	}
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	inv, err := a.store(ctx, set)
	if err != nil {
		return err
	}
	defer inv.Close()
	st, err := a.registerState(ctx, set, inv)
	if err != nil {
		return err
	}
	m := atlas.Map{State: st}
	return a.writing(f.output, func(w io.Writer) error {
		o := a.reportOptions()
		switch f.format {
		case "json":
			return m.JSON(w)
		case "html":
			return m.HTML(w, o, version())
		case "svg":
			return m.SVG(w, o)
		}
		return m.Text(w, o)
	})
}
