package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
)

func (a *app) demoCommand() *cobra.Command {
	var f struct {
		scanFlags
		estate string
		labels string
		rows   int
		seed   uint64
		people int

		logs, truth, incidents string
		days, staff            int
		scale                  float64
		serve                  bool
	}
	c := &cobra.Command{
		Use:   "demo",
		Short: a.say("Make an invented company and tell what happens to it", "架空の会社を作り、起きたことを順に見せる"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx := c.Context()
			if f.logs != "" {
				o := demo.LogOptions{Seed: f.seed, Employees: f.staff, Customers: f.people, Days: f.days, Scale: f.scale}
				if f.incidents != "" {
					o.Incidents = strings.Split(f.incidents, ",")
				}
				home := f.logs + ".home"
				if err := demo.Logs(ctx, f.logs, home+".key", f.truth, o); err != nil {
					return err
				}
				fmt.Fprintf(a.Err, a.say("an invented organisation's logs: tsutsumi --home %s watch\n", "架空の組織のログを作成しました: tsutsumi --home %s watch\n"), home)
				return nil
			}
			if f.estate == "" && f.labels == "" && f.rows == 0 && f.format == "text" && f.output == "" {
				t, err := a.story(ctx, "", demo.StoryOptions{Seed: f.seed, People: f.people, Now: time.Now()})
				if err != nil || !f.serve {
					return err
				}
				a.home = t.home
				return a.demoServe(c)
			}
			if f.rows > 0 {
				return a.large(ctx, f.estate, f.rows, f.seed)
			}
			r, err := demo.Run(ctx, f.estate, demo.Options{Seed: f.seed, Labels: f.labels, People: f.people})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Err, a.say("%d invented files in %s\n", "架空のファイル%d件を %s に作成しました\n"), r.Files, r.Dir)
			if f.labels != "" {
				return nil
			}
			if a.home == "" && a.env("TSUTSUMI_HOME") == "" {
				// The invented company has an inventory of its own, beside it.
				a.home = r.Dir + ".home"
				fmt.Fprintf(a.Err, a.say("their inventory: tsutsumi --home %s inventory list\n\n", "この会社の台帳: tsutsumi --home %s inventory list\n\n"), a.home)
			}
			return a.scan(ctx, &f.scanFlags, []string{r.Dir})
		},
	}
	a.engineFlags(c, &f.engineFlags)
	f.format = "text"
	fl := c.Flags()
	fl.StringVar(&f.estate, "estate", "", a.say("folder to make; it must not exist or be empty (default: a temporary one)", "作成先。存在しないか空であること（既定: 一時フォルダー）"))
	fl.StringVar(&f.labels, "labels", "", a.say("write where what was planted to this file, and do not scan", "埋め込んだ値の位置をこのファイルに書き出し、走査はしない"))
	fl.BoolVar(&f.serve, "serve", false, a.say("then serve the console of the invented company", "続けて、架空の会社の管理画面を提供する"))
	fl.IntVar(&f.rows, "rows", 0, a.say("make large files of so many rows for benchmarks instead", "性能測定用に、この行数の大きなファイルを作る"))
	fl.IntVar(&f.people, "people", 0, a.say("number of customers (default 20,000)", "顧客数（既定20,000）"))
	fl.Uint64Var(&f.seed, "seed", 0, a.say("seed of the generator: the same seed makes the same files", "乱数の種。同じ値なら同じファイルになる"))
	fl.StringVar(&f.logs, "logs", "", a.say("write a month of logs of an invented organisation to this folder instead", "代わりに、架空の組織の1か月分のログをこのフォルダーに作る"))
	fl.StringVar(&f.incidents, "incidents", "", a.say("with --logs: what happens in it (weibo,omiai,…, or all)", "--logs とともに: 起きる事件（weibo,omiai,… または all）"))
	fl.StringVar(&f.truth, "truth", "", a.say("with --logs: write what happens to this file", "--logs とともに: 起きることをこのファイルに書き出す"))
	fl.IntVar(&f.days, "days", 0, a.say("with --logs: how many days (default 30)", "--logs とともに: 日数（既定30）"))
	fl.IntVar(&f.staff, "staff", 0, a.say("with --logs: how many employees (default 100)", "--logs とともに: 従業員数（既定100）"))
	fl.Float64Var(&f.scale, "scale", 1, a.say("with --logs: size of what happens, 1 as it was", "--logs とともに: 事件の規模（1で実際の規模）"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("report: text, json, sarif, csv or html", "レポート形式: text・json・sarif・csv・html"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file for the report", "レポートの出力先"))
	return c
}

func (a *app) large(ctx context.Context, dir string, rows int, seed uint64) error {
	files, err := demo.Large(ctx, dir, rows, seed)
	if err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(a.Out, f)
	}
	return nil
}

// demoServe serves the console of the company that the story was about, as "tsutsumi --home … serve" does.
func (a *app) demoServe(c *cobra.Command) error {
	for _, s := range c.Root().Commands() {
		if s.Name() == "serve" {
			fmt.Fprintln(a.Out)
			s.SetContext(c.Context())
			return s.RunE(s, nil)
		}
	}
	return nil
}
