package mysql

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const (
	secure = "https://mariadb.com/docs/server/clients-and-utilities/deployment-tools/mariadb-secure-installation"
	grants = "https://dev.mysql.com/doc/refman/8.4/en/default-privileges.html"
)

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry {
	seen := exposure.Text{
		EN: "A login as \"{user}\" with an empty password was accepted, tried once ({version}).",
		JA: "「{user}」・空のパスワードでのログインを1回だけ試し、通りました（{version}）。",
	}
	return []exposure.Entry{
		{
			ID: "mysql-root-no-password", Severity: exposure.Critical, Seen: seen, Reference: grants,
			Title: exposure.Text{EN: "MySQL/MariaDB lets root in without a password", JA: "MySQL/MariaDB に root がパスワードなしで入れる"},
			What: exposure.Text{
				EN: "Whoever reaches {address} can read, change and delete all {tables} tables in {databases} databases.",
				JA: "{address} に接続できる人は誰でも、{databases}個のデータベースの{tables}個のテーブルをすべて読み、書き換え、消すことができます。",
			},
			Fix: exposure.Text{
				EN: "  ALTER USER 'root'@'localhost' IDENTIFIED BY '(a long random password)';\n  DROP USER IF EXISTS 'root'@'%';\nor run mariadb-secure-installation (mysql_secure_installation).\nListen only where clients are: bind-address in my.cnf.",
				JA: "  ALTER USER 'root'@'localhost' IDENTIFIED BY '（長い無作為のパスワード）';\n  DROP USER IF EXISTS 'root'@'%';\nまたは mariadb-secure-installation（mysql_secure_installation）を実行します。\n待ち受けるアドレスは my.cnf の bind-address で必要な範囲に絞ります。",
			},
		},
		{
			ID: "mysql-user-no-password", Severity: exposure.High, Seen: seen, Reference: grants,
			Title: exposure.Text{EN: "MySQL/MariaDB lets a user in without a password", JA: "MySQL/MariaDB に一般ユーザーがパスワードなしで入れる"},
			What: exposure.Text{
				EN: "Whoever reaches {address} and says to be \"{user}\" sees {tables} tables in {databases} databases.",
				JA: "{address} に接続し「{user}」と名乗るだけで誰でも、{databases}個のデータベースの{tables}個のテーブルが見えます。",
			},
			Fix: exposure.Text{
				EN: "Give the account a password (its host as SELECT user, host FROM mysql.user shows it):\n  ALTER USER '(name)'@'(host)' IDENTIFIED BY '(a long random password)';",
				JA: "アカウントにパスワードを設定します（ホストは SELECT user, host FROM mysql.user で確かめます）。\n  ALTER USER '（名前）'@'（ホスト）' IDENTIFIED BY '（長い無作為のパスワード）';",
			},
		},
		{
			ID: "mysql-anonymous", Severity: exposure.Critical, Reference: secure,
			Title: exposure.Text{EN: "MySQL/MariaDB lets anybody in, whatever the name", JA: "MySQL/MariaDB に名前を問わず誰でも入れる"},
			What: exposure.Text{
				EN: "Whoever reaches {address} sees {tables} tables in {databases} databases: there is an anonymous account, or grants are switched off.",
				JA: "{address} に接続できる人は誰でも、{databases}個のデータベースの{tables}個のテーブルが見えます。匿名アカウントがあるか、権限の確認が無効になっています。",
			},
			Seen: exposure.Text{
				EN: "A login under a name that nobody has (\"{user}\") was accepted without a password ({version}).",
				JA: "存在しないはずの名前「{user}」で、パスワードなしのログインが通りました（{version}）。",
			},
			Fix: exposure.Text{
				EN: "  DROP USER IF EXISTS ''@'localhost';\n  DROP USER IF EXISTS ''@'%';\nTake skip-grant-tables out of my.cnf, if it is there, and restart the server.",
				JA: "  DROP USER IF EXISTS ''@'localhost';\n  DROP USER IF EXISTS ''@'%';\nmy.cnf に skip-grant-tables があれば外し、サーバーを再起動します。",
			},
		},
		{
			ID: "mysql-attacked", Severity: exposure.Critical, Happened: true, Reference: secure,
			Title: exposure.Text{EN: "Somebody was in this MySQL/MariaDB before", JA: "この MySQL/MariaDB に何者かが侵入した形跡がある"},
			What: exposure.Text{
				EN: "Somebody left what looks like a ransom note in {address}: what was in it was probably copied, and perhaps deleted.",
				JA: "{address} に身代金要求とみられる置き手紙があります。中のデータは持ち出されたおそれが高く、消された可能性もあります。",
			},
			Seen: exposure.Text{EN: "Names as attackers leave them: {signs}.", JA: "攻撃者が残す名前が見つかりました: {signs}"},
			Fix: exposure.Text{
				EN: "Close the server to the network; do not delete the note.\nKeep the binary logs, the general log and a copy of the data directory before anything is restored.\nTreat the data as leaked; paying brings nothing back that was only deleted.",
				JA: "サーバーへの接続を遮断します。置き手紙は消さないでください。\n復旧の前に、バイナリログ・一般クエリログ・データディレクトリの写しを保全します。\nデータは漏えいしたものとして対応を始めます（消されただけのデータは、支払っても戻りません）。",
			},
		},
		{
			ID: "mysql-no-tls", Severity: exposure.Medium, Reference: "https://mariadb.com/docs/server/security/encryption/data-in-transit-encryption",
			Title: exposure.Text{EN: "MySQL/MariaDB is spoken to without encryption", JA: "MySQL/MariaDB との通信が暗号化されていない"},
			What: exposure.Text{
				EN: "The data on the way to {address} can be read by whoever is between.",
				JA: "{address} との間を流れるデータは、経路上の第三者に読まれるおそれがあります。",
			},
			Seen: exposure.Text{EN: "The server does not offer TLS.", JA: "サーバーが TLS に対応していません。"},
			Fix: exposure.Text{
				EN: "In my.cnf, under [mysqld]:\n  ssl_cert = /etc/mysql/server.crt\n  ssl_key = /etc/mysql/server.key\n  require_secure_transport = ON",
				JA: "my.cnf の [mysqld] に次を設定します。\n  ssl_cert = /etc/mysql/server.crt\n  ssl_key = /etc/mysql/server.key\n  require_secure_transport = ON",
			},
		},
	}
}
