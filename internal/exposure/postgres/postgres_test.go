//go:build unix

package postgres_test

import (
	"context"
	"io"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/postgres"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

func TestTrust(t *testing.T) {
	p := livetest.StartPostgres(t, "")
	p.Exec(t, "postgres", "CREATE DATABASE shop", "CREATE ROLE app LOGIN")
	p.Exec(t, "shop", "CREATE TABLE members (id int)", "INSERT INTO members VALUES (1)")
	r := exposuretest.Look(t, postgres.Check{}, nil, p.URL("", ""))
	if d := cmp.Diff([]string{"postgres-trust user postgres"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d)
	}
	x := r.Exposures[0]
	if d := cmp.Diff([]exposure.Place{{Source: p.URL("", "postgres")}, {Source: p.URL("", "shop")}}, sorted(x.Places)); d != "" {
		t.Error(d)
	}
	if x.Args["databases"] != "2" || x.Weight != exposure.Medium {
		t.Errorf("%v, %s", x.Args, x.Weight)
	}
	if got := exposuretest.Found(t, postgres.Check{}, p.URL("", "nosuch")); len(got) != 1 {
		t.Errorf("a database that is not there hides the door: %v", got)
	}
	if d := cmp.Diff([]string{"postgres-trust-user user app"}, exposuretest.Found(t, postgres.Check{}, p.URL("app", "shop"))); d != "" {
		t.Error(d)
	}
	p.Exec(t, "shop", "CREATE TABLE read_me_to_recover (note text)")
	p.Exec(t, "postgres", `CREATE DATABASE "READ_ME_TO_RECOVER_your_data"`)
	r = exposuretest.Look(t, postgres.Check{}, nil, p.URL("", ""))
	if got := exposuretest.IDs(t, r); len(got) != 2 || got[0] != "postgres-attacked" {
		t.Errorf("found %v", got)
	}
}

func sorted(ps []exposure.Place) []exposure.Place {
	if len(ps) == 2 && ps[0].Source > ps[1].Source {
		ps[0], ps[1] = ps[1], ps[0]
	}
	return ps
}

func TestClosed(t *testing.T) {
	p := livetest.StartPostgres(t, "secret-of-the-test")
	if got := exposuretest.Found(t, postgres.Check{}, p.URL("", "")); got != nil {
		t.Errorf("found %v", got)
	}
}

// TestState: what was accepted stays accepted when tables grow.
func TestState(t *testing.T) {
	p := livetest.StartPostgres(t, "")
	p.Exec(t, "postgres", "CREATE DATABASE shop", "CREATE TABLE warning (id int)")
	p.Exec(t, "shop", "CREATE TABLE readme (id int)")
	states := func() (out []string) {
		for _, x := range exposuretest.Look(t, postgres.Check{}, nil, p.URL("", "")).Exposures {
			out = append(out, x.ID, x.State)
		}
		return out
	}
	for larger, rows := range map[string]string{"postgres": "100000", "shop": "200000"} {
		p.Exec(t, larger, "CREATE TABLE large AS SELECT generate_series(1, "+rows+")")
		want := []string{"postgres-attacked", "table postgres.warning\ntable shop.readme", "postgres-trust", "postgres\nshop"}
		if d := cmp.Diff(want, states()); d != "" {
			t.Errorf("%s is the largest: %s", larger, d)
		}
	}
}

// TestThroughARelay: seen from elsewhere, what goes over the network unencrypted counts too.
func TestThroughARelay(t *testing.T) {
	p := livetest.StartPostgres(t, "secret-of-the-test")
	relay := exposuretest.Relay(t)
	r := exposuretest.Look(t, postgres.Check{}, func(o *exposure.Options) { o.Relay = relay }, p.URL("", ""))
	if d := cmp.Diff([]string{"postgres-no-tls"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d)
	}
	if x := r.Exposures[0]; x.From != exposure.Relayed {
		t.Errorf("seen from %s", x.From)
	}
	open := livetest.StartPostgres(t, "")
	r = exposuretest.Look(t, postgres.Check{}, func(o *exposure.Options) { o.Relay = relay }, open.URL("", ""))
	if len(r.Exposures) == 0 || r.Exposures[0].ID != "postgres-trust" || r.Exposures[0].Weight != exposure.Critical {
		t.Errorf("%v", exposuretest.IDs(t, r))
	}
}

// TestReadOnly: a session cannot write even where the role may.
func TestReadOnly(t *testing.T) {
	p := livetest.StartPostgres(t, "", "log_statement=all")
	before := count(t, p)
	exposuretest.Look(t, postgres.Check{}, nil, p.URL("", ""))
	if after := count(t, p); after != before {
		t.Errorf("%d tables before, %d after", before, after)
	}
}

func count(t *testing.T, p *livetest.Postgres) (n int) {
	t.Helper()
	if err := p.Connect(t, "postgres").QueryRow(context.Background(), "SELECT count(*) FROM pg_class").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, postgres.Check{}, "postgres://")
	for name, said := range map[string]string{
		"huge message": "SR\x7f\xff\xff\xff", "short row": "NR\x00\x00\x00\x08\x00\x00\x00\x00Z\x00\x00\x00\x05ID\x00\x00\x00\x06\xff\xff",
		"negative": "NR\x00\x00\x00\x00", "no auth": "NR\x00\x00\x00\x05\x00", "error without end": "NE\x00\x00\x00\x09SFAIL",
	} {
		t.Run(name, func(t *testing.T) {
			address := exposuretest.Serve(t, func(c net.Conn) { _, _ = io.WriteString(c, said); _, _ = io.Copy(io.Discard, c) })
			r := exposuretest.Look(t, postgres.Check{}, func(o *exposure.Options) { o.Timeout = 500e6 }, "postgres://"+address)
			if len(r.Exposures) > 0 {
				t.Errorf("found %v", exposuretest.IDs(t, r))
			}
		})
	}
}
