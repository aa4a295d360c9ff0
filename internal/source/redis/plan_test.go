package redis

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlace(t *testing.T) {
	for key, want := range map[string]string{
		"user":                                 "user",
		"123":                                  "*",
		"user_123":                             "user_*",
		"550e8400-e29b-41d4-a716-446655440000": "*",
		"t.yamada@example.com":                 "*",
		"2024-01-02T03":                        "*",
		"v2":                                   "v2",
		"山田":                                   "山田",
		"a*b":                                  `a\x2ab`,
		"a\n\xff":                              `a\x0a\xff`,
		"{user1000}.followers":                 "{*}.followers",
		"abcdefghijklmnopqrstuvwxyzabc":        "*",
		"":                                     "",
	} {
		if got := place([]byte(key)); got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
}

// TestPlan: few patterns whatever the keys, each key in exactly one, and the server's match lets through what ours does.
func TestPlan(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	letters := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte('a' + byte(rnd.IntN(26)))
		}
		return b.String()
	}
	var keys []string
	for i := range 1000 {
		keys = append(keys, fmt.Sprintf("user:%d:profile", i), "name:"+letters(6), letters(3)+":"+letters(3)+":"+letters(2),
			fmt.Sprintf("sess:%x", rnd.Uint64()), "a|b/c:"+letters(1), letters(1)+"*"+letters(1), "x\\"+letters(1)+"[y]",
			strings.Repeat("d:", rnd.IntN(12))+letters(2), letters(1)+"\xff:"+letters(1))
	}
	keys = append(keys, "queue", "config:main", "")
	p := newPlan()
	for _, k := range keys {
		p.add(places([]byte(k)))
	}
	pats := p.patterns()
	if len(pats) > maxUnits {
		t.Errorf("%d patterns", len(pats))
	}
	counted := int64(0)
	for _, pat := range pats {
		counted += pat.keys
	}
	if counted != int64(len(keys)) {
		t.Errorf("%d keys counted of %d", counted, len(keys))
	}
	for _, k := range keys {
		n := 0
		for _, pat := range pats {
			if !fits(parse(pat.text), places([]byte(k))) {
				continue
			}
			n++
			// path.Match knows no slash in *, and Redis knows none at all.
			slash := strings.NewReplacer("/", "_")
			if ok, err := path.Match(slash.Replace(glob(pat.text)), slash.Replace(k)); err != nil || !ok && !strings.Contains(k, "\xff") {
				t.Errorf("%q is not let through by %q (%v)", k, glob(pat.text), err)
			}
		}
		if n != 1 {
			t.Fatalf("%q has %d patterns", k, n)
		}
	}
}

func TestPatterns(t *testing.T) {
	p := newPlan()
	for i := range 100 {
		p.add(places(fmt.Appendf(nil, "user:%d:profile", i)))
		p.add(places(fmt.Appendf(nil, "name:%c%c", 'a'+i%26, 'a'+i/26)))
	}
	p.add(places([]byte("config:main")))
	p.add(places([]byte("config:test")))
	want := []pattern{{"config:main", 1}, {"config:test", 1}, {"name:**", 100}, {"user:*:profile", 100}}
	if d := cmp.Diff(want, p.patterns(), cmp.AllowUnexported(pattern{})); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		db, i, n int
		pattern  string
	}{{0, 0, 1, "user:*"}, {3, 1, 4, "a/b[1/2]/c"}, {12, 0, 1, ""}} {
		db, i, n, pattern, ok := split(name(c.db, c.i, c.n, c.pattern))
		if !ok || db != c.db || i != c.i || n != c.n || pattern != c.pattern {
			t.Errorf("%+v: %d %d %d %q %v", c, db, i, n, pattern, ok)
		}
	}
	for _, bad := range []string{"", "x", "db/x", "db-1/x", "db0[0 of 2]/x", "db0[3 of 2]/x", "db0[1 of 5000]/x"} {
		if _, _, _, _, ok := split(bad); ok {
			t.Errorf("%q is taken for a unit", bad)
		}
	}
}
