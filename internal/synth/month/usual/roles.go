package usual

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
)

// pace is how long it is between two things that somebody does, on average.
func pace(w *Worker) int64 {
	switch w.Role {
	case org.Support, org.Identity:
		return 8 * org.Hour / int64(w.Load*5/4)
	case org.Clerk, org.HR:
		return 16 * org.Minute
	}
	return 9 * org.Minute
}

// do is one thing of a day.
func (w *Worker) do(s *org.Stage, now int64) {
	if w.r.P(0.04) {
		w.enter(s, now, org.Of(w.r, apps))
		return
	}
	x := w.r.Unit()
	switch w.Role {
	case org.Support:
		w.support(s, now, x)
	case org.Identity:
		w.identity(s, now, x)
	case org.Sales:
		w.sales(s, now, x)
	case org.Dev:
		w.dev(s, now, x)
	case org.Ops:
		w.ops(s, now, x)
	case org.DBA, org.Analyst:
		w.query(s, now, x)
	case org.Finance:
		w.finance(s, now, x)
	case org.HR:
		w.people(s, now, x)
	default:
		w.office(s, now)
	}
}

var apps = []string{"SharePoint Online", "Microsoft Teams", "Office 365 Exchange Online", "Salesforce", "GitHub Enterprise", "Expenses"}

// record is an access to an application of the organisation's own.
func (w *Worker) record(s *org.Stage, now int64, app, op, thing string) *line.Record {
	return &line.Record{App: app, Actor: w.Login, Role: "staff", From: w.console(s, now), Agent: s.Desktop(w.DeviceAt(now), now), Session: w.session, Op: op, Thing: thing, Rows: -1}
}

// read views customers in the management console: most are new to him, some he read before.
func (w *Worker) read(s *org.Stage, now int64, thing string) int {
	i := w.r.N(s.Customers)
	if n := len(w.last); n > 0 && w.r.P(0.25) {
		i = w.last[w.r.N(n)]
	} else if n < 12 {
		w.last = append(w.last, i)
	} else {
		w.last[w.r.N(n)] = i
	}
	rec := w.record(s, now, "manage", "view", thing)
	rec.Rows, rec.Persons = 1, [][16]byte{s.Person(i)}
	s.Out.App(rec)
	return i
}

func (w *Worker) support(s *org.Stage, now int64, x float64) {
	switch {
	case x < 0.80:
		w.read(s, now, "customer")
	case x < 0.86: // a search for a name, which finds a few
		rec := w.record(s, now, "manage", "list", "customers")
		for range 1 + w.r.N(8) {
			rec.Persons = append(rec.Persons, s.Person(w.r.N(s.Customers)))
		}
		rec.Rows = len(rec.Persons)
		s.Out.App(rec)
	case x < 0.93:
		rec := w.record(s, now, "manage", "update", "ticket")
		rec.Rows = 1
		s.Out.App(rec)
	default:
		w.office(s, now)
	}
}

// identity looks at the documents of new customers.
func (w *Worker) identity(s *org.Stage, now int64, x float64) {
	if x < 0.9 {
		i := w.read(s, now, "identity-document")
		ManageReads(s, i)
		return
	}
	w.office(s, now)
}

// ManageReads is the management server fetching a document that somebody looks at.
func ManageReads(s *org.Stage, customer int) {
	s.Out.Call(&line.Call{Kind: "AssumedRole", User: "manage", Session: "i-0b7", Key: "ASIAEXAMPLEMGT01", From: s.Nets.Addr("JP", "hosting", 52), Agent: "[aws-sdk-php/3.320]", Source: "s3", Name: "GetObject", Bucket: DocumentBucket, Object: Document(customer), Size: 150_000 + customer%60_000, Data: true})
}

func (w *Worker) sale(s *org.Stage, now int64, uri string) *line.Sale {
	return &line.Sale{User: w.Login, Number: w.Number + 1, From: w.saas, Agent: s.Desktop(w.DeviceAt(now), now), URI: uri, Key: w.session, Status: "LOGIN_NO_ERROR"}
}

func (w *Worker) sales(s *org.Stage, now int64, x float64) {
	day, _ := w.Office.Clock(now)
	switch {
	case w.done == 0:
		if w.r.P(0.04) {
			bad := w.sale(s, now, "/index.jsp")
			bad.Status = "LOGIN_ERROR_INVALID_PASSWORD"
			s.Out.SaleLogin(bad)
		}
		s.Out.SaleLogin(w.sale(s, now, "/index.jsp"))
	case (day+4)%7 == 5 && x < 0.012: // the weekly list, on Fridays
		e := w.sale(s, now, "/00O00000000"+strconv.Itoa(1000+w.Number%40))
		e.Rows = 200 + w.r.N(1800)
		s.Out.SaleExport(e)
	case x < 0.55:
		s.Out.SalePage(w.sale(s, now, "/001"+strconv.Itoa(100000+w.r.N(30000))))
	case x < 0.75:
		w.merchant(s, now)
	default:
		w.office(s, now)
	}
}

// merchant views merchants in their console.
func (w *Worker) merchant(s *org.Stage, now int64) {
	rec := w.record(s, now, "merchant", "view", "merchant")
	rec.Rows, rec.Persons = 1, [][16]byte{Merchant(s.Org, w.r.N(s.Merchants))}
	s.Out.App(rec)
}

// Merchant is the fingerprint of a merchant's owner.
func Merchant(o *org.Org, i int) [16]byte { return o.Person(1<<30 + i) }

func (w *Worker) git(s *org.Stage, now int64, op string, repo int) {
	g := &line.Git{Op: op, User: w.Login, From: w.saas, Country: w.country(s, now), Repo: Repo(repo), Agent: "git/2.46.0", Token: w.Token}
	s.Out.Git(g)
}

func (w *Worker) dev(s *org.Stage, now int64, x float64) {
	own := w.Number * 7 // each works on a few
	repo := (own + w.r.N(4)) % s.Repos
	day, _ := w.Office.Clock(now)
	switch {
	case w.Joins != 0 && day < w.Joins+5 && x < 0.1: // somebody new fetches what his team has
		w.git(s, now, "git.clone", (own+w.r.N(18))%s.Repos)
	case x < 0.22:
		w.git(s, now, "git.fetch", repo)
	case x < 0.36:
		w.git(s, now, "git.push", repo)
	case x < 0.42:
		w.git(s, now, "pull_request.merge", repo)
	case x < 0.424:
		w.git(s, now, "git.clone", w.r.N(s.Repos))
	case x < 0.5:
		serveStaging(s, w)
	case x < 0.53:
		w.call(s, now, "logs", "GetLogEvents", "")
	case x < 0.60:
		w.staging(s)
	default:
		w.office(s, now)
	}
}

func serveStaging(s *org.Stage, w *Worker) {
	sh := line.Shell{Host: "staging1", PID: 2000 + w.r.N(30000), User: w.Login, From: w.inner, Port: 1024 + w.r.N(60000), Key: w.Key}
	if w.r.P(0.02) {
		s.Out.ShellRefused(&sh, false)
	}
	s.Out.ShellIn(&sh)
	s.Add(s.Out.Now()+w.r.Gap(20*org.Minute), org.Func(func(s *org.Stage, _ int64) int64 {
		s.Out.ShellOut(&sh)
		return 0
	}))
}

// staging asks a database that has nobody's data.
func (w *Worker) staging(s *org.Stage) {
	w.connect(s, "shop_staging")
	s.Out.Audit(w.db, &line.Query{Class: "READ", Command: "SELECT", Table: "public.items", SQL: "SELECT * FROM items WHERE price > 1000 LIMIT 50", Rows: 50})
}

func (w *Worker) connect(s *org.Stage, db string) {
	if w.db == nil {
		w.db = &line.Backend{PID: 100_000 + w.r.N(800_000), User: w.Login, DB: db, App: "psql", From: w.inner, Port: 1024 + w.r.N(60000)}
		if w.r.P(0.03) {
			s.Out.Refuse(w.db)
		}
		s.Out.Connect(w.db)
	}
}

func (w *Worker) call(s *org.Stage, now int64, source, name, console string) {
	s.Out.Call(&line.Call{Kind: "IAMUser", User: w.Login, From: w.saas, Agent: s.Desktop(w.DeviceAt(now), now), Source: source, Name: name, Size: -1, Console: console})
}

func (w *Worker) ops(s *org.Stage, now int64, x float64) {
	switch {
	case w.done == 0:
		if w.r.P(0.05) {
			w.call(s, now, "signin", "ConsoleLogin", "Failure")
		}
		w.call(s, now, "signin", "ConsoleLogin", "Success")
	case x < 0.30:
		serve(s, w.Employee, w.inner, w.r)
	case x < 0.58:
		w.call(s, now, org.Of(w.r, []string{"ec2", "cloudwatch", "rds", "ecs"}), org.Of(w.r, []string{"DescribeInstances", "GetMetricData", "DescribeDBInstances", "ListClusters"}), "")
	case x < 0.581: // now and then a key or a group
		s.Out.Call(&line.Call{Kind: "IAMUser", User: w.Login, From: w.saas, Source: "iam", Name: org.Of(w.r, []string{"CreateAccessKey", "AddUserToGroup", "UpdateLoginProfile"}), Target: org.Of(w.r, s.Staff).Login, Size: -1})
	case x < 0.60: // a mailbox is looked at, or given
		s.Out.Panel(w.Login, org.Of(w.r, []string{"Get-Mailbox", "Get-MailboxStatistics", "Set-Mailbox.MaxSendSize='25MB'", "Get-Recipient"}), "/ecp/DDI/DDIService.svc/GetList", w.session)
		a := line.Ask{From: w.saas, User: w.Login, Method: "POST", Path: "/ecp/DDI/DDIService.svc/GetList", Query: "schema=Mailbox", Agent: s.Desktop(w.DeviceAt(now), now), Status: 200, Proto: "Ecp", Target: "ex01.example.local", Size: 5000}
		s.Out.IIS(&a)
		s.Out.Proxy(&a)
	case x < 0.66:
		s.Out.Search(&line.Seek{User: "ops-" + w.Login, From: w.inner, Port: 1024 + w.r.N(60000), Action: "indices:monitor/stats", Request: "IndicesStatsRequest"})
	default:
		w.office(s, now)
	}
}

// query is the work of analysts and administrators of databases. On Mondays an analyst takes a list away by COPY.
func (w *Worker) query(s *org.Stage, now int64, x float64) {
	if x > 0.6 {
		w.office(s, now)
		return
	}
	w.connect(s, "shop")
	day, _ := w.Office.Clock(now)
	q := line.Query{Class: "READ", Command: "SELECT", Rows: 5 + w.r.N(400)}
	switch {
	case Copies(w.Employee) && (day+4)%7 == 1 && w.done == 3:
		takeList(s, w.db, s.Customers/10)
		return
	case w.Role == org.DBA && x < 0.3:
		q.Table, q.SQL = "pg_catalog.pg_stat_user_tables", "SELECT * FROM pg_stat_user_tables"
	case x < 0.35:
		q.Table, q.SQL = "public.orders", "SELECT date_trunc('day', at), sum(total) FROM orders GROUP BY 1"
	case x < 0.5:
		q.Table, q.SQL = "public.items", "SELECT category, count(*) FROM items GROUP BY category"
	default:
		q.Table, q.SQL, q.Rows = "public.customers", "SELECT id, prefecture, joined FROM customers WHERE joined > now() - interval '7 days'", s.Customers/400+w.r.N(s.Customers/400+1)
	}
	s.Out.Audit(w.db, &q)
}

// Copies tells whether somebody is one of the few analysts who take a list away each week.
func Copies(e *org.Employee) bool { return e.Role == org.Analyst && e.Number/100%3 == 0 }

// takeList is a table that is taken away.
func takeList(s *org.Stage, db *line.Backend, rows int) {
	s.Out.Audit(db, &line.Query{Class: "READ", Command: "COPY", Table: "public.customers", SQL: "COPY (SELECT id, prefecture, joined, rank FROM customers WHERE joined > now() - interval '90 days') TO STDOUT WITH CSV HEADER", Rows: rows})
}

func (w *Worker) finance(s *org.Stage, now int64, x float64) {
	day, _ := w.Office.Clock(now)
	closing := w.Office.Closing(day)
	switch {
	case closing && x < 0.06: // the month's lists
		rec := w.record(s, now, "manage", "export", "invoices")
		rec.Rows = s.Customers/50 + w.r.N(s.Customers/50+1)
		s.Out.App(rec)
	case x < 0.4 || closing && x < 0.8:
		w.read(s, now, "invoice")
	default:
		w.office(s, now)
	}
}

// people is the work of human resources.
func (w *Worker) people(s *org.Stage, now int64, x float64) {
	if x < 0.4 {
		rec := w.record(s, now, "hr", "view", "employee")
		rec.Rows, rec.Persons = 1, [][16]byte{s.Person(1<<29 + w.r.N(len(s.Staff)))}
		s.Out.App(rec)
		return
	}
	w.office(s, now)
}

var deeds = []struct{ op, workload string }{{"FileAccessed", "SharePoint"}, {"FileAccessed", "SharePoint"}, {"FileAccessed", "OneDrive"}, {"FileModified", "SharePoint"}, {"FileModified", "OneDrive"},
	{"FileDownloaded", "SharePoint"}, {"FileUploaded", "OneDrive"}, {"MailItemsAccessed", "Exchange"}, {"MailItemsAccessed", "Exchange"}, {"Send", "Exchange"}, {"SearchQueryPerformed", "SharePoint"}}

// office is work with mail and files; a third have their mail on the old server.
func (w *Worker) office(s *org.Stage, now int64) {
	agent := s.Desktop(w.DeviceAt(now), now)
	d := org.Of(w.r, deeds)
	if d.workload == "Exchange" && w.Number%3 == 0 {
		a := line.Ask{From: w.saas, User: w.Login, Method: "POST", Path: "/owa/service.svc", Query: "action=FindItem", Agent: agent, Status: 200, Proto: "Owa", Target: "ex01.example.local", Size: 4000 + w.r.N(40000)}
		s.Out.IIS(&a)
		s.Out.Proxy(&a)
		return
	}
	deed := line.Deed{User: w.Login, Op: d.op, Workload: d.workload, From: w.saas, Agent: agent, Session: w.session}
	switch d.workload {
	case "Exchange":
		deed.Mailbox, deed.Count = w.Login, 1+w.r.N(20)
	default:
		deed.Object = "https://example.sharepoint.example.com/sites/" + string(w.Role) + "/Documents/plan-" + strconv.Itoa(w.r.N(4000)) + ".xlsx"
	}
	s.Out.Office(&deed)
}
