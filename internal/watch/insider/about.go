package insider

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func about(c Config) watch.About {
	num := func(n int64) string { return strconv.FormatInt(n, 10) }
	strange := []watch.Limit{
		limit("persons", num(c.Persons), "Read in a day from tables that the account never read: divided by one more than how many colleagues read the table; half by day, double at night and on days off, fourfold on a declared day of leave; half if only rows are known, half again in a database that the account uses otherwise (by day then only if the data is grave); weighed by what a person's data there can do, a fifth where the store is not known (half if its name is one of tables of persons). Half of the day before is added.",
			"本人が読んだことのないテーブルから1日に読んだ人数です。同じテーブルを読む同僚の数に1を足した数で割り、日中は半分、夜間・休日は2倍、登録された休暇日は4倍とします。行数しか分からない場合と、本人が別の用途で使っているデータベースの場合はそれぞれ半分（日中は重大なデータに限る）、未スキャンのデータは5分の1（名前から個人データと分かる場合は半分）とし、データの重大さに応じて加重したうえで、前日の半分を加えます。"),
		limit("history", num(int64(c.History))+" days", "Active days before an account's tables count as known: a newcomer's tables are all new.", "アカウントの対象テーブルを把握したとみなすまでの稼働日数です。着任直後はすべてが初めてになるためです。"),
	}
	duty := text("A new duty, an incident at night, a stand-in. Acknowledge it: the tables are learnt on that day.", "担当替え、夜間の障害対応、代理作業など。確認済みにしてください。当日のテーブルは学習されます。")
	return watch.About{
		Name:  "insider",
		Needs: text("Accesses with an account and a table, an index, a directory or a repository; for what follows, logins and changes of accounts with an address.", "アカウントと対象（テーブル・索引・ディレクトリ・リポジトリ）が分かるアクセス記録。その後の悪用を追うには、送信元アドレス付きのログインと登録情報変更の記録"),
		Rules: []watch.Rule{
			{Name: "strange-table", Says: text("{who} read {persons} persons or rows of {tables} tables that are none of the account's usual ones, among them {store}.", "{who} が、普段は使わないテーブル {tables} 個（{store} など）から {persons} 人分（または行）を読み取りました。"), Harmless: duty, Limits: strange},
			{Name: "strange-table-rest", Says: text("{who} read {persons} persons or rows of {tables} tables that are none of the account's usual ones, among them {store}, at night or on a day off.", "{who} が、夜間または休日・休暇日に、普段は使わないテーブル {tables} 個（{store} など）から {persons} 人分（または行）を読み取りました。"), Harmless: duty, Limits: strange},
			{Name: "credentials", Says: text("{who} read credentials in {store}.", "{who} が {store} の認証情報を読み取りました。"), Harmless: text("An administrator's work on accounts. Declare the programs that check logins as jobs.", "管理者によるアカウント保守。ログインを検証するプログラムはジョブとして登録してください。"), Limits: []watch.Limit{
				limit("weight", "3", "Counted are: the first time, no machine, read by no more than two others, 20 rows at a time, a night or a day off, a new network, an address of a hoster.", "次の該当数です：初めて、機械ではない、ほかに読む者が2人以下、一度に20行以上、夜間・休日、初めてのネットワーク、クラウド事業者のアドレス。"),
				limit("rows", num(c.Rows), "At a time: who checks a login reads one.", "一度に読む行数です。ログインの検証で読むのは1行です。")}},
			{Name: "as-customers", Says: text("{days} days after credentials were read, {accounts} accounts came in from one place ({origin}).", "認証情報が読み取られてから {days} 日後、1か所（{origin}）から {accounts} 個のアカウントでログインがありました。"), Harmless: text("A shop or a school behind one address. Declare its network as a proxy.", "同じアドレスを使う店舗や学校など。そのネットワークをプロキシとして登録してください。"), Limits: []watch.Limit{
				limit("accounts", num(int64(c.Entered)), "Within a week from an address that is no carrier's, proxy's or office's; a household has fewer.", "1週間以内に、携帯網・プロキシ・事業所以外の同じアドレスからログインした数です。1世帯ではこれより少なくなります。"),
				limit("memory", num(int64(c.Memory))+" days", "For so long who read credentials is remembered: between theft and misuse lie days to weeks.", "認証情報を読んだ者を記憶する日数です。窃取から悪用までは数日から数週間です。")}},
			{Name: "cash-out", Says: text("{days} days after credentials were read, {accounts} accounts had their address or bank changed or money drawn from one place ({origin}).", "認証情報が読み取られてから {days} 日後、1か所（{origin}）から {accounts} 個のアカウントで住所・口座の変更または出金がありました。"), Harmless: text("A family that moves, an agent who acts for others.", "家族の転居や代行業者による手続き。"), Limits: []watch.Limit{
				limit("accounts", num(int64(c.Changed)), "Whose address or bank was changed or from whom money went, from one origin or device; two if they are among those whose credentials were read.", "同じ送信元または端末から変更・出金のあったアカウント数です。認証情報を読まれた本人と分かる場合は2とします。")}},
			{Name: "clones", Says: text("{who} took {repositories} repositories of {store} in a day; usual are {usual}.", "{who} が {store} のリポジトリ {repositories} 個を1日で取得しました（普段は {usual} 個）。"), Harmless: text("A new machine, a tool that looks at all sources. Declare its account as a job.", "新しい端末の準備や、全ソースを検査するツール。専用アカウントをジョブとして登録してください。"), Limits: []watch.Limit{
				limit("repositories", num(int64(c.Clones)), "Different ones in a day; and two of: a new address, a hoster's, a night or a day off, far beyond the usual, the first time, thirty.", "1日に取得した種類数です。さらに、初めてのアドレス、クラウド事業者、夜間・休日、普段を大きく超える、初めて、30個以上のうち2つ以上に当たることが条件です。")}},
		},
	}
}

func text(en, ja string) watch.Text { return watch.Text{EN: en, JA: ja} }

func limit(name, value, en, ja string) watch.Limit {
	return watch.Limit{Name: name, Default: value, Why: text(en, ja)}
}
