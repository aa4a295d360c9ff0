package cli

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

func (a *app) smallFlags(c *cobra.Command, f *smallFlags) {
	fl := c.Flags()
	fl.StringVar(&f.what, "what", "", a.say("small: what happened: email, post, fax, device, stolen, paper, web, handed, other", "軽微: 何が起きたか（email 誤送信・post 誤送付・fax・device 端末等の紛失・stolen 盗難・paper 書類の紛失・web 誤掲載・handed 誤交付・other）"))
	fl.StringVar(&f.who, "who", "", a.say("small: who got it, or where it was lost: a role or a place, no person's name", "軽微: 誰に渡ったか、どこで失ったか（個人名は不要）"))
	fl.StringVar(&f.people, "people", "", a.say("small: how many people's data, or unknown", "軽微: 人数、又は unknown"))
	fl.StringSliceVar(&f.kinds, "kinds", nil, a.say("small: which data (tsutsumi kinds)", "軽微: 項目（tsutsumi kinds を参照）"))
	fl.StringVar(&f.retrieved, "retrieved", "", a.say("small: whether all of it came back, or was erased, before anybody read it: yes, no, unknown", "軽微: 誰にも読まれないうちに全て回収・消去されたか（yes・no・unknown）"))
	fl.StringVar(&f.encrypted, "encrypted", "", a.say("small: whether all of it was strongly encrypted, and the key not with them: yes, no, unknown", "軽微: 全て高度に暗号化され、鍵は渡っていないか（yes・no・unknown）"))
	fl.StringVar(&f.when, "when", "", a.say("small: when it happened", "軽微: 発生日時"))
	fl.StringVar(&f.department, "department", "", a.say("small: the department it happened in", "軽微: 発生部署"))
	fl.BoolVar(&f.near, "near-miss", false, a.say("small: nothing was lost in the end; kept for the yearly list", "軽微: 漏えいに至らなかった（ヒヤリハット）"))
}

// mishap is an everyday case as it is understood.
type mishap struct {
	what, who, department string
	people                *int64
	kinds                 []pii.Kind
	said                  bool // the kinds were said
	retrieved, encrypted  law.Truth
	when                  *breach.Moment
	near                  bool
}

// understood takes what was said, by flags or as answers.
func understood(f *smallFlags, zone *time.Location) (*mishap, error) {
	m := &mishap{what: f.what, who: f.who, department: f.department, near: f.near}
	if !slices.Contains(dossier.Mishaps(), f.what) {
		return nil, fault.Errorf(fault.Usage, "--what: email, post, fax, device, stolen, paper, web, handed or other")
	}
	var ok bool
	if m.people, ok = numberTyped(f.people); !ok {
		return nil, fault.Errorf(fault.Usage, "--people: a number, or unknown")
	}
	var err error
	if m.kinds, err = kindsTyped(f.kinds); err != nil {
		return nil, err
	}
	m.said = len(m.kinds) > 0
	if m.retrieved, ok = truthTyped(f.retrieved); !ok {
		return nil, fault.Errorf(fault.Usage, "--retrieved: yes, no or unknown")
	}
	if m.encrypted, ok = truthTyped(f.encrypted); !ok {
		return nil, fault.Errorf(fault.Usage, "--encrypted: yes, no or unknown")
	}
	if f.when != "" {
		when, err := momentTyped(f.when, zone)
		if err != nil {
			return nil, fault.Errorf(fault.Usage, "--when: %w", err)
		}
		m.when = &when
	}
	return m, nil
}

// openSmall records an everyday case and says whether it must be reported.
func (a *app) openSmall(ctx context.Context, f *openFlags, title string) error {
	if f.small.what == "" {
		if err := a.asked(&f.small); err != nil {
			return err
		}
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	d, err := a.smallIn(ctx, r, f, title)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return dossier.JSON(a.Out, dossier.View{}, d)
	}
	return dossier.Answer(a.Out, a.reportOptions(), d)
}

// smallIn opens an everyday case in a room.
func (a *app) smallIn(ctx context.Context, r *caseRoom, f *openFlags, title string) (*dossier.Case, error) {
	m, err := understood(&f.small, r.zone)
	if err != nil {
		return nil, err
	}
	known, err := a.knownTyped(r, f.known)
	if err != nil {
		return nil, err
	}
	if m.when != nil && m.when.At.After(known.At) && m.when.Precision != breach.Day {
		return nil, fault.Errorf(fault.Usage, "--when: it happened after it was known (--known)")
	}
	text := dossier.MishapText(m.what)
	m.who, m.department = a.typed(r, m.who), a.typed(r, m.department)
	opened := breach.Opened{Title: cmp.Or(a.typed(r, title), text.Of(a.lang)), Small: true, NearMiss: m.near}
	return a.begin(ctx, r, opened, breach.Entry{Body: m.evidence(known, a.lang)})
}

// evidence is what was said, as a statement, with all that follows from it for the law.
func (m *mishap) evidence(known breach.Moment, lang string) breach.Added {
	text := dossier.MishapText(m.what)
	e := breach.Added{ID: "E1", Sort: breach.FromStatement, Name: text.Of(lang), Summary: text, Taken: known, People: breach.Count{Max: m.people, Likely: m.people}}
	if m.who != "" {
		e.Summary.EN += ": " + m.who
		e.Summary.JA += "：" + m.who
	}
	for _, k := range m.kinds {
		e.Kinds = append(e.Kinds, breach.Held{Kind: k, People: m.people})
	}
	if m.when != nil {
		e.Marks = append(e.Marks, breach.Mark{When: *m.when, Kind: "access", Text: text})
	}
	say := func(name string, v breach.Value, why law.Text) {
		e.Facts = append(e.Facts, breach.Fact{Name: name, Value: v, Status: breach.Asserted, Source: e.ID, Why: why})
	}
	is := func(name string, t law.Truth, why law.Text) {
		if t != law.Unknown {
			say(name, breach.Value{Truth: t}, why)
		}
	}
	say(law.Known, breach.Value{Moment: &known}, law.Text{})
	say(breach.Mishap, breach.Value{Set: []string{m.what}, Whole: true}, law.Text{})
	if x := mannerOf[m.what]; x.manner != "" {
		say(breach.Manner, breach.Value{Set: []string{x.manner}, Whole: true}, law.Text{})
		if x.medium != "" {
			say(breach.Medium, breach.Value{Set: []string{x.medium}, Whole: true}, law.Text{})
		}
		is(law.Wrongful, x.wrongful, x.why)
		is(law.IllegalAccess, law.No, law.Text{})
		is(law.Unspecified, x.open, law.Text{})
	}
	if m.department != "" {
		say(breach.Where, breach.Value{Text: &law.Text{EN: m.department, JA: m.department}}, law.Text{})
	}
	m.outcome(is)
	if m.said {
		for _, q := range grave {
			is(q.fact, q.of(m.kinds), law.Text{EN: "by the kinds that were said", JA: "申告された項目による"})
		}
	}
	return e
}

// outcome is whether it came back and whether it could be read.
func (m *mishap) outcome(is func(string, law.Truth, law.Text)) {
	if m.near {
		is(law.Viewed, law.No, law.Text{EN: "a near miss: it never left the house", JA: "ヒヤリハット：外部に渡っていない"})
		return
	}
	is(breach.Retrieved, m.retrieved, law.Text{})
	is(law.Encrypted, m.encrypted, law.Text{})
	if m.retrieved == law.Yes {
		is(law.Viewed, law.No, law.Text{EN: "all of it came back, or was erased, unread", JA: "未閲覧のまま全て回収・消去"})
		is(law.Recovered, law.Yes, law.Text{})
	}
}

// manner is how something of an everyday case was lost, and what that says of the law's questions.
type manner struct {
	manner, medium string
	wrongful, open law.Truth
	why            law.Text
}

var (
	ourOwn   = law.Text{EN: "a mishap of our own", JA: "自社の過失による"}
	byAThief = law.Text{EN: "it was stolen", JA: "盗難のため"}
)

// mannerOf are the manners by what happened. Something lost is no theft as long as nothing speaks for one.
var mannerOf = map[string]manner{
	"email":  {"misdirected", "electronic", law.No, law.No, ourOwn},
	"post":   {"misdirected", "paper", law.No, law.No, ourOwn},
	"fax":    {"misdirected", "paper", law.No, law.No, ourOwn},
	"handed": {"misdirected", "", law.No, law.No, ourOwn},
	"device": {"lost", "device", law.No, law.No, ourOwn},
	"paper":  {"lost", "paper", law.No, law.No, ourOwn},
	"stolen": {"stolen", "", law.Suspected, law.No, byAThief},
	"web":    {"setting", "electronic", law.No, law.Yes, ourOwn},
}

// grave are the law's questions that kinds answer, where all kinds are known.
var grave = []struct {
	fact string
	of   func([]pii.Kind) law.Truth
}{
	{law.Special, anyOf(func(k pii.Kind) bool { return k.Has(pii.Special) })},
	{law.Sensitive, anyOf(func(k pii.Kind) bool { return k.Has(pii.Special) })},
	{law.Financial, anyOf(func(k pii.Kind) bool { return k.Has(pii.Financial) && !k.Has(pii.TinyDomain) })},
	{law.Card, anyOf(func(k pii.Kind) bool { return k == pii.CreditCardNumber })},
	{law.Specific, anyOf(func(k pii.Kind) bool { return k.Has(pii.Specific) })},
	{law.UniqueNumbers, anyOf(func(k pii.Kind) bool { return k.Has(pii.Government) })},
	{law.Secrecy, anyOf(func(k pii.Kind) bool { return k.Has(pii.Secrecy) })},
	{law.Credentials, func(ks []pii.Kind) law.Truth {
		if slices.ContainsFunc(ks, func(k pii.Kind) bool { return k.Has(pii.Credential) }) { // whether one can pay with the account is not asked
			return law.Suspected
		}
		return law.No
	}},
}

func anyOf(of func(pii.Kind) bool) func([]pii.Kind) law.Truth {
	return func(ks []pii.Kind) law.Truth {
		if slices.ContainsFunc(ks, of) {
			return law.Yes
		}
		return law.No
	}
}
