package notice

// Reason is why a row of the recipients gets no letter.
type Reason uint8

// The reasons. Elsewhere, Duplicate and Told are as it should be; the others are to be looked into.
const (
	Elsewhere  Reason = iota + 1 // held, but not concerned by this case
	Duplicate                    // a row before gets the letter
	Told                         // told already
	Unknown                      // held in no store of the case
	NoKey                        // nothing in the row tells whose it is
	Ambiguous                    // it could be several persons
	NoKinds                      // of the case, and nobody knows yet which of her data it is
	NoAddress                    // it has no address
	BadAddress                   // its address is none, or several
	BadRow                       // it is not well formed
	Doubtful                     // a letter went out whose fate is uncertain
	Refused                      // the server refused the letter for good
	reasons
)

var reasonWords = [...]struct{ code, en, ja string }{
	Elsewhere:  {"not_in_case", "not concerned by this case", "本事案の対象外"},
	Duplicate:  {"duplicate", "a row before is the same person", "同じ本人の重複行"},
	Told:       {"told", "told already", "通知済み"},
	Unknown:    {"unknown", "in no store of the case", "対象の台帳に該当者なし"},
	NoKey:      {"no_key", "nothing tells whose row it is", "本人を特定する値がない"},
	Ambiguous:  {"ambiguous", "could be several persons", "複数人に該当し特定できない"},
	NoKinds:    {"no_kinds", "of the case; which of her data is not known yet", "対象者だが、漏えいした項目が未判明"},
	NoAddress:  {"no_address", "no address", "宛先がない"},
	BadAddress: {"bad_address", "not one valid address", "宛先の形式が不正"},
	BadRow:     {"bad_row", "not well formed", "行の形式が不正"},
	Doubtful:   {"uncertain", "a letter went out whose fate is uncertain", "送信結果が不明"},
	Refused:    {"failed", "the server refused it for good", "サーバーが拒否"},
}

// String is the reason's word in the stream.
func (r Reason) String() string {
	if r == 0 || r >= reasons {
		return ""
	}
	return reasonWords[r].code
}

// Say is the reason in a language.
func (r Reason) Say(lang string) string {
	if r == 0 || r >= reasons {
		return ""
	}
	if lang == "ja" {
		return reasonWords[r].ja
	}
	return reasonWords[r].en
}

// Wrong tells whether the row is to be looked into: its person may not have been told.
func (r Reason) Wrong() bool { return r >= Unknown }
