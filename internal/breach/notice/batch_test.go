package notice

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// memory is a source of one body in memory.
type memory struct{ name, data string }

func (m memory) Name() string { return m.name }
func (m memory) Close() error { return nil }
func (m memory) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		yield(source.Unit{Name: m.name, Size: int64(len(m.data))}, nil)
	}
}
func (m memory) Open(context.Context, source.Unit) (*source.Body, error) {
	r := strings.NewReader(m.data)
	return &source.Body{Body: content.Body{Name: m.name, Size: int64(len(m.data)), R: r, At: r},
		Changed: func() bool { return false }, Close: func() error { return nil }}, nil
}

func key(t testing.TB) *pii.Key {
	t.Helper()
	k, err := pii.NewKey(bytes.Repeat([]byte{7}, pii.KeySize), "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// store indexes the snapshots of a store, one after the other.
func store(t testing.TB, name, by string, snapshots ...string) leak.Store {
	t.Helper()
	k := key(t)
	path := filepath.Join(t.TempDir(), name+".people")
	e := engine.New(engine.Config{Detectors: detectors.All(), Key: k, Run: k})
	for i, data := range snapshots {
		var former *index.Index
		if i > 0 {
			var err error
			if former, err = index.Open(path); err != nil {
				t.Fatal(err)
			}
		}
		b, err := index.NewBuilder(index.Options{Dir: filepath.Dir(path), Memory: 8 << 20, Former: former, Store: name, Key: k.ID(), At: time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = snapshot.Take(t.Context(), snapshot.Options{Sources: []source.Source{memory{name + ".csv", data}}, Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: t.TempDir(), Key: by}, b); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Write(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		_ = b.Close()
	}
	x, err := index.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return leak.Store{Name: name, Index: x}
}

// rowOf is the row of a person in a store, by what tells her apart there.
func rowOf(t testing.TB, s leak.Store, value string) uint32 {
	t.Helper()
	held, err := snapshot.Who([]leak.Store{s}, key(t), []byte(value))
	if err != nil {
		t.Fatal(err)
	}
	rows := snapshot.Rows(held, s.Name)
	if len(rows) != 1 {
		t.Fatalf("%q is %d persons", value, len(rows))
	}
	return rows[0]
}

const crmHead = "会員番号,氏名,メールアドレス,電話番号\n"

var (
	crmThen = crmHead + "M0000001,山田 太郎,taro.yamada@example.jp,090-0000-0001\nM0000002,山田 花子,yamada.kazoku@example.jp,090-0000-0002\nM0000003,山田 次郎,yamada.kazoku@example.jp,090-0000-0003\nM0000004,佐藤 一郎,ichiro.sato@example.jp,090-0000-0004\n" +
		"M0000005,鈴木 春子,old.address@example.jp,090-0000-0005\n"
	crmNow = crmHead + "M0000001,山田 太郎,taro.yamada@example.jp,090-0000-0001\nM0000002,山田 花子,yamada.kazoku@example.jp,090-0000-0002\nM0000003,山田 次郎,yamada.kazoku@example.jp,090-0000-0003\nM0000004,佐藤 一郎,ichiro.sato@example.jp,090-0000-0004\n" +
		"M0000006,高橋 夏子,old.address@example.jp,090-0000-0006\n"
	shop = "会員番号,氏名,メールアドレス,クレジットカード番号\nM0000001,田中 実,minoru.tanaka@example.jp,4111111111111111\nM0000009,山田 太郎,taro.yamada@example.jp,5555555555554444\n"
)

// world is two stores and a case of both.
func world(t testing.TB) (*Cast, []leak.Store) {
	t.Helper()
	crm, s := store(t, "crm", "会員番号", crmThen, crmNow), store(t, "shop", "会員番号", shop)
	row := func(m string) uint32 { return rowOf(t, crm, m) }
	mails := []uint32{row("M0000001"), row("M0000002"), row("M0000004"), row("M0000005")}
	slices.Sort(mails)
	c, err := NewCast([]*breach.Persons{
		{Store: "crm", Snapshots: 2, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress}, Rows: mails}}},
		{Store: "crm", Snapshots: 2, Groups: []breach.Group{{Kinds: []pii.Kind{pii.PhoneNumber}, Rows: []uint32{row("M0000001")}}}},
		{Store: "shop", Snapshots: 1, All: true, Groups: []breach.Group{{Kinds: []pii.Kind{pii.CreditCardNumber}}}},
	}, []leak.Store{s, crm})
	if err != nil {
		t.Fatal(err)
	}
	return c, []leak.Store{crm, s}
}

func TestCast(t *testing.T) {
	c, stores := world(t)
	if n := c.People(); n != 6 {
		t.Errorf("%d persons", n)
	}
	want := map[Kinds]int64{set(pii.EmailAddress): 3, set(pii.EmailAddress, pii.PhoneNumber): 1, set(pii.CreditCardNumber): 2}
	if d := cmp.Diff(want, c.Groups()); d != "" {
		t.Error(d)
	}
	if _, err := NewCast([]*breach.Persons{{Store: "gone"}}, stores); fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), "gone") {
		t.Error(err)
	}
	if _, err := NewCast([]*breach.Persons{{Store: "crm", Groups: []breach.Group{{Kinds: []pii.Kind{pii.Age}, Rows: []uint32{9999}}}}}, stores); fault.Of(err) != fault.Unreadable {
		t.Error(err)
	}
}

func TestFind(t *testing.T) {
	c, _ := world(t)
	j := NewJoiner(c, key(t), "2026-0007")
	id := func(s string) Key { return Key{pii.AccountID, []byte(s)} }
	mail := func(s string) Key { return Key{pii.EmailAddress, []byte(s)} }
	name := func(s string) Key { return Key{pii.PersonName, []byte(s)} }
	phone := func(s string) Key { return Key{pii.PhoneNumber, []byte(s)} }
	some := func(kinds ...pii.Kind) Kinds { return set(kinds...) }
	for _, tt := range []struct {
		what  string
		keys  []Key
		kinds Kinds
		why   Reason
	}{
		{"her number and her address", []Key{id("M0000004"), mail("ichiro.sato@example.jp")}, some(pii.EmailAddress), 0},
		{"an address in two stores: one person, all her items", []Key{mail("Taro.Yamada@example.jp")}, some(pii.EmailAddress, pii.PhoneNumber, pii.CreditCardNumber), 0},
		{"a number that is two persons' in two stores", []Key{id("M0000001")}, 0, Ambiguous},
		{"the same, and a name tells whose", []Key{id("M0000001"), name("山田太郎")}, some(pii.EmailAddress, pii.PhoneNumber), 0},
		{"the same, and the other's address", []Key{id("M0000001"), mail("minoru.tanaka@example.jp")}, some(pii.CreditCardNumber), 0},
		{"a number that tells nobody's from two, and an address of a third", []Key{id("M0000001"), mail("ichiro.sato@example.jp")}, 0, Ambiguous},
		{"a family's address", []Key{mail("yamada.kazoku@example.jp")}, 0, Ambiguous},
		{"a family's address and a name", []Key{mail("yamada.kazoku@example.jp"), name("山田　花子")}, some(pii.EmailAddress), 0},
		{"a family's address and the phone of who is not concerned", []Key{mail("yamada.kazoku@example.jp"), phone("09000000003")}, 0, Elsewhere},
		{"an address that is another's now", []Key{mail("old.address@example.jp")}, 0, Elsewhere},
		{"who left is found by her number", []Key{id("M0000005")}, some(pii.EmailAddress), 0},
		{"nobody", []Key{id("M7777777")}, 0, Unknown},
		{"nothing", []Key{{pii.AccountID, nil}}, 0, NoKey},
		{"no key", nil, 0, NoKey},
		{"a column of which nothing is known", []Key{{pii.None, []byte("m-0000004")}}, some(pii.EmailAddress), 0},
		{"the same, an address", []Key{{pii.None, []byte("ichiro.sato@example.jp")}}, some(pii.EmailAddress), 0},
	} {
		refs, kinds, why, err := j.Find(tt.keys)
		if err != nil || kinds != tt.kinds || why != tt.why || (len(refs) > 0) != (why == 0) {
			t.Errorf("%s: %v %v %v, want %v %v", tt.what, kinds.List(), why, err, tt.kinds.List(), tt.why)
		}
	}
}

// TestUnknownItems: whoever is of the case is one of its persons also where nobody knows yet which of her data it is: counted, and never called not
// concerned.
func TestUnknownItems(t *testing.T) {
	crm := store(t, "crm", "会員番号", crmThen, crmNow)
	for name, set := range map[string]*breach.Persons{
		"of some":      {Store: "crm", Snapshots: 2, Groups: []breach.Group{{Rows: []uint32{rowOf(t, crm, "M0000004")}}}},
		"of everybody": {Store: "crm", Snapshots: 2, All: true},
	} {
		c, err := NewCast([]*breach.Persons{set}, []leak.Store{crm})
		if err != nil {
			t.Fatal(err)
		}
		if c.People() == 0 {
			t.Errorf("%s: nobody is of the case", name)
		}
		j := NewJoiner(c, key(t), "2026-0007")
		if _, _, why, err := j.Find([]Key{{pii.AccountID, []byte("M0000004")}}); why != NoKinds || !why.Wrong() || err != nil {
			t.Errorf("%s: %v, %v", name, why, err)
		}
		if p, kinds, err := j.Persons([]byte("ichiro.sato@example.jp")); len(p) != 1 || kinds != 0 || err != nil {
			t.Errorf("%s: proof: %d persons, %v, %v", name, len(p), kinds.List(), err)
		}
	}
}

func TestPersons(t *testing.T) {
	c, _ := world(t)
	j := NewJoiner(c, key(t), "2026-0007")
	for value, want := range map[string]int{"taro.yamada@example.jp": 2, "yamada.kazoku@example.jp": 1, "09000000004": 1, "M0000003": 0, "山田太郎": 0, "": 0} {
		if p, _, err := j.Persons([]byte(value)); len(p) != want || err != nil {
			t.Errorf("%q: %d persons, want %d: %v", value, len(p), want, err)
		}
	}
	refs, _, _, err := j.Find([]Key{{pii.AccountID, []byte("M0000004")}})
	if err != nil {
		t.Fatal(err)
	}
	p := j.Person(refs[0])
	if other := NewJoiner(c, key(t), "2026-0008"); other.Person(refs[0]) == p {
		t.Error("a person has one name in two cases")
	}
	if j.LetterID("N1", p) == j.LetterID("N2", p) || len(j.LetterID("N1", p)) != 32 {
		t.Error("a letter has one name in two batches")
	}
}

func tableOf(t testing.TB, name, data string, c Columns, post bool) *Table {
	k := key(t)
	return &Table{Sources: []source.Source{memory{name, data}}, Engine: engine.New(engine.Config{Detectors: detectors.All(), Key: k, Run: k}), Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: t.TempDir(), Columns: c, Post: post}
}

// TestRead: columns are recognised by what they hold, or named; whatever the form of the file.
func TestRead(t *testing.T) {
	row := []string{"M0000001", "山田 太郎", "taro.yamada@example.jp", "090-0000-0001", "592-8348", "大阪府堺市西区浜寺諏訪森町中8-3-12", "ja"}
	names := []string{"会員番号", "氏名", "メールアドレス", "電話番号", "郵便番号", "住所", "言語"}
	var csvText, jsonText strings.Builder
	fmt.Fprintln(&csvText, strings.Join(names, ","))
	for range 3 {
		fmt.Fprintln(&csvText, strings.Join(row, ","))
		jsonText.WriteString("{")
		for i := range names {
			if i > 0 {
				jsonText.WriteString(",")
			}
			fmt.Fprintf(&jsonText, "%q:%q", names[i], row[i])
		}
		jsonText.WriteString("}\n")
	}
	x := excelize.NewFile()
	for i, r := range [][]string{names, row, row, row} {
		if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	var sheet bytes.Buffer
	if err := x.Write(&sheet); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"a.xlsx": sheet.String(), "a.csv": csvText.String(), "a.ndjson": jsonText.String(), "a.tsv": strings.ReplaceAll(csvText.String(), ",", "\t")} {
		for _, post := range []bool{false, true} {
			var got []string
			was, err := tableOf(t, name, data, Columns{Key: "会員番号"}, post).Read(t.Context(), func(r *Recipient) error {
				got = append(got, fmt.Sprintf("%d %s %s|%s|%s|%s|%s|%s", r.Row, r.Keys[0].Text, r.Email, r.Name, r.Lang, r.Postal, strings.Join(r.Address, "/"), fmt.Sprint(r.Header)))
				return nil
			})
			want := fmt.Sprintf("1 %s %s|山田 太郎|ja|592-8348|%s|true", row[0], row[2], row[5])
			if err != nil || was.Rows != 3 || len(got) != 3 || got[0] != want {
				t.Errorf("%s, post %v: %v %+v\n%v\nwant %s", name, post, err, was, got, want)
			}
		}
	}
	late := "{\"id\":\"M0000001\"}\n" + strings.Repeat("{\"id\":\"M0000001\",\"x\":\"1\",\"mail\":\"a.b@example.jp\"}\n", 40_000) + strings.Repeat("{\"id\":\"M0000001\",\"y\":\"2\",\"mail\":\"a.b@example.jp\"}\n", 40_000)
	mails := 0
	if _, err := tableOf(t, "a.ndjson", late, Columns{Key: "id", Email: "mail"}, false).Read(t.Context(), func(r *Recipient) error {
		if string(r.Email) == "a.b@example.jp" {
			mails++
		}
		return nil
	}); err != nil || mails != 80_000 {
		t.Errorf("%d addresses of 80000: %v", mails, err)
	}
	for what, c := range map[string]struct {
		data string
		cols Columns
		says string
	}{
		"no such column":   {csvText.String(), Columns{Key: "番号"}, "会員番号"},
		"no address":       {"会員番号,氏名\nM0000001,山田 太郎\n", Columns{}, "--email"},
		"two addresses":    {"メール,緊急連絡先メール\na.b@example.jp,c.d@example.jp\ne.f@example.jp,g.h@example.jp\n", Columns{}, "name one by --email"},
		"not a list":       {"これは文章です。\n", Columns{}, "no table"},
		"nothing in it":    {"", Columns{}, "no table"},
		"names are no key": {"氏名,住所\n山田 太郎,大阪府堺市西区浜寺諏訪森町中8-3-12\n", Columns{}, "no table"},
	} {
		_, err := tableOf(t, "a.csv", c.data, c.cols, false).Read(t.Context(), func(*Recipient) error { return nil })
		if fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "example") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestBatch: who gets a letter, who does not and why, and what changes once some were told.
func TestBatch(t *testing.T) {
	c, _ := world(t)
	data := "会員番号,氏名,メールアドレス,国\nM0000002,山田 花子,bad address,JP\nM0000002,山田 花子,yamada.kazoku@example.jp,JP\nM0000002,山田 花子,yamada.kazoku@example.jp,JP\nM0000004,Ichiro Sato,ichiro.sato@example.jp,US\nM0000003,山田 次郎,yamada.kazoku@example.jp,JP\nM7777777,誰か,nobody@example.jp,JP\nM0000005,鈴木 春子,,JP\n"
	j, err := journal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	b := &Batch{Case: "2026-0007", ID: "N1", Table: tableOf(t, "r.csv", data, Columns{Key: "会員番号"}, false), Cast: c, Key: key(t), Lang: "ja", Journal: j}
	plan := func(want string) *Plan {
		t.Helper()
		p, err := b.Plan(t.Context())
		got := fmt.Sprintf("letters %d, told %d, without %d, %v", p.Letters, p.Told, p.Without, p.Reasons)
		if err != nil || got != want {
			t.Errorf("%s %v\nwant %s", got, err, want)
		}
		return p
	}
	p := plan("letters 2, told 0, without 4, map[not_in_case:1 duplicate:1 unknown:1 no_address:1 bad_address:1]")
	if p.Langs["en"] != 1 || p.Langs["ja"] != 1 || len(p.Samples) != 2 || strings.Contains(p.Samples[0].To+p.Samples[0].Name, "kazoku") || p.Samples[0].Row != 2 {
		t.Errorf("%+v", p)
	}
	var to []Addressee
	if err := b.Send(t.Context(), func(a *Addressee) error { to = append(to, *a); return nil }); err != nil || len(to) != 2 {
		t.Fatal(len(to), err)
	}
	now := time.Now()
	for i, fate := range []journal.Fate{journal.Sent, journal.Uncertain} {
		if err := j.Intend(&journal.Letter{Persons: to[i].Persons, Row: to[i].Row, At: now}); err != nil {
			t.Fatal(err)
		}
		if err := j.Done(journal.Outcome{Person: to[i].Persons[0], Fate: fate, At: now}); err != nil {
			t.Fatal(err)
		}
	}
	plan("letters 0, told 1, without 4, map[not_in_case:1 duplicate:1 told:1 unknown:1 no_address:1 bad_address:1 uncertain:1]")
	b.Doubtful = true
	plan("letters 1, told 1, without 4, map[not_in_case:1 duplicate:1 told:1 unknown:1 no_address:1 bad_address:1]")
	if err := j.Bounced(journal.Outcome{Person: to[0].Persons[0], Fate: journal.Failed, At: now}); err != nil {
		t.Fatal(err)
	}
	b.Failed = true
	plan("letters 2, told 0, without 4, map[not_in_case:1 duplicate:1 unknown:1 no_address:1 bad_address:1]")
}
