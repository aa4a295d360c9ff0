// The servers of these tests are stand-ins: they speak the OP_MSG of MongoDB's documented wire protocol
// (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/), since no MongoDB can be had on the machines that
// run the tests.

package mongodb_test

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/mongodb"
)

// standIn answers commands by their names.
func standIn(t *testing.T, answer func(command, database string) bson.D) string {
	return exposuretest.Serve(t, func(c net.Conn) {
		for {
			var head [16]byte
			if _, err := io.ReadFull(c, head[:]); err != nil {
				return
			}
			body := make([]byte, binary.LittleEndian.Uint32(head[:])-16)
			if _, err := io.ReadFull(c, body); err != nil {
				return
			}
			var asked bson.D
			if err := bson.Unmarshal(body[5:], &asked); err != nil {
				t.Errorf("no command: %v", err)
				return
			}
			doc, err := bson.Marshal(answer(asked[0].Key, asked[len(asked)-1].Value.(string)))
			if err != nil {
				t.Error(err)
				return
			}
			out := binary.LittleEndian.AppendUint32(nil, uint32(21+len(doc)))
			out = append(append(out, 0, 0, 0, 0), head[4:8]...)
			out = binary.LittleEndian.AppendUint32(out, 2013)
			if _, err := c.Write(append(append(out, 0, 0, 0, 0, 0), doc...)); err != nil {
				return
			}
		}
	})
}

func ok(d ...bson.E) bson.D { return append(bson.D(d), bson.E{Key: "ok", Value: 1.0}) }

var hello = ok(bson.E{Key: "isWritablePrimary", Value: true}, bson.E{Key: "maxWireVersion", Value: int32(21)})

func TestOpen(t *testing.T) {
	address := standIn(t, func(command, database string) bson.D {
		switch command {
		case "hello":
			return hello
		case "listDatabases":
			var list bson.A
			for _, n := range []string{"admin", "shop", "local"} {
				list = append(list, bson.D{{Key: "name", Value: n}, {Key: "sizeOnDisk", Value: int64(5_000_000)}, {Key: "empty", Value: false}})
			}
			return ok(bson.E{Key: "databases", Value: list}, bson.E{Key: "totalSize", Value: int64(1)})
		case "listCollections":
			var batch bson.A
			for _, n := range []string{"members", "READ_ME_TO_RECOVER_YOUR_DATA"} {
				batch = append(batch, bson.D{{Key: "name", Value: n}, {Key: "type", Value: "collection"}})
			}
			return ok(bson.E{Key: "cursor", Value: bson.D{{Key: "id", Value: int64(0)}, {Key: "ns", Value: database + ".$cmd"}, {Key: "firstBatch", Value: batch}}})
		}
		t.Errorf("asked for %s", command)
		return bson.D{{Key: "ok", Value: 0.0}}
	})
	r := exposuretest.Look(t, mongodb.Check{}, nil, "mongodb://"+address)
	if d := cmp.Diff([]string{"mongodb-attacked", "mongodb-no-auth"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d, r.Looked)
	}
	if x := r.Exposures[1]; x.Args["databases"] != "1" || x.Args["collections"] != "2" || x.Args["size"] != "5.0 MB" {
		t.Errorf("%v", x.Args)
	}
	r = exposuretest.Look(t, mongodb.Check{}, func(o *exposure.Options) { o.Relay = exposuretest.Relay(t) }, "mongodb://"+address)
	if got := strings.Join(exposuretest.IDs(t, r), " "); !strings.Contains(got, "mongodb-no-tls") {
		t.Errorf("found %s", got)
	}
}

func TestClosed(t *testing.T) {
	address := standIn(t, func(command, _ string) bson.D {
		if command == "hello" {
			return hello
		}
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "errmsg", Value: "command listDatabases requires authentication"}, {Key: "code", Value: int32(13)}, {Key: "codeName", Value: "Unauthorized"}}
	})
	if got := exposuretest.Found(t, mongodb.Check{}, "mongodb://"+address); got != nil {
		t.Errorf("found %v", got)
	}
}

func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, mongodb.Check{}, "mongodb://")
	message := func(doc string) string {
		n := 21 + len(doc)
		return string([]byte{byte(n), 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0xdd, 7, 0, 0, 0, 0, 0, 0, 0}) + doc
	}
	for name, said := range map[string]string{
		"huge": "\xff\xff\xff\x7f\x00\x00\x00\x00\x01\x00\x00\x00\xdd\x07\x00\x00", "negative": strings.Repeat("\xff", 16),
		"short document": message("\x05"), "long document": message("\xff\xff\xff\x7f\x00"), "bad document": message("\x0b\x00\x00\x00\x99ab\x00c\x00\x00"),
	} {
		t.Run(name, func(t *testing.T) {
			address := exposuretest.Serve(t, func(c net.Conn) { _, _ = io.WriteString(c, said); _, _ = io.Copy(io.Discard, c) })
			r := exposuretest.Look(t, mongodb.Check{}, func(o *exposure.Options) { o.Timeout = 500e6 }, "mongodb://"+address)
			if len(r.Exposures) > 0 || len(r.Looked[0].Errors) != 1 {
				t.Errorf("%v, %v", exposuretest.IDs(t, r), r.Looked[0].Errors)
			}
		})
	}
}
