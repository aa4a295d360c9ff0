package usual

import (
	"net/netip"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
)

// Worker is one of the staff, day by day.
type Worker struct {
	*org.Employee
	r *org.Rand

	planned int64 // the day that is or will be worked on
	until   int64 // when it ends
	in      bool
	trip    string     // the country of a business trip
	saas    netip.Addr // from where services see him
	inner   netip.Addr // within the house
	tunnel  *line.Tunnel
	session uint64
	db      *line.Backend
	last    []int // customers read last, who are read again
	done    int   // activities of the day
}

// Staff lets everybody work, and those of operations be woken at night.
func Staff(s *org.Stage) {
	for _, e := range append(append([]*org.Employee(nil), s.Staff...), s.Contractor...) {
		w := &Worker{Employee: e, r: s.RandOf("work", e.Number)}
		s.Add(w.plan(s, s.Start-org.Day), w)
		phone(s, e)
		if e.Role == org.Ops {
			nights(s, e)
		}
	}
}

// plan finds the next day of work after a moment, and the moment of coming.
func (w *Worker) plan(s *org.Stage, now int64) int64 {
	day, _ := w.Office.Clock(now)
	for day++; ; day++ {
		if day > s.First+int64(s.Days)+1 {
			return s.End
		}
		weekend := !w.Office.Works(day)
		if w.Role == org.Support && w.r.P(0.25) { // support works in shifts
			weekend = !weekend
		}
		if day < w.Joins || w.Away(day) || weekend || w.r.P(0.015) {
			continue
		}
		break
	}
	w.planned = day
	return w.Office.At(day, 8*org.Hour+30*org.Minute+int64(w.r.N(75))*org.Minute+int64(w.r.N(60_000_000)))
}

// Act implements org.Actor.
func (w *Worker) Act(s *org.Stage, now int64) int64 {
	switch {
	case !w.in:
		w.come(s, now)
	case now >= w.until:
		w.leave(s)
		return w.plan(s, now)
	case w.tunnel != nil && w.trip == "" && w.r.P(0.003):
		w.tether(s)
	default:
		w.do(s, now)
		w.done++
	}
	return min(w.next(now), w.until)
}

// next is when the next thing is done: less at noon, at times nothing for an hour.
func (w *Worker) next(now int64) int64 {
	mean := pace(w)
	if _, of := w.Office.Clock(now); of > 12*org.Hour && of < 13*org.Hour {
		mean *= 4
	}
	if w.r.P(0.02) {
		mean *= 6
	}
	return now + w.r.Gap(mean)
}

// come begins the day: from the office, from home, or from abroad.
func (w *Worker) come(s *org.Stage, now int64) {
	w.in, w.done = true, 0
	w.until = now + 8*org.Hour + int64(w.r.N(100))*org.Minute
	w.session = w.r.Next()
	w.trip = w.Abroad(w.planned)
	home := w.r.P(w.Remote)
	pool := org.Inside(8, w.Number/250, 2+w.Number%250)
	switch {
	case w.trip != "":
		w.saas = s.Nets.Addr(w.trip, "isp", 9000+uint64(w.Number))
		w.inner = pool
	case home:
		w.saas, w.inner = w.Home, pool
	default:
		w.saas, w.inner = s.OfficeNAT(w.Office), w.Desk
	}
	if w.planned == w.Joins && w.Joins != 0 {
		w.settle(s)
	}
	if w.inner == pool {
		w.tunnel = &line.Tunnel{User: w.Login, From: w.saas, Port: 1024 + w.r.N(60000), Pool: pool, Plat: "win", Ver: "2.6.12"}
		if w.Device%5 == 0 {
			w.tunnel.Plat = "mac"
		}
		if w.r.P(0.04) {
			s.Out.TunnelRefused(w.tunnel)
		}
		s.Out.TunnelUp(w.tunnel)
		s.Out.Lookup("svc-vpn", org.Inside(0, 2, 10), "ou=people,dc=example,dc=local", "(uid="+w.Login+")", "uid memberOf", 1)
		if w.Full && w.trip == "" {
			w.saas = s.VPNNAT(now)
		}
	}
	w.enter(s, now, "Office 365 Exchange Online")
}

// tether is a connection that breaks and comes back by the telephone: for a while there are two, from two addresses.
func (w *Worker) tether(s *org.Stage) {
	old := *w.tunnel
	w.tunnel.From, w.tunnel.Port = s.Nets.Addr(w.Office.Country, "mobile", 200+uint64(w.Number%8)), 1024+w.r.N(60000)
	s.Out.TunnelUp(w.tunnel)
	s.Add(s.Out.Now()+2*org.Minute, org.Func(func(s *org.Stage, _ int64) int64 {
		s.Out.TunnelDown(&old)
		return 0
	}))
	if !w.Full {
		w.saas = w.tunnel.From
	}
}

func (w *Worker) leave(s *org.Stage) {
	if w.tunnel != nil {
		s.Out.TunnelDown(w.tunnel)
	}
	if w.db != nil {
		s.Out.Disconnect(w.db)
	}
	w.in, w.tunnel, w.db = false, nil, nil
}

// enter signs in to an application: three in a hundred passwords are mistyped, and now and then one is forgotten.
func (w *Worker) enter(s *org.Stage, now int64, app string) {
	e := w.entry(s, now, app)
	for w.r.P(0.03) {
		bad := *e
		bad.Code = 50126
		s.Out.SignIn(&bad)
	}
	if w.r.P(0.0012) { // forgotten: reset by the desk, a new one the next moment
		bad := *e
		bad.Code = 50053
		s.Out.SignIn(&bad)
		s.Out.Office(&line.Deed{User: "helpdesk", Op: "Reset user password.", Workload: "AzureActiveDirectory", From: s.OfficeNAT(&s.Offices[0]), Agent: "Mozilla/5.0", Target: w.Login, Session: 77})
		s.Out.Office(&line.Deed{User: w.Login, Op: "Change user password.", Workload: "AzureActiveDirectory", From: w.saas, Agent: e.Agent, Target: w.Login, Session: w.session})
	}
	if w.r.P(0.05) {
		mfa := *e
		mfa.Code = 50074
		s.Out.SignIn(&mfa)
	}
	s.Out.SignIn(e)
}

func (w *Worker) entry(s *org.Stage, now int64, app string) *line.Entry {
	return &line.Entry{User: w.Login, App: app, From: w.saas, Country: w.country(s, now), Agent: s.Desktop(w.DeviceAt(now), now), Device: w.DeviceAt(now), Session: w.session}
}

// country is where services see him.
func (w *Worker) country(s *org.Stage, now int64) string {
	switch {
	case w.trip != "":
		return w.trip
	case w.saas == s.VPNNAT(now):
		return "JP"
	}
	return w.Office.Country
}

// console is from where the organisation's own applications see him: on journeys only the VPN reaches them.
func (w *Worker) console(s *org.Stage, now int64) netip.Addr {
	if w.trip != "" {
		return s.VPNNAT(now)
	}
	return w.saas
}

// settle is the first day of somebody new.
func (w *Worker) settle(s *org.Stage) {
	hr := line.Deed{User: "svc-hr", Op: "Add user.", Workload: "AzureActiveDirectory", From: s.OfficeNAT(&s.Offices[0]), Target: w.Login, Session: 78}
	s.Out.Office(&hr)
	own := line.Deed{User: w.Login, Op: "Change user password.", Workload: "AzureActiveDirectory", From: w.saas, Target: w.Login, Session: w.session}
	s.Out.Office(&own)
	own.Op = "User registered security info"
	s.Out.Office(&own)
	own.Op = "Register device."
	s.Out.Office(&own)
}

// phone is the telephone of one of the staff: it fetches mail by his carrier's NAT, and abroad still comes out of it at home.
func phone(s *org.Stage, e *org.Employee) {
	r := s.RandOf("phone", e.Number)
	s.Add(s.Start+int64(r.N(12))*org.Hour, org.Func(func(s *org.Stage, now int64) int64 {
		day, of := e.Office.Clock(now)
		next := now + org.Hour + r.Gap(9*org.Hour)
		if day < e.Joins || of < 6*org.Hour || of > 23*org.Hour {
			return next
		}
		from := s.Nets.Addr(e.Office.Country, "mobile", 200+uint64(e.Number%8))
		if r.P(0.4) {
			s.Out.SignIn(&line.Entry{User: e.Login, App: "Outlook Mobile", From: from, Country: e.Office.Country, Agent: "Outlook-iOS/2.0", Device: org.Mix(e.Device + 5), Session: org.Mix(e.Device + uint64(day)), Mobile: true}) //nolint:gosec // no negative number
		}
		if e.Number%3 == 0 { // whose mailbox is still on the old server
			a := line.Ask{From: from, User: e.Login, Method: "POST", Path: "/Microsoft-Server-ActiveSync/default.eas", Query: "Cmd=Sync&DeviceType=iPhone", Agent: "Apple-iPhone15C3/2201.86", Status: 200, Proto: "Eas", Target: "ex01.example.local", Size: 900 + r.N(9000)}
			s.Out.IIS(&a)
			s.Out.Proxy(&a)
		}
		return next
	}))
}

// nights wakes somebody of operations: every fourth week he is on call, and is called two nights in five.
func nights(s *org.Stage, e *org.Employee) {
	r := s.RandOf("night", e.Number)
	var t *line.Tunnel
	var left int
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		if left > 0 {
			if t == nil {
				t = &line.Tunnel{User: e.Login, From: e.Home, Port: 1024 + r.N(60000), Pool: org.Inside(8, e.Number/250, 2+e.Number%250), Plat: "win", Ver: "2.6.12"}
				s.Out.TunnelUp(t)
			} else {
				serve(s, e, t.Pool, r)
			}
			if left--; left == 0 {
				s.Out.TunnelDown(t)
				t = nil
				return now + 6*org.Hour
			}
			return now + r.Gap(4*org.Minute)
		}
		day, of := e.Office.Clock(now)
		if (day/7+int64(e.Number))%4 == 0 && !e.Away(day) && e.Abroad(day) == "" && day >= e.Joins && of < 6*org.Hour && r.P(0.4) {
			left = 5 + r.N(25)
			return now + int64(r.N(180))*org.Minute
		}
		return e.Office.At(day+1, org.Hour)
	}))
}

var hosts = []string{"web1", "web2", "db1", "db2", "batch1", "es1", "mgmt1", "mail1"}

var commands = []string{"/usr/bin/systemctl restart shop-api", "/usr/bin/journalctl -u shop-api -n 200", "/usr/bin/tail -n 100 /var/log/nginx/error.log", "/usr/bin/apt-get update", "/usr/bin/df -h"}

// serve is work on a server by somebody of operations.
func serve(s *org.Stage, e *org.Employee, from netip.Addr, r *org.Rand) {
	host := org.Of(r, hosts)
	sh := line.Shell{Host: host, PID: 2000 + r.N(30000), User: e.Login, From: from, Port: 1024 + r.N(60000), Key: e.Key}
	s.Out.ShellIn(&sh)
	if r.P(0.6) {
		s.Out.Sudo(host, sh.PID+3, e.Login, org.Of(r, commands))
	}
	s.Add(s.Out.Now()+r.Gap(8*org.Minute), org.Func(func(s *org.Stage, _ int64) int64 {
		s.Out.ShellOut(&sh)
		return 0
	}))
}
