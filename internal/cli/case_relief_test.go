//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// enrolled are invented people of a store of 40; who is the table, planted its values.
func enrolled(t *testing.T, home string) (planted []zerotest.Planted) {
	t.Helper()
	var b strings.Builder
	b.WriteString("会員ID,氏名,メールアドレス,電話番号\n")
	for i := range 40 {
		id, mail, phone := fmt.Sprintf("KX-%06d", 480100+i*7), fmt.Sprintf("kaiin.nakamura%d@example.jp", i), fmt.Sprintf("090-0000-%04d", 3000+i*11)
		fmt.Fprintf(&b, "%s,中村花子,%s,%s\n", id, mail, phone)
		planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: mail}, zerotest.Planted{Kind: pii.PhoneNumber, Text: phone}, zerotest.Planted{Kind: pii.AccountID, Text: id})
	}
	path := filepath.Join(t.TempDir(), "members.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, status := program(t, home, "people", "snapshot", path, "--as", "crm", "--key", "会員ID"); status != cli.StatusDone {
		t.Fatal(errs)
	}
	return planted
}

// affected is a case in which the first 30 lost e-mail and password, the next 5 a card too.
func affected(t *testing.T, home string) string {
	t.Helper()
	lost := map[string][]pii.Kind{}
	for i := range 35 {
		kinds := []pii.Kind{pii.EmailAddress, pii.Password}
		if i >= 30 {
			kinds = []pii.Kind{pii.EmailAddress, pii.CreditCardNumber, pii.Password}
		}
		lost[fmt.Sprintf("kaiin.nakamura%d@example.jp", i)] = kinds
	}
	set := cli.SeedPersons(t, home, "crm", lost)
	n := int64(35)
	return cli.SeedCase(t, home,
		breach.Added{ID: "E1", Sort: breach.FromMatch, Name: "dump.csv", People: breach.Count{Max: &n, Likely: &n, Confirmed: &n}, Kinds: []breach.Held{{Kind: pii.EmailAddress, People: &n}, {Kind: pii.Password, People: &n}}, Persons: []breach.PersonSet{set}},
		breach.Added{ID: "E2", Sort: breach.FromInventory, Name: "backup", Kinds: []breach.Held{{Kind: pii.PersonName}}, Systems: []breach.System{{Name: "shop-backup"}}},
		breach.Stated{Fact: breach.Fact{Name: breach.Manner, Value: breach.Value{Set: []string{"intrusion"}}, Status: breach.Asserted, Source: "E1"}})
}

// streamed are the objects of one key in a stream.
func streamed(t *testing.T, out, key string) (list []map[string]any) {
	t.Helper()
	for line := range strings.Lines(out) {
		var l map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if v, ok := l[key]; ok {
			list = append(list, v)
		}
	}
	return list
}

// TestTasks: what a case calls for is proposed with how many persons it is for, accepted, measured by a list of those done, and
// nothing of that list is left; what was never tested is told.
func TestTasks(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	planted := enrolled(t, home)
	id := affected(t, home)
	out, errs, status := program(t, home, "case", "task", id, "--propose", "-f", "json")
	of := map[string]any{}
	for _, p := range streamed(t, out, "proposal") {
		of[p["measure"].(string)] = p["of"]
	}
	if status != cli.StatusDone || of["password_reset"] != 35.0 || of["card_reissue"] != 5.0 || of["phishing_warning"] != 35.0 || of["web_shells"] != nil {
		t.Fatalf("%d %v %s", status, of, errs)
	}
	if _, ok := of["web_shells"]; !ok {
		t.Error("no leftovers are proposed")
	}
	if _, errs, status = program(t, home, "case", "task", id, "--propose", "--accept", "--only", "card_reissue,password_reset", "--owner", "CS", "--by", "tanaka"); status != cli.StatusDone {
		t.Fatal(errs)
	}
	var done strings.Builder // 29 of those concerned, one twice; two who are not; one whom nobody knows
	done.WriteString("mail,changed\n")
	for i := 6; i < 37; i++ {
		fmt.Fprintf(&done, "kaiin.nakamura%d@example.jp,2026-12-05\n", i)
	}
	done.WriteString("kaiin.nakamura7@example.jp,2026-12-06\ndareka@example.com,2026-12-06\n")
	list := filepath.Join(t.TempDir(), "done.csv")
	if err := os.WriteFile(list, []byte(done.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, status = program(t, home, "case", "task", id, "T2", "--measure", list, "--key", "mail")
	if status != cli.StatusDone || !strings.Contains(out, "33 records compared: 29 of the 35 persons concerned are in the list") {
		t.Errorf("%d %s %s", status, out, errs)
	}
	out, _, _ = program(t, home, "case", "task", id, "-f", "json")
	tasks := streamed(t, out, "task")
	if len(tasks) != 2 || tasks[1]["measure"] != "password_reset" || tasks[1]["percent"] != 82.0 || tasks[1]["owner"] != "CS" {
		t.Errorf("%v", tasks)
	}
	if _, errs, status = program(t, home, "case", "task", id, "T1", "--done", "3", "--source", "acquirer"); status != cli.StatusDone {
		t.Error(errs)
	}
	text, _, _ := program(t, home, "case", "task", id, "--lang", "ja")
	for _, want := range []string{"60%（3／5）", "82%（29／35）", "本人の救済"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
	out2, _, _ := program(t, home, "case", "task", id, "--add", "MFA for all admins, tell kaiin.nakamura3@example.jp", "--owner", "IT")
	program(t, home, "case", "task", id, "T3", "--ended", "--source", "IT")
	found, _, _ := program(t, home, "case", "task", id, "--recurrence", "-f", "json")
	var codes []string
	for _, f := range streamed(t, found, "recurrence") {
		codes = append(codes, fmt.Sprint(f["code"], " ", f["id"]))
	}
	if !slices.Contains(codes, "untested T3") || !slices.Contains(codes, "unhunted web_shells") {
		t.Error(codes)
	}
	program(t, home, "case", "task", id, "T3", "--tested", "yes", "--source", "pentest")
	if found, _, _ = program(t, home, "case", "task", id, "--recurrence", "-f", "json"); strings.Contains(found, `"untested"`) {
		t.Error(found)
	}
	for args, want := range map[string]int{
		"T9": cli.StatusUsage, "T1 --done 3": cli.StatusUsage, "T1 --tested maybe": cli.StatusUsage, "--add x --sort y": cli.StatusUsage, "--propose --accept --only nothing": cli.StatusUsage,
		"T1 --measure " + filepath.Join(home, "nothing.csv"): cli.StatusUsage, "T2 --measure " + list + " --key nope": cli.StatusUsage, "T1 --due soon": cli.StatusUsage,
	} {
		if _, errs, status := program(t, home, append([]string{"case", "task", id}, strings.Fields(args)...)...); status != want {
			t.Errorf("%s: %d %s", args, status, errs)
		}
	}
	zerotest.Check(t, []string{home, home + ".key"}, map[string][]byte{"said": []byte(out + out2 + text + errs)}, planted)
}

// lineReader reads what a program that goes on writes, line by line.
type lineReader struct{ *bufio.Reader }

func (r lineReader) next(t *testing.T) string {
	t.Helper()
	s, err := r.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(s)
}

// TestDesk: by the command and by the page one and the same person is told; what was typed is nowhere, the case knows how often it was asked.
func TestDesk(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	planted := enrolled(t, home)
	id := affected(t, home)
	ask := func(value string, more ...string) (string, string, int) {
		var out, errs bytes.Buffer
		env := func(name string) string { return map[string]string{"TSUTSUMI_HOME": home, "LANG": "en_US.UTF-8"}[name] }
		status := cli.Run(t.Context(), env, cli.Streams{In: strings.NewReader(value + "\n"), Out: &out, Err: &errs}, append([]string{"case", "desk", id}, more...))
		return out.String(), errs.String(), status
	}
	said := map[string][]byte{}
	for _, c := range []struct {
		value, by, want string
		status          int
	}{
		{"kaiin.nakamura31@example.jp", "mori", "Affected\n  e-mail address\n  payment card number\n  password\n", 0},
		{"０９０ー００００ー３０１１", "mori", "Affected\n  e-mail address\n  password\n", 0},
		{"KX-480373", "mori", "Not among those known to be affected as of", 0},
		{"KX-999999", "sato", "Nobody has this value", 0},
		{"中村花子", "sato", "", cli.StatusUsage},
		{"KX-480100", "mori", "", cli.StatusError}, // the fourth within a minute
		{"KX-480100", "sato", "shop-backup (E2)", 0},
	} {
		out, errs, status := ask(c.value, "--by", c.by, "--each", "3", "--all", "10")
		if status != c.status || !strings.Contains(out, c.want) {
			t.Errorf("%d: %s%s", status, out, errs)
		}
		said["desk "+c.value] = []byte(out + errs)
	}
	ctx, stop := context.WithCancel(t.Context())
	pr, pw := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		env := func(name string) string { return map[string]string{"TSUTSUMI_HOME": home, "LANG": "ja_JP.UTF-8"}[name] }
		ended <- cli.Run(ctx, env, cli.Streams{In: strings.NewReader(""), Out: pw, Err: &errs}, []string{"case", "desk", id, "--listen", "127.0.0.1:0", "--by", "mori"})
	}()
	in := lineReader{bufio.NewReader(pr)}
	_, base, _ := strings.Cut(in.next(t), ": ")
	_, token, _ := strings.Cut(in.next(t), ": ")
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar}
	post := func(path string, form url.Values) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, strings.TrimSuffix(base, "/")+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		resp, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b)
	}
	if status, _ := post("/enter", url.Values{"token": {"x"}}); status != http.StatusForbidden {
		t.Error(status)
	}
	post("/enter", url.Values{"token": {token}})
	status, page := post("/ask", url.Values{"value": {"kaiin.nakamura31@example.jp"}, "checked": {"1"}})
	if status != 200 || !strings.Contains(page, "対象者です") || !strings.Contains(page, "クレジットカード番号") || !strings.Contains(page, "カード番号を変更した再発行") {
		t.Errorf("%d %s", status, page)
	}
	said["page"] = []byte(page)
	post("/ask", url.Values{"value": {"KX-480373"}, "checked": {"1"}})
	stop()
	if s := <-ended; s != cli.StatusDone {
		t.Error(s, errs.String())
	}
	var asked, found, events int64
	for _, e := range cli.SeedEvents(t, home, id) {
		if l, ok := e.Body.(breach.Looked); ok {
			asked, found, events = asked+l.Asked, found+l.Found, events+1
		}
	}
	if asked != 7 || found != 4 || events != 6 {
		t.Errorf("%d asked, %d found, in %d events", asked, found, events)
	}
	said["page errors"] = errs.Bytes()
	zerotest.Check(t, []string{home, home + ".key"}, said, planted)
	for _, args := range [][]string{{"--listen", "0.0.0.0:0"}, {"--listen", "x"}, {"--listen", "127.0.0.1:0", "--cert", "nothing.pem", "--key", "nothing.pem"}, {"--each", "0"}} {
		if out, errs, status := ask("", args...); status != cli.StatusUsage {
			t.Errorf("%v: %d %s%s", args, status, out, errs)
		}
	}
}

// due is a case in whose home two receivers take reminders: GDPR's 72 hours end in 22, an answer is late, one task is due in two hours and another
// done.
func due(t *testing.T) (home, id string, known time.Time, soc *receiver, mails *reminded) {
	t.Helper()
	home = filepath.Join(t.TempDir(), "home")
	now := time.Now()
	known = now.Add(-50 * time.Hour).Truncate(time.Minute).UTC()
	id = cli.SeedCase(t, home, knownAt(known), fact(law.Places, breach.Value{Set: []string{"EU"}, Whole: true}), fact(law.Risk, breach.Value{Truth: law.Yes}),
		breach.Task{ID: "T1", Sort: breach.Prevention, What: law.Text{EN: "tell 中村花子", JA: "中村花子"}, Due: now.Add(2 * time.Hour)},
		breach.Task{ID: "T2", Sort: breach.Prevention, What: law.Text{EN: "x", JA: "x"}, Due: now.Add(time.Hour)}, breach.Progressed{ID: "T2", Ended: true, Source: "IT"},
		breach.Asked{ID: "Q1", To: "委託先A", What: "中村花子のログ", Due: now.Add(-time.Hour)})
	soc, mails = receiving(t), mailing(t)
	if err := os.WriteFile(filepath.Join(home+".key", "tsutsumi.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	configured(t, home, fmt.Sprintf("\nnotify:\n  - {name: soc, type: webhook, url: %q, secret_file: signing, min_severity: critical}\n  - {name: dpo, type: email, host: 127.0.0.1, port: %d, from: tsutsumi@example.jp, to: [dpo@example.jp], lang: ja}\n  - {name: siem, type: ocsf, file: siem.ndjson}\n", soc.URL, mails.port))
	return home, id, known, soc, mails
}

func fact(name string, v breach.Value) breach.Stated {
	return breach.Stated{Fact: breach.Fact{Name: name, Value: v, Status: breach.Asserted, Source: "tanaka"}}
}

func knownAt(at time.Time) breach.Stated {
	return fact(law.Known, breach.Value{Moment: &breach.Moment{At: at, Precision: breach.Minute}})
}

func dayOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// once fails on what came more than one time, and on what is missing.
func (r *receiver) once(t *testing.T, want ...string) {
	t.Helper()
	for _, k := range r.keys {
		if n := len(slices.DeleteFunc(slices.Clone(r.keys), func(s string) bool { return s != k })); n != 1 {
			t.Errorf("%s came %d times", k, n)
		}
	}
	for _, w := range want {
		if !slices.Contains(r.keys, w+".1") {
			t.Errorf("%s did not come: %v", w, r.keys)
		}
	}
}

// TestReminders: of each thing that is due one reminder for its due day and threshold, by mail and by webhook, however often it is run; one that
// moved to another day is told anew, one that was done not at all.
func TestReminders(t *testing.T) {
	home, id, known, soc, mails := due(t)
	now := time.Now()
	for range 3 {
		if _, errs, status := program(t, home, "case", "remind", "--once"); status != cli.StatusDone {
			t.Fatal(status, errs)
		}
	}
	gdpr := id + ".eu-gdpr-33.24h." + dayOf(known.Add(72*time.Hour))
	soc.once(t, gdpr, id+".Q1.late."+dayOf(now.Add(-time.Hour)), id+".T1.3h."+dayOf(now.Add(2*time.Hour)))
	if len(mails.all()) != len(soc.keys) || strings.Contains(strings.Join(soc.keys, " "), ".T2.") {
		t.Errorf("%d mails, %d calls: %v", len(mails.all()), len(soc.keys), soc.keys)
	}
	if body := soc.bodies[gdpr+".1"]; !strings.Contains(body, `"reminder":{`) || !strings.Contains(body, `"threshold":"24h"`) {
		t.Error(body)
	}
	if _, err := os.Stat(filepath.Join(home+".key", "siem.ndjson")); err == nil {
		t.Error("a sink of findings was told")
	}
	before := len(soc.keys)
	cli.SeedMore(t, home, id, knownAt(known.Add(-25*time.Hour)), breach.Progressed{ID: "T1", Ended: true, Source: "IT"}, breach.Answered{ID: "Q1", Answer: "x", Closed: true})
	program(t, home, "case", "remind")
	soc.once(t, id+".eu-gdpr-33.late."+dayOf(known.Add(47*time.Hour)))
	for _, k := range soc.keys[before:] {
		if strings.Contains(k, ".T1.") || strings.Contains(k, ".Q1.") {
			t.Errorf("told though it is done: %s", k)
		}
	}
	said := map[string][]byte{"mail": []byte(strings.Join(mails.all(), "\n"))}
	for k, body := range soc.bodies {
		said[k] = []byte(body)
	}
	listed, _, _ := program(t, home, "case", "remind", "--list")
	said["list"] = []byte(listed)
	if !strings.Contains(listed, "delivered") {
		t.Error(listed)
	}
	cal, _, status := program(t, home, "case", "ics", id, "--lang", "ja")
	if status != cli.StatusDone || !strings.Contains(cal, "UID:"+id+"-eu-gdpr-33@") || !strings.Contains(cal, "SEQUENCE:1") {
		t.Error(status, cal)
	}
	said["calendar"] = []byte(cal)
	for name, b := range said {
		if bytes.Contains(b, []byte("中村")) {
			t.Errorf("%s names somebody", name)
		}
	}
}

// TestKilledWhileReminding: what a run that was killed had in hand comes all the same, once.
func TestKilledWhileReminding(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a lease to end")
	}
	t.Parallel()
	home, id, known, soc, mails := due(t)
	c := child(t, home, "case", "remind", "--to", "soc")
	soc.first = func() { _ = c.Process.Kill() }
	if err := c.Run(); err == nil || c.ProcessState.ExitCode() >= 0 {
		t.Fatal("it was not killed")
	}
	for range 2 {
		if _, errs, status := program(t, home, "case", "remind"); status != cli.StatusDone {
			t.Fatal(status, errs)
		}
	}
	soc.once(t, id+".eu-gdpr-33.24h."+dayOf(known.Add(72*time.Hour)))
	if n := len(mails.all()); n != len(soc.keys) {
		t.Errorf("%d mails, %d calls", n, len(soc.keys))
	}
}
