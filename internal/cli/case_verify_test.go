package cli

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// runCase runs the program on a home.
func runCase(t *testing.T, home string, args ...string) (out, errs string, status int) {
	t.Helper()
	var o, e bytes.Buffer
	env := func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return home
		}
		return ""
	}
	status = Run(t.Context(), env, Streams{In: strings.NewReader(""), Out: &o, Err: &e}, args)
	return o.String(), e.String(), status
}

// withCases is a home with two cases.
func withCases(t *testing.T) (home string, head [32]byte) {
	t.Helper()
	home = filepath.Join(t.TempDir(), "home")
	a := &app{Streams: Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, env: func(string) string { return "" }, home: home, lang: "en"}
	r, done, err := a.caseRoom(t.Context(), &caseFlags{by: "hanako"})
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	for range 2 {
		id, err := r.ledger.New(t.Context(), 2026)
		if err != nil {
			t.Fatal(err)
		}
		events, err := r.ledger.Append(t.Context(), id, 0, r.by, breach.Entry{Body: breach.Opened{Title: "t"}}, breach.Entry{Body: breach.Looked{Asked: 1}})
		if err != nil {
			t.Fatal(err)
		}
		head = events[1].Hash
	}
	return home, head
}

func TestCaseVerify(t *testing.T) {
	home, head := withCases(t)
	hash := hex.EncodeToString(head[:])
	out, errs, status := runCase(t, home, "case", "verify", "--by", "x")
	if status != StatusDone || !strings.Contains(out, "Nothing was changed: 4 events of 2 cases") || !strings.Contains(out, hash) || errs != "" {
		t.Errorf("%d %s %s", status, out, errs)
	}
	out, _, status = runCase(t, home, "case", "verify", "2", "--by", "x", "--lang", "ja", "--head", hash)
	if status != StatusDone || !strings.Contains(out, "改ざん・欠落はありません（事案1件・イベント2件）") {
		t.Errorf("%d %s", status, out)
	}
	out, _, status = runCase(t, home, "case", "verify", "latest", "--by", "x", "--format", "json")
	var line struct {
		Verify struct {
			Cases, Events, Problems int64
			Head, Key               string
		}
	}
	if err := json.Unmarshal([]byte(out), &line); err != nil || status != StatusDone || line.Verify.Events != 2 || line.Verify.Head != hash || len(line.Verify.Key) != 64 {
		t.Errorf("%d %s %v", status, out, err)
	}
	if out, _, status = runCase(t, home, "case", "verify", "--by", "x", "--head", strings.Repeat("0", 64)); status != StatusError || !strings.Contains(out, "(missing)") {
		t.Errorf("a head that is not there: %d %s", status, out)
	}
	for _, args := range [][]string{{"9"}, {"2026-0009"}, {"--head", "xyz"}, {"--format", "xml"}} {
		if _, _, status := runCase(t, home, append([]string{"case", "verify", "--by", "x"}, args...)...); status != StatusUsage {
			t.Errorf("%v: %d", args, status)
		}
	}
}

// TestCaseVerifyFinds: what was taken away is told by verify, and by every other command at once.
func TestCaseVerifyFinds(t *testing.T) {
	for name, tt := range map[string]struct {
		do   func(t *testing.T, home string)
		want string
		warn bool
	}{
		"a case": {func(t *testing.T, home string) {
			execute(t, home, "DELETE FROM case_events WHERE case_id = '2026-0002'")
		}, "2026-0002, event 2: it was recorded, and is not there (missing)", true},
		"a word": {func(t *testing.T, home string) {
			execute(t, home, "UPDATE case_events SET event = x'00' WHERE place = 1")
		}, "2026-0001, event 1: it cannot be read (unreadable)", false},
		"heads":   {func(t *testing.T, home string) { _ = os.Remove(home + ".key/case-heads") }, "case-heads", true},
		"the key": {func(t *testing.T, home string) { _ = os.Remove(home + ".key/key") }, "it was not signed by this installation", true},
	} {
		home, _ := withCases(t)
		tt.do(t, home)
		out, errs, status := runCase(t, home, "case", "verify", "--by", "x")
		if status != StatusError || !strings.Contains(out, tt.want) || strings.Contains(errs, "warning: ") != tt.warn {
			t.Errorf("%s: %d %s %s", name, status, out, errs)
		}
		out, _, status = runCase(t, home, "case", "verify", "--by", "x", "--format", "json")
		if status != StatusError || !strings.HasPrefix(out, `{"problem":{"case":`) {
			t.Errorf("%s: %d %s", name, status, out)
		}
	}
}

func execute(t *testing.T, home, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(home, "tsutsumi.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), query); err != nil {
		t.Fatal(err)
	}
}

func TestCaseUsers(t *testing.T) {
	home, _ := withCases(t)
	write := func(text string) {
		if err := os.WriteFile(home+".key/tsutsumi.yaml", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("case:\n  users: [hanako, taro]\n")
	if _, errs, status := runCase(t, home, "case", "verify", "--by", "mallory"); status != StatusUsage || !strings.Contains(errs, "hanako, taro") {
		t.Errorf("%d %s", status, errs)
	}
	if _, errs, status := runCase(t, home, "case", "verify", "--by", "taro"); status != StatusDone {
		t.Errorf("%d %s", status, errs)
	}
	if _, errs, status := runCase(t, home, "case", "verify"); status != StatusDone { // who only looks need not be one
		t.Errorf("%d %s", status, errs)
	}
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, env: func(string) string { return "" }, home: home, lang: "en"}
	r, done, err := a.caseRoom(t.Context(), &caseFlags{})
	if err != nil {
		t.Fatal(err)
	}
	_, st, err := r.load(t.Context(), "latest")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.add(t.Context(), st, breach.Entry{Body: breach.Looked{Asked: 1}}); fault.Of(err) != fault.Usage {
		t.Errorf("who is no user records: %v", err)
	}
	done()
	write("case:\n  places: [XX]\n")
	if _, errs, status := runCase(t, home, "case", "verify", "--by", "taro"); status != StatusUsage || !strings.Contains(errs, "no such country") || !strings.Contains(errs, "tsutsumi.yaml:2") {
		t.Errorf("%d %s", status, errs)
	}
}

func TestCaseFind(t *testing.T) {
	r := room(t)
	for _, year := range []int{2025, 2026, 2026} {
		id, err := r.ledger.New(t.Context(), year)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.ledger.Append(t.Context(), id, 0, "a", breach.Entry{Body: breach.Opened{Title: "t"}}); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[string]string{"2026-0001": "2026-0001", "2": "2026-0002", "0002": "2026-0002", "latest": "2026-0002", "1": "", "7": "", "": "", "x": ""} {
		got, err := r.find(t.Context(), id)
		if got != want || want == "" && fault.Of(err) != fault.Usage {
			t.Errorf("%q: %q %v", id, got, err)
		}
	}
	_, st, err := r.load(t.Context(), "latest")
	if err != nil {
		t.Fatal(err)
	}
	entry := breach.Entry{Body: breach.Looked{Asked: 1}}
	if err := r.add(t.Context(), st, entry); err != nil {
		t.Fatal(err)
	}
	if err := r.add(t.Context(), st, entry); fault.Of(err) != fault.Changed {
		t.Errorf("what was seen is old: %v", err)
	}
}
