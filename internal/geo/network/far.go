package network

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:generate go run genfar.go

//go:embed data/far.bin
var farFile []byte

// The file of distances: this line, then one zstd frame of pairs of capitals in order with a line feed behind the last, and of
// each country the distances to those before it, in km, two bytes each, the lower first.
const farMagic = "tsutsumi distances 1\n"

// Far is how far apart two countries are at the least, in km along the surface of the Earth: from where many people live in
// one to where many live in the other. Neighbours, by land or by a strait that is crossed within the hour, are 0 km apart, as
// is a country from itself; and what is not known to be far is not. Whoever was in both within less time than a flight of
// that length takes was not in both.
func Far(a, b [2]byte) (km float64) {
	f := distances()
	i, ok := f.place[a]
	j, also := f.place[b]
	if !ok || !also || i == j {
		return 0
	}
	if i < j {
		i, j = j, i
	}
	return float64(f.km[i*(i-1)/2+j])
}

type table struct {
	place map[[2]byte]int
	km    []uint16 // a triangle: of each country, those before it
}

var distances = sync.OnceValue(func() *table {
	t, err := unpackFar(farFile)
	if err != nil {
		panic(err) // what was built in is broken
	}
	return t
})

// PackFar writes the file of distances: of each country, those to the countries before it, in km.
func PackFar(codes []string, rows [][]uint16) ([]byte, error) {
	var raw []byte
	for _, c := range codes {
		raw = append(raw, c...)
	}
	raw = append(raw, '\n')
	for _, row := range rows {
		for _, km := range row {
			raw = binary.LittleEndian.AppendUint16(raw, km)
		}
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return w.EncodeAll(raw, []byte(farMagic)), nil
}

var errFar = errors.New("read the distances of countries: it is not what PackFar writes")

func unpackFar(file []byte) (*table, error) {
	body, ok := bytes.CutPrefix(file, []byte(farMagic))
	if !ok {
		return nil, errFar
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<20))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := r.DecodeAll(body, nil)
	if err != nil {
		return nil, errFar
	}
	codes, rest, ok := bytes.Cut(raw, []byte("\n"))
	n := len(codes) / 2
	if !ok || len(codes)%2 != 0 || len(rest) != n*(n-1) {
		return nil, errFar
	}
	t := &table{place: make(map[[2]byte]int, n), km: make([]uint16, n*(n-1)/2)}
	for i := range n {
		t.place[[2]byte(codes[2*i:])] = i
	}
	for i := range t.km {
		t.km[i] = binary.LittleEndian.Uint16(rest[2*i:])
	}
	return t, nil
}
