package label

import (
	_ "embed"
	"sort"
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

// item is a label that holds a character beyond ASCII, as it is written in text.
type item struct {
	text string
	entry
}

// index holds the labels in the forms in which they are looked for.
type index struct {
	words map[string]entry // by key, see fold
	tail  map[string]bool
	who   map[string]bool // true: before "id" and "no" too
	// first and last: the labels by their first and last character, longest first.
	first, last map[rune][]item
	starts      [0x10000 / 64]uint64
	ends        [0x10000 / 64]uint64
}

var load = sync.OnceValue(newIndex)

func newIndex() *index {
	x := &index{words: make(map[string]entry, 6000), tail: map[string]bool{}, who: map[string]bool{},
		first: make(map[rune][]item, 800), last: make(map[rune][]item, 500)}
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
				continue
			case "WHO", "OF":
				x.who[key] = f[0] == "WHO"
				continue
			}
			if _, dup := x.words[key]; !dup {
				x.words[key] = e
			}
			x.addText(w, e)
		}
	}
	for _, m := range []map[rune][]item{x.first, x.last} {
		for _, l := range m {
			sort.SliceStable(l, func(i, j int) bool { return len(l[i].text) > len(l[j].text) })
		}
	}
	return x
}

// addText lists a label by its first and last character, and once more spread out as forms do (氏　名).
func (x *index) addText(w string, e entry) {
	if isASCII(w) {
		return
	}
	x.addItem(item{w, e})
	if n := utf8.RuneCountInString(w); n < 2 || n > 4 || e.Strength < 2 {
		return
	}
	for _, sep := range []string{" ", "　", "　　"} {
		x.addItem(item{strings.Join(strings.Split(w, ""), sep), e})
	}
}

func (x *index) addItem(it item) {
	r, _ := utf8.DecodeRuneInString(it.text)
	if r >= utf8.RuneSelf && r < 0x10000 && !it.whole && it.Strength >= 2 {
		x.first[r] = append(x.first[r], it)
		x.starts[r>>6] |= 1 << (r & 63)
	}
	r, _ = utf8.DecodeLastRuneInString(it.text)
	if r >= utf8.RuneSelf && r < 0x10000 {
		x.last[r] = append(x.last[r], it)
		x.ends[r>>6] |= 1 << (r & 63)
	}
}

// resolve finds the verdict of a phrase of ASCII words: all of it, else its longest suffix that is a label, else the
// same without the parts at its end that say nothing. from is the first word that the verdict rests on.
func (x *index) resolve(p *phrase) (v Verdict, from int, ok bool) {
	for n := p.words; n > 0; n-- {
		end := p.end(n)
		for i := range n {
			e, found := x.words[string(p.buf[p.cut[i]:end])]
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
