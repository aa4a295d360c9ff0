package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// page is how many units are read at a time.
const page = 256

const (
	unitColumns = "source, name, job, stamp, size, error, class, at"

	knownUnits = "SELECT name, job FROM units WHERE source = $1 AND error = ''"
	oneUnit    = "SELECT " + unitColumns + " FROM units WHERE id = $1"
	pageUnits  = "SELECT " + unitColumns + " FROM units " +
		"WHERE (source > $1 OR (source = $1 AND name > $2)) AND ($3 = '' OR source = $3) AND ($4 = '' OR name = $4) " +
		"ORDER BY source, name LIMIT $5"
	pageHolding = "SELECT " + unitColumns + " FROM units " +
		"WHERE (source > $1 OR (source = $1 AND name > $2)) AND ($3 = '' OR source = $3) AND ($4 = '' OR name = $4) " +
		"AND EXISTS (SELECT 1 FROM fields WHERE fields.unit = units.id) " +
		"ORDER BY source, name LIMIT $5"

	allRuns = "SELECT id, engine, key_id, started, ended FROM runs ORDER BY started DESC, id"
	runsOf  = "SELECT run, source FROM run_sources ORDER BY run, seq"

	allSources = "SELECT u.source, COUNT(*), SUM(CASE WHEN u.error <> '' THEN 1 ELSE 0 END) FROM units u " +
		"GROUP BY u.source ORDER BY u.source"
	partsOf = "SELECT u.source, COUNT(*), SUM(CASE WHEN p.size > 0 THEN p.size ELSE 0 END), SUM(p.records), " +
		"SUM(CASE WHEN p.error <> '' THEN 1 ELSE 0 END) FROM parts p JOIN units u ON u.id = p.unit GROUP BY u.source"
	lastRuns = "SELECT s.source, r.id, r.ended FROM run_sources s JOIN runs r ON r.id = s.run " +
		"WHERE s.complete = 1 AND r.ended IS NOT NULL ORDER BY r.ended, r.id"
)

// Known tells the job identities recorded for a source; units recorded with an error are left out.
func (s *Store) Known(ctx context.Context, source string) (map[string]string, error) {
	rows, err := s.db.QueryContext(ctx, knownUnits, source)
	if err != nil {
		return nil, s.fail("read", err)
	}
	defer rows.Close()
	known := map[string]string{}
	for rows.Next() {
		var name, job string
		if err := rows.Scan(&name, &job); err != nil {
			return nil, s.fail("read", err)
		}
		known[name] = job
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail("read", err)
	}
	return known, nil
}

// Load reads a unit back as it was recorded. A unit that is not there is fault.Unreadable.
func (s *Store) Load(ctx context.Context, source, unit string) (inventory.Unit, error) {
	us, err := s.units(ctx, oneUnit, unitID(source, unit))
	if err != nil {
		return inventory.Unit{}, s.fail("read", err)
	}
	if len(us) == 0 {
		return inventory.Unit{}, fault.Errorf(fault.Unreadable, "read %q: no such unit in the inventory", unit)
	}
	if err := s.fill(ctx, us, true); err != nil {
		return inventory.Unit{}, s.fail("read", err)
	}
	return us[0], nil
}

// Parts yields what is held, in the order of source, unit and part. It reads a few hundred units at a time: what is
// recorded while it goes on may or may not be seen.
func (s *Store) Parts(ctx context.Context, f inventory.Filter) iter.Seq2[inventory.Holding, error] {
	query := pageUnits
	if f.Personal || len(f.Kinds) > 0 {
		query = pageHolding
	}
	return func(yield func(inventory.Holding, error) bool) {
		source, name := "", ""
		for {
			us, err := s.units(ctx, query, source, name, f.Source, f.Unit, int64(page))
			if err == nil {
				err = s.fill(ctx, us, f.Located)
			}
			if err != nil {
				yield(inventory.Holding{}, s.fail("read", err))
				return
			}
			for i := range us {
				u := &us[i]
				source, name = u.Source, u.Name
				for _, p := range u.Parts {
					if f.Match(&p) && !yield(inventory.Holding{Source: u.Source, Unit: u.Name, At: u.At, Part: p}, nil) {
						return
					}
				}
			}
			if len(us) < page {
				return
			}
		}
	}
}

// Runs lists the runs, the latest first.
func (s *Store) Runs(ctx context.Context) ([]inventory.Run, error) {
	sources := map[string][]string{}
	err := s.each(ctx, runsOf, func(r *sql.Rows) error {
		var run, src string
		if err := r.Scan(&run, &src); err != nil {
			return err
		}
		sources[run] = append(sources[run], src)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []inventory.Run
	err = s.each(ctx, allRuns, func(r *sql.Rows) error {
		var run inventory.Run
		var started int64
		var ended sql.NullInt64
		if err := r.Scan(&run.ID, &run.Engine, &run.Key, &started, &ended); err != nil {
			return err
		}
		run.Started, run.Ended, run.Sources = fromMicros(started), fromMicros(ended.Int64), sources[run.ID]
		out = append(out, run)
		return nil
	})
	return out, err
}

// Sources lists the sources with what is known of each as a whole, in the order of their names.
func (s *Store) Sources(ctx context.Context) ([]inventory.SourceState, error) {
	var out []inventory.SourceState
	at := map[string]int{}
	err := s.each(ctx, allSources, func(r *sql.Rows) error {
		var st inventory.SourceState
		if err := r.Scan(&st.Source, &st.Units, &st.Errors); err != nil {
			return err
		}
		at[st.Source] = len(out)
		out = append(out, st)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, partsOf, func(r *sql.Rows) error {
		var src string
		var parts, bytes, records, errs int64
		if err := r.Scan(&src, &parts, &bytes, &records, &errs); err != nil {
			return err
		}
		if i, ok := at[src]; ok {
			st := &out[i]
			st.Parts, st.Bytes, st.Records, st.Errors = parts, bytes, records, st.Errors+errs
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, lastRuns, func(r *sql.Rows) error {
		var src, run string
		var ended int64
		if err := r.Scan(&src, &run, &ended); err != nil {
			return err
		}
		if i, ok := at[src]; ok {
			out[i].Run, out[i].At = run, fromMicros(ended)
		}
		return nil
	})
	return out, err
}

func (s *Store) each(ctx context.Context, query string, f func(*sql.Rows) error, args ...any) error {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return s.fail("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return s.fail("read", err)
		}
	}
	if err := rows.Err(); err != nil {
		return s.fail("read", err)
	}
	return nil
}

func (s *Store) units(ctx context.Context, query string, args ...any) ([]inventory.Unit, error) {
	var out []inventory.Unit
	err := s.each(ctx, query, func(r *sql.Rows) error {
		var u inventory.Unit
		var at int64
		err := r.Scan(&u.Source, &u.Name, &u.Job, &u.Stamp, &u.Size, &u.Error, &u.Class, &at)
		u.At = fromMicros(at)
		out = append(out, u)
		return err
	}, args...)
	return out, err
}

// fill reads the parts of the units, their fields and, if wanted, their located findings.
func (s *Store) fill(ctx context.Context, us []inventory.Unit, located bool) error {
	if len(us) == 0 {
		return nil
	}
	at := make(map[string]*inventory.Unit, len(us))
	ids := make([]any, len(us))
	for i := range us {
		id := unitID(us[i].Source, us[i].Name)
		ids[i] = id
		at[string(id)] = &us[i]
	}
	part := func(id []byte, seq int64) *inventory.Part {
		u := at[string(id)]
		if u == nil || seq < 0 || seq >= int64(len(u.Parts)) {
			return &inventory.Part{} // the unit was replaced between two reads
		}
		return &u.Parts[seq]
	}
	err := s.each(ctx, selectOf("parts", partColumns, len(ids)), func(r *sql.Rows) error {
		return scanPart(r, at)
	}, ids...)
	if err != nil {
		return err
	}
	err = s.each(ctx, selectOf("person_sets", personSetColumns, len(ids)), func(r *sql.Rows) error {
		return scanSet(r, part)
	}, ids...)
	if err != nil {
		return err
	}
	err = s.each(ctx, selectOf("fields", fieldColumns, len(ids)), func(r *sql.Rows) error {
		return scanField(r, part)
	}, ids...)
	if err != nil || !located {
		return err
	}
	return s.each(ctx, selectOf("located", locatedColumns, len(ids)), func(r *sql.Rows) error {
		return scanLocated(r, part)
	}, ids...)
}

func scanPart(r *sql.Rows, at map[string]*inventory.Unit) error {
	var id []byte
	var seq int64
	var lo, n, hi sql.NullInt64
	var p inventory.Part
	var first, last, gone int64
	err := r.Scan(&id, &seq, &p.Name, &p.Type, &p.Charset, &p.Form, &p.Size, &p.Records, &lo, &n, &hi, &p.People.Error,
		&p.Set, &p.More, &p.Error, &p.Class,
		&p.Place, &p.Of, &first, &last, &gone, &p.Lived.Versions, &p.Lived.Authors)
	if err != nil {
		return err
	}
	p.People.Min, p.People.N, p.People.Max = known(lo), known(n), known(hi)
	p.Lived.First, p.Lived.Last, p.Lived.Gone = fromMicros(first), fromMicros(last), gone == 1
	if u := at[string(id)]; u != nil {
		u.Parts = append(u.Parts, p)
	}
	return nil
}

func scanSet(r *sql.Rows, part func([]byte, int64) *inventory.Part) error {
	var id, more sql.RawBytes
	var pseq, seq int64
	if err := r.Scan(&id, &pseq, &seq, &more); err != nil {
		return err
	}
	p := part(id, pseq)
	p.Set = append(p.Set, more...)
	return nil
}

func scanField(r *sql.Rows, part func([]byte, int64) *inventory.Part) error {
	var id []byte
	var pseq, seq, why int64
	var kind, masks string
	var people sql.NullInt64
	var f inventory.Field
	err := r.Scan(&id, &pseq, &seq, &f.Name, &kind, &f.Values, &f.Valid, &people, &f.Likelihood, &masks, &why,
		&f.Holder, &f.Country)
	if err != nil {
		return err
	}
	if masks != "" {
		if err := json.Unmarshal([]byte(masks), &f.Masks); err != nil {
			return fault.Errorf(fault.Usage, "read masks: not a list")
		}
	}
	if f.Kind, err = kindOf(kind); err != nil {
		return err
	}
	f.People, f.Why = known(people), uint64(why)
	p := part(id, pseq)
	p.Fields = append(p.Fields, f)
	return nil
}

func scanLocated(r *sql.Rows, part func([]byte, int64) *inventory.Part) error {
	var id []byte
	var pseq, seq, why int64
	var kind string
	var l inventory.Located
	err := r.Scan(&id, &pseq, &seq, &l.ID, &kind, &l.Field, &l.Record, &l.Line, &l.Start, &l.End, &l.Place,
		&l.Likelihood, &l.Mask, &why)
	if err != nil {
		return err
	}
	if l.Kind, err = kindOf(kind); err != nil {
		return err
	}
	l.Why = uint64(why)
	p := part(id, pseq)
	p.Located = append(p.Located, l)
	return nil
}

func kindOf(name string) (pii.Kind, error) {
	k, ok := pii.Parse(name)
	if !ok {
		return pii.None, fault.Errorf(fault.Usage, "unknown kind %q: written by a newer version", name)
	}
	return k, nil
}

func known(n sql.NullInt64) *int64 {
	if !n.Valid {
		return nil
	}
	return &n.Int64
}
