package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func (a *app) kindsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "kinds",
		Short: a.say("List the kinds of personal data and what the law says of each", "個人データの種別と法令上の区分の一覧"),
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.kinds(asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, a.say("one JSON object a line", "JSON（1行1件）で出力"))
	return c
}

func (a *app) kinds(asJSON bool) error {
	enc := json.NewEncoder(a.Out)
	enc.SetEscapeHTML(false)
	for _, k := range pii.Kinds() {
		if asJSON {
			if err := enc.Encode(report.Kind(k)); err != nil {
				return err
			}
			continue
		}
		info := k.Info()
		var words []string
		for _, at := range report.Attributes() {
			if k.Has(at.Attr) {
				words = append(words, a.say(at.EN, at.JA))
			}
		}
		line := fmt.Sprintf("%-40s %s", info.Name, a.say(info.EN, info.JA))
		if len(words) > 0 {
			line += a.say(" ("+strings.Join(words, ", ")+")", "（"+strings.Join(words, "・")+"）")
		}
		if _, err := fmt.Fprintln(a.Out, line); err != nil {
			return err
		}
	}
	return nil
}
