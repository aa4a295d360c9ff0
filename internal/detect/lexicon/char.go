package lexicon

// Char is what is known of one Han character: log2 odds of its use in names against common words (-9 to 9), and flags.
type Char struct {
	SurFirst, SurRest   int8 // Japanese surname: first character, another
	GivFirst, GivRest   int8 // Japanese given name: first character, another
	GivenCN             int8 // Chinese given name
	Flags               Flag
	SurnameCN, Compound uint8 // Chinese surname of one character: level 1-3; first of a compound one: 1
}

// Flag is a set of what a character may begin.
type Flag uint8

// The flags.
const (
	SurnameJA  Flag = 1 << iota // begins a Japanese surname
	PlaceJP                     // begins a Japanese municipality or prefecture
	PlaceCN                     // begins a Chinese division
	GivenJA                     // begins a Japanese given name
	Folds                       // has another form (Fold)
	EndsRole                    // ends a Chinese word for a person (Role)
	EndsBefore                  // ends a Chinese verb that names stand behind (Object)
)

const (
	charFirst = 0x4E00
	charLast  = 0x9FFF
	charSize  = 8
)

// CharOf returns what is known of r, which should be folded; nothing of what is no Han character.
func CharOf(r rune) Char {
	i := uint32(r - charFirst)
	if i > charLast-charFirst {
		return Char{SurFirst: -4, SurRest: -4, GivFirst: -4, GivRest: -4, GivenCN: -4}
	}
	s := charData[i*charSize : i*charSize+charSize]
	return Char{int8(s[0]), int8(s[1]), int8(s[2]), int8(s[3]), int8(s[4]), Flag(s[5]), s[6], s[7]}
}

// FlagsOf returns the flags of r alone.
func FlagsOf(r rune) Flag {
	i := uint32(r - charFirst)
	if i > charLast-charFirst {
		return 0
	}
	return Flag(charData[i*charSize+5])
}

// SurnameCN returns the level of r as a Chinese surname (bits 0-1) and whether it begins a compound one (bit 2).
func SurnameCN(r rune) uint8 {
	i := uint32(r - charFirst)
	if i > charLast-charFirst {
		return 0
	}
	return charData[i*charSize+6] | charData[i*charSize+7]<<2
}
