package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/verdict"
)

func num(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// number is the number that a claim begins with.
func number(s string) (n int64) {
	_, _ = fmt.Sscan(s, &n)
	return n
}

func of1(p *float64) float64 {
	if p == nil {
		return 0
	}
	return *p
}

// offered: the seller's sample.
func (t *tale) offered() error {
	t.step++
	t.page.Line("")
	t.page.Title(fmt.Sprintf("%d  %s", t.step, t.a.say("A seller shows a sample", "売り手が「サンプル」を公開した")), fmt.Sprintf(t.a.say("%.0f s", "%.0f秒"), time.Since(t.began).Seconds()))
	m := &t.sample
	if err := t.match(m); err != nil {
		return err
	}
	if m.Ours.Verdict != "ours" || m.Genuine.Verdict != "genuine" {
		t.page.Wrap(report.Bold, m.Genuine.Verdict+", "+m.Ours.Verdict, 2)
		return nil
	}
	t.page.Wrap(report.Red, fmt.Sprintf(t.a.say("Genuine (%.1f %%), and ours (%.1f %% of its records)", "本物（%.1f%%）、かつ自社のデータ（記録の%.1f%%）"), 100*of1(m.Genuine.Real), 100*of1(m.Ours.Share)), 2)
	for i, o := range m.Origin {
		if i > 0 || o.After == nil || o.Before == nil {
			continue
		}
		t.wrap(fmt.Sprintf(t.a.say("A copy of %s, taken between %s and %s.", "%sの複製。取得された時期は%sから%sの間。"), o.Store, t.day(*o.After), t.day(*o.Before)))
	}
	t.wrap(fmt.Sprintf(t.a.say("%s people, %s of them ours; %s are minors.", "%s人（うち自社%s人）。未成年は%s人。"), t.n(num(m.People.Likely)), t.n(num(m.People.Matched)), t.n(num(m.People.MinorsNow))))
	for _, c := range m.Canaries {
		t.page.Wrap(report.Bold, fmt.Sprintf(t.a.say("Planted persons found: it is copy %s of %s", "登録したダミーの人物を検出：%[2]sの複製%[1]sから流出"), report.Clean(c.Copy), report.Clean(c.Store)), 2)
	}
	for _, c := range m.Claim {
		if c.Point == "count" {
			t.wrap(fmt.Sprintf(t.a.say("The seller claims %s people in all, and shows %s.", "売り手は全部で%s人分と主張し、うち%s人分を見せています。"), t.n(number(c.Claimed)), t.n(num(m.People.Likely))))
		}
	}
	return nil
}

// invented: the second offer.
func (t *tale) invented() error {
	t.step++
	t.page.Line("")
	t.page.Title(fmt.Sprintf("%d  %s", t.step, t.a.say("Another claims to have more", "別の売り手も現れた")), fmt.Sprintf(t.a.say("%.0f s", "%.0f秒"), time.Since(t.began).Seconds()))
	m := &t.other
	if err := t.match(m); err != nil {
		return err
	}
	t.say(report.Bold, "  "+fmt.Sprintf(t.a.say("%s: made up (%.2f %%), and %.0f %% of it are ours", "%s：作り物（%.2f%%）。自社の記録は%.0f%%"),
		map[bool]string{true: t.a.say("Not our data", "自社のデータではありません"), false: m.Ours.Verdict}[m.Ours.Verdict == "not_ours"], 100*of1(m.Genuine.Invented), 100*of1(m.Ours.Share)))
	es := slices.DeleteFunc(slices.Clone(m.Genuine.Evidence), func(e leak.Evidence) bool { return e.For != "invented" })
	slices.SortStableFunc(es, func(a, b leak.Evidence) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	for i, e := range es {
		if i == 4 {
			break
		}
		t.wrap(fmt.Sprintf(t.a.say("%s: %s of %s", "%s：%[3]s件中%[2]s件"), verdict.Word(e.Code, t.a.lang), t.n(e.N), t.n(e.Of)))
	}
	if len(m.Origin) == 0 {
		t.wrap(t.a.say("None of our stores explains it.", "自社のどのストアとも一致しません。"))
	}
	return nil
}

// answered is the answer to who read these people.
type answered struct {
	Asked, People int64
	First         *time.Time
	Readers       []struct {
		Principal, Origin string
		Countries         []string
		First, Last       time.Time
		People, Rows      int64
	}
	Gaps []struct {
		Source, Why string
		From, To    *time.Time
	}
}

// asked: who read these people, and where the logs are silent.
func (t *tale) asked() error {
	crm := t.story.Logs[len(t.story.Logs)-1]
	t.head("Who read these people?", "この人たちを閲覧したのは誰か", "watch --ask --people "+t.rel(t.sample.offer.Asked))
	out, err := t.run("watch", "--ask", "--people", t.sample.offer.Asked, "--format", "json", crm)
	if err != nil {
		return err
	}
	if err := first(out, "answer", &t.answer); err != nil {
		return err
	}
	a := &t.answer
	t.page.Wrap(report.Bold, fmt.Sprintf(t.a.say("%s of %s were read, by %s accounts", "%[2]s人のうち%[1]s人が閲覧されていた（アカウント%[3]s件）"), t.n(a.People), t.n(a.Asked), t.n(int64(len(a.Readers)))), 2)
	most := 0
	for i := range a.Readers {
		if a.Readers[i].People > a.Readers[most].People {
			most = i
		}
	}
	if len(a.Readers) > 0 {
		r := a.Readers[most]
		t.wrap(fmt.Sprintf(t.a.say("%s alone read %s of them (%s), the others what their work is.", "%sが単独で%s人分を閲覧（%s）。ほかは通常の業務の範囲。"), r.Principal, t.n(r.People), strings.Join(r.Countries, ", ")))
	}
	for _, g := range a.Gaps {
		if g.From == nil {
			continue
		}
		until := t.a.say("now", "現在")
		if g.To != nil {
			until = t.minute(*g.To)
		}
		t.wrap(fmt.Sprintf(t.a.say("The log is silent from %s to %s: what happened then is unknown, and is said to be.", "%sから%sまで記録が欠けています。その間のことは「不明」とします。"), t.minute(*g.From), until))
	}
	return nil
}

// opened is a case.
type opened struct {
	ID     string
	Times  map[string]json.RawMessage
	People struct{ Max, Likely *int64 }
	duties []owed
}

type owed struct {
	Rule   string
	Title  struct{ EN, JA string }
	Status string
	Due    *struct {
		Last   string `json:"last_day"`
		AtOnce bool   `json:"at_once"`
	}
	Missing []string
}

// opened: the case, with its dates and what the form still lacks.
func (t *tale) opened() error {
	t.head("Open the case", "事案として登録する", "case open --match latest --alert "+t.alert.ID)
	if _, err := t.run("case", "open", "--match", t.sample.ID, "--alert", t.alert.ID, "--by", "demo"); err != nil {
		return err
	}
	out, err := t.run("case", "show", "latest", "--by", "demo", "--format", "json")
	if err != nil {
		return err
	}
	if err := first(out, "case", &t.kase); err != nil {
		return err
	}
	t.page.Wrap(report.Bold, fmt.Sprintf(t.a.say("Case %s: up to %s people", "事案 %s：最大%s人"), t.kase.ID, t.n(num(t.kase.People.Max))), 2)
	err = eachLine(out, "duty", func(v json.RawMessage) error {
		var d owed
		if err := json.Unmarshal(v, &d); err != nil {
			return err
		}
		if d.Status != "due" {
			return nil
		}
		t.kase.duties = append(t.kase.duties, d)
		when := t.a.say("at once", "直ちに")
		if d.Due != nil && d.Due.Last != "" {
			when = d.Due.Last
		}
		t.page.Line("  " + report.Fit(t.a.say(d.Title.EN, d.Title.JA), 34) + when)
		return nil
	})
	if err != nil {
		return err
	}
	return t.form()
}

// form says which fields of the Commission's form are filled from what was found, and which nobody knows yet.
func (t *tale) form() error {
	b, err := book.Open()
	if err != nil {
		return err
	}
	for _, d := range t.kase.duties {
		rule := b.Rule(d.Rule, t.began)
		if d.Rule != "jp-appi-preliminary" || rule == nil {
			continue
		}
		var filled, open []string
		for _, item := range rule.Items {
			name := fmt.Sprintf("%d %s", item.No, t.a.say(item.Text.EN, item.Text.JA))
			if slices.Contains(d.Missing, item.ID) {
				open = append(open, name)
			} else {
				filled = append(filled, name)
			}
		}
		sep := t.a.say("; ", "／")
		t.wrap(t.a.say("Filled from what was found: ", "見つかった事実から記入済み：") + strings.Join(filled, sep))
		t.wrap(t.a.say("What nobody knows yet: ", "まだ判明していない項目：") + strings.Join(open, sep))
	}
	return nil
}

// own: what is kept of all this is nobody's data.
func (t *tale) own() error {
	t.head("And what does Tsutsumi keep?", "では、つつみ自身は何を残したか", "scan "+t.rel(t.home))
	out, err := t.run("scan", "--no-inventory", "--format", "json", t.home)
	if err != nil {
		return err
	}
	var s struct {
		People *int64
		Parts  int64
	}
	if err := first(out, "summary", &s); err != nil {
		return err
	}
	t.people = num(s.People)
	clear, of, err := t.story.Found(t.home, t.sample.offer)
	if err != nil {
		return err
	}
	if t.people == 0 {
		t.page.Wrap(report.Bold, t.a.say("0 people in its own home", "自身の台帳フォルダーから見つかった個人データ：0人分"), 2)
	}
	t.page.Wrap(report.Bold, fmt.Sprintf(t.a.say("%s of the sample's %s e-mail addresses, numbers and names stand anywhere in it", "サンプルのメールアドレス・番号・氏名 %[2]s件のうち、フォルダーのどこかに残っていたもの：%[1]s件"), t.n(clear), t.n(of)), 2)
	return nil
}
