package japan

import (
	"fmt"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

func (r *regime) preliminary(s *legal.Sheet) { r.report(s, false) }
func (r *regime) final(s *legal.Sheet)       { r.report(s, true) }

// report is a whole report.
func (r *regime) report(s *legal.Sheet, final bool) {
	s.Era = r.era
	s.Address(r.rules[btoi(final)], r.rules[0])
	s.Signed()
	r.entries(s, final)
}

// sheet is for copying into the web form: the report of the stage that the case has reached.
func (r *regime) sheet(s *legal.Sheet) {
	d := s.Duty(r.rules[0])
	final := s.Final || d != nil && (d.Status == breach.Done || d.Status == breach.DoneLate)
	s.Note("項目の順序は、個人情報保護委員会の報告フォームに合わせています。各欄の内容を順に転記し、送信後に表示される受付番号を記録してください。",
		"The entries stand in the order of the Commission's web form. Copy each in turn, and record the receipt number that is shown after sending.")
	for _, to := range s.Recipients(r.rules[btoi(final)], r.rules[0]) {
		line := to.Name.Of(s.Lang)
		if channel := to.Channel.Of(s.Lang); channel != "" {
			line += s.Say("：", ": ") + channel
		}
		if to.URL != "" {
			line += s.Say("　", " ") + to.URL
		}
		s.Note(s.Say("提出先　", "To ")+line, s.Say("提出先　", "To ")+line)
	}
	r.entries(s, final)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *regime) entries(s *legal.Sheet, final bool) {
	s.Heading(2, "報告の種別", "Kind of report")
	s.Field("report.stage", "", "速報・確報の別", "Preliminary or final", legal.Answer{Choices: []paper.Choice{
		{Text: s.Say("速報", "Preliminary"), Ticked: !final}, {Text: s.Say("確報", "Final"), Ticked: final}}})
	if final {
		s.Reported("確報", "final")
	} else {
		s.Reported("速報", "preliminary")
	}
	s.Operator()
	r.outline(s)
	r.items(s)
	r.persons(s)
	cause(s)
	damage(s)
	towards(s)
	publication(s)
	prevention(s)
	other(s)
	open(s, final)
}

func (r *regime) outline(s *legal.Sheet) {
	s.Heading(2, "1　概要", "1. Outline")
	s.Field("outline.occurred", "1-1", "発生日", "Occurred on", occurred(s))
	s.Field("outline.known", "1-2", "発覚日", "Found out on", s.Believed(s.Times.Known).Or(s.Moment(breach.Discovered)))
	s.Field("outline.event", "1-3", "発生事案", "What became of the data", lost(s))
	s.Field("outline.finder", "1-4", "発見者", "Found by", s.Said(breach.Finder))
	s.Field("outline.article", "1-5", r.article.JA, r.article.EN, r.reached(s))
	s.Field("operator.role", "1-6", "委託元の有無", "On behalf of a principal", principal(s))
	s.Field("outline.contractor", "1-7", "委託先の有無", "Contractors involved", contractors(s))
	s.Field("outline.course", "1-8", "事実経過", "Course of events", s.CourseText())
}

// occurred is when it began, and up to when it went on as far as that is known.
func occurred(s *legal.Sheet) legal.Answer {
	a := s.Believed(s.Times.FirstRead)
	if last := s.Moment(breach.LastRead); a.Known() && last.Known() && last.Value[0] != a.Value[0] {
		a.Value = []string{fmt.Sprintf(s.Say("%sから%sまで", "%s to %s"), a.Value[0], last.Value[0])}
		a.By = legal.Events(a.By, last.By...)
	}
	return a
}

// principal: who we are in this matter is declared by the owner, or said of the case.
func principal(s *legal.Sheet) legal.Answer {
	words, _, by := s.Words(law.Role)
	switch {
	case len(by) == 0 && s.Case.Role == "": // a default is no declaration
	case slices.Contains(words, "contractor"):
		return s.YesNo(law.Yes, by)
	case slices.Contains(words, "controller"):
		return s.YesNo(law.No, by)
	}
	return s.YesNo(law.Unknown, nil)
}

func contractors(s *legal.Sheet) legal.Answer {
	names, by := s.Contractors()
	if len(names) > 0 {
		a := s.YesNo(law.Yes, by)
		a.Value = []string{s.Join(names)}
		return a
	}
	if len(by) > 0 {
		return s.YesNo(law.No, by)
	}
	return s.YesNo(law.Unknown, nil)
}

func (r *regime) items(s *legal.Sheet) {
	s.Heading(2, "2　"+r.data.JA+"の項目", "2. Items of "+r.data.EN)
	words, whole, by := s.Words(breach.Medium)
	s.Field("data.medium", "2-1", "媒体", "Medium", s.Tick(words, whole, by, []legal.Box{
		{Words: []string{"paper"}, JA: "紙", EN: "Paper"}, {Words: []string{"electronic"}, JA: "電子データ", EN: "Electronic data"},
		{Words: []string{"device"}, JA: "機器・記録媒体", EN: "Device or carrier"}, {Words: []string{"other"}, JA: "その他", EN: "Other"}}))
	s.Field("data.subjects", "2-2", "本人の属性", "Whose data", s.Whose())
	s.Field("data.kinds", "2-3", "項目", "Items", s.Kinds())
	s.Field("data.period", "2-4", "対象データの期間", "Period covered", s.Period())
}

func (r *regime) persons(s *legal.Sheet) {
	s.Heading(2, "3　本人の数", "3. Number of persons")
	s.Field("people.count", "3-1", "人数", "Persons", s.People())
	if h := s.CountHistory(); h.Known() {
		s.Field("people.history", "", "人数の推移", "How the number was revised", h)
	}
	if r.rules[0] == "jp-number-act-preliminary" {
		s.Field("people.numbers", "3-2", "うち個人番号を含む人数", "Of them with My Numbers", behind(s, isNumber))
	} else {
		s.Field("people.cards", "3-2", "うちクレジットカード番号を含む人数", "Of them with card numbers", behind(s, isCard))
	}
	s.Field("people.regions", "3-3", "本人の居住地", "Where they live", s.Regions())
}

func cause(s *legal.Sheet) {
	s.Heading(2, "4　原因", "4. Cause")
	s.Field("cause.actor", "4-1", "原因となった主体", "Caused at", actor(s))
	s.Field("cause.manner", "4-2", "原因の区分", "Sort of cause", s.Manner())
	s.Field("cause.where", "4-3", "発生した場所・システム", "Where", s.Where())
	s.Field("cause.detail", "4-4", "原因の詳細", "Details", s.Causes())
}

// actor tells at whom it happened, by the way in which it was lost.
func actor(s *legal.Sheet) legal.Answer {
	words, _, by := s.Words(breach.Manner)
	has := func(w string) bool { return slices.Contains(words, w) }
	contractor, supplier := has("contractor"), has("supplier")
	own := len(words) > 0 && !contractor && !supplier
	a := legal.Answer{Choices: []paper.Choice{
		{Text: s.Say("報告者", "The reporting body"), Ticked: own, Open: len(words) == 0},
		{Text: s.Say("委託先", "A contractor"), Ticked: contractor, Open: len(words) == 0},
		{Text: s.Say("利用サービス・供給元", "A supplier"), Ticked: supplier, Open: len(words) == 0},
	}}
	if a.Known() {
		a.By = by
	}
	return a
}

func damage(s *legal.Sheet) {
	s.Heading(2, "5　二次被害又はそのおそれ", "5. Secondary damage or its risk")
	s.Field("damage.seen", "5-1", "二次被害の有無", "Was there any", s.HarmSeen())
	s.Field("damage.detail", "5-2", "内容", "What", s.Harm())
}

func towards(s *legal.Sheet) {
	s.Heading(2, "6　本人への対応", "6. Towards the persons")
	s.Field("persons.state", "6-1", "実施状況", "State", s.ToldState())
	s.Field("persons.detail", "6-2", "通知の内容・方法", "How", s.ToPersons())
	s.Field("persons.relief", "6-3", "本人の保護のための措置", "Measures for them", s.Relief())
}

func publication(s *legal.Sheet) {
	s.Heading(2, "7　公表", "7. Publication")
	boxes, when := s.Publicised()
	s.Field("publication.state", "7-1", "実施状況", "State", boxes)
	s.Field("publication.date", "7-2", "公表日", "Day", when)
	s.Field("publication.detail", "7-3", "方法・内容", "How", s.Said(breach.Publication))
}

func prevention(s *legal.Sheet) {
	s.Heading(2, "8　再発防止のための措置", "8. Measures against recurrence")
	s.Field("prevention.stopped", "8-1", "拡大防止のために講じた措置", "What stopped it", s.Stopping())
	s.Field("prevention.done", "8-2", "実施済みの措置", "Done", s.Done())
	s.Field("prevention.planned", "8-3", "今後の措置と完了予定", "Planned, and by when", s.Coming())
}

func other(s *legal.Sheet) {
	s.Heading(2, "9　その他", "9. Other")
	a := s.Said(breach.OtherText)
	if g := s.Gaps(); g.Known() {
		for i := range g.Value {
			g.Value[i] = s.Say("確認できない範囲：", "Cannot be told: ") + g.Value[i]
		}
		a = a.Add(g)
	}
	s.Field("other.detail", "9-1", "参考となる事項", "For your information", a)
}

// open reminds whoever finishes a final report of what it still lacks; it stands in drafts only.
func open(s *legal.Sheet, final bool) {
	if !final || !s.Doc.Draft {
		return
	}
	n := 0
	legal.Each(&s.Doc, func(f *paper.Field) {
		if f.Unknown {
			n++
		}
	})
	if n > 0 {
		s.Note(fmt.Sprintf("確報ではすべての事項の報告が求められます。調査中の項目が%d件残っています。期限までに判明しない事項は、その旨を記載して提出し、判明後に追完してください。", n),
			fmt.Sprintf("A final report must give every item. %d entries are still under investigation: say so of what cannot be found out in time, and complete it later.", n))
	}
}
