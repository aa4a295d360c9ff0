package config

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The bounds of what is declared.
const (
	MaxSources     = 1000
	maxContractors = 10_000 // in all
	maxDepth       = 8      // of contractors' contractors
	maxText        = 300    // characters
)

func (d *decoder) sources(w *written, f *File) error {
	if len(w.Sources) > MaxSources {
		return d.fail(d.line("sources", MaxSources), "more than 1,000 sources")
	}
	named := map[string]bool{}
	for i := range w.Sources {
		in := &w.Sources[i]
		s := Source{Name: in.Name, Target: in.Target, Owner: in.Owner, Legal: in.Legal, Development: in.Development, CopyOf: in.CopyOf,
			Index: in.Index, Key: in.Key, Subjects: in.Subjects, Schedule: in.Schedule, User: in.User, PasswordEnv: in.PasswordEnv,
			PasswordFile: in.PasswordFile, Line: d.line("sources", i)}
		at := func(path ...any) int { return d.line(append([]any{"sources", i}, path...)...) }
		switch {
		case !identifier(s.Name):
			return d.fail(at("name"), "a source needs a name: a to z, 0 to 9, - and _, at most 64")
		case named[s.Name]:
			return d.fail(at("name"), "two sources of one name")
		}
		named[s.Name] = true
		if why := target(s.Target); why != "" {
			return d.fail(at("target"), why)
		}
		if err := d.texts(at, in, &s); err != nil {
			return err
		}
		s.Country = Country{in.Country, at("country")}
		if in.Retention != nil {
			r, ok := ParseRetention(in.Retention.Keep)
			if !ok {
				return d.fail(at("retention"), "a time to keep: 5y, 90d, 1y6m, 5年")
			}
			r.From = in.Retention.From
			s.Retention = &r
		}
		for j, name := range in.Expected {
			k, ok := pii.Parse(name)
			if !ok || k == pii.None {
				return d.fail(at("kinds_expected", j), "no such kind; `tsutsumi kinds` lists them")
			}
			s.Expected = append(s.Expected, k)
		}
		var err error
		if s.Contractors, err = d.chain(in.Contractors, []any{"sources", i}, 1); err != nil {
			return err
		}
		if s.Withdrawn, err = d.withdrawn(in.Withdrawn, at); err != nil {
			return err
		}
		f.Sources = append(f.Sources, s)
	}
	for i := range f.Sources {
		s := &f.Sources[i]
		if s.CopyOf != "" && (!named[s.CopyOf] || s.CopyOf == s.Name) {
			return d.fail(d.line("sources", i, "copy_of"), "no other source of this name")
		}
	}
	return nil
}

// texts checks what is free text, and gathers the purposes.
func (d *decoder) texts(at func(...any) int, in *writtenSource, s *Source) error {
	for _, t := range []struct{ key, text string }{{"owner", s.Owner}, {"country", in.Country}, {"purpose", in.Purpose}, {"legal", s.Legal}, {"key", s.Key}, {"user", s.User},
		{"password_env", s.PasswordEnv}, {"password_file", s.PasswordFile}} {
		if !short(t.text) {
			return d.fail(at(t.key), "at most 300 printable characters")
		}
	}
	if in.Retention != nil && !short(in.Retention.From) {
		return d.fail(at("retention"), "at most 300 printable characters")
	}
	if in.Purpose != "" {
		s.Purposes = append(s.Purposes, in.Purpose)
	}
	s.Purposes = append(s.Purposes, in.Purposes...)
	for _, list := range []struct {
		key   string
		texts []string
	}{{"purposes", in.Purposes}, {"subjects", s.Subjects}} {
		for j, t := range list.texts {
			if t == "" || !short(t) {
				return d.fail(at(list.key, j), "a text of at most 300 printable characters")
			}
		}
	}
	switch {
	case s.Index != "" && !identifier(s.Index):
		return d.fail(at("index"), "the name of a people index: a to z, 0 to 9, - and _, at most 64")
	case s.PasswordEnv != "" && s.PasswordFile != "":
		return d.fail(at("password_file"), "either password_env or password_file")
	case s.Schedule != "":
		if _, ok := Interval(s.Schedule); !ok {
			return d.fail(at("schedule"), "how often: 24h, 7d, at least a minute")
		}
	}
	return nil
}

func (d *decoder) chain(in []writtenContractor, path []any, depth int) ([]Contractor, error) {
	var out []Contractor
	for i := range in {
		w := &in[i]
		here := append(append([]any{}, path...), "contractors", i)
		at := func(path ...any) int { return d.line(append(append([]any{}, here...), path...)...) }
		if d.contractors++; d.contractors > maxContractors || depth > maxDepth {
			return nil, d.fail(at(), "too many contractors: 10,000 in all, 8 deep")
		}
		if w.Name == "" || !short(w.Name) {
			return nil, d.fail(at("name"), "a contractor needs a name of at most 300 printable characters")
		}
		if !short(w.Country) || !short(w.Purpose) {
			return nil, d.fail(at(), "at most 300 printable characters")
		}
		c := Contractor{Name: w.Name, Country: Country{w.Country, at("country")}, Purpose: w.Purpose, Line: at()}
		for j, s := range w.Access {
			if s == "" || !short(s) {
				return nil, d.fail(at("access", j), "a country")
			}
			c.Access = append(c.Access, Country{s, at("access", j)})
		}
		var err error
		if c.Contractors, err = d.chain(w.Contractors, here, depth+1); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func (d *decoder) withdrawn(in []writtenWithdrawn, at func(...any) int) ([]Withdrawn, error) {
	var out []Withdrawn
	for i, w := range in {
		here := at("withdrawn", i)
		list, column := w.Target != "" || w.Key != "", w.Column != "" || len(w.Values) > 0
		switch {
		case list == column:
			return nil, d.fail(here, "who left: either a target with a key, or a column with values")
		case list && w.Key == "", column && (w.Column == "" || len(w.Values) == 0):
			return nil, d.fail(here, "who left: a target with a key, or a column with values")
		case !short(w.Key), !short(w.Column):
			return nil, d.fail(here, "at most 300 printable characters")
		}
		if list {
			if why := target(w.Target); why != "" {
				return nil, d.fail(at("withdrawn", i, "target"), why)
			}
		}
		for j, v := range w.Values {
			if !short(v) {
				return nil, d.fail(at("withdrawn", i, "values", j), "at most 300 printable characters")
			}
		}
		out = append(out, Withdrawn(w))
	}
	return out, nil
}

func (d *decoder) policy(w *written, f *File) error {
	in := w.Policy
	if in == nil {
		return nil
	}
	p := &Policy{URL: in.URL, Home: Country{in.Home, d.line("policy", "home")}, Contractors: in.Contractors, Purposes: in.Purposes}
	if in.URL != "" {
		if u, err := url.Parse(in.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || !short(in.URL) {
			return d.fail(d.line("policy", "url"), "the address of a page: https://…")
		}
	}
	if !short(in.Home) {
		return d.fail(d.line("policy", "home"), "a country")
	}
	for j, s := range in.Countries {
		if s == "" || !short(s) {
			return d.fail(d.line("policy", "countries", j), "a country")
		}
		p.Countries = append(p.Countries, Country{s, d.line("policy", "countries", j)})
	}
	for _, list := range []struct {
		key   string
		texts []string
	}{{"contractors", in.Contractors}, {"purposes", in.Purposes}} {
		for j, s := range list.texts {
			if s == "" || !short(s) {
				return d.fail(d.line("policy", list.key, j), "a text of at most 300 printable characters")
			}
		}
	}
	f.Policy = p
	return nil
}

// Interval reads how often something is done: a number of h, m, s as in Go, or of days (d) or weeks (w).
func Interval(s string) (time.Duration, bool) {
	d, err := time.ParseDuration(s)
	if err != nil {
		r, ok := ParseRetention(s)
		if !ok || r.Years > 0 || r.Months > 0 {
			return 0, false
		}
		d = time.Duration(r.Days) * 24 * time.Hour
	}
	return d, d >= time.Minute && d <= 366*24*time.Hour
}

func identifier(s string) bool {
	ok := s != "" && len(s) <= 64 && s[0] != '-' && s[0] != '_'
	for i := range len(s) {
		c := s[i]
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')
	}
	return ok
}

func short(s string) bool { return utf8.RuneCountInString(s) <= maxText && readable(s) }

// readable is printable, but that people write blanks of full width in what is theirs.
func readable(s string) bool { return printable(strings.ReplaceAll(s, "\u3000", " ")) }

// target tells what is wrong with a target, "" if nothing.
func target(s string) string {
	if s == "" || len(s) > 4096 || !readable(s) {
		return "a target: a path or a URL of printable characters"
	}
	if !strings.Contains(s, "://") {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil {
		return "a target: not a URL"
	}
	if _, given := u.User.Password(); given {
		return "a password stands in a URL; name it by password_env or password_file"
	}
	return ""
}
