package story

import (
	"crypto/cipher"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// teller is a detector with two rules.
type teller struct{ name string }

func (t teller) About() *watch.About {
	return &watch.About{Name: t.name, Rules: []watch.Rule{
		{Name: "many", Says: watch.Text{EN: "{who} read {people} persons of {store} from {country} ({times} times).", JA: "{who} が {country} から {store} の {people} 人分を読みました（{times} 回）。"}},
		{Name: "gone", Says: watch.Text{EN: "Then {rows} rows were deleted.", JA: "その後 {rows} 行が削除されました。"}},
	}}
}
func (teller) See(*watch.Access, watch.Out) {}
func (teller) Tick(int64, watch.Out)        {}
func (teller) Save(*watch.Encoder)          {}
func (teller) Load(*watch.Decoder) error    { return nil }

var at = time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC).UnixMicro()

func book() *Book {
	return NewBook(&watch.Settings{Secret: 3}, []watch.Detector{teller{"reads"}, teller{"deletes"}})
}

func many(who string, people int64, joins ...watch.ID) *watch.Signal {
	return &watch.Signal{Detector: "reads", Rule: "many", Key: watch.ID(len(who)), Joins: joins, Who: []byte(who), Origin: []byte("203.0.113.9"), First: at, Last: at + people, People: people, Rows: -1,
		Confidence: 0.9, Countries: [][2]byte{{'B', 'R'}}, Args: []watch.Arg{watch.Num("times", 12345)},
		Store: &watch.Store{Name: "crm: customers", Known: true, Kinds: []pii.Kind{pii.PersonName}, Weight: 1}}
}

func gone(joins ...watch.ID) *watch.Signal {
	return &watch.Signal{Detector: "deletes", Rule: "gone", Key: 1, Joins: joins, First: at + 60e6, Last: at + 61e6, People: -1, Rows: 77, Confidence: 0.9, Destroys: true}
}

func sealer(t *testing.T) cipher.AEAD {
	s, err := chacha20poly1305.NewX(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOneStory: signals of one principal are one alert that grows, whatever detector they are of.
func TestOneStory(t *testing.T) {
	b, seal := book(), sealer(t)
	b.Signal(many("tanaka", 500, 1))
	if n := len(b.Fresh(seal, time.UTC)); n != 1 {
		t.Fatal(n)
	}
	id := b.Alerts(seal, time.UTC)[0].ID
	b.Signal(many("tanaka", 510, 1))
	if n := len(b.Fresh(seal, time.UTC)); n != 0 {
		t.Error("told again for ten persons more")
	}
	b.Signal(many("tanaka", 5000, 1))
	b.Signal(gone(2, 1))
	fresh := b.Fresh(seal, time.UTC)
	if len(fresh) != 1 {
		t.Fatal(fresh)
	}
	a := fresh[0]
	if a.ID != id || a.Detector != "reads" || cmp.Diff([]string{"deletes"}, a.Also) != "" || *a.People != 5000 || *a.Rows != 77 || a.Severity != watch.High || a.Country != "BR" || len(a.Story) != 2 {
		t.Errorf("%+v", a)
	}
	if want := "* read 5,000 persons of crm: customers from Brazil (12,345 times)."; !strings.Contains(hide(a.Story[0].Text.EN), want) {
		t.Error(a.Story[0].Text.EN)
	}
	if want := " が ブラジル から crm: customers の 5,000 人分を読みました（12,345 回）。"; !strings.Contains(a.Story[0].Text.JA, want) {
		t.Error(a.Story[0].Text.JA)
	}
	for _, s := range []string{a.Principal, a.Origin, a.Story[0].Text.EN, string(a.Sealed)} {
		if strings.Contains(s, "tanaka") || strings.Contains(s, "203.0.113.9") {
			t.Errorf("in clear: %s", s)
		}
	}
	if c, err := Open(&a, seal); err != nil || c.Principal != "tanaka" || c.Origin != "203.0.113.9" {
		t.Error(c, err)
	}
	other := a
	other.ID = "0000000000000000"
	if _, err := Open(&other, seal); err == nil {
		t.Error("what was sealed of one alert was opened as another's")
	}
}

// hide takes the fingerprint out of a label.
func hide(s string) string {
	i, j := strings.IndexByte(s, '#'), strings.IndexByte(s, ' ')
	if i < 0 || j < i {
		return s
	}
	return s[:i] + s[j:]
}

// TestMerged: two stories become one when something that both have in common is seen.
func TestMerged(t *testing.T) {
	b := book()
	b.Signal(many("tanaka", 500, 1))
	b.Signal(many("suzuki_", 50, 2))
	if n := len(b.Alerts(nil, time.UTC)); n != 2 {
		t.Fatal(n)
	}
	b.Signal(gone(1, 2))
	all := b.Alerts(nil, time.UTC)
	if len(all) != 1 || len(all[0].Story) != 3 || *all[0].People != 500 || *all[0].PeopleMax != 550 {
		t.Errorf("%+v", all)
	}
	late := many("tanaka", 3, 1)
	late.Key, late.First, late.Last = 99, at+3*near, at+3*near
	b.Signal(late)
	if n := len(b.Alerts(nil, time.UTC)); n != 2 {
		t.Errorf("%d stories: days later it is another", n)
	}
}

func TestAttempts(t *testing.T) {
	try := gone(5)
	try.Attempt = true
	b := book()
	b.Signal(try)
	if b.Changed() || len(b.Alerts(nil, time.UTC)) != 0 {
		t.Error("an attempt alone was told")
	}
	b.Signal(many("tanaka", 500, 5))
	b.Signal(try)
	if all := b.Alerts(nil, time.UTC); len(all) != 1 || len(all[0].Story) != 2 || all[0].Severity != watch.Medium {
		t.Errorf("%+v", all)
	}
	b = book()
	b.Attempts = true
	b.Signal(try)
	if all := b.Alerts(nil, time.UTC); len(all) != 1 || all[0].Severity != watch.Info {
		t.Errorf("%+v", all)
	}
}

func TestSeverity(t *testing.T) {
	for _, c := range []struct {
		people     int64
		confidence float64
		weight     float64
		floor      watch.Severity
		want       watch.Severity
	}{
		{1, 0.9, 1, 0, watch.Low}, {150, 0.9, 1, 0, watch.Medium}, {150, 0.9, 5, 0, watch.High}, {5000, 0.9, 1, 0, watch.High}, {5000, 0.5, 1, 0, watch.Medium}, {5000, 0.2, 1, 0, watch.Low},
		{2_000_000, 0.9, 5, 0, watch.Critical}, {1, 0.2, 1, 0, watch.Info}, {1, 0.9, 1, watch.High, watch.High},
	} {
		if got := severity(&says{people: c.people, rows: -1, confidence: c.confidence, floor: c.floor}, c.weight); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestRemembered: a book that was written and read goes on alike.
func TestRemembered(t *testing.T) {
	b := book()
	b.Signal(many("tanaka", 500, 1))
	b.Fresh(nil, time.UTC)
	log := &watch.Log{Name: "a"}
	b.Gap(watch.Gap{Log: log, From: at, To: at + 5})
	var e watch.Encoder
	b.Save(&e)
	o, d := book(), &watch.Decoder{Buf: e.Buf}
	o.Load(d, func(string) *watch.Log { return log })
	if d.Err() != nil || len(d.Buf) > 0 {
		t.Fatal(d.Err(), len(d.Buf))
	}
	for _, x := range []*Book{b, o} {
		x.Gap(watch.Gap{Log: log, From: at, To: at + 9})
		x.Signal(gone(1))
		x.Signal(many("tanaka", 900, 1))
	}
	if d := cmp.Diff(b.Alerts(nil, time.UTC), o.Alerts(nil, time.UTC)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(b.Gaps(), o.Gaps()); d != "" || len(b.Gaps()) != 1 {
		t.Error(d)
	}
	for n := range len(e.Buf) {
		book().Load(&watch.Decoder{Buf: append([]byte(nil), e.Buf[:n]...)}, func(string) *watch.Log { return nil })
	}
}

// TestCurve: the number of persons only rises, the curve stays small, keeps its ends, and is there again in the next run, also in one
// that goes on from a state of before there were curves.
func TestCurve(t *testing.T) {
	b := book()
	for i := range int64(500) {
		b.Signal(many("tanaka", 10+10*i, 1))
		b.Signal(many("tanaka", 10, 1))
	}
	a := b.Alerts(nil, time.UTC)
	if len(a) != 1 || len(a[0].Curve) > watch.MaxCurve || len(a[0].Curve) < watch.MaxCurve/4 {
		t.Fatalf("%d alerts, a curve of %d", len(a), len(a[0].Curve))
	}
	c := a[0].Curve
	for i := 1; i < len(c); i++ {
		if !c[i].At.After(c[i-1].At) || c[i].People <= c[i-1].People {
			t.Fatalf("point %d: %v after %v", i, c[i], c[i-1])
		}
	}
	if c[0].People != 10 || c[len(c)-1].People != *a[0].People {
		t.Errorf("from %d to %d of %d", c[0].People, c[len(c)-1].People, *a[0].People)
	}
	var e, curves watch.Encoder
	b.Save(&e)
	b.saveCurves(&curves)
	old := e.Buf[:len(e.Buf)-len(curves.Buf)]
	for name, want := range map[string][]byte{"new": e.Buf, "old": old} {
		o, d := book(), &watch.Decoder{Buf: append([]byte(nil), want...)}
		o.Load(d, func(string) *watch.Log { return nil })
		got := o.Alerts(nil, time.UTC)
		if d.Err() != nil || len(got) != 1 || (len(got[0].Curve) == 0) != (name == "old") {
			t.Errorf("%s: %v, %d", name, d.Err(), len(got))
		}
	}
}

// TestBounded: however many stories there are, the oldest make room, and that is counted.
func TestBounded(t *testing.T) {
	b := book()
	for i := range mostStories + 500 {
		s := many("tanaka", 5, watch.ID(i+1))
		s.Key = watch.ID(i + 1)
		b.Signal(s)
	}
	if len(b.stories) != mostStories || b.Dropped != 500 || len(b.joins) != mostStories || len(b.said) != mostStories {
		t.Error(len(b.stories), b.Dropped, len(b.joins), len(b.said))
	}
}

// TestWhoStays: whom a story is about does not change with what its signals say later, whether it was written and read between or not.
func TestWhoStays(t *testing.T) {
	b := book()
	b.Signal(many("tanaka", 500, 1))
	first := b.Alerts(nil, time.UTC)[0].Principal
	again := many("tanaka", 600, 1)
	again.Who = []byte("suzuki")
	b.Signal(again)
	if got := b.Alerts(nil, time.UTC)[0].Principal; got != first {
		t.Errorf("%s became %s", first, got)
	}
}
