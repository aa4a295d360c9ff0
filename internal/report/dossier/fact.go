package dossier

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// labels are what facts are called in a list. A fact that is not here is called by its question.
var labels = map[string]law.Text{
	law.Known:           {EN: "when we knew", JA: "知った時点"},
	law.People:          {EN: "number of persons", JA: "本人の数"},
	law.Special:         {EN: "special care-required data", JA: "要配慮個人情報"},
	law.Financial:       {EN: "data whose misuse may cause damage to property", JA: "財産的被害のおそれのあるデータ"},
	law.Wrongful:        {EN: "possibly a wrongful purpose", JA: "不正の目的のおそれ"},
	law.Encrypted:       {EN: "highly encrypted", JA: "高度な暗号化"},
	law.Viewed:          {EN: "viewed by somebody", JA: "第三者による閲覧"},
	law.Specific:        {EN: "My Numbers", JA: "個人番号（特定個人情報）"},
	law.SpecificPeople:  {EN: "persons whose My Number is concerned", JA: "個人番号の本人の数"},
	law.Unspecified:     {EN: "viewable by an unspecified number", JA: "不特定多数による閲覧"},
	law.Designated:      {EN: "system designated by the Number Act", JA: "番号法の指定システム"},
	law.Credentials:     {EN: "what opens an account with payment", JA: "決済機能のあるサービスの認証情報"},
	law.Card:            {EN: "payment card numbers", JA: "クレジットカード番号"},
	law.Secrecy:         {EN: "secrecy of communications", JA: "通信の秘密"},
	law.Sensitive:       {EN: "special categories of data", JA: "機微なデータ（GDPR等）"},
	law.UniqueNumbers:   {EN: "national identification numbers", JA: "固有識別番号"},
	law.Sector:          {EN: "our sector", JA: "業種"},
	law.Role:            {EN: "our role", JA: "当社の立場"},
	law.Places:          {EN: "countries whose law reaches us", JA: "適用される法域"},
	law.Risk:            {EN: "risk to the persons", JA: "本人へのリスク"},
	law.HighRisk:        {EN: "high risk to the persons", JA: "本人への高いリスク"},
	law.SignificantHarm: {EN: "significant harm", JA: "重大な損害"},
	law.IllegalAccess:   {EN: "unlawful access from outside", JA: "外部からの不正アクセス"},
	law.NoticeHard:      {EN: "persons cannot be told one by one", JA: "個別通知が困難"},
	law.Handled:         {EN: "when the incident was handled", JA: "対応完了の時点"},
	law.PrincipalTold:   {EN: "the principal was told", JA: "委託元への通知"},
	law.HarmAvoided:     {EN: "harm avoided by what was done", JA: "措置による損害の回避"},
	law.Recovered:       {EN: "all got back or deleted", JA: "全件の回収・削除"},
	law.InternalOnly:    {EN: "stayed within the organisation", JA: "組織内にとどまる"},
	law.SystemPeople:    {EN: "persons held in the system", JA: "対象システムの保有人数"},
	breach.FirstRead:    {EN: "first read", JA: "最初の閲覧"},
	breach.LastRead:     {EN: "last read", JA: "最後の閲覧"},
	breach.Discovered:   {EN: "discovered", JA: "発覚"},
	breach.Stopped:      {EN: "hole closed", JA: "遮断・是正"},
	breach.PersonsTold:  {EN: "people told", JA: "本人への通知"},
	breach.Published:    {EN: "published", JA: "公表"},
	breach.Finder:       {EN: "who found it", JA: "発見者"},
	breach.Outline:      {EN: "what happened", JA: "事案の概要"},
	breach.CauseText:    {EN: "cause", JA: "原因"},
	breach.Where:        {EN: "where it happened", JA: "発生場所"},
	breach.Damage:       {EN: "secondary damage, or its risk", JA: "二次被害又はそのおそれ"},
	breach.DamageSeen:   {EN: "secondary damage was seen", JA: "二次被害の発生"},
	breach.ToPersons:    {EN: "done towards the persons", JA: "本人への対応"},
	breach.Publication:  {EN: "publication", JA: "公表の実施状況"},
	breach.Prevented:    {EN: "measures done", JA: "再発防止（実施済）"},
	breach.Preventing:   {EN: "measures planned", JA: "再発防止（予定）"},
	breach.OtherText:    {EN: "other", JA: "その他"},
	breach.Medium:       {EN: "medium", JA: "媒体"},
	breach.Retrieved:    {EN: "retrieved, or erased unread", JA: "回収・未閲覧での消去"},
	breach.Manner:       {EN: "how it was lost", JA: "態様"},
	breach.Mishap:       {EN: "what went wrong", JA: "発生した事象"},
}

// order is in which facts are listed; those that are not here follow by their names.
var order = []string{law.Known, breach.FirstRead, breach.LastRead, breach.Discovered, breach.Stopped, breach.PersonsTold, breach.Published, law.Handled, law.People,
	law.Special, law.Financial, law.Wrongful, law.Specific, law.SpecificPeople, law.Card, law.Credentials, law.Sensitive, law.UniqueNumbers, law.Secrecy, law.Encrypted, breach.Retrieved, law.Viewed,
	law.Unspecified, law.IllegalAccess, law.Designated, law.Risk, law.HighRisk, law.SignificantHarm, law.NoticeHard, law.Sector, law.Role, law.Places, breach.Mishap, breach.Manner, breach.Medium,
	breach.Outline, breach.Finder, breach.Where, breach.CauseText, breach.Damage, breach.DamageSeen, breach.ToPersons, breach.Publication, breach.Prevented, breach.Preventing, breach.OtherText}

// struck is the style of what was refuted: dim, with a stroke through it.
const struck = "2;9"

// label is what a fact is called.
func (t *teller) label(name string) string {
	if l, ok := labels[name]; ok {
		return t.text(l)
	}
	if f := t.c.Fact(name); f != nil {
		if q := t.text(f.Question); q != "" {
			return q
		}
	}
	return said(name)
}

func (t *teller) truth(v law.Truth) string {
	switch v {
	case law.Yes:
		return t.Of("はい", "yes")
	case law.No:
		return t.Of("いいえ", "no")
	case law.Suspected:
		return t.Of("おそれあり", "suspected")
	}
	return t.Of("不明", "unknown")
}

// lawValue is the value of a fact as a rule saw it.
func (t *teller) lawValue(fact string, v *law.Value) string {
	switch {
	case v.Likely != nil && v.High != nil && *v.High != *v.Likely:
		return report.Number(*v.Likely) + t.Of("（最大 "+report.Number(*v.High)+"）", " (at most "+report.Number(*v.High)+")")
	case v.Likely != nil:
		return report.Number(*v.Likely)
	case v.High != nil:
		return t.Of("最大 ", "at most ") + report.Number(*v.High)
	case v.Low != nil:
		return t.Of("少なくとも ", "at least ") + report.Number(*v.Low)
	case len(v.Set) > 0 || v.Whole:
		return t.set(fact, v.Set, v.Whole)
	case !v.At.IsZero():
		return t.time(v.At)
	}
	return t.truth(v.Truth)
}

// value is the value of an assertion.
func (t *teller) value(fact string, v *breach.Value) string {
	switch {
	case v.Count != nil:
		return t.Of("最大 ", "at most ") + t.count(v.Count.Max) + t.Of("・推定 ", ", likely ") + t.count(v.Count.Likely) + t.Of("・確定 ", ", confirmed ") + t.count(v.Count.Confirmed)
	case v.Moment != nil:
		return t.moment(v.Moment)
	case v.Text != nil:
		return t.text(*v.Text)
	case len(v.Set) > 0 || v.Whole:
		return t.set(fact, v.Set, v.Whole)
	}
	return t.truth(v.Truth)
}

func (t *teller) set(fact string, words []string, whole bool) string {
	var out []string
	f := t.c.Fact(fact)
	if f == nil {
		f = CaseFact(fact)
	}
	for _, w := range words {
		s := said(w)
		switch {
		case fact == law.Places:
			s = t.country(w)
		case f != nil:
			if i := slices.IndexFunc(f.Words, func(x law.Word) bool { return x.Name == w }); i >= 0 {
				s = t.text(f.Words[i].Text)
			}
		}
		out = append(out, s)
	}
	s := t.join(out)
	switch {
	case s == "":
		s = t.Of("なし", "none")
	case !whole:
		s += t.Of("（ほかにもある可能性）", " (maybe more)")
	}
	return s
}

// names are the facts of which something was asserted, in the order of the list.
func names(s *breach.State) []string {
	out := slices.Collect(maps.Keys(s.Facts))
	place := func(n string) int {
		if i := slices.Index(order, n); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b)) })
	return out
}

// facts lists each fact with all that was asserted of it. What was refuted is struck through, and says so for those who see no strokes.
func (t *teller) facts() {
	s := t.c.State
	t.Title(t.Of("事実と根拠", "Facts, and who says so"), t.n(int64(len(s.Facts)), "件", "fact", "facts"))
	names := names(s)
	if len(names) == 0 {
		t.Line("  " + t.Of("まだありません", "none yet"))
	}
	for _, name := range names {
		t.asserted(name, s.Facts[name])
	}
}

func (t *teller) asserted(name string, all []breach.Source[breach.Fact]) {
	now := t.c.Now(name)
	value, style := t.Of("不明", "unknown"), report.Yellow
	if now != nil {
		if value, style = t.value(name, &now.Value), report.Bold; now.Disputed {
			value += t.Of("（争いあり）", " (disputed)")
		}
	}
	t.ends(report.Plain, "  "+t.label(name), t.Paint(report.Dim, report.Cut(said(name), t.Width()/3)))
	t.columns(14, style, t.Of("現在", "now"), value)
	from := len(all) - t.bound(len(all), 6)
	if from > 0 {
		t.columns(14, report.Dim, "", t.Of("以前の主張 "+report.Number(int64(from))+"件（--all ですべて表示）", report.Plural(int64(from), "earlier assertion", "earlier assertions")+" (--all)"))
	}
	for i := from; i < len(all); i++ {
		a := &all[i]
		value, mark := t.value(name, &a.Body.Value), "+"
		switch a.Body.Status {
		case breach.Refuted:
			value, mark = t.Of("否定：", "refuted: ")+value, "×"
		case breach.Disputed:
			value, mark = t.Of("異議：", "disputed: ")+value, "?"
		}
		tail := t.Of("（", " (") + said(a.Body.Source) + t.Of("、", ", ") + said(a.By) + t.Of("、記録", ", event ") + numbers([]int64{a.Seq}) + t.Of("）", ")")
		if w := t.text(a.Body.Why); w != "" {
			tail = t.Of("　", "  ") + w + tail
		}
		style := report.Plain
		if a.Body.Status == breach.Refuted {
			style = struck
		}
		t.columns(14, style, mark+" "+t.date(a.At), value+tail)
	}
}
