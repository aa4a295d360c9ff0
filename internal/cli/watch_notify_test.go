//go:build unix

package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// receiver is a server that keeps the signed alerts it is sent.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	keys   []string
	bodies map[string]string // by key
	first  func()            // called with the first request
}

const receiverKey = "kagi-no-himitsu"

func receiving(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{bodies: map[string]string{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		if q.Header.Get(post.Signature) != "sha256="+post.Sign(receiverKey, q.Header.Get(post.Timestamp), body) {
			t.Error("the signature is not right")
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if first := r.first; first != nil {
			r.first = nil
			first()
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		key := q.Header.Get(post.Key)
		if before, again := r.bodies[key]; again && before != string(body) {
			t.Errorf("%s came twice, and not alike", key)
		}
		r.keys, r.bodies[key] = append(r.keys, key), string(body)
	}))
	t.Cleanup(r.Close)
	return r
}

// ids are those of the alerts that came.
func (r *receiver) ids() (out []string) {
	for k := range r.bodies {
		id, _, _ := strings.Cut(k, ".")
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// configured adds to the tsutsumi.yaml beside a home.
func configured(t *testing.T, home, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(home+".key", "signing"), []byte(receiverKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home+".key", "tsutsumi.yaml")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(before, text...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// some are logs of the invented organisation in which something happens.
func some(home, logs string, args ...string) []string {
	return append([]string{"watch", "-f", "json", filepath.Join(logs, "shop-access.log"), filepath.Join(logs, "app-audit.json"), filepath.Join(logs, "postgres.csv"), "--mapping", filepath.Join(home+".key", "app-audit.yaml")}, args...)
}

// TestAlertsAreTold: every alert comes to each receiver once, as the stream has it; hooks rehearse, and an armed one is told whom.
// What cannot be delivered is said. Nothing of it is left in clear but what the armed hook was given.
func TestAlertsAreTold(t *testing.T) {
	dir, given := t.TempDir(), t.TempDir()
	home := filepath.Join(dir, "a.home")
	logs, truths := invented(t, home, "--incidents", "all", "--days", "15", "--staff", "40", "--people", "1500")
	soc := receiving(t)
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadRequest) }))
	defer refuses.Close()
	configured(t, home, fmt.Sprintf(`
notify:
  - {name: soc, type: webhook, url: %q, secret_file: signing}
  - {name: grave, type: ocsf, file: grave.ndjson, min_severity: high}
  - {name: refuses, type: webhook, url: %q, secret_file: signing, min_severity: critical}
hooks:
  - {name: rehearse, on: [low], run: [/bin/sh, -c, "echo called > %s/rehearse"]}
  - {name: revoke, on: [high], run: [/bin/sh, -c, "cat >> %s/revoke"], armed: true, clear: true}
`, soc.URL, refuses.URL, given, given))
	out, errs, status := program(t, home, some(home, logs)...)
	found := alerts(t, out)
	var want, grave []string
	critical := 0
	for _, a := range found {
		want = append(want, a.ID)
		if a.Severity == "high" || a.Severity == "critical" {
			grave = append(grave, a.ID)
		}
		if a.Severity == "critical" {
			critical++
		}
	}
	slices.Sort(want)
	if len(want) < 3 || len(grave) == 0 {
		t.Fatalf("%d alerts, %d of them grave: %s", len(want), len(grave), errs)
	}
	if wantStatus := map[bool]int{true: cli.StatusPartly, false: cli.StatusDone}[critical > 0]; status != wantStatus || strings.Count(errs, "could not be delivered: the server does not take it: 400") != critical {
		t.Errorf("status %d, %d critical: %s", status, critical, errs)
	}
	if d := cmp.Diff(want, soc.ids()); d != "" || len(soc.keys) != len(want) {
		t.Errorf("%d deliveries: %s", len(soc.keys), d)
	}
	for _, body := range soc.bodies {
		if !strings.Contains(out, body+"\n") {
			t.Errorf("not a line of the stream: %s", body)
		}
	}
	again := len(soc.keys)
	if _, errs, status = program(t, home, some(home, logs)...); status != cli.StatusDone || len(soc.keys) != again {
		t.Errorf("told again: %d, status %d, %s", len(soc.keys)-again, status, errs)
	}
	if b, err := os.ReadFile(filepath.Join(home+".key", "grave.ndjson")); err != nil || strings.Count(string(b), "\n") != len(grave) {
		t.Errorf("%d findings: %v", strings.Count(string(b), "\n"), err)
	}
	calls, _, _ := program(t, home, "watch", "hooks", "-f", "json")
	if n := strings.Count(calls, `"outcome":"rehearsed"`); n != len(want) {
		t.Errorf("%d rehearsed, of %d", n, len(want))
	}
	if n := strings.Count(calls, `"outcome":"done"`); n != len(grave) {
		t.Errorf("%d done, of %d:\n%s", n, len(grave), calls)
	}
	if _, err := os.Stat(filepath.Join(given, "rehearse")); err == nil {
		t.Error("a hook that is not armed was called")
	}
	b, err := os.ReadFile(filepath.Join(given, "revoke"))
	if err != nil || strings.Count(string(b), "\n") != len(grave) {
		t.Fatal(err, len(b))
	}
	var planted []zerotest.Planted
	for line := range strings.Lines(string(b)) {
		var l struct {
			Hook  string
			Alert struct{ Detector, Principal string }
			Clear struct{ Principal, Origin string }
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil || l.Hook != "revoke" || l.Clear.Principal+l.Clear.Origin == "" {
			t.Errorf("the armed hook was not told whom: %v", err)
		}
		// A job is called by its name, and so is a planted account, which is nobody's.
		if strings.Contains(l.Alert.Principal, "#") && len(l.Clear.Principal) > 5 && l.Alert.Detector != "canary" {
			planted = append(planted, zerotest.Planted{Kind: pii.AccountID, Text: l.Clear.Principal})
		}
	}
	if len(planted) == 0 {
		t.Error("the armed hook was told of nobody")
	}
	for _, tr := range truths {
		for _, actor := range append(tr.Actors, tr.Actor) {
			if strings.ContainsAny(actor, ".@") {
				planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: actor})
			}
		}
	}
	text, _, _ := program(t, home, "watch", "hooks", "--lang", "ja")
	said := map[string][]byte{"watch": []byte(out + errs), "hooks": []byte(calls + text)}
	for k, body := range soc.bodies {
		said[k] = []byte(body)
	}
	zerotest.Check(t, []string{home}, said, planted)
	gave, _, _ := program(t, home, "watch", "outbox", "-f", "json")
	if strings.Count(gave, `"state":"given-up"`) != critical || strings.Contains(gave, `"waiting"`) {
		t.Error(gave)
	}
}

// TestKilledWhileTelling: of a run that is killed with an alert on its way, every alert comes all the same, and is the same.
func TestKilledWhileTelling(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a lease to end")
	}
	home := filepath.Join(t.TempDir(), "a.home")
	logs, _ := invented(t, home, "--incidents", "all", "--days", "15", "--staff", "40", "--people", "1500")
	soc := receiving(t)
	configured(t, home, fmt.Sprintf("\nnotify:\n  - {name: soc, type: webhook, url: %q, secret_file: signing}\n", soc.URL))
	c := child(t, home, some(home, logs)...)
	soc.first = func() { _ = c.Process.Kill() }
	if err := c.Run(); err == nil || c.ProcessState.ExitCode() >= 0 {
		t.Fatal("it was not killed")
	}
	if len(soc.keys) > 0 {
		t.Fatal(soc.keys)
	}
	kept, _, _ := program(t, home, "watch", "outbox", "-f", "json")
	var waits []string
	for line := range strings.Lines(kept) {
		var l struct{ Delivery struct{ Alert string } }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, l.Delivery.Alert)
	}
	slices.Sort(waits)
	if len(waits) < 3 {
		t.Fatalf("%d wait", len(waits))
	}
	r := run(t, child(t, home, some(home, logs)...))
	if r.status != cli.StatusDone {
		t.Error(r.status, r.err)
	}
	if d := cmp.Diff(waits, soc.ids()); d != "" {
		t.Error(d)
	}
}

// TestToldWhileFollowing: alerts come while logs are still followed, though one receiver says nothing at all; --no-notify tells nobody.
func TestToldWhileFollowing(t *testing.T) {
	home := filepath.Join(t.TempDir(), "a.home")
	logs, _ := invented(t, home, "--incidents", "all", "--days", "15", "--staff", "40", "--people", "1500")
	soc := receiving(t)
	over, asked := make(chan struct{}), make(chan struct{}, 100)
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked <- struct{}{}; <-over }))
	defer silent.Close()
	defer close(over)
	configured(t, home, fmt.Sprintf(`
notify:
  - {name: silent, type: webhook, url: %q, secret_file: signing}
  - {name: soc, type: webhook, url: %q, secret_file: signing}
`, silent.URL, soc.URL))
	out, errs, status := program(t, home, some(home, logs, "--no-notify")...)
	want := len(alerts(t, out))
	if status != cli.StatusDone || want < 3 || len(soc.keys) > 0 {
		t.Fatal(status, want, len(soc.keys), errs)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	c := child(t, home, some(home, logs, "--follow")...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for told := 0; told < 3; {
		select {
		case <-ctx.Done():
			_ = c.Process.Kill()
			t.Fatalf("%d alerts came while the logs were followed", told)
		case <-time.After(20 * time.Millisecond):
		}
		soc.mu.Lock()
		told = len(soc.ids())
		soc.mu.Unlock()
	}
	<-asked
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); c.ProcessState.ExitCode() < 0 {
		t.Error(err)
	}
	waits, _, _ := program(t, home, "watch", "outbox", "-f", "json")
	if n := strings.Count(waits, `"to":"silent"`); n < 3 || strings.Contains(waits, `"to":"soc"`) {
		t.Errorf("%d wait for who is silent:\n%s", n, waits)
	}
}

// TestTestNotify: each sink is tried, and what became of it is said.
func TestTestNotify(t *testing.T) {
	home := filepath.Join(t.TempDir(), "a.home")
	if err := os.MkdirAll(home+".key", 0o700); err != nil {
		t.Fatal(err)
	}
	if _, errs, status := program(t, home, "watch", "test-notify"); status != cli.StatusUsage || !strings.Contains(errs, "names nobody") {
		t.Error(status, errs)
	}
	if err := os.WriteFile(filepath.Join(home+".key", "tsutsumi.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	soc := receiving(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	configured(t, home, fmt.Sprintf(`notify:
  - {name: soc, type: webhook, url: %q, secret_file: signing, lang: ja}
  - {name: gone, type: webhook, url: %q, secret_file: signing}
`, soc.URL, gone.URL))
	out, errs, status := program(t, home, "watch", "test-notify")
	if status != cli.StatusError || out != "soc (webhook): delivered\ngone (webhook): not delivered: the server refuses the connection\n" {
		t.Errorf("%d %q %s", status, out, errs)
	}
	if len(soc.bodies) != 1 || !strings.Contains(soc.bodies[soc.keys[0]], "通知経路のテスト") {
		t.Error(soc.bodies)
	}
	if out, _, status := program(t, home, "watch", "test-notify", "soc", "--lang", "ja"); status != cli.StatusDone || out != "soc（webhook）: 送信しました\n" {
		t.Error(status, out)
	}
	if _, errs, status := program(t, home, "watch", "test-notify", "nobody"); status != cli.StatusUsage {
		t.Error(status, errs)
	}
	configured(t, home, "  - {name: chat, type: slack, url_file: none}\n")
	if _, errs, status := program(t, home, "watch", "test-notify"); status != cli.StatusUsage || !strings.Contains(errs, "tsutsumi.yaml:4: the file that url_file names cannot be read") {
		t.Error(status, errs)
	}
}

// TestLookup: what logs name has the people behind it.
func TestLookup(t *testing.T) {
	dir := t.TempDir()
	home, data := filepath.Join(dir, "a.home"), filepath.Join(dir, "members")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "members.csv"), []byte("氏名,メールアドレス\n佐藤 花子,hanako@example.jp\n鈴木 一郎,ichiro@example.jp\n高橋 次郎,jiro@example.jp\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(home+".key", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home+".key", "tsutsumi.yaml"), []byte("sources:\n  - {name: members, target: "+data+", country: JP, contractors: [{name: A, country: KR}]}\nwatch:\n  routes:\n    - {path: \"/members/*\", source: members}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "=cmd.csv"), []byte("氏名,メールアドレス\n佐藤 花子,hanako@example.jp\n鈴木 一郎,ichiro@example.jp\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errs, status := program(t, home, "scan", data); status != cli.StatusDone {
		t.Fatal(out, errs)
	}
	out, errs, status := program(t, home, "watch", "lookup", "-f", "json")
	if status != cli.StatusDone {
		t.Fatal(status, errs)
	}
	got := map[string]string{}
	for line := range strings.Lines(out) {
		var r struct {
			Object    string
			People    *int64
			Kinds     []string
			Declared  bool
			Countries []string
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		people := "?"
		if r.People != nil {
			people = fmt.Sprint(*r.People)
		}
		got[r.Object] = fmt.Sprint(people, " ", strings.Join(r.Kinds, ","), " ", r.Declared, " ", strings.Join(r.Countries, ","))
	}
	whole, part := "5 PERSON_NAME,EMAIL_ADDRESS true JP,KR", "3 PERSON_NAME,EMAIL_ADDRESS true JP,KR"
	for object, want := range map[string]string{"/members/*": whole, "members": whole, strings.ToLower(data): whole, "members.csv": part, strings.ToLower(data) + "/members.csv": part, "=cmd.csv": strings.Replace(part, "3", "2", 1)} {
		if got[object] != want {
			t.Errorf("%s: %q, want %q", object, got[object], want)
		}
	}
	table, _, _ := program(t, home, "watch", "lookup")
	if !strings.HasPrefix(table, "object,store,source,people,kinds,weight,credentials,declared,countries\n/members/*,") || !strings.Contains(table, "\n'=cmd.csv,") || !strings.Contains(table, ",3,PERSON_NAME;EMAIL_ADDRESS,1,false,true,JP;KR\n") {
		t.Error(table)
	}
}
