package cases

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// perPage is how many cases a page of the list has.
const perPage = 100

// listing is what of the cases is shown.
type listing struct {
	*look.View
	words
	State  string // open, closed, all
	Word   string // in the title or the number
	What   string // "", late, undecided, waiting
	Rows   []dossier.Brief
	Open   int
	Late   int
	Closed int
	Small  int
	Total  int // that match
	Page   look.Pager
	Say    *dossier.Words
}

func (m Room) list(w http.ResponseWriter, r *http.Request) error {
	all, err := m.House.Briefs(r.Context())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	l := &listing{State: first(q.Get("state"), "open"), Word: strings.TrimSpace(q.Get("q")), What: q.Get("what")}
	rows := l.choose(all)
	switch q.Get("format") {
	case "":
	case "json":
		return exportJSON(w, rows)
	case "csv":
		return exportCSV(w, web.Of(r.Context()), rows)
	default:
		return web.Bad("形式は csv・json のいずれかです。", "The format is csv or json.")
	}
	l.View = look.Begin(r, look.Page{Title: web.Of(r.Context()).Lang.Of("事案", "Cases"), Section: look.Cases})
	l.words, l.Say = words{l.Lang}, plainWords(l.View)
	l.Total = len(rows)
	from := slices.IndexFunc(rows, func(b dossier.Brief) bool { return b.ID == q.Get("after") }) + 1
	l.Rows = rows[from:min(len(rows), from+perPage)]
	if from > 0 {
		l.Page.Newer = look.WithQuery(l.Path, "after", "")
		if from > perPage {
			l.Page.Newer = look.WithQuery(l.Path, "after", rows[from-perPage-1].ID)
		}
	}
	if from+perPage < len(rows) {
		l.Page.Older = after(l.Path, rows[from+perPage-1].ID)
	}
	if len(rows) > perPage {
		l.Page.Note = l.of(report.Number(int64(len(rows)))+"件のうち "+strconv.Itoa(from+1)+"～"+strconv.Itoa(from+len(l.Rows)), strconv.Itoa(from+1)+" to "+strconv.Itoa(from+len(l.Rows))+" of "+report.Number(int64(len(rows))))
	}
	l.Actions = listActions(l)
	return look.Write(w, r, l.View, listPage(l))
}

// after is the path of what comes behind a case.
func after(path, id string) string {
	u, err := url.Parse(path)
	if err != nil {
		return "/cases"
	}
	q := u.Query()
	q.Set("after", id)
	u.RawQuery = q.Encode()
	return u.String()
}

// choose counts all cases, and gives those that are asked for.
func (l *listing) choose(all []dossier.Brief) []dossier.Brief {
	out := []dossier.Brief{}
	word := strings.ToLower(l.Word)
	for i := range all {
		b := &all[i]
		open, late := b.Closed.IsZero(), len(b.Clocks) > 0 && slices.ContainsFunc(b.Clocks, func(c dossier.Clock) bool { return c.Late })
		switch {
		case !open:
			l.Closed++
		default:
			l.Open++
			if late {
				l.Late++
			}
		}
		if b.Small {
			l.Small++
		}
		switch {
		case l.State == "open" && !open, l.State == "closed" && open,
			word != "" && !strings.Contains(strings.ToLower(b.Title), word) && !strings.Contains(b.ID, word),
			l.What == "late" && (!late || !open), l.What == "undecided" && b.Undecided == 0, l.What == "waiting" && b.Waiting == 0:
			continue
		}
		out = append(out, *b)
	}
	return out
}

// plainWords are words without a case.
func plainWords(v *look.View) *dossier.Words {
	return dossier.Say(&dossier.Case{At: v.Now, Zone: v.Now.Location()}, string(v.Lang))
}

// next is the clock that a list shows of a case; nil if none runs.
func next(b *dossier.Brief) *dossier.Clock {
	if len(b.Clocks) > 0 && b.Closed.IsZero() {
		return &b.Clocks[0]
	}
	return nil
}

// left is how much time a clock leaves.
func left(l web.Lang, c *dossier.Clock, now time.Time) string {
	switch {
	case c.At.IsZero():
		return l.Of("期限不明", "due: unknown")
	case c.AtOnce:
		return l.Of("直ちに", "at once")
	}
	return look.Left(l, c.At, now)
}

// tone is how a clock is coloured: late, within two days, else.
func tone(c *dossier.Clock, now time.Time) look.Tone {
	switch {
	case c.Late, !c.At.IsZero() && !c.AtOnce && c.At.Before(now):
		return look.Danger
	case c.AtOnce, c.At.IsZero(), c.At.Sub(now) < 48*time.Hour:
		return look.Warn
	}
	return look.Accent
}

// briefLine is a case of the list for machines: the words of `case list --format json`.
type briefLine struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Status   string     `json:"status" enum:"open,closed"`
	Small    bool       `json:"small"`
	NearMiss bool       `json:"near_miss"`
	Opened   time.Time  `json:"opened"`
	Closed   *time.Time `json:"closed"`
	People   people     `json:"people"`
	Next     *string    `json:"next" doc:"the rule that is due first"`
	Due      *time.Time `json:"due"`
	Late     bool       `json:"late"`
	Events   int64      `json:"events"`
	Clocks   []clock    `json:"clocks"`
}

// people is a number with its bounds; null is unknown.
type people struct {
	Max       *int64 `json:"max"`
	Likely    *int64 `json:"likely"`
	Confirmed *int64 `json:"confirmed"`
}

type clock struct {
	Rule   string     `json:"rule"`
	Begin  *time.Time `json:"begin"`
	At     *time.Time `json:"at" doc:"null: unknown when"`
	AtOnce bool       `json:"at_once"`
	Late   bool       `json:"late"`
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func lineOf(b *dossier.Brief) briefLine {
	l := briefLine{ID: b.ID, Title: b.Title, Status: "open", Small: b.Small, NearMiss: b.NearMiss, Opened: b.Opened.UTC(), Closed: instant(b.Closed), People: people{b.People.Max, b.People.Likely, b.People.Confirmed}, Events: b.Seq, Clocks: []clock{}}
	if l.Closed != nil {
		l.Status = "closed"
	}
	for i := range b.Clocks {
		c := &b.Clocks[i]
		l.Clocks = append(l.Clocks, clock{c.Rule, instant(c.Begin), instant(c.At), c.AtOnce, c.Late})
	}
	if c := next(b); c != nil {
		at := c.At
		if c.AtOnce {
			at = c.Begin
		}
		l.Next, l.Due, l.Late = &c.Rule, instant(at), c.Late
	}
	return l
}

func exportJSON(w http.ResponseWriter, rows []dossier.Brief) error {
	attach(w, "application/x-ndjson", "cases.ndjson")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range rows {
		if err := enc.Encode(map[string]briefLine{"case": lineOf(&rows[i])}); err != nil {
			return err
		}
	}
	return nil
}

func exportCSV(w http.ResponseWriter, a *web.Asked, rows []dossier.Brief) error {
	attach(w, "text/csv; charset=utf-8", "cases.csv")
	buf := []byte("\ufeff")
	line := func(cells ...string) {
		for i, c := range cells {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = report.AppendCell(buf, c)
		}
		buf = append(buf, "\r\n"...)
	}
	of := a.Lang.Of
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(a.Now.Location()).Format("2006-01-02 15:04")
	}
	count := func(n *int64) string {
		if n == nil {
			return ""
		}
		return itoa(*n)
	}
	line(of("番号", "number"), of("件名", "title"), of("状態", "state"), of("軽微", "small"), of("登録", "opened"), of("終結", "closed"), of("最大", "at most"), of("推定", "likely"), of("確定", "confirmed"), of("次の義務", "next duty"), of("期限", "due"), of("超過", "late"))
	for i := range rows {
		b := &rows[i]
		state, small, duty, due, late := of("対応中", "open"), "", "", "", ""
		if !b.Closed.IsZero() {
			state = of("終結", "closed")
		}
		if b.Small {
			small = "1"
		}
		if c := next(b); c != nil {
			if duty, due = c.Title.Of(string(a.Lang)), day(c.At); c.AtOnce {
				due = of("直ちに", "at once")
			}
			if c.Late {
				late = "1"
			}
		}
		line(b.ID, b.Title, state, small, day(b.Opened), day(b.Closed), count(b.People.Max), count(b.People.Likely), count(b.People.Confirmed), duty, due, late)
	}
	_, err := w.Write(buf)
	return err
}

// attach says that what follows is a file.
func attach(w http.ResponseWriter, media, name string) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
}

// small is the yearly list of everyday cases and near misses.
func (m Room) small(w http.ResponseWriter, r *http.Request) error {
	all, err := m.House.Briefs(r.Context())
	if err != nil {
		return err
	}
	a := web.Of(r.Context())
	q := r.URL.Query()
	year := a.Now.Year()
	if s := q.Get("year"); s == "all" {
		year = 0
	} else if s != "" {
		if year = number(s); year < 1900 || year > 9999 {
			return web.Bad("年は4桁の数字で指定してください。", "A year, such as 2026.")
		}
	}
	y := dossier.YearOf(all, year, a.Now.Location())
	switch q.Get("format") {
	case "":
	case "csv":
		attach(w, "text/csv; charset=utf-8", "small-"+first(q.Get("year"), strconv.Itoa(year))+".csv")
		return y.CSV(w, string(a.Lang), true, a.Now.Location())
	case "json":
		attach(w, "application/x-ndjson", "small-"+first(q.Get("year"), strconv.Itoa(year))+".ndjson")
		return y.JSON(w)
	default:
		return web.Bad("形式は csv・json のいずれかです。", "The format is csv or json.")
	}
	v := look.Begin(r, look.Page{Title: a.Lang.Of("軽微な事案とヒヤリハット", "Small cases and near misses"), Section: look.Cases, Up: &look.Link{Text: a.Lang.Of("事案", "Cases"), Href: "/cases"}})
	p := &smallPage{View: v, words: words{v.Lang}, Year: year, Y: y, Say: plainWords(v)}
	p.sum(all)
	v.Actions = smallActions(p)
	return look.Write(w, r, v, smallList(p))
}

// smallPage is the yearly list on its way to a reader.
type smallPage struct {
	*look.View
	words
	Year  int
	Years []int // in which there are any
	Y     *dossier.Year
	Say   *dossier.Words
	Open  int
}

// sum finds the years in which there are any.
func (p *smallPage) sum(all []dossier.Brief) {
	for i := range all {
		b := &all[i]
		if !b.Small {
			continue
		}
		at := b.Opened
		if b.Known != nil {
			at = b.Known.At
		}
		if y := at.In(p.Now.Location()).Year(); !slices.Contains(p.Years, y) {
			p.Years = append(p.Years, y)
		}
	}
	slices.Sort(p.Years)
	slices.Reverse(p.Years)
}
