package gap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const aDay = 24 * time.Hour

// span is a time that is cut out of a log, from the start of the test.
type span struct{ from, to time.Duration }

func (s span) has(t time.Duration) bool { return t >= s.from && t < s.to }

// made is when a log has records: rate tells how many a minute at a time of Tokyo.
func made(seed uint64, days int, rate func(local time.Time) float64, cut ...span) (out []time.Duration) {
	r := rand.New(rand.NewPCG(seed, 1))
	for m := range days * 24 * 60 {
		at := time.Duration(m) * time.Minute
		if slices.ContainsFunc(cut, func(s span) bool { return s.has(at) }) {
			continue
		}
		if p := rate(watchtest.Start.Add(at).Add(9 * time.Hour)); r.Float64() < 1-math.Exp(-p) {
			out = append(out, at+time.Duration(r.IntN(60))*time.Second)
		}
	}
	return out
}

func busy(t time.Time) float64 {
	return 0.02 + 6*math.Pow(math.Sin(math.Pi*float64(t.Hour()*60+t.Minute())/1440), 4)
}

func worked(t time.Time) bool { return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday }

func office(t time.Time) float64 {
	if !worked(t) || t.Hour() < 8 || t.Hour() >= 20 {
		return 0
	}
	return 0.3
}

func few(t time.Time) float64 { return office(t) / 60 }

func nightly(t time.Time) float64 {
	if t.Hour() == 2 && t.Minute() < 10 {
		return 5
	}
	return 0
}

func sessions(t time.Time) float64 { // all day, thinly
	return 0.05
}

// weekly is worked with but on Sundays from 2 to 6, when there is maintenance.
func weekly(t time.Time) float64 {
	if t.Weekday() == time.Sunday && t.Hour() >= 2 && t.Hour() < 6 {
		return 0
	}
	return 4
}

type found struct {
	Log      string
	Why      watch.GapKind
	From, To time.Duration
	Missing  int64
}

// look is the gaps of logs as they stood last, by when they began.
func look(t testing.TB, s *watch.Settings, acts []watchtest.Act) []found {
	t.Helper()
	r := watchtest.New(t, s, New(s, Config{}))
	r.Do(acts...)
	r.End()
	return gaps(r)
}

func gaps(r *watchtest.Runner) (out []found) {
	for _, g := range r.Gaps {
		f := found{g.Log.Name, g.Why, time.UnixMicro(g.From).Sub(watchtest.Start), 0, g.Missing}
		if g.To != 0 {
			f.To = time.UnixMicro(g.To).Sub(watchtest.Start)
		}
		if i := slices.IndexFunc(out, func(o found) bool { return o.Log == f.Log && o.Why == f.Why && o.From == f.From }); i >= 0 {
			out[i] = f
			continue
		}
		out = append(out, f)
	}
	return out
}

var logs = map[string]*watch.Log{}

func acts(name string, at []time.Duration) []watchtest.Act {
	l := logs[name]
	if l == nil {
		l = &watch.Log{Name: name, Index: len(logs)}
		logs[name] = l
	}
	out := make([]watchtest.Act, len(at))
	for i, t := range at {
		out[i] = watchtest.Act{At: t, From: "198.18.1.1", Op: "GET", Object: "/", Status: 200, Do: event.Read, Log: l}
	}
	return out
}

func merge(lists ...[]watchtest.Act) []watchtest.Act {
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b watchtest.Act) int { return int(a.At - b.At) })
	return all
}

var logsOf = map[string]func(time.Time) float64{"busy": busy, "office": office, "few": few, "nightly": nightly, "sessions": sessions}

// TestNoneInvented: quiet nights, weekends, thin logs and batches have no gaps, whatever chance does.
func TestNoneInvented(t *testing.T) {
	for name, rate := range logsOf {
		for seed := range uint64(4) {
			a := merge(acts(name, made(seed, 35, rate)), acts("clock", made(seed+100, 35, func(time.Time) float64 { return 0.2 })))
			if got := look(t, watchtest.Settings(), a); len(got) > 0 {
				t.Errorf("%s, seed %d: %v", name, seed, got)
			}
		}
	}
}

// TestFound: what is cut out is told, and where.
func TestFound(t *testing.T) {
	for _, c := range []struct {
		log string
		cut span
		why watch.GapKind
	}{
		{"busy", span{16*aDay + 2*time.Hour, 16*aDay + 3*time.Hour}, watch.Silent}, // 11:00 to 12:00 in Tokyo
		{"busy", span{16 * aDay, 19 * aDay}, watch.Days},
		{"busy", span{3*aDay + time.Hour, 3*aDay + 5*time.Hour}, watch.Silent},
		{"busy", span{2 * aDay, 5 * aDay}, watch.Days},
		{"office", span{16*aDay + 2*time.Hour, 16*aDay + 9*time.Hour}, watch.Silent}, // the rest of a Wednesday
		{"office", span{15 * aDay, 17 * aDay}, watch.Days},
		{"few", span{15 * aDay, 29 * aDay}, watch.Days},
		{"nightly", span{25 * aDay, 26 * aDay}, watch.Days},
		{"nightly", span{10 * aDay, 14 * aDay}, watch.Days},
		{"sessions", span{16 * aDay, 17 * aDay}, watch.Silent},
	} {
		a := merge(acts(c.log, made(7, 35, logsOf[c.log], c.cut)), acts("clock", made(107, 35, func(time.Time) float64 { return 0.2 })))
		got := look(t, watchtest.Settings(), a)
		if len(got) != 1 || got[0].Log != c.log || got[0].From > c.cut.from+time.Minute || got[0].To < c.cut.to-time.Minute {
			t.Errorf("%s without %v: %v", c.log, c.cut, got)
			continue
		}
		if slack := got[0].To - got[0].From - (c.cut.to - c.cut.from); c.log == "busy" && slack > 30*time.Minute {
			t.Errorf("%s without %v: %v", c.log, c.cut, got)
		}
	}
}

// TestMonths: of one whose logs are missing for months, in one pass over what is there (salesforce).
func TestMonths(t *testing.T) {
	cut := span{60 * aDay, 150 * aDay}
	got := look(t, watchtest.Settings(), merge(acts("salesforce", made(3, 200, few, cut)), acts("clock", made(9, 200, sessions))))
	if len(got) != 1 || got[0].Why != watch.Days || got[0].To-got[0].From < 89*aDay {
		t.Error(got)
	}
}

// TestOpen: a log that ends while others go on has a gap that is open; one that ends with all others has none.
func TestOpen(t *testing.T) {
	a := merge(acts("busy", made(3, 20, busy, span{15*aDay + 3*time.Hour, 99 * aDay})), acts("office", made(9, 20, office)))
	got := look(t, watchtest.Settings(), a)
	if len(got) != 1 || got[0].Log != "busy" || got[0].To != 0 || got[0].From < 15*aDay+2*time.Hour || got[0].From > 15*aDay+3*time.Hour+time.Minute {
		t.Error(got)
	}
}

// TestClocks: the hour that clocks jump over in a log of local time, and nights that begin an hour later from then on.
func TestClocks(t *testing.T) {
	at := made(5, 42, func(t time.Time) float64 { return busy(t) + 1 })
	jump := 20*aDay - 7*time.Hour // Sunday, 2:00
	var out []time.Duration
	for _, x := range at {
		if x >= jump {
			x += time.Hour
		}
		out = append(out, x)
	}
	if got := look(t, watchtest.Settings(), merge(acts("busy", out), acts("office", made(2, 42, office)))); len(got) > 0 {
		t.Error(got)
	}
}

// TestMaintenance: the same hours of each week are a custom after two of them.
func TestMaintenance(t *testing.T) {
	got := look(t, watchtest.Settings(), merge(acts("weekly", made(5, 70, weekly)), acts("clock", made(2, 70, sessions))))
	if len(got) > 2 {
		t.Error(got)
	}
}

// TestHoliday: a day that was declared is as a weekend; one on which all who rest on weekends rest is none that is missing.
func TestHoliday(t *testing.T) {
	day := span{22*aDay - 9*time.Hour, 23*aDay - 9*time.Hour} // a Tuesday
	s := watchtest.Settings()
	s.Known.Holidays = map[int32]bool{int32(watchtest.Start.Unix()/86400) + 22: true}
	if got := look(t, s, merge(acts("office", made(1, 35, office, day)), acts("clock", made(2, 35, sessions)))); len(got) > 0 {
		t.Error(got)
	}
	if got := look(t, watchtest.Settings(), merge(acts("office", made(1, 35, office, day)), acts("office2", made(3, 35, office, day)), acts("clock", made(2, 35, sessions)))); len(got) > 0 {
		t.Error(got)
	}
	if got := look(t, watchtest.Settings(), merge(acts("office", made(1, 35, office, day)), acts("office2", made(3, 35, office)), acts("clock", made(2, 35, sessions)))); len(got) != 1 || got[0].Log != "office" {
		t.Error(got)
	}
}

// TestLate: what comes late fills the silence in which it was missed, as long as that was not told.
func TestLate(t *testing.T) {
	a := acts("busy", made(5, 14, busy, span{time.Hour, 5 * time.Hour}))
	if got := look(t, watchtest.Settings(), a); len(got) != 1 {
		t.Fatal(got)
	}
	i := slices.IndexFunc(a, func(x watchtest.Act) bool { return x.At > 5*time.Hour })
	a = slices.Insert(a, i+5, acts("busy", []time.Duration{3 * time.Hour})...)
	if got := look(t, watchtest.Settings(), a); len(got) != 0 {
		t.Error(got)
	}
}

func numbered(seqs ...int64) *serial {
	s := &serial{}
	for i, q := range seqs {
		s.put(q, int64(i+1)*1_000_000, func(*jump) {})
	}
	return s
}

func TestSerial(t *testing.T) {
	run := func(from, to int64) (out []int64) {
		for q := from; q < to; q++ {
			out = append(out, q)
		}
		return out
	}
	var sparse []int64
	for q := range int64(1000) {
		if q%7 != 3 {
			sparse = append(sparse, q)
		}
	}
	for name, c := range map[string]struct {
		seqs []int64
		want []int64 // how many are missing
	}{
		"none":            {run(1, 500), nil},
		"some":            {append(run(1, 500), run(507, 600)...), []int64{7}},
		"some come late":  {append(append(run(1, 500), 503, 504, 501, 500), run(505, 600)...), []int64{1}},
		"all come late":   {append(append(run(1, 500), 502, 501, 500), run(503, 600)...), nil},
		"filtered":        {sparse, nil},
		"filtered, much":  {append(sparse, run(5000, 5100)...), []int64{4000}},
		"begun anew":      {append(run(1, 5000), run(1, 600)...), nil},
		"wrapped":         {append(run(65_000, 65_536), run(0, 600)...), nil},
		"wrapped, some":   {append(run(65_000, 65_530), run(1, 600)...), []int64{6}},
		"too little":      {append(run(1, 50), run(60, 100)...), nil},
		"counted by tens": {[]int64{10, 20, 30, 40, 50, 60}, nil},
	} {
		var got []int64
		s := numbered(c.seqs...)
		s.settle(math.MaxInt64, func(j *jump) { got = append(got, j.to-j.from-j.late) })
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestDated(t *testing.T) {
	for name, want := range map[string]string{"access.log-20261127": "2026-11-27", "access.log-20261127.gz": "2026-11-27", "2026-11-27_Login.csv": "2026-11-27", "u_ex261127.log": "2026-11-27", "ECPServer2026112709-1.LOG": "2026-11-27",
		"app.2026_11_27.json": "2026-11-27", "access.log.1": "", "access.log": "", "host-10-0-0-12.log": "", "20261399": "", "123456.log": "", "a-2026-11.log": ""} {
		got := ""
		if d, ok := dated(name); ok {
			got = time.Unix(d*86400, 0).UTC().Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
}

// TestFiles: a file is missing among dated ones, in a log too thin for its silence to say so.
func TestFiles(t *testing.T) {
	s := watchtest.Settings()
	d := New(s, Config{})
	r := watchtest.New(t, s, d)
	l := &watch.Log{Name: "login", Index: 900}
	for i := range 40 {
		if i == 21 {
			continue
		}
		d.(watch.Reading).Opened(0, l, watchtest.Start.AddDate(0, 0, i).Format("20060102")+"_Login.csv", r)
		if i%3 == 0 {
			a := acts("x", []time.Duration{time.Duration(i)*aDay + time.Hour})
			a[0].Log = l
			r.Do(a...)
		}
	}
	r.End()
	if got := gaps(r); len(got) != 1 || got[0].Why != watch.Days || got[0].From != 21*aDay-9*time.Hour || got[0].To-got[0].From != aDay {
		t.Error(got)
	}
}

func TestUnread(t *testing.T) {
	s := watchtest.Settings()
	d := New(s, Config{})
	r := watchtest.New(t, s, d)
	l, at := &watch.Log{Name: "a", Index: 901}, watchtest.Start.UnixMicro()
	tell := func(m int64, c watch.Counts) { d.(watch.Reading).Counted(at+m*60_000_000, l, &c, r) }
	tell(1, watch.Counts{Lines: 10_000, Malformed: 3})
	tell(2, watch.Counts{Lines: 20_000, Malformed: 9})
	if len(r.Gaps) > 0 {
		t.Error(r.Gaps)
	}
	tell(3, watch.Counts{Lines: 30_000, Malformed: 2000})
	tell(4, watch.Counts{Lines: 30_100, Malformed: 2100})
	if got := gaps(r); len(got) != 1 || got[0].Missing != 2100 || got[0].Why != watch.Unread {
		t.Error(got)
	}
	tell(60*24, watch.Counts{Lines: 30_200, Malformed: 2100, Dropped: 1})
	if got := gaps(r); len(got) != 2 || got[1].Missing != 1 {
		t.Error(got)
	}
}

func TestStopped(t *testing.T) {
	a := acts("trail", made(1, 3, sessions))
	stop := acts("trail", []time.Duration{aDay})
	stop[0].Op, stop[0].Object, stop[0].Status, stop[0].Do = "StopLogging", "main", 0, event.Admin
	a = slices.DeleteFunc(a, func(x watchtest.Act) bool { return x.At >= aDay && x.At < aDay+2*time.Hour })
	got := look(t, watchtest.Settings(), merge(a, stop))
	if len(got) != 1 || got[0].Why != watch.Stopped || got[0].From != aDay || got[0].To < aDay+2*time.Hour {
		t.Error(got)
	}
	stop[0].Op = "PutEventSelectors"
	if got = look(t, watchtest.Settings(), merge(a, stop)); len(got) != 1 || got[0].From != got[0].To {
		t.Error(got)
	}
}

func TestSame(t *testing.T) {
	a := merge(acts("busy", made(7, 12, busy, span{8*aDay + 2*time.Hour, 8*aDay + 5*time.Hour})), acts("office", made(9, 12, office, span{aDay, 2 * aDay})))
	for i := range a {
		if i%500 == 3 {
			a[i].Op, a[i].Do, a[i].Status = "StopLogging", event.Admin, 0
		}
	}
	watchtest.Same(t, watchtest.Settings(), func() watch.Detector { return New(watchtest.Settings(), Config{}) }, a)
}

func TestBounded(t *testing.T) {
	s := watchtest.Settings()
	d := New(s, Config{}).(*detector)
	r := watchtest.New(t, s, d)
	for i := range mostLogs + 50 {
		a := acts("x", []time.Duration{time.Duration(i) * time.Second})
		a[0].Log = &watch.Log{Name: fmt.Sprint("log ", i), Index: i}
		r.Do(a...)
	}
	if len(d.order) != mostLogs || d.About().Dropped != 50 {
		t.Error(len(d.order), d.About().Dropped)
	}
}

func TestNoAllocs(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, New(s, Config{}), acts("busy", made(7, 2, busy)))
}

func BenchmarkSee(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, New(s, Config{}), acts("busy", made(7, 2, busy)))
}
