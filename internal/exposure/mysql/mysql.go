// Package mysql looks whether a MySQL or MariaDB lets somebody in without a password: root, or anybody at all.
//
// Each name is tried once with an empty password, as the servers' manuals warn of. Sessions are read-only and ask for the
// names of databases and tables, not for rows.
package mysql

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at mysql:// and mariadb:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "mysql" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains([]string{"mysql", "mariadb", exposure.Host}, t.URL.Scheme)
}

const (
	nobody     = "tsutsumi-exposure" // nobody is called so: if it gets in, everybody does
	maxSampled = 5
)

// visit is a look at one server.
type visit struct {
	*exposure.Visit
	host, address string
	told          func(exposure.Finding)
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	l := &visit{v, t.URL.Host, t.URL.Address("3306"), told}
	if v.Dry {
		v.Plan("log in without a password", l.address)
		return nil
	}
	tries := []struct{ id, user string }{{"mysql-root-no-password", "root"}, {"mysql-anonymous", nobody}}
	if u := t.URL.User; u != "" && u != "root" {
		tries = append(tries, struct{ id, user string }{"mysql-user-no-password", u})
	}
	for i, try := range tries {
		able, err := l.try(ctx, try.id, try.user)
		if err != nil {
			err = l.failed(err)
			if i == 0 {
				err = t.Absent(err)
			}
			return err
		}
		if i == 0 && !able && v.From(ctx, l.host) != exposure.Here {
			told(exposure.Finding{ID: "mysql-no-tls", Args: map[string]string{"address": l.address}})
		}
	}
	return nil
}

func (l *visit) failed(err error) error {
	if errors.Is(err, errShape) {
		return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no MySQL", l.address)
	}
	return exposure.Failed("ask "+l.address, err)
}

// try says to be user. A refusal is a closed door.
func (l *visit) try(ctx context.Context, id, user string) (able bool, err error) {
	s, err := open(ctx, l.Visit, l.address)
	var no *refusal
	if errors.As(err, &no) {
		return true, nil // this host may not even say who it is
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = s.Close() }()
	able = s.able
	switch err = s.login(ctx, l.host, user, s.able); {
	case errors.As(err, &no):
		return able, nil
	case err != nil:
		return able, err
	}
	if _, err = s.query("START TRANSACTION READ ONLY"); err != nil && !errors.As(err, &no) {
		return able, err
	}
	return able, l.inside(s, id, user)
}

const ours = "'mysql', 'sys', 'information_schema', 'performance_schema'"

// inside tells what somebody who got in can see.
func (l *visit) inside(s *session, id, user string) error {
	rows, err := s.query("SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN (" + ours + ") ORDER BY 1 LIMIT 1000")
	if err != nil {
		return err
	}
	var databases, signs []string
	for _, r := range rows {
		if len(r) != 1 {
			return errShape
		}
		databases = append(databases, r[0])
		if exposure.Note(r[0]) {
			signs = append(signs, "database "+word(l.Label(r[0])))
		}
	}
	rows, err = s.query("SELECT table_schema, table_name, COALESCE(table_rows, 0) FROM information_schema.tables WHERE table_schema NOT IN (" + ours + ") ORDER BY 3 DESC LIMIT 10000")
	if err != nil {
		return err
	}
	size := map[string]int64{}
	for _, r := range rows {
		if len(r) != 3 {
			return errShape
		}
		if n, err := strconv.ParseInt(r[2], 10, 64); err == nil {
			size[r[0]] += n
		}
		if exposure.Note(r[1]) {
			signs = append(signs, "table "+word(l.Label(r[0]+"."+r[1])))
		}
	}
	state := strings.Join(databases, "\n") // by name: sizes are estimates, and another each time
	slices.SortStableFunc(databases, func(a, b string) int { return int(min(max(size[b]-size[a], -1), 1)) })
	f := exposure.Finding{ID: id, State: state, Args: map[string]string{
		"address": l.address, "user": word(l.Label(user)), "version": word(s.version), "databases": strconv.Itoa(len(databases)), "tables": strconv.Itoa(len(rows)),
	}}
	slices.Sort(databases[min(len(databases), maxSampled):])
	l.behind(&f, user, databases)
	l.told(f)
	if len(signs) > 0 {
		slices.Sort(signs)
		signs = signs[:min(len(signs), 10)]
		l.told(exposure.Finding{ID: "mysql-attacked", Places: f.Places, Peek: f.Peek, State: strings.Join(signs, "\n"),
			Args: map[string]string{"address": l.address, "signs": strings.Join(signs, ", ")}})
	}
	return nil
}

// behind says where the door leads, and how to sample that.
func (l *visit) behind(f *exposure.Finding, user string, databases []string) {
	f.Places = []exposure.Place{}
	var targets []string
	for _, d := range databases {
		u := url.URL{Scheme: "mysql", Host: l.address, Path: "/" + d}
		f.Places = append(f.Places, exposure.Place{Source: u.String()})
		u.User = url.User(user)
		targets = append(targets, u.String())
	}
	if len(targets) == 0 {
		return
	}
	f.Peek = func(ctx context.Context) *exposure.Behind {
		var bs []*exposure.Behind
		for _, target := range targets[:min(len(targets), maxSampled)] {
			bs = append(bs, l.Sample(ctx, target))
		}
		b := exposure.Together(bs...)
		if b != nil && len(targets) > maxSampled {
			b.Sampled = true
		}
		return b
	}
}

// word is a name or a version in a text: nothing that steers, and not too long.
func word(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 64 {
		s = string(r[:64])
	}
	return strings.Trim(fmt.Sprintf("%q", s), `"`)
}
