package feed

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// sealer seals marks: they hold accounts and pieces of records.
type sealer struct {
	aead  cipher.AEAD
	names []byte // the key under which texts are known
}

func newSealer(key []byte) (*sealer, error) {
	if len(key) == 0 {
		return &sealer{}, nil
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
	return &sealer{aead, k[32:]}, nil
}

// seal seals a mark of a log; nil without a key.
func (s *sealer) seal(log string, plain []byte) []byte {
	if s.aead == nil {
		return nil
	}
	return s.aead.Seal([]byte{1}, nil, plain, []byte(log))
}

var errMark = fault.Errorf(fault.Unreadable, "the mark of where it was read to is damaged, or not of this key: it is read from the beginning")

func (s *sealer) open(log string, mark []byte) ([]byte, error) {
	if s.aead == nil || len(mark) < 1 || mark[0] != 1 {
		return nil, errMark
	}
	plain, err := s.aead.Open(nil, nil, mark[1:], []byte(log))
	if err != nil {
		return nil, errMark
	}
	return plain, nil
}

// packer writes the fields of a mark.
type packer struct{ b []byte }

func (p *packer) uint(v uint64)  { p.b = binary.AppendUvarint(p.b, v) }
func (p *packer) int(v int64)    { p.b = binary.AppendVarint(p.b, v) }
func (p *packer) fixed(v uint64) { p.b = binary.BigEndian.AppendUint64(p.b, v) }
func (p *packer) bytes(v []byte) { p.uint(uint64(len(v))); p.b = append(p.b, v...) }
func (p *packer) text(v string)  { p.uint(uint64(len(v))); p.b = append(p.b, v...) }
func (p *packer) flag(v bool)    { p.b = append(p.b, map[bool]byte{true: 1}[v]) }

// unpacker reads them. Where they are not what was written, all that follows is zero.
type unpacker struct {
	b   []byte
	bad bool
}

func (u *unpacker) take(n int) []byte {
	if u.bad || n < 0 || n > len(u.b) {
		u.bad, u.b = true, nil
		return nil
	}
	v := u.b[:n]
	u.b = u.b[n:]
	return v
}

func (u *unpacker) uint() uint64 {
	v, n := binary.Uvarint(u.b)
	if n <= 0 {
		u.bad, u.b = true, nil
		return 0
	}
	u.take(n)
	return v
}

func (u *unpacker) int() int64 {
	v, n := binary.Varint(u.b)
	if n <= 0 {
		u.bad, u.b = true, nil
		return 0
	}
	u.take(n)
	return v
}

func (u *unpacker) fixed() uint64 {
	if b := u.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (u *unpacker) bytes() []byte { return bytes.Clone(u.take(int(min(u.uint(), 1<<30)))) }
func (u *unpacker) text() string  { return string(u.take(int(min(u.uint(), 1<<20)))) }

func (u *unpacker) flag() bool {
	b := u.take(1)
	return b != nil && b[0] != 0
}

// decoder writes what the decoder of a log must remember.
func (p *packer) decoder(d *decoder) {
	s := d.choice.Shape
	p.text(d.choice.Parser.Name())
	p.b = append(p.b, byte(s.Form), byte(s.Wrap), s.Comma)
	p.flag(s.Indented)
	p.flag(d.cut.Passing())
	shaper, reader := d.keep()
	p.bytes(shaper)
	p.bytes(reader)
}

// decoder makes it again; false if its parser is not there any more.
func (u *unpacker) decoder(all []event.Parser, o event.Options) (d decoder, ok bool, err error) {
	name := u.text()
	kind := u.take(3)
	indented, passing := u.flag(), u.flag()
	shaper, reader := u.bytes(), u.bytes()
	if u.bad || kind[0] > byte(event.Framed) || kind[1] > byte(shape.Runtime) {
		return d, false, errMark
	}
	i := slices.IndexFunc(all, func(p event.Parser) bool { return p.Name() == name })
	if i < 0 || all[i].Form() != event.Form(kind[0]) {
		return d, false, nil
	}
	d.begin(sniff.Choice{Parser: all[i], Shape: shape.Shape{Form: event.Form(kind[0]), Wrap: shape.Wrap(kind[1]), Comma: kind[2], Indented: indented}}, o)
	if err := d.restore(shaper, reader); err != nil {
		return d, false, errMark
	}
	if passing {
		d.cut.Pass()
	}
	return d, true, nil
}

// Mark implements Feed.
func (f *files) Mark() []byte {
	if !f.known {
		return nil
	}
	f.save()
	var p packer
	p.decoder(&f.dec)
	p.uint(uint64(f.shelf.files))
	p.int(f.led.floor)
	p.uint(uint64(len(f.led.entries)))
	for _, e := range f.led.entries {
		p.entry(e)
	}
	p.uint(uint64(len(f.led.queue)))
	for _, id := range f.led.queue {
		p.fixed(id)
	}
	return f.set.sealer.seal(f.log.Name, p.b)
}

func (p *packer) entry(e *entry) {
	p.uint(uint64(e.n))
	p.fixed(e.head)
	p.int(e.off)
	p.fixed(e.tail)
	p.int(e.lines)
	p.uint(uint64(e.file))
	p.uint(e.stamp.dev)
	p.uint(e.stamp.ino)
	p.int(e.stamp.size)
	p.int(e.stamp.mtime)
	p.flag(e.open)
	p.flag(e.whole)
	p.text(e.name)
}

func (u *unpacker) entry() *entry {
	e := &entry{n: int(min(u.uint(), headSize)), head: u.fixed(), off: u.int(), tail: u.fixed(), lines: u.int(), file: uint32(u.uint())}
	e.stamp = stamp{u.uint(), u.uint(), u.int(), u.int()}
	e.open, e.whole, e.name = u.flag(), u.flag(), u.text()
	if e.off < 0 || e.lines < 0 {
		u.bad = true
	}
	return e
}

// restore makes a feed go on from a mark.
func (f *files) restore(mark []byte) error {
	plain, err := f.set.sealer.open(f.log.Name, mark)
	if err != nil {
		return err
	}
	u := &unpacker{b: plain}
	d, ok, err := u.decoder(f.set.o.Parsers, event.Options{Zone: f.log.Zone, Store: f.log.Store})
	if err != nil {
		return err
	}
	led := ledger{key: f.led.key}
	files := uint32(u.uint())
	led.floor = u.int()
	for n := min(u.uint(), maxEntries); n > 0 && !u.bad; n-- {
		led.entries = append(led.entries, u.entry())
	}
	for n := min(u.uint(), maxOld); n > 0 && !u.bad; n-- {
		led.queue = append(led.queue, u.fixed())
	}
	if u.bad || len(u.b) > 0 {
		return errMark
	}
	f.resumeFrom(led, files)
	if ok && (f.set.spec.Parser == "" || f.set.spec.Parser == d.choice.Parser.Name()) {
		f.dec, f.known, f.log.Parser = d, true, d.choice.Parser.Name()
	} else {
		f.going = nil
	}
	return nil
}

// resumeFrom takes over what was read.
func (f *files) resumeFrom(led ledger, files uint32) {
	if len(led.queue) > 0 {
		led.old = make(map[uint64]struct{}, len(led.queue))
		for _, id := range led.queue {
			led.old[id] = struct{}{}
		}
	}
	f.led, f.shelf.files = led, files
	for _, e := range led.entries {
		if e.stamp != (stamp{}) && !e.open {
			f.seen[e.stamp] = true
		}
	}
	if n := len(led.entries); n > 0 && led.entries[n-1].off != all {
		if f.going = led.entries[n-1]; !f.going.whole {
			f.resume = f.going
		}
	}
}
