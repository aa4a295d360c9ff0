package redis

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const security = "https://redis.io/docs/latest/operate/oss_and_stack/management/security/"

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "redis-no-auth", Severity: exposure.Critical,
			Title: exposure.Text{EN: "Redis answers without a password", JA: "Redis がパスワードなしで応答する"},
			What: exposure.Text{
				EN: "Whoever reaches {address} can read, change and delete all {keys} keys, and often write files on the server.",
				JA: "{address} に接続できる人は誰でも、{keys}件のキーをすべて読み、書き換え、消すことができます。サーバーにファイルを書き込まれることもあります。",
			},
			Seen: exposure.Text{EN: "PING was answered with PONG without AUTH (Redis {version}).", JA: "AUTH なしの PING に PONG が返りました（Redis {version}）。"},
			Fix: exposure.Text{
				EN: "In redis.conf:\n  bind 127.0.0.1 -::1\n  protected-mode yes\n  user default off\n  user app on >(a long random password) ~* +@all -@dangerous\nThen: systemctl restart redis-server; let a firewall admit only the hosts that need {address}.",
				JA: "redis.conf に次を設定します。\n  bind 127.0.0.1 -::1\n  protected-mode yes\n  user default off\n  user app on >（長い無作為のパスワード） ~* +@all -@dangerous\n続いて systemctl restart redis-server を実行し、{address} への接続をファイアウォールで必要なホストに限ります。",
			},
			Reference: security,
		},
		{
			ID: "redis-default-password", Severity: exposure.Critical,
			Title: exposure.Text{EN: "Redis takes the password of the example configuration", JA: "Redis が設定例どおりのパスワードを受け付ける"},
			What: exposure.Text{
				EN: "The password of {address} stands in the comments of every redis.conf: whoever reaches it can read all {keys} keys.",
				JA: "{address} のパスワードは、redis.conf のコメントに書かれている例のままです。接続できる人は誰でも{keys}件のキーをすべて読めます。",
			},
			Seen: exposure.Text{EN: "AUTH with the documented example was accepted, tried once (Redis {version}).", JA: "設定例のパスワードを1回だけ試し、AUTH が通りました（Redis {version}）。"},
			Fix: exposure.Text{
				EN: "redis-cli ACL GENPASS gives a password; set it in redis.conf:\n  user default off\n  user app on >(that password) ~* +@all -@dangerous\nThen: systemctl restart redis-server",
				JA: "redis-cli ACL GENPASS でパスワードを作り、redis.conf に設定します。\n  user default off\n  user app on >（作ったパスワード） ~* +@all -@dangerous\n続いて systemctl restart redis-server を実行します。",
			},
			Reference: security,
		},
		{
			ID: "redis-attacked", Severity: exposure.Critical, Happened: true,
			Title: exposure.Text{EN: "Somebody was in this Redis before", JA: "この Redis に何者かが侵入した形跡がある"},
			What: exposure.Text{
				EN: "There are traces of an attack in {address}: what was in it was probably copied, and its server may have been taken over.",
				JA: "{address} に攻撃の形跡があります。中のデータは持ち出されたおそれが高く、サーバー自体も乗っ取られている可能性があります。",
			},
			Seen: exposure.Text{EN: "Names as attackers leave them: {signs}.", JA: "攻撃者が残す名前が見つかりました: {signs}"},
			Fix: exposure.Text{
				EN: "Take the server off the network; do not delete anything yet.\nKeep a copy of its disk and logs, then rebuild it from a clean image.\nTreat the data as leaked: tsutsumi match helps to tell whose.",
				JA: "サーバーをネットワークから切り離します。まだ何も削除しないでください。\nディスクとログの写しを保全してから、まっさらなイメージから作り直します。\nデータは漏えいしたものとして対応を始めます（誰のデータかは tsutsumi match で調べられます）。",
			},
			Reference: security,
		},
		{
			ID: "redis-no-tls", Severity: exposure.Medium,
			Title: exposure.Text{EN: "Redis is spoken to without encryption", JA: "Redis との通信が暗号化されていない"},
			What: exposure.Text{
				EN: "Passwords and data on the way to {address} can be read by whoever is between.",
				JA: "{address} との間を流れるパスワードやデータは、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "A command without TLS was answered.", JA: "TLS を使わないコマンドに応答がありました。"},
			Fix: exposure.Text{
				EN: "In redis.conf:\n  port 0\n  tls-port 6379\n  tls-cert-file /etc/redis/redis.crt\n  tls-key-file /etc/redis/redis.key\n  tls-ca-cert-file /etc/redis/ca.crt",
				JA: "redis.conf に次を設定します。\n  port 0\n  tls-port 6379\n  tls-cert-file /etc/redis/redis.crt\n  tls-key-file /etc/redis/redis.key\n  tls-ca-cert-file /etc/redis/ca.crt",
			},
			Reference: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/",
		},
	}
}
