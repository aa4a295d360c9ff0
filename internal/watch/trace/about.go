package trace

import (
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func text(en, ja string) watch.Text { return watch.Text{EN: en, JA: ja} }

func limit(name, value string, why watch.Text) watch.Limit {
	return watch.Limit{Name: name, Default: value, Why: why}
}

// about is what there is to know of it.
func about(c Config) watch.About {
	return watch.About{
		Name:  "trace",
		Needs: text("requests with their answers (a status; better, sizes too), statements, names of objects, or commands", "応答（ステータス、できればサイズも）付きのリクエスト、または SQL 文・オブジェクト名・コマンドの記録"),
		Rules: []watch.Rule{
			{Name: "exploited",
				Says: text("{what}, public since {known}, was used against {store} and answered, first on {first} (accesses: {accesses}). Patched is not clean: look for what was planted.",
					"{store} で {what}（{known} 公表）の悪用が成功した痕跡があります。最初は {first}、計 {accesses} 件です。修正プログラムの適用だけでは安全とは言えません。仕掛けられたものがないか調べてください。"),
				Harmless: text("a test of one's own security by somebody who was asked to: silence it by its origin for as long as it goes on", "委託した診断によるもの。診断期間中は発信元を指定して通知を止めてください。"),
				Limits:   []watch.Limit{same}},
			{Name: "web-shell",
				Says: text("a script in {thing} on {store}, where none belongs, answered (accesses: {accesses}, the first on {first}): a door that somebody left",
					"{store} の {thing} にあるはずのないスクリプトが、{first} 以降 {accesses} 回応答しています。侵入者が残した裏口（ウェブシェル）の疑いがあります。"),
				Harmless: text("a script of one's own in a folder for uploads or pictures, asked by few: move it, or silence it by its store", "アップロード用や画像用のフォルダーに自社のスクリプトを置いている場合。移すか、対象を指定して通知を止めてください。"),
				Limits: []watch.Limit{same,
					limit("clients", fmt.Sprint(c.Clients), text("a planted script is known to those who planted it; a site's own is asked by everybody", "仕掛けられたスクリプトを知るのは仕掛けた者だけで、本来のものは多くの利用者が使うため")),
					limit("late", fmt.Sprintf("%d h", c.Late), text("what was there when the site was first seen is probably its own", "監視を始めた時点で存在したものは、本来のものである可能性が高いため"))}},
			{Name: "still-there",
				Says: text("what was planted on {store} ({thing}) still answers, {days} days after {what} was refused there for the first time: patched is not clean",
					"{store} では {what} が拒否されるようになってから {days} 日たっても、仕掛けられたもの（{thing}）が応答しています。修正プログラムを適用しても、侵入の跡は残ったままです。"),
				Harmless: text("none is known", "知られていません。")},
			{Name: "handed-out",
				Says:     text("{store} handed out {file}, which nobody should be given (accesses: {accesses}, the first on {first})", "{store} が、公開してはならないファイル（{file}）を {first} 以降 {accesses} 回渡しています。"),
				Harmless: text("a file of that name that is meant to be public: silence it by its store", "同じ名前の公開用ファイルである場合。対象を指定して通知を止めてください。"),
				Limits:   []watch.Limit{same}},
			{Name: "traversed",
				Says: text("{store} answered a path that climbs out of its folder ({file}; accesses: {accesses}, the first on {first})",
					"{store} が、公開フォルダーの外へ遡るパス（{file}）に {first} 以降 {accesses} 回応答しています。"),
				Harmless: text("a site that gives a page of its own to whatever it is asked, before enough of its answers were seen", "どのような要求にも同じページを返すサイトで、まだ応答の傾向を学習していない場合。"),
				Limits:   []watch.Limit{same}},
			{Name: "injected",
				Says: text("statements slipped into requests to {store} had {large} answers far larger than usual, after {tries} tries: data was read through the site",
					"{store} への要求に紛れ込ませた SQL に対し、通常よりはるかに大きい応答が {large} 件ありました（試行 {tries} 件）。サイトを通じてデータが読み出された疑いがあります。"),
				Harmless: text("a search for such words that happens to have a long answer", "たまたま同じ語句を検索し、応答が大きかった場合。"),
				Limits:   []watch.Limit{limit("large", fmt.Sprint(c.Large), text("times the usual answer of the route, and 10 kB: an error page is smaller than rows of a table", "その経路の通常の応答に対する倍率（かつ 10 kB 以上）。エラー画面は表の中身より小さいため"))}},
			{Name: "blind",
				Says: text("{tries} statements slipped into one route of {store} by one origin were answered: tools go on only where they get something",
					"{store} の同じ経路に、同じ発信元から SQL を紛れ込ませた要求が {tries} 件あり、応答が返っています。攻撃ツールは何かを得られる所でしか続けません。"),
				Harmless: text("a test of one's own security", "自社の診断によるもの。"),
				Limits:   []watch.Limit{limit("blind", fmt.Sprint(c.Blind), text("tools need 100 to 200 requests to find out that a parameter is safe, and thousands to read a table bit by bit", "ツールが安全と判断するまでの要求は 100〜200 件、1 ビットずつ読み出すには数千件が必要なため"))}},
			{Name: "tool",
				Says:     text("a tool of attackers ({tool}) was handed data of {store} (accesses: {accesses})", "攻撃用ツール（{tool}）に {store} のデータが {accesses} 回渡されています。"),
				Harmless: text("a test of one's own security", "自社の診断によるもの。")},
			{Name: "called-back",
				Says:     text("a machine of the house went to the host that an attacker tried to lure it to (Log4Shell, CVE-2021-44228)", "社内の機器が、攻撃者が誘導しようとした接続先（Log4Shell, CVE-2021-44228）へ通信しました。"),
				Harmless: text("somebody of security looked at the host", "セキュリティー担当者が接続先を調べた場合。")},
			{Name: "ransom",
				Says:     text("{store} holds what is left by who takes data hostage ({name}), first on {first}", "{store} に、データを人質に取る者が残す名前（{name}）が現れました。最初は {first} です。"),
				Harmless: text("something of one's own of that name", "同じ名前のものを自社で使っている場合。")},
			{Name: "silenced",
				Says:     text("{who} stopped or cleared records ({what}; accesses: {accesses}, the first on {first})", "{who} が記録の停止または消去（{what}）を {first} 以降 {accesses} 回行いました。"),
				Harmless: text("planned work on the logs: silence it by the account until its end", "計画されたログの保守作業。終わるまでアカウントを指定して通知を止めてください。")},
			{Name: "indicator",
				Says:     text("what a list names ({sort}: {name}) was seen (accesses: {accesses}, the first on {first})", "一覧にある指標（{sort}：{name}）を {first} 以降 {accesses} 回確認しました。"),
				Harmless: text("lists age: addresses are given to others. Give indicators an end", "一覧は古くなり、アドレスは別の利用者に割り当てられます。期限を付けてください。"),
				Limits:   []watch.Limit{limit("passing", "-", text("that an address out of a list opens a public page happens every day: it counts once it logs in, writes, or is handed something of persons", "一覧のアドレスが公開ページを開くだけなら日常的に起きるため、ログイン・書き込み・個人データの取得があって初めて数えます"))}},
			{Name: "attempt",
				Says:     text("{tries} known attacks ({what}) were refused since {first}", "既知の攻撃（{what}）を {first} 以降 {tries} 件拒否しました。"),
				Harmless: text("every server is tried every day", "どのサーバーも毎日試されています。")},
		},
	}
}

var same = limit("same", "3", text("an answer of a size that the site gave to three other things is the page that it gives to whatever it is asked", "ほかの 3 つの要求と同じサイズの応答は、何を要求されても返すページであるため"))
