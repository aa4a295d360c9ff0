package breach

import (
	"bytes"
	"crypto/cipher"
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/chacha20poly1305"
)

func testSeal(t testing.TB) cipher.AEAD {
	t.Helper()
	a, err := chacha20poly1305.NewX(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestVerify changes a case in every way that one who has not the key could, and finds each.
func TestVerify(t *testing.T) {
	public := testKey().Public().(ed25519.PublicKey)
	made := func() []Event {
		return chained(t, Opened{Title: "t"}, Decided{Act: ActClose, Choice: "no", Why: "w"}, Looked{Asked: 1}, Looked{Asked: 2}, Closed{Why: "w"})
	}
	if p := Verify(made(), public); p != nil {
		t.Fatal(p)
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))
	tests := map[string]struct {
		do   func(e []Event) []Event
		want string
	}{
		"edited":           {func(e []Event) []Event { e[1].Body = Decided{Act: ActClose, Choice: "yes", Why: "w"}; return e }, HashFound},
		"by another":       {func(e []Event) []Event { e[1].By = "taro"; return e }, HashFound},
		"backdated":        {func(e []Event) []Event { e[1].At = e[1].At.Add(-time.Second); return e }, HashFound},
		"what is sealed":   {func(e []Event) []Event { e[1].Sealed = []byte{1}; return e }, HashFound},
		"removed":          {func(e []Event) []Event { return append(e[:2:2], e[3:]...) }, GapFound},
		"swapped":          {func(e []Event) []Event { e[2], e[3] = e[3], e[2]; return e }, OrderFound},
		"removed first":    {func(e []Event) []Event { return e[1:] }, GapFound},
		"twice":            {func(e []Event) []Event { return append(e[:2:2], e[1:]...) }, OrderFound},
		"of another case":  {func(e []Event) []Event { e[2].Case = "2026-0008"; return e }, HashFound},
		"forged":           {func(e []Event) []Event { sign(t, &e[1], other); return e }, SignFound},
		"removed, renewed": {func(e []Event) []Event { e = append(e[:1:1], e[2:]...); e[1].Seq = 2; sign(t, &e[1], other); return e }, SignFound},
	}
	for name, tt := range tests {
		found := false
		for _, p := range Verify(tt.do(made()), public) {
			found = found || p.Code == tt.want
		}
		if !found {
			t.Errorf("%s: not found as %q", name, tt.want)
		}
	}
}

// sign signs as somebody would who has another key.
func sign(t *testing.T, e *Event, key ed25519.PrivateKey) {
	t.Helper()
	if err := Sign(e, e.Prev, e.Before, key); err != nil {
		t.Fatal(err)
	}
}

func TestNumbers(t *testing.T) {
	for id, want := range map[string]bool{"2026-0007": true, "2026-12345": true, "2026-7": false, "2026-00007": false, "2026-0000": false, "26-0001": false, "2026-0001 ": false, "": false, "2026--001": false, "2026-+001": false} {
		if _, _, ok := ParseNumber(id); ok != want {
			t.Errorf("%q: %v", id, ok)
		}
	}
	ids := []string{"2026-10000", "x", "2026-9999", "2025-0002"}
	SortNumbers(ids)
	if d := cmp.Diff([]string{"2025-0002", "2026-9999", "2026-10000", "x"}, ids); d != "" {
		t.Error(d)
	}
}

func TestHeads(t *testing.T) {
	public := testKey().Public().(ed25519.PublicKey)
	h := &Heads{}
	for i, id := range []string{"2026-0001", "2026-0002", "2026-0001"} {
		h.Add(int64(i+1), id, int64(i/2+1), [32]byte{byte(i + 1)})
	}
	h.Lose(Loss{Head{"2026-0003", 4, [32]byte{8}}, start})
	h.Lose(Loss{Head{"2026-0003", 4, [32]byte{8}}, start.Add(time.Hour)})
	h.Lose(Loss{At: start})
	text := EncodeHeads(h, testKey())
	got, err := DecodeHeads(text, public)
	if d := cmp.Diff(h, got); d != "" || err != nil {
		t.Fatal(d, err)
	}
	if h.Place != 3 || h.Of("2026-0001").Seq != 2 || len(h.Lost) != 2 {
		t.Errorf("%+v", h)
	}
	for i := range text {
		b := bytes.Clone(text)
		b[i] ^= 1
		if _, err := DecodeHeads(b, public); err == nil && i < len(text)-1 {
			t.Fatalf("a changed byte %d passes", i)
		}
	}
	for _, s := range []string{"", "\n", "signature ", "\nsignature 00\n"} {
		if _, err := DecodeHeads([]byte(s), public); err == nil {
			t.Errorf("%q passes", s)
		}
	}
}
