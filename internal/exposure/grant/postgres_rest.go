package grant

import (
	"context"
	"errors"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// options tells of who may pass rights on.
func (d *pgDatabase) options(ctx context.Context) error {
	err := d.ask(ctx, `SELECT pg_get_userbyid(a.grantee), string_agg(n.nspname || '.' || c.relname || ' ' || a.privilege_type, E'\n'), count(DISTINCT c.oid)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) a
		WHERE a.is_grantable AND a.grantee <> c.relowner AND a.grantee <> 0 AND n.nspname NOT IN ('pg_catalog','information_schema') GROUP BY 1 ORDER BY 1`, func(r []string) {
		d.told(exposure.Finding{ID: "postgres-grant-option", Object: d.object("role " + r[0]), From: exposure.Inside, Places: d.places("postgres", d.name), State: lines(split(r[1])),
			Args: map[string]string{"role": d.word(r[0]), "count": r[2], "rights": d.words(split(r[1]))}})
	})
	return errors.Join(err, d.ask(ctx, `SELECT m.rolname, string_agg(g.rolname, E'\n' ORDER BY g.rolname), count(*) FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
		WHERE a.admin_option AND NOT m.rolsuper GROUP BY 1 ORDER BY 1`, func(r []string) {
		d.told(exposure.Finding{ID: "postgres-admin-option", Object: "role " + d.word(r[0]), From: exposure.Inside, Places: []exposure.Place{{Source: d.t.Name}}, State: lines(split(r[1])),
			Args: map[string]string{"role": d.word(r[0]), "roles": d.words(split(r[1]))}})
	}))
}

// schemas tells of schemas in which everybody may put things, which others then use instead of what they mean.
func (d *pgDatabase) schemas(ctx context.Context) error {
	return d.ask(ctx, `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND has_schema_privilege('public', oid, 'CREATE') ORDER BY 1`, func(r []string) {
		d.told(exposure.Finding{ID: "postgres-public-create", Object: d.object("schema " + r[0]), From: exposure.Inside, Places: d.places("postgres", d.name),
			Args: map[string]string{"schema": d.word(r[0]), "ref": d.word(quote(r[0])), "database": d.word(d.name)}})
	})
}

// defaults tells of rights that tables will have which are not there yet.
func (d *pgDatabase) defaults(ctx context.Context) error {
	return d.ask(ctx, `SELECT pg_get_userbyid(x.defaclrole), coalesce(n.nspname, ''), CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
		string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) FROM pg_default_acl x LEFT JOIN pg_namespace n ON n.oid = x.defaclnamespace CROSS JOIN LATERAL aclexplode(x.defaclacl) a
		WHERE x.defaclobjtype = 'r' AND a.grantee <> x.defaclrole GROUP BY 1, 2, 3 HAVING bool_or(a.privilege_type = 'SELECT') ORDER BY 1, 2, 3`, func(r []string) {
		in, to := "", r[2]
		if r[1] != "" {
			in = " IN SCHEMA " + quote(r[1])
		}
		if to != "PUBLIC" {
			to = quote(to)
		}
		f := exposure.Finding{ID: "postgres-default-privileges", Object: d.object("role " + r[0] + " schema " + r[1] + " to " + r[2]), From: exposure.Inside, Places: d.places("postgres", d.name), State: r[3],
			Args: map[string]string{"owner": d.word(r[0]), "owner_ref": d.word(quote(r[0])), "in": d.word(in), "grantee": d.word(r[2]), "grantee_ref": d.word(to), "rights": r[3]}}
		if r[2] == "PUBLIC" {
			f.Severity = exposure.High
		}
		d.told(f)
	})
}

// functions tells of functions that everybody may call and that run with their owner's rights.
func (d *pgDatabase) functions(ctx context.Context) error {
	return d.ask(ctx, `SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), pg_get_userbyid(p.proowner), o.rolsuper,
		coalesce(array_to_string(p.proconfig, ' ') ~ '(^| )search_path=', false), p.oid::regprocedure::text
		FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles o ON o.oid = p.proowner
		WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog','information_schema') AND has_schema_privilege('public', n.oid, 'USAGE') AND has_function_privilege('public', p.oid, 'EXECUTE')
		AND p.prorettype <> 'trigger'::regtype AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') ORDER BY 1, 2, 3`, func(r []string) {
		state := "owner " + r[3]
		f := exposure.Finding{ID: "postgres-definer-function", Object: d.object(r[6]), From: exposure.Inside, Places: d.places("postgres", d.name),
			Args: map[string]string{"function": d.word(r[6]), "owner": d.word(r[3])}}
		if r[5] != "t" {
			state += " without search_path"
		}
		if r[4] == "t" {
			state += " superuser"
			f.Severity = exposure.High
		}
		f.State = state
		d.told(f)
	})
}

// mappings tells of passwords for other servers that stand in this one, as far as this account sees them.
func (d *pgDatabase) mappings(ctx context.Context) error {
	err := d.ask(ctx, `SELECT srvname, usename FROM pg_user_mappings WHERE array_to_string(umoptions, ' ') ~ '(^| )password=' ORDER BY 1, 2`, func(r []string) {
		f := exposure.Finding{ID: "postgres-foreign-password", Object: d.object("server " + r[0] + " user " + r[1]), From: exposure.Inside, Places: d.places("postgres", d.name),
			Args: map[string]string{"server": d.word(r[0]), "server_ref": d.word(quote(r[0])), "user": d.word(r[1]), "user_ref": d.word(quote(r[1]))}}
		if r[1] == "public" {
			f.Severity, f.Args["user_ref"] = exposure.High, "PUBLIC"
		}
		d.told(f)
	})
	if fault.Of(err) == fault.Unreadable {
		return nil
	}
	return err
}
