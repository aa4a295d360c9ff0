// Package org is the organisation whose month is told: its staff and customers, offices, networks and calendar, and the
// stage on which all act in the order of time.
package org

import (
	"net/netip"
	"strconv"
)

// Org is the organisation. It does not change while the month runs, but for what staff carry with them.
type Org struct {
	Seed       uint64
	Start, End int64 // µs since 1970
	Days       int
	First      int64 // the first day since 1970, UTC
	Offices    []Office
	Staff      []*Employee
	Customers  int
	Visits     float64 // of a customer to the shop in a month, on average
	Nets       Nets
	Sale       int64 // the day of the sale since 1970; -1 for none
	Egress     int64 // the moment from which the VPN goes out by another address
	Browser    int64 // the moment about which browsers get a new version
	Contractor []*Employee
	Repos      int
	Merchants  int
}

// Settings make an Org.
type Settings struct {
	Seed      uint64
	Start     int64 // µs since 1970, midnight UTC
	Days      int
	Employees int
	Customers int
	Visits    float64
	Prefix    func(country, kind string) netip.Prefix
}

// New makes the organisation.
func New(s Settings) *Org {
	o := &Org{Seed: s.Seed, Start: s.Start, End: s.Start + int64(s.Days)*Day, Days: s.Days, First: s.Start / Day, Offices: offices(), Customers: s.Customers, Visits: s.Visits,
		Nets: Nets{s.Prefix, map[[2]string]pool{}}, Sale: -1, Repos: max(12, s.Employees/7), Merchants: max(50, s.Customers/5)}
	r := o.Rand("org")
	if s.Days >= 5 {
		o.Sale = o.First + int64(s.Days)*int64(r.In(30, 80))/100
	}
	o.Egress = o.Start + int64(r.In(s.Days*20, s.Days*80))*Day/100
	o.Browser = o.Start + int64(r.In(s.Days*20, s.Days*80))*Day/100
	o.hire(s.Employees)
	return o
}

// Rand is a generator for a purpose. Equal purposes of equal seeds draw the same.
func (o *Org) Rand(purpose string) *Rand { return o.RandOf(purpose, 0) }

// RandOf is a generator for a purpose and a number.
func (o *Org) RandOf(purpose string, n int) *Rand {
	h := Mix(o.Seed)
	for i := 0; i < len(purpose); i++ {
		h = (h ^ uint64(purpose[i])) * 0x100000001b3
	}
	r := Rand(Mix(h + uint64(n)*0x9e3779b97f4a7c15))
	return &r
}

// of is a number that follows from the seed, a customer and what is decided.
func (o *Org) of(customer int, what uint64) uint64 {
	return Mix(o.Seed*31 + uint64(customer)<<8 + what)
}

// Member is a customer's account.
func (o *Org) Member(i int) string { return "M" + strconv.Itoa(10_000_000+i*7+int(o.of(i, 1)%7)) }

// Person is the fingerprint that applications log of a customer.
func (o *Org) Person(i int) (p [16]byte) {
	x, y := o.of(i, 2), o.of(i, 3)
	for j := range 8 {
		p[j], p[8+j] = byte(x>>(8*j)), byte(y>>(8*j))
	}
	return p
}

// Carriers is how many carriers of mobile phones there are. Each has eight addresses for all its customers; the first has six
// in ten of them.
const Carriers = 3

// Carrier is the customer's carrier.
func (o *Org) Carrier(i int) int {
	switch x := o.of(i, 4) % 10; {
	case x < 6:
		return 0
	case x < 8:
		return 1
	}
	return 2
}

// NAT is one of a carrier's eight addresses.
func (o *Org) NAT(carrier int, which uint64) netip.Addr {
	return o.Nets.Addr("JP", "mobile", 7+uint64(carrier)*16+which%8)
}

// Home is the address of the customer's home at a moment. Twelve in a hundred live behind a NAT of their provider; a quarter
// come by IPv6, with an address that changes each day within a network that stays.
func (o *Org) Home(i int, now int64) netip.Addr {
	x := o.of(i, 5)
	switch {
	case x%100 < 12:
		return o.Nets.Addr("JP", "isp", 100+x>>32%24)
	case x%100 < 37:
		if a, ok := o.Nets.Six("JP", "isp", x>>8, Mix(x+uint64(now/Day))); ok { //nolint:gosec // no negative number
			return a
		}
	}
	return o.Nets.Addr("JP", "isp", 1000+x>>8)
}

// Phone tells whether the customer's usual device is a phone, and Agent its user agent at a moment.
func (o *Org) Phone(i int) bool { return o.of(i, 6)%100 < 64 }

// Device is the customer's device; it changes for one in thirty in the month.
func (o *Org) Device(i int, now int64) uint64 {
	x := o.of(i, 7)
	if x%30 == 0 && now > o.Start+int64(x>>8%uint64(o.Days*24))*Hour {
		x++
	}
	return Mix(x)
}

// Agent is what the customer's browser or app calls itself.
func (o *Org) Agent(i int, now int64) string {
	x := o.Device(i, now)
	if o.Phone(i) {
		switch {
		case x%10 < 3:
			return appAgents[x>>8%uint64(len(appAgents))]
		case x%10 < 7:
			return "Mozilla/5.0 (iPhone; CPU iPhone OS 18_" + strconv.Itoa(int(x>>16%7)) + " like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18." + strconv.Itoa(int(x>>16%7)) + " Mobile/15E148 Safari/604.1"
		}
		return "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + o.Version(x, now) + ".0.0.0 Mobile Safari/537.36"
	}
	return o.Desktop(x, now)
}

var appAgents = []string{"ExampleShop/7.4.1 (iPhone15,3; iOS 18.1)", "ExampleShop/7.4.1 (Android 15; Pixel 8)", "ExampleShop/7.3.0 (iPhone14,5; iOS 17.6)", "ExampleShop/7.4.1 (Android 14; SO-53D)"}

// Version is the version of a browser that keeps itself new; the week after Browser brings the next one.
func (o *Org) Version(x uint64, now int64) string {
	if now > o.Browser+int64(x>>20%168)*Hour {
		return "143"
	}
	return "142"
}

// Desktop is the user agent of a desktop's browser.
func (o *Org) Desktop(x uint64, now int64) string {
	v := o.Version(x, now)
	switch x >> 4 % 10 {
	case 0, 1, 2, 3:
		return "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + v + ".0.0.0 Safari/537.36"
	case 4, 5, 6:
		return "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + v + ".0.0.0 Safari/537.36 Edg/" + v + ".0.0.0"
	case 7, 8:
		return "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"
	}
	return "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:" + v + ".0) Gecko/20100101 Firefox/" + v + ".0"
}
