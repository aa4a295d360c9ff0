package japan

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// regime is what distinguishes the three reports to the Commission.
type regime struct {
	rules    [2]string // preliminary, final
	article  law.Text  // whose numbers are boxes
	data     law.Text  // what was lost is called
	triggers []trigger
	era      bool // days bear the Japanese year
}

// trigger is a number of the article: true if one of the facts is, or a number of persons is passed.
type trigger struct {
	text   law.Text
	facts  []string
	people string
	over   int64
}

func appiRegime() *regime {
	return &regime{
		rules:   [2]string{"jp-appi-preliminary", "jp-appi-final"},
		article: law.Text{JA: "報告の対象となる事態（規則第7条）", EN: "What makes it reportable (Enforcement Rules Art. 7)"},
		data:    law.Text{JA: "個人データ", EN: "personal data"},
		triggers: []trigger{
			{text: law.Text{JA: "第1号（要配慮個人情報）", EN: "No. 1: special care-required data"}, facts: []string{law.Special}},
			{text: law.Text{JA: "第2号（財産的被害のおそれ）", EN: "No. 2: may cause property damage"}, facts: []string{law.Financial, law.Card, law.Credentials}},
			{text: law.Text{JA: "第3号（不正の目的）", EN: "No. 3: possibly for a wrongful purpose"}, facts: []string{law.Wrongful}},
			{text: law.Text{JA: "第4号（1,000人超）", EN: "No. 4: more than 1,000 persons"}, people: law.People, over: 1000},
		},
	}
}

func publicRegime() *regime {
	r := appiRegime()
	r.rules = [2]string{"jp-appi-public-preliminary", "jp-appi-public-final"}
	r.article = law.Text{JA: "報告の対象となる事態（規則第43条）", EN: "What makes it reportable (Enforcement Rules Art. 43)"}
	r.data = law.Text{JA: "保有個人情報", EN: "personal information held"}
	r.triggers[3].text = law.Text{JA: "第4号（100人超）", EN: "No. 4: more than 100 persons"}
	r.triggers[3].over = 100
	r.era = true
	return r
}

func numberRegime() *regime {
	return &regime{
		rules:   [2]string{"jp-number-act-preliminary", "jp-number-act-final"},
		article: law.Text{JA: "報告の対象となる事態（番号法第29条の4）", EN: "What makes it reportable (Number Act Art. 29-4)"},
		data:    law.Text{JA: "特定個人情報", EN: "specific personal information"},
		triggers: []trigger{
			{text: law.Text{JA: "番号法で定める情報システム等からの漏えい等", EN: "A system that the Act designates"}, facts: []string{law.Designated}},
			{text: law.Text{JA: "不正の目的", EN: "Possibly for a wrongful purpose"}, facts: []string{law.Wrongful}},
			{text: law.Text{JA: "不特定多数の者による閲覧", EN: "Viewable by an unspecified number"}, facts: []string{law.Unspecified}},
			{text: law.Text{JA: "100人超", EN: "More than 100 persons"}, people: law.SpecificPeople, over: 100},
		},
		era: true,
	}
}

// reached tells which numbers of the article are reached. What is not known is open; a suspicion counts, and says that it is one.
func (r *regime) reached(s *legal.Sheet) legal.Answer {
	var a legal.Answer
	for _, t := range r.triggers {
		truth, by := t.truth(s)
		text := t.text.Of(s.Lang)
		if truth == law.Suspected {
			text += s.Say("：おそれ", ": suspected")
		}
		a.Choices = append(a.Choices, paper.Choice{Text: text, Ticked: truth >= law.Suspected, Open: truth == law.Unknown})
		if truth >= law.Suspected {
			a.By = legal.Events(a.By, by...)
		}
	}
	return a
}

func (t trigger) truth(s *legal.Sheet) (law.Truth, []int64) {
	if t.people != "" {
		return over(s.Facts[t.people], t.over)
	}
	// one that is true is enough; all must be ruled out for none to be
	best, all := law.Unknown, true
	var by []int64
	for _, f := range t.facts {
		truth, seqs := s.Truth(f)
		all = all && truth == law.No
		if truth > best && truth != law.No {
			best, by = truth, seqs
		}
	}
	if best == law.Unknown && all {
		return law.No, nil
	}
	return best, by
}

// over tells whether a number of persons is more than so many.
func over(v law.Value, limit int64) (law.Truth, []int64) {
	switch {
	case v.Low != nil && *v.Low > limit:
		return law.Yes, v.By
	case v.High != nil && *v.High <= limit:
		return law.No, v.By
	case v.High != nil || v.Likely != nil && *v.Likely > limit:
		return law.Suspected, v.By
	}
	return law.Unknown, nil
}

// lost are the boxes of what became of the data.
func lost(s *legal.Sheet) legal.Answer {
	words, _, by := s.Words("manner")
	viewed, seen := s.Truth(law.Viewed)
	by = legal.Events(by, seen...)
	read := s.Times.FirstRead != nil && s.Times.FirstRead.Value.Moment != nil
	if read {
		by = legal.Events(by, s.Times.FirstRead.By...)
	}
	any := func(of ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(of, w) })
	}
	leak := read || viewed == law.Yes || any("misdirected", "stolen")
	risk := !leak && (viewed == law.Suspected || len(words) > 0)
	a := legal.Answer{Choices: []paper.Choice{
		{Text: s.Say("漏えい", "Leak"), Ticked: leak, Open: !leak && !risk},
		{Text: s.Say("漏えいのおそれ", "Possible leak"), Ticked: risk, Open: !leak && !risk},
		{Text: s.Say("滅失・毀損（おそれを含む）", "Loss or damage (or its possibility)"), Open: true},
	}}
	if a.Known() {
		a.By = by
	}
	return a
}

func isCard(k pii.Kind) bool   { return k == pii.CreditCardNumber }
func isNumber(k pii.Kind) bool { return k == pii.JapanIndividualNumber }

// behind is how many persons stand behind a kind, or that none was found among what is known.
func behind(s *legal.Sheet, meant func(pii.Kind) bool) legal.Answer {
	a, there := s.Of(meant)
	if there || len(s.Affected.Kinds) == 0 {
		return a
	}
	_, by := s.Has(func(pii.Kind) bool { return true })
	return legal.Answer{Value: []string{s.Say("これまでの調査では確認されていない", "none found so far")}, By: by}
}
