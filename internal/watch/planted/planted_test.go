package planted

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

func settings() *watch.Settings {
	s := watchtest.Settings()
	s.Known.Canary = map[watch.ID]string{}
	for _, p := range []struct {
		k     Kind
		value []byte
		name  string
	}{{Account, []byte("svc-legacy"), "account of crm"}, {Key, []byte("AKIAEXAMPLE0001"), "key of ci"}, {File, []byte("documents/0/Customers-all.csv"), "file"}, {File, []byte("customers_old"), "table"},
		{Person, []byte{231, 3, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "person 999 of crm"}} {
		for _, id := range IDs(s, p.k, p.value) {
			s.Known.Canary[id] = p.name
		}
	}
	for _, n := range []string{"M10063005", "b0040007000000000000000000000000"} {
		for _, id := range Named(s, n) {
			s.Known.Canary[id] = n
		}
	}
	s.Known.CanaryText = func(record []byte, hit func(string)) {
		if bytes.Contains(record, []byte("hana.k@canary.example.jp")) {
			hit("person of copy 3")
		}
	}
	return s
}

func TestTouched(t *testing.T) {
	many := make([]int, 200)
	for i := range many {
		many[i] = 900 + i
	}
	for name, c := range map[string]struct {
		act  watchtest.Act
		want []string
	}{
		"account":               {watchtest.Act{Actor: `CORP\SVC-Legacy`, From: "203.0.113.9", Do: event.Login}, []string{"touched"}},
		"account, refused":      {watchtest.Act{Actor: "svc-legacy", From: "203.0.113.9", Do: event.Login, Fail: true}, []string{"tried"}},
		"key, refused":          {watchtest.Act{Actor: "arn:x", Session: "AKIAEXAMPLE0001", From: "203.0.113.9", Op: "GetCallerIdentity", Fail: true}, []string{"tried"}},
		"file":                  {watchtest.Act{Actor: "sato", Store: "bucket", Object: "documents/0/customers-all.csv", Do: event.Read}, []string{"touched"}},
		"table":                 {watchtest.Act{Actor: "sato", Store: "shop", Object: `public."customers_old"`, Do: event.Read, Rows: 10}, []string{"touched"}},
		"its owner":             {watchtest.Act{Actor: "sato", Store: "shop", Object: "public.customers", Do: event.Read, Rows: 10}, nil},
		"a like name":           {watchtest.Act{Actor: "svc-legacy2", Object: "customers_older", Do: event.Read}, nil},
		"person":                {watchtest.Act{Actor: "sato", From: "192.0.2.4", Object: "/x", Do: event.Read, Persons: []int{999}}, []string{"touched"}},
		"its account in a path": {watchtest.Act{Actor: "sato", From: "192.0.2.4", Object: "/members/M10063005/card", Do: event.Read}, []string{"touched"}},
		"by its fingerprint":    {watchtest.Act{Actor: "sato", From: "192.0.2.4", Object: "/x", Do: event.Read, Persons: []int{1200}}, []string{"touched"}},
		"another person":        {watchtest.Act{Actor: "sato", From: "192.0.2.4", Object: "/x", Do: event.Read, Persons: []int{997}}, nil},
		"person in a text":      {watchtest.Act{Actor: "sato", From: "192.0.2.4", Text: "SELECT * FROM c WHERE mail='hana.k@canary.example.jp'", Do: event.Read}, []string{"touched"}},
		"person in a query":     {watchtest.Act{From: "203.0.113.9", Object: "/search", Query: "q=hana.k@canary.example.jp", Do: event.Read}, []string{"touched"}},
		"planting":              {watchtest.Act{Actor: "admin", From: "192.0.2.4", Text: "INSERT INTO c VALUES ('hana.k@canary.example.jp')", Do: event.Write}, nil},
		"written elsewhere":     {watchtest.Act{Actor: "admin", From: "203.0.113.4", Text: "UPDATE c SET x=1 WHERE mail='hana.k@canary.example.jp'", Do: event.Write}, []string{"touched"}},
		"a batch":               {watchtest.Act{Actor: "batch", Sort: event.Service, From: "192.0.2.4", Do: event.Read, Persons: many}, []string{"passed-over"}},
		"an export by people":   {watchtest.Act{Actor: "sato", From: "192.0.2.4", Do: event.Export, Persons: many}, []string{"touched"}},
	} {
		s := settings()
		r := watchtest.New(t, s, New(s, Config{}))
		r.Do(c.act)
		if d := cmp.Diff(c.want, r.Rules()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestNothingPlanted(t *testing.T) {
	s := watchtest.Settings()
	r := watchtest.New(t, s, New(s, Config{}))
	r.Do(watchtest.Act{Actor: "svc-legacy", From: "203.0.113.9", Do: event.Login}, watchtest.Act{Object: "customers_old", Do: event.Read})
	if len(r.Signals) > 0 {
		t.Error(r.Rules())
	}
}

func acts() []watchtest.Act {
	var out []watchtest.Act
	for i := range 60 {
		a := watchtest.Act{At: time.Duration(i) * time.Minute, Actor: "sato", From: "203.0.113.9", Store: "shop", Object: "public.orders", Text: "SELECT * FROM public.orders WHERE id = $1", Do: event.Read, Rows: 1}
		if i%3 == 0 {
			a.Object = "public.customers_old"
		}
		out = append(out, a)
	}
	return out
}

func TestSame(t *testing.T) {
	watchtest.Same(t, settings(), func() watch.Detector { return New(settings(), Config{}) }, acts())
}

func ordinary() (out []watchtest.Act) {
	for i, a := range acts() {
		if i%3 != 0 {
			out = append(out, a)
		}
	}
	return out
}

func TestNoAllocs(t *testing.T) {
	watchtest.NoAllocs(t, settings(), New(settings(), Config{}), ordinary())
}

func BenchmarkSee(b *testing.B) {
	watchtest.Bench(b, settings(), New(settings(), Config{}), ordinary())
}
