//go:build unix

package postgres_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

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
		"INSERT INTO kinds (bin) VALUES ('text, in\tbytes')", "INSERT INTO kinds (bin) VALUES (convert_to('%PDF-'||repeat('long ', 500000), 'UTF8'))",
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
	files := units["public.kinds/(files)"]
	delete(units, files.Name)
	if n := documents(t, src, files); n["bin (0,3)"] != 5+500_000*5 || len(n) != 1 {
		t.Errorf("documents: %v", n)
	}
	want := map[string]string{
		`select."odd ""name` + "\n" + `with line"`: "",
		"public.顧客":      "堤 花子\t090-1111-2222\n",
		"public.kinds":   "良い\ta@example.jp\t1.50\t1990-01-02\t\\N\t\\N\t\\N\n" + strings.Repeat("\\N\t", 6) + "text, in\\tbytes\n" + strings.Repeat("\\N\t", 6) + "\\N\n",
		"public.docs":    `{"id":1,"d.申込内容":{"x": [{"tel": "03-1234-5678"}], "氏名": "堤 \"太郎\""},"j":{"a":  "line\nend"},"tags":["a","b c"]}` + "\n",
		"public.parts_1": "1\tone\n",
		"public.parts_2": "11\televen\n",
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
	if n := strings.Count(got[odd], "長い"); n != 40000 || !strings.HasPrefix(got[odd], "x,\"y\"\\nz\t\\N\n\t\\\\N\n") || !strings.Contains(got[odd], "\tbehind\n") {
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
	if got := string(sourcetest.Read(t, root, units["public.parts"])); got != "1\tone\n11\televen\n" {
		t.Errorf("through the root of a partitioned table: %q", got)
	}

	every := open(t, fmt.Sprintf("postgres://postgres@127.0.0.1:%d/", pg.Port), source.Options{})
	defer every.Close()
	units, told = listed(t, every)
	if _, ok := units["postgres/public.base"]; !ok || len(told) == 0 {
		t.Errorf("of all databases: %d units, %v", len(units), told)
	}
}

// documents are the sizes of the documents of a unit.
func documents(t *testing.T, src source.Source, u source.Unit) map[string]int64 {
	t.Helper()
	b, err := src.Open(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	out := map[string]int64{}
	r := tar.NewReader(b.R)
	for {
		h, err := r.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) && fault.Of(err) != fault.Skipped {
				t.Error(err)
			}
			return out
		}
		if out[h.Name], err = io.Copy(io.Discard, r); err != nil {
			t.Error(err)
		}
	}
}

// TestPieces: a table read in pieces is read whole, and a reading that broke off goes on.
func TestPieces(t *testing.T) {
	pg := livetest.StartPostgres(t, "")
	pg.Exec(t, "postgres", "CREATE TABLE big (id int, note text)", "INSERT INTO big SELECT i, repeat('x', 80) FROM generate_series(1, 60000) i", "DELETE FROM big WHERE id % 7 = 0",
		"CREATE VIEW v AS SELECT * FROM big")
	s := open(t, pg.URL("postgres", "postgres"), source.Options{})
	defer s.Close()
	s.SetBlocks(128)
	units := sourcetest.Units(t, s)
	if len(units) < 6 || units[0].Name != "public.big" || units[1].Name != "public.big/2" || units[1].Place != "public.big" {
		t.Fatalf("%d units: %+v", len(units), units[:2])
	}
	kill := pg.Connect(t, "postgres")
	whole := func(killed string) map[string]int {
		seen := map[string]int{}
		told := 0
		for i, u := range units {
			if u.Name == "public.v" {
				continue
			}
			b, err := s.Open(t.Context(), u)
			if err != nil {
				t.Fatal(err)
			}
			var out []byte
			if i == 2 {
				out = make([]byte, 100)
				if _, err := io.ReadFull(b.R, out); err != nil {
					t.Fatal(err)
				}
				if killed != "" {
					if _, err := kill.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tsutsumi' AND "+killed); err != nil {
						t.Fatal(err)
					}
				}
			}
			rest, err := io.ReadAll(b.R)
			if err != nil {
				if fault.Of(err) != fault.Changed || !strings.Contains(err.Error(), "snapshot") {
					t.Errorf("%s: %v", u.Name, err)
				}
				told++
			}
			for l := range bytes.Lines(append(out, rest...)) {
				seen[string(l)]++
			}
			if err := b.Close(); err != nil {
				t.Error(err)
			}
		}
		if (told > 0) != (killed == "true") {
			t.Errorf("killed %s: told %d times that the snapshot was lost", killed, told)
		}
		return seen
	}
	want := whole("")
	for l, n := range want {
		if n != 1 {
			t.Fatalf("%q came %d times", l, n)
		}
	}
	if len(want) != 60000-60000/7 {
		t.Fatalf("%d rows", len(want))
	}
	for _, killed := range []string{"state = 'active'", "true"} {
		if d := cmp.Diff(want, whole(killed)); d != "" {
			t.Errorf("after a connection was killed (%s):\n%.500s", killed, d)
		}
	}
}

// TestLocked: a table that somebody holds is told after a few seconds, and the others are read.
func TestLocked(t *testing.T) {
	pg := livetest.StartPostgres(t, "")
	pg.Exec(t, "postgres", "CREATE TABLE a (x text)", "INSERT INTO a VALUES ('of a')", "CREATE TABLE b (x text)", "INSERT INTO b VALUES ('of b')", "CREATE TABLE c (x text)", "INSERT INTO c VALUES ('of c')")
	s := open(t, pg.URL("postgres", "postgres"), source.Options{})
	defer s.Close()
	units, _ := listed(t, s)
	pg.Exec(t, "postgres", "TRUNCATE c", "INSERT INTO c VALUES ('other')")
	owner := pg.Connect(t, "postgres")
	if _, err := owner.Exec(t.Context(), "BEGIN; ALTER TABLE a ADD y int"); err != nil {
		t.Fatal(err)
	}
	read := func(name string) (string, error) {
		b, err := s.Open(t.Context(), units[name])
		if err != nil {
			return "", err
		}
		defer b.Close()
		out, err := io.ReadAll(b.R)
		return string(out), err
	}
	if got, err := read("public.b"); got != "of b\n" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := read("public.a"); got != "" || fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "lock") {
		t.Errorf("of a table that is locked: %q, %v", got, err)
	}
	if got, err := read("public.c"); fault.Of(err) != fault.Changed {
		t.Errorf("of a table that was emptied after it was listed: %q, %v", got, err)
	}
	again, told := listed(t, s) // the lock is there before the tables are listed
	if again["public.a"].Name == "" || len(told) > 0 {
		t.Errorf("%v, %v", again, told)
	}
	// Nothing of ours is waited for.
	if _, err := owner.Exec(t.Context(), "SET lock_timeout = 3000; COMMIT; ALTER TABLE b ADD y int"); err != nil {
		t.Errorf("the owner waits: %v", err)
	}
}

// TestSample: about the share that was asked for is read, of as many rows as there are.
func TestSample(t *testing.T) {
	pg := livetest.StartPostgres(t, "")
	pg.Exec(t, "postgres", "CREATE TABLE big (id int, note text)", "INSERT INTO big SELECT i, 'x' FROM generate_series(1, 20000) i", "ANALYZE big",
		"CREATE TABLE fresh (id int)", "INSERT INTO fresh SELECT generate_series(1, 5000)", "CREATE VIEW v AS SELECT * FROM big", "CREATE TABLE none (a int)")
	s := open(t, pg.URL("postgres", "postgres"), source.Options{Sample: 0.1})
	defer s.Close()
	for _, u := range sourcetest.Units(t, s) {
		rows := int64(bytes.Count(sourcetest.Read(t, s, u), []byte("\n")))
		want := map[string]int64{"public.big": 20000, "public.fresh": 5000, "public.v": 20000, "public.none": 0}[u.Name]
		if u.Of != want || rows < want*7/100 || rows > want*13/100 {
			t.Errorf("%s: %d of %d rows, want a tenth of %d", u.Name, rows, u.Of, want)
		}
	}
}

// TestRefused: what the server says of a password or a database is told without either.
func TestRefused(t *testing.T) {
	pg := livetest.StartPostgres(t, password)
	for _, tt := range []struct {
		user, database, password, want string
	}{{"postgres", "postgres", "wrong-" + password, "password"}, {"nobody-there", "postgres", password, "password"}, {"postgres", "no_such_database", password, "no such database"}} {
		s := open(t, pg.URL(tt.user, tt.database), source.Options{Secret: secret("", tt.password)})
		for u, err := range s.Units(t.Context()) {
			if u.Name != "" || fault.Of(err) != fault.Unreadable || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), password) || strings.Contains(err.Error(), tt.user+"@") {
				t.Errorf("%v: %v", tt.user, err)
			}
		}
		s.Close()
	}
}

// TestHuge: a row that is too long for memory is read in part, and the others whole.
func TestHuge(t *testing.T) {
	pg := livetest.StartPostgres(t, "")
	pg.Exec(t, "postgres", "CREATE TABLE h (id int, t text)", "INSERT INTO h VALUES (1, 'first'), (2, repeat('0123456789abcdef', 4000000)), (3, 'last')")
	s := open(t, pg.URL("postgres", "postgres"), source.Options{})
	defer s.Close()
	units := sourcetest.Units(t, s)
	b, err := s.Open(t.Context(), units[0])
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	out, err := io.ReadAll(b.R)
	if fault.Of(err) != fault.Refused || !bytes.HasPrefix(out, []byte("1\tfirst\n2\t0123")) || !bytes.HasSuffix(out, []byte("3\tlast\n")) || len(out) > 2<<20 {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}

// TestSilent: a server that does not answer any more is given up.
func TestSilent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := open(t, "postgres://x@"+l.Addr().String()+"/x?sslmode=disable", source.Options{Timeout: 100 * time.Millisecond})
	defer s.Close()
	for _, err := range s.Units(t.Context()) {
		if fault.Of(err) != fault.Unavailable {
			t.Errorf("%v", err)
		}
	}
}
