package register

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
)

// complete fills in what the owner declares of the place that an entry was found at: who answers for it, for what and how
// long it is kept, who handles it and in which countries. lang is that of the words.
func (e *Entry) complete(h *inventory.Holding, reg *declared.Register, lang string) {
	s := reg.Of(h.Source, h.Name)
	if s == nil {
		return
	}
	sep := "; "
	if lang == "ja" {
		sep = "、"
	}
	e.Department = cmp.Or(e.Department, s.Owner)
	e.Purpose = cmp.Or(e.Purpose, strings.Join(s.Purposes, sep))
	e.Disposal = cmp.Or(e.Disposal, disposal(s, lang))
	var contractors []string
	for _, a := range s.Accesses() {
		if c := strings.Join(a.Chain, " → "); !slices.Contains(contractors, c) {
			contractors = append(contractors, c)
		}
	}
	e.Contractor = cmp.Or(e.Contractor, strings.Join(contractors, sep))
	if a := handledAbroad(s, reg, lang, sep); a != "" {
		e.Country = a // says more than the country alone
	}
	if s.Development {
		e.Remarks = cmp.Or(e.Remarks, pick(lang, "開発用", "for development"))
	}
}

func pick(lang, ja, en string) string {
	if lang == "ja" {
		return ja
	}
	return en
}

// disposal is how long it is kept, and from when.
func disposal(s *declared.System, lang string) string {
	if s.Retention == nil {
		return ""
	}
	keep := s.Retention.In(lang)
	if s.Retention.From == "" {
		return keep
	}
	return pick(lang, s.Retention.From+"から"+keep, keep+" from "+s.Retention.From)
}

// handledAbroad names the countries but home where it is stored, and from which it is seen.
func handledAbroad(s *declared.System, reg *declared.Register, lang, sep string) string {
	home := declared.Home
	if reg.Policy != nil {
		home = reg.Policy.Home
	}
	var out []string
	add := func(code, what string) {
		if code == "" || code == home {
			return
		}
		t := country.Name(code, lang) + what
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	add(s.Country, pick(lang, "（保管）", " (storage)"))
	for _, a := range s.Accesses() {
		add(a.Country, pick(lang, "（アクセス）", " (access)"))
	}
	return strings.Join(out, sep)
}
