package postgres

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const (
	hba = "https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"
	ssl = "https://www.postgresql.org/docs/current/ssl-tcp.html"
)

var fixTrust = exposure.Text{
	EN: "Give the role a password, and let pg_hba.conf ask for it:\n  psql -U postgres -c '\\password'\n  # in pg_hba.conf, instead of the lines with \"trust\":\n  hostssl all all 10.0.0.0/8 scram-sha-256\n  psql -U postgres -c 'SELECT pg_reload_conf()'\nListen only where clients are: listen_addresses in postgresql.conf.",
	JA: "ロールにパスワードを設定し、pg_hba.conf で認証を求めます。\n  psql -U postgres -c '\\password'\n  # pg_hba.conf の \"trust\" の行を次のように置き換えます\n  hostssl all all 10.0.0.0/8 scram-sha-256\n  psql -U postgres -c 'SELECT pg_reload_conf()'\n待ち受けるアドレスは postgresql.conf の listen_addresses で必要な範囲に絞ります。",
}

var fixTLS = exposure.Text{
	EN: "In postgresql.conf: ssl = on, ssl_cert_file, ssl_key_file.\nIn pg_hba.conf, hostssl instead of host:\n  hostssl all all 10.0.0.0/8 scram-sha-256\n  psql -U postgres -c 'SELECT pg_reload_conf()'",
	JA: "postgresql.conf で ssl = on とし、ssl_cert_file・ssl_key_file を設定します。\npg_hba.conf の host を hostssl に変えます。\n  hostssl all all 10.0.0.0/8 scram-sha-256\n  psql -U postgres -c 'SELECT pg_reload_conf()'",
}

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "postgres-trust", Severity: exposure.Critical, Fix: fixTrust, Reference: hba,
			Title: exposure.Text{EN: "PostgreSQL lets a superuser in without a password", JA: "PostgreSQL に特権ユーザーがパスワードなしで入れる"},
			What: exposure.Text{
				EN: "Whoever reaches {address} and says to be \"{user}\" can read, change and delete all {databases} databases, and run programs on the server.",
				JA: "{address} に接続し「{user}」と名乗るだけで誰でも、{databases}個のデータベースすべてを読み、書き換え、消すことができます。サーバー上でプログラムも実行できます。",
			},
			Seen: exposure.Text{
				EN: "A login as \"{user}\" was answered without asking for a password (PostgreSQL {version}).",
				JA: "「{user}」でのログインが、パスワードを求められずに通りました（PostgreSQL {version}）。",
			},
		},
		{
			ID: "postgres-trust-user", Severity: exposure.High, Fix: fixTrust, Reference: hba,
			Title: exposure.Text{EN: "PostgreSQL lets a user in without a password", JA: "PostgreSQL に一般ユーザーがパスワードなしで入れる"},
			What: exposure.Text{
				EN: "Whoever reaches {address} and says to be \"{user}\" can do what that role may; there are {databases} databases.",
				JA: "{address} に接続し「{user}」と名乗るだけで誰でも、そのロールに許されたことができます（データベースは{databases}個）。",
			},
			Seen: exposure.Text{
				EN: "A login as \"{user}\" was answered without asking for a password (PostgreSQL {version}).",
				JA: "「{user}」でのログインが、パスワードを求められずに通りました（PostgreSQL {version}）。",
			},
		},
		{
			ID: "postgres-attacked", Severity: exposure.Critical, Happened: true, Reference: hba,
			Title: exposure.Text{EN: "Somebody was in this PostgreSQL before", JA: "この PostgreSQL に何者かが侵入した形跡がある"},
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
			ID: "postgres-cleartext-password", Severity: exposure.High, Fix: fixTLS, Reference: ssl,
			Title: exposure.Text{EN: "PostgreSQL asks for passwords in clear", JA: "PostgreSQL がパスワードを平文で送らせる"},
			What: exposure.Text{
				EN: "Whoever is on the way to {address} reads the passwords of all who log in.",
				JA: "{address} との経路上にいる第三者は、ログインする人のパスワードをそのまま読み取れます。",
			},
			Seen: exposure.Text{EN: "Without TLS, the server asked for a cleartext password; none was sent.", JA: "TLS なしの接続で平文パスワードを求められました（送信はしていません）。"},
		},
		{
			ID: "postgres-no-tls", Severity: exposure.Medium, Fix: fixTLS, Reference: ssl,
			Title: exposure.Text{EN: "PostgreSQL is spoken to without encryption", JA: "PostgreSQL との通信が暗号化されていない"},
			What: exposure.Text{
				EN: "The data on the way to {address} can be read by whoever is between.",
				JA: "{address} との間を流れるデータは、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "The server declines TLS.", JA: "サーバーが TLS に対応していません。"},
		},
		{
			ID: "postgres-tls-optional", Severity: exposure.Low, Fix: fixTLS, Reference: ssl,
			Title: exposure.Text{EN: "PostgreSQL takes logins without encryption too", JA: "PostgreSQL が暗号化なしのログインも受け付ける"},
			What: exposure.Text{
				EN: "A client that does not insist on TLS sends its data to {address} in clear.",
				JA: "TLS を必須にしていないクライアントは、{address} とのデータを平文でやり取りします。",
			},
			Seen: exposure.Text{EN: "A login without TLS was not refused at once, although the server speaks TLS.", JA: "TLS に対応しているのに、TLS なしのログインがすぐには拒否されませんでした。"},
		},
	}
}
