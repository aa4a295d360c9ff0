package grant

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

func pgRoles() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "postgres-superuser", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "role-attributes.html",
			Title: exposure.Text{EN: "A further superuser may log in to PostgreSQL", JA: "PostgreSQL に追加の特権ユーザーがいる"},
			What: exposure.Text{
				EN: "{role} stands above all grants and row security, and can run programs on the server ({power}).",
				JA: "{role} には権限も行単位の制限も効かず、サーバー上でプログラムも実行できます（{power}）。",
			},
			Fix: exposure.Text{
				EN: "  ALTER ROLE \"{role}\" NOSUPERUSER;\nGive it what it needs by GRANT; for monitoring, GRANT pg_monitor.",
				JA: "特権を外し、必要な権限だけを GRANT で与えます（監視用なら GRANT pg_monitor）。\n  ALTER ROLE \"{role}\" NOSUPERUSER;",
			},
		},
		{
			ID: "postgres-bypassrls", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "ddl-rowsecurity.html",
			Title: exposure.Text{EN: "An account goes round row security", JA: "行単位の制限を受けないアカウントがある"},
			What: exposure.Text{
				EN: "{role} has BYPASSRLS: policies that keep the rows of one party from another do not hold for it ({power}).",
				JA: "{role} には BYPASSRLS が付いており、事業者などの間で行を隔てるポリシーが効きません（{power}）。",
			},
			Fix: exposure.Text{
				EN: "  ALTER ROLE \"{role}\" NOBYPASSRLS;\nWhat reads all for a purpose (a backup, this program) may need it: then accept it.",
				JA: "不要なら外します。バックアップや本プログラムのように全行を読む目的なら、承認してください。\n  ALTER ROLE \"{role}\" NOBYPASSRLS;",
			},
		},
		{
			ID: "postgres-all-data", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "predefined-roles.html",
			Title: exposure.Text{EN: "An account reads every table of every database", JA: "すべてのデータベースの全表を読めるアカウントがある"},
			What: exposure.Text{
				EN: "{role} is a member of {power}: no grant on a table keeps anything from it.",
				JA: "{role} は {power} の一員で、表ごとの権限にかかわらずすべて読めます。",
			},
			Fix: exposure.Text{
				EN: "Grant the schemas it needs instead:\n  REVOKE pg_read_all_data, pg_write_all_data FROM \"{role}\";\n  GRANT SELECT ON ALL TABLES IN SCHEMA schema_it_needs TO \"{role}\";",
				JA: "必要なスキーマだけに絞ります。\n  REVOKE pg_read_all_data, pg_write_all_data FROM \"{role}\";\n  GRANT SELECT ON ALL TABLES IN SCHEMA 必要なスキーマ TO \"{role}\";",
			},
		},
		{
			ID: "postgres-server-files", Severity: exposure.High, Seen: seen, Reference: pgDocs + "predefined-roles.html",
			Title: exposure.Text{EN: "An account reads files or runs programs on the server of PostgreSQL", JA: "PostgreSQL のサーバー上のファイルやプログラムに手が届くアカウントがある"},
			What: exposure.Text{
				EN: "{role} is a member of {power}: it reaches all data by the server's files, past every grant.",
				JA: "{role} は {power} の一員で、サーバーのファイルを通じて、権限に関係なく全データに手が届きます。",
			},
			Fix: exposure.Text{
				EN: "  REVOKE pg_read_server_files, pg_write_server_files, pg_execute_server_program FROM \"{role}\";",
				JA: "取り消します。\n  REVOKE pg_read_server_files, pg_write_server_files, pg_execute_server_program FROM \"{role}\";",
			},
		},
		{
			ID: "postgres-grant-option", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "sql-grant.html",
			Title: exposure.Text{EN: "An account may pass on rights to tables of PostgreSQL", JA: "PostgreSQL の表の権限を他人に分け与えられるアカウントがある"},
			What: exposure.Text{
				EN: "{role} may grant rights on {count} tables, which are not its own, to anybody: {rights}.",
				JA: "{role} は、自分のものではない {count} 個の表の権限を、誰にでも与えられます: {rights}",
			},
			Fix: exposure.Text{
				EN: "  REVOKE GRANT OPTION FOR ALL PRIVILEGES ON ALL TABLES IN SCHEMA the_schema FROM \"{role}\";",
				JA: "付与の権限だけを取り消します。\n  REVOKE GRANT OPTION FOR ALL PRIVILEGES ON ALL TABLES IN SCHEMA 対象のスキーマ FROM \"{role}\";",
			},
		},
		{
			ID: "postgres-admin-option", Severity: exposure.Low, Seen: seen, Reference: pgDocs + "sql-grant.html",
			Title: exposure.Text{EN: "An account may make others members of roles", JA: "ロールに他人を加えられるアカウントがある"},
			What: exposure.Text{
				EN: "{role} may let anybody into these roles, with all their rights: {roles}.",
				JA: "{role} は、次のロールに誰でも加えられます（そのロールの権限がすべて渡ります）: {roles}",
			},
			Fix: exposure.Text{
				EN: "  REVOKE ADMIN OPTION FOR the_role FROM \"{role}\";",
				JA: "管理の権限だけを取り消します。\n  REVOKE ADMIN OPTION FOR 対象のロール FROM \"{role}\";",
			},
		},
		{
			ID: "postgres-hba-trust", Severity: exposure.Critical, Reference: pgDocs + "auth-trust.html", Seen: exposure.Text{EN: "Read from pg_hba_file_rules.", JA: "pg_hba_file_rules を読んで確認しました。"},
			Title: exposure.Text{EN: "A line of pg_hba.conf lets in whoever says he is somebody", JA: "pg_hba.conf にパスワードなしで入れる行がある"},
			What: exposure.Text{
				EN: "Whoever connects as this line says needs no password: {line}",
				JA: "次の行に当てはまる接続は、パスワードなしで入れます: {line}",
			},
			Fix: exposure.Text{
				EN: "In pg_hba.conf, write scram-sha-256 instead of trust on that line, then:\n  psql -U postgres -c 'SELECT pg_reload_conf()'",
				JA: "pg_hba.conf のその行の trust を scram-sha-256 に変え、読み込み直します。\n  psql -U postgres -c 'SELECT pg_reload_conf()'",
			},
		},
		{
			ID: "postgres-hba-cleartext", Severity: exposure.Medium, Reference: pgDocs + "auth-password.html", Seen: exposure.Text{EN: "Read from pg_hba_file_rules.", JA: "pg_hba_file_rules を読んで確認しました。"},
			Title: exposure.Text{EN: "A line of pg_hba.conf asks for passwords in clear", JA: "pg_hba.conf にパスワードを平文で送らせる行がある"},
			What: exposure.Text{
				EN: "Who is on the way reads the passwords of those who connect as this line says: {line}",
				JA: "次の行に当てはまる接続では、経路上の第三者がパスワードを読み取れます: {line}",
			},
			Fix: exposure.Text{
				EN: "In pg_hba.conf, write scram-sha-256 instead of password on that line, then:\n  psql -U postgres -c 'SELECT pg_reload_conf()'",
				JA: "pg_hba.conf のその行の password を scram-sha-256 に変え、読み込み直します。\n  psql -U postgres -c 'SELECT pg_reload_conf()'",
			},
		},
		{
			ID: "postgres-foreign-password", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "sql-createusermapping.html",
			Title: exposure.Text{EN: "PostgreSQL keeps the password of another server", JA: "PostgreSQL に別サーバーのパスワードが保存されている"},
			What: exposure.Text{
				EN: "The mapping of {user} to the server {server} holds a password in clear: whoever is superuser here, or has a backup, reads that server too.",
				JA: "{user} からサーバー {server} への対応付けに、平文のパスワードが入っています。ここの特権ユーザーやバックアップを持つ人は、そのサーバーも読めます。",
			},
			Fix: exposure.Text{
				EN: "Give that account there the least rights, and keep its password in the passfile of the server's user:\n  ALTER USER MAPPING FOR {user_ref} SERVER {server_ref} OPTIONS (DROP password);",
				JA: "接続先のアカウントの権限を最小にし、パスワードはサーバー実行ユーザーの .pgpass に移します。\n  ALTER USER MAPPING FOR {user_ref} SERVER {server_ref} OPTIONS (DROP password);",
			},
		},
	}
}
