package org

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Role is what somebody does.
type Role string

// The roles.
const (
	Support  Role = "support"  // reads 20 to 150 customers a day
	Identity Role = "identity" // looks at identity documents of new customers
	Sales    Role = "sales"    // Salesforce, merchants
	Dev      Role = "dev"      // GitHub, staging, now and then a server
	Ops      Role = "ops"      // servers, cloud, on call
	DBA      Role = "dba"
	Analyst  Role = "analyst"
	Finance  Role = "finance"
	HR       Role = "hr"
	Clerk    Role = "clerk" // mail and files only
)

// roleShares are the parts of the staff, as a running sum in a hundred.
var roleShares = []struct {
	sum  int
	role Role
}{{18, Support}, {21, Identity}, {38, Sales}, {60, Dev}, {64, Ops}, {65, DBA}, {69, Analyst}, {75, Finance}, {78, HR}, {100, Clerk}}

// Employee is one of the staff.
type Employee struct {
	Number int
	Login  string
	Role   Role
	Office *Office
	Rand   Rand
	Home   netip.Addr // of the provider at home
	Remote float64    // the chance of a day at home
	Full   bool       // at home everything goes by the VPN, else only what is within
	Device uint64     // the laptop
	Key    uint64     // of SSH
	Token  uint64     // of GitHub
	Desk   netip.Addr // in the office
	Load   int        // customers a day, of support and identity
	Joins  int64      // the day from which he works; 0 for always
	Change int64      // the moment from which the laptop is another; 0 for never

	// LeaveFrom and LeaveTo are days off, besides weekends and holidays.
	LeaveFrom, LeaveTo int64
	// TripFrom and TripTo are days of a business trip, TripIn is the country.
	TripFrom, TripTo int64
	TripIn           string
}

// Away tells whether a day is one of leave.
func (e *Employee) Away(day int64) bool { return day >= e.LeaveFrom && day < e.LeaveTo }

// Abroad is the country of a business trip on a day; empty if there is none.
func (e *Employee) Abroad(day int64) string {
	if day >= e.TripFrom && day < e.TripTo {
		return e.TripIn
	}
	return ""
}

// DeviceAt is the laptop at a moment.
func (e *Employee) DeviceAt(now int64) uint64 {
	if e.Change != 0 && now >= e.Change {
		return Mix(e.Device)
	}
	return e.Device
}

// trips are where business goes.
var trips = []string{"US", "DE", "SG", "KR", "GB", "TH", "FR", "TW", "JP"}

func (o *Org) hire(n int) {
	g := synth.New(o.Seed)
	seen := map[string]bool{}
	for i := range n {
		e := o.employee(g, i, n, seen)
		o.Staff = append(o.Staff, e)
	}
	for i := range 8 {
		e := o.employee(g, n+i, n+8, seen)
		e.Login, e.Role, e.Office = "ext-"+e.Login, Dev, &o.Offices[0]
		e.Joins, e.TripFrom, e.TripTo, e.LeaveFrom, e.LeaveTo = 0, 0, 0, 0, 0
		e.Home = o.Nets.Addr(e.Office.Country, "isp", 5000+uint64(n+i)*13) // nobody is at home elsewhere than where he works
		if i == 7 {                                                        // who keeps the database running
			e.Role = DBA
		}
		o.Contractor = append(o.Contractor, e)
	}
}

func (o *Org) employee(g *synth.Gen, i, n int, seen map[string]bool) *Employee {
	r := o.RandOf("employee", i)
	e := &Employee{Number: i, Rand: Rand(r.Next()), Office: &o.Offices[0], Device: r.Next(), Key: r.Next() | 1, Token: r.Next() | 1}
	u := r.Unit()
	for j := range o.Offices {
		if u -= o.Offices[j].Share; u < 0 {
			e.Office = &o.Offices[j]
			break
		}
	}
	var p synth.Person
	if e.Office.Country == "JP" || e.Office.Country == "SG" && r.P(0.3) {
		p = g.Japanese()
	} else {
		p = g.Foreigner()
	}
	e.Login = login(p.SurnameLatin, p.GivenLatin, seen)
	// Roles by number, so that a small organisation has all of them too.
	at := (i*37 + 11) % 100
	for _, s := range roleShares {
		if at < s.sum {
			e.Role = s.role
			break
		}
	}
	e.Home = o.Nets.Addr(e.Office.Country, "isp", 5000+uint64(i)*13)
	e.Desk = Inside(20+o.office(e.Office), i/200%256, 10+i%200)
	e.Remote, e.Full = 0.1+float64(0.5*r.Unit()), r.P(0.3)
	e.Load = r.In(20, 150)
	if e.Role == Identity {
		e.Load = r.In(60, 220)
	}
	days := int64(o.Days)
	if r.P(0.45) && days > 3 {
		e.LeaveFrom = o.First + int64(r.N(o.Days))
		e.LeaveTo = e.LeaveFrom + int64(r.In(1, 5))
	}
	if r.P(0.05) && days > 9 && (e.Role == Sales || e.Role == Dev || e.Role == Clerk || e.Role == Ops) {
		e.TripFrom = o.First + 2 + int64(r.N(o.Days-7))
		e.TripTo = e.TripFrom + int64(r.In(3, 6))
		for e.TripIn == "" || e.TripIn == e.Office.Country {
			e.TripIn = Of(r, trips)
		}
		e.LeaveFrom, e.LeaveTo = 0, 0
	}
	if r.P(0.012) && days > 5 {
		e.Joins = o.First + int64(r.N(o.Days/2+1))
	}
	if r.P(0.05) {
		e.Change = o.Start + int64(r.N(o.Days*24))*Hour
	}
	return e
}

func (o *Org) office(f *Office) int {
	for i := range o.Offices {
		if f == &o.Offices[i] {
			return i
		}
	}
	return 0
}

func login(surname, given string, seen map[string]bool) string {
	clean := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, strings.ToLower(s))
	}
	s, g := clean(surname), clean(given)
	if s == "" {
		s = "u"
	}
	name := s
	if g != "" {
		name += "." + g[:1]
	}
	for i := 2; seen[name]; i++ {
		name = s + "." + g + strconv.Itoa(i)
	}
	seen[name] = true
	return name
}

// OfficeNAT is the address by which an office goes out.
func (o *Org) OfficeNAT(f *Office) netip.Addr { return o.Nets.Addr(f.Country, "office", 4) }

// VPNNAT is the address by which those go out whose everything goes by the VPN. It changes once in the month.
func (o *Org) VPNNAT(now int64) netip.Addr {
	if now < o.Egress {
		return o.Nets.Addr("JP", "vpn", 2)
	}
	return o.Nets.Addr("JP", "hosting", 40)
}
