package pdf

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf/object"
)

// closing writes the file's catalog, its bookmarks and what is said of it.
func (p *Press) closing() {
	d := p.about
	if d == nil {
		d = &paper.Document{}
	}
	lang := "en"
	if d.Lang == "ja" {
		lang = "ja-JP"
	}
	title := paper.Line(d.Title)
	outlines := p.outlines()
	meta := p.f.Promise()
	p.f.Plain(meta, "/Type/Metadata/Subtype/XML", xmp(title, lang, d.Date))

	structure := p.structure()
	var root strings.Builder
	fmt.Fprintf(&root, "<</Type/Catalog/Pages %d 0 R/Lang(%s)/Metadata %d 0 R/ViewerPreferences<</DisplayDocTitle true>>", p.pagesObject, lang, meta)
	if outlines > 0 {
		fmt.Fprintf(&root, "/Outlines %d 0 R/PageMode/UseOutlines", outlines)
	}
	if structure > 0 {
		fmt.Fprintf(&root, "/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R", structure)
	}
	root.WriteString(">>")
	p.f.Object(p.root, root.String())

	info := "<</Title" + object.Literal(title) + "/Producer(Tsutsumi)"
	if !d.Date.IsZero() {
		at := d.Date.UTC().Format("(D:20060102150405Z)")
		info += "/CreationDate" + at + "/ModDate" + at
	}
	p.f.Object(p.info, info+">>")
}

// xmp is what is said of the file in the form that libraries look for (ISO 16684-1).
func xmp(title, lang string, at time.Time) []byte {
	var date string
	if !at.IsZero() {
		s := at.UTC().Format(time.RFC3339)
		date = "<xmp:CreateDate>" + s + "</xmp:CreateDate><xmp:ModifyDate>" + s + "</xmp:ModifyDate>"
	}
	return []byte(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">` +
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">` +
		`<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + html.EscapeString(title) + `</rdf:li></rdf:Alt></dc:title>` +
		`<dc:language><rdf:Bag><rdf:li>` + lang + `</rdf:li></rdf:Bag></dc:language><xmp:CreatorTool>Tsutsumi</xmp:CreatorTool>` + date +
		`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`)
}

// entry is a bookmark on its way into the file.
type entry struct {
	mark
	object, parent, prev, next, first, last, count int
}

// outlines writes the bookmarks (ISO 32000-1, 12.3.3), and tells their root; 0 if there are none.
func (p *Press) outlines() int {
	if len(p.marks) == 0 {
		return 0
	}
	root := &entry{object: p.f.Promise()}
	above := []*entry{root} // the last one of each level
	list := []*entry{root}
	for _, m := range p.marks {
		e := &entry{mark: m, object: p.f.Promise()}
		list = append(list, e)
		level := min(m.level, len(above))
		parent := above[level-1]
		e.parent = parent.object
		if parent.last > 0 {
			e.prev = parent.last
			for _, o := range list {
				if o.object == parent.last {
					o.next = e.object
				}
			}
		} else {
			parent.first = e.object
		}
		parent.last = e.object
		for _, a := range above[:level] {
			a.count++
		}
		above = append(above[:level], e)
	}
	for _, e := range list {
		var b strings.Builder
		b.WriteString("<<")
		if e == root {
			b.WriteString("/Type/Outlines")
		} else {
			fmt.Fprintf(&b, "/Title%s/Parent %d 0 R/Dest[%d 0 R/XYZ 0 %.2f 0]", object.Literal(e.title), e.parent, p.pageObject(e.page), paperH-e.y)
		}
		for _, r := range []struct {
			name string
			to   int
		}{{"Prev", e.prev}, {"Next", e.next}, {"First", e.first}, {"Last", e.last}} {
			if r.to > 0 {
				fmt.Fprintf(&b, "/%s %d 0 R", r.name, r.to)
			}
		}
		if e.count > 0 {
			fmt.Fprintf(&b, "/Count %d", e.count)
		}
		b.WriteString(">>")
		p.f.Object(e.object, b.String())
	}
	return root.object
}
