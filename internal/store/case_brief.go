package store

import (
	"context"
	"database/sql"
)

// changedCases are the cases with events behind a place, each once.
const changedCases = "SELECT case_id, MAX(place) FROM case_events WHERE place > $1 GROUP BY case_id"

// Changed are the cases of which something was recorded behind a place, and the last place: what is given next time. Place 0 is all cases. If
// fewer events are there than were seen (the database was set back), it is all of them too, and again is true.
func (l *Ledger) Changed(ctx context.Context, after int64) (ids []string, place int64, again bool, err error) {
	var last sql.NullInt64
	if err := l.s.db.QueryRowContext(ctx, "SELECT MAX(place) FROM case_events").Scan(&last); err != nil {
		return nil, 0, false, l.s.fail("read", err)
	}
	if last.Int64 == after {
		return nil, after, false, nil
	}
	if again = last.Int64 < after; again {
		after = 0
	}
	place = after
	err = l.each(ctx, changedCases, func(r *sql.Rows) error {
		var id string
		var at int64
		if err := r.Scan(&id, &at); err != nil {
			return err
		}
		ids, place = append(ids, id), max(place, at)
		return nil
	}, after)
	return ids, place, again, err
}
