package page

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

var headerEntries = []exposure.Entry{
	{
		ID: noCSP, Severity: exposure.Low,
		Title: exposure.Text{EN: "No content security policy on a login or payment page", JA: "ログイン・会員登録・決済ページにCSPがない"},
		What: exposure.Text{
			EN: "{page} does not say whose scripts may run and where data may go: one injected line can send what people type anywhere.",
			JA: "{page} は、どのスクリプトの実行を許すか、どこへの送信を許すかを指定していません。1行でも不正なコードが混入すると、入力内容が任意の宛先へ送られます。",
		},
		Seen: exposure.Text{EN: "Neither the answer's headers nor the page's meta elements have a Content-Security-Policy.", JA: "応答ヘッダーにも meta 要素にも Content-Security-Policy がありません。"},
		Fix: exposure.Text{
			EN: "Begin by watching, then enforce:\n  Content-Security-Policy-Report-Only: default-src 'self'; report-uri /csp-report\n  Content-Security-Policy: default-src 'self'; script-src 'self' https://js.example-payments.com; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'",
			JA: "まず監視のみで導入し、問題がなければ適用します。\n  Content-Security-Policy-Report-Only: default-src 'self'; report-uri /csp-report\n  Content-Security-Policy: default-src 'self'; script-src 'self' https://js.example-payments.com; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'",
		},
		Reference: "https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP",
	},
	{
		ID: weakCSP, Severity: exposure.Low,
		Title: exposure.Text{EN: "Content security policy lets any script run", JA: "CSPが任意のスクリプトを許している"},
		What: exposure.Text{
			EN: "The policy of {page} allows {why}: an injected script runs as if there were no policy.",
			JA: "{page} のCSPは {why} を許しているため、混入したスクリプトがCSPのない場合と同じように動作します。",
		},
		Seen: exposure.Text{EN: "The policy was read from the answer's headers and the page: {why}.", JA: "応答ヘッダーとページからCSPを読み取りました: {why}"},
		Fix: exposure.Text{
			EN: "Replace 'unsafe-inline' by a nonce made for each answer, and wildcards by the hosts that are needed:\n  Content-Security-Policy: script-src 'nonce-RANDOM' 'strict-dynamic'; object-src 'none'; base-uri 'none'",
			JA: "'unsafe-inline' は応答ごとに生成する nonce に、ワイルドカードは必要なホストの列挙に置き換えます。\n  Content-Security-Policy: script-src 'nonce-乱数' 'strict-dynamic'; object-src 'none'; base-uri 'none'",
		},
		Reference: "https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP",
	},
	{
		ID: tracker, Severity: exposure.Low,
		Title: exposure.Text{EN: "Page with a form reports visits to an outside service", JA: "入力ページの閲覧情報が外部サービスに送信される"},
		What: exposure.Text{
			EN: "{page} loads {name} ({host}): it learns who opens the page and from where, and as a script it could read what is typed. In Japan the Telecommunications Business Act (external transmission rule) may ask to tell users.",
			JA: "{page} は {name}（{host}）を読み込みます。閲覧者や閲覧元の情報が送信されるほか、スクリプトであれば入力内容も読み取れます。電気通信事業法の外部送信規律により、利用者への通知・公表が必要な場合があります。",
		},
		Seen: exposure.Text{EN: "The page loads a script, image or frame of the service.", JA: "ページがこのサービスのスクリプト・画像・フレームを読み込んでいます。"},
		Fix: exposure.Text{
			EN: "Take the tag off pages with forms (in a tag manager: an exception by path).\nIf it stays: name the service, what it receives and what for on the page about external transmission; keep form fields out of its automatic collection.",
			JA: "入力ページではタグを動作させないようにします（タグマネージャーではパスによる除外条件）。\n残す場合: 外部送信に関する公表ページに、サービス名・送信される情報・利用目的を記載し、フォームの自動収集機能を無効にします。",
		},
		Reference: "https://www.soumu.go.jp/main_sosiki/joho_tsusin/d_syohi/gaibusoushin_kiritsu.html",
	},
	{
		ID: recorder, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Page with a form is recorded by a replay service", JA: "入力ページの操作が録画型の解析サービスに記録される"},
		What: exposure.Text{
			EN: "{page} loads {name} ({host}), which records what visitors do, key by key unless fields are masked: it may hold what people typed.",
			JA: "{page} は {name}（{host}）を読み込みます。マスク設定をしない限り入力操作が記録され、入力された個人情報がサービス側に残るおそれがあります。",
		},
		Seen: exposure.Text{EN: "The page loads the service's script. Whether fields are masked is set inside the service and cannot be seen from the page.", JA: "ページがこのサービスのスクリプトを読み込んでいます。入力欄のマスク設定はサービス側にあり、ページからは確認できません。"},
		Fix: exposure.Text{
			EN: "Take the recorder off pages where people log in, register or pay.\nElsewhere: turn on masking of all inputs in the service's settings, and delete recordings that hold data.\nDeclare the service as a contractor in tsutsumi.yaml and in the privacy policy.",
			JA: "ログイン・会員登録・決済ページでは動作させないようにします。\nその他のページ: サービスの設定ですべての入力欄をマスクし、個人情報を含む記録は削除します。\n委託先として tsutsumi.yaml に登録し、プライバシーポリシーにも記載します。",
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_tsusoku/",
	},
	{
		ID: fullReferrer, Severity: exposure.Low,
		Title: exposure.Text{EN: "Page tells other hosts its whole address", JA: "ページのURL全体が外部に伝わる設定"},
		What: exposure.Text{
			EN: "{page} asks browsers (Referrer-Policy: {policy}) to tell every host that it loads from its whole address, with whatever a form or a mail's link put into it.",
			JA: "{page} は Referrer-Policy: {policy} を指定しており、読み込み先のすべての外部ホストにURL全体（フォームやメールのリンクで付いた値を含む）が伝わります。",
		},
		Seen: exposure.Text{EN: "The policy was read from the answer's headers or the page, which loads from other hosts.", JA: "応答ヘッダーまたはページから設定を読み取りました。ページは外部ホストからの読み込みを含みます。"},
		Fix: exposure.Text{
			EN: "  Referrer-Policy: strict-origin-when-cross-origin\nOn pages reached by links with tokens (password reset): Referrer-Policy: no-referrer",
			JA: "  Referrer-Policy: strict-origin-when-cross-origin\nトークン付きリンクで開くページ（パスワード再設定など）: Referrer-Policy: no-referrer",
		},
		Reference: "https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Referrer-Policy",
	},
	{
		ID: noHSTS, Severity: exposure.Low,
		Title: exposure.Text{EN: "No HSTS on a page where people log in or pay", JA: "ログイン・決済ページにHSTSがない"},
		What: exposure.Text{
			EN: "Browsers may still come to {host} without TLS first; whoever is on the way then can keep them there and read what they type into {page}.",
			JA: "ブラウザーが最初に暗号化なしで {host} に接続することがあり、通信経路上の第三者がそのままTLSを使わせず、{page} への入力を読み取るおそれがあります。",
		},
		Seen: exposure.Text{EN: "The answer over TLS has no Strict-Transport-Security header.", JA: "TLSでの応答に Strict-Transport-Security ヘッダーがありません。"},
		Fix: exposure.Text{
			EN: "  nginx:  add_header Strict-Transport-Security \"max-age=31536000; includeSubDomains\" always;\n  Apache: Header always set Strict-Transport-Security \"max-age=31536000; includeSubDomains\"\nBegin with a short max-age if parts of the domain are still without TLS.",
			JA: "  nginx:  add_header Strict-Transport-Security \"max-age=31536000; includeSubDomains\" always;\n  Apache: Header always set Strict-Transport-Security \"max-age=31536000; includeSubDomains\"\nドメイン内にTLS未対応の部分が残っている場合は、短い max-age から始めます。",
		},
		Reference: "https://www.rfc-editor.org/rfc/rfc6797",
	},
	{
		ID: noSecurityTxt, Severity: exposure.Low,
		Title: exposure.Text{EN: "No security.txt", JA: "security.txt がない"},
		What: exposure.Text{
			EN: "Who finds a hole or a leak of {host} does not learn whom to tell: leaks were known outside for months before their owners heard.",
			JA: "{host} の脆弱性や漏えいに気づいた人が、連絡先を知る手段がありません。外部で先に知られ、当事者に数か月伝わらなかった漏えいもあります。",
		},
		Seen: exposure.Text{EN: "Neither /.well-known/security.txt nor /security.txt answers with a Contact line.", JA: "/.well-known/security.txt にも /security.txt にも Contact 行がありません。"},
		Fix: exposure.Text{
			EN: "Publish /.well-known/security.txt (RFC 9116) and renew it each year:\n  Contact: mailto:security@example.jp\n  Expires: 2027-12-31T00:00:00Z\n  Preferred-Languages: ja, en",
			JA: "/.well-known/security.txt（RFC 9116）を公開し、毎年更新します。\n  Contact: mailto:security@example.jp\n  Expires: 2027-12-31T00:00:00Z\n  Preferred-Languages: ja, en",
		},
		Reference: "https://www.rfc-editor.org/rfc/rfc9116",
	},
}
