// Package cli is the command line: one file a command, and the only place that wires everything.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// The exit statuses (decision 16); where several hold, 2 > 1 > 3 > 4.
const (
	StatusDone     = 0
	StatusError    = 1
	StatusUsage    = 2
	StatusFindings = 3
	StatusPartly   = 4
)

// Streams are what a program is started with.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// app is one call of the program.
type app struct {
	Streams
	env    config.Getenv
	home   string
	kept   string // --store
	lang   string
	status int
	job    *jobCall // not nil: a call that serve makes
}

// Run is the program: a function of its environment that returns the exit status.
func Run(ctx context.Context, env config.Getenv, s Streams, args []string) int {
	log.SetOutput(io.Discard) // libraries print what servers said (net/http: "Unsolicited response … starting with …"), which may be data
	a := &app{Streams: s, env: env}
	a.lang = language(args, env)
	args = a.keptAt(args)
	root := a.root()
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return a.status
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(s.Err, "tsutsumi:", a.say("stopped; the next run goes on from here", "中断しました。次回はここから再開します"))
		return StatusError
	}
	fmt.Fprintf(s.Err, "tsutsumi: %v\n", err)
	if fault.Of(err) == fault.Usage || usageError(err) {
		return StatusUsage
	}
	return StatusError
}

// usageError tells the errors that cobra itself makes.
func usageError(err error) bool {
	for _, s := range []string{"unknown command", "unknown flag", "unknown shorthand", "accepts ", "requires at least", "invalid argument", "flag needs", "required flag"} {
		if strings.Contains(err.Error(), s) {
			return true
		}
	}
	return false
}

// language is --lang, else what LC_ALL, LC_MESSAGES or LANG say, else English.
func language(args []string, env config.Getenv) string {
	for i, arg := range args {
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			return v
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(v, "ja") {
				return "ja"
			}
			return "en"
		}
	}
	return "en"
}

// keptAt takes --store postgres://… out of the arguments, wherever it stands: some commands have a --store of their own, which names a
// place that holds personal data.
func (a *app) keptAt(args []string) []string {
	var rest []string
	for i := 0; i < len(args); i++ {
		v, joined := strings.CutPrefix(args[i], "--store=")
		switch {
		case args[i] == "--":
			return append(rest, args[i:]...)
		case joined && store.Remote(v):
			a.kept = v
		case args[i] == "--store" && i+1 < len(args) && store.Remote(args[i+1]):
			a.kept = args[i+1]
			i++
		default:
			rest = append(rest, args[i])
		}
	}
	return rest
}

// say chooses the text of the language.
func (a *app) say(en, ja string) string {
	if a.lang == "ja" {
		return ja
	}
	return en
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "tsutsumi",
		Short:         a.say("Finds the personal data you hold, and says how many people stand behind it", "組織が保有する個人データを見つけ、何人分かを示します"),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if a.kept != "" {
				if !store.Remote(a.kept) {
					return fault.Errorf(fault.Usage, "--store: %s", a.say("postgres://user@host/database is expected", "postgres://ユーザー@ホスト/データベース の形で指定してください"))
				}
				if _, err := store.CheckRemote(a.kept); err != nil {
					return err
				}
			}
			if a.lang != "ja" && a.lang != "en" {
				return fault.Errorf(fault.Usage, "--lang %q: ja or en", a.lang)
			}
			return nil
		},
	}
	root.PersistentFlags().StringVar(&a.home, "home", "", a.say("folder of the inventory (default: TSUTSUMI_HOME or the XDG data directory)", "台帳を置くフォルダー（既定: TSUTSUMI_HOME または XDG のデータディレクトリ）"))
	root.PersistentFlags().StringVar(&a.kept, "store", a.kept, a.say("PostgreSQL database of the inventory, postgres://user@host/db (default: a file in the home)", "台帳を置く PostgreSQL（postgres://ユーザー@ホスト/DB。既定: 台帳フォルダー内のファイル）"))
	root.PersistentFlags().StringVar(&a.lang, "lang", a.lang, a.say("language of reports: ja or en", "表示言語: ja または en"))
	root.AddCommand(
		a.scanCommand(),
		a.explainCommand(),
		a.inventoryCommand(),
		a.maskCommand(),
		a.canaryCommand(),
		a.kindsCommand(),
		a.demoCommand(),
		a.keyCommand(),
		a.peopleCommand(),
		a.matchCommand(),
		a.exposureCommand(),
		a.watchCommand(),
		a.caseCommand(),
		a.lawCommand(),
		a.serveCommand(),
		a.backupCommand(),
		a.restoreCommand(),
		a.verifyCommand(),
		a.userCommand(),
		a.versionCommand(),
	)
	a.translate(root)
	return root
}

// Version is set by the linker for releases.
var Version = ""

// version is the program's version: the release's, or what the module and the checkout tell.
func version() string {
	if Version != "" {
		return Version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel-" + s.Value[:12]
		}
	}
	return "devel"
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: a.say("Print the version", "バージョンを表示"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.Out, "tsutsumi", version())
			return err
		},
	}
}

// terminal tells whether w is one, and how wide it is.
func terminal(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 80, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}
