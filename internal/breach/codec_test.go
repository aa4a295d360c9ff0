package breach

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func TestEncodeDecode(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(7, 7))}
	bodies := []Body{Opened{Title: "誤送信", Of: "2025-0001"}}
	for range 500 {
		bodies = append(bodies, m.body())
	}
	bodies = append(bodies, Drafted{Document: "jp", Files: []File{{Name: "a", Fields: map[string]string{"b": "1", "a": "<2>"}}}}, Submitted{Document: "d", To: "PPC", At: start})
	for _, e := range chained(t, bodies...) {
		e.Sealed = []byte{1, 2, 3}
		if err := Sign(&e, e.Prev, e.Before, testKey()); err != nil {
			t.Fatal(err)
		}
		b, err := Encode(&e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(b)
		if err != nil {
			t.Fatalf("%s: %v", e.Body.Type(), err)
		}
		if d := cmp.Diff(e, got); d != "" {
			t.Fatal(d)
		}
		again, err := Encode(&got)
		if err != nil || !bytes.Equal(b, again) {
			t.Fatalf("%s: other bytes for the same event (%v)", e.Body.Type(), err)
		}
	}
}

// TestCanonicalForm holds the form fast: whoever changes these bytes makes every chain that was signed invalid.
func TestCanonicalForm(t *testing.T) {
	at := time.Date(2026, 12, 4, 0, 0, 0, 0, time.UTC)
	e := chained(t, Added{ID: "E1", Sort: FromMatch, Name: "dump", Summary: law.Text{EN: "a", JA: "あ"}, Kinds: []Held{{Kind: pii.EmailAddress, People: n(3)}},
		People: Count{Likely: n(3)}, From: &at, Facts: []Fact{{Name: law.Viewed, Value: Value{Truth: law.Yes}, Status: Asserted, Source: "E1"}}})[0]
	body, err := EncodeBody(e.Body)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"E1","sort":"match","name":"dump","summary":{"en":"a","ja":"あ"},"kinds":[{"kind":"EMAIL_ADDRESS","values":null,"people":3}],` +
		`"people":{"max":null,"likely":3,"confirmed":null},"from":"2026-12-04T00:00:00Z","facts":[{"name":"viewed","value":{"truth":3},"status":"asserted","source":"E1"}]}`
	if d := cmp.Diff(want, string(body)); d != "" {
		t.Error(d)
	}
	if got, want := hex.EncodeToString(e.Hash[:]), "b4b319f1bc887e641dbe5d7cef14b9c7b1e53557998f2c72c04824d00e15bed0"; got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

func TestDecodeHostile(t *testing.T) {
	e := chained(t, Stated{Fact{Name: "outline", Value: Value{Text: &law.Text{EN: "x"}}, Status: Asserted, Source: "E1"}})[0]
	good, err := Encode(&e)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1
		if d, err := Decode(b); err == nil && (i < len(good)-signatureSize || d.Genuine(testKey().Public().(ed25519.PublicKey)) != SignFound) {
			t.Fatalf("a changed byte %d passes", i)
		}
		if _, err := Decode(good[:i]); err == nil {
			t.Fatalf("%d of %d bytes pass", i, len(good))
		}
	}
	if _, err := Decode(append(bytes.Clone(good), 0)); fault.Of(err) != fault.Unreadable {
		t.Error(err)
	}
	if _, err := Decode([]byte("tsutsumi case event 2\n")); !errors.Is(err, ErrNewer) || fault.Of(err) != fault.Usage {
		t.Error(err)
	}
	for text, newer := range map[string]bool{
		`{"name":"a","value":{},"status":"asserted","source":"E1","mood":"x"}`: true,
		`{"name":1}`: false, `{"name":"a"`: false, `{"name":"a"}{}`: false, ``: false, `[]`: false,
	} {
		_, err := DecodeBody("fact", []byte(text))
		if err == nil || errors.Is(err, ErrNewer) != newer {
			t.Errorf("%s: %v", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "mood") {
			t.Errorf("the error holds what was read: %v", err)
		}
	}
	if _, err := DecodeBody("levitated", []byte(`{}`)); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
	if _, err := DecodeBody("evidence", []byte(`{"id":"E1","kinds":[{"kind":"AURA"}]}`)); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
	if _, err := EncodeBody(&Closed{}); err == nil {
		t.Error("a pointer passes as a body")
	}
	if _, err := EncodeBody(nil); err == nil {
		t.Error("nothing passes as a body")
	}
}

func FuzzDecode(f *testing.F) {
	m := maker{rand.New(rand.NewPCG(3, 3))}
	for range 20 {
		e := Event{Case: "2026-0001", Seq: 1, At: start, By: "a", Body: m.body()}
		if err := Sign(&e, [32]byte{}, [32]byte{}, testKey()); err != nil {
			f.Fatal(err)
		}
		b, err := Encode(&e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Decode(b)
		if err != nil {
			return
		}
		if again, err := Encode(&e); err != nil || !bytes.Equal(again, b) {
			t.Errorf("what was decoded is encoded otherwise (%v)", err)
		}
	})
}

// FuzzDecodeBody: a body that is read is what would be written, so that no two readers see two things in one event.
func FuzzDecodeBody(f *testing.F) {
	m := maker{rand.New(rand.NewPCG(5, 5))}
	for range 40 {
		b := m.body()
		text, err := EncodeBody(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b.Type()), text)
	}
	f.Add("fact", []byte(`{"NAME":"a","value":{},"status":"asserted","source":"E1"}`))
	f.Add("fact", []byte(`{"name":"a","value":{},"status":"asserted","status":"refuted","source":"E1"}`))
	f.Fuzz(func(t *testing.T, kind string, text []byte) {
		b, err := DecodeBody(Type(kind), text)
		if err != nil {
			return
		}
		if again, err := EncodeBody(b); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%s is read, and written otherwise (%v)", kind, err)
		}
		if _, err := Fold([]Event{{Case: "2026-0001", Seq: 1, Body: b}}); err != nil {
			t.Error(err)
		}
	})
}

func TestSeal(t *testing.T) {
	aead := testSeal(t)
	s := &Secret{Indicators: []Indicator{{Type: "ip", Value: "192.0.2.9", Name: "case"}}}
	sealed, err := Seal(aead, "2026-0001", s)
	if err != nil || bytes.Contains(sealed, []byte("192.0.2.9")) {
		t.Fatal("not sealed", err)
	}
	e := Event{Case: "2026-0001", Sealed: sealed}
	got, err := e.Open(aead)
	if d := cmp.Diff(s, got); d != "" || err != nil {
		t.Error(d, err)
	}
	e.Case = "2026-0002"
	if _, err := e.Open(aead); fault.Of(err) != fault.Unreadable {
		t.Errorf("what was sealed for another case opens: %v", err)
	}
	if b, err := Seal(aead, "2026-0001", &Secret{}); b != nil || err != nil {
		t.Error(b, err)
	}
	if s, err := (&Event{}).Open(aead); s != nil || err != nil {
		t.Error(s, err)
	}
}
