// Package public holds what is said to everybody (the public notice) and to the company by which card payments are taken.
package public

import (
	"fmt"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Forms lists them.
func Forms() []legal.Form {
	return []legal.Form{
		{ID: "public-notice", Title: law.Text{JA: "個人情報の漏えいに関するお知らせとお詫び", EN: "Notice of a personal data breach, and our apology"}, Reader: legal.Public, Write: notice},
		{ID: "card-acquirer", Title: law.Text{JA: "カード情報の漏えいに関するご報告", EN: "Report of a compromise of card data to the acquirer"}, Reader: legal.Company,
			Jurisdiction: "card", Rules: []string{"card-acquirer", "card-report"}, Write: acquirer},
	}
}

// notice is the public notice.
func notice(s *legal.Sheet) {
	if name := legal.Clean(s.Organisation()); name != "" {
		s.Doc.From = []string{name}
	}
	if n := max(s.Report, 1); n > 1 {
		s.Lead(fmt.Sprintf("（第%d報）", n), fmt.Sprintf("Notice no. %d", n))
	}
	opening(s)
	s.Heading(2, "1　経緯", "1. What happened")
	s.Paragraphs(s.Said(breach.Outline))
	course(s)
	s.Heading(2, "2　対象となる個人情報", "2. What data are concerned")
	s.Field("public.people", "", "対象となる方の数", "Persons", s.People())
	s.Field("public.kinds", "", "項目", "Items", s.Kinds())
	s.Field("public.period", "", "対象期間", "Period", s.Period())
	s.Heading(2, "3　原因", "3. Cause")
	s.Paragraphs(s.Reason())
	s.Heading(2, "4　二次被害", "4. Misuse of the data")
	s.Field("public.damage", "", "二次被害の有無", "Was there any", s.HarmSeen())
	s.Paragraphs(s.Harm())
	s.Heading(2, "5　ご本人様への対応", "5. What we do for the persons")
	s.List(s.ToPersons().Add(s.Relief()))
	if a := s.Advice(); a.Known() {
		s.Heading(3, "ご本人様へのお願い", "What we ask of you")
		s.List(a)
	}
	s.Heading(2, "6　再発防止策", "6. So that it does not happen again")
	s.List(s.Stopping().Add(s.Done()).Add(s.Coming()))
	s.Heading(2, "7　お問い合わせ先", "7. Whom to ask")
	s.Desk()
}

// opening says no more than is known: that it was leaked, that it may have been, or that this is being looked into.
func opening(s *legal.Sheet) {
	us := "当社"
	if slices.Contains(s.Case.Sectors, "public") {
		us = "当機関"
	}
	viewed, _ := s.Truth(law.Viewed)
	manner, _, _ := s.Words(breach.Manner)
	var what law.Text
	switch {
	case s.Times.FirstRead != nil || viewed == law.Yes:
		what = law.Text{JA: "このたび、" + us + "が保有する個人情報が外部に漏えいしたことが判明いたしました。", EN: "We have found that personal data which we hold were leaked."}
	case viewed == law.Suspected || len(manner) > 0:
		what = law.Text{JA: "このたび、" + us + "が保有する個人情報が外部に漏えいしたおそれがあることが判明いたしました。", EN: "We have found that personal data which we hold may have been leaked."}
	default:
		what = law.Text{JA: us + "が保有する個人情報について、漏えい等の可能性の有無を調査しております。", EN: "We are looking into whether personal data which we hold were leaked."}
	}
	if s.Times.FirstRead == nil && viewed != law.Yes {
		s.Doc.Title = s.Say("個人情報の漏えいのおそれに関するお知らせとお詫び", "Notice of a possible personal data breach, and our apology")
	}
	s.Phrase(what.JA+"ご本人様をはじめ、関係する皆様に多大なご迷惑とご心配をおかけしておりますことを、深くお詫び申し上げます。現時点で判明している事実と今後の対応について、次のとおりお知らせいたします。",
		what.EN+" We apologise sincerely to everybody concerned. What is known by now, and what we do about it, is as follows.")
}

// course is what the public needs of the time line: when it was read, when we knew, what we did.
func course(s *legal.Sheet) {
	var items []string
	for _, c := range s.Course() {
		if c.Main {
			items = append(items, s.When(c.When)+s.Say("　", ": ")+c.Text)
		}
	}
	if len(items) > 0 {
		s.Add(paper.List{Items: items})
	}
}

func isCard(k pii.Kind) bool {
	return k == pii.CreditCardNumber || k == pii.CreditCardSecurityCode || k == pii.CreditCardExpirationDate
}

func acquirer(s *legal.Sheet) {
	s.Address("card-acquirer")
	s.Signed()
	s.Phrase("弊社において、クレジットカード情報が漏えいし、又は漏えいしたおそれがあることを把握いたしましたので、現時点で判明している事項をご報告いたします。カード番号の一覧は本書には記載せず、別途、貴社の指定する安全な方法でお渡しいたします。",
		"Card data were compromised, or may have been, at our company. What is known by now is told below. The list of card numbers is no part of this document: it goes to you by the secure way that you name.")
	s.Heading(2, "1　事案", "1. The incident")
	s.Field("card.known", "1-1", "把握した日時", "When we knew", s.Believed(s.Times.Known))
	s.Field("card.first", "1-2", "最初の不正な閲覧・取得", "First compromise", s.Believed(s.Times.FirstRead))
	s.Field("card.last", "1-3", "最後の不正な閲覧・取得", "Last compromise", s.Moment(breach.LastRead))
	s.Field("card.stopped", "1-4", "経路を遮断した日時", "Closed", s.Moment(breach.Stopped))
	s.Field("card.where", "1-5", "対象システム", "System", s.Where())
	s.Field("card.cause", "1-6", "原因", "Cause", s.Causes())
	s.Heading(2, "2　カード情報", "2. Card data")
	count, there := s.Of(func(k pii.Kind) bool { return k == pii.CreditCardNumber })
	if !there {
		count = legal.Answer{}
	}
	s.Field("card.people", "2-1", "カード番号を含む人数", "Persons with card numbers", count)
	s.Field("card.elements", "2-2", "漏えいした要素", "Elements", elements(s))
	t, by := s.Truth(law.Encrypted)
	s.Field("card.encrypted", "2-3", "高度な暗号化の有無", "Strongly encrypted", s.YesNo(t, by))
	s.Field("card.period", "2-4", "対象期間", "Period of the transactions", s.Period())
	s.Heading(2, "3　対応", "3. Response")
	s.Field("card.contained", "3-1", "拡大防止の措置", "Containment", s.Stopping())
	s.Field("card.forensic", "3-2", "調査の依頼", "Investigations asked for", requests(s))
	s.Field("card.misuse", "3-3", "不正利用の有無", "Misuse seen", s.HarmSeen().Add(s.Harm()))
	s.Field("card.persons", "3-4", "会員への対応", "Towards card holders", s.ToPersons().Add(s.Relief()))
	s.Field("card.public", "3-5", "公表", "Publication", s.Said(breach.Publication))
	s.Heading(2, "4　連絡先", "4. Contact")
	s.Contact()
}

// elements are the boxes of what stands on a card.
func elements(s *legal.Sheet) legal.Answer {
	var a legal.Answer
	for _, e := range []struct {
		kind   pii.Kind
		ja, en string
	}{{pii.CreditCardNumber, "カード番号", "Card number"}, {pii.CreditCardExpirationDate, "有効期限", "Expiry date"}, {pii.CreditCardSecurityCode, "セキュリティコード", "Security code"}} {
		there, by := s.Has(func(k pii.Kind) bool { return k == e.kind })
		a.Choices = append(a.Choices, paper.Choice{Text: s.Say(e.ja, e.en), Ticked: there, Open: !there})
		if there {
			a.By = legal.Events(a.By, by...)
		}
	}
	if there, by := s.Has(func(k pii.Kind) bool { return !isCard(k) }); there && a.Known() {
		a.Choices = append(a.Choices, paper.Choice{Text: s.Say("カード情報以外の個人情報", "Personal data besides"), Ticked: true})
		a.By = legal.Events(a.By, by...)
	}
	return a
}

// requests are what others were asked to find out.
func requests(s *legal.Sheet) legal.Answer {
	var a legal.Answer
	for _, q := range s.State.Requests {
		state := s.Say("回答済み", "answered")
		if q.Open {
			state = s.Say("回答待ち", "open")
		}
		a.Value = append(a.Value, fmt.Sprintf(s.Say("%s：%s（%s）", "%s: %s (%s)"), q.Body.To, q.Body.What, state))
		a.By = append(a.By, q.Seq)
	}
	return a
}
