package latin

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Running finds PERSON_NAME in Latin letters in running text, where neither label nor title announces it: a given name
// and a surname (Emily Watson), a surname and a given name of Japanese or Chinese (TANAKA Ichiro, Wang Xiaoming), and a
// given name behind a salutation or alone under a closing.
type Running struct{}

// NewRunning returns the detector.
func NewRunning() Running { return Running{} }

// Kind is PERSON_NAME.
func (Running) Kind() pii.Kind { return pii.PersonName }

// Trigger is a capital letter at the beginning of a word.
func (Running) Trigger() detect.Trigger { return detect.Trigger{Capital: true, Parts: true} }

// MaxLen is that of a long name.
func (Running) MaxLen() int { return maxLen }

// token is a word of a name.
type token struct {
	start, end int // in the text behind the candidate's start; a possessive s is left out
	word       word
	romaji     word
	initial    bool
	particle   bool
	caps       bool
}

// Judge takes the name that the text at the candidate begins with.
func (Running) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole || c.Place == detect.Code {
		return detect.Match{}, false
	}
	text := c.Text[c.Start:min(c.Hi, c.Start+2*maxLen)]
	var buf [5]token
	ts := tokens(text[:min(len(text), maxLen)], &buf)
	if len(ts) == 0 {
		return detect.Match{}, false
	}
	before := c.Text[c.Lo:c.Start]
	if len(ts) == 1 && !announced(before, text[ts[0].end:]) { // most words
		return detect.Match{}, false
	}
	look(text, ts)
	n, ev := full(text, ts)
	if n > 0 {
		behind := text[ts[n-1].end:]
		doubt := ev&detect.Ambiguous != 0 && (ordinary(ts[:n]) || placeWord(text[ts[n-1].start:ts[n-1].end]))
		if place(behind) || doubt && !cued(before, behind) {
			return detect.Match{}, false
		}
	} else if n, ev = partial(before, text, ts); n == 0 {
		n, ev = announcedName(before, text, ts)
	}
	if n == 0 || firm(text[:ts[n-1].end]) {
		return detect.Match{}, false
	}
	return detect.Match{Start: c.Start, End: c.Start + ts[n-1].end, Evidence: ev}, true
}

// tokens are the capitalised words, initials and particles that text begins with, one blank apart.
func tokens(text []byte, buf *[5]token) []token {
	n, at := 0, 0
	for n < len(buf) && at < len(text) {
		w := wordLen(text[at:])
		if w == 0 {
			break
		}
		t := token{start: at, end: at + w}
		v := text[at : at+w]
		switch {
		case !upper(v):
			if t.particle = n > 0 && particle(v); !t.particle {
				return buf[:n]
			}
		case w == 1:
			t.initial = true
		default:
			t.end -= possessive(v)
		}
		buf[n] = t
		n++
		at += w
		if t.end < at {
			break
		}
		if at < len(text) && text[at] == '.' && t.initial {
			at++
		}
		if at+1 >= len(text) || text[at] != ' ' {
			break
		}
		at++
	}
	return buf[:n]
}

// look looks the words up, and the readings of the first two.
func look(text []byte, ts []token) {
	for i := range ts {
		t := &ts[i]
		if t.initial || t.particle {
			continue
		}
		v := text[t.start:t.end]
		t.word, t.caps = known(v), allCaps(v)
		if i < 2 {
			t.romaji = romajiWord(v)
		}
	}
}

// announced tells whether a word alone may be a name: behind a salutation, or under a closing.
func announced(before, behind []byte) bool {
	return opens(behind) && saluted(before) || endsLine(behind) && closed(before)
}

// possessive is the length of a possessive ending.
func possessive(v []byte) int {
	switch {
	case bytes.HasSuffix(v, []byte("'s")):
		return 2
	case bytes.HasSuffix(v, []byte("’s")):
		return 4
	}
	return 0
}

func allCaps(v []byte) bool {
	for _, b := range v {
		if b >= 'a' && b <= 'z' {
			return false
		}
	}
	return len(v) > 1
}

// full is how many of the words are a name with both its parts.
func full(text []byte, ts []token) (int, detect.Evidence) {
	if len(ts) < 2 {
		return 0, 0
	}
	a, b := &ts[0], &ts[1]
	const both = detect.Shape | detect.Lexicon | detect.LexiconTwo
	if a.word&wordGiven != 0 && !(a.caps && !b.caps) {
		for i, n := 1, 0; i < len(ts); i++ {
			t := &ts[i]
			switch {
			case t.initial || t.particle:
				continue
			case t.word&wordSurname != 0:
				n = i + 1
			case t.word&wordGiven != 0 && i+1 < len(ts):
				continue
			}
			if n == 0 {
				break
			}
			if i+1 < len(ts) && !ts[i+1].initial && ts[i+1].word&wordSurname != 0 && ts[i+1].word&wordCommon == 0 {
				n++ // two surnames, or a middle name that is a surname elsewhere
			}
			ev := both
			if a.word&wordCommon != 0 || ts[n-1].word&wordCommon != 0 {
				ev |= detect.Ambiguous | detect.Weak
			}
			return n, ev
		}
	}
	// Readings of Japanese names, in either order; Chinese ones, the surname first.
	if plain(a.word) && plain(b.word) && (a.romaji&wordSurname != 0 && b.romaji&wordGiven != 0 || a.romaji&wordGiven != 0 && b.romaji&wordSurname != 0) &&
		a.end-a.start >= 3 && b.end-b.start >= 3 {
		return 2, both
	}
	if first := text[a.start:a.end]; pinyinSurname(first) && plain(b.word) && pinyinGiven(text[b.start:b.end]) {
		return 2, both | detect.Weak
	}
	return 0, 0
}

// plain tells a word that is no ordinary one.
func plain(w word) bool { return w&wordCommon == 0 }

// ordinary tells whether the first and the last word are ordinary words too.
func ordinary(ts []token) bool {
	return ts[0].word&wordCommon != 0 && ts[len(ts)-1].word&wordCommon != 0
}

// partial judges two words or more of which a list has only one, and none is an ordinary word: a given name and a surname
// that no list has (Desmond Achterberg), the reverse (Yevgenia Petrov), an initial and a surname.
func partial(before, text []byte, ts []token) (int, detect.Evidence) {
	if len(ts) < 2 {
		return 0, 0
	}
	a := &ts[0]
	last, joined := 1, false
	for last+1 < len(ts) && (ts[last].initial || ts[last].particle) {
		joined = joined || ts[last].particle
		last++
	}
	b := &ts[last]
	if b.initial || b.particle || b.end-b.start < 3 || b.caps && !a.caps || place(text[b.end:]) {
		return 0, 0
	}
	if last+1 < len(ts) && strange(text, &ts[last+1]) && ts[last+1].word&wordGiven == 0 && !joined {
		last++ // a second surname
		if b = &ts[last]; place(text[b.end:]) {
			return 0, 0
		}
	}
	const told = detect.Shape | detect.Lexicon | detect.Structure | detect.Weak
	switch {
	case a.initial:
		if plain(b.word) && b.word&wordSurname != 0 {
			return last + 1, told
		}
	case !plain(a.word) || a.caps && b.caps:
	case a.word&wordGiven != 0 && (joined && plain(b.word) || strange(text, b)), a.romaji&wordGiven != 0 && a.end-a.start >= 4 && !isEnglish(text[:a.end]) && strange(text, b):
		return last + 1, told
	case strange(text, a) && b.word&wordSurname != 0 && plain(b.word) && (freed(before) || cued(before, text[b.end:])):
		return last + 1, told
	}
	return 0, 0
}

// strange tells a word that is neither an ordinary one nor known to be a name's other part: what a rare name looks like.
func strange(text []byte, t *token) bool {
	v := text[t.start:t.end]
	return !t.initial && !t.particle && plain(t.word) && len(v) >= 4 && !isEnglish(v) && !placeWord(v)
}

// freed tells that no capitalised word stands directly before, with which it would make a longer name of something.
func freed(before []byte) bool {
	for len(before) > 0 && before[len(before)-1] == ' ' {
		before = before[:len(before)-1]
	}
	end := len(before)
	for end > 0 && (before[end-1]|0x20 >= 'a' && before[end-1]|0x20 <= 'z') {
		end--
	}
	return end == len(before) || !upper(before[end:])
}

// announcedName judges what the words around announce, whether or not a list has it: a name behind a salutation, alone
// under a closing, or behind a word for what somebody is.
func announcedName(before, text []byte, ts []token) (int, detect.Evidence) {
	a := &ts[0]
	behind := text[ts[len(ts)-1].end:]
	if place(behind) {
		return 0, 0
	}
	listed := a.word&wordGiven != 0 && plain(a.word) || a.romaji&wordGiven != 0
	if closed(before) && endsLine(behind) && sober(text, ts) {
		if listed {
			return len(ts), detect.Shape | detect.Lexicon | detect.Structure | detect.Weak
		}
		return len(ts), detect.Shape | detect.Structure
	}
	if len(ts) == 1 {
		switch {
		case !saluted(before) || !opens(behind):
			return 0, 0
		case listed:
			return 1, detect.Shape | detect.Lexicon | detect.Structure | detect.Weak
		case strange(text, a):
			return 1, detect.Shape | detect.Structure
		}
		return 0, 0
	}
	if !a.initial && strange(text, a) && strange(text, &ts[1]) && !a.caps && cued(before, text[ts[1].end:]) {
		return 2, detect.Shape | detect.Structure
	}
	return 0, 0
}

// sober tells that not all words are ordinary ones (Best regards, / Customer Support).
func sober(text []byte, ts []token) bool {
	for i := range ts {
		v := text[ts[i].start:ts[i].end]
		if placeWord(v) || lookup(v)&wordCommon != 0 {
			return false
		}
	}
	for i := range ts {
		if !ts[i].initial && !isEnglish(text[ts[i].start:ts[i].end]) {
			return true
		}
	}
	return false
}
