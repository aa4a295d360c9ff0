package leaks

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/verdict"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look/chart"
)

// judged is what the page of a verdict shows.
type judged struct {
	Match   *leak.Match
	Lead    []verdict.Piece
	Caveats []string
	Shown   *verdict.Shown
	Dump    *custody.Dump
	Ours    bool
}

func (r Room) verdict(w http.ResponseWriter, q *http.Request) error {
	m, err := r.Desk.Match(q.Context(), q.PathValue("match"))
	if err != nil {
		return err
	}
	if m == nil {
		return web.Missing()
	}
	v := look.Begin(q, look.Page{Section: look.Leaks, Name: report.Clean(m.Dump), Up: &look.Link{Href: "/leaks"}})
	v.Title, v.Up.Text = v.Of("流出照合", "Leak"), v.Of("流出照合の一覧", "All leaks")
	if f := q.URL.Query().Get("format"); f != "" {
		return export(w, v, f, unmasked(m))
	}
	p := judged{Match: m, Lead: verdict.Lead(options(v), m), Caveats: verdict.Caveats(options(v), m), Shown: verdict.Show(options(v), m), Ours: m.Ours.Verdict != leak.IsNotOurs && m.Ours.Verdict != leak.Unknown}
	if p.Dump, err = r.Log.DumpOf(q.Context(), m.ID); err != nil {
		return err
	}
	v.Note, v.Actions = note(v, &p), verdictActions(v, &p)
	return look.Write(w, q, v, verdictPage(v, &p))
}

// unmasked is a matching without its masked samples: those are for who may see them.
func unmasked(m *leak.Match) *leak.Match {
	out := *m
	out.What.Parts = make([]leak.Part, len(m.What.Parts))
	for i, p := range m.What.Parts {
		fields := make([]leak.Field, len(p.Fields))
		for j, f := range p.Fields {
			f.Masks = nil
			fields[j] = f
		}
		p.Fields = fields
		out.What.Parts[i] = p
	}
	return &out
}

func (r Room) columns(w http.ResponseWriter, q *http.Request) error {
	m, err := r.Desk.Match(q.Context(), q.PathValue("match"))
	if err != nil {
		return err
	}
	if m == nil {
		return web.Missing()
	}
	v := look.Begin(q, look.Page{Section: look.Leaks, Name: report.Clean(m.Dump), Up: &look.Link{Href: "/leaks/" + m.ID}})
	v.Title, v.Up.Text = v.Of("列と伏字の例", "Columns and masked samples"), v.Of("照合結果", "The verdict")
	return look.Write(w, q, v, columnsPage(v, verdict.Show(options(v), m)))
}

// file begins an answer that is a file.
func file(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
}

func export(w http.ResponseWriter, v *look.View, format string, m *leak.Match) error {
	name := "match-" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return -1
	}, m.ID)
	all := []leak.Match{*m}
	switch format {
	case "json":
		file(w, "application/json", name+".json")
		return verdict.JSON(w, all)
	case "html":
		file(w, "text/html; charset=utf-8", name+".html")
		return verdict.HTML(w, options(v), all)
	case "pdf":
		d := onPaper(v, m)
		d.Name = name
		file(w, "application/pdf", name+".pdf")
		_, err := pdf.Write(w, d)
		return err
	}
	return web.Bad("書き出しの形式は json・html・pdf です。", "It can be had as json, html or pdf.")
}

// onPaper is a verdict as a document.
func onPaper(v *look.View, m *leak.Match) *paper.Document {
	lang := string(v.Lang)
	s := verdict.Show(options(v), m)
	var lead strings.Builder
	for _, p := range verdict.Lead(options(v), m) {
		lead.WriteString(p.Text)
	}
	d := &paper.Document{Lang: lang, Title: v.Of("流出照合報告", "Leak match report"), Lead: []string{s.Name, s.About}, Date: m.Started, Foot: s.Made}
	d.Blocks = append(d.Blocks, paper.Text{Text: lead.String()})
	for _, c := range verdict.Caveats(options(v), m) {
		d.Blocks = append(d.Blocks, paper.Text{Text: c, Note: true})
	}
	var fig paper.Figures
	for _, t := range s.Tiles {
		fig.List = append(fig.List, paper.Figure{Name: t.Name, Value: t.Number, Note: t.Note})
	}
	d.Blocks = append(d.Blocks, fig)
	table := func(title string, head []string, rows [][]string, right ...bool) {
		if len(rows) > 0 {
			d.Blocks = append(d.Blocks, paper.Heading{Level: 2, Text: title}, paper.Table{Head: head, Rows: rows, Right: right})
		}
	}
	var rows [][]string
	for _, o := range s.Stores {
		rows = append(rows, []string{o.Name, o.Window, o.Persons, o.For, o.Against})
	}
	table(v.Of("だれのものか・いつの写しか", "Whose, and of what time"), []string{v.Of("保管元", "Store"), v.Of("取られた時期", "Taken"), v.Of("人数", "People"), v.Of("支持", "For"), v.Of("不支持", "Against")}, rows, false, false, true, true, true)
	rows = nil
	for _, a := range s.Axes {
		rows = append(rows, []string{a.Axis, a.Level, a.Kinds, a.People})
	}
	table(v.Of("人にできること", "What can be done to them"), []string{v.Of("被害", "Harm"), v.Of("程度", "Level"), v.Of("項目の組合せ", "Combination"), v.Of("人数", "People")}, rows, false, false, false, true)
	rows = nil
	for _, a := range s.Law {
		rows = append(rows, []string{a.What, a.Law, a.State, a.People})
	}
	table(v.Of("法令上の区分", "What the law asks"), []string{v.Of("区分", "Attribute"), v.Of("根拠", "Law"), v.Of("該当", "Applies"), v.Of("人数", "People")}, rows, false, false, false, true)
	rows = nil
	for _, k := range s.Canaries {
		rows = append(rows, k[:])
	}
	table(v.Of("おとり", "Canaries"), []string{v.Of("写し", "Copy"), v.Of("登録日", "Planted"), v.Of("件数", "Hits")}, rows, false, false, true)
	rows = nil
	for _, a := range s.Claim {
		rows = append(rows, []string{a.Point, a.Claimed, a.Found, a.State})
	}
	table(v.Of("売り手の主張との比較", "Claim against truth"), []string{v.Of("点", "Point"), v.Of("主張", "Claimed"), v.Of("照合結果", "Found"), v.Of("判定", "Verdict")}, rows)
	rows = nil
	for _, k := range s.Skipped {
		rows = append(rows, k[:])
	}
	table(v.Of("読めなかったもの", "What could not be read"), []string{v.Of("名前", "Name"), v.Of("理由", "Why")}, rows)
	return d
}

// exportHeads writes the list as a file.
func exportHeads(w http.ResponseWriter, v *look.View, format string, heads []Head) error {
	switch format {
	case "json":
		file(w, "application/x-ndjson", "matches.json")
		enc := json.NewEncoder(w)
		for i := range heads {
			if err := enc.Encode(map[string]*Head{"match": &heads[i]}); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		file(w, "text/csv; charset=utf-8", "matches.csv")
		c := csv.NewWriter(w)
		_ = c.Write([]string{"id", "started", "dump", "ours", "genuine", "people", "minors_then", "store", "after", "before", "canaries"})
		for _, h := range heads {
			at := func(t *time.Time) string {
				if t == nil {
					return ""
				}
				return t.Format(time.RFC3339)
			}
			n := func(p *int64) string {
				if p == nil {
					return ""
				}
				return strconv.FormatInt(*p, 10)
			}
			_ = c.Write([]string{h.ID, h.At.Format(time.RFC3339), cell(h.Dump), h.Ours, h.Genuine, n(h.People), n(h.Minors), cell(h.Store), at(h.After), at(h.Before), cell(strings.Join(h.Canaries, "; "))})
		}
		c.Flush()
		return c.Error()
	}
	return web.Bad("書き出しの形式は csv・json です。", "It can be had as csv or json.")
}

// cell is a text of somebody else's that no spreadsheet takes for a formula.
func cell(s string) string {
	s = report.Clean(s)
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// histogram is the window of a store's copy.
func histogram(v *look.View, m *leak.Match, i int) chart.Histogram {
	h := chart.Histogram{Label: v.Of("その時点の変更を含む値（青）と含まない値（朱）", "Values that have the changes of that day (blue), and that lack them (red)"), From: 1, To: 0}
	for j, w := range verdict.Windows(options(v), m, i) {
		h.Columns = append(h.Columns, chart.Column{Name: w.At, N: w.New, Under: w.Old, Tone: look.Accent, Label: v.Of("新 "+report.Number(w.New)+"・旧 "+report.Number(w.Old), "new "+report.Number(w.New)+", old "+report.Number(w.Old))})
		if w.Edge {
			if h.To < h.From {
				h.From, h.To = j, j
			}
			h.To = j
		}
	}
	return h
}

// parse is a number as it is shown, as a length.
func parse(s string) float64 {
	n, _ := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	return n
}

// options are the reader's: language and zone.
func options(v *look.View) report.Options {
	return report.Options{Lang: string(v.Lang), Zone: v.Now.Location()}
}
