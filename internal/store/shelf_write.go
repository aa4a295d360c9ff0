package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
)

// shelfBatch is how many rows of a shelf are written in one transaction: others write between two.
const shelfBatch = 2000

// ShelfWriter writes the next generation of a source's shelf. Until Finish the one before stands.
type ShelfWriter struct {
	s      *Store
	source string
	gen    int64
	rows   []shelfRow
}

type shelfRow struct {
	ord  int64
	name string
	body []byte
}

// NewShelf begins one.
func (s *Store) NewShelf(ctx context.Context, source string) (*ShelfWriter, error) {
	w := &ShelfWriter{s: s, source: source}
	for _, q := range []string{lastGen, shelfGen} {
		err := s.each(ctx, q, func(r *sql.Rows) error {
			var n sql.NullInt64
			err := r.Scan(&n)
			w.gen = max(w.gen, n.Int64)
			return err
		}, source)
		if err != nil {
			return nil, err
		}
	}
	w.gen++
	return w, nil
}

// Add takes the next row.
func (w *ShelfWriter) Add(ctx context.Context, r *shelf.Row) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if w.rows = append(w.rows, shelfRow{int64(r.Ord), r.Name, body}); len(w.rows) < shelfBatch {
		return nil
	}
	return w.flush(ctx)
}

func (w *ShelfWriter) flush(ctx context.Context) error {
	err := w.s.tx(ctx, "write shelf in", func(tx *sql.Tx) error {
		st, err := tx.PrepareContext(ctx, addShelf)
		if err != nil {
			return err
		}
		defer st.Close()
		for i := range w.rows {
			if _, err := st.ExecContext(ctx, w.source, w.gen, w.rows[i].ord, w.rows[i].name, w.rows[i].body); err != nil {
				return err
			}
		}
		return nil
	})
	w.rows = w.rows[:0]
	return err
}

// Finish makes the generation the one that stands, and removes what was before. day is that of the numbers; systems are the sets of
// declared systems by their names.
func (w *ShelfWriter) Finish(ctx context.Context, d *shelf.Digest, day string, people, index []byte, names [][]byte, systems map[string][]byte) error {
	if err := w.flush(ctx); err != nil {
		return err
	}
	pieces := map[string][][]byte{"people": slices.Collect(slices.Chunk(people, setPiece)), "index": slices.Collect(slices.Chunk(index, setPiece)), "names": names}
	for name, set := range systems {
		pieces["people:"+name] = slices.Collect(slices.Chunk(set, setPiece))
	}
	for what, bs := range pieces {
		for i, b := range bs {
			err := w.s.tx(ctx, "write shelf in", func(tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, addPiece, w.source, w.gen, what, int64(i), b)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	d.Source, d.Gen = w.source, w.gen
	if err := w.s.tx(ctx, "keep digest in", func(tx *sql.Tx) error { return keepOne(ctx, tx, d, day) }); err != nil {
		return err
	}
	return w.s.sweepShelf(ctx, w.source, w.gen)
}

// Abandon removes what was written of a generation that will not be finished.
func (w *ShelfWriter) Abandon(ctx context.Context, stands int64) error {
	return w.s.sweepShelf(ctx, w.source, stands)
}

// sweepShelf removes all generations of a source but one, a little at a time.
func (s *Store) sweepShelf(ctx context.Context, source string, keep int64) error {
	last := map[int64]int64{}
	err := s.each(ctx, otherGens, func(r *sql.Rows) error {
		var gen, ord int64
		err := r.Scan(&gen, &ord)
		last[gen] = ord
		return err
	}, source, keep)
	if err != nil {
		return err
	}
	for gen, ord := range last {
		for from := int64(0); from <= ord; from += shelfBatch {
			err := s.tx(ctx, "sweep shelf in", func(tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, dropShelf, source, gen, from, from+shelfBatch)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return s.tx(ctx, "sweep shelf in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, dropPieces, source, keep)
		return err
	})
}

// DropShelf removes the shelf of a source that the inventory does not know any more.
func (s *Store) DropShelf(ctx context.Context, source string) error {
	err := s.tx(ctx, "sweep shelf in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, dropDigest, source)
		return err
	})
	if err != nil {
		return err
	}
	return s.sweepShelf(ctx, source, -1)
}
