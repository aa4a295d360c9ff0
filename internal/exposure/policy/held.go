package policy

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

// Held is what the organisation knows of its own data.
type Held struct {
	// StorageCountries are where data is kept, by code, with the systems that keep it there.
	StorageCountries map[string][]string
	// AccessCountries are from where it is seen, with who sees it: contractors, theirs, own offices.
	AccessCountries map[string][]string
	Contractors     []Contractor
}

// Contractor handles data for the organisation.
type Contractor struct {
	Name    string
	Country string // code, "" unknown
	Purpose string
}

// gap is a country that the policy does not name.
type gap struct {
	code            string
	storage, access []string
}

// gaps are the countries of what is held that a policy does not name, by code.
func gaps(d *Declared, h *Held) []gap {
	by := map[string]*gap{}
	at := func(code string) *gap {
		if by[code] == nil {
			by[code] = &gap{code: code}
		}
		return by[code]
	}
	for code, who := range h.StorageCountries {
		if code != "" && !d.Names(code) {
			at(code).storage = append(at(code).storage, who...)
		}
	}
	for code, who := range h.AccessCountries {
		if code != "" && !d.Names(code) {
			at(code).access = append(at(code).access, who...)
		}
	}
	for _, c := range h.Contractors {
		told := func(who string) bool { return strings.HasSuffix(who, c.Name) } // alone, or at the end of a chain
		if c.Country != "" && !d.Names(c.Country) && !slices.ContainsFunc(at(c.Country).access, told) {
			at(c.Country).access = append(at(c.Country).access, c.Name)
		}
	}
	out := make([]gap, 0, len(by))
	for _, g := range by {
		slices.Sort(g.storage)
		slices.Sort(g.access)
		g.storage, g.access = slices.Compact(g.storage), slices.Compact(g.access)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b gap) int { return strings.Compare(a.code, b.code) })
	return out
}

// abroadOf are the countries other than home where what is held lies or is seen from.
func (h *Held) abroadOf(home string) []string {
	var out []string
	for code := range h.StorageCountries {
		out = append(out, code)
	}
	for code := range h.AccessCountries {
		out = append(out, code)
	}
	for _, c := range h.Contractors {
		out = append(out, c.Country)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(c string) bool { return c == home || c == "" })
}

// Differences are what a policy does not say of what is held. text is the policy's, label makes names fit to be shown.
func Differences(d *Declared, text string, h *Held, label func(string) string) []exposure.Finding {
	var out []exposure.Finding
	for _, g := range gaps(d, h) {
		out = append(out, countryFinding(d, &g, label))
	}
	all := h.abroadOf(d.Home)
	if d.Transfer == No && len(all) > 0 {
		a := map[string]string{"quote": cut(label(d.Says[0].Text)), "at": d.Says[0].at()}
		a["countries_ja"], a["countries_en"] = countries(all)
		out = append(out, exposure.Finding{ID: saysNo, From: exposure.Declared, State: strings.Join(all, ","), Args: a})
	}
	plain := Plain(text)
	for _, c := range h.Contractors {
		if p := Plain(c.Name); p == "" || strings.Contains(plain, p) {
			continue
		}
		a := map[string]string{
			"contractor": label(c.Name), "work_ja": or(c.Purpose, "〔業務の内容〕"), "work_en": or(c.Purpose, "[what for]"),
			"country_ja": "〔所在国〕", "country_en": "[country]",
		}
		if c.Country != "" {
			a["country_ja"], a["country_en"] = country.Name(c.Country, "ja"), country.Name(c.Country, "en")
		}
		out = append(out, exposure.Finding{ID: contractorMissing, Object: label(c.Name), From: exposure.Declared, Args: a})
	}
	if d.Transfer == Yes && len(all) > 0 && (!d.System || !d.Measures) {
		a := map[string]string{}
		a["named_ja"], a["named_en"] = countries(d.Codes())
		var ja, en []string
		if !d.System {
			ja, en = append(ja, "当該外国の個人情報保護制度"), append(en, "the country's system for the protection of personal information")
		}
		if !d.Measures {
			ja, en = append(ja, "提供先が講ずる措置"), append(en, "the measures that the recipient takes")
		}
		a["lacks_ja"], a["lacks_en"] = strings.Join(ja, "、"), strings.Join(en, ", ")
		out = append(out, exposure.Finding{ID: itemsMissing, From: exposure.Declared, State: a["lacks_en"], Args: a})
	}
	return out
}

// countryFinding is the finding of a country that the policy does not name.
func countryFinding(d *Declared, g *gap, label func(string) string) exposure.Finding {
	a := map[string]string{"country_ja": country.Name(g.code, "ja"), "country_en": country.Name(g.code, "en")}
	a["storage_ja"], a["storage_en"] = list(g.storage, label)
	a["access_ja"], a["access_en"] = list(g.access, label)
	a["named_ja"], a["named_en"] = countries(d.Codes())
	a["work_ja"], a["work_en"] = work(g)
	a["system_ja"], a["system_en"] = system(g.code)
	f := exposure.Finding{ID: countryMissing, Object: g.code, From: exposure.Declared, Args: a}
	for _, m := range d.Mentioned {
		if country.Covers([]string{m.Code}, g.code) { // it stands there; the rules do not see for what
			f.ID, f.State = countryUnclear, m.Text
			a["quote"], a["at"] = cut(label(m.Text)), m.at() // beside a country may stand who represents us there
			break
		}
	}
	return f
}

// countries are the names of countries, and a word if there are none.
func countries(codes []string) (ja, en string) {
	if len(codes) == 0 {
		return "なし", "none"
	}
	var j, e []string
	for _, c := range codes {
		j, e = append(j, country.Name(c, "ja")), append(e, country.Name(c, "en"))
	}
	return strings.Join(j, "・"), strings.Join(e, ", ")
}

func list(names []string, label func(string) string) (ja, en string) {
	if len(names) == 0 {
		return "なし", "nothing"
	}
	var out []string
	for _, n := range names {
		out = append(out, label(n))
	}
	return strings.Join(out, "、"), strings.Join(out, ", ")
}

// cut shortens a quote.
func cut(s string) string {
	if r := []rune(s); len(r) > 90 {
		return string(r[:90]) + "…"
	}
	return s
}
