// Package lexicon holds the words of names and places that detectors look up: surnames, given names and common words of
// Japanese, readings, municipalities, Chinese surnames, words and divisions, and what each character says of names.
//
// The lists stand as text in data/*.txt, one word a line, and are compiled (go generate) into tables that are read where
// they lie in the binary: nothing is unpacked or built at start. A table answers by a hash that grows rune by rune, so
// that all prefixes of a text are looked up in one walk. Entries keep 22 bits of the hash beside the bucket's place: one
// unknown word in some ten million is taken for a known one, which no finding rests on alone.
//
// All words are in the modern form of their characters (pii.FoldHan); so must be the runes that are looked up.
package lexicon

//go:generate go run gen.go

import (
	_ "embed"
)

//go:embed data/ja.bin
var jaData string

//go:embed data/rare.bin
var rareData string

//go:embed data/kana.bin
var kanaData string

//go:embed data/place.bin
var placeData string

//go:embed data/zh.bin
var zhData string

//go:embed data/char.bin
var charData string

// The tables.
var (
	JA    = open(jaData)    // Japanese names and words: see Word
	Rare  = open(rareData)  // rare Japanese surnames that JA does not know: 1
	Kana  = open(kanaData)  // readings in hiragana: see Word
	Place = open(placeData) // municipalities, towns and divisions: see the Place constants
	ZH    = open(zhData)    // Chinese words (level 1-3) and compound surnames (Compound)
)

// What a hit in Place says.
const (
	CityJP   = 1 << iota // 市区町村 or 郡
	TownJP               // a town whose name holds hiragana
	PrefJP               // 都道府県
	DivCN                // 省市区县
	ProvCN               // 省 and its equals, short form included
	PrefixJP             // the beginning of a longer name of a town that holds hiragana
)

// What a hit in ZH says besides the level of the word, which stands in the low two bits.
const (
	Compound = 1 << (2 + iota) // a surname of two characters, with its own level
	Role                       // a word for a person that names stand behind (报警人)
	Object                     // a verb that the name of whom it concerns stands behind (殴打)
	After                      // what begins so stands behind names (表示)
	Title                      // a title that stands behind names (女士)
)

// Word is what JA and Kana say of a word. The zero Word is unknown.
type Word uint16

// Surname is 0 for no surname, 1 rare, 2 known, 3 among the 500 most frequent.
func (w Word) Surname() int { return int(w & 3) }

// Given is 0 for no given name, 1 a rare spelling, 2 known, 3 frequent.
func (w Word) Given() int { return int(w >> 2 & 3) }

// Common is 0 for no common word, else 1 to 3 by frequency.
func (w Word) Common() int { return int(w >> 4 & 3) }

// Place tells a name of a place.
func (w Word) Place() bool { return w>>6&1 != 0 }

// Role tells a word for a person, what they do or where, that names stand behind.
func (w Word) Role() bool { return w&roleJA != 0 }

// Acts tells a word for what people do or are said to be doing, that stands behind a name and its particle.
func (w Word) Acts() bool { return w&(actJA|roleJA) != 0 }

const (
	roleJA = 1 << 7
	actJA  = 1 << 8
)

// Hash is the hash of a word, rune by rune. The zero Hash is that of the empty word.
type Hash uint64

// Add returns the hash of the word with r behind it.
func (h Hash) Add(r rune) Hash {
	x := (uint64(h) + uint64(uint32(r)) + 0x632BE59BD9B4E019) * 0x9E3779B97F4A7C15
	return Hash(x ^ x>>32)
}

// Of is the hash of s.
func Of(s string) Hash {
	var h Hash
	for _, r := range s {
		h = h.Add(r)
	}
	return h
}

// Table is a set of words with ten bits about each.
type Table struct {
	buckets uint64
	offsets string // buckets+1 little-endian uint32
	entries string // little-endian uint32: 22 bits of hash, 10 bits of payload
}

func open(data string) Table {
	b := uint64(u32(data, 0))
	return Table{buckets: b, offsets: data[4 : 8+4*b], entries: data[8+4*b:]}
}

// Get returns what is known of the word with hash h, 0 if nothing.
func (t *Table) Get(h Hash) uint16 {
	b := (uint64(h) >> 32 * t.buckets) >> 32
	lo := u32(t.offsets, int(b)*4)
	hi := u32(t.offsets, int(b)*4+4)
	fp := uint32(h) & fpMask
	for ; lo < hi; lo++ {
		if e := u32(t.entries, int(lo)*4); e>>payloadBits == fp {
			return uint16(e & payloadMask)
		}
	}
	return 0
}

const (
	payloadBits = 10
	payloadMask = 1<<payloadBits - 1
	fpMask      = 1<<(32-payloadBits) - 1
)

func u32(s string, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
