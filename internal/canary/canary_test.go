package canary

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func keys(t testing.TB, b byte) Keys {
	t.Helper()
	secret := bytes.Repeat([]byte{b}, pii.KeySize)
	inv, err := pii.NewKey(secret, "canary")
	if err != nil {
		t.Fatal(err)
	}
	prints, err := pii.NewKey(secret, "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	return Keys{inv, prints}
}

var now = time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)

func order(store, copy string, n int) Order {
	return Order{Spot: Spot{store, copy, "example.jp"}, Number: n, Now: now}
}

func plant(t *testing.T, dir string, k Keys, o Order) []Person {
	t.Helper()
	_, persons, err := Plant(dir, k, o)
	if err != nil {
		t.Fatal(err)
	}
	return persons
}

// TestRecipe pins what recipe 1 makes. If it fails, whoever planted persons cannot see them again: make a new recipe.
func TestRecipe(t *testing.T) {
	want := Person{Number: 7, Surname: "広瀬", Given: "優斗", SurnameKana: "ヒロセ", GivenKana: "ユウト", Email: "yuto.hirose6333@example.jp",
		Phone: "070-0090-4577", Postal: "590-0011", Prefecture: "大阪府", City: "堺市堺区", Town: "香ヶ丘町3-93-99", Birth: "1979-08-27",
		Account: "pxumt8s7k2qp"}
	got := invent(keys(t, 1).Invent.Hasher(), Spot{"crm", "contractor-a", "example.jp"}, 7)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPersons(t *testing.T) {
	h := keys(t, 2).Invent.Hasher()
	address := regexp.MustCompile(`[1-3]-[89]\d-[6-9]\d$`)
	phone := regexp.MustCompile(`^0[79]0-0\d{3}-\d{4}$`)
	mail := regexp.MustCompile(`^[a-z][a-z._-]*\d{4,6}@example\.jp$`)
	account := regexp.MustCompile(`^[a-z2-9]{12}$`)
	for n := 1; n <= 2000; n++ {
		p := invent(h, Spot{"s", "c", "example.jp"}, n)
		switch {
		case !address.MatchString(p.Address()), !phone.MatchString(p.Phone), !mail.MatchString(p.Email), !account.MatchString(p.Account),
			p.Surname == "" || p.Given == "" || p.SurnameKana == "" || p.GivenKana == "", p.Birth < "1948" || p.Birth >= "2003":
			t.Fatalf("%+v", p)
		}
		for _, f := range fields {
			if _, err := japanese.ShiftJIS.NewEncoder().String(f.of(&p)); err != nil {
				t.Fatalf("%s of %+v is not for Shift_JIS", f.name, p)
			}
		}
	}
}

// TestForeign: another store, copy, number or key makes another person, and a name's end cannot pass for another's beginning.
func TestForeign(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range []byte{1, 2} {
		h := keys(t, k).Invent.Hasher()
		for _, s := range []Spot{{"ab", "c", "example.jp"}, {"a", "bc", "example.jp"}, {"a", "b", "example.jp"}} {
			for n := 1; n <= 100; n++ {
				p := invent(h, s, n)
				if seen[p.Email] || seen[p.Account] {
					t.Fatalf("key %d, %v, %d: the same as another", k, s, n)
				}
				seen[p.Email], seen[p.Account] = true, true
			}
		}
	}
}

func TestPlant(t *testing.T) {
	dir, k := t.TempDir(), keys(t, 1)
	a := plant(t, dir, k, order("crm", "a", 5))
	b := plant(t, dir, k, order("crm", "b", 3))
	if _, _, err := Plant(dir, k, order("crm", "a", 1)); fault.Of(err) != fault.Usage {
		t.Errorf("a twin was planted: %v", err)
	}
	more := order("crm", "a", 2)
	more.Again = true
	c := plant(t, dir, k, more)
	if c[0].Number != 6 {
		t.Errorf("the next number is %d", c[0].Number)
	}
	r, err := Load(dir, k)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Plantings("")
	if len(all) != 3 || len(r.Plantings("crm")) != 3 || len(r.Plantings("other")) != 0 {
		t.Fatalf("%d plantings", len(all))
	}
	for i, want := range [][]Person{a, b, c} {
		got, err := r.Persons(all[i])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	text, err := os.ReadFile(path(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range a {
		for _, f := range fields {
			if v := f.of(&p); len(v) > 4 && bytes.Contains(text, []byte(v)) {
				t.Errorf("the registry holds a %s in clear", f.name)
			}
		}
	}
	if n, err := Forget(dir, k, "crm", "a"); n != 7 || err != nil {
		t.Errorf("forgot %d: %v", n, err)
	}
	if _, err := Forget(dir, k, "crm", "a"); fault.Of(err) != fault.Usage {
		t.Errorf("forgot twice: %v", err)
	}
	if st, err := os.Stat(path(dir)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
}

func TestOrders(t *testing.T) {
	for name, o := range map[string]Order{
		"no store": order("", "a", 1), "no copy": order("s", "", 1), "blank": order("s", "a ", 1), "newline": order("s", "a\nb", 1), "escape": order("s\x1b[31m", "a", 1),
		"bidi": order("s", "a\u202eb", 1), "utf-8": order("s", "\xff", 1), "long": order("s", strings.Repeat("a", 101), 1),
		"none": order("s", "a", 0), "many": order("s", "a", MaxNumber+1), "domain": {Spot: Spot{"s", "a", ""}, Number: 1},
	} {
		dir := t.TempDir()
		if _, _, err := Plant(dir, keys(t, 1), o); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path(dir)); err == nil {
			t.Errorf("%s: a registry was made", name)
		}
	}
}

// TestTogether: of many writers at once none loses another's persons, and no two get one value.
func TestTogether(t *testing.T) {
	dir, k := t.TempDir(), keys(t, 1)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, _, err := Plant(dir, k, order("s", string(rune('a'+i)), 20)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	r, err := Load(dir, k)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[fingerprint]bool{}
	for _, p := range r.Plantings("") {
		for _, m := range p.Persons {
			if seen[m.Email] || seen[m.Phone] || seen[m.Account] {
				t.Error("one value of two persons")
			}
			seen[m.Email], seen[m.Phone], seen[m.Account] = true, true, true
		}
	}
	if len(seen) != 3*160 {
		t.Errorf("%d values", len(seen))
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestBadRegistries(t *testing.T) {
	dir, k := t.TempDir(), keys(t, 1)
	plant(t, dir, k, order("crm", "a", 2))
	whole, err := os.ReadFile(path(dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, keys(t, 2)); fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), "another key") {
		t.Errorf("another key: %v", err)
	}
	for name, text := range map[string][]byte{
		"empty": nil, "truncated": whole[:len(whole)/2], "two": append(bytes.Clone(whole), whole...), "other": []byte(`[]`),
		"changed":   bytes.Replace(whole, []byte(`"copy": "a"`), []byte(`"copy": "b"`), 1),
		"nobody":    []byte(`{"version":1,"key":"` + k.Prints.ID() + `","plantings":[],"check":"00000000000000000000000000000000"}`),
		"version":   bytes.Replace(whole, []byte(`"version": 1`), []byte(`"version": 2`), 1),
		"unknown":   bytes.Replace(whole, []byte(`"version"`), []byte(`"x": 1, "version"`), 1),
		"deep":      bytes.Repeat([]byte("["), 1<<20),
		"long hash": bytes.Replace(whole, []byte(`"email": "`), []byte(`"email": "00`), 1),
	} {
		if err := os.WriteFile(path(dir), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir, k); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := Plant(dir, k, order("crm", "z", 1)); err == nil {
			t.Errorf("%s: planted over it", name)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".canaries-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSet(t *testing.T) {
	dir, k := t.TempDir(), keys(t, 1)
	a := plant(t, dir, k, order("crm", "a", 5))
	b := plant(t, dir, k, order("crm", "b", 5))
	r, err := Load(dir, k)
	if err != nil {
		t.Fatal(err)
	}
	s, h := r.Set(), k.Prints.Hasher()
	look := func(kind pii.Kind, v string) int {
		c := kind.Info().Class
		if i, ok := s.Look(c, h.Hash(c, []byte(v))); ok {
			return i
		}
		return -1
	}
	for i, list := range [][]Person{a, b} {
		for _, p := range list {
			got := []int{look(pii.EmailAddress, strings.ToUpper(p.Email)), look(pii.PhoneNumber, "+81 "+p.Phone[1:]), look(pii.PhoneNumber, strings.ReplaceAll(p.Phone, "-", "")),
				look(pii.AccountID, strings.ToUpper(p.Account)), look(pii.PersonName, p.Name())}
			if diff := cmp.Diff([]int{i, i, i, i, -1}, got); diff != "" {
				t.Error(diff)
			}
		}
	}
	if look(pii.EmailAddress, "hanako@example.jp") >= 0 || look(pii.PhoneNumber, "090-1111-2222") >= 0 {
		t.Error("somebody else is taken for planted")
	}
	if got := s.Planted()[1]; got != (Planted{"crm", "b", now, 5}) {
		t.Errorf("%+v", got)
	}
	if n := testing.AllocsPerRun(100, func() { s.Look(pii.ClassEmail, 42) }); n != 0 {
		t.Errorf("Look allocates %v times", n)
	}
}

func TestFind(t *testing.T) {
	dir, k := t.TempDir(), keys(t, 1)
	p := plant(t, dir, k, order("crm", "a", 1))[0]
	r, err := Load(dir, k)
	if err != nil {
		t.Fatal(err)
	}
	local, _, _ := strings.Cut(p.Email, "@")
	f := r.Set().Finder()
	for text, want := range map[string]int{
		"to=<" + p.Email + ">, relay=mx":                1,
		p.Email:                                         1,
		strings.ToUpper(p.Email) + ".":                  1,
		"mail%3A" + local + "%40example.jp&x":           1,
		"%3C" + local + "%40EXAMPLE.JP%3E":              1,
		`{"m":"\u003c` + p.Email + `\u003e"}`:           1,
		`first line\n` + p.Email + `\n`:                 1,
		local + "+news@example.jp":                      1,
		p.Email + ".evil.com":                           0,
		local + "@example.jpx":                          0,
		local + "@example.com":                          0,
		"x" + p.Email:                                   0,
		"hanako@example.jp @example.jp a@@example.jp @": 0,
		p.Email + "," + p.Email:                         2,
		strings.Repeat("a", 1000) + "@example.jp":       0,
	} {
		n := 0
		f.Find([]byte(text), func(i int) { n++ })
		if n != want {
			t.Errorf("%d in %q, want %d", n, text, want)
		}
	}
	text := []byte("to=<" + p.Email + ">")
	n := 0
	hit := func(int) { n++ }
	if allocs := testing.AllocsPerRun(100, func() { f.Find(text, hit) }); allocs != 0 {
		t.Errorf("Find allocates %v times", allocs)
	}
	empty := (&Registry{keys: k}).Set()
	empty.Finder().Find(text, func(int) { t.Error("an empty set finds") })
	if !empty.Empty() {
		t.Error("not empty")
	}
}

func TestWrite(t *testing.T) {
	persons := plant(t, t.TempDir(), keys(t, 1), order("crm", "a", 2))
	cols, err := Columns(`氏名=name,e"mail=email, phone_digits`)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteCSV(&b, persons, cols, true); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"氏名", `e"mail`, "phone_digits"}}
	for _, p := range persons {
		want = append(want, []string{p.Name(), p.Email, strings.ReplaceAll(p.Phone, "-", "")})
	}
	if diff := cmp.Diff(want, rows); diff != "" || !strings.HasPrefix(b.String(), "\ufeff") {
		t.Error(diff)
	}
	b.Reset()
	if err := WriteJSON(&b, persons, cols); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		var m map[string]string
		if err := json.Unmarshal([]byte(line), &m); err != nil || m[`e"mail`] != persons[i].Email {
			t.Errorf("%s: %v", line, err)
		}
	}
	b.Reset()
	if err := WriteSQL(&b, persons[:1], cols, "public.会 員"); err != nil {
		t.Fatal(err)
	}
	if want := `INSERT INTO public."会 員" ("氏名", "e""mail", phone_digits) VALUES ('` + persons[0].Name() + `', '`; !strings.HasPrefix(b.String(), want) {
		t.Errorf("%s", b.String())
	}
	if err := WriteSQL(&b, persons, cols, "a\nb"); fault.Of(err) != fault.Usage {
		t.Errorf("table: %v", err)
	}
	for _, list := range []string{"nonsense", "a=nonsense", "=name", "name,", "a\x1bb=name"} {
		if _, err := Columns(list); fault.Of(err) != fault.Usage {
			t.Errorf("%q: %v", list, err)
		}
	}
}

func FuzzRegistry(f *testing.F) {
	k := keys(f, 1)
	f.Add([]byte(`{"version":1,"key":"` + k.Prints.ID() + `","plantings":[{"store":"a","copy":"b","persons":[{"number":1}]}],"check":""}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := &Registry{keys: k}
		if err := r.decode(text); err == nil {
			r.Set()
		} else if fault.Of(err) != fault.Usage || len(r.plantings) > 0 {
			t.Errorf("%v, %d plantings", err, len(r.plantings))
		}
	})
}

func FuzzFind(f *testing.F) {
	dir := f.TempDir()
	k := keys(f, 1)
	_, persons, err := Plant(dir, k, order("crm", "a", 1))
	if err != nil {
		f.Fatal(err)
	}
	r, err := Load(dir, k)
	if err != nil {
		f.Fatal(err)
	}
	s := r.Set()
	f.Add([]byte("a@b"), []byte("%40example.jp"))
	f.Fuzz(func(t *testing.T, before, behind []byte) {
		fd := s.Finder()
		fd.Find(append(before, behind...), func(int) {})
		// Between signs of its own, an address is found whatever stands around.
		text := append(append(bytes.Clone(before), " <"+persons[0].Email+"> "...), behind...)
		n := 0
		fd.Find(text, func(int) { n++ })
		if n == 0 {
			t.Errorf("not found in %q", text)
		}
	})
}

func BenchmarkLook(b *testing.B) {
	dir, k := b.TempDir(), keys(b, 1)
	if _, _, err := Plant(dir, k, order("crm", "a", 1000)); err != nil {
		b.Fatal(err)
	}
	r, err := Load(dir, k)
	if err != nil {
		b.Fatal(err)
	}
	s, h := r.Set(), uint64(1)
	for b.Loop() {
		h = h*0x9e3779b97f4a7c15 + 1
		s.Look(pii.ClassEmail, h)
	}
}

func BenchmarkFind(b *testing.B) {
	dir, k := b.TempDir(), keys(b, 1)
	if _, _, err := Plant(dir, k, order("crm", "a", 100)); err != nil {
		b.Fatal(err)
	}
	r, err := Load(dir, k)
	if err != nil {
		b.Fatal(err)
	}
	for name, mail := range map[string]string{"elsewhere": "taro.yamada@example.com", "ours": "taro.yamada@example.jp"} {
		text := []byte(strings.Repeat("10234,山田 太郎,"+mail+",090-1234-5678,東京都港区赤坂1-2-3,%E5%B1%B1\n", 8000))
		b.Run(name, func(b *testing.B) {
			f := r.Set().Finder()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				f.Find(text, func(int) { b.Error("a hit") })
			}
		})
	}
}
