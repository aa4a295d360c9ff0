// Package asia holds the documents of China (PIPL Art. 57), Korea (PIPA Art. 34) and Singapore (PDPA Part 6A).
package asia

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
		{ID: "cn-pipl-57", Title: law.Text{JA: "個人情報の漏えい等に関する通知（中国個人情報保護法第57条）", EN: "Notice of a personal information incident (PIPL Art. 57)"},
			Reader: legal.Authority, Jurisdiction: "CN", Rules: []string{"cn-pipl-57"}, Write: china},
		{ID: "kr-pipa-34", Title: law.Text{JA: "個人情報流出の通知・申告（韓国個人情報保護法第34条）", EN: "Notice and report of a personal information leak (PIPA Art. 34)"},
			Reader: legal.Authority, Jurisdiction: "KR", Rules: []string{"kr-pipa-34"}, Write: korea},
		{ID: "sg-pdpa", Title: law.Text{JA: "データ侵害の通知（シンガポール個人データ保護法）", EN: "Notification of a notifiable data breach (PDPA)"},
			Reader: legal.Authority, Jurisdiction: "SG", Rules: []string{"sg-pdpa"}, Write: singapore},
	}
}

// begin adds who notifies and which notification this is.
func begin(s *legal.Sheet, rule string) {
	s.Address(rule)
	s.Signed()
	n := max(s.Report, 1)
	s.Field("report.number", "", "通知の回数", "Notification number", legal.Fixed(fmt.Sprint(n)))
	s.Field("report.date", "", "通知の時刻", "Time of this notification", legal.Fixed(s.At(s.Now)))
	if p := s.Previous; p != nil && p.Submitted {
		s.Field("report.receipt", "", "前回の受付番号", "Reference of the notification before", legal.Fixed(p.Receipt))
	}
	s.Field("operator.name", "", "名称", "Organisation", legal.Fixed(s.Organisation()))
	s.Field("operator.address", "", "所在地", "Address", legal.Fixed(s.Place()))
}

func china(s *legal.Sheet) {
	begin(s, "cn-pipl-57")
	s.Heading(2, "1　発生した事態", "1. What happened")
	s.Field("pipl.event", "1-1", "経過", "Course of events", s.CourseText())
	s.Field("pipl.kinds", "1-2", "個人情報の種類", "Kinds of personal information", s.Kinds())
	t, by := s.Truth(law.Sensitive)
	s.Field("pipl.sensitive", "1-3", "敏感個人情報の有無", "Sensitive personal information", s.YesNo(t, by))
	s.Field("pipl.people", "1-4", "人数", "Persons", s.People())
	s.Field("pipl.regions", "1-5", "本人の居住地", "Where they live", s.Regions())
	s.Field("pipl.cause", "1-6", "原因", "Cause", s.Causes())
	s.Field("pipl.harm", "1-7", "生じ得る危害", "Harm that may follow", s.Harm())
	s.Heading(2, "2　措置", "2. Measures")
	s.Field("pipl.remedy", "2-1", "講じた是正措置", "Remedies taken", s.Stopping().Add(s.Done()).Add(s.Relief()))
	s.Field("pipl.planned", "2-2", "今後の措置", "Planned", s.Coming())
	s.Field("pipl.self", "2-3", "本人が危害を軽減するためにできること", "What persons can do against harm", s.Advice())
	s.Field("pipl.told", "2-4", "本人への通知", "Notice to the persons", told(s))
	s.Heading(2, "3　連絡先", "3. Contact")
	s.Contact()
}

// told: the persons may be left out where harm is avoided effectively.
func told(s *legal.Sheet) legal.Answer {
	a := s.ToldState().Add(s.ToPersons())
	if t, by := s.Truth("harm_avoided"); t == law.Yes {
		a.Value = append(a.Value, s.Say("講じた措置により危害を有効に避けられると判断している。", "The measures are held to avoid harm effectively."))
		a.By = legal.Events(a.By, by...)
	}
	return a
}

func korea(s *legal.Sheet) {
	begin(s, "kr-pipa-34")
	s.Heading(2, "通知事項", "What is told")
	s.Field("pipa.kinds", "1", "流出した個人情報の項目", "Items that leaked", s.Kinds())
	s.Field("pipa.when", "2", "流出の時点", "When", s.Believed(s.Times.FirstRead))
	s.Field("pipa.how", "3", "流出の経緯", "How", s.CourseText().Add(s.Reason()))
	s.Field("pipa.self", "4", "被害を最小限にするために本人ができること", "What persons can do to keep harm small", s.Advice())
	s.Field("pipa.response", "5", "当社の対応と救済の手続", "Our response, and relief", s.Stopping().Add(s.Done()).Add(s.Relief()).Add(s.Coming()))
	s.Heading(2, "申告事項", "What is reported")
	s.Field("pipa.people", "6", "流出した人数", "Persons", s.People())
	s.Field("pipa.known", "7", "認識した時刻", "When we knew", s.Believed(s.Times.Known))
	t, by := s.Truth(law.Sensitive)
	s.Field("pipa.sensitive", "8", "敏感情報の有無", "Sensitive information", s.YesNo(t, by))
	t, by = s.Truth(law.UniqueNumbers)
	s.Field("pipa.unique", "9", "固有識別情報の有無", "Unique identifiers", s.YesNo(t, by))
	t, by = s.Truth(law.IllegalAccess)
	s.Field("pipa.illegal", "10", "外部からの不正な接近の有無", "Illegal access from outside", s.YesNo(t, by))
	s.Field("pipa.told", "11", "本人への通知の状況", "Notice to the persons", s.ToldState().Add(s.ToPersons()))
	s.Heading(2, "相談・申請の窓口", "Where to ask and apply")
	s.Contact()
}

func singapore(s *legal.Sheet) {
	begin(s, "sg-pdpa")
	s.Heading(2, "データ侵害の内容", "The data breach")
	s.Field("pdpa.known", "1", "最初に認識した日時と経緯", "When we first became aware, and how", s.Believed(s.Times.Known).Add(s.Said(breach.Finder)))
	s.Field("pdpa.course", "2", "経過", "Account of events and steps taken", s.CourseText())
	s.Field("pdpa.how", "3", "侵害の発生原因", "How it occurred", s.Causes())
	s.Field("pdpa.people", "4", "影響を受けた人数", "Individuals affected", s.People())
	s.Field("pdpa.kinds", "5", "個人データの種類", "Personal data or classes of it", s.Kinds())
	t, by := s.Truth(law.SignificantHarm)
	s.Field("pdpa.significant", "6", "重大な危害のおそれ", "Significant harm", s.YesNo(t, by))
	s.Field("pdpa.harm", "7", "生じ得る危害", "Potential harm", s.Harm())
	s.Field("pdpa.done", "8", "講じた措置", "Actions taken to contain and remedy it", s.Stopping().Add(s.Done()))
	s.Field("pdpa.mitigation", "9", "本人の保護のための措置", "Actions to mitigate harm to individuals", s.Relief())
	s.Field("pdpa.planned", "10", "今後の措置", "Planned", s.Coming())
	s.Field("pdpa.told", "11", "本人・公衆への連絡", "Informing individuals or the public", informing(s))
	s.Field("pdpa.late", "12", "期限を過ぎた場合の理由", "Reasons for a late notification", late(s))
	s.Heading(2, "連絡先", "Contact")
	s.Contact()
}

func informing(s *legal.Sheet) legal.Answer {
	a := s.ToldState().Add(s.ToPersons())
	boxes, when := s.Publicised()
	if boxes.Known() && when.Known() {
		a = a.Add(legal.Answer{Value: []string{s.Say("公表：", "Public: ") + when.Value[0]}, By: when.By})
	}
	return a
}

func late(s *legal.Sheet) legal.Answer {
	d := s.Duty("sg-pdpa")
	if d == nil || d.Due == nil || s.Times.Known == nil || s.Now.After(d.Due.At) {
		return legal.Answer{Choices: []paper.Choice{}}
	}
	return legal.Answer{Value: []string{fmt.Sprintf(s.Say("該当しない（期限 %s）", "Not applicable: the time ends on %s"), s.Deadline(d.Due))}, By: s.Times.Known.By}
}
