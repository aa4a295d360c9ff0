package grant

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

const (
	pgDocs = "https://www.postgresql.org/docs/current/"
	seenEN = "Read from the catalogues of the server, with the account given."
	seenJA = "指定されたアカウントで、サーバーのカタログを読んで確認しました。"
)

var seen = exposure.Text{EN: seenEN, JA: seenJA}

// Catalogue implements exposure.Check.
func (Postgres) Catalogue() []exposure.Entry { return append(pgTables(), pgRoles()...) }

func pgTables() []exposure.Entry {
	return []exposure.Entry{
		{
			ID: "postgres-grant-public", Severity: exposure.High, Seen: seen, Reference: pgDocs + "ddl-priv.html",
			Title: exposure.Text{EN: "A table is readable by every account of PostgreSQL", JA: "PostgreSQL の表が全アカウントから読める"},
			What: exposure.Text{
				EN: "SELECT on {table} is granted to PUBLIC: every account that may connect to {database} reads it, those made later too (accounts now: {count}).",
				JA: "{table} の SELECT が PUBLIC に与えられています。{database} に接続できる全アカウントが読めます。今後作られるアカウントも同じです（現在 {count} 件）。",
			},
			Fix: exposure.Text{
				EN: "Grant it to the roles that need it, then take it from everybody:\n  GRANT SELECT ON {ref} TO role_that_needs_it;\n  REVOKE ALL ON {ref} FROM PUBLIC;",
				JA: "必要なロールにだけ与え、PUBLIC から取り消します。\n  GRANT SELECT ON {ref} TO 必要なロール;\n  REVOKE ALL ON {ref} FROM PUBLIC;",
			},
		},
		{
			ID: "postgres-grant-public-columns", Severity: exposure.High, Seen: seen, Reference: pgDocs + "ddl-priv.html",
			Title: exposure.Text{EN: "Columns are readable by every account of PostgreSQL", JA: "PostgreSQL の表の一部の列が全アカウントから読める"},
			What: exposure.Text{
				EN: "SELECT on the columns {columns} of {table} is granted to PUBLIC.",
				JA: "{table} の列 {columns} の SELECT が PUBLIC に与えられています。",
			},
			Fix: exposure.Text{
				EN: "  REVOKE SELECT ({list}) ON {ref} FROM PUBLIC;",
				JA: "次のコマンドで取り消します。\n  REVOKE SELECT ({list}) ON {ref} FROM PUBLIC;",
			},
		},
		{
			ID: "postgres-grant-roles", Severity: exposure.Low, Reference: pgDocs + "ddl-priv.html",
			Title: exposure.Text{EN: "Accounts beside its owner read a table of PostgreSQL", JA: "PostgreSQL の表を所有者以外のアカウントが読める"},
			What: exposure.Text{
				EN: "{count} accounts beside its owner read {table} in {database}: {roles}. Of these, {idle_count} were not seen at work there: {idle}.",
				JA: "{database} の {table} は、所有者のほかに {count} 件のアカウントから読めます（{roles}）。うち {idle_count} 件は、利用が確認できませんでした（{idle}）。",
			},
			Seen: exposure.Text{
				EN: "Read from the catalogues; who is at work, from pg_stat_activity and, where it is there, pg_stat_statements.",
				JA: "カタログを読んで確認しました。利用の有無は pg_stat_activity と、あれば pg_stat_statements によります。",
			},
			Fix: exposure.Text{
				EN: "Take it from the accounts that do not need it (or from the role they have it by: \\dp {ref}):\n  REVOKE ALL ON {ref} FROM role_that_does_not_need_it;\nIf all of them need it: tsutsumi exposure --accept, and a change will be told as new.",
				JA: "不要なアカウント（または権限の元になっているロール。\\dp {ref} で確認）から取り消します。\n  REVOKE ALL ON {ref} FROM 不要なロール;\nすべて必要なら tsutsumi exposure --accept で承認します。以後は変化があったときだけ新規として知らせます。",
			},
		},
		{
			ID: "postgres-rls-missing", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "ddl-rowsecurity.html",
			Title: exposure.Text{EN: "A table shared by several parties has no row security", JA: "複数の事業者・部署が共有する表に行単位の制限がない"},
			What: exposure.Text{
				EN: "The column {column} says whose each row of {table} is, but these accounts read the rows of all: {roles}.",
				JA: "{table} の各行がどこのものかを列 {column} が示していますが、行単位の制限がなく、次のアカウントは全員分の行を読めます: {roles}",
			},
			Fix: exposure.Text{
				EN: "  ALTER TABLE {ref} ENABLE ROW LEVEL SECURITY;\n  CREATE POLICY own_rows ON {ref} USING ({column}::text = current_setting('app.tenant', true));",
				JA: "行単位のセキュリティを有効にし、ポリシーを作ります。\n  ALTER TABLE {ref} ENABLE ROW LEVEL SECURITY;\n  CREATE POLICY own_rows ON {ref} USING ({column}::text = current_setting('app.tenant', true));",
			},
		},
		{
			ID: "postgres-view-opens", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "sql-createview.html",
			Title: exposure.Text{EN: "A view shows what the table under it keeps closed", JA: "読めないはずの表がビュー経由で読める"},
			What: exposure.Text{
				EN: "{view} reads {table} with its owner's rights: through it, {roles} see rows that they may not read in the table itself, or that its row security would hide.",
				JA: "{view} は作成者の権限で {table} を読みます。そのため、表を直接は読めない、または行単位の制限を受けるはずの {roles} にも、ビュー経由で見えてしまいます。",
			},
			Fix: exposure.Text{
				EN: "Let the view read with the rights of who asks (PostgreSQL 15 and later), or take it away:\n  ALTER VIEW {ref} SET (security_invoker = true);\n  REVOKE ALL ON {ref} FROM PUBLIC;",
				JA: "ビューを、問い合わせた人の権限で読むようにする（PostgreSQL 15 以降）か、権限を取り消します。\n  ALTER VIEW {ref} SET (security_invoker = true);\n  REVOKE ALL ON {ref} FROM PUBLIC;",
			},
		},
		{
			ID: "postgres-default-privileges", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "sql-alterdefaultprivileges.html",
			Title: exposure.Text{EN: "Tables made from now on will be open at once", JA: "今後作られる表が自動的に公開される"},
			What: exposure.Text{
				EN: "Default privileges give {grantee} these rights on every table that {owner} makes: {rights}.",
				JA: "既定の権限により、{owner} が今後作る表すべてについて、{grantee} に {rights} が自動的に与えられます。",
			},
			Fix: exposure.Text{
				EN: "  ALTER DEFAULT PRIVILEGES FOR ROLE {owner_ref}{in} REVOKE ALL ON TABLES FROM {grantee_ref};",
				JA: "既定の権限を取り消します。\n  ALTER DEFAULT PRIVILEGES FOR ROLE {owner_ref}{in} REVOKE ALL ON TABLES FROM {grantee_ref};",
			},
		},
		{
			ID: "postgres-public-create", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "ddl-schemas.html",
			Title: exposure.Text{EN: "Every account may put things into a schema of PostgreSQL", JA: "PostgreSQL のスキーマに誰でもオブジェクトを作れる"},
			What: exposure.Text{
				EN: "Every account of {database} may create tables and functions in the schema {schema}, which others then use unaware: with their rights, what they may read can be copied.",
				JA: "{database} の全アカウントが、スキーマ {schema} に表や関数を作れます。気づかずに使った利用者の権限で、データを写し取られるおそれがあります。",
			},
			Fix: exposure.Text{
				EN: "  REVOKE CREATE ON SCHEMA {ref} FROM PUBLIC;",
				JA: "作成の権限を取り消します。\n  REVOKE CREATE ON SCHEMA {ref} FROM PUBLIC;",
			},
		},
		{
			ID: "postgres-definer-function", Severity: exposure.Medium, Seen: seen, Reference: pgDocs + "sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
			Title: exposure.Text{EN: "Every account may call a function that runs with its owner's rights", JA: "作成者の権限で動く関数を誰でも呼べる"},
			What: exposure.Text{
				EN: "{function} is SECURITY DEFINER and runs as {owner}, whoever calls it; PUBLIC may.",
				JA: "{function} は SECURITY DEFINER で、誰が呼んでも {owner} の権限で動きます。実行は PUBLIC に許されています。",
			},
			Fix: exposure.Text{
				EN: "  REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;\n  GRANT EXECUTE ON FUNCTION {function} TO role_that_needs_it;\n  ALTER FUNCTION {function} SET search_path = pg_catalog, pg_temp;  -- if its names are qualified",
				JA: "実行の権限を絞り、search_path を固定します。\n  REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;\n  GRANT EXECUTE ON FUNCTION {function} TO 必要なロール;\n  ALTER FUNCTION {function} SET search_path = pg_catalog, pg_temp;  -- 関数内の名前がスキーマ名付きの場合",
			},
		},
	}
}
