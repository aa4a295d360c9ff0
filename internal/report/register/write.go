package register

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Options of writing.
type Options struct {
	Lang string    // "ja" or "en"
	BOM  bool      // CSV begins with a byte order mark, which Excel needs to read UTF-8
	At   time.Time // when it is written, for the sheet's foot
}

// Write writes the register in a format: "xlsx", "csv" or "json".
func Write(w io.Writer, format string, entries []Entry, o Options) error {
	switch format {
	case "xlsx":
		return writeXLSX(w, entries, o)
	case "csv":
		return writeCSV(w, entries, o)
	case "json":
		return writeJSON(w, entries)
	}
	return fault.Errorf(fault.Usage, "export: unknown format %q (xlsx, csv or json)", format)
}

func writeJSON(w io.Writer, entries []Entry) error {
	if entries == nil {
		entries = []Entry{}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(entries)
}

func writeCSV(w io.Writer, entries []Entry, o Options) error {
	ja := o.Lang == "ja"
	if o.BOM {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	row := make([]string, len(columns))
	for i := range columns {
		row[i] = columns[i].title(ja)
	}
	if err := c.Write(row); err != nil {
		return err
	}
	for i := range entries {
		for j := range columns {
			v := columns[j].get(&entries[i], ja)
			if s, ok := v.(string); ok {
				row[j] = harmless(s)
			} else {
				row[j] = fmt.Sprint(v)
			}
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r\n|%") {
		return "'" + s
	}
	return s
}

func writeXLSX(w io.Writer, entries []Entry, o Options) error {
	ja := o.Lang == "ja"
	f := excelize.NewFile()
	defer f.Close()
	x := &sheetWriter{f: f, name: "Register", ja: ja}
	if ja {
		x.name = "個人情報取扱台帳"
	}
	x.do(f.SetSheetName("Sheet1", x.name))
	x.styles()
	x.header()
	for i := range entries {
		x.row(i+2, &entries[i])
	}
	x.layout(len(entries)+1, o)
	if x.err == nil {
		x.do(f.Write(w))
	}
	if x.err != nil {
		return fmt.Errorf("write the register: %w", x.err)
	}
	return nil
}

// sheetWriter keeps the first error, so that the calls read as a list.
type sheetWriter struct {
	f    *excelize.File
	name string
	ja   bool
	err  error

	head, text, number, mark int
}

func (x *sheetWriter) do(err error) {
	if x.err == nil {
		x.err = err
	}
}

func (x *sheetWriter) styles() {
	border := []excelize.Border{
		{Type: "left", Color: "BFBFBF", Style: 1}, {Type: "right", Color: "BFBFBF", Style: 1},
		{Type: "top", Color: "BFBFBF", Style: 1}, {Type: "bottom", Color: "BFBFBF", Style: 1},
	}
	family := "Yu Gothic"
	thousands := "#,##0"
	style := func(s excelize.Style) int {
		s.Border = border
		id, err := x.f.NewStyle(&s)
		x.do(err)
		return id
	}
	wrapTop := &excelize.Alignment{Vertical: "top", WrapText: true}
	x.head = style(excelize.Style{
		Font: &excelize.Font{Bold: true, Family: family, Size: 10, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"14587B"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	x.text = style(excelize.Style{Font: &excelize.Font{Family: family, Size: 10}, Alignment: wrapTop})
	x.number = style(excelize.Style{
		Font: &excelize.Font{Family: family, Size: 10}, CustomNumFmt: &thousands,
		Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right"},
	})
	x.mark = style(excelize.Style{
		Font: &excelize.Font{Family: family, Size: 10, Bold: true, Color: "AD2A26"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F9E7E4"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "top"},
	})
}

func cell(col, row int) string {
	s, err := excelize.CoordinatesToCellName(col+1, row)
	if err != nil {
		return "A1"
	}
	return s
}

func (x *sheetWriter) header() {
	for i := range columns {
		x.do(x.f.SetCellStr(x.name, cell(i, 1), columns[i].title(x.ja)))
		letter, err := excelize.ColumnNumberToName(i + 1)
		x.do(err)
		x.do(x.f.SetColWidth(x.name, letter, letter, columns[i].width))
	}
	x.do(x.f.SetCellStyle(x.name, cell(0, 1), cell(len(columns)-1, 1), x.head))
	x.do(x.f.SetRowHeight(x.name, 1, 32))
}

func (x *sheetWriter) row(n int, e *Entry) {
	for i := range columns {
		c, at := &columns[i], cell(i, n)
		style := x.text
		switch v := c.get(e, x.ja).(type) {
		case int64:
			x.do(x.f.SetCellInt(x.name, at, v))
		case string:
			// A cell of type string is never taken for a formula.
			x.do(x.f.SetCellStr(x.name, at, strings.ToValidUTF8(v, "\ufffd")))
		}
		switch {
		case c.key == "people":
			style = x.number
		case c.key == "special" && e.Special(), c.key == "mynumber" && e.Specific():
			style = x.mark
		}
		x.do(x.f.SetCellStyle(x.name, at, at, style))
	}
}

// layout freezes the header, lets columns be filtered, and prepares printing on A4 across, header on every page.
func (x *sheetWriter) layout(rows int, o Options) {
	last := cell(len(columns)-1, max(rows, 1))
	x.do(x.f.AutoFilter(x.name, "A1:"+last, nil))
	x.do(x.f.SetPanes(x.name, &excelize.Panes{Freeze: true, XSplit: 3, YSplit: 1, TopLeftCell: "D2", ActivePane: "bottomRight"}))
	a4, fit, none, across := 9, 1, 0, "landscape"
	x.do(x.f.SetPageLayout(x.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &fit, FitToHeight: &none}))
	yes := true
	x.do(x.f.SetSheetProps(x.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	margin, side := 0.6, 0.4
	x.do(x.f.SetPageMargins(x.name, &excelize.PageLayoutMarginsOptions{Top: &margin, Bottom: &margin, Left: &side, Right: &side}))
	x.do(x.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + x.name + "'!$1:$1", Scope: x.name}))
	foot := "&L" + x.name + "&R&P / &N"
	if !o.At.IsZero() {
		foot = "&L" + x.name + "&C" + o.At.Format(time.DateOnly) + "&R&P / &N"
	}
	x.do(x.f.SetHeaderFooter(x.name, &excelize.HeaderFooterOptions{OddFooter: foot}))
}
