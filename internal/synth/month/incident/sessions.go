package incident

import (
	"net/netip"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/usual"
)

const phoneAgent = "Mozilla/5.0 (Linux; Android 9; SM-G960F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.152 Mobile Safari/537.36"

// weibo: requests were taken on their way, and their cookies are replayed with all that stood beside them: eight addresses of one range act in the sessions of more than
// 5,000 accounts a day (2018). Here five in a hundred customers a day, which is 5,000 of 100,000; for two days.
func weibo(p *plot) {
	const days = 2
	daily := min(p.n(0.05*float64(p.Customers)), p.Customers/3)
	at := p.begin(days * org.Day)
	first := 2200 + uint64(p.r.N(40))*16 + 7 // hosts count from one: eight aligned addresses
	var addrs [8]netip.Addr
	for i := range addrs {
		addrs[i] = p.from("JP", "hosting", first+uint64(i))
	}
	p.Origin, _ = addrs[0].Prefix(29)
	p.Origins = []netip.Prefix{p.Origin}
	p.Store, p.Logs, p.People = "shop", []string{line.Shop.String()}, daily*days
	who := stride(p.Customers, p.r)
	for i := range min(daily*days, 5000) {
		p.cast.victims = append(p.cast.victims, who(i))
	}
	p.cast.hurt = at + days*org.Day
	p.each(at, days*org.Day, daily*days, func(now int64, i int) {
		c := who(i)
		v := line.Visit{From: addrs[p.r.N(8)], Member: p.Member(c), Agent: p.Agent(c, now), Session: org.Mix(p.Device(c, now)), Status: 200, Took: 20 + p.r.N(60)}
		v.Method, v.Path, v.Size = "GET", "/mypage", 12000+p.r.N(900)
		p.Out.Shop(&v)
		v.Method, v.Path, v.Size = "POST", "/api/v1/follow", 40
		p.Out.Shop(&v)
		if p.r.P(0.3) {
			v.Path, v.Size = "/api/v1/posts", 120
			p.Out.Shop(&v)
			p.mark(1)
		}
		p.mark(2)
	})
}

// weiboSale: 172 million telephone numbers of 538 million accounts were found by uploading address books (2020): about a
// third of all accounts. One account asks for 500 numbers at a time for three days.
func weiboSale(p *plot) {
	p.People = min(p.n(0.32*float64(p.Customers)), p.Customers)
	found := 100
	if p.Customers < 20000 {
		found = 20
	}
	n := (p.People + found - 1) / found
	at := p.begin(3 * org.Day)
	c := p.r.N(p.Customers)
	p.Actor, p.Store, p.Logs = p.Member(c), "shop", []string{line.App.String(), line.Shop.String()}
	from := p.from("JP", "isp", 7000+uint64(p.r.N(900)))
	who, left := stride(p.Customers, p.r), p.People
	p.each(at, 3*org.Day, n, func(now int64, i int) {
		v := line.Visit{From: from, Member: p.Actor, Agent: "okhttp/4.9.3", Session: org.Mix(p.Device(c, now)), Method: "POST", Path: "/api/v1/contacts/lookup", Status: 200, Took: 200 + p.r.N(400)}
		rec := line.Record{App: "shop", Actor: p.Actor, Role: "member", From: from, Agent: v.Agent, Session: v.Session, Op: "lookup", Thing: "contacts", Rows: 5 * found}
		for j := range min(found, left) {
			rec.Persons = append(rec.Persons, p.Person(who(i*found+j)))
		}
		left -= len(rec.Persons)
		v.Size = 40 + 60*len(rec.Persons)
		p.Out.Shop(&v)
		p.Out.App(&rec)
		p.mark(2)
	})
}

// stuffing: pairs of account and password that leaked elsewhere are tried; few are right. A fifth of the customers' accounts
// are tried in a day, as many unknown ones, from 120 addresses of four countries; four in a thousand fit.
func stuffing(p *plot) {
	known := p.n(0.2 * float64(p.Customers))
	at := p.begin(org.Day)
	countries := []string{"RU", "VN", "BR", "IN"}
	addrs := make([]netip.Addr, 120)
	for i := range addrs {
		addrs[i] = p.from(countries[i%4], "hosting", 1200+uint64(i/4)*3)
	}
	agents := []string{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36", "python-requests/2.31.0", "Mozilla/5.0 (Windows NT 6.1; rv:60.0) Gecko/20100101 Firefox/60.0"}
	p.Store, p.Logs = "shop", []string{line.App.String(), line.Shop.String()}
	who := stride(p.Customers, p.r)
	p.each(at, org.Day, 2*known, func(_ int64, i int) {
		v := line.Visit{From: org.Of(p.r, addrs), Agent: org.Of(p.r, agents), Method: "POST", Path: "/login", Status: 401, Size: 1840, Took: 90 + p.r.N(40)}
		rec := line.Record{App: "shop", Role: "member", From: v.From, Agent: v.Agent, Op: "login", Thing: "account", Failure: "password", Rows: -1}
		if i%2 == 0 {
			rec.Actor = p.Member(who(i / 2))
			if i/2%250 == 124 {
				rec.Failure, v.Status, v.Size = "", 302, 0
				p.People++
			}
		} else {
			rec.Actor, rec.Failure = "M"+strconv.Itoa(90_000_000+p.r.N(9_000_000)), "unknown"
		}
		p.Out.Shop(&v)
		p.Out.App(&rec)
		p.mark(2)
	})
}

// complaint: customers report operations they did not make: of those whose sessions were used if there are any, else of any.
// Two in a hundred of those hurt write in the three days after, forty at least.
func complaint(p *plot) {
	victims := p.cast.victims
	at := p.cast.hurt
	if at == 0 {
		at = p.begin(3 * org.Day)
		who := stride(p.Customers, p.r)
		for i := range min(2000, p.Customers) {
			victims = append(victims, who(i))
		}
	} else {
		at -= org.Day
	}
	n := min(p.n(40), len(victims))
	p.People, p.Store, p.Logs = n, "complaints", []string{line.Complaints.String()}
	for i := range n {
		p.Actors = append(p.Actors, p.Member(victims[i*len(victims)/n]))
	}
	p.each(at, 3*org.Day, n, func(_ int64, i int) {
		p.Out.Complain(p.Actors[i], org.Of(p.r, []string{"form", "mail"}), usual.Subjects[i%4])
		p.mark(1)
	})
}

// Canary are the persons planted in the shop's database: accounts that nobody has, by number.
func Canary(o *org.Org, i int) int { return o.Customers + 4000 + i }

// CanaryKey and CanaryFile are planted besides.
const (
	CanaryKey  = "AKIAEXAMPLECANARY001"
	CanaryFile = "documents/0000000000/customers-all.csv"
)

// canary: somebody reads a planted person; later somebody logs in as her, and tries a planted key on a planted file.
func canary(p *plot) {
	at := p.begin(org.Day)
	c := Canary(p.Org, p.r.N(5))
	e := p.somebody(org.Support, at)
	p.Actor, p.Actors, p.Store, p.People, p.Logs = e.Login, []string{e.Login, p.Member(c)}, "manage", 1, []string{line.App.String(), line.Shop.String(), line.Trail.String()}
	p.Add(at, org.Func(func(_ *org.Stage, now int64) int64 {
		p.Out.App(&line.Record{App: "manage", Actor: e.Login, Role: "staff", From: p.OfficeNAT(e.Office), Agent: p.Desktop(e.Device, now), Op: "view", Thing: "customer", Rows: 1, Persons: [][16]byte{p.Person(c)}})
		p.mark(1)
		return 0
	}))
	from := p.from("JP", "isp", 7000+uint64(p.r.N(900)))
	p.Add(at+7*org.Hour, org.Func(func(_ *org.Stage, _ int64) int64 {
		v := line.Visit{From: from, Member: p.Member(c), Agent: phoneAgent, Method: "POST", Path: "/login", Status: 302, Took: 90}
		p.Out.Shop(&v)
		p.Out.App(&line.Record{App: "shop", Actor: v.Member, Role: "member", From: from, Agent: phoneAgent, Op: "login", Thing: "account", Rows: -1})
		p.Out.Call(&line.Call{Kind: "IAMUser", User: "report-export", Key: CanaryKey, From: from, Agent: "[aws-cli/2.15.0]", Source: "s3", Name: "GetObject", Bucket: usual.DocumentBucket, Object: CanaryFile, Size: -1, Failure: "AccessDenied", Data: true})
		p.mark(3)
		return 0
	}))
}
