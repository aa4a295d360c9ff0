//go:build unix

package mysql_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/mysql"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

const password = "tsutsumi-secret-9f3a"

// open opens a target with what an owner may have configured.
func open(t testing.TB, target string, o source.Options) *mysql.Source {
	t.Helper()
	u, err := source.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	if o.Getenv == nil {
		o.Getenv = func(k string) string {
			if k == "HOME" {
				return ""
			}
			return os.Getenv(k)
		}
	}
	s, err := mysql.Open(t.Context(), u, &o)
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
	m := livetest.StartMariaDB(t, password)
	m.Exec(t, "", "CREATE DATABASE shop CHARACTER SET utf8mb4", "CREATE USER reader@'%' IDENTIFIED BY '"+password+"'", "GRANT SELECT, SHOW VIEW ON shop.* TO reader@'%'")
	m.Exec(t, "shop",
		"CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, 氏名 TEXT, mail TEXT)",
		"INSERT INTO customers SELECT seq, CONCAT('山田', seq), CONCAT('u', seq, '@example.jp') FROM seq_1_to_5000",
		"CREATE TABLE orders (id INT, doc JSON)", `INSERT INTO orders VALUES (1, '{"a":{"b":[1,2]}}'), (2, NULL)`,
		"CREATE TABLE gone (a TEXT)", "INSERT INTO gone VALUES ('x')",
		"CREATE VIEW v AS SELECT * FROM customers WHERE id < 10")
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T) source.Source {
			return open(t, m.URL("reader", "shop"), source.Options{Secret: secret("", password)})
		},
		Secrets: []string{password},
		Change: func(t *testing.T) string {
			m.Exec(t, "shop", "INSERT INTO customers VALUES (NULL, 'new', 'n@example.jp')")
			return "shop.customers"
		},
		Remove: func(t *testing.T) string {
			m.Exec(t, "shop", "DROP TABLE gone")
			return "shop.gone"
		},
	})
}

// TestTables reads what is odd, and tells what cannot be read.
func TestTables(t *testing.T) {
	m := livetest.StartMariaDB(t, "")
	m.Exec(t, "", "CREATE DATABASE `select` CHARACTER SET utf8mb4", "CREATE DATABASE closed", "CREATE USER reader@localhost", "CREATE USER reader@'127.0.0.1'")
	odd := "`odd \"`` 名\nwith line`"
	m.Exec(t, "select",
		"CREATE TABLE "+odd+" (`a,b` LONGTEXT, `c``d` TEXT)",
		"INSERT INTO "+odd+" VALUES ('x,\"y\"\nz', NULL), ('', '\\\\N'), (REPEAT('長い ', 40000), 'behind')",
		"CREATE TABLE 顧客 (k1 VARCHAR(80) COMMENT '氏名。全角', k2 VARCHAR(20) CHARACTER SET sjis COMMENT '電話番号', k3 VARCHAR(90) CHARACTER SET ujis)",
		"INSERT INTO 顧客 VALUES ('堤 花子', '090-1111-2222', '東京都')",
		"CREATE TABLE kinds (e ENUM('良い'), s SET('a','b'), n DECIMAL(8,2), f FLOAT, u BIGINT UNSIGNED, d DATE, z DATE, ts TIMESTAMP NULL, bin VARBINARY(20), txt BLOB, g INT AS (1+1) VIRTUAL, b BIT(3), y YEAR)",
		"SET SESSION sql_mode=''",
		"INSERT INTO kinds (e,s,n,f,u,d,z,ts,bin,txt,b,y) VALUES ('良い', 'a,b', 1.5, 2.5, 18446744073709551615, '1990-01-02', '0000-00-00', NULL, x'ff00', 'text in bytes', b'101', 2001)",
		"CREATE TABLE docs (id INT PRIMARY KEY, d JSON COMMENT '申込内容', note TEXT)",
		`INSERT INTO docs VALUES (1, '{"氏名":"堤 \\"太郎\\"",\n "x":[{"tel":"03-1234-5678"}]}', 'a"b'), (2, NULL, NULL)`,
		"CREATE TABLE aria (a TEXT) ENGINE=Aria", "INSERT INTO aria VALUES ('of aria')",
		"CREATE TABLE past (a TEXT) WITH SYSTEM VERSIONING", "INSERT INTO past VALUES ('deleted')", "DELETE FROM past", "INSERT INTO past VALUES ('there')",
		"CREATE VIEW v AS SELECT k1 FROM 顧客", "CREATE TABLE broken (a TEXT)", "CREATE VIEW vb AS SELECT a FROM broken", "DROP TABLE broken",
		"CREATE TABLE partly (a TEXT, secret TEXT)", "INSERT INTO partly VALUES ('seen', 'hidden')", "CREATE TABLE denied (a TEXT)")
	m.Exec(t, "select", "CREATE TABLE scans (id BIGINT UNSIGNED PRIMARY KEY, b LONGBLOB)", "INSERT INTO scans VALUES (1, 'short text'), (2, CONCAT('%PDF-', REPEAT('long ', 500000))), (3, x'89504e47'), (4, NULL)")
	src := open(t, m.URL("root", "select"), source.Options{})
	defer src.Close()
	units, told := listed(t, src)
	files := units["select.scans/(files)"]
	delete(units, files.Name)
	if d := cmp.Diff(map[string]int64{"b 2": 5 + 500_000*5}, documents(t, src, files)); d != "" {
		t.Error(d)
	}
	if told["select.kinds/(files)"] == nil {
		t.Error("documents that are not read are not told")
	}
	got := map[string]string{}
	for n, u := range units {
		if n == "select.vb" {
			continue
		}
		got[n] = string(sourcetest.Read(t, src, u))
	}
	name := "select.\"odd \"\"` 名\nwith line\""
	if n := strings.Count(got[name], "長い"); n != 40000 || !strings.HasPrefix(got[name], "\"x,\"\"y\"\"\nz\",\n,\\N\n") || !strings.Contains(got[name], ",behind\n") {
		t.Errorf("%d words, %.40q", n, got[name])
	}
	delete(got, name)
	past := strings.Split(got["select.past"], "\n")
	if len(past) != 3 || !strings.Contains(got["select.past"], "deleted") {
		t.Errorf("rows of the past: %q", past)
	}
	delete(got, "select.past")
	want := map[string]string{
		"select.顧客":     "堤 花子,090-1111-2222,東京都\n",
		"select.kinds":  "良い,\"a,b\",1.50,2.5,18446744073709551615,1990-01-02,0000-00-00,,,text in bytes,2,\x05,2001\n",
		"select.docs":   `{"id":"1","d.申込内容":{"氏名":"堤 \"太郎\"",  "x":[{"tel":"03-1234-5678"}]},"note":"a\"b"}` + "\n" + `{"id":"2","d.申込内容":null,"note":null}` + "\n",
		"select.aria":   "of aria\n",
		"select.scans":  "1,short text\n2,\n3,\n4,\n",
		"select.v":      "堤 花子\n",
		"select.partly": "seen,hidden\n",
		"select.denied": "",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for n, err := range told {
		t.Logf("%s: %v", n, err)
	}
	if u, ok := units["select.vb"]; ok {
		if b, err := src.Open(t.Context(), u); err == nil {
			_, err = b.R.Read(make([]byte, 1))
			if fault.Of(err) != fault.Unreadable {
				t.Errorf("a broken view: %v", err)
			}
			b.Close()
		}
	} else if told["select.vb"] == nil {
		t.Error("a broken view is not told")
	}

	m.Exec(t, "select", "GRANT SELECT (a) ON partly TO reader@'127.0.0.1'", "GRANT INSERT ON denied TO reader@'127.0.0.1'", "GRANT SELECT ON docs TO reader@'127.0.0.1'")
	some := open(t, m.URL("reader", "select"), source.Options{})
	defer some.Close()
	units, told = listed(t, some)
	classes := map[string]fault.Class{}
	for n, err := range told {
		classes[n] = fault.Of(err)
	}
	if d := cmp.Diff(map[string]fault.Class{"select.denied": fault.Unreadable, "select.partly/(columns)": fault.Unreadable, "(tables without a grant)": fault.Unreadable}, classes); d != "" {
		t.Error(d)
	}
	if got := string(sourcetest.Read(t, some, units["select.partly"])); got != "seen\n" {
		t.Errorf("some columns: %q", got)
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
	m := livetest.StartMariaDB(t, "")
	m.Exec(t, "", "CREATE DATABASE shop")
	m.Exec(t, "shop", "CREATE TABLE big (id INT PRIMARY KEY, note VARCHAR(100)) STATS_PERSISTENT=1", "INSERT INTO big SELECT CAST(seq AS SIGNED) - 1000, REPEAT('x', 80) FROM seq_1_to_300000", "DELETE FROM big WHERE id % 7 = 0",
		"ANALYZE TABLE big")
	s := open(t, m.URL("root", "shop"), source.Options{})
	defer s.Close()
	s.SetBytes(8 << 20) // more than what is on the way at a time
	units := sourcetest.Units(t, s)
	if len(units) < 3 || units[0].Name != "shop.big" || units[1].Name != "shop.big/2" || units[1].Place != "shop.big" {
		t.Fatalf("%d units: %+v", len(units), units)
	}
	kill := m.Connect(t, "")
	whole := func(killed bool) map[string]int {
		seen := map[string]int{}
		told := 0
		for i, u := range units {
			b, err := s.Open(t.Context(), u)
			if err != nil {
				t.Fatal(err)
			}
			var out []byte
			if i == 1 {
				out = make([]byte, 100)
				if _, err := io.ReadFull(b.R, out); err != nil {
					t.Fatal(err)
				}
				if killed {
					rows, err := kill.QueryContext(t.Context(), "SELECT CONCAT('KILL ', ID) FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND USER = 'root'")
					if err != nil {
						t.Fatal(err)
					}
					var sql []string
					for rows.Next() {
						var s string
						if err := rows.Scan(&s); err != nil {
							t.Fatal(err)
						}
						sql = append(sql, s)
					}
					if err := rows.Err(); err != nil {
						t.Fatal(err)
					}
					rows.Close()
					for _, s := range sql {
						_, _ = kill.ExecContext(t.Context(), s) // some have ended by themselves
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
		if (told > 0) != killed {
			t.Errorf("killed %t: told %d times that the snapshot was lost", killed, told)
		}
		return seen
	}
	want := whole(false)
	for l, n := range want {
		if n != 1 {
			t.Fatalf("%q came %d times", l, n)
		}
	}
	if len(want) < 257_000 {
		t.Fatalf("%d rows", len(want))
	}
	if d := cmp.Diff(want, whole(true)); d != "" {
		t.Errorf("after the connections were killed:\n%.500s", d)
	}
}

// TestLocked: a table that somebody holds is told after a few seconds, and the others are read.
func TestLocked(t *testing.T) {
	m := livetest.StartMariaDB(t, "")
	m.Exec(t, "", "CREATE DATABASE shop")
	m.Exec(t, "shop", "CREATE TABLE a (x TEXT)", "INSERT INTO a VALUES ('of a')", "CREATE TABLE b (x TEXT)", "INSERT INTO b VALUES ('of b')", "CREATE TABLE c (x TEXT)", "INSERT INTO c VALUES ('of c')")
	s := open(t, m.URL("root", "shop"), source.Options{})
	defer s.Close()
	units, _ := listed(t, s)
	owner, err := m.Connect(t, "shop").Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	m.Exec(t, "shop", "ALTER TABLE c ADD y INT")
	if _, err := owner.ExecContext(t.Context(), "LOCK TABLES a WRITE"); err != nil {
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
	if got, err := read("shop.b"); got != "of b\n" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := read("shop.a"); got != "" || fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "lock") {
		t.Errorf("of a table that is locked: %q, %v", got, err)
	}
	if got, err := read("shop.c"); got != "of c\n" && got != "of c,\n" && fault.Of(err) != fault.Changed {
		t.Errorf("of a table that was altered after it was listed: %q, %v", got, err)
	}
	// Nothing of ours is waited for, although the snapshots are open.
	if _, err := owner.ExecContext(t.Context(), "UNLOCK TABLES"); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.ExecContext(t.Context(), "SET STATEMENT lock_wait_timeout=3 FOR ALTER TABLE b ADD y INT"); err != nil {
		t.Errorf("the owner waits: %v", err)
	}
}

// TestSample: about the share that was asked for is read, of as many rows as there are.
func TestSample(t *testing.T) {
	m := livetest.StartMariaDB(t, "")
	m.Exec(t, "", "CREATE DATABASE shop")
	m.Exec(t, "shop", "CREATE TABLE big (id INT PRIMARY KEY, note TEXT)", "INSERT INTO big SELECT seq, 'x' FROM seq_1_to_20000", "CREATE VIEW v AS SELECT * FROM big")
	s := open(t, m.URL("root", "shop"), source.Options{Sample: 0.1})
	defer s.Close()
	for _, u := range sourcetest.Units(t, s) {
		if rows := bytes.Count(sourcetest.Read(t, s, u), []byte("\n")); u.Of != 20000 || rows < 1700 || rows > 2300 {
			t.Errorf("%s: %d of %d rows", u.Name, rows, u.Of)
		}
	}
}

// TestRefused: what the server says of a password or a database is told without either.
func TestRefused(t *testing.T) {
	m := livetest.StartMariaDB(t, password)
	for _, tt := range []struct{ user, database, password, want string }{
		{"root", "", "wrong-" + password, "password"}, {"root", "no_such_database", password, "not there"},
	} {
		s := open(t, m.URL(tt.user, tt.database), source.Options{Secret: secret("", tt.password)})
		for u, err := range s.Units(t.Context()) {
			if u.Name != "" || fault.Of(err) != fault.Unreadable || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), password) {
				t.Errorf("%v: %v", tt.user, err)
			}
		}
		s.Close()
	}
}

// TestClientFile: the client's own file tells who logs in.
func TestClientFile(t *testing.T) {
	m := livetest.StartMariaDB(t, password)
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".my.cnf"), []byte("[mysqld]\nuser=x\n[client]\nuser = root\npassword=\""+password+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, m.URL("", ""), source.Options{Getenv: func(k string) string { return map[string]string{"HOME": home}[k] }})
	defer s.Close()
	sourcetest.Units(t, s)
}

// TestSilent: a server that does not answer is given up.
func TestSilent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := open(t, "mysql://x@"+l.Addr().String()+"/x", source.Options{Timeout: 100 * time.Millisecond})
	defer s.Close()
	for _, err := range s.Units(t.Context()) {
		if fault.Of(err) != fault.Unavailable {
			t.Errorf("%v", err)
		}
	}
}

// TestTrust: with VERIFY_CA the certificate must be one of those that are trusted.
func TestTrust(t *testing.T) {
	ours, others := livetest.Dir(t), livetest.Dir(t)
	cert, key := livetest.Certificate(t, ours)
	other, _ := livetest.Certificate(t, others)
	m := livetest.StartMariaDB(t, "", "--ssl-cert="+cert, "--ssl-key="+key)
	for ca, want := range map[string]fault.Class{cert: fault.Internal, other: fault.Unreadable} {
		s := open(t, m.URL("root", "")+"?ssl-mode=VERIFY_CA&ssl-ca="+ca, source.Options{})
		for _, err := range s.Units(t.Context()) {
			if fault.Of(err) != want || err != nil && !strings.Contains(err.Error(), "certificate is not trusted") {
				t.Errorf("%v: %v", want, err)
			}
		}
		s.Close()
	}
}
