package network

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/klauspost/compress/zstd"
)

var errPacked = errors.New("read the data of networks: it is not what Pack writes")

// unpacked is a file of data taken apart.
type unpacked struct {
	day       string
	countries []Network // the first knows nothing
	systems   []Network
	cut4      [2][]cut[uint32] // by country, by autonomous system
	cut6      [2][]cut[uint64]
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
	u.countries = s.countries()
	u.systems = s.systems()
	for i, n := range []int{len(u.countries), len(u.systems)} {
		u.cut4[i] = cuts[uint32](&s, n)
		u.cut6[i] = cuts[uint64](&s, n)
	}
	if s.bad || len(s.rest) > 0 {
		return nil, errPacked
	}
	return u, nil
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

func (s *sections) countries() []Network {
	b := s.next()
	out := make([]Network, 1, 1+len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		out = append(out, Network{Country: [2]byte(b)})
	}
	return out
}

func (s *sections) systems() []Network {
	num, names, kinds := s.next(), string(s.next()), marks()
	out := make([]Network, 1, 1+strings.Count(names, "\n"))
	for len(num) > 0 {
		n, w := binary.Uvarint(num)
		name, rest, ok := strings.Cut(names, "\n")
		if w <= 0 || !ok {
			s.bad = true
			return out
		}
		num, names = num[w:], rest
		out = append(out, Network{AS: uint32(n), Kind: kinds[uint32(n)], Name: name})
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
