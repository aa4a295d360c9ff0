package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
)

// unitID is the identity of a unit: the same wherever and whenever it is made.
func unitID(source, name string) []byte {
	h := sha256.New()
	h.Write([]byte(source))
	h.Write([]byte{0})
	h.Write([]byte(name))
	return h.Sum(nil)[:16]
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// truth is a yes or no as a number: not every database has them.
func truth(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

const (
	beginRun = "INSERT INTO runs (id, engine, key_id, started, ended) VALUES ($1, $2, $3, $4, NULL)"
	endRun   = "UPDATE runs SET ended = $1 WHERE id = $2"

	newUnit = "INSERT INTO units (id, source, name, job, stamp, size, error, class, at, run, seen, seen_at) " +
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) ON CONFLICT (id) DO NOTHING"
	oldUnit = "UPDATE units SET job = $2, stamp = $3, size = $4, error = $5, class = $6, at = $7, run = $8, seen = $8, seen_at = $9 " +
		"WHERE id = $1"
	completeSource = "UPDATE run_sources SET complete = 1 WHERE source = $1 AND run = $2"

	seenUnit = "UPDATE units SET seen = $1, seen_at = $3 WHERE id = $2 AND seen <> $1"
)

var (
	clearUnit = []string{
		"DELETE FROM parts WHERE unit = $1",
		"DELETE FROM person_sets WHERE unit = $1",
		"DELETE FROM fields WHERE unit = $1",
		"DELETE FROM located WHERE unit = $1",
	}
	// What another run met since this one began is not gone, whoever of the two ends first.
	sweep = []string{
		"DELETE FROM parts WHERE unit IN (SELECT id FROM units WHERE source = $1 AND seen <> $2 AND seen_at < $3)",
		"DELETE FROM person_sets WHERE unit IN (SELECT id FROM units WHERE source = $1 AND seen <> $2 AND seen_at < $3)",
		"DELETE FROM fields WHERE unit IN (SELECT id FROM units WHERE source = $1 AND seen <> $2 AND seen_at < $3)",
		"DELETE FROM located WHERE unit IN (SELECT id FROM units WHERE source = $1 AND seen <> $2 AND seen_at < $3)",
		"DELETE FROM units WHERE source = $1 AND seen <> $2 AND seen_at < $3",
	}
)

// Begin opens a run.
func (s *Store) Begin(ctx context.Context, run inventory.Run) error {
	s.runs.Store(run.ID, s.now().UnixMicro())
	return s.tx(ctx, "begin run in", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, beginRun, run.ID, run.Engine, run.Key, micros(run.Started)); err != nil {
			return err
		}
		for i, src := range run.Sources {
			_, err := tx.ExecContext(ctx, insert("run_sources", runSourceColumns), run.ID, int64(i), src, int64(0))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Record replaces all parts of the units: all of them or none.
func (s *Store) Record(ctx context.Context, run string, units []inventory.Unit) error {
	if len(units) == 0 {
		return nil
	}
	return s.tx(ctx, "record in", func(tx *sql.Tx) error {
		w, err := newWriter(ctx, tx)
		if err != nil {
			return err
		}
		w.now = s.now().UnixMicro()
		for i := range units {
			if err := w.unit(run, &units[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Seen marks units that the run found unchanged.
func (s *Store) Seen(ctx context.Context, run, source string, units []string) error {
	if len(units) == 0 {
		return nil
	}
	return s.tx(ctx, "mark units in", func(tx *sql.Tx) error {
		st, err := tx.PrepareContext(ctx, seenUnit)
		if err != nil {
			return err
		}
		defer st.Close()
		for _, u := range units {
			if _, err := st.ExecContext(ctx, run, unitID(source, u), s.now().UnixMicro()); err != nil {
				return err
			}
		}
		return nil
	})
}

// Finish closes the run and sweeps the units of complete sources that it has not met.
func (s *Store) Finish(ctx context.Context, run string, complete []string) error {
	began := s.began(run)
	return s.tx(ctx, "finish run in", func(tx *sql.Tx) error {
		for _, src := range complete {
			for _, q := range sweep {
				if _, err := tx.ExecContext(ctx, q, src, run, began); err != nil {
					return err
				}
			}
			if _, err := tx.ExecContext(ctx, completeSource, src, run); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, endRun, s.now().UnixMicro(), run)
		return err
	})
}

// began is when the run began by this store's clock, in microseconds; now for a run that another process began.
func (s *Store) began(run string) int64 {
	if at, ok := s.runs.LoadAndDelete(run); ok {
		return at.(int64)
	}
	return s.now().UnixMicro()
}

// tx does f in one transaction. An error undoes everything.
func (s *Store) tx(ctx context.Context, act string, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.fail(act, err)
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback()
		return s.fail(act, err)
	}
	if err := tx.Commit(); err != nil {
		_ = tx.Rollback()
		return s.fail(act, err)
	}
	return nil
}

// writer writes units within one transaction; its statements end with it.
type writer struct {
	ctx                                 context.Context
	tx                                  *sql.Tx
	now                                 int64
	units, parts, sets, fields, located *sql.Stmt
}

func newWriter(ctx context.Context, tx *sql.Tx) (*writer, error) {
	w := &writer{ctx: ctx, tx: tx}
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&w.units, newUnit},
		{&w.parts, insert("parts", partColumns)},
		{&w.sets, insert("person_sets", personSetColumns)},
		{&w.fields, insert("fields", fieldColumns)},
		{&w.located, insert("located", locatedColumns)},
	} {
		st, err := tx.PrepareContext(ctx, p.query) //nolint:sqlclosecheck // closed with the transaction
		if err != nil {
			return nil, err
		}
		*p.to = st
	}
	return w, nil
}

func (w *writer) unit(run string, u *inventory.Unit) error {
	id := unitID(u.Source, u.Name)
	at := micros(u.At)
	res, err := w.units.ExecContext(w.ctx, id, u.Source, u.Name, u.Job, u.Stamp, u.Size, u.Error, u.Class, at, run, w.now)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		if err := w.replace(id, run, u); err != nil {
			return err
		}
	}
	for i := range u.Parts {
		if err := w.part(id, int64(i), &u.Parts[i]); err != nil {
			return err
		}
	}
	return nil
}

// replace makes room for a unit that is there already.
func (w *writer) replace(id []byte, run string, u *inventory.Unit) error {
	_, err := w.tx.ExecContext(w.ctx, oldUnit, id, u.Job, u.Stamp, u.Size, u.Error, u.Class, micros(u.At), run, w.now)
	if err != nil {
		return err
	}
	for _, q := range clearUnit {
		if _, err := w.tx.ExecContext(w.ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}

// setPiece is how many bytes of a set of persons are written as one value. SQLite holds a value several times while it
// writes it, so that the 24 MiB of a million persons would cost more than all the rest of a scan.
const setPiece = 256 << 10

func (w *writer) part(id []byte, seq int64, p *inventory.Part) error {
	first := p.Set[:min(len(p.Set), setPiece)]
	_, err := w.parts.ExecContext(w.ctx, id, seq, p.Name, p.Type, p.Charset, p.Form, p.Size, p.Records,
		nullable(p.People.Min), nullable(p.People.N), nullable(p.People.Max), p.People.Error,
		blob(first), p.More, p.Error, p.Class,
		p.Place, p.Of, micros(p.Lived.First), micros(p.Lived.Last), truth(p.Lived.Gone), p.Lived.Versions, p.Lived.Authors)
	if err != nil {
		return err
	}
	n := int64(0)
	for more := range slices.Chunk(p.Set[len(first):], setPiece) {
		if _, err := w.sets.ExecContext(w.ctx, id, seq, n, more); err != nil {
			return err
		}
		n++
	}
	for i := range p.Fields {
		f := &p.Fields[i]
		masks := ""
		if len(f.Masks) > 0 {
			b, err := json.Marshal(f.Masks)
			if err != nil {
				return err
			}
			masks = string(b)
		}
		_, err := w.fields.ExecContext(w.ctx, id, seq, int64(i), f.Name, f.Kind.String(), f.Values, f.Valid, nullable(f.People),
			f.Likelihood, masks, int64(f.Why), f.Holder, f.Country)
		if err != nil {
			return err
		}
	}
	for i := range p.Located {
		l := &p.Located[i]
		_, err := w.located.ExecContext(w.ctx, id, seq, int64(i), l.ID, l.Kind.String(), l.Field, l.Record, l.Line, l.Start, l.End, l.Place,
			l.Likelihood, l.Mask, int64(l.Why))
		if err != nil {
			return err
		}
	}
	return nil
}

func nullable(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

func blob(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}
