package export_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/export"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const day = 24 * time.Hour

type act = watchtest.Act

// dump is a program that copies every table as a whole.
func dump(at time.Duration, who, from string, tables int) (acts []act) {
	for i := range tables {
		t := fmt.Sprintf("public.table%d", i)
		acts = append(acts, act{At: at + time.Duration(i)*40*time.Second, Actor: who, From: from, Session: fmt.Sprint(who, at), Store: "shop", Object: t, Op: "COPY", Text: "COPY " + t + " TO stdout;", Do: event.Export, Rows: 20_000})
	}
	return acts
}

func nightly(days int) (acts []act) {
	for d := range days {
		acts = append(acts, dump(time.Duration(d)*day+17*time.Hour, "backup", "192.0.2.200", 7)...)
	}
	return acts
}

func scrolls(at time.Duration, who, from, index string, pages int) (acts []act) {
	for i := range pages {
		acts = append(acts, act{At: at + time.Duration(i)*20*time.Second, Actor: who, From: from, Store: "search", Object: index, Op: "indices:data/read/scroll", Do: event.Export})
	}
	return acts
}

func fetch(at time.Duration, who, from string, n int, list bool) (acts []act) {
	if list {
		acts = append(acts, act{At: at, Actor: who, From: from, Store: "documents", Op: "ListObjectsV2", Do: event.List})
	}
	for i := range n {
		acts = append(acts, act{At: at + time.Duration(i+1)*time.Second, Actor: who, From: from, Store: "documents", Object: fmt.Sprintf("cards/%05d/front.jpg", i), Op: "GetObject", Do: event.Read, Size: 170_000})
	}
	return acts
}

const outsider = "203.0.113.200" // a hoster abroad

func wipeAndNote(at time.Duration, who, from string) (acts []act) {
	for i := range 4 {
		acts = append(acts, act{At: at + time.Duration(i)*time.Second, Actor: who, From: from, Store: "search", Object: fmt.Sprintf("index%d", i), Op: "DeleteIndexRequest", Do: event.Delete})
	}
	return append(acts, act{At: at + time.Minute, Actor: who, From: from, Store: "search", Object: "read_me_to_recover_data", Op: "indices:data/write/index", Do: event.Write})
}

func run(t testing.TB, acts []act) *watchtest.Runner {
	slices.SortStableFunc(acts, func(a, b act) int { return int(a.At - b.At) })
	s := watchtest.Settings()
	r := watchtest.New(t, s, export.New(s, export.Config{}))
	r.Do(acts...)
	r.End()
	return r
}

func TestFires(t *testing.T) {
	with := func(more ...[]act) []act { return slices.Concat(append(more, nightly(20))...) }
	for name, c := range map[string]struct {
		acts []act
		want string // rules, in the order in which they were told first
	}{
		"a person dumps all tables":    {with(dump(18*day+3*time.Hour, "sato", "192.0.2.14", 7)), "dump"},
		"in a short log":               {dump(3*time.Hour, "sato", outsider, 7), "dump"},
		"the job at another hour":      {with(dump(18*day+3*time.Hour, "backup", "192.0.2.200", 7)), "odd-hour"},
		"the job from elsewhere":       {with(dump(18*day+17*time.Hour+30*time.Minute, "backup", "198.19.3.4", 7)), "odd-place"},
		"one large table from outside": {with(dump(18*day+3*time.Hour, "sato", outsider, 1)), "dump"},
		"scroll of anybody":            {scrolls(2*time.Hour, "_anonymous", outsider, "customers", 60), "scroll"},
		"scroll, deletion and a note":  {slices.Concat(scrolls(2*time.Hour, "_anonymous", outsider, "customers", 60), wipeAndNote(5*time.Hour, "_anonymous", outsider)), "scroll delete-after ransom"},
		"by two":                       {slices.Concat(scrolls(2*time.Hour, "leaked", outsider, "customers", 60), wipeAndNote(30*time.Hour, "", "203.0.113.9")), "scroll delete-after ransom"},
		"a wipe without an export":     {wipeAndNote(5*time.Hour, "", outsider), "wipe ransom"},
		"seen by a web server in front": {func() (acts []act) {
			for i := range 30 {
				acts = append(acts, act{At: time.Duration(i) * time.Minute, From: outsider, Store: "es.example.jp", Object: "/_search/scroll", Op: "POST", Do: event.Write, Status: 200})
			}
			return append(acts, act{At: time.Hour, From: outsider, Store: "es.example.jp", Object: "/customers", Op: "DELETE", Do: event.Delete, Status: 200},
				act{At: time.Hour + time.Minute, From: outsider, Store: "es.example.jp", Object: "/read_me/_doc/1", Op: "PUT", Do: event.Write, Status: 201})
		}(), "scroll delete-after ransom"},
		"a bucket is emptied with a key": {fetch(time.Hour, "arn:aws:iam::111122223333:user/deploy", outsider, 400, true), "bucket"},
		"a mysqldump": {func() (acts []act) {
			for i := range 6 {
				acts = append(acts, act{At: time.Duration(i) * time.Minute, Actor: "web", From: outsider, Store: "shop", Object: fmt.Sprint("t", i), Op: "SELECT", Text: fmt.Sprintf("SELECT /*!40001 SQL_NO_CACHE */ * FROM `t%d`", i), Do: event.Export})
			}
			return acts
		}(), "dump"},
		"a run of SELECT": {func() (acts []act) {
			for i := range 6 {
				acts = append(acts, act{At: 10*day + time.Duration(i)*time.Minute, Actor: "sato", From: outsider, Store: "shop", Object: fmt.Sprint("t", i), Op: "SELECT", Text: fmt.Sprintf("select * from t%d", i), Do: event.Read})
			}
			return acts
		}(), "dump"},
		"a snapshot is given away":  {[]act{{Actor: "sato", From: outsider, Store: "rds", Object: "shop-snapshot", Op: "ModifyDBSnapshotAttribute", Do: event.Grant}}, "snapshot"},
		"bytes":                     {[]act{{At: 9 * day, Actor: "sato", From: outsider, Store: "files", Object: "/all.tar", Op: "GET", Do: event.Read, Size: 9 << 30}}, "volume"},
		"a bulk interface at night": {[]act{{At: 10*day + 16*time.Hour, Actor: "sales9", From: "198.19.3.4", Store: "crm", Op: "BulkApi", Do: event.Export, Rows: 90_000}}, "service"},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, c.acts)
			var rules []string
			for _, s := range r.Signals {
				if !slices.Contains(rules, s.Rule) {
					rules = append(rules, s.Rule)
				}
			}
			if d := cmp.Diff(c.want, strings.Join(rules, " ")); d != "" {
				t.Error(d)
			}
			for i := 1; i < len(r.Signals); i++ { // one story: each shares a join with one before
				joined := slices.ContainsFunc(r.Signals[i].Joins, func(id watch.ID) bool {
					return slices.ContainsFunc(r.Signals[:i], func(s watchtest.Signal) bool { return slices.Contains(s.Joins, id) })
				})
				if !joined {
					t.Errorf("%s is a story of its own", r.Signals[i].Rule)
				}
			}
		})
	}
}

func TestQuiet(t *testing.T) {
	for name, acts := range map[string][]act{
		"the backup": nightly(30),
		"analysts who copy a list each week": func() (acts []act) {
			for d := 0; d < 28; d += 7 {
				for i := range 3 {
					acts = append(acts, dump(time.Duration(d)*day+time.Duration(2+i)*time.Hour, fmt.Sprint("analyst", i), "192.0.2.14", 1)...)
				}
			}
			return acts
		}(),
		"an index is rebuilt each week": func() (acts []act) {
			for d := 2; d < 28; d += 7 {
				acts = append(acts, scrolls(time.Duration(d)*day+20*time.Hour, "indexer", "192.0.2.8", "items", 40)...)
			}
			return acts
		}(),
		"a migration within the database": func() (acts []act) {
			for i := range 8 {
				acts = append(acts, act{At: 12*day + time.Duration(i)*time.Minute, Actor: "dba", From: "192.0.2.2", Store: "shop", Object: fmt.Sprint("t", i), Op: "SELECT", Text: fmt.Sprintf("INSERT INTO t%d_v2 SELECT * FROM t%d", i, i), Do: event.Read, Rows: 100_000})
			}
			return acts
		}(),
		"a server shows documents": func() (acts []act) {
			for d := range 20 {
				acts = append(acts, fetch(time.Duration(d)*day+time.Hour, "arn:aws:sts::111122223333:assumed-role/manage/i-1", "203.0.113.130", 500, false)...)
			}
			for i := range acts {
				acts[i].As = "arn:aws:iam::111122223333:role/manage"
			}
			return acts
		}(),
		"a backup of the bucket each week": func() (acts []act) {
			for d := 6; d < 28; d += 7 {
				acts = append(acts, fetch(time.Duration(d)*day+16*time.Hour, "arn:aws:sts::111122223333:assumed-role/backup/weekly", "203.0.113.130", 600, true)...)
			}
			return acts
		}(),
		"old indices are deleted each night": func() (acts []act) {
			for d := range 20 {
				for i := range 5 {
					acts = append(acts, act{At: time.Duration(d)*day + 18*time.Hour, Actor: "curator-job", From: "192.0.2.8", Store: "search", Object: fmt.Sprint("log-", d, "-", i), Op: "DeleteIndexRequest", Do: event.Delete})
				}
			}
			return acts
		}(),
		"a file called readme":      {{Actor: "sato", From: "192.0.2.14", Store: "docs", Object: "team/readme.md", Op: "PutObject", Do: event.Write}, {Actor: "sato", From: "192.0.2.14", Store: "wiki.example.jp", Object: "/readme", Op: "POST", Do: event.Write}},
		"a developer drops a table": {{Actor: "sato", From: "192.0.2.14", Store: "dev", Object: "tmp1", Op: "DROP", Text: "DROP TABLE tmp1", Do: event.Delete}},
		"a snapshot stays":          {{Actor: "sato", From: "192.0.2.14", Store: "rds", Op: "CreateDBSnapshot", Do: event.Export}},
		"refused": slices.Concat(func() (acts []act) {
			acts = scrolls(time.Hour, "", outsider, "customers", 100)
			for i := range acts {
				acts[i].Fail = true
			}
			return acts
		}()),
		"videos":       {{Actor: "M100", Sort: event.Customer, From: "198.18.0.4", Store: "shop", Object: "/film.mp4", Op: "GET", Do: event.Read, Size: 3 << 30}},
		"weekly lists": {{At: time.Hour, Actor: "sales3", From: "192.0.2.14", Store: "crm", Op: "ReportExport", Do: event.Export, Rows: 1800}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range run(t, acts).Signals {
				t.Errorf("%s %s %s conf %.2f", time.UnixMicro(s.Last).UTC().Format("01-02 15:04"), s.Rule, s.Who, s.Confidence)
			}
		})
	}
}

// TestOdd: names that are no names.
func TestOdd(t *testing.T) {
	var acts []act
	for _, o := range []string{"", "?", "/", "//", "?a=b", ".", "a.", "/?scroll=1m", "\x00\xff", strings.Repeat("/_", 5000), "\"", "read_me?"} {
		for do := event.Other; do <= event.Admin; do++ {
			acts = append(acts, act{Actor: "x", From: outsider, Store: "s", Object: o, Op: o, Text: o, Do: do}, act{Object: o, Text: "SELECT" + o, Do: do})
		}
	}
	run(t, acts)
}

func story() []act {
	acts := slices.Concat(nightly(8), dump(6*day+3*time.Hour, "backup", "192.0.2.200", 7), scrolls(7*day, "leaked", outsider, "customers", 60), wipeAndNote(7*day+3*time.Hour, "", "203.0.113.9"), fetch(5*day, "key", outsider, 90, true))
	slices.SortStableFunc(acts, func(a, b act) int { return int(a.At - b.At) })
	return acts
}

func TestSame(t *testing.T) {
	s := watchtest.Settings()
	watchtest.Same(t, s, func() watch.Detector { return export.New(s, export.Config{}) }, story())
}

func ordinary() (acts []act) {
	for i := range 200 {
		acts = append(acts, act{At: time.Duration(i) * time.Second, Actor: fmt.Sprint("u", i%20), From: "192.0.2.14", Store: "shop", Object: "/members/1024", Op: "GET", Do: event.Read, Size: 9000, Status: 200})
		acts = append(acts, act{At: time.Duration(i) * time.Second, Actor: "app", From: "192.0.2.15", Store: "shop", Object: "customers", Op: "SELECT", Text: "SELECT id, name FROM customers WHERE id = $1", Do: event.Read, Rows: 1})
		acts = append(acts, act{At: time.Duration(i) * time.Second, Actor: "manage", From: "192.0.2.15", Store: "documents", Object: fmt.Sprint("a/", i), Op: "GetObject", Do: event.Read, Size: 100_000})
	}
	return acts
}

func TestNoAllocs(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, export.New(s, export.Config{}), ordinary())
}

func BenchmarkSee(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, export.New(s, export.Config{}), ordinary())
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestMany: a million new hands that each take something; memory stays bounded, and what was dropped is counted.
func TestMany(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 50_000
	before := heap()
	d := export.New(s, export.Config{})
	r := watchtest.New(t, s, d)
	e := event.Event{Action: event.Read, Outcome: event.Success, Op: []byte("GetObject"), Size: 100_000, Actor: []byte("someone")}
	store := &watch.Store{ID: 9, People: -1, Weight: 1}
	for i := range 1_000_000 {
		d.See(&watch.Access{Event: &e, At: watchtest.Start.UnixMicro(), Store: store, Who: watch.ID(i + 1), Place: watch.ID(i + 1), Rows: -1}, r)
	}
	if got := d.About().Dropped; got < 950_000 {
		t.Errorf("dropped %d", got)
	}
	if got := (heap() - before) / 50_000; got > 450 {
		t.Errorf("%d bytes a hand", got)
	}
	runtime.KeepAlive(d)
}
