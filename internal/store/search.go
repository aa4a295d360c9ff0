package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

const (
	nextSource = "SELECT MIN(source) FROM units WHERE source > $1"
	// Only so many names of a source are looked at: there may be millions of them.
	unitsNamed = "SELECT name FROM (SELECT name FROM units WHERE source = $1 ORDER BY name LIMIT $2) looked_at " +
		"WHERE LOWER(name) LIKE $3 ESCAPE '!' AND LOWER(name) LIKE $4 ESCAPE '!' AND LOWER(name) LIKE $5 ESCAPE '!' ORDER BY name LIMIT $6"
	casesBegun = "SELECT case_id, event FROM case_events WHERE seq = 1 ORDER BY case_id DESC"
)

// SourceNames lists the sources that have units, by name.
func (s *Store) SourceNames(ctx context.Context) ([]string, error) {
	var out []string
	for at := ""; ; {
		var next sql.NullString
		if err := s.db.QueryRowContext(ctx, nextSource, at).Scan(&next); err != nil {
			return nil, s.fail("read", err)
		}
		if !next.Valid {
			return out, nil
		}
		at = next.String
		out = append(out, at)
	}
}

// UnitsNamed lists at most so many units of a source whose names have the words (three at most), looking at the first names only; case
// matters for letters that are not ASCII.
func (s *Store) UnitsNamed(ctx context.Context, source string, words []string, look, most int) ([]string, error) {
	like := [3]string{"%", "%", "%"}
	for i, w := range words[:min(len(words), len(like))] {
		like[i] = "%" + literal.Replace(strings.ToLower(w)) + "%"
	}
	var out []string
	err := s.each(ctx, unitsNamed, func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		out = append(out, name)
		return err
	}, source, int64(look), like[0], like[1], like[2], int64(most))
	return out, err
}

// literal takes what means something in LIKE for what it is.
var literal = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// CaseTitle is a case by its number and what it was called when it was opened.
type CaseTitle struct{ ID, Title string }

// CaseTitles lists all cases, the latest number first.
func (s *Store) CaseTitles(ctx context.Context) ([]CaseTitle, error) {
	var out []CaseTitle
	err := s.each(ctx, casesBegun, func(r *sql.Rows) error {
		c := CaseTitle{}
		var form []byte
		if err := r.Scan(&c.ID, &form); err != nil {
			return err
		}
		e, err := breach.Decode(form)
		if err != nil {
			return fmt.Errorf("read case %s: %w", c.ID, errors.New("damaged"))
		}
		if b, ok := e.Body.(breach.Opened); ok {
			c.Title = b.Title
		}
		out = append(out, c)
		return nil
	})
	return out, err
}
