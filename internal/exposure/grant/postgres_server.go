package grant

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// attributes is a role's power as a canonical text.
const attributes = `concat_ws(' ', CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
	CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolcanlogin THEN 'LOGIN' END, coalesce('until ' || r.rolvaliduntil::date, ''))`

// server tells of accounts that stand above all grants, and of logins without a password.
func (p *pg) server(ctx context.Context, c *pgconn.PgConn) error {
	all := []exposure.Place{{Source: p.t.Name}}
	role := func(id string) func(r []string) {
		return func(r []string) {
			p.told(exposure.Finding{ID: id, Object: "role " + p.word(r[0]), From: exposure.Inside, Places: all, State: r[1],
				Args: map[string]string{"role": p.word(r[0]), "power": strings.TrimSpace(r[1])}})
		}
	}
	// The role that initdb made has OID 10.
	return errors.Join(
		p.ask(ctx, c, `SELECT r.rolname, `+attributes+` FROM pg_roles r WHERE r.rolsuper AND r.rolcanlogin AND r.oid <> 10 ORDER BY 1`, role("postgres-superuser")),
		p.ask(ctx, c, `SELECT r.rolname, `+attributes+` FROM pg_roles r WHERE r.rolbypassrls AND NOT r.rolsuper ORDER BY 1`, role("postgres-bypassrls")),
		p.ask(ctx, c, `SELECT r.rolname, string_agg(g.rolname, ' ' ORDER BY g.rolname) FROM pg_roles r, pg_roles g
			WHERE g.rolname IN ('pg_read_server_files','pg_write_server_files','pg_execute_server_program') AND r.oid <> g.oid AND NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'MEMBER')
			GROUP BY 1 ORDER BY 1`, role("postgres-server-files")),
		p.ask(ctx, c, `SELECT r.rolname, string_agg(g.rolname, ' ' ORDER BY g.rolname) FROM pg_roles r, pg_roles g
			WHERE g.rolname IN ('pg_read_all_data','pg_write_all_data') AND r.rolcanlogin AND NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'MEMBER') GROUP BY 1 ORDER BY 1`, role("postgres-all-data")),
		p.hba(ctx, c),
	)
}

// hba tells of lines of pg_hba.conf that let anybody in, where this account may see them.
func (p *pg) hba(ctx context.Context, c *pgconn.PgConn) error {
	err := p.ask(ctx, c, `SELECT type, array_to_string(database, ','), array_to_string(user_name, ','), coalesce(address, ''), coalesce(netmask, ''), auth_method
		FROM pg_hba_file_rules WHERE error IS NULL AND auth_method IN ('trust', 'password') AND type <> 'local' ORDER BY line_number`, func(r []string) {
		if r[5] == "password" && r[0] == "hostssl" {
			return
		}
		address := strings.TrimSpace(r[3] + " " + r[4])
		line := strings.Join(append(append([]string{}, r[:3]...), address, r[5]), " ")
		f := exposure.Finding{ID: "postgres-hba-trust", Object: "pg_hba " + p.object(line), From: exposure.Inside, Places: []exposure.Place{{Source: p.t.Name}}, State: line,
			Args: map[string]string{"line": p.word(line)}}
		switch {
		case r[5] == "password":
			f.ID = "postgres-hba-cleartext"
		case strings.HasPrefix(r[3], "127.") || r[3] == "::1" || r[3] == "localhost":
			f.Severity = exposure.Medium
		}
		p.told(f)
	})
	if fault.Of(err) == fault.Unreadable { // only a superuser sees them
		return nil
	}
	return err
}
