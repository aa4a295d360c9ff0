package grant

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// table is a table or a view with who may read it.
type table struct {
	oid, schema, name, kind string
	owner                   string
	public                  bool // everybody may
	secured                 bool
	acl                     []string // grant by grant
	readers                 []string // accounts beside its owner and superusers
}

func (t *table) full() string { return rows.Name(t.schema, t.name) }

// ref is the name as a command wants it.
func (t *table) ref() string { return quote(t.schema) + "." + quote(t.name) }

// reserved are words that stand for themselves only in quotes (the ones that people call things by).
var reserved = []string{"all", "analyze", "any", "array", "as", "asc", "both", "case", "cast", "check", "column", "constraint", "create", "default", "desc", "do", "else",
	"end", "except", "for", "foreign", "from", "grant", "group", "having", "in", "into", "limit", "not", "null", "offset", "on", "only", "or", "order", "primary", "public",
	"references", "select", "some", "table", "then", "to", "union", "unique", "user", "using", "when", "where", "window", "with"}

func quote(s string) string {
	if s == "public" { // a schema; a role cannot be called so
		return s
	}
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && (s[0] < '0' || s[0] > '9') && !slices.Contains(reserved, s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// tablesQuery lists tables with their grants. An account reads a table by a grant to it, to a role that it is a member of, or
// to everybody; it needs the schema too.
const tablesQuery = `
SELECT c.oid, n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity,
  has_schema_privilege('public', n.oid, 'USAGE') AND has_table_privilege('public', c.oid, 'SELECT'),
  (SELECT string_agg(concat_ws(' ', CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, a.privilege_type, CASE WHEN a.is_grantable THEN 'WITH GRANT OPTION' END), E'\n')
    FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner),
  (SELECT string_agg(r.rolname, E'\n' ORDER BY r.rolname) FROM pg_roles r WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT pg_has_role(r.oid, c.relowner, 'MEMBER')
    AND has_schema_privilege(r.oid, n.oid, 'USAGE') AND has_table_privilege(r.oid, c.oid, 'SELECT'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r','p','v','m','f') AND n.nspname NOT IN ('pg_catalog','information_schema') AND n.nspname !~ '^pg_(toast|temp)'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 2, 3`

// manyReaders is from how many accounts on a table is open to many, where it cannot be seen who uses the database.
const manyReaders = 10

// tables tells who may read tables.
func (d *pgDatabase) tables(ctx context.Context) error {
	used, told, err := d.users(ctx)
	if err != nil {
		return err
	}
	return d.ask(ctx, tablesQuery, func(r []string) {
		t := table{oid: r[0], schema: r[1], name: r[2], kind: r[3], owner: r[4], secured: r[5] == "t", public: r[6] == "t", acl: split(r[7]), readers: split(r[8])}
		if !t.public && len(t.readers) == 0 {
			return
		}
		d.open = append(d.open, t)
		f := exposure.Finding{ID: "postgres-grant-public", Object: d.object(t.full()), From: exposure.Inside, Places: d.places("postgres", d.name, t.full()), State: lines(t.acl),
			Args: map[string]string{"table": d.word(t.full()), "ref": d.word(t.ref()), "database": d.word(d.name), "roles": d.words(t.readers), "count": strconv.Itoa(len(t.readers))}}
		if !t.public {
			f.ID = "postgres-grant-roles"
			f.State = lines(append(t.acl, t.readers...))
			idle := slices.DeleteFunc(slices.Clone(t.readers), func(r string) bool { return used[r] })
			f.Args["idle"], f.Args["idle_count"] = d.words(idle), strconv.Itoa(len(idle))
			if told && len(idle) > max(1, len(t.readers)-len(idle)) || len(t.readers) >= manyReaders {
				f.Severity = exposure.Medium
			}
		}
		d.told(f)
	})
}

// users are the accounts that were seen at work in the database; told tells whether there is a record of it beyond who is
// connected now (pg_stat_statements).
func (d *pgDatabase) users(ctx context.Context) (used map[string]bool, told bool, err error) {
	used = map[string]bool{}
	add := func(r []string) { used[r[0]] = true }
	err = d.ask(ctx, `SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()`, add)
	if err != nil {
		return used, false, err
	}
	var where string
	err = d.ask(ctx, `SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`, func(r []string) { where = r[0] })
	if err != nil || where == "" {
		return used, false, err
	}
	e := d.ask(ctx, `SELECT DISTINCT r.rolname FROM `+where+`.pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid JOIN pg_database b ON b.oid = s.dbid
		WHERE b.datname = current_database()`, add)
	return used, e == nil, nil // the module may not be loaded
}

// columns tells of rows of several owners in one table that more than one account reads, without row security; and of
// columns granted to everybody.
func (d *pgDatabase) columns(ctx context.Context) error {
	byOID := map[string]*table{}
	var oids []string
	for i := range d.open {
		t := &d.open[i]
		if strings.Contains("rp", t.kind) && !t.secured && (t.public || len(t.readers) > 1) {
			byOID[t.oid] = t
			oids = append(oids, t.oid)
		}
	}
	if len(oids) > 0 {
		seen := map[string]bool{}
		err := d.ask(ctx, `SELECT attrelid, attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid IN (`+strings.Join(oids, ",")+`) ORDER BY attrelid, attnum`, func(r []string) {
			t := byOID[r[0]]
			if seen[r[0]] || t == nil || !shared(r[1]) {
				return
			}
			seen[r[0]] = true
			who := d.words(t.readers)
			if t.public {
				who = "PUBLIC"
			}
			d.told(exposure.Finding{ID: "postgres-rls-missing", Object: d.object(t.full()), From: exposure.Inside, Places: d.places("postgres", d.name, t.full()), State: lines(append(t.acl, t.readers...)),
				Args: map[string]string{"table": d.word(t.full()), "ref": d.word(t.ref()), "column": d.word(r[1]), "roles": who}})
		})
		if err != nil {
			return err
		}
	}
	return d.ask(ctx, `SELECT n.nspname, c.relname, string_agg(a.attname, ', ' ORDER BY a.attnum), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname NOT IN ('pg_catalog','information_schema') AND NOT a.attisdropped AND has_schema_privilege('public', n.oid, 'USAGE')
		AND EXISTS (SELECT FROM aclexplode(a.attacl) x WHERE x.grantee = 0 AND x.privilege_type = 'SELECT') GROUP BY 1, 2 ORDER BY 1, 2`, func(r []string) {
		t := table{schema: r[0], name: r[1]}
		d.told(exposure.Finding{ID: "postgres-grant-public-columns", Object: d.object(t.full()), From: exposure.Inside, Places: d.places("postgres", d.name, t.full()), State: r[2],
			Args: map[string]string{"table": d.word(t.full()), "ref": d.word(t.ref()), "columns": d.word(r[2]), "list": d.word(r[3])}})
	})
}

// views tells of views that show everybody, or those who may not, what stands in tables that they may not read. A view reads
// with its owner's rights unless it says otherwise (security_invoker, PostgreSQL 15).
func (d *pgDatabase) views(ctx context.Context) error {
	byOID := map[string]*table{}
	for i := range d.open {
		byOID[d.open[i].oid] = &d.open[i]
	}
	type pair struct{ view, table *table }
	var found []pair
	err := d.ask(ctx, `SELECT DISTINCT v.oid, v.relkind, tn.nspname, t.relname, t.oid, t.relrowsecurity FROM pg_class v JOIN pg_rewrite w ON w.ev_class = v.oid
		JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid
		JOIN pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r','p','f') JOIN pg_namespace tn ON tn.oid = t.relnamespace
		WHERE v.relkind IN ('v','m') AND tn.nspname NOT IN ('pg_catalog','information_schema')
		AND NOT coalesce(v.reloptions::text[] && ARRAY['security_invoker=true','security_invoker=on','security_invoker=1'], false) ORDER BY 1, 3, 4`, func(r []string) {
		v := byOID[r[0]]
		if v == nil {
			return
		}
		under := byOID[r[4]]
		hidden := &table{oid: r[4], schema: r[2], name: r[3], secured: r[5] == "t"}
		switch {
		case under == nil, hidden.secured, v.public && !under.public:
			found = append(found, pair{v, hidden})
		case slices.ContainsFunc(v.readers, func(r string) bool { return !under.public && !slices.Contains(under.readers, r) }):
			found = append(found, pair{v, hidden})
		}
	})
	for _, f := range found {
		who := d.words(f.view.readers)
		severity := exposure.Medium
		if f.view.public {
			who, severity = "PUBLIC", exposure.High
		}
		d.told(exposure.Finding{ID: "postgres-view-opens", Object: d.object(f.view.full() + " > " + f.table.full()), From: exposure.Inside, Severity: severity,
			Places: d.places("postgres", d.name, f.view.full(), f.table.full()), State: lines(append(f.view.acl, f.view.readers...)),
			Args: map[string]string{"view": d.word(f.view.full()), "ref": d.word(f.view.ref()), "table": d.word(f.table.full()), "roles": who}})
	}
	return err
}
