// Package detect is the contract between the engine, which finds places worth a look, and the detectors, which know what
// one kind of personal data looks like.
//
// A detector is pure: no input or output, no state, a stated greatest length. It never sees a file: the engine cuts the
// text, finds candidates by the detector's Trigger and asks the detector to Judge each. What the detector knows it
// returns as Evidence, a set of named terms; what the terms weigh stands in one data file (weights.yaml, package weigh),
// so that every score can be explained term by term and fitted again.
//
// Each detector lives in a package of its own below this one and is listed, by a plain call, in package builtin.
package detect

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

// Place is where a candidate stands; priors differ by it.
type Place uint8

// The places.
const (
	Prose Place = iota // running text: documents, mails, logs
	Table              // a field of a record
	Code               // source code and configuration
)

// Lang is the language that the text around is mostly written in.
type Lang uint8

// The languages that detectors tell apart.
const (
	LangOther Lang = iota
	LangJA
	LangZH
	LangKO
)

// Trigger says where the engine looks for candidates of a detector. Exactly one of its ways is set.
type Trigger struct {
	// MinDigits, MaxDigits: a run of so many digits (separators not counted), ASCII or 全角, possibly grouped by single
	// hyphens, spaces, dots, middle dots or parentheses. The candidate is the run; Digits holds its digits.
	MinDigits, MaxDigits int
	// Lettered: a letter stands directly before the run, or nothing is found. Dotted: dots separate its groups. With
	// either the engine need not ask about most numbers.
	Lettered, Dotted bool
	// Takes tells, for running text, whether a run of so many digits in so many groups (5: five or more) may be a match
	// at all; nil takes all. It is asked once for each.
	Takes func(digits, groups int) bool
	// Parts: only parts of a text are found, a whole field value is always refused.
	Parts bool
	// Whole is what whole field values must be like.
	Whole Whole
	// Usual, if set, tells by the usual shapes of a value v alone, without a candidate, what Judge finds in it where it is a
	// whole, labelled value of a settled column: the same evidence. It is 0 where v looks otherwise (blanks around it
	// included) or anything speaks against it; Judge is then asked.
	Usual func(v []byte) Evidence
	// Spelled tells that a run of so many digits in so many groups is a match only where a character beyond ASCII stands
	// right behind it; nil of none. It is asked once for each.
	Spelled func(digits, groups int) bool
	// Alike: Judge finds the same whether or not a label stands before.
	Alike bool
	// Byte: each place where this byte stands (candidate: that one byte). Only '@' and ':' are used.
	Byte byte
	// Literals: each place where one of these stands (candidate: the literal). At least 3 bytes each, ASCII, compared
	// without regard to case where Fold.
	Literals []string
	Fold     bool
	// Han: each run of Han, kana and their punctuation in a line that holds at least two such characters
	// (candidate: the run; Judge returns the first match that begins in it, the engine asks again behind it).
	Han bool
	// Capital: each word of running text that begins with a capital letter (candidate: that letter, never told as labelled; the
	// engine asks again behind a match).
	Capital bool
	// Label: the text behind a label of the detector's kind ("パスワード: …"); candidate: up to the end of the line.
	Label bool
	// Cell: never looked for in running text; only whole field values are judged.
	Cell bool
}

// Candidate is a place that may hold a match. Detectors read it and keep nothing of it.
type Candidate struct {
	// Text is the text around; only Text[Lo:Hi] may be looked at (a line with some context, or one field's value).
	Text   []byte
	Lo, Hi int
	// Start, End: the candidate in Text, as the Trigger says; for a Cell, the value without surrounding blanks.
	Start, End int
	// Whole: Text[Start:End] is a whole field value and a match must span it all.
	Whole bool
	// Settled: the column's values agreed, and a look at the shape is enough; what does not have the usual shape is
	// judged in full.
	Settled bool
	Place   Place
	Lang    Lang
	// Labelled: a label of this detector's kind stands close before, or names the field. The engine adds the evidence;
	// the detector may use it to accept a shape it would refuse unlabelled.
	Labelled bool

	// For digit triggers, and for whole values made of digits and separators only:
	Digits []byte   // ASCII digits, separators left out
	Groups [8]uint8 // sizes of the groups that separators make; sizes beyond the eighth are left out
	NGroup int      // number of groups
	Sep    Sep      // which separators stand between
	Plus   bool     // a '+' stands directly before
	Paren  bool     // parentheses stand around a group
	Before byte     // class of the character directly before the run: 0, 'a' letter, '0' digit, '.', '-', '_', '/', ... itself
	After  byte     // the same directly after it
}

// Sep is a set of separators.
type Sep uint8

// The separators within a run of digits.
const (
	SepHyphen Sep = 1 << iota // any hyphen, minus or long vowel mark used as one
	SepSpace                  // ASCII or 全角
	SepDot                    // .
	SepMiddle                 // ・ or ·
	SepParen
	SepSlash
	SepWide // digits or separators are 全角
)

// Match is what a detector found.
type Match struct {
	Start, End int // in Candidate.Text
	Evidence   Evidence
	// Groups is the number of people-identifying digits etc. Unused by the engine; detectors leave it zero.
}

// Detector knows one kind of personal data.
type Detector interface {
	// Kind is what a match is.
	Kind() pii.Kind
	// Trigger says where candidates are looked for. It is asked once.
	Trigger() Trigger
	// MaxLen is the greatest length of a match in bytes; nothing longer is ever found.
	MaxLen() int
	// Judge finds the first match that begins in the candidate. It must not keep the candidate or its text.
	Judge(c *Candidate) (Match, bool)
}

// Relater is the one optional ability: a detector that reads the other fields of the record.
type Relater interface {
	// Relate returns further evidence for a value of this kind given the record's other values: kinds[i] is the
	// verdict of the field that holds values[i]; self is the index of the value in question.
	Relate(self int, kinds []pii.Kind, values [][]byte) Evidence
}
