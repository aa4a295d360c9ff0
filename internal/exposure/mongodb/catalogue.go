package mongodb

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "mongodb-no-auth", Severity: exposure.Critical, Reference: "https://www.mongodb.com/docs/manual/administration/security-checklist/",
			Title: exposure.Text{EN: "MongoDB answers without a password", JA: "MongoDB がパスワードなしで応答する"},
			What: exposure.Text{
				EN: "Whoever reaches {address} can read, change and delete {databases} databases with {collections} collections ({size}).",
				JA: "{address} に接続できる人は誰でも、{databases}個のデータベース・{collections}個のコレクション（{size}）を読み、書き換え、消すことができます。",
			},
			Seen: exposure.Text{EN: "listDatabases was answered without a login.", JA: "ログインなしの listDatabases に応答がありました。"},
			Fix: exposure.Text{
				EN: "Make an administrator, in mongosh:\n  use admin\n  db.createUser({user: \"admin\", pwd: passwordPrompt(), roles: [\"root\"]})\nThen in /etc/mongod.conf:\n  security:\n    authorization: enabled\n  net:\n    bindIp: 127.0.0.1\nand restart:\n  systemctl restart mongod",
				JA: "mongosh で管理者を作ります。\n  use admin\n  db.createUser({user: \"admin\", pwd: passwordPrompt(), roles: [\"root\"]})\n続いて /etc/mongod.conf に設定します。\n  security:\n    authorization: enabled\n  net:\n    bindIp: 127.0.0.1\n再起動します。\n  systemctl restart mongod",
			},
		},
		{
			ID: "mongodb-attacked", Severity: exposure.Critical, Happened: true, Reference: "https://www.mongodb.com/docs/manual/administration/security-checklist/",
			Title: exposure.Text{EN: "Somebody was in this MongoDB before", JA: "この MongoDB に何者かが侵入した形跡がある"},
			What: exposure.Text{
				EN: "Somebody left what looks like a ransom note in {address}: what was in it was probably copied, and perhaps deleted.",
				JA: "{address} に身代金要求とみられる置き手紙があります。中のデータは持ち出されたおそれが高く、消された可能性もあります。",
			},
			Seen: exposure.Text{EN: "Names as attackers leave them: {signs}.", JA: "攻撃者が残す名前が見つかりました: {signs}"},
			Fix: exposure.Text{
				EN: "Close the server to the network; do not delete the note.\nKeep the logs and a copy of the data directory before anything is restored.\nTreat the data as leaked; paying brings nothing back that was only deleted.",
				JA: "サーバーへの接続を遮断します。置き手紙は消さないでください。\n復旧の前に、ログとデータディレクトリの写しを保全します。\nデータは漏えいしたものとして対応を始めます（消されただけのデータは、支払っても戻りません）。",
			},
		},
		{
			ID: "mongodb-no-tls", Severity: exposure.Medium, Reference: "https://www.mongodb.com/docs/manual/tutorial/configure-ssl/",
			Title: exposure.Text{EN: "MongoDB is spoken to without encryption", JA: "MongoDB との通信が暗号化されていない"},
			What: exposure.Text{
				EN: "The data on the way to {address} can be read by whoever is between.",
				JA: "{address} との間を流れるデータは、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "A command without TLS was answered.", JA: "TLS を使わないコマンドに応答がありました。"},
			Fix: exposure.Text{
				EN: "In /etc/mongod.conf:\n  net:\n    tls:\n      mode: requireTLS\n      certificateKeyFile: /etc/mongodb/server.pem",
				JA: "/etc/mongod.conf に次を設定します。\n  net:\n    tls:\n      mode: requireTLS\n      certificateKeyFile: /etc/mongodb/server.pem",
			},
		},
	}
}
