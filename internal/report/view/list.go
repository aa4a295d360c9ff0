package view

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Listing is what the inventory holds, the worst places first.
type Listing struct {
	Sources []inventory.SourceState
	Parts   []inventory.Holding // without sets and located findings
	People  inventory.People    // of all parts together
	// Uncounted are parts whose persons were counted by another version; People is then a lower bound.
	Uncounted int
}

// Gather reads holdings for a listing. Persons who stand in several parts are counted once.
func Gather(sources []inventory.SourceState, held iter.Seq2[inventory.Holding, error]) (*Listing, error) {
	l := &Listing{Sources: sources}
	var all people.Set
	var more, most int64 // persons whom samples did not meet
	for h, err := range report.Whole(held) {
		if err != nil {
			return nil, err
		}
		if len(h.Set) > 0 {
			if set, err := people.Decode(h.Set); err == nil {
				all.Merge(set)
			} else {
				l.Uncounted++ // of another version
			}
		}
		if p := h.People; h.Of > 0 && p.N != nil && p.Min != nil && p.Max != nil {
			more += max(*p.N-*p.Min, 0)
			most += max(*p.Max-*p.Min, 0)
		}
		h.Set, h.Located = nil, nil
		l.Parts = append(l.Parts, h)
	}
	if c := all.Count(); l.Uncounted > 0 {
		l.People = inventory.People{Min: &c.Min}
	} else if !all.Empty() {
		n, hi := c.N+more, c.Max+most
		l.People = inventory.People{Min: &c.Min, N: &n, Max: &hi, Error: c.Error}
	}
	slices.SortStableFunc(l.Parts, func(a, b inventory.Holding) int {
		return -cmp.Compare(report.Score(&a.Part), report.Score(&b.Part))
	})
	return l, nil
}

// Text writes the listing for people, at most limit places of it; 0 is all.
func (l *Listing) Text(w io.Writer, o report.Options, limit int) error {
	p := report.NewPage(w, o)
	if len(l.Sources) == 0 {
		p.Line(p.Of("台帳は空です。まず tsutsumi scan で走査してください。", "The inventory is empty; tsutsumi scan fills it."))
		return p.Flush()
	}
	var parts int64
	for i := range l.Sources {
		parts += l.Sources[i].Parts
	}
	n := int64(len(l.Parts))
	if n == 0 {
		p.Line(p.Paint(report.Bold, p.Of("該当する個人データは台帳にありません", "The inventory holds no such personal data")))
	} else {
		p.Line(p.Paint(report.Bold, p.Of("台帳にある個人データ：", "Held: ")+p.Persons(l.People)))
	}
	if b := p.Bounds(l.People); b != "" {
		p.Wrap(report.Dim, b, 2)
	}
	p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  ファイル・テーブル %[2]s件のうち%[1]s件", "  in %s of %s files and tables"), report.Number(n), report.Number(parts))))
	if l.Uncounted > 0 {
		p.Wrap(report.Yellow, fmt.Sprintf(p.Of("%s件は別のバージョンで数えられており、合計に含まれません。走査し直してください（scan --full）。",
			"%s of them were counted by another version and are not in the total; scan them again (scan --full)."), report.Number(int64(l.Uncounted))), 2)
	}
	l.sources(p)
	if n > 0 {
		l.places(p, limit)
	}
	return p.Flush()
}

func (l *Listing) sources(p *report.Page) {
	p.Title(p.Of("走査対象", "Sources"), report.Right(p.Of("件数", "parts"), 9)+report.Right(p.Of("行数", "records"), 12)+report.Right(p.Of("最終走査", "last scan"), 13))
	for i := range l.Sources {
		s := &l.Sources[i]
		last := p.Of("未完了", "unfinished")
		if !s.At.IsZero() {
			last = day(s.At)
		}
		room := p.Width() - 35
		p.Line(report.Fit(report.CutPath(report.Clean(s.Source), room), room) + " " + report.Right(report.Number(s.Parts), 9) +
			report.Right(report.Number(s.Records), 12) + p.Paint(report.Dim, report.Right(last, 13)))
		if s.Errors > 0 {
			p.Line(p.Paint(report.Yellow, fmt.Sprintf(p.Of("  読み取れなかったもの %s件", "  %s could not be read, or not to the end"), report.Number(s.Errors))))
		}
	}
}

func (l *Listing) places(p *report.Page, limit int) {
	n := len(l.Parts)
	if limit > 0 {
		n = min(n, limit)
	}
	p.Title(p.Of("影響の大きい順", "Worst first"), report.Right(p.Of("人数", "people"), 12)+report.Right(p.Of("確認日", "last read"), 13))
	several := len(l.Sources) > 1
	room := p.Width() - 31
	for i := range n {
		h := &l.Parts[i]
		name := h.Name
		if several {
			name = Place(h)
		}
		p.Line(p.Paint(report.Dim, report.Right(strconv.Itoa(i+1), 4)) + "  " + report.Fit(report.CutPath(report.Clean(name), room-1), room-1) + " " +
			p.Paint(report.Bold, report.Right(p.People(h.People), 11)) + p.Paint(report.Dim, report.Right(day(h.At), 13)))
		line, kinds := "      ", p.Kinds(&h.Part)
		if heavy := p.Heavy(&h.Part); heavy != "" {
			heavy = report.Cut(heavy, p.Width()-10)
			line += p.Paint(report.Red, heavy)
			kinds = p.Of(" ― ", " — ") + kinds
			kinds = report.Cut(kinds, p.Width()-6-report.Columns(heavy))
		} else {
			kinds = report.Cut(kinds, p.Width()-6)
		}
		p.Line(line + p.Paint(report.Dim, kinds))
		if h.Error != "" {
			p.Line("      " + p.Paint(report.Yellow, report.Cut(report.Clean(p.Failure(h.Class, h.Error)), p.Width()-6)))
		}
	}
	if more := len(l.Parts) - n; more > 0 {
		p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("ほか%s件（--limit 0 ですべて表示）", "… and %s more (--limit 0 lists all)"), report.Number(int64(more)))))
	}
}

// JSON writes the listing for machines: one object a line, "source", "part" or, last, "summary".
func (l *Listing) JSON(w io.Writer, limit int) error {
	e := encoder(w)
	if err := l.SourcesJSON(w); err != nil {
		return err
	}
	for i := range l.Parts {
		if limit > 0 && i == limit {
			break
		}
		if err := e.Encode(map[string]any{"part": report.Held(&l.Parts[i])}); err != nil {
			return err
		}
	}
	sum := summaryJSON{Parts: len(l.Parts), People: l.People.N, Min: l.People.Min, Max: l.People.Max, Error: l.People.Error}
	return e.Encode(map[string]any{"summary": sum})
}

// SourcesJSON writes the sources only: what is listed behind them may come one by one.
func (l *Listing) SourcesJSON(w io.Writer) error {
	e := encoder(w)
	for i := range l.Sources {
		s := &l.Sources[i]
		line := sourceJSON{Source: s.Source, Units: s.Units, Parts: s.Parts, Bytes: s.Bytes, Records: s.Records, Errors: s.Errors, Run: s.Run}
		if !s.At.IsZero() {
			at := s.At.UTC().Format(time.RFC3339)
			line.At = &at
		}
		if err := e.Encode(map[string]any{"source": line}); err != nil {
			return err
		}
	}
	return nil
}

type sourceJSON struct {
	Source  string  `json:"source"`
	Units   int64   `json:"units"`
	Parts   int64   `json:"parts"`
	Bytes   int64   `json:"bytes"`
	Records int64   `json:"records"`
	Errors  int64   `json:"errors"`
	Run     string  `json:"run,omitempty"`
	At      *string `json:"at"`
}

type summaryJSON struct {
	Parts  int     `json:"parts"`
	People *int64  `json:"people"`
	Min    *int64  `json:"people_min"`
	Max    *int64  `json:"people_max"`
	Error  float64 `json:"people_error"`
}

// CSV writes one line a part for a spreadsheet.
func (l *Listing) CSV(w io.Writer, o report.Options, limit int) error {
	c, err := NewCSV(w, o)
	if err != nil {
		return err
	}
	for i := range l.Parts {
		if limit > 0 && i == limit {
			break
		}
		if err := c.Add(&l.Parts[i]); err != nil {
			return err
		}
	}
	return c.Flush()
}

// CSV writes parts for a spreadsheet as they come.
type CSV struct {
	p *report.Page
	c *csv.Writer
}

// NewCSV begins one with the heads of its columns.
func NewCSV(w io.Writer, o report.Options) (*CSV, error) {
	p := report.NewPage(w, o)
	if o.BOM {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	head := []string{p.Of("対象", "source"), p.Of("単位", "unit"), p.Of("ファイル・テーブル", "part"), p.Of("人数", "people"), p.Of("人数（最少）", "people_min"),
		p.Of("人数（最多）", "people_max"), p.Of("個人データの項目", "kinds"), p.Of("種類コード", "kind_codes"), p.Of("件数", "values"), p.Of("レコード数", "records"),
		p.Of("サイズ", "size"), p.Of("形式", "type"), p.Of("確認日時", "read"), p.Of("エラー", "error")}
	return &CSV{p, c}, c.Write(head)
}

// Add writes a part.
func (c *CSV) Add(h *inventory.Holding) error {
	var values int64
	var codes []string
	for j := range h.Fields {
		values += h.Fields[j].Values
		if k := h.Fields[j].Kind.String(); !slices.Contains(codes, k) {
			codes = append(codes, k)
		}
	}
	row := []string{h.Source, h.Unit, h.Name, number(h.People.N), number(h.People.Min), number(h.People.Max), c.p.Kinds(&h.Part), strings.Join(codes, " "),
		strconv.FormatInt(values, 10), strconv.FormatInt(h.Records, 10), strconv.FormatInt(h.Size, 10), h.Type, h.At.UTC().Format(time.RFC3339), h.Error}
	for j := range row {
		row[j] = harmless(row[j])
	}
	return c.c.Write(row)
}

// Flush writes what is still held back.
func (c *CSV) Flush() error {
	c.c.Flush()
	return c.c.Error()
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r\n|%") {
		return "'" + s
	}
	return s
}

func day(t time.Time) string { return t.Local().Format(time.DateOnly) }

// Place is a part's path with that of its source.
func Place(h *inventory.Holding) string {
	src := strings.TrimSuffix(h.Source, "/")
	switch {
	case src == "" || src == "-" || src == ".":
		return h.Name
	case path.Base(src) == h.Unit: // the target was the file itself
		return strings.TrimSuffix(src, h.Unit) + h.Name
	}
	return src + "/" + h.Name
}

// Show writes all that the inventory has of parts, for people.
func Show(w io.Writer, o report.Options, held []inventory.Holding) error {
	p := report.NewPage(w, o)
	for i := range held {
		h := &held[i]
		if i > 0 {
			p.Line("")
		}
		p.Part(h.Source, &h.Part)
		if h.Error != "" {
			p.Wrap(report.Yellow, p.Of("読み取れなかった理由：", "could not be read: ")+report.Clean(p.Failure(h.Class, h.Error)), 2)
		}
		if len(h.Fields) == 0 && h.Error == "" {
			p.Line(p.Of("  個人データは見つかっていません", "  no personal data found"))
		}
		located(p, h)
		p.Line("")
		p.Line(p.Paint(report.Dim, "  "+p.Of("対象   ", "source   ")+report.CutPath(report.Clean(h.Source), p.Width()-12)))
		if h.Unit != h.Name {
			p.Line(p.Paint(report.Dim, "  "+p.Of("単位   ", "unit     ")+report.CutPath(report.Clean(h.Unit), p.Width()-12)))
		}
		p.Line(p.Paint(report.Dim, "  "+p.Of("確認日 ", "read     ")+h.At.Local().Format("2006-01-02 15:04")+p.Of("、", ", ")+report.Bytes(max(h.Size, 0))))
	}
	return p.Flush()
}

// located lists the findings in text, by place.
func located(p *report.Page, h *inventory.Holding) {
	if len(h.Located) == 0 {
		return
	}
	p.Title(p.Of("検出箇所", "Where"), report.Right(p.Of("検出ID", "finding"), 20))
	for i := range h.Located {
		l := &h.Located[i]
		where := l.Place
		if where == "" && l.Line > 0 {
			where = fmt.Sprintf(p.Of("%d行目", "line %d"), l.Line)
		}
		room := p.Width() - 14 - 26 - 20
		p.Line("  " + report.Fit(where, 12) + report.Fit(report.Clean(l.Mask), 25) + " " +
			report.Fit(p.Kind(l.Kind), room) + p.Paint(report.Dim, report.Right(l.ID, 20)))
	}
	if h.More > 0 {
		p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  ほか%s箇所", "  … and %s more places"), report.Number(h.More))))
	}
	p.Line(p.Paint(report.Dim, "  "+p.Of("理由は tsutsumi explain 検出ID で確認できます", "tsutsumi explain FINDING tells why")))
}

// ShowJSON writes the same for machines.
func ShowJSON(w io.Writer, held []inventory.Holding) error {
	e := encoder(w)
	for i := range held {
		if err := e.Encode(map[string]any{"part": report.Held(&held[i])}); err != nil {
			return err
		}
	}
	return nil
}

// Kinds reads a list of kinds, as the flag --kind has it.
func Kinds(list string) ([]pii.Kind, string) {
	var out []pii.Kind
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		k, ok := pii.Parse(strings.ToUpper(name))
		if !ok {
			return nil, name
		}
		out = append(out, k)
	}
	return out, ""
}
