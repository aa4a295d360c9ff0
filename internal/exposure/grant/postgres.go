package grant

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/postgres"
)

// Postgres reviews PostgreSQL.
type Postgres struct{}

// Name implements exposure.Check.
func (Postgres) Name() string { return "postgres-grants" }

// Takes implements exposure.Check.
func (Postgres) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains(postgres.Scheme.Names, t.URL.Scheme)
}

// maxDatabases bounds how many databases of a server are looked into.
const maxDatabases = 50

// Look implements exposure.Check.
func (Postgres) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	if v.Dry {
		v.Plan("log in and read who may read what", t.URL.Address("5432"))
		return nil
	}
	l := &look{v, t, told}
	cfg, err := postgres.Config(t.URL, l.options())
	if err != nil {
		return err
	}
	if cfg.Password == "" && t.URL.User == "" {
		return nil // nobody to log in as; the look without credentials is another check's
	}
	given := cfg.Password != ""
	// The connection is to end with the look, not with the time for connecting.
	cfg.DialFunc = func(_ context.Context, network, address string) (net.Conn, error) {
		return v.Dial(ctx, network, address)
	}
	cfg.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	first := cfg.Database
	if first == "" {
		first = "postgres"
	}
	p := &pg{look: l, cfg: cfg}
	c, err := p.connect(ctx, first)
	if err != nil {
		if !given && fault.Of(err) == fault.Unreadable {
			return nil // asked for a password that nobody configured
		}
		return t.Absent(err)
	}
	defer p.close(c)
	errs := []error{p.server(ctx, c)}
	if cfg.Database != "" {
		return errors.Join(append(errs, p.database(ctx, c, cfg.Database))...)
	}
	names, err := postgres.Query(ctx, c, `SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND has_database_privilege(oid, 'CONNECT') ORDER BY datname`)
	errs = append(errs, err)
	for i, n := range names {
		if i == maxDatabases {
			errs = append(errs, fault.Errorf(fault.Refused, "look at grants: more than %d databases; name the others as targets", maxDatabases))
			break
		}
		errs = append(errs, p.one(ctx, n[0]))
	}
	return errors.Join(errs...)
}

// pg is a look at one PostgreSQL.
type pg struct {
	*look
	cfg *pgconn.Config
}

func (p *pg) connect(ctx context.Context, database string) (*pgconn.PgConn, error) {
	c, err := postgres.Connect(ctx, p.cfg, database, 0)
	if err != nil {
		return nil, err
	}
	if err := postgres.Look(ctx, c); err != nil {
		p.close(c)
		return nil, err
	}
	return c, nil
}

func (p *pg) close(c *pgconn.PgConn) { _ = c.Close(context.Background()) }

func (p *pg) one(ctx context.Context, database string) error {
	c, err := p.connect(ctx, database)
	if err != nil {
		return err
	}
	defer p.close(c)
	return p.database(ctx, c, database)
}

// ask runs a query and hands each row to f.
func (p *pg) ask(ctx context.Context, c *pgconn.PgConn, sql string, f func(row []string)) error {
	rows, err := postgres.Query(ctx, c, sql)
	for _, r := range rows {
		f(r)
	}
	return err
}

// database tells what is open in one database.
func (p *pg) database(ctx context.Context, c *pgconn.PgConn, name string) error {
	d := &pgDatabase{pg: p, c: c, name: name}
	return errors.Join(d.tables(ctx), d.views(ctx), d.columns(ctx), d.options(ctx), d.schemas(ctx), d.defaults(ctx), d.functions(ctx), d.mappings(ctx))
}

// pgDatabase is a look at one database.
type pgDatabase struct {
	*pg
	c    *pgconn.PgConn
	name string
	open []table // tables and views that others than their owners may read
}

// ask runs a query in the database.
func (d *pgDatabase) ask(ctx context.Context, sql string, f func(row []string)) error {
	return d.pg.ask(ctx, d.c, sql, f)
}

// object is the name of something in the database, as findings bear it.
func (d *pgDatabase) object(name string) string { return d.look.object(d.name + " " + name) }

// split takes a list of names apart that the server has joined by line ends.
func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
