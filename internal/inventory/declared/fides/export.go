package fides

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Datasets makes the datasets of what was found: one for each system, and for each source that nobody declared.
func Datasets(reg *declared.Register, held iter.Seq2[inventory.Holding, error]) ([]Dataset, error) {
	var out []Dataset
	at := map[string]int{}
	names := []map[string]bool{} // of the collections of each
	for h, err := range held {
		if err != nil {
			return nil, err
		}
		c := collection(&h)
		if len(c.Fields) == 0 {
			continue
		}
		s, key, name, place := reg.Of(h.Source, h.Name), "", h.Source, strings.TrimRight(h.Source, "/")
		if s != nil {
			key, name, place = s.Name, s.Name, s.Place
		} else {
			sum := sha256.Sum256([]byte(h.Source))
			key = "undeclared-" + hex.EncodeToString(sum[:4])
		}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out, names = append(out, Dataset{Key: key, Name: name}), append(names, map[string]bool{})
			if s != nil {
				out[i].System = s.Name
			}
		}
		c.Name = cmp.Or(strings.TrimLeft(strings.TrimPrefix(strings.TrimRight(h.Source, "/")+"/"+h.Name, place), "/!"), h.Name)
		c.Name = unique(names[i], c.Name)
		out[i].Collections = append(out[i].Collections, c)
	}
	for i := range out {
		slices.SortFunc(out[i].Collections, func(a, b Collection) int { return cmp.Compare(a.Name, b.Name) })
	}
	slices.SortFunc(out, func(a, b Dataset) int { return cmp.Compare(a.Key, b.Key) })
	return out, nil
}

// unique is a name that no other has, and takes it.
func unique(taken map[string]bool, name string) string {
	out := name
	for n := 2; taken[out]; n++ {
		out = fmt.Sprintf("%s (%d)", name, n)
	}
	taken[out] = true
	return out
}

// collection is a part without its name.
func collection(h *inventory.Holding) Collection {
	c := Collection{People: h.People.N}
	if c.People == nil {
		c.People = h.People.Min
	}
	for i := range h.Fields {
		f := &h.Fields[i]
		if f.Kind.Has(pii.NotPersonal) {
			continue
		}
		at := slices.IndexFunc(c.Fields, func(o Field) bool { return o.Name == f.Name })
		if at < 0 {
			at = len(c.Fields)
			c.Fields = append(c.Fields, Field{Name: f.Name})
		}
		if !slices.Contains(c.Fields[at].Kinds, f.Kind) {
			c.Fields[at].Kinds = append(c.Fields[at].Kinds, f.Kind)
		}
	}
	slices.SortFunc(c.Fields, func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
	for i := range c.Fields {
		slices.Sort(c.Fields[i].Kinds)
	}
	return c
}

// Export writes a document.
func Export(w io.Writer, d *Document) error {
	x := exporter{doc: d, file: fileYAML{X: []topYAML{{Version: version, Policy: policy(d.Register.Policy)}}}}
	for i := range d.Datasets {
		x.file.Dataset = append(x.file.Dataset, x.dataset(&d.Datasets[i]))
	}
	for i := range d.Register.Systems {
		x.file.System = append(x.file.System, x.system(&d.Register.Systems[i]))
	}
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(x.file); err != nil {
		return fmt.Errorf("write Fides file: %w", err)
	}
	return e.Close()
}

type exporter struct {
	doc  *Document
	file fileYAML
}

// textField is what running text, which has no fields, is called in a collection.
const textField = "text"

func (x *exporter) dataset(d *Dataset) datasetYAML {
	out := datasetYAML{Key: d.Key, Organization: organization, Name: d.Name, Collections: []collectionYAML{}}
	retention := ""
	if s := x.doc.Register.System(d.System); s != nil && s.Retention != nil {
		retention = s.Retention.String()
	}
	for i := range d.Collections {
		c := &d.Collections[i]
		y := collectionYAML{Name: c.Name, Retention: retention, Fields: []fieldYAML{}, X: &heldYAML{c.People}}
		names := map[string]bool{}
		for k := range c.Fields {
			names[c.Fields[k].Name] = true
		}
		for k := range c.Fields {
			y.Fields = append(y.Fields, field(&c.Fields[k], names))
		}
		for _, f := range y.Fields {
			out.Categories = union(out.Categories, f.Categories)
		}
		out.Collections = append(out.Collections, y)
	}
	slices.Sort(out.Categories)
	return out
}

func field(f *Field, names map[string]bool) fieldYAML {
	y := fieldYAML{Name: f.Name, Categories: slices.Clone(f.Other)}
	k := kindsYAML{}
	if y.Name == "" {
		y.Name, k.Text = textField, true
		for names[y.Name] {
			y.Name += "_"
		}
	}
	for _, kind := range f.Kinds {
		k.Kinds = append(k.Kinds, kind.String())
		if c := Category(kind); c != "" && !slices.Contains(y.Categories, c) {
			y.Categories = append(y.Categories, c)
		}
	}
	if len(k.Kinds) > 0 || k.Text {
		y.X = &k
	}
	return y
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

func (x *exporter) system(s *declared.System) systemYAML {
	out := systemYAML{Key: s.Name, Organization: organization, Name: s.Name, Type: systemType(s.Target), Department: s.Owner, Declarations: []declarationYAML{}, X: extra(s)}
	home := declared.Home
	if p := x.doc.Register.Policy; p != nil {
		home, out.PolicyURL = p.Home, p.URL
	}
	for _, code := range append([]string{s.Country}, out.X.Access...) {
		out.Transfers = out.Transfers || code != "" && code != home
	}
	d := declarationYAML{Categories: []string{}, Use: undefined, Basis: bases.find(s.Legal)}
	for i := range x.doc.Datasets {
		if ds := &x.doc.Datasets[i]; ds.System == s.Name {
			d.References = append(d.References, ds.Key)
			for k := range x.file.Dataset {
				if x.file.Dataset[k].Key == ds.Key {
					d.Categories = union(d.Categories, x.file.Dataset[k].Categories)
				}
			}
			d.Special = d.Special || special(ds)
		}
	}
	for _, subject := range s.Subjects {
		if key := subjects.find(subject); key != "" && !slices.Contains(d.Subjects, key) {
			d.Subjects = append(d.Subjects, key)
		}
	}
	if s.Retention != nil {
		d.Retention = s.Retention.String()
	}
	for _, p := range s.Purposes {
		one := d
		one.Name, one.Use = p, cmp.Or(uses.find(p), undefined)
		out.Declarations = append(out.Declarations, one)
	}
	if len(s.Purposes) == 0 {
		out.Declarations = append(out.Declarations, d)
	}
	return out
}

func special(d *Dataset) bool {
	for i := range d.Collections {
		for k := range d.Collections[i].Fields {
			if slices.ContainsFunc(d.Collections[i].Fields[k].Kinds, func(k pii.Kind) bool { return k.Has(pii.Special) }) {
				return true
			}
		}
	}
	return false
}

func systemType(target string) string {
	scheme, _, ok := strings.Cut(target, "://")
	switch {
	case !ok:
		return "File storage"
	case scheme == "s3":
		return "Object storage"
	case strings.HasPrefix(scheme, "git"):
		return "Source repository"
	}
	return "Database"
}

// extra is what Fides has no key for.
func extra(s *declared.System) *registerYAML {
	x := &registerYAML{Target: s.Target, Country: s.Country, Contractors: chain(s.Contractors), Legal: s.Legal, Purposes: s.Purposes, Subjects: s.Subjects,
		Development: s.Development, CopyOf: s.CopyOf, IDColumn: s.Key, Schedule: s.Schedule}
	for _, a := range s.Accesses() {
		if a.Country != "" && !slices.Contains(x.Access, a.Country) {
			x.Access = append(x.Access, a.Country)
		}
	}
	if s.Index != s.Name {
		x.Index = s.Index
	}
	if s.Retention != nil {
		x.Retention = &retentionYAML{s.Retention.String(), s.Retention.From}
	}
	for _, k := range s.Expected {
		x.Expected = append(x.Expected, k.String())
	}
	for _, w := range s.Withdrawn {
		x.Withdrawn = append(x.Withdrawn, withdrawnYAML(w))
	}
	return x
}

func chain(cs []declared.Contractor) (out []contractorYAML) {
	for i := range cs {
		c := &cs[i]
		out = append(out, contractorYAML{c.Name, c.Country, c.Access, c.Purpose, chain(c.Contractors)})
	}
	return out
}

func policy(p *declared.Policy) *policyYAML {
	if p == nil {
		return nil
	}
	y := policyYAML(*p)
	return &y
}
