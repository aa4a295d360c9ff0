package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

const (
	textPlaces = 10  // in the ranking
	textParts  = 200 // in detail
)

// text is the report for a terminal. It says everything at the end of the scan, the most important first.
type text struct {
	*digest
	out   strings.Builder
	w     io.Writer
	words words
	width int
	color bool
}

// NewText writes a report for people, w.o.Width columns wide.
func NewText(w io.Writer, o Options) scan.Handler {
	width := o.Width
	if width <= 0 {
		width = 80
	}
	return &text{digest: newDigest(textParts), w: w, words: words(o.ja()), width: min(max(width, 60), 120), color: o.Color}
}

func (t *text) Summary(s *scan.Summary) error {
	if err := t.digest.Summary(s); err != nil {
		return err
	}
	t.head()
	if t.held > 0 {
		t.ranking()
		t.kindTable()
		t.details()
	}
	t.unread()
	t.foot()
	_, err := io.WriteString(t.w, t.out.String())
	return err
}

func (t *text) line(s string) {
	t.out.WriteString(strings.TrimRight(s, " "))
	t.out.WriteByte('\n')
}

func (t *text) head() {
	w := t.words
	if t.sum.Incomplete {
		t.line(t.paint(red, w.of("途中で止められました。以下は読み終えた分だけです。", "Stopped before its end. What follows is what was read until then.")))
		t.line("")
	}
	t.line(t.paint(bold, w.headline(t.sum.People, t.held)))
	if t.held > 0 {
		if b := w.within(&t.sum); b != "" {
			t.indent(b, 2)
		}
	}
	if s := w.sampled(t.sum.Sample.Read, t.sum.Sample.Of); s != "" {
		t.indent(s, 2)
	}
	t.indent(w.scope(t.digest), 2)
}

func (t *text) indent(s string, n int) {
	for _, l := range wrap(s, t.width-n) {
		t.line(strings.Repeat(" ", n) + t.paint(dim, l))
	}
}

// title opens a section: words on the left, names of columns on the right, a rule below.
func (t *text) title(left, right_ string) {
	t.line("")
	t.line(t.paint(bold, fit(left, t.width-columns(right_))) + t.paint(dim, right_))
	t.line(t.paint(dim, strings.Repeat("─", t.width)))
}

func (t *text) ranking() {
	w := t.words
	n := min(len(t.places), textPlaces)
	left := w.of("影響の大きい順", "Worst places")
	if t.held > int64(n) {
		left = fmt.Sprintf(w.of("影響の大きい順（%s件中上位%d件）", "Worst places (%[2]d of %[1]s)"), number(t.held), n)
	}
	t.title(left, right(w.of("人数", "people"), 12))
	var most int64 = 1
	for i := range n {
		most = max(most, known(t.places[i].People))
	}
	bar := t.width / 6
	name := t.width - 5 - bar - 1 - 12
	for i := range n {
		p := &t.places[i]
		ks := kindsOf(&p.Part)
		hs := w.heavy(ks)
		col := blue
		if len(hs) > 0 {
			col = red
		}
		b := fit(strings.Repeat("■", int((known(p.People)*int64(bar)+most-1)/most)), bar)
		t.line(t.paint(dim, right(fmt.Sprint(i+1), 3)) + "  " + fit(cutPath(t.name(p), name), name) + " " +
			t.paint(col, b) + t.paint(bold, right(w.people(p.People), 12)))
		why := w.kinds(ks)
		if l := w.period(&p.Lived); l != "" {
			why = l + w.of("・", " · ") + why
		}
		if len(hs) > 0 {
			h := strings.Join(hs, w.of("・", ", "))
			room := t.width - 5 - columns(h) - columns(w.of(" ― ", " — "))
			if room > 16 {
				t.line("     " + t.paint(red, h) + t.paint(dim, w.of(" ― ", " — ")+cut(why, room)))
				continue
			}
			t.line("     " + t.paint(red, cut(h, t.width-5)))
		}
		t.line("     " + t.paint(dim, cut(why, t.width-5)))
	}
}

func (t *text) kindTable() {
	w := t.words
	t.title(w.of("見つかった項目", "What was found"), right(w.of("件数", "values"), 14)+right(w.of("箇所", "places"), 10))
	for _, k := range t.sortedKinds() {
		mark, col := "  ", plain
		if len(heavy([]pii.Kind{k.kind})) > 0 {
			mark, col = "● ", red
		}
		left := t.width - 24 - 2
		name, id := w.kind(k.kind), k.kind.String()
		nw := max(columns(name)+2, min(26, left/2))
		if nw+columns(id) <= left {
			name = t.paint(col, fit(name, nw)) + t.paint(dim, fit(id, left-nw))
		} else {
			name = t.paint(col, fit(name, left))
		}
		t.line(t.paint(col, mark) + name + right(number(k.values), 14) + right(number(k.parts), 10))
	}
	for _, k := range t.sortedKinds() {
		if len(heavy([]pii.Kind{k.kind})) > 0 {
			t.line(t.paint(dim, w.of("● 法令上または被害の面で特に注意を要する項目", "● the law or the possible harm asks for particular care")))
			break
		}
	}
}

func (t *text) details() {
	w := t.words
	t.title(w.of("内訳", "In detail"), right(w.of("件数", "values"), 14)+right(w.of("人数", "people"), 12))
	source := ""
	for i := range t.places {
		p := &t.places[i]
		if p.source != source {
			source = p.source
			t.line(t.paint(dim, w.of("対象 ", "target ")+cutPath(clean(source), t.width-8)))
		}
		t.part(p)
	}
	if rest := t.held - int64(len(t.places)); rest > 0 {
		t.line(t.paint(dim, fmt.Sprintf(w.of("ほか%s件（--format csv または json ですべて出力できます）", "… and %s more (all of them with --format csv or json)"), number(rest))))
	}
}

func (t *text) part(p *place) {
	w := t.words
	var about []string
	if p.Type != "" {
		about = append(about, shortType(p.Type))
	}
	if p.Charset != "" {
		about = append(about, p.Charset)
	}
	if p.Records > 0 {
		about = append(about, w.of(number(p.Records)+"行", plural(p.Records, "record", "records")))
	}
	if p.People.N != nil || p.People.Min != nil {
		about = append(about, w.persons(p.People))
	}
	note := strings.Join(about, ", ")
	room := t.width - columns(note) - 2
	if room < 24 {
		note, room = "", t.width
	}
	t.line(t.paint(bold, fit(cutPath(clean(p.Name), room), room)) + "  " + t.paint(dim, note))
	for _, s := range []string{w.lived(&p.Lived), w.sampled(p.Records, p.Of)} {
		if s != "" {
			t.indent(s, 2)
		}
	}
	for i := range p.Fields {
		t.field(&p.Fields[i])
	}
	if more := p.fields - len(p.Fields); more > 0 {
		t.line(t.paint(dim, fmt.Sprintf(w.of("  ほか%d項目", "  … and %d more fields"), more)))
	}
}

func (t *text) field(f *inventory.Field) {
	w := t.words
	people := w.of("不明", "unknown")
	if f.People != nil {
		people = number(*f.People)
		if f.Least {
			people = "≥" + people
		}
	} else if f.Kind.Any(pii.Credential|pii.TinyDomain) || f.Kind.Info().Rank == 0 {
		people = "–" // such values tell nobody apart
	}
	col := plain
	if len(heavy([]pii.Kind{f.Kind})) > 0 {
		col = red
	}
	left := t.width - 26
	name, kind := clean(f.Name), w.kind(f.Kind)
	if name == "" {
		t.out.WriteString("  " + t.paint(col, fit(kind, left-2)))
	} else {
		nw := min(columns(name), max(left/3, left-4-columns(kind)))
		t.out.WriteString("  " + fit(cut(name, nw), max(nw, 16)) + "  " + t.paint(col, fit(kind, left-4-max(nw, 16))))
	}
	t.line(right(number(f.Values), 14) + right(people, 12))
	said := w.level(f.Likelihood)
	if f.Kind != pii.None && f.Why != 0 {
		said += w.of("：", ": ") + detect.Evidence(f.Why).Why(bool(w))
	}
	masks := make([]string, 0, 2)
	for _, m := range f.Masks[:min(len(f.Masks), 2)] {
		masks = append(masks, cut(clean(m), 32))
	}
	example := strings.Join(masks, "  ")
	if room := t.width - 4 - columns(example) - 3; example != "" && columns(said) <= room {
		t.line("    " + example + "   " + t.paint(dim, said))
		return
	}
	if example != "" {
		t.line("    " + example)
	}
	t.indent(said, 4)
}

func (t *text) unread() {
	fs := t.failures()
	if len(fs) == 0 && t.sum.Errors == 0 {
		return
	}
	w := t.words
	var n int64
	for _, f := range fs {
		n += f.n
	}
	t.title(fmt.Sprintf(w.of("読み取れなかったもの（%s件）", "Could not be read, or not to its end (%s)"), number(max(n, t.sum.Errors))), "")
	for _, f := range fs {
		t.line(t.paint(yellow, right(number(f.n), 6)) + "  " + cut(clean(w.failure(f.reason)), t.width-8))
		for i, name := range f.names {
			s := "        " + cutPath(clean(name), t.width-12)
			if i == len(f.names)-1 && f.n > int64(len(f.names)) {
				s += w.of(" ほか", " …")
			}
			t.line(t.paint(dim, s))
		}
	}
}

func (t *text) foot() {
	w := t.words
	var notes []string
	if t.sum.Unchanged > 0 {
		notes = append(notes, fmt.Sprintf(w.of("前回から変更なし %s件（人数・件数に含む）", "%s unchanged since the last scan (counted above)"), number(t.sum.Unchanged)))
	}
	if t.sum.Skipped > 0 {
		notes = append(notes, fmt.Sprintf(w.of("対象外 %s件（形式の分からないバイナリなど）", "%s left out (binary of unknown form, devices)"), number(t.sum.Skipped)))
	}
	if len(notes) == 0 {
		return
	}
	t.line("")
	for _, n := range notes {
		t.line(t.paint(dim, n))
	}
}

const (
	plain  = ""
	bold   = "1"
	dim    = "2"
	red    = "31"
	yellow = "33"
	blue   = "34"
)

func (t *text) paint(style, s string) string {
	if !t.color || style == "" || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}
