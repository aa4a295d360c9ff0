package trace

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/literal"
)

//go:embed traces.txt
var traces string

type rule uint8

const (
	exploit rule = iota
	shell
	leak
	traverse
	inject
	scan
	note
)

var rules = map[string]rule{"exploit": exploit, "shell": shell, "leak": leak, "traverse": traverse, "inject": inject, "scan": scan, "note": note}

type place uint8

const (
	inPath place = 1 << iota
	inQuery
	inAgent
	inText
	inName
)

var places = map[string]place{"path": inPath, "query": inQuery, "url": inPath | inQuery, "agent": inAgent, "text": inText, "name": inName}

type answer uint8

const (
	twoHundred answer = iota
	data
	under400
	anyAnswer
	nobody
	never
	big
)

var answers = map[string]answer{"2xx": twoHundred, "data": data, "ok": under400, "any": anyAnswer, "nobody": nobody, "never": never, "big": big}

// group is a hole, or a sort of trace.
type group struct {
	id, family, since, name string
}

// mark is one line of the file.
type mark struct {
	rule   rule
	group  int
	where  place
	words  []uint16
	begins string // what the path or name begins with, "" if that does not matter
	ends   string
	shown  string // the first word, as it stands in the file
	method string
	answer answer
	sure   float64
}

// book is the file, to be looked up.
type book struct {
	groups  []group
	marks   []mark
	index   *literal.Index
	of      [][]uint16 // by word the marks that it is the first of
	words   []string
	anchor  int // the mark of what Exchange's proxy was told, which no word tells
	planted int // the group of scripts that stand where Exchange has none
}

// most is how many words there may be: what set holds.
const most = 512

func parse(text string) (*book, error) {
	b := &book{}
	at := map[string]uint16{}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, " | ")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		if line[0] == '=' {
			if len(f) != 4 {
				return nil, fmt.Errorf("line %d: a group has 4 columns", n+1)
			}
			b.groups = append(b.groups, group{strings.TrimSpace(f[0][1:]), f[1], strings.TrimPrefix(f[2], "-"), strings.TrimPrefix(f[3], "-")})
			continue
		}
		if err := b.mark(f, at); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	if len(b.words) > most {
		return nil, fmt.Errorf("%d words: set holds %d", len(b.words), most)
	}
	for i := range b.marks {
		switch g := b.groups[b.marks[i].group]; {
		case g.id == "proxylogon" && b.marks[i].shown == "serverinfo~":
			b.anchor = i
		case g.id == "shells":
			b.planted = b.marks[i].group
		}
	}
	b.index = literal.New(b.words)
	b.of = make([][]uint16, len(b.words))
	for i := range b.marks {
		w := b.marks[i].words[0]
		b.of[w] = append(b.of[w], uint16(i))
	}
	return b, nil
}

func (b *book) mark(f []string, at map[string]uint16) error {
	if len(f) != 6 || len(b.groups) == 0 {
		return fmt.Errorf("a trace has 6 columns, behind its group")
	}
	m := mark{group: len(b.groups) - 1}
	var ok [3]bool
	m.rule, ok[0] = rules[f[0]]
	m.where, ok[1] = places[f[1]]
	m.answer, ok[2] = answers[f[4]]
	sure, err := strconv.Atoi(f[5])
	if !ok[0] || !ok[1] || !ok[2] || err != nil || sure < 1 || sure > 99 {
		return fmt.Errorf("a word is not known")
	}
	m.sure = float64(sure) / 100
	if f[3] != "-" {
		m.method = f[3]
	}
	for i, w := range strings.Split(f[2], " & ") {
		if v, is := strings.CutPrefix(w, "^"); is && i == 0 {
			m.begins, w = v, v
		}
		if v, is := strings.CutSuffix(w, "$"); is {
			w, m.ends = v, v
			if m.begins != "" {
				m.begins = v
			}
		}
		if i == 0 {
			m.shown = w
		}
		if len(w) < literal.Shortest {
			return fmt.Errorf("%q is too short", w)
		}
		if _, there := at[w]; !there {
			at[w] = uint16(len(b.words))
			b.words = append(b.words, w)
		}
		m.words = append(m.words, at[w])
	}
	b.marks = append(b.marks, m)
	return nil
}

// set is which words a text has.
type set [most / 64]uint64

func (s *set) add(w uint16)      { s[w/64] |= 1 << (w % 64) }
func (s *set) has(w uint16) bool { return s[w/64]>>(w%64)&1 != 0 }

// hits appends the marks all of whose words are there. The texts are in lower case where their begins and ends matter.
func (b *book) hits(found []uint16, there *set, where place, text []byte, out []uint16) []uint16 {
	for i, w := range found {
		if i > 0 && w == found[i-1] {
			continue
		}
	next:
		for _, n := range b.of[w] {
			m := &b.marks[n]
			if m.where&where == 0 || m.begins != "" && !hasPrefix(text, m.begins) || m.ends != "" && !hasSuffix(text, m.ends) ||
				m.begins != "" && m.begins == m.ends && len(text) != len(m.ends) {
				continue
			}
			for _, o := range m.words[1:] {
				if !there.has(o) {
					continue next
				}
			}
			out = append(out, n)
		}
	}
	return out
}

func hasPrefix(s []byte, w string) bool {
	if len(s) < len(w) {
		return false
	}
	for i := range len(w) {
		if c := s[i]; c != w[i] && (c-'A' > 'Z'-'A' || c|0x20 != w[i]) {
			return false
		}
	}
	return true
}

func hasSuffix(s []byte, w string) bool { return len(s) >= len(w) && hasPrefix(s[len(s)-len(w):], w) }
