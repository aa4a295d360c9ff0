package sqlite

import (
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

// database makes a file and leaves it open, as its program does.
func database(t testing.TB, statements ...string) (string, *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f 名.db")
	db, err := sql.Open("sqlite", "file:"+strings.ReplaceAll(path, " ", "%20"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	exec(t, db, statements...)
	return path, db
}

func exec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

func target(t testing.TB, path string, o source.Options) *Source {
	t.Helper()
	u, err := source.Parse("sqlite://" + strings.ReplaceAll(path, " ", "%20"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), u, &o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const people = "INSERT INTO people(name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 10000) SELECT '山田' || i FROM n"

func TestConformance(t *testing.T) {
	for _, journal := range []string{"WAL", "DELETE"} {
		t.Run(journal, func(t *testing.T) {
			path, db := database(t, "PRAGMA journal_mode="+journal, "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)", people,
				"CREATE TABLE b (a)", "INSERT INTO b VALUES (1)", "CREATE TABLE gone (a)", "INSERT INTO gone VALUES (1)")
			sourcetest.Run(t, sourcetest.Subject{
				Open: func(t *testing.T) source.Source {
					s := target(t, path, source.Options{})
					s.rows = 3000
					return s
				},
				Change: func(t *testing.T) string {
					exec(t, db, "UPDATE people SET name = 'x' WHERE id = 1")
					return "people"
				},
				Remove: func(t *testing.T) string {
					exec(t, db, "DROP TABLE gone")
					return "gone"
				},
			})
			beside(t, path, journal)
		})
	}
}

// beside looks that nothing stands beside the file but what its program has made.
func beside(t *testing.T, path, journal string) {
	t.Helper()
	e, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range e {
		if n := strings.TrimPrefix(e.Name(), filepath.Base(path)); n != "" && (journal != "WAL" || n != "-wal" && n != "-shm") {
			t.Errorf("%s stands beside the file", e.Name())
		}
	}
}

func read(t *testing.T, s *Source) (got map[string]string, told map[string]error) {
	t.Helper()
	got, told = map[string]string{}, map[string]error{}
	for u, err := range s.Units(t.Context()) {
		if err != nil {
			told[u.Name] = err
			continue
		}
		if strings.HasSuffix(u.Name, "/(files)") {
			b, err := s.Open(t.Context(), u)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			out, err := io.ReadAll(b.R)
			if err != nil && fault.Of(err) != fault.Skipped {
				t.Error(err)
			}
			got[u.Name] = strconv.Itoa(len(out))
			continue
		}
		got[u.Name] = string(sourcetest.Read(t, s, u))
	}
	return got, told
}

func TestTables(t *testing.T) {
	path, _ := database(t, "PRAGMA journal_mode=WAL",
		`CREATE TABLE users (id INTEGER PRIMARY KEY, 氏名 TEXT, born DATE, n REAL, b BLOB, up AS (upper(氏名)))`,
		`INSERT INTO users VALUES (1, '山田, "太郎"', '1990/01/02', 1.5, x'E5B1B1'), (2, NULL, NULL, 123456789012, x'FF00')`,
		"CREATE TABLE \"odd \"\"name\n\" (k TEXT PRIMARY KEY, v) WITHOUT ROWID", "INSERT INTO \"odd \"\"name\n\" VALUES ('a', 'x'||char(10)||'y')",
		`CREATE TABLE taken (rowid TEXT, _rowid_ TEXT, oid TEXT)`, `INSERT INTO taken VALUES ('x','y','z')`,
		`CREATE TABLE docs (id INTEGER PRIMARY KEY, d JSON)`, `INSERT INTO docs VALUES (1, '{"氏名":"堤"}'), (2, 'no json'), (3, NULL)`,
		`CREATE TABLE big (t TEXT, u TEXT)`, `INSERT INTO big VALUES (replace(hex(zeroblob(50000)), '00', 'word '), 'behind')`,
		`CREATE TABLE scans (id INTEGER PRIMARY KEY, b BLOB)`, `INSERT INTO scans VALUES (1, CAST('%PDF-' || replace(hex(zeroblob(100000)), '00', 'long ') AS BLOB)), (2, x'89504e47'), (3, 'text')`,
		`CREATE VIEW v AS SELECT * FROM users`, `CREATE VIRTUAL TABLE ft USING fts5(x)`, `INSERT INTO ft VALUES ('full text')`)
	s := target(t, path, source.Options{})
	got, told := read(t, s)
	if n := strings.Count(got["big"], "word"); n != 50000 || !strings.Contains(got["big"], ",behind\n") {
		t.Errorf("%d words", n)
	}
	delete(got, "big")
	if !strings.Contains(got["ft_content"], "full text") {
		t.Errorf("of the full text: %q", got["ft_content"])
	}
	if n, err := strconv.Atoi(got["scans/(files)"]); err != nil || n < 500_005 || n > 503_000 {
		t.Errorf("%d bytes of documents: %v", n, err)
	}
	for n := range got {
		if strings.HasPrefix(n, "ft_") || strings.HasSuffix(n, "/(files)") {
			delete(got, n)
		}
	}
	want := map[string]string{
		"users":              "1,\"山田, \"\"太郎\"\"\",1990/01/02,1.5,山,\"山田, \"\"太郎\"\"\"\n2,,,123456789012,,\n",
		"\"odd \"\"name\n\"": "a,\"x\ny\"\n",
		"scans":              "1,\n2,\n3,text\n",
		"taken":              "x,y,z\n",
		"docs":               `{"id":"1","d":{"氏名":"堤"}}` + "\n" + `{"id":"2","d":"no json"}` + "\n" + `{"id":"3","d":null}` + "\n",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(told) > 0 {
		t.Error(told)
	}
}

// TestLog: what a live log holds is read; one that nobody has open is told.
func TestLog(t *testing.T) {
	path, db := database(t, "PRAGMA journal_mode=WAL", "PRAGMA wal_autocheckpoint=0", "CREATE TABLE a (x)", "PRAGMA wal_checkpoint(TRUNCATE)", "INSERT INTO a VALUES ('in the log')")
	s := target(t, path, source.Options{})
	if got, _ := read(t, s); got["a"] != "in the log\n" {
		t.Errorf("of a live log: %q", got["a"])
	}
	// The file of a program that was killed.
	dead := filepath.Join(t.TempDir(), "dead.db")
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dead+end, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, told := read(t, target(t, dead, source.Options{}))
	if got["a"] != "" || fault.Of(told["(write-ahead log)"]) != fault.Skipped {
		t.Errorf("of a dead log: %q, %v", got["a"], told)
	}
	// While a writer holds the file.
	exec(t, db, "BEGIN IMMEDIATE", "INSERT INTO a VALUES ('not yet')")
	if got, told := read(t, s); got["a"] != "in the log\n" || len(told) > 0 {
		t.Errorf("beside a writer: %q, %v", got["a"], told)
	}
	exec(t, db, "COMMIT")
	if got, _ := read(t, s); got["a"] != "in the log\nnot yet\n" {
		t.Errorf("after the writer: %q", got["a"])
	}
}

func TestSample(t *testing.T) {
	path, _ := database(t, "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)", people)
	for u, err := range target(t, path, source.Options{Sample: 0.1}).Units(t.Context()) {
		if err != nil || u.Of != 10000 {
			t.Fatalf("of %d: %v", u.Of, err)
		}
		s := target(t, path, source.Options{Sample: 0.1})
		if n := strings.Count(string(sourcetest.Read(t, s, u)), "\n"); n < 800 || n > 1200 {
			t.Errorf("%d rows of 10000 are no tenth", n)
		}
	}
}

func TestNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no database", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, err := range target(t, path, source.Options{}).Units(t.Context()) {
		if fault.Of(err) != fault.Unreadable || strings.Contains(fmt.Sprint(err), "x.db") {
			t.Errorf("%v", err)
		}
	}
	u, err := source.Parse("sqlite://relative/x.db")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), u, &source.Options{}); fault.Of(err) != fault.Usage {
		t.Errorf("%v", err)
	}
}
