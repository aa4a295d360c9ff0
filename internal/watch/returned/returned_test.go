package returned

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const day = 24 * time.Hour

func settings() *watch.Settings {
	s := watchtest.Settings()
	s.Known.Indicators = []watch.Indicator{
		{Type: "address", Value: "203.0.113.140", Case: "2019-7", Name: "first intrusion"}, {Type: "account", Value: "tanaka", Case: "2019-7"}, {Type: "path", Value: "/old/upload.aspx", Case: "2019-7"},
		{Type: "account", Value: "svc-plm", Case: "2020-1"}, {Type: "address", Value: "198.51.100.9", Case: "2020-1"}, {Type: "address", Value: "203.0.113.5", Name: "of no case"}}
	return s
}

func login(at time.Duration, who, from string, ok bool) watchtest.Act {
	return watchtest.Act{At: at, Actor: who, From: from, Op: "UserLoggedIn", Do: event.Login, Fail: !ok}
}

func run(t *testing.T, acts ...watchtest.Act) *watchtest.Runner {
	t.Helper()
	s := settings()
	r := watchtest.New(t, s, New(s, Config{}))
	r.Do(acts...)
	r.End()
	return r
}

func at(from string, who string) []watchtest.Act {
	var out []watchtest.Act
	for i := range 20 {
		out = append(out, login(time.Duration(i)*day, who, from, true))
	}
	return out
}

func TestReturned(t *testing.T) {
	owner := at("198.18.4.7", "tanaka")
	for name, c := range map[string]struct {
		acts []watchtest.Act
		want []string
	}{
		"its address":           {[]watchtest.Act{login(0, "sato", "203.0.113.140", true)}, []string{"returned"}},
		"its address, refused":  {[]watchtest.Act{login(0, "sato", "203.0.113.140", false)}, []string{"knocked"}},
		"address and account":   {[]watchtest.Act{login(0, "tanaka", "203.0.113.140", true)}, []string{"returned"}},
		"the owner":             {owner, nil},
		"the owner, at work":    {at("192.0.2.9", "tanaka"), nil},
		"the owner, elsewhere":  {append(owner[:10:10], login(10*day, "tanaka", "198.18.77.1", true), login(11*day, "tanaka", "198.51.100.77", true)), nil},
		"account from abroad":   {append(owner[:10:10], login(10*day, "tanaka", "203.0.113.60", true)), []string{"returned"}},
		"account from hosting":  {[]watchtest.Act{login(0, "svc-plm", "203.0.113.200", true)}, []string{"returned"}},
		"account asleep":        {append(at("198.18.4.7", "sato"), login(19*day+1, "svc-plm", "198.18.9.9", true)), []string{"returned"}},
		"account, refused":      {append(owner[:10:10], login(10*day, "tanaka", "203.0.113.60", false)), nil},
		"carrier's address":     {[]watchtest.Act{login(0, "sato", "198.51.100.9", true)}, nil},
		"carrier's and account": {[]watchtest.Act{login(0, "svc-plm", "198.51.100.9", true)}, []string{"returned"}},
		"of no case":            {[]watchtest.Act{login(0, "sato", "203.0.113.5", true)}, nil},
		"the entry":             {[]watchtest.Act{{From: "198.18.3.3", Op: "POST", Object: "/old/upload.aspx", Status: 200, Do: event.Write}}, []string{"returned"}},
		"the entry, closed":     {[]watchtest.Act{{From: "198.18.3.3", Op: "POST", Object: "/old/upload.aspx", Status: 404, Do: event.Write, Fail: true}}, nil},
	} {
		r := run(t, c.acts...)
		if d := cmp.Diff(c.want, r.Rules()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		for _, s := range r.Signals {
			if !strings.Contains(s.Says, "20") || len(s.Joins) == 0 {
				t.Errorf("%s: %s", name, s.Says)
			}
		}
	}
}

// TestMany: 8,000 accounts of a case whose owners work on are no alert, and one that is used from elsewhere is (mitsubishi).
func TestMany(t *testing.T) {
	s := watchtest.Settings()
	for i := range 8000 {
		s.Known.Indicators = append(s.Known.Indicators, watch.Indicator{Type: "account", Value: fmt.Sprintf("u%04d", i), Case: "2020-1"})
	}
	r := watchtest.New(t, s, New(s, Config{}))
	for d := range 3 {
		for i := range 2000 {
			from := fmt.Sprintf("192.0.2.%d", i%200+1)
			if i%3 == 0 {
				from = fmt.Sprintf("198.18.%d.9", i%250)
			}
			r.Do(login(time.Duration(d)*day+time.Duration(i)*time.Second, fmt.Sprintf("u%04d", i), from, true))
		}
	}
	if len(r.Signals) > 0 {
		t.Fatal(r.Rules())
	}
	r.Do(login(4*day, "u0003", "203.0.113.33", true))
	if d := cmp.Diff([]string{"returned"}, r.Rules()); d != "" || !strings.Contains(r.Signals[0].Says, "2020-1") {
		t.Error(d)
	}
}

func acts() []watchtest.Act {
	var out []watchtest.Act
	for i := range 200 {
		at := time.Duration(i) * 6 * time.Hour
		switch i % 5 {
		case 0:
			out = append(out, login(at, "tanaka", fmt.Sprintf("198.18.%d.7", i%10), true))
		case 1:
			out = append(out, login(at, "sato", "203.0.113.140", i%2 == 0))
		case 2:
			out = append(out, login(at, "svc-plm", []string{"203.0.113.200", "198.18.1.1"}[i%2], true))
		case 3:
			out = append(out, watchtest.Act{At: at, From: fmt.Sprintf("198.18.3.%d", i), Op: "POST", Object: "/old/upload.aspx", Status: 200, Do: event.Write})
		default:
			out = append(out, login(at, "suzuki", "198.18.2.2", true))
		}
	}
	return out
}

func TestSame(t *testing.T) {
	watchtest.Same(t, settings(), func() watch.Detector { return New(settings(), Config{}) }, acts())
}

func TestNoAllocs(t *testing.T) {
	watchtest.NoAllocs(t, settings(), New(settings(), Config{}), at("198.18.4.7", "tanaka"))
}

func BenchmarkSee(b *testing.B) {
	watchtest.Bench(b, settings(), New(settings(), Config{}), at("198.18.4.7", "sato"))
}
