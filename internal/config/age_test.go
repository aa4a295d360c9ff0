package config

import (
	"bytes"
	"testing"

	"filippo.io/age"
)

func boxOf(t *testing.T, key byte, purpose string) *Box {
	t.Helper()
	own := bytes.Repeat([]byte{key}, 32)
	b, err := (&Secrets{own: &own}).Box(purpose)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBoxOpensWhatItSealed: the same key and purpose open it, others do not, and it is a file of age.
func TestBoxOpensWhatItSealed(t *testing.T) {
	sealed, err := boxOf(t, 1, "sources").Seal("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(sealed, []byte("age-encryption.org/v1\n")) || bytes.Contains(sealed, []byte("horse")) {
		t.Fatal("not in the format of age, or in clear")
	}
	if got, err := boxOf(t, 1, "sources").Open(sealed); err != nil || got != "correct horse" {
		t.Errorf("opened %q, %v", got, err)
	}
	for name, b := range map[string]*Box{"another key": boxOf(t, 2, "sources"), "another purpose": boxOf(t, 1, "other")} {
		if _, err := b.Open(sealed); err == nil {
			t.Errorf("%s opens it", name)
		}
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := boxOf(t, 1, "sources").Open(sealed); err == nil {
		t.Error("a changed byte is not noticed")
	}
}

// TestBech32IsReadByAge: age reads what we write and writes the same again.
func TestBech32IsReadByAge(t *testing.T) {
	for _, c := range []byte{0, 7, 0xfe, 0xff} {
		b := boxOf(t, c, "x")
		again, err := age.ParseX25519Identity(b.identity.String())
		if err != nil || again.String() != b.identity.String() {
			t.Errorf("%v", err)
		}
	}
}
