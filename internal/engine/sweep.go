package engine

import (
	"bytes"
	"encoding/binary"
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080

	lookBack  = 256     // bytes of context before a candidate
	lookAhead = 4 << 10 // and behind it; no match is longer
)

// span is one judged match.
type span struct {
	start, end int
	kind       pii.Kind
	det        uint16
	score      float32
	evidence   detect.Evidence
}

// sweeper finds and judges candidates in running text. Each worker has its own.
type sweeper struct {
	e     *Engine
	cand  detect.Candidate
	buf   [64]byte
	spans []span
	other []span // what spans is merged into
	floor float32
	// dropped, if set, is told of candidates that were judged and refused; explain uses it.
	dropped func(det uint16, start, end int, score float32, ev detect.Evidence, passed bool)

	text   []byte
	lo, hi int // what may be looked at
	place  detect.Place
	lang   detect.Lang
	field  label.Verdict // what the field's name says, for values of tables
	lines  bool          // a label stands on its value's own line (logs, code)

	digitEnd int // runs of digits were looked at up to here
	hanEnd   int
	label    label.Verdict // the label before the candidate at labelAt
	labelAt  int
}

// sweep judges every candidate that begins in text[from:to] and returns the best of those that overlap, in order. The
// slice is reused by the next call.
func (s *sweeper) sweep(text []byte, lo, from, to, hi int) []span {
	s.text, s.lo, s.hi = text, lo, hi
	s.spans, s.digitEnd, s.hanEnd, s.labelAt = s.spans[:0], from, from, -1
	s.cand = detect.Candidate{Text: text, Place: s.place, Lang: s.lang}
	s.words(from, to)
	s.ats(from, to)
	s.colons(from, to)
	if s.place == detect.Prose && !s.lines || s.place == detect.Table && to-from >= sentence {
		s.capitals(from, to)
	}
	return s.resolve()
}

// words goes through the text eight bytes at a time, looking for digits, literals and characters beyond ASCII.
func (s *sweeper) words(from, to int) {
	text := s.text[:s.hi]
	pairs := &s.e.lits.pairs
	i := from
	for i < to {
		if i+9 > len(text) {
			i = s.slow(i, min(i+8, to))
			continue
		}
		w := binary.LittleEndian.Uint64(text[i:])
		if w&highs != 0 {
			i = s.slow(i, min(i+8, to))
			continue
		}
		t := w ^ 0x3030303030303030
		if m := ^(t + 0x7676767676767676) & highs; m&(m-1) != 0 {
			if to-i < 8 {
				m &= 1<<(8*uint(to-i)) - 1
			}
			s.digitsOf(i, m)
		}
		p, q, r, u := uint16(w), uint16(w>>16), uint16(w>>32), uint16(w>>48)
		if (pairs[p>>6]>>(p&63)|pairs[q>>6]>>(q&63)|pairs[r>>6]>>(r&63)|pairs[u>>6]>>(u&63))&1 != 0 {
			s.pairsOf(w, i)
		}
		i += 8
	}
}

// pairsOf looks at the four pairs of bytes in w, which stand at i.
func (s *sweeper) pairsOf(w uint64, i int) {
	for end := i + 8; i < end; i += 2 {
		p := uint16(w)
		if s.e.lits.pairs[p>>6]>>(p&63)&1 != 0 {
			s.pair(p, i)
		}
		w >>= 16
	}
}

// slow does what words does for a stretch near the text's end or with characters beyond ASCII, and returns where to go on.
func (s *sweeper) slow(i, to int) int {
	text := s.text[:s.hi]
	for i < to {
		if i+1 < len(text) {
			p := binary.LittleEndian.Uint16(text[i:])
			if s.e.lits.pairs[p>>6]>>(p&63)&1 != 0 {
				s.pair(p, i)
			}
		}
		switch c := text[i]; {
		case c >= 0x80:
			i = s.beyond(i, to)
			continue
		case '0' <= c && c <= '9' && i >= s.digitEnd:
			s.digitsIn(i, i+1)
		}
		i++
	}
	return i
}

// pair looks at the literals that have the pair p, which stands at i.
func (s *sweeper) pair(p uint16, i int) {
	l := &s.e.lits
	text := s.text[:s.hi]
	list := l.lists[l.table[p]-1]
	for k := range list {
		en := &list[k]
		at := i - int(en.off)
		if at < s.lo {
			continue
		}
		if at+4 <= len(text) && (binary.LittleEndian.Uint32(text[at:])|en.bits)&en.mask != en.head {
			continue
		}
		lit := &l.all[en.lit]
		if !lit.matches(text, at) {
			continue
		}
		for _, d := range lit.dets {
			s.judge(d, at, at+len(lit.text))
		}
	}
}

// context sets what the candidate may look at.
func (s *sweeper) context(start, end int) {
	s.cand.Start, s.cand.End = start, end
	s.cand.Lo, s.cand.Hi = max(s.lo, start-lookBack), min(s.hi, end+lookAhead)
}

// judge asks a detector and keeps the match if its score reaches the floor.
func (s *sweeper) judge(d uint16, start, end int) (int, bool) {
	s.context(start, end)
	kind := s.e.kinds[d]
	l := s.labelBefore(start)
	s.cand.Labelled = announced(l.Kind, kind)
	m, ok := s.e.Detectors[d].Judge(&s.cand)
	if !ok {
		s.drop(d, start, end)
		return 0, false
	}
	s.weigh(d, m, l, start)
	return m.End, true
}

// drop tells who asks that a detector refused a candidate.
func (s *sweeper) drop(d uint16, start, end int) {
	if s.dropped != nil {
		s.dropped(d, start, end, 0, 0, false)
	}
}

// weigh adds to a match what the label before it says, and keeps it.
func (s *sweeper) weigh(d uint16, m detect.Match, l label.Verdict, start int) {
	kind := s.e.kinds[d]
	if kind == pii.EmailAddress && m.Start < start {
		l = s.labelBefore(m.Start)
		s.cand.Labelled = announced(l.Kind, kind)
	}
	if s.cand.Labelled && (l.Strength > 1 || s.place != detect.Code) {
		m.Evidence |= detect.Label
	} else if l.Strength >= 2 && kind != pii.EmailAddress && !s.aside(kind, &m, start) && (l.Other || l.Kind != pii.None && conflicting(l.Kind, kind)) {
		m.Evidence |= detect.LabelOther
	}
	s.keep(d, kind, m)
}

// aside tells whether a well-formed telephone number stands in parentheses behind a word: 学校（03-…）.
func (s *sweeper) aside(kind pii.Kind, m *detect.Match, start int) bool {
	return kind == pii.PhoneNumber && m.Evidence&detect.Grouping != 0 && start > 0 && (s.text[start-1] == '(' || s.text[start-1] == 0x88)
}

// announced tells whether a label of one kind announces another: its own, or what may stand under a more general name
// (a password's hash under that of the password, the numbers of other nations under id_card).
func announced(says, kind pii.Kind) bool {
	if says == kind {
		return says != pii.None
	}
	switch says {
	case pii.Password:
		return kind == pii.WeakPasswordHash || kind == pii.PasswordHash
	case pii.JapanPassport, pii.ChinaPassport:
		return kind == pii.JapanPassport || kind == pii.ChinaPassport
	case pii.ChinaResidentIDNumber, pii.TaiwanNationalIDNumber:
		return kind == pii.ChinaResidentIDNumber || kind == pii.TaiwanNationalIDNumber || kind == pii.HongKongIDNumber ||
			kind == pii.KoreaRRN || kind == pii.SingaporeNationalRegistrationIDNumber
	}
	return false
}

// conflicting tells whether a label of one kind speaks against another: numbers and dates of different kinds exclude each
// other, a name's label says nothing against the e-mail address behind it, nor id_card against any number of a state's.
func conflicting(a, b pii.Kind) bool {
	return a != b && numeric(a) && numeric(b) && !(a == pii.ChinaResidentIDNumber && b.Has(pii.Government))
}

func numeric(k pii.Kind) bool {
	switch k.Info().Class {
	case pii.ClassDigits, pii.ClassPhone, pii.ClassID, pii.ClassDate:
		return true
	}
	return false
}

func (s *sweeper) keep(d uint16, kind pii.Kind, m detect.Match) {
	row := s.e.weights.Row(kind)
	score := row.Prior[s.place] + row.Sum(m.Evidence)
	const says = detect.Label | detect.FieldName | detect.Structure | detect.Exact | detect.Honorific
	if row.Needs && m.Evidence&says == 0 || kind.Has(pii.NotPersonal) {
		score = -20
	}
	if s.dropped != nil {
		s.dropped(d, m.Start, m.End, score, m.Evidence, true)
	}
	if score < s.floor {
		return
	}
	s.spans = append(s.spans, span{m.Start, m.End, kind, d, score, m.Evidence})
}

// labelBefore is what stands close before a place, or what the field is named.
func (s *sweeper) labelBefore(pos int) label.Verdict {
	if s.labelAt == pos {
		return s.label
	}
	s.labelAt = pos
	lo := max(s.lo, pos-lookBack)
	if s.lines && (!s.wordBefore(lo, pos) || s.joined(lo, pos)) {
		s.label = s.field
		return s.label
	}
	at := pos
	if at-3 >= lo && s.text[at-1] == 0xac && s.text[at-2] == 0xac && s.text[at-3] == 0xe7 {
		at -= 3 // 免許証番号 第…号
	}
	if v, _, ok := label.Before(s.text, lo, at); ok {
		s.label = v
	} else {
		s.label = s.field
	}
	return s.label
}

// wordBefore tells whether anything but marks stands before pos on its line.
func (s *sweeper) wordBefore(lo, pos int) bool {
	for i := pos; i > lo && i > pos-16; i-- {
		switch c := s.text[i-1]; {
		case c == '\n':
			return false
		case c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z' || c-'0' <= 9:
			return true
		}
	}
	return false
}

// joined tells whether pos goes on a longer token (a UUID, a path): no label stands there.
func (s *sweeper) joined(lo, pos int) bool {
	if pos-2 < lo {
		return false
	}
	switch s.text[pos-1] {
	case '-', '_', '/':
		c := s.text[pos-2]
		return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	return false
}

// ats looks for e-mail addresses.
func (s *sweeper) ats(from, to int) {
	for i := from; i < to; {
		n := bytes.IndexByte(s.text[i:to], '@')
		if n < 0 {
			return
		}
		i += n
		for _, d := range s.e.at {
			s.judge(d, i, i+1)
		}
		i++
	}
}

// sentence is how many bytes a field's value must have to be read as running text for the sake of capitalised words.
const sentence = 48

// capitals asks about the words that begin with a capital letter. There are many and few are names, so the label before one
// is looked for behind a match only.
func (s *sweeper) capitals(from, to int) {
	text := s.text[:s.hi]
	for i := from; i < to; i++ {
		if c := text[i]; c-'A' > 'Z'-'A' || i+1 >= len(text) || text[i+1]|0x20-'a' > 'z'-'a' || i > s.lo && inWord[text[i-1]] {
			continue
		}
		for _, d := range s.e.capital {
			s.context(i, i+1)
			s.cand.Labelled = false
			m, ok := s.e.Detectors[d].Judge(&s.cand)
			if !ok {
				s.drop(d, i, i+1)
				continue
			}
			l := s.labelBefore(i)
			s.cand.Labelled = announced(l.Kind, s.e.kinds[d])
			s.weigh(d, m, l, i)
			if m.End > i {
				i = m.End - 1
				break
			}
		}
	}
}

// inWord are the bytes behind which a capital letter begins no word.
var inWord = func() (t [256]bool) {
	for c := range t {
		t[c] = 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '\'' || c == '@' || c == '/' || c == '.' || c == '-' || c == '#' || c == '\\'
	}
	return t
}()

// colons looks for labels in ASCII that announce values without a shape of their own ("Name: John Smith"), and for
// groups of hexadecimal digits.
func (s *sweeper) colons(from, to int) {
	done := from // hexadecimal groups were looked at up to here
	for i := from; i < to; {
		n := bytes.IndexByte(s.text[i:to], ':')
		if n < 0 {
			return
		}
		i += n + 1
		if i >= done && i < s.hi && hexOrColon[s.text[i]] {
			done = s.hexGroups(i - 1)
		}
		if i < 3 || i-2 < from || s.place == detect.Code {
			continue
		}
		if c := s.text[i-2]; c|0x20 < 'a' || c|0x20 > 'z' {
			if c != '"' && c != ' ' || c >= 0x80 {
				continue // beyond ASCII the label itself is found
			}
		}
		if l := s.labelBefore(i); l.Kind != pii.None && len(s.e.labelled[l.Kind]) > 0 {
			s.labelledValue(l.Kind, i)
		}
	}
}

// hexGroups asks the detectors of groups that colons separate, if there are enough of them around the colon at i, and
// returns where the groups end.
func (s *sweeper) hexGroups(i int) int {
	start, colons := i, 0
	for start > s.lo && i-start < 64 && hexOrColon[s.text[start-1]] {
		start--
	}
	double := false
	end := start
	for ; end < s.hi && end-start < 128 && hexOrColon[s.text[end]]; end++ {
		if s.text[end] == ':' {
			colons++
			double = double || end > start && s.text[end-1] == ':'
		}
	}
	if colons >= 5 || double && colons >= 2 && end-start > 3 {
		for _, d := range s.e.colon {
			s.judge(d, i, i+1)
		}
	}
	return end
}

var hexOrColon = func() (t [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF:") {
		t[c] = true
	}
	return t
}()

// labelledValue judges what stands behind a label that ends at i.
func (s *sweeper) labelledValue(kind pii.Kind, i int) {
	hi := min(s.hi, i+lookAhead)
	end := hi
	if n := bytes.IndexByte(s.text[i:hi], '\n'); n >= 0 {
		end = i + n
	}
	start, end := trim(s.text, i, end)
	if start >= end {
		return
	}
	s.label, s.labelAt = label.Verdict{Kind: kind, Strength: 2}, start
	for _, d := range s.e.labelled[kind] {
		s.judge(d, start, end)
	}
}

// trim leaves out blanks, colons and the like at both ends.
func trim(text []byte, start, end int) (int, int) {
	for start < end {
		switch c := text[start]; {
		case c == ' ' || c == '\t' || c == '\r' || c == ':' || c == '=' || c == '"' || c == '\'' || c == '(':
			start++
			continue
		case c >= 0xe3 && mark(text[start:end]):
			start += 3
			continue
		case c == 0xe3 && bytes.HasPrefix(text[start:end], wideSpace), c == 0xef && bytes.HasPrefix(text[start:end], wideColon):
			start += 3
			continue
		}
		break
	}
	for start < end {
		if c := text[end-1]; c == ' ' || c == '\t' || c == '\r' || c == '"' || c == '\'' {
			end--
			continue
		}
		if end-start >= 3 && bytes.HasSuffix(text[start:end], wideSpace) {
			end -= 3
			continue
		}
		break
	}
	return start, end
}

// mark tells the particles and brackets that stand between a label and its value.
func mark(t []byte) bool {
	if len(t) < 4 {
		return false
	}
	switch string(t[:3]) {
	case "は", "为", "是", "（", "「", "『", "＝", "【", "】", "」", "［", "］":
		return true
	}
	return false
}

var (
	wideSpace = []byte("　")
	wideColon = []byte("：")
)

func logit(p float64) float32 {
	return float32(math.Log(p / (1 - p)))
}
