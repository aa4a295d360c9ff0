package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const (
	beginAnswer  = "INSERT INTO answers (name, print, body, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING"
	oneAnswer    = "SELECT print, body FROM answers WHERE name = $1"
	finishAnswer = "UPDATE answers SET body = $2 WHERE name = $1"
	forgetAnswer = "DELETE FROM answers WHERE name = $1 AND body = $2"
	oldAnswers   = "DELETE FROM answers WHERE made_at < $1"
)

// keepAnswers is how long an answer is given again.
const keepAnswers = 24 * time.Hour

// Answer is what is known of a request that was sent before.
type Answer struct {
	Print []byte // of what was asked then
	Body  []byte // what was answered, sealed; nil while it is at work, or if it was cut short
}

// Answers are the answers that a store keeps.
type Answers struct{ s *Store }

// Answers gives the answers to requests that may be sent again.
func (s *Store) Answers() *Answers { return &Answers{s} }

// Begin takes a name for a request and tells that it is the caller's. If it is taken already, what is known of that request is told
// instead. What is older than a day is forgotten.
func (a *Answers) Begin(ctx context.Context, name string, print []byte, now time.Time) (Answer, bool, error) {
	var got Answer
	var mine bool
	err := a.s.tx(ctx, "take a request's name in", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, oldAnswers, now.Add(-keepAnswers).UnixMicro()); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, beginAnswer, name, print, []byte{}, now.UnixMicro())
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if mine = n == 1; err != nil || mine {
			return err
		}
		got = Answer{}
		err = tx.QueryRowContext(ctx, oneAnswer, name).Scan(&got.Print, &got.Body)
		if errors.Is(err, sql.ErrNoRows) { // given back at this moment: the caller is told that it was at work
			got.Print, err = print, nil
		}
		if len(got.Body) == 0 {
			got.Body = nil
		}
		return err
	})
	return got, mine, err
}

// Finish keeps the answer to a request whose name was taken.
func (a *Answers) Finish(ctx context.Context, name string, answer []byte) error {
	return a.s.tx(ctx, "keep an answer in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, finishAnswer, name, answer)
		return err
	})
}

// Forget gives a name back: the request was not done.
func (a *Answers) Forget(ctx context.Context, name string) error {
	return a.s.tx(ctx, "give a request's name back in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, forgetAnswer, name, []byte{})
		return err
	})
}
