package allow

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const list = `allow:
  - {kind: EMAIL_ADDRESS, pattern: "*@example.com", reason: reserved for examples}
  - {path: "testdata/**", kind: PHONE_NUMBER, reason: invented}
  - {path: "*.golden", reason: invented}
  - {path: docs/, reason: invented}
  - {id: 0123456789ABCDEF0123456789abcdef, kind: PERSON_NAME, path: "**/team.md", reason: our own page}
`

func TestAllows(t *testing.T) {
	file := filepath.Join(t.TempDir(), "allow.yaml")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind  pii.Kind
		path  string
		value string
		want  bool
	}{
		{pii.EmailAddress, "a.csv", "Hanako@Example.com", true},
		{pii.EmailAddress, "a.csv", "hanako@example.com.jp", false},
		{pii.EmailAddress, "a.csv", "hanako@example.jp", false},
		{pii.AccountID, "a.csv", "hanako@example.com", false},
		{pii.PhoneNumber, "testdata/a/b.csv", "1", true},
		{pii.PhoneNumber, "src/testdata/b.csv", "1", false},
		{pii.PersonName, "testdata/a/b.csv", "1", false},
		{pii.PersonName, "x/y.golden", "1", true},
		{pii.PersonName, "y.golden", "1", true},
		{pii.PersonName, "y.golden.csv", "1", false},
		{pii.PersonName, "y.golden@1234abcd", "1", true},
		{pii.PersonName, "docs/x.md", "1", true},
		{pii.PersonName, "a/docs/x.md", "1", true},
		{pii.PersonName, "docs", "1", false},
		{pii.PersonName, "mydocs/x.md", "1", false},
	} {
		if got := l.Allows(c.kind, c.path, []byte(c.value)); got != c.want {
			t.Errorf("%v in %q, %q: %v, want %v", c.kind, c.path, c.value, got, c.want)
		}
	}
	const id = "0123456789abcdef0123456789abcdef"
	if !l.AllowsID(pii.PersonName, "web/team.md", id) || !l.AllowsID(pii.PersonName, "team.md", id) ||
		l.AllowsID(pii.PersonName, "web/xteam.md", id) || l.AllowsID(pii.AccountID, "team.md", id) ||
		l.AllowsID(pii.PersonName, "team.md", strings.Replace(id, "0", "1", 1)) {
		t.Error("an id is let pass elsewhere, or not where it is")
	}
	if (*List)(nil).Allows(pii.Age, "a", nil) || (*List)(nil).AllowsID(pii.Age, "a", id) {
		t.Error("no list lets something pass")
	}
	v := []byte("hanako@example.jp")
	if n := testing.AllocsPerRun(100, func() { l.Allows(pii.EmailAddress, "a/b/c.csv", v) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestRefused(t *testing.T) {
	for name, src := range map[string]string{
		"value in clear": `allow: [{pattern: hanako@example.com, reason: x}]`,
		"everything":     `allow: [{pattern: "*", reason: x}]`,
		"every path":     `allow: [{path: "**", reason: x}]`,
		"kind alone":     `allow: [{kind: AGE, reason: x}]`,
		"no reason":      `allow: [{path: a/b}]`,
		"unknown kind":   `allow: [{kind: AGES, path: a/b, reason: x}]`,
		"unknown field":  `allow: [{value: hanako, reason: x}]`,
		"bad id":         `allow: [{id: hanako, reason: x}]`,
		"not a list":     "allow: hanako",
		"long":           `allow: [{pattern: "*` + strings.Repeat("a", 300) + `", reason: x}]`,
	} {
		_, err := Parse([]byte(src))
		if err == nil || fault.Of(err) != fault.Usage {
			t.Errorf("%s: error %v, want one of usage", name, err)
		} else if strings.Contains(err.Error(), "hanako") {
			t.Errorf("%s: error %q holds the value", name, err)
		}
	}
	if _, err := Parse(nil); err != nil {
		t.Errorf("an empty list: %v", err)
	}
}

func TestIgnored(t *testing.T) {
	for _, c := range []struct {
		line, prev string
		want       bool
	}{
		{"a = 1 // tsutsumi:ignore", "", true},
		{"a = 1", "", false},
		{"a = 1 # tsutsumi:ignore EMAIL_ADDRESS", "", true},
		{"a = 1 # tsutsumi:ignore PHONE_NUMBER", "", false},
		{"a = 1 # tsutsumi:ignore PHONE_NUMBER, EMAIL_ADDRESS -- invented", "", true},
		{"a = 1 # tsutsumi:ignore EMAIL_ADRESS", "", false},
		{"a = 1 # tsutsumi:ignore -- invented", "", true},
		{"<!-- tsutsumi:ignore -->", "", true},
		{"a = 1 # tsutsumi:ignore-next-line", "", false},
		{"a = 1", "# tsutsumi:ignore-next-line", true},
		{"a = 1", "# tsutsumi:ignore-next-line EMAIL_ADDRESS", true},
		{"a = 1", "# tsutsumi:ignore-next-line AGE", false},
		{"a = 1", "# tsutsumi:ignore", false},
		{"a = 1 # tsutsumi:ignored", "", false},
		{"a = 1 # tsutsumi:ignore-file", "", false},
		{"a = 1 # xtsutsumi:ignore", "", false},
		{"a # tsutsumi:ignore AGE tsutsumi:ignore EMAIL_ADDRESS", "", true},
	} {
		if got := Ignored([]byte(c.line), []byte(c.prev), pii.EmailAddress); got != c.want {
			t.Errorf("%q after %q: %v, want %v", c.line, c.prev, got, c.want)
		}
	}
	line := []byte("a = 1 # tsutsumi:ignore PHONE_NUMBER")
	if n := testing.AllocsPerRun(100, func() { Ignored(line, nil, pii.Age) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzGlob: no pattern panics, and one without wildcards matches itself.
func FuzzGlob(f *testing.F) {
	f.Add("a/**/b*", "a/x/y/bc")
	f.Fuzz(func(t *testing.T, p, v string) {
		g, err := compilePath(p)
		if err != nil {
			return
		}
		g.matchString(v)
		if !strings.ContainsAny(p, "*?") && !strings.HasPrefix(p, "./") && !strings.HasPrefix(p, "/") && !strings.HasSuffix(p, "/") && !g.matchString(p) {
			t.Fatalf("%q does not match itself", p)
		}
	})
}
