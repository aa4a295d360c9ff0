//go:build unix

package mysql_test

import (
	"os"
	"strings"
	"testing"

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
	src := open(t, m.URL("root", "select"), source.Options{})
	defer src.Close()
	units, told := listed(t, src)
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
