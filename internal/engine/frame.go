package engine

import (
	"bytes"
	"fmt"
	"math/bits"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/sqldump"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// mode says how the values of a column are looked at.
type mode uint8

const (
	asText mode = iota // each value is swept like running text
	asKind             // each value is judged by the detectors of the column's kind
	asDull             // nothing here, as long as values look like those of the sample
)

// column is the verdict on one field.
type column struct {
	name     string
	says     label.Verdict
	mode     mode
	kind     pii.Kind
	dets     []uint16
	score    float32 // log-odds of the column
	evidence detect.Evidence
	share    float64                      // of the sample's values that the kind's detectors passed
	shape    shape                        // of the sample's values
	beside   pii.Kind                     // the kind that other columns speak for
	usual    func([]byte) detect.Evidence // of the kind, where a look at values is enough and they are told
	counted  bool                         // different values of the kind are worth a number
	odd      bool                         // values that no detector passes count too, if they are words: rare names, small places
}

// shape is what values look like: the classes of their characters and their greatest length.
type shape struct {
	classes detect.Class
	max     int
}

func shapeOf(v []byte) shape { return shape{detect.Classes(v), len(v)} }

// frame is what is settled about a part before its blocks are judged: its fields and a verdict for each.
type frame struct {
	part    *content.Part
	place   detect.Place
	lang    detect.Lang
	fields  []string
	columns []column
	keys    keys
	seed    [16]byte // mixed into IDs: the part's name under the team key
	odd     bool     // values unlike their column are findings too
	store   uint64   // mixed into keys that identify within one store only
}

// cursor makes a cursor over the frame's part.
func (f *frame) cursor() content.Cursor {
	p := *f.part
	p.Fields = f.fields
	switch p.Form {
	case content.NDJSON:
		return ndjson.NewCursor(&p, f.fields)
	case content.Tuples, content.Copy:
		return sqldump.NewCursor(&p)
	}
	return csv.NewCursor(&p)
}

// plan makes the Frame of a part from its first block. It settles CSV's header: the block then begins behind it.
func (w *worker) plan(p *content.Part, b *content.Block, store uint64) *frame {
	own := b.Text[b.From:b.To]
	f := &frame{part: p, store: store, lang: langOf(own), fields: p.Fields, seed: w.team.Sum([]byte(p.Name))}
	switch p.Form {
	case content.Text, content.Log:
		f.place = detect.Prose
		return f
	case content.Code:
		f.place, f.lang = detect.Code, detect.LangOther // comments may be in any
		return f
	}
	f.place = detect.Table
	if p.Form == content.CSV && f.fields == nil {
		if names, ok := csv.Header(own, p.Comma, true, w.named); ok {
			f.fields = unique(names)
			p.Header = true
			w.skipHeader(f, b)
		}
	}
	w.columns(f, b)
	return f
}

// named tells whether a value of a first record is the name of a field. Names have few digits, and at their end.
func (w *worker) named(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i]-'0' <= 9 {
			n++
		}
	}
	if n > 4 || n > 0 && strings.HasSuffix(s, "番地") {
		return false
	}
	v := w.labelOf(s)
	return v.Other || v.Kind != pii.None
}

// unique gives fields of the same name a number behind it.
func unique(names []string) []string {
	seen := map[string]int{}
	for i, n := range names {
		seen[n]++
		if k := seen[n]; k > 1 {
			names[i] = fmt.Sprintf("%s_%d", n, k)
		}
	}
	return names
}

// skipHeader moves the block's beginning behind its first record that has values.
func (w *worker) skipHeader(f *frame, b *content.Block) {
	c := f.cursor()
	c.Reset(b)
	for c.Next(&w.rec) {
		if len(w.rec.Values) > 0 {
			b.Offset += int64(w.rec.End - b.From)
			b.From = w.rec.End
			return
		}
	}
}

// columns samples the block and settles a verdict for each field.
func (w *worker) columns(f *frame, b *content.Block) {
	samples, fields := w.samples(f, b)
	f.fields = fields
	f.columns = make([]column, len(f.fields))
	for i, name := range f.fields {
		f.columns[i] = w.verdict(f, name, samples[i])
	}
	w.beside(f, samples)
	for i := range f.columns {
		c := &f.columns[i]
		c.usual, c.counted = w.usual(c), counted(c.kind)
	}
	f.keys = chooseKeys(f.columns, w.e.floor)
}

// verdict weighs every kind for a column and settles how its values are looked at.
func (w *worker) verdict(f *frame, name string, s *sample) column {
	col := column{name: name, shape: s.shape}
	if !generated(name) {
		col.says = w.labelOf(name)
	}
	best, second := float32(-100), float32(-100)
	for _, kind := range w.kindsOf(f, &col, s) {
		score, ev, share := w.columnScore(f, kind, &col, s)
		if score > best {
			best, second = score, best
			col.kind, col.score, col.evidence, col.share = kind, score, ev, share
		} else if score > second {
			second = score
		}
	}
	if col.kind != pii.None && best > 0 && col.share >= 0.3 && !col.kind.Has(pii.NotPersonal) {
		col.mode, col.dets = asKind, w.e.byKind[col.kind]
		col.odd = col.evidence&detect.FieldName != 0 && (col.share >= 0.75 && len(s.values) >= 8 || col.says.Strength == 3 && len(s.values) >= 3) &&
			(col.kind == pii.PersonName || col.kind == pii.StreetAddress)
		return col
	}
	col.kind = pii.None
	if col.shape.classes&(detect.At|detect.High) == 0 && col.shape.max <= 40 && !w.finds(f, &col, s) {
		col.mode = asDull
	}
	return col
}

// generated tells a name that csv made up.
func generated(name string) bool {
	return len(name) > 7 && name[:7] == "column_" && name[7] >= '0' && name[7] <= '9'
}

var lexicon = bits.TrailingZeros64(uint64(detect.Lexicon))

// columnScore is the log-odds that the column holds the kind.
func (w *worker) columnScore(f *frame, kind pii.Kind, col *column, s *sample) (float32, detect.Evidence, float64) {
	row := w.e.weights.Row(kind)
	var counts [detect.NumberTerms]int
	pass := 0
	for _, v := range s.values {
		for _, d := range w.e.byKind[kind] {
			m, ok := w.wholeValue(f, d, v, announced(col.says.Kind, kind))
			if !ok {
				continue
			}
			pass++
			for t := range m.Evidence.Terms {
				counts[t]++
			}
			break
		}
	}
	n := len(s.values)
	if n == 0 || pass == 0 {
		return -100, 0, 0
	}
	var ev detect.Evidence
	for t, k := range counts {
		if k*5 >= pass*4 {
			ev |= 1 << t
		}
	}
	ev &^= detect.Check | detect.Label
	agree := row.Column(pass, n)
	if agree > 0 {
		ev |= detect.Column
	} else {
		ev |= detect.ColumnMixed
	}
	if kind == col.beside {
		ev |= detect.Sibling
	}
	strength := float32(1)
	switch {
	case announced(col.says.Kind, kind):
		ev |= detect.FieldName
		strength = [...]float32{0.3, 0.5, 1, 1.4}[min(col.says.Strength, 3)]
	case col.says.Other && col.says.Strength >= 2, col.says.Kind != pii.None && col.says.Strength >= 2 && conflicting(col.says.Kind, kind):
		ev |= detect.LabelOther
	case kind == col.beside:
	case row.Needs && ev&(detect.Structure|detect.Exact) == 0:
		return -100, ev, 0
	}
	score := row.Prior[detect.Table] + row.Sum(ev&^(detect.ColumnMixed|detect.FieldName)) + float32(agree)
	if kind == pii.PersonName && col.says.Strength <= 2 && ev&detect.Weak != 0 && counts[lexicon]*4 < pass {
		strength = -0.4 // a name that no list knows is more often that of a thing
	}
	if ev&detect.FieldName != 0 {
		score += strength * row.Sum(detect.FieldName)
	}
	return score, ev, float64(pass) / float64(n)
}

// finds tells whether sweeping the sample's values finds anything.
func (w *worker) finds(f *frame, col *column, s *sample) bool {
	for _, v := range s.values {
		if len(w.sweepValue(f, col, v)) > 0 {
			return true
		}
	}
	return false
}

// langOf tells the language of a text by its characters: kana are Japanese, hangul Korean, Han alone Chinese.
func langOf(text []byte) detect.Lang {
	var han, kana, hangul int
	for i := 0; i+2 < len(text) && i < 256<<10; {
		c := text[i]
		if c < 0xe0 {
			i++
			continue
		}
		r := rune(c&0x0f)<<12 | rune(text[i+1]&0x3f)<<6 | rune(text[i+2]&0x3f)
		switch {
		case c >= 0xf0:
			i++
			continue
		case r >= 0x3041 && r <= 0x30ff, r >= 0xff66 && r <= 0xff9f:
			kana++
		case r >= 0x3400 && r <= 0x9fff:
			han++
		case r >= 0xac00 && r <= 0xd7a3:
			hangul++
		}
		i += 3
	}
	switch {
	case hangul > han+kana && hangul > 2:
		return detect.LangKO
	case kana*8 > han && kana > 0, kana*50 > han && kana > 0 && japanese(text):
		return detect.LangJA
	case kana*50 > han && kana > 0:
		return detect.LangOther // a Chinese text with Japanese names of goods, or the other way round
	case han > 0 && han < 200 || japanese(text):
		return detect.LangOther // too little to tell: both languages' detectors look
	case han > 0:
		return detect.LangZH
	}
	return detect.LangOther
}

// japanese tells a table of kanji only from a Chinese one by words that only one of them uses.
func japanese(text []byte) bool {
	head := text[:min(len(text), 64<<10)]
	for _, w := range []string{"氏名", "番号", "都道府県", "様", "株式会社"} {
		if bytes.Contains(head, []byte(w)) {
			return true
		}
	}
	return false
}
