package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
)

const (
	digestColumns = "source, gen, mark, at, body"
	allDigests    = "SELECT " + digestColumns + " FROM digests ORDER BY source"
	keepDigest    = "INSERT INTO digests (" + digestColumns + ") VALUES ($1, $2, $3, $4, $5) " +
		"ON CONFLICT (source) DO UPDATE SET gen = $2, mark = $3, at = $4, body = $5"
	keepDay = "INSERT INTO digest_days (source, day, body) VALUES ($1, $2, $3) ON CONFLICT (source, day) DO UPDATE SET body = $3"
	days    = "SELECT day, body FROM digest_days WHERE source = $1 AND day >= $2 ORDER BY day"
	before  = "SELECT day, body FROM digest_days WHERE source = $1 AND day < $2 ORDER BY day DESC LIMIT 1"

	addShelf   = "INSERT INTO shelf (source, gen, ord, name, body) VALUES ($1, $2, $3, $4, $5)"
	addPiece   = "INSERT INTO digest_pieces (source, gen, what, seq, piece) VALUES ($1, $2, $3, $4, $5)"
	readPieces = "SELECT piece FROM digest_pieces WHERE source = $1 AND gen = $2 AND what = $3 ORDER BY seq"
	lastGen    = "SELECT MAX(gen) FROM digest_pieces WHERE source = $1"
	shelfGen   = "SELECT MAX(gen) FROM shelf WHERE source = $1"
	dropShelf  = "DELETE FROM shelf WHERE source = $1 AND gen = $2 AND ord >= $3 AND ord < $4"
	otherGens  = "SELECT gen, MAX(ord) FROM shelf WHERE source = $1 AND gen <> $2 GROUP BY gen"
	dropPieces = "DELETE FROM digest_pieces WHERE source = $1 AND gen <> $2"
	dropDigest = "DELETE FROM digests WHERE source = $1"
	fewUnits   = "SELECT COUNT(*) FROM (SELECT 1 FROM units WHERE source = $1 LIMIT $2) few"
	rowsOf     = "SELECT ord, name, body FROM shelf WHERE source = $1 AND gen = $2 AND ord IN ("
	rowNamed   = "SELECT ord, name, body FROM shelf WHERE source = $1 AND gen = $2 AND name = $3 ORDER BY ord LIMIT 1"

	// What the last runs of each source were; a run that goes on, or was killed, has no end.
	runMarks = "SELECT s.source, MAX(r.started), MAX(COALESCE(r.ended, 0)), MAX(CASE WHEN r.ended IS NULL THEN r.started ELSE 0 END), " +
		"MAX(CASE WHEN s.complete = 1 THEN COALESCE(r.ended, 0) ELSE 0 END) " +
		"FROM run_sources s JOIN runs r ON r.id = s.run GROUP BY s.source"
)

// RunMark tells what the last runs of a source were.
type RunMark struct {
	Started  time.Time // of the last one
	Ended    time.Time // of the last one that ended
	Open     bool      // the last one has no end: it goes on, or was killed
	Complete time.Time // when the last one ended that saw all of the source
}

// String changes with whatever was recorded by runs.
func (m RunMark) String() string {
	return strconv.FormatInt(micros(m.Started), 36) + "." + strconv.FormatInt(micros(m.Ended), 36)
}

// RunMarks tells it of every source that was ever scanned.
func (s *Store) RunMarks(ctx context.Context) (map[string]RunMark, error) {
	out := map[string]RunMark{}
	err := s.each(ctx, runMarks, func(r *sql.Rows) error {
		var src string
		var started, ended, open, complete int64
		err := r.Scan(&src, &started, &ended, &open, &complete)
		out[src] = RunMark{fromMicros(started), fromMicros(ended), open == started, fromMicros(complete)}
		return err
	})
	return out, err
}

// Digests lists the digests of all sources, by name; that of all together has none.
func (s *Store) Digests(ctx context.Context) ([]shelf.Digest, error) {
	var out []shelf.Digest
	err := s.each(ctx, allDigests, func(r *sql.Rows) error {
		var d shelf.Digest
		var at int64
		var body []byte
		if err := r.Scan(&d.Source, &d.Gen, &d.Mark, &at, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &d); err != nil {
			return fault.Errorf(fault.Usage, "read digest: of another version")
		}
		d.At = fromMicros(at)
		out = append(out, d)
		return nil
	})
	return out, err
}

// KeepDigest keeps the digest of several sources together, and of the day as numbers of that day.
func (s *Store) KeepDigest(ctx context.Context, d *shelf.Digest, day string) error {
	return s.tx(ctx, "keep digest in", func(tx *sql.Tx) error { return keepOne(ctx, tx, d, day) })
}

func keepOne(ctx context.Context, tx *sql.Tx, d *shelf.Digest, day string) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, keepDigest, d.Source, d.Gen, d.Mark, micros(d.At), body); err != nil {
		return err
	}
	numbers, err := json.Marshal(&d.Numbers)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, keepDay, d.Source, day, numbers)
	return err
}

// KeepDay keeps numbers of a day under a name that is no source's.
func (s *Store) KeepDay(ctx context.Context, name, day string, numbers *shelf.Numbers) error {
	b, err := json.Marshal(numbers)
	if err != nil {
		return err
	}
	return s.tx(ctx, "keep numbers in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, keepDay, name, day, b)
		return err
	})
}

// Day is the numbers of a day.
type Day struct {
	Day string // 2006-01-02
	shelf.Numbers
}

// Days lists the numbers of a source ("": all) since a day, the oldest first.
func (s *Store) Days(ctx context.Context, source, since string) ([]Day, error) {
	return s.days(ctx, days, source, since)
}

// Before is the numbers of the last day before one; nil if there are none.
func (s *Store) Before(ctx context.Context, source, day string) (*Day, error) {
	ds, err := s.days(ctx, before, source, day)
	if err != nil || len(ds) == 0 {
		return nil, err
	}
	return &ds[0], nil
}

func (s *Store) days(ctx context.Context, query string, args ...any) ([]Day, error) {
	var out []Day
	err := s.each(ctx, query, func(r *sql.Rows) error {
		var d Day
		var body []byte
		if err := r.Scan(&d.Day, &body); err != nil {
			return err
		}
		if json.Unmarshal(body, &d.Numbers) == nil { // of another version: no number
			out = append(out, d)
		}
		return nil
	}, args...)
	return out, err
}

// ShelfPieces reads what was kept of a generation: "people", "index" in one, "names" block by block.
func (s *Store) ShelfPieces(ctx context.Context, source string, gen int64, what string) ([][]byte, error) {
	var out [][]byte
	err := s.each(ctx, readPieces, func(r *sql.Rows) error {
		var b []byte
		err := r.Scan(&b)
		out = append(out, b)
		return err
	}, source, gen, what)
	return out, err
}

// ShelfRows reads rows of a source by their places, in the order in which they are asked for. Of a generation that is gone there are
// none.
func (s *Store) ShelfRows(ctx context.Context, source string, gen int64, ords []uint32) ([]shelf.Row, error) {
	at := make(map[uint32]shelf.Row, len(ords))
	for part := range slices.Chunk(ords, page) {
		args := []any{source, gen}
		for _, o := range part {
			args = append(args, int64(o))
		}
		query := rowsOf + behind(2, len(part)) + ")"
		err := s.each(ctx, query, func(r *sql.Rows) error {
			row, err := scanRow(r, source)
			at[row.Ord] = row
			return err
		}, args...)
		if err != nil {
			return nil, err
		}
	}
	out := make([]shelf.Row, 0, len(ords))
	for _, o := range ords {
		if r, ok := at[o]; ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// ShelfRow reads a row of a source by its name; nil if there is none.
func (s *Store) ShelfRow(ctx context.Context, source string, gen int64, name string) (*shelf.Row, error) {
	var out *shelf.Row
	err := s.each(ctx, rowNamed, func(r *sql.Rows) error {
		row, err := scanRow(r, source)
		out = &row
		return err
	}, source, gen, name)
	return out, err
}

func scanRow(r *sql.Rows, source string) (shelf.Row, error) {
	row := shelf.Row{Source: source}
	var ord int64
	var body []byte
	if err := r.Scan(&ord, &row.Name, &body); err != nil {
		return row, err
	}
	row.Ord = uint32(ord)
	if err := json.Unmarshal(body, &row); err != nil {
		return row, fmt.Errorf("read shelf: of another version")
	}
	return row, nil
}

// FewUnits counts the units of a source if they are no more than most; else it is -1.
func (s *Store) FewUnits(ctx context.Context, source string, most int) (int, error) {
	var n int64
	err := s.each(ctx, fewUnits, func(r *sql.Rows) error { return r.Scan(&n) }, source, int64(max(most, 0))+1)
	if n > int64(most) {
		n = -1
	}
	return int(n), err
}
