package charset

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func decodeAll(t testing.TB, n Name, p []byte) (string, int64) {
	t.Helper()
	r := NewReader(bytes.NewReader(p), n)
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), r.Broken()
}

func TestDecodeKnown(t *testing.T) {
	for _, c := range []struct {
		name   Name
		in     string
		want   string
		broken int64
	}{
		{UTF8, "\xEF\xBB\xBFa\xFFb\xE3\x81", "\xEF\xBB\xBFa\xFFb\xE3\x81", 3},
		{ShiftJIS, "\xfa\x55\xfb\xfc\x81\x60\xb1\xde\x87\x40", "￤髙～ｱﾞ①", 0},
		{ShiftJIS, "a\x81,b\xfd\x81", "a�,b��", 3},
		{EUCJP, "\xc5\xc4\xc3\xe6\x8e\xb1\x8f\xb0\xa1", "田中ｱ丂", 0},
		{EUCJP, "\x8f\xb0", "��", 2},
		{ISO2022JP, "a\x1b$BEDCf\x1b(Bb\x1b(I1\x1b(J\\", "a田中bｱ¥", 0},
		{ISO2022JP, "\x1b$BED\nED", "田\nED", 0},
		{ISO2022JP, "\x1b[1mred\x1b", "\x1b[1mred\x1b", 0},
		{GB18030, "\xd6\xd0\x81\x30\x89\x38\x80\x90\x30\x81\x30", "中ß€𐀀", 0},
		{Big5, "\x88\x62\xa4\xa4", "Ê̄中", 0},
		{EUCKR, "\xb1\xe8\x81\x41", "김갂", 0},
		{Windows1252, "caf\xe9 \x80\x81", "café €�", 1},
		{UTF16LE, "\xff\xfea\x00\x42\x30\x3d\xd8\x00\xde", "aあ😀", 0},
		{UTF16BE, "\x00a\xd8\x3d\x00b\x00", "a�b�", 2},
		{ASCII, "id,name\n1,\x93\x63\x92\x86\x91\xbe\x98\x59\x82\xb3\x82\xf1\n", "id,name\n1,田中太郎さん\n", 0},
		{ASCII, "plain", "plain", 0},
	} {
		got, broken := decodeAll(t, c.name, []byte(c.in))
		if got != c.want || broken != c.broken {
			t.Errorf("%s %q: %q with %d broken, want %q with %d", c.name, c.in, got, broken, c.want, c.broken)
		}
	}
}

// TestAgainstReference decodes what golang.org/x/text can encode, all characters of each charset.
func TestAgainstReference(t *testing.T) {
	for _, n := range []Name{ShiftJIS, EUCJP, GB18030, Big5, EUCKR, UTF16LE, UTF16BE, ISO2022JP} {
		enc := encodings[n].NewEncoder()
		var in []byte
		for r := rune(0x20); r < 0x30000; r++ {
			if r == 0x7F || r >= 0xD800 && r < 0xE000 || r == 0xFEFF || r == utf8.RuneError {
				continue
			}
			if p, err := enc.Bytes([]byte(string(r))); err == nil {
				in = append(in, p...)
			}
		}
		want, err := encodings[n].NewDecoder().Bytes(in)
		if err != nil {
			t.Fatal(err)
		}
		got, broken := decodeAll(t, n, in)
		if d := diffAt(got, string(want)); d != "" || broken != 0 {
			t.Errorf("%s: %s, %d broken", n, d, broken)
		}
	}
}

func diffAt(a, b string) string {
	if a == b {
		return ""
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	i = max(0, i-8)
	return cmp.Diff(a[i:min(len(a), i+40)], b[i:min(len(b), i+40)])
}

func TestLateCharset(t *testing.T) {
	s := strings.Repeat("2024-01-02,ok,plain\n", 20_000) + "氏名,住所\n田中太郎,東京都新宿区西新宿\n"
	for _, n := range []Name{UTF8, ShiftJIS, EUCJP, ISO2022JP} {
		p := encode(t, n, s)
		if got := Detect(p[:64<<10], false); got != ASCII {
			t.Fatalf("%s: head is %s", n, got)
		}
		r := NewReader(bytes.NewReader(p), ASCII)
		got, err := io.ReadAll(r)
		if err != nil || string(got) != s || r.Name() != n {
			t.Errorf("%s: read %d bytes as %s, %v", n, len(got), r.Name(), err)
		}
	}
}

func TestDetectKnown(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Name
	}{
		{"", UTF8},
		{"abc\n", UTF8},
		{"\xEF\xBB\xBFabc", UTF8},
		{"\xFF\xFEa\x00", UTF16LE},
		{"a\x00b\x00c\x00\n\x00", UTF16LE},
		{"\x00a\x00b\x00c\x00\n", UTF16BE},
		{"\x1b$BEDCf\x1b(B", ISO2022JP},
		{"\x1b(B\x1b[mok\n", UTF8},
		{"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", Binary},
		{"\x7fELF\x02\x01\x01\x00\x00\x00", Binary},
		{"na\xefve caf\xe9\n", Windows1252},
		{"naïve café\n", UTF8},
		{"あ" + strings.Repeat("い", 20) + "\xff", UTF8},
		{"\x8e\x81\x96\xbc,\x8f\x5a\x8f\x8a\n\x93\x63\x92\x86,\x93\x8c\x8b\x9e\n", ShiftJIS},
		{"\xc5\xc4\xc3\xe6\xc2\xc0\xcf\xba\xa4\xb5\xa4\xf3\n", EUCJP},
		{"\xd0\xd5\xc3\xfb\n\xd5\xc5\xce\xb0\n", GB18030},
	} {
		if got := Detect([]byte(c.in), true); got != c.want {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		}
	}
	r := rand.NewChaCha8([32]byte{7})
	for _, n := range []int{64, 1000, 64 << 10} {
		p := make([]byte, n)
		r.Read(p)
		if got := Detect(p, false); got != Binary {
			t.Errorf("%d bytes of noise: %s", n, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for i, n := range All() {
		f.Add(uint8(i), encode(f, n, "氏名,住所\n田中,a髙ｱ😀Ê\n"), uint16(3))
	}
	f.Fuzz(func(t *testing.T, which uint8, p []byte, cut uint16) {
		n := All()[int(which)%len(All())]
		want, broken := decodeAll(t, n, p)
		if n == UTF8 {
			if want != string(p) {
				t.Fatal("UTF-8 changed")
			}
			if (broken == 0) != utf8.Valid(p) {
				t.Fatalf("%d broken", broken)
			}
		} else if !utf8.ValidString(want) {
			t.Fatalf("%s: invalid output", n)
		}
		k := min(int(cut), len(p))
		r := NewReader(io.MultiReader(bytes.NewReader(p[:k]), iotest.OneByteReader(bytes.NewReader(p[k:]))), n)
		got, err := io.ReadAll(iotest.OneByteReader(r))
		if err != nil || string(got) != want || r.Broken() != broken {
			t.Fatalf("%s cut at %d: %q with %d broken, want %q with %d", n, k, got, r.Broken(), want, broken)
		}
		if n != UTF8 && n != ISO2022JP && n != UTF16LE && n != UTF16BE && broken == 0 && !strings.ContainsRune(want, utf8.RuneError) {
			ref, err := encodings[n].NewDecoder().Bytes(p)
			if err == nil && string(ref) != want {
				t.Fatalf("%s: %s", n, diffAt(want, string(ref)))
			}
		}
		Detect(p, k%2 == 0)
	})
}

func benchText() string {
	r := rand.New(rand.NewPCG(3, 4))
	return tableText(r, "ja", 4<<20)[:4<<20]
}

func BenchmarkDecode(b *testing.B) {
	s := strings.ToValidUTF8(benchText(), "")
	for _, n := range []Name{UTF8, ShiftJIS, EUCJP, UTF16LE, ISO2022JP} {
		p := encode(b, n, s)
		buf := make([]byte, 1<<20)
		b.Run(string(n), func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				r := NewReader(bytes.NewReader(p), n)
				for {
					if _, err := r.Read(buf); err != nil {
						break
					}
				}
			}
		})
		if n == ShiftJIS {
			b.Run("reference/"+string(n), func(b *testing.B) {
				b.SetBytes(int64(len(s)))
				for b.Loop() {
					r := encodings[n].NewDecoder().Reader(bytes.NewReader(p))
					for {
						if _, err := r.Read(buf); err != nil {
							break
						}
					}
				}
			})
		}
	}
	p := bytes.Repeat([]byte("2024-01-02 12:00:00 GET /index.html 200 1234\n"), 100_000)
	buf := make([]byte, 1<<20)
	b.Run("ascii", func(b *testing.B) {
		b.SetBytes(int64(len(p)))
		for b.Loop() {
			r := NewReader(bytes.NewReader(p), UTF8)
			for {
				if _, err := r.Read(buf); err != nil {
					break
				}
			}
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	s := strings.ToValidUTF8(benchText(), "")
	for _, n := range []Name{UTF8, ShiftJIS} {
		p := encode(b, n, s)[:64<<10]
		b.Run(string(n), func(b *testing.B) {
			for b.Loop() {
				Detect(p, false)
			}
		})
	}
}
