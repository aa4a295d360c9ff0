package network

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

var errPacked = errors.New("read the data of networks: it is not what Pack writes")

// unpacked is a file of data taken apart.
type unpacked struct {
	day   string
	names string
	nets  []entry
	v4    []cut[uint32]
	v6    []cut[uint64]
}

// unpack reads what Pack wrote.
func unpack(file []byte) (*unpacked, error) {
	body, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok {
		return nil, errPacked
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := r.DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("read the data of networks: %w", err)
	}
	s := sections{rest: raw}
	u := &unpacked{day: string(s.next())}
	u.networks(&s)
	u.v4 = cuts[uint32](&s, len(u.nets))
	u.v6 = cuts[uint64](&s, len(u.nets))
	if s.bad || len(s.rest) > 0 {
		return nil, errPacked
	}
	return u, nil
}

// data makes tables of it.
func (u *unpacked) data() *Data {
	return &Data{names: u.names, nets: u.nets, v4: grow(u.v4), v6: grow(u.v6)}
}

func (u *unpacked) networks(s *sections) {
	codes, numbers, names, hosters, country, system := s.next(), s.next(), s.next(), s.next(), s.next(), s.next()
	u.names = string(names)
	systems := s.systems(numbers, names, hosters)
	u.nets = make([]entry, 1, 1+len(country))
	for len(country) > 0 && !s.bad {
		c, w := binary.Uvarint(country)
		y, x := binary.Uvarint(system)
		if w <= 0 || x <= 0 || c > uint64(len(codes)/2) || y >= uint64(len(systems)) {
			s.bad = true
			return
		}
		country, system = country[w:], system[x:]
		e := systems[y]
		if c > 0 {
			e.country = [2]byte(codes[(c-1)*2:])
		}
		u.nets = append(u.nets, e)
	}
	s.bad = s.bad || len(system) > 0
}

// sections reads one section after the other; once one is not whole, all that follow are empty.
type sections struct {
	rest []byte
	bad  bool
}

func (s *sections) next() []byte {
	n, w := binary.Uvarint(s.rest)
	if w <= 0 || n > uint64(len(s.rest)-w) {
		s.bad, s.rest = true, nil
		return nil
	}
	out := s.rest[w : w+int(n)]
	s.rest = s.rest[w+int(n):]
	return out
}

// systems are entries of the autonomous systems; the first is of none.
func (s *sections) systems(numbers, names, hosters []byte) []entry {
	kinds := marks()
	out := make([]entry, 1, 1+len(numbers))
	var as uint64
	for at := 0; len(numbers) > 0; {
		n, w := binary.Uvarint(numbers)
		length := bytes.IndexByte(names[at:], '\n')
		if w <= 0 || length < 0 || length > longest || len(hosters) == 0 {
			s.bad = true
			return out
		}
		as += n
		e := entry{as: uint32(as), kind: kinds[uint32(as)], name: uint32(at), length: uint16(length)}
		if hosters[0] != 0 {
			e.kind |= Hosting
		}
		out = append(out, e)
		numbers, hosters, at = numbers[w:], hosters[1:], at+length+1
	}
	return out
}

func cuts[K uint32 | uint64](s *sections, values int) []cut[K] {
	odd, zeros, value := s.next(), s.next(), s.next()
	out := make([]cut[K], 0, len(zeros)+1)
	var at uint64
	for i := 0; i <= len(zeros) && !s.bad; i++ {
		v, w := binary.Uvarint(value)
		if w <= 0 || v >= uint64(values) {
			s.bad = true
			break
		}
		value = value[w:]
		out = append(out, cut[K]{K(at), uint32(v)})
		if i == len(zeros) {
			break
		}
		n, w := binary.Uvarint(odd)
		if w <= 0 {
			s.bad = true
			break
		}
		odd = odd[w:]
		to := at + (n<<1|1)<<zeros[i]
		s.bad = s.bad || to <= at || to > uint64(^K(0))
		at = to
	}
	return out
}
