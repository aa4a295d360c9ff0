package country_test

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

// TestWhole holds the table against what another table of regions knows: each country once, and each of its names leads to it.
func TestWhole(t *testing.T) {
	all := country.All()
	if len(all) != 249 {
		t.Errorf("%d countries, and ISO 3166-1 assigns 249", len(all))
	}
	seen := map[string]string{}
	for _, c := range all {
		r, err := language.ParseRegion(c.Code)
		if err != nil || !r.IsCountry() {
			t.Errorf("%s is no country: %v", c.Code, err)
			continue
		}
		if r.ISO3() != c.Three {
			t.Errorf("%s: alpha-3 %s, want %s", c.Code, c.Three, r.ISO3())
		}
		if len(c.Names()) < 2 || c.EN == "" || c.JA == "" || c.ZH == "" {
			t.Errorf("%s has no name in a language", c.Code)
		}
		for _, name := range append(c.Names(), c.Code, c.Three, strings.ToLower(c.EN)) {
			if got, ok := country.Parse(name); !ok || got != c.Code {
				t.Errorf("Parse(%q) = %q, want %s", name, got, c.Code)
			}
			if was := seen[name]; was != "" && was != c.Code {
				t.Errorf("%q is both %s and %s", name, was, c.Code)
			}
			seen[name] = c.Code
		}
		for _, lang := range []language.Tag{language.English, language.Japanese, language.SimplifiedChinese} {
			name := display.Regions(lang).Name(r)
			if got, ok := country.Parse(name); ok && got != c.Code {
				t.Errorf("Parse(%q) = %s, want %s", name, got, c.Code)
			} else if !ok {
				t.Errorf("%s: not known as %q", c.Code, name)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for name, want := range map[string]string{
		"米国": "US", "アメリカ": "US", "アメリカ合衆国": "US", "USA": "US", "United States": "US", "the United States of America": "US", "ＵＳＡ": "US", "us": "US", "U.S.": "US",
		"中国": "CN", "中華人民共和国": "CN", "China": "CN", "韓国": "KR", "大韓民国": "KR", "Republic of Korea": "KR", "台湾": "TW", "臺灣": "TW", "香港": "HK", "英国": "GB", "UK": "GB",
		"イギリス": "GB", "EU": "EU", "欧州連合": "EU", "EEA": "EEA", "シンガポール": "SG", " ベトナム ": "VN", "Viet Nam": "VN", "フィリピン": "PH", "日本": "JP", "国内": "JP", "JPN": "JP",
		"Cote d'Ivoire": "CI", "Trinidad & Tobago": "TT", "ｲﾝﾄﾞ": "IN", "Korea": "KR",
	} {
		if got, ok := country.Parse(name); !ok || got != want {
			t.Errorf("Parse(%q) = %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"", " ", "XX", "Atlantis", "架空", "JPJ", ".", "the", strings.Repeat("日本", 1000), "\xff\xfe"} {
		if got, ok := country.Parse(name); ok {
			t.Errorf("Parse(%q) = %q", name, got)
		}
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct{ code, lang, want string }{
		{"KR", "ja", "韓国"}, {"KR", "en", "South Korea"}, {"KR", "zh", "韩国"}, {"EU", "ja", "欧州連合（EU）"}, {"XX", "ja", "XX"}, {"kr", "ja", "kr"}, {"", "en", ""},
	} {
		if got := country.Name(c.code, c.lang); got != c.want {
			t.Errorf("Name(%q, %s) = %q, want %q", c.code, c.lang, got, c.want)
		}
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		declared []string
		code     string
		want     bool
	}{
		{[]string{"JP"}, "JP", true}, {[]string{"JP"}, "KR", false}, {nil, "JP", false}, {[]string{"JP", "EU"}, "DE", true},
		{[]string{"EU"}, "NO", false}, {[]string{"EEA"}, "NO", true}, {[]string{"EU"}, "GB", false}, {[]string{"EU"}, "EU", true},
	} {
		if got := country.Covers(c.declared, c.code); got != c.want {
			t.Errorf("Covers(%v, %s) = %v", c.declared, c.code, got)
		}
	}
	if n := len(country.Members("EU")); n != 27 {
		t.Errorf("the EU has %d members", n)
	}
	if n := len(country.Members("EEA")); n != 30 {
		t.Errorf("the EEA has %d members", n)
	}
	if len(country.Members("XX")) != 0 || len(country.Members("JP")) != 1 {
		t.Error("members of one country, and of none")
	}
	for _, group := range []string{"EU", "EEA"} {
		for _, m := range country.Members(group) {
			if c, ok := country.Of(m); !ok || c.Three == "" {
				t.Errorf("%s: member %s is no country", group, m)
			}
		}
	}
}
