//go:build unix

package cli_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// customers is a table of invented customers as CSV with its columns, and what stands in it.
func customers(t testing.TB, rows int, seed uint64) (text []byte, columns []string, planted []zerotest.Planted) {
	t.Helper()
	var b bytes.Buffer
	if err := synth.WriteJapaneseCSV(&b, rows, seed, "utf-8"); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(b.Bytes()))
	columns, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]pii.Kind{"氏名": pii.PersonName, "電話番号": pii.PhoneNumber, "携帯電話": pii.PhoneNumber, "メールアドレス": pii.EmailAddress}
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range columns {
			if k := kinds[c]; k != 0 {
				planted = append(planted, zerotest.Planted{Kind: k, Text: row[i]})
			}
		}
	}
	return b.Bytes(), columns, planted
}

// fillPostgres makes a table of customers.
func fillPostgres(t testing.TB, pg *livetest.Postgres, database, table string, rows int, seed uint64) []zerotest.Planted {
	t.Helper()
	text, columns, planted := customers(t, rows, seed)
	pg.Exec(t, database, "CREATE TABLE "+table+` (id serial PRIMARY KEY, "`+strings.Join(columns, `" text, "`)+`" text)`)
	c := pg.Connect(t, database)
	if _, err := c.PgConn().CopyFrom(t.Context(), bytes.NewReader(text), "COPY "+table+` ("`+strings.Join(columns, `", "`)+`") FROM STDIN (FORMAT csv, HEADER)`); err != nil {
		t.Fatal(err)
	}
	return planted
}

// fillMariaDB makes a table of customers.
func fillMariaDB(t testing.TB, m *livetest.MariaDB, database, table string, rows int, seed uint64) {
	t.Helper()
	text, columns, _ := customers(t, rows, seed)
	m.Exec(t, database, "CREATE TABLE "+table+" (id INT PRIMARY KEY AUTO_INCREMENT, `"+strings.Join(columns, "` TEXT, `")+"` TEXT) CHARACTER SET utf8mb4")
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	db := m.Connect(t, database)
	for from := 1; from < len(records); from += 500 {
		var b strings.Builder
		b.WriteString("INSERT INTO " + table + " (`" + strings.Join(columns, "`,`") + "`) VALUES ")
		var args []any
		for i, r := range records[from:min(from+500, len(records))] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("(?" + strings.Repeat(",?", len(r)-1) + ")")
			for _, v := range r {
				args = append(args, v)
			}
		}
		if _, err := db.ExecContext(t.Context(), b.String(), args...); err != nil {
			t.Fatal(err)
		}
	}
}

// kills kills scans of a target at random moments, and compares what is known in the end with a scan that was let alone.
func kills(t *testing.T, target string, units int) {
	t.Helper()
	scan := func(home string) *exec.Cmd {
		c := exec.Command(tool(t), "scan", "--format", "json", "--jobs", "2", target)
		c.Env = append(os.Environ(), "TSUTSUMI_HOME="+home, "TSUTSUMI_KEY_FILE="+keyFile(t, home), "HOME=")
		return c
	}
	home := filepath.Join(t.TempDir(), "home")
	start := time.Now()
	alone, err := scan(filepath.Join(t.TempDir(), "alone")).Output()
	if err != nil && len(alone) == 0 {
		t.Fatal(err)
	}
	usual := time.Since(start)
	killed(t, 8, usual, func() *exec.Cmd { return scan(home) })
	resumed, err := scan(home).Output()
	if err != nil && len(resumed) == 0 {
		t.Fatal(err)
	}
	want := results(t, string(alone))
	if len(want) < units {
		t.Fatalf("the scan told of %d units only", len(want))
	}
	if diff := cmp.Diff(want, results(t, string(resumed))); diff != "" {
		t.Errorf("the killed and resumed scan differs (-alone +resumed):\n%.2000s", diff)
	}
}

func TestLivePostgresKill(t *testing.T) {
	pg := livetest.StartPostgres(t, "")
	for i := range 8 {
		fillPostgres(t, pg, "postgres", fmt.Sprintf("customers_%d", i), 4000, uint64(i))
	}
	kills(t, pg.URL("postgres", "postgres"), 9)
}

func TestLiveMariaDBKill(t *testing.T) {
	m := livetest.StartMariaDB(t, "")
	m.Exec(t, "", "CREATE DATABASE shop")
	for i := range 8 {
		fillMariaDB(t, m, "shop", fmt.Sprintf("customers_%d", i), 2000, uint64(i))
	}
	time.Sleep(4 * time.Second) // so that the tables were changed a while ago, and have stamps
	kills(t, m.URL("root", "shop"), 9)
}

// TestLivePaypay is the leak of 2020: an update of the payment service set rights wrong, and for weeks merchants' and partners'
// data could be read by whoever had an account. The next look tells it as new, with whose data it is.
func TestLivePaypay(t *testing.T) {
	const secret = "tsutsumi-secret-9f3a"
	pg := livetest.StartPostgres(t, secret)
	pg.Exec(t, "postgres", "CREATE DATABASE pay", "CREATE ROLE app LOGIN PASSWORD '"+secret+"'", "CREATE ROLE partner_api LOGIN PASSWORD '"+secret+"'",
		"CREATE ROLE reader LOGIN PASSWORD '"+secret+"' IN ROLE pg_read_all_data")
	planted := fillPostgres(t, pg, "pay", "merchants", 2000, 20)
	planted = append(planted, fillPostgres(t, pg, "pay", "partners", 1000, 20)...)
	pg.Exec(t, "pay", "GRANT SELECT ON merchants, partners TO app")
	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	if err := os.MkdirAll(home+".key", 0o700); err != nil {
		t.Fatal(err)
	}
	credentials := filepath.Join(t.TempDir(), "credentials")
	if err := os.WriteFile(credentials, []byte("postgres:*:*:*:"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	said := map[string][]byte{}
	run := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		env := func(name string) string {
			return map[string]string{"TSUTSUMI_HOME": home, "LANG": "en_US.UTF-8", "TSUTSUMI_CREDENTIALS": credentials}[name]
		}
		status := cli.Run(t.Context(), env, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, args)
		if status != want {
			t.Fatalf("%v: status %d, want %d: %s", args, status, want, errs.String())
		}
		said[fmt.Sprint(len(said), " ", args[0])] = append(out.Bytes(), errs.Bytes()...)
		return out.String()
	}
	run(cli.StatusDone, "scan", "--format", "json", pg.URL("reader", "pay"))
	look := []string{"exposure", "--no-sample", "--fail-on", "new", "--format", "json", pg.URL("reader", "pay")}
	run(cli.StatusFindings, look...)
	run(cli.StatusDone, append(look[:1:1], "--no-sample", "--accept", "--reason", "as it is to be", pg.URL("reader", "pay"))...)
	if out := run(cli.StatusDone, look...); strings.Contains(out, `"new":true`) {
		t.Errorf("accepted, and yet new: %s", out)
	}
	pg.Exec(t, "pay", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO partner_api") // the "update"
	told := 0
	for line := range strings.Lines(run(cli.StatusFindings, look...)) {
		if !strings.Contains(line, `"new":true`) {
			continue
		}
		told++
		if !strings.Contains(line, `"postgres-grant-roles"`) || !strings.Contains(line, "partner_api") {
			t.Errorf("new: %s", line)
		}
		for table, people := range map[string]string{"public.merchants": "2000", "public.partners": "1000"} {
			if strings.Contains(line, table) && !strings.Contains(line, `"people":`+people) {
				t.Errorf("%s people were expected behind %s: %s", people, table, line)
			}
		}
	}
	if told != 2 {
		t.Errorf("%d doors are told as new, want those of 2 tables", told)
	}
	pg.Exec(t, "pay", "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM partner_api")
	run(cli.StatusDone, look...)
	pg.Exec(t, "pay", "GRANT SELECT ON partners TO PUBLIC")
	if out := run(cli.StatusFindings, append(look[:len(look)-3:len(look)-3], look[len(look)-1])...); !strings.Contains(out, "REVOKE ALL ON public.partners FROM PUBLIC;") {
		t.Errorf("how to close it is not told: %s", out)
	}
	for name, b := range said {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s says the password", name)
		}
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}

// TestMemoryTables reads two million rows by each source.
func TestMemoryTables(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("slow")
	}
	const rows = 2_000_000
	t.Run("postgres", func(t *testing.T) {
		pg := livetest.StartPostgres(t, "")
		pg.Exec(t, "postgres", "CREATE UNLOGGED TABLE big (id int, mail text, tel text, note text)",
			fmt.Sprintf("INSERT INTO big SELECT i, 'user' || i || '@example.jp', '090-' || lpad((i/10000%%10000)::text, 4, '0') || '-' || lpad((i%%10000)::text, 4, '0'), repeat('備考', 10) FROM generate_series(1, %d) i", rows))
		memory(t, pg.URL("postgres", "postgres"), rows)
	})
	t.Run("mariadb", func(t *testing.T) {
		m := livetest.StartMariaDB(t, "")
		m.Exec(t, "", "CREATE DATABASE shop CHARACTER SET utf8mb4")
		m.Exec(t, "shop", "CREATE TABLE big (id INT PRIMARY KEY, mail TEXT, tel TEXT, note TEXT)",
			fmt.Sprintf("INSERT INTO big SELECT seq, CONCAT('user', seq, '@example.jp'), CONCAT('090-', LPAD(seq DIV 10000 %% 10000, 4, '0'), '-', LPAD(seq %% 10000, 4, '0')), REPEAT('備考', 10) FROM seq_1_to_%d", rows))
		memory(t, m.URL("root", "shop"), rows)
	})
}

// memory scans a target in a process of its own.
func memory(t *testing.T, target string, rows int64) {
	t.Helper()
	start := time.Now()
	told, ran := scanned(t, 0, filepath.Join(t.TempDir(), "home"), target)
	t.Logf("%d rows in %v", told.sum.Records, time.Since(start).Round(time.Millisecond))
	if told.sum.Records != rows || told.sum.Kinds["EMAIL_ADDRESS"] != rows {
		t.Errorf("%d records, %v", told.sum.Records, told.sum.Kinds)
	}
	ran.below(t, 256)
}
