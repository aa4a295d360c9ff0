package watch

import (
	"encoding/binary"
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Encoder writes a detector's state: numbers as varints, bytes behind their length.
type Encoder struct{ Buf []byte }

// Uint, Int, Float, Bool, Bytes and ID append a value.
func (e *Encoder) Uint(v uint64) { e.Buf = binary.AppendUvarint(e.Buf, v) }
func (e *Encoder) Int(v int64)   { e.Buf = binary.AppendVarint(e.Buf, v) }
func (e *Encoder) Float(v float64) {
	e.Buf = binary.LittleEndian.AppendUint64(e.Buf, math.Float64bits(v))
}
func (e *Encoder) ID(v ID)        { e.Buf = binary.LittleEndian.AppendUint64(e.Buf, uint64(v)) }
func (e *Encoder) Bytes(v []byte) { e.Buf = append(binary.AppendUvarint(e.Buf, uint64(len(v))), v...) }
func (e *Encoder) Text(v string)  { e.Buf = append(binary.AppendUvarint(e.Buf, uint64(len(v))), v...) }
func (e *Encoder) Bool(v bool) {
	if v {
		e.Buf = append(e.Buf, 1)
	} else {
		e.Buf = append(e.Buf, 0)
	}
}

// Position appends a position.
func (e *Encoder) Position(p Position) {
	e.Uint(uint64(p.File))
	e.Int(p.Offset)
	e.Int(p.Line)
}

// Decoder reads what an Encoder wrote. Behind what is damaged everything is zero and Err tells; a length is never believed
// beyond what is there.
type Decoder struct {
	Buf []byte
	bad bool
}

// Err is fault.Unreadable if something did not fit.
func (d *Decoder) Err() error {
	if d.bad {
		return fault.Errorf(fault.Unreadable, "read state: damaged")
	}
	return nil
}

// Fail tells that what was read makes no sense.
func (d *Decoder) Fail() { d.bad, d.Buf = true, nil }

// Uint reads a number.
func (d *Decoder) Uint() uint64 {
	v, n := binary.Uvarint(d.Buf)
	if n <= 0 {
		d.Fail()
		return 0
	}
	d.Buf = d.Buf[n:]
	return v
}

// Int reads a number.
func (d *Decoder) Int() int64 {
	v, n := binary.Varint(d.Buf)
	if n <= 0 {
		d.Fail()
		return 0
	}
	d.Buf = d.Buf[n:]
	return v
}

// Len reads a number of things of at least size bytes each.
func (d *Decoder) Len(size int) int {
	n := d.Uint()
	if n > uint64(len(d.Buf))/uint64(max(size, 1)) {
		d.Fail()
		return 0
	}
	return int(n)
}

func (d *Decoder) eight() uint64 {
	if len(d.Buf) < 8 {
		d.Fail()
		return 0
	}
	v := binary.LittleEndian.Uint64(d.Buf)
	d.Buf = d.Buf[8:]
	return v
}

// Float reads a number.
func (d *Decoder) Float() float64 { return math.Float64frombits(d.eight()) }

// ID reads an ID.
func (d *Decoder) ID() ID { return ID(d.eight()) }

// Bool reads a truth.
func (d *Decoder) Bool() bool {
	if len(d.Buf) == 0 || d.Buf[0] > 1 {
		d.Fail()
		return false
	}
	v := d.Buf[0] == 1
	d.Buf = d.Buf[1:]
	return v
}

// Bytes reads bytes, which are part of Buf.
func (d *Decoder) Bytes() []byte {
	n := d.Len(1)
	v := d.Buf[:n:n]
	d.Buf = d.Buf[n:]
	return v
}

// Text reads a text.
func (d *Decoder) Text() string { return string(d.Bytes()) }

// Position reads a position.
func (d *Decoder) Position() Position {
	return Position{File: uint32(d.Uint()), Offset: d.Int(), Line: d.Int()}
}
