package world

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// accounts are the distinct values of a column.
func accounts(rows []map[string]string, column string) map[string]int {
	out := map[string]int{}
	for _, r := range rows {
		out[r[column]]++
	}
	return out
}

// TestTruth counts the bytes again, knowing nothing but the snapshot of the instant.
func TestTruth(t *testing.T) {
	w := New(Options{Seed: 7, People: 2000})
	at := w.Snapshots()[2]
	ours := accounts(table(t, snapshot(t, w, Shop, 2), ','), "customer_id")
	data, tr := dump(t, w, Dump{Seed: 1, Takes: []Take{{Store: Shop, Of: 0.5}}, At: at, Foreign: 0.4, Duplicate: 0.2, Shuffle: true})
	rows := table(t, data, ',')
	got := accounts(rows, "customer_id")
	matched, foreign, minors := 0, 0, 0
	regions, seen := map[string]int{}, map[string]bool{}
	for _, r := range rows {
		id := r["customer_id"]
		if ours[id] == 0 {
			foreign++
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		if ours[id] > 0 {
			matched++
		}
		regions[r["pref"]]++
		b, err := time.ParseInLocation(time.DateOnly, r["birthday"], Japan)
		if err != nil {
			t.Fatal(err)
		}
		if b.AddDate(18, 0, 0).After(at) {
			minors++
		}
	}
	if tr.Records != len(rows) || tr.Persons != len(got) || tr.Matched != matched || tr.Foreign != foreign {
		t.Errorf("truth %d records %d persons %d matched %d foreign; counted %d %d %d %d", tr.Records, tr.Persons, tr.Matched, tr.Foreign,
			len(rows), len(got), matched, foreign)
	}
	if n := len(ours); matched != (n+1)/2 && matched != n/2 {
		t.Errorf("%d matched of %d, want half", matched, n)
	}
	if tr.Persons != tr.Matched+tr.Strangers || tr.Stores[Shop].Persons != matched {
		t.Errorf("%d persons, %d matched, %d strangers, %d of the shop", tr.Persons, tr.Matched, tr.Strangers, tr.Stores[Shop].Persons)
	}
	if share := float64(foreign) / float64(len(rows)); math.Abs(share-0.4) > 0.03 {
		t.Errorf("foreign share %.3f", share)
	}
	if more := float64(len(rows)) / float64(len(got)); math.Abs(more-1.2) > 0.01 {
		t.Errorf("%.3f rows a person", more)
	}
	if m := tr.Minors(at); m != minors || minors == 0 {
		t.Errorf("minors %d, counted %d", m, minors)
	}
	for p, n := range tr.Regions {
		if regions[p.Name] != n {
			t.Errorf("%s: %d, counted %d", p.Name, n, regions[p.Name])
		}
	}
}

// TestAggregate: shares of the stores, and persons who stand in two of them.
func TestAggregate(t *testing.T) {
	w := New(Options{Seed: 7, People: 2500})
	data, tr := dump(t, w, Dump{Seed: 1, Takes: []Take{{Store: CRM, Of: 0.5}, {Store: Shop, Of: 0.5}, {Store: App, Of: 0.2, At: day("2023-05-01")}}, Shuffle: true})
	rows, by := table(t, data, ','), [3]int{}
	for _, r := range rows {
		switch id := r["user_id"]; {
		case strings.HasPrefix(id, "C-"):
			by[CRM]++
		case strings.HasPrefix(id, "M"):
			by[App]++
			if r["updated"] > "2023-05-01T" {
				t.Errorf("the app's rows were taken in May 2023, one is of %s", r["updated"])
			}
		default:
			by[Shop]++
		}
	}
	for s, n := range by {
		if f := tr.Stores[s]; f.Records != n || math.Abs(f.Share-float64(n)/float64(len(rows))) > 1e-9 || n == 0 {
			t.Errorf("%s: %d, counted %d of %d", f.Store, f.Records, n, len(rows))
		}
	}
	if tr.Persons >= tr.Records {
		t.Errorf("%d persons in %d records: nobody is in two stores", tr.Persons, tr.Records)
	}
	if a := tr.Stores[App]; !a.After.Equal(day("2023-04-01")) || !a.Before.Equal(day("2023-10-01")) {
		t.Errorf("window of the app %v %v", a.After, a.Before)
	}
	// In whole stores, 30 % of the shop's customers are in the CRM: e-mail or phone say so for most of them.
	crm, shop := table(t, snapshot(t, w, CRM, 0), ','), table(t, snapshot(t, w, Shop, 0), ',')
	phones, both, mail := map[string]string{}, 0, 0
	for _, r := range crm {
		phones[strings.ReplaceAll(r["携帯番号"], "-", "")] = r["メールアドレス"]
	}
	for _, r := range shop {
		if m, ok := phones[r["tel"]]; ok {
			both++
			if m != r["email"] {
				mail++
			}
		}
	}
	if share := float64(both) / float64(len(shop)); share < 0.24 || share > 0.32 || mail == 0 {
		t.Errorf("%.3f of the shop's customers are in the CRM, %d of them with another address of e-mail", share, mail)
	}
}

func TestMutations(t *testing.T) {
	w := New(Options{Seed: 7, People: 1500})
	plain, pt := dump(t, w, Dump{})
	rows := table(t, plain, ',')
	t.Run("shuffle", func(t *testing.T) {
		data, _ := dump(t, w, Dump{Shuffle: true})
		a, b := strings.Split(string(plain), "\n"), strings.Split(string(data), "\n")
		moved, set := 0, map[string]bool{}
		for i := range a {
			set[a[i]] = true
			if a[i] != b[i] {
				moved++
			}
		}
		for _, l := range b {
			if !set[l] {
				t.Fatal("a row that was not there")
			}
		}
		if len(a) != len(b) || moved < len(a)*9/10 {
			t.Errorf("%d of %d moved", moved, len(a))
		}
	})
	t.Run("subset", func(t *testing.T) {
		_, tr := dump(t, w, Dump{Takes: []Take{{Store: CRM, Of: 0.01}}})
		if want := int(float64(pt.Records)*0.01 + 0.5); tr.Records != want || tr.Matched != want {
			t.Errorf("%d of %d", tr.Records, pt.Records)
		}
	})
	t.Run("rename and drop", func(t *testing.T) {
		data, tr := dump(t, w, Dump{Rename: true, Drop: []Field{Email, Account, Birth}})
		head, _, _ := strings.Cut(string(data), "\n")
		names := strings.Split(head, ",")
		if len(names) != len(pt.Columns)-3 || len(tr.Births) != 0 || tr.Minors(tr.At) != 0 {
			t.Errorf("%d columns, births %d", len(names), len(tr.Births))
		}
		for i, n := range names {
			if n != tr.Columns[i].Name || strings.Contains(string(plain[:400]), ","+n+",") {
				t.Errorf("column %q", n)
			}
		}
	})
	t.Run("reformat", func(t *testing.T) {
		data, _ := dump(t, w, Dump{Seed: 3, Reformat: true})
		same := map[string]int{}
		for i, r := range table(t, data, ',') {
			if r["メールアドレス"] != rows[i]["メールアドレス"] {
				t.Fatal("another address of e-mail")
			}
			for k, v := range r {
				if v == rows[i][k] {
					same[k]++
				}
			}
		}
		for _, c := range []string{"フリガナ", "生年月日", "郵便番号", "携帯番号", "氏名"} {
			if same[c] > 0 {
				t.Errorf("%s: %d in the same form", c, same[c])
			}
		}
	})
	t.Run("corrupt", func(t *testing.T) {
		data, tr := dump(t, w, Dump{Corrupt: 0.1})
		differ := 0
		for i, r := range table(t, data, ',') {
			for k, v := range r {
				if v != rows[i][k] {
					differ++
				}
			}
		}
		if differ != tr.Spoilt || math.Abs(float64(differ)/float64(tr.Cells)-0.1) > 0.01 || tr.Genuine != "altered" {
			t.Errorf("%d differ, %d spoilt of %d, %s", differ, tr.Spoilt, tr.Cells, tr.Genuine)
		}
	})
	t.Run("scramble", func(t *testing.T) {
		data, tr := dump(t, w, Dump{Scramble: true})
		mail := map[string]string{}
		for _, r := range rows {
			mail[r["メールアドレス"]] = r["顧客番号"]
		}
		for _, r := range table(t, data, ',') {
			if id, ok := mail[r["メールアドレス"]]; !ok || id == r["顧客番号"] {
				t.Fatal("not another row's address of e-mail")
			}
		}
		if tr.Genuine != "altered" {
			t.Error(tr.Genuine)
		}
	})
	t.Run("foreign", func(t *testing.T) {
		for _, collide := range []bool{false, true} {
			data, tr := dump(t, w, Dump{Foreign: 1, Collide: collide})
			if tr.Matched != 0 || tr.Records != pt.Records || tr.Strangers != tr.Persons {
				t.Errorf("%+v", tr)
			}
			for _, c := range []string{"メールアドレス", "携帯番号", "顧客番号"} {
				mine, hit := accounts(rows, c), 0
				for _, r := range table(t, data, ',') {
					if mine[r[c]] > 0 {
						hit++
					}
				}
				if want := collide && c == "顧客番号"; want != (hit > 0) {
					t.Errorf("%s: %d of strangers are ours", c, hit)
				}
			}
		}
	})
	t.Run("strangers are people like ours", func(t *testing.T) {
		share := func(foreign float64) (abroad, left float64) {
			data, tr := dump(t, w, Dump{Takes: []Take{{Store: App}}, Foreign: foreign})
			for _, r := range table(t, data, ',') {
				abroad += float64(b2i(r["kokuseki"] != "JP")) / float64(tr.Records)
				left += float64(b2i(r["taikai_flg"] == "1")) / float64(tr.Records)
			}
			return abroad, left
		}
		a, l := share(0)
		if b, m := share(1); math.Abs(a-b) > 0.06 || math.Abs(l-m) > 0.06 || a == 0 || l == 0 {
			t.Errorf("from abroad %.3f of ours, %.3f of strangers; left %.3f and %.3f", a, b, l, m)
		}
		if _, tr := dump(t, w, Dump{Foreign: 1}); len(tr.Regions) > 47 {
			t.Errorf("%d regions of strangers in the CRM", len(tr.Regions))
		}
	})
	t.Run("plant", func(t *testing.T) {
		p := synth.New(9).Japanese()
		data, tr := dump(t, w, Dump{Plant: []synth.Person{p}})
		if tr.Planted != 1 || tr.Persons != pt.Persons || bytes.Count(data, []byte(p.Email)) != 1 {
			t.Errorf("planted %d", tr.Planted)
		}
	})
	t.Run("keep", func(t *testing.T) {
		data, tr := dump(t, w, Dump{Keep: 100, Corrupt: 0.3})
		if len(tr.Values) != 100 {
			t.Fatal(len(tr.Values))
		}
		for _, v := range tr.Values {
			if !bytes.Contains(data, []byte(v.Text)) {
				t.Errorf("a %v is not there", v.Kind)
			}
		}
	})
}

func TestInvented(t *testing.T) {
	w := New(Options{Seed: 7, People: 3000, MyNumber: true})
	for _, library := range []bool{false, true} {
		for s := range w.Stores {
			data, tr := dump(t, w, Dump{Takes: []Take{{Store: s}}, Invented: 300, Library: library})
			if tr.Records != 300 || tr.Persons != 300 || tr.Matched != 0 || tr.Genuine != "invented" || tr.After != nil {
				t.Errorf("%+v", tr)
			}
			ids, bad := 0, 0
			for _, r := range table(t, data, ',') {
				if id := r["mibun_bango"]; id != "" {
					ids++
					if len(id) != 18 || id[6:14] != r["seinengappi"] {
						bad++
					}
				}
			}
			if s == App && (ids == 0 || bad < ids*9/10) {
				t.Errorf("%d of %d identity numbers contradict the birth", bad, ids)
			}
		}
	}
}

func TestForms(t *testing.T) {
	w := New(Options{Seed: 7, People: 900})
	base := Dump{Takes: []Take{{Store: CRM}}, Seed: 1, Reformat: true}
	plain, tr := dump(t, w, base)
	want := table(t, plain, ',')
	read := map[string]func([]byte) int{
		"csv": func(b []byte) int { return len(table(t, b, ',')) },
		"tsv": func(b []byte) int { return len(table(t, b, '\t')) },
		"jsonl": func(b []byte) int {
			n := 0
			for line := range bytes.Lines(b) {
				var m map[string]any
				if err := json.Unmarshal(line, &m); err != nil {
					t.Fatal(err)
				}
				if m["顧客番号"] != want[n]["顧客番号"] || m["住所"] != want[n]["住所"] {
					t.Fatal("another row")
				}
				n++
			}
			return n
		},
		"hits": func(b []byte) int {
			n := 0
			for line := range bytes.Lines(b) {
				var m struct{ Source map[string]any }
				if err := json.Unmarshal(bytes.Replace(line, []byte("_source"), []byte("source"), 1), &m); err != nil || len(m.Source) == 0 {
					t.Fatal(err)
				}
				n++
			}
			return n
		},
		"mysqldump": func(b []byte) int {
			return bytes.Count(b, []byte("('C-")) + bytes.Count(b, []byte("(NULL,"))
		},
		"pgcopy": func(b []byte) int {
			_, body, _ := bytes.Cut(b, []byte("FROM stdin;\n"))
			body, _, _ = bytes.Cut(body, []byte("\\.\n"))
			return bytes.Count(body, []byte("\n"))
		},
		"xlsx": func(b []byte) int {
			z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
			if err != nil {
				t.Fatal(err)
			}
			f, err := z.Open("xl/worksheets/sheet1.xml")
			if err != nil {
				t.Fatal(err)
			}
			var o bytes.Buffer
			if _, err := o.ReadFrom(f); err != nil {
				t.Fatal(err)
			}
			return strings.Count(o.String(), "<row ") - 1
		},
	}
	for _, f := range Formats() {
		d := base
		d.Format = f
		data, _ := dump(t, w, d)
		if n := read[f](data); n != tr.Records {
			t.Errorf("%s: %d rows, want %d", f, n, tr.Records)
		}
	}
	d := base
	d.Charset = "shift_jis"
	data, _ := dump(t, w, d)
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(data)
	if err != nil || utf8.Valid(data) || len(table(t, text, ',')) != tr.Records {
		t.Errorf("shift_jis: %v", err)
	}
	for _, f := range []string{"mysqldump", "pgcopy"} {
		data, tr := dump(t, w, Dump{Format: f, Tables: true, Takes: []Take{{Store: CRM, Of: 0.5}, {Store: App}}})
		if n := bytes.Count(data, []byte("CREATE TABLE")); n != 2 || tr.Stores[App].Records == 0 || tr.Stores[CRM].Records == 0 {
			t.Errorf("%s: %d tables", f, n)
		}
	}
}
