package synth

import (
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// table writes delimited rows.
type table struct {
	cols   []column
	header Header
	comma  byte
	crlf   bool
	quote  bool // quote every field
}

func (tb *table) end() string {
	if tb.crlf {
		return "\r\n"
	}
	return "\n"
}

func (tb *table) head(t *text) {
	if tb.header == NoHeader {
		return
	}
	for i := range tb.cols {
		if i > 0 {
			t.buf = append(t.buf, tb.comma)
		}
		tb.cell(t, &tb.cols[i], tb.cols[i].title(tb.header), false)
	}
	t.raw(tb.end())
}

func (tb *table) row(t *text, g *Gen, p *Person) {
	t.record++
	for i := range tb.cols {
		if i > 0 {
			t.buf = append(t.buf, tb.comma)
		}
		c := &tb.cols[i]
		tb.cell(t, c, t.fit(c.get, g, p), true)
	}
	t.raw(tb.end())
}

func (tb *table) cell(t *text, c *column, v string, plant bool) {
	q := tb.quote || strings.IndexByte(v, tb.comma) >= 0 || strings.ContainsAny(v, "\"\n")
	if q {
		t.buf = append(t.buf, '"')
	}
	if plant {
		t.put(c.title(tb.header), c.kind, v)
	} else {
		t.plain(v)
	}
	if q {
		t.buf = append(t.buf, '"')
	}
}

// WriteJapaneseCSV writes rows customers with a header in kanji, about 270 bytes each in UTF-8. charset is one of
// Charsets.
func WriteJapaneseCSV(w io.Writer, rows int, seed uint64, charset string) error {
	cs, ok := charsets[charset]
	if !ok {
		return fault.Errorf(fault.Usage, "write a table: no charset %q", charset)
	}
	g := New(seed)
	t := &text{esc: escCSV, charset: &cs}
	tb := table{cols: cols("member_id", "name", "kana", "birth_date", "sex", "postal_code", "address", "phone", "mobile", "email",
		"order_no", "jan", "product", "amount", "created_at", "note"), comma: ',', crlf: true}
	enc := cs.writer(w)
	t.raw(cs.bom)
	tb.head(t)
	for range rows {
		p := g.Japanese()
		tb.row(t, g, &p)
		if err := t.flush(enc, flushAt); err != nil {
			return err
		}
	}
	if err := t.flush(enc, 0); err != nil {
		return err
	}
	return enc.Close()
}
