package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// table writes one line for each part and field, and one for each part that could not be read.
type table struct {
	w     io.Writer
	words words
	bom   bool
	buf   []byte
}

// NewCSV writes RFC 4180 CSV for a spreadsheet: no cell begins with what a spreadsheet would take for a formula.
func NewCSV(w io.Writer, o Options) scan.Handler {
	return &table{w: w, words: words(o.ja()), bom: o.BOM}
}

var tableHeader = []struct{ ja, en string }{
	{"対象", "source"}, {"単位", "unit"}, {"ファイル・テーブル", "part"}, {"形式", "type"}, {"文字コード", "charset"},
	{"レコード数", "records"}, {"人数", "people"}, {"人数（最少）", "people_min"}, {"人数（最多）", "people_max"},
	{"列・項目名", "field"}, {"種類コード", "kind"}, {"個人データの項目", "kind_name"}, {"件数", "values"}, {"検査済み件数", "valid"},
	{"項目の人数", "field_people"}, {"確度", "likelihood"}, {"確度の段階", "level"}, {"例1（伏字）", "example_1"}, {"例2（伏字）", "example_2"},
	{"根拠", "why"}, {"変更なし", "unchanged"}, {"エラー", "error"},
}

func (t *table) Config(*scan.Config) error {
	if t.bom {
		t.buf = append(t.buf, "\ufeff"...)
	}
	for i, h := range tableHeader {
		t.cell(i, t.words.of(h.ja, h.en))
	}
	return t.end()
}

func (t *table) Findings(*scan.PartRef, []scan.Finding) error { return nil }

func (t *table) Unit(u *scan.Unit) error {
	for i := range u.Fields {
		if err := t.row(u, &u.Fields[i]); err != nil {
			return err
		}
	}
	if len(u.Fields) == 0 && u.Error != "" {
		return t.row(u, nil)
	}
	return nil
}

func (t *table) Summary(*scan.Summary) error { return t.flush() }

func (t *table) row(u *scan.Unit, f *inventory.Field) error {
	cells := []string{
		u.Source, u.Unit, u.Name, u.Type, u.Charset, strconv.FormatInt(u.Records, 10),
		count(u.People.N), count(u.People.Min), count(u.People.Max),
	}
	if f != nil {
		var masks [2]string
		copy(masks[:], f.Masks)
		cells = append(cells, f.Name, f.Kind.String(), t.words.kind(f.Kind), strconv.FormatInt(f.Values, 10),
			strconv.FormatInt(f.Valid, 10), count(f.People), string(appendLikelihood(nil, f.Likelihood)),
			pii.LevelOf(f.Likelihood).String(), masks[0], masks[1], detect.Evidence(f.Why).Why(bool(t.words)))
	} else {
		cells = append(cells, make([]string, 11)...)
	}
	unchanged := ""
	if u.Unchanged {
		unchanged = "1"
	}
	for i, c := range append(cells, unchanged, u.Error) {
		t.cell(i, c)
	}
	return t.end()
}

func count(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func (t *table) cell(i int, s string) {
	if i > 0 {
		t.buf = append(t.buf, ',')
	}
	t.buf = appendCell(t.buf, s)
}

// AppendCell appends s as a CSV cell that a spreadsheet does not take for a formula.
func AppendCell(dst []byte, s string) []byte { return appendCell(dst, s) }

// appendCell appends s as a CSV cell. What a spreadsheet would take for a formula gets an apostrophe in front.
func appendCell(dst []byte, s string) []byte {
	s = strings.ToValidUTF8(s, "\ufffd")
	if s != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", firstRune(s)) {
		s = "'" + s
	}
	if !strings.ContainsAny(s, "\",\r\n\t; '") {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(s, `"`, `""`)...)
	return append(dst, '"')
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func (t *table) end() error {
	t.buf = append(t.buf, "\r\n"...)
	if len(t.buf) >= flushAt {
		return t.flush()
	}
	return nil
}

func (t *table) flush() error {
	_, err := t.w.Write(t.buf)
	t.buf = t.buf[:0]
	return err
}
