package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/audit"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// acceptedName is the file of the state that was last accepted, in the home.
const acceptedName = "accepted.json"

// checkFlags are those of inventory check.
type checkFlags struct {
	engineFlags
	people bool
	accept bool
	sample share
	failOn string
	format string
	output string
}

func (a *app) inventoryCheck() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check",
		Short: a.say("Lay what you declare (tsutsumi.yaml) beside what was found, and tell the differences", "登録内容（tsutsumi.yaml）と実態・プライバシーポリシーを照合し、相違を示す"),
		Long: a.say(`Lay what you declare in tsutsumi.yaml beside the inventory and the privacy policy: countries of
storage and access that the policy does not name, contractors that nobody declared, and,
with --people, persons held past their retention or after they left, and persons of
production in copies for development (by the people index). --people reads the sources.`,
			`tsutsumi.yaml の登録内容を、台帳・プライバシーポリシーと照合します。ポリシーに記載のない
保管国・アクセス国、公表されていない委託先を示します。--people を付けると対象を読み取り、
保存期間を過ぎた人、退会後も残る人、開発用の複製にある本番の人（照合用索引による）も
確認します。`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.check(c.Context(), &f) },
	}
	a.engineFlags(c, &f.engineFlags)
	fl := c.Flags()
	fl.BoolVar(&f.people, "people", false, a.say("read the sources: who is held too long, who left, who of production stands in copies", "対象を読み取り、保存期間・退会者・開発用の複製を確認する"))
	fl.Var(&f.sample, "sample", a.say("with --people, read only this share of a database's rows: 1% or 0.01", "--people で読むデータベースの行の割合（1% または 0.01）"))
	fl.BoolVar(&f.accept, "accept", false, a.say("accept this state: later checks tell what is new against it", "この状態を確定する（次回からは変化を「新規」として示す）"))
	fl.StringVar(&f.failOn, "fail-on", "", a.say("exit with status 3 on: new (not accepted), any, or a severity (low, medium, high, critical)", "該当があれば終了コード3: new（未確定）、any、または重大度（low・medium・high・critical）"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file for the report instead of standard output", "レポートの出力先（既定は標準出力）"))
	return c
}

func (a *app) check(ctx context.Context, f *checkFlags) error {
	if f.format != "text" && f.format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", f.format)
	}
	if _, named := severities[f.failOn]; !named && f.failOn != "" && f.failOn != "new" && f.failOn != "any" {
		return fault.Errorf(fault.Usage, "--fail-on %q: new, any, low, medium, high or critical", f.failOn)
	}
	set, err := a.setup(&f.engineFlags)
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
	if f.people {
		if err := a.readSystems(ctx, set, f, st); err != nil {
			return err
		}
	}
	res, err := a.differences(ctx, set, f, inv, st)
	if err != nil {
		return err
	}
	path := filepath.Join(set.home.Data, acceptedName)
	accepted, err := register.LoadAccepted(path)
	if err != nil {
		return err
	}
	_, unknowns := register.Differences(st)
	report := audit.Audit{Exposures: res.Exposures, Closed: res.Closed, Unknowns: unknowns, Changes: accepted.Against(st), Systems: len(st.Register.Systems), Now: time.Now()}
	err = a.writing(f.output, func(w io.Writer) error {
		if f.format == "json" {
			return report.JSON(w, a.lang)
		}
		return report.Text(w, a.reportOptions())
	})
	if err != nil {
		return err
	}
	a.status = worse(exposureStatus(f.failOn, res), unread(unknowns))
	if !f.accept {
		return nil
	}
	if err := register.Accept(st, time.Now()).Save(path); err != nil {
		return err
	}
	fmt.Fprintln(a.Err, a.say("accepted: later checks tell what is new against this", "確定しました。次回からは、この状態からの変化を示します"))
	return nil
}

// differences are the register's exposures, remembered as others are.
func (a *app) differences(ctx context.Context, set *setup, f *checkFlags, inv *store.Store, st *register.State) (*exposure.Result, error) {
	made := func(context.Context) (*register.State, error) { return st, nil }
	return exposure.Run(ctx, exposure.Options{
		Targets: []exposure.Target{registerTarget(set)}, Checks: register.Bind(register.Checks(nil), st.Register.Policy != nil, f.people, made),
		Held: inv, Memory: inv, Accept: f.accept, By: who(), Label: set.engine(false).Name, Now: time.Now,
	})
}

// registerTarget is the register as a target of exposures.
func registerTarget(set *setup) exposure.Target {
	return exposure.Target{Path: filepath.Join(set.home.Config, config.FileName), Name: config.FileName, With: register.With}
}

// unread tells whether something of the sources could not be read.
func unread(us []register.Unknown) int {
	for i := range us {
		if w := us[i].Why; w == register.NoSource || w == register.PartlyRead {
			return StatusPartly
		}
	}
	return StatusDone
}
