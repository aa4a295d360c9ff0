package people

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func about(c Config) watch.About {
	num := func(n int64) string { return strconv.FormatInt(n, 10) }
	hourly := limit("floor", num(c.Hour), "Below it an hour is an ordinary hour of somebody who works with customers: 20 to 150 persons a day, up to 40 in an hour.",
		"顧客対応の担当者が1日に扱うのは20〜150人、1時間では多くて40人程度です。これより少ない閲覧は通常業務とみなします。")
	daily := limit("floor", num(c.Day), "Above what support staff read on a busy day (150).", "サポート担当者が忙しい日に閲覧する人数（150人）を上回る値です。")
	own := limit("deviations", "4, at least ×4", "From the reader's own mean of ln(1 + amount) over about 14 active days; counted from the fifth on. Days of people differ by 40 % without any cause.",
		"本人の直近約14稼働日について ln(1+件数) の平均からの隔たりを見ます（5稼働日以上の記録がある場合）。人の作業量は理由がなくても日によって4割ほど変動します。")
	peers := limit("peers", "2 × the 95th percentile", "Those with the same role and most used store. If one in twenty of them (three at least) reads as much today, it is a busy day and quiet.",
		"同じ役割で、主に同じデータを扱う人たちと比べます。当日、同僚の20人に1人（少なくとも3人）が同程度に閲覧していれば、繁忙日とみなして通知しません。")
	unknown := limit("unknown", num(c.Unknown), "By how much floors are raised in a store that no scan has seen, where only rows are known: they may be no persons (twice where a path names a person).",
		"スキャンしたことのないデータで行数しか分からない場合は、個人とは限らないため下限をこの倍率に引き上げます（パスに会員番号などが含まれる場合は2倍）。")
	rows := limit("rows", num(c.Rows), "How many rows weigh as much as a person: the same ones may have been read again, and rows of many tables belong to one person.",
		"1人分とみなす行数です。同じ行を繰り返し読んだり、1人が複数の行に現れたりするためです。")
	first := limit("first", num(c.First), "Of somebody with neither history nor peers; twice that in the first three days of logs, when everybody is new.",
		"本人の履歴も比較できる同僚もない場合の下限です。ログの最初の3日間は全員が初めてに見えるため、2倍にします。")
	residue := limit("residue", num(c.Slow), "New persons of several days beyond twice the usual and 10, at least three ordinary days of the reader (of rows three times as many, and six days) and what nine in ten peers read in one. One day counts for a quarter at most.",
		"日々の新規閲覧のうち、普段の2倍と10人を超えた分を積み上げます。本人の通常日の3日分、かつ同僚の9割が1日に読む量以上であることが条件です。1日分は最大でも4分の1までしか数えません。")
	customer := limit("others", num(c.Customer), "A customer has one own record; a family, a seller and his buyers are fewer than that. Twice as many of a list (an address book that is looked up), and more than 1.5 times what one in a thousand customers reads in a day.", "利用者本人の記録は1人分です。家族や取引相手を含めてもこの人数を超えません。一覧（連絡先の照合など）は2倍とし、利用者の1,000人に1人が1日に読む数の1.5倍を超えることも条件です。")
	busy := text("A campaign, a migration, a month's end done by one person alone. Declare days of sales; declare machines as jobs.",
		"販促キャンペーン、データ移行、1人で行う月末処理など。セールの日を登録し、機械の処理は「ジョブ」として登録してください。")
	newJob := text("A new job or a new duty. Declare the account's role.", "新しい処理や担当替え。アカウントの役割を登録してください。")
	duty := text("A review or a clean-up that goes on for weeks, a new duty without colleagues. Declare the account as a job, or silence it until the work ends.",
		"数週間続く点検・名寄せ作業や、同僚のいない新しい担当業務。ジョブとして登録するか、作業の終了日まで通知を止めてください。")
	return watch.About{
		Name:  "people-read",
		Needs: text("Accesses with persons, with paths that name a person, or with numbers of rows.", "個人・個人を示すパス・行数のいずれかが分かるアクセス記録"),
		Rules: []watch.Rule{
			{Name: "hour", Says: text("{who} read {people} persons of {store} within an hour; usual are {usual}.", "{who} が {store} の {people} 人分を1時間以内に閲覧しました（普段は {usual} 人）。"), Harmless: busy, Limits: []watch.Limit{hourly, own, peers}},
			{Name: "day", Says: text("{who} read {people} persons of {store} in a day; usual are {usual}.", "{who} が {store} の {people} 人分を1日で閲覧しました（普段は {usual} 人）。"), Harmless: busy, Limits: []watch.Limit{daily, own, peers, unknown}},
			{Name: "store", Says: text("{who} read {people} persons of {store} in a day, where {usual} are usual.", "{who} が、普段は {usual} 人しか見ない {store} で {people} 人分を1日で閲覧しました。"), Harmless: newJob, Limits: []watch.Limit{daily, own, peers}},
			{Name: "first-bulk", Says: text("{who}, of whom no earlier reading is known, read {people} persons of {store} in a day.", "過去に閲覧の記録がない {who} が、{store} の {people} 人分を1日で閲覧しました。"), Harmless: newJob, Limits: []watch.Limit{first, peers, unknown}},
			{Name: "slow", Says: text("{who} read {people} persons of {store} in {days} days, a little each day; {usual} new ones a day are usual.", "{who} が {store} の {people} 人分を {days} 日間かけて少しずつ閲覧しました（普段の新規閲覧は1日 {usual} 人）。"), Harmless: duty, Limits: []watch.Limit{residue}},
			{Name: "off-hours", Says: text("{who} read {people} persons of {store} within {days} days at hours at which this account does not work; {usual} a day are usual.", "{who} が、普段は使われない時間帯に {store} の {people} 人分を {days} 日間にわたって閲覧しました（その時間帯の普段は1日 {usual} 人）。"),
				Harmless: text("A change of shifts. Silence it for the account until the end of the shift.", "シフトの変更。そのシフトが終わるまで、このアカウントの通知を止めてください。"), Limits: []watch.Limit{
					limit("residue", num(c.Slow/3), "Persons read at hours (±1) at which the account did not read before, beyond twice the usual and 3, added up over at least four days; a day counts for a quarter at most.", "これまで閲覧のなかった時間帯（前後1時間を除く）の閲覧のうち、普段の2倍と3人を超えた分を4日以上にわたり積み上げた人数です。1日分は最大でも4分の1までしか数えません。")}},
			{Name: "customer", Says: text("The customer {who} read {people} persons of {store} in a day.", "利用者 {who} が {store} の {people} 人分の情報を1日で閲覧しました。"), Harmless: text("A service on which members look at each other's pages; what the peers do is learnt within days.", "会員同士が互いのページを見るサービス。数日で学習します。"), Limits: []watch.Limit{customer, peers, unknown}},
			{Name: "rows-hour", Says: text("{who} read {rows} rows of {store} within an hour; usual are {usual}. How many persons they are is not known.", "{who} が {store} の {rows} 行を1時間以内に読み取りました（普段は {usual} 行）。人数は不明です。"), Harmless: busy, Limits: []watch.Limit{hourly, rows, own, peers, unknown}},
			{Name: "rows-day", Says: text("{who} read {rows} rows of {store} in a day; usual are {usual}. How many persons they are is not known.", "{who} が {store} の {rows} 行を1日で読み取りました（普段は {usual} 行）。人数は不明です。"), Harmless: busy, Limits: []watch.Limit{daily, rows, own, peers, unknown}},
			{Name: "rows-store", Says: text("{who} read {rows} rows of {store} in a day, where {usual} are usual. How many persons they are is not known.", "{who} が、普段は {usual} 行しか読まない {store} で {rows} 行を1日で読み取りました。人数は不明です。"), Harmless: newJob, Limits: []watch.Limit{daily, rows, own, peers, unknown}},
			{Name: "rows-first", Says: text("{who}, of whom no earlier reading is known, read {rows} rows of {store} in a day. How many persons they are is not known.", "過去に読み取りの記録がない {who} が、{store} の {rows} 行を1日で読み取りました。人数は不明です。"), Harmless: newJob, Limits: []watch.Limit{first, rows, peers, unknown}},
			{Name: "rows-slow", Says: text("{who} read {rows} rows of {store} beyond the usual in {days} days, a little each day; {usual} a day are usual. How many persons they are is not known.", "{who} が {store} の {rows} 行を {days} 日間かけて少しずつ、普段（1日 {usual} 行）を超えて読み取りました。人数は不明です。"), Harmless: duty, Limits: []watch.Limit{residue, rows}},
		},
	}
}

func text(en, ja string) watch.Text { return watch.Text{EN: en, JA: ja} }

func limit(name, value, en, ja string) watch.Limit {
	return watch.Limit{Name: name, Default: value, Why: text(en, ja)}
}
