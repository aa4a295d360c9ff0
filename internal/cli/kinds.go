package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
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

var attributes = []struct {
	attr   pii.Attr
	id     string
	en, ja string
}{
	{pii.Identifies, "identifies", "identifies", "個人を特定"},
	{pii.Within, "within", "within one system", "システム内のみ"},
	{pii.Special, "special", "special care", "要配慮"},
	{pii.Financial, "financial", "financial", "財産的被害"},
	{pii.Government, "government", "issued by a state", "公的発行"},
	{pii.Specific, "specific", "My Number regime", "特定個人情報"},
	{pii.Credential, "credential", "credential", "認証情報"},
	{pii.Secrecy, "secrecy", "secrecy of communications", "通信の秘密"},
	{pii.NotPersonal, "not_personal", "not personal data", "個人データでない"},
}

func (a *app) kinds(asJSON bool) error {
	enc := json.NewEncoder(a.Out)
	enc.SetEscapeHTML(false)
	for _, k := range pii.Kinds() {
		info := k.Info()
		var ids, words []string
		for _, at := range attributes {
			if k.Has(at.attr) {
				ids = append(ids, at.id)
				words = append(words, a.say(at.en, at.ja))
			}
		}
		if asJSON {
			err := enc.Encode(struct {
				Kind       string   `json:"kind"`
				JA         string   `json:"ja"`
				EN         string   `json:"en"`
				Attributes []string `json:"attributes"`
			}{info.Name, info.JA, info.EN, append([]string{}, ids...)})
			if err != nil {
				return err
			}
			continue
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
