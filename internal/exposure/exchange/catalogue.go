package exchange

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// The IDs.
const (
	buildUnknown   = "exchange-build-unknown"
	noSupport      = "exchange-unsupported"
	updatesMissing = "exchange-updates-missing"
)

// ids are the findings of the chains in flaws.csv.
var ids = map[string]string{
	"proxylogon": "exchange-proxylogon", "proxyshell": "exchange-proxyshell", "proxynotshell": "exchange-proxynotshell", "other": "exchange-exploited-flaw",
}

// seen is how each is known.
var seen = exposure.Text{
	EN: "The server says that it is {build} ({release}), by {by}; the fixed builds are in the table (releases up to {until}). Nothing was tried out: the version says vulnerable; whether somebody was there is another question.",
	JA: "サーバーは自身を {build}（{release}）と示しています（確認元: {by}）。修正済みビルドの表（{until} までの公開分）と照合しました。攻撃の試行は行っていません。バージョン上は脆弱ですが、実際に侵入されたかどうかは別の問題です。",
}

// fix is what to do where strangers could have come in.
var fix = exposure.Text{
	EN: "Preserve first: disk image or at least the logs (IIS, HttpProxy, ECP, PowerShell), because updating does not remove whoever is inside.\n" +
		"Update: install the latest CU, then the latest SU (https://aka.ms/ExchangeUpdateWizard), as administrator.\n" +
		"Confirm: Get-Command ExSetup | ForEach { $_.FileVersionInfo }\n" +
		"Until then: take OWA, ECP and EWS off the internet (VPN or pre-authentication only).\n" +
		"Find out whether somebody was there, from before the fix was published: tsutsumi watch IISLOGS HTTPPROXYLOGS ECPLOGS\n" +
		"Look for files nobody deployed: Get-ChildItem -Recurse -Include *.aspx \"$env:ExchangeInstallPath\\FrontEnd\", C:\\inetpub\\wwwroot\\aspnet_client",
	JA: "まず保全: ディスクイメージ、少なくともログ（IIS、HttpProxy、ECP、PowerShell）を保全します。更新しても、すでに侵入している者は排除されません。\n" +
		"更新: 最新のCU、続いて最新のSUを管理者として適用します（https://aka.ms/ExchangeUpdateWizard）。\n" +
		"確認: Get-Command ExSetup | ForEach { $_.FileVersionInfo }\n" +
		"それまでの間: OWA・ECP・EWSのインターネット公開を止めます（VPNまたは事前認証のみ）。\n" +
		"侵入の有無の確認（修正プログラム公開前の期間も対象）: tsutsumi watch IISLOGS HTTPPROXYLOGS ECPLOGS\n" +
		"配備した覚えのないファイルの確認: Get-ChildItem -Recurse -Include *.aspx \"$env:ExchangeInstallPath\\FrontEnd\", C:\\inetpub\\wwwroot\\aspnet_client",
}

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry { return entries }

var entries = []exposure.Entry{
	{
		ID: "exchange-proxylogon", Severity: exposure.Critical,
		Title: exposure.Text{EN: "Exchange without the fixes for ProxyLogon", JA: "ProxyLogonが修正されていないExchange"},
		What: exposure.Text{
			EN: "Anyone who reaches the server can read every mailbox and take the server over without an account ({cves}). It was used against tens of thousands of servers, before and after the fix of 2021-03-02.",
			JA: "サーバーに到達できる者なら誰でも、アカウントなしで全メールボックスを読み取り、サーバーを乗っ取れます（{cves}）。2021年3月2日の修正公開の前後に、数万台が被害を受けました。",
		},
		Seen: seen, Fix: fix, Reference: "https://msrc.microsoft.com/update-guide/vulnerability/CVE-2021-26855",
	},
	{
		ID: "exchange-proxyshell", Severity: exposure.Critical,
		Title: exposure.Text{EN: "Exchange without the fixes for ProxyShell", JA: "ProxyShellが修正されていないExchange"},
		What: exposure.Text{
			EN: "Anyone who reaches the server can run commands on it without an account and export mailboxes ({cves}). Fixed in April and May 2021, used widely from August 2021.",
			JA: "サーバーに到達できる者なら誰でも、アカウントなしでコマンドを実行し、メールボックスを書き出せます（{cves}）。2021年4月と5月に修正され、同年8月から広く悪用されています。",
		},
		Seen: seen, Fix: fix, Reference: "https://msrc.microsoft.com/update-guide/vulnerability/CVE-2021-34473",
	},
	{
		ID: "exchange-proxynotshell", Severity: exposure.High,
		Title: exposure.Text{EN: "Exchange without the fixes for ProxyNotShell", JA: "ProxyNotShellが修正されていないExchange"},
		What: exposure.Text{
			EN: "Anyone with one mailbox's password can run commands on the server ({cves}). Fixed on 2022-11-08, after it had been used; rules for URLs instead of the fix were got around.",
			JA: "1つのメールボックスのパスワードがあれば、サーバー上でコマンドを実行できます（{cves}）。悪用が確認された後、2022年11月8日に修正されました。修正の代わりにURLルールで対処した環境は回避されています。",
		},
		Seen: seen, Fix: fix, Reference: "https://msrc.microsoft.com/update-guide/vulnerability/CVE-2022-41040",
	},
	{
		ID: "exchange-exploited-flaw", Severity: exposure.High,
		Title: exposure.Text{EN: "Exchange with another flaw that was used for break-ins", JA: "悪用が確認された別の脆弱性が残るExchange"},
		What: exposure.Text{
			EN: "Whoever has an account can run commands on the server ({cves}); attacks were known when the fix came.",
			JA: "アカウントを持つ者がサーバー上でコマンドを実行できます（{cves}）。修正公開の時点で攻撃が確認されていました。",
		},
		Seen: seen, Fix: fix, Reference: "https://msrc.microsoft.com/update-guide/vulnerability/CVE-2021-42321",
	},
	{
		ID: buildUnknown, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Exchange whose updates cannot be told from outside", JA: "更新状況を外部から判定できないExchange"},
		What: exposure.Text{
			EN: "The server shows the version {build} only: whether it has the fixes for {cves} is unknown. That is not a \"no\".",
			JA: "サーバーが示すバージョンは {build} のみで、{cves} の修正が適用されているかは不明です。「問題なし」という意味ではありません。",
		},
		Seen: exposure.Text{
			EN: "Headers, sign-in page and manifest were read (told by {by}: {release}); the table holds releases up to {until}. The version says neither vulnerable nor fixed, and nothing of whether somebody was there.",
			JA: "応答ヘッダー、サインインページ、マニフェストを確認しました（確認元 {by}: {release}）。表は {until} までの公開分です。バージョンからは脆弱とも修正済みとも言えず、侵入の有無も分かりません。",
		},
		Fix: exposure.Text{
			EN: "Ask the server itself, in the Exchange Management Shell on each server:\n  Get-Command ExSetup | ForEach { $_.FileVersionInfo }\nCompare with https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates",
			JA: "各サーバーのExchange管理シェルで確認します。\n  Get-Command ExSetup | ForEach { $_.FileVersionInfo }\n次の一覧と照合します: https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates",
		},
		Reference: "https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates",
	},
	{
		ID: noSupport, Severity: exposure.High,
		Title: exposure.Text{EN: "Exchange version without support", JA: "サポートが終了したExchange"},
		What: exposure.Text{
			EN: "{product} ({build}) has had no support since {since}: flaws found since then stay open, unless an extended programme was bought.",
			JA: "{product}（{build}）は {since} にサポートが終了しています。以後に見つかった脆弱性は、延長プログラムを契約していない限り修正されません。",
		},
		Seen: exposure.Text{
			EN: "The server says that it is {build} ({release}), by {by}. Whether somebody was there is another question.",
			JA: "サーバーは自身を {build}（{release}）と示しています（確認元: {by}）。侵入の有無は別の問題です。",
		},
		Fix: exposure.Text{
			EN: "Move to Exchange Server SE or Exchange Online.\nUntil then: take OWA, ECP and EWS off the internet (VPN or pre-authentication only), and keep watching the logs.",
			JA: "Exchange Server SE またはExchange Onlineへ移行します。\nそれまでの間: OWA・ECP・EWSのインターネット公開を止め（VPNまたは事前認証のみ）、ログの監視を続けます。",
		},
		Reference: "https://learn.microsoft.com/lifecycle/products/exchange-server-2019",
	},
	{
		ID: updatesMissing, Severity: exposure.Medium,
		Title: exposure.Text{EN: "Exchange behind the latest security update", JA: "最新のセキュリティ更新が適用されていないExchange"},
		What: exposure.Text{
			EN: "The server runs {release} ({build}); the latest known of its product is {latest} ({latestbuild}) of {date}.",
			JA: "サーバーは {release}（{build}）です。この製品の既知の最新版は {date} 公開の {latest}（{latestbuild}）です。",
		},
		Seen: exposure.Text{
			EN: "The server says so itself, by {by}; the table holds releases up to {until}, and there may be newer ones. Whether somebody was there is another question.",
			JA: "サーバー自身の表示によります（確認元: {by}）。表は {until} までの公開分で、さらに新しい更新が出ている可能性があります。侵入の有無は別の問題です。",
		},
		Fix: exposure.Text{
			EN: "Install the latest CU, then the latest SU (https://aka.ms/ExchangeUpdateWizard), as administrator.\nConfirm: Get-Command ExSetup | ForEach { $_.FileVersionInfo }",
			JA: "最新のCU、続いて最新のSUを管理者として適用します（https://aka.ms/ExchangeUpdateWizard）。\n確認: Get-Command ExSetup | ForEach { $_.FileVersionInfo }",
		},
		Reference: "https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates",
	},
}
