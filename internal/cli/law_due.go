package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/statute"
)

// dueFlags are the flags of law due.
type dueFlags struct {
	known  string
	facts  []string
	format string
}

func (a *app) lawDue() *cobra.Command {
	var f dueFlags
	c := &cobra.Command{
		Use:   "due RULE --known TIME",
		Short: a.say("Tell by when a duty is due, and why", "義務の期限とその理由を示す"),
		Long: a.say(`Tell by when a duty is due, whether it applies, why, and what would decide it.
What is not given is unknown: an unknown is never read as "no".

  tsutsumi law due jp-appi-final --known 2026-12-04 --fact people=1200
  tsutsumi law due eu-gdpr-33 --known '2026-12-04 17:00' --fact places=JP,DE

TIME is RFC 3339, 2026-12-04 10:30 (local time) or a day where the authority is. A value may say since
when it is known: --fact people=1200@2026-12-10. The facts: tsutsumi law facts.`,
			`義務の期限と、該当するか・その理由・何が決め手になるかを示します。
指定しない事実は「不明」として扱います。不明を「いいえ」と読むことはありません。

  tsutsumi law due jp-appi-final --known 2026-12-04 --fact 人数=1200
  tsutsumi law due eu-gdpr-33 --known '2026-12-04 17:00' --fact places=JP,DE

日時は RFC 3339、2026-12-04 10:30（この端末の時刻）、または日付（当局の所在地の日付）で指定します。
値には判明した日を付けられます（--fact 人数=1200@2026-12-10）。事実の一覧は tsutsumi law facts。`),
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.due(&f, args[0]) },
	}
	fl := c.Flags()
	fl.StringVar(&f.known, "known", "", a.say("when any department first knew", "いずれかの部署が最初に知った日時"))
	fl.StringArrayVar(&f.facts, "fact", nil, a.say("what is known, as NAME=VALUE; may be given several times", "判明している事実（名前=値）。複数指定可"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

func (a *app) due(f *dueFlags, id string) error {
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	b, err := book.Open()
	if err != nil {
		return err
	}
	now := time.Now()
	r, err := a.lawRule(b, id, now)
	if err != nil {
		return err
	}
	if f.known == "" {
		return fault.Errorf(fault.Usage, "%s", a.say("law due: --known TIME says when it became known", "law due: 知った日時を --known で指定してください"))
	}
	known, zone, err := a.known(r, f.known)
	if err != nil {
		return err
	}
	r = b.Rule(r.ID, known)
	facts, err := a.facts(b, f.facts, zone)
	if err != nil {
		return err
	}
	facts[law.Known] = law.Value{At: known}
	answer := r.Apply(facts, calendar.All{}, now)
	if f.format == "json" {
		return statute.DueJSON(a.Out, a.lang, b, &answer, known)
	}
	return statute.Due(a.Out, a.reportOptions(), b, &answer, time.Local)
}

// known reads when it became known, and tells where bare days are counted: a bare day is that day where the authority is, an hour one of this place.
func (a *app) known(r *law.Rule, text string) (time.Time, *time.Location, error) {
	text = strings.TrimSpace(text)
	zone := time.Local
	if z := r.Clocks[0].Zone; z != "" {
		loc, err := time.LoadLocation(z)
		if err != nil {
			return time.Time{}, nil, fmt.Errorf("zone of %s: %w", r.ID, err)
		}
		zone = loc
	}
	if at, ok := law.ParseDay(text, zone); ok {
		return at, zone, nil
	}
	at, err := law.ParseTime(text, time.Local)
	if err != nil {
		return at, nil, fault.Errorf(fault.Usage, a.say("--known %q: wanted a time (2026-12-04T10:30:00+09:00, 2026-12-04 10:30) or a day (2026-12-04)",
			"--known %q: 日時（2026-12-04T10:30:00+09:00、2026-12-04 10:30）または日付（2026-12-04）で指定してください"), text)
	}
	if r.Clocks[0].Zone == "" { // the law has no zone of its own: that which was typed stays
		return at, at.Location(), nil
	}
	return at.In(zone), zone, nil
}

// facts reads what is known. The moment of knowing has a flag of its own, and nothing is said twice.
func (a *app) facts(b *book.Book, list []string, zone *time.Location) (law.Facts, error) {
	out := law.Facts{}
	for _, text := range list {
		f, v, err := a.fact(b, text, zone)
		if err != nil {
			return nil, err
		}
		if f.Name == law.Known {
			return nil, fault.Errorf(fault.Usage, "%s", a.say("--fact known: give it as --known", "--fact known: 知った日時は --known で指定してください"))
		}
		if _, twice := out[f.Name]; twice {
			return nil, fault.Errorf(fault.Usage, a.say("--fact %s: given twice", "--fact %s: 2回指定されています"), f.Name)
		}
		out[f.Name] = v
	}
	return out, nil
}

// wanted says of a value that could not be read what is wanted, in the language.
func (a *app) wanted(f *law.Fact, err error) string {
	if a.lang != "ja" {
		return err.Error()
	}
	var words []string
	for _, w := range f.Words {
		words = append(words, w.Name)
	}
	return f.Name + ": " + map[law.Sort]string{
		law.Bool:   "はい・いいえ・おそれ・不明（yes・no・suspected・unknown）のいずれかで指定してください",
		law.Number: "人数（1200）、幅（900-1200）、1000+、<=1200、~1200、不明のいずれかで指定してください",
		law.Set:    "次から選んでください: " + strings.Join(words, ", "),
		law.Moment: "日時（2026-12-04 10:30）または日付（2026-12-04）で指定してください",
	}[f.Sort]
}
