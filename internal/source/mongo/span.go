package mongo

import (
	"context"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// span is the documents of a range of _id, its beginning included; a missing end is the collection's.
type span struct {
	name     string
	from, to any
}

const (
	splitFrom = 500_000 // documents from which on a collection is several units
	splitInto = 200_000 // documents that a unit should have, about
	maxSpans  = 4096
)

// grains are how ranges of time are called.
var grains = []struct {
	layout string
	days   int
	next   func(time.Time) time.Time
	floor  func(time.Time) time.Time
}{
	{"2006-01-02", 1, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, func(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }},
	{"2006-01", 30, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }, func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC) }},
	{"2006", 365, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }, func(t time.Time) time.Time { return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC) }},
}

// ranges splits a large collection; none where it is small, or its _ids are neither ObjectIds nor whole numbers.
func (s *Source) ranges(ctx context.Context, c *collection, count int64) ([]span, error) {
	if count < splitFrom {
		return nil, nil
	}
	first, err := s.edge(ctx, c, 1)
	if err != nil {
		return nil, err
	}
	last, err := s.edge(ctx, c, -1)
	if err != nil {
		return nil, err
	}
	want := min(max(count/splitInto, 2), maxSpans)
	if a, ok := first.ObjectIDOK(); ok {
		if b, ok := last.ObjectIDOK(); ok {
			return byTime(a.Timestamp().UTC(), b.Timestamp().UTC(), want), nil
		}
		return nil, nil
	}
	a, ok1 := first.AsInt64OK()
	b, ok2 := last.AsInt64OK()
	if !ok1 || !ok2 || first.Type == bson.TypeDouble || last.Type == bson.TypeDouble {
		return nil, nil
	}
	return byNumber(a, b, want), nil
}

// edge is the first or the last _id.
func (s *Source) edge(ctx context.Context, c *collection, direction int) (bson.RawValue, error) {
	raw, err := s.run(ctx, "look at the index", c.db, bson.D{{Key: "find", Value: c.name}, {Key: "projection", Value: bson.D{{Key: "_id", Value: 1}}},
		{Key: "sort", Value: bson.D{{Key: "_id", Value: direction}}}, {Key: "limit", Value: 1}, {Key: "singleBatch", Value: true}, {Key: "maxTimeMS", Value: s.silence.Milliseconds()}})
	if err != nil {
		return bson.RawValue{}, err
	}
	return raw.Lookup("cursor", "firstBatch", "0", "_id"), nil
}

// byTime are the days, months or years from first to last, whichever are not more than wanted.
func byTime(first, last time.Time, want int64) []span {
	for _, g := range grains {
		if int64(last.Sub(first).Hours()/24)/int64(g.days) > want && g.layout != "2006" {
			continue
		}
		var out []span
		for at := g.floor(first); !at.After(last) && len(out) < maxSpans; at = g.next(at) {
			out = append(out, span{name: at.Format(g.layout), from: objectID(at), to: objectID(g.next(at))})
		}
		if len(out) > 1 {
			return open2(out)
		}
	}
	return nil
}

// open2 opens the first and the last range: what is smaller or larger than all, of whatever type, belongs to them.
func open2(out []span) []span {
	out[0].name, out[0].from = ".."+out[0].name, nil
	out[len(out)-1].name, out[len(out)-1].to = out[len(out)-1].name+"..", nil
	return out
}

// objectID is the first of a time.
func objectID(t time.Time) bson.ObjectID {
	var id bson.ObjectID
	binary.BigEndian.PutUint32(id[:], uint32(t.Unix()))
	return id
}

// byNumber are ranges of a round size.
func byNumber(first, last, want int64) []span {
	if last <= first || first < -1<<62 || last > 1<<62 {
		return nil
	}
	step := int64(1)
	for (last-first)/step > want && step < 1e17 {
		step *= 10
	}
	at := first / step * step
	if at > first {
		at -= step
	}
	var out []span
	for ; at <= last && len(out) < maxSpans; at += step {
		out = append(out, span{name: strconv.FormatInt(at, 10), from: at, to: at + step})
	}
	if len(out) < 2 {
		return nil
	}
	for i := range out {
		out[i].name += "+" + strconv.FormatInt(step, 10)
	}
	return open2(out)
}

// spanOf is the range of a name; "" is the whole collection.
func spanOf(name string) (span, bool) {
	if name == "" {
		return span{}, true
	}
	r := span{name: name}
	text, first := strings.CutPrefix(name, "..")
	text, last := strings.CutSuffix(text, "..")
	if number, step, ok := strings.Cut(text, "+"); ok {
		at, err1 := strconv.ParseInt(number, 10, 64)
		by, err2 := strconv.ParseInt(step, 10, 64)
		if err1 != nil || err2 != nil || by < 1 {
			return r, false
		}
		r.from, r.to = at, at+by
	} else {
		ok := false
		for _, g := range grains {
			if t, err := time.Parse(g.layout, text); err == nil {
				r.from, r.to, ok = objectID(t), objectID(g.next(t)), true
			}
		}
		if !ok {
			return r, false
		}
	}
	if first {
		r.from = nil
	}
	if last {
		r.to = nil
	}
	return r, true
}
