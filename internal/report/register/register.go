// Package register writes the inventory as the 個人情報取扱台帳 that a privacy officer keeps, reads the sheet that is
// kept already, whatever its columns are called, and lays the two side by side: what the sheet tells of and nobody
// found, what was found and the sheet does not tell of, and where numbers and items differ.
package register

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Entry is a line of the register: found, or read from a sheet.
type Entry struct {
	ID         string     `json:"id"`
	Department string     `json:"department,omitempty"`
	Name       string     `json:"name"`
	Kinds      []pii.Kind `json:"kinds"`
	Other      []string   `json:"other_items,omitempty"` // items of a sheet that are no kind of ours
	People     *int64     `json:"people"`                // nil is unknown
	Place      string     `json:"place"`
	Form       string     `json:"form,omitempty"`
	Purpose    string     `json:"purpose,omitempty"`
	Acquired   string     `json:"acquired,omitempty"`
	Disposal   string     `json:"disposal,omitempty"`
	Contractor string     `json:"contractor,omitempty"`
	Country    string     `json:"country,omitempty"`
	Confirmed  string     `json:"confirmed,omitempty"` // a day, 2006-01-02
	Remarks    string     `json:"remarks,omitempty"`
	Row        int        `json:"row,omitempty"` // of a sheet, from 1
}

// Special tells whether the entry holds 要配慮個人情報.
func (e *Entry) Special() bool { return e.has(pii.Special) }

// Specific tells whether the entry holds 個人番号.
func (e *Entry) Specific() bool { return e.has(pii.Specific) }

func (e *Entry) has(a pii.Attr) bool {
	return slices.ContainsFunc(e.Kinds, func(k pii.Kind) bool { return k.Any(a) })
}

// From makes the register of what is held: one entry for each part in which something was found, by place. Parts that
// hold nothing but credentials are no personal data and are left out.
func From(held iter.Seq2[inventory.Holding, error]) ([]Entry, error) {
	return from(held, func(*Entry, *inventory.Holding) {})
}

// Declared is From with what the owner declares filled in; lang is that of the words.
func Declared(held iter.Seq2[inventory.Holding, error], reg *declared.Register, lang string) ([]Entry, error) {
	return from(reg.Complete(held), func(e *Entry, h *inventory.Holding) { e.complete(h, reg, lang) })
}

func from(held iter.Seq2[inventory.Holding, error], complete func(*Entry, *inventory.Holding)) ([]Entry, error) {
	var out []Entry
	for h, err := range report.Whole(held) {
		if err != nil {
			return nil, err
		}
		if e, ok := entry(&h); ok {
			complete(&e, &h)
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Compare(a.Place, b.Place) })
	return out, nil
}

func entry(h *inventory.Holding) (Entry, bool) {
	place := placeOf(h)
	id := sha256.Sum256([]byte(place))
	e := Entry{
		ID: "T-" + strings.ToUpper(hex.EncodeToString(id[:4])), Name: path.Base(h.Name), Place: place, Form: formOf(&h.Part),
		People: h.People.N,
	}
	if e.People == nil {
		e.People = h.People.Min
	}
	if !h.At.IsZero() {
		e.Confirmed = h.At.Local().Format(time.DateOnly)
	}
	for i := range h.Fields {
		f := &h.Fields[i]
		if !f.Kind.Any(pii.Credential|pii.NotPersonal) && !slices.Contains(e.Kinds, f.Kind) {
			e.Kinds = append(e.Kinds, f.Kind)
		}
		if f.Holder != "" && e.Department == "" {
			e.Department = f.Holder
		}
		if f.Country != "" && f.Country != "JP" && e.Country == "" {
			e.Country = f.Country
		}
	}
	slices.Sort(e.Kinds)
	return e, len(e.Kinds) > 0
}

func placeOf(h *inventory.Holding) string {
	src := strings.TrimSuffix(h.Source, "/")
	switch {
	case src == "" || src == "-" || src == ".":
		return h.Name
	case path.Base(src) == h.Name || strings.HasPrefix(h.Name, path.Base(src)+"!/"):
		return strings.TrimSuffix(src, path.Base(src)) + h.Name // the target was the file itself
	}
	return src + "/" + h.Name
}

func formOf(p *inventory.Part) string {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(strings.Split(p.Name, "!/")[0]), "."))
	if ext == "" || len(ext) > 8 {
		ext = p.Form
	}
	return ext
}
