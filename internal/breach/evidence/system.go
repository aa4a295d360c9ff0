package evidence

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// System is where data were, as it was declared: owner, country, and who handles them for the owner from which countries.
func System(s *declared.System) breach.System {
	out := breach.System{Name: s.Name, Owner: s.Owner, Country: s.Country}
	for _, a := range s.Accesses() {
		if a.Country != "" && !slices.Contains(out.Access, a.Country) {
			out.Access = append(out.Access, a.Country)
		}
	}
	slices.Sort(out.Access)
	var walk func(cs []declared.Contractor, prefix string)
	walk = func(cs []declared.Contractor, prefix string) {
		for i := range cs {
			name := prefix + cs[i].Name
			if c := cs[i].Country; c != "" {
				name += "（" + c + "）"
			}
			out.Contractors = append(out.Contractors, name)
			walk(cs[i].Contractors, prefix+cs[i].Name+" › ")
		}
	}
	walk(s.Contractors, "")
	return out
}

// system adds a system that is declared, or of which only the name is known. What is not declared is told as such.
func (f *Found) system(s *declared.System, name string) {
	if s == nil {
		if name == "" {
			return
		}
		if !f.has(name) {
			f.Added.Systems = append(f.Added.Systems, breach.System{Name: name})
			f.note("who handles the data of "+name+", and in which countries, is not declared in the register", name+"の委託先・保管国・閲覧国は台帳に登録されていないため、不明です")
		}
		return
	}
	if f.has(s.Name) {
		return
	}
	d := System(s)
	f.Added.Systems = append(f.Added.Systems, d)
	if d.Country == "" {
		f.note("in which country "+s.Name+" is stored is not declared", s.Name+"の保管国は登録されていません")
	}
	if len(s.Contractors) > 0 {
		en, ja := "of "+s.Name+" as declared: "+strings.Join(d.Contractors, ", "), s.Name+"の登録内容："+strings.Join(d.Contractors, "、")
		for i := range f.Added.Facts {
			if o := &f.Added.Facts[i]; o.Name == breach.Where {
				return
			}
		}
		f.fact(breach.Where, breach.Value{Text: &law.Text{EN: s.Name + " (contractors: " + strings.Join(d.Contractors, ", ") + ")", JA: s.Name + "（委託先：" + strings.Join(d.Contractors, "、") + "）"}}, en, ja)
		return
	}
	for i := range f.Added.Facts {
		if f.Added.Facts[i].Name == breach.Where {
			return
		}
	}
	f.fact(breach.Where, breach.Value{Text: &law.Text{EN: s.Name, JA: s.Name}}, "the system of which it tells", "記録の対象となったシステム")
}

func (f *Found) has(system string) bool {
	return slices.ContainsFunc(f.Added.Systems, func(s breach.System) bool { return s.Name == system })
}

// named finds the declared system of a store: by its name, or by that of its people index.
func named(reg *declared.Register, store string) *declared.System {
	if reg == nil {
		return nil
	}
	if s := reg.System(store); s != nil {
		return s
	}
	for i := range reg.Systems {
		if reg.Systems[i].Index == store {
			return &reg.Systems[i]
		}
	}
	return nil
}
