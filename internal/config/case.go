package config

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
)

type writtenCase struct {
	Name           string          `yaml:"name"`
	NameEN         string          `yaml:"name_en"`
	Address        string          `yaml:"address"`
	AddressEN      string          `yaml:"address_en"`
	Representative string          `yaml:"representative"`
	Department     string          `yaml:"department"`
	DepartmentEN   string          `yaml:"department_en"`
	Contact        string          `yaml:"contact"`
	Phone          string          `yaml:"phone"`
	Email          string          `yaml:"email"`
	Hours          string          `yaml:"hours"`
	URL            string          `yaml:"url"`
	Corporate      string          `yaml:"corporate_number"`
	Sectors        []string        `yaml:"sectors"`
	Places         []string        `yaml:"places"`
	Role           string          `yaml:"role"`
	Zone           string          `yaml:"zone"`
	TwoPersons     []string        `yaml:"two_person"`
	Users          []string        `yaml:"users"`
	Letters        *writtenLetters `yaml:"letters"`
	Cost           string          `yaml:"cost"`
	Remind         []string        `yaml:"remind"`
}

type writtenLetters struct {
	Host         string `yaml:"host"`
	Port         int    `yaml:"port"`
	User         string `yaml:"user"`
	Transport    string `yaml:"transport"`
	PasswordEnv  string `yaml:"password_env"`
	PasswordFile string `yaml:"password_file"`
	From         string `yaml:"from"`
	CA           string `yaml:"ca"`
	Rate         int    `yaml:"rate"`
	Connections  int    `yaml:"connections"`
	Bounces      string `yaml:"bounces"`
}

// The words of the lists.
const (
	sectors  = "private public telecom finance card medical critical"
	roles    = "controller contractor"
	caseActs = "send close report"
)

func (d *decoder) cases(w *written, f *File) error {
	in := w.Case
	if in == nil {
		return nil
	}
	at := func(path ...any) int { return d.line(append([]any{"case"}, path...)...) }
	out := &Case{Name: in.Name, NameEN: in.NameEN, Address: in.Address, AddressEN: in.AddressEN, Representative: in.Representative,
		Department: in.Department, DepartmentEN: in.DepartmentEN, Contact: in.Contact, Phone: in.Phone, Email: in.Email, Hours: in.Hours, URL: in.URL,
		Corporate: in.Corporate, Sectors: in.Sectors, Places: in.Places, Role: in.Role, Zone: in.Zone, TwoPersons: in.TwoPersons, Users: in.Users,
		Cost: in.Cost, Remind: in.Remind, Line: at()}
	for _, t := range []struct{ key, text string }{{"name", in.Name}, {"name_en", in.NameEN}, {"address", in.Address}, {"address_en", in.AddressEN},
		{"representative", in.Representative}, {"department", in.Department}, {"department_en", in.DepartmentEN}, {"contact", in.Contact}, {"phone", in.Phone},
		{"hours", in.Hours}, {"cost", in.Cost}} {
		if !short(t.text) {
			return d.fail(at(t.key), "at most 300 printable characters")
		}
	}
	for _, c := range []struct {
		key  string
		good bool
		what string
	}{
		{"email", in.Email == "" || address(in.Email), "an address of e-mail"},
		{"url", in.URL == "" || web(in.URL), "https://…"},
		{"corporate_number", in.Corporate == "" || corporate(in.Corporate), "a corporate number of 13 digits (法人番号)"},
		{"role", in.Role == "" || one(in.Role, roles), "controller or contractor"},
	} {
		if !c.good {
			return d.fail(at(c.key), c.what)
		}
	}
	if _, ok := Zone(in.Zone); !ok {
		return d.fail(at("zone"), "a time zone: Asia/Tokyo, +09:00")
	}
	if err := d.caseLists(out, at); err != nil {
		return err
	}
	if err := d.letters(in.Letters, out, at); err != nil {
		return err
	}
	f.Case = out
	return nil
}

func (d *decoder) caseLists(c *Case, at func(...any) int) error {
	for _, l := range []struct {
		key  string
		list []string
		good func(string) bool
		what string
	}{
		{"sectors", c.Sectors, func(s string) bool { return one(s, sectors) }, strings.ReplaceAll(sectors, " ", ", ")},
		{"places", c.Places, func(s string) bool { return len(s) == 2 && upper(s) }, "a code of ISO 3166-1 with two letters, or EU: JP"},
		{"two_person", c.TwoPersons, func(s string) bool { return one(s, caseActs) }, strings.ReplaceAll(caseActs, " ", ", ")},
		{"users", c.Users, func(s string) bool { return s != "" && len(s) <= 64 && strings.TrimSpace(s) == s && printable(s) }, "a name of at most 64 bytes, as --by names it"},
		{"remind", c.Remind, reminder, "a time before it is due, from 1m to 2160h: 72h"},
	} {
		for i, s := range l.list {
			switch {
			case !l.good(s):
				return d.fail(at(l.key, i), l.what)
			case slices.Contains(l.list[:i], s):
				return d.fail(at(l.key, i), "the same twice")
			}
		}
	}
	if len(c.TwoPersons) > 0 && len(c.Users) == 1 {
		return d.fail(at("two_person"), "two users must decide, and users names one")
	}
	return nil
}

func (d *decoder) letters(in *writtenLetters, c *Case, at func(...any) int) error {
	if in == nil {
		return nil
	}
	n := &Notify{Name: "letters", Type: "email", Host: in.Host, Port: in.Port, User: in.User, Transport: in.Transport, Password: Secret{"", in.PasswordEnv, in.PasswordFile},
		From: in.From, CA: in.CA, Line: at("letters")}
	switch {
	case in.Host == "" || in.From == "":
		return d.fail(at("letters"), "letters need a host and from")
	case in.Rate < 0 || in.Rate > 100_000:
		return d.fail(at("letters", "rate"), "letters in a second: 1 to 100000")
	case in.Connections < 0 || in.Connections > 100:
		return d.fail(at("letters", "connections"), "connections at a time: 1 to 100")
	case in.Bounces != "" && !address(in.Bounces):
		return d.fail(at("letters", "bounces"), "an address of e-mail")
	}
	if why := n.wrong(); why != "" {
		return d.fail(at("letters"), why)
	}
	c.Letters, c.Rate, c.Connections, c.Bounces = n, in.Rate, in.Connections, in.Bounces
	return nil
}

// address tells an address of e-mail alone, without a name.
func address(s string) bool {
	p, err := mail.ParseAddress(s)
	return err == nil && p.Name == "" && p.Address == s && printable(s)
}

func web(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && short(s)
}

// corporate tells a corporate number: the first digit checks the twelve behind it (Ministerial Ordinance on corporate numbers, Art. 2).
func corporate(s string) bool {
	if len(s) != 13 {
		return false
	}
	sum := 0
	for i := range 13 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		if i > 0 {
			sum += int(s[i]-'0') * (1 + i%2)
		}
	}
	return int(s[0]-'0') == 9-sum%9
}

func upper(s string) bool { return strings.ToUpper(s) == s && strings.ToLower(s) != s }

func reminder(s string) bool {
	t, err := time.ParseDuration(s)
	return err == nil && t >= time.Minute && t <= 90*24*time.Hour
}
