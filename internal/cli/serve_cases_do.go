package cli

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/cases"
)

// Do records what was asked for, by the functions of the commands.
func (d caseDesk) Do(ctx context.Context, id string, seen int64, act cases.Act) (*cases.Done, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.known(r.by); err != nil {
		return nil, &web.Error{Status: 403, JA: "tsutsumi.yaml の case.users に登録されていない利用者のため、事案に記録できません。", EN: "You are not one of the users that tsutsumi.yaml names (case.users), and cannot record in cases."}
	}
	var opened *dossier.Case
	switch x := act.(type) {
	case *cases.Begin:
		opened, err = r.begins(ctx, x)
	case *cases.Small:
		opened, err = r.small(ctx, x)
	default:
		err = r.record(ctx, id, seen, act)
	}
	if err != nil {
		return nil, r.plain(err)
	}
	if opened != nil {
		id = opened.State.ID
	}
	return r.done(ctx, id)
}

// flagged is what names a flag or a command at the beginning of an error: a page has neither.
var flagged = regexp.MustCompile(`^(?:case [a-z]+(?: --?[a-z-]+| [a-z]+)?(?: \d{4}-\d+)?|--[a-z-]+(?:,? --[a-z-]+)*(?: "(?:[^"\\]|\\.)*")?(?: [a-z_]+)?): `)

// typedValue is what somebody typed, as an error quotes it: whoever reads the answer has it before him, and logs need not have it.
var typedValue = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// plain is an error as a page tells it.
func (r *askedRoom) plain(err error) error {
	if fault.Of(err) != fault.Usage || web.Status(err) == 404 {
		return err
	}
	if _, ok := err.(*web.Error); ok { //nolint:errorlint // one that is wrapped has its own text
		return err
	}
	text := err.Error()
	for flagged.MatchString(text) {
		text = flagged.ReplaceAllString(text, "")
	}
	text = typedValue.ReplaceAllString(text, "…")
	return web.Bad(text, text)
}

// when checks a time that was typed.
func (r *askedRoom) when(ja, en string, typed ...string) error {
	for _, s := range typed {
		if s == "" {
			continue
		}
		m, err := momentTyped(s, r.zone)
		if err != nil {
			return web.Bad(ja+"：日時を読み取れません。例：2026-12-04 09:12、2026-12-04、2026-12、2026-12-04ごろ", en+": not a time. Such as 2026-12-04 09:12, 2026-12-04, 2026-12, about 2026-12-04")
		}
		if m.At.After(r.now()) {
			return web.Bad(ja+"：未来の日時です。", en+": it lies in the future.")
		}
	}
	return nil
}

// need refuses what is not said.
func need(fields ...[3]string) error {
	for _, f := range fields {
		if strings.TrimSpace(f[0]) == "" {
			return web.Bad(f[1]+"を入力してください。", f[2]+" is needed.")
		}
	}
	return nil
}

func (r *askedRoom) begins(ctx context.Context, x *cases.Begin) (*dossier.Case, error) {
	if err := r.when("知った日時", "When we knew", x.Known); err != nil {
		return nil, err
	}
	if x.Title == "" && x.Evidence.None() {
		return nil, web.Bad("何が起きたかを入力するか、証拠を選んでください。", "Say what happened, or choose evidence.")
	}
	f := &openFlags{known: x.Known, of: x.Of, source: x.Source, facts: x.Facts, format: "text"}
	if err := r.evidence(&f.evidence, &x.Evidence); err != nil {
		return nil, err
	}
	return r.a.openIn(ctx, r.caseRoom, f, x.Title)
}

func (r *askedRoom) small(ctx context.Context, x *cases.Small) (*dossier.Case, error) {
	if err := r.when("発生日時", "When it happened", x.When); err != nil {
		return nil, err
	}
	if err := r.when("知った日時", "When we knew", x.Known); err != nil {
		return nil, err
	}
	f := &openFlags{isSmall: true, known: x.Known, format: "text", small: smallFlags{what: x.What, who: x.Who, people: x.People, kinds: x.Kinds, retrieved: x.Retrieved, encrypted: x.Encrypted, when: x.When,
		department: x.Department, near: x.Near}}
	return r.a.smallIn(ctx, r.caseRoom, f, x.Title)
}

// evidence is what a page names, as the flags of a command.
func (r *askedRoom) evidence(f *addFlags, e *cases.Evidence) error {
	if err := r.when("日時", "When", e.At); err != nil {
		return err
	}
	f.alerts, f.matches, f.exposures, f.inventory = e.Alerts, e.Matches, e.Exposures, e.Inventory
	f.tip, f.statement, f.from, f.at, f.format = e.Tip, e.Statement, e.From, e.At, "text"
	if e.File != nil {
		f.handed, f.called, f.keep = e.File.R, e.File.Name, e.File.Keep
	}
	if n := e.Notice; n != nil {
		if err := need([3]string{n.Supplier, "通知元", "Who tells of it"}); err != nil {
			return err
		}
		if err := r.when("日時", "When", n.Received, n.From, n.Until); err != nil {
			return err
		}
		said := map[string]any{"supplier": n.Supplier}
		for k, v := range map[string]string{"system": n.System, "received": r.exactly(n.Received), "from": r.exactly(n.From), "until": r.exactly(n.Until), "wrongful": n.Wrongful} {
			if v != "" {
				said[k] = v
			}
		}
		if n.Count != "" {
			count, ok := numberTyped(n.Count)
			if !ok || count == nil {
				return web.Bad("人数は数字で入力してください。", "The number of people: a number.")
			}
			said["count"] = *count
		}
		kinds, err := kindsTyped(strings.FieldsFunc(n.Kinds, func(c rune) bool { return strings.ContainsRune(",、，", c) }))
		if err != nil {
			return web.Bad("項目のいずれかを認識できません。", "One of the kinds is not known.")
		}
		if len(kinds) > 0 {
			said["kinds"] = kinds
		}
		if f.notice, err = yaml.Marshal(said); err != nil {
			return fmt.Errorf("write notice: %w", err)
		}
	}
	return nil
}

// exactly is a time as a notice has it: a day, or RFC 3339.
func (r *askedRoom) exactly(typed string) string {
	m, err := momentTyped(typed, r.zone)
	switch {
	case typed == "" || err != nil:
		return ""
	case m.Precision == breach.Second || m.Precision == breach.Minute || m.Precision == breach.Hour:
		return m.At.Format("2006-01-02T15:04:05Z07:00")
	}
	return m.At.Format("2006-01-02")
}

// record records an act in a case.
func (r *askedRoom) record(ctx context.Context, id string, seen int64, act cases.Act) error {
	events, st, err := r.open(ctx, id)
	if err != nil {
		return err
	}
	if seen > 0 && st.Events != seen {
		return fault.Errorf(fault.Changed, "case %s: somebody else recorded something meanwhile", st.ID)
	}
	a, c := r.a, r.caseRoom
	one := func(body breach.Body, err error) error {
		if err != nil {
			return err
		}
		return a.recorded(ctx, c, events, st, breach.Entry{Body: body})
	}
	switch x := act.(type) {
	case *cases.Add:
		if x.None() {
			return web.Bad("追加する証拠を指定してください。", "Say what evidence is to be added.")
		}
		f := &addFlags{}
		if err := r.evidence(f, &x.Evidence); err != nil {
			return err
		}
		return a.addIn(ctx, c, f, events, st)
	case *cases.State:
		if x.Status != "refuted" || x.Value != "" {
			if err := need([3]string{x.Value, "値", "The value"}); err != nil {
				return err
			}
		}
		if err := need([3]string{x.Source, "出典", "The source"}, [3]string{x.Why, "理由", "The reason"}); err != nil {
			return err
		}
		said := x.Fact
		if x.Value != "" {
			said += "=" + x.Value
		}
		return a.addIn(ctx, c, &addFlags{facts: []string{said}, source: x.Source, why: x.Why, dispute: x.Status == "disputed", refute: x.Status == "refuted", format: "text"}, events, st)
	case *cases.Count:
		if err := need([3]string{x.Source, "出典", "The source"}, [3]string{x.Why, "理由", "The reason"}); err != nil {
			return err
		}
		if _, err := countTyped(x.Count); err != nil {
			return web.Bad("人数は「最大／推定／確定」の順に、大きい方から数字で入力してください（不明は空欄）。", "The numbers: at most, likely, confirmed; each not above the one before, empty where it is not known.")
		}
		return a.addIn(ctx, c, &addFlags{count: x.Count, source: x.Source, why: x.Why, format: "text"}, events, st)
	case *cases.Weigh:
		if err := need([3]string{x.Cause, "原因", "The cause"}); err != nil {
			return err
		}
		f := &addFlags{cause: x.Cause, source: x.Source, why: x.Why, dispute: x.Status == "disputed", refute: x.Status == "refuted", format: "text"}
		if f.refute {
			if err := need([3]string{x.Source, "出典", "The source"}); err != nil {
				return err
			}
		}
		if x.For != "" {
			f.speaksFor = []string{x.For}
		}
		if x.Against != "" {
			f.against = []string{x.Against}
		}
		return a.addIn(ctx, c, f, events, st)
	case *cases.Contain:
		if err := need([3]string{x.What, "封じ込めの内容", "What was done"}); err != nil {
			return err
		}
		if err := r.when("日時", "When", x.At); err != nil {
			return err
		}
		return one(a.containing(c, x.What, &stateFlags{at: x.At, proof: x.Proof}))
	case *cases.Meet:
		if err := need([3]string{x.Proof, "証跡", "The proof"}); err != nil {
			return err
		}
		if err := r.when("日時", "When", x.At); err != nil {
			return err
		}
		return one(a.meeting(c, x.Rule, &stateFlags{at: x.At, proof: x.Proof, note: x.Note, partial: x.Partial}))
	case *cases.Decide:
		if err := need([3]string{x.Choice, "決定", "The decision"}, [3]string{x.Why, "理由", "The reason"}); err != nil {
			return err
		}
		f := &decideFlags{of: x.Of, choice: x.Choice, why: x.Why}
		if err := f.check(x.Act); err != nil {
			return err
		}
		return a.decideIn(ctx, c, f, x.Act, events, st)
	case *cases.Close:
		return a.closeIn(ctx, c, &stateFlags{why: x.Why}, events, st)
	case *cases.Reopen:
		if err := need([3]string{x.Why, "理由", "The reason"}); err != nil {
			return err
		}
		return one(a.reopening(c, st, &stateFlags{why: x.Why, source: x.Source}))
	case *cases.Spend:
		if err := need([3]string{x.Item, "費目", "The item"}, [3]string{x.Amount, "金額", "The amount"}, [3]string{x.Source, "根拠", "The source"}); err != nil {
			return err
		}
		currency := x.Currency
		if currency == "" {
			currency = "JPY"
		}
		return one(a.spent(&costFlags{item: x.Item, amount: x.Amount, currency: currency, text: x.Text, source: x.Source, planned: x.Planned}, c))
	case *cases.Draft:
		return r.draft(ctx, x, events, st)
	case *cases.Submit:
		return r.submit(ctx, x, events, st)
	case *cases.Task:
		return r.task(ctx, x, events, st)
	case *cases.Propose:
		return a.taskIn(ctx, c, &taskFlags{accept: true, owner: x.Owner, format: "text", given: func(string) bool { return false }}, events, st, nil)
	case *cases.Request:
		return r.request(ctx, x, events, st)
	}
	return fmt.Errorf("record in case %s: no such act", st.ID)
}

func (r *askedRoom) task(ctx context.Context, x *cases.Task, events []breach.Event, st *breach.State) error {
	given := map[string]bool{}
	f := &taskFlags{sort: x.Sort, kind: x.Kind, owner: x.Owner, due: x.Due, source: x.Source, tested: x.Tested, ended: x.Ended, format: "text", given: func(n string) bool { return given[n] }}
	if f.sort == "" {
		f.sort = breach.Prevention
	}
	for _, n := range []struct {
		flag, said string
		to         *int64
	}{{"of", x.Of, &f.of}, {"done", x.Done, &f.done}} {
		if n.said == "" {
			continue
		}
		v, err := strconv.ParseInt(strings.ReplaceAll(n.said, ",", ""), 10, 64)
		if err != nil || v < 0 {
			return web.Bad("数は0以上の数字で入力してください。", "A number of 0 or more.")
		}
		*n.to, given[n.flag] = v, true
	}
	if x.ID == "" {
		if err := need([3]string{x.What, "タスクの内容", "What is to be done"}); err != nil {
			return err
		}
		f.add = x.What
		return r.a.taskIn(ctx, r.caseRoom, f, events, st, nil)
	}
	if given["done"] {
		if err := need([3]string{x.Source, "根拠", "How it was measured"}); err != nil {
			return err
		}
	}
	return r.a.taskIn(ctx, r.caseRoom, f, events, st, []string{x.ID})
}

func (r *askedRoom) request(ctx context.Context, x *cases.Request, events []breach.Event, st *breach.State) error {
	f := &caseAskFlags{to: x.To, what: x.What, due: x.Due, answer: x.Answer, evidence: x.Evidence, closed: x.Closed, format: "text"}
	if x.ID == "" {
		if err := need([3]string{x.To, "照会先", "Who is asked"}, [3]string{x.What, "照会の内容", "What is asked"}); err != nil {
			return err
		}
		return r.a.askIn(ctx, r.caseRoom, f, events, st, nil)
	}
	if x.Evidence != "" { // a command takes the path of a file here; a page never does
		there := false
		for i := range st.Evidence {
			there = there || strings.EqualFold(st.Evidence[i].Body.ID, x.Evidence)
		}
		if !there {
			return web.Bad("その番号の証拠はありません。", "There is no such piece of evidence.")
		}
	}
	return r.a.askIn(ctx, r.caseRoom, f, events, st, []string{x.ID})
}
