package sql

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

func TestSay(t *testing.T) {
	type m = map[string]string
	for text, want := range map[string]m{
		"SELECT * FROM customers WHERE name = 'it''s from x'": {"action": "read", "op": "SELECT", "object": "customers"},
		"select a.x, b.y from public.a, b as c where 1=1":     {"action": "read", "op": "select", "object": "public.a", "object2": "b"},
		"SELECT 1": {"action": "read", "op": "SELECT"},
		`SELECT * FROM "Customers" JOIN orders o ON true`:                {"action": "read", "object": "Customers", "object2": "orders"},
		"SELECT * FROM `shop`.`customers`":                               {"action": "read", "object": "`shop`.`customers`"},
		"/* app */ SELECT x FROM (SELECT * FROM a) t":                    {"action": "read", "object": "a"},
		"-- hello\nSELECT x FROM a":                                      {"action": "read", "object": "a"},
		"SELECT /*!40001 SQL_NO_CACHE */ * FROM `customers`":             {"action": "export", "object": "customers"},
		"SELECT * FROM customers INTO OUTFILE '/var/x'":                  {"action": "export", "object": "customers"},
		"COPY public.customers (id, name) TO stdout;":                    {"action": "export", "op": "COPY", "object": "public.customers"},
		"COPY customers FROM stdin":                                      {"action": "write", "object": "customers"},
		"COPY (SELECT * FROM customers) TO '/var/x'":                     {"action": "export", "object": "customers"},
		"INSERT INTO customers (a) VALUES ('x')":                         {"action": "write", "object": "customers"},
		"UPDATE customers SET a = 'from x'":                              {"action": "write", "object": "customers"},
		"DELETE FROM customers":                                          {"action": "delete", "object": "customers"},
		"TRUNCATE TABLE customers":                                       {"action": "delete", "object": "customers"},
		"DROP TABLE IF EXISTS customers":                                 {"action": "delete", "object": "customers"},
		"DROP USER yamada":                                               {"action": "admin", "target": "yamada"},
		"GRANT SELECT ON TABLE customers TO yamada":                      {"action": "grant", "object": "customers", "target": "yamada"},
		"GRANT ALL PRIVILEGES ON *.* TO 'yamada'@'%'":                    {"action": "grant", "object": "*.*", "target": "yamada"},
		"GRANT admin TO yamada":                                          {"action": "grant", "target": "yamada"},
		"CREATE USER 'yamada'@'%' IDENTIFIED BY 'x'":                     {"action": "admin", "target": "yamada"},
		"ALTER ROLE yamada SUPERUSER":                                    {"action": "admin", "target": "yamada"},
		"GRANT SELECT ON shop.* TO tanaka@'127.0.0.1' IDENTIFIED BY 'x'": {"action": "grant", "object": "shop.*", "target": "tanaka"},
		"ALTER USER root@localhost IDENTIFIED BY 'x'":                    {"action": "admin", "target": "root"},
		"CREATE OR REPLACE VIEW v AS SELECT 1":                           {"action": "admin", "object": "v"},
		"WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x":          {"action": "delete", "object": "a", "object2": "x"},
		"SHOW DATABASES":                                                 {"action": "list"},
		"BEGIN":                                                          {"action": "other", "op": "BEGIN"},
		"":                                                               {"action": "other"},
		"hello world":                                                    {"action": "other", "op": "-"},
	} {
		var e event.Event
		e.Reset()
		Say(&e, []byte(text))
		all, got := eventtest.Say(&e), m{}
		for k := range want {
			if got[k] = all[k]; got[k] == "" {
				got[k] = "-"
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s\n%s", text, d)
		}
	}
}

func TestNoAllocs(t *testing.T) {
	var e event.Event
	e.Reset()
	text := []byte("SELECT a.x, b.y FROM public.a, b AS c WHERE a.x = 'y'")
	if n := testing.AllocsPerRun(100, func() { e.Reset(); Say(&e, text) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzSay(f *testing.F) {
	f.Add([]byte("SELECT * FROM \"a\".\"b\" -- x\nWHERE 'a''b' /* y */"))
	f.Add([]byte("grant x on table all tables in schema y to 'z"))
	f.Add([]byte("COPY (select 1) to"))
	f.Add([]byte("\"\"."))
	f.Add([]byte("a.`b`."))
	f.Fuzz(func(t *testing.T, text []byte) {
		var e event.Event
		e.Reset()
		Say(&e, text)
		Known(text)
	})
}
