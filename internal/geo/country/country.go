// Package country knows the countries of ISO 3166-1 by their codes and by what people call them in English, Japanese and
// Chinese, and the groups of countries that a policy names as one (EU, EEA).
package country

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// Names are facts: codes of ISO 3166-1 (officially assigned, 2026) with the short names in use in Japan and elsewhere.
//
//go:embed countries.tsv
var table string

// Country is one of the countries, or a group of them.
type Country struct {
	Code  string // alpha-2; of a group EU or EEA
	Three string // alpha-3; "" of a group
	EN    string
	JA    string
	ZH    string
	also  []string
}

// The groups. Neither is a country's code: ISO 3166 reserves EU, and no alpha-3 code is EEA.
const (
	EU  = "EU"
	EEA = "EEA"
)

// members are the countries of the groups: the European Union's since 2020-02-01, and Iceland, Liechtenstein and Norway.
var members = map[string][]string{
	EU: {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"},
	EEA: {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI",
		"SK"},
}

var groups = []Country{
	{Code: EU, EN: "European Union", JA: "欧州連合（EU）", ZH: "欧盟",
		also: []string{"EU加盟国", "EU諸国", "EU域内", "欧州連合", "EU member states", "ヨーロッパ連合", "欧州連合加盟国"}},
	{Code: EEA, EN: "European Economic Area", JA: "欧州経済領域（EEA）", ZH: "欧洲经济区",
		also: []string{"EEA加盟国", "欧州経済領域", "欧州経済地域", "EEA域内"}},
}

type index struct {
	list []Country // by code, groups last
	by   map[string]int
}

var read = sync.OnceValue(func() *index {
	x := &index{by: map[string]int{}}
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 6 || strings.HasPrefix(line, "#") {
			continue
		}
		c := Country{Code: f[0], Three: f[1], EN: f[2], JA: f[3], ZH: f[4]}
		if f[5] != "" {
			c.also = strings.Split(f[5], "|")
		}
		x.list = append(x.list, c)
	}
	x.list = append(x.list, groups...)
	for i := range x.list {
		c := &x.list[i]
		for _, name := range append([]string{c.Code, c.Three, c.EN, c.JA, c.ZH}, c.also...) {
			if k := fold(name); k != "" {
				x.by[k] = i
			}
		}
	}
	return x
})

// fold makes spellings of one name equal: width, case, blanks, dots, and the words that only begin a name.
func fold(s string) string {
	s = strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	s = strings.TrimPrefix(s, "the ")
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '.', '・', '·', '\'', '’', '\u00a0', '\u3000', '-', ',', '(', ')', '&':
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "&", "and"))
}

// Parse tells the code of a country or a group by its code (alpha-2 or alpha-3) or by what it is called.
func Parse(name string) (code string, ok bool) {
	if len(name) > 200 {
		return "", false
	}
	i, ok := read().by[fold(name)]
	if !ok {
		return "", false
	}
	return read().list[i].Code, true
}

// Name is what a country or a group is called in a language: "ja", "zh", else English. Of what is none it is the code itself.
func Name(code, lang string) string {
	c, ok := Of(code)
	switch {
	case !ok:
		return code
	case lang == "ja":
		return c.JA
	case lang == "zh":
		return c.ZH
	}
	return c.EN
}

// Of is the country or the group with a code.
func Of(code string) (Country, bool) {
	x := read()
	i, ok := x.by[strings.ToLower(code)]
	if !ok || x.list[i].Code != code {
		return Country{}, false
	}
	return x.list[i], true
}

// All lists the countries by code, without groups.
func All() []Country {
	x := read()
	return slices.Clone(x.list[:len(x.list)-len(groups)])
}

// Names are all that a country or a group is called, for looking it up in a text.
func (c Country) Names() []string {
	out := []string{c.EN, c.JA}
	if c.ZH != c.JA {
		out = append(out, c.ZH)
	}
	return append(out, c.also...)
}

// Members are the countries of a group, by code; of a country it is itself alone, of anything else nothing.
func Members(code string) []string {
	if m, ok := members[code]; ok {
		return slices.Clone(m)
	}
	if c, ok := Of(code); ok {
		return []string{c.Code}
	}
	return nil
}

// Covers tells whether what is declared, countries and groups by their codes, names the country.
func Covers(declared []string, code string) bool {
	for _, d := range declared {
		if d == code || slices.Contains(members[d], code) {
			return true
		}
	}
	return false
}
