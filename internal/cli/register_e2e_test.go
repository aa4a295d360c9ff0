//go:build unix

package cli_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// csvRows reads a CSV file of the world.
func csvRows(t *testing.T, path string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// auditLine is one line of inventory check as JSON.
type auditLine struct {
	Exposure *struct {
		ID, Object, Severity, What string
		People                     *int64
		Records                    int64
		New                        bool
	}
	Unknown *struct{ System, About, Why, Detail string }
	Summary *struct{ Systems, New, Unknown int }
}

func readTold(t *testing.T, out string) (all []auditLine) {
	t.Helper()
	for line := range strings.Lines(out) {
		var x auditLine
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, x)
	}
	return all
}

// TestWhoIsKeptTooLong goes the whole way: a club that keeps who left, a backup of the customers with people who are
// customers no more, a copy for development; what is said of them, and nothing of it left behind in clear.
func TestWhoIsKeptTooLong(t *testing.T) {
	people := 2500
	if underRace {
		people = 700
	}
	today := time.Now().In(world.Japan).Truncate(24 * time.Hour)
	var days []time.Time
	for _, ago := range []int{1100, 800, 500, 40} {
		days = append(days, today.AddDate(0, 0, -ago))
	}
	w := world.New(world.Options{Seed: 21, People: people, Snapshots: days})
	dir, home, left := t.TempDir(), filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		said[fmt.Sprint(len(said), " ", args[:2])] = []byte(out + errs)
		if status != want {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		return out
	}
	sub := func(name string) string {
		d := filepath.Join(dir, name)
		if err := os.MkdirAll(d, 0o700); err != nil {
			t.Fatal(err)
		}
		return d
	}
	crm := file(t, filepath.Join(sub("crm"), "kokyaku.csv"), func(o io.Writer) error { return w.WriteSnapshot(o, world.CRM, 3) })
	backup := file(t, filepath.Join(sub("backup"), "kokyaku.csv"), func(o io.Writer) error { return w.WriteSnapshot(o, world.CRM, 0) })
	app := file(t, filepath.Join(sub("app"), "member.csv"), func(o io.Writer) error { return w.WriteSnapshot(o, world.App, 3) })
	var truth world.Truth
	file(t, filepath.Join(sub("dev"), "seed.csv"), func(o io.Writer) (err error) {
		truth, err = w.WriteDump(o, world.Dump{Takes: []world.Take{{Store: world.CRM, Of: 0.3}}, At: days[2].AddDate(0, 0, 30), Foreign: 0.5, Shuffle: true, Keep: 1 << 20})
		return err
	})

	// Who left, by the register of those who did: the backup's customers who are none today.
	now := map[string]bool{}
	for _, r := range csvRows(t, crm)[1:] {
		now[r[0]] = true
	}
	list, gone := "顧客番号,理由\n", 0
	for _, r := range csvRows(t, backup)[1:] {
		if !now[r[0]] {
			list, gone = list+r[0]+",解約\n", gone+1
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "left.csv"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	// Members who left more than 600 days ago, by their date; and who left at all, by their flag.
	rows := csvRows(t, app)
	flag, day := slices.Index(rows[0], "taikai_flg"), slices.Index(rows[0], "taikai_bi")
	before := time.Now().AddDate(0, 0, -600)
	before = time.Date(before.Year(), before.Month(), before.Day(), 0, 0, 0, 0, time.UTC)
	var past, still int64
	for _, r := range rows[1:] {
		at, err := time.Parse(time.RFC3339, r[day])
		switch {
		case err == nil && at.Before(before):
			past++
			still++
		case r[flag] == "1" && err != nil:
			still++
		}
	}

	run(cli.StatusDone, "scan", dir)
	conf := home + ".key"
	if err := os.WriteFile(filepath.Join(conf, "tsutsumi.yaml"), fmt.Appendf(nil, `sources:
  - {name: crm, target: %[1]s/crm, country: JP, owner: 営業部長, retention: {keep: 5y, from: 更新日}}
  - {name: club, target: %[1]s/app, country: JP, key: kaiin_no, retention: {keep: 600d, from: taikai_bi}, withdrawn: [{column: taikai_flg, values: ["1"]}]}
  - {name: backup, target: %[1]s/backup, country: JP, key: 顧客番号, copy_of: crm, withdrawn: [{target: %[1]s/left.csv, key: 顧客番号}]}
  - {name: crm-dev, target: %[1]s/dev, country: JP, development: true, copy_of: crm}
  - {name: gone, target: %[1]s/nowhere, country: JP, retention: {keep: 1y, from: x}}
policy: {}
`, dir), 0o600); err != nil {
		t.Fatal(err)
	}

	// Nothing was read and there is no index: unknown, never none.
	all := readTold(t, run(cli.StatusDone, "inventory", "check", "--format", "json"))
	if n := count(all, "", "not_read"); n != 7 {
		t.Errorf("%d questions wait for a reading, want 7", n)
	}
	all = readTold(t, run(cli.StatusPartly, "inventory", "check", "--people", "--format", "json"))
	for _, system := range []string{"backup", "crm-dev"} {
		if count(all, system, "no_index") != 1 {
			t.Errorf("%s: no index, and it is not told", system)
		}
	}
	if count(all, "gone", "no_source") != 1 || count(all, "gone", "not_scanned") != 1 {
		t.Error("a source that is not there is not told")
	}

	for i, at := range days {
		snap := file(t, filepath.Join(t.TempDir(), "kokyaku.csv"), func(o io.Writer) error { return w.WriteSnapshot(o, world.CRM, i) })
		run(cli.StatusDone, "people", "snapshot", snap, "--as", "crm", "--key", "顧客番号", "--as-of", at.Format(time.RFC3339))
	}
	all = readTold(t, run(cli.StatusFindings, "inventory", "check", "--people", "--format", "json", "--fail-on", "high"))
	for _, c := range []struct {
		id, object string
		people     int64
	}{
		{"register-retention", "club", past}, {"register-withdrawn", "club", still}, {"register-withdrawn", "backup", int64(gone)},
		{"register-gone-in-copy", "backup ← crm", int64(gone)}, {"register-production-in-development", "crm-dev ← crm", int64(truth.Matched)},
	} {
		found := false
		for _, x := range all {
			if x.Exposure != nil && x.Exposure.ID == c.id && x.Exposure.Object == c.object {
				found = true
				if n := x.Exposure.People; n == nil || *n != c.people {
					t.Errorf("%s of %s: %v people, in truth %d", c.id, c.object, deref(n), c.people)
				}
			}
		}
		if !found && c.people > 0 {
			t.Errorf("%s of %s is not told", c.id, c.object)
		}
	}
	if past < 10 || gone < 10 || truth.Matched < 50 {
		t.Errorf("the world has too little to tell: %d past, %d gone, %d in development", past, gone, truth.Matched)
	}
	for _, lang := range []string{"ja", "en"} {
		run(cli.StatusPartly, "inventory", "check", "--people", "--lang", lang)
		run(cli.StatusDone, "inventory", "map", "--lang", lang)
		run(cli.StatusDone, "inventory", "map", "--format", "html", "--lang", lang)
	}
	run(cli.StatusPartly, "inventory", "check", "--people", "--accept")
	all = readTold(t, run(cli.StatusPartly, "inventory", "check", "--people", "--format", "json", "--fail-on", "new"))
	for _, x := range all {
		if x.Exposure != nil && x.Exposure.New {
			t.Errorf("%s of %s is new, and was accepted", x.Exposure.ID, x.Exposure.Object)
		}
	}
	// What was not read this time is not closed.
	if out := run(cli.StatusDone, "inventory", "check", "--format", "json"); strings.Contains(out, `"closed":`) {
		t.Errorf("closed without a look: %s", out)
	}
	run(cli.StatusDone, "inventory", "export", "--lang", "ja")

	var planted []zerotest.Planted
	for _, v := range truth.Values {
		if v.Kind != pii.StreetAddress || strings.ContainsAny(v.Text, "0123456789０１２３４５６７８９") {
			planted = append(planted, zerotest.Planted(v))
		}
	}
	for i, name := range rows[0] {
		for _, kind := range []struct {
			column string
			kind   pii.Kind
		}{{"mail", pii.EmailAddress}, {"keitai", pii.PhoneNumber}} {
			for _, r := range rows[1:] {
				if name == kind.column && r[i] != "" {
					planted = append(planted, zerotest.Planted{Kind: kind.kind, Text: r[i]})
				}
			}
		}
	}
	zerotest.Check(t, []string{home, conf, left}, said, planted)
}

func deref(n *int64) any {
	if n == nil {
		return "unknown"
	}
	return *n
}

// count counts the questions that could not be answered for a reason; system "" is any.
func count(all []auditLine, system, why string) (n int) {
	for _, x := range all {
		if x.Unknown != nil && x.Unknown.Why == why && (system == "" || x.Unknown.System == system) {
			n++
		}
	}
	return n
}
