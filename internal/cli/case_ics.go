package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/deadline"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/ics"
)

func (a *app) caseICS() *cobra.Command {
	var f caseFlags
	var all bool
	var output string
	c := &cobra.Command{
		Use:   "ics CASE|--all",
		Short: a.say("What is due as a calendar file (iCalendar), with alarms; no personal data", "期限をカレンダーファイル（iCalendar、アラーム付き）に書き出す（個人データは含まない）"),
		Args:  cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if all == (len(args) == 1) {
				return fault.Errorf(fault.Usage, "case ics: %s", a.say("a case, or --all", "事案または --all を指定してください"))
			}
			r, done, err := a.caseRoom(c.Context(), &f)
			if err != nil {
				return err
			}
			defer done()
			return a.calendar(c.Context(), r, args, output)
		},
	}
	a.caseFlags(c, &f)
	c.Flags().BoolVar(&all, "all", false, a.say("of all cases, closed ones too", "すべての事案（終結したものを含む）"))
	c.Flags().StringVarP(&output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	return c
}

func (a *app) calendar(ctx context.Context, r *caseRoom, args []string, output string) error {
	ids := args
	if len(ids) == 0 {
		var err error
		if ids, err = r.ledger.Cases(ctx); err != nil {
			return err
		}
	}
	var list []deadline.Deadline
	for _, id := range ids {
		more, _, err := r.deadlines(ctx, id)
		if err != nil {
			return err
		}
		list = append(list, more...)
	}
	return a.writing(output, func(w io.Writer) error { return a.calendarOf(r, list, w) })
}

// calendarOf writes what is due as a calendar.
func (a *app) calendarOf(r *caseRoom, list []deadline.Deadline, w io.Writer) error {
	before, err := deadline.Parse(r.about.Remind)
	if err != nil {
		return r.set.home.Fault(r.about.Line, "case: "+err.Error())
	}
	domain := ""
	if i := strings.LastIndexByte(r.about.Email, '@'); i >= 0 {
		domain = r.about.Email[i+1:]
	}
	return ics.Write(w, list, &ics.Options{Lang: a.lang, Domain: domain, Version: version(), Before: before, Zone: r.zone})
}

// deadlines are what is due in a case, and whether it is closed.
func (r *caseRoom) deadlines(ctx context.Context, id string) (list []deadline.Deadline, closed bool, err error) {
	events, st, err := r.load(ctx, id)
	if err != nil {
		return nil, false, err
	}
	duties, err := r.duties(events)
	if err != nil {
		return nil, false, err
	}
	return deadline.Of(events, st, duties, r.zone), !st.Closed.IsZero(), nil
}
