package usual

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
)

// nightly lets do happen once a day at a time of the day in Japan.
func nightly(s *org.Stage, at int64, do func(s *org.Stage, now int64)) {
	tokyo := &s.Offices[0]
	day, _ := tokyo.Clock(s.Start)
	first := tokyo.At(day, at)
	if first < s.Start {
		first += org.Day
	}
	s.Add(first, org.Func(func(s *org.Stage, now int64) int64 {
		do(s, now)
		return now + org.Day
	}))
}

// Tables of the shop's database with the parts of the customers that are their rows.
var Tables = []struct {
	Name string
	Rows float64
}{{"public.customers", 1}, {"public.credentials", 1}, {"public.orders", 3.4}, {"public.merchants", 0.2}, {"public.support_tickets", 0.3}, {"public.items", 0.2}, {"public.identity_documents", 0.25}}

// Jobs are what runs by the clock.
func Jobs(s *org.Stage) {
	backup(s)
	forgotten(s)
	databaseMonitor(s)
	nightly(s, 4*org.Hour, reports(s))
	nightly(s, 3*org.Hour+10*org.Minute, directorySync)
	cloudJobs(s)
	searchJobs(s)
	builds(s)
	migration(s)
	maintenance(s)
	partner(s)
}

// backup is pg_dump: each night it copies every table as a whole.
func backup(s *org.Stage) {
	r := s.Rand("backup")
	nightly(s, 2*org.Hour+30*org.Minute, func(s *org.Stage, now int64) {
		be := &line.Backend{PID: 30000 + r.N(9000), User: "backup", DB: "shop", App: "pg_dump", From: org.Inside(0, 2, 5), Port: 40000 + r.N(9000)}
		at := now
		for i, t := range Tables {
			s.Add(at, org.Func(func(s *org.Stage, _ int64) int64 {
				if i == 0 {
					s.Out.Connect(be)
				}
				s.Out.Audit(be, &line.Query{Class: "READ", Command: "COPY", Table: t.Name, SQL: "COPY " + t.Name + " TO stdout;", Rows: int(t.Rows * float64(s.Customers))})
				if i == len(Tables)-1 {
					s.Out.Disconnect(be)
				}
				return 0
			}))
			at += int64(20+r.N(90)) * org.Second
		}
	})
}

// forgotten is a job whose password was changed a year ago: it tries every five minutes.
func forgotten(s *org.Stage) {
	r := s.Rand("forgotten")
	s.Add(s.Start+90*org.Second, org.Func(func(s *org.Stage, now int64) int64 {
		s.Out.Refuse(&line.Backend{PID: 50000 + r.N(9000), User: "legacy_sync", DB: "shop", From: org.Inside(0, 3, 77), Port: 40000 + r.N(9000)})
		return now + 5*org.Minute
	}))
}

func databaseMonitor(s *org.Stage) {
	be := &line.Backend{PID: 900, User: "monitor", DB: "shop", App: "postgres_exporter", From: org.Inside(0, 2, 9), Port: 41999}
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		if be.Began == 0 {
			s.Out.Connect(be)
		}
		s.Out.Audit(be, &line.Query{Class: "READ", Command: "SELECT", Table: "pg_catalog.pg_stat_activity", SQL: "SELECT state, count(*) FROM pg_stat_activity GROUP BY state", Rows: 5})
		return now + org.Minute
	}))
}

// reports is a batch that reads yesterday's orders with their customers, and writes a report to the management console.
func reports(s *org.Stage) func(s *org.Stage, now int64) {
	r := s.Rand("reports")
	return func(s *org.Stage, _ int64) {
		be := &line.Backend{PID: 31000 + r.N(900), User: "report_batch", DB: "shop", App: "report", From: org.Inside(0, 2, 6), Port: 40000 + r.N(9000)}
		s.Out.Connect(be)
		n := int(float64(s.Customers) * 0.01 * (0.8 + float64(0.4*r.Unit())))
		s.Out.Audit(be, &line.Query{Class: "READ", Command: "SELECT", Table: "public.orders", SQL: "SELECT o.*, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.at >= $1", Rows: n})
		s.Out.Audit(be, &line.Query{Class: "READ", Command: "SELECT", Table: "public.customers", SQL: "SELECT o.*, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.at >= $1", Rows: n})
		s.Out.Disconnect(be)
		s.Out.App(&line.Record{App: "manage", Actor: "batch-report", Role: "batch", From: org.Inside(0, 2, 6), Agent: "report/3.2", Op: "export", Thing: "orders-daily", Rows: n})
	}
}

// directorySync reads all staff each night.
func directorySync(s *org.Stage, _ int64) {
	for at, page := 0, 500; at < len(s.Staff); at += page {
		s.Out.Lookup("svc-hrsync", org.Inside(0, 2, 7), "ou=people,dc=example,dc=local", "(objectClass=person)", "uid mail department", min(page, len(s.Staff)-at))
	}
}

// cloudJobs are the roles of the cloud: services that take roles, the shop that stores and shows documents, a copy of the
// buckets once a week.
func cloudJobs(s *org.Stage) {
	r := s.Rand("cloud")
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		s.Out.Call(&line.Call{Kind: "AWSService", User: org.Of(r, []string{"lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "ec2.amazonaws.com"}), Source: "sts", Name: "AssumeRole", Target: "web", Session: "task" + strconv.Itoa(r.N(40)), Size: -1})
		return now + r.Gap(4*org.Minute)
	}))
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 { // what new customers upload
		s.Out.Call(&line.Call{Kind: "AssumedRole", User: "web", Session: "i-0a1", Key: "ASIAEXAMPLEWEB01", From: s.Nets.Addr("JP", "hosting", 50), Agent: "[aws-sdk-go-v2/1.30]", Source: "s3", Name: "PutObject", Bucket: DocumentBucket, Object: Document(r.N(s.Customers)), Size: 0, Data: true})
		return now + r.Gap(30*org.Day/int64(max(60, s.Customers/30)))
	}))
	week := func(at int64) bool { return (at/org.Day+4)%7 == 0 } // 1970 began on a Thursday: Sundays
	nightly(s, 1*org.Hour, func(s *org.Stage, now int64) {
		if !week(now + 9*org.Hour) {
			return
		}
		copyBucket(s, now, Documents(s.Org)/40)
	})
}

// DocumentBucket holds what customers proved their identity with.
const DocumentBucket = "example-identity-documents"

// Document is the key of a customer's document.
func Document(i int) string {
	return "documents/" + line.Hex(org.Mix(uint64(i)*3 + 1))[:10] + "/front.jpg"
}

// Documents is how many there are.
func Documents(o *org.Org) int { return max(40, o.Customers/4) }

// copyBucket lists the bucket and reads what is new in it, by the role of the backup.
func copyBucket(s *org.Stage, now int64, n int) {
	i := 0
	call := line.Call{Kind: "AssumedRole", User: "backup", Session: "weekly", Key: "ASIAEXAMPLEBKP01", From: s.Nets.Addr("JP", "hosting", 51), Agent: "[rclone/v1.66]", Source: "s3", Bucket: DocumentBucket, Size: 0, Data: true}
	s.Add(now, org.Func(func(s *org.Stage, now int64) int64 {
		c := call
		if i%1000 == 0 {
			c.Name = "ListObjects"
		} else {
			c.Name, c.Object, c.Size = "GetObject", Document(i*7), 180_000
		}
		s.Out.Call(&c)
		if i++; i > n {
			return 0
		}
		return now + 80*org.Second/1000
	}))
}

// searchJobs index what is new, and rebuild an index once a week by a scroll.
func searchJobs(s *org.Stage) {
	r := s.Rand("search")
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		s.Out.Search(&line.Seek{User: "indexer", From: org.Inside(0, 2, 8), Port: 42000, Action: "indices:data/write/bulk", Request: "BulkRequest", Index: org.Of(r, []string{"items", "customers", "orders"})})
		return now + r.Gap(2*org.Minute)
	}))
	nightly(s, 5*org.Hour, func(s *org.Stage, now int64) {
		s.Out.Search(&line.Seek{User: "snapshotter", From: org.Inside(0, 2, 8), Port: 42001, Action: "cluster:admin/snapshot/create", Request: "CreateSnapshotRequest", Index: "customers", Index2: "orders"})
		if (now+9*org.Hour)/org.Day%7 != 3 {
			return
		}
		left := 40
		s.Add(now+org.Minute, org.Func(func(s *org.Stage, now int64) int64 {
			s.Out.Search(&line.Seek{User: "indexer", From: org.Inside(0, 2, 8), Port: 42000, Action: "indices:data/read/scroll", Request: "SearchScrollRequest", Index: "items"})
			if left--; left <= 0 {
				return 0
			}
			return now + 3*org.Second
		}))
	})
}

// builds are the runners of CI: they clone whatever is built, at any hour.
func builds(s *org.Stage) {
	r := s.Rand("builds")
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		s.Out.Git(&line.Git{Op: "git.clone", User: "ci-runner[bot]", Bot: true, From: s.Nets.Addr("US", "hosting", 3000+uint64(r.N(60))), Country: "US", Repo: Repo(r.N(s.Repos)), Agent: "git/2.47.1"})
		_, of := s.Offices[0].Clock(now)
		if of < 8*org.Hour || of > 21*org.Hour {
			return now + r.Gap(20*org.Minute)
		}
		return now + r.Gap(4*org.Minute)
	}))
}

// Repo is a repository's name.
func Repo(i int) string {
	kinds := []string{"api", "web", "batch", "infra", "docs", "tools", "app"}
	return kinds[i%len(kinds)] + "-" + strconv.Itoa(i/len(kinds)+1)
}

// maintenance is what the administrator's account does each night.
func maintenance(s *org.Stage) {
	r := s.Rand("maintenance")
	nightly(s, 23*org.Hour, func(s *org.Stage, _ int64) {
		be := &line.Backend{PID: 62000 + r.N(900), User: "dba_admin", DB: "shop", App: "psql", From: org.Inside(0, 4, 2), Port: 40000 + r.N(9000)}
		s.Out.Connect(be)
		s.Out.Audit(be, &line.Query{Class: "READ", Command: "SELECT", Table: "pg_catalog.pg_stat_user_tables", SQL: "SELECT relname, n_dead_tup FROM pg_stat_user_tables", Rows: 40})
		for _, t := range Tables {
			s.Out.Audit(be, &line.Query{Class: "MISC", Command: "VACUUM", SQL: "VACUUM (ANALYZE) " + t.Name, Rows: 0})
		}
		s.Out.Disconnect(be)
	})
}

// partner is a company that is told of new merchants each hour.
func partner(s *org.Stage) {
	r := s.Rand("partner")
	s.Add(s.Start+10*org.Minute, org.Func(func(s *org.Stage, now int64) int64 {
		rec := line.Record{App: "merchant", Actor: "partner-api", Role: "batch", From: s.Nets.Addr("JP", "hosting", 60), Agent: "Go-http-client/2.0", Op: "list", Thing: "merchants", Rows: r.N(1 + s.Merchants/800)}
		for range rec.Rows {
			rec.Persons = append(rec.Persons, Merchant(s.Org, r.N(s.Merchants)))
		}
		s.Out.App(&rec)
		return now + org.Hour
	}))
}

// MigrationDay is the day, since 1970 in Japan, on which administrators move tables.
func MigrationDay(o *org.Org) int64 {
	if o.Days < 7 {
		return -1
	}
	for d := o.First + int64(o.Days)/3; ; d++ {
		if (d+4)%7 == 6 { // a Saturday
			return d
		}
	}
}

// migration: an administrator copies whole tables into new ones, in the night of a Saturday.
func migration(s *org.Stage) {
	day := MigrationDay(s.Org)
	if day < 0 {
		return
	}
	r := s.Rand("migration")
	be := &line.Backend{PID: 61000, User: "dba_admin", DB: "shop", App: "psql", From: org.Inside(0, 4, 2), Port: 52000}
	for i, t := range Tables {
		s.Add(s.Offices[0].At(day, 22*org.Hour)+int64(i)*int64(7+r.N(9))*org.Minute, org.Func(func(s *org.Stage, _ int64) int64 {
			if i == 0 {
				s.Out.Connect(be)
			}
			n := int(t.Rows * float64(s.Customers))
			for _, class := range []string{"READ", "WRITE"} {
				q := line.Query{Class: class, Command: "INSERT", Table: t.Name + "_v2", SQL: "INSERT INTO " + t.Name + "_v2 SELECT * FROM " + t.Name, Rows: n}
				if class == "READ" {
					q.Command, q.Table = "SELECT", t.Name
				}
				s.Out.Audit(be, &q)
			}
			if i == len(Tables)-1 {
				s.Out.Disconnect(be)
			}
			return 0
		}))
	}
}
