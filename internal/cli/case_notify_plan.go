package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/letter"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// notifying is one run of case notify.
type notifying struct {
	*caseRoom
	f       *notifyFlags
	st      *breach.State
	letters *notice.Letters
	batch   *notice.Batch
	dir     string // of the batch
	of      string // what is decided on: the batch with the hash of what it says
	content string
	server  *letter.Server // of e-mail
	plan    *notice.Plan
}

// nextBatch is the name of the batch after these.
func nextBatch(all []string) string {
	n := 0
	for _, b := range all {
		if k, err := strconv.Atoi(strings.TrimPrefix(b, "N")); err == nil {
			n = max(n, k)
		}
	}
	return "N" + strconv.Itoa(n+1)
}

func (r *caseRoom) notifying(ctx context.Context, f *notifyFlags, st *breach.State) (*notifying, func(), error) {
	n := &notifying{caseRoom: r, f: f, st: st}
	var err error
	if n.letters, err = r.letters(f, st); err != nil {
		return nil, nil, err
	}
	if len(f.recipients) == 0 {
		return n, func() {}, nil // a preview only
	}
	if f.channel == "email" {
		if n.server, err = r.mailServer(f); err != nil {
			return nil, nil, err
		}
	}
	cast, done, err := r.cast(st)
	if err != nil {
		return nil, nil, err
	}
	n.batch = &notice.Batch{Case: st.ID, Cast: cast, Key: r.set.config.Key, Lang: f.lang, Doubtful: f.again, Failed: f.failed}
	if err := n.settle(ctx); err != nil {
		done()
		return nil, nil, err
	}
	return n, done, nil
}

// settle finds out which batch it is, and what its letters say.
func (n *notifying) settle(ctx context.Context) error {
	var err error
	if n.batch.Table, err = n.table(ctx, n.f); err != nil {
		return err
	}
	return n.called()
}

// called finds out which batch it is, and what its letters say: by that they are decided on.
func (n *notifying) called() (err error) {
	if n.batch.ID, err = n.batchOf(n.f, n.st); err != nil {
		return err
	}
	n.dir = filepath.Join(n.noticeDir(n.st.ID), n.batch.ID)
	more := []string{n.st.ID, n.f.channel}
	if n.server != nil {
		more = append(more, n.server.From, n.server.ReplyTo)
	}
	var sets []string
	for _, s := range n.st.Affected().Sets {
		sets = append(sets, s.SHA256)
	}
	slices.Sort(sets)
	if n.content, err = n.letters.Hash(append(more, sets...)...); err != nil {
		return err
	}
	n.of = n.batch.ID + ":" + n.content
	return nil
}

// run looks whom the recipients reach, tells it, and sends if it is to.
func (n *notifying) run(ctx context.Context) error {
	if n.f.preview != "" {
		if err := n.samples(); err != nil {
			return err
		}
	}
	if n.batch == nil {
		return nil
	}
	var err error
	if !n.f.send {
		if n.batch.Journal, err = journal.Peek(n.dir); err != nil {
			return err
		}
		if err := n.look(ctx); err != nil {
			return err
		}
		return n.tell()
	}
	if err := os.MkdirAll(n.dir, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("make folder of letters: %w", err))
	}
	unlock, err := lock(filepath.Join(n.dir, "lock"))
	if err != nil {
		return err
	}
	defer unlock()
	if n.batch.Journal, err = journal.Open(n.dir); err != nil {
		return err
	}
	err = n.look(ctx)
	if err == nil {
		err = n.tell()
	}
	if err == nil {
		err = n.allowed()
	}
	if err == nil {
		err = n.begin(ctx)
	}
	if e := n.batch.Journal.Close(); err == nil {
		err = e
	}
	return err
}

// look reads the recipients without sending anything.
func (n *notifying) look(ctx context.Context) (err error) {
	done := func() error { return nil }
	if n.f.refused != "" {
		if n.batch.Row, done, err = n.refusals(); err != nil {
			return err
		}
	}
	n.plan, err = n.batch.Plan(ctx)
	if e := done(); err == nil {
		err = e
	}
	n.batch.Row = nil
	if err != nil {
		return err
	}
	if unread := unreadable(n.plan.Was.Skipped); len(unread) > 0 {
		for _, s := range unread {
			fmt.Fprintf(n.a.Err, "tsutsumi: %s: %s\n", report.Clean(s.Name), report.Clean(s.Error))
		}
		return fault.Errorf(fault.Unreadable, "case notify: %s", n.a.say("recipients could not be read to their end: nothing is sent", "宛先の一覧を最後まで読めないため、送信しません"))
	}
	return nil
}

// refusals writes the rows without a letter: numbers and words of ours, nothing of the rows.
func (n *notifying) refusals() (func(int64, notice.Reason) error, func() error, error) {
	file, err := os.OpenFile(n.f.refused, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, fault.As(fault.Usage, fmt.Errorf("write rows without a letter: %w", err))
	}
	w := csv.NewWriter(file)
	_ = w.Write([]string{"row", "reason", n.a.say("what it means", "意味")}) // Flush tells
	row := func(row int64, why notice.Reason) error {
		return w.Write([]string{strconv.FormatInt(row, 10), why.String(), why.Say(n.a.lang)})
	}
	return row, func() error {
		w.Flush()
		err := w.Error()
		if e := file.Close(); err == nil {
			err = e
		}
		if err != nil {
			return fmt.Errorf("write rows without a letter: %w", err)
		}
		return nil
	}, nil
}

// allowed tells whether the letters may be sent: what they say is complete as far as it is known, it is what the batch was begun with, and those who
// must decide have.
func (n *notifying) allowed() error {
	for lang := range n.plan.Langs {
		for _, m := range n.letters.Missing(lang) {
			if m.Elsewhere {
				return fault.Errorf(fault.Usage, "case notify: %s", fmt.Sprintf(n.a.say("the fact %s is written in another language only, and %d letters are in %q: state it in that language too", "事実 %s が他の言語でしか書かれていませんが、%[2]d通は %[3]q です。その言語でも記録してください"), m.Fact, n.plan.Langs[lang], lang))
			}
		}
	}
	if was, ok := n.batch.Journal.Batch(); ok && was.Content != n.content && !n.f.changed {
		return fault.Errorf(fault.Usage, "case notify: %s", fmt.Sprintf(n.a.say("the letters of batch %s say something else now than when it was begun: --changed goes on with it, --batch new tells everybody anew", "通知 %s の文面は開始時から変わっています。--changed で続けるか、--batch new で全員にあらためて通知してください"), n.batch.ID))
	}
	return n.st.Allowed(breach.ActSend, n.of, n.about)
}

// rate is how many letters go in a second.
func (n *notifying) rate() float64 {
	if n.server == nil || n.server.Rate == 0 {
		return 0
	}
	return n.server.Rate
}

// tell says whom the letters reach.
func (n *notifying) tell() error {
	if n.f.format == "json" {
		return n.tellJSON()
	}
	p := report.NewPage(n.a.Out, n.a.reportOptions())
	plan := n.plan
	p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("事案 %s の本人への通知 %s（%s）：%s通", "Notice %[2]s of case %[1]s by %[3]s: %[4]s letters"), n.st.ID, n.batch.ID, n.channel(p), report.Number(plan.Letters))))
	p.Line(fmt.Sprintf(p.Of("  事案の本人 %s人（ストアごと）・通知済み %s人・宛先のない人 %s人", "  %s persons of the case (by store), %s told already, %s without a recipient"), report.Number(plan.Persons), report.Number(plan.Told), report.Number(plan.Without)))
	if r := n.rate(); r > 0 && plan.Letters > 0 {
		p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  毎秒%gの上限で、およそ%s", "  at most %g a second: about %s"), r, span(time.Duration(float64(plan.Letters)/r*float64(time.Second)), p))))
	}
	n.tellGroups(p)
	n.tellReasons(p)
	if len(plan.Samples) > 0 {
		p.Title(p.Of("見本（伏せ字）", "Samples, masked"), p.Of("言語", "language"))
		for _, s := range plan.Samples {
			p.Ends(report.Plain, fmt.Sprintf(p.Of("  %s行目  %s  %s", "  row %s  %s  %s"), report.Number(s.Row), report.Clean(s.To), report.Clean(s.Name)), s.Lang)
			p.Wrap(report.Dim, n.kinds(p, s.Kinds), 6)
		}
	}
	n.tellMissing(p)
	p.Line("")
	if !n.f.send {
		p.Wrap(report.Plain, fmt.Sprintf(p.Of("何も送信していません。--preview で文面を確かめ、--send で送信します。承認は tsutsumi case decide %s send --of %s", "Nothing was sent. Look at the letters with --preview; --send sends them. To decide on them: tsutsumi case decide %s send --of %s"), n.st.ID, n.of), 0)
	}
	if err := n.st.Allowed(breach.ActSend, n.of, n.about); err != nil && !n.f.send {
		p.Wrap(report.Yellow, report.Clean(err.Error()), 0)
	}
	return p.Flush()
}

func (n *notifying) channel(p *report.Page) string {
	if n.f.channel == "post" {
		return p.Of("郵送", "post")
	}
	return p.Of("メール", "e-mail")
}

func (n *notifying) kinds(p *report.Page, k notice.Kinds) string {
	var out []string
	for _, kind := range k.List() {
		out = append(out, p.Kind(kind))
	}
	return strings.Join(out, p.Of("・", ", "))
}

func (n *notifying) tellGroups(p *report.Page) {
	plan := n.plan
	if plan.Letters == 0 {
		return
	}
	p.Title(p.Of("通知する項目", "Items told"), p.Of("通数", "letters"))
	for _, k := range slices.SortedFunc(maps.Keys(plan.Groups), func(a, b notice.Kinds) int { return int(plan.Groups[b] - plan.Groups[a]) })[:min(10, len(plan.Groups))] {
		p.Ends(report.Plain, "  "+n.kinds(p, k), report.Number(plan.Groups[k]))
	}
	if more := len(plan.Groups) - 10; more > 0 {
		p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  ほか%d通りの組み合わせ", "  and %d further sets of items"), more)))
	}
	for _, lang := range notice.Langs {
		if c := plan.Langs[lang]; c > 0 {
			p.Ends(report.Dim, "  "+map[string]string{"ja": p.Of("日本語", "in Japanese"), "en": p.Of("英語", "in English")}[lang], report.Number(c))
		}
	}
}

func (n *notifying) tellReasons(p *report.Page) {
	if len(n.plan.Reasons) == 0 {
		return
	}
	p.Title(p.Of("通知を作らない行", "Rows without a letter"), p.Of("行数", "rows"))
	for _, r := range slices.Sorted(maps.Keys(n.plan.Reasons)) {
		style := report.Dim
		if r.Wrong() {
			style = report.Yellow
		}
		p.Ends(style, "  "+r.Say(n.a.lang), report.Number(n.plan.Reasons[r]))
	}
}

func (n *notifying) tellMissing(p *report.Page) {
	for _, lang := range notice.Langs {
		if n.plan.Langs[lang] == 0 {
			continue
		}
		for _, m := range n.letters.Missing(lang) {
			style, say := report.Dim, p.Of("%s（%s）は「調査中」と記されます", "%s (%s) is told as under investigation")
			if m.Elsewhere {
				style, say = report.Yellow, p.Of("%s は他の言語でしか書かれていません。%s でも記録するまで送信できません", "%s is written in another language only; nothing is sent until it is stated in %q too")
			}
			p.Wrap(style, fmt.Sprintf(say, n.factName(m.Fact), lang), 2)
		}
	}
}

// factName is a fact as people call it, with its name for case add.
func (n *notifying) factName(name string) string {
	word := map[string][2]string{breach.Outline: {"what happened", "概要"}, breach.CauseText: {"the cause", "原因"}, breach.Damage: {"secondary damage", "二次被害"}, breach.OtherText: {"other matters", "その他参考となる事項"},
		breach.ToPersons: {"what was done for the persons", "本人への対応"}, breach.Prevented: {"measures taken", "再発防止策（実施済み）"}, breach.Preventing: {"measures planned", "再発防止策（予定）"}}[name]
	return fmt.Sprintf(n.a.say("%s [%s]", "%s［%s］"), n.a.say(word[0], word[1]), name)
}

// span is a time as people say it.
func span(d time.Duration, p *report.Page) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf(p.Of("%d秒", "%d seconds"), max(1, int(d.Seconds()+0.5)))
	case d < 2*time.Hour:
		return fmt.Sprintf(p.Of("%d分", "%d minutes"), int(d.Minutes()+0.5))
	}
	return fmt.Sprintf(p.Of("%.1f時間", "%.1f hours"), d.Hours())
}

// jsonPlan is a plan as the stream has it.
type jsonPlan struct {
	Case    string           `json:"case"`
	Batch   string           `json:"batch"`
	Channel string           `json:"channel"`
	Of      string           `json:"of"` // what is decided on
	Send    bool             `json:"send"`
	Persons int64            `json:"persons"`
	Letters int64            `json:"letters"`
	Told    int64            `json:"told"`
	Without int64            `json:"without"`
	Rows    int64            `json:"rows"`
	Langs   map[string]int64 `json:"languages"`
	Groups  []jsonGroup      `json:"items"`
	Reasons map[string]int64 `json:"refused"`
	Seconds *float64         `json:"seconds"`
	Unknown []string         `json:"under_investigation"`
}

type jsonGroup struct {
	Kinds   []pii.Kind `json:"kinds"`
	Letters int64      `json:"letters"`
}

func (n *notifying) tellJSON() error {
	plan := n.plan
	out := jsonPlan{Case: n.st.ID, Batch: n.batch.ID, Channel: n.f.channel, Of: n.of, Send: n.f.send, Persons: plan.Persons, Letters: plan.Letters, Told: plan.Told, Without: plan.Without, Rows: plan.Was.Rows,
		Langs: plan.Langs, Groups: []jsonGroup{}, Reasons: map[string]int64{}, Unknown: []string{}}
	for r, c := range plan.Reasons {
		out.Reasons[r.String()] = c
	}
	for _, k := range slices.Sorted(maps.Keys(plan.Groups)) {
		out.Groups = append(out.Groups, jsonGroup{k.List(), plan.Groups[k]})
	}
	if r := n.rate(); r > 0 {
		s := float64(plan.Letters) / r
		out.Seconds = &s
	}
	for _, m := range n.letters.Missing(n.f.lang) {
		out.Unknown = append(out.Unknown, m.Fact)
	}
	enc := json.NewEncoder(n.a.Out)
	if err := enc.Encode(map[string]any{"plan": &out}); err != nil {
		return err
	}
	for _, s := range plan.Samples {
		if err := enc.Encode(map[string]any{"sample": map[string]any{"row": s.Row, "to": s.To, "name": s.Name, "language": s.Lang, "kinds": s.Kinds.List()}}); err != nil {
			return err
		}
	}
	return nil
}
