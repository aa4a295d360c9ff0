package export

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func about(c Config) watch.About {
	num := func(n int64) string { return strconv.FormatInt(n, 10) }
	habit := limit("habit", num(int64(c.History))+" days", "An export at an hour (±1) and from a network at which the same account exported on so many earlier days is a job (one day for accounts of machines).",
		"同じアカウントが、同じ時間帯（±1時間）・同じネットワークから、この日数以上エクスポートしていれば定常処理とみなします（機械用アカウントは1日）。")
	weight := limit("weight", "2", "Counted are: an address of a hoster or nobody logged in from outside (2), a network new for the account, a night or a day off, credentials, no habit of its own or of colleagues, how much it is (1 each). In the first nine days machines are quiet, in the first seven single tables and calls need more.",
		"次の点数の合計です：クラウド・匿名回線からのアクセスや外部からの未ログイン（2点）、初めてのネットワーク、夜間・休日、認証情報、本人にも同僚にも前例がないこと、量の多さ（各1点）。開始から9日間は機械用アカウントを通知せず、7日間は単独のテーブルや呼び出しの基準を上げます。")
	move := text("A migration, a restore test, a new backup. Declare the account as a job, or silence it until the work ends.", "移行作業、リストア試験、新しいバックアップなど。ジョブとして登録するか、作業の終了日まで通知を止めてください。")
	clean := text("Old indices or test tables are cleared away by hand.", "古い索引や試験用テーブルの手作業での整理。")
	return watch.About{
		Name:  "bulk-export",
		Needs: text("Logs of databases, search engines, object stores or services; for bytes, access logs with the size of answers.", "データベース・検索エンジン・オブジェクトストレージ・クラウドサービスのログ（バイト数は応答サイズを含むアクセスログ）"),
		Rules: []watch.Rule{
			{Name: "dump", Says: text("{who} took {parts} tables of {store} as a whole.", "{who} が {store} のテーブル {parts} 個を丸ごと取り出しました。"), Harmless: move, Limits: []watch.Limit{habit, weight,
				limit("tables", num(int64(c.Tables)), "Read as a whole without a pause of 15 minutes: dump programs take one after the other, people look at one or two.", "15分以上の間を置かずに丸ごと読まれた数です。ダンプは次々に読みますが、人が見るのは1〜2個です。"),
				limit("rows", num(c.Rows), "Of one table that is copied out; smaller lists leave a company every day.", "1つのテーブルを書き出した行数です。これより小さい一覧の持ち出しは日常的にあります。")}},
			{Name: "scroll", Says: text("{who} read through {store} page by page, {times} requests without a pause.", "{who} が {store} を端から順に読み出しました（連続 {times} 回の要求）。"), Harmless: move, Limits: []watch.Limit{habit, weight,
				limit("pages", num(int64(c.Pages)), "Of a scroll or a point in time without an hour's pause; a page is a thousand documents in most tools.", "1時間以上の間を置かないスクロールの回数です。多くのツールでは1回で1,000件を取得します。")}},
			{Name: "bucket", Says: text("{who} fetched {times} objects of {store} in a day; usual are {usual}.", "{who} が {store} のオブジェクト {times} 個を1日で取得しました（普段は {usual} 個）。"), Harmless: move, Limits: []watch.Limit{habit, weight,
				limit("objects", num(c.Objects), "And seven times the usual; a tenth of it where the address is a hoster's or nobody logged in.", "普段の7倍以上であることも条件です。クラウド事業者のアドレスや未ログインの場合は10分の1とします。")}},
			{Name: "service", Says: text("{who} let {store} export data ({times} calls).", "{who} が {store} のエクスポート機能を使いました（{times} 回）。"), Harmless: move, Limits: []watch.Limit{habit, weight}},
			{Name: "snapshot", Says: text("{who} gave a snapshot of {store} to another account.", "{who} が {store} のスナップショットを別のアカウントに共有しました。"), Harmless: text("A copy for another account of one's own. Silence it for that account.", "自社の別アカウントへの複製。そのアカウントへの共有を通知対象から外してください。"), Limits: []watch.Limit{habit, weight}},
			{Name: "report", Says: text("{who} exported {times} reports of {store} in a day.", "{who} が {store} のレポートを1日で {times} 件エクスポートしました。"), Harmless: move, Limits: []watch.Limit{habit, weight, limit("reports", "20", "Or ten times the rows of a table; people export a few lists a day.", "または行数がテーブル基準の10倍。人が1日に書き出す一覧は数件です。")}},
			{Name: "volume", Says: text("{who} took {megabytes} MB from {store} in a day; usual are {usual}.", "{who} が {store} から1日で {megabytes} MB を取り出しました（普段は {usual} MB）。"), Harmless: move, Limits: []watch.Limit{weight,
				limit("bytes", num(c.Bytes), "A day's work with documents and pictures stays below; and seven times the usual.", "文書や画像を扱う1日分の作業では届かない量です。普段の7倍以上であることも条件です。")}},
			{Name: "odd-hour", Says: text("{who}, who exports by the clock, took data of {store} at another hour.", "決まった時刻に処理する {who} が、別の時間帯に {store} のデータを取り出しました。"), Harmless: text("A job that was run again by hand.", "手作業での再実行。"), Limits: []watch.Limit{habit}},
			{Name: "odd-place", Says: text("{who}, who always exports from the same place, took data of {store} from another network.", "いつも同じ場所から処理する {who} が、別のネットワークから {store} のデータを取り出しました。"), Harmless: text("The job moved to another machine.", "処理サーバーの移設。"), Limits: []watch.Limit{habit}},
			{Name: "delete-after", Says: text("Data of {store} was deleted after it had been taken ({parts} tables, indices or buckets).", "{store} のデータが、取り出された後に削除されました（テーブル・索引・バケット {parts} 個）。"), Harmless: text("A migration that clears the old place.", "移行後の旧環境の削除。"), Limits: []watch.Limit{
				limit("after", "7 days", "Of somebody's export from the same place that was told; whoever deletes.", "同じ場所からの取り出しを通知してからの日数です。削除した人が別人でも対象です。")}},
			{Name: "wipe", Says: text("{who} deleted {parts} tables, indices or buckets of {store}.", "{who} が {store} のテーブル・索引・バケットを {parts} 個削除しました。"), Harmless: clean, Limits: []watch.Limit{
				limit("wipes", num(int64(c.Wipes)), "Within an hour by somebody who does not do so on other days; from outside, at night, or of what holds persons.", "普段は削除しない者が1時間以内に消した数です。外部・夜間からのもの、または個人データを含むものに限ります。"),
				limit("deletes", num(c.Deletes), "Single objects or rows.", "個々のオブジェクトまたは行の数です。")}},
			{Name: "ransom", Says: text("In {store} something was left that is called like an extortionist's note.", "{store} に、脅迫文とみられる名前のデータが作成されました。"), Harmless: text("A table or an index that somebody happens to call so.", "偶然同じ名前を付けたテーブルや索引。"), Limits: []watch.Limit{
				limit("names", "read_me_to_recover, how_to_restore, -meow, …", "Names seen where databases were held to ransom; plain words (readme, warning) only within a day of a deletion.", "実際の脅迫事件で使われた名前です。readme や warning などの一般的な語は、削除から1日以内のものに限ります。")}},
		},
	}
}

func text(en, ja string) watch.Text { return watch.Text{EN: en, JA: ja} }

func limit(name, value, en, ja string) watch.Limit {
	return watch.Limit{Name: name, Default: value, Why: text(en, ja)}
}
