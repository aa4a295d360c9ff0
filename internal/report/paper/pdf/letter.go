package pdf

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// A letter is on A4, folded in three at 99 and 198 mm, and goes into an envelope of the long form no. 3 (長形3号: 120 × 235 mm,
// JIS S 5502) with a window, the largest that the post carries at the rate for letters of standard size. The sheet lies with its
// upper third behind the window, its upper edge along the envelope's long side.
//
// The window. The post wants one for an address to be at least 45 × 80 mm, and makers cannot cut it nearer than 10 mm to an edge
// (service.imura.co.jp, 窓についての郵便規則). Ready-made envelopes have 45 × 90 mm, about 20 mm from the left and 12 mm from the
// upper edge: from 20 to 110 mm, and from 12 to 57 mm. In it the sheet, 210 × 99 mm, has 25 mm of play to the side and 21 mm up
// and down. Wherever it slides, the window shows, measured on the sheet,
//
//	at least   from 20 to 85 mm from the left (110 − 25), and from 12 to 36 mm from the upper edge (57 − 21);
//	at most    from −5 to 110 mm, and from −9 to 57 mm.
//
// So the addressee stands within the first, and nothing else within the second: the sender's block begins at 60 mm from the
// upper edge, and stands on the right. Lines of an address that are too wide become smaller, to 7.5 points, and are then broken; more
// lines than there is room for become smaller too.
const (
	addressX = 21 * mm
	addressY = 12.5 * mm
	addressW = 64 * mm
	addressH = 23.5 * mm
	senderX  = 70 * mm
	senderY  = 60 * mm
	foldOne  = 99 * mm
	foldTwo  = 198 * mm
	subjectY = 103 * mm // below the fold
)

// letter lays out a letter.
func (f *flow) letter() {
	d := f.d
	f.c.line(3*mm, foldOne, 7*mm, foldOne, 0.4, faint)
	f.c.line(3*mm, foldTwo, 7*mm, foldTwo, 0.4, faint)
	f.address(d.To)

	f.y = senderY
	if date := f.w.Date(d.Date); date != "" {
		f.paragraph(senderX, paperW-marginR-senderX, right, span{text: date, style: f.body})
		f.y += 5
	}
	for _, l := range d.From {
		f.paragraph(senderX, paperW-marginR-senderX, right, span{text: paper.Line(l), style: f.body})
	}
	f.y = max(f.y+8, subjectY)
	subject := paper.Line(d.Subject)
	if subject == "" {
		subject = paper.Line(d.Title)
	}
	if subject != "" {
		t := f.p.set(setting{width: bodyW, lead: f.leading(13)}, span{text: subject, style: &style{size: 13, color: ink, bold: true}})
		f.as(f.inside(nil, "H1"), func() { f.lines(t, marginL, bodyW, center) })
	}
	for _, l := range d.Lead {
		f.paragraph(marginL, bodyW, center, span{text: paper.Line(l), style: f.body})
	}
	f.y += 12
	f.blocks()
}

// address puts the addressee where the window is.
func (f *flow) address(to []string) {
	if len(to) == 0 {
		return
	}
	var sets []*set
	var high float64
	for size := 10.5; ; size -= 0.5 {
		sets, high = sets[:0], 0
		broken := false
		for i, l := range to {
			st := &style{size: size, color: ink}
			if f.ja && i == len(to)-1 && len(to) > 1 { // the name, which Japanese addresses end with
				st.size += 1
			}
			t := f.p.set(setting{width: addressW, lead: st.size * 1.38}, span{text: paper.Line(l), style: st})
			broken = broken || len(t.lines) > 1
			sets = append(sets, t)
			high += t.height()
		}
		if size <= 7.5 || !broken && high <= addressH {
			break
		}
	}
	f.crowded = high > addressH+4 // the lowest line's own air may lie below
	y := addressY + max(0, (addressH-high)/2)
	for _, t := range sets {
		f.as(f.inside(nil, "P"), func() { f.p.draw(f.c, t, 0, len(t.lines), addressX, y, addressW, left) })
		y += t.height()
	}
}
