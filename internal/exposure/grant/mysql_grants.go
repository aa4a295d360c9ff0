package grant

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/rows"
)

// readers are the accounts that read something of one database.
type readers struct {
	state    []string
	accounts []string
	public   []string // what everybody reads: "*" or tables
	tables   map[string]bool
}

// grants tells, database by database, who reads it.
func (m *my) grants(ctx context.Context) error {
	schemas := map[string]*readers{}
	var order []string
	// An account that only reads the rights is not shown the databases; those that rights are on are known by them.
	err := m.ask(ctx, `SELECT n FROM (SELECT SCHEMA_NAME n FROM information_schema.SCHEMATA UNION SELECT REPLACE(REPLACE(Db, '\\_', '_'), '\\%', '%') FROM mysql.db
		WHERE REPLACE(Db, '\\_', '') NOT LIKE '%\\%%' UNION SELECT Db FROM mysql.tables_priv) x WHERE n NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys', '') ORDER BY 1`, func(r []string) {
		if only := strings.Trim(m.t.URL.Path, "/"); only == "" || only == r[0] {
			schemas[r[0]] = &readers{tables: map[string]bool{}}
			order = append(order, r[0])
		}
	})
	passing := map[string][]string{}
	err = errors.Join(err, m.ask(ctx, `SELECT Host, Db, User, Select_priv, Grant_priv FROM mysql.db`, func(r []string) {
		for name, s := range schemas {
			if like(r[1], name) {
				if r[3] == "Y" {
					s.add(r[2], r[0], "*")
				}
				if r[4] == "Y" {
					passing[r[2]+"@"+r[0]] = append(passing[r[2]+"@"+r[0]], name+".*")
				}
			}
		}
	}))
	err = errors.Join(err, m.ask(ctx, `SELECT Host, Db, User, Table_name, Table_priv, Column_priv FROM mysql.tables_priv`, func(r []string) {
		s := schemas[r[1]]
		if s == nil {
			return
		}
		if strings.Contains(r[4], "Select") || strings.Contains(r[5], "Select") {
			s.add(r[2], r[0], r[3])
		}
		if strings.Contains(r[4], "Grant") {
			passing[r[2]+"@"+r[0]] = append(passing[r[2]+"@"+r[0]], r[1]+"."+r[3])
		}
	}))
	if err != nil {
		return err
	}
	used := m.users(ctx)
	for _, name := range order {
		m.schema(name, schemas[name], used)
	}
	m.passing(passing)
	return nil
}

// add notes that an account reads a table, or all ("*").
func (s *readers) add(user, host, table string) {
	if user == "PUBLIC" && host == "" || user == "" {
		s.public = append(s.public, table)
		s.state = append(s.state, "PUBLIC "+table)
		return
	}
	s.state = append(s.state, user+"@"+host+" "+table)
	if a := user + "@" + host; !slices.Contains(s.accounts, a) {
		s.accounts = append(s.accounts, a)
	}
	s.tables[table] = true
}

// schema tells who reads a database.
func (m *my) schema(name string, s *readers, used map[string]bool) {
	slices.Sort(s.accounts)
	slices.Sort(s.public)
	for _, t := range slices.Compact(s.public) {
		f := exposure.Finding{ID: "mysql-grant-public", From: exposure.Inside, Places: []exposure.Place{{Source: m.source(name)}}, Object: m.object(name + "." + t), State: t,
			Args: map[string]string{"table": m.word(name + "." + t), "ref": m.word(ref(name, t))}}
		if t != "*" {
			f.Places = m.places("mysql", name, rows.Name(name, t))
		}
		m.told(f)
	}
	if len(s.accounts) == 0 {
		return
	}
	idle := slices.DeleteFunc(slices.Clone(s.accounts), func(a string) bool { u, _, _ := strings.Cut(a, "@"); return used[u] })
	f := exposure.Finding{ID: "mysql-grant-roles", From: exposure.Inside, Object: m.object(name), State: lines(s.state), Places: []exposure.Place{{Source: m.source(name)}},
		Args: map[string]string{"database": m.word(name), "count": strconv.Itoa(len(s.accounts)), "accounts": m.words(s.accounts), "idle_count": strconv.Itoa(len(idle)), "idle": m.words(idle)}}
	if !s.tables["*"] {
		f.Places = nil
		for t := range s.tables {
			f.Places = append(f.Places, m.places("mysql", name, rows.Name(name, t))...)
		}
	}
	if len(s.accounts) >= manyReaders {
		f.Severity = exposure.Medium
	}
	m.told(f)
}

// source is the target that a scan of a database has.
func (m *my) source(database string) string { return m.places(m.t.URL.Scheme, database)[0].Source }

func ref(schema, table string) string {
	q := func(s string) string {
		if s == "*" {
			return s
		}
		return "`" + strings.ReplaceAll(s, "`", "``") + "`"
	}
	return q(schema) + "." + q(table)
}

// like tells whether a pattern of mysql.db means a database: % and _ stand for any characters unless a backslash is before.
func like(pattern, name string) bool {
	if pattern == "" {
		return name == ""
	}
	switch c := pattern[0]; {
	case c == '\\' && len(pattern) > 1:
		return name != "" && pattern[1] == name[0] && like(pattern[2:], name[1:])
	case c == '%':
		return like(pattern[1:], name) || name != "" && like(pattern, name[1:])
	case name == "":
		return false
	default:
		return (c == '_' || c == name[0]) && like(pattern[1:], name[1:])
	}
}

// users are those who are connected, or were since the server began, where this account sees it.
func (m *my) users(ctx context.Context) map[string]bool {
	used := map[string]bool{}
	for _, sql := range []string{"SELECT DISTINCT USER FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()", "SELECT DISTINCT USER FROM performance_schema.accounts WHERE USER IS NOT NULL AND TOTAL_CONNECTIONS > 0"} {
		_ = m.ask(ctx, sql, func(r []string) { used[r[0]] = true }) // what cannot be seen is not there
	}
	return used
}

// passing tells of accounts that may pass rights on.
func (m *my) passing(of map[string][]string) {
	for _, a := range m.list {
		if a.grant && !a.own() && !a.role && !a.locked {
			of[a.user+"@"+a.host] = append(of[a.user+"@"+a.host], "*.*")
		}
	}
	var names []string
	for n := range of {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if a := m.powers[n]; a != nil && (a.own() || a.locked) {
			continue
		}
		user, host, _ := strings.Cut(n, "@")
		slices.Sort(of[n])
		m.told(exposure.Finding{ID: "mysql-grant-option", Object: "account " + m.object(n), From: exposure.Inside, Places: []exposure.Place{{Source: m.t.Name}}, State: lines(of[n]),
			Args: map[string]string{"account": m.word((&account{user: user, host: host}).name()), "what": m.words(of[n]), "first": m.word(of[n][0])}})
	}
}

// views tells of views that show accounts what they may not read in the tables themselves: views that run with the rights of
// an account that reads everything, granted one by one.
func (m *my) views(ctx context.Context) error {
	grants := map[string][]string{} // view -> accounts that have it, but not its database
	err := m.ask(ctx, `SELECT t.Db, t.Table_name, t.User, t.Host FROM mysql.tables_priv t WHERE t.Table_priv LIKE '%Select%'
		AND NOT EXISTS (SELECT 1 FROM mysql.db d WHERE d.User = t.User AND d.Host = t.Host AND d.Db = t.Db AND d.Select_priv = 'Y')`, func(r []string) {
		grants[r[0]+"\x00"+r[1]] = append(grants[r[0]+"\x00"+r[1]], r[2]+"@"+r[3])
	})
	if err != nil {
		return err
	}
	return m.ask(ctx, `SELECT TABLE_SCHEMA, TABLE_NAME, DEFINER FROM information_schema.VIEWS WHERE SECURITY_TYPE = 'DEFINER' AND TABLE_SCHEMA NOT IN ('sys', 'mysql') ORDER BY 1, 2`, func(r []string) {
		who := grants[r[0]+"\x00"+r[1]]
		by := m.powers[r[2]]
		if only := strings.Trim(m.t.URL.Path, "/"); len(who) == 0 || by == nil || !by.all || only != "" && only != r[0] {
			return
		}
		slices.Sort(who)
		m.told(exposure.Finding{ID: "mysql-view-opens", Object: m.object(r[0] + "." + r[1]), From: exposure.Inside, Places: m.places("mysql", r[0], rows.Name(r[0], r[1])), State: lines(who),
			Args: map[string]string{"view": m.word(r[0] + "." + r[1]), "ref": m.word(ref(r[0], r[1])), "definer": m.word(r[2]), "accounts": m.words(who)}})
	})
}

// servers tells of passwords for other servers that stand in this one.
func (m *my) servers(ctx context.Context) error {
	err := m.ask(ctx, `SELECT Server_name FROM mysql.servers WHERE Password <> '' ORDER BY 1`, func(r []string) {
		m.told(exposure.Finding{ID: "mysql-server-password", Object: "server " + m.object(r[0]), From: exposure.Inside, Places: []exposure.Place{{Source: m.t.Name}},
			Args: map[string]string{"server": m.word(r[0])}})
	})
	if fault.Of(err) == fault.Unreadable {
		return nil
	}
	return err
}
