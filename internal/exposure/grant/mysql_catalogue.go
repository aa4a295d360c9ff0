package grant

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const (
	myDocs    = "https://dev.mysql.com/doc/refman/8.4/en/"
	mariaDocs = "https://mariadb.com/kb/en/"
)

var seenMySQL = exposure.Text{EN: "Read from the tables of rights (mysql.*), with the account given.", JA: "指定されたアカウントで、権限の表（mysql.*）を読んで確認しました。"}

// Catalogue implements exposure.Check.
func (MySQL) Catalogue() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "mysql-anonymous-account", Severity: exposure.High, Seen: seenMySQL, Reference: myDocs + "default-privileges.html",
			Title: exposure.Text{EN: "MySQL has an account without a name", JA: "MySQL に匿名アカウントがある"},
			What: exposure.Text{
				EN: "Whoever connects as {account}, under any name that is not known, is let in.",
				JA: "{account} には、登録のない名前でも誰でも入れます。",
			},
			Fix: exposure.Text{EN: "  DROP USER {account};", JA: "削除します。\n  DROP USER {account};"},
		},
		{
			ID: "mysql-empty-password", Severity: exposure.Critical, Seen: seenMySQL, Reference: myDocs + "assigning-passwords.html",
			Title: exposure.Text{EN: "An account of MySQL has no password", JA: "MySQL にパスワードのないアカウントがある"},
			What: exposure.Text{
				EN: "Whoever connects as {account} needs no password.",
				JA: "{account} には、パスワードなしで入れます。",
			},
			Fix: exposure.Text{
				EN: "  ALTER USER {account} IDENTIFIED BY 'a long random password';\nor, on the server only:  ALTER USER {account} IDENTIFIED VIA unix_socket;  (MariaDB)",
				JA: "パスワードを設定するか、サーバー上だけで使うなら認証方式を変えます。\n  ALTER USER {account} IDENTIFIED BY '長くランダムなパスワード';\n  ALTER USER {account} IDENTIFIED VIA unix_socket;  （MariaDB）",
			},
		},
		{
			ID: "mysql-any-host", Severity: exposure.Medium, Seen: seenMySQL, Reference: myDocs + "account-names.html",
			Title: exposure.Text{EN: "An account of MySQL may log in from anywhere", JA: "MySQL にどこからでもログインできるアカウントがある"},
			What: exposure.Text{
				EN: "{account} may log in from every address that reaches the server; one stolen password is enough. Its powers: {power}.",
				JA: "{account} は、サーバーに届くどのアドレスからでもログインでき、パスワードが漏れればそれまでです（特権: {power}）。",
			},
			Fix: exposure.Text{
				EN: "  RENAME USER {account} TO '{user}'@'10.0.0.%';  -- where its clients are",
				JA: "接続元を絞ります。\n  RENAME USER {account} TO '{user}'@'10.0.0.%';  -- 実際の接続元",
			},
		},
		{
			ID: "mysql-power", Severity: exposure.High, Seen: seenMySQL, Reference: myDocs + "privileges-provided.html",
			Title: exposure.Text{EN: "An account of MySQL stands above grants", JA: "MySQL に権限の枠を超えるアカウントがある"},
			What: exposure.Text{
				EN: "{account} has {power}: with FILE it reads files of the server, with SUPER or CREATE USER it gives itself what it lacks.",
				JA: "{account} は {power} を持っています。FILE があればサーバー上のファイルを読め、SUPER や CREATE USER があれば足りない権限を自ら得られます。",
			},
			Fix: exposure.Text{
				EN: "  REVOKE {power} ON *.* FROM {account};",
				JA: "不要な特権を取り消します。\n  REVOKE {power} ON *.* FROM {account};",
			},
		},
		{
			ID: "mysql-all-data", Severity: exposure.Medium, Seen: seenMySQL, Reference: mariaDocs + "grant/",
			Title: exposure.Text{EN: "An account of MySQL reads all databases", JA: "MySQL の全データベースを読めるアカウントがある"},
			What: exposure.Text{
				EN: "{account} has SELECT on *.*: it reads every table, the hashes of all passwords and databases made later too.",
				JA: "{account} には *.* の SELECT があり、全アカウントのパスワードハッシュや、今後作られるデータベースも含めてすべて読めます。",
			},
			Fix: exposure.Text{
				EN: "  REVOKE SELECT ON *.* FROM {account};\n  GRANT SELECT ON database_it_needs.* TO {account};",
				JA: "必要なデータベースに絞ります。\n  REVOKE SELECT ON *.* FROM {account};\n  GRANT SELECT ON 必要なデータベース.* TO {account};",
			},
		},
		{
			ID: "mysql-grant-option", Severity: exposure.Medium, Seen: seenMySQL, Reference: mariaDocs + "grant/",
			Title: exposure.Text{EN: "An account of MySQL may pass its rights on", JA: "MySQL に権限を他人に分け与えられるアカウントがある"},
			What: exposure.Text{
				EN: "{account} may give others what it may itself on: {what}.",
				JA: "{account} は、次の対象についての自分の権限を誰にでも与えられます: {what}",
			},
			Fix: exposure.Text{
				EN: "  REVOKE GRANT OPTION ON {first} FROM {account};",
				JA: "付与の権限を取り消します。\n  REVOKE GRANT OPTION ON {first} FROM {account};",
			},
		},
		{
			ID: "mysql-grant-public", Severity: exposure.High, Seen: seenMySQL, Reference: mariaDocs + "grant/",
			Title: exposure.Text{EN: "Data in MySQL is readable by every account", JA: "MySQL のデータが全アカウントから読める"},
			What: exposure.Text{
				EN: "SELECT on {table} is granted to PUBLIC, or to whoever has no account of his own.",
				JA: "{table} の SELECT が PUBLIC（または匿名アカウント）に与えられており、全アカウントが読めます。",
			},
			Fix: exposure.Text{
				EN: "  GRANT SELECT ON {ref} TO account_that_needs_it;\n  REVOKE ALL PRIVILEGES ON {ref} FROM PUBLIC;",
				JA: "必要なアカウントにだけ与え、PUBLIC から取り消します。\n  GRANT SELECT ON {ref} TO 必要なアカウント;\n  REVOKE ALL PRIVILEGES ON {ref} FROM PUBLIC;",
			},
		},
		{
			ID: "mysql-grant-roles", Severity: exposure.Low, Reference: mariaDocs + "grant/",
			Title: exposure.Text{EN: "Accounts that read a database of MySQL", JA: "MySQL のデータベースを読めるアカウント"},
			What: exposure.Text{
				EN: "{count} accounts read {database}, or some of its tables: {accounts}. Of these, {idle_count} were not seen at work: {idle}.",
				JA: "{database} の全部または一部を {count} 件のアカウントが読めます（{accounts}）。うち {idle_count} 件は、利用が確認できませんでした（{idle}）。",
			},
			Seen: exposure.Text{
				EN: "Read from mysql.db and mysql.tables_priv; who is at work, from the list of connections and performance_schema.",
				JA: "mysql.db・mysql.tables_priv を読んで確認しました。利用の有無は接続一覧と performance_schema によります。",
			},
			Fix: exposure.Text{
				EN: "  SHOW GRANTS FOR the_account;\n  REVOKE ALL PRIVILEGES ON `{database}`.* FROM the_account;\nIf all of them need it: tsutsumi exposure --accept, and a change will be told as new.",
				JA: "不要なアカウントから取り消します。\n  SHOW GRANTS FOR 対象のアカウント;\n  REVOKE ALL PRIVILEGES ON `{database}`.* FROM 対象のアカウント;\nすべて必要なら tsutsumi exposure --accept で承認します。以後は変化があったときだけ新規として知らせます。",
			},
		},
		{
			ID: "mysql-view-opens", Severity: exposure.Medium, Seen: seenMySQL, Reference: mariaDocs + "create-view/",
			Title: exposure.Text{EN: "A view of MySQL reads with the rights of an account that reads all", JA: "MySQL のビューが全データを読めるアカウントの権限で動いている"},
			What: exposure.Text{
				EN: "{view} runs as {definer}, who reads everything; {accounts} see through it what they may not read themselves.",
				JA: "{view} は、全データを読める {definer} の権限で動きます。{accounts} は、自分では読めないデータもこのビュー経由で見られます。",
			},
			Fix: exposure.Text{
				EN: "  ALTER SQL SECURITY INVOKER VIEW {ref} AS …;  -- its text: SHOW CREATE VIEW {ref}\nor give it a definer of its own that reads those tables only.",
				JA: "呼び出した人の権限で動くように変えるか、必要な表だけを読める専用アカウントを DEFINER にします。\n  ALTER SQL SECURITY INVOKER VIEW {ref} AS …;  -- 定義は SHOW CREATE VIEW {ref} で確認",
			},
		},
		{
			ID: "mysql-server-password", Severity: exposure.Medium, Seen: seenMySQL, Reference: mariaDocs + "create-server/",
			Title: exposure.Text{EN: "MySQL keeps the password of another server", JA: "MySQL に別サーバーのパスワードが保存されている"},
			What: exposure.Text{
				EN: "The definition of the server {server} holds a password in clear: whoever reads mysql.servers, or has a backup, reads that server too.",
				JA: "サーバー定義 {server} に平文のパスワードが入っています。mysql.servers を読める人やバックアップを持つ人は、そのサーバーも読めます。",
			},
			Fix: exposure.Text{
				EN: "  DROP SERVER {server};  -- if nothing uses it; else give that account there the least rights",
				JA: "使っていなければ削除し、使っている場合は接続先のアカウントの権限を最小にします。\n  DROP SERVER {server};",
			},
		},
	}
}
