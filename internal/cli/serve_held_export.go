package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/view"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	heldpage "github.com/tsutsumi-dev/tsutsumi/internal/web/inventory"
)

const (
	exportPage = 500     // rows read at a time
	maxBook    = 100_000 // rows of a workbook, which is made in memory
	maxPrinted = 5000    // rows of a document
)

// Export implements the room's House.
func (h heldRoom) Export(ctx context.Context, scope access.Scope, q *heldpage.Query, format, lang string, w io.Writer) error {
	own := *q
	own.Limit, own.After = exportPage, nil
	first, err := h.things(ctx, scope, &own)
	if err != nil {
		return err
	}
	if n := map[string]int64{"xlsx": maxBook, "pdf": maxPrinted}[format]; n > 0 && first.Count > n {
		return web.Bad(fmt.Sprintf("%s件あります。この形式で書き出せるのは%s件までです。条件で絞り込むか、CSV・JSONで書き出してください。", report.Number(first.Count), report.Number(n)),
			fmt.Sprintf("There are %s places; this format takes %s. Narrow the list, or take CSV or JSON.", report.Number(first.Count), report.Number(n)))
	}
	rows := h.rowsOf(ctx, scope, &own, first)
	switch format {
	case "json":
		return h.exportJSON(w, h.holdings(ctx, rows), first)
	case "xlsx":
		reg, err := h.register(ctx)
		if err != nil {
			return err
		}
		entries, err := register.Declared(h.holdings(ctx, rows), reg, lang)
		if err != nil {
			return err
		}
		return register.Write(w, format, entries, register.Options{Lang: lang, At: h.now()})
	case "pdf":
		return h.exportPDF(w, rows, first, lang)
	}
	c, err := view.NewCSV(w, report.Options{Lang: lang, BOM: true})
	if err != nil {
		return err
	}
	for held, err := range h.holdings(ctx, rows) {
		if err != nil {
			return err
		}
		if err := c.Add(&held); err != nil {
			return err
		}
	}
	return c.Flush()
}

// rowsOf are all rows that a query chooses, a page at a time.
func (h heldRoom) rowsOf(ctx context.Context, scope access.Scope, q *heldpage.Query, page *heldpage.Things) iter.Seq2[shelf.Row, error] {
	return func(yield func(shelf.Row, error) bool) {
		for {
			for i := range page.Rows {
				if !yield(page.Rows[i], nil) {
					return
				}
			}
			if page.Next == nil {
				return
			}
			next := *q
			next.After = page.Next
			var err error
			if page, err = h.things(ctx, scope, &next); err != nil {
				yield(shelf.Row{}, err)
				return
			}
		}
	}
}

// holdings are rows with their fields, without masks.
func (h heldRoom) holdings(ctx context.Context, rows iter.Seq2[shelf.Row, error]) iter.Seq2[inventory.Holding, error] {
	return func(yield func(inventory.Holding, error) bool) {
		for r, err := range rows {
			if err != nil {
				yield(inventory.Holding{}, err)
				return
			}
			t := &heldpage.Thing{Row: r, Part: inventory.Part{Fields: r.Fields}}
			if !r.Pieced {
				if err := h.fill(ctx, t, false); err != nil {
					yield(inventory.Holding{}, err)
					return
				}
			}
			p := t.Part
			p.Name, p.Type, p.Form, p.Size, p.Records, p.Of, p.People, p.Error, p.Class = r.Name, r.Type, r.Form, r.Size, r.Records, r.Of, r.People, r.Error, r.Class
			p.Place, p.Set = "", nil
			if !yield(inventory.Holding{Source: r.Source, Unit: r.Unit, At: r.At, Part: p}, nil) {
				return
			}
		}
	}
}

// exportJSON writes what `tsutsumi inventory list --format json` writes.
func (h heldRoom) exportJSON(w io.Writer, held iter.Seq2[inventory.Holding, error], first *heldpage.Things) error {
	l := &view.Listing{}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range first.Now.Digests {
		d := &first.Now.Digests[i]
		l.Sources = append(l.Sources, inventory.SourceState{Source: d.Source, Parts: d.Parts, Bytes: d.Bytes, Records: d.Records, Errors: d.Errors, At: first.Now.Runs[d.Source].Complete})
	}
	if err := l.SourcesJSON(w); err != nil {
		return err
	}
	for p, err := range held {
		if err != nil {
			return err
		}
		if err := e.Encode(map[string]any{"part": report.Held(&p)}); err != nil {
			return err
		}
	}
	all := first.Now.All.People
	return e.Encode(map[string]any{"summary": map[string]any{"parts": first.Count, "people": all.N, "people_min": all.Min, "people_max": all.Max, "people_error": all.Error}})
}

// exportPDF writes the list as a document.
func (h heldRoom) exportPDF(w io.Writer, rows iter.Seq2[shelf.Row, error], first *heldpage.Things, lang string) error {
	l := web.Lang(lang)
	p := report.NewPage(io.Discard, report.Options{Lang: lang})
	t := paper.Table{Head: []string{l.Of("ファイル・テーブル", "File or table"), l.Of("人数", "People"), l.Of("個人データの項目", "Kinds"), l.Of("保管国・担当", "Country, owner"), l.Of("確認日", "Read")},
		Widths: []int{36, 10, 30, 14, 10}, Right: []bool{false, true, false, false, false}}
	for r, err := range rows {
		if err != nil {
			return err
		}
		part := inventory.Part{}
		for _, k := range r.Kinds {
			part.Fields = append(part.Fields, inventory.Field{Kind: k})
		}
		where := r.Owner
		if r.Country != "" {
			where = country.Name(r.Country, lang) + " " + where
		}
		t.Rows = append(t.Rows, []string{report.Clean(r.Source) + " " + report.Clean(r.Name), p.People(r.People), p.Kinds(&part), where, r.At.In(h.now().Location()).Format(time.DateOnly)})
	}
	all := &first.Now.All
	d := &paper.Document{Name: "inventory", Lang: lang, Title: l.Of("個人データの台帳", "Inventory of personal data"), Date: h.now(), Blocks: []paper.Block{
		paper.Figures{List: []paper.Figure{
			{Name: l.Of("保有している人", "People held"), Value: p.Persons(all.People)},
			{Name: l.Of("保有場所", "Places"), Value: report.Number(first.Count)},
			{Name: l.Of("読み取れなかったもの", "Not read"), Value: report.Number(all.Errors)},
		}}, t,
	}}
	_, err := pdf.Write(w, d)
	return err
}
