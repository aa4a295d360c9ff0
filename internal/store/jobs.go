package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const (
	jobColumns = "id, kind, subject, args, ordered_by, not_before, state, made_at, started_at, ended_at, tries, done, total, unit, told_at, error, class, result"
	addJob     = "INSERT INTO jobs (" + jobColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
	oneJob     = "SELECT " + jobColumns + " FROM jobs WHERE id = $1"
	waitingJob = "SELECT " + jobColumns + " FROM jobs WHERE state = 'waiting' AND kind = $1 AND subject = $2 ORDER BY id LIMIT 1"
	moveJob    = "UPDATE jobs SET not_before = $3, state = $4, started_at = $5, ended_at = $6, tries = $7, done = $8, total = $9, unit = $10, told_at = $11, " +
		"error = $12, class = $13, result = $14 WHERE id = $1 AND state = $2"
	noteProgress = "UPDATE jobs SET done = $2, total = $3, unit = $4, told_at = $5 WHERE id = $1 AND state = 'running'"
	someJobs     = "SELECT " + jobColumns + " FROM jobs WHERE (kind = $1 OR $1 = '') AND (subject = $2 OR $2 = '') AND (id < $3 OR $3 = '')"
	trimJobs     = "DELETE FROM jobs WHERE kind = $1 AND subject = $2 AND state = 'done' AND id < " +
		"(SELECT MIN(id) FROM (SELECT id FROM jobs WHERE kind = $1 AND subject = $2 AND state = 'done' ORDER BY id DESC LIMIT $3) AS kept)"
	oldJobs    = "DELETE FROM jobs WHERE ended_at > 0 AND ended_at < $1"
	openAlerts = "SELECT severity, COUNT(*) FROM alerts WHERE state = 'open' GROUP BY severity"
	countJobs  = "SELECT kind, state, COUNT(*), MAX(ended_at) FROM jobs GROUP BY kind, state ORDER BY kind, state"
)

var _ bench.Records = (*Store)(nil)

// AddJob records a job. Where the same kind of the same subject waits already, that job is returned and nothing recorded.
func (s *Store) AddJob(ctx context.Context, j *queue.Job) (had *queue.Job, err error) {
	err = s.tx(ctx, "record a job in", func(tx *sql.Tx) error {
		var err error
		had, err = scanJob(tx.QueryRowContext(ctx, waitingJob, string(j.Kind), j.Subject))
		if err != nil || had != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, addJob, j.ID, string(j.Kind), j.Subject, blob(j.Args), j.By, micros(j.At), string(j.State), micros(j.Made), micros(j.Started), micros(j.Ended),
			int64(j.Tries), j.Progress.Done, j.Progress.Total, j.Progress.Unit, micros(j.Progress.At), j.Error, j.Class, blob(j.Result))
		return err
	})
	return had, err
}

// Job is one job; nil if there is none.
func (s *Store) Job(ctx context.Context, id string) (*queue.Job, error) {
	j, err := scanJob(s.db.QueryRowContext(ctx, oneJob, id))
	if err != nil {
		return nil, s.fail("read", err)
	}
	return j, nil
}

// scanJob reads a job; nil if there is none.
func scanJob(row interface{ Scan(...any) error }) (*queue.Job, error) {
	var j queue.Job
	var kind, state string
	var args, result []byte
	var at, made, started, ended, tries, told int64
	err := row.Scan(&j.ID, &kind, &j.Subject, &args, &j.By, &at, &state, &made, &started, &ended, &tries, &j.Progress.Done, &j.Progress.Total, &j.Progress.Unit, &told, &j.Error, &j.Class, &result)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	j.Kind, j.State, j.Tries = queue.Kind(kind), queue.State(state), int(tries)
	j.At, j.Made, j.Started, j.Ended, j.Progress.At = fromMicros(at), fromMicros(made), fromMicros(started), fromMicros(ended), fromMicros(told)
	if len(args) > 0 {
		j.Args = args
	}
	if len(result) > 0 {
		j.Result = result
	}
	return &j, nil
}

// MoveJob records all of a job but its order, if its state is was; ok is false if it is another.
func (s *Store) MoveJob(ctx context.Context, j *queue.Job, was queue.State) (ok bool, err error) {
	err = s.tx(ctx, "record a job in", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, moveJob, j.ID, string(was), micros(j.At), string(j.State), micros(j.Started), micros(j.Ended), int64(j.Tries),
			j.Progress.Done, j.Progress.Total, j.Progress.Unit, micros(j.Progress.At), j.Error, j.Class, blob(j.Result))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		ok = n > 0
		return err
	})
	return ok, err
}

// NoteProgress records how far a job is that runs.
func (s *Store) NoteProgress(ctx context.Context, id string, p queue.Progress) error {
	return s.tx(ctx, "record progress in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, noteProgress, id, p.Done, p.Total, p.Unit, micros(p.At))
		return err
	})
}

// Jobs lists jobs, the newest first.
func (s *Store) Jobs(ctx context.Context, f queue.Filter) ([]queue.Job, error) {
	query, args := someJobs, []any{string(f.Kind), f.Subject, f.Before}
	if len(f.States) > 0 {
		query += " AND state IN (" + behind(len(args), len(f.States)) + ")"
		for _, st := range f.States {
			args = append(args, string(st))
		}
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	query += " ORDER BY id DESC LIMIT " + behind(len(args), 1)
	args = append(args, int64(f.Limit))
	var out []queue.Job
	err := s.each(ctx, query, func(r *sql.Rows) error {
		j, err := scanJob(r)
		if err == nil {
			out = append(out, *j)
		}
		return err
	}, args...)
	return out, err
}

// TrimJobs forgets all but the newest jobs of a kind and a subject that are done.
func (s *Store) TrimJobs(ctx context.Context, kind queue.Kind, subject string, keep int) error {
	return s.tx(ctx, "forget jobs in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, trimJobs, string(kind), subject, int64(keep))
		return err
	})
}

// ForgetJobs forgets the jobs that ended before a time.
func (s *Store) ForgetJobs(ctx context.Context, before time.Time) error {
	return s.tx(ctx, "forget jobs in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, oldJobs, micros(before))
		return err
	})
}

// CountJobs counts jobs by kind and state.
func (s *Store) CountJobs(ctx context.Context) ([]bench.Count, error) {
	var out []bench.Count
	err := s.each(ctx, countJobs, func(r *sql.Rows) error {
		var c bench.Count
		var kind, state string
		var last int64
		err := r.Scan(&kind, &state, &c.Count, &last)
		c.Kind, c.State, c.Last = queue.Kind(kind), queue.State(state), fromMicros(last)
		out = append(out, c)
		return err
	})
	return out, err
}

// CountOpenAlerts counts the alerts that nobody decided on, by severity.
func (s *Store) CountOpenAlerts(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	err := s.each(ctx, openAlerts, func(r *sql.Rows) error {
		var severity, n int64
		err := r.Scan(&severity, &n)
		out[watch.Severity(severity).String()] = n
		return err
	})
	return out, err
}
