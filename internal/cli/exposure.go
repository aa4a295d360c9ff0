package cli

import (
	"context"
	"fmt"
	"io"
	"os/user"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	checks "github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/door"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// exposureFlags are the flags of exposure.
type exposureFlags struct {
	engineFlags
	ci, salesforce         []string
	advisory, runs, policy string
	list, accept, dry      bool
	plain                  bool
	reason                 string
	every                  time.Duration
	rate                   float64
	timeout                time.Duration
	relay                  string
	format, output         string
	failOn                 string
}

func (a *app) exposureCommand() *cobra.Command {
	var f exposureFlags
	c := &cobra.Command{
		Use:   "exposure [TARGET…]",
		Short: a.say("Show how the data you hold could leak, and whose it is", "個人データがどこから漏れうるかを、誰のデータかとともに示す"),
		Long: a.say(`Show how the data you hold could leak: services that answer without a password, files that
lie open on a web server, rights given to too many, CI that runs what a stranger may change.

Only what is named here or in the configuration is touched, slowly and by a name of its own
(User-Agent tsutsumi/…); nothing is ever written. --dry-run tells what would be done.
host://NAME looks at every known service of a host where it usually listens.`,
			`保有する個人データがどこから漏れうるかを調べます。パスワードなしで応答するサービス、Web サーバーに
置き忘れたファイル、広すぎる権限、部外者が書き換えられるものを実行する CI などが対象です。

触れるのは、ここか設定ファイルで指定した対象だけです。間隔を空け、自分の名を名乗って
（User-Agent: tsutsumi/…）問い合わせ、書き込みは一切しません。--dry-run で内容を事前に確かめられます。
host://ホスト名 と書くと、既知のサービスをそれぞれの標準ポートで調べます。`),
		RunE: func(c *cobra.Command, args []string) error { return a.exposure(c.Context(), &f, args) },
	}
	a.engineFlags(c, &f.engineFlags)
	fl := c.Flags()
	fl.StringSliceVar(&f.ci, "ci", nil, a.say("folder with CI files (GitHub Actions, GitLab CI, CircleCI, Jenkinsfile)", "CI の設定ファイルがあるフォルダー（GitHub Actions・GitLab CI・CircleCI・Jenkinsfile）"))
	fl.StringVar(&f.advisory, "advisory", "", a.say("with --ci: file that tells of an altered script and when", "--ci とともに: 改ざんされたスクリプトと期間を書いたファイル"))
	fl.StringVar(&f.runs, "runs", "", a.say("with --ci: exported list of runs, to tell which are concerned", "--ci とともに: CI の実行履歴の書き出し。影響のある実行を示す"))
	fl.StringSliceVar(&f.salesforce, "salesforce", nil, a.say("exported Salesforce permission metadata (folder or zip)", "Salesforce の権限メタデータの書き出し（フォルダーまたは zip）"))
	fl.StringVar(&f.policy, "policy", "", a.say("published privacy policy to lay beside the inventory (a file)", "台帳と突き合わせるプライバシーポリシー（ファイル）"))
	fl.BoolVar(&f.list, "list", false, a.say("list what is looked for", "調べる内容の一覧を表示"))
	fl.BoolVar(&f.accept, "accept", false, a.say("accept what is found: it is new again only if it changes", "見つかったものを承認する。以後は変化したときだけ新規として扱う"))
	fl.StringVar(&f.reason, "reason", "", a.say("with --accept: why", "--accept とともに: 承認の理由"))
	fl.DurationVar(&f.every, "every", 0, a.say("repeat at this interval until stopped (1h)", "この間隔で、止めるまで繰り返す（1h など）"))
	fl.BoolVar(&f.dry, "dry-run", false, a.say("tell what would be done, and touch nothing", "何にも触れず、行うことだけを示す"))
	fl.Float64Var(&f.rate, "rate", exposure.DefaultRate, a.say("requests a second to a host", "1ホストへの問い合わせ数（毎秒）"))
	fl.DurationVar(&f.timeout, "timeout", exposure.DefaultTimeout, a.say("how long a server may be silent", "応答を待つ時間"))
	fl.StringVar(&f.relay, "relay", "", a.say("look through this proxy (http://HOST:PORT or socks5://HOST:PORT)", "このプロキシ越しに調べる（http://HOST:PORT または socks5://HOST:PORT）"))
	fl.BoolVar(&f.plain, "no-sample", false, a.say("read no sample of what stands open", "開いている先のデータを抜き取り調査しない"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text, json, sarif or html", "text・json・sarif・html のいずれか"))
	fl.StringVarP(&f.output, "output", "o", "", a.say("file for the report instead of standard output", "レポートの出力先（既定は標準出力）"))
	fl.StringVar(&f.failOn, "fail-on", "", a.say("exit with status 3 on: new, any, or a severity (low, medium, high, critical)", "該当があれば終了コード3: new（未承認）、any、または重大度（low・medium・high・critical）"))
	return c
}

func (a *app) exposure(ctx context.Context, f *exposureFlags, args []string) error {
	if err := a.exposureUsage(f); err != nil {
		return err
	}
	if f.list {
		all := checks.All()
		return a.writing(f.output, func(w io.Writer) error {
			if f.format == "json" {
				return door.ListJSON(w, a.lang, all)
			}
			return door.List(w, a.reportOptions(), all)
		})
	}
	set, err := a.setup(&f.engineFlags)
	if err != nil {
		return err
	}
	o := exposure.Options{
		Dry: f.dry, Rate: f.rate, Relay: f.relay, Timeout: f.timeout, Accept: f.accept, By: who(), Reason: f.reason, Now: time.Now,
		Agent: "tsutsumi/" + version() + " (exposure check; +https://github.com/tsutsumi-dev/tsutsumi)", Resolver: resolver(),
	}
	var inv *store.Store // opened once it is sure that something is looked at
	if o.Checks, err = a.exposureChecks(set, func() *store.Store { return inv }); err != nil {
		return err
	}
	if o.Targets, err = a.exposureTargets(set, f, o.Checks, args); err != nil {
		return err
	}
	if !f.dry {
		if inv, err = a.store(ctx, set); err != nil {
			return err
		}
		defer inv.Close()
		o.Held, o.Memory = inv, inv
	}
	so := a.sourceOptions(set)
	so.Agent, so.Timeout = o.Agent, f.timeout
	e := set.engine(false)
	o.Secret, o.Label = so.Secret, e.Name
	o.Source = func(ctx context.Context, target string) (source.Source, error) { return builtin.Open(ctx, target, so) }
	bare := *so
	bare.Secret = func(q source.Ask) (source.Secret, error) { return source.Secret{User: q.User}, nil }
	bare.Getenv = func(string) string { return "" }
	o.Stranger = func(ctx context.Context, target string) (source.Source, error) {
		return builtin.Open(ctx, target, &bare)
	}
	if !f.plain && !f.dry {
		temp, err := set.home.Spool()
		if err != nil {
			return err
		}
		o.Look = (&sampler{engine: e, formats: formats.All(), limits: content.DefaultLimits(), temp: temp}).look
	}
	if a.job != nil {
		o.Progress = func(done, all int) { a.job.progress(int64(done), int64(all), "targets") }
	} else if _, tty := terminal(a.Err); tty {
		o.Progress = func(done, all int) {
			if fmt.Fprintf(a.Err, a.say("\r%d of %d targets ", "\r%d/%d 件の対象 "), done, all); done == all {
				fmt.Fprint(a.Err, "\r\x1b[K")
			}
		}
	}
	return a.rounds(ctx, f, o)
}

// rounds looks once, or again and again until it is stopped.
func (a *app) rounds(ctx context.Context, f *exposureFlags, o exposure.Options) error {
	var follow door.Follow
	status := StatusDone
	for n := 0; ; n++ {
		r, err := exposure.Run(ctx, o)
		switch {
		case err != nil && n > 0 && ctx.Err() != nil: // stopped, as it has to be
			a.status = status
			return nil //nolint:nilerr // see above
		case err != nil:
			return err
		}
		if a.job != nil && a.job.exposed != nil {
			if err := a.job.exposed(ctx, r); err != nil {
				return err
			}
		}
		if err := a.tellExposure(f, &follow, r); err != nil {
			return err
		}
		if f.accept {
			n := len(r.Exposures)
			fmt.Fprintln(a.Err, a.say(report.Plural(int64(n), "finding is", "findings are")+" accepted; each is new again if it changes", fmt.Sprintf("%d件を承認しました。変化したものは再び新規として扱います", n)))
		}
		status = worse(status, exposureStatus(f.failOn, r))
		if f.every == 0 {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(f.every):
			continue
		}
		break
	}
	a.status = status
	return nil
}

// worse is the status that counts of two (decision 16).
func worse(a, b int) int {
	for _, s := range []int{StatusFindings, StatusPartly} {
		if a == s || b == s {
			return s
		}
	}
	return StatusDone
}

func (a *app) tellExposure(f *exposureFlags, follow *door.Follow, r *exposure.Result) error {
	if f.format == "text" && f.output == "" {
		return follow.Text(a.Out, a.reportOptions(), r)
	}
	return a.writing(f.output, func(w io.Writer) error {
		o := a.reportOptions()
		switch f.format {
		case "json":
			return door.JSON(w, a.lang, version(), r)
		case "sarif":
			return door.SARIF(w, o, version(), r)
		case "html":
			return door.HTML(w, o, version(), r)
		}
		return door.Text(w, o, r)
	})
}

var severities = map[string]exposure.Severity{"low": exposure.Low, "medium": exposure.Medium, "high": exposure.High, "critical": exposure.Critical}

// exposureStatus is the exit status of a round.
func exposureStatus(failOn string, r *exposure.Result) int {
	for i := range r.Exposures {
		x := &r.Exposures[i]
		switch s, named := severities[failOn]; {
		case failOn == "any", failOn == "new" && x.New, named && x.Weight >= s:
			return StatusFindings
		}
	}
	for i := range r.Looked {
		if len(r.Looked[i].Errors) > 0 {
			return StatusPartly
		}
	}
	return StatusDone
}

// exposureUsage tells flags that cannot be meant.
func (a *app) exposureUsage(f *exposureFlags) error {
	usage := func(en, ja string) error { return fault.Errorf(fault.Usage, "exposure: %s", a.say(en, ja)) }
	if !slices.Contains([]string{"text", "json", "sarif", "html"}, f.format) {
		return fault.Errorf(fault.Usage, "--format %q: text, json, sarif or html", f.format)
	}
	if _, named := severities[f.failOn]; !named && f.failOn != "" && f.failOn != "new" && f.failOn != "any" {
		return fault.Errorf(fault.Usage, "--fail-on %q: new, any, low, medium, high or critical", f.failOn)
	}
	switch {
	case f.list && f.format != "text" && f.format != "json":
		return usage("--list is text or json", "--list の形式は text か json です")
	case f.rate <= 0 || f.rate > 1000:
		return fault.Errorf(fault.Usage, "--rate %v: above 0, up to 1000", f.rate)
	case f.timeout <= 0:
		return fault.Errorf(fault.Usage, "--timeout %v: above 0", f.timeout)
	case f.every < 0 || f.every > 0 && f.every < time.Second:
		return fault.Errorf(fault.Usage, "--every %v: a second or more", f.every)
	case f.every > 0 && f.output == "" && (f.format == "sarif" || f.format == "html"):
		return usage("--every with sarif or html needs -o: the file is written anew each time", "--every で sarif・html を使うときは -o が必要です（毎回書き直します）")
	case f.every > 0 && (f.accept || f.dry):
		return usage("--every goes with neither --accept nor --dry-run", "--every は --accept・--dry-run と同時に使えません")
	case f.dry && f.accept:
		return usage("a dry run finds nothing that could be accepted", "--dry-run では承認するものが見つかりません")
	case f.reason != "" && !f.accept:
		return usage("--reason goes with --accept", "--reason は --accept とともに使います")
	case len(f.ci) == 0 && f.advisory+f.runs != "":
		return usage("--advisory and --runs go with --ci", "--advisory・--runs は --ci とともに使います")
	}
	return exposure.Relay(f.relay)
}

// who is the user's name on this machine, "" if there is none.
func who() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}
