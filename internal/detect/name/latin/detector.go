package latin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const maxLen = 64

// Labelled finds PERSON_NAME in Latin letters behind a label (Name: John Smith).
type Labelled struct{}

// NewLabelled returns the detector.
func NewLabelled() Labelled { return Labelled{} }

// Kind is PERSON_NAME.
func (Labelled) Kind() pii.Kind { return pii.PersonName }

// Trigger is a label.
func (Labelled) Trigger() detect.Trigger { return detect.Trigger{Label: true, Parts: true} }

// MaxLen is that of a long name.
func (Labelled) MaxLen() int { return maxLen }

// Judge takes the longest name that the text behind the label begins with.
func (Labelled) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole || c.End <= c.Start {
		return detect.Match{}, false
	}
	start := c.Start
	if b := c.Text[start]; b == '"' || b == '\'' || b == '<' {
		start++
	}
	text := c.Text[start:min(c.End, start+maxLen)]
	if len(text) == 0 || !upper(text) {
		return detect.Match{}, false
	}
	n, ev := Prefix(text, true)
	if n == 0 {
		if w := wordLen(text); w >= 3 && w == lineEnd(text) {
			if e, ok := Whole(text[:w], true); ok && e&(detect.Lexicon|detect.LexiconTwo) != 0 {
				n, ev = w, e
			}
		}
	}
	return detect.Match{Start: start, End: start + n, Evidence: ev}, n > 0
}

// lineEnd is where the first part of text ends: at a comma, tab or quote, or at its end.
func lineEnd(text []byte) int {
	for i, b := range text {
		switch b {
		case ',', ';', '\t', '\n', '\r', '"', '\'', '|', '<', '(':
			return i
		}
	}
	return len(text)
}

// Titled finds PERSON_NAME in Latin letters behind a title (Mr. Smith).
type Titled struct{}

// NewTitled returns the detector.
func NewTitled() Titled { return Titled{} }

// Kind is PERSON_NAME.
func (Titled) Kind() pii.Kind { return pii.PersonName }

// Trigger is a title with its point or blank.
func (Titled) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{"Mr. ", "Mrs. ", "Ms. ", "Dr. ", "Prof. ", "Mr ", "Mrs ", "Ms "}, Parts: true}
}

// MaxLen is that of a long name.
func (Titled) MaxLen() int { return maxLen }

// Judge takes up to four capitalised words behind the title; the match leaves the title out.
func (Titled) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole || c.End >= c.Hi {
		return detect.Match{}, false
	}
	if c.Start > c.Lo {
		if b := c.Text[c.Start-1]; b|0x20 >= 'a' && b|0x20 <= 'z' || b == '.' || b == '_' {
			return detect.Match{}, false
		}
	}
	text := c.Text[c.End:min(c.Hi, c.End+maxLen)]
	if !upper(text) {
		return detect.Match{}, false
	}
	first := wordLen(text)
	if first < 2 {
		return detect.Match{}, false
	}
	n, ev := Prefix(text, true)
	if n == 0 {
		if lookup(text[:first])&wordCommon != 0 {
			return detect.Match{}, false
		}
		n = first
		ev = detect.Shape
		if lookup(text[:first])&wordSurname != 0 || romajiWord(text[:first])&wordSurname != 0 {
			ev |= detect.Lexicon
		}
	}
	return detect.Match{Start: c.End, End: c.End + n, Evidence: ev | detect.Honorific}, true
}
