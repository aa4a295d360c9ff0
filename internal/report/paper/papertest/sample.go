// Package papertest is what each writer of documents must pass: one rich document in each language, with everything that a
// document may have and much that a hostile one would, of which nothing may vanish; and letters. All of it is invented.
package papertest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Tokyo is the zone of the documents; Date is what they are dated.
var (
	Tokyo = time.FixedZone("JST", 9*3600)
	Date  = time.Date(2020, 12, 28, 0, 0, 0, 0, Tokyo)
)

// Hostile are values that would be markup, would steer, or would hide, if a writer let them.
var Hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `a | b \| c`, `]]>&amp;&lt;`, `{{.Secret}}`, `# 見出し`, `- [x] 項目`,
	"1. 番号", "> 引用", "    字下げ", "```\ncode\n```", `[text](javascript:alert(1))`, `![x](https://198.51.100.7/x.png)`, `<https://example.jp>`,
	`https://example.jp/a?b=c&d=e`, `www.example.jp`, `someone@example.jp`, `*強調* _下線_ ~~消し~~ ` + "`code`", `=HYPERLINK("x")`,
	"端\x00末\x1b[31m赤", "\u202Egnp.exe", "a\u200Bb\uFEFFc", "| a | b |\n|---|---|", `\`, `\\`, "&nbsp;&#x3c;", "---", "+++", "***", "<!-- x -->",
	"${x} %s %n $(id) `id`", `(a) \(b\) )(`, "1) 一", "* 点", "+ 点", "~~~", "[^1]: x", "[a]: https://example.jp", ":smile: @someone #1",
}

// Rare are names as they stand in registers: characters of JIS X 0213, of vendors' sets, variants, marks apart from their letter.
var Rare = []string{"髙橋 﨑子", "濵田 德次", "渡邉 𠮟子", "葛󠄀城 辻󠄀子", "かがミハ\u309Aン", "鷗外 俠", "山﨑 瀨", "ｶﾅ ﾊﾝｶｸ", "①②Ⅲ㈱℡№"}

// Lacking are characters that the font of the PDF has not: a surname's 𠮷, an emoji, one of a user's own.
var Lacking = []string{"𠮷田 商店", "顔😀", "外字\uE000字"}

// Long is a paragraph of ten thousand characters without a blank.
func Long(ja bool) string {
	if !ja {
		return strings.Repeat("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN", 200)
	}
	return strings.Repeat("個人データの漏えい等が発生したおそれのある事態を知ったときは、速やかに個人情報保護委員会に報告し、「本人」に通知します。", 170)
}

// Rich is a document with everything in it. It has about twenty pages.
func Rich(lang string) *paper.Document {
	ja := lang == "ja"
	of := func(j, e string) string {
		if ja {
			return j
		}
		return e
	}
	d := &paper.Document{
		Name: "jp-appi-final.v2." + lang, Lang: lang, Date: Date, Draft: true,
		Title: of("個人データの漏えい等に関する報告書（確報）", "Report of a leak of personal data (final report)"),
		Lead:  []string{of("第2報（追完）", "Second version (supplement)"), of("2020年12月7日付け報告の続き", "Continues the report of 7 December 2020")},
		To:    []string{of("個人情報保護委員会 御中", "Personal Information Protection Commission")},
		From:  []string{of("株式会社 堤サンプル", "Tsutsumi Sample Inc."), of("個人情報保護管理者 堤 花子", "Privacy officer Hanako Tsutsumi")},
		Foot:  of("事案 2020-0003　記録 #128 まで　", "Case 2020-0003 · up to event #128 · ") + "sha256:3f9a6c0d5e7b41aa",
	}
	add := func(b ...paper.Block) { d.Blocks = append(d.Blocks, b...) }
	add(paper.Figures{List: []paper.Figure{
		{Name: of("最大人数", "People at most"), Value: of("20,076,016人", "20,076,016"), Note: of("重複を含む", "with duplicates")},
		{Name: of("見込み", "Likely"), Value: of("18,402,117人", "18,402,117"), Note: of("名寄せ後", "once merged")},
		{Name: of("確認済み", "Confirmed"), Value: of("27,927人", "27,927"), Note: of("12月15日に27,889人から訂正", "27,889 until 15 December")},
		{Name: of("報告期限", "Due"), Value: of("2021年1月4日", "4 Jan 2021"), Note: of("30日め（1月2日・土）が休日のため", "day 30 is a Saturday")},
	}})
	add(paper.Heading{Level: 1, Text: of("概要", "Outline")})
	add(paper.Text{By: []int64{3, 12}, Text: of(
		"2020年10月18日、当社の管理サーバー（198.51.100.7）のアクセス権の設定が更新に伴って誤ったものとなり、同年12月3日までの間、外部から加盟店の情報を閲覧できる状態となっていました。12月1日に外部からの指摘を受けて調査したところ、11月28日にBrazilからのアクセスを確認しました。当社は直ちにアクセスを遮断し、被害の拡大を防ぐ措置をとりました。ご迷惑をおかけしましたことを、深くおわび申し上げます。",
		"On 18 October 2020 an update left the permissions of our administration server (198.51.100.7) wrong, and until 3 December data of merchants could be read from outside. We were told of it on 1 December, looked into it, and found an access from Brazil on 28 November. We cut off access at once and took measures to keep the damage from growing. We sincerely apologise for the trouble this has caused.")})
	add(paper.Text{Note: true, Text: of("「おそれ」がある場合も報告の対象です（個人情報の保護に関する法律施行規則第7条）。", "A suspicion counts too (Enforcement Rules of the APPI, Art. 7).")})
	add(paper.Heading{Level: 1, Text: of("報告事項", "Items of the report")}, form(of, ja))
	add(paper.Heading{Level: 1, Text: of("経過", "Course of events")}, timeline(of))
	add(paper.Heading{Level: 1, Text: of("再発防止策", "Measures against recurrence")})
	add(paper.Heading{Level: 2, Text: of("実施済みのもの", "Taken")})
	add(paper.List{Ordered: true, Items: []string{
		of("アクセス権の設定を変更するたびに、変更前後の差分を二人で確認する。", "Two people look at what changed whenever permissions are changed."),
		of("管理サーバーへの接続元を社内のネットワーク（192.0.2.0/24）に限る。", "The administration server answers the office network only (192.0.2.0/24)."),
		of("アクセス記録を少なくとも1年間保存し、「初めての国」からの接続を検知する。委託先が扱うものも同様とし、四半期ごとに抜き取りで確かめる。", "Access logs are kept for a year at least, and an access from a country that had none before raises an alert. The same holds for contractors, and is tested each quarter."),
	}})
	add(paper.Heading{Level: 2, Text: of("予定のもの", "Planned")})
	add(paper.List{Items: []string{of("委託先の監査（2021年3月まで）", "Audit of the contractors (by March 2021)"), of("保存期間を過ぎた加盟店情報の削除", "Deletion of merchants' data past its retention")}})
	add(paper.Break{})
	add(paper.Heading{Level: 1, Text: of("別表", "Annex")}, paper.Heading{Level: 2, Text: of("項目ごとの人数", "People by kind of data")}, table(of))
	add(paper.Heading{Level: 3, Text: of("数のない表", "A table without numbers")}, paper.Table{
		Head: []string{of("委託先", "Contractor"), of("取り扱う国", "Country"), of("確認", "Confirmed")},
		Rows: [][]string{{of("株式会社 例示運用", "Example Operations"), of("日本", "Japan"), of("済み", "yes")}, {of("例示サポート（再委託）", "Example Support (subcontractor)"), of("韓国、中国", "Korea, China"), ""}},
	})
	add(paper.Heading{Level: 2, Text: of("氏名の表記", "Names as written")})
	add(paper.List{Items: Rare}, paper.List{Items: Lacking})
	add(paper.Heading{Level: 2, Text: of("そのまま印字されるべき値", "Values to be printed as they are")})
	var rows [][]string
	for i, h := range Hostile {
		rows = append(rows, []string{strconv.Itoa(i + 1), h})
	}
	add(paper.Table{Head: []string{"No.", "<b>Value</b>|x"}, Rows: rows, Right: []bool{true, false}})
	for i, h := range Hostile {
		add(paper.Text{Text: h})
		if i%8 == 0 {
			add(paper.Heading{Level: 3, Text: h})
		}
	}
	add(paper.List{Items: Hostile[:12]})
	add(paper.Heading{Level: 2, Text: of("長い段落", "A long paragraph")}, paper.Text{Text: Long(ja)})
	add(paper.Table{Caption: of("1ページより高い行", "A row higher than a page"), Rows: [][]string{{"1", string([]rune(Long(ja))[:5000])}, {"2", of("次の行", "the next row")}}})
	return d
}

func form(of func(string, string) string, ja bool) paper.Fields {
	return paper.Fields{List: []paper.Field{
		{ID: "kind", No: "1", Name: of("報告の種別", "Kind of report"), Choices: []paper.Choice{{Text: of("速報", "Preliminary")}, {Text: of("確報", "Final"), Ticked: true}}, By: []int64{4}},
		{ID: "rule", No: "(1)", Name: of("規則第7条各号の該当性", "Numbers of Rule 7"), By: []int64{5, 6, 128}, Choices: []paper.Choice{
			{Text: of("第1号（要配慮個人情報）", "No. 1 (special care-required data)")}, {Text: of("第2号（財産的被害のおそれ）", "No. 2 (possible property damage)"), Open: true},
			{Text: of("第3号（不正の目的によるおそれ）", "No. 3 (possible wrongful purpose)"), Ticked: true}, {Text: of("第4号（千人を超えるもの）", "No. 4 (more than 1,000 persons)"), Ticked: true}}},
		{ID: "known", No: "(2)", Name: of("発覚日", "Discovered on"), Value: []string{of("2020年12月1日（令和2年12月1日）", "1 December 2020")}, By: []int64{3}},
		{ID: "people", No: "(3)", Name: of("本人の数", "Number of persons"), Value: []string{of("27,927人", "27,927 persons")}, Changed: true, Was: []string{of("27,889人", "27,889 persons")}, By: []int64{17, 44},
			Help: of("確定していない場合は、確認できた最大の人数を記入します。", "Where it is not settled: the largest number that was confirmed.")},
		{ID: "cause", No: "(4)", Name: of("発生原因", "Cause"), Value: []string{of("アクセス権の設定の誤り。", "Wrong permissions."), of("更新の際の確認手順に、権限の差分の確認が含まれていなかったため。", "The procedure for updates did not include a look at what changed in permissions.")}, By: []int64{21}},
		{ID: "harm", No: "(5)", Name: of("二次被害又はそのおそれの有無及びその内容", "Secondary damage or its risk, and what it is"), Unknown: true, Choices: []paper.Choice{{Text: of("有", "Yes"), Open: true}, {Text: of("無", "No"), Open: true}}},
		{ID: "told", No: "(6)", Name: of("本人への対応の実施状況", "What was done towards the persons"), Unknown: true, Changed: true},
		{ID: "published", No: "(7)", Name: of("公表の実施状況", "Publication"), Changed: true, Value: []string{of("2020年12月7日に自社のウェブサイトで公表", "Published on our site on 7 December 2020")}, Was: []string{of("予定", "Planned"), of("12月中", "in December")}},
		{ID: "course", No: "(8)", Name: of("経緯", "Course"), Value: []string{course(of)}, By: []int64{8, 9, 10}},
		{ID: "other", No: of("その他参考事項", "Other matters"), Name: of("参考となる事項", "For reference"), Value: []string{`<script>alert("x")</script> | a`, "二行\n改行"}},
		{ID: "long", Name: of("番号のない項目", "Without a number"), Value: []string{"0120000000"}},
	}}
}

func course(of func(string, string) string) string {
	var b strings.Builder
	for day := 1; day <= 24; day++ {
		b.WriteString(of(fmt.Sprintf("12月%d日、調査を継続し、アクセス記録を%d件確認した。", day, day*137), fmt.Sprintf("On %d December the inquiry went on, and %d records of access were looked at. ", day, day*137)))
	}
	return b.String()
}

func timeline(of func(string, string) string) paper.Timeline {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2020, month, day, hour, 0, 0, 0, Tokyo)
	}
	marks := []paper.Mark{
		{When: of("2020年10月18日ごろ", "about 18 October 2020"), At: at(10, 18, 0), Until: at(12, 3, 9), Kind: "access", Text: of("権限の誤りにより外部から閲覧可能な状態", "Readable from outside through wrong permissions"), By: []int64{7}},
		{When: of("2020年11月28日 3時12分", "28 November 2020, 03:12"), At: at(11, 28, 3), Kind: "access", Key: true, Text: of("最初の閲覧（Brazil、203.0.113.9）", "First read (Brazil, 203.0.113.9)"), By: []int64{7, 31}},
		{When: of("2020年12月1日 10時5分", "1 December 2020, 10:05"), At: at(12, 1, 10), Kind: "known", Key: true, Text: of("外部からの指摘により当社が認知", "We knew: told from outside"), By: []int64{3}},
		{When: of("2020年12月3日", "3 December 2020"), At: at(12, 3, 9), Kind: "done", Text: of("アクセスを遮断、権限を修正。遮断後の接続が無いことを記録で確認した。", "Access cut off, permissions mended. The logs show no access since.")},
		{When: of("2020年12月4日", "4 December 2020"), At: at(12, 4, 0), Kind: "evidence", Text: of("アクセス記録を保全", "Access logs secured"), By: []int64{33, 34}},
		{When: of("2020年12月7日", "7 December 2020"), At: at(12, 7, 0), Kind: "told", Key: true, Text: of("本人へ通知、公表", "Persons told; published"), By: []int64{40}},
		{When: of("2021年1月4日", "4 January 2021"), At: time.Date(2021, 1, 4, 23, 59, 0, 0, Tokyo), Kind: "duty", Text: of("確報の期限（30日めが土曜日のため、休日でない翌日）", "Final report due (day 30 is a Saturday: the next day that is no holiday)")},
		{When: of("時期不明", "At a time unknown"), Kind: "other", Text: "<b>x</b>"},
	}
	return paper.Timeline{Marks: marks}
}

func table(of func(string, string) string) paper.Table {
	t := paper.Table{
		Caption: of("表1　項目ごとの人数（2020年12月15日現在）", "Table 1: people by kind, as of 15 December 2020"),
		Head:    []string{of("保管場所", "Place"), of("項目", "Kind"), of("人数", "People"), of("割合", "Share"), of("備考", "Remarks")},
		Right:   []bool{false, false, true, true, false}, Total: true,
	}
	kinds := []string{of("氏名", "Name"), of("住所", "Address"), of("電話番号", "Phone number"), of("メールアドレス", "E-mail address"), of("生年月日", "Date of birth"), of("口座番号（銀行・支店・種別を含む）", "Account number (with bank, branch and type)")}
	remark := of("加盟店の代表者のもの。退会した加盟店を含み、保存期間を過ぎたものが一部に残っていた。", "Of merchants' representatives, some of whom had left and were past retention.")
	for i := range 90 {
		note := ""
		if i%7 == 3 {
			note = remark
		}
		t.Rows = append(t.Rows, []string{fmt.Sprintf("merchant_%03d.csv", i+1), kinds[i%len(kinds)], thousands(1111 + i*i*137), fmt.Sprintf("%.1f%%", float64(i*11%1000)/10), note})
		t.By = append(t.By, []int64{int64(50 + i), int64(200 + i)}[:1+i%2])
	}
	t.Rows = append(t.Rows, []string{of("計", "Total"), "", thousands(20076016), "100.0%", ""})
	return t
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
