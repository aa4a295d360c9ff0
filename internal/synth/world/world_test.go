package world

import (
	"bytes"
	stdcsv "encoding/csv"
	"fmt"
	"io"
	"math"
	"testing"
	"time"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, Japan)
	if err != nil {
		panic(err)
	}
	return t
}

// table is a CSV by header, rows by column name.
func table(t *testing.T, data []byte, comma rune) []map[string]string {
	t.Helper()
	r := stdcsv.NewReader(bytes.NewReader(data))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, v := range row {
			m[rows[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

func snapshot(t *testing.T, w *World, store, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.WriteSnapshot(&b, store, n); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func dump(t *testing.T, w *World, d Dump) ([]byte, Truth) {
	t.Helper()
	var b bytes.Buffer
	tr, err := w.WriteDump(&b, d)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), tr
}

func TestSame(t *testing.T) {
	a, b := New(Options{Seed: 3, People: 500}), New(Options{Seed: 3, People: 500})
	for s := range a.Stores {
		if !bytes.Equal(snapshot(t, a, s, 1), snapshot(t, b, s, 1)) {
			t.Errorf("%s differs from itself", a.Stores[s].Name)
		}
	}
	d := Dump{Seed: 5, Takes: []Take{{Store: CRM, Of: 0.5}, {Store: Shop, Of: 0.5}}, Foreign: 0.3, Corrupt: 0.1, Shuffle: true, Rename: true, Reformat: true, Duplicate: 0.1}
	one, _ := dump(t, a, d)
	if two, _ := dump(t, b, d); !bytes.Equal(one, two) {
		t.Error("a dump differs from itself")
	}
	if three, _ := dump(t, New(Options{Seed: 4, People: 500}), d); bytes.Equal(one, three) {
		t.Error("another seed makes the same dump")
	}
}

// TestRates lays each snapshot over the one before.
func TestRates(t *testing.T) {
	w := New(Options{Seed: 1, People: 8000})
	names := [][]string{{"住所", "携帯番号", "メールアドレス", "氏名", "顧客番号"}, {"street", "tel", "email", "last_name", "customer_id"}}
	for store, n := range names {
		before := map[string]map[string]string{}
		for k := range w.Snapshots() {
			now := map[string]map[string]string{}
			var changed [4]int
			joined, stayed := 0, 0
			for _, row := range table(t, snapshot(t, w, store, k), ',') {
				id := row[n[4]]
				now[id] = row
				old := before[id]
				if old == nil {
					joined++
					continue
				}
				stayed++
				for c := range changed {
					if old[n[c]] != row[n[c]] {
						changed[c]++
					}
				}
			}
			if k > 0 {
				near := func(what string, got int, want float64) {
					n := float64(len(before)) // four standard deviations, and the few who change and leave
					if g := float64(got) / n; math.Abs(g-want) > 4*math.Sqrt(want/n)+0.06*want {
						t.Errorf("%s snapshot %d: %s %.4f, want %.4f", w.Stores[store].Name, k, what, g, want)
					}
				}
				near("moved", changed[0], Usual.Move)
				near("new mobile", changed[1], Usual.Mobile)
				near("new mail", changed[2], Usual.Email)
				near("married", changed[3], Usual.Marry)
				near("joined", joined, Usual.Join)
				near("left", len(before)-stayed, Usual.Leave)
			}
			before = now
		}
	}
}

// TestFlag: who leaves the app stays in it, with a flag and the day.
func TestFlag(t *testing.T) {
	w := New(Options{Seed: 1, People: 8000})
	left, all := 0, 0
	for k := range w.Snapshots() {
		rows, n := table(t, snapshot(t, w, App, k), ','), 0
		for _, r := range rows {
			if (r["taikai_flg"] == "1") != (r["taikai_bi"] != "") {
				t.Fatal("a flag without a day, or a day without")
			}
			if r["taikai_flg"] == "1" {
				n++
			}
		}
		if k > 0 {
			if rate := float64(n-left) / float64(all-left); math.Abs(rate-Usual.Leave) > 0.012 || len(rows) <= all {
				t.Errorf("snapshot %d: %.4f left; %d rows, %d before", k, rate, len(rows), all)
			}
		}
		left, all = n, len(rows)
	}
}

// TestWorlds: two organisations number their customers alike, but share no other value, or a phone number by chance.
func TestWorlds(t *testing.T) {
	a := table(t, snapshot(t, New(Options{Seed: 1, People: 4000}), CRM, 0), ',')
	for seed := uint64(2); seed < 5; seed++ {
		b := table(t, snapshot(t, New(Options{Seed: seed, People: 4000}), CRM, 0), ',')
		for column, most := range map[string]int{"メールアドレス": 0, "携帯番号": 4, "口座番号": 20} {
			mine, n := accounts(a, column), 0
			for _, r := range b {
				n += min(1, mine[r[column]])
			}
			if n > most {
				t.Errorf("seed %d: %d values of %s", seed, n, column)
			}
		}
		mine, n := accounts(a, "顧客番号"), 0
		for _, r := range b {
			n += mine[r["顧客番号"]]
		}
		if n == 0 {
			t.Error("no account number in both")
		}
	}
}

// TestInstant: a dump of the instant of a snapshot is the snapshot; the day before, it has fewer changes.
func TestInstant(t *testing.T) {
	w := New(Options{Seed: 2, People: 1000})
	for store := range w.Stores {
		for k, at := range w.Snapshots() {
			want := bytes.ReplaceAll(snapshot(t, w, store, k), []byte("\r"), nil)
			got, tr := dump(t, w, Dump{Takes: []Take{{Store: store}}, At: at})
			if !bytes.Equal(got, want) {
				t.Errorf("%s at snapshot %d is not the snapshot", w.Stores[store].Name, k)
			}
			if tr.After == nil || !tr.After.Equal(at) {
				t.Errorf("snapshot %d: after %v", k, tr.After)
			}
			if tr.Records != w.Size(store, at) {
				t.Errorf("%d records, size %d", tr.Records, w.Size(store, at))
			}
		}
	}
}

// TestTimes: nothing in a dump is later than it.
func TestTimes(t *testing.T) {
	w := New(Options{Seed: 2, People: 1000})
	for _, at := range []time.Time{day("2022-01-01"), day("2023-02-01"), day("2023-07-07"), day("2024-12-31"), day("2027-01-01")} {
		data, tr := dump(t, w, Dump{Takes: []Take{{Store: Shop}}, At: at, Foreign: 0.2})
		for _, row := range table(t, data, ',') {
			for _, c := range []string{"created_at", "updated_at"} {
				if v := row[c]; v > at.Format(time.DateTime) || v < row["created_at"] {
					t.Fatalf("%s %s in a dump of %s", c, v, at)
				}
			}
		}
		if at.Before(w.Snapshots()[0]) != (tr.After == nil) || at.After(w.Snapshots()[3]) != (tr.Before == nil) {
			t.Errorf("%v: window %v to %v", at, tr.After, tr.Before)
		}
	}
}

func TestFormats(t *testing.T) {
	w := New(Options{Seed: 2, People: 300, MyNumber: true})
	for _, f := range Formats() {
		data, tr := dump(t, w, Dump{Format: f})
		if len(data) == 0 || tr.Records == 0 {
			t.Errorf("%s: nothing", f)
		}
	}
	if _, err := w.WriteDump(io.Discard, Dump{Format: "pdf"}); err == nil {
		t.Error("a format that is none")
	}
}

func BenchmarkSnapshot(b *testing.B) {
	w := New(Options{Seed: 1, People: 100_000})
	for b.Loop() {
		if err := w.WriteSnapshot(io.Discard, CRM, 3); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleWorld_WriteDump() {
	w := New(Options{Seed: 1, People: 2000})
	tr, _ := w.WriteDump(io.Discard, Dump{At: w.Snapshots()[2], Foreign: 0.5})
	fmt.Println(tr.Matched == tr.Records/2, tr.Genuine)
	// Output: true genuine
}
