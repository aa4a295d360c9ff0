package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const (
	logColumns = "name, parser, events, lines, malformed, odd, lost, last_at, read_at, error"
	allLogs    = "SELECT " + logColumns + " FROM watched_logs ORDER BY name LIMIT 1000"
	keepLog    = "INSERT INTO watched_logs (" + logColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) " +
		"ON CONFLICT (name) DO UPDATE SET parser = $2, events = $3, lines = $4, malformed = $5, odd = $6, lost = $7, last_at = $8, read_at = $9, error = $10"
	keepGap = "INSERT INTO log_gaps (log, from_at, why, to_at, missing) VALUES ($1, $2, $3, $4, $5) " +
		"ON CONFLICT (log, from_at, why) DO UPDATE SET to_at = $4, missing = $5"
	gapsIn  = "SELECT log, from_at, to_at, why, missing FROM log_gaps WHERE from_at < $2 AND (to_at = 0 OR to_at >= $1) AND ($3 = '' OR log = $3) ORDER BY from_at DESC, log LIMIT $4"
	allGaps = "SELECT COUNT(*) FROM log_gaps WHERE to_at = 0 OR to_at >= $1"
)

// WatchedLog is a log that is watched, and how well it is read.
type WatchedLog struct {
	Name, Parser  string
	Events, Lines int64
	Malformed     int64     // records that are not of this log
	Odd           int64     // records whose time cannot be
	Lost          int64     // messages that came and found no room, files cut short
	Last          time.Time // of its last event; zero if there was none
	Read          time.Time // when it was last read
	Error         string    // the last one; "" none
}

// KeepLogs writes how logs stand and what is missing in them.
func (s *Store) KeepLogs(ctx context.Context, logs []WatchedLog, gaps []watch.Gap) error {
	if len(logs) == 0 && len(gaps) == 0 {
		return nil
	}
	return s.tx(ctx, "keep the state of logs in", func(tx *sql.Tx) error {
		for i := range logs {
			l := &logs[i]
			if _, err := tx.ExecContext(ctx, keepLog, l.Name, l.Parser, l.Events, l.Lines, l.Malformed, l.Odd, l.Lost, micros(l.Last), micros(l.Read), l.Error); err != nil {
				return err
			}
		}
		for i := range gaps {
			g := &gaps[i]
			if _, err := tx.ExecContext(ctx, keepGap, g.Log.Name, g.From, int64(g.Why), g.To, g.Missing); err != nil {
				return err
			}
		}
		return nil
	})
}

// WatchedLogs lists the logs that were watched.
func (s *Store) WatchedLogs(ctx context.Context) (out []WatchedLog, err error) {
	err = s.each(ctx, allLogs, func(r *sql.Rows) error {
		var l WatchedLog
		var last, read int64
		err := r.Scan(&l.Name, &l.Parser, &l.Events, &l.Lines, &l.Malformed, &l.Odd, &l.Lost, &last, &read, &l.Error)
		l.Last, l.Read = fromMicros(last), fromMicros(read)
		out = append(out, l)
		return err
	})
	return out, err
}

// Gaps lists what is missing in a log, or in all if its name is "", within a time; the latest first.
func (s *Store) Gaps(ctx context.Context, log string, from, to time.Time, limit int) (out []watch.Gap, err error) {
	end := int64(1) << 62
	if !to.IsZero() {
		end = micros(to)
	}
	err = s.each(ctx, gapsIn, func(r *sql.Rows) error {
		var g watch.Gap
		var name string
		var why int64
		err := r.Scan(&name, &g.From, &g.To, &why, &g.Missing)
		g.Log, g.Why = &watch.Log{Name: name}, watch.GapKind(min(max(why, 0), int64(watch.Days)))
		out = append(out, g)
		return err
	}, micros(from), end, log, int64(limit))
	return out, err
}

// CountGaps counts the gaps that were there since a time.
func (s *Store) CountGaps(ctx context.Context, since time.Time) (n int64, err error) {
	if err := s.db.QueryRowContext(ctx, allGaps, micros(since)).Scan(&n); err != nil {
		return 0, s.fail("read", err)
	}
	return n, nil
}
