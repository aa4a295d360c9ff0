//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// door is a line of the stream of exposure.
type door struct {
	Exposure *struct {
		ID, Target, Object, From, Severity, What, Seen, Fix string
		People                                              *int64
		PeopleKnown                                         bool `json:"people_known"`
		Sampled, New                                        bool
		Kinds                                               map[string]int64
		Since                                               time.Time
		Looked                                              *time.Time
	}
	Closed  *struct{ ID, Target, Object string }
	Error   *struct{ Target, Class string } `json:"unlooked"`
	Summary *struct {
		Exposures, New, Closed, Errors int
		People                         *int64
	}
}

func doors(t *testing.T, stream string) (out []door) {
	t.Helper()
	for line := range strings.Lines(stream) {
		var d door
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		out = append(out, d)
	}
	return out
}

// TestLiveExposure: a forgotten Redis and a forgotten backup are found with whose data stands behind them, accepted, closed,
// and nothing of it all is left behind in clear.
func TestLiveExposure(t *testing.T) {
	g := synth.New(44)
	var planted []zerotest.Planted
	csv := "氏名,メールアドレス,携帯電話\n"
	port := livetest.Redis(t)
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i := range 40 {
		p := g.Japanese()
		name, mail, phone := p.Name(" "), p.Email, p.Mobile
		planted = append(planted, zerotest.Planted{Kind: pii.PersonName, Text: name}, zerotest.Planted{Kind: pii.EmailAddress, Text: mail}, zerotest.Planted{Kind: pii.PhoneNumber, Text: phone})
		if i < 25 {
			csv += name + "," + mail + "," + phone + "\n"
		}
		if i >= 15 { // ten are in both
			args := []string{"HSET", fmt.Sprint("member:", i), "name", name, "email", mail, "mobile", phone}
			fmt.Fprintf(c, "*%d\r\n", len(args))
			for _, a := range args {
				fmt.Fprintf(c, "$%d\r\n%s\r\n", len(a), a)
			}
			if _, err := io.ReadFull(c, make([]byte, len(":3\r\n"))); err != nil {
				t.Fatal(err)
			}
		}
	}
	root := livetest.Dir(t)
	if err := os.Mkdir(filepath.Join(root, "backup"), 0o755); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(root, "backup", "members.csv")
	if err := os.WriteFile(backup, []byte(csv), 0o644); err != nil {
		t.Fatal(err)
	}
	web := livetest.Nginx(t, root, "location /backup/ { autoindex on; }")
	redis := fmt.Sprintf("redis://127.0.0.1:%d", port)

	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != want {
			t.Fatalf("%v: status %d, want %d: %s%s", args, status, want, errs, out)
		}
		said[fmt.Sprint(len(said), " ", strings.Join(args, " "))] = []byte(out + errs)
		return out
	}
	look := func(want int, more ...string) []door {
		t.Helper()
		return doors(t, run(want, append([]string{"exposure", redis, web, "--format", "json", "--rate", "500"}, more...)...))
	}

	// Nothing is scanned yet: a sample tells.
	ds := look(cli.StatusFindings, "--fail-on", "new")
	if sum := ds[len(ds)-1].Summary; sum.Exposures != 2 || sum.New != 2 || sum.People == nil || *sum.People != 40 {
		t.Fatalf("%+v", sum)
	}
	first := map[string]time.Time{}
	for _, d := range ds {
		x := d.Exposure
		if x == nil {
			continue
		}
		first[x.ID] = x.Since
		if x.People == nil || *x.People != 25 || !x.PeopleKnown || x.Looked != nil || x.From != "host" || !x.New || x.Kinds["EMAIL_ADDRESS"] != 25 {
			t.Errorf("%+v", x)
		}
		if strings.ContainsAny(x.What+x.Seen+x.Fix, "{}") && x.ID != "web-listing-data" {
			t.Errorf("a hole in %+v", x)
		}
	}
	for _, id := range []string{"redis-no-auth", "web-listing-data"} {
		if first[id].IsZero() {
			t.Errorf("no %s", id)
		}
	}
	if ds = look(cli.StatusDone, "--no-sample"); ds[1].Exposure.People != nil || ds[1].Exposure.PeopleKnown {
		t.Errorf("not to be sampled: %+v", ds[1].Exposure)
	}

	// Scanned, the inventory tells.
	run(cli.StatusDone, "scan", redis)
	ds = look(cli.StatusDone, "--fail-on", "critical")
	for _, d := range ds {
		if x := d.Exposure; x != nil && x.ID == "redis-no-auth" && (x.Looked == nil || x.Sampled || *x.People != 25) {
			t.Errorf("by the inventory: %+v", x)
		}
	}

	// Accepted, it is no longer new; changed, it is again.
	look(cli.StatusDone, "--accept", "--reason", "until the move") // status 0: what is accepted fails nothing
	ds = look(cli.StatusDone, "--fail-on", "new")
	for _, d := range ds {
		if x := d.Exposure; x != nil && (x.New || !x.Since.Equal(first[x.ID])) {
			t.Errorf("accepted: %+v, first %v", x, first[x.ID])
		}
	}
	if err := os.WriteFile(filepath.Join(root, "backup", "more.sql"), []byte("INSERT INTO t VALUES (1);\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	look(cli.StatusFindings, "--fail-on", "new")

	// Closed, it is told once; what cannot be looked at is not told as closed.
	if err := os.RemoveAll(filepath.Join(root, "backup")); err != nil {
		t.Fatal(err)
	}
	ds = look(cli.StatusDone)
	if sum := ds[len(ds)-1].Summary; sum.Closed != 1 || sum.Exposures != 1 {
		t.Errorf("closed: %+v", sum)
	}
	for _, format := range []string{"text", "html", "sarif"} {
		for _, lang := range []string{"ja", "en"} {
			run(cli.StatusDone, "exposure", redis, web, "--format", format, "--lang", lang, "--rate", "500")
		}
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}

// TestLiveExposureEvery: repeated, it tells all once, and then what changes, until it is stopped.
func TestLiveExposureEvery(t *testing.T) {
	root := livetest.Dir(t)
	web := livetest.Nginx(t, root, "")
	home := filepath.Join(t.TempDir(), "home")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out lockedBuffer
	var errs bytes.Buffer
	done := make(chan int, 1)
	env := func(name string) string { return map[string]string{"TSUTSUMI_HOME": home, "LANG": "en_US.UTF-8"}[name] }
	go func() {
		done <- cli.Run(ctx, env, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, []string{"exposure", web, "--every", "1s", "--rate", "1000"})
	}()
	wait := func(text string) {
		t.Helper()
		for limit := time.Now().Add(time.Minute); !strings.Contains(out.String(), text); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(limit) {
				t.Fatalf("never says %q: %s%s", text, out.String(), errs.String())
			}
		}
	}
	wait("No open door found")
	if err := os.WriteFile(filepath.Join(root, "dump.sql"), []byte("CREATE TABLE members (id int);\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	wait("1 opened, 0 closed")
	wait("The dump of a database lies on a web server")
	if err := os.Remove(filepath.Join(root, "dump.sql")); err != nil {
		t.Fatal(err)
	}
	wait("0 opened, 1 closed")
	stop()
	if status := <-done; status != cli.StatusDone {
		t.Errorf("stopped: status %d: %s", status, errs.String())
	}
	if n := strings.Count(out.String(), "No open door found"); n != 1 {
		t.Errorf("told in full %d times", n)
	}
}

// lockedBuffer is written and read at the same time.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestExposureRepeatsNobody: a server that speaks before it is asked, and says personal data, is not quoted anywhere.
func TestExposureRepeatsNobody(t *testing.T) {
	const secret = "taro.yamada@example.jp"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = io.WriteString(c, secret+"\r\nHTTP/1.1 "+secret+"\r\n"+secret+": "+secret+"\r\n\r\n")
				_, _ = io.Copy(io.Discard, c)
			}()
		}
	}()
	var logged lockedBuffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	home := filepath.Join(t.TempDir(), "home")
	for _, scheme := range []string{"http", "https", "redis", "rediss", "postgres", "mysql", "mongodb", "memcached", "ldap", "ldaps", "couchdb", "docker", "elastic+http"} {
		for _, format := range []string{"text", "json"} {
			out, errs, status := program(t, home, "exposure", scheme+"://"+l.Addr().String(), "--format", format, "--timeout", "300ms")
			if strings.Contains(out+errs+logged.String(), "yamada") {
				t.Errorf("%s: is quoted: %s%s%s", scheme, out, errs, logged.String())
			}
			if status != cli.StatusPartly {
				t.Errorf("%s: status %d: %s%s", scheme, status, out, errs)
			}
		}
	}
}

// TestLiveExposureDatabases: databases that let anybody in, with whose data stands behind them: first by a sample, then by the
// inventory; a person in both is counted once; seen from elsewhere it is another finding, and graver.
func TestLiveExposureDatabases(t *testing.T) {
	g := synth.New(45)
	var rows [60]string
	var planted []zerotest.Planted
	for i := range rows {
		p := g.Japanese()
		rows[i] = fmt.Sprintf("('%s', '%s', '%s')", p.Name(" "), p.Email, p.Mobile)
		planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: p.Email}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile})
	}
	const table = " (name varchar(80), email varchar(80), mobile varchar(40))"
	pg := livetest.StartPostgres(t, "")
	pg.Exec(t, "postgres", "CREATE DATABASE shop")
	pg.Exec(t, "shop", "CREATE TABLE members"+table, "INSERT INTO members VALUES "+strings.Join(rows[:40], ", "))
	my := livetest.StartMariaDB(t, "")
	my.Exec(t, "", "CREATE USER IF NOT EXISTS root@'127.0.0.1'", "GRANT ALL ON *.* TO root@'127.0.0.1'", "CREATE DATABASE crm CHARACTER SET utf8mb4",
		"CREATE TABLE crm.people"+table, "INSERT INTO crm.people VALUES "+strings.Join(rows[20:], ", "))
	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != cli.StatusDone {
			t.Fatalf("%v: status %d: %s%s", args, status, errs, out)
		}
		said[fmt.Sprint(len(said), " ", strings.Join(args, " "))] = []byte(out + errs)
		return out
	}
	check := func(when string, looked bool, more ...string) map[string]string {
		t.Helper()
		severity := map[string]string{}
		ds := doors(t, run(append([]string{"exposure", pg.URL("", ""), my.URL("", ""), "--format", "json"}, more...)...))
		for _, d := range ds {
			x := d.Exposure
			if x == nil {
				continue
			}
			severity[x.ID] = x.Severity
			if strings.HasSuffix(x.ID, "-no-tls") {
				continue
			}
			if x.People == nil || *x.People != 40 || x.Sampled || (x.Looked != nil) != looked {
				t.Errorf("%s: %+v", when, x)
			}
		}
		if sum := ds[len(ds)-1].Summary; sum.Errors != 0 || sum.People == nil || *sum.People != 60 {
			t.Errorf("%s: %+v", when, sum)
		}
		return severity
	}
	got := check("sampled", false)
	if got["postgres-trust"] != "medium" || got["mysql-root-no-password"] != "medium" || len(got) != 2 {
		t.Errorf("%v", got)
	}
	run("scan", pg.URL("postgres", "shop"))
	run("scan", my.URL("root", "crm"))
	check("by the inventory", true)
	got = check("through a relay", true, "--relay", exposuretest.Relay(t))
	if got["postgres-trust"] != "critical" || got["mysql-root-no-password"] != "critical" || got["postgres-no-tls"] != "medium" {
		t.Errorf("through a relay: %v", got)
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}
