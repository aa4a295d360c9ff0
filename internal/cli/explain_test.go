//go:build unix

package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// idOf is the ID of the first finding of a kind in a stream.
func idOf(t *testing.T, stream, kind string) string {
	t.Helper()
	for line := range strings.Lines(stream) {
		var m map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if f := m["finding"]; f != nil && f["kind"] == kind {
			return f["id"].(string)
		}
	}
	t.Fatalf("no finding of %s", kind)
	return ""
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestExplainFinding goes from a finding's ID to why it was found: by the inventory for text, by the file for a table.
func TestExplainFinding(t *testing.T) {
	dir, home := t.TempDir(), filepath.Join(t.TempDir(), "home")
	note, list := filepath.Join(dir, "note.txt"), filepath.Join(dir, "sub", "list.csv")
	write(t, note, "受付。\n担当の堤 花子様(hanako@example.jp)へ連絡。\n")
	write(t, list, "氏名,電話番号\n堤 花子,090-1111-2222\n川上 太郎,080-3333-4444\n")
	stream, errs, status := program(t, home, "scan", "--format", "json", dir)
	if status != cli.StatusDone {
		t.Fatalf("scan: status %d: %s", status, errs)
	}
	for _, c := range []struct {
		name   string
		args   []string
		status int
		out    string
		err    string
	}{
		{"text, by the inventory", []string{idOf(t, stream, "EMAIL_ADDRESS")}, cli.StatusDone, "Found: e-mail address", ""},
		{"by the beginning of the ID", []string{idOf(t, stream, "EMAIL_ADDRESS")[:8]}, cli.StatusDone, "line 2", ""},
		{"a table's is not kept", []string{idOf(t, stream, "PHONE_NUMBER")}, cli.StatusUsage, "", "--in"},
		{"a table's, by the target", []string{"--in", dir, idOf(t, stream, "PHONE_NUMBER")}, cli.StatusDone, "Found: phone number", ""},
		{"a table's, by the file", []string{"--in", list, idOf(t, stream, "PHONE_NUMBER")}, cli.StatusDone, "Found: phone number", ""},
		{"not in that file", []string{"--in", note, idOf(t, stream, "PHONE_NUMBER")}, cli.StatusUsage, "", "no such finding"},
		{"for machines", []string{"--format", "json", idOf(t, stream, "EMAIL_ADDRESS")}, cli.StatusDone, `"status":"reported"`, ""},
		{"unknown", []string{"0123456789abcdef"}, cli.StatusUsage, "", "no such finding"},
	} {
		out, errs, status := program(t, home, append([]string{"explain"}, c.args...)...)
		if status != c.status || !strings.Contains(out, c.out) || !strings.Contains(errs, c.err) {
			t.Errorf("%s: status %d, want %d\n%s%s", c.name, status, c.status, out, errs)
		}
		for _, secret := range []string{"hanako", "090-1111", "太郎", "花子"} {
			if strings.Contains(out+errs, secret) {
				t.Errorf("%s: a datum is shown in clear", c.name)
			}
		}
	}
	if err := os.Remove(note); err != nil {
		t.Fatal(err)
	}
	out, errs, status := program(t, home, "explain", idOf(t, stream, "EMAIL_ADDRESS"))
	if status != cli.StatusDone || !strings.Contains(out, "Found: e-mail address") || !strings.Contains(errs, "what the inventory keeps") {
		t.Errorf("of a file that is gone: status %d\n%s%s", status, out, errs)
	}
}

// TestAnswersHoldNothing is decision 13 for what explain and inventory say: none of it is a planted value in clear.
func TestAnswersHoldNothing(t *testing.T) {
	dir, r := estate(t)
	home := filepath.Join(t.TempDir(), "home")
	if _, errs, status := program(t, home, "scan", dir); status != cli.StatusDone && status != cli.StatusPartly {
		t.Fatalf("scan: status %d: %s", status, errs)
	}
	said := map[string][]byte{}
	ask := func(args ...string) string {
		out, errs, status := program(t, home, args...)
		if status == cli.StatusError {
			t.Errorf("%s: status %d: %s", strings.Join(args[:2], " "), status, errs)
		}
		said[strings.Join(args, " ")] = []byte(out + errs)
		return out
	}
	ask("inventory", "list", "--limit", "0")
	ask("inventory", "list", "--limit", "0", "--format", "csv")
	ask("inventory", "export", "--format", "csv")
	for line := range strings.Lines(ask("inventory", "list", "--limit", "0", "--format", "json")) {
		var m map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if m["part"] == nil {
			continue
		}
		name := m["part"]["part"].(string)
		ask("inventory", "show", name)
		at := filepath.Join(dir, name)
		for _, line := range []string{":2", ":5"} {
			ask("explain", at+line)
		}
	}
	planted := make([]zerotest.Planted, len(r.Values))
	for i, v := range r.Values {
		planted[i] = zerotest.Planted(v)
	}
	zerotest.Check(t, nil, said, planted)
}
