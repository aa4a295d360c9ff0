package builtin_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/cost"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
)

var jst = time.FixedZone("JST", 9*3600)

func n(v int64) *int64 { return &v }

func day(y, m, d, h, min int) time.Time { return time.Date(y, time.Month(m), d, h, min, 0, 0, jst) }

func both(ja, en string) law.Text { return law.Text{JA: ja, EN: en} }

func moment(t time.Time, p breach.Precision) breach.Value {
	return breach.Value{Moment: &breach.Moment{At: t, Precision: p}}
}

func text(ja, en string) breach.Value { t := both(ja, en); return breach.Value{Text: &t} }

// beliefs are facts with the events that say so.
type beliefs map[string]*breach.Belief

func (b beliefs) is(name string, v breach.Value, by ...int64) {
	b[name] = &breach.Belief{Name: name, Value: v, By: by}
}

func (b beliefs) get(name string) *breach.Belief { return b[name] }

// source is a body with its event.
func source[T any](seq int64, at time.Time, body T) breach.Source[T] {
	return breach.Source[T]{Seq: seq, At: at, By: "officer", Body: body}
}

// owner is an invented company with a reserved telephone number.
func owner() *config.Case {
	return &config.Case{
		Name: "株式会社つつみ商店", NameEN: "Tsutsumi Store Inc.", Address: "東京都千代田区架空町1番1号", AddressEN: "1-1 Kakuu-cho, Chiyoda-ku, Tokyo",
		Representative: "代表取締役社長", Department: "個人情報相談室", DepartmentEN: "Privacy Office", Contact: "個人情報相談室 事務担当",
		Phone: "03-0000-0000", Email: "privacy@tsutsumi.example", Hours: "平日9時～18時", URL: "https://www.tsutsumi.example/privacy", Corporate: "1234567890123",
		Sectors: []string{"private", "card"},
	}
}

// full is a case of an online shop, with most of what can be known.
func full() *legal.Input {
	b := beliefs{}
	b.is(breach.FirstRead, breach.Value{Moment: &breach.Moment{At: day(2026, 10, 18, 0, 0), Precision: breach.Day, About: true}}, 5)
	b.is(breach.LastRead, moment(day(2026, 12, 3, 2, 14), breach.Minute), 5)
	b.is(law.Known, moment(day(2026, 12, 4, 9, 30), breach.Minute), 2)
	b.is(breach.Stopped, moment(day(2026, 12, 4, 13, 5), breach.Minute), 8)
	b.is(breach.PersonsTold, moment(day(2026, 12, 10, 10, 0), breach.Minute), 15)
	b.is(breach.Published, moment(day(2026, 12, 9, 15, 0), breach.Minute), 14)
	b.is(breach.Finder, text("決済代行会社からの連絡により発覚", "Found through a word of the payment processor"), 2)
	b.is(breach.Outline, text("当社が運営する通販サイトの会員データベースが、外部から不正に閲覧され、会員情報が取得された。", "The member database of our online shop was read from outside without authority, and members' data were taken."), 2)
	b.is(breach.Damage, text("カードの不正利用が2件確認されている。会員を装ったメールへの悪用のおそれがある。", "Two cards were misused. Mails in our name may follow."), 9)
	b.is(breach.DamageSeen, breach.Value{Truth: law.Yes}, 9)
	b.is(breach.Publication, text("当社ウェブサイトに掲載し、報道機関に資料を配布した。", "On our website, and to the press."), 14)
	b.is(breach.Preventing, text("外部機関による脆弱性診断を四半期ごとに実施する（初回は2027年3月31日まで）。", "A test of the site by others each quarter, the first by 31 March 2027."), 16)
	b.is(breach.Medium, breach.Value{Set: []string{"electronic"}, Whole: true}, 3)
	b.is(breach.Manner, breach.Value{Set: []string{"intrusion"}, Whole: true}, 5)
	b.is(law.Role, breach.Value{Set: []string{"controller"}, Whole: true}, 2)

	kinds := []breach.Held{
		{Kind: pii.CreditCardNumber, Values: n(1840), People: n(1823)}, {Kind: pii.PasswordHash, Values: n(27927), People: n(27927)},
		{Kind: pii.PersonName, Values: n(27927), People: n(27927)}, {Kind: pii.EmailAddress, Values: n(28110), People: n(27927)}, {Kind: pii.StreetAddress, Values: n(25002), People: n(25002)},
	}
	from, to := day(2018, 1, 31, 0, 0), day(2026, 12, 3, 0, 0)
	sum := sha256.Sum256([]byte("dump"))
	match := breach.Added{ID: "E2", Sort: breach.FromMatch, Name: "流出データの照合", Summary: both("流出データは会員データベースの2026年10月時点の内容と一致", "The dump is the member database as of October 2026"),
		SHA256: hex.EncodeToString(sum[:]), Kinds: kinds, People: breach.Count{Max: n(27927), Likely: n(27889), Confirmed: n(27100)}, From: &from, To: &to,
		Regions: []breach.Region{{Country: "JP", People: 27800}, {Country: "DE", People: 127}},
		Systems: []breach.System{{Name: "会員データベース", Country: "JP", Access: []string{"JP"}, Contractors: []string{"運用委託先A（JP）"}}},
		Causes:  []breach.Cause{{ID: "C1", Text: both("問い合わせ画面の脆弱性を突かれた", "A hole in the contact page")}}}
	alert := breach.Added{ID: "E3", Sort: breach.FromAlert, Name: "多人数のデータの閲覧", Summary: both("1つの接続元による会員データの連続閲覧", "One origin reading members' data in a row"),
		Marks: []breach.Mark{{When: breach.Moment{At: day(2026, 11, 2, 3, 12), Precision: breach.Minute}, Kind: "evidence", Text: both("同じ接続元から約2万人分のデータを読み取り", "Data of about 20,000 persons read from the same origin")}},
		Gaps:  []law.Text{both("2026年10月18日以前のアクセスログは保存期間を過ぎており存在しない", "Access logs before 18 October 2026 are past their retention and do not exist")}}
	st := &breach.State{ID: "2026-0007", Title: "通販サイト会員情報への不正アクセス", Opened: day(2026, 12, 4, 9, 40), OpenedBy: "officer", Events: 19, Last: day(2026, 12, 10, 11, 0),
		Evidence: []breach.Source[breach.Added]{
			source(2, day(2026, 12, 4, 9, 41), breach.Added{ID: "E1", Sort: breach.FromTip, Name: "決済代行会社からの連絡", Summary: both("カードの不正利用の共通利用店として当社の名前が挙がった", "We are where misused cards have in common been used")}),
			source(3, day(2026, 12, 4, 11, 0), match), source(5, day(2026, 12, 4, 12, 0), alert)},
		Counts: []breach.Source[breach.Counted]{
			source(4, day(2026, 12, 4, 12, 30), breach.Counted{Count: breach.Count{Max: n(27889)}, Source: "E2", Why: both("照合の初回結果", "first result of the match")}),
			source(10, day(2026, 12, 7, 10, 0), breach.Counted{Count: breach.Count{Max: n(27927), Likely: n(27889), Confirmed: n(27100)}, Source: "E2", Why: both("退会会員38人分を追加", "38 former members added")})},
		Causes: []breach.Cause{
			{ID: "C1", Text: both("問い合わせ画面の脆弱性を突かれた", "A hole in the contact page"), Status: breach.Asserted,
				For: []breach.Ground{{Source: "E3", Text: both("該当画面への攻撃の記録がある", "the log shows attacks on that page")}}},
			{ID: "C2", Text: both("管理者のパスワードが漏れた", "An administrator's password had leaked"), Status: breach.Refuted,
				Against: []breach.Ground{{Source: "E3", Text: both("管理画面へのログインの記録がない", "there was no login to the console")}}}},
		Contained: []breach.Source[breach.Contained]{source(8, day(2026, 12, 4, 13, 10), breach.Contained{What: "問い合わせ画面を停止し、接続元を遮断", At: breach.Moment{At: day(2026, 12, 4, 13, 5), Precision: breach.Minute}, Proof: "E3"})},
		Submissions: []breach.Source[breach.Submitted]{source(13, day(2026, 12, 8, 16, 0), breach.Submitted{Document: "jp-appi-preliminary", Version: 1, To: "個人情報保護委員会",
			At: day(2026, 12, 8, 15, 42), Receipt: "R-2026-000123", Rules: []string{"jp-appi-preliminary"}})},
		Notices:  []breach.Source[breach.Noticed]{source(15, day(2026, 12, 10, 10, 30), breach.Noticed{Batch: "B1", Channel: "email", Persons: 27900, Sent: 27412, Failed: 3, Bounced: 485, Without: 27, First: day(2026, 12, 10, 10, 0)})},
		Requests: []breach.Request{{Source: source(11, day(2026, 12, 7, 11, 0), breach.Asked{ID: "Q1", To: "調査会社", What: "サーバーの保全とフォレンジック調査", Due: day(2026, 12, 9, 0, 0)}), Open: true}},
		Tasks: []breach.Work{
			{Task: breach.Task{ID: "T1", Sort: breach.Relief, What: both("パスワードの再設定", "Password reset"), Of: n(27927)}, Seq: 12, Done: n(23179)},
			{Task: breach.Task{ID: "T2", Sort: breach.Prevention, What: both("問い合わせ画面の改修", "The contact page is mended")}, Seq: 17, Ended: true, Tested: yes()},
			{Task: breach.Task{ID: "T3", Sort: breach.Prevention, What: both("アクセスログの保存期間を1年に延長", "Access logs are kept for a year"), Due: day(2027, 1, 31, 0, 0)}, Seq: 18}},
		Costs: []breach.Source[breach.Spent]{source(19, day(2026, 12, 10, 11, 0), breach.Spent{Item: "forensic", Text: both("フォレンジック調査", "Forensic investigation"), Amount: 1_650_000, Currency: "JPY", Source: "請求書"})},
	}
	st.Head = sha256.Sum256([]byte("head"))
	affected := breach.Affected{Count: breach.Count{Max: n(27927), Likely: n(27889), Confirmed: n(27100)}, By: []int64{10}, Kinds: kinds, Regions: match.Regions, Systems: match.Systems,
		From: &from, To: &to, Gaps: alert.Gaps}
	facts := law.Facts{
		law.Known: {At: day(2026, 12, 4, 9, 30), By: []int64{2}}, law.People: {Low: n(27100), Likely: n(27889), High: n(27927), By: []int64{10}},
		law.Special: {Truth: law.No, By: []int64{3}}, law.Financial: {Truth: law.Yes, By: []int64{3}}, law.Card: {Truth: law.Yes, By: []int64{3}}, law.Wrongful: {Truth: law.Suspected, By: []int64{5}},
		law.Viewed: {Truth: law.Yes, By: []int64{5}}, law.IllegalAccess: {Truth: law.Yes, By: []int64{5}}, law.Encrypted: {Truth: law.No, By: []int64{3}},
		law.HighRisk: {Truth: law.Suspected, By: []int64{3}}, law.Sensitive: {Truth: law.No, By: []int64{3}}, law.SpecificPeople: {Low: n(0), High: n(0), By: []int64{3}},
	}
	m, _, err := cost.Builtin()
	if err != nil {
		panic(err)
	}
	return &legal.Input{State: st, Believe: b.get, Duties: duties(), Affected: affected, Times: breach.Times{FirstRead: b[breach.FirstRead], Known: b[law.Known], Told: b[breach.PersonsTold]},
		Facts: facts, Case: owner(), Now: day(2026, 12, 11, 9, 0), Zone: jst, Version: 2, Report: 2, Cost: m.Of(st, affected, []string{"intrusion"}),
		Subjects: map[string][]string{"会員データベース": {"会員", "退会した会員"}}}
}

func yes() *bool { t := true; return &t }

// duties stand as package law would answer.
func duties() []breach.Duty {
	rule := func(id, ja, en, tja, ten string) *law.Rule {
		return &law.Rule{ID: id, Jurisdiction: strings.ToUpper(id[:2]), Law: both(ja, en), Title: both(tja, ten)}
	}
	ppc := []law.Recipient{{Name: both("個人情報保護委員会", "Personal Information Protection Commission")}}
	because := []law.Reason{{Fact: law.Wrongful, Value: law.Value{Truth: law.Suspected, By: []int64{5}}, Truth: law.Yes}}
	return []breach.Duty{
		{Answer: law.Answer{Rule: rule("eu-gdpr-33", "GDPR", "GDPR", "監督機関への通知", "Notification to the authority"), Applies: law.Yes, Because: because,
			Recipients: []law.Recipient{{Name: both("監督機関", "Supervisory authority")}}, Due: &law.Due{At: day(2026, 12, 7, 9, 30), Clock: &law.Clock{Hours: 72}, LastDay: "2026-12-07"}}, Status: breach.Late},
		{Answer: law.Answer{Rule: rule("jp-appi-final", "個人情報保護法", "APPI", "確報", "Final report"), Applies: law.Yes, Because: because, Recipients: ppc,
			Due: &law.Due{At: day(2027, 2, 1, 23, 59), LastDay: "2027-02-01", Clock: &law.Clock{Days: 60}}}, Status: breach.Due, Missing: []law.Item{{ID: "other"}}},
		{Answer: law.Answer{Rule: rule("kr-pipa-34", "個人情報保護法（韓国）", "PIPA (Korea)", "通知・申告", "Notice and report"), Applies: law.Unknown, Open: []string{law.Places},
			If: &law.Due{At: day(2026, 12, 7, 9, 30), Clock: &law.Clock{Hours: 72}}}, Status: breach.Undecided},
		{Answer: law.Answer{Rule: rule("jp-appi-preliminary", "個人情報保護法", "APPI", "速報", "Preliminary report"), Applies: law.Yes, Because: because, Recipients: ppc,
			Due: &law.Due{At: day(2026, 12, 8, 23, 59), LastDay: "2026-12-08", Clock: &law.Clock{Days: 5}}}, Status: breach.Done,
			Met: []breach.Source[breach.Met]{source(13, day(2026, 12, 8, 16, 0), breach.Met{Rule: "jp-appi-preliminary", At: day(2026, 12, 8, 15, 42)})}},
	}
}

// empty is a case that was only opened, of an owner who told nothing.
func empty() *legal.Input {
	return &legal.Input{State: &breach.State{ID: "2026-0008", Title: "?", Events: 1, Opened: day(2026, 12, 4, 9, 40)}, Case: &config.Case{}, Now: day(2026, 12, 4, 10, 0), Zone: jst, Version: 1}
}
