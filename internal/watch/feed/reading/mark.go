package reading

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Sealer seals marks: they hold accounts and pieces of records.
type Sealer struct {
	aead  cipher.AEAD
	names []byte // the key under which texts are known
}

func NewSealer(key []byte) (*Sealer, error) {
	if len(key) == 0 {
		return &Sealer{}, nil
	}
	if len(key) != 32 {
		return nil, fault.Errorf(fault.Usage, "read logs: a key of %d bytes", len(key))
	}
	k, err := hkdf.Key(sha256.New, key, nil, "tsutsumi watch mark 1", 64)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(k[:32])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(b)
	if err != nil {
		return nil, err
	}
	return &Sealer{aead, k[32:]}, nil
}

// Hash is a keyed hash, by which texts and documents are known.
func (s *Sealer) Hash(b []byte) uint64 {
	m := hmac.New(sha256.New, s.names)
	m.Write(b)
	return binary.BigEndian.Uint64(m.Sum(nil))
}

// Seal seals a mark of a log; nil without a key.
func (s *Sealer) Seal(log string, plain []byte) []byte {
	if s.aead == nil {
		return nil
	}
	return s.aead.Seal([]byte{1}, nil, plain, []byte(log))
}

// ErrMark is of a mark that cannot be used.
var ErrMark = fault.Errorf(fault.Unreadable, "the mark of where it was read to is damaged, or not of this key: it is read from the beginning")

// Open opens a mark of a log.
func (s *Sealer) Open(log string, mark []byte) ([]byte, error) {
	if s.aead == nil || len(mark) < 1 || mark[0] != 1 {
		return nil, ErrMark
	}
	plain, err := s.aead.Open(nil, nil, mark[1:], []byte(log))
	if err != nil {
		return nil, ErrMark
	}
	return plain, nil
}

// Packer writes the fields of a mark.
type Packer struct{ B []byte }

func (p *Packer) Uint(v uint64)  { p.B = binary.AppendUvarint(p.B, v) }
func (p *Packer) Int(v int64)    { p.B = binary.AppendVarint(p.B, v) }
func (p *Packer) Fixed(v uint64) { p.B = binary.BigEndian.AppendUint64(p.B, v) }
func (p *Packer) Bytes(v []byte) { p.Uint(uint64(len(v))); p.B = append(p.B, v...) }
func (p *Packer) Text(v string)  { p.Uint(uint64(len(v))); p.B = append(p.B, v...) }
func (p *Packer) Flag(v bool)    { p.B = append(p.B, map[bool]byte{true: 1}[v]) }

// Unpacker reads them. Where they are not what was written, all that follows is zero.
type Unpacker struct {
	B   []byte
	Bad bool
}

func (u *Unpacker) Take(n int) []byte {
	if u.Bad || n < 0 || n > len(u.B) {
		u.Bad, u.B = true, nil
		return nil
	}
	v := u.B[:n]
	u.B = u.B[n:]
	return v
}

func (u *Unpacker) Uint() uint64 {
	v, n := binary.Uvarint(u.B)
	if n <= 0 {
		u.Bad, u.B = true, nil
		return 0
	}
	u.Take(n)
	return v
}

func (u *Unpacker) Int() int64 {
	v, n := binary.Varint(u.B)
	if n <= 0 {
		u.Bad, u.B = true, nil
		return 0
	}
	u.Take(n)
	return v
}

func (u *Unpacker) Fixed() uint64 {
	if b := u.Take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (u *Unpacker) Bytes() []byte { return bytes.Clone(u.Take(int(min(u.Uint(), 1<<30)))) }
func (u *Unpacker) Text() string  { return string(u.Take(int(min(u.Uint(), 1<<20)))) }

func (u *Unpacker) Flag() bool {
	b := u.Take(1)
	return b != nil && b[0] != 0
}

// Decoder writes what the decoder of a log must remember.
func (p *Packer) Decoder(d *Decoder) {
	s := d.Choice.Shape
	p.Text(d.Choice.Parser.Name())
	p.B = append(p.B, byte(s.Form), byte(s.Wrap), s.Comma)
	p.Flag(s.Indented)
	p.Flag(d.Cut.Passing())
	shaper, reader := d.Keep()
	p.Bytes(shaper)
	p.Bytes(reader)
}

// Decoder makes it again; false if its parser is not there any more.
func (u *Unpacker) Decoder(all []event.Parser, o event.Options) (d Decoder, ok bool, err error) {
	name := u.Text()
	kind := u.Take(3)
	indented, passing := u.Flag(), u.Flag()
	shaper, reader := u.Bytes(), u.Bytes()
	if u.Bad || kind[0] > byte(event.Framed) || kind[1] > byte(shape.Runtime) {
		return d, false, ErrMark
	}
	i := slices.IndexFunc(all, func(p event.Parser) bool { return p.Name() == name })
	if i < 0 || all[i].Form() != event.Form(kind[0]) {
		return d, false, nil
	}
	d.Begin(sniff.Choice{Parser: all[i], Shape: shape.Shape{Form: event.Form(kind[0]), Wrap: shape.Wrap(kind[1]), Comma: kind[2], Indented: indented}}, o)
	if err := d.Restore(shaper, reader); err != nil {
		return d, false, ErrMark
	}
	if passing {
		d.Cut.Pass()
	}
	return d, true, nil
}
