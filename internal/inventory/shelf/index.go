package shelf

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"math/bits"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/unicode/norm"
)

// The tags of things beside those of kinds ("kind:EMAIL_ADDRESS") and of countries ("country:KR").
const (
	Held     = "held" // personal data was found
	Errors   = "error"
	Special  = "special"
	Specific = "specific"
	Unknown  = "unknown" // how many people is not known
)

// KindTag and CountryTag are the tags of a kind and of a country.
func KindTag(kind string) string    { return "kind:" + kind }
func CountryTag(code string) string { return "country:" + code }

// Bits is a set of things by their Ord.
type Bits []uint64

// Has tells whether a thing is in it.
func (b Bits) Has(i uint32) bool { return int(i>>6) < len(b) && b[i>>6]>>(i&63)&1 == 1 }

// Count is how many there are.
func (b Bits) Count() (n int64) {
	for _, w := range b {
		n += int64(bits.OnesCount64(w))
	}
	return n
}

// Set puts a thing in.
func (b *Bits) Set(i uint32) {
	for int(i>>6) >= len(*b) {
		*b = append(*b, 0)
	}
	(*b)[i>>6] |= 1 << (i & 63)
}

// and is what is in both.
func (b Bits) and(c Bits) Bits {
	out := make(Bits, min(len(b), len(c)))
	for i := range out {
		out[i] = b[i] & c[i]
	}
	return out
}

// Index is by what the things of a shelf are chosen and ordered. All of it is by Ord.
type Index struct {
	N      int
	People []int64   // Known
	Harm   []float32 // how many people, times how much it hurts
	// ByPeople, ByHarm (the most first) and ByName are the orders.
	ByPeople, ByHarm, ByName []uint32
	Tags                     map[string]Bits
}

// Maker makes an index while things come.
type Maker struct {
	Index
	names []string
	texts [][]byte
	text  bytes.Buffer
	enc   *zstd.Encoder
}

// namesBlock is about how many bytes of names stand in one block.
const namesBlock = 1 << 20

// NewMaker makes a maker.
func NewMaker() (*Maker, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	return &Maker{Index: Index{Tags: map[string]Bits{}}, enc: enc}, err
}

// Add takes the next thing.
func (m *Maker) Add(name string, people int64, harm float64, tags ...string) uint32 {
	ord := uint32(m.N)
	m.N++
	m.names = append(m.names, name)
	m.People = append(m.People, people)
	m.Harm = append(m.Harm, float32(harm))
	for _, t := range tags {
		b := m.Tags[t]
		b.Set(ord)
		m.Tags[t] = b
	}
	m.text.WriteString(Fold(name))
	m.text.WriteByte('\n')
	if m.text.Len() >= namesBlock {
		m.flush()
	}
	return ord
}

func (m *Maker) flush() {
	m.texts = append(m.texts, m.enc.EncodeAll(m.text.Bytes(), nil))
	m.text.Reset()
}

// Finish gives the index as it is kept, and the blocks of names in which texts are looked for.
func (m *Maker) Finish() (index []byte, names [][]byte, err error) {
	if m.text.Len() > 0 {
		m.flush()
	}
	order := func(less func(a, b uint32) int) []uint32 {
		out := make([]uint32, m.N)
		for i := range out {
			out[i] = uint32(i)
		}
		slices.SortStableFunc(out, less)
		return out
	}
	m.ByPeople = order(func(a, b uint32) int { return cmp.Compare(m.People[b], m.People[a]) })
	m.ByHarm = order(func(a, b uint32) int { return cmp.Compare(m.Harm[b], m.Harm[a]) })
	m.ByName = order(func(a, b uint32) int { return strings.Compare(m.names[a], m.names[b]) })
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(&m.Index); err != nil {
		return nil, nil, err
	}
	return m.enc.EncodeAll(b.Bytes(), nil), m.texts, nil
}

// Read reads an index back.
func Read(b []byte) (*Index, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	text, err := dec.DecodeAll(b, nil)
	if err != nil {
		return nil, errors.New("read index of a shelf: damaged")
	}
	x := &Index{}
	if err := gob.NewDecoder(bytes.NewReader(text)).Decode(x); err != nil {
		return nil, errors.New("read index of a shelf: of another version")
	}
	return x, nil
}

// Fold makes spellings equal in which people look for names: width and case.
func Fold(s string) string {
	return strings.ReplaceAll(strings.ToLower(norm.NFKC.String(s)), "\n", " ")
}
