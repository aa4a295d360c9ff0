package pii

import (
	"fmt"
	"sort"
)

// Kind is what a piece of personal data is. The zero Kind is "none".
type Kind uint8

// Attr is what the law asks of a kind; a set of bits.
type Attr uint16

// The attributes of a kind.
const (
	// Identifies: the value alone points at one person.
	Identifies Attr = 1 << iota
	// Special: special care-required (APPI Art. 2(3), GDPR Art. 9, PIPL Art. 28).
	Special
	// Financial: misuse can cost the person money (APPI Enforcement Rules Art. 7 no. 2).
	Financial
	// Government: issued by a state.
	Government
	// Specific: 特定個人情報, the Number Act's stricter regime.
	Specific
	// Credential: opens something.
	Credential
	// Within: identifies within one store only.
	Within
	// Secrecy: protected as 通信の秘密 (Telecommunications Business Act Art. 4).
	Secrecy
	// NotPersonal: recognised only so that it is not taken for something personal; never a finding.
	NotPersonal
	// TinyDomain: too few possible values to be fingerprinted (sex, age, security code).
	TinyDomain
)

// Class is the normalisation class of a kind's values: fingerprints are made over class and value, so that a value
// typed otherwise, or found in a column called otherwise, still matches.
type Class uint8

// The normalisation classes.
const (
	ClassText Class = iota
	ClassName
	ClassKana
	ClassDigits
	ClassEmail
	ClassPhone
	ClassAddress
	ClassDate
	ClassID // case-folded letters and digits, separators left out
	ClassNone
)

// Info is what is known of a kind beside its name.
type Info struct {
	Name  string // as Google Sensitive Data Protection writes infoTypes
	JA    string // 項目名
	EN    string
	Attrs Attr
	Class Class
	// Rank orders the kinds by which persons are told apart: 1 is strongest, 0 keys nobody.
	Rank uint8
}

// Info returns what is known of k.
func (k Kind) Info() *Info {
	if int(k) >= len(infos) {
		return &infos[None]
	}
	return &infos[k]
}

// String is the kind's name, for example EMAIL_ADDRESS.
func (k Kind) String() string { return k.Info().Name }

// Has tells whether k has all attributes of a.
func (k Kind) Has(a Attr) bool { return k.Info().Attrs&a == a }

// Any tells whether k has at least one attribute of a.
func (k Kind) Any(a Attr) bool { return k.Info().Attrs&a != 0 }

// MarshalText writes the kind's name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a kind's name.
func (k *Kind) UnmarshalText(b []byte) error {
	v, ok := Parse(string(b))
	if !ok {
		return fmt.Errorf("unknown kind %q", b)
	}
	*k = v
	return nil
}

// Parse finds a kind by its name.
func Parse(name string) (Kind, bool) {
	k, ok := byName[name]
	return k, ok
}

// Kinds lists every kind but None in the order of their names.
func Kinds() []Kind {
	out := make([]Kind, 0, len(infos)-1)
	for k := Kind(1); int(k) < len(infos); k++ {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].String() < out[j].String() })
	return out
}

var byName = func() map[string]Kind {
	m := make(map[string]Kind, len(infos))
	for k := range infos {
		m[infos[k].Name] = Kind(k)
	}
	return m
}()
