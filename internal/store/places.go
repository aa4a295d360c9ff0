package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Place is a source that was added in the console.
type Place struct {
	Name   string
	Body   []byte // what is declared of it, as JSON; no secret
	Sealed []byte // what to log in with, sealed by the caller; empty if there is none
	By     string // who changed it last
	// Made and Changed are when it was added and last changed.
	Made, Changed time.Time
}

const (
	placeColumns = "name, body, sealed, changed_by, made_at, changed_at"
	allPlaces    = "SELECT " + placeColumns + " FROM places ORDER BY name"
	onePlace     = "SELECT " + placeColumns + " FROM places WHERE name = $1"
	addPlace     = "INSERT INTO places (" + placeColumns + ") VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (name) DO NOTHING"
	changePlace  = "UPDATE places SET body = $2, sealed = $3, changed_by = $4, changed_at = $5 WHERE name = $1"
	dropPlace    = "DELETE FROM places WHERE name = $1"
)

// Places lists the sources that were added, by name.
func (s *Store) Places(ctx context.Context) ([]Place, error) { return s.places(ctx, allPlaces) }

// Place is one of them. One that is not there is fault.Unreadable.
func (s *Store) Place(ctx context.Context, name string) (Place, error) {
	ps, err := s.places(ctx, onePlace, name)
	if err != nil {
		return Place{}, err
	}
	if len(ps) == 0 {
		return Place{}, fault.Errorf(fault.Unreadable, "read source: nobody added one of this name")
	}
	return ps[0], nil
}

func (s *Store) places(ctx context.Context, query string, args ...any) ([]Place, error) {
	var out []Place
	err := s.each(ctx, query, func(r *sql.Rows) error {
		var p Place
		var made, changed int64
		err := r.Scan(&p.Name, &p.Body, &p.Sealed, &p.By, &made, &changed)
		p.Made, p.Changed = fromMicros(made), fromMicros(changed)
		out = append(out, p)
		return err
	}, args...)
	return out, err
}

// AddPlace adds a source. A name that is taken is fault.Changed.
func (s *Store) AddPlace(ctx context.Context, p Place) error {
	return s.placed(ctx, fault.Errorf(fault.Changed, "add source: the name is taken"), addPlace, p.Name, p.Body, sealed(p.Sealed), p.By, micros(p.Changed))
}

// ChangePlace changes a source that is there as before says it was changed last; anything else is fault.Changed. What to log in with
// is replaced whole: who keeps it hands the same again.
func (s *Store) ChangePlace(ctx context.Context, p Place, before time.Time) error {
	return s.placed(ctx, fault.Errorf(fault.Changed, "change source: somebody else changed or removed it meanwhile"),
		changePlace+" AND changed_at = $6", p.Name, p.Body, sealed(p.Sealed), p.By, micros(p.Changed), micros(before))
}

// DropPlace removes a source. What is known of what it holds stays.
func (s *Store) DropPlace(ctx context.Context, name string) error {
	return s.placed(ctx, fault.Errorf(fault.Unreadable, "remove source: nobody added one of this name"), dropPlace, name)
}

func sealed(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// placed does a statement that has to meet a row; without is the error if it does not.
func (s *Store) placed(ctx context.Context, without error, query string, args ...any) error {
	var n int64
	err := s.tx(ctx, "change sources in", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, query, args...)
		if err == nil {
			n, err = res.RowsAffected()
		}
		return err
	})
	if err == nil && n == 0 {
		return without
	}
	return err
}
