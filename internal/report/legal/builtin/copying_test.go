package builtin_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
)

// The web form's file is safe to open in a spreadsheet, and holds every entry once.
func TestCSV(t *testing.T) {
	in := full()
	b := beliefs{}
	for i, name := range []string{breach.Finder, breach.Damage, breach.Publication, breach.OtherText} {
		bad := []string{"=1+1", "+cmd", "@SUM(A1)", "-2"}[i]
		b.is(name, text(bad, bad), 2)
	}
	in.Believe = b.get
	d, err := builtin.Draft("web-form", in, "ja")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := legal.CSV(&out, d); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := len(legal.Entries(d)) + 1; len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	guarded := 0
	for _, row := range rows {
		for _, c := range row {
			if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet takes %.20q for a formula", c)
			}
			if strings.HasPrefix(c, "'=") || strings.HasPrefix(c, "'+") || strings.HasPrefix(c, "'@") || strings.HasPrefix(c, "'-") {
				guarded++
			}
		}
	}
	if guarded != 4 {
		t.Errorf("%d guarded cells, want the 4 that were planted", guarded)
	}
}

func TestJSON(t *testing.T) {
	in := full()
	forms := builtin.Catalogue()
	f, err := legal.Find(forms, "web-form")
	if err != nil {
		t.Fatal(err)
	}
	d := f.Draft(in, "en")
	var out bytes.Buffer
	if err := legal.JSON(&out, d, in, f); err != nil {
		t.Fatal(err)
	}
	fields := 0
	for line := range strings.Lines(out.String()) {
		var m map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &m); err != nil || len(m) != 1 {
			t.Fatalf("%v: %s", err, line)
		}
		if m["field"] != nil {
			fields++
		}
	}
	if fields != len(legal.Entries(d)) || !strings.HasPrefix(out.String(), `{"document":{"case":"2026-0007","form":"web-form","version":2`) {
		t.Errorf("%d fields: %.200s", fields, out.String())
	}
}
