//go:build unix

package grant_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/grant"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

const password = "tsutsumi-secret-9f3a"

func secret(user string) func(*exposure.Options) {
	return func(o *exposure.Options) {
		o.Secret = func(source.Ask) (source.Secret, error) {
			return source.Secret{User: user, Password: source.NewPassword(password)}, nil
		}
	}
}

// look looks and fails on errors; texts hold no secret.
func look(t *testing.T, c exposure.Check, change func(*exposure.Options), target string) (*exposure.Result, []string) {
	t.Helper()
	r := exposuretest.Look(t, c, change, target)
	for _, l := range r.Looked {
		for _, e := range l.Errors {
			t.Errorf("%s: %s (%s)", e.Check, e.Text, e.Class)
		}
	}
	for i := range r.Exposures {
		x := &r.Exposures[i]
		for _, text := range []exposure.Text{x.Entry.What, x.Entry.Seen, x.Entry.Fix} {
			if s := text.In("en", x.Args) + x.State + x.Object; strings.Contains(s, password) {
				t.Errorf("%s holds a secret", x.ID)
			}
		}
	}
	return r, exposuretest.IDs(t, r)
}

func find(t *testing.T, r *exposure.Result, id, object string) *exposure.Exposure {
	t.Helper()
	for i := range r.Exposures {
		if x := &r.Exposures[i]; x.ID == id && x.Object == object {
			return x
		}
	}
	t.Fatalf("%s %s was not found", id, object)
	return nil
}

func has(ids []string, want ...string) (missing []string) {
	all := "\n" + strings.Join(ids, "\n") + "\n"
	for _, w := range want {
		if !strings.Contains(all, "\n"+w+"\n") {
			missing = append(missing, w)
		}
	}
	return missing
}

func TestPostgres(t *testing.T) {
	pg := livetest.StartPostgres(t, password)
	role := func(name, more string) string {
		return "CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "' " + more
	}
	pg.Exec(t, "postgres", "CREATE DATABASE shop", role("app", ""), role("batch", ""), role("reviewer", ""), role("boss", "SUPERUSER"), role("auditor", "BYPASSRLS"),
		role("owner", ""), role("dump", "IN ROLE pg_read_all_data"), role("filer", "IN ROLE pg_read_server_files"), "CREATE ROLE team", "GRANT team TO app WITH ADMIN OPTION")
	pg.Exec(t, "shop",
		"GRANT CREATE ON SCHEMA public TO owner", "SET ROLE owner", "CREATE TABLE quiet (id int)", "CREATE TABLE merchants (id int, merchant_id int, 氏名 text)", "CREATE TABLE \"Open\" (id int)",
		"CREATE TABLE cols (a int, b int)", "CREATE TABLE hidden (id int, name text)", "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY", "CREATE VIEW shows AS SELECT * FROM hidden",
		"CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM quiet'",
		"GRANT SELECT ON merchants TO app, batch", "GRANT SELECT ON \"Open\" TO PUBLIC", "GRANT SELECT (b) ON cols TO PUBLIC", "GRANT SELECT ON shows TO PUBLIC", "GRANT SELECT ON quiet TO app WITH GRANT OPTION",
		"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC", "RESET ROLE",
		"GRANT CREATE ON SCHEMA public TO PUBLIC", "CREATE EXTENSION postgres_fdw", "CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw",
		"CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (user 'x', password '"+password+"')")
	r, ids := look(t, grant.Postgres{}, secret(""), pg.URL("postgres", "shop"))
	if m := has(ids, "postgres-grant-public shop public.Open", "postgres-grant-public-columns shop public.cols", "postgres-grant-roles shop public.merchants", "postgres-rls-missing shop public.merchants",
		"postgres-view-opens shop public.shows > public.hidden", "postgres-definer-function shop public.peek()", "postgres-default-privileges shop role owner schema public to PUBLIC",
		"postgres-public-create shop schema public", "postgres-superuser role boss", "postgres-bypassrls role auditor", "postgres-all-data role dump", "postgres-server-files role filer",
		"postgres-grant-option shop role app", "postgres-admin-option role app", "postgres-foreign-password shop server elsewhere user public"); m != nil {
		t.Errorf("not found: %q in %q", m, ids)
	}
	for _, id := range ids {
		if strings.Contains(id, "hba") || strings.Contains(id, "role postgres") {
			t.Errorf("found %q", id)
		}
	}
	open := find(t, r, "postgres-grant-public", "shop public.Open")
	if d := cmp.Diff([]exposure.Place{{Source: pg.URL("", ""), Place: "shop/public.Open"}, {Source: pg.URL("", "shop"), Place: "public.Open"}}, open.Places); d != "" {
		t.Error(d)
	}
	if fix := open.Entry.Fix.EN; !strings.Contains(exposure.Text{EN: fix}.In("en", open.Args), `REVOKE ALL ON public."Open" FROM PUBLIC;`) {
		t.Errorf("the command: %q", exposure.Text{EN: fix}.In("en", open.Args))
	}
	// The commands close the doors.
	for _, id := range []string{"postgres-grant-public", "postgres-grant-public-columns", "postgres-view-opens", "postgres-default-privileges", "postgres-public-create"} {
		for i := range r.Exposures {
			if x := &r.Exposures[i]; x.ID == id {
				for l := range strings.Lines(x.Entry.Fix.In("en", x.Args)) {
					if l = strings.TrimSpace(l); strings.HasSuffix(l, ";") && !strings.Contains(l, "role_that") {
						pg.Exec(t, "shop", l)
					}
				}
			}
		}
	}
	_, ids = look(t, grant.Postgres{}, secret(""), pg.URL("postgres", "shop"))
	for _, id := range ids {
		if strings.HasPrefix(id, "postgres-grant-public") || strings.HasPrefix(id, "postgres-default") || strings.HasPrefix(id, "postgres-public-create") {
			t.Errorf("still open: %s", id)
		}
	}
	// An account without any right sees the same grants, but not what only a superuser does.
	_, ids = look(t, grant.Postgres{}, secret("reviewer"), pg.URL("", "shop"))
	if m := has(ids, "postgres-grant-roles shop public.merchants", "postgres-superuser role boss"); m != nil {
		t.Errorf("not found by an account without rights: %q", m)
	}
	if _, ids = look(t, grant.Postgres{}, nil, pg.URL("", "shop")); ids != nil {
		t.Errorf("without credentials: %q", ids)
	}
	dry := exposuretest.Look(t, grant.Postgres{}, func(o *exposure.Options) { o.Dry = true }, pg.URL("postgres", "shop"))
	if len(dry.Looked) != 1 || len(dry.Looked[0].Plans) == 0 || dry.Exposures != nil {
		t.Errorf("a dry run: %+v", dry.Looked)
	}
}

// TestLongNames: two tables whose names begin alike are two findings, each with the same name every time.
func TestLongNames(t *testing.T) {
	m := livetest.StartMariaDB(t, password)
	long := strings.Repeat("a", 60)
	m.Exec(t, "", "CREATE DATABASE "+long, "CREATE TABLE "+long+"."+long+"_1 (id INT)", "CREATE TABLE "+long+"."+long+"_2 (id INT)",
		"GRANT SELECT ON "+long+"."+long+"_1 TO PUBLIC", "GRANT SELECT ON "+long+"."+long+"_2 TO PUBLIC")
	_, one := look(t, grant.MySQL{}, secret(""), m.URL("root", ""))
	_, two := look(t, grant.MySQL{}, secret(""), m.URL("root", ""))
	if n := strings.Count(strings.Join(one, "\n"), "mysql-grant-public"); n != 2 || !cmp.Equal(one, two) {
		t.Errorf("%d: %q, %q", n, one, two)
	}
}

func TestTrustLines(t *testing.T) {
	pg := livetest.StartPostgres(t, "")
	r, _ := look(t, grant.Postgres{}, nil, pg.URL("postgres", ""))
	if x := find(t, r, "postgres-hba-trust", "pg_hba host all all 127.0.0.1 255.255.255.255 trust"); x.Severity != exposure.Medium {
		t.Errorf("on loopback: %s", x.Severity)
	}
}

func TestMySQL(t *testing.T) {
	m := livetest.StartMariaDB(t, password)
	by := " IDENTIFIED BY '" + password + "'"
	m.Exec(t, "", "CREATE DATABASE shop", "CREATE DATABASE other", "CREATE TABLE shop.merchants (id INT)", "CREATE TABLE shop.open (id INT)", "CREATE TABLE shop.hidden (id INT)",
		"CREATE VIEW shop.shows AS SELECT * FROM shop.hidden",
		"CREATE USER app@'10.0.0.%'"+by, "CREATE USER batch@'%'"+by, "CREATE USER ''@localhost", "CREATE USER open@'10.%'", "CREATE USER boss@'10.1.%'"+by, "CREATE USER reviewer@'127.0.0.1'"+by,
		"GRANT SELECT ON shop.* TO app@'10.0.0.%'", "GRANT SELECT ON shop.shows TO batch@'%'", "GRANT FILE, SUPER ON *.* TO boss@'10.1.%'", "GRANT SELECT ON other.* TO app@'10.0.0.%' WITH GRANT OPTION",
		"GRANT SELECT ON shop.open TO PUBLIC", "GRANT SELECT ON mysql.* TO reviewer@'127.0.0.1'",
		"CREATE SERVER elsewhere FOREIGN DATA WRAPPER mysql OPTIONS (HOST '10.0.0.1', USER 'x', PASSWORD '"+password+"')")
	r, ids := look(t, grant.MySQL{}, secret(""), m.URL("root", ""))
	if miss := has(ids, "mysql-anonymous-account account @localhost", "mysql-empty-password account open@10.%", "mysql-any-host account batch@%", "mysql-power account boss@10.1.%",
		"mysql-grant-option account app@10.0.0.%", "mysql-grant-public shop.open", "mysql-grant-roles shop", "mysql-view-opens shop.shows", "mysql-server-password server elsewhere"); miss != nil {
		t.Errorf("not found: %q in %q", miss, ids)
	}
	for _, id := range ids {
		if strings.Contains(id, "account root@") || strings.Contains(id, "mariadb.sys") {
			t.Errorf("found %q", id)
		}
	}
	if p := find(t, r, "mysql-grant-public", "shop.open").Places; p[len(p)-1].Place != "shop.open" {
		t.Errorf("places: %v", p)
	}
	if _, ids = look(t, grant.MySQL{}, secret("reviewer"), m.URL("", "other")); has(ids, "mysql-grant-roles other") != nil || has(ids, "mysql-grant-roles shop") == nil {
		t.Errorf("by an account that reads the rights, of one database: %q", ids)
	}
	m.Exec(t, "", "REVOKE SELECT ON mysql.* FROM reviewer@'127.0.0.1'")
	blind := exposuretest.Look(t, grant.MySQL{}, secret("reviewer"), m.URL("", ""))
	if e := blind.Looked[0].Errors; len(e) != 1 || e[0].Class != "unreadable" {
		t.Errorf("an account that may not read the rights: %+v", e)
	}
}
