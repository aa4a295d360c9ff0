package mongo

import (
	"context"
	"fmt"
	"io"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// entry is a file in the directory of a bucket.
type entry struct {
	ID         bson.RawValue `bson:"_id"`
	Filename   string
	Length     int64
	ChunkSize  int64         `bson:"chunkSize"`
	UploadDate bson.DateTime `bson:"uploadDate"`
}

// files enumerates the files of a bucket. They never change: a new version is a new file.
func (s *Source) files(ctx context.Context, c *collection, yield func(source.Unit, error) bool) bool {
	d := &reader{ctx: ctx, s: s, c: c, n: firstBatch}
	for {
		raw, err := s.run(ctx, "list files", c.db, d.command())
		if err != nil {
			return yield(source.Unit{}, err)
		}
		batch, _ := raw.Lookup("cursor", "firstBatch").ArrayOK()
		values, err := batch.Values()
		if err != nil {
			return yield(source.Unit{}, fault.Errorf(fault.Unreadable, "list files: the server's answer is malformed"))
		}
		got := false
		for _, v := range values {
			var e entry
			if bson.Unmarshal(v.Value, &e) != nil {
				continue
			}
			key := append([]byte{byte(e.ID.Type)}, e.ID.Value...)
			if string(key) == string(d.last) {
				continue
			}
			got, d.last = true, key
			u := source.Unit{Name: c.shown() + "/files/" + e.name(), Size: e.Length, Stamp: fmt.Sprintf("%x-%x", e.Length, int64(e.UploadDate))}
			err := error(nil)
			if e.ID.Type != bson.TypeObjectID {
				err = fault.Errorf(fault.Skipped, "read file: its _id is no ObjectId")
			}
			if !yield(u, err) {
				return false
			}
		}
		if !got {
			return true
		}
		d.pace(0)
	}
}

// name is a file's in units: its _id, by which it is found again, and what it was called.
func (e *entry) name() string {
	id := "other"
	if o, ok := e.ID.ObjectIDOK(); ok {
		id = o.Hex()
	}
	return id + "/" + content.SafeName(strings.ReplaceAll(e.Filename, "/", "_"))
}

// file opens one.
func (s *Source) file(ctx context.Context, c *collection, u source.Unit, name string) (*source.Body, error) {
	text, _, _ := strings.Cut(name, "/")
	id, err := bson.ObjectIDFromHex(text)
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read file: there is no such file")
	}
	raw, err := s.run(ctx, "read file", c.db, bson.D{{Key: "find", Value: c.name}, {Key: "filter", Value: bson.D{{Key: "_id", Value: id}}}, {Key: "limit", Value: 1}, {Key: "singleBatch", Value: true}})
	if err != nil {
		return nil, err
	}
	var e entry
	if doc, ok := raw.Lookup("cursor", "firstBatch", "0").DocumentOK(); !ok || bson.Unmarshal(doc, &e) != nil {
		return nil, fault.Errorf(fault.Unreadable, "read file: it is not there any more")
	}
	ctx, cancel := context.WithCancel(ctx)
	r := &pieces{ctx: ctx, s: s, c: c, id: id, left: e.Length}
	return &source.Body{
		Body:    content.Body{Name: u.Name, Size: e.Length, R: r},
		Changed: func() bool { return false },
		Close:   func() error { cancel(); return nil },
	}, nil
}

// pieces reads the chunks of a file in order.
type pieces struct {
	ctx  context.Context
	s    *Source
	c    *collection
	id   bson.ObjectID
	n    int32 // the next
	buf  []byte
	left int64
}

// Read implements io.Reader.
func (p *pieces) Read(b []byte) (int, error) {
	for len(p.buf) == 0 {
		if p.left <= 0 {
			return 0, io.EOF
		}
		chunks := strings.TrimSuffix(p.c.name, ".files") + ".chunks"
		raw, err := p.s.run(p.ctx, "read file", p.c.db, bson.D{{Key: "find", Value: chunks},
			{Key: "filter", Value: bson.D{{Key: "files_id", Value: p.id}, {Key: "n", Value: p.n}}}, {Key: "limit", Value: 1}, {Key: "singleBatch", Value: true}, {Key: "maxTimeMS", Value: p.s.silence.Milliseconds()}})
		if err != nil {
			return 0, err
		}
		_, data, ok := raw.Lookup("cursor", "firstBatch", "0", "data").BinaryOK()
		if !ok || len(data) == 0 {
			return 0, fault.Errorf(fault.Unreadable, "read file: a piece of it is missing")
		}
		p.buf = data[:min(int64(len(data)), p.left)]
		p.left -= int64(len(p.buf))
		p.n++
	}
	n := copy(b, p.buf)
	p.buf = p.buf[n:]
	return n, nil
}
