package cli

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	documents "github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
)

// reportFlags are those of case report.
type reportFlags struct {
	caseFlags
	list     bool
	format   string
	dir      string
	final    bool
	to       []string
	personal bool
	why      string
	version  int

	submitted string
	receipt   string
	at        string
}

func (a *app) caseReport() *cobra.Command {
	var f reportFlags
	c := &cobra.Command{
		Use:   "report CASE [FORM]",
		Short: a.say("Draft a document of the case, or record that one was handed in", "事案の文書を作成する。提出の記録もここで行う"),
		Long: a.say(`Without a FORM: which documents the case needs, by when, and what is missing in each. --list names every form there is.

With a FORM it writes the document in the language of --lang, records it as a draft with its hash, and keeps a copy. Each draft is a version;
once a version was handed in, the next one marks what changed and says which report it is. --version writes a kept version again.

Before anything is written it is looked through for personal data. Only who reports and who is asked (case: in tsutsumi.yaml) may be named; anything
else stops it, unless --allow-personal with --why, which is recorded.

  tsutsumi case report 7
  tsutsumi case report 7 jp-appi-preliminary --format docx,pdf -o out
  tsutsumi case report 7 --submitted jp-appi-preliminary --to "個人情報保護委員会" --receipt 123456 --at "2026-12-08 15:42"`,
			`FORM を省略すると、この事案に必要な文書、期限、各文書で未確定の項目を表示します。--list ですべての様式を一覧します。

FORM を指定すると、--lang の言語で文書を作成し、ハッシュとともに下書きとして記録し、控えを保管します。下書きは1回ごとに版となります。
いずれかの版を提出した後の版では、変更箇所に印を付け、第何報であるかを示します。--version で保管済みの版を再出力します。

書き出す前に、文書に個人データが含まれていないかを検査します。記載できるのは報告者と連絡先（tsutsumi.yaml の case）だけです。
それ以外が見つかった場合は書き出しません。必要な場合は --allow-personal と --why（理由）を指定すると、理由とともに記録して書き出します。

  tsutsumi case report 7
  tsutsumi case report 7 jp-appi-preliminary --format docx,pdf -o out
  tsutsumi case report 7 --submitted jp-appi-preliminary --to "個人情報保護委員会" --receipt 123456 --at "2026-12-08 15:42"`),
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error { return a.report(c.Context(), &f, args) },
	}
	a.caseFlags(c, &f.caseFlags)
	fl := c.Flags()
	fl.BoolVar(&f.list, "list", false, a.say("list every form", "すべての様式を一覧する"))
	fl.StringVarP(&f.format, "format", "f", "", a.say("docx, pdf, md, html, json, csv; several with commas (default: docx,pdf,md). Of lists: text or json", "docx・pdf・md・html・json・csv（コンマ区切りで複数可。既定: docx,pdf,md）。一覧では text または json"))
	fl.StringVarP(&f.dir, "output", "o", ".", a.say("folder for the files", "出力先のフォルダー"))
	fl.BoolVar(&f.final, "final", false, a.say("not marked as a draft", "「案」の表示を付けない"))
	fl.StringArrayVar(&f.to, "to", nil, a.say("addressee (of --submitted: to whom it went); may be repeated", "宛先（--submitted では提出先）。複数指定可"))
	fl.BoolVar(&f.personal, "allow-personal", false, a.say("write it though it holds personal data; needs --why", "個人データを含んでいても書き出す（--why が必要）"))
	fl.StringVar(&f.why, "why", "", a.say("the reason, which is recorded", "その理由（記録されます）"))
	fl.IntVar(&f.version, "version", 0, a.say("a version that was made", "作成済みの版"))
	fl.StringVar(&f.submitted, "submitted", "", a.say("record that this form was handed in", "この様式を提出したことを記録する"))
	fl.StringVar(&f.receipt, "receipt", "", a.say("the receipt number", "受付番号"))
	fl.StringVar(&f.at, "at", "", a.say("when it was handed in (default: now)", "提出日時（既定: 現在）"))
	return c
}

func (a *app) report(ctx context.Context, f *reportFlags, args []string) error {
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, args[0])
	if err != nil {
		return err
	}
	switch {
	case f.submitted != "" && len(args) > 1:
		return fault.Errorf(fault.Usage, "case report: %s", a.say("either a FORM or --submitted", "FORM と --submitted は同時に指定できません"))
	case f.submitted != "":
		return a.submitted(ctx, r, f, events, st)
	case len(args) == 1:
		return a.reports(r, f, events, st)
	case f.version > 0:
		return a.again(r, f, st, args[1])
	}
	return a.draft(ctx, r, f, events, st, args[1])
}

// input is what documents are made of.
func (r *caseRoom) input(events []breach.Event, st *breach.State, f *reportFlags) (*legal.Input, error) {
	duties, err := r.duties(events)
	if err != nil {
		return nil, err
	}
	in := legal.Of(st, events, r.about, duties, r.now())
	in.Zone, in.To, in.Final = r.zone, f.to, f.final
	in.Mask = func(s string) string {
		masked, _ := r.clean(s)
		return masked
	}
	if in.Cost, err = r.reckon(st); err != nil {
		return nil, err
	}
	in.Subjects = map[string][]string{}
	for i := range r.file.Sources {
		in.Subjects[r.file.Sources[i].Name] = r.file.Sources[i].Subjects
	}
	return in, nil
}

// submitted records that a version went out, and that it met what it meets.
func (a *app) submitted(ctx context.Context, r *caseRoom, f *reportFlags, events []breach.Event, st *breach.State) error {
	forms := documents.Catalogue()
	form, err := legal.Find(forms, f.submitted)
	if err != nil {
		return err
	}
	if len(f.to) != 1 || strings.TrimSpace(f.to[0]) == "" {
		return fault.Errorf(fault.Usage, "case report --submitted: %s", a.say("say with --to who got it", "提出先を --to で1つ指定してください"))
	}
	version := f.version
	for _, d := range st.Drafts {
		if d.Body.Document == form.ID && f.version == 0 {
			version = max(version, d.Body.Version)
		}
	}
	d := legal.Drafted(st, form.ID, version)
	if d == nil {
		return fault.Errorf(fault.Usage, "case report --submitted %s: %s", form.ID, a.say("no such version was made; make it with case report first", "その版は作成されていません。先に case report で作成してください"))
	}
	if two(r, breach.ActReport) {
		var wait bool
		if events, st, wait, err = a.agreed(ctx, r, st, documentName(form.ID, version), f.why); err != nil || wait {
			return err
		}
	}
	at, err := a.handedIn(r, f.at)
	if err != nil {
		return err
	}
	in, err := r.input(events, st, f)
	if err != nil {
		return err
	}
	to, receipt := a.typed(r, f.to[0]), f.receipt
	if !receiptNumber.MatchString(receipt) {
		receipt = a.typed(r, receipt)
	}
	rules := legal.Meets(forms, form, in.Duties)
	entries := []breach.Entry{{Body: breach.Submitted{Document: form.ID, Version: version, To: to, At: at, Receipt: receipt, Rules: rules}}}
	proof := receipt
	if proof == "" && len(d.Body.Files) > 0 {
		proof = "sha256:" + d.Body.Files[0].SHA256
	}
	if proof == "" {
		proof = documentName(form.ID, version)
	}
	for _, rule := range rules {
		entries = append(entries, breach.Entry{Body: breach.Met{Rule: rule, At: at, Proof: proof, Partial: partial(rule, in.Duties), Note: documentName(form.ID, version)}})
	}
	if err := a.recorded(ctx, r, events, st, entries...); err != nil {
		return err
	}
	if receipt == "" && form.Reader == legal.Authority {
		fmt.Fprintln(a.Err, a.say("note: no receipt number; record it with another --submitted once there is one", "注意: 受付番号がありません。判明したら --submitted で改めて記録してください"))
	}
	return nil
}

// agreed records the decision of whoever calls, as closing does, and tells whether a second user must still decide.
func (a *app) agreed(ctx context.Context, r *caseRoom, st *breach.State, name, why string) (events []breach.Event, now *breach.State, wait bool, err error) {
	if yes, _ := st.Deciders(breach.ActReport, name, r.about.Users); !slices.Contains(yes, r.by) {
		if why = a.typed(r, why); why == "" {
			why = a.say("handed in", "提出")
		}
		if err := r.add(ctx, st, breach.Entry{Body: breach.Decided{Act: breach.ActReport, Of: name, Choice: "yes", Why: why}}); err != nil {
			return nil, nil, false, err
		}
	}
	if events, now, err = r.load(ctx, st.ID); err != nil {
		return nil, nil, false, err
	}
	if wait = now.Allowed(breach.ActReport, name, r.about) != nil; wait {
		fmt.Fprintf(a.Out, a.say("%s: your decision on %s is recorded; that it was handed in is not yet.\n", "%s：%s の提出についての決定を記録しました（提出の記録はまだです）。\n"), st.ID, name)
		a.still(r, now, breach.ActReport, name)
	}
	return events, now, wait, nil
}

// receiptNumber is what an authority gives: to mask one that looks like something else would be to lose the proof.
var receiptNumber = regexp.MustCompile(`^[A-Za-z0-9第号./_-]{0,64}$`)

// partial tells whether a final report left something open that the law asks to be told: such a duty is met only in part. Entries about
// oneself, and those of which there is nothing to tell, are none of it.
func partial(rule string, duties []breach.Duty) bool {
	if !strings.HasSuffix(rule, "-final") {
		return false
	}
	for i := range duties {
		if duties[i].Rule.ID == rule {
			return len(duties[i].Missing) > 0
		}
	}
	return false
}

// handedIn is when a version was handed in: not later than now.
func (a *app) handedIn(r *caseRoom, typed string) (time.Time, error) {
	now := r.now()
	if typed == "" {
		return now.UTC().Truncate(time.Second), nil
	}
	at, err := law.ParseTime(typed, r.zone)
	switch {
	case err != nil:
		return at, fault.As(fault.Usage, fmt.Errorf("--at: %w", err))
	case at.After(now):
		return at, fault.Errorf(fault.Usage, "--at: %s", a.say("it lies in the future", "未来の日時は指定できません"))
	}
	return at.UTC(), nil
}

func documentName(form string, version int) string { return fmt.Sprintf("%s.v%d", form, version) }
