package journal

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"time"
)

// The types of records.
const (
	typeBatch   = 'B' // JSON
	typeRun     = 'R' // JSON: a run that promises begins; what was promised before is not sent any more
	typePromise = 'P' // as an intent
	typeIntent  = 'I'
	typeFate    = 'F'
	typeBounce  = 'X'
	typeMark    = 'M' // JSON: an event of the case tells of what stands before
	typeEnd     = 'E' // a run ended by itself; as R
)

// A record is its length (of all but the length itself, 2 bytes), type, content, and CRC-32C of type and content. Numbers are little endian.
const (
	frame     = 2 + 1 + 4
	mostBytes = 60 << 10
	magic     = "TSUNOT1\n"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal closes the record that begins at a place.
func seal(b []byte, at int) []byte {
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[at+2:], castagnoli))
	binary.LittleEndian.PutUint16(b[at:], uint16(len(b)-at-2))
	return b
}

func begin(b []byte, kind byte) ([]byte, int) { return append(b, 0, 0, kind), len(b) }

func appendJSON(b []byte, kind byte, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil || len(text) > mostBytes {
		return b, fmt.Errorf("write journal: %d bytes: %w", len(text), err)
	}
	b, at := begin(b, kind)
	return seal(append(b, text...), at), nil
}

func appendEnd(b []byte) []byte {
	b, at := begin(b, typeEnd)
	return seal(b, at)
}

func appendLetter(b []byte, kind byte, l *Letter) []byte {
	b, at := begin(b, kind)
	b = append(b, byte(len(l.Persons)))
	for i := range l.Persons {
		b = append(b, l.Persons[i][:]...)
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(l.Row))
	b = binary.LittleEndian.AppendUint64(b, uint64(l.At.UnixMicro()))
	b = append(b, l.Hash[:]...)
	return seal(append(b, l.Lang...), at)
}

func parseIntent(b []byte, l *Letter) bool {
	if len(b) < 1 {
		return false
	}
	n := int(b[0])
	if b = b[1:]; n == 0 || len(b) < 16*n+48 {
		return false
	}
	l.Persons = l.Persons[:0]
	for ; n > 0; n-- {
		l.Persons = append(l.Persons, Person(b))
		b = b[16:]
	}
	l.Row = int64(binary.LittleEndian.Uint64(b))
	l.At = time.UnixMicro(int64(binary.LittleEndian.Uint64(b[8:]))).UTC()
	l.Hash = [32]byte(b[16:])
	l.Lang = string(b[48:])
	return true
}

func appendOutcome(b []byte, kind byte, o *Outcome) []byte {
	b, at := begin(b, kind)
	b = append(append(b, o.Person[:]...), byte(o.Fate))
	b = binary.LittleEndian.AppendUint16(b, uint16(o.Reply))
	b = binary.LittleEndian.AppendUint64(b, uint64(o.At.UnixMicro()))
	return seal(append(b, o.Status...), at)
}

func parseOutcome(b []byte, o *Outcome) bool {
	if len(b) < 27 || Fate(b[16]) > Later {
		return false
	}
	*o = Outcome{Person(b), Fate(b[16]), int(binary.LittleEndian.Uint16(b[17:])), string(b[27:]), time.UnixMicro(int64(binary.LittleEndian.Uint64(b[19:]))).UTC()}
	return true
}

// next is the record that b begins with: its type, its content, and how long it is; 0 if there is no whole one.
func next(b []byte) (kind byte, content []byte, size int) {
	if len(b) < frame {
		return 0, nil, 0
	}
	n := int(binary.LittleEndian.Uint16(b))
	if n < frame-2 || len(b) < 2+n {
		return 0, nil, 0
	}
	body := b[2 : 2+n]
	sum := binary.LittleEndian.Uint32(body[n-4:])
	if body = body[:n-4]; crc32.Checksum(body, castagnoli) != sum {
		return 0, nil, 0
	}
	return body[0], body[1:], 2 + n
}
