package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
)

const (
	dumpColumns = "id, name, way, target, size, sum, state, claim, remember, made_by, made_at, changed_at, verdict, once"
	addDump     = "INSERT INTO dumps (" + dumpColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
	oneDump     = "SELECT " + dumpColumns + " FROM dumps WHERE id = $1"
	onceDump    = "SELECT " + dumpColumns + " FROM dumps WHERE once = $1 AND once <> '' ORDER BY id DESC LIMIT 1"
	pageDumps   = "SELECT " + dumpColumns + " FROM dumps WHERE ($1 = '' OR id < $1) ORDER BY id DESC LIMIT $2"
	liveDumps   = "SELECT " + dumpColumns + " FROM dumps WHERE state = 'receiving' OR state = 'held' ORDER BY id DESC"
	moveDump    = "UPDATE dumps SET state = $3, size = $4, sum = $5, verdict = $6, changed_at = $7 WHERE id = $1 AND state = $2"
	matchDump   = "SELECT " + dumpColumns + " FROM dumps WHERE verdict = $1 ORDER BY id DESC LIMIT 1"

	lastHandling  = "SELECT COALESCE(MAX(seq), 0) FROM handlings"
	addHandling   = "INSERT INTO handlings (seq, dump, at, who, act, size, sum, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
	pageHandlings = "SELECT seq, dump, at, who, act, size, sum, why FROM handlings WHERE ($1 = '' OR dump = $1) AND ($2 = 0 OR seq < $2) ORDER BY seq DESC LIMIT $3"
)

func boolean(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func some(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// AddDump writes a dump that is new, and how it began. One by the same Once that is there already is returned instead, and nothing
// written.
func (s *Store) AddDump(ctx context.Context, d custody.Dump, h custody.Handling) (old *custody.Dump, err error) {
	err = s.tx(ctx, "record a dump in", func(tx *sql.Tx) error {
		if d.Once != "" {
			row, err := scanDump(tx.QueryRowContext(ctx, onceDump, d.Once))
			if err == nil {
				old = row
				return nil
			}
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, addDump, d.ID, d.Name, string(d.Way), some(d.Target), d.Size, d.Sum, string(d.State), some(d.Claim), boolean(d.Remember),
			d.By, micros(d.Made), micros(d.Made), d.Match, d.Once); err != nil {
			return err
		}
		return handle(ctx, tx, h)
	})
	return old, err
}

// MoveDump makes a dump that is in one state be in another, and writes what was done. It tells whether it was in that state: who comes
// second changes nothing.
func (s *Store) MoveDump(ctx context.Context, from custody.State, d custody.Dump, did ...custody.Handling) (moved bool, err error) {
	err = s.tx(ctx, "record a dump in", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, moveDump, d.ID, string(from), string(d.State), d.Size, d.Sum, d.Match, micros(d.Changed))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		moved = true
		for _, h := range did {
			if err := handle(ctx, tx, h); err != nil {
				return err
			}
		}
		return nil
	})
	return moved, err
}

// Handled writes what was done with a dump.
func (s *Store) Handled(ctx context.Context, h custody.Handling) error {
	return s.tx(ctx, "record a dump in", func(tx *sql.Tx) error { return handle(ctx, tx, h) })
}

func handle(ctx context.Context, tx *sql.Tx, h custody.Handling) error {
	var seq int64
	if err := tx.QueryRowContext(ctx, lastHandling).Scan(&seq); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, addHandling, seq+1, h.Dump, micros(h.At), h.By, string(h.Act), h.Size, h.Sum, h.Why)
	return err
}

// Dump reads one; nil if there is none.
func (s *Store) Dump(ctx context.Context, id string) (*custody.Dump, error) {
	return s.dump(ctx, oneDump, id)
}

// DumpOf reads the one that gave a matching; nil if there is none.
func (s *Store) DumpOf(ctx context.Context, match string) (*custody.Dump, error) {
	return s.dump(ctx, matchDump, match)
}

func (s *Store) dump(ctx context.Context, query, arg string) (*custody.Dump, error) {
	d, err := scanDump(s.db.QueryRowContext(ctx, query, arg))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, s.fail("read", err)
	}
	return d, nil
}

// Dumps lists them, the newest first, older than an ID.
func (s *Store) Dumps(ctx context.Context, before string, limit int) ([]custody.Dump, error) {
	return s.dumps(ctx, pageDumps, before, int64(limit))
}

// LiveDumps lists those that are on their way or wait to be judged, the newest first.
func (s *Store) LiveDumps(ctx context.Context) ([]custody.Dump, error) {
	return s.dumps(ctx, liveDumps)
}

func (s *Store) dumps(ctx context.Context, query string, args ...any) (out []custody.Dump, err error) {
	err = s.each(ctx, query, func(r *sql.Rows) error {
		d, err := scanDump(r)
		if err == nil {
			out = append(out, *d)
		}
		return err
	}, args...)
	return out, err
}

func scanDump(row interface{ Scan(...any) error }) (*custody.Dump, error) {
	var d custody.Dump
	var way, state string
	var remember, made, changed int64
	if err := row.Scan(&d.ID, &d.Name, &way, &d.Target, &d.Size, &d.Sum, &state, &d.Claim, &remember, &d.By, &made, &changed, &d.Match, &d.Once); err != nil {
		return nil, err
	}
	d.Way, d.State, d.Remember, d.Made, d.Changed = custody.Way(way), custody.State(state), remember != 0, fromMicros(made), fromMicros(changed)
	return &d, nil
}

// Step is a handling with its place in the log.
type Step struct {
	Seq int64
	custody.Handling
}

// Handlings lists what was done with a dump, or with all if its ID is "", the latest first; only what is older than a Seq, unless that is 0.
func (s *Store) Handlings(ctx context.Context, dump string, before int64, limit int) (out []Step, err error) {
	err = s.each(ctx, pageHandlings, func(r *sql.Rows) error {
		var h Step
		var act string
		var at int64
		err := r.Scan(&h.Seq, &h.Dump, &at, &h.By, &act, &h.Size, &h.Sum, &h.Why)
		h.At, h.Act = fromMicros(at), custody.Act(act)
		out = append(out, h)
		return err
	}, dump, before, int64(limit))
	return out, err
}
