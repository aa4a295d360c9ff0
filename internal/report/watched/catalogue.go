package watched

import (
	"encoding/json"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Catalogue tells of each detector what it needs, what it tells, when that is harmless, and from what on it tells it and why.
func Catalogue(w io.Writer, o report.Options, all []watch.Detector) error {
	t := &teller{Page: report.NewPage(w, o), lang: o.Lang}
	for i, d := range all {
		a := d.About()
		if i > 0 {
			t.Line("")
		}
		t.Title(t.title(a.Name), a.Name)
		t.field(t.Of("必要なもの", "needs"), t.Of(a.Needs.JA, a.Needs.EN))
		for j := range a.Rules {
			r := &a.Rules[j]
			t.Line("")
			t.field(r.Name, t.Of(r.Says.JA, r.Says.EN))
			t.field(t.Of("問題なし", "harmless"), t.Of(r.Harmless.JA, r.Harmless.EN))
			for _, l := range r.Limits {
				t.field(t.Of("しきい値", "limit"), l.Name+" "+l.Default+t.Of("：", ": ")+t.Of(l.Why.JA, l.Why.EN))
			}
		}
	}
	return t.Flush()
}

type ruleLine struct {
	Detector string            `json:"detector"`
	Rule     string            `json:"rule"`
	Needs    string            `json:"needs"`
	Says     string            `json:"says"`
	Harmless string            `json:"harmless"`
	Limits   map[string]string `json:"limits"`
}

// CatalogueJSON is the catalogue as a rule a line.
func CatalogueJSON(w io.Writer, lang string, all []watch.Detector) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	of := func(t watch.Text) string {
		if lang == "ja" {
			return t.JA
		}
		return t.EN
	}
	for _, d := range all {
		a := d.About()
		for i := range a.Rules {
			r := &a.Rules[i]
			l := ruleLine{a.Name, r.Name, of(a.Needs), of(r.Says), of(r.Harmless), map[string]string{}}
			for _, x := range r.Limits {
				l.Limits[x.Name] = x.Default
			}
			if err := enc.Encode(l); err != nil {
				return err
			}
		}
	}
	return nil
}
