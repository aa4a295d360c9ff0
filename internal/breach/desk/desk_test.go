package desk

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var asOf = time.Date(2026, 12, 5, 18, 0, 0, 0, time.UTC)

// registered is a case with three of four persons of a store; the second and third share a telephone.
func registered(t *testing.T) *Register {
	t.Helper()
	return registeredIn(t, t.TempDir())
}

func registeredIn(t *testing.T, dir string) *Register {
	t.Helper()
	k, err := pii.NewKey(bytes.Repeat([]byte{7}, pii.KeySize), "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	b, err := index.NewBuilder(index.Options{Dir: dir, Store: "crm", Key: k.ID(), At: asOf.AddDate(0, -1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	var fields [4]uint8
	h := k.Hasher()
	for i, f := range []pii.Kind{pii.AccountID, pii.EmailAddress, pii.PhoneNumber, pii.PersonName} {
		if fields[i], err = b.Field(f.String(), f); err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range [][4]string{{"M-100001", "hanako@example.jp", "090-0000-0001", "山田花子"}, {"M-100002", "jiro@example.jp", "090-0000-0002", "佐藤次郎"}, {"M-100003", "yuki@example.jp", "090-0000-0002", "佐藤雪"}, {"M-100004", "ken@example.jp", "090-0000-0004", "鈴木健"}} {
		var news []index.New
		for f, v := range p {
			kind := []pii.Kind{pii.AccountID, pii.EmailAddress, pii.PhoneNumber, pii.PersonName}[f]
			news = append(news, index.New{FP: index.Cut(h.Fingerprint(kind.Info().Class, []byte(v))), Field: fields[f]})
		}
		if err := b.Add(index.FP{byte(i + 1)}, news); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "crm.people")
	if _, err := b.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	_ = b.Close()
	x, err := index.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	stores := []leak.Store{{Name: "crm", Index: x}}
	row := func(mail string) uint32 {
		f, err := x.Find(index.Cut(h.Fingerprint(pii.ClassEmail, []byte(mail))), nil)
		if err != nil || len(f) != 1 {
			t.Fatal(f, err)
		}
		return f[0].Row
	}
	one, two, three := row("hanako@example.jp"), row("jiro@example.jp"), row("yuki@example.jp")
	laid, _ := member.Lay(stores, []*breach.Persons{{Store: "crm", Snapshots: 1, Groups: []breach.Group{{Kinds: []pii.Kind{pii.PersonName, pii.CreditCardNumber}, Rows: []uint32{one}}}},
		{Store: "crm", Snapshots: 1, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress, pii.PersonName}, Rows: []uint32{min(two, three), max(two, three)}}}}})
	return &Register{Case: "2026-0007", Key: k, Members: laid, Stores: stores, AsOf: asOf, Unknown: []law.Text{{EN: "shop: no index", JA: "shop：索引なし"}}}
}

func TestAsk(t *testing.T) {
	r := registered(t)
	for _, c := range []struct{ value, want string }{
		{"hanako@example.jp", "affected [PERSON_NAME CREDIT_CARD_NUMBER] [crm]"},
		{" Ｈanako＠example.jp ", "affected [PERSON_NAME CREDIT_CARD_NUMBER] [crm]"},
		{"０９０－００００－０００１", "affected [PERSON_NAME CREDIT_CARD_NUMBER] [crm]"},
		{"０９０ー００００ー０００１", "affected [PERSON_NAME CREDIT_CARD_NUMBER] [crm]"},
		{"m100001", "affected [PERSON_NAME CREDIT_CARD_NUMBER] [crm]"},
		{"jiro@example.jp", "affected [PERSON_NAME EMAIL_ADDRESS] [crm]"},
		{"09000000002", "several [] []"},
		{"ken@example.jp", "not_known [] []"},
		{"M-100004", "not_known [] []"},
		{"nobody@example.jp", "no_such [] []"},
		{"M-999999", "no_such [] []"},
	} {
		a, err := r.Ask([]byte(c.value))
		if got := fmt.Sprintf("%s %v %v", a.Verdict, a.Kinds, a.Stores); got != c.want || err != nil || len(a.Unknown) != 1 || a.AsOf != asOf {
			t.Errorf("%q: %s, want %s: %v", c.value, got, c.want, err)
		}
	}
	for _, v := range []string{"", "  ", "山田花子", "Yamada Hanako", "東京都千代田区丸の内1-1-1", "12", "x\xffy123", strings.Repeat("1", 321), "1234\x00"} {
		a, err := r.Ask([]byte(v))
		if fault.Of(err) != fault.Usage || a.Verdict == Affected || v != "" && len(v) > 3 && strings.Contains(err.Error(), v) {
			t.Errorf("%q: %v %v", v, a.Verdict, err)
		}
	}
}

// TestLimit: a minute's worth at once, then one by one; one who asks much holds up nobody else until all together ask too much.
func TestLimit(t *testing.T) {
	now := asOf
	l := newLimiter(Limits{Each: 3, All: 5}, func() time.Time { return now })
	ask := func(who string, n int) (passed int) {
		for range n {
			if _, ok := l.take(who); ok {
				passed++
			}
		}
		return passed
	}
	got := []int{ask("a", 5), ask("b", 5), ask("c", 1)}
	until, ok := l.take("a")
	if d := cmp.Diff([]int{3, 2, 0}, got); d != "" || ok || until.Before(now.Add(20*time.Second)) || until.After(now.Add(22*time.Second)) {
		t.Error(d, ok, until.Sub(now))
	}
	now = until
	got = []int{ask("a", 5), ask("c", 5)}
	if d := cmp.Diff([]int{1, 0}, got); d != "" {
		t.Error(d)
	}
	now = now.Add(-time.Hour) // a clock that is set back gives nothing
	if ask("c", 1) != 0 {
		t.Error("by setting the clock back")
	}
	now = now.Add(2 * time.Minute)
	if n := ask("c", 9); n != 3 {
		t.Error(n)
	}
}

func TestTokens(t *testing.T) {
	list, err := ParseTokens("# desk\nmori " + strings.Repeat("a", 20) + "\n\n" + strings.Repeat("b", 24) + "\n")
	if err != nil || len(list) != 2 || list[0].Name != "mori" || list[1].Name != "desk-2" || list[0].Sum == list[1].Sum {
		t.Errorf("%+v %v", list, err)
	}
	for _, s := range []string{"", "# x", "kaki-short", "a b " + strings.Repeat("c", 30)} {
		if _, err := ParseTokens(s); err == nil || strings.Contains(err.Error(), "kaki") {
			t.Errorf("%q: %v", s, err)
		}
	}
	if a, b := NewToken(), NewToken(); a == b || len(a) < MinToken {
		t.Error(a, b)
	}
}

// TestDamaged: whatever of the index is damaged, somebody who is affected is never told that she is not.
func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	r := registeredIn(t, dir)
	whole, err := os.ReadFile(filepath.Join(dir, "crm.people"))
	if err != nil {
		t.Fatal(err)
	}
	const value = "hanako@example.jp"
	refused := 0
	for at := 0; at < len(whole); at += 512 {
		path := filepath.Join(t.TempDir(), "crm.people")
		bad := bytes.Clone(whole)
		bad[at] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		x, err := index.Open(path)
		if err != nil {
			continue
		}
		stores := []leak.Store{{Name: "crm", Index: x}}
		d := *r
		d.Stores = stores
		d.Members, _ = member.Lay(stores, []*breach.Persons{{Store: "crm", Snapshots: 1, All: true, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress}}}}})
		a, err := d.Ask([]byte(value))
		switch {
		case err != nil:
			refused++
		case a.Verdict != Affected:
			t.Errorf("byte %d: %s", at, a.Verdict)
		}
		_ = x.Close()
	}
	if refused == 0 {
		t.Error("no damage was met")
	}
}
