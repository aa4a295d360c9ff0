package law

import "time"

// Text is a text in both languages.
type Text struct {
	EN string `yaml:"en" json:"en"`
	JA string `yaml:"ja" json:"ja"`
}

// Of is the text of a language, "ja" or "en".
func (t Text) Of(lang string) string {
	if lang == "ja" {
		return t.JA
	}
	return t.EN
}

// Truth is whether something is so.
type Truth uint8

// The truths, by strength. A suspicion is what a law calls おそれ, or a possibility: it was not ruled out, and something speaks for it.
const (
	Unknown Truth = iota
	No
	Suspected
	Yes
)

// String is the word of the stream: unknown, no, suspected, yes.
func (t Truth) String() string { return [...]string{"unknown", "no", "suspected", "yes"}[min(t, Yes)] }

// Sort is what values a fact has.
type Sort string

// The sorts.
const (
	Bool   Sort = "bool"   // a Truth
	Number Sort = "number" // of persons: between Low and High, likely Likely
	Set    Sort = "set"    // some of the words that the catalogue lists (sectors, countries)
	Moment Sort = "moment" // a time
)

// Fact is something that rules ask, as the catalogue (package law/book) describes it. Names are stable.
type Fact struct {
	Name     string   // wrongful_purpose
	Also     []string // other names under which it is understood
	Sort     Sort
	Question Text // as a person is asked: "Could somebody have done it for a wrongful purpose?"
	Help     Text // what is meant, with the source
	Words    []Word
}

// Word is a value of a Set.
type Word struct {
	Name string
	Also []string // other names under which it is understood
	Text Text
}

// Value is what is known of a fact. The zero Value is unknown.
type Value struct {
	Truth Truth // of a Bool
	// Low and High are the bounds of a Number, Likely its best value; nil is unknown. A maximum that was told from outside is High.
	Low, Likely, High *int64
	Set               []string // of a Set, in order
	// Whole: Set is all; else there may be more that are not known yet.
	Whole bool
	At    time.Time // of a Moment
	// By are the numbers of the case's events that support it; of an answer without a case none.
	By []int64
	// Since is when it became known; zero: from the beginning.
	Since time.Time
	// Earlier is what was held before, the oldest first, each with its Since: from it follows on which day a number passed a limit.
	Earlier []Value
}

// Facts are what is known, by name. What is not there is unknown.
type Facts map[string]Value

// The names of facts that the program itself fills; the catalogue has more.
const (
	Known           = "known"            // moment: when any department of ours first knew
	People          = "people"           // number: persons concerned
	Special         = "special"          // bool: special care-required data (要配慮個人情報) concerned
	Financial       = "financial"        // bool: data whose misuse may cause damage to property
	Wrongful        = "wrongful_purpose" // bool: possibly done for a wrongful purpose against us
	Encrypted       = "encrypted"        // bool: highly encrypted, the key not with them
	Viewed          = "viewed"           // bool: of what could be viewed through a wrong setting: somebody did. Logs that prove nobody did make it No
	Specific        = "specific"         // bool: My Numbers concerned
	SpecificPeople  = "specific_people"  // number: whose
	Unspecified     = "unspecified"      // bool: viewable by an unspecified number of people
	Designated      = "designated"       // bool: a system that the Number Act designates
	Credentials     = "credentials"      // bool: what opens an account with payment
	Card            = "card"             // bool: payment card numbers
	Secrecy         = "secrecy"          // bool: secrecy of communications
	Sensitive       = "sensitive"        // bool: GDPR Art. 9, PIPL Art. 28, PIPA Art. 23
	UniqueNumbers   = "unique_numbers"   // bool: national identification numbers
	Sector          = "sector"           // set: private, public, telecom, finance, card, medical, critical
	Role            = "role"             // set: controller, contractor
	Places          = "places"           // set: countries (ISO 3166-1 alpha-2) whose law reaches us: persons live there, or we do business there
	Risk            = "risk"             // bool: a risk to persons is likely (GDPR Art. 33)
	HighRisk        = "high_risk"        // bool: a high risk (GDPR Art. 34)
	SignificantHarm = "significant_harm" // bool: Singapore
	IllegalAccess   = "illegal_access"   // bool: from outside, unlawfully
	NoticeHard      = "notice_hard"      // bool: persons cannot be told one by one
	Handled         = "handled"          // moment: when the incident was handled (China)
	PrincipalTold   = "principal_told"   // bool: we work on another's behalf, and told it what we know
	HarmAvoided     = "harm_avoided"     // bool: what was done keeps the persons from harm
	Recovered       = "recovered"        // bool: all was got back or deleted, so that harm has become very unlikely (Korea)
	InternalOnly    = "internal_only"    // bool: it stayed within the organisation (Singapore)
	SystemPeople    = "system_people"    // number: persons held in the system concerned (Taiwan)
)
