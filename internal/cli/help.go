package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// translate gives what cobra says by itself in the language.
func (a *app) translate(root *cobra.Command) {
	root.PersistentFlags().BoolP("help", "h", false, a.say("show this help", "この説明を表示"))
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	if a.lang != "ja" {
		return
	}
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short, c.Long = "コマンドの説明を表示", "コマンドの説明を表示します。"
		case "completion":
			c.Short, c.Long = "シェルの補完スクリプトを出力", "シェルの補完スクリプトを出力します。使い方は bash・zsh などのシェル名に --help を付けて調べられます。"
			for _, shell := range c.Commands() {
				shell.Short = shell.Name() + " の補完スクリプトを出力"
			}
		}
	}
	root.SetUsageFunc(usageJapanese)
}

// usageJapanese is cobra's way to show how a command is used, in Japanese.
func usageJapanese(c *cobra.Command) error {
	w := c.OutOrStderr()
	fmt.Fprintln(w, "使い方:")
	if c.Runnable() {
		fmt.Fprintf(w, "  %s\n", strings.Replace(c.UseLine(), "[flags]", "[オプション]", 1))
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s [コマンド]\n\nコマンド:\n", c.CommandPath())
		for _, s := range c.Commands() {
			if s.IsAvailableCommand() || s.Name() == "help" {
				fmt.Fprintf(w, "  %-*s  %s\n", s.NamePadding(), s.Name(), s.Short)
			}
		}
	}
	flags := func(title, usages string) {
		if usages = strings.TrimRight(usages, "\n"); usages == "" {
			return
		}
		fmt.Fprintf(w, "\n%s:\n", title)
		for _, line := range strings.Split(usages, "\n") {
			if at := strings.LastIndex(line, " (default "); at >= 0 {
				line = line[:at] + "（既定: " + strings.Trim(line[at+len(" (default "):], `")`) + "）"
			}
			fmt.Fprintln(w, strings.TrimRight(line, " "))
		}
	}
	flags("オプション", c.LocalFlags().FlagUsages())
	flags("共通のオプション", c.InheritedFlags().FlagUsages())
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n各コマンドの説明: %s [コマンド] --help\n", c.CommandPath())
	}
	return nil
}
