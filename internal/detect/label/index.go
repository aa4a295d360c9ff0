package label

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed labels.tsv
var table string

// entry is a label's verdict; whole labels count only when they are the whole name.
type entry struct {
	Verdict
	whole bool
}

// index holds the labels in the forms in which they are looked for.
type index struct {
	words map[string]entry // by key, see fold
	tail  map[string]bool
	who   map[string]bool // true: before "id" and "no" too
	// text holds the labels with a character beyond ASCII as they are written in text, ASCII letters in lower case; first
	// and last tell by a label's first and last character which lengths to try, one bit a length in bytes.
	text        map[string]entry
	first, last map[rune]uint64
	starts      [0x10000 / 64]uint64
	ends        [0x10000 / 64]uint64
	ascii       endings
	pairs       pairs
	exact       exact // of text
}

var load = sync.OnceValue(newIndex)

func newIndex() *index {
	x := &index{words: make(map[string]entry, 6000), tail: map[string]bool{}, who: map[string]bool{},
		text: make(map[string]entry, 12000), first: make(map[rune]uint64, 800), last: make(map[rune]uint64, 500)}
	for _, w := range append(fillers, numberWords...) {
		x.ascii.add(w)
	}
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 || f[0][0] == '#' {
			continue
		}
		e := entry{whole: strings.HasSuffix(f[2], "=")}
		e.Strength = f[2][0] - '0'
		if e.Kind, _ = pii.Parse(f[0]); e.Kind == pii.None {
			e.Other = true
		}
		for w := range strings.SplitSeq(f[3], ",") {
			key := fold(w)
			switch f[0] {
			case "TAIL":
				x.tail[key] = true
				x.ascii.add(key)
				continue
			case "WHO", "OF":
				x.who[key] = f[0] == "WHO"
				continue
			}
			x.addWord(w, key, e)
			x.addText(w, e)
			if f[1] == "romaji" {
				for _, v := range spellings(w) {
					x.addWord(v, fold(v), e)
				}
			}
		}
	}
	return x
}

func (x *index) addWord(w, key string, e entry) {
	if _, dup := x.words[key]; !dup {
		x.words[key] = e
	}
	x.ascii.add(key)
	x.ascii.add(w)
}

// longest is the greatest length of a label in text, in bytes.
const longest = 63

// addText lists a label as written in text, and once more spread out as forms do (氏　名).
func (x *index) addText(w string, e entry) {
	if isASCII(w) {
		return
	}
	w = strings.ToLower(w)
	x.addForm(w, e)
	if n := utf8.RuneCountInString(w); n < 2 || n > 4 || e.Strength < 2 {
		return
	}
	for _, sep := range []string{" ", "　", "　　"} {
		x.addForm(strings.Join(strings.Split(w, ""), sep), e)
	}
}

func (x *index) addForm(w string, e entry) {
	if _, dup := x.text[w]; dup || len(w) > longest {
		return
	}
	x.text[w] = e
	x.exact.add(w)
	r, _ := utf8.DecodeRuneInString(w)
	if r >= utf8.RuneSelf && r < 0x10000 && !e.whole && e.Strength >= 2 {
		x.first[r] |= 1 << len(w)
		x.pairs.add(w)
		x.starts[r>>6] |= 1 << (r & 63)
	}
	r, _ = utf8.DecodeLastRuneInString(w)
	if r >= utf8.RuneSelf && r < 0x10000 {
		x.last[r] |= 1 << len(w)
		x.ends[r>>6] |= 1 << (r & 63)
	}
}

// resolve finds the verdict of a phrase of ASCII words: all of it, else its longest suffix that is a label, else the
// same without the parts at its end that say nothing. from is the first word that the verdict rests on.
func (x *index) resolve(p *phrase) (v Verdict, from int, ok bool) {
	for n := p.words; n > 0; n-- {
		end := p.end(n)
		short := end // where the words end without a number at the end: address1
		if n > 1 && isDigits(p.word(n-1)) {
			short = p.end(n - 1)
		}
		for i := range n {
			e, found := x.words[string(p.buf[p.cut[i]:end])]
			if !found && i < n-1 && short < end {
				e, found = x.words[string(p.buf[p.cut[i]:short])]
			}
			if !found {
				continue
			}
			if e.whole && i > 0 {
				if _, who := x.who[string(p.word(i-1))]; !who {
					return Verdict{}, i, false
				}
			}
			return e.Verdict, i, true
		}
		last := p.word(n - 1)
		if n > 1 && isNumberWord(last) {
			if strong, who := x.who[string(p.word(n-2))]; who && strong {
				if w := p.word(n - 2); string(w) == "employee" || string(w) == "emp" || string(w) == "staff" || string(w) == "worker" || string(w) == "shain" {
					return Verdict{Kind: pii.EmployeeID, Strength: 2}, n - 2, true
				}
				return Verdict{Kind: pii.AccountID, Strength: 2}, n - 2, true
			}
		}
		if !isDigits(last) && !x.tail[string(last)] {
			break
		}
	}
	return Verdict{}, 0, false
}

// numberWords make a label of whoever stands before them: user_id, member no.
var numberWords = []string{"id", "no", "number", "num", "code", "cd", "key", "nbr", "bango"}

func isNumberWord(w []byte) bool {
	switch string(w) {
	case "id", "no", "number", "num", "code", "cd", "key", "nbr", "bango":
		return true
	}
	return false
}

func isDigits(w []byte) bool {
	for _, c := range w {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(w) > 0
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
