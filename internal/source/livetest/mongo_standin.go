// A stand-in: this is not MongoDB, of which no server can be had for these tests, but a small server in memory that speaks
// its documented wire protocol (OP_MSG, and OP_QUERY for the first hello), SCRAM-SHA-256 included.

package livetest

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/xdg-go/scram"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// Mongo is a running stand-in for MongoDB.
type Mongo struct {
	Address string
	// Before, if set, sees each command before it is answered; what it returns is answered instead, unless it is nil. An
	// answer with the one field "hang" or "close" does that.
	Before func(database string, command bson.D) bson.D

	mu          sync.Mutex
	collections map[string][]bson.Raw // "db.name", in the order of _id
	views       map[string]string
	commands    []string
	users       *scram.Server
	limit       int // bytes of a batch
}

// NewMongo starts a stand-in, which wants a user and a password if they are given.
func NewMongo(t testing.TB, user, password string) *Mongo {
	t.Helper()
	m := &Mongo{collections: map[string][]bson.Raw{}, views: map[string]string{}, limit: 16 << 20}
	if user != "" {
		client, err := scram.SHA256.NewClient(user, password, "")
		if err != nil {
			t.Fatal(err)
		}
		kept, err := client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "salt-of-the-stand-in", Iters: 4096})
		if err != nil {
			t.Fatal(err)
		}
		m.users, err = scram.SHA256.NewServer(func(name string) (scram.StoredCredentials, error) {
			if name != user {
				return scram.StoredCredentials{}, fmt.Errorf("no such user")
			}
			return kept, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	m.Address = l.Addr().String()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go (&mongoConn{m: m, c: c, cursors: map[int64][]bson.Raw{}}).serve()
		}
	}()
	return m
}

// Insert adds documents; those without an _id are a programmer's mistake.
func (m *Mongo) Insert(t testing.TB, namespace string, docs ...any) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.collections[namespace]
	for _, d := range docs {
		raw, err := bson.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
	sort.SliceStable(all, func(i, j int) bool { return compareBSON(all[i].Lookup("_id"), all[j].Lookup("_id")) < 0 })
	m.collections[namespace] = all
}

// Drop takes a collection away.
func (m *Mongo) Drop(namespace string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.collections, namespace)
}

// View makes one.
func (m *Mongo) View(namespace, on string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.views[namespace] = on
}

// Commands are the names of the commands that were sent so far.
func (m *Mongo) Commands() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.commands)
}

// mongoConn is one connection.
type mongoConn struct {
	m       *Mongo
	c       net.Conn
	login   *scram.ServerConversation
	in      bool
	cursors map[int64][]bson.Raw
}

func (c *mongoConn) serve() {
	defer func() { _ = c.c.Close() }()
	for {
		var head [16]byte
		if _, err := io.ReadFull(c.c, head[:]); err != nil {
			return
		}
		size, id, op := binary.LittleEndian.Uint32(head[:]), binary.LittleEndian.Uint32(head[4:]), binary.LittleEndian.Uint32(head[12:])
		if size < 16 || size > 48<<20 {
			return
		}
		body := make([]byte, size-16)
		if _, err := io.ReadFull(c.c, body); err != nil {
			return
		}
		command, database, ok := parseCommand(op, body)
		if !ok {
			return
		}
		answer := c.answer(database, command)
		if len(answer) > 0 && answer[0].Key == "hang" {
			_, _ = io.Copy(io.Discard, c.c)
			return
		}
		if len(answer) > 0 && answer[0].Key == "close" {
			return
		}
		raw, err := bson.Marshal(answer)
		if err != nil || c.send(op, id, raw) != nil {
			return
		}
	}
}

// parseCommand takes a message apart: OP_MSG with its one document, or OP_QUERY.
func parseCommand(op uint32, body []byte) (command bson.D, database string, ok bool) {
	switch op {
	case 2013: // OP_MSG: flags, sections
		if len(body) < 5 || body[4] != 0 {
			return nil, "", false
		}
		body = body[5:]
	case 2004: // OP_QUERY: flags, name, skip, number
		end := bytes.IndexByte(body[4:], 0)
		if end < 0 || len(body) < 4+end+9 {
			return nil, "", false
		}
		database, _, _ = strings.Cut(string(body[4:4+end]), ".")
		body = body[4+end+9:]
	default:
		return nil, "", false
	}
	size := int(binary.LittleEndian.Uint32(body))
	if size > len(body) || bson.Unmarshal(body[:size], &command) != nil {
		return nil, "", false
	}
	if db, isText := field(command, "$db").(string); isText {
		database = db
	}
	return command, database, len(command) > 0
}

func (c *mongoConn) send(op, to uint32, doc []byte) error {
	var b []byte
	if op == 2004 { // OP_REPLY: flags, cursor, start, number
		b = append(make([]byte, 16), 1, 0, 0, 0)
	} else {
		b = make([]byte, 5)
	}
	b = append(b, doc...)
	head := binary.LittleEndian.AppendUint32(nil, uint32(16+len(b)))
	head = binary.LittleEndian.AppendUint32(head, 1)
	head = binary.LittleEndian.AppendUint32(head, to)
	code := uint32(2013)
	if op == 2004 {
		code = 1
		binary.LittleEndian.PutUint32(b[16:], 1)
	}
	_, err := c.c.Write(append(binary.LittleEndian.AppendUint32(head, code), b...))
	return err
}

func field(d bson.D, name string) any {
	for _, e := range d {
		if e.Key == name {
			return e.Value
		}
	}
	return nil
}

func number(v any) int {
	switch v := v.(type) {
	case int32:
		return int(v)
	case int64:
		return int(v)
	case float64:
		return int(v)
	}
	return 0
}

func refusal(code int, name string) bson.D {
	return bson.D{{Key: "ok", Value: 0}, {Key: "code", Value: code}, {Key: "codeName", Value: name}, {Key: "errmsg", Value: "refused: " + name}}
}

func (c *mongoConn) answer(database string, command bson.D) bson.D {
	name := command[0].Key
	c.m.mu.Lock()
	c.m.commands = append(c.m.commands, name)
	before := c.m.Before
	c.m.mu.Unlock()
	if before != nil {
		if a := before(database, command); a != nil {
			return a
		}
	}
	c.m.mu.Lock()
	defer c.m.mu.Unlock()
	switch strings.ToLower(name) {
	case "hello", "ismaster":
		return bson.D{{Key: "ok", Value: 1}, {Key: "isWritablePrimary", Value: true}, {Key: "ismaster", Value: true}, {Key: "maxBsonObjectSize", Value: 16 << 20},
			{Key: "maxMessageSizeBytes", Value: 48000000}, {Key: "maxWriteBatchSize", Value: 100000}, {Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 21}, {Key: "readOnly", Value: false},
			{Key: "saslSupportedMechs", Value: bson.A{"SCRAM-SHA-256"}}}
	case "saslstart", "saslcontinue":
		return c.sasl(command)
	case "ping", "endsessions", "killcursors":
		return bson.D{{Key: "ok", Value: 1}}
	}
	if c.m.users != nil && !c.in {
		return refusal(13, "Unauthorized")
	}
	switch name {
	case "listDatabases":
		return c.m.databases()
	case "listCollections":
		return c.m.list(database)
	case "count":
		text, _ := command[0].Value.(string)
		return bson.D{{Key: "n", Value: len(c.m.collections[database+"."+text])}, {Key: "ok", Value: 1}}
	case "find":
		return c.find(database, command)
	case "aggregate":
		return c.aggregate(database, command)
	case "getMore":
		id, _ := command[0].Value.(int64)
		docs := c.cursors[id]
		return c.batch("nextBatch", id, docs, number(field(command, "batchSize")), false)
	}
	return refusal(59, "CommandNotFound")
}

func (c *mongoConn) sasl(command bson.D) bson.D {
	if c.m.users == nil {
		return refusal(18, "AuthenticationFailed")
	}
	if command[0].Key == "saslStart" {
		if field(command, "mechanism") != "SCRAM-SHA-256" {
			return refusal(18, "AuthenticationFailed")
		}
		c.login = c.m.users.NewConversation()
	}
	payload, _ := field(command, "payload").(bson.Binary)
	if c.login == nil {
		return refusal(18, "AuthenticationFailed")
	}
	if c.login.Done() {
		return bson.D{{Key: "conversationId", Value: 1}, {Key: "done", Value: true}, {Key: "payload", Value: []byte{}}, {Key: "ok", Value: 1}}
	}
	said, err := c.login.Step(string(payload.Data))
	if err != nil {
		return refusal(18, "AuthenticationFailed")
	}
	c.in = c.login.Done() && c.login.Valid()
	return bson.D{{Key: "conversationId", Value: 1}, {Key: "done", Value: c.login.Done()}, {Key: "payload", Value: []byte(said)}, {Key: "ok", Value: 1}}
}

func (m *Mongo) databases() bson.D {
	found := map[string]bool{"admin": true, "local": true}
	for ns := range m.collections {
		db, _, _ := strings.Cut(ns, ".")
		found[db] = true
	}
	list := bson.A{}
	for db := range found {
		list = append(list, bson.D{{Key: "name", Value: db}})
	}
	return bson.D{{Key: "databases", Value: list}, {Key: "ok", Value: 1}}
}

func (m *Mongo) list(database string) bson.D {
	list := bson.A{}
	for ns := range m.collections {
		if name, ok := strings.CutPrefix(ns, database+"."); ok {
			list = append(list, bson.D{{Key: "name", Value: name}, {Key: "type", Value: "collection"}, {Key: "options", Value: bson.D{}}})
		}
	}
	for ns, on := range m.views {
		if name, ok := strings.CutPrefix(ns, database+"."); ok {
			list = append(list, bson.D{{Key: "name", Value: name}, {Key: "type", Value: "view"}, {Key: "options", Value: bson.D{{Key: "viewOn", Value: on}}}})
		}
	}
	return bson.D{{Key: "cursor", Value: bson.D{{Key: "id", Value: int64(0)}, {Key: "ns", Value: database + ".$cmd.listCollections"}, {Key: "firstBatch", Value: list}}}, {Key: "ok", Value: 1}}
}

// find knows: a filter of equal fields, sort and hint by _id, min and max of _id, limit, batchSize, singleBatch.
func (c *mongoConn) find(database string, command bson.D) bson.D {
	name, _ := command[0].Value.(string)
	docs := slices.Clone(c.m.collections[database+"."+name])
	bound := func(key string) (bson.RawValue, bool) {
		d, ok := field(command, key).(bson.D)
		if !ok || len(d) != 1 || d[0].Key != "_id" {
			return bson.RawValue{}, false
		}
		raw, err := bson.Marshal(d)
		return bson.Raw(raw).Lookup("_id"), err == nil
	}
	if _, hinted := field(command, "hint").(bson.D); !hinted && (field(command, "min") != nil || field(command, "max") != nil) {
		return refusal(2, "BadValue")
	}
	low, hasLow := bound("min")
	high, hasHigh := bound("max")
	filter, _ := field(command, "filter").(bson.D)
	var wants []bson.RawElement
	if raw, err := bson.Marshal(filter); err == nil {
		wants, _ = bson.Raw(raw).Elements()
	}
	docs = slices.DeleteFunc(docs, func(d bson.Raw) bool {
		id := d.Lookup("_id")
		if hasLow && compareBSON(id, low) < 0 || hasHigh && compareBSON(id, high) >= 0 {
			return true
		}
		for _, w := range wants {
			if compareBSON(d.Lookup(w.Key()), w.Value()) != 0 {
				return true
			}
		}
		return false
	})
	if by, ok := field(command, "sort").(bson.D); ok && number(by[0].Value) < 0 {
		slices.Reverse(docs)
	}
	if n := number(field(command, "limit")); n > 0 && n < len(docs) {
		docs = docs[:n]
	}
	single, _ := field(command, "singleBatch").(bool)
	return c.batch("firstBatch", int64(len(c.cursors)+1), docs, number(field(command, "batchSize")), single)
}

// batch answers with some of the documents and keeps the rest for getMore.
func (c *mongoConn) batch(key string, id int64, docs []bson.Raw, n int, single bool) bson.D {
	if n <= 0 {
		n = 101
	}
	list, size := bson.A{}, 0
	for len(docs) > 0 && len(list) < n && (len(list) == 0 || size+len(docs[0]) < c.m.limit) {
		size += len(docs[0])
		list = append(list, docs[0])
		docs = docs[1:]
	}
	c.cursors[id] = docs
	if single || len(docs) == 0 {
		delete(c.cursors, id)
		id = 0
	}
	return bson.D{{Key: "cursor", Value: bson.D{{Key: "id", Value: id}, {Key: "ns", Value: "a.b"}, {Key: key, Value: list}}}, {Key: "ok", Value: 1}}
}

// aggregate knows $sample (the first ones: chance is not what is tested) and $match with $sampleRate (every so many).
func (c *mongoConn) aggregate(database string, command bson.D) bson.D {
	name, _ := command[0].Value.(string)
	docs := slices.Clone(c.m.collections[database+"."+name])
	stages, _ := field(command, "pipeline").(bson.A)
	for _, s := range stages {
		stage, ok := s.(bson.D)
		if !ok || len(stage) != 1 {
			return refusal(40323, "BadStage")
		}
		inner, _ := stage[0].Value.(bson.D)
		switch stage[0].Key {
		case "$sample":
			docs = docs[:min(len(docs), number(field(inner, "size")))]
		case "$match":
			rate, _ := field(inner, "$sampleRate").(float64)
			var kept []bson.Raw
			for i, d := range docs {
				if int(float64(i+1)*rate) > int(float64(i)*rate) {
					kept = append(kept, d)
				}
			}
			docs = kept
		default:
			return refusal(40324, "BadStage")
		}
	}
	options, _ := field(command, "cursor").(bson.D)
	return c.batch("firstBatch", int64(len(c.cursors)+1), docs, number(field(options, "batchSize")), false)
}

// rank is the order of BSON's types (MongoDB manual, "Comparison/Sort Order").
func rank(t bson.Type) int {
	switch t {
	case bson.TypeMinKey:
		return 0
	case bson.TypeNull, bson.TypeUndefined:
		return 2
	case bson.TypeInt32, bson.TypeInt64, bson.TypeDouble, bson.TypeDecimal128:
		return 3
	case bson.TypeString, bson.TypeSymbol:
		return 4
	case bson.TypeEmbeddedDocument:
		return 5
	case bson.TypeArray:
		return 6
	case bson.TypeBinary:
		return 7
	case bson.TypeObjectID:
		return 8
	case bson.TypeBoolean:
		return 9
	case bson.TypeDateTime:
		return 10
	case bson.TypeMaxKey:
		return 99
	}
	return 20
}

func compareBSON(a, b bson.RawValue) int {
	if c := cmp.Compare(rank(a.Type), rank(b.Type)); c != 0 {
		return c
	}
	if rank(a.Type) == 3 {
		x, _ := a.AsFloat64OK()
		y, _ := b.AsFloat64OK()
		if math.IsNaN(x) {
			return -1
		}
		return cmp.Compare(x, y)
	}
	if s, ok := a.StringValueOK(); ok {
		return strings.Compare(s, b.StringValue())
	}
	return bytes.Compare(a.Value, b.Value)
}
