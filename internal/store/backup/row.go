package backup

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The marks of values: NULL, BIGINT (zigzag varint), DOUBLE PRECISION (8 bytes, big-endian), TEXT and BYTEA (length, bytes).
const (
	markNull  = 'n'
	markInt   = 'i'
	markFloat = 'f'
	markText  = 't'
	markBytes = 'b'
)

// appendRow adds a row.
func appendRow(b []byte, row []any) ([]byte, error) {
	for _, v := range row {
		switch v := v.(type) {
		case nil:
			b = append(b, markNull)
		case int64:
			b = binary.AppendVarint(append(b, markInt), v)
		case float64:
			b = binary.BigEndian.AppendUint64(append(b, markFloat), math.Float64bits(v))
		case string:
			b = append(binary.AppendUvarint(append(b, markText), uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(append(b, markBytes), uint64(len(v))), v...)
		default:
			return nil, fmt.Errorf("back up: a value of a sort that no column has")
		}
	}
	return b, nil
}

// readRow reads a row, and gives what follows it.
func readRow(b []byte, row []any) ([]byte, error) {
	for i := range row {
		if len(b) == 0 {
			return nil, damaged()
		}
		mark := b[0]
		b = b[1:]
		switch mark {
		case markNull:
			row[i] = nil
		case markInt:
			v, n := binary.Varint(b)
			if n <= 0 {
				return nil, damaged()
			}
			row[i], b = v, b[n:]
		case markFloat:
			if len(b) < 8 {
				return nil, damaged()
			}
			row[i], b = math.Float64frombits(binary.BigEndian.Uint64(b)), b[8:]
		case markText, markBytes:
			v, n := binary.Uvarint(b)
			if n <= 0 || v > uint64(len(b)-n) {
				return nil, damaged()
			}
			text := b[n : n+int(v)] //nolint:gosec // it is within b
			if row[i] = any(text); mark == markText {
				row[i] = string(text)
			}
			b = b[n+int(v):] //nolint:gosec // the same
		default:
			return nil, damaged()
		}
	}
	return b, nil
}
