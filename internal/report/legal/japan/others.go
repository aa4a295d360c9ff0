package japan

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
)

// contractor tells the principal what is known. Whoever does so in time need not report himself.
func contractor(s *legal.Sheet) {
	s.Address("jp-appi-contractor")
	s.Signed()
	s.Phrase("貴社から委託を受けて取り扱っている個人データについて、漏えい等が発生し、又は発生したおそれがあることを把握しましたので、個人情報の保護に関する法律第26条第1項ただし書に基づき、現時点で判明している事項を通知いたします。調査中の事項は、判明次第、速やかにお知らせいたします。",
		"We have learnt that personal data which we handle on your behalf were leaked, or may have been. Under the proviso of Art. 26(1) of the Act on the Protection of Personal Information we tell you what is known by now. What is under investigation will follow as soon as it is known.")
	r := appiRegime()
	s.Heading(2, "1　概要", "1. Outline")
	s.Field("outline.occurred", "1-1", "発生日", "Occurred on", occurred(s))
	s.Field("outline.known", "1-2", "弊社が把握した日", "We knew on", s.Believed(s.Times.Known).Or(s.Moment(breach.Discovered)))
	s.Field("outline.event", "1-3", "発生事案", "What became of the data", lost(s))
	s.Field("outline.finder", "1-4", "発見者", "Found by", s.Said(breach.Finder))
	s.Field("outline.contractor", "1-5", "再委託先の有無", "Sub-contractors", contractors(s))
	s.Field("outline.course", "1-6", "事実経過", "Course of events", s.CourseText())
	r.items(s)
	r.persons(s)
	cause(s)
	damage(s)
	towards(s)
	publication(s)
	prevention(s)
	other(s)
	s.Heading(2, "お問い合わせ先", "Contact")
	s.Contact()
}

// telecom is the first word to the ministry: what is known, at once; the details follow within 30 days.
func telecom(s *legal.Sheet) {
	s.Era = true
	s.Address("jp-telecom-secrecy-first")
	s.Signed()
	s.Lead("第一報（詳細は、発生から30日以内に報告する予定）", "First report; details follow within 30 days")
	s.Operator()
	s.Heading(2, "報告事項", "What is reported")
	s.Field("telecom.occurred", "1", "発生日時", "When it happened", occurred(s))
	s.Field("telecom.known", "2", "把握日時", "When we knew", s.Believed(s.Times.Known))
	s.Field("telecom.where", "3", "発生場所", "Where", s.Where())
	s.Field("telecom.outline", "4", "概要", "Outline", s.CourseText())
	t, by := s.Truth("secrecy")
	s.Field("telecom.secrecy", "5", "通信の秘密の侵害の有無", "Secrecy of communications", s.YesNo(t, by))
	s.Field("telecom.kinds", "6", "漏えいした情報", "What was leaked", s.Kinds())
	s.Field("telecom.people", "7", "影響を受けた利用者の数", "Users concerned", s.People())
	s.Field("telecom.cause", "8", "理由・原因", "Cause", s.Causes())
	s.Field("telecom.measures", "9", "講じた措置", "Measures taken", s.Stopping().Add(s.Done()))
	s.Field("telecom.persons", "10", "利用者への対応", "Towards users", s.ToPersons())
	s.Field("telecom.planned", "11", "今後の措置", "Planned", s.Coming())
	s.Field("telecom.other", "12", "その他参考となる事項", "Other", s.Said(breach.OtherText))
}
