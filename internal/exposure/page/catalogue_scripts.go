package page

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

var scriptEntries = []exposure.Entry{
	{
		ID: scriptNoIntegrity, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Third-party script without integrity hash (SRI)", JA: "外部スクリプトに改ざん検知（SRI）がない"},
		What: exposure.Text{
			EN: "{script} runs on {pages}. Whoever can change it at {host} reads every password and card number typed there; browsers would not notice.",
			JA: "{pages} で {script} が動作しています。{host} 側でこのスクリプトを書き換えられる者は、入力されるパスワードやカード番号をすべて読み取れますが、ブラウザーはそれを検知できません。",
		},
		Seen: exposure.Text{EN: "The page's script element has no integrity attribute that browsers enforce.", JA: "ページの script 要素に、有効な integrity 属性がありません。"},
		Fix: exposure.Text{
			EN: "Take the script off pages where people log in, register or pay, or serve a reviewed copy yourself.\nWhere its version is fixed, add its hash:\n  openssl dgst -sha384 -binary FILE.js | openssl base64 -A\n  <script src=\"…\" integrity=\"sha384-HASH\" crossorigin=\"anonymous\"></script>\nWhere the supplier changes it unannounced, isolate it in a frame of another origin, and watch it (tsutsumi exposure --every 1h).",
			JA: "ログイン・会員登録・決済ページからこのスクリプトを外すか、内容を確認した写しを自社サーバーから配信します。\n版が固定されている場合はハッシュ値を指定します。\n  openssl dgst -sha384 -binary FILE.js | openssl base64 -A\n  <script src=\"…\" integrity=\"sha384-ハッシュ値\" crossorigin=\"anonymous\"></script>\n提供元が予告なく更新する場合は、別オリジンのフレームに隔離し、定期的に監視します（tsutsumi exposure --every 1h）。",
		},
		Reference: "https://developer.mozilla.org/docs/Web/Security/Subresource_Integrity",
	},
	{
		ID: scriptThird, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Third-party script on a login or payment page", JA: "ログイン・決済ページの外部スクリプト"},
		What: exposure.Text{
			EN: "{script} runs on {pages} with the content SHA-256 {sha256}. A content that nobody accepted is how card data was taken from British Airways and hundreds of shops.",
			JA: "{pages} で {script} が動作しており、内容のSHA-256は {sha256} です。承認していない内容への変化は、ブリティッシュ・エアウェイズや多数の通販サイトでカード情報が盗まれた手口（Webスキミング）と同じです。",
		},
		Seen: exposure.Text{EN: "The script was read, as a browser does, and compared with the accepted state; it is new when its content differs.", JA: "ブラウザーと同じようにスクリプトを読み取り、承認済みの状態と比較しました。内容が異なると「新規」になります。"},
		Fix: exposure.Text{
			EN: "Ask the supplier whether they changed it, and compare the two versions.\nIf the change is theirs and harmless: tsutsumi exposure --accept\nIf not: take the script off the pages at once, keep both versions and the time of the change, find out who typed what since then, and open a case.\nPCI DSS 4.0.1 asks for an inventory of payment page scripts (6.4.3) and for noticing changes (11.6.1).",
			JA: "提供元に更新の有無を確認し、変更前後の内容を比較します。\n正当な更新の場合: tsutsumi exposure --accept\n心当たりがない場合: ただちにページからスクリプトを外し、変更前後の内容と変更時刻を保全し、それ以降に入力した人を特定して、事案として対応を始めます。\nPCI DSS 4.0.1 は決済ページのスクリプトの一覧管理（6.4.3）と変更の検知（11.6.1）を求めています。",
		},
		Reference: "https://www.pcisecuritystandards.org/document_library/",
	},
	{
		ID: scriptOwn, Severity: exposure.Low,
		Title: exposure.Text{EN: "Own script on a login or payment page", JA: "ログイン・決済ページの自社スクリプト"},
		What: exposure.Text{
			EN: "{script} runs on {pages} with the content SHA-256 {sha256}. A change that came with no deployment of yours means that somebody else writes to your server.",
			JA: "{pages} で {script} が動作しており、内容のSHA-256は {sha256} です。自社の配備作業によらない変化は、第三者がサーバーに書き込んでいることを意味します。",
		},
		Seen: exposure.Text{EN: "The script was read and compared with the accepted state; it is new when its content differs.", JA: "スクリプトを読み取り、承認済みの状態と比較しました。内容が異なると「新規」になります。"},
		Fix: exposure.Text{
			EN: "After each deployment: tsutsumi exposure --accept\nAfter a change without one: compare with the version you deployed, look for who wrote the file (ls -l --time-style=full-iso, deployment and access logs), and open a case if nobody did.",
			JA: "配備のたびに: tsutsumi exposure --accept\n配備していないのに変化した場合: 配備した版と比較し、ファイルの更新者・更新時刻（ls -l --time-style=full-iso、配備ログ、アクセスログ）を確認します。説明がつかなければ事案として対応を始めます。",
		},
		Reference: "https://www.jpcert.or.jp/",
	},
	{
		ID: scriptHost, Severity: exposure.Low,
		Title: exposure.Text{EN: "Another host runs scripts on a login or payment page", JA: "ログイン・決済ページで外部ホストのコードが動作"},
		What: exposure.Text{
			EN: "{host} can run any code on {pages}. Each such host is one more that must not be broken into; one that nobody knows of is a sign of a break-in.",
			JA: "{host} は {pages} で任意のコードを実行できます。こうしたホストが増えるほど侵害の起点が増えます。誰も把握していないホストは、侵入の兆候です。",
		},
		Seen: exposure.Text{EN: "The pages have script elements from this host. A host that was not accepted is new.", JA: "ページにこのホストの script 要素があります。承認していないホストは「新規」になります。"},
		Fix: exposure.Text{
			EN: "Remove what these pages do not need.\nName the hosts that may run scripts: Content-Security-Policy: script-src 'self' https://js.example-payments.com\nDeclare the supplier as a contractor in tsutsumi.yaml, then: tsutsumi exposure --accept",
			JA: "これらのページに不要なものは外します。\nスクリプトを許可するホストを明示: Content-Security-Policy: script-src 'self' https://js.example-payments.com\n提供元を委託先として tsutsumi.yaml に登録し、承認します: tsutsumi exposure --accept",
		},
		Reference: "https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP",
	},
	{
		ID: scriptSkims, Severity: exposure.Low,
		Title: exposure.Text{EN: "Script with traits of a card skimmer (a hint)", JA: "カード情報の窃取に似た特徴を持つスクリプト（参考情報）"},
		What: exposure.Text{
			EN: "In {script}, close together: it listens where people type or send, reads card, password or form fields, and sends to {host} (traits: {traits}). Fraud prevention and analytics look alike; so do skimmers.",
			JA: "{script} には、入力や送信を監視し、カード番号・パスワード・フォームの値を読み取り、{host} へ送信する処理が近接して含まれています（特徴: {traits}）。不正検知や解析のスクリプトでも見られますが、スキミングの手口とも一致します。",
		},
		Seen: exposure.Text{EN: "The script's text was searched for the three traits near to each other; it was not run. This is a hint, no proof.", JA: "スクリプトの文面から、3つの特徴が近接する箇所を探しました（実行はしていません）。参考情報であり、断定するものではありません。"},
		Fix: exposure.Text{
			EN: "Find out who put it there and what {host} is: the page's history in your repository, the tag manager's change log, the supplier.\nIf nobody can say: take it off the page, keep it as evidence (file, SHA-256 {sha256}, time), and open a case.",
			JA: "誰が設置したか、{host} が何かを確認します（リポジトリーの履歴、タグマネージャーの変更履歴、提供元への照会）。\n説明がつかない場合: ページから外し、証拠として保全し（ファイル、SHA-256 {sha256}、時刻）、事案として対応を始めます。",
		},
		Reference: "https://www.ipa.go.jp/security/vuln/websecurity/about.html",
	},
}
