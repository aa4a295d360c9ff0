package index

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// TestForget: forgotten persons and snapshots are gone from every answer, and all others are as they were.
func TestForget(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			u := universe{rand.New(rand.NewPCG(seed, 9)), false}
			m, path := newModel(), filepath.Join(t.TempDir(), "s.people")
			const persons, snapshots = 60, 5
			for range snapshots {
				m.step(t, u, path, persons, 0)
			}
			before, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			rows := map[int]bool{}
			what := Forgetting{Row: func(row uint32) bool { return rows[int(row)] }, Memory: 1 << 10}
			for range 10 {
				rows[u.r.IntN(len(m.ids))] = true
			}
			if seed%2 == 0 {
				what.Snapshots = []int{1, 3}
			}
			if _, err := Forget(t.Context(), path, what); err != nil {
				t.Fatal(err)
			}
			x, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			if err := x.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			if x.Meta().Size > before.Size() {
				t.Error("the file grew")
			}
			left := func(snaps []int) (out []int) {
				for _, s := range snaps {
					if !slices.Contains(what.Snapshots, s) {
						n := s
						for _, gone := range what.Snapshots {
							if gone < s {
								n--
							}
						}
						out = append(out, n)
					}
				}
				return out
			}
			for f, snaps := range m.facts {
				if snaps = left(snaps); rows[m.ids[f.person]] || len(snaps) == 0 {
					delete(m.facts, f)
				} else {
					m.facts[f] = snaps
				}
			}
			for row, snaps := range m.seen {
				if m.seen[row] = left(snaps); rows[row] {
					m.seen[row] = nil
				}
			}
			for _, fp := range m.asked(u, persons) {
				facts, err := x.Find(fp, nil)
				if err != nil {
					t.Fatal(err)
				}
				want := slices.DeleteFunc(m.find(fp), func(p plainFact) bool { return p.Snaps == "[]" })
				if len(want) != len(facts) {
					t.Fatalf("%d facts, want %d", len(facts), len(want))
				}
				for i, f := range facts {
					if p := x.plain(f); !slices.Contains(want, p) {
						t.Fatalf("fact %d: %v, want one of %v", i, p, want)
					}
				}
			}
			for row, snaps := range m.seen {
				r, err := x.Row(uint32(row))
				if err != nil || strings.Trim(x.snaps(r.Interval), "[]") != strings.Trim(fmt.Sprint(snaps), "[]") {
					t.Fatalf("row %d: %v, %v, want %v", row, x.snaps(r.Interval), err, snaps)
				}
			}
		})
	}
}

func TestForgetErrors(t *testing.T) {
	path, _, _ := small(t)
	for _, s := range [][]int{{-1}, {3}, {0, 1, 2}} {
		if _, err := Forget(t.Context(), path, Forgetting{Snapshots: s}); fault.Of(err) != fault.Usage {
			t.Errorf("snapshots %v: %v", s, err)
		}
	}
}

// TestExport: a line a fact, in order, each of them JSON.
func TestExport(t *testing.T) {
	path, m, _ := small(t)
	x, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var out bytes.Buffer
	if err := x.Export(&out); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(&out)
	lines.Scan()
	var head struct{ Index Meta }
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil || head.Index.Store != "s" || len(head.Index.Snapshots) != 3 {
		t.Fatalf("%+v, %v", head, err)
	}
	n := 0
	for ; lines.Scan(); n++ {
		var line struct {
			Row      int
			Identity bool
			Field    string
			Kind     string
			FP       string
			Valid    []struct{ First, Last string }
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if len(line.FP) != 24 || len(line.Valid) == 0 || line.Identity == (line.Field != "") || line.Valid[0].First > line.Valid[0].Last {
			t.Fatalf("%+v", line)
		}
	}
	if n != len(m.facts)+len(m.ids) {
		t.Errorf("%d lines, want %d", n, len(m.facts)+len(m.ids))
	}
}
