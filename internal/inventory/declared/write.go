package declared

import (
	"io"

	"go.yaml.in/yaml/v3"
)

// The sections of tsutsumi.yaml as they are written; config reads them.
type (
	fileYAML struct {
		Sources []systemYAML `yaml:"sources,omitempty"`
		Policy  *policyYAML  `yaml:"policy,omitempty"`
	}
	systemYAML struct {
		Name        string           `yaml:"name"`
		Target      string           `yaml:"target"`
		Owner       string           `yaml:"owner,omitempty"`
		Country     string           `yaml:"country,omitempty"`
		Purposes    []string         `yaml:"purposes,omitempty"`
		Legal       string           `yaml:"legal,omitempty"`
		Retention   *retentionYAML   `yaml:"retention,omitempty,flow"`
		Expected    []string         `yaml:"kinds_expected,omitempty,flow"`
		Subjects    []string         `yaml:"subjects,omitempty,flow"`
		Development bool             `yaml:"development,omitempty"`
		CopyOf      string           `yaml:"copy_of,omitempty"`
		Index       string           `yaml:"index,omitempty"`
		Key         string           `yaml:"key,omitempty"`
		Contractors []contractorYAML `yaml:"contractors,omitempty"`
		Withdrawn   []withdrawnYAML  `yaml:"withdrawn,omitempty"`
		Schedule    string           `yaml:"schedule,omitempty"`
	}
	retentionYAML struct {
		Keep string `yaml:"keep"`
		From string `yaml:"from,omitempty"`
	}
	contractorYAML struct {
		Name        string           `yaml:"name"`
		Country     string           `yaml:"country,omitempty"`
		Access      []string         `yaml:"access,omitempty,flow"`
		Purpose     string           `yaml:"purpose,omitempty"`
		Contractors []contractorYAML `yaml:"contractors,omitempty"`
	}
	withdrawnYAML struct {
		Target string   `yaml:"target,omitempty"`
		Key    string   `yaml:"key,omitempty"`
		Column string   `yaml:"column,omitempty"`
		Values []string `yaml:"values,omitempty,flow"`
	}
	policyYAML struct {
		URL         string   `yaml:"url,omitempty"`
		Home        string   `yaml:"home,omitempty"`
		Countries   []string `yaml:"countries,flow"`
		Contractors []string `yaml:"contractors,omitempty"`
		Purposes    []string `yaml:"purposes,omitempty"`
	}
)

// Write writes the register as sections of tsutsumi.yaml, without what to log in with.
func (r *Register) Write(w io.Writer) error {
	var f fileYAML
	for i := range r.Systems {
		s := &r.Systems[i]
		y := systemYAML{Name: s.Name, Target: s.Target, Owner: s.Owner, Country: s.Country, Purposes: s.Purposes, Legal: s.Legal, Subjects: s.Subjects,
			Development: s.Development, CopyOf: s.CopyOf, Key: s.Key, Contractors: chainYAML(s.Contractors), Schedule: s.Schedule}
		if s.Index != s.Name {
			y.Index = s.Index
		}
		if s.Retention != nil {
			y.Retention = &retentionYAML{s.Retention.String(), s.Retention.From}
		}
		for _, k := range s.Expected {
			y.Expected = append(y.Expected, k.String())
		}
		for _, x := range s.Withdrawn {
			y.Withdrawn = append(y.Withdrawn, withdrawnYAML(x))
		}
		f.Sources = append(f.Sources, y)
	}
	if p := r.Policy; p != nil {
		f.Policy = &policyYAML{p.URL, "", p.Countries, p.Contractors, p.Purposes}
		if p.Home != Home {
			f.Policy.Home = p.Home
		}
	}
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(f); err != nil {
		return err
	}
	return e.Close()
}

func chainYAML(cs []Contractor) (out []contractorYAML) {
	for i := range cs {
		c := &cs[i]
		out = append(out, contractorYAML{c.Name, c.Country, c.Access, c.Purpose, chainYAML(c.Contractors)})
	}
	return out
}
