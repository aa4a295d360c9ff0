package watch_test

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// TestShapes: what is asked for is one shape whoever's it is, and persons are told apart where a word says that it is about persons.
func TestShapes(t *testing.T) {
	s := &watch.Settings{Secret: 1, Stores: watch.NewStores()}
	m := watch.NewMaker(s)
	log := &watch.Log{Name: "a"}
	ask := func(object, query string) watch.Access {
		var e event.Event
		e.Reset()
		e.Time, e.Action, e.Outcome, e.Object = 1, event.Read, event.Success, []byte(object)
		if query != "" {
			e.Raw = append(e.Raw, event.Field{Name: "cs-uri-query", Value: []byte(query)})
		}
		var a watch.Access
		if !m.Make(&a, &e, log, watch.Position{}) {
			t.Fatal(object)
		}
		a.People = append([]watch.ID{}, a.People...)
		if a.Personal != (len(a.People) == 1) || (a.Thing == 0) != (len(a.Name) == 0) {
			t.Errorf("%s?%s: personal %v, called %q, persons %v", object, query, a.Personal, a.Name, a.People)
		}
		return a
	}
	for _, c := range []struct {
		a, b, qa, qb string
		same         bool // the shape
		person       bool // they are of two persons
	}{
		{a: "/api/customers/10234/card", b: "/api/customers/99/card", same: true, person: true},
		{a: "/api/v1/users/5f3c2b1a9d8e7f60", b: "/api/v1/users/0f3c2b1a9d8e7f61", same: true, person: true},
		{a: "/api/v1/users/me", b: "/api/v2/users/me"},
		{a: "/products/123", b: "/products/124", same: true},
		{a: "/members/a%40example.jp", b: "/members/b%40example.jp", same: true, person: true},
		{a: "/member.php", qa: "id=101", b: "/member.php", qb: "id=102", same: true, person: true},
		{a: "/search", qa: "q=shoes", b: "/search", qb: "q=boots", same: true},
		{a: "/contacts/resolve", qa: "phone=09012345678", b: "/contacts/resolve", qb: "phone=09012345679", same: true, person: true},
		{a: "public.customers", b: "PUBLIC.\"customers\"", same: true},
		{a: "/static/app.js", b: "/static/site.css"},
		{a: "cards/00012/front.jpg", b: "cards/00013/front.jpg", same: true},
	} {
		x, y := ask(c.a, c.qa), ask(c.b, c.qb)
		if (x.Shape == y.Shape) != c.same {
			t.Errorf("%s %s: the same shape: %v", c.a, c.b, x.Shape == y.Shape)
		}
		if person := len(x.People) == 1 && len(y.People) == 1 && x.People[0] != y.People[0]; person != c.person {
			t.Errorf("%s %s: persons: %v %v", c.a, c.b, x.People, y.People)
		}
	}
}

func TestStores(t *testing.T) {
	s := watch.NewStores()
	crm, shop, img := &watch.Store{Name: "crm"}, &watch.Store{Name: "shop"}, &watch.Store{Name: "img"}
	s.Add(crm, "crm/public.customers", "public.customers", "customers")
	s.Add(shop, "shop/public.customers", "public.customers", "customers")
	s.Add(img, "cards/")
	s.Route("/api/customers/*", crm)
	for _, c := range []struct {
		store, shape, log string
		want              *watch.Store
	}{
		{"crm", "public.customers", "", crm},
		{"shop", "public.customers", "", shop},
		{"", "public.customers", "", nil}, // two have it
		{"cards", "00012/front.jpg", "", img},
		{"www.example.jp", "/api/customers/*/card", "", crm},
		{"www.example.jp", "/", "", nil},
	} {
		if got := s.Look([]byte(c.store), []byte(c.shape), c.log); got != c.want {
			t.Errorf("%v: %v", c, got)
		}
	}
}

func TestAccounts(t *testing.T) {
	h := watch.NewHasher(7)
	if h.Account([]byte(`CORP\Tanaka`)) != h.Account([]byte("tanaka")) || h.Account([]byte("tanaka")) == h.Account([]byte("tanaki")) || h.Account([]byte("-")) != 0 {
		t.Error("accounts")
	}
}

func BenchmarkMake(b *testing.B) {
	s := &watch.Settings{Secret: 1, Stores: watch.NewStores()}
	m := watch.NewMaker(s)
	var e event.Event
	e.Reset()
	e.Time, e.Action, e.Object, e.Actor, e.Store, e.Client = 1e15, event.Read, []byte("/api/customers/10234/card"), []byte("tanaka"), []byte("www.example.jp"), []byte("Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
	log := &watch.Log{}
	var a watch.Access
	b.ReportAllocs()
	for b.Loop() {
		m.Make(&a, &e, log, watch.Position{})
	}
}
