package store

import (
	"context"
	"crypto/cipher"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	lastOfCase  = "SELECT seq, at, hash FROM case_events WHERE case_id = $1 ORDER BY seq DESC LIMIT 1"
	lastPlace   = "SELECT place, hash FROM case_events ORDER BY place DESC LIMIT 1"
	addEvent    = "INSERT INTO case_events (place, case_id, seq, at, hash, event) VALUES ($1, $2, $3, $4, $5, $6)"
	caseEvents  = "SELECT seq, event FROM case_events WHERE case_id = $1 ORDER BY seq"
	countEvents = "SELECT COUNT(*) FROM case_events WHERE case_id = $1"
	allCases    = "SELECT DISTINCT case_id FROM case_events"
	hasNumber   = "SELECT COUNT(*) FROM case_numbers WHERE id = $1"
	lastNumber  = "SELECT MAX(number) FROM case_numbers WHERE year = $1"
	giveNumber  = "INSERT INTO case_numbers (id, year, number, given_at) VALUES ($1, $2, $3, $4)"
	hashAt      = "SELECT hash FROM case_events WHERE place = $1"
	hashOf      = "SELECT hash FROM case_events WHERE case_id = $1 AND seq = $2"
	countTo     = "SELECT COUNT(*) FROM case_events WHERE place <= $1"
	eventsAfter = "SELECT place, case_id, seq, hash FROM case_events WHERE place > $1 ORDER BY place"
	hasHash     = "SELECT COUNT(*) FROM case_events WHERE hash = $1"
	everyEvent  = "SELECT place, case_id, seq, at, hash, event FROM case_events ORDER BY place"
)

// Ledger keeps the events of cases in the store, and what it held last in a signed file apart from it. It implements
// breach.Ledger; several processes may use it at once.
type Ledger struct {
	s     *Store
	key   ed25519.PrivateKey
	seal  cipher.AEAD
	heads string // path
}

var _ breach.Ledger = (*Ledger)(nil)

// Ledger is the store's ledger: key signs its events (config.Secrets.Signer("case")), seal seals what of them is secret
// (config.Secrets.Seal("case")), heads is the path of the file of heads (config.Home.Heads).
func (s *Store) Ledger(key ed25519.PrivateKey, seal cipher.AEAD, heads string) *Ledger {
	return &Ledger{s: s, key: key, seal: seal, heads: heads}
}

// Public is the key by which everybody can check the events.
func (l *Ledger) Public() ed25519.PublicKey { return l.key.Public().(ed25519.PublicKey) }

// Append records entries as the next events of a case, in one synced transaction; see breach.Ledger. Each is recorded a microsecond after the
// one before at least: the order of a case is the order of time, even if the clock is set back.
func (l *Ledger) Append(ctx context.Context, id string, seen int64, by string, entries ...breach.Entry) ([]breach.Event, error) {
	events, err := l.prepare(id, by, entries)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	// The file of heads is there before the first event is: if it is missing later, somebody took it.
	if err := l.begin(ctx); err != nil {
		return nil, err
	}
	err = l.tx(ctx, "record a case's events in", func(tx *sql.Tx) error {
		prev, at, err := l.position(ctx, tx, id, seen, events[0].Body)
		if err != nil {
			return err
		}
		place, before, err := last(tx.QueryRowContext(ctx, lastPlace))
		if err != nil {
			return err
		}
		now := l.s.now().UTC().Truncate(time.Microsecond)
		for i := range events {
			e := &events[i]
			e.Seq = seen + int64(i) + 1
			if e.At = now; !e.At.After(at) {
				e.At = at.Add(time.Microsecond)
			}
			if err := breach.Sign(e, prev, before, l.key); err != nil {
				return err
			}
			form, err := breach.Encode(e)
			if err != nil {
				return err
			}
			place++
			if _, err := tx.ExecContext(ctx, addEvent, place, id, e.Seq, e.At.UnixMicro(), e.Hash[:], form); err != nil {
				return err
			}
			prev, before, at = e.Hash, e.Hash, e.At
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// They are recorded, whatever becomes of the heads: these may lag behind, and are brought up by the next who appends.
	_ = l.advance(context.WithoutCancel(ctx))
	return events, nil
}

// prepare checks entries and seals what is secret.
func (l *Ledger) prepare(id, by string, entries []breach.Entry) ([]breach.Event, error) {
	if _, _, ok := breach.ParseNumber(id); !ok {
		return nil, noCase(id)
	}
	if by == "" || len(by) > 200 || strings.ContainsFunc(by, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return nil, fault.Errorf(fault.Usage, "record in case %s: who records needs a name of at most 200 printable characters", id)
	}
	events := make([]breach.Event, len(entries))
	for i, e := range entries {
		if e.Body == nil {
			return nil, fmt.Errorf("record in case %s: an entry without a body", id)
		}
		if err := breach.Check(e.Body); err != nil {
			return nil, err
		}
		if err := readable(e.Body); err != nil { // what was recorded stays for good: nothing that could not be read again
			return nil, fmt.Errorf("record in case %s: %w", id, err)
		}
		sealed, err := breach.Seal(l.seal, id, e.Secret)
		if err != nil {
			return nil, err
		}
		events[i] = breach.Event{Case: id, By: by, Body: e.Body, Sealed: sealed}
	}
	return events, nil
}

// readable tells that a body is read as it was written: text that is no UTF-8 is not.
func readable(b breach.Body) error {
	text, err := breach.EncodeBody(b)
	if err != nil {
		return err
	}
	if _, err := breach.DecodeBody(b.Type(), text); err != nil {
		return fault.Errorf(fault.Usage, "an event of type %s holds what could not be read again, such as text that is no UTF-8", b.Type())
	}
	return nil
}

func noCase(id string) error {
	return fault.Errorf(fault.Usage, "there is no case %q", id)
}

// position is the last hash and time of the case, if it has as many events as were seen.
func (l *Ledger) position(ctx context.Context, tx *sql.Tx, id string, seen int64, first breach.Body) (prev [32]byte, at time.Time, err error) {
	var seq, us int64
	var hash []byte
	err = tx.QueryRowContext(ctx, lastOfCase, id).Scan(&seq, &us, &hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		var n int64
		if err := tx.QueryRowContext(ctx, hasNumber, id).Scan(&n); err != nil {
			return prev, at, err
		}
		if n == 0 {
			return prev, at, noCase(id)
		}
		if _, ok := first.(breach.Opened); !ok && seen == 0 {
			return prev, at, fault.Errorf(fault.Usage, "record in case %s: it is not open yet", id)
		}
	case err != nil:
		return prev, at, err
	case len(hash) != len(prev):
		return prev, at, fault.Errorf(fault.Unreadable, "record in case %s: event %d is damaged; case verify tells more", id, seq)
	}
	if seq != seen {
		return prev, at, fault.Errorf(fault.Changed, "record in case %s: it has %d events, and %d were seen: somebody else recorded meanwhile", id, seq, seen)
	}
	copy(prev[:], hash)
	if seq > 0 {
		at = time.UnixMicro(us).UTC()
	}
	return prev, at, nil
}

// last reads a place and a hash; zeros if there is no row.
func last(row *sql.Row) (place int64, hash [32]byte, err error) {
	var h []byte
	if err = row.Scan(&place, &h); errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	copy(hash[:], h)
	return place, hash, err
}

// New gives the number for a new case of a year: never one given before, even if the database was set back since.
func (l *Ledger) New(ctx context.Context, year int) (string, error) {
	if year < 1 || year > 9999 {
		return "", fault.Errorf(fault.Usage, "number a case: year %d", year)
	}
	var id string
	err := l.tx(ctx, "number a case in", func(tx *sql.Tx) error {
		var given sql.NullInt64
		if err := tx.QueryRowContext(ctx, lastNumber, int64(year)).Scan(&given); err != nil {
			return err
		}
		n := int(given.Int64)
		if h, err := l.read(); err == nil {
			for _, id := range h.Numbers() {
				if y, k, ok := breach.ParseNumber(id); ok && y == year {
					n = max(n, k)
				}
			}
		}
		n++
		id = breach.Number(year, n)
		_, err := tx.ExecContext(ctx, giveNumber, id, int64(year), int64(n), l.s.now().UnixMicro())
		return err
	})
	return id, err
}

// Events are those of a case in order, their hashes and links checked; see breach.Ledger. A case that is not there is fault.Usage, one that was changed
// or is damaged fault.Unreadable.
func (l *Ledger) Events(ctx context.Context, id string) ([]breach.Event, error) {
	var n int64
	if err := l.s.db.QueryRowContext(ctx, countEvents, id).Scan(&n); err != nil {
		return nil, l.s.fail("read", err)
	}
	forms := make([][]byte, 0, n)
	err := l.each(ctx, caseEvents, func(r *sql.Rows) error {
		var seq int64
		var form []byte
		if err := r.Scan(&seq, &form); err != nil {
			return err
		}
		if forms = append(forms, form); seq != int64(len(forms)) {
			return changed(id, int64(len(forms)))
		}
		return nil
	}, id)
	if err != nil {
		return nil, err
	}
	if len(forms) == 0 {
		return nil, noCase(id)
	}
	out, at, err := decodeAll(forms)
	if err != nil {
		return nil, fmt.Errorf("read event %d of case %s: %w", at+1, id, err)
	}
	var prev *breach.Event
	for i := range out {
		e := &out[i]
		if e.Follows(prev) != "" || e.Case != id {
			return nil, changed(id, int64(i+1))
		}
		prev = e
	}
	return out, nil
}

func changed(id string, seq int64) error {
	return fault.Errorf(fault.Unreadable, "read event %d of case %s: it was changed, or is missing; case verify tells more", seq, id)
}

// decodeAll decodes events on all processors: most of the time that a large case takes to open goes there. at is the first that is wrong.
func decodeAll(forms [][]byte) (out []breach.Event, at int, err error) {
	const few = 256
	out = make([]breach.Event, len(forms))
	parts := max(1, min(runtime.GOMAXPROCS(0), len(forms)/few))
	errs, ats := make([]error, parts), make([]int, parts)
	var wg sync.WaitGroup
	for p := range parts {
		wg.Go(func() {
			for i := len(forms) * p / parts; i < len(forms)*(p+1)/parts; i++ {
				if out[i], errs[p] = breach.Decode(forms[i]); errs[p] != nil {
					ats[p] = i
					return
				}
			}
		})
	}
	wg.Wait()
	for p, err := range errs {
		if err != nil {
			return nil, ats[p], err
		}
	}
	return out, 0, nil
}

// Cases lists the cases by their numbers.
func (l *Ledger) Cases(ctx context.Context) ([]string, error) {
	var out []string
	err := l.each(ctx, allCases, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	breach.SortNumbers(out)
	return out, err
}
