// Package europe holds the documents of the General Data Protection Regulation, of the Union and of the United Kingdom: the notification of the supervisory authority
// (Art. 33, in phases) and the communication to the persons (Art. 34).
package europe

import (
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Forms lists them.
func Forms() []legal.Form {
	return []legal.Form{
		{ID: "eu-gdpr-33", Title: law.Text{EN: "Notification of a personal data breach (Art. 33 GDPR)", JA: "個人データ侵害の監督機関への通知（GDPR第33条）"},
			Reader: legal.Authority, Jurisdiction: "EU", Rules: []string{"eu-gdpr-33"}, Write: authority},
		{ID: "eu-gdpr-34", Title: law.Text{EN: "Communication of a personal data breach to the persons (Art. 34 GDPR)", JA: "個人データ侵害の本人への連絡（GDPR第34条）"},
			Reader: legal.Persons, Jurisdiction: "EU", Rules: []string{"eu-gdpr-34"}, Write: persons},
		{ID: "uk-gdpr-33", Title: law.Text{EN: "Notification of a personal data breach (Art. 33 UK GDPR)", JA: "個人データ侵害の監督機関への通知（英国GDPR第33条）"},
			Reader: legal.Authority, Jurisdiction: "GB", Rules: []string{"uk-gdpr-33"}, Write: authority},
		{ID: "uk-gdpr-34", Title: law.Text{EN: "Communication of a personal data breach to the persons (Art. 34 UK GDPR)", JA: "個人データ侵害の本人への連絡（英国GDPR第34条）"},
			Reader: legal.Persons, Jurisdiction: "GB", Rules: []string{"uk-gdpr-34"}, Write: persons},
	}
}

func authority(s *legal.Sheet) {
	s.Address(s.Form.Rules...)
	s.Signed()
	phase(s)
	s.Heading(2, "管理者", "Controller")
	s.Field("operator.name", "", "名称", "Name", legal.Fixed(s.Organisation()))
	s.Field("operator.address", "", "所在地", "Address", legal.Fixed(s.Place()))
	s.Heading(2, "(a)　侵害の性質", "(a) Nature of the breach")
	s.Field("gdpr.occurred", "a-1", "発生時期", "When it began", s.Believed(s.Times.FirstRead))
	s.Field("gdpr.until", "a-2", "終了時期", "When it ended", s.Moment(breach.Stopped))
	s.Field("gdpr.aware", "a-3", "認識した時刻", "When we became aware", s.Believed(s.Times.Known))
	s.Field("gdpr.manner", "a-4", "区分", "Sort", s.Manner())
	s.Field("gdpr.course", "a-5", "経過", "Course of events", s.CourseText())
	s.Field("gdpr.cause", "a-6", "原因", "Cause", s.Causes())
	s.Field("gdpr.subjects", "a-7", "データ主体の類型", "Categories of data subjects", s.Whose())
	s.Field("gdpr.people", "a-8", "データ主体の概数", "Approximate number of data subjects", s.People())
	s.Field("gdpr.kinds", "a-9", "記録の類型", "Categories of records", s.Kinds())
	s.Field("gdpr.records", "a-10", "記録の概数", "Approximate number of records", records(s))
	t, by := s.Truth(law.Sensitive)
	s.Field("gdpr.special", "a-11", "特別な種類のデータ（第9条）", "Special categories (Art. 9)", s.YesNo(t, by))
	s.Field("gdpr.regions", "a-12", "データ主体の所在国", "Where the persons live", s.Regions())
	s.Heading(2, "(b)　連絡先", "(b) Contact point")
	s.Contact()
	s.Heading(2, "(c)　起こり得る結果", "(c) Likely consequences")
	s.Field("gdpr.consequences", "c-1", "結果", "Consequences", s.Harm())
	risk, riskBy := s.Truth(law.HighRisk)
	s.Field("gdpr.risk", "c-2", "高いリスクの有無", "High risk to the persons", s.YesNo(risk, riskBy))
	s.Heading(2, "(d)　講じた措置・講じる措置", "(d) Measures taken or proposed")
	s.Field("gdpr.stopped", "d-1", "侵害への対処", "To address the breach", s.Stopping().Add(s.Done()))
	s.Field("gdpr.mitigation", "d-2", "悪影響の軽減", "To mitigate its effects", s.Relief())
	s.Field("gdpr.planned", "d-3", "今後の措置", "Proposed", s.Coming())
	s.Field("gdpr.told", "d-4", "本人への連絡", "Communication to the persons (Art. 34)", s.ToldState().Add(s.ToPersons()))
	s.Heading(2, "期限との関係", "Time")
	s.Field("gdpr.delay", "", "72時間を超えた場合の理由", "Reasons for a delay beyond 72 hours", delay(s))
}

// phase tells which of the phases of Art. 33(4) this is.
func phase(s *legal.Sheet) {
	n := max(s.Report, 1)
	s.Heading(2, "通知の段階", "Phase")
	s.Field("report.phase", "", "段階", "Phase", legal.Answer{Choices: []paper.Choice{
		{Text: s.Say("最初の通知", "Initial"), Ticked: n == 1}, {Text: s.Say("追加の通知", "Further information"), Ticked: n > 1}}})
	s.Field("report.number", "", "通知の回数", "Notification number", legal.Fixed(fmt.Sprint(n)))
	s.Field("report.date", "", "通知の時刻", "Time of this notification", legal.Fixed(s.At(s.Now)))
	if p := s.Previous; p != nil && p.Submitted {
		s.Field("report.previous", "", "前回の通知", "Notification before", legal.Fixed(s.At(p.At)))
		s.Field("report.receipt", "", "前回の受付番号", "Its reference", legal.Fixed(p.Receipt))
	}
	s.Note("同時にすべての情報を提供できないため、判明した情報から段階的に提供します（第33条第4項）。", "What cannot be provided at the same time is provided in phases without undue further delay (Art. 33(4)).")
}

// records counts values by kind.
func records(s *legal.Sheet) legal.Answer {
	var a legal.Answer
	for _, h := range s.Affected.Kinds {
		if h.Values != nil {
			a.Value = append(a.Value, fmt.Sprintf(s.Say("%s：%s件", "%s: %s"), s.Kind(h.Kind), s.Number(*h.Values)))
		}
	}
	if len(a.Value) > 0 {
		a.By = s.HeldBy()
	}
	return a
}

// delay: within the time there is nothing to explain; beyond it whoever reports must say why.
func delay(s *legal.Sheet) legal.Answer {
	d := s.Duty(s.Form.Rules[0])
	if d == nil || d.Due == nil || s.Times.Known == nil {
		return legal.Answer{}
	}
	if !s.Now.After(d.Due.At) {
		return legal.Answer{Value: []string{fmt.Sprintf(s.Say("該当しない（期限 %s）", "Not applicable: the time ends on %s"), s.At(d.Due.At))}, By: s.Times.Known.By}
	}
	return legal.Answer{Help: s.Say("期限を過ぎています。理由を事実 other に記録してください。", "The time is over: record the reasons as the fact other.")}.Or(s.Said(breach.OtherText))
}

func persons(s *legal.Sheet) {
	s.Signed()
	s.Phrase("当社が取り扱うあなたの個人データについて、侵害が発生しました。何が起きたか、どのような影響があり得るか、どのような対応が可能かをお知らせいたします。深くお詫び申し上げます。",
		"A breach has concerned personal data of yours that we hold. This letter tells you what happened, what may follow from it, and what we have done and you can do. We are sorry.")
	s.Heading(2, "何が起きたか", "What happened")
	s.Paragraphs(s.Said(breach.Outline).Or(s.Reason()))
	s.Field("gdpr.occurred", "", "発生時期", "When", s.Believed(s.Times.FirstRead))
	s.Field("gdpr.kinds", "", "対象のデータ", "Which data", s.Kinds())
	s.Heading(2, "起こり得る結果", "What may follow")
	s.Paragraphs(s.Harm())
	s.Heading(2, "当社の対応", "What we have done")
	s.List(s.Stopping().Add(s.Relief()).Add(s.Coming()))
	s.Heading(2, "ご自身でできること", "What you can do")
	s.List(s.Advice())
	s.Heading(2, "お問い合わせ先", "Whom to ask")
	s.Desk()
}
