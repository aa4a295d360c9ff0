package cli

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func (a *app) caseVerify() *cobra.Command {
	var f caseFlags
	var head, format string
	c := &cobra.Command{
		Use:   "verify [CASE]",
		Short: a.say("Check that nothing in cases was changed, forged or taken away", "事案の記録に改ざん・偽造・欠落がないか確かめる"),
		Long: a.say(`Checks every hash, signature and link of all cases, or of one, and that nothing is missing at the end. Exit status 1: something was changed.

It prints the head, the hash of the event recorded last. Keep it where nobody of this machine can change it (on paper, in a mail to the
lawyer): --head HASH later proves that what was recorded up to then is there, whatever became of this machine and its key.`,
			`すべて（または1件）の事案について、ハッシュ・署名・前後のつながりと、末尾の欠落を確かめます。改ざん等があれば終了ステータスは 1 です。

最後に記録したイベントのハッシュ（head）を表示します。この端末から変更できない場所（紙、弁護士宛てのメールなど）に控えておけば、
後で --head を指定して、その時点までの記録が残っていることを、端末や鍵の状態によらず確かめられます。`),
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.verify(c, &f, args, head, format)
		},
	}
	a.caseFlags(c, &f)
	c.Flags().StringVar(&head, "head", "", a.say("hash of an event that must be there", "存在するはずのイベントのハッシュ"))
	c.Flags().StringVar(&format, "format", "text", a.say("text or json", "text または json"))
	return c
}

func (a *app) verify(c *cobra.Command, f *caseFlags, args []string, head, format string) error {
	if format != "text" && format != "json" {
		return fault.Errorf(fault.Usage, "--format %q: text or json", format)
	}
	var want [32]byte
	if head != "" {
		b, err := hex.DecodeString(head)
		if err != nil || len(b) != len(want) {
			return fault.Errorf(fault.Usage, "--head: %s", a.say("a hash of 64 hexadecimal digits", "16進数64桁のハッシュを指定してください"))
		}
		copy(want[:], b)
	}
	ctx := c.Context()
	r, done, err := a.caseRoom(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	id := ""
	if len(args) == 1 {
		if id, err = r.find(ctx, args[0]); fault.Of(err) == fault.Usage {
			if _, _, ok := breach.ParseNumber(args[0]); ok { // taken away, perhaps
				id, err = args[0], nil
			}
		}
		if err != nil {
			return err
		}
	}
	rep, err := r.ledger.Verify(ctx, id)
	if err != nil {
		return err
	}
	if head != "" {
		has, err := r.kept.Has(ctx, want)
		if err != nil {
			return err
		}
		if !has {
			rep.Problems = append(rep.Problems, breach.Problem{Code: breach.MissingFound})
		}
	}
	if len(rep.Problems) > 0 {
		a.status = StatusError
	}
	if format == "json" {
		return a.verifiedJSON(&rep)
	}
	return a.verified(&rep)
}

func (a *app) verifiedJSON(rep *breach.Report) error {
	type problem struct {
		Case string `json:"case"`
		Seq  int64  `json:"seq"`
		Code string `json:"code"`
	}
	e := json.NewEncoder(a.Out)
	for _, p := range rep.Problems {
		if err := e.Encode(map[string]problem{"problem": {p.Case, p.Seq, p.Code}}); err != nil {
			return err
		}
	}
	return e.Encode(map[string]any{"verify": map[string]any{"cases": rep.Cases, "events": rep.Events, "problems": len(rep.Problems), "head": hex.EncodeToString(rep.Head[:]), "key": rep.Key}})
}

func (a *app) verified(rep *breach.Report) error {
	p := report.NewPage(a.Out, a.reportOptions())
	switch {
	case len(rep.Problems) > 0:
		p.Line(p.Paint(report.Red, fmt.Sprintf(a.say("Changed: %s problems in %s events of %s cases", "改ざん・欠落があります：問題%s件（事案%[3]s件・イベント%[2]s件）"),
			report.Number(int64(len(rep.Problems))), report.Number(rep.Events), report.Number(rep.Cases))))
	default:
		p.Line(fmt.Sprintf(a.say("Nothing was changed: %s events of %s cases", "改ざん・欠落はありません（事案%[2]s件・イベント%[1]s件）"), report.Number(rep.Events), report.Number(rep.Cases)))
	}
	for i, x := range rep.Problems {
		if i == 100 {
			p.Line(fmt.Sprintf(a.say("  and %d more", "  ほか%d件"), len(rep.Problems)-i))
			break
		}
		p.Line("  " + a.problem(&x))
	}
	p.Line("")
	p.Line("head  " + hex.EncodeToString(rep.Head[:]))
	p.Line("key   " + rep.Key)
	return p.Flush()
}

// problem says what was found.
func (a *app) problem(x *breach.Problem) string {
	texts := map[string][2]string{
		breach.GapFound:     {"an event is missing before this one", "この前のイベントが失われています"},
		breach.HashFound:    {"its content is not what was recorded", "記録後に内容が変更されています"},
		breach.LinkFound:    {"it does not follow the event before it", "直前のイベントとつながっていません"},
		breach.SignFound:    {"it was not signed by this installation", "この環境の鍵で署名されていません"},
		breach.OrderFound:   {"it stands in another place than it was recorded in", "記録時と異なる位置に置かれています"},
		breach.MissingFound: {"it was recorded, and is not there", "記録されたイベントがありません"},
		breach.HeadsFound:   {"the file case-heads, which tells what must be there, was taken away or changed", "末尾を確かめるファイル（case-heads）が失われたか、変更されています"},
		breach.UnreadFound:  {"it cannot be read", "読み取れません"},
	}
	t := texts[x.Code]
	where := ""
	switch {
	case x.Case != "":
		where = fmt.Sprintf(a.say("%s, event %d: ", "%s イベント%d："), report.Clean(x.Case), x.Seq)
	case x.Code == breach.MissingFound:
		where = a.say("the event of --head: ", "--head のイベント：")
	}
	return where + a.say(t[0], t[1]) + " (" + x.Code + ")"
}
