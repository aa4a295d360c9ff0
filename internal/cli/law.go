package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/statute"
)

func (a *app) lawCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "law",
		Short: a.say("What laws ask after a leak, by when, and why", "漏えい時に法令が求める対応とその期限・理由を示す"),
		Long: a.say(`What laws ask of whoever loses personal data: whether a duty arises, by when it is to be met,
towards whom, with what. Rules are dated data with their sources; what was not read in the primary
text is marked. It is no legal advice.`,
			`個人データの漏えい等が起きたときに法令が求める対応（要否・期限・相手先・記載事項）を示します。
規定は日付と出典の付いたデータで、原典で確認していないものにはその旨を表示します。
法的助言に代わるものではありません。`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.lawList(), a.lawShow(), a.lawDue(), a.lawFacts())
	return c
}

func (a *app) lawList() *cobra.Command {
	var country, on, format string
	c := &cobra.Command{
		Use:   "list",
		Short: a.say("List the rules as they stand", "規定の一覧"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := textOrJSON(format); err != nil {
				return err
			}
			b, err := book.Open()
			if err != nil {
				return err
			}
			at, err := a.lawDay(on)
			if err != nil {
				return err
			}
			rules, err := a.lawOf(b, country, at)
			if err != nil {
				return err
			}
			if format == "json" {
				return statute.RulesJSON(a.Out, a.lang, rules, at)
			}
			return statute.List(a.Out, a.reportOptions(), b, rules, at)
		},
	}
	c.Flags().StringVar(&country, "jurisdiction", "", a.say("only of a country (JP, EU, GB, CN, KR, SG, TW) or card", "国・地域（JP・EU・GB・CN・KR・SG・TW）または card に絞る"))
	a.lawOn(c, &on)
	c.Flags().StringVarP(&format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

// lawOf are the rules of a country as they stand at a time, all if none is named.
func (a *app) lawOf(b *book.Book, country string, at time.Time) ([]*law.Rule, error) {
	rules := b.On(at)
	if country == "" {
		return rules, nil
	}
	if strings.EqualFold(country, "UK") {
		country = "GB"
	}
	var known []string
	var out []*law.Rule
	for _, r := range rules {
		if strings.EqualFold(r.Jurisdiction, country) {
			out = append(out, r)
		}
		if !slices.Contains(known, r.Jurisdiction) {
			known = append(known, r.Jurisdiction)
		}
	}
	if out == nil {
		return nil, fault.Errorf(fault.Usage, a.say("--jurisdiction %q: there are rules of %s", "--jurisdiction %q: 規定があるのは %s です"), country, strings.Join(known, ", "))
	}
	return out, nil
}

func (a *app) lawShow() *cobra.Command {
	var on, format string
	c := &cobra.Command{
		Use:   "show RULE",
		Short: a.say("Show a rule in full", "規定の全文を表示"),
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := textOrJSON(format); err != nil {
				return err
			}
			b, err := book.Open()
			if err != nil {
				return err
			}
			at, err := a.lawDay(on)
			if err != nil {
				return err
			}
			r, err := a.lawRule(b, args[0], at)
			if err != nil {
				return err
			}
			if format == "json" {
				return statute.RulesJSON(a.Out, a.lang, []*law.Rule{r}, at)
			}
			return statute.Show(a.Out, a.reportOptions(), b, r, at)
		},
	}
	a.lawOn(c, &on)
	c.Flags().StringVarP(&format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

func (a *app) lawFacts() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "facts",
		Short: a.say("List what rules ask, and how it is answered", "規定が問う事実と、値の書き方の一覧"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := textOrJSON(format); err != nil {
				return err
			}
			b, err := book.Open()
			if err != nil {
				return err
			}
			if format == "json" {
				return statute.FactsJSON(a.Out, a.lang, b)
			}
			return statute.Facts(a.Out, a.reportOptions(), b)
		},
	}
	c.Flags().StringVarP(&format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

func (a *app) lawOn(c *cobra.Command, on *string) {
	c.Flags().StringVar(on, "on", "", a.say("as it stood on a day (2026-12-04); today if none", "この日の時点（2026-12-04）。省略すると今日"))
}

// lawDay is the day of --on, now if none.
func (a *app) lawDay(on string) (time.Time, error) {
	if on == "" {
		return time.Now(), nil
	}
	at, ok := law.ParseDay(on, time.Local)
	if !ok {
		return at, fault.Errorf(fault.Usage, a.say("--on %q: wanted a day (2026-12-04)", "--on %q: 日付（2026-12-04）で指定してください"), on)
	}
	return at.Add(12 * time.Hour), nil // noon, so that it is that day wherever the law is
}

// lawRule is the version of a rule at a time; of one that there is not, names like it are told.
func (a *app) lawRule(b *book.Book, id string, at time.Time) (*law.Rule, error) {
	if r := b.Rule(strings.ToLower(id), at); r != nil {
		return r, nil
	}
	return nil, a.unlike(a.say("rule", "規定"), id, b.IDs(), "tsutsumi law list")
}

// unlike is the usage error for a name that there is not, with those that may have been meant and where all stand.
func (a *app) unlike(what, name string, names []string, all string) error {
	near := alike(name, names)
	if len(near) == 0 {
		return fault.Errorf(fault.Usage, a.say("no %s %q; %s lists all", "%s %q はありません。一覧は %s"), what, name, all)
	}
	return fault.Errorf(fault.Usage, a.say("no %s %q; did you mean %s?", "%s %q はありません。%s ではありませんか"), what, name, strings.Join(near, ", "))
}

// alike are up to three of names that may have been meant: near by letters, or with the same words.
func alike(name string, names []string) []string {
	name = strings.ToLower(name)
	type scored struct {
		name string
		far  int
	}
	var out []scored
	for _, n := range names {
		far := distance(name, n)
		if strings.HasPrefix(n, name) || name != "" && strings.Contains(n, name) {
			far = min(far, 2)
		}
		if far <= max(2, len(name)/3) {
			out = append(out, scored{n, far})
		}
	}
	slices.SortStableFunc(out, func(a, b scored) int { return a.far - b.far })
	var best []string
	for _, s := range out[:min(3, len(out))] {
		best = append(best, s.name)
	}
	return best
}

// distance is by how many letters two names differ (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		last := row[0]
		row[0] = i + 1
		for j, s := range y {
			change := last
			if r != s {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// fact splits NAME=VALUE.
func (a *app) fact(b *book.Book, text string, zone *time.Location) (*law.Fact, law.Value, error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return nil, law.Value{}, fault.Errorf(fault.Usage, a.say("--fact %q: wanted NAME=VALUE", "--fact %q: 名前=値 の形で指定してください"), text)
	}
	f := b.Fact(strings.TrimSpace(name))
	if f == nil {
		var names []string
		for _, f := range b.Facts {
			names = append(append(names, f.Name), f.Also...)
		}
		return nil, law.Value{}, a.unlike(a.say("fact", "事実"), name, names, "tsutsumi law facts")
	}
	v, err := f.Parse(value, zone)
	if err != nil {
		return nil, law.Value{}, fault.As(fault.Usage, fmt.Errorf("--fact %s", a.wanted(f, err)))
	}
	return f, v, nil
}
