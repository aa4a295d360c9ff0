// Package usual is what an organisation does in a month in which nothing happens: customers and crawlers in the shop, staff at
// work, at home and on journeys, jobs, and mishaps that are no incidents.
package usual

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
)

// hourly is how much the shop is visited by the hour in Japan; 1 is the day's mean.
var hourly = [24]float64{0.75, 0.4, 0.22, 0.15, 0.15, 0.25, 0.55, 0.85, 0.95, 1, 1.05, 1.15, 1.5, 1.2, 1.05, 1.05, 1.1, 1.2, 1.3, 1.45, 1.7, 1.85, 1.7, 1.2}

// SaleFactor is how much more the shop is visited on the day of the sale.
const SaleFactor = 4

// Shop lets customers come.
type Shop struct {
	r    *org.Rand
	free []*visit
	pool []*line.Backend
	seen *Counts
}

// NewShop opens the shop: its servers keep connections to the database.
func NewShop(s *org.Stage, seen *Counts) *Shop {
	sh := &Shop{r: s.Rand("shop"), seen: seen}
	for i := range 24 {
		sh.pool = append(sh.pool, &line.Backend{PID: 1200 + i*7, User: "shop_app", DB: "shop", App: "shop-api", From: org.Inside(0, 1, 11+i%4), Port: 40000 + i*13})
	}
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 { // connections are made anew each night
		for _, b := range sh.pool {
			if b.Began != 0 {
				s.Out.Disconnect(b)
			}
			s.Out.Connect(b)
		}
		return (now/org.Day+1)*org.Day + 19*org.Hour
	}))
	return sh
}

// Act implements org.Actor: a customer comes.
func (sh *Shop) Act(s *org.Stage, now int64) int64 {
	tokyo := &s.Offices[0]
	day, of := tokyo.Clock(now)
	rate := float64(s.Customers) * s.Visits / 30 * hourly[of/org.Hour] / float64(24*org.Hour)
	if day == s.Sale {
		rate *= SaleFactor
	}
	if rate <= 0 {
		return now + org.Hour
	}
	sh.come(s, now)
	return now + min(sh.r.Gap(int64(1/rate)), org.Hour)
}

// visit is a session of a customer.
type visit struct {
	sh       *Shop
	r        org.Rand
	customer int
	member   string // once logged in
	left     int    // requests
	wrong    int    // passwords that will be mistyped
	v        line.Visit
	phone    bool
	carried  bool // it comes out of the first carrier's addresses
	db       *line.Backend
}

func (sh *Shop) come(s *org.Stage, now int64) {
	var v *visit
	if n := len(sh.free); n > 0 {
		v, sh.free = sh.free[n-1], sh.free[:n-1]
	} else {
		v = &visit{sh: sh}
	}
	r := org.Rand(sh.r.Next())
	// Some come much oftener than others.
	c := int(r.Unit() * (0.35 + float64(0.65*r.Unit())) * float64(s.Customers)) // no fused sum: it is rounded otherwise
	v.r, v.customer, v.left, v.wrong, v.member = r, c, 1+int(r.Gap(7)), 0, ""
	v.phone = s.Phone(c)
	v.v = line.Visit{Agent: s.Agent(c, now), Session: org.Mix(s.Device(c, now)), Referer: ""}
	if v.phone && v.r.P(0.72) || v.r.P(0.02) {
		v.carried = s.Carrier(c) == 0
		v.v.From = s.NAT(s.Carrier(c), org.Mix(uint64(c)^uint64(now/(6*org.Hour)))) //nolint:gosec // no negative number
	} else {
		v.v.From, v.carried = s.Home(c, now), false
	}
	if v.r.P(0.62) { // the cookie is still good
		v.member = s.Member(c)
	} else if v.r.P(0.06) {
		v.wrong = 1 + v.r.N(2)
	}
	v.db = sh.pool[v.r.N(len(sh.pool))]
	s.Add(now, v)
}

// Act implements org.Actor: one request.
func (v *visit) Act(s *org.Stage, now int64) int64 {
	q := &v.v
	q.Member, q.Method, q.Status, q.Took = v.member, "GET", 200, 8+v.r.N(90)
	switch {
	case v.member == "" && v.left > 3 && v.r.P(0.3):
		v.login(s, now)
	default:
		v.page(s)
	}
	s.Out.Shop(q)
	if q.Member != "" && v.carried {
		v.sh.seen.carrier(s, v.customer, now)
	}
	if q.Method == "GET" && v.r.P(0.8) {
		q.Referer = "https://shop.example.jp" + q.Path
	}
	if v.left--; v.left <= 0 {
		v.sh.free = append(v.sh.free, v)
		return 0
	}
	return now + v.r.Gap(25*org.Second)
}

func (v *visit) login(s *org.Stage, now int64) {
	q := &v.v
	q.Method, q.Path, q.Size = "POST", "/login", 0
	rec := line.Record{App: "shop", Actor: s.Member(v.customer), Role: "member", From: q.From, Agent: q.Agent, Session: q.Session, Op: "login", Thing: "account", Rows: -1}
	if v.wrong > 0 {
		v.wrong--
		q.Status, q.Size, rec.Failure = 401, 1840, "password"
		if v.r.P(0.15) { // the password is forgotten
			v.wrong = 0
			reset := rec
			reset.Op, reset.Failure = "reset", ""
			s.Out.App(&reset)
		}
	} else {
		q.Status, v.member = 302, rec.Actor
	}
	s.Out.Audit(v.db, &line.Query{Class: "READ", Command: "SELECT", Table: "public.credentials", SQL: "SELECT id, password_hash FROM credentials WHERE account = $1", Rows: 1})
	s.Out.App(&rec)
}

func (v *visit) page(s *org.Stage) {
	q := &v.v
	switch x := v.r.N(100); {
	case x < 38:
		q.Path, q.Size = "/item/"+strconv.Itoa(10000+skew(&v.r, 20000)), 18000+v.r.N(9000)
	case x < 54:
		q.Path, q.Size = "/category/"+strconv.Itoa(1+v.r.N(60))+"?page="+strconv.Itoa(1+skew(&v.r, 20)), 32000+v.r.N(20000)
	case x < 63:
		q.Path, q.Size = "/search?q="+org.Of(&v.r, words), 25000+v.r.N(20000)
		s.Out.Search(&line.Seek{User: "shop_search", From: org.Inside(0, 1, 11+v.r.N(4)), Port: 41000 + v.r.N(900), Action: "indices:data/read/search", Request: "SearchRequest", Index: "items"})
	case x < 72:
		q.Path, q.Size = "/api/v1/recommend?for="+strconv.Itoa(10000+skew(&v.r, 20000)), 2400+v.r.N(900)
	case x < 80:
		q.Path, q.Size = "/", 41000+v.r.N(2000)
	case v.member == "":
		q.Path, q.Size = "/guide/delivery", 9000
	case x < 85:
		q.Method, q.Path, q.Status, q.Size = "POST", "/cart/add", 303, 0
	case x < 89:
		q.Path, q.Size = "/cart", 8000+v.r.N(4000)
	case x < 95:
		q.Path, q.Size = "/mypage", 12000+v.r.N(1000)
		s.Out.Audit(v.db, &line.Query{Class: "READ", Command: "SELECT", Table: "public.customers", SQL: "SELECT * FROM customers WHERE id = $1", Rows: 1})
	case x < 98:
		q.Path, q.Size = "/mypage/orders", 15000+v.r.N(9000)
		s.Out.Audit(v.db, &line.Query{Class: "READ", Command: "SELECT", Table: "public.orders", SQL: "SELECT id, at, total FROM orders WHERE customer_id = $1 ORDER BY at DESC LIMIT 20", Rows: v.r.N(20)})
	default:
		v.special(s)
	}
}

var words = []string{"%E5%82%98", "%E9%9D%B4", "coat", "%E3%81%8B%E3%81%B0%E3%82%93", "tea", "%E8%8C%B6%E7%A2%97", "%E6%89%87%E9%A2%A8%E6%A9%9F", "lamp", "socks", "%E6%99%82%E8%A8%88"}

// special is what customers do seldom: buy, bind a card, look whom of their address book they know here.
func (v *visit) special(s *org.Stage) {
	q := &v.v
	member := v.member
	pay := line.Paid{Account: member, From: q.From, Device: line.Hex(s.Device(v.customer, s.Out.Now())), Wallet: "W" + member[1:], Target: "card_" + line.Hex(org.Mix(uint64(v.customer))), Bank: "card"}
	switch x := v.r.N(100); {
	case x < 70:
		q.Method, q.Path, q.Status = "POST", "/checkout", 303
		s.Out.Audit(v.db, &line.Query{Class: "WRITE", Command: "INSERT", Table: "public.orders", SQL: "INSERT INTO orders (customer_id, total) VALUES ($1, $2)", Rows: 1})
		pay.Op, pay.Amount = "charge", 800+v.r.N(24000)
		if v.r.P(0.03) {
			pay.Failure = "insufficient_funds"
		}
		s.Out.Payment(&pay)
	case x < 80:
		q.Method, q.Path, q.Status = "POST", "/mypage/cards", 303
		pay.Op = "link"
		s.Out.Payment(&pay)
	case x < 86: // a bank account is tied to the wallet, and the PIN is mistyped at times
		q.Method, q.Path, q.Status = "POST", "/wallet/banks", 303
		pay.Op, pay.Target, pay.Bank = "link", "bank_"+line.Hex(org.Mix(uint64(v.customer)+7)), org.Of(&v.r, Banks)
		for v.r.P(0.12) {
			bad := pay
			bad.Failure = "pin_mismatch"
			s.Out.Payment(&bad)
		}
		s.Out.Payment(&pay)
	case x < 92:
		q.Method, q.Path, q.Status = "POST", "/mypage/address", 303
		rec := line.Record{App: "shop", Actor: member, Role: "member", From: q.From, Agent: q.Agent, Session: q.Session, Op: "update", Thing: "address", Rows: 1, Persons: [][16]byte{s.Person(v.customer)}}
		s.Out.App(&rec)
	case x < 96 && v.phone:
		lookup(s, &v.v, v.customer, &v.r, 10+v.r.N(240))
	default:
		q.Path, q.Size = "/mypage/points", 6000
	}
}

// lookup is a request by which an account asks which of the n numbers of its address book belong to members: few do.
func lookup(s *org.Stage, q *line.Visit, customer int, r *org.Rand, n int) {
	q.Method, q.Path, q.Status, q.Size = "POST", "/api/v1/contacts/lookup", 200, 0
	rec := line.Record{App: "shop", Actor: s.Member(customer), Role: "member", From: q.From, Agent: q.Agent, Session: q.Session, Op: "lookup", Thing: "contacts"}
	for range n {
		if r.P(0.04) {
			rec.Persons = append(rec.Persons, s.Person(r.N(s.Customers)))
		}
	}
	rec.Rows = n
	q.Size = 40 + 60*len(rec.Persons)
	s.Out.App(&rec)
}

// Banks are the banks that wallets are tied to.
var Banks = []string{"bank-0901", "bank-0902", "bank-0903", "bank-0904", "bank-0905", "bank-0906", "bank-0907"}

func skew(r *org.Rand, n int) int {
	f := r.Unit()
	return int(f * f * float64(n))
}

// Counts are what look-alikes turn out to be.
type Counts struct {
	day     int64
	seen    []uint64 // customers of the first carrier's addresses on the day
	n       int
	Carrier int // the most accounts of a day on the first carrier's addresses, but for the sale day
	First   int64
	Last    int64
	Sale    int // accounts of that carrier on the day of the sale
}

// carrier counts a customer who is logged in at one of the first carrier's addresses.
func (c *Counts) carrier(s *org.Stage, customer int, now int64) {
	if c.First == 0 {
		c.First = now
	}
	c.Last = now
	if day, _ := s.Offices[0].Clock(now); day != c.day || c.seen == nil {
		c.day, c.n, c.seen = day, 0, make([]uint64, s.Customers/64+1)
	}
	if bit := uint64(1) << (customer % 64); c.seen[customer/64]&bit == 0 {
		c.seen[customer/64] |= bit
		if c.n++; c.day == s.Sale {
			c.Sale = max(c.Sale, c.n)
		} else {
			c.Carrier = max(c.Carrier, c.n)
		}
	}
}
