// Package postgres looks whether a PostgreSQL lets in whoever says he is somebody (`trust`), and whether it is spoken to
// without encryption.
//
// Sessions are read-only with a statement time-out, and ask the catalogues only: names of databases and tables, no rows.
package postgres

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

// Check looks at postgres:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "postgres" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains([]string{"postgres", "postgresql", exposure.Host}, t.URL.Scheme)
}

const (
	superuser  = "postgres"  // that initdb makes
	template   = "template1" // is always there
	maxLooked  = 10          // databases that are connected to
	maxSampled = 5
)

// visit is a look at one server.
type visit struct {
	*exposure.Visit
	t             *exposure.Target
	host, address string
	told          func(exposure.Finding)
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	l := &visit{v, t, t.URL.Host, t.URL.Address("5432"), told}
	if v.Dry {
		v.Plan("log in without a password", l.address)
		return nil
	}
	users := []string{superuser}
	if u := t.URL.User; u != "" && u != superuser {
		users = append([]string{u}, users...)
	}
	able, asked := false, authNone
	for i, user := range users {
		s, err := open(ctx, v, l.host, l.address, false)
		if err == nil {
			able = s.able
			asked, err = l.try(ctx, s, user)
			_ = s.Close()
		}
		if err != nil {
			err = l.failed(err)
			if i == 0 {
				err = t.Absent(err)
			}
			return err
		}
		if asked == authOK {
			break
		}
	}
	return l.plain(ctx, able)
}

func (l *visit) failed(err error) error {
	if errors.Is(err, errShape) {
		return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no PostgreSQL", l.address)
	}
	return exposure.Failed("ask "+l.address, err)
}

// try says to be user. It tells how the server asks for more; a refusal is no error.
func (l *visit) try(ctx context.Context, s *session, user string) (int, error) {
	database := strings.TrimPrefix(l.t.URL.Path, "/")
	if database == "" || strings.Contains(database, "/") || l.t.URL.Scheme == exposure.Host {
		database = "postgres"
	}
	asked, err := s.login(user, database)
	var no *refusal
	if errors.As(err, &no) {
		if asked != authOK || no.state != "3D000" || database == template {
			return authNone, nil
		}
		// Let in, but there is no such database.
		s, err := open(ctx, l.Visit, l.host, l.address, false)
		if err != nil {
			return authNone, err
		}
		defer func() { _ = s.Close() }()
		if asked, err = s.login(user, template); errors.As(err, &no) {
			return authNone, nil
		}
		if err != nil || asked != authOK {
			return asked, err
		}
		return authOK, l.inside(ctx, s, user, template)
	}
	if err != nil || asked != authOK {
		return asked, err
	}
	return authOK, l.inside(ctx, s, user, database)
}

// inside tells what somebody who got in can see.
func (l *visit) inside(ctx context.Context, s *session, user, database string) error {
	rows, err := s.query("SELECT current_setting('is_superuser'), current_setting('server_version')")
	if err != nil || len(rows) != 1 || len(rows[0]) != 2 {
		return orShape(err)
	}
	super, version := rows[0][0] == "on", word(rows[0][1])
	rows, err = s.query("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY pg_database_size(oid) DESC LIMIT 200")
	if err != nil { // the size of a database that one may not connect to is not told
		rows, err = s.query("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1 LIMIT 200")
	}
	if err != nil {
		return err
	}
	var names, open, signs []string
	for _, r := range rows {
		if len(r) != 1 {
			return errShape
		}
		names = append(names, r[0])
		if exposure.Note(r[0]) {
			signs = append(signs, "database "+word(l.Label(r[0])))
		}
		if r[0] == database {
			open = append(open, r[0])
			signs = append(signs, l.notes(s, r[0])...)
		} else if len(open) < maxLooked {
			if found, ok := l.other(ctx, user, r[0]); ok {
				open = append(open, r[0])
				signs = append(signs, found...)
			}
		}
	}
	f := l.finding(user, open, names, version)
	if !super {
		f.ID = "postgres-trust-user"
	}
	l.told(f)
	if len(signs) > 0 {
		slices.Sort(signs)
		signs = signs[:min(len(signs), 10)]
		l.told(exposure.Finding{ID: "postgres-attacked", Places: f.Places, Peek: f.Peek, State: strings.Join(signs, "\n"),
			Args: map[string]string{"address": l.address, "signs": strings.Join(signs, ", ")}})
	}
	return nil
}

// other looks into another database.
func (l *visit) other(ctx context.Context, user, database string) (signs []string, ok bool) {
	s, err := open(ctx, l.Visit, l.host, l.address, false)
	if err != nil {
		return nil, false
	}
	defer func() { _ = s.Close() }()
	if asked, err := s.login(user, database); err != nil || asked != authOK {
		return nil, false
	}
	return l.notes(s, database), true
}

// notes are tables called as extortionists call theirs.
func (l *visit) notes(s *session, database string) (out []string) {
	rows, err := s.query("SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind IN ('r', 'p') " +
		"AND nspname NOT IN ('pg_catalog', 'information_schema') LIMIT 5000")
	if err != nil {
		return nil
	}
	for _, r := range rows {
		if len(r) == 1 && exposure.Note(r[0]) {
			out = append(out, "table "+word(l.Label(database+"."+r[0])))
		}
	}
	return out
}

// finding is the door to the databases that are open, of all that there are.
func (l *visit) finding(user string, open, all []string, version string) exposure.Finding {
	state := open
	if len(open) == maxLooked { // which of them were looked into goes by their sizes
		state = all
	}
	f := exposure.Finding{ID: "postgres-trust", Object: "user " + word(l.Label(user)), State: strings.Join(slices.Sorted(slices.Values(state)), "\n"), Args: map[string]string{
		"address": l.address, "user": word(l.Label(user)), "version": version, "databases": strconv.Itoa(len(all)),
	}}
	var targets []string
	for _, d := range open {
		u := url.URL{Scheme: "postgres", Host: l.address, Path: "/" + d}
		f.Places = append(f.Places, exposure.Place{Source: u.String()})
		u.User = url.User(user)
		targets = append(targets, u.String())
	}
	if open != nil {
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
	return f
}

// plain tells whether passwords and data may go over the network as they are.
func (l *visit) plain(ctx context.Context, able bool) error {
	if l.From(ctx, l.host) == exposure.Here {
		return nil
	}
	s, err := open(ctx, l.Visit, l.host, l.address, true)
	if err != nil {
		return l.failed(err)
	}
	defer func() { _ = s.Close() }()
	asked, err := s.login(superuser, "postgres")
	var no *refusal
	if err != nil && !errors.As(err, &no) {
		return l.failed(err)
	}
	args := map[string]string{"address": l.address}
	switch {
	case asked == authClear:
		l.told(exposure.Finding{ID: "postgres-cleartext-password", Args: args})
	case asked == authNone: // refused before it was asked: pg_hba.conf has no line without TLS
	case !able:
		l.told(exposure.Finding{ID: "postgres-no-tls", Args: args})
	default:
		l.told(exposure.Finding{ID: "postgres-tls-optional", Args: args})
	}
	return nil
}

func orShape(err error) error {
	if err == nil {
		return errShape
	}
	return err
}

// word is a name or a version in a text: nothing that steers, and not too long.
func word(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 64 {
		s = string(r[:64])
	}
	return strings.Trim(fmt.Sprintf("%q", s), `"`)
}
