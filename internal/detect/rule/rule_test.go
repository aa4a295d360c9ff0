package rule

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const good = `rules:
  - id: member
    kind: ACCOUNT_ID
    literal: HNK-
    pattern: '\bHNK-(?P<value>[0-9]{8})\b'
    validator: luhn
    examples:
      match: [HNK-12345674]
      nomatch: [HNK-12345678]
`

func TestLoadExamples(t *testing.T) {
	ds, err := Load(os.DirFS("../../../rules"))
	if err != nil {
		t.Fatal(err)
	}
	if len(ds) != 3 || len(Hash(ds)) != 32 {
		t.Errorf("loaded %d rules with hash %q", len(ds), Hash(ds))
	}
}

func TestJudge(t *testing.T) {
	rs, err := Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	r := rs[0]
	for _, c := range []struct {
		text  string
		whole bool
		want  string
	}{
		{"番号 HNK-12345674 です", false, "12345674"},
		{"番号 HNK-12345675 です", false, ""},
		{"HNK-12345678 HNK-12345674", false, "12345674"},
		{"HNK-12345674", true, "HNK-12345674"},
		{"HNK-12345674 x", true, ""},
		{"HNK-", false, ""},
	} {
		got := ""
		for i := 0; i < len(c.text); i++ {
			if !strings.HasPrefix(c.text[i:], "HNK-") {
				continue
			}
			cand := detect.Candidate{Text: []byte(c.text), Hi: len(c.text), Start: i, End: i + 4, Whole: c.whole}
			if c.whole {
				cand.End = len(c.text)
			}
			if m, ok := r.Judge(&cand); ok && m.Evidence&detect.Check != 0 {
				got = c.text[m.Start:m.End]
			}
		}
		if got != c.want {
			t.Errorf("%q whole=%v: found %q, want %q", c.text, c.whole, got, c.want)
		}
	}
}

// A match that touches the edge of the window might go on behind it.
func TestWindow(t *testing.T) {
	src := strings.NewReplacer(`'\bHNK-(?P<value>[0-9]{8})\b'`, `'HNK-[0-9]+'`, "validator: luhn", "validator: none",
		"[HNK-12345678]", "[HNK-x]").Replace(good)
	rs, err := Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	if !rs[0].Finds([]byte("HNK-" + strings.Repeat("1", 120) + " ")) {
		t.Error("a match inside the window is not found")
	}
	if rs[0].Finds([]byte("HNK-" + strings.Repeat("1", 140) + " ")) {
		t.Error("a match cut by the window is found")
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown field", "literal:", "litteral:", "litteral"},
		{"kind", "ACCOUNT_ID", "ACCOUNT", "unknown kind"},
		{"short literal", "literal: HNK-", "literal: HN", "literal"},
		{"one character", "literal: HNK-", "literal: 会", "two characters"},
		{"common literal", "literal: HNK-", "literal: '---'", "every text"},
		{"pattern", `'\bHNK-(`, `'\bHNK-((`, "RE2"},
		{"validator", "luhn", "lunh", "validator"},
		{"match fails", "match: [HNK-12345674]", "match: [HNK-12345674, HNK-1]", "example match 2"},
		{"nomatch fails", "nomatch: [HNK-12345678]", "nomatch: [a, HNK-12345674]", "example nomatch 2"},
		{"no examples", "nomatch: [HNK-12345678]", "nomatch: []", "at least one"},
		{"id", "id: member", "id: Member 1", "id must be"},
		{"type", "match: [HNK-12345674]", "match: {a: geheim}", "line"},
		{"two documents", "rules:", "rules: []\n---\nrules:", "document"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := strings.Replace(good, c.old, c.new, 1)
			_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(src)}})
			if err == nil || fault.Of(err) != fault.Usage {
				t.Fatalf("error %v, want one of usage", err)
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "a.yaml") {
				t.Errorf("error %q names not %q and the file", err, c.want)
			}
			for _, s := range []string{"1234567", "geheim"} {
				if strings.Contains(err.Error(), s) {
					t.Errorf("error %q holds an example's text", err)
				}
			}
		})
	}
}

func TestDuplicate(t *testing.T) {
	_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(good)}, "b.yml": {Data: []byte(good)}, "c.txt": {Data: []byte("x")}})
	if err == nil || fault.Of(err) != fault.Usage {
		t.Errorf("error %v, want one of usage", err)
	}
}

func TestHash(t *testing.T) {
	load := func(src string) []detect.Detector {
		ds, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(src)}})
		if err != nil {
			t.Fatal(err)
		}
		return ds
	}
	a, b := Hash(load(good)), Hash(load(strings.Replace(good, `{8})\b'`, `{8})'`, 1)))
	if a == b || a != Hash(load(good)) || Hash(nil) != "" {
		t.Errorf("hashes %q, %q", a, b)
	}
}

func TestValidators(t *testing.T) {
	for _, c := range []struct{ name, valid, invalid string }{
		{"luhn", "4111 1111 1111 1111", "4111111111111112"},
		{"mynumber", "123456789018", "123456789019"},
		{"mod11-2", "11010519491231002X", "110105194912310021"},
		{"mod11-2", "0000-0002-1825-0097", "0000-0002-1825-0098"},
		{"iban", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"},
		{"entropy:3", "k3j9xq2mw8", "aaaaaaaaab"},
		{"none", "x", ""},
		{"crc32-base62", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq18"},
	} {
		f, _, err := validatorOf(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if !f([]byte(c.valid)) {
			t.Errorf("%s refuses a valid value", c.name)
		}
		if c.invalid != "" && f([]byte(c.invalid)) {
			t.Errorf("%s accepts an invalid value", c.name)
		}
	}
	for _, bad := range []string{"entropy:", "entropy:9", "entropy:-1", "entropy:NaN", "sha1"} {
		if _, _, err := validatorOf(bad); err == nil {
			t.Errorf("validator %q is accepted", bad)
		}
	}
}

// FuzzParse: whatever is accepted satisfies its own examples, and is accepted again.
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("rules: [&a {id: x}, *a]"))
	f.Add([]byte("rules:\n- {id: b, kind: AGE, literal: 会員番, pattern: '会員番.', examples: {match: [会員番a], nomatch: [b]}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rs, err := Parse(data)
		if err != nil {
			if fault.Of(err) != fault.Usage {
				t.Fatalf("class %v of %v", fault.Of(err), err)
			}
			return
		}
		again, err := Parse(data)
		if err != nil || len(again) != len(rs) {
			t.Fatalf("accepted once, then %v", err)
		}
		for _, r := range rs {
			text := []byte("a" + r.literal + "1 " + r.literal)
			c := detect.Candidate{Text: text, Hi: len(text), Start: 1, End: 1 + len(r.literal)}
			if m, ok := r.Judge(&c); ok && (m.Start < 0 || m.End > len(text) || m.Start >= m.End || m.End-m.Start > r.MaxLen()) {
				t.Fatalf("match %d–%d in %d bytes", m.Start, m.End, len(text))
			}
		}
	})
}
