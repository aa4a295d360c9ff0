//go:build unix

package postgres_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/postgres"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

const password = "tsutsumi-secret-9f3a"

// open opens a target with what an owner may have configured.
func open(t testing.TB, target string, o source.Options) *postgres.Source {
	t.Helper()
	u, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	o.Getenv = os.Getenv
	s, err := postgres.Open(t.Context(), u, &o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func secret(user, password string) func(source.Ask) (source.Secret, error) {
	return func(source.Ask) (source.Secret, error) {
		return source.Secret{User: user, Password: source.NewPassword(password)}, nil
	}
}

// listed are the units by name, and what is told of those that cannot be read.
func listed(t testing.TB, s source.Source) (units map[string]source.Unit, told map[string]error) {
	t.Helper()
	units, told = map[string]source.Unit{}, map[string]error{}
	for u, err := range s.Units(t.Context()) {
		if err != nil {
			told[u.Name] = err
		} else {
			units[u.Name] = u
		}
	}
	return units, told
}

func TestConformance(t *testing.T) {
	pg := livetest.StartPostgres(t, password)
	pg.Exec(t, "postgres", "CREATE DATABASE shop", "CREATE ROLE reader LOGIN PASSWORD '"+password+"'")
	pg.Exec(t, "shop",
		"CREATE TABLE customers (id int PRIMARY KEY, 氏名 text, mail text)",
		"INSERT INTO customers SELECT i, '山田'||i, 'u'||i||'@example.jp' FROM generate_series(1, 5000) i",
		"CREATE TABLE orders (id int, doc jsonb)", "INSERT INTO orders VALUES (1, '{\"a\":{\"b\":[1,2]}}'), (2, NULL)",
		"CREATE TABLE gone (a text)", "INSERT INTO gone VALUES ('x')",
		"CREATE VIEW v AS SELECT * FROM customers WHERE id < 10",
		"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T) source.Source {
			return open(t, pg.URL("reader", "shop"), source.Options{Secret: secret("", password)})
		},
		Secrets: []string{password},
		Change: func(t *testing.T) string {
			pg.Exec(t, "shop", "INSERT INTO customers VALUES (-1, 'new', 'n@example.jp')", "SELECT pg_stat_force_next_flush()", "SELECT 1")
			return "public.customers"
		},
		Remove: func(t *testing.T) string {
			pg.Exec(t, "shop", "DROP TABLE gone")
			return "public.gone"
		},
	})
}

// TestTables reads what is odd, and tells what cannot be read.
func TestTables(t *testing.T) {
	pg := livetest.StartPostgres(t, "")
	pg.Exec(t, "postgres", "CREATE ROLE reader LOGIN", "CREATE ROLE part LOGIN", "CREATE DATABASE other")
	pg.Exec(t, "postgres",
		`CREATE SCHEMA "select"`, `CREATE TABLE "select"."odd ""name`+"\n"+`with line" ("a,b" text, "c""d" text)`,
		`INSERT INTO "select"."odd ""name`+"\n"+`with line" VALUES (E'x,"y"\nz', NULL), ('', E'\\N'), (repeat('長い ', 40000), 'behind')`,
		"CREATE TABLE 顧客 (k1 text, k2 text)", "INSERT INTO 顧客 VALUES ('堤 花子', '090-1111-2222')",
		"COMMENT ON COLUMN 顧客.k1 IS '氏名。全角'", "COMMENT ON COLUMN 顧客.k2 IS '電話番号'",
		"CREATE TYPE mood AS ENUM ('良い')", "CREATE DOMAIN mail AS text", "CREATE DOMAIN doc AS jsonb",
		"CREATE TABLE kinds (m mood, e mail, n numeric, d date, ts timestamptz, u uuid, bin bytea)",
		"INSERT INTO kinds VALUES ('良い', 'a@example.jp', 1.50, '1990-01-02', NULL, NULL, '\\x00')",
		"CREATE TABLE docs (id int, d doc, j json, tags text[])", "COMMENT ON COLUMN docs.d IS '申込内容'",
		`INSERT INTO docs VALUES (1, '{"氏名":"堤 \"太郎\"","x":[{"tel":"03-1234-5678"}]}', E'{"a":\n "line\\nend"}', '{a,"b c"}')`,
		"CREATE TABLE parts (k int, v text) PARTITION BY RANGE (k)", "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
		"CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)", "INSERT INTO parts VALUES (1, 'one'), (11, 'eleven')",
		"CREATE TABLE base (a text)", "CREATE TABLE child () INHERITS (base)", "INSERT INTO base VALUES ('of base')", "INSERT INTO child VALUES ('of child')",
		"CREATE MATERIALIZED VIEW mat AS SELECT * FROM base", "CREATE VIEW v AS SELECT a FROM base",
		"CREATE TABLE empty (a text)", "CREATE TABLE nothing ()",
		"CREATE TABLE denied (a text)", "CREATE TABLE partly (a text, secret text)", "INSERT INTO partly VALUES ('seen', 'hidden')",
		"CREATE TABLE tenants (a text)", "ALTER TABLE tenants ENABLE ROW LEVEL SECURITY",
		"CREATE SCHEMA closed", "CREATE TABLE closed.t (a text)",
		"CREATE EXTENSION IF NOT EXISTS postgres_fdw", "CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw",
		"CREATE FOREIGN TABLE far (a text) SERVER elsewhere",
		"SELECT lo_from_bytea(0, 'abc')",
		`GRANT USAGE ON SCHEMA "select" TO reader`, `GRANT SELECT ON ALL TABLES IN SCHEMA public, "select" TO reader`,
		"REVOKE ALL ON denied, partly FROM reader", "GRANT SELECT (a) ON partly TO reader",
		"GRANT SELECT ON parts TO part",
	)
	src := open(t, pg.URL("reader", "postgres"), source.Options{})
	defer src.Close()
	units, told := listed(t, src)
	want := map[string]string{
		`select."odd ""name` + "\n" + `with line"`: "",
		"public.顧客":      "堤 花子,090-1111-2222\n",
		"public.kinds":   "良い,a@example.jp,1.50,1990-01-02,,\n",
		"public.docs":    `{"id":1,"d.申込内容":{"x": [{"tel": "03-1234-5678"}], "氏名": "堤 \"太郎\""},"j":{"a":  "line\nend"},"tags":["a","b c"]}` + "\n",
		"public.parts_1": "1,one\n",
		"public.parts_2": "11,eleven\n",
		"public.base":    "of base\n",
		"public.child":   "of child\n",
		"public.mat":     "of base\nof child\n",
		"public.v":       "of base\nof child\n",
		"public.empty":   "",
		"public.nothing": "",
		"public.partly":  "seen\n",
	}
	got := map[string]string{}
	for n, u := range units {
		got[n] = string(sourcetest.Read(t, src, u))
	}
	odd := `select."odd ""name` + "\n" + `with line"`
	if n := strings.Count(got[odd], "長い"); n != 40000 || !strings.HasPrefix(got[odd], "\"x,\"\"y\"\"\nz\",\n") || !strings.Contains(got[odd], ",behind\n") {
		t.Errorf("%d words, %.40q", n, got[odd])
	}
	got[odd] = ""
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if p := units["public.parts_2"].Place; p != "public.parts" {
		t.Errorf("a partition is told to be a piece of %q", p)
	}
	classes := map[string]fault.Class{}
	for n, err := range told {
		classes[n] = fault.Of(err)
	}
	if d := cmp.Diff(map[string]fault.Class{
		"public.denied": fault.Unreadable, "public.partly/(columns)": fault.Unreadable, "public.tenants": fault.Unreadable,
		"closed.t": fault.Unreadable, "public.far": fault.Skipped, "pg_largeobject": fault.Skipped,
	}, classes); d != "" {
		t.Error(d)
	}
	body, err := src.Open(t.Context(), units["public.顧客"])
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"k1.氏名", "k2.電話番号"}, body.Known.Fields); d != "" {
		t.Error(d)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}

	root := open(t, pg.URL("part", "postgres"), source.Options{})
	defer root.Close()
	units, _ = listed(t, root)
	if got := string(sourcetest.Read(t, root, units["public.parts"])); got != "1,one\n11,eleven\n" {
		t.Errorf("through the root of a partitioned table: %q", got)
	}

	every := open(t, fmt.Sprintf("postgres://postgres@127.0.0.1:%d/", pg.Port), source.Options{})
	defer every.Close()
	units, told = listed(t, every)
	if _, ok := units["postgres/public.base"]; !ok || len(told) == 0 {
		t.Errorf("of all databases: %d units, %v", len(units), told)
	}
}
