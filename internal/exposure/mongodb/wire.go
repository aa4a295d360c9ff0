package mongodb

import (
	"encoding/binary"
	"errors"
	"io"
	"net"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The protocol: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ (OP_MSG).

const (
	opMsg      = 2013
	maxMessage = 4 << 20
)

var errShape = errors.New("no MongoDB protocol")

// session is a connection.
type session struct {
	net.Conn
	id int32
}

// run runs a command on a database and reads the answer into out. refused is the code of an error of the server; none is 0.
func (s *session) run(database string, command bson.D, out any) (refused int, err error) {
	doc, err := bson.Marshal(append(command, bson.E{Key: "$db", Value: database}))
	if err != nil {
		return 0, errShape
	}
	s.id++
	b := binary.LittleEndian.AppendUint32(nil, uint32(16+4+1+len(doc)))
	b = binary.LittleEndian.AppendUint32(b, uint32(s.id))
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint32(b, opMsg)
	b = append(append(b, 0, 0, 0, 0, 0), doc...)
	if _, err := s.Write(b); err != nil {
		return 0, err
	}
	var head [16]byte
	if _, err := io.ReadFull(s, head[:]); err != nil {
		return 0, err
	}
	n := int64(int32(binary.LittleEndian.Uint32(head[:])))
	if n < 16+5 || n > maxMessage || binary.LittleEndian.Uint32(head[12:]) != opMsg {
		return 0, errShape
	}
	body := make([]byte, n-16)
	if _, err := io.ReadFull(s, body); err != nil {
		return 0, err
	}
	if body[4] != 0 {
		return 0, errShape
	}
	raw := bson.Raw(body[5:])
	size := int64(0)
	if len(raw) >= 4 {
		size = int64(int32(binary.LittleEndian.Uint32(raw)))
	}
	if size < 5 || size > int64(len(raw)) {
		return 0, errShape
	}
	if raw = raw[:size]; raw.Validate() != nil {
		return 0, errShape
	}
	var status struct {
		OK   float64 `bson:"ok"`
		Code int     `bson:"code"`
	}
	if bson.Unmarshal(raw, &status) != nil {
		return 0, errShape
	}
	if status.OK != 1 {
		return max(status.Code, 1), nil
	}
	if bson.Unmarshal(raw, out) != nil {
		return 0, errShape
	}
	return 0, nil
}
