package cli

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// listFlags are the flags of case list.
type listFlags struct {
	caseFlags
	all, small, bom bool
	year            int
	format, output  string
}

func (a *app) caseList() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:   "list",
		Short: a.say("List the cases, the most urgent first", "事案を緊急な順に一覧する"),
		Long: a.say("List the cases that are open, the most urgent first. --small is the list of everyday cases and near misses of a year, by what happened, month and department.",
			"対応中の事案を緊急な順に一覧します。--small は軽微な事案とヒヤリハットの年間一覧（態様・月・部署別）です。"),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.listCases(c.Context(), &f) },
	}
	fl := c.Flags()
	a.caseFlags(c, &f.caseFlags)
	fl.BoolVar(&f.all, "all", false, a.say("closed ones too", "終結済みも含める"))
	fl.BoolVar(&f.small, "small", false, a.say("the yearly list of everyday cases and near misses", "軽微な事案とヒヤリハットの年間一覧"))
	fl.IntVar(&f.year, "year", 0, a.say("only those of a year", "この年に限る"))
	fl.BoolVar(&f.bom, "bom", false, a.say("mark CSV as UTF-8 for Excel", "CSV に BOM を付ける（Excel 用）"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json; csv with --small", "text・json。--small では csv も可"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	return c
}

func (a *app) listCases(ctx context.Context, f *listFlags) error {
	if f.format != "csv" || !f.small {
		if err := textOrJSON(f.format); err != nil {
			return err
		}
	}
	if f.year != 0 && (f.year < 1900 || f.year > 9999) {
		return fault.Errorf(fault.Usage, "--year %d: a year, such as 2026", f.year)
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	l, err := a.listed(ctx, r, f)
	if err != nil {
		return err
	}
	return a.writing(f.output, func(w io.Writer) error {
		switch {
		case f.small && f.format == "csv":
			return dossier.NewYear(l, f.year).CSV(w, a.lang, f.bom, r.zone)
		case f.small && f.format == "json":
			return dossier.NewYear(l, f.year).JSON(w)
		case f.small:
			return dossier.NewYear(l, f.year).Text(w, a.reportOptions(), l)
		case f.format == "json":
			return l.JSON(w)
		}
		return dossier.List(w, a.reportOptions(), l)
	})
}

// listed are the cases that were asked for, the most urgent first.
func (a *app) listed(ctx context.Context, r *caseRoom, f *listFlags) (*dossier.Listed, error) {
	ids, err := r.ledger.Cases(ctx)
	if err != nil {
		return nil, err
	}
	l := &dossier.Listed{At: r.now(), Zone: r.zone}
	for _, id := range ids {
		if !f.small && f.year != 0 && !strings.HasPrefix(id, strconv.Itoa(f.year)+"-") {
			continue
		}
		events, st, err := r.load(ctx, id)
		if err != nil {
			return nil, err
		}
		if !f.all && !f.small && !st.Closed.IsZero() {
			l.Hidden++
			continue
		}
		if f.small && !st.Small {
			continue
		}
		c := a.dossier(r, events, st, l.At)
		c.Events = nil
		l.Cases = append(l.Cases, *c)
	}
	l.Order()
	return l, nil
}
