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
		if c.Country != "" && !d.Names(c.Country) && !slices.Contains(at(c.Country).access, c.Name) {
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
	missing := gaps(d, h)
	for _, g := range missing {
		ja, en := draft([]gap{g})
		out = append(out, exposure.Finding{
			ID: countryMissing, Object: g.code, From: exposure.Declared,
			Args: map[string]string{
				"country": both(g.code), "storage": list(g.storage, label), "access": list(g.access, label),
				"named": listCountries(d), "draft_ja": ja, "draft_en": en,
			},
		})
	}
	if all := h.abroadOf(d.Home); d.Transfer == No && len(all) > 0 {
		gs := make([]gap, 0, len(all))
		for _, code := range all {
			gs = append(gs, gap{code: code, storage: h.StorageCountries[code], access: h.AccessCountries[code]})
		}
		ja, en := draft(gs)
		names := make([]string, 0, len(all))
		for _, code := range all {
			names = append(names, both(code))
		}
		out = append(out, exposure.Finding{
			ID: saysNo, From: exposure.Declared,
			Args: map[string]string{"countries": strings.Join(names, ", "), "quote": cut(d.Says[0].Text), "at": d.Says[0].at(), "draft_ja": ja, "draft_en": en},
		})
	}
	plain := Plain(text)
	for _, c := range h.Contractors {
		if p := Plain(c.Name); p == "" || strings.Contains(plain, p) {
			continue
		}
		ja, en := draftContractor(&c)
		name := label(c.Name)
		out = append(out, exposure.Finding{
			ID: contractorMissing, Object: name, From: exposure.Declared,
			Args: map[string]string{"contractor": name, "country": both(c.Country), "draft_ja": ja, "draft_en": en},
		})
	}
	if d.Transfer == Yes && (!d.System || !d.Measures) && len(h.abroadOf(d.Home)) > 0 {
		lacks := []string{}
		if !d.System {
			lacks = append(lacks, "制度 / legal system")
		}
		if !d.Measures {
			lacks = append(lacks, "措置 / measures")
		}
		out = append(out, exposure.Finding{
			ID: itemsMissing, From: exposure.Declared, State: strings.Join(lacks, ","),
			Args: map[string]string{"lacks": strings.Join(lacks, ", "), "named": listCountries(d)},
		})
	}
	return out
}

// both is a country in Japanese and English.
func both(code string) string {
	if code == "" {
		return "-"
	}
	return country.Name(code, "ja") + " / " + country.Name(code, "en") + " (" + code + ")"
}

func list(names []string, label func(string) string) string {
	if len(names) == 0 {
		return "-"
	}
	var out []string
	for _, n := range names {
		out = append(out, label(n))
	}
	return strings.Join(out, ", ")
}

func listCountries(d *Declared) string {
	var out []string
	for _, c := range d.Codes() {
		out = append(out, both(c))
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}

// cut shortens a quote.
func cut(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}
