package legal

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Organisation is our name in the document's language.
func (s *Sheet) Organisation() string {
	if s.Lang != "ja" && s.Case.NameEN != "" {
		return s.Case.NameEN
	}
	return s.Case.Name
}

// Place is our address in the document's language.
func (s *Sheet) Place() string {
	if s.Lang != "ja" && s.Case.AddressEN != "" {
		return s.Case.AddressEN
	}
	return s.Case.Address
}

// Department is the one that answers.
func (s *Sheet) Department() string {
	if s.Lang != "ja" && s.Case.DepartmentEN != "" {
		return s.Case.DepartmentEN
	}
	return s.Case.Department
}

// Signed sets the sender.
func (s *Sheet) Signed() {
	for _, line := range []string{s.Organisation(), s.Case.Representative} {
		if line = Clean(line); line != "" {
			s.Doc.From = append(s.Doc.From, line)
		}
	}
}

// Operator adds who reports.
func (s *Sheet) Operator() {
	s.Heading(2, "報告者", "Who reports")
	s.own("operator.name", "名称", "Name", s.Organisation(), "name")
	s.own("operator.corporate", "法人番号", "Corporate number", s.Case.Corporate, "corporate_number")
	s.own("operator.address", "所在地", "Address", s.Place(), "address")
	s.own("operator.representative", "代表者", "Representative", s.Case.Representative, "representative")
	s.Field("operator.sector", "", "業種", "Sector", s.sectors())
	s.Contact()
}

// own adds an entry of what the owner declares of himself; where it is missing, where to declare it.
func (s *Sheet) own(id, ja, en, value, key string) {
	a := Fixed(value)
	if !a.Known() {
		a.Help = s.Say("tsutsumi.yaml の case.", "declare it in tsutsumi.yaml: case.") + key + s.Say(" に設定してください。", "")
	}
	s.Field(id, "", ja, en, a)
}

// Contact adds who is asked.
func (s *Sheet) Contact() {
	s.own("operator.department", "担当部署", "Department", s.Department(), "department")
	s.own("operator.contact", "事務連絡者", "Contact", s.Case.Contact, "contact")
	s.own("operator.phone", "電話番号", "Telephone", s.Case.Phone, "phone")
	s.own("operator.email", "メールアドレス", "E-mail", s.Case.Email, "email")
}

var sectors = map[string]law.Text{
	"private": {EN: "private business", JA: "民間事業者"}, "public": {EN: "public body", JA: "行政機関等"}, "telecom": {EN: "telecommunications", JA: "電気通信"},
	"finance": {EN: "finance", JA: "金融"}, "card": {EN: "card payments", JA: "クレジットカード"}, "medical": {EN: "medical care", JA: "医療"},
	"critical": {EN: "critical infrastructure", JA: "重要インフラ"},
}

func (s *Sheet) sectors() Answer {
	var out []string
	for _, w := range s.Case.Sectors {
		if t, ok := sectors[w]; ok {
			out = append(out, t.Of(s.Lang))
		} else {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return Answer{}
	}
	return Fixed(s.Join(out))
}

// Desk adds where persons ask, as lines.
func (s *Sheet) Desk() {
	var lines []string
	for _, l := range []struct{ v, ja, en string }{
		{strings.TrimSpace(s.Organisation() + " " + s.Department()), "", ""}, {s.Case.Phone, "電話：", "Telephone: "}, {s.Case.Email, "メール：", "E-mail: "},
		{s.Case.Hours, "受付時間：", "Hours: "}, {s.Case.URL, "ウェブサイト：", "Web: "},
	} {
		if v := Clean(l.v); v != "" {
			lines = append(lines, s.Say(l.ja, l.en)+v)
		}
	}
	if len(lines) == 0 {
		s.Add(paper.Text{Text: paper.UnderInvestigation(s.Lang)})
		return
	}
	s.Add(paper.List{Items: lines})
}

// Reported adds what sort of report this is: its number in the series, and what it goes on from.
func (s *Sheet) Reported(stageJA, stageEN string) {
	n := max(s.Report, 1)
	s.Field("report.sequence", "", "新規・続報の別", "New or supplement", Answer{Choices: []paper.Choice{
		{Text: s.Say("新規", "New"), Ticked: n == 1}, {Text: s.Say("続報", "Supplement"), Ticked: n > 1}}})
	s.Field("report.number", "", "報告の回数", "Report number", Fixed(s.nth(n)+s.Say("（"+stageJA+"）", " ("+stageEN+")")))
	s.Field("report.date", "", "報告年月日", "Date", Fixed(s.Day(s.Now)))
	if p := s.Previous; p != nil && p.Submitted {
		s.Field("report.previous", "", "前回の報告", "Report before", Fixed(s.Day(p.At)))
		receipt := Fixed(p.Receipt)
		s.Field("report.receipt", "", "前回の受付番号", "Receipt of the report before", receipt)
	}
	s.Doc.Lead = append(s.Doc.Lead, s.nth(n)+s.Say("（"+stageJA+"）", " ("+stageEN+")"))
}
