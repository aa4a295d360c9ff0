package dossier

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var zone = time.FixedZone("JST", 9*60*60)

var cet = time.FixedZone("CET", 60*60)

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 12, day, hour, minute, 0, 0, zone)
}

func both(en, ja string) law.Text { return law.Text{EN: en, JA: ja} }

func num(n int64) *int64 { return &n }

func held(believed map[string]*breach.Belief) func(string) *breach.Belief {
	return func(name string) *breach.Belief { return believed[name] }
}

var questions = map[string]*law.Fact{
	law.Wrongful: {Name: law.Wrongful, Sort: law.Bool, Question: both("Could somebody have done it for a wrongful purpose?", "不正の目的をもって行われたおそれはありますか。")},
	law.Places:   {Name: law.Places, Sort: law.Set, Question: both("In which countries do the persons live, or do you do business?", "本人の居住国、又は事業を行っている国はどこですか。")},
	law.Handled:  {Name: law.Handled, Sort: law.Moment, Question: both("When was the incident handled?", "事案の対応が完了したのはいつですか。")},
}

func asked(name string) *law.Fact { return questions[name] }

// sample is a case of a supplier's altered script, as Japan knows one, with other names and figures where they are not known.
func sample() *Case {
	moment := func(t time.Time, p breach.Precision, about bool) *breach.Belief {
		return &breach.Belief{Value: breach.Value{Moment: &breach.Moment{At: t, Precision: p, About: about}}, By: []int64{2}}
	}
	first := moment(time.Date(2026, 10, 18, 0, 0, 0, 0, zone), breach.Day, true)
	known := moment(at(4, 9, 12), breach.Minute, false)
	believed := map[string]*breach.Belief{
		breach.FirstRead: first, law.Known: known,
		law.Financial: {Value: breach.Value{Truth: law.Yes}},
		breach.Finder: {Value: breach.Value{Text: &law.Text{JA: "供給元からの連絡"}}},
	}
	yes := func(fact string, why law.Text) law.Reason {
		return law.Reason{Fact: fact, Value: law.Value{Truth: law.Yes, By: []int64{3}}, Truth: law.Yes, Why: why}
	}
	jp := both("Act on the Protection of Personal Information", "個人情報の保護に関する法律")
	no2 := both("Rule 7 no. 2", "規則第7条第2号")
	ppc := []law.Recipient{{Name: both("Personal Information Protection Commission", "個人情報保護委員会"), Channel: both("web form", "Webフォーム"), URL: "https://roueihoukoku.ppc.go.jp/"}}
	prelim := &law.Rule{ID: "jp-appi-preliminary", Duty: law.Report, Jurisdiction: "JP", Law: jp, Article: both("Art. 26(1), Rule 8(1)", "法第26条第1項、規則第8条第1項"), Title: both("Preliminary report", "速報"), Source: law.Source{Verified: true}}
	final := &law.Rule{ID: "jp-appi-final", Duty: law.Report, Jurisdiction: "JP", Law: jp, Article: both("Art. 26(1), Rule 8(2)", "法第26条第1項、規則第8条第2項"), Title: both("Final report", "確報"), Source: law.Source{Verified: true}}
	gdpr := &law.Rule{ID: "eu-gdpr-33", Duty: law.Report, Jurisdiction: "EU", Article: both("Art. 33", "第33条"), Title: both("Notification of the supervisory authority", "監督機関への通知")}
	sg := &law.Rule{ID: "sg-pdpa", Duty: law.Report, Jurisdiction: "SG", Article: both("s. 26D", "第26D条"), Title: both("Notification of the Commission", "委員会への通知")}
	contractor := &law.Rule{ID: "jp-appi-contractor", Duty: law.Inform, Jurisdiction: "JP", Law: jp, Article: both("Rule 9", "規則第9条"), Title: both("Contractor's notice to the principal", "委託元への通知"), Source: law.Source{Verified: true}}
	begin := time.Date(2026, 12, 4, 0, 0, 0, 0, zone)
	clock := &law.Clock{Days: 30, Why: both("the day of knowing is day 1", "知った日を1日目として計算")}
	duties := []breach.Duty{
		{Answer: law.Answer{Rule: prelim, Applies: law.Yes, Because: []law.Reason{yes(law.Financial, no2)}, Recipients: ppc,
			Due: &law.Due{Begin: begin, First: time.Date(2026, 12, 6, 23, 59, 59, 0, zone), At: time.Date(2026, 12, 8, 23, 59, 59, 0, zone), LastDay: "2026-12-08", Clock: clock}}, Status: breach.Late,
			Missing: []law.Item{{ID: "cause", No: 4, Text: both("Cause", "発生原因")}, {ID: "damage", No: 5, Text: both("Secondary damage, or its risk", "二次被害又はそのおそれの有無及びその内容")}}},
		{Answer: law.Answer{Rule: final, Applies: law.Yes, Because: []law.Reason{yes(law.Financial, no2)}, Open: []string{law.Wrongful}, Recipients: ppc,
			Due: &law.Due{Begin: begin, At: time.Date(2027, 1, 4, 23, 59, 59, 0, zone), LastDay: "2027-01-04", Clock: clock, Moved: both("day 30 is Saturday 2027-01-02; the next day that counts is 2027-01-04", "30日目は2027-01-02（土）のため、翌開庁日の2027-01-04"),
				Might: []law.Other{{Fact: law.Wrongful, Value: law.Value{Truth: law.Yes}, LastDay: "2027-02-01", At: time.Date(2027, 2, 1, 23, 59, 59, 0, zone)}}}}, Status: breach.Due,
			History: []breach.Change{{Seq: 1, At: at(4, 9, 30), Applies: law.Unknown}, {Seq: 3, At: at(4, 11, 0), Applies: law.Yes, LastDay: "2027-01-04", Why: both("data whose misuse may cause damage to property (E2)", "財産的被害のおそれのあるデータ（E2）")}}},
		{Answer: law.Answer{Rule: gdpr, Applies: law.Unknown, Open: []string{law.Places}, If: &law.Due{Begin: at(4, 9, 12), At: at(7, 9, 12)}}, Status: breach.Undecided},
		{Answer: law.Answer{Rule: contractor, Applies: law.Yes}, Status: breach.Done, Met: []breach.Source[breach.Met]{{Seq: 9, At: at(5, 8, 0), By: "sato", Body: breach.Met{Rule: contractor.ID, At: at(5, 8, 0), Proof: "E3", Note: "電話及びメール"}}}},
		{Answer: law.Answer{Rule: sg, Applies: law.No, Because: []law.Reason{{Fact: law.Places, Value: law.Value{Set: []string{"JP"}, Whole: true}, Truth: law.No}}}, Status: breach.None},
	}
	evidence := []breach.Source[breach.Added]{
		{Seq: 2, At: at(4, 9, 20), By: "sato", Body: breach.Added{ID: "E1", Sort: breach.FromSupplier, Name: "advisory.eml", Summary: both("The supplier's script was altered between 31 October and 4 December.", "供給元のスクリプトが10月31日から12月4日まで改ざんされていた。"), SHA256: "8f3a5c1d9e7b2a40", Size: 18_204, Kept: true, Origin: "供給元",
			Marks: []breach.Mark{{When: breach.Moment{At: time.Date(2026, 10, 31, 0, 0, 0, 0, zone), Precision: breach.Day, Until: at(4, 0, 0)}, Kind: "access", Text: both("script altered", "スクリプトの改ざん期間")}}}},
		{Seq: 3, At: at(4, 11, 0), By: "sato", Body: breach.Added{ID: "E2", Sort: breach.FromMatch, Ref: "20261204-aa", Name: "repository/export.csv", People: breach.Count{Max: num(27_889), Likely: num(27_889)}}},
	}
	s := &breach.State{ID: "2026-0007", Title: "供給元の改ざんによるリポジトリの閲覧", Opened: at(4, 9, 18), OpenedBy: "sato", Events: 23, Head: [32]byte{0xab}, Last: at(9, 18, 0), Evidence: evidence,
		Facts: map[string][]breach.Source[breach.Fact]{
			law.Financial: {{Seq: 3, At: at(4, 11, 0), By: "sato", Body: breach.Fact{Name: law.Financial, Value: breach.Value{Truth: law.Yes}, Status: breach.Asserted, Source: "E2"}}},
			breach.Finder: {
				{Seq: 4, At: at(4, 12, 0), By: "sato", Body: breach.Fact{Name: breach.Finder, Value: breach.Value{Text: &law.Text{JA: "監視チームの検知"}}, Status: breach.Refuted, Source: "E1", Why: both("the advisory came first", "連絡が先だった")}},
				{Seq: 5, At: at(4, 12, 5), By: "tanaka", Body: breach.Fact{Name: breach.Finder, Value: breach.Value{Text: &law.Text{JA: "供給元からの連絡"}}, Status: breach.Asserted, Source: "E1"}}},
		},
		Counts: []breach.Source[breach.Counted]{{Seq: 14, At: at(7, 10, 0), By: "tanaka", Body: breach.Counted{Count: breach.Count{Max: num(27_927), Likely: num(27_927), Confirmed: num(26_031)}, Source: "E5", Why: both("38 more found in an old branch", "古いブランチから38人分を追加で確認")}}},
		Causes: []breach.Cause{{ID: "C1", Text: both("The supplier's altered script sent out credentials of the build.", "供給元の改ざんされたスクリプトがビルドの認証情報を送信した。"), Status: breach.Asserted, For: []breach.Ground{{Source: "E1", Text: both("The run of 2 November used the altered script.", "11月2日の実行が改ざん版を使用していた。")}}},
			{ID: "C2", Text: both("An employee's token was stolen.", "従業員のトークンが窃取された。"), Status: breach.Refuted, Against: []breach.Ground{{Source: "E4", Text: both("No token of a person was used in that time.", "この期間に個人のトークンの使用はない。")}}}},
		Decisions:   []breach.Source[breach.Decided]{{Seq: 18, At: at(8, 15, 0), By: "tanaka", Body: breach.Decided{Act: breach.ActReport, Of: prelim.ID, Choice: "yes", Why: "速報を提出する"}}},
		Drafts:      []breach.Source[breach.Drafted]{{Seq: 16, At: at(8, 11, 0), By: "sato", Body: breach.Drafted{Document: prelim.ID, Version: 2, Lang: "ja", Seq: 15}}},
		Submissions: []breach.Source[breach.Submitted]{{Seq: 10, At: at(5, 8, 0), By: "sato", Body: breach.Submitted{Document: contractor.ID, Version: 1, To: "委託元", At: at(5, 8, 0), Receipt: "R-1042"}}},
		Notices:     []breach.Source[breach.Noticed]{{Seq: 22, At: at(9, 17, 0), By: "sato", Body: breach.Noticed{Batch: "N1", Channel: "email", Persons: 27_927, Sent: 0, Without: 311}}},
		Contained:   []breach.Source[breach.Contained]{{Seq: 8, At: at(4, 14, 0), By: "tanaka", Body: breach.Contained{What: "漏えいした認証情報をすべて失効", At: breach.Moment{At: at(4, 13, 40), Precision: breach.Minute}, Proof: "E4"}}},
		Requests:    []breach.Request{{Source: breach.Source[breach.Asked]{Seq: 7, At: at(4, 13, 0), By: "sato", Body: breach.Asked{ID: "Q1", To: "委託先A", What: "閲覧記録の提出", Due: at(8, 18, 0)}}, Open: true}},
		Tasks: []breach.Work{{Task: breach.Task{ID: "T1", Sort: breach.Relief, What: both("Reissue cards", "カードの再発行"), Owner: "カード部", Due: at(25, 0, 0), Of: num(1_204)}, Done: num(734)},
			{Task: breach.Task{ID: "T2", Sort: breach.Prevention, What: both("Pin build actions to hashes", "ビルドの外部アクションをハッシュで固定")}, Ended: true, Tested: new(bool)}},
		Costs: []breach.Source[breach.Spent]{{Seq: 20, At: at(9, 9, 0), Body: breach.Spent{Item: "desk", Amount: 1_200_000, Currency: "JPY"}}, {Seq: 21, At: at(9, 9, 0), Body: breach.Spent{Item: "post", Amount: 2_345_868, Currency: "JPY", Planned: true}}},
	}
	from, to := time.Date(2013, 8, 5, 0, 0, 0, 0, zone), time.Date(2014, 1, 20, 0, 0, 0, 0, zone)
	history := []Step{{At: at(4, 11, 0), Count: breach.Count{Likely: num(27_889)}, Source: "E2", Why: both("repository/export.csv", "repository/export.csv")},
		{At: at(7, 10, 0), Count: breach.Count{Likely: num(27_927)}, Source: "E5", Why: s.Counts[0].Body.Why}}
	return &Case{State: s, History: func(int) ([]Step, int) { return history, 0 }, Duties: duties, Times: breach.Times{FirstRead: first, Known: known}, At: at(9, 18, 0), Zone: zone, Now: held(believed), Fact: asked,
		Affected: breach.Affected{Count: breach.Count{Max: num(27_927), Likely: num(27_927), Confirmed: num(26_031)}, From: &from, To: &to,
			Kinds:   []breach.Held{{Kind: pii.JapanBankAccount, Values: num(17_085), People: num(17_085)}, {Kind: pii.PersonNameKana, Values: num(17_085), People: num(17_085)}, {Kind: pii.EmailAddress}},
			Regions: []breach.Region{{Country: "JP", People: 27_927}},
			Systems: []breach.System{{Name: "source repositories", Owner: "開発部", Country: "US", Access: []string{"JP", "US"}, Contractors: []string{"関連会社A（JP）", "再委託先B（CN）"}}},
			Gaps:    []law.Text{both("The audit log begins on 2026-09-10; nothing is known of what was before.", "監査ログは2026-09-10からで、それ以前は不明です。")}},
		Events: []breach.Event{{Case: s.ID, Seq: 1, At: at(4, 9, 18), By: "sato", Body: breach.Opened{Title: s.Title}, Hash: [32]byte{0x12, 0x34, 0x56, 0x78}},
			{Case: s.ID, Seq: 2, At: at(4, 9, 20), By: "sato", Body: evidence[0].Body, Hash: [32]byte{0x9a, 0xbc, 0xde, 0xf0}},
			{Case: s.ID, Seq: 3, At: at(4, 12, 0), By: "sato", Body: breach.Stated{Fact: s.Facts[breach.Finder][0].Body}, Hash: [32]byte{1}},
			{Case: s.ID, Seq: 4, At: at(7, 10, 0), By: "tanaka", Body: s.Counts[0].Body, Hash: [32]byte{2}}},
		Waiting: []string{"tanaka decided to send the report; a second user must decide too."},
	}
}

// everydays are small cases of a year, with a near miss and a title that means harm.
func everydays() *Listed {
	one := func(id, title, mishap, department string, day int, people *int64, duty *breach.Duty) Case {
		believed := map[string]*breach.Belief{law.Known: {Value: breach.Value{Moment: &breach.Moment{At: at(day, 10, 0)}}}, breach.Mishap: {Value: breach.Value{Set: []string{mishap}}}}
		if department != "" {
			believed[breach.Where] = &breach.Belief{Value: breach.Value{Text: &law.Text{JA: department}}}
		}
		c := Case{State: &breach.State{ID: id, Title: title, Small: true, Opened: at(day, 10, 5)}, Affected: breach.Affected{Count: breach.Count{Likely: people, Max: people}}, Now: held(believed), Fact: asked}
		if duty != nil {
			c.Duties = []breach.Duty{*duty}
		}
		return c
	}
	duty := sample().Duties[0]
	a := one("2026-0001", "=HYPERLINK(\"http://192.0.2.1\")\nnext", "email", "営業部", 1, num(1), nil)
	b := one("2026-0002", "USBメモリの紛失", "device", "人事部", 2, num(320), &duty)
	c := one("2026-0003", "請求書を別の取引先に送付しかけた", "post", "営業部", 3, nil, nil)
	c.State.NearMiss = true
	d := one("2026-0004", "会議資料の置き忘れ", "paper", "", 8, num(12), &breach.Duty{Answer: law.Answer{Rule: duty.Rule}, Status: breach.Undecided})
	return &Listed{Cases: []Case{c, d, a, b}, At: at(9, 18, 0), Zone: zone}
}
