package cli

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/evidence"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// addFlags are what is added to a case: evidence, and what is said of it.
type addFlags struct {
	caseFlags
	alerts, exposures, matches, claims, inventory, files, suppliers, answers []string
	ids, store                                                               string // of a supplier's notice
	tip, statement, from, at                                                 string
	keep                                                                     bool

	facts              []string
	source, why        string
	dispute, refute    bool
	count              string
	cause              string
	speaksFor, against []string
	contained          string
	format             string

	// What came by another way than a path of this machine: a file with its name, a supplier's notice.
	handed io.Reader
	called string
	notice []byte

	// st is the case to which it is added, nil where one is made of it.
	st *breach.State
}

func (a *app) caseAdd() *cobra.Command {
	var f addFlags
	c := &cobra.Command{
		Use:   "add CASE",
		Short: a.say("Add evidence, facts, numbers, causes to a case", "事案に証拠・事実・人数・原因を追加する"),
		Long: a.say(`Add evidence to a case, or say something of it. What evidence tells of kinds, persons, times and facts is computed; --fact and --count say
otherwise, with their source and the reason. Nothing is taken back: what turned out wrong is refuted (--refute), with its source.

--fact takes the facts of tsutsumi law facts, and of a case: first_read, last_read, discovered, stopped, persons_told, published (times), finder, outline,
cause, where, damage, to_persons, publication, prevented, preventing, other (texts), damage_seen, retrieved (yes, no, suspected), medium, manner.`,
			`事案に証拠を追加し、または事実・人数・原因を述べます。項目・人数・日時・事実は証拠から計算されます。--fact・--count で修正するときは
出典と理由が必要です。取り消しはできません。誤りと分かったことは、出典を付けて反証（--refute）します。

--fact には tsutsumi law facts の事実のほか、first_read・last_read・discovered・stopped・persons_told・published（日時）、finder・outline・
cause・where・damage・to_persons・publication・prevented・preventing・other（文章）、damage_seen・retrieved（yes/no/suspected）、medium・manner を指定できます。`),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.addTo(c.Context(), &f, args[0]) },
	}
	a.caseFlags(c, &f.caseFlags)
	a.evidenceFlags(c, &f)
	fl := c.Flags()
	fl.StringArrayVar(&f.facts, "fact", nil, a.say("NAME=VALUE: state a fact; with --refute NAME alone", "NAME=VALUE：事実を述べる（--refute では NAME のみも可）"))
	fl.StringVar(&f.source, "source", "", a.say("where it is from: a piece of evidence (E3), or who says so", "出典（証拠番号 E3、または申告者）"))
	fl.StringVar(&f.why, "why", "", a.say("why", "理由"))
	fl.BoolVar(&f.dispute, "dispute", false, a.say("the fact is doubted", "事実に異議を述べる"))
	fl.BoolVar(&f.refute, "refute", false, a.say("the fact, the cause or the evidence (--fact E3) turned out wrong", "事実・原因・証拠（--fact E3）が誤りと判明した"))
	fl.StringVar(&f.count, "count", "", a.say("MAX/LIKELY/CONFIRMED: how many persons; ? is left as it is", "最大/推定/確認済み：人数を改める（? は据え置き）"))
	fl.StringVar(&f.cause, "cause", "", a.say("a cause: the ID of one, or a text for a new one", "原因（既存の ID、または新しい原因の文章）"))
	fl.StringArrayVar(&f.speaksFor, "for", nil, a.say("what speaks for the cause", "原因を裏付けるもの"))
	fl.StringArrayVar(&f.against, "against", nil, a.say("what speaks against it", "原因に反するもの"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text, or json: the case as it is then", "text、または json（追加後の事案）"))
	fl.StringVar(&f.contained, "contained", "", a.say("a step that stops the leak, at --at; an --answer of the logs proves it", "封じ込めの内容（日時は --at。--answer のログの結果が証跡となる）"))
	return c
}

// evidenceFlags are those of evidence; case open has them too.
func (a *app) evidenceFlags(c *cobra.Command, f *addFlags) {
	fl := c.Flags()
	fl.StringArrayVar(&f.alerts, "alert", nil, a.say("an alert of watch, by the beginning of its ID", "watch のアラート（ID の先頭で指定）"))
	fl.StringArrayVar(&f.exposures, "exposure", nil, a.say("an open door, by the beginning of its key", "exposure の検出（キーの先頭で指定）"))
	fl.StringArrayVar(&f.matches, "match", nil, a.say("a matched dump: its ID, or latest", "match の照合結果（ID または latest）"))
	fl.StringArrayVar(&f.claims, "claim", nil, a.say("a file with what is said of a dump; --match names the dump", "流出データについての主張を書いたファイル（照合結果は --match で指定）"))
	fl.StringArrayVar(&f.inventory, "inventory", nil, a.say("SOURCE or SOURCE/PART of the inventory: all that is held there", "台帳の対象（SOURCE または SOURCE/PART）。そこに保有する全件"))
	fl.StringArrayVar(&f.files, "file", nil, a.say("a file: its hash is recorded", "ファイル（ハッシュ値を記録）"))
	fl.BoolVar(&f.keep, "keep", false, a.say("with --file: keep the file itself too", "--file とともに：ファイル自体も保存する"))
	fl.StringVar(&f.tip, "tip", "", a.say("what somebody outside told us, at --at", "外部からの連絡の内容（日時は --at）"))
	fl.StringVar(&f.statement, "statement", "", a.say("what somebody says", "関係者の申告"))
	fl.StringVar(&f.from, "from", "", a.say("of a tip, a statement or a file: from whom", "連絡・申告・ファイルの提供者"))
	fl.StringArrayVar(&f.suppliers, "supplier", nil, a.say("a file with the notice of a supplier or partner (docs/case-evidence.md)", "委託先・提携先からの通知を書いたファイル（docs/case-evidence.md）"))
	fl.StringVar(&f.ids, "ids", "", a.say("with --supplier: the file of identifiers of the persons; it is read and not kept", "--supplier とともに：対象者の識別子のファイル（読み取るのみで保存しない）"))
	fl.StringVar(&f.store, "store", "", a.say("with --ids: only this people index", "--ids とともに：この照合用索引だけを使う"))
	fl.StringArrayVar(&f.answers, "answer", nil, a.say("a file with the answer of watch --ask --format json", "watch --ask --format json の結果のファイル"))
	fl.StringVar(&f.at, "at", "", a.say("of a tip, a statement, a file or a containment: when (2026-12-04 09:12, 2026-12)", "連絡・申告・ファイル・封じ込めの日時（2026-12-04 09:12、2026-12 など）"))
}

// any tells whether there is evidence.
func (f *addFlags) any() bool {
	for _, l := range [][]string{f.alerts, f.exposures, f.matches, f.claims, f.inventory, f.files, f.suppliers, f.answers} {
		if len(l) > 0 {
			return true
		}
	}
	return f.tip != "" || f.statement != "" || f.handed != nil || len(f.notice) > 0
}

func (f *addFlags) check() error {
	usage := func(text string) error { return fault.Errorf(fault.Usage, "case add: %s", text) }
	switch {
	case !f.any() && len(f.facts) == 0 && f.count == "" && f.cause == "" && f.contained == "":
		return usage("what is to be added? --alert, --match, --fact, …; see case add --help")
	case f.dispute && f.refute:
		return usage("--dispute or --refute")
	case (f.dispute || f.refute) && len(f.facts) == 0 && f.cause == "":
		return usage("--dispute and --refute need the --fact or the --cause that they are about")
	case (len(f.facts) > 0 || f.count != "") && (f.why == "" || f.source == "" && !f.any()):
		return usage("--fact and --count need --source and --why: whoever says otherwise than the evidence says why")
	case f.cause != "" && f.refute && f.source == "":
		return usage("--refute needs --source")
	case (len(f.speaksFor) > 0 || len(f.against) > 0) && f.cause == "":
		return usage("--for and --against need the --cause that they are about")
	}
	return f.evidenceCheck()
}

// evidenceCheck checks what case open takes too.
func (f *addFlags) evidenceCheck() error {
	switch {
	case f.keep && len(f.files) == 0 && f.handed == nil:
		return fault.Errorf(fault.Usage, "--keep needs --file")
	case (f.ids != "" || f.store != "") && len(f.suppliers) == 0:
		return fault.Errorf(fault.Usage, "--ids and --store need --supplier")
	case f.ids != "" && len(f.suppliers) > 1:
		return fault.Errorf(fault.Usage, "--ids is of one --supplier")
	case len(f.claims) > 0 && len(f.matches) > 1:
		return fault.Errorf(fault.Usage, "--claim is laid beside one --match")
	}
	return nil
}

func (a *app) addTo(ctx context.Context, f *addFlags, id string) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	if f.format == "text" {
		return a.addIn(ctx, r, f, events, st)
	}
	entries, err := a.adding(ctx, r, f, st)
	if err != nil {
		return err
	}
	if err := r.add(ctx, st, entries...); err != nil {
		return err
	}
	if events, st, err = r.load(ctx, st.ID); err != nil {
		return err
	}
	return dossier.JSON(a.Out, dossier.View{}, a.dossier(r, events, st, r.now()))
}

// addIn adds to a case that was loaded, and says what became of it.
func (a *app) addIn(ctx context.Context, r *caseRoom, f *addFlags, events []breach.Event, st *breach.State) error {
	entries, err := a.adding(ctx, r, f, st)
	if err != nil {
		return err
	}
	return a.recorded(ctx, r, events, st, entries...)
}

// adding are the entries that are to be recorded.
func (a *app) adding(ctx context.Context, r *caseRoom, f *addFlags, st *breach.State) ([]breach.Entry, error) {
	if !st.Closed.IsZero() {
		return nil, fault.Errorf(fault.Usage, "case add %s: %s", st.ID, a.say("it is closed; case reopen opens it again", "終結しています。case reopen で再開してください"))
	}
	f.st = st
	entries, err := r.gather(ctx, f)
	if err != nil {
		return nil, err
	}
	source := f.source
	if source == "" { // the evidence that came with it
		source = lastEvidence(entries)
	}
	said, err := r.stated(f, source, entries)
	if err != nil {
		return nil, err
	}
	return append(entries, said...), nil
}

// stated are facts, a number, a cause and a containment as a person stated them.
func (r *caseRoom) stated(f *addFlags, source string, evidence []breach.Entry) ([]breach.Entry, error) {
	if err := r.isSource(f.st, source, evidence); err != nil {
		return nil, err
	}
	source, why := r.a.typed(r, source), r.inLanguage(r.a.typed(r, f.why))
	var out []breach.Entry
	for _, s := range f.facts {
		x, err := r.factTyped(s, f)
		if err != nil {
			return nil, err
		}
		x.Source, x.Why = source, why
		if n := x.Value.Count; x.Name == law.People && x.Status == breach.Asserted && n != nil { // the number of the case, as --count sets it
			out = append(out, breach.Entry{Body: breach.Counted{Count: *n, Source: source, Why: why}})
			continue
		}
		out = append(out, breach.Entry{Body: breach.Stated{Fact: *x}})
		for _, y := range restsOn(f.st, x) {
			y.Source, y.Why = source, why
			out = append(out, breach.Entry{Body: breach.Stated{Fact: y}})
		}
	}
	if f.count != "" {
		c, err := countTyped(f.count)
		if err != nil {
			return nil, err
		}
		out = append(out, breach.Entry{Body: breach.Counted{Count: *c, Source: source, Why: why}})
	}
	if f.cause != "" {
		out = append(out, breach.Entry{Body: breach.Weighed{Cause: r.causeTyped(f, source)}})
	}
	if f.contained != "" {
		at, err := r.a.whenTyped(r, f.at)
		if err != nil {
			return nil, err
		}
		c := breach.Contained{What: r.a.typed(r, f.contained), At: at}
		if c.Proof, err = r.cutOff(f, evidence); err != nil {
			return nil, err
		}
		out = append(out, breach.Entry{Body: c})
	}
	return out, nil
}

// cutOff is the answer of the logs that proves a containment: one that is without a gap and saw nothing from a time on.
func (r *caseRoom) cutOff(f *addFlags, entries []breach.Entry) (string, error) {
	for i, path := range f.answers {
		a, err := readAnswer(path)
		if err != nil {
			return "", err
		}
		if _, proved := a.None(); !proved {
			fmt.Fprintln(r.a.Err, r.a.say("the answer of the logs does not prove that nobody came after it: they have gaps, begin too late, or saw something", "ログの結果は、以後の閲覧がないことの証明にはなりません（記録の欠け・開始時点の遅れ・閲覧の記録がある）"))
			continue
		}
		n := 0
		for _, e := range entries {
			if x, ok := e.Body.(breach.Added); ok && x.Ref == askRef {
				if n == i {
					return x.ID, nil
				}
				n++
			}
		}
	}
	return "", nil
}

// restsOn are the facts that fall with a piece of evidence that is refuted: those that nobody else says.
func restsOn(st *breach.State, refuted *breach.Fact) (out []breach.Fact) {
	for i := range st.Evidence {
		e := &st.Evidence[i].Body
		if e.ID != refuted.Name || refuted.Status != breach.Refuted {
			continue
		}
		for _, x := range e.Facts {
			said := func(f breach.Source[breach.Fact]) bool {
				return f.Body.Status == breach.Asserted && f.Body.Source != e.ID && f.Body.Value.Same(&x.Value)
			}
			if !slices.ContainsFunc(st.Facts[x.Name], said) {
				out = append(out, breach.Fact{Name: x.Name, Value: x.Value, Status: breach.Refuted})
			}
		}
	}
	return out
}

func lastEvidence(entries []breach.Entry) string {
	for _, e := range slices.Backward(entries) {
		if a, ok := e.Body.(breach.Added); ok {
			return a.ID
		}
	}
	return ""
}

// pieceID is what a piece of evidence is called.
var pieceID = regexp.MustCompile(`^E[1-9][0-9]*$`)

// isSource refuses the number of a piece of evidence that is not there: a source must be found again.
func (r *caseRoom) isSource(st *breach.State, source string, more []breach.Entry) error {
	if !pieceID.MatchString(source) {
		return nil
	}
	for i := range st.Evidence {
		if st.Evidence[i].Body.ID == source {
			return nil
		}
	}
	for _, e := range more {
		if a, ok := e.Body.(breach.Added); ok && a.ID == source {
			return nil
		}
	}
	return fault.Errorf(fault.Usage, "--source: %s", r.a.say("there is no such piece of evidence", "その証拠はありません"))
}

// inLanguage is a text as it was written, in the language in which it was.
func (r *caseRoom) inLanguage(s string) law.Text {
	switch {
	case s == "":
		return law.Text{}
	case strings.ContainsFunc(s, func(c rune) bool { return c >= 0x3041 && c <= 0x9fff }):
		return law.Text{JA: s}
	}
	return law.Text{EN: s}
}

// causeTyped is a cause of the case, or a new one, with what speaks for it and against it.
func (r *caseRoom) causeTyped(f *addFlags, source string) breach.Cause {
	c := breach.Cause{ID: f.cause, Status: breach.Asserted}
	if f.refute {
		c.Status = breach.Refuted
	}
	if f.dispute {
		c.Status = breach.Disputed
	}
	there := slices.ContainsFunc(f.st.Causes, func(x breach.Cause) bool { return x.ID == f.cause })
	if text, known := evidence.CauseText(f.cause); known && !there {
		c.Text = text
	} else if !there {
		c.ID, c.Text = nextCause(f.st), r.inLanguage(r.a.typed(r, f.cause))
	}
	if source == "" {
		source = r.by
	}
	for _, g := range []struct {
		said []string
		to   *[]breach.Ground
	}{{f.speaksFor, &c.For}, {f.against, &c.Against}} {
		for _, s := range g.said {
			*g.to = append(*g.to, breach.Ground{Source: source, Text: r.inLanguage(r.a.typed(r, s))})
		}
	}
	if f.refute && len(c.Against) == 0 {
		c.Against = []breach.Ground{{Source: source, Text: r.inLanguage(r.a.typed(r, f.why))}}
	}
	return c
}

// nextCause is the ID of a new cause: C1, C2, …
func nextCause(st *breach.State) string {
	n := 0
	for _, c := range st.Causes {
		if k, ok := strings.CutPrefix(c.ID, "C"); ok {
			if i, err := strconv.Atoi(k); err == nil {
				n = max(n, i)
			}
		}
	}
	return fmt.Sprintf("C%d", n+1)
}
