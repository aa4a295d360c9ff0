package config

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Watch is what the owner declares for the watching of logs.
type Watch struct {
	// Zone is the time that people work by; nil is the machine's.
	Zone *time.Location
	// Hours are those of work, minutes from midnight; zero is not declared.
	Hours    [2]int
	Logs     []WatchLog
	Routes   []Route
	Networks []Network
	Accounts []Account
	// Every is how often serve reads them; 0 is not declared. Follow: it reads them as they grow.
	Every  time.Duration
	Follow bool
	// Holidays are days on which nobody works, Sales days on which customers come in crowds: days since 1970.
	Holidays, Sales []int32
	// Files and folders, as they are written: Sigma rules, lists of indicators, reports of users, mapping files of own logs, days
	// of leave (a CSV of account and day), exits of Tor, MMDB files.
	Rules                                             string
	Indicators, Complaints, Mappings, Leave, Tor, Geo []string
	// Canaries are planted accounts, keys, files and tables, by what they are called in logs, and fingerprints of persons (32
	// hexadecimal digits).
	Canaries []string
}

// WatchLog is a log that is watched.
type WatchLog struct {
	Target string // a path, a pattern, or a URL without a password
	Parser string // "" is found out
	Store  string // what it is of, where its records do not say
	Zone   *time.Location
	// Skew is how far the clock that wrote it is behind: it is added to its times.
	Skew time.Duration
	Line int
}

// Route tells which source stands behind a part of a web site.
type Route struct {
	Path   string // /customers/*
	Source string // the name of one of Sources
	Part   string // "" is all of it
	Line   int
}

// Network is a range of addresses that the owner knows.
type Network struct {
	Name    string
	Ranges  []netip.Prefix
	Kind    string // office, vpn, proxy, partner, mobile, hosting, anonymising; "" says nothing
	Country Country
	Line    int
}

// Account is what accounts are: job, staff, admin or customer.
type Account struct {
	Names []string
	Role  string
	Line  int
}

type writtenWatch struct {
	Zone  string `yaml:"zone"`
	Hours string `yaml:"hours"`
	Logs  []struct {
		Target string `yaml:"target"`
		Parser string `yaml:"parser"`
		Store  string `yaml:"store"`
		Zone   string `yaml:"zone"`
		Skew   string `yaml:"skew"`
	} `yaml:"logs"`
	Routes []struct {
		Path   string `yaml:"path"`
		Source string `yaml:"source"`
		Part   string `yaml:"part"`
	} `yaml:"routes"`
	Networks []struct {
		Name    string   `yaml:"name"`
		Ranges  []string `yaml:"ranges"`
		Kind    string   `yaml:"kind"`
		Country string   `yaml:"country"`
	} `yaml:"networks"`
	Accounts []struct {
		Names []string `yaml:"names"`
		Role  string   `yaml:"role"`
	} `yaml:"accounts"`
	Every      string   `yaml:"every"`
	Follow     bool     `yaml:"follow"`
	Holidays   []string `yaml:"holidays"`
	Sales      []string `yaml:"sales"`
	Rules      string   `yaml:"rules"`
	Indicators []string `yaml:"indicators"`
	Complaints []string `yaml:"complaints"`
	Mappings   []string `yaml:"mappings"`
	Leave      []string `yaml:"leave"`
	Tor        []string `yaml:"tor"`
	Geo        []string `yaml:"geo"`
	Canaries   []string `yaml:"canaries"`
}

func (d *decoder) watch(w *written, f *File) error {
	in := w.Watch
	if in == nil {
		return nil
	}
	out := &Watch{Rules: in.Rules, Indicators: in.Indicators, Complaints: in.Complaints, Mappings: in.Mappings, Leave: in.Leave, Tor: in.Tor, Geo: in.Geo, Canaries: in.Canaries}
	at := func(path ...any) int { return d.line(append([]any{"watch"}, path...)...) }
	var ok bool
	if out.Follow = in.Follow; in.Every != "" {
		if out.Every, ok = Interval(in.Every); !ok || in.Follow {
			return d.fail(at("every"), "how often: 5m, 1h; not with follow")
		}
	}
	if out.Zone, ok = Zone(in.Zone); !ok {
		return d.fail(at("zone"), "a time zone: +09:00, Asia/Tokyo")
	}
	if in.Hours != "" {
		if out.Hours, ok = hours(in.Hours); !ok {
			return d.fail(at("hours"), "hours of work: 08:00-20:00")
		}
	}
	for i, l := range in.Logs {
		s := WatchLog{Target: l.Target, Parser: l.Parser, Store: l.Store, Line: at("logs", i)}
		if why := target(l.Target); why != "" {
			return d.fail(at("logs", i, "target"), why)
		}
		if !short(l.Parser) || !short(l.Store) {
			return d.fail(s.Line, "at most 300 printable characters")
		}
		if s.Zone, ok = Zone(l.Zone); !ok {
			return d.fail(at("logs", i, "zone"), "a time zone: +09:00, Asia/Tokyo")
		}
		if l.Skew != "" {
			behind, err := time.ParseDuration(l.Skew)
			if err != nil || behind.Abs() > 48*time.Hour {
				return d.fail(at("logs", i, "skew"), "how far the clock is behind: 90s, -5m")
			}
			s.Skew = behind
		}
		out.Logs = append(out.Logs, s)
	}
	for i, r := range in.Routes {
		if !strings.HasPrefix(r.Path, "/") || !short(r.Path) || !short(r.Part) {
			return d.fail(at("routes", i), "a path with * for what names single things: /customers/*")
		}
		named := false
		for j := range f.Sources {
			named = named || f.Sources[j].Name == r.Source
		}
		if !named {
			return d.fail(at("routes", i, "source"), "no source of this name is declared")
		}
		out.Routes = append(out.Routes, Route{r.Path, r.Source, r.Part, at("routes", i)})
	}
	if err := d.networks(in, out, at); err != nil {
		return err
	}
	for i, a := range in.Accounts {
		switch a.Role {
		case "job", "staff", "admin", "customer":
		default:
			return d.fail(at("accounts", i, "role"), "job, staff, admin or customer")
		}
		if len(a.Names) == 0 {
			return d.fail(at("accounts", i), "which accounts: names")
		}
		out.Accounts = append(out.Accounts, Account{a.Names, a.Role, at("accounts", i)})
	}
	for _, l := range []struct {
		key string
		in  []string
		to  *[]int32
	}{{"holidays", in.Holidays, &out.Holidays}, {"sales", in.Sales, &out.Sales}} {
		for i, s := range l.in {
			day, err := time.Parse("2006-01-02", s)
			if err != nil {
				return d.fail(at(l.key, i), "a day: 2026-11-23")
			}
			*l.to = append(*l.to, int32(day.Unix()/86_400))
		}
	}
	f.Watch = out
	return nil
}

func (d *decoder) networks(in *writtenWatch, out *Watch, at func(...any) int) error {
	for i, n := range in.Networks {
		s := Network{Name: n.Name, Kind: n.Kind, Country: Country{n.Country, at("networks", i, "country")}, Line: at("networks", i)}
		switch n.Kind {
		case "", "office", "vpn", "proxy", "partner", "mobile", "hosting", "anonymising":
		default:
			return d.fail(at("networks", i, "kind"), "office, vpn, proxy, partner, mobile, hosting or anonymising")
		}
		if !short(n.Name) || !short(n.Country) {
			return d.fail(s.Line, "at most 300 printable characters")
		}
		for j, r := range n.Ranges {
			p, err := netip.ParsePrefix(r)
			if a, err2 := netip.ParseAddr(r); err != nil && err2 == nil {
				p, err = a.Prefix(a.BitLen())
			}
			if err != nil {
				return d.fail(at("networks", i, "ranges", j), "a range of addresses: 192.0.2.0/24")
			}
			s.Ranges = append(s.Ranges, p)
		}
		if len(s.Ranges) == 0 {
			return d.fail(s.Line, "which addresses: ranges")
		}
		out.Networks = append(out.Networks, s)
	}
	return nil
}

// Zone reads a time zone: +09:00, or a name of the tz database; "" is nil.
func Zone(s string) (*time.Location, bool) {
	if s == "" {
		return nil, true
	}
	if len(s) == 6 && (s[0] == '+' || s[0] == '-') && s[3] == ':' {
		h, err1 := strconv.Atoi(s[1:3])
		m, err2 := strconv.Atoi(s[4:])
		if err1 != nil || err2 != nil || h > 14 || m > 59 {
			return nil, false
		}
		n := h*3600 + m*60
		if s[0] == '-' {
			n = -n
		}
		return time.FixedZone(s, n), true
	}
	l, err := time.LoadLocation(s)
	return l, err == nil && !strings.EqualFold(s, "local")
}

func hours(s string) (h [2]int, ok bool) {
	from, to, ok := strings.Cut(s, "-")
	for i, t := range []string{from, to} {
		at, err := time.Parse("15:04", strings.TrimSpace(t))
		if err != nil {
			return h, false
		}
		h[i] = at.Hour()*60 + at.Minute()
	}
	return h, ok && h[0] < h[1]
}
