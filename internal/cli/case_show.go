package cli

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/duty"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

func (a *app) caseShow() *cobra.Command {
	var f caseFlags
	var v dossier.View
	var at, format, output string
	c := &cobra.Command{
		Use:   "show [CASE]",
		Short: a.say("Show a case: its times, people, duties, and what is open", "事案を表示する（時点・人数・義務・未了事項）"),
		Long: a.say("Show a case: its number, the end of it, or latest (which is also meant if none is given).\n--at shows what was known then: a time, or the number of an event.",
			"事案を番号・番号の末尾・latest で指定します（省略時は latest）。\n--at に時刻又は記録番号を指定すると、その時点で判明していた内容を表示します。"),
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := textOrJSON(format); err != nil {
				return err
			}
			return a.showCase(c.Context(), &f, caseNamed(args), at, func(d *dossier.Case) error {
				return a.writing(output, func(w io.Writer) error {
					if format == "json" {
						return dossier.JSON(w, v, d)
					}
					return dossier.Text(w, a.reportOptions(), v, d)
				})
			})
		},
	}
	fl := c.Flags()
	a.caseFlags(c, &f)
	fl.BoolVar(&v.Duties, "duties", false, a.say("only what the law asks, with what does not apply and why", "法令上の義務のみ（対象外とその理由を含む）"))
	fl.BoolVar(&v.Facts, "facts", false, a.say("only the facts, with all that was asserted of each", "事実と、それぞれの主張・根拠のみ"))
	fl.BoolVar(&v.Events, "events", false, a.say("only the chain of events, with short hashes", "記録の連鎖のみ（短いハッシュ付き）"))
	fl.BoolVar(&v.All, "all", false, a.say("long lists in full", "長い一覧も省略せずに表示"))
	fl.StringVar(&at, "at", "", a.say("as it was known then: a time, or the number of an event", "その時点で判明していた内容（時刻又は記録番号）"))
	fl.StringVarP(&format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	fl.StringVarP(&output, "output", "o", "", a.say("file to write instead of standard output", "出力先（既定は標準出力）"))
	return c
}

// caseNamed is the case that arguments name.
func caseNamed(args []string) string {
	if len(args) == 0 {
		return "latest"
	}
	return args[0]
}

func (a *app) showCase(ctx context.Context, f *caseFlags, id, at string, show func(*dossier.Case) error) error {
	r, done, err := a.caseRoom(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	now := r.now()
	past := at != ""
	if past {
		if events, now, err = until(events, at, r.zone); err != nil {
			return err
		}
		if st, err = breach.Fold(events); err != nil {
			return err
		}
	}
	d := a.dossier(r, events, st, now)
	d.Past = past
	return show(d)
}

// dossier is a case with what is worked out of it, as it stands at a time.
func (a *app) dossier(r *caseRoom, events []breach.Event, st *breach.State, now time.Time) *dossier.Case {
	history := func(most int) ([]dossier.Step, int) {
		return dossier.History(st, most, func(s *breach.State) breach.Count { return s.Affected().Count })
	}
	return &dossier.Case{State: st, Events: events, Duties: r.dutiesAt(st, events, now), Times: st.Times(), Affected: st.Affected(), History: history,
		Now: st.Now, Fact: r.book.Fact, At: now, Zone: r.zone, Waiting: a.waiting(r, st)}
}

// dutiesAt are what the law asks of a case, as it stands at a time.
func (r *caseRoom) dutiesAt(st *breach.State, events []breach.Event, now time.Time) []breach.Duty {
	return duty.State(st, events, r.about, r.book, r.calendars, now)
}

// until cuts events off behind a time, or behind the event of a number.
func until(events []breach.Event, at string, zone *time.Location) ([]breach.Event, time.Time, error) {
	if seq, err := strconv.ParseInt(at, 10, 64); err == nil && len(at) < 4 || err == nil && seq <= int64(len(events)) {
		if seq < 1 || seq > int64(len(events)) {
			return nil, time.Time{}, fault.Errorf(fault.Usage, "--at: the case has the events 1 to %d", len(events))
		}
		for i := range events {
			if events[i].Seq == seq {
				return events[:i+1], events[i].At, nil
			}
		}
	}
	m, err := momentTyped(at, zone)
	if err != nil {
		return nil, time.Time{}, fault.Errorf(fault.Usage, "--at: %w", err)
	}
	when := m.At
	if m.Precision == breach.Day { // a day is meant with all that was learnt on it
		when = when.AddDate(0, 0, 1).Add(-time.Second)
	}
	n := 0
	for n < len(events) && !events[n].At.After(when) {
		n++
	}
	if n == 0 {
		return nil, time.Time{}, fault.Errorf(fault.Usage, "--at: the case was not open then")
	}
	return events[:n], when, nil
}
