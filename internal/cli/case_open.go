package cli

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// openFlags are the flags of case open.
type openFlags struct {
	caseFlags
	isSmall   bool
	small     smallFlags
	evidence  addFlags
	known, of string
	source    string
	format    string
	facts     []string
}

func (a *app) caseOpen() *cobra.Command {
	var f openFlags
	c := &cobra.Command{
		Use:   "open [TITLE]",
		Short: a.say("Open a case out of evidence; with --small an everyday one, in a minute", "証拠から事案を登録する。--small は誤送信・紛失などを1分で記録"),
		Long: a.say(`Opens a case, and says at once what the law asks by when. Give a title and the evidence at hand, all of it optional; more is added with case add.
The clocks run from when anybody of yours first knew: say it with --known, else it is now.

--small records an everyday case (a misdirected e-mail, a lost stick) and answers whether it must be reported. Without --what it asks, at most six questions.`,
			`事案を登録し、法令上の義務と期限を直ちに示します。件名と手元の証拠は任意で、後から case add で追加できます。
期限はいずれかの部署が最初に知った時点から進みます。--known で指定してください（省略時は現在）。

--small は軽微な事案（メール誤送信、USBメモリの紛失など）を記録し、報告の要否を答えます。--what を省くと最大6問で尋ねます。`),
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := textOrJSON(f.format); err != nil {
				return err
			}
			title := ""
			if len(args) == 1 {
				title = args[0]
			}
			if f.isSmall {
				return a.openSmall(c.Context(), &f, title)
			}
			return a.openCase(c.Context(), &f, title)
		},
	}
	fl := c.Flags()
	a.caseFlags(c, &f.caseFlags)
	fl.BoolVar(&f.isSmall, "small", false, a.say("an everyday case", "軽微な事案"))
	fl.StringVar(&f.known, "known", "", a.say("when anybody of yours, in any department, first knew (2026-12-04 09:12)", "いずれかの部署が最初に知った日時（2026-12-04 09:12）"))
	fl.StringArrayVar(&f.facts, "fact", nil, a.say("NAME=VALUE: a fact that is known already (tsutsumi law facts)", "NAME=VALUE：すでに分かっている事実（tsutsumi law facts を参照）"))
	fl.StringVar(&f.source, "source", "", a.say("who says so, or where it is from (default: whoever opens the case)", "出典・申告者（既定: 登録者）"))
	fl.StringVar(&f.of, "of", "", a.say("the case that this is a recurrence of", "再発の元となった事案"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	a.smallFlags(c, &f.small)
	a.evidenceFlags(c, &f.evidence)
	return c
}

// knownTyped is when we first knew, now if it was not said.
func (a *app) knownTyped(r *caseRoom, s string) (breach.Moment, error) {
	if s == "" {
		return a.whenTyped(r, "")
	}
	m, err := momentTyped(s, r.zone)
	if err != nil {
		return m, fault.Errorf(fault.Usage, "--known: %w", err)
	}
	if m.At.After(r.now()) {
		return m, fault.Errorf(fault.Usage, "--known: it lies in the future")
	}
	return m, nil
}

// begin records a new case and returns it with its duties.
func (a *app) begin(ctx context.Context, r *caseRoom, opened breach.Opened, entries ...breach.Entry) (*dossier.Case, error) {
	id, err := r.ledger.New(ctx, r.now().In(r.zone).Year())
	if err != nil {
		return nil, err
	}
	if _, err := r.ledger.Append(ctx, id, 0, r.by, append([]breach.Entry{{Body: opened}}, entries...)...); err != nil {
		return nil, err
	}
	events, st, err := r.load(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.dossier(r, events, st, r.now()), nil
}

// saidAtOpening are when we first knew and the facts that were given, behind the evidence. Where nobody says when we knew, the evidence may, and
// else it is now: whoever sits at a terminal is asked.
func (a *app) saidAtOpening(r *caseRoom, f *openFlags, evidence []breach.Entry) ([]breach.Entry, error) {
	tells := slices.ContainsFunc(evidence, func(e breach.Entry) bool {
		added, ok := e.Body.(breach.Added)
		return ok && slices.ContainsFunc(added.Facts, func(x breach.Fact) bool { return x.Name == law.Known })
	})
	if f.known == "" && !tells && interactive(a.In) {
		q := &asker{a: a, in: bufio.NewReader(a.In), most: 1}
		question := a.say("When did anybody of yours, in any department, first know?", "いずれかの部署が最初に知ったのはいつですか")
		err := q.ask(question, a.say("now", "現在"), func(s string) bool {
			_, err := momentTyped(s, r.zone)
			if f.known = s; s == "now" || s == "現在" {
				f.known, err = "", nil
			}
			return err == nil
		})
		if err != nil {
			return nil, err
		}
	}
	entries := slices.Clone(evidence)
	state := func(x breach.Fact) {
		x.Source = cmp.Or(a.typed(r, f.source), r.by)
		entries = append(entries, breach.Entry{Body: breach.Stated{Fact: x}})
	}
	if f.known != "" || !tells {
		known, err := a.knownTyped(r, f.known)
		if err != nil {
			return nil, err
		}
		state(breach.Fact{Name: law.Known, Value: breach.Value{Moment: &known}, Status: breach.Asserted})
	}
	for _, s := range f.facts {
		x, err := r.factTyped(s, &addFlags{st: &breach.State{}})
		if err != nil {
			return nil, err
		}
		state(*x)
	}
	return entries, nil
}

// interactive tells whether a person sits at the other end.
func interactive(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// titled makes a title of the first evidence: what it says before it goes into particulars.
func (a *app) titled(e breach.Added) string {
	title := e.Summary.Of(a.lang)
	for _, mark := range []string{"：", ": ", "。"} {
		if head, _, ok := strings.Cut(title, mark); ok && report.Columns(head) >= 12 {
			title = head
		}
	}
	return report.Cut(cmp.Or(title, e.Name), 100)
}

// openCase records a case and tells at once what the law asks of it by when.
func (a *app) openCase(ctx context.Context, f *openFlags, title string) error {
	if f.small.said() {
		return fault.Errorf(fault.Usage, "case open: --what and what belongs to it need --small")
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	d, err := a.openIn(ctx, r, f, title)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return dossier.JSON(a.Out, dossier.View{}, d)
	}
	return dossier.Text(a.Out, a.reportOptions(), dossier.View{Brief: true}, d)
}

// openIn opens a case in a room.
func (a *app) openIn(ctx context.Context, r *caseRoom, f *openFlags, title string) (*dossier.Case, error) {
	evidence, err := r.gather(ctx, &f.evidence)
	if err != nil {
		return nil, err
	}
	entries, err := a.saidAtOpening(r, f, evidence)
	if err != nil {
		return nil, err
	}
	if title = a.typed(r, title); title == "" && len(evidence) > 0 {
		title = a.titled(evidence[0].Body.(breach.Added))
	}
	if title == "" {
		return nil, fault.Errorf(fault.Usage, "case open: %s", a.say("a title, or evidence, is needed", "件名又は証拠を指定してください"))
	}
	opened := breach.Opened{Title: title}
	if f.of != "" {
		if opened.Of, err = r.find(ctx, f.of); err != nil {
			return nil, err
		}
	}
	return a.begin(ctx, r, opened, entries...)
}
