//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// file writes a file by a function.
func file(t *testing.T, path string, do func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := do(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestADumpIsRecognised goes the whole way: indices of three stores at four times, a dump of one of them, what is said of it,
// and nothing of it left behind in clear.
func TestADumpIsRecognised(t *testing.T) {
	w := world.New(world.Options{Seed: 8, People: 2500})
	dir, home, left := t.TempDir(), filepath.Join(t.TempDir(), "home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	said := map[string][]byte{}
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, args...)
		if status != want {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		said[fmt.Sprint(len(said), " ", args[:2])] = []byte(out + errs)
		return out
	}
	for s, store := range w.Stores {
		for i, at := range w.Snapshots() {
			csv := file(t, filepath.Join(dir, store.Name+".csv"), func(o io.Writer) error { return w.WriteSnapshot(o, s, i) })
			run(cli.StatusDone, "people", "snapshot", csv, "--as", store.Name, "--key", store.Columns[0].Name, "--as-of", at.Format("2006-01-02T15:04:05Z07:00"))
		}
	}
	at := w.Snapshots()[1].AddDate(0, 2, 11)
	var truth world.Truth
	dump := file(t, filepath.Join(dir, "offer.sql"), func(o io.Writer) (err error) {
		truth, err = w.WriteDump(o, world.Dump{Takes: []world.Take{{Store: world.Shop}}, At: at, Format: "mysqldump", Shuffle: true, Keep: 1 << 20})
		return err
	})
	claim := filepath.Join(dir, "claim.yaml")
	if err := os.WriteFile(claim, []byte("seller: shinobi99\nprice: {amount: 10, currency: BTC}\ncount: 20000000\nposted: 2024-02-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "html"} {
		for _, lang := range []string{"ja", "en"} {
			run(cli.StatusDone, "match", dump, "--format", format, "--claim", claim, "--lang", lang)
		}
	}
	var got struct{ Match leak.Match }
	if err := json.Unmarshal([]byte(run(cli.StatusDone, "match", dump, "--format", "json", "--remember")), &got); err != nil {
		t.Fatal(err)
	}
	m := &got.Match
	if m.Format != "mysqldump" || m.Genuine.Verdict != "genuine" || m.Ours.Verdict != "ours" || len(m.Origin) == 0 || m.Origin[0].Store != "shop" {
		t.Errorf("%s, %s, %s, %+v", m.Format, m.Genuine.Verdict, m.Ours.Verdict, m.Origin)
	} else if o := m.Origin[0]; o.After == nil || !o.After.Equal(w.Snapshots()[1]) || o.Before == nil || !o.Before.Equal(w.Snapshots()[2]) {
		t.Errorf("taken between %v and %v, in truth at %v", o.After, o.Before, at)
	}
	if p := m.People; p.Likely == nil || int(*p.Likely) != truth.Persons || p.Matched == nil || int(*p.Matched) != truth.Matched {
		t.Errorf("people %+v, in truth %d, of ours %d", p, truth.Persons, truth.Matched)
	}
	again := run(cli.StatusDone, "match", dump, "--format", "json")
	if !strings.Contains(again, `"recycled":[{`) {
		t.Error("a dump that was remembered is not recognised")
	}
	var kept struct {
		Persons map[string]struct{ Rows []uint32 }
	}
	if err := json.Unmarshal([]byte(run(cli.StatusDone, "match", "export", "latest", "--for", "case")), &kept); err != nil || len(kept.Persons["shop"].Rows) != truth.Matched {
		t.Errorf("export: %v, %d persons", err, len(kept.Persons["shop"].Rows))
	}
	run(cli.StatusDone, "match", "list")
	run(cli.StatusDone, "people", "stats")
	run(cli.StatusDone, "people", "verify")
	run(cli.StatusDone, "people", "export", "--store", "shop")
	var mail string
	for _, v := range truth.Values {
		if strings.Contains(v.Text, "@") {
			mail = v.Text
			break
		}
	}
	if out := run(cli.StatusDone, "people", "who", mail); !strings.Contains(out, "shop") {
		t.Errorf("who: %s", out)
	}
	run(cli.StatusDone, "people", "forget", mail)
	if out := run(cli.StatusDone, "people", "who", mail); !strings.Contains(out, "In none of 3 stores") {
		t.Errorf("forgotten, and yet: %s", out)
	}
	var planted []zerotest.Planted
	for _, v := range truth.Values {
		if v.Kind != pii.StreetAddress || strings.ContainsAny(v.Text, "0123456789０１２３４５６７８９") { // a prefecture alone is nobody's
			planted = append(planted, zerotest.Planted(v))
		}
	}
	zerotest.Check(t, []string{home, home + ".key", left}, said, planted)
}
