package elastic

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const (
	security  = "https://www.elastic.co/docs/deploy-manage/security/self-setup"
	opensafe  = "https://docs.opensearch.org/latest/security/"
	dashboard = "https://www.elastic.co/docs/deploy-manage/security/using-kibana-with-security"
	ipaAlert  = "https://www.jpcert.or.jp/english/incident/response.html"
)

// enable is how both products are given passwords and TLS.
var enable = exposure.Text{
	EN: "Elasticsearch, in elasticsearch.yml:\n  network.host: 127.0.0.1\n  xpack.security.enabled: true\n  xpack.security.http.ssl.enabled: true\nthen: bin/elasticsearch-certutil http; systemctl restart elasticsearch; bin/elasticsearch-reset-password -u elastic\n" +
		"OpenSearch: install the security plugin, then plugins/opensearch-security/tools/securityadmin.sh with your own internal_users.yml and certificates.\nLet a firewall admit only the hosts that need {address}.",
	JA: "Elasticsearch は elasticsearch.yml に次を設定します。\n  network.host: 127.0.0.1\n  xpack.security.enabled: true\n  xpack.security.http.ssl.enabled: true\n続いて bin/elasticsearch-certutil http で証明書を作り、systemctl restart elasticsearch、bin/elasticsearch-reset-password -u elastic を実行します。\n" +
		"OpenSearch は security プラグインを入れ、独自の internal_users.yml と証明書を用意して plugins/opensearch-security/tools/securityadmin.sh で反映します。\n{address} への接続をファイアウォールで必要なホストに限ります。",
}

// change is how the two passwords are replaced.
var change = exposure.Text{
	EN: "Elasticsearch: bin/elasticsearch-reset-password -u elastic\nOpenSearch: plugins/opensearch-security/tools/hash.sh makes a hash; put it into internal_users.yml for {user}, then run securityadmin.sh\nLook through the access logs for logins by others.",
	JA: "Elasticsearch: bin/elasticsearch-reset-password -u elastic\nOpenSearch: plugins/opensearch-security/tools/hash.sh でハッシュを作り、internal_users.yml の {user} に設定して securityadmin.sh で反映します。\nアクセスログで、第三者がログインしていないか確認します。",
}

// keep is what to do where somebody was there.
var keep = exposure.Text{
	EN: "Cut {address} off from the network; delete nothing yet.\nKeep the note, the logs and a copy of the disk; do not pay: what was deleted is rarely given back.\nTreat what was in it as leaked: tsutsumi inventory tells whose it was, tsutsumi law which duties begin to run.",
	JA: "{address} をネットワークから切り離します。まだ何も削除しないでください。\n脅迫文・ログ・ディスクの写しを保全します。金銭を支払っても、データが戻ることはほとんどありません。\n保存されていたデータは漏えいしたものとして対応を始めます（誰のデータかは tsutsumi inventory で確認できます）。",
}

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return append(append(doors(), consoles()...), traces()...)
}

func doors() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "elasticsearch-no-auth", Severity: exposure.Critical,
			Title: exposure.Text{EN: "A search server answers without a password", JA: "検索サーバーがパスワードなしで応答する"},
			What: exposure.Text{
				EN: "Whoever reaches {address} can read, change and delete all {documents} documents in {indices} indices.",
				JA: "{address} に接続できる人は誰でも、{indices} 個のインデックスにある {documents} 件の文書をすべて読み、書き換え、消すことができます。",
			},
			Seen: exposure.Text{
				EN: "The list of indices was given without credentials ({product} {version}).",
				JA: "認証なしの問い合わせに、インデックスの一覧が返りました（{product} {version}）。",
			},
			Fix: enable, Reference: security,
		},
		{
			ID: "elasticsearch-open-index", Severity: exposure.Critical,
			Title: exposure.Text{EN: "An index is open to whoever asks", JA: "インデックスが誰にでも読める"},
			What: exposure.Text{
				EN: "Index {object} on {address} gives its {documents} documents to whoever asks. It has been there since {since}.",
				JA: "{address} のインデックス {object} は、{documents} 件の文書を誰にでも返します。作成日は {since} です。",
			},
			Seen: exposure.Text{
				EN: "It stands in the list of indices that was given without credentials.",
				JA: "認証なしで返されたインデックスの一覧に含まれていました。",
			},
			Fix: enable, Reference: security,
		},
		{
			ID: "elasticsearch-default-password", Severity: exposure.Critical,
			Title: exposure.Text{EN: "A search server takes a password of its documentation", JA: "検索サーバーが説明書どおりの初期パスワードを受け付ける"},
			What: exposure.Text{
				EN: "User {user} of {address} has the password that its maker published: whoever reaches it can read all {documents} documents in {indices} indices.",
				JA: "{address} の利用者 {user} のパスワードが、公開されている初期値のままです。接続できる人は誰でも、{indices} 個のインデックスにある {documents} 件の文書を読めます。",
			},
			Seen: exposure.Text{
				EN: "The documented password was tried once and accepted ({product} {version}).",
				JA: "公開されている初期パスワードを1回だけ試し、受け付けられました（{product} {version}）。",
			},
			Fix: change, Reference: opensafe,
		},
		{
			ID: "elasticsearch-no-tls", Severity: exposure.Medium,
			Title: exposure.Text{EN: "A search server is spoken to without encryption", JA: "検索サーバーとの通信が暗号化されていない"},
			What: exposure.Text{
				EN: "Passwords and documents on the way to {address} can be read by whoever is between.",
				JA: "{address} との間を流れるパスワードや文書は、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "A request without TLS was answered.", JA: "TLS を使わない問い合わせに応答がありました。"},
			Fix: exposure.Text{
				EN: "Elasticsearch: bin/elasticsearch-certutil http, then in elasticsearch.yml:\n  xpack.security.http.ssl.enabled: true\nOpenSearch, in opensearch.yml:\n  plugins.security.ssl.http.enabled: true\n  plugins.security.ssl.http.pemcert_filepath: node.pem\n  plugins.security.ssl.http.pemkey_filepath: node-key.pem",
				JA: "Elasticsearch は bin/elasticsearch-certutil http で証明書を作り、elasticsearch.yml に次を設定します。\n  xpack.security.http.ssl.enabled: true\nOpenSearch は opensearch.yml に次を設定します。\n  plugins.security.ssl.http.enabled: true\n  plugins.security.ssl.http.pemcert_filepath: node.pem\n  plugins.security.ssl.http.pemkey_filepath: node-key.pem",
			},
			Reference: security,
		},
	}
}

func consoles() []exposure.Entry {
	fix := exposure.Text{
		EN: "Switch security on in the search server behind it, then in kibana.yml:\n  server.host: 127.0.0.1\n  elasticsearch.username: kibana_system\n  console.ui.enabled: false\nor in opensearch_dashboards.yml: the securityDashboards plugin.\nPut what must be reached from outside behind a proxy that asks who is there.",
		JA: "背後の検索サーバーでセキュリティを有効にしたうえで、kibana.yml に次を設定します。\n  server.host: 127.0.0.1\n  elasticsearch.username: kibana_system\n  console.ui.enabled: false\nOpenSearch Dashboards では securityDashboards プラグインを有効にします。\n外部から使う必要がある場合は、認証付きのプロキシの背後に置きます。",
	}
	return []exposure.Entry{
		{
			ID: "kibana-no-auth", Severity: exposure.Critical,
			Title: exposure.Text{EN: "Kibana or Dashboards lets in whoever comes", JA: "Kibana・Dashboards に誰でも入れる"},
			What: exposure.Text{
				EN: "Through the console of {address}, whoever reaches it can read and delete all {documents} documents in {indices} indices behind it.",
				JA: "{address} に接続できる人は誰でも、コンソールから背後の {indices} 個のインデックスにある {documents} 件の文書をすべて読み、消すことができます。",
			},
			Seen: exposure.Text{
				EN: "The console handed on a question without credentials ({product} {version} answered).",
				JA: "認証なしでコンソール経由の問い合わせが通りました（応答したのは {product} {version}）。",
			},
			Fix: fix, Reference: dashboard,
		},
		{
			ID: "kibana-open-index", Severity: exposure.Critical,
			Title: exposure.Text{EN: "An index is open through Kibana or Dashboards", JA: "Kibana・Dashboards 経由でインデックスが誰にでも読める"},
			What: exposure.Text{
				EN: "Index {object} behind {address} gives its {documents} documents to whoever asks. It has been there since {since}.",
				JA: "{address} の背後のインデックス {object} は、{documents} 件の文書を誰にでも返します。作成日は {since} です。",
			},
			Seen: exposure.Text{
				EN: "It stands in the list of indices that the console gave without credentials.",
				JA: "認証なしのコンソールが返したインデックスの一覧に含まれていました。",
			},
			Fix: fix, Reference: dashboard,
		},
		{
			ID: "kibana-default-password", Severity: exposure.Critical,
			Title: exposure.Text{EN: "Kibana or Dashboards takes a password of its documentation", JA: "Kibana・Dashboards が説明書どおりの初期パスワードを受け付ける"},
			What: exposure.Text{
				EN: "User {user} of {address} has the password that its maker published: whoever reaches it can read all {documents} documents in {indices} indices.",
				JA: "{address} の利用者 {user} のパスワードが、公開されている初期値のままです。接続できる人は誰でも、{indices} 個のインデックスにある {documents} 件の文書を読めます。",
			},
			Seen: exposure.Text{
				EN: "The documented password was tried once and accepted ({product} {version} answered).",
				JA: "公開されている初期パスワードを1回だけ試し、受け付けられました（応答したのは {product} {version}）。",
			},
			Fix: change, Reference: opensafe,
		},
		{
			ID: "kibana-no-tls", Severity: exposure.Medium,
			Title: exposure.Text{EN: "Kibana or Dashboards is spoken to without encryption", JA: "Kibana・Dashboards との通信が暗号化されていない"},
			What: exposure.Text{
				EN: "Passwords and documents on the way to {address} can be read by whoever is between.",
				JA: "{address} との間を流れるパスワードや文書は、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "A request without TLS was answered.", JA: "TLS を使わない問い合わせに応答がありました。"},
			Fix: exposure.Text{
				EN: "In kibana.yml (opensearch_dashboards.yml has the same names):\n  server.ssl.enabled: true\n  server.ssl.certificate: /etc/kibana/kibana.crt\n  server.ssl.key: /etc/kibana/kibana.key",
				JA: "kibana.yml（opensearch_dashboards.yml も同じ項目名）に次を設定します。\n  server.ssl.enabled: true\n  server.ssl.certificate: /etc/kibana/kibana.crt\n  server.ssl.key: /etc/kibana/kibana.key",
			},
			Reference: dashboard,
		},
	}
}

func traces() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "elasticsearch-ransom-note", Severity: exposure.Critical, Happened: true,
			Title: exposure.Text{EN: "A ransom note stands in a search server", JA: "検索サーバーに脅迫文が残されている"},
			What: exposure.Text{
				EN: "Index {object} on {address} is a note as extortionists leave it, made on {since}: what was in the server was probably copied and then deleted.",
				JA: "{address} のインデックス {object} は、恐喝犯が残す脅迫文とみられます（作成日 {since}）。サーバーにあったデータは、持ち出されたうえで消されたおそれが高い状態です。",
			},
			Seen: exposure.Text{
				EN: "By its name, or by its {documents} documents that speak of payment for data.",
				JA: "名前、またはデータと引き換えの支払いに触れた文書（{documents} 件）から判断しました。",
			},
			Fix: keep, Reference: ipaAlert,
		},
		{
			ID: "elasticsearch-wiped", Severity: exposure.Critical, Happened: true,
			Title: exposure.Text{EN: "A search server was wiped by a program", JA: "検索サーバーのデータが攻撃プログラムに消されている"},
			What: exposure.Text{
				EN: "Index {object} on {address} is called as a known wiping program calls what it leaves, made on {since}. It deletes what it finds, and others read it before.",
				JA: "{address} のインデックス {object} は、既知の消去プログラムが残す名前です（作成日 {since}）。データは消され、それ以前に第三者に読まれていたおそれがあります。",
			},
			Seen: exposure.Text{EN: "By the ending of its name; it holds {documents} documents.", JA: "名前の末尾から判断しました（文書は {documents} 件）。"},
			Fix:  keep, Reference: ipaAlert,
		},
		{
			ID: "elasticsearch-mass-delete", Severity: exposure.High, Happened: true,
			Title: exposure.Text{EN: "Nearly everything in an index was deleted", JA: "インデックスの文書がほとんど削除されている"},
			What: exposure.Text{
				EN: "Of index {object} on {address}, {deleted} documents were deleted lately and {documents} are left. If that was nobody of yours, they were probably copied before.",
				JA: "{address} のインデックス {object} で、最近 {deleted} 件の文書が削除され、残りは {documents} 件です。心当たりがなければ、削除の前に持ち出されたおそれがあります。",
			},
			Seen: exposure.Text{EN: "The server's own statistics count the deletions.", JA: "サーバー自身の統計に削除件数が残っていました。"},
			Fix:  keep, Reference: ipaAlert,
		},
	}
}
