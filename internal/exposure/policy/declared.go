package policy

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

// Answer is yes, no, or that the text does not say.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	Yes
	No
)

// String is the answer as a word.
func (a Answer) String() string { return [...]string{"unknown", "yes", "no"}[a] }

// Quote is what a policy says at a place of its text.
type Quote struct {
	Text       string
	Start, End int // bytes in Text.String
}

// Place is a country that a policy names for storage, access or provision.
type Place struct {
	Code string
	Quote
}

// Declared is what a privacy policy says.
type Declared struct {
	Language string // "ja", "en", "zh"
	// Home is the country that the policy speaks from: storage there is no transfer abroad.
	Home string
	// Countries are named as where data is kept, seen from or provided to, each once.
	Countries []Place
	// Mentioned are countries that stand in the policy otherwise, or where the rules do not see for what.
	Mentioned []Place
	// Contractors are organisations named as receiving data.
	Contractors []Quote
	Purposes    []Quote
	Retention   []Quote
	JointUse    []Quote
	// Transfer tells whether the policy says that data goes abroad; Says are the sentences that do.
	Transfer Answer
	Says     []Quote
	// System and Measures tell whether it informs of the other countries' law and of the recipients' measures (APPI Art. 28).
	System, Measures bool
}

// Codes are the countries named.
func (d *Declared) Codes() []string {
	var out []string
	for _, p := range d.Countries {
		out = append(out, p.Code)
	}
	return out
}

// Extract reads what a policy declares.
func Extract(t *Text) *Declared {
	text := t.String()
	d := &Declared{Language: languageOf(text)}
	d.Home = "JP"
	if d.Language == "zh" {
		d.Home = "CN"
	}
	x := &extract{d: d, own: ownNames(t)}
	for _, s := range sentences(t) {
		x.sentence(&s)
	}
	abroad := slices.ContainsFunc(d.Countries, func(p Place) bool { return p.Code != d.Home })
	switch {
	case abroad, x.yes:
		d.Transfer = Yes
	case x.no:
		d.Transfer = No
	}
	return d
}

// languageOf tells the language by its letters.
func languageOf(s string) string {
	var kana, han, latin int
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	switch {
	case kana*20 > han+latin/4 && kana > 10:
		return "ja"
	case han*3 > latin:
		return "zh"
	}
	return "en"
}

// extract is the reading of one policy.
type extract struct {
	d       *Declared
	own     map[string]bool // names of who speaks
	yes, no bool
}

// sentence takes what one sentence says.
func (x *extract) sentence(s *sentence) {
	d := x.d
	for _, c := range clauses(s) {
		x.transfer(&c)
		if !c.denies() {
			x.countries(&c)
		}
		x.mentioned(&c)
	}
	switch {
	case s.topic == purpose && (s.form == item || s.form == row) && len(d.Purposes) < 100:
		d.Purposes = append(d.Purposes, quote(s))
	case s.topic == retention && keeps.MatchString(s.text), keeps.MatchString(s.text) && period.MatchString(s.text):
		d.Retention = append(d.Retention, quote(s))
	}
	if s.topic == joint || jointly.MatchString(s.text) {
		d.JointUse = append(d.JointUse, quote(s))
	}
	d.System = d.System || systems.MatchString(s.text)
	d.Measures = d.Measures || measures.MatchString(s.text)
	x.contractors(s)
}

// transfer notes whether a clause says that data goes abroad, or that it does not.
func (x *extract) transfer(c *sentence) {
	if c.topic == foreign && nothing.MatchString(c.text) { // the heading says what is not done
		x.no = true
		x.d.Says = append(x.d.Says, quote(c))
		return
	}
	if !abroad.MatchString(c.text) || !moves.MatchString(c.text) {
		return
	}
	switch {
	case consent.MatchString(c.text), hypothetical.MatchString(c.text):
		return // what would be asked if it did
	case c.denies():
		if !excepting.MatchString(c.text) {
			x.no = true
			x.d.Says = append(x.d.Says, quote(c))
		}
	case does.MatchString(c.text):
		x.yes = true
		x.d.Says = append(x.d.Says, quote(c))
	}
}

// maxAsked is how often a country is looked at in one clause.
const maxAsked = 4

// countries notes the countries that a clause names for storage, access or provision.
func (x *extract) countries(c *sentence) {
	ms := mentions(c.text)
	if m := athome.FindStringIndex(c.text); m != nil && x.d.Language == "ja" && c.topic != rights && c.topic != contact {
		ms = append(ms, mention{x.d.Home, m[0], m[0]})
	}
	if len(ms) == 0 || hypothetical.MatchString(c.text) && consent.MatchString(c.text) {
		return
	}
	asked := map[string]int{}
	for _, m := range ms {
		if slices.ContainsFunc(x.d.Countries, func(p Place) bool { return p.Code == m.code }) {
			continue
		}
		if asked[m.code]++; asked[m.code] > maxAsked || !c.about(m) {
			continue
		}
		x.d.Countries = append(x.d.Countries, Place{m.code, quote(c)})
	}
}

// mentioned notes the countries that a clause names for whatever it may be.
func (x *extract) mentioned(c *sentence) {
	for _, m := range mentions(c.text) {
		if !slices.ContainsFunc(x.d.Mentioned, func(p Place) bool { return p.Code == m.code }) {
			x.d.Mentioned = append(x.d.Mentioned, Place{m.code, quote(c)})
		}
	}
}

func quote(s *sentence) Quote {
	return Quote{strings.TrimSpace(s.text), s.start, s.start + len(s.text)}
}

// Names tells whether the policy names a country, or need not.
func (d *Declared) Names(code string) bool {
	return code == d.Home || country.Covers(d.Codes(), code)
}
