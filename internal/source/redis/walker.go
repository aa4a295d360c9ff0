package redis

import (
	"bytes"
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

const (
	pieceBytes  = 256 << 10 // of a long string asked for at a time
	textBytes   = 1 << 20   // of a long string that are one record
	wholeBytes  = 2 << 20   // a string up to this is one value (it may be JSON, or packed)
	wantBytes   = 256 << 10 // of a collection asked for at a time
	mostOf      = 2000      // elements of a collection asked for at a time
	namedFields = 128       // a hash with more fields has data for names
)

// walker reads one key in pieces, by as many elements at a time as are neither slow nor large.
type walker struct {
	r      *reader
	e      entry
	count  int64  // elements to ask for
	cursor uint64 // of HSCAN, SSCAN, ZSCAN
	index  int64  // of a list's next element, of a string's next byte
	last   string // id of the last message of a stream
	fields int64  // of a hash
	begun  bool
	text   []byte // of a string, not yet written
	broken bool
}

func newWalker(r *reader, e entry) *walker { return &walker{r: r, e: e, count: 4} }

// piece is what one step gave.
type piece struct {
	w    walker // as it is behind the step
	rows []byte
	told wire.Left
	more bool
}

// step appends some rows; more tells that there are others.
func (w *walker) step(dst []byte) (out []byte, more bool, err error) {
	p, err := ask(w.r.ctx, w.r.s, "read keys", func(ctx context.Context) (p piece, err error) {
		p.w = *w
		row := writer{key: w.e.key, told: &p.told}
		p.more, err = p.w.ask(ctx, w.r.s.client(w.r.db), &row)
		p.rows = row.dst
		if gone(err) {
			p.more, err = false, nil
		}
		return p, err
	})
	if err != nil {
		return dst, false, err
	}
	*w = p.w
	w.begun = true
	w.r.told.Merge(p.told)
	w.pace(len(p.rows))
	return append(dst, p.rows...), p.more, nil
}

// pace asks for more next time where little came.
func (w *walker) pace(n int) {
	switch {
	case n < wantBytes:
		w.count = min(2*w.count, mostOf)
	case n > 4*wantBytes:
		w.count = max(w.count/2, 1)
	}
}

func (w *walker) ask(ctx context.Context, c *redis.Client, row *writer) (more bool, err error) {
	k := w.e.key
	switch w.e.kind {
	case "string":
		return w.string(ctx, c, row)
	case "hash":
		if !w.begun {
			if w.fields, err = c.HLen(ctx, k).Result(); err != nil {
				return false, err
			}
		}
		pairs, next, err := c.HScan(ctx, k, w.cursor, "", w.count).Result()
		w.cursor = next
		row.pairs(pairs, w.fields <= namedFields)
		return next != 0, err
	case "set":
		members, next, err := c.SScan(ctx, k, w.cursor, "", w.count).Result()
		w.cursor = next
		row.elements(members)
		return next != 0, err
	case "zset":
		members, next, err := c.ZScan(ctx, k, w.cursor, "", w.count).Result()
		w.cursor = next
		for i := 0; i+1 < len(members); i += 2 {
			score, _ := strconv.ParseFloat(members[i+1], 64)
			row.scores([]redis.Z{{Member: members[i], Score: score}})
		}
		return next != 0, err
	case "list":
		elements, err := c.LRange(ctx, k, w.index, w.index+w.count-1).Result()
		w.index += int64(len(elements))
		row.elements(elements)
		return int64(len(elements)) == w.count, err
	case "stream":
		from := "-"
		if w.last != "" {
			from = "(" + w.last
		}
		messages, err := c.XRangeN(ctx, k, from, "+", w.count).Result()
		if len(messages) > 0 {
			w.last = messages[len(messages)-1].ID
		}
		row.messages(messages)
		return int64(len(messages)) == w.count, err
	case "ReJSON-RL":
		v, err := c.JSONGet(ctx, k).Result()
		if err != nil && fault.Of(fail("", err)) == fault.Unreadable && !gone(err) {
			row.told.Add("of a type that the server does not hand out")
			return false, nil
		}
		if err == nil {
			row.value(v)
		}
		return false, err
	}
	row.told.Add("of a module's type")
	return false, nil
}

// string reads a string piece by piece. Up to wholeBytes it is one value, a longer one is cut where words end.
func (w *walker) string(ctx context.Context, c *redis.Client, row *writer) (more bool, err error) {
	piece, err := c.GetRange(ctx, w.e.key, w.index, w.index+pieceBytes-1).Result()
	if err != nil {
		return false, err
	}
	w.index += int64(len(piece))
	w.text = append(w.text[:len(w.text):len(w.text)], piece...)
	more = len(piece) == pieceBytes
	if !more && w.index <= wholeBytes {
		if w.index > 0 {
			row.value(string(w.text))
		}
		return false, nil
	}
	if w.index <= wholeBytes {
		return true, nil
	}
	if w.index-int64(len(piece)) <= wholeBytes && packed(w.text) != "" {
		row.told.Add(packed(w.text))
		return false, nil
	}
	for len(w.text) > textBytes || !more && len(w.text) > 0 {
		n := min(len(w.text), textBytes)
		if n < len(w.text) || more {
			if i := bytes.LastIndexAny(w.text[:n], "\n },"); i > n/2 {
				n = i + 1
			}
		}
		w.broken = !row.text(w.text[:n]) || w.broken
		w.text = w.text[n:]
	}
	if !more && w.broken {
		row.told.Add("binary")
	}
	return more, nil
}
