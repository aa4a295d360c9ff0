package page

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// The IDs.
const (
	formClear         = "page-form-no-tls"
	formGet           = "page-form-get"
	formElsewhere     = "page-form-elsewhere"
	mixedActive       = "page-mixed-content"
	mixedPassive      = "page-mixed-images"
	scriptNoIntegrity = "page-script-no-integrity"
	scriptThird       = "page-script-third-party"
	scriptOwn         = "page-script-own"
	scriptHost        = "page-script-host"
	scriptSkims       = "page-script-skimmer-traits"
	noCSP             = "page-csp-missing"
	weakCSP           = "page-csp-weak"
	tracker           = "page-tracker"
	recorder          = "page-session-recorder"
	fullReferrer      = "page-referrer-full"
	noHSTS            = "page-hsts-missing"
	noSecurityTxt     = "page-security-txt-missing"
)

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	var out []exposure.Entry
	out = append(out, formEntries...)
	out = append(out, scriptEntries...)
	return append(out, headerEntries...)
}

var formEntries = []exposure.Entry{
	{
		ID: formClear, Severity: exposure.High,
		Title: exposure.Text{EN: "Form with personal data without TLS", JA: "個人情報の入力フォームがTLSで保護されていない"},
		What: exposure.Text{
			EN: "What people type into {page} ({fields}) crosses the network in clear, or the form can be changed on its way to them: whoever is on the same Wi-Fi, at a provider or at a proxy can read and redirect it.",
			JA: "{page} に入力された情報（{fields}）が暗号化されずに送られるか、フォーム自体が通信途中で書き換えられるおそれがあります。同じWi-Fiの利用者、通信事業者、プロキシの管理者などに読み取られたり、別の送信先へ差し替えられたりします。",
		},
		Seen: exposure.Text{
			EN: "The page was read; its form asks for personal data, and the page or the form's destination ({action}) is http://. Nothing was sent.",
			JA: "ページを読み取ったところ、個人情報を入力させるフォームがあり、ページまたは送信先（{action}）が http:// でした。データの送信は行っていません。",
		},
		Fix: exposure.Text{
			EN: "Serve the page and its destination over https only, and send http there:\n  nginx:  server { listen 80; server_name example.jp; return 301 https://$host$request_uri; }\n  Apache: Redirect permanent / https://example.jp/\nWrite the form's action with https:// or as a path.\nAdd: Strict-Transport-Security: max-age=31536000; includeSubDomains",
			JA: "ページと送信先の両方をhttpsのみで提供し、httpへのアクセスはhttpsへ転送します。\n  nginx:  server { listen 80; server_name example.jp; return 301 https://$host$request_uri; }\n  Apache: Redirect permanent / https://example.jp/\nフォームの action は https:// から書くか、パスのみで書きます。\n応答ヘッダーに追加: Strict-Transport-Security: max-age=31536000; includeSubDomains",
		},
		Reference: "https://www.ipa.go.jp/security/ipg/documents/tls-guideline.html",
	},
	{
		ID: formGet, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Form puts personal data into the address (GET)", JA: "個人情報がURLに載るフォーム（GET送信）"},
		What: exposure.Text{
			EN: "The form on {page} sends {fields} as part of the address. Addresses end in access logs, proxies' logs, browsers' histories, and with analytics services.",
			JA: "{page} のフォームは {fields} をURLの一部として送信します。URLはアクセスログ、プロキシのログ、ブラウザーの履歴、アクセス解析サービスに残ります。",
		},
		Seen: exposure.Text{EN: "The form's method is GET; its destination is {action}. Nothing was sent.", JA: "フォームの method が GET です（送信先: {action}）。データの送信は行っていません。"},
		Fix: exposure.Text{
			EN: "Use method=\"post\" in the form and accept POST only on the server.\nFind what logs hold already: tsutsumi scan /var/log/nginx/\nShorten how long those logs are kept, or take the query out of them:\n  nginx: log_format clean '$remote_addr [$time_local] \"$request_method $uri\" $status';",
			JA: "フォームに method=\"post\" を指定し、サーバー側もPOSTのみ受け付けるようにします。\nすでにログに残っている個人情報を確認: tsutsumi scan /var/log/nginx/\nログの保存期間を短くするか、クエリ文字列を記録しないようにします。\n  nginx: log_format clean '$remote_addr [$time_local] \"$request_method $uri\" $status';",
		},
		Reference: "https://owasp.org/www-community/vulnerabilities/Information_exposure_through_query_strings_in_url",
	},
	{
		ID: formElsewhere, Severity: exposure.Low,
		Title: exposure.Text{EN: "Form sends personal data to another's host", JA: "個人情報の送信先が別の組織のホスト"},
		What: exposure.Text{
			EN: "What people type into {page} ({fields}) is sent to {action}. That is right for a form or payment service under contract, and is what a changed page does too.",
			JA: "{page} に入力された情報（{fields}）は {action} へ送信されます。契約しているフォーム・決済サービスであれば正常ですが、改ざんされたページでも同じことが起こります。",
		},
		Seen: exposure.Text{EN: "The form's destination is not on the page's own domain. It counts as new when the host changes.", JA: "フォームの送信先がページと異なるドメインです。送信先のホストが変わると「新規」として通知します。"},
		Fix: exposure.Text{
			EN: "If you know the service: declare it as a contractor in tsutsumi.yaml, name it in the privacy policy, and accept the finding (tsutsumi exposure --accept).\nIf not: take the page offline, compare it with your deployed version, and keep a copy of it and of the server's logs.\nPin destinations: Content-Security-Policy: form-action 'self' https://forms.example.com",
			JA: "把握しているサービスの場合: tsutsumi.yaml に委託先として登録し、プライバシーポリシーにも記載したうえで、この結果を承認します（tsutsumi exposure --accept）。\n心当たりがない場合: ページの公開を止め、配備した版と比較し、ページの写しとサーバーのログを保全します。\n送信先を固定: Content-Security-Policy: form-action 'self' https://forms.example.com",
		},
		Reference: "https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/form-action",
	},
	{
		ID: mixedActive, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Page with a form loads scripts without TLS", JA: "入力ページがスクリプト等を暗号化なしで読み込む"},
		What: exposure.Text{
			EN: "{page} is served with TLS but loads what can read or change it from {hosts} without: whoever is on the way controls the page in any browser or app that does not block it.",
			JA: "{page} はTLSで提供されていますが、ページを読み書きできる部品を {hosts} から暗号化なしで読み込みます。遮断しないブラウザーやアプリでは、通信経路上の第三者がページを操作できます。",
		},
		Seen: exposure.Text{EN: "The page refers to http:// addresses for scripts, frames or style sheets.", JA: "ページ内のスクリプト・フレーム・スタイルシートの参照先が http:// です。"},
		Fix: exposure.Text{
			EN: "Write the addresses with https://.\nUntil then let browsers do so: Content-Security-Policy: upgrade-insecure-requests",
			JA: "参照先を https:// に書き換えます。\n当面の対策: Content-Security-Policy: upgrade-insecure-requests",
		},
		Reference: "https://developer.mozilla.org/docs/Web/Security/Mixed_content",
	},
	{
		ID: mixedPassive, Severity: exposure.Low,
		Title: exposure.Text{EN: "Page with a form loads images without TLS", JA: "入力ページが画像等を暗号化なしで読み込む"},
		What: exposure.Text{
			EN: "{page} loads images or media from {hosts} without TLS: who is on the way learns which page is open, and can change what it shows.",
			JA: "{page} は {hosts} から画像や動画を暗号化なしで読み込みます。通信経路上の第三者に、どのページを開いているかを知られ、表示内容を差し替えられるおそれがあります。",
		},
		Seen: exposure.Text{EN: "The page refers to http:// addresses for images or media.", JA: "ページ内の画像・動画の参照先が http:// です。"},
		Fix: exposure.Text{
			EN: "Write the addresses with https://.\nUntil then: Content-Security-Policy: upgrade-insecure-requests",
			JA: "参照先を https:// に書き換えます。\n当面の対策: Content-Security-Policy: upgrade-insecure-requests",
		},
		Reference: "https://developer.mozilla.org/docs/Web/Security/Mixed_content",
	},
}
