package grant

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/mysql"
)

// MySQL reviews MySQL and MariaDB.
type MySQL struct{}

// Name implements exposure.Check.
func (MySQL) Name() string { return "mysql-grants" }

// Takes implements exposure.Check.
func (MySQL) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains(mysql.Scheme.Names, t.URL.Scheme)
}

// Look implements exposure.Check.
func (MySQL) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	if v.Dry {
		v.Plan("log in and read who may read what", t.URL.Address("3306"))
		return nil
	}
	m := &my{look: &look{v, t, told}, powers: map[string]*account{}}
	cfg, err := mysql.Config(t.URL, m.options())
	if err != nil {
		return err
	}
	if cfg.Passwd == "" && t.URL.User == "" {
		return nil // nobody to log in as; the look without credentials is another check's
	}
	if cfg.Net == "tcp" {
		// The connection is to end with the look, not with the time for connecting.
		cfg.DialFunc = func(_ context.Context, network, address string) (net.Conn, error) {
			return v.Dial(ctx, network, address)
		}
	}
	if m.s, err = mysql.Connect(ctx, cfg, 0); err != nil {
		if cfg.Passwd == "" && fault.Of(err) == fault.Unreadable {
			return nil // asked for a password that nobody configured
		}
		return t.Absent(err)
	}
	defer func() { _ = m.s.End() }()
	limit := "SET SESSION max_execution_time=30000"
	if m.s.MariaDB {
		limit = "SET SESSION max_statement_time=30"
	}
	for _, sql := range []string{"SET SESSION TRANSACTION READ ONLY", "SET SESSION lock_wait_timeout=4", limit} {
		if err := m.s.Exec(ctx, "begin", sql); err != nil {
			return err
		}
	}
	if err := m.accounts(ctx); err != nil {
		if fault.Of(err) == fault.Unreadable {
			return fault.Errorf(fault.Unreadable, "look at grants: this account may not read mysql.user; GRANT SELECT ON mysql.* lets it review the rights of others (docs/sources/mysql.md)")
		}
		return err
	}
	return errors.Join(m.grants(ctx), m.views(ctx), m.servers(ctx))
}

// my is a look at one MySQL.
type my struct {
	*look
	s      *mysql.Session
	list   []*account
	powers map[string]*account
}

// account is who may log in.
type account struct {
	user, host string
	role       bool
	locked     bool
	open       bool // without a password
	all        bool // SELECT on everything
	grant      bool // may pass rights on
	power      []string
}

// name is the account as a command wants it.
func (a *account) name() string { return "'" + a.user + "'@'" + a.host + "'" }

// own tells whether the account is made by the server itself, or its administrator's on the server.
func (a *account) own() bool {
	return strings.HasPrefix(a.user, "mysql.") || a.user == "mariadb.sys" || a.user == "root" && a.local() || a.user == "mysql" && a.local()
}

func (a *account) local() bool {
	return a.host == "localhost" || a.host == "127.0.0.1" || a.host == "::1"
}

func (m *my) ask(ctx context.Context, sql string, f func(row []string)) error {
	return m.s.Rows(ctx, "ask", sql, func(v []driver.Value) error {
		row := make([]string, len(v))
		for i := range v {
			row[i] = mysql.Text(v[i])
		}
		f(row)
		return nil
	})
}

// powers are the rights by which an account reaches past all grants.
var powers = []string{"File", "Super", "Process", "Create_user", "Shutdown", "Repl_slave"}

// withPassword are the ways to log in for which an empty password is none.
var withPassword = []string{"", "mysql_native_password", "mysql_old_password", "caching_sha2_password", "sha256_password", "ed25519"}

// accounts reads who may log in, and tells of those that stand above all grants or need no password.
func (m *my) accounts(ctx context.Context) error {
	role, locked := "'N'", "account_locked"
	if m.s.MariaDB {
		role, locked = "is_role", "(SELECT IF(g.Priv LIKE '%\"account_locked\":true%', 'Y', 'N') FROM mysql.global_priv g WHERE g.User = u.User AND g.Host = u.Host)"
	}
	sql := "SELECT Host, User, plugin, authentication_string, Select_priv, Grant_priv, " + role + ", " + locked
	for _, p := range powers {
		sql += ", " + p + "_priv"
	}
	err := m.ask(ctx, sql+" FROM mysql.user u ORDER BY User, Host", func(r []string) {
		a := &account{host: r[0], user: r[1], all: r[4] == "Y", grant: r[5] == "Y", role: r[6] == "Y", locked: r[7] == "Y",
			open: r[3] == "" && slices.Contains(withPassword, r[2])}
		for i, p := range powers {
			if r[8+i] == "Y" {
				a.power = append(a.power, strings.ToUpper(strings.ReplaceAll(p, "_", " ")))
			}
		}
		if a.user == "PUBLIC" && m.s.MariaDB {
			a.role = true
		}
		m.list = append(m.list, a)
		m.powers[a.user+"@"+a.host] = a
	})
	if err != nil {
		return err
	}
	for _, a := range m.list {
		m.account(a)
	}
	return nil
}

// account tells of one account.
func (m *my) account(a *account) {
	if a.role || a.locked {
		return
	}
	state := []string{strings.Join(a.power, " ")}
	if a.all {
		state = append(state, "SELECT ON *.*")
	}
	if a.grant {
		state = append(state, "GRANT OPTION")
	}
	tell := func(id string, severity exposure.Severity) {
		m.told(exposure.Finding{ID: id, Object: "account " + m.object(a.user+"@"+a.host), From: exposure.Inside, Severity: severity, Places: []exposure.Place{{Source: m.t.Name}}, State: lines(state),
			Args: map[string]string{"account": m.word(a.name()), "user": m.word(a.user), "power": strings.Join(a.power, ", ")}})
	}
	if a.user == "" {
		tell("mysql-anonymous-account", 0)
	} else if a.open {
		severity := exposure.Severity(0)
		if a.local() {
			severity = exposure.High
		}
		tell("mysql-empty-password", severity)
	}
	if a.own() {
		return
	}
	if a.host == "%" && a.user != "" {
		severity := exposure.Severity(0)
		if len(a.power) > 0 || a.all {
			severity = exposure.High
		}
		tell("mysql-any-host", severity)
	}
	if len(a.power) > 0 {
		tell("mysql-power", 0)
	}
	if a.all {
		tell("mysql-all-data", 0)
	}
}
