//go:build unix

package cli_test

import (
	"bufio"
	"crypto/sha1" //nolint:gosec // how directories keep passwords
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
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

const storeSecret = "hush-4711-hush"

// withSecret is a command's environment with a password in it.
func withSecret(c *exec.Cmd, secret string) *exec.Cmd {
	c.Env = append(c.Env, "TSUTSUMI_PASSWORD="+secret)
	return c
}

// staff is an LDIF of n invented people, one in three with a password in clear, and what stands in it of some.
func staff(n int) (ldif string, planted []zerotest.Planted) {
	g := synth.New(21)
	var b strings.Builder
	b.WriteString("dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\ndn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\nou: people\n\n")
	text := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for i := range n {
		p := g.Japanese()
		password := fmt.Sprintf("Harbor%dxQ7", 1000+i)
		kept := password
		if i%3 > 0 {
			salt := fmt.Sprintf("%04d", i)
			sum := sha1.Sum([]byte(password + salt)) //nolint:gosec // how directories keep passwords
			kept = "{SSHA}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
		}
		fmt.Fprintf(&b, "dn: uid=%s,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: %s\nsn:: %s\ncn:: %s\nmail: %s\nmobile: %s\nuserPassword: %s\n\n",
			p.Staff, p.Staff, text(p.Surname), text(p.Name(" ")), p.Email, p.Mobile, kept)
		if i%10 == 0 {
			planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: p.Email}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile}, zerotest.Planted{Kind: pii.Password, Text: kept})
		}
	}
	return b.String(), planted
}

// TestLiveDirectory: a directory is a store of credentials, and is told as one.
func TestLiveDirectory(t *testing.T) {
	const n = 300
	ldif, planted := staff(n)
	l := livetest.NewLDAP(t, ldif, storeSecret, "access to attrs=userPassword by anonymous auth by * none", "access to * by * read")
	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	scan := func(secret string, args ...string) told {
		t.Helper()
		r := run(t, withSecret(child(t, home, append([]string{"scan", "--format", "json"}, args...)...), secret))
		if r.status != cli.StatusDone || strings.Contains(r.out+r.err, storeSecret) {
			t.Fatalf("%v: status %d: %s", args, r.status, r.err)
		}
		said[fmt.Sprint(len(said))] = []byte(r.out + r.err)
		return read(t, r.out)
	}
	target := fmt.Sprintf("ldap://cn=admin,dc=example,dc=com@127.0.0.1:%d", l.Port)
	got := scan(storeSecret, target)
	people := got.parts["ou=people,dc=example,dc=com"]
	if people.Records != n+1 || got.sum.People == nil || *got.sum.People < n-3 || *got.sum.People > n+3 {
		t.Errorf("%d entries, %v people", people.Records, got.sum.People)
	}
	if clear, weak := people.values("PASSWORD"), people.values("WEAK_PASSWORD_HASH")+people.values("PASSWORD_HASH"); clear < n/3-2 || weak < n*2/3-2 {
		t.Errorf("%d passwords in clear, %d hashes: %+v", clear, weak, people.Fields)
	}
	if again := scan(storeSecret, target); again.sum.Unchanged != got.sum.Units {
		t.Errorf("%d of %d units unchanged", again.sum.Unchanged, got.sum.Units)
	}
	// Nobody reads the same entries without their passwords, and is told so as another look: nothing counts as unchanged.
	nobody := scan("", fmt.Sprintf("ldap://127.0.0.1:%d/", l.Port))
	if p := nobody.parts["ou=people,dc=example,dc=com"]; p.Records != n+1 || p.values("PASSWORD")+p.values("WEAK_PASSWORD_HASH") > 0 || nobody.sum.Unchanged > 0 {
		t.Errorf("as nobody: %+v, %d unchanged", p, nobody.sum.Unchanged)
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}

// TestLiveMails: mails on a server are read once, with what is attached to them.
func TestLiveMails(t *testing.T) {
	d := livetest.NewDovecot(t, storeSecret)
	g := synth.New(22)
	var planted []zerotest.Planted
	for i := range 120 {
		p := g.Japanese()
		planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: p.Email}, zerotest.Planted{Kind: pii.PhoneNumber, Text: p.Mobile})
		folder := ""
		if i%3 == 0 {
			folder = ".&ZeVnLIqe-"
		}
		d.Deliver(t, "taro", folder, fmt.Sprintf("%d.M1.host", 1700000000+i), fmt.Sprintf(
			"From: %s\r\nTo: info@example.jp\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n携帯電話: %s\r\n--b\r\nContent-Disposition: attachment; filename=list.csv\r\n\r\nメールアドレス,携帯電話\r\n%s,%s\r\n--b--\r\n",
			p.Email, p.Mobile, p.Email, p.Mobile))
	}
	home, left := filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	scan := func() told {
		t.Helper()
		r := run(t, withSecret(child(t, home, "scan", "--format", "json", fmt.Sprintf("imap://taro@127.0.0.1:%d", d.Port)), storeSecret))
		if r.status != cli.StatusDone || strings.Contains(r.out+r.err, storeSecret) {
			t.Fatalf("status %d: %s", r.status, r.err)
		}
		said[fmt.Sprint(len(said))] = []byte(r.out + r.err)
		return read(t, r.out)
	}
	first := scan()
	if first.sum.Units != 2 || len(first.parts) != 240 || first.sum.People == nil || *first.sum.People < 119 || *first.sum.People > 122 {
		t.Errorf("%d units, %d parts, %v people", first.sum.Units, len(first.parts), first.sum.People)
	}
	if p := first.parts["日本語/1-500!/1.eml!/list.csv"]; p.values("EMAIL_ADDRESS") != 1 {
		t.Errorf("an attachment: %+v", p)
	}
	if again := scan(); again.sum.Unchanged != 2 {
		t.Errorf("%d units unchanged", again.sum.Unchanged)
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}

// redisFill sends keys as their owner does.
func redisFill(t *testing.T, port int, commands func(say func(args ...string))) {
	t.Helper()
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	done := make(chan error, 1)
	go func() { // the answers are of no interest, but have to be taken
		_, err := io.Copy(io.Discard, c)
		done <- err
	}()
	w := bufio.NewWriterSize(c, 1<<20)
	say := func(args ...string) {
		fmt.Fprintf(w, "*%d\r\n", len(args))
		for _, a := range args {
			fmt.Fprintf(w, "$%d\r\n%s\r\n", len(a), a)
		}
	}
	commands(say)
	say("QUIT")
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestLiveKilled kills scans of a server at random moments; in the end the inventory is what it is without.
func TestLiveKilled(t *testing.T) {
	port := livetest.Redis(t)
	redisFill(t, port, func(say func(...string)) {
		g := synth.New(23)
		for i := range 20_000 {
			p := g.Japanese()
			say("SET", fmt.Sprintf("kind%c:%d", 'a'+i%12, i), fmt.Sprintf(`{"name":"%s","mail":"%s","tel":"%s"}`, p.Name(""), p.Email, p.Mobile))
		}
	})
	path, home := tool(t), filepath.Join(t.TempDir(), "home")
	scan := func(home string) *exec.Cmd {
		c := exec.Command(path, "scan", "--format", "json", "--jobs", "2", fmt.Sprintf("redis://127.0.0.1:%d", port))
		c.Env = append(os.Environ(), "TSUTSUMI_HOME="+home, "TSUTSUMI_KEY_FILE="+keyFile(t, home), "LANG=en_US.UTF-8")
		return c
	}
	start := time.Now()
	alone := run(t, scan(filepath.Join(t.TempDir(), "alone")))
	usual := time.Since(start)
	killed(t, 6, usual, func() *exec.Cmd { return scan(home) })
	resumed := run(t, scan(home))
	if alone.status != 0 || resumed.status != 0 {
		t.Fatalf("status %d, %d: %s%s", alone.status, resumed.status, alone.err, resumed.err)
	}
	want, got := read(t, alone.out), read(t, resumed.out)
	if len(want.parts) != 12 || want.sum.Records != 20_000 {
		t.Errorf("%d parts, %d records", len(want.parts), want.sum.Records)
	}
	if d := cmp.Diff(want.parts, got.parts); d != "" {
		t.Errorf("(-alone +resumed)\n%s", d)
	}
	if d := cmp.Diff(want.sum.People, got.sum.People); d != "" {
		t.Errorf("people: %s", d)
	}
}

// TestLiveMemory: a list of a million elements, a directory of a hundred thousand entries (with TSUTSUMI_TEST_SLOW; else a
// third and a tenth of them) take no more than 256 MiB.
func TestLiveMemory(t *testing.T) {
	if underRace {
		t.Skip("the race detector takes several times the memory")
	}
	elements, entries := 300_000, 10_000
	if os.Getenv("TSUTSUMI_TEST_SLOW") != "" {
		elements, entries = 1_000_000, 100_000
	}
	t.Run("redis", func(t *testing.T) {
		port := livetest.Redis(t)
		redisFill(t, port, func(say func(...string)) {
			g := synth.New(24)
			for range elements / 100 {
				args := []string{"RPUSH", "queue"}
				for range 100 {
					p := g.Japanese()
					args = append(args, fmt.Sprintf(`{"name":"%s","mail":"%s"}`, p.Name(""), p.Email))
				}
				say(args...)
			}
			say("SET", "text", strings.Repeat("なが", 30<<20))
		})
		r := run(t, child(t, filepath.Join(t.TempDir(), "home"), "scan", fmt.Sprintf("redis://127.0.0.1:%d", port)))
		if r.status != 0 {
			t.Fatalf("status %d: %s", r.status, r.err)
		}
		r.below(t, 256)
	})
	t.Run("ldap", func(t *testing.T) {
		ldif, _ := staff(entries)
		l := livetest.NewLDAP(t, ldif, storeSecret)
		c := withSecret(child(t, filepath.Join(t.TempDir(), "home"), "scan", fmt.Sprintf("ldap://cn=admin,dc=example,dc=com@127.0.0.1:%d", l.Port)), storeSecret)
		r := run(t, c)
		if r.status != 0 {
			t.Fatalf("status %d: %s", r.status, r.err)
		}
		r.below(t, 256)
	})
}

// TestLiveShare: whose data lies open in a share, once it was scanned; closed again, nothing is told.
func TestLiveShare(t *testing.T) {
	root := livetest.Dir(t)
	g := synth.New(25)
	for name, n := range map[string]int{"hr/staff.csv": 70, "public/list.csv": 30} {
		text := "氏名,メールアドレス,携帯電話\n"
		for range n {
			p := g.Japanese()
			text += fmt.Sprintf("%s,%s,%s\n", p.Name(" "), p.Email, p.Mobile)
		}
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // that it is open is what is tested
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // that it is open is what is tested
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(root, "hr"), 0o700); err != nil { //nolint:gosec // a folder has to be entered
		t.Fatal(err)
	}
	home := filepath.Join(t.TempDir(), "home")
	ran := func(args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != cli.StatusDone {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		return out
	}
	open := func(args ...string) map[string]int64 {
		t.Helper()
		out := map[string]int64{}
		for line := range strings.Lines(ran(append([]string{"exposure", "--format", "json"}, args...)...)) {
			var l struct {
				Exposure *struct {
					ID, Object string
					People     *int64
				}
			}
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			if x := l.Exposure; x != nil {
				out[x.ID+" "+x.Object] = -1
				if x.People != nil {
					out[x.ID+" "+x.Object] = *x.People
				}
			}
		}
		return out
	}
	target := "share://" + root
	want := map[string]int64{"share-open-to-everyone public": 30}
	if got := open(target); !cmp.Equal(want, got) { // from a look at it
		t.Errorf("before a scan: %v", got)
	}
	ran("scan", target)
	for _, at := range []string{target, root} {
		if got := open(at); !cmp.Equal(want, got) {
			t.Errorf("%s: %v", at, got)
		}
	}
	for _, lang := range []string{"ja", "en"} {
		ran("exposure", target, "--lang", lang)
	}
	if err := os.Chmod(filepath.Join(root, "public"), 0o750); err != nil { //nolint:gosec // a folder has to be entered
		t.Fatal(err)
	}
	if got := open(target); len(got) > 0 {
		t.Errorf("closed: %v", got)
	}
}
