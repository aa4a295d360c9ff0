package mongo

import (
	"bytes"
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	firstBatch = 100
	mostBatch  = 5000
	batchBytes = 1 << 20
)

// reader reads the documents of a range.
type reader struct {
	ctx  context.Context
	s    *Source
	c    *collection
	span span

	last []byte // the last _id, its type before it
	n    int    // documents to ask for
	w    writer

	cur *mongo.Cursor // of a sample, or where there is no index on _id
}

// next appends a batch.
func (r *reader) next(dst []byte) ([]byte, error) {
	raw, err := r.s.run(r.ctx, "read documents", r.c.db, r.command())
	if err != nil {
		return dst, err
	}
	batch, ok := raw.Lookup("cursor", "firstBatch").ArrayOK()
	if !ok {
		return dst, fault.Errorf(fault.Unreadable, "read documents: the server's answer is not what was asked for")
	}
	before, got := len(dst), 0
	rest := bsoncore.Array(batch)
	if len(rest) < 5 {
		return dst, r.w.rest()
	}
	for rest = rest[4:]; len(rest) > 1; {
		e, more, ok := bsoncore.ReadElement(rest)
		if !ok {
			return dst, fault.Errorf(fault.Unreadable, "read documents: a document is malformed")
		}
		rest = more
		doc, ok := e.Value().DocumentOK()
		if !ok {
			continue
		}
		id := doc.Lookup("_id")
		key := append([]byte{byte(id.Type)}, id.Data...)
		if bytes.Equal(key, r.last) {
			continue // where the last batch ended
		}
		if len(id.Data) == 0 && id.Type == 0 {
			return dst, fault.Errorf(fault.Unreadable, "read documents: a document has no _id")
		}
		r.last = append(r.last[:0], key...)
		dst = r.w.document(dst, doc)
		got++
	}
	if got == 0 {
		return dst, r.w.rest()
	}
	r.pace(len(dst) - before)
	return dst, nil
}

// pace asks for more next time where little came. The server sends no more than 16 MB whatever is asked for.
func (r *reader) pace(n int) {
	switch {
	case n < batchBytes:
		r.n = min(2*r.n, mostBatch)
	case n > 4*batchBytes:
		r.n = max(r.n/2, 2)
	}
}

// command asks for the next batch. The bounds are those of the index and not a filter: a filter compares within one type
// only, and _ids may be of several.
func (r *reader) command() bson.D {
	d := bson.D{{Key: "find", Value: r.c.name}, {Key: "filter", Value: bson.D{}}, {Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "hint", Value: bson.D{{Key: "_id", Value: 1}}}}
	switch {
	case r.last != nil:
		d = append(d, bson.E{Key: "min", Value: bson.D{{Key: "_id", Value: bson.RawValue{Type: bson.Type(r.last[0]), Value: r.last[1:]}}}})
	case r.span.from != nil:
		d = append(d, bson.E{Key: "min", Value: bson.D{{Key: "_id", Value: r.span.from}}})
	}
	if r.span.to != nil {
		d = append(d, bson.E{Key: "max", Value: bson.D{{Key: "_id", Value: r.span.to}}})
	}
	return append(d, bson.E{Key: "limit", Value: r.n}, bson.E{Key: "batchSize", Value: r.n}, bson.E{Key: "singleBatch", Value: true},
		bson.E{Key: "maxTimeMS", Value: r.s.silence.Milliseconds()})
}

// smallSample is the share up to which the server picks documents at random; of more, it goes through all.
const smallSample = 0.05

// stream appends documents from a cursor.
func (r *reader) stream(dst []byte) ([]byte, error) {
	if r.cur == nil {
		if err := r.begin(); err != nil {
			return dst, err
		}
	}
	for len(dst) < 256<<10 {
		if !r.more() {
			if err := r.cur.Err(); err != nil {
				return dst, fail(r.ctx, "read documents", err)
			}
			return dst, r.w.rest()
		}
		dst = r.w.document(dst, bsoncore.Document(r.cur.Current))
	}
	return dst, nil
}

// more goes to the next document.
func (r *reader) more() bool {
	if r.cur.RemainingBatchLength() > 0 {
		return r.cur.Next(r.ctx)
	}
	limited, cancel := context.WithTimeout(r.ctx, r.s.silence)
	defer cancel()
	return r.cur.Next(limited)
}

func (r *reader) begin() error {
	pipeline := bson.A{}
	if share := r.s.sample; share > 0 {
		count, err := r.s.count(r.ctx, r.c)
		if err != nil {
			return err
		}
		stage := bson.D{{Key: "$match", Value: bson.D{{Key: "$sampleRate", Value: share}}}}
		if size := int64(float64(count)*share + 0.999); share <= smallSample && count > 0 {
			stage = bson.D{{Key: "$sample", Value: bson.D{{Key: "size", Value: max(size, 1)}}}}
		}
		pipeline = append(pipeline, stage)
	}
	return r.s.retry.Do(r.ctx, func(ctx context.Context) (err error) {
		limited, cancel := context.WithTimeout(ctx, r.s.silence)
		defer cancel()
		r.cur, err = r.s.client.Database(r.c.db).Collection(r.c.name).Aggregate(limited, pipeline)
		return fail(ctx, "read documents", err)
	})
}

// end closes the cursor.
func (r *reader) end() {
	if r.cur == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), r.s.silence)
	defer cancel()
	_ = r.cur.Close(ctx)
}
