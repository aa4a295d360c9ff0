package sigma

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

func load(t testing.TB, files ...string) *Set {
	t.Helper()
	s, problems := loadAll(files...)
	for _, p := range problems {
		t.Fatalf("%s / %s", p, p.In())
	}
	return s
}

func loadAll(files ...string) (*Set, []Problem) {
	fsys := fstest.MapFS{}
	for i, f := range files {
		fsys[fmt.Sprintf("%02d.yml", i)] = &fstest.MapFile{Data: []byte(f)}
	}
	return Load(fsys, Options{})
}

const logins = `
title: Login fails
id: fails
name: fails
logsource: {product: mapped}
detection:
  s: {event.action: login, event.outcome: failure}
  condition: s
---
title: Login
id: in
name: in
logsource: {product: mapped}
detection:
  s: {event.action: login, event.outcome: success}
  condition: s
`

// does plays acts through a detector and says what was signalled: rule, title, value.
func does(t *testing.T, set *Set, acts ...watchtest.Act) []string {
	t.Helper()
	settings := watchtest.Settings()
	r := watchtest.New(t, settings, New(settings, set, "sigma"))
	r.Do(acts...)
	r.End()
	var out []string
	for _, s := range r.Signals {
		line := s.Rule
		for _, a := range s.Args {
			if a.Name == "title" || a.Name == "value" {
				line += " " + a.Text
				if a.Text == "" {
					line += fmt.Sprint(a.Number)
				}
			}
		}
		if s.Access == nil && len(s.Who) > 0 {
			line += " " + string(s.Who)
		}
		out = append(out, line)
	}
	return out
}

func login(at int, who, from string, fails bool) watchtest.Act {
	return watchtest.Act{At: time.Duration(at) * time.Second, Actor: who, From: from, Do: event.Login, Fail: fails}
}

func TestCorrelations(t *testing.T) {
	counted := func(body string) string {
		return logins + "---\ntitle: C\nid: c\nlevel: high\ncorrelation:\n  " + strings.ReplaceAll(strings.TrimSpace(body), "\n", "\n  ") + "\n"
	}
	const a, b = "192.0.2.1", "192.0.2.2"
	for _, c := range []struct {
		name, rules string
		acts        []watchtest.Act
		want        []string
	}{
		{"event_count", counted("type: event_count\nrules: [fails]\ngroup-by: [event.from]\ntimespan: 1m\ncondition: {gte: 3}"),
			[]watchtest.Act{login(1, "x", a, true), login(2, "x", b, true), login(3, "y", a, true), login(50, "z", a, true)},
			[]string{"count C 3 z"}},
		{"event_count, too slow", counted("type: event_count\nrules: [fails]\ngroup-by: [event.from]\ntimespan: 1m\ncondition: {gte: 3}"),
			[]watchtest.Act{login(1, "x", a, true), login(3, "y", a, true), login(63, "z", a, true)}, nil},
		{"without a group", counted("type: event_count\nrules: [fails]\ntimespan: 1m\ncondition: {gt: 2}"),
			[]watchtest.Act{login(1, "x", a, true), login(2, "x", b, true), login(3, "y", a, true)}, []string{"count C 3 y"}},
		{"value_count", counted("type: value_count\nrules: [fails]\ngroup-by: [event.from]\ntimespan: 1m\ncondition: {field: event.actor, gte: 3}"),
			[]watchtest.Act{login(1, "x", a, true), login(2, "x", a, true), login(3, "y", a, true), login(4, "z", a, true)}, []string{"values C 3 z"}},
		{"value_sum", counted("type: value_sum\nrules: [in]\ngroup-by: [event.actor]\ntimespan: 1m\ncondition: {field: event.size, gt: 100}"),
			[]watchtest.Act{{At: time.Second, Actor: "x", Do: event.Login, Size: 60}, {At: 2 * time.Second, Actor: "y", Do: event.Login, Size: 60}, {At: 3 * time.Second, Actor: "x", Do: event.Login, Size: 50}}, []string{"sum C 110 x"}},
		{"value_avg when the span is over", counted("type: value_avg\nrules: [in]\ngroup-by: [event.actor]\ntimespan: 1m\ncondition: {field: event.size, gt: 100}"),
			[]watchtest.Act{{At: time.Second, Actor: "x", Do: event.Login, Size: 150}, {At: 2 * time.Second, Actor: "y", Do: event.Login, Size: 190}, {At: 3 * time.Second, Actor: "y", Do: event.Login, Size: 2}}, []string{"average C 150 x"}},
		{"few when the span is over", counted("type: event_count\nrules: [in]\ngroup-by: [event.actor]\ntimespan: 1m\ncondition: {lt: 2}"),
			[]watchtest.Act{login(1, "x", a, false), login(2, "y", a, false), login(3, "y", a, false), login(500, "y", a, false), login(900, "y", a, false)}, []string{"count C 1 x", "count C 1 y", "count C 1 y"}},
		{"temporal", counted("type: temporal\nrules: [fails, in]\ngroup-by: [event.actor]\ntimespan: 1m"),
			[]watchtest.Act{login(1, "x", a, false), login(2, "y", a, true), login(9, "x", b, true)}, []string{"together C 2 x"}},
		{"temporal_ordered", counted("type: temporal_ordered\nrules: [fails, in]\ngroup-by: [event.actor]\ntimespan: 1m"),
			[]watchtest.Act{login(1, "x", a, false), login(2, "x", a, true), login(9, "x", b, false), login(10, "x", b, false)}, []string{"ordered C 2 x"}},
		{"generate", counted("type: temporal_ordered\nrules: [fails, in]\ngroup-by: [event.actor]\ntimespan: 1m\ngenerate: true"),
			[]watchtest.Act{login(2, "x", a, true), login(9, "x", b, false)}, []string{"match Login fails x", "match Login x", "ordered C 2 x"}},
		{"a chain", counted("type: temporal_ordered\nrules: [many, in]\ngroup-by: [event.actor]\ntimespan: 10m") +
			"---\ntitle: M\nname: many\nid: m\ncorrelation: {type: event_count, rules: [fails], group-by: [event.actor], timespan: 1m, condition: {gte: 2}}\n",
			[]watchtest.Act{login(1, "x", a, true), login(2, "y", a, false), login(3, "x", a, true), login(5, "x", a, false), login(6, "x", a, false)}, []string{"ordered C 2 x"}},
		{"aliases", counted("type: temporal\nrules: [fails, in]\ngroup-by: [account]\naliases: {account: {fails: event.actor, in: event.target}}\ntimespan: 1m"),
			[]watchtest.Act{login(1, "x", a, true), {At: 2 * time.Second, Actor: "z", Target: "x", Do: event.Login}, {At: 3 * time.Second, Actor: "x", Target: "q", Do: event.Login}}, []string{"together C 2 z"}},
		{"without the field of the group", counted("type: event_count\nrules: [fails]\ngroup-by: [event.session]\ntimespan: 1m\ncondition: {gte: 1}"),
			[]watchtest.Act{login(1, "x", a, true)}, nil},
		{"of version 1", "title: Old\nid: old\nlogsource: {product: mapped}\ndetection:\n  s: {event.outcome: failure}\n  timeframe: 1m\n  condition: s | count(event.actor) by event.from >= 2\n",
			[]watchtest.Act{login(1, "x", a, true), login(2, "x", a, true), login(3, "y", a, true)}, []string{"values Old 2 y"}},
		{"of version 1, count", "title: Old\nid: old\nlogsource: {product: mapped}\ndetection:\n  s: {event.outcome: failure}\n  timeframe: 1m\n  condition: s | count() by event.from, event.actor > 1\n",
			[]watchtest.Act{login(1, "x", a, true), login(2, "y", a, true), login(3, "y", a, true)}, []string{"count Old 2 y"}},
		{"of version 1, max", "title: Old\nid: old\nlogsource: {product: mapped}\ndetection:\n  s: {event.action: login}\n  timeframe: 1m\n  condition: s | max(event.size) by event.from > 10\n",
			[]watchtest.Act{{At: 1, From: a, Size: 10, Do: event.Login, Actor: "x"}, {At: 2, From: a, Size: 11, Do: event.Login, Actor: "y"}}, []string{"greatest Old 11 y"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, does(t, load(t, c.rules), c.acts...)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestFilters(t *testing.T) {
	filter := func(rules, condition string) string {
		return logins + "---\ntitle: F\nid: f\nlogsource: {product: mapped}\nfilter:\n  rules: " + rules + "\n  adm: {event.actor|startswith: adm_}\n  condition: " + condition + "\n"
	}
	acts := []watchtest.Act{login(1, "adm_x", "192.0.2.1", true), login(2, "y", "192.0.2.1", true), login(3, "adm_x", "192.0.2.1", false)}
	for _, c := range []struct {
		rules string
		want  []string
	}{
		{filter("[fails]", "not adm"), []string{"match Login fails y", "match Login adm_x"}},
		{filter("[fails]", "adm"), []string{"match Login fails adm_x", "match Login adm_x"}},
		{filter("any", "not adm"), []string{"match Login fails y"}},
	} {
		if d := cmp.Diff(c.want, does(t, load(t, c.rules), acts...)); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
	if _, problems := loadAll(filter("[nowhere]", "adm")); len(problems) != 1 || !strings.Contains(problems[0].Reason, "not there") {
		t.Errorf("a filter for nothing: %v", problems)
	}
}

func TestSignal(t *testing.T) {
	set := load(t, "title: \"Read much\\e[31m\"\nid: r\nlevel: critical\ntags: [attack.exfiltration, a.b]\nfalsepositives: [Batch jobs]\ndescription: |\n  Two\n  lines\nlogsource: {product: mapped}\n"+
		"detection:\n  s: {event.people|gte: 2}\n  condition: s\n")
	s := watchtest.Settings()
	r := watchtest.New(t, s, New(s, set, "policy"))
	act := watchtest.Act{Actor: "x", From: "192.0.2.1", Do: event.Read, Persons: []int{1, 2}}
	r.Do(act)
	for i := range 10 {
		act.At += time.Second
		act.Persons = []int{2, 3 + i}
		r.Do(act)
	}
	act.Persons, act.At = []int{1}, act.At+time.Second
	r.Do(act)
	if len(r.Signals) != 4 { // the 1st, 2nd, 4th, 8th
		t.Fatalf("%d signals", len(r.Signals))
	}
	last := r.Signals[3]
	if last.Detector != "policy" || last.Rule != "match" || last.Accesses != 8 || last.People != 9 || last.Confidence != 0.95 || last.AtLeast != watch.Critical || last.Attempt || last.Key != r.Signals[0].Key || string(last.Who) != "x" ||
		last.First != watchtest.Start.UnixMicro() || last.Last != watchtest.Start.Add(7*time.Second).UnixMicro() || len(last.Joins) == 0 {
		t.Errorf("%+v", last)
	}
	var args []string
	for _, a := range last.Args {
		args = append(args, a.Name+"="+a.Text)
	}
	if d := cmp.Diff([]string{"title=Read much [31m", "level=critical", "rule=r", "tags=attack.exfiltration, a.b", "falsepositives=Batch jobs", "description=Two lines"}, args); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestRefused: what a server refused is an attempt, unless the rule itself asks how it ended.
func TestRefused(t *testing.T) {
	const text = "title: Scan\nid: x\nlevel: high\nlogsource: {product: mapped}\ndetection: {s: {event.object|contains: evil}, condition: s}\n"
	asks := strings.Replace(text, "evil", "evil, event.status|gte: 400", 1)
	get := func(at int, status int32) watchtest.Act {
		return watchtest.Act{At: time.Duration(at) * time.Second, From: "192.0.2.1", Object: "/evil", Op: "GET", Do: event.Read, Fail: status >= 400, Status: status}
	}
	for _, c := range []struct {
		rule, name string
		want       []bool // of each signal, whether an attempt
	}{{text, "sigma", []bool{true, true, false}}, {asks, "sigma", []bool{false, false}}, {text, "policy", []bool{false, false, false}}} {
		s := watchtest.Settings()
		r := watchtest.New(t, s, New(s, load(t, c.rule), c.name))
		r.Do(get(1, 404), get(2, 403), get(3, 200), get(4, 404))
		var got []bool
		for _, x := range r.Signals {
			got = append(got, x.Attempt)
			if x.AtLeast != watch.High {
				t.Errorf("at least %s", x.AtLeast)
			}
		}
		if !slices.Equal(got[:len(c.want)], c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestResume(t *testing.T) {
	set := load(t, logins+"---\ntitle: C\nid: c\ncorrelation: {type: event_count, rules: [fails], group-by: [event.from], timespan: 10m, condition: {gte: 4}}\n"+
		"---\ntitle: D\nid: d\ncorrelation: {type: event_count, rules: [in], group-by: [event.actor], timespan: 1m, condition: {lte: 2}}\n"+
		"---\ntitle: E\nid: e\nlogsource: {product: mapped}\ndetection: {s: {event.actor: u1}, condition: s}\n")
	var acts []watchtest.Act
	for i := range 120 {
		acts = append(acts, login(i*7, fmt.Sprintf("u%d", i%4), fmt.Sprintf("192.0.2.%d", i%3), i%5 < 3))
	}
	s := watchtest.Settings()
	watchtest.Same(t, s, func() watch.Detector { return New(s, set, "sigma") }, acts)

	d := New(s, set, "sigma")
	r := watchtest.New(t, s, d)
	r.Do(acts...)
	var w watch.Encoder
	d.Save(&w)
	other := New(s, load(t, logins), "sigma")
	in := watch.Decoder{Buf: w.Buf}
	if err := other.Load(&in); err != nil || len(in.Buf) > 0 || other.told.Len() > 0 {
		t.Errorf("the state of other rules: %v, %d bytes left", err, len(in.Buf))
	}
}

func TestNoAllocations(t *testing.T) {
	set := load(t, logins+"---\ntitle: C\nid: c\ncorrelation: {type: event_count, rules: [fails], group-by: [event.session], timespan: 10m, condition: {gte: 1000000}}\n"+
		"---\ntitle: K\nid: k\nlogsource: {product: mapped}\ndetection: {k: ['needle*thread', 'ü'], s: {event.time|hour: 3}, r: {event.object|re: '[0-9]+needle'}, n: {event.from|cidr: 10.0.0.0/8}, condition: 1 of them}\n")
	s := watchtest.Settings()
	var acts []watchtest.Act
	for i := range 40 {
		acts = append(acts, watchtest.Act{At: time.Duration(i) * time.Second, Actor: "u", From: "192.0.2.1", Object: "/a/é/b", Text: "GET /é", Do: event.Read, Rows: 3}, login(i, "y", "192.0.2.9", true))
	}
	watchtest.NoAllocs(t, s, New(s, set, "sigma"), acts)
}

func TestProblems(t *testing.T) {
	correlation := func(body string) string { return logins + "---\ntitle: C\nid: c\ncorrelation: " + body + "\n" }
	for text, want := range map[string]string{
		correlation("{type: event_count, rules: [nowhere], timespan: 1m, condition: {gte: 1}}"):                                                                                      "is not there",
		correlation("{type: event_count, rules: [c], timespan: 1m, condition: {gte: 1}}"):                                                                                            "is not there or cannot be used",
		correlation("{type: temporal, rules: [fails, d], timespan: 1m}") + "---\ntitle: D\nid: d\ncorrelation: {type: temporal, rules: [c, in], timespan: 1m}\n":                     "cannot be used",
		correlation("{type: temporal, rules: [fails, d], timespan: 1m}") + "---\ntitle: D\nid: d\ncorrelation: {type: event_count, rules: [in], timespan: 1m, condition: {lt: 2}}\n": "only when its span is over",
	} {
		set, problems := loadAll(text)
		if len(problems) == 0 || !strings.Contains(problems[0].Reason, want) || problems[0].Japanese == "" || problems[0].File != "00.yml" || problems[0].Line == 0 {
			t.Errorf("%v, want %q", problems, want)
		}
		if set.Len() < 2 {
			t.Errorf("the rest is not loaded: %d", set.Len())
		}
	}
}

func TestTest(t *testing.T) {
	set, problems := loadAll(logins,
		"title: Windows\nid: w\nlogsource: {product: windows, category: process_creation}\ndetection: {s: {Image: x}, condition: s}\n",
		"title: Cloud\nid: a\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {eventName: x}, condition: s}\n",
		"title: Misspelt\nid: m\nlogsource: {product: mapped}\ndetection: {s: {event.actr: x, event.actor: y}, condition: s}\n",
		"title: C\nid: c\ncorrelation: {type: event_count, rules: [fails], timespan: 1m, condition: {gte: 2}}\n",
		"title: Broken\nid: b\nlogsource: {product: mapped}\ndetection: {s: {f|nonsense: x}, condition: s}\n")
	s := watchtest.Settings()
	test := NewTest(s, set, problems, []string{"access", "cloudtrail", "mapped"})
	m := watch.NewMaker(s)
	for i := range 3 {
		var e event.Event
		e.Reset()
		e.Time, e.Action, e.Outcome, e.Actor = watchtest.Start.Add(time.Duration(i)*time.Second).UnixMicro(), event.Login, event.Failure, []byte("y")
		var a watch.Access
		if !m.Make(&a, &e, watchtest.Log, watch.Position{}) {
			t.Fatal("no access")
		}
		test.See(&a)
	}
	test.Tick(watch.Last)
	got := map[string]string{}
	for _, x := range test.Report() {
		if x.Status == Unusable {
			got[x.Title] = fmt.Sprint(x.File, ":", x.Line, " ", x.Reason, " ", x.Japanese)
			continue
		}
		got[x.ID] = fmt.Sprint(x.Kind, " ", x.Status, " ", x.Matches, " ", x.Parsers, " ", x.Unseen)
	}
	if d := cmp.Diff(map[string]string{"fails": "rule fed 3 [mapped] []", "in": "rule fed 0 [mapped] []", "w": "rule unfed 0 [] []", "a": "rule idle 0 [cloudtrail] []",
		"m": "rule fed 0 [mapped] [event.actr]", "c": "correlation fed 1 [] []", "Broken": `05.yml:4 unknown modifier "nonsense" 未知の修飾子 "nonsense"`}, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	for _, japanese := range []bool{false, true} {
		var b bytes.Buffer
		if err := test.Write(&b, japanese); err != nil {
			t.Fatal(err)
		}
		want := []string{"00.yml:2: Login fails: matches 3, 2026-11-02T00:00:00Z to 2026-11-02T00:00:02Z", "01.yml:1: Windows: needs a log that is not read (product: windows, category: process_creation)",
			"02.yml:1: Cloud: needs a log that is not given (product: aws, service: cloudtrail) [cloudtrail]", "never seen: event.actr", `05.yml:4: "Broken": unknown modifier "nonsense"`,
			"6 rules: 4 fed, 1 without their log, 1 that nothing feeds; 1 that cannot be used; 3 accesses"}
		if japanese {
			want = []string{"3 件一致", "対応するログがありません", "必要なログが与えられていません", "一度も現れないフィールド: event.actr", "未知の修飾子"}
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%q is missing in\n%s", w, b.String())
			}
		}
	}
}
