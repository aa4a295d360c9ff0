package pii

import (
	"crypto/aes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// The vectors of RFC 4493, section 4.
func TestCMACVectors(t *testing.T) {
	key, _ := hex.DecodeString("2b7e151628aed2a6abf7158809cf4f3c")
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	k1, k2 := subkeys(block)
	h := &Hasher{block: block, k1: *k1, k2: *k2}
	msg, _ := hex.DecodeString("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
	for _, c := range []struct {
		n    int
		want string
	}{
		{0, "bb1d6929e95937287fa37d129b756746"},
		{16, "070a16b46b4d4144f79bdd9dd04a287c"},
		{40, "dfa66747de9ae63030ca32611497c827"},
		{64, "51f0bebf7e3b9d92fc49741779363cfe"},
	} {
		h.norm = append(h.norm[:0], msg[:c.n]...)
		got := h.sum()
		if hex.EncodeToString(got[:]) != c.want {
			t.Errorf("CMAC of %d bytes: got %x, want %s", c.n, got, c.want)
		}
	}
}

func testKey(t testing.TB) *Key {
	k, err := NewKey(make([]byte, KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestNormalize(t *testing.T) {
	for _, c := range []struct {
		class Class
		in    string
		want  string
	}{
		{ClassDigits, "1234-5678 9018", "123456789018"},
		{ClassDigits, "１２３４", "1234"},
		{ClassPhone, "090-1234-5678", "819012345678"},
		{ClassPhone, "+81 90 1234 5678", "819012345678"},
		{ClassPhone, "+81-(0)90-1234-5678", "819012345678"},
		{ClassPhone, "(03)1234-5678", "81312345678"},
		{ClassPhone, "13812345678", "8613812345678"},
		{ClassPhone, "+86 138 1234 5678", "8613812345678"},
		{ClassEmail, " Taro@Example.JP", "taro@example.jp"},
		{ClassID, "11010119900307123x", "11010119900307123X"},
		{ClassDate, "昭和63年1月7日", "19880107"},
		{ClassDate, "S63.1.7", "19880107"},
		{ClassDate, "平成元年1月8日", "19890108"},
		{ClassDate, "1988/1/7", "19880107"},
		{ClassDate, "１９８８年１月７日", "19880107"},
		{ClassDate, "19880107", "19880107"},
	} {
		if got := string(Normalize(nil, c.class, []byte(c.in))); got != c.want {
			t.Errorf("Normalize(%d, %q) = %q, want %q", c.class, c.in, got, c.want)
		}
	}
}

func TestMask(t *testing.T) {
	for _, c := range []struct {
		kind     Kind
		in, want string
	}{
		{JapanIndividualNumber, "123456789018", "12**********"},
		{PhoneNumber, "090-1234-5678", "09*-****-****"},
		{PersonName, "山田太郎", "山***"},
		{PersonName, "王明", "**"},
		{PersonName, "堤 花子", "* **"},
		{PersonName, "堤　花子", "****"},
		{EmailAddress, "taro@example.jp", "t***@*******.**"},
		{Gender, "男", "*"},
		{Password, "correct horse", "*************"},
		{AuthToken, "ghp_abcdefghijklmnopqrst", "ghp_********************"},
	} {
		if got := string(Mask(nil, c.kind, []byte(c.in))); got != c.want {
			t.Errorf("Mask(%v, %q) = %q, want %q", c.kind, c.in, got, c.want)
		}
	}
}

func TestFingerprintAllocatesNothing(t *testing.T) {
	h := testKey(t).Hasher()
	v := []byte("090-1234-5678")
	h.Hash(ClassPhone, v)
	if n := testing.AllocsPerRun(100, func() { h.Hash(ClassPhone, v) }); n != 0 {
		t.Errorf("%v allocations a fingerprint", n)
	}
}

func BenchmarkFingerprint(b *testing.B) {
	v := []byte("110101199003071233")
	b.Run("aes-cmac", func(b *testing.B) {
		h := testKey(b).Hasher()
		for b.Loop() {
			h.Hash(ClassID, v)
		}
	})
	b.Run("hmac-sha-256", func(b *testing.B) {
		m := hmac.New(sha256.New, make([]byte, 32))
		var out, norm []byte
		for b.Loop() {
			norm = Normalize(norm[:0], ClassID, v)
			m.Reset()
			m.Write(norm)
			out = m.Sum(out[:0])
		}
	})
}
