//go:build unix

package cli_test

import (
	"bytes"
	"crypto/tls"
	"database/sql"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/vault"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// postOffice is a mail server that keeps what it is sent, by the addressee.
type postOffice struct {
	mu    sync.Mutex
	mails map[string][]string
	port  int
	ca    string
}

type counter struct {
	o  *postOffice
	c  *smtp.Conn
	to string
}

func (o *postOffice) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &counter{o: o, c: c}, nil
}
func (x *counter) Mail(string, *smtp.MailOptions) error {
	if _, ok := x.c.TLSConnectionState(); !ok {
		return &smtp.SMTPError{Code: 530, Message: "encrypt"}
	}
	return nil
}
func (x *counter) Rcpt(to string, _ *smtp.RcptOptions) error { x.to = to; return nil }
func (x *counter) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.o.mu.Lock()
	defer x.o.mu.Unlock()
	x.o.mails[x.to] = append(x.o.mails[x.to], string(b))
	return nil
}
func (x *counter) Reset()        {}
func (x *counter) Logout() error { return nil }

type mute struct{}

func (mute) Printf(string, ...any) {}
func (mute) Println(...any)        {}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	own := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(own.Close)
	o := &postOffice{mails: map[string][]string{}, ca: filepath.Join(t.TempDir(), "ca.pem")}
	write(t, o.ca, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate().Raw})))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(o)
	srv.Domain, srv.ErrorLog, srv.TLSConfig = "mail.example.jp", mute{}, &tls.Config{Certificates: own.TLS.Certificates}
	o.port = l.Addr().(*net.TCPAddr).Port
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return o
}

// audience is a home with a people index of members and a case of some of them.
type audience struct {
	home, dir string
	members   []synth.Person // the first half of the concerned lost a card too
	concerned int
	office    *postOffice
	outputs   map[string][]byte
}

const memberHead = "会員番号,氏名,メールアドレス,電話番号,郵便番号,住所,言語\n"

func memberRow(p *synth.Person, lang string) []string {
	return []string{p.Member, p.Name(" "), p.Email, p.Mobile, p.Postal, p.Address(), lang}
}

func membersCSV(rows [][]string) string {
	var b bytes.Buffer
	b.WriteString(memberHead)
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows)
	return b.String()
}

func lang(i int) string { return [...]string{"ja", "ja", "en", ""}[i%4] }

// newAudience makes members of whom the first are concerned.
func newAudience(t *testing.T, members, concerned int) *audience {
	t.Helper()
	dir := t.TempDir()
	w := &audience{home: filepath.Join(dir, "home"), dir: dir, concerned: concerned, office: openPostOffice(t), outputs: map[string][]byte{}}
	g := synth.New(41)
	var rows [][]string
	seen := map[string]bool{}
	for len(w.members) < members {
		p := g.Japanese()
		if seen[p.Email] || seen[p.Member] {
			continue
		}
		seen[p.Email], seen[p.Member] = true, true
		rows = append(rows, memberRow(&p, lang(len(w.members))))
		w.members = append(w.members, p)
	}
	write(t, filepath.Join(dir, "members.csv"), membersCSV(rows))
	if r := w.run(t, "", "people", "snapshot", filepath.Join(dir, "members.csv"), "--as", "crm", "--key", "会員番号"); r.status != 0 {
		t.Fatal(r.err)
	}
	w.configure(t, w.office.port, w.office.ca)
	w.open(t)
	return w
}

// configure says who we are, and by which server letters go.
func (w *audience) configure(t *testing.T, port int, ca string) {
	t.Helper()
	write(t, filepath.Join(w.home+".key", "tsutsumi.yaml"), fmt.Sprintf(`case:
  name: 株式会社つつみ商店
  name_en: Tsutsumi Store Ltd.
  department: 個人情報保護事務局
  phone: 0120-000-000
  email: desk@example.jp
  zone: Asia/Tokyo
  letters: {host: 127.0.0.1, port: %d, from: "つつみ商店 <privacy@example.jp>", ca: %q, transport: starttls, rate: 100000, connections: 10, bounces: bounce+@example.jp}
`, port, ca))
}

// run runs the program to its end and remembers what it said.
func (w *audience) run(t *testing.T, in string, args ...string) ran {
	t.Helper()
	c := w.command(t, args...)
	c.Stdin = strings.NewReader(in)
	r := run(t, c)
	k := fmt.Sprintf("%d %v", len(w.outputs), args[:2])
	w.outputs[k+" out"], w.outputs[k+" err"] = []byte(r.out), []byte(r.err)
	return r
}

func (w *audience) command(t *testing.T, args ...string) *exec.Cmd {
	c := child(t, w.home, args...)
	tmp := filepath.Join(w.dir, "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	c.Env = append(c.Env, "TMPDIR="+tmp)
	return c
}

// open opens the case: the first members lost a card too.
func (w *audience) open(t *testing.T) {
	t.Helper()
	home, err := config.Locate(w.home, os.Getenv)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	secrets, err := config.Load(home, os.Getenv)
	must(err)
	key, err := secrets.Fingerprints()
	must(err)
	x, err := index.Open(filepath.Join(w.home, "people", "crm.people"))
	must(err)
	defer x.Close()
	groups := []breach.Group{{Kinds: []pii.Kind{pii.PersonName, pii.EmailAddress, pii.CreditCardNumber}}, {Kinds: []pii.Kind{pii.EmailAddress, pii.PhoneNumber}}}
	for i := range w.concerned {
		held, err := snapshot.Who([]leak.Store{{Name: "crm", Index: x}}, key, []byte(w.members[i].Member))
		must(err)
		rows := snapshot.Rows(held, "crm")
		if len(rows) != 1 {
			t.Fatalf("member %d has %d rows", i, len(rows))
		}
		k := min(2*i/w.concerned, 1)
		groups[k].Rows = append(groups[k].Rows, rows[0])
	}
	for i := range groups {
		slices.Sort(groups[i].Rows)
	}
	w.record(t, home, secrets, &breach.Persons{Store: "crm", Snapshots: 1, Groups: groups})
}

// record records the case of these persons.
func (w *audience) record(t *testing.T, home config.Home, secrets *config.Secrets, persons *breach.Persons) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	v, err := vault.Open(home.Vault())
	must(err)
	set, err := vault.PutPersons(ctx, v, persons)
	must(err)
	db, err := store.Open(ctx, filepath.Join(w.home, "tsutsumi.db"))
	must(err)
	defer db.Close()
	sign, err := secrets.Signer("case")
	must(err)
	seal, err := secrets.Seal("case")
	must(err)
	ledger := db.Ledger(sign, seal, home.Heads())
	id, err := ledger.New(ctx, 2026)
	must(err)
	text := func(name, ja, en string) breach.Entry {
		return breach.Entry{Body: breach.Stated{Fact: breach.Fact{Name: name, Value: breach.Value{Text: &law.Text{JA: ja, EN: en}}, Status: breach.Asserted, Source: "E1"}}}
	}
	n := int64(w.concerned)
	_, err = ledger.Append(ctx, id, 0, "dpo", breach.Entry{Body: breach.Opened{Title: "会員サイトへの不正アクセス"}},
		breach.Entry{Body: breach.Added{ID: "E1", Sort: breach.FromMatch, Name: "dump", Summary: law.Text{EN: "a dump", JA: "流出データ"}, People: breach.Count{Likely: &n}, Persons: []breach.PersonSet{set}}},
		text(breach.Outline, "当社の会員サイトが不正アクセスを受け、会員情報の一部が閲覧されました。", "Our members' site was accessed without authorisation, and some members' data were read."))
	must(err)
}

// mailed takes a letter apart: its header and its text.
func mailed(t *testing.T, raw string) (netmail.Header, string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	var r io.Reader = p
	if p.Header.Get("Content-Transfer-Encoding") == "base64" {
		r = base64.NewDecoder(base64.StdEncoding, p)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, string(b)
}

// one is the only object of a stream under a key.
func one(t *testing.T, stream, key string) map[string]any {
	t.Helper()
	for line := range strings.Lines(stream) {
		var o map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if v, ok := o[key]; ok {
			return v
		}
	}
	t.Fatalf("no %q in\n%s", key, stream)
	return nil
}

// TestNotices tells the persons of a case over a real mail server, is killed again and again, and goes on: everybody is told once, with her own items,
// but for those that are listed as uncertain; and nothing of the recipients is left anywhere.
func TestNotices(t *testing.T) {
	const members, concerned, missing = 640, 500, 12
	w := newAudience(t, members, concerned)
	var rows [][]string
	add := func(i int) { rows = append(rows, memberRow(&w.members[i], lang(i))) }
	for i := range members {
		if i >= missing { // the first have no row
			add(i)
		}
	}
	for i := range 5 {
		add(100 + i) // twice
	}
	rows = append(rows, []string{"M99999999", "誰か", "nobody@example.jp", "", "", "", "ja"})
	rows[0][2] = "a@example.jp, b@example.jp"               // of member 12
	rows[1][1] = "改竄\r\nBcc: evil@example.jp"               // of member 13
	rows[2][1] = "=?utf-8?q?x?= <evil@example.jp>"          // of member 14
	rows[3][1] = "\u202e逆さ"                                 // of member 15
	rows[4][2] = strings.Replace(rows[4][2], "@", "\n@", 1) // of member 16
	list := filepath.Join(w.dir, "recipients.csv")
	write(t, list, membersCSV(rows))
	base := []string{"case", "notify", "latest", "--recipients", list, "--format", "json"}

	r := w.run(t, "", base...)
	plan := one(t, r.out, "plan")
	want := map[string]any{"letters": float64(concerned - missing - 2), "without": float64(missing + 2), "persons": float64(concerned), "rows": float64(len(rows)), "told": 0.0, "channel": "email", "batch": "N1", "send": false}
	for k, v := range want {
		if plan[k] != v {
			t.Errorf("%s: %v, want %v", k, plan[k], v)
		}
	}
	refused, _ := plan["refused"].(map[string]any)
	for k, v := range map[string]float64{"not_in_case": members - concerned, "duplicate": 5, "unknown": 1, "bad_address": 2} {
		if refused[k] != v {
			t.Errorf("%s: %v, want %v", k, refused[k], v)
		}
	}
	if r.status != 0 || len(w.office.mails) > 0 || strings.Count(r.out, `{"sample"`) != 10 {
		t.Fatalf("a dry run: status %d, %d letters\n%s%s", r.status, len(w.office.mails), r.out, r.err)
	}
	if _, err := os.Stat(filepath.Join(w.home, "cases", "notices")); err == nil {
		t.Error("a dry run left something")
	}

	// Killed at any moment, again and again.
	send := append(slices.Clone(base), "--send")
	rnd := rand.New(rand.NewPCG(8, 9))
	kills := 0
	for try := 0; try < 20 && kills < 5; try++ {
		c := w.command(t, send...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		before := w.office.count()
		for limit := time.Now().Add(20 * time.Second); w.office.count() == before && time.Now().Before(limit); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rnd.Int64N(int64(40 * time.Millisecond))))
		_ = c.Process.Kill()
		if err := c.Wait(); err != nil && c.ProcessState.ExitCode() < 0 {
			kills++
		}
	}
	if kills < 3 {
		t.Errorf("killed %d times only", kills)
	}
	r = w.run(t, "", send...)
	batch := one(t, r.out, "batch")
	listed := map[string]bool{} // addresses whose letter is uncertain
	for _, row := range batch["uncertain_rows"].([]any) {
		listed[rows[int(row.(float64))-1][2]] = true
	}
	t.Logf("killed %d times, %d uncertain", kills, len(listed))
	if r.status != 4 || len(listed) > 10*kills || batch["failed"] != 0.0 || batch["later"] != 0.0 || batch["uncertain"] != float64(len(listed)) {
		t.Errorf("status %d, %v\n%s", r.status, batch, r.err)
	}
	w.letters(t, rows, missing, func(i int, n int, uncertain bool) bool {
		return n == 1 || uncertain && n <= 1
	}, listed)

	// Only if asked to.
	if r = w.run(t, "", send...); one(t, r.out, "batch")["uncertain"] != float64(len(listed)) {
		t.Error("uncertain letters were sent unasked")
	}
	r = w.run(t, "", append(slices.Clone(send), "--resend-uncertain")...)
	if b := one(t, r.out, "batch"); b["uncertain"] != 0.0 || b["sent"] != float64(concerned-missing-2) {
		t.Errorf("%v", b)
	}
	w.letters(t, rows, missing, func(i int, n int, uncertain bool) bool {
		return n == 1 || uncertain && n == 2
	}, listed)
	w.proven(t, rows)
	w.cameBack(t)
	if r := w.run(t, "", "case", "verify"); r.status != 0 {
		t.Errorf("case verify: %s%s", r.out, r.err)
	}
	w.nothingLeft(t, rows)
}

func (o *postOffice) count() (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range o.mails {
		n += len(m)
	}
	return n
}

// letters checks whom the server has letters to, and what they say.
func (w *audience) letters(t *testing.T, rows [][]string, missing int, right func(i, n int, uncertain bool) bool, listed map[string]bool) {
	t.Helper()
	w.office.mu.Lock()
	defer w.office.mu.Unlock()
	expected := map[string]bool{}
	for i := missing; i < w.concerned; i++ {
		row := rows[i-missing]
		to := row[2]
		if i == missing || i == missing+4 {
			continue // no address
		}
		expected[strings.ToLower(to)] = true
		got := w.office.mails[to]
		if !right(i, len(got), listed[to]) {
			t.Fatalf("member %d has %d letters (uncertain: %v)", i, len(got), listed[to])
		}
		ids := map[string]bool{}
		for _, raw := range got {
			h, text := mailed(t, raw)
			ids[h.Get("Message-Id")] = true
			english := lang(i) == "en"
			card := strings.Contains(text, "クレジットカード番号") || strings.Contains(text, "payment card number")
			phone := strings.Contains(text, "・電話番号") || strings.Contains(text, "- phone number")
			if card != (2*i < w.concerned) || phone == card {
				t.Fatalf("member %d is told another's items:\n%s", i, text)
			}
			if english != strings.HasPrefix(text, "Dear ") || strings.Contains(text, "{{") {
				t.Fatalf("member %d: %.80s", i, text)
			}
			list, err := h.AddressList("To")
			if err != nil || len(list) != 1 || list[0].Address != to || h.Get("Bcc") != "" || len(h) > 13 {
				t.Fatalf("member %d: headers %v, %v", i, h, err)
			}
		}
		if len(ids) > 1 {
			t.Fatalf("member %d: the second letter has another Message-ID", i)
		}
	}
	for to := range maps.Keys(w.office.mails) {
		if !expected[strings.ToLower(to)] {
			t.Fatalf("a letter went to somebody who is not concerned")
		}
	}
}

// proven asks for the proof of one person, one who is not concerned and one without a letter.
func (w *audience) proven(t *testing.T, rows [][]string) {
	t.Helper()
	p := &w.members[300]
	r := w.run(t, p.Email+"\n", "case", "notify", "latest", "--proof", "--format", "json")
	proof := one(t, r.out, "proof")
	h, _ := mailed(t, w.office.mails[p.Email][0])
	if id := fmt.Sprintf("<%v@example.jp>", proof["message_id"]); proof["fate"] != "sent" || h.Get("Message-Id") != id || len(fmt.Sprint(proof["sha256"])) != 64 {
		t.Errorf("%v, %s", proof, h.Get("Message-Id"))
	}
	for value, want := range map[string]string{w.members[w.concerned+3].Email: `"concerned":false`, w.members[0].Member: `"fate":"none"`, "nobody@example.jp": `"concerned":false`} {
		if r := w.run(t, value, "case", "notify", "latest", "--proof", "--format", "json"); r.status != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%s%s, want %s", r.out, r.err, want)
		}
	}
}

// cameBack has a letter come back.
func (w *audience) cameBack(t *testing.T) {
	t.Helper()
	p := &w.members[400]
	h, _ := mailed(t, w.office.mails[p.Email][0])
	dir := filepath.Join(w.dir, "back")
	if err := os.MkdirAll(filepath.Join(dir, "new"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "new", "1"), "From: MAILER-DAEMON@mx.example.jp\r\nSubject: failure notice\r\n\r\n550 5.1.1 user unknown\r\n\r\nMessage-ID: "+h.Get("Message-Id")+"\r\n")
	for _, want := range []string{`"new":1`, `"new":0`} { // the second time it is known
		if r := w.run(t, "", "case", "notify", "latest", "--bounces", dir, "--format", "json"); r.status != 0 || !strings.Contains(r.out, want) || !strings.Contains(r.out, `"letters":1`) {
			t.Errorf("%s%s, want %s", r.out, r.err, want)
		}
	}
	r := w.run(t, p.Email, "case", "notify", "latest", "--proof", "--format", "json")
	if b, _ := one(t, r.out, "proof")["bounced"].(map[string]any); b["status"] != "5.1.1" {
		t.Errorf("%s%s", r.out, r.err)
	}
	r = w.run(t, "", "case", "notify", "latest", "--status", "--format", "json")
	if b := one(t, r.out, "batch"); b["bounced"] != 1.0 || b["journal_intact"] != true || r.status != 0 {
		t.Errorf("%v %s", b, r.err)
	}
	for _, lang := range []string{"en", "ja"} {
		if r := w.run(t, "", "case", "notify", "latest", "--status", "--lang", lang); r.status != 0 || len(r.out) < 60 {
			t.Errorf("%s%s", r.out, r.err)
		}
	}
}

// nothingLeft searches all that was left for the recipients' values.
func (w *audience) nothingLeft(t *testing.T, rows [][]string) {
	t.Helper()
	var planted []zerotest.Planted
	for _, row := range rows {
		for i, k := range []pii.Kind{pii.AccountID, pii.PersonName, pii.EmailAddress, pii.PhoneNumber, pii.JapanPostalCode, pii.StreetAddress} {
			if row[i] != "" {
				planted = append(planted, zerotest.Planted{Kind: k, Text: row[i]})
			}
		}
	}
	zerotest.Check(t, []string{w.home, w.home + ".key", filepath.Join(w.dir, "tmp")}, w.outputs, planted)
}

// TestNoticesByPost writes letters for windows of envelopes, readable by their owner only, once.
func TestNoticesByPost(t *testing.T) {
	w := newAudience(t, 40, 30)
	list := filepath.Join(w.dir, "members.csv")
	out := filepath.Join(w.dir, "post")
	args := []string{"case", "notify", "latest", "--recipients", list, "--channel", "post", "--send", "--format", "json", "-o"}
	if r := w.run(t, "", append(args, filepath.Join(w.home, "post"))...); r.status != 2 {
		t.Errorf("letters inside of the home: %d %s", r.status, r.err)
	}
	for range 2 {
		r := w.run(t, "", append(args, out)...)
		if b := one(t, r.out, "batch"); b["sent"] != 30.0 || r.status != 0 {
			t.Errorf("status %d %s%s", r.status, r.out, r.err)
		}
	}
	files, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil || len(files) != 1 || filepath.Base(files[0]) != "2026-0001-N1-0001.pdf" {
		t.Fatal(files, err)
	}
	st, err := os.Stat(files[0])
	if err != nil || st.Mode().Perm() != 0o600 || st.Size() < 20_000 {
		t.Error(st.Mode(), st.Size(), err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) {
		t.Error("no PDF", err)
	}
	if len(w.office.mails) > 0 {
		t.Error("letters of the post went by mail")
	}
	look := filepath.Join(w.dir, "look")
	if dir := os.Getenv("TSUTSUMI_LOOK"); dir != "" { // to be looked at
		look = dir
		write(t, filepath.Join(dir, "letters.pdf"), string(b))
	}
	for channel, names := range map[string][]string{"post": {"ja.post.pdf", "en.post.pdf"}, "email": {"ja.mail.txt", "ja.mail.html", "en.mail.txt", "en.mail.html"}} {
		if r := w.run(t, "", "case", "notify", "latest", "--channel", channel, "--preview", look, "--next", "2099-12-25"); r.status != 0 {
			t.Errorf("%s%s", r.out, r.err)
		}
		for _, name := range names {
			if st, err := os.Stat(filepath.Join(look, name)); err != nil || st.Size() < 1000 {
				t.Error(name, err)
			}
		}
	}
	if r := w.run(t, w.members[3].Member, "case", "notify", "latest", "--proof", "--format", "json"); one(t, r.out, "proof")["fate"] != "sent" {
		t.Errorf("%s%s", r.out, r.err)
	}
	var rows [][]string
	for i := range w.members {
		rows = append(rows, memberRow(&w.members[i], ""))
	}
	w.nothingLeft(t, rows)
}

// TestNoticesNeedTwo: where two persons must decide, nothing goes out before they have.
func TestNoticesNeedTwo(t *testing.T) {
	w := newAudience(t, 12, 10)
	path := filepath.Join(w.home+".key", "tsutsumi.yaml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(b)+"  two_person: [send]\n  users: [hanako, jiro]\n")
	db := filepath.Join(w.dir, "members.db") // recipients of a database are named by its URL
	w.database(t, db)
	args := []string{"case", "notify", "latest", "--recipients", "sqlite://" + db, "--key", "member_no", "--by", "hanako"}
	before := one(t, w.run(t, "", append(args, "--format", "json")...).out, "plan")["of"]
	if r := w.run(t, "", append(args, "--send")...); r.status != 2 || !strings.Contains(r.err, "hanako, jiro") || len(w.office.mails) > 0 {
		t.Errorf("status %d, %d letters: %s", r.status, len(w.office.mails), r.err)
	}
	r := w.run(t, "", append(args, "--format", "json")...)
	of := one(t, r.out, "plan")["of"]
	if of != before {
		t.Errorf("what is decided on became another thing: %v, %v", before, of)
	}
	for _, u := range []string{"hanako", "jiro"} {
		if r := w.run(t, "", "case", "decide", "latest", "send", "--of", fmt.Sprint(of), "--choice", "yes", "--why", "looked at", "--by", u); r.status != 0 {
			t.Fatal(r.err)
		}
	}
	if r := w.run(t, "", append(args, "--send")...); r.status != 0 || len(w.office.mails) != 10 {
		t.Errorf("status %d, %d letters: %s", r.status, len(w.office.mails), r.err)
	}
	// What was decided on were these words.
	if r := w.run(t, "", append(args, "--send", "--you", "会員", "--changed")...); r.status != 2 || len(w.office.mails) != 10 {
		t.Errorf("status %d, %d letters: %s", r.status, len(w.office.mails), r.err)
	}
}

// database writes the members into a database.
func (w *audience) database(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE members (member_no TEXT PRIMARY KEY, name TEXT, email TEXT, country TEXT)`); err != nil {
		t.Fatal(err)
	}
	for i := range w.members {
		p := &w.members[i]
		if _, err := db.Exec(`INSERT INTO members VALUES (?,?,?,?)`, p.Member, p.Name(" "), p.Email, [...]string{"JP", "US"}[i%2]); err != nil {
			t.Fatal(err)
		}
	}
}
