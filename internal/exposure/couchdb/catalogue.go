package couchdb

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const reference = "https://docs.couchdb.org/en/stable/intro/security.html"

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	fix := exposure.Text{
		EN: "In local.ini:\n  [admins]\n  admin = (a long random password)\n  [chttpd]\n  require_valid_user = true\n  bind_address = 127.0.0.1\nThen restart CouchDB, and give each database members:\n  curl -X PUT http://admin:…@127.0.0.1:5984/(database)/_security -d '{\"members\":{\"roles\":[\"app\"]}}'",
		JA: "local.ini に次を設定します。\n  [admins]\n  admin = （長い無作為のパスワード）\n  [chttpd]\n  require_valid_user = true\n  bind_address = 127.0.0.1\nCouchDB を再起動し、データベースごとに利用者を限ります。\n  curl -X PUT http://admin:…@127.0.0.1:5984/（データベース）/_security -d '{\"members\":{\"roles\":[\"app\"]}}'",
	}
	return []exposure.Entry{
		{
			ID: "couchdb-admin-party", Severity: exposure.Critical, Fix: fix, Reference: reference,
			Title: exposure.Text{EN: "CouchDB gives everybody the rights of an administrator", JA: "CouchDB が誰にでも管理者権限を与えている"},
			What: exposure.Text{
				EN: "Whoever reaches {address} can read, change and delete all {databases} databases ({documents} documents).",
				JA: "{address} に接続できる人は誰でも、{databases}個のデータベース（文書{documents}件）をすべて読み、書き換え、消すことができます。",
			},
			Seen: exposure.Text{
				EN: "GET /_session without credentials names the role _admin (CouchDB {version}).",
				JA: "認証情報なしの GET /_session に、役割 _admin が返りました（CouchDB {version}）。",
			},
		},
		{
			ID: "couchdb-no-auth", Severity: exposure.High, Fix: fix, Reference: reference,
			Title: exposure.Text{EN: "CouchDB lists its databases without a password", JA: "CouchDB がパスワードなしでデータベースの一覧を返す"},
			What: exposure.Text{
				EN: "Whoever reaches {address} sees {databases} databases, and {documents} documents in those that are open to read.",
				JA: "{address} に接続できる人は誰でも{databases}個のデータベースの名前が見え、読み取りが許されたものでは{documents}件の文書に届きます。",
			},
			Seen: exposure.Text{EN: "GET /_all_dbs was answered without credentials (CouchDB {version}).", JA: "認証情報なしの GET /_all_dbs に応答がありました（CouchDB {version}）。"},
		},
		{
			ID: "couchdb-attacked", Severity: exposure.Critical, Happened: true, Reference: reference,
			Title: exposure.Text{EN: "Somebody was in this CouchDB before", JA: "この CouchDB に何者かが侵入した形跡がある"},
			What: exposure.Text{
				EN: "Somebody left what looks like a ransom note in {address}: what was in it was probably copied, and perhaps deleted.",
				JA: "{address} に身代金要求とみられる置き手紙があります。中のデータは持ち出されたおそれが高く、消された可能性もあります。",
			},
			Seen: exposure.Text{EN: "Databases named as attackers name theirs: {signs}.", JA: "攻撃者が付ける名前のデータベースが見つかりました: {signs}"},
			Fix: exposure.Text{
				EN: "Close the server to the network; do not delete the note.\nKeep the logs and a copy of the data directory before anything is restored.\nTreat the data as leaked.",
				JA: "サーバーへの接続を遮断します。置き手紙は消さないでください。\n復旧の前に、ログとデータディレクトリの写しを保全します。\nデータは漏えいしたものとして対応を始めます。",
			},
		},
	}
}
