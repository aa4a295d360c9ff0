package incident

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/usual"
)

// omiai: 1.71 million images of identity documents of a quarter of all members ever were read on a management server (2021).
// Here the documents of a quarter of the customers are read one by one, day and night, for three weeks: no error, no
// signature, from within the house, with the account of somebody whose work it is to look at them.
func omiai(p *plot) {
	p.People = min(p.n(0.25*float64(p.Customers)), p.Customers)
	length := min(21, max(1, int64(p.Days)*2/3)) * org.Day
	at := p.begin(length)
	e := p.somebody(org.Identity, at)
	p.Actor, p.Store, p.Logs = e.Login, "manage", []string{line.App.String(), line.Trail.String()}
	from := org.Inside(0, 7, 20)
	session := p.r.Next()
	who := stride(p.Customers, p.r)
	p.each(at, length, p.People, func(now int64, i int) {
		c := who(i)
		p.Out.App(&line.Record{App: "manage", Actor: e.Login, Role: "staff", From: from, Agent: p.Desktop(e.Device, now), Session: session, Op: "view", Thing: "identity-document", Rows: 1, Persons: [][16]byte{p.Person(c)}})
		usual.ManageReads(p.Stage, c)
		p.mark(2)
	})
}

// matsui: somebody of a contractor's who kept systems running took login data of customers, came in as they, changed where
// money goes, and drew it: 210 credentials, 15 victims (2017 to 2019). The numbers hang on him, not on the house.
func matsui(p *plot) {
	p.People = min(p.n(210), p.Customers/10)
	reads := max(1, p.People/7)
	at := p.begin(9 * org.Day)
	e := p.Contractor[7]
	p.Actor, p.Store = e.Login, "shop"
	p.Logs = []string{line.Postgres.String(), line.App.String(), line.Payment.String(), line.Shop.String()}
	who := stride(p.Customers, p.r)
	p.each(at, 6*org.Day, reads, func(_ int64, i int) {
		be := &line.Backend{PID: 700_000 + i, User: e.Login, DB: "shop", App: "psql", From: e.Desk, Port: 50000 + i}
		p.Out.Connect(be)
		n := p.People / reads
		if i < p.People%reads {
			n++
		}
		p.Out.Audit(be, &line.Query{Class: "READ", Command: "SELECT", Table: "public.credentials", SQL: "SELECT account, password_hash, trade_pin FROM credentials WHERE account = ANY($1)", Rows: n})
		p.Out.Disconnect(be)
		p.mark(4)
	})
	from := p.from("JP", "isp", 7000+uint64(p.r.N(900)))
	victims := min(p.n(15), p.People)
	tried := max(victims, p.People*2/5)
	agent := p.Desktop(p.r.Next(), at)
	p.each(at+6*org.Day, 3*org.Day, tried, func(_ int64, i int) {
		c := who(i)
		v := line.Visit{From: from, Member: p.Member(c), Agent: agent, Session: p.r.Next(), Method: "POST", Path: "/login", Status: 302, Took: 90}
		rec := line.Record{App: "shop", Actor: v.Member, Role: "member", From: from, Agent: agent, Session: v.Session, Op: "login", Thing: "account", Rows: -1}
		p.Out.Shop(&v)
		p.Out.App(&rec)
		p.mark(2)
		if i >= victims {
			return
		}
		rec.Op, rec.Thing, rec.Rows, rec.Persons = "update", "address", 1, [][16]byte{p.Person(c)}
		p.Out.App(&rec)
		paid := line.Paid{Account: v.Member, Op: "change", From: from, Device: line.Hex(org.Mix(uint64(at))), Wallet: "W" + v.Member[1:], Target: "bank_" + line.Hex(org.Mix(uint64(at)+uint64(i/4))), Bank: usual.Banks[1]} //nolint:gosec // no negative number
		p.Out.Payment(&paid)
		paid.Op, paid.Amount = "transfer", 1_000_000+p.r.N(20_000_000)
		p.Out.Payment(&paid)
		p.mark(3)
	})
}

// insider: a developer on leave reads tables at night that he never read before. Three in a hundred customers, in two nights.
func insider(p *plot) {
	p.People = min(p.n(0.03*float64(p.Customers)), p.Customers)
	at := p.workday(&p.Offices[0], p.begin(6*org.Day), org.Hour+20*org.Minute)
	e := p.somebody(org.Dev, at)
	day, _ := e.Office.Clock(at)
	e.LeaveFrom, e.LeaveTo = day, day+3
	p.Actor, p.Store, p.Logs = e.Login, "shop", []string{line.Postgres.String(), line.VPN.String()}
	p.from(e.Office.Country, "isp", 5000+uint64(e.Number)*13)
	queries := 24
	for night := range 2 {
		t := &line.Tunnel{User: e.Login, From: e.Home, Port: 40000 + night, Pool: org.Inside(8, e.Number/250, 2+e.Number%250), Plat: "win", Ver: "2.6.12"}
		be := &line.Backend{PID: 710_000 + night, User: e.Login, DB: "shop", App: "DBeaver 24.1", From: t.Pool, Port: 50000 + night}
		p.each(at+int64(night)*org.Day, 2*org.Hour, queries/2, func(_ int64, i int) {
			if i == 0 {
				p.Out.TunnelUp(t)
				p.Out.Connect(be)
				p.mark(8)
			}
			n := i + night*queries/2
			rows := p.People / queries
			if n < p.People%queries {
				rows++
			}
			table := "public.identity_documents"
			p.Out.Audit(be, &line.Query{Class: "READ", Command: "SELECT", Table: table, SQL: "SELECT d.*, c.* FROM identity_documents d JOIN customers c ON c.id = d.customer_id ORDER BY c.id LIMIT " + strconv.Itoa(rows) + " OFFSET " + strconv.Itoa(n*p.People/queries), Rows: rows})
			p.mark(1)
			if i == queries/2-1 {
				p.Out.Disconnect(be)
				p.Out.TunnelDown(t)
				p.mark(2)
			}
		})
	}
}

// docomo: bank accounts of others were tied to wallets with a name, an account and a PIN that was guessed: 18 cases and 2.6
// million yen at one service (2020). One device, three wallets; for each that fits, ten PINs do not.
func docomo(p *plot) {
	p.People = p.n(18)
	at := p.begin(2 * org.Day)
	from := p.from("JP", "isp", 7000+uint64(p.r.N(900)))
	device := line.Hex(p.r.Next())
	var accounts [3]int
	for i := range accounts {
		accounts[i] = p.r.N(p.Customers)
		p.Actors = append(p.Actors, p.Member(accounts[i]))
	}
	p.Actor, p.Store, p.Logs = p.Actors[0], "payment", []string{line.Payment.String()}
	p.each(at, 2*org.Day, p.People, func(_ int64, i int) {
		m := p.Actors[i%3]
		paid := line.Paid{Account: m, Op: "link", From: from, Device: device, Wallet: "W" + m[1:], Bank: org.Of(p.r, usual.Banks)}
		for range 10 {
			bad := paid
			bad.Target, bad.Failure = "bank_"+line.Hex(p.r.Next()), "pin_mismatch"
			p.Out.Payment(&bad)
		}
		paid.Target = "bank_" + line.Hex(p.r.Next())
		p.Out.Payment(&paid)
		paid.Op, paid.Amount = "transfer", 100_000+p.r.N(60_000)
		p.Out.Payment(&paid)
		p.mark(12)
	})
}
