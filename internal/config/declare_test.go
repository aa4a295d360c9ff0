package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const register = `sources:
  - name: talk
    target: postgres://reader@talk.example.kr/talk
    owner: 会員サービス部長
    country: 韓国
    purpose: メッセージの配信
    purposes: [不正利用の防止]
    legal: 契約
    retention: {keep: 5y, from: 退会日}
    kinds_expected: [PERSON_NAME, PHONE_NUMBER]
    subjects: [会員]
    key: 会員番号
    contractors:
      - name: 委託先A
        country: CN
        access: [CN, SG]
        purpose: 監視
        contractors:
          - {name: 再委託先B, country: VN}
    withdrawn:
      - {target: /srv/left.csv, key: 会員番号}
      - {column: 状態, values: [退会, "9"]}
    schedule: 24h
    password_env: TALK_PASSWORD
  - name: talk-dev
    target: /srv/dev
    development: true
    copy_of: talk
    retention: 90d
policy:
  url: https://www.example.jp/privacy
  countries: [日本]
  contractors: [委託先C]
  purposes: [メッセージの配信]
`

func TestDeclared(t *testing.T) {
	got, err := config.Decode("t.yaml", []byte(register))
	if err != nil {
		t.Fatal(err)
	}
	want := &config.File{
		Sources: []config.Source{
			{Name: "talk", Target: "postgres://reader@talk.example.kr/talk", Owner: "会員サービス部長", Country: config.Country{Said: "韓国", Line: 5},
				Purposes: []string{"メッセージの配信", "不正利用の防止"}, Legal: "契約", Retention: &config.Retention{Years: 5, From: "退会日"},
				Expected: []pii.Kind{pii.PersonName, pii.PhoneNumber}, Subjects: []string{"会員"}, Key: "会員番号",
				Contractors: []config.Contractor{{Name: "委託先A", Country: config.Country{Said: "CN", Line: 15}, Purpose: "監視", Line: 14,
					Access:      []config.Country{{Said: "CN", Line: 16}, {Said: "SG", Line: 16}},
					Contractors: []config.Contractor{{Name: "再委託先B", Country: config.Country{Said: "VN", Line: 19}, Line: 19}}}},
				Withdrawn: []config.Withdrawn{{Target: "/srv/left.csv", Key: "会員番号"}, {Column: "状態", Values: []string{"退会", "9"}}},
				Schedule:  "24h", PasswordEnv: "TALK_PASSWORD", Line: 2},
			{Name: "talk-dev", Target: "/srv/dev", Development: true, CopyOf: "talk", Retention: &config.Retention{Days: 90}, Country: config.Country{Line: 25}, Line: 25},
		},
		Policy: &config.Policy{URL: "https://www.example.jp/privacy", Home: config.Country{Line: 31}, Countries: []config.Country{{Said: "日本", Line: 32}},
			Contractors: []string{"委託先C"}, Purposes: []string{"メッセージの配信"}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	got, err = config.Decode("t.yaml", []byte("policy: {}\n"))
	if err != nil || got.Policy == nil || len(got.Policy.Countries) > 0 {
		t.Errorf("a policy that names nothing: %+v, %v", got, err)
	}
}

// TestDeclaredBad: each is refused at its line, and no value is in the text of the error.
func TestDeclaredBad(t *testing.T) {
	deep := "sources:\n - name: a\n   target: /x\n"
	for i := range 9 {
		deep += strings.Repeat("  ", i+1) + " contractors:\n" + strings.Repeat("  ", i+1) + " - name: x\n"
	}
	for text, line := range map[string]string{
		"sources:\n - {target: /secretvalue}\n":                                                                  ":2:",
		"sources:\n - {name: Secret Value, target: /x}\n":                                                        ":2:",
		"sources:\n - {name: a, target: /x}\n - {name: a, target: /secretvalue}\n":                               ":3:",
		"sources:\n - {name: a}\n":                                                                               ":2:",
		"sources:\n - name: a\n   target: postgres://u:secretvalue@h/d\n":                                        ":3:",
		"sources:\n - name: a\n   target: \"postgres://secret value\\x01/\"\n":                                   ":3:",
		"sources:\n - name: a\n   target: /x\n   retention: secretvalue\n":                                       ":4:",
		"sources:\n - name: a\n   target: /x\n   retention: {keep: 5y, secretvalue: x}\n":                        ":4: unknown key",
		"sources:\n - name: a\n   target: /x\n   retention:\n    keep: 5y\n    keep: 6y\n":                       ":6:",
		"sources:\n - name: a\n   target: /x\n   retention: [secretvalue]\n":                                     ":4:",
		"sources:\n - name: a\n   target: /x\n   kinds_expected: [SECRETVALUE]\n":                                ":4:",
		"sources:\n - name: a\n   target: /x\n   copy_of: secretvalue\n":                                         ":4:",
		"sources:\n - name: a\n   target: /x\n   copy_of: a\n":                                                   ":4:",
		"sources:\n - name: a\n   target: /x\n   index: Secret/Value\n":                                          ":4:",
		"sources:\n - name: a\n   target: /x\n   schedule: secretvalue\n":                                        ":4:",
		"sources:\n - name: a\n   target: /x\n   schedule: 1s\n":                                                 ":4:",
		"sources:\n - name: a\n   target: /x\n   password_env: A\n   password_file: secretvalue\n":               ":5:",
		"sources:\n - name: a\n   target: /x\n   password: secretvalue\n":                                        ":4: unknown key",
		"sources:\n - name: a\n   target: /x\n   owner: \"secret\\x1b[2J\"\n":                                    ":4:",
		"sources:\n - name: a\n   target: /x\n   contractors:\n    - {country: secretvalue}\n":                   ":5:",
		"sources:\n - name: a\n   target: /x\n   contractors:\n    - {name: x, access: [\"\"]}\n":                ":5:",
		"sources:\n - name: a\n   target: /x\n   withdrawn:\n    - {target: /secretvalue}\n":                     ":5:",
		"sources:\n - name: a\n   target: /x\n   withdrawn:\n    - {column: secretvalue}\n":                      ":5:",
		"sources:\n - name: a\n   target: /x\n   withdrawn:\n    - {column: x, values: [secretvalue], key: y}\n": ":5:",
		"sources:\n - name: a\n   target: /x\n   withdrawn:\n    - {target: 'ftp://u:secretvalue@h/', key: y}\n": ":5:",
		"policy:\n  url: secretvalue\n":                                                                          ":2:",
		"policy:\n  url: https://u:secretvalue@h/\n":                                                             ":2:",
		"policy:\n  countries: [JP,\n   \"\"]\n":                                                                 ":3:",
		"policy:\n  secretvalue: x\n":                                                                            ":2: unknown key",
		deep:                                                                                                     "8 deep",
		"sources:\n" + strings.Repeat(" - {name: a, target: /secretvalue}\n", 1001):                              ":1002:",
	} {
		_, err := config.Decode("t.yaml", []byte(text))
		if fault.Of(err) != fault.Usage {
			t.Errorf("%.90q: %v", text, err)
			continue
		}
		if s := err.Error(); !strings.Contains(s, "t.yaml:") || !strings.Contains(s, line) || strings.Contains(strings.ToLower(s), "secret") {
			t.Errorf("%.90q: %s, want %s", text, s, line)
		}
	}
}

func TestRetention(t *testing.T) {
	for text, want := range map[string]config.Retention{
		"5y": {Years: 5}, "90d": {Days: 90}, "1y6m": {Years: 1, Months: 6}, "18m": {Years: 1, Months: 6}, "2w": {Days: 14}, "5年": {Years: 5}, "５年間": {Years: 5},
		"90日": {Days: 90}, "6か月": {Months: 6}, "6ヶ月": {Months: 6}, "5 years": {Years: 5}, "P5Y": {Years: 5}, "1年6か月": {Years: 1, Months: 6}, "1 y 30 d": {Years: 1, Days: 30},
	} {
		got, ok := config.ParseRetention(text)
		if !ok || got != want {
			t.Errorf("%q: %+v, %v; want %+v", text, got, ok, want)
			continue
		}
		if again, ok := config.ParseRetention(got.String()); !ok || again != got {
			t.Errorf("%q is written %q, which is %+v", text, got.String(), again)
		}
	}
	for _, text := range []string{"", "5", "y", "0d", "-5y", "5x", "99999999y", "5y!", "p", strings.Repeat("1d", 100), "1e3y", "なし"} {
		if got, ok := config.ParseRetention(text); ok {
			t.Errorf("%q: %+v", text, got)
		}
	}
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	r := config.Retention{Years: 5, Days: 1}
	if got := r.Before(now); !got.Equal(time.Date(2021, 11, 26, 9, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
}

func TestInterval(t *testing.T) {
	for text, want := range map[string]time.Duration{"24h": 24 * time.Hour, "90m": 90 * time.Minute, "7d": 7 * 24 * time.Hour, "1w": 7 * 24 * time.Hour} {
		if got, ok := config.Interval(text); !ok || got != want {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "1s", "5y", "-1h", "400d", "x"} {
		if got, ok := config.Interval(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestReference: a source's own reference is found for its host, port and user, and for no other service there.
func TestReference(t *testing.T) {
	h := config.Home{Config: t.TempDir()}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(h.Config, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("pw", "from file\n")
	write("credentials", "*:*:*:*:last resort\n")
	write(config.FileName, `sources:
  - {name: a, target: "postgresql://reader@db.example.jp/members", password_env: A}
  - {name: b, target: "postgres://db.example.jp:5433/members", user: other, password_file: pw}
  - {name: c, target: "redis://cache.example.jp", password_env: UNSET}
  - {name: d, target: "elastic+https://es.example.jp:9200", password_file: missing}
  - {name: e, target: "/srv/share"}
`)
	env := func(name string) string { return map[string]string{"A": "from env"}[name] }
	for _, c := range []struct{ scheme, host, port, user, name, secret, fail string }{
		{"postgres", "DB.example.jp", "5432", "", "reader", "from env", ""},
		{"postgres", "db.example.jp", "5432", "reader", "reader", "from env", ""},
		{"postgres", "db.example.jp", "5432", "admin", "admin", "last resort", ""},
		{"postgres", "db.example.jp", "5433", "other", "other", "from file", ""},
		{"postgres", "elsewhere.example.jp", "5432", "", "", "last resort", ""},
		{"redis", "db.example.jp", "6379", "", "", "last resort", ""},
		{"redis", "cache.example.jp", "6379", "", "", "", ":4:"},
		{"opensearch+https", "es.example.jp", "9200", "", "", "", ":5:"},
	} {
		name, secret, ok, err := h.Credentials(env, c.scheme, c.host, c.port, c.user)
		if c.fail != "" {
			if fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), c.fail) {
				t.Errorf("%+v: %v", c, err)
			}
			continue
		}
		if err != nil || !ok || name != c.name || secret != c.secret {
			t.Errorf("%+v: %q %q %v %v", c, name, secret, ok, err)
		}
	}
	first := func(name string) string { return map[string]string{"TSUTSUMI_PASSWORD": "first"}[name] }
	if _, secret, ok, err := h.Credentials(first, "redis", "cache.example.jp", "6379", ""); secret != "first" || !ok || err != nil {
		t.Errorf("%q %v %v", secret, ok, err)
	}
}

func FuzzRetention(f *testing.F) {
	for _, s := range []string{"5y", "1y6m", "90日間", "P1Y2M3D"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := config.ParseRetention(s)
		if !ok {
			return
		}
		if again, ok := config.ParseRetention(r.String()); !ok || again != r {
			t.Errorf("%q: %+v is written %q and read %+v", s, r, r.String(), again)
		}
	})
}
