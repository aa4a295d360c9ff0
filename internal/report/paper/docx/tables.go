package docx

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/line"
)

// cell is a cell of a table; its width is in twentieths of a point.
type cell struct {
	width      int
	fill       string
	borders    string
	paragraphs string
	down       bool // its text stands at its foot
}

func (c cell) String() string {
	s := fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, c.width)
	if c.borders != "" {
		s += "<w:tcBorders>" + c.borders + "</w:tcBorders>"
	}
	if c.fill != "" {
		s += `<w:shd w:val="clear" w:color="auto" w:fill="` + c.fill + `"/>`
	}
	if c.down {
		s += `<w:vAlign w:val="bottom"/>`
	}
	if c.paragraphs == "" {
		c.paragraphs = paragraph("Cell", "")
	}
	return s + "</w:tcPr>" + c.paragraphs + "</w:tc>"
}

// rowOf is a row that is not torn apart where it fits on a page; a head stands on each page.
func rowOf(isHead bool, cells ...cell) string {
	s := "<w:tr><w:trPr><w:cantSplit/>"
	if isHead {
		s += "<w:tblHeader/>"
	}
	s += "</w:trPr>"
	for _, c := range cells {
		s += c.String()
	}
	return s + "</w:tr>"
}

// tableOf is a table of rows with columns of fixed widths.
func tableOf(widths []int, borders string, rows ...string) string {
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr>` + fmt.Sprintf(`<w:tblW w:w="%d" w:type="dxa"/>`, sum(widths)))
	if borders != "" {
		b.WriteString("<w:tblBorders>" + borders + "</w:tblBorders>")
	}
	b.WriteString(`<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, w)
	}
	b.WriteString("</w:tblGrid>" + strings.Join(rows, "") + "</w:tbl>")
	b.WriteString(paragraph("Plain", `<w:spacing w:after="0" w:line="160" w:lineRule="exact"/>`)) // two tables in a row would become one
	return b.String()
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

func border(side string, size int, color string) string {
	return fmt.Sprintf(`<w:%s w:val="single" w:sz="%d" w:space="0" w:color="%s"/>`, side, size, color)
}

// fields is a form: a table of two columns.
func (w *writer) fields(b paper.Fields) {
	if len(b.List) == 0 {
		return
	}
	widths := []int{bodyW * 29 / 100, bodyW - bodyW*29/100}
	var rows []string
	for _, f := range b.List {
		value := cell{width: widths[1], paragraphs: w.value(f)}
		if f.Changed {
			value.borders = border("left", 18, gold)
		}
		rows = append(rows, rowOf(false, cell{width: widths[0], fill: wash, paragraphs: w.name(f)}, value))
	}
	var all string
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		all += border(side, 4, rule)
	}
	w.put(tableOf(widths, all, rows...))
}

func (w *writer) name(f paper.Field) string {
	no := paper.Line(f.No)
	if no != "" {
		no += "\u2002"
	}
	s := paragraph("FieldName", "", run(no, `<w:color w:val="`+soft+`"/>`), run(paper.Clean(f.Name), ""))
	if f.Help != "" {
		s += paragraph("FieldHelp", "", run(paper.Clean(f.Help), ""))
	}
	return s
}

func (w *writer) value(f paper.Field) string {
	var b strings.Builder
	if f.Changed {
		b.WriteString(paragraph("FieldValue", "", run(" "+w.w.Changed()+" ", smallTag)))
	}
	b.WriteString(w.choices(f.Choices))
	if f.Unknown {
		b.WriteString(paragraph("FieldValue", "", run(" "+paper.UnderInvestigation(w.d.Lang)+" ", tagRun)))
	}
	for _, v := range f.Value {
		b.WriteString(paragraph("FieldValue", "", run(paper.Clean(v), "")))
	}
	if by := w.w.Sourced(f.By); by != "" {
		b.WriteString(paragraph("FieldHelp", "", run(by, "")))
	}
	if f.Changed {
		was := w.w.Was() + paper.Clean(strings.Join(f.Was, "\n"))
		if len(f.Was) == 0 {
			was += w.w.Nothing()
		}
		b.WriteString(paragraph("FieldValue", "", run(was, wasRun)))
	}
	if b.Len() == 0 {
		b.WriteString(paragraph("FieldValue", ""))
	}
	return b.String()
}

// choices are boxes one behind the other, or below each other if that is more than a line.
func (w *writer) choices(list []paper.Choice) string {
	if len(list) == 0 {
		return ""
	}
	var runs []string
	wide := 0.0
	for _, c := range list {
		text, properties := paper.Line(c.Text), ""
		switch {
		case c.Open:
			text += w.w.Open()
			properties = `<w:color w:val="` + gold + `"/>`
		case c.Ticked:
			properties = boldRun
		}
		runs = append(runs, w.box(c.Ticked && !c.Open)+run("\u00a0"+text, properties))
		want, _ := extent(text)
		wide += want + 300
	}
	if wide < bodyW*71/100 {
		return paragraph("FieldValue", "", strings.Join(runs, run("\u3000", "")))
	}
	s := ""
	for i, r := range runs {
		above := 0
		if i == 0 {
			above = 60
		}
		s += paragraph("FieldValue", fmt.Sprintf(`<w:spacing w:before="%d" w:after="0"/><w:jc w:val="left"/>`, above), r)
	}
	return s
}

// box is one that can be ticked in Word; elsewhere it is the character.
func (w *writer) box(ticked bool) string {
	w.boxes++
	mark, state := "☐", 0
	if ticked {
		mark, state = "☑", 1
	}
	return fmt.Sprintf(`<w:sdt><w:sdtPr><w:id w:val="%d"/><w14:checkbox><w14:checked w14:val="%d"/><w14:checkedState w14:val="2611" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>%s</w:t></w:r></w:sdtContent></w:sdt>`, 100000+w.boxes, state, mark)
}

func (w *writer) table(b paper.Table) {
	n := len(b.Head)
	for _, r := range b.Rows {
		n = max(n, len(r))
	}
	if n == 0 {
		return
	}
	if c := paper.Line(b.Caption); c != "" {
		w.put(paragraph("Caption", "", run(c, "")))
	}
	source := false
	for _, by := range b.By {
		source = source || len(by) > 0
	}
	widths := columns(b, n, source)
	line := func(cells []string, by string, isHead, total bool) string {
		style, edges, fill := "Cell", border("bottom", 4, hair), ""
		switch {
		case isHead:
			style, edges = "CellHead", border("top", 8, ink)+border("bottom", 6, ink)
		case total:
			edges, fill = border("top", 8, ink)+border("bottom", 8, ink), wash
		}
		var out []cell
		for i := range widths {
			text, properties, more := "", "", ""
			switch {
			case i < len(cells) && i < n:
				text = paper.Clean(cells[i])
			case i == n && isHead:
				text = w.w.Source()
			case i == n:
				text, properties = by, smallRun
			}
			if total {
				properties = boldRun + properties
			}
			if i < len(b.Right) && b.Right[i] {
				more = `<w:jc w:val="right"/>`
			}
			out = append(out, cell{width: widths[i], borders: edges, fill: fill, down: isHead, paragraphs: paragraph(style, more, run(text, properties))})
		}
		return rowOf(isHead, out...)
	}
	var rows []string
	if len(b.Head) > 0 {
		rows = append(rows, line(b.Head, "", true, false))
	}
	for i, r := range b.Rows {
		by := ""
		if i < len(b.By) {
			by = w.w.By(b.By[i])
		}
		rows = append(rows, line(r, by, false, b.Total && i == len(b.Rows)-1))
	}
	w.put(tableOf(widths, border("bottom", 8, ink), rows...))
}

// columns are the widths of a table's columns, by the shares given or by what stands in them.
func columns(b paper.Table, n int, source bool) []int {
	room, more := bodyW, []int{}
	if source {
		more = []int{1150}
		room -= more[0]
	}
	out := make([]int, n)
	if len(b.Widths) == n {
		total := 0
		for _, w := range b.Widths {
			total += max(w, 1)
		}
		for i, w := range b.Widths {
			out[i] = room * max(w, 1) / total
		}
		return append(out, more...)
	}
	wants, needs, means := make([]float64, n), make([]float64, n), make([]float64, n)
	for r, cells := range append([][]string{b.Head}, b.Rows...) {
		for i, c := range cells {
			want, need := extent(c)
			if i < len(b.Right) && b.Right[i] {
				need = want
			}
			wants[i], needs[i] = max(wants[i], want), max(needs[i], need, 700)
			if r > 0 {
				means[i] += want
			}
		}
	}
	for i, w := range line.Share(wants, needs, means, b.Right, float64(room)) {
		out[i] = int(w)
	}
	return append(out, more...)
}

// extent is about how wide a text of a cell wants to be in twentieths of a point, and how wide it must be for no word or number of it
// to be cut; the margins of the cell are in it. Which font there will be is not known here.
func extent(text string) (want, need float64) {
	const em, margins = 180.0, 240.0
	all, word := 0.0, 0.0
	for _, r := range paper.Clean(text) {
		w := 0.6
		switch {
		case r >= 0x2e80:
			w = 1.02
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r == 'm', r == 'w':
			w = 0.78
		}
		if r == ' ' || r == '\n' || r >= 0x2e80 {
			need, word = max(need, word), 0
		}
		all += w
		word += w
	}
	return all*em + margins, max(need, word)*em + margins
}

// timeline is a table: when, a dot in the colour of its kind, what. The key times stand on a ground of their own.
func (w *writer) timeline(b paper.Timeline) {
	if len(b.Marks) == 0 {
		return
	}
	widths := []int{2900, 420, bodyW - 3320}
	colors := map[string]string{"access": red, "known": gold, "told": blue, "duty": "6B458A", "done": "2F6B3C", "evidence": "8A939C"}
	var rows []string
	for _, m := range b.Marks {
		color := colors[m.Kind]
		if color == "" {
			color = "8A939C"
		}
		fill, properties, dot, size := "", "", "●", ""
		if m.Key {
			fill, properties = pale, boldRun
		}
		if m.Key {
			size = `<w:sz w:val="28"/><w:szCs w:val="28"/>`
		}
		if m.Until.After(m.At) {
			dot = "■"
		}
		kind := ""
		if k := w.w.Kind(m.Kind); k != "" {
			kind = run(k+"\u2002", `<w:color w:val="`+color+`"/><w:sz w:val="15"/><w:szCs w:val="15"/>`)
		}
		by := ""
		if s := w.w.By(m.By); s != "" {
			by = run("\u2002"+s, smallRun)
		}
		rows = append(rows, rowOf(false,
			cell{width: widths[0], fill: fill, paragraphs: paragraph("Cell", `<w:jc w:val="right"/>`, run(paper.Line(m.When), properties))},
			cell{width: widths[1], fill: fill, paragraphs: paragraph("Cell", `<w:jc w:val="center"/>`, run(dot, `<w:color w:val="`+color+`"/>`+size))},
			cell{width: widths[2], fill: fill, paragraphs: paragraph("Cell", "", kind, run(paper.Clean(m.Text), properties), by)}))
	}
	w.put(tableOf(widths, border("insideH", 4, hair), rows...))
}

// figures are numbers to be seen first, up to four in a row.
func (w *writer) figures(b paper.Figures) {
	for from := 0; from < len(b.List); {
		n := min(4, len(b.List)-from)
		if rest := len(b.List) - from; rest == 5 || rest == 6 {
			n = 3
		}
		widths := make([]int, n)
		var cells []cell
		size := figureSize(b.List[from:from+n], n)
		for i, f := range b.List[from : from+n] {
			widths[i] = bodyW / n
			s := paragraph("FigureName", "", run(paper.Line(f.Name), "")) + paragraph("FigureValue", "", run(paper.Line(f.Value), size))
			if f.Note != "" {
				s += paragraph("FigureNote", "", run(paper.Line(f.Note), ""))
			}
			cells = append(cells, cell{width: widths[i], fill: wash, borders: border("top", 12, blue), paragraphs: s})
		}
		w.put(tableOf(widths, border("insideV", 24, "FFFFFF"), rowOf(false, cells...)))
		from += n
	}
}

// figureSize is the largest size, in half points, at which about all numbers that stand beside each other stay on a line.
func figureSize(list []paper.Figure, n int) string {
	widest := 1.0
	for _, f := range list {
		wide := 0.0
		for _, r := range f.Value {
			if r < 0x2e80 {
				wide += 0.76
			} else {
				wide++
			}
		}
		widest = max(widest, wide)
	}
	size := max(18, int(min(36, float64(bodyW/n-420)/10/widest)))
	return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, size, size)
}
