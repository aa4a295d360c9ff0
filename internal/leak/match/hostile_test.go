package match_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

// TestHostileDumps: whatever stands in a dump, matching goes on, counts what it could not use, and says nothing false.
func TestHostileDumps(t *testing.T) {
	l := newLab(t, world.Options{Seed: 12, People: 1500})
	var whole bytes.Buffer
	truth, err := l.WriteDump(&whole, world.Dump{Takes: []world.Take{{Store: world.CRM}}, At: l.Snapshots()[2], Keep: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(whole.String(), "\n")
	head, rows := lines[0], lines[1:len(lines)-1]
	sjis, err := japanese.ShiftJIS.NewEncoder().String(strings.Join(rows[:50], ""))
	if err != nil {
		t.Fatal(err)
	}
	mixed := head
	for i, r := range rows {
		if i%2 == 0 {
			r, _ = japanese.ShiftJIS.NewEncoder().String(r)
		}
		mixed += r
	}
	r := rand.New(rand.NewPCG(5, 6))
	broken := bytes.Clone(whole.Bytes())
	for range len(broken) / 200 {
		broken[r.IntN(len(broken))] = byte(r.Uint32())
	}
	shifted := head + strings.Join(rows[:200], "")
	for _, line := range rows[200:] {
		f := strings.Split(line, ",")
		shifted += strings.Join(append([]string{"x"}, f[:len(f)-1]...), ",") + "\n"
	}
	for name, c := range map[string]struct {
		data    []byte
		matched float64 // share of the persons that are recognised at least
	}{
		"columns that shift in the middle": {[]byte(shifted), 0.9},
		"charsets mixed by the line":       {[]byte(mixed), 0.4},
		"another charset behind the first": {[]byte(whole.String() + sjis), 0.95},
		"bytes at random":                  {broken, 0.5},
		"quoted rubbish":                   {[]byte(head + `"unclosed, "" quote` + "\n" + strings.Join(rows, "")), 0},
		"rubbish amid the rows":            {[]byte(head + strings.Join(rows[:300], "") + strings.Repeat("\x00\xff\x1b[31m,,,\n", 100) + strings.Join(rows[300:], "")), 0.9},
		"cut short":                        {whole.Bytes()[:whole.Len()/2], 0.4},
		"nothing":                          {nil, 0},
		"one byte":                         {[]byte{0}, 0},
		"one row":                          {[]byte(head + rows[0]), 0},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := match.Run(t.Context(), l.options(), memory{"dump.csv", c.data}, "dump\x1b[2J<script>.csv")
			if err != nil {
				t.Fatal(err)
			}
			m := &res.Match
			var known int64
			if m.People.Matched != nil {
				known = *m.People.Matched
			}
			if float64(known) < c.matched*float64(truth.Matched) {
				t.Errorf("%d of %d persons are recognised; %d records, %d unusable, %s", known, truth.Matched, m.Records, m.Unusable, m.Ours.Verdict)
			}
			if known > int64(truth.Matched) {
				t.Errorf("%d persons are recognised, there are %d", known, truth.Matched)
			}
			if len(m.Harm) != len(leak.Levels) {
				t.Errorf("harm %+v", m.Harm)
			}
			out, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range truth.Values {
				if len(v.Text) > 12 && strings.Contains(v.Text, "@") && bytes.Contains(out, []byte(v.Text)) {
					t.Fatalf("the verdict holds a %s", v.Kind)
				}
			}
		})
	}
}

// TestBombsAreRefused: an archive that explodes is told as refused, and what stands beside it is judged.
func TestBombsAreRefused(t *testing.T) {
	l := newLab(t, world.Options{Seed: 12, People: 600})
	var csv, archive bytes.Buffer
	if _, err := l.WriteDump(&csv, world.Dump{Takes: []world.Take{{Store: world.Shop}}, At: l.Snapshots()[1]}); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&archive)
	for name, do := range map[string]func(add func([]byte)){
		"a.csv": func(add func([]byte)) { add(csv.Bytes()) },
		"bomb.csv": func(add func([]byte)) {
			zero := make([]byte, 1<<20)
			for range 300 {
				add(zero)
			}
		},
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		do(func(p []byte) {
			if _, err := w.Write(p); err != nil {
				t.Fatal(err)
			}
		})
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	o := l.options()
	o.Limits.Ratio = 100
	res, err := match.Run(t.Context(), o, memory{"dump.zip", archive.Bytes()}, "dump.zip")
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Match.Skipped) == 0 || res.Match.Ours.Verdict != leak.IsOurs {
		t.Errorf("%s, skipped %+v", res.Match.Ours.Verdict, res.Match.Skipped)
	}
}

// TestADamagedIndexNeverAnswers: a flipped byte in an index ends the matching with an error, or changes nothing of it.
func TestADamagedIndexNeverAnswers(t *testing.T) {
	l := newLab(t, world.Options{Seed: 13, People: 400})
	var dump bytes.Buffer
	if _, err := l.WriteDump(&dump, world.Dump{Takes: []world.Take{{Store: world.App}}, At: l.Snapshots()[2]}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(l.dir, l.stores[world.App].Name+".people")
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	judge := func() (string, error) {
		x, err := index.Open(path)
		if err != nil {
			return "", err
		}
		defer x.Close()
		o := l.options()
		o.Stores = []leak.Store{{Name: "app", Index: x}}
		res, err := match.Run(t.Context(), o, memory{"dump.csv", dump.Bytes()}, "dump.csv")
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%+v %v", res.Match.Ours.Verdict, *res.Match.People.Matched) + fmt.Sprint(res.Match.Origin[0].Changes), nil
	}
	want, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 9))
	found, flips := 0, 60
	if raced {
		flips = 15
	}
	for range flips {
		bad := bytes.Clone(sound)
		bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		switch got, err := judge(); {
		case err != nil:
			found++
		case got != want:
			t.Fatalf("a damaged index answers %s, a sound one %s", got, want)
		}
	}
	if found == 0 {
		t.Error("no damage was found")
	}
}
