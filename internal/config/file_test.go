package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const whole = `# ours
domains: [Example.jp, mail.example.co.jp]
assets:
  - {name: photo server, type: host, value: CDN.example.jp}
  - name: bucket of photos
    type: bucket
    values: [example-photos, example-photos-old]
  - {name: photo page, type: url, value: "https://img.example.jp/Photos/"}
  - {name: export key, type: key, value: EXPORT_KEY_ID}
  - {name: contract numbers, type: id, value: TSU-K-}
published:
  kinds: [PHONE_NUMBER]
  columns: [代表電話]
`

func TestDecode(t *testing.T) {
	got, err := config.Decode("tsutsumi.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := &config.File{
		Domains: []string{"example.jp", "mail.example.co.jp"},
		Assets: []config.Asset{
			{Name: "photo server", Type: "host", Values: []string{"cdn.example.jp"}},
			{Name: "bucket of photos", Type: "bucket", Values: []string{"example-photos", "example-photos-old"}},
			{Name: "photo page", Type: "url", Values: []string{"https://img.example.jp/Photos/"}},
			{Name: "export key", Type: "key", Values: []string{"EXPORT_KEY_ID"}},
			{Name: "contract numbers", Type: "id", Values: []string{"TSU-K-"}},
		},
		Published: config.Published{Kinds: []pii.Kind{pii.PhoneNumber}, Columns: []string{"代表電話"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	p := got.Published
	if p.None() || !p.Has(pii.PhoneNumber, "x") || !p.Has(pii.PersonName, "代表電話") || p.Has(pii.PersonName, "") || !new(config.Published).None() {
		t.Error("what is published is not told")
	}
}

func TestEmpty(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "domains:\n", "{}\n", "null\n"} {
		got, err := config.Decode("x", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(&config.File{}, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	h := config.Home{Config: t.TempDir()}
	if f, err := h.Read(); err != nil || len(f.Domains) > 0 {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(filepath.Join(h.Config, config.FileName), []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := h.Read(); err != nil || len(f.Domains) != 2 {
		t.Errorf("read: %v", err)
	}
}

// TestBad: each is refused at its line, and no value is in the text of the error.
func TestBad(t *testing.T) {
	for text, line := range map[string]string{
		"domains: [example.jp]\nsecretvalue: 1\n":                                                ":2: unknown key",
		"domains:\n  - {secretvalue: 1}\n":                                                       ":2:",
		"domains: secretvalue\n":                                                                 ":1:",
		"domains: [a.jp,\n  secret value]\n":                                                     ":2:",
		"domains: [secretvalue]\n":                                                               ":1:",
		"domains: [a.jp]\ndomains: [secretvalue.jp]\n":                                           ":2:",
		"assets:\n - {name: x, type: secretvalue, value: abcd}\n":                                ":2:",
		"assets:\n - {name: x, type: host, value: abcd}\n - {name: y, type: host, value: sec}":   ":3:",
		"assets:\n - name: x\n   type: host\n   values:\n    - a.example.jp\n    - secretvalue/": ":6:",
		"assets:\n - {name: x, type: url, value: secretvalue}\n":                                 ":2:",
		"assets:\n - {name: x, type: id}\n":                                                      ":2:",
		"assets:\n - {type: id, value: secretvalue}\n":                                           ":2:",
		"assets:\n - {name: \"a\\x1b[31m\", type: id, value: secretvalue}\n":                     ":2:",
		"assets:\n - {name: x, type: id, value: secretvalue, pattern: a}\n":                      ":2:",
		"published:\n  kinds: [SECRETVALUE]\n":                                                   ":2:",
		"published:\n  columns: [\"\"]\n":                                                        ":2:",
		"a: &secretvalue [x]\nb: *secretvalue\n":                                                 ":1:",
		"a: *secretvalue\n":                                                                      "",
		"domains: [\n":                                                                           "",
		"domains: []\n---\ndomains: [secretvalue.jp]\n":                                          "",
		"\x00secretvalue":                                                                        "",
		"domains: \"" + strings.Repeat("secretvalue", 1<<17) + "\"":                              "longer",
		"assets:\n - {name: x, type: id, value: \"secretvalue\\nsecond\"}\n":                     ":2:",
	} {
		_, err := config.Decode("t.yaml", []byte(text))
		if fault.Of(err) != fault.Usage {
			t.Errorf("%.60q: %v", text, err)
			continue
		}
		if s := err.Error(); !strings.Contains(s, "t.yaml") || !strings.Contains(s, line) || strings.Contains(strings.ToLower(s), "secret") {
			t.Errorf("%.60q: %s", text, s)
		}
	}
	many := "assets:\n - {name: x, type: id, values: [" + strings.Repeat("abcd,", 1001) + "]}\n"
	if _, err := config.Decode("t.yaml", []byte(many)); fault.Of(err) != fault.Usage {
		t.Errorf("many: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("domains: [a.jp]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := config.Decode("t.yaml", text)
		if err != nil {
			if fault.Of(err) != fault.Usage {
				t.Error(err)
			}
			return
		}
		for _, a := range got.Assets {
			for _, v := range a.Values {
				if len(v) < config.MinLiteral || strings.ContainsAny(v, "\n\x1b") {
					t.Errorf("%q", v)
				}
			}
		}
	})
}
