package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"io/fs"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Verify checks everything of a case, or of all; see breach.Ledger. Of the other cases it looks only at the links, which hold the
// order of all events.
func (l *Ledger) Verify(ctx context.Context, id string) (breach.Report, error) {
	v := &verifying{l: l, id: id, ends: map[string]*breach.Event{}, hashes: map[string]map[int64][32]byte{}}
	v.report.Key = hex.EncodeToString(l.Public())
	h, herr := l.read() // before the events: others may record meanwhile
	if err := l.each(ctx, everyEvent, v.row); err != nil {
		return v.report, err
	}
	if errors.Is(herr, fs.ErrNotExist) && v.place > 0 { // nor must it have been made meanwhile
		h, herr = l.read()
	}
	if err := v.heads(h, herr); err != nil {
		return v.report, err
	}
	v.report.Head = v.before
	if _, there := v.ends[id]; id != "" && !there && len(v.report.Problems) == 0 {
		return v.report, noCase(id)
	}
	for c := range v.ends {
		if id == "" || c == id {
			v.report.Cases++
		}
	}
	return v.report, nil
}

// verifying goes over all rows in their order.
type verifying struct {
	l      *Ledger
	id     string
	report breach.Report
	place  int64
	before [32]byte
	ends   map[string]*breach.Event // the last of each case
	hashes map[string]map[int64][32]byte
}

// tell notes a problem once.
func (v *verifying) tell(id string, seq int64, code string) {
	p := breach.Problem{Case: id, Seq: seq, Code: code}
	if (v.id == "" || id == "" || id == v.id) && code != "" && !slices.Contains(v.report.Problems, p) {
		v.report.Problems = append(v.report.Problems, p)
	}
}

func (v *verifying) row(r *sql.Rows) error {
	var place, seq, at int64
	var id string
	var hash, form sql.RawBytes
	if err := r.Scan(&place, &id, &seq, &at, &hash, &form); err != nil {
		return err
	}
	if place != v.place+1 {
		v.tell(id, seq, breach.GapFound)
	}
	v.place = place
	if v.id == "" || id == v.id {
		v.report.Events++
	}
	e, broken := breach.Decode(form)
	if errors.Is(broken, breach.ErrNewer) {
		return broken
	}
	var sum [32]byte
	copy(sum[:], hash)
	if v.hashes[id] == nil {
		v.hashes[id] = map[int64][32]byte{}
	}
	v.hashes[id][seq] = sum
	prev := v.ends[id]
	if broken != nil {
		v.tell(id, seq, breach.UnreadFound)
		// The next is held against what the row says of itself: one damaged event is one problem.
		v.ends[id], v.before = &breach.Event{Case: id, Seq: seq, Hash: sum}, sum
		return nil //nolint:nilerr // it is told as a problem
	}
	switch {
	case e.Case != id || e.Seq != seq || e.At.UnixMicro() != at:
		v.tell(id, seq, breach.OrderFound)
	case !bytes.Equal(hash, e.Hash[:]):
		v.tell(id, seq, breach.HashFound)
	case e.Before != v.before:
		v.tell(id, seq, breach.LinkFound)
	}
	if v.id == "" || id == v.id {
		v.tell(id, seq, e.Genuine(v.l.Public()))
	}
	e.Case, e.Seq = id, seq
	v.tell(id, seq, e.Follows(prev))
	v.before = e.Hash
	e.Body, e.Sealed, e.Signature = nil, nil, nil
	v.ends[id] = &e
	return nil
}

// heads holds the ledger against the file of heads.
func (v *verifying) heads(h *breach.Heads, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist) && v.place == 0:
		return nil
	case errors.Is(err, fs.ErrNotExist), fault.Of(err) == fault.Unreadable:
		v.tell("", 0, breach.HeadsFound)
		return nil
	case err != nil:
		return err
	}
	there := func(c *breach.Head) bool {
		hash, ok := v.hashes[c.Case][c.Seq]
		return ok && hash == c.Hash
	}
	for i := range h.Cases {
		if c := &h.Cases[i]; !there(c) {
			v.tell(c.Case, c.Seq, breach.MissingFound)
		}
	}
	for i := range h.Lost {
		switch c := &h.Lost[i].Head; {
		case c.Case == "":
			v.tell("", c.Seq, breach.HeadsFound)
		case !there(c):
			v.tell(c.Case, c.Seq, breach.MissingFound)
		}
	}
	return nil
}
