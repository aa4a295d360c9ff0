package sources

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func columns(v *look.View) []look.Column {
	return []look.Column{{Name: v.Of("名前", "Name")}, {Name: v.Of("種類・登録", "Type, declared")}, {Name: v.Of("人数", "People"), Num: true},
		{Name: v.Of("最後の走査", "Last scan")}, {Name: v.Of("間隔", "Schedule"), Wide: true}, {Name: ""}}
}

func short(s string) string { return report.CutPath(report.Clean(s), 56) }

// about is what is declared, in a line.
func about(v *look.View, e *Entry) string {
	var out []string
	if e.Country.Said != "" {
		out = append(out, land(v, e.Country.Said))
	}
	if e.Owner != "" {
		out = append(out, e.Owner)
	}
	if e.Development {
		out = append(out, v.Of("開発用", "development"))
	}
	if len(out) == 0 {
		return v.Of("担当・保管国の登録なし", "owner and country not declared")
	}
	return strings.Join(out, v.Of("・", " · "))
}

func land(v *look.View, said string) string {
	if code, ok := country.Parse(said); ok {
		return country.Name(code, string(v.Lang))
	}
	return said
}

// every is an interval in words.
func every(v *look.View, schedule string) string {
	d, ok := config.Interval(schedule)
	if !ok {
		return schedule
	}
	return v.Of(look.Span(v.Lang, d)+"ごと", "every "+look.Span(v.Lang, d))
}

func unread(e *Entry) string {
	return look.WithQuery(look.WithQuery("/inventory", "source", e.Place), "errors", "1")
}

func title(v *look.View, j *queue.Job) string {
	switch j.Kind {
	case queue.Scan:
		if strings.Contains(string(j.Args), `"full":true`) {
			return v.Of("全体の走査", "Scan of everything")
		}
		return v.Of("走査", "Scan")
	case queue.Exposure:
		return v.Of("露出の点検", "Check of exposures")
	case queue.Snapshot:
		return v.Of("照合用索引の更新", "Renewal of the people index")
	}
	return string(j.Kind)
}

func took(v *look.View, j *queue.Job) string {
	switch {
	case j.Started.IsZero():
		return "—"
	case j.Ended.IsZero():
		return look.Span(v.Lang, v.Now.Sub(j.Started))
	}
	return look.Span(v.Lang, j.Ended.Sub(j.Started))
}

// outcome is what came of a job, or why it failed.
func outcome(v *look.View, j *queue.Job) string {
	if j.State != queue.Done {
		return report.Cut(report.Clean(j.Error), 120)
	}
	var r struct {
		Units, Records, Unread, Exposures, New *int64
		People                                 *int64
	}
	if json.Unmarshal(j.Result, &r) != nil {
		return ""
	}
	var out []string
	add := func(n *int64, ja, en string) {
		if n != nil {
			out = append(out, v.Of(ja+" "+report.Number(*n), report.Number(*n)+" "+en))
		}
	}
	add(r.People, "人数", "people")
	add(r.Units, "読み取り単位", "units")
	add(r.Exposures, "露出", "exposures")
	if r.Unread != nil && *r.Unread > 0 {
		add(r.Unread, "読めなかったもの", "unread")
	}
	return strings.Join(out, v.Of("・", " · "))
}

// pairs are what is declared of a source.
func pairs(v *look.View, e *Entry) []look.Pair {
	none := v.Of("登録なし", "not declared")
	said := func(s string) templ.Component {
		if s == "" {
			return look.Text(none)
		}
		return look.Text(s)
	}
	sep := v.Of("・", ", ")
	out := []look.Pair{
		{Name: v.Of("種類", "Type"), Value: look.Text(familyFor(e.Target).Name(v.Lang))},
		{Name: v.Of("接続先", "Target"), Value: look.Text(report.Clean(e.Place))},
		{Name: v.Of("認証情報", "Secret"), Value: look.Text(secretOf(v, e))},
		{Name: v.Of("担当", "Owner"), Value: said(e.Owner)},
		{Name: v.Of("保管国", "Country"), Value: said(landOrNone(v, e.Country.Said))},
		{Name: v.Of("利用目的", "Purposes"), Value: said(strings.Join(e.Purposes, sep))},
		{Name: v.Of("保存期間", "Retention"), Value: said(keeps(v, e.Retention))},
		{Name: v.Of("本人の種類", "Whose data"), Value: said(strings.Join(e.Subjects, sep))},
	}
	var cs []string
	for _, c := range e.Contractors {
		t := c.Name
		if c.Country.Said != "" {
			t += v.Of("（", " (") + land(v, c.Country.Said) + v.Of("）", ")")
		}
		cs = append(cs, t)
	}
	out = append(out, look.Pair{Name: v.Of("委託先", "Contractors"), Value: said(strings.Join(cs, sep))})
	if e.Schedule == "" {
		out = append(out, look.Pair{Name: v.Of("走査の間隔", "Schedule"), Value: look.Text(v.Of("手動のみ", "by hand"))})
	} else {
		out = append(out, look.Pair{Name: v.Of("走査の間隔", "Schedule"), Value: look.Text(every(v, e.Schedule))})
	}
	if !e.Next.IsZero() {
		out = append(out, look.Pair{Name: v.Of("次回", "Next"), Value: look.Time(e.Next.In(v.Now.Location()))})
	}
	if !e.Last.IsZero() {
		out = append(out, look.Pair{Name: v.Of("最後の走査", "Last scan"), Value: look.Time(e.Last.In(v.Now.Location()))})
	}
	from := v.Of("tsutsumi.yaml", "tsutsumi.yaml")
	if e.Said != nil {
		from = v.Of("この画面（"+e.By+"、"+look.Moment(v.Lang, e.Changed.In(v.Now.Location()), v.Now)+"）", "here, by "+e.By+", "+look.Moment(v.Lang, e.Changed.In(v.Now.Location()), v.Now))
	}
	return append(out, look.Pair{Name: v.Of("登録元", "Declared in"), Value: look.Text(from)})
}

func landOrNone(v *look.View, said string) string {
	if said == "" {
		return ""
	}
	return land(v, said)
}

func keeps(v *look.View, r *config.Retention) string {
	if r == nil {
		return ""
	}
	if r.From == "" {
		return r.In(string(v.Lang))
	}
	return v.Of(r.From+"から"+r.In("ja"), r.In("en")+" from "+r.From)
}

func secretOf(v *look.View, e *Entry) string {
	switch {
	case e.Sealed:
		return v.Of("暗号化して保存済み（表示はできません）", "kept sealed; it cannot be shown")
	case e.PasswordEnv != "":
		return v.Of("環境変数で指定", "in a variable of the environment")
	case e.PasswordFile != "":
		return v.Of("ファイルで指定", "in a file")
	}
	return v.Of("なし、またはサーバーの設定による", "none, or as the server is set up")
}

func kept(v *look.View, f *form) string {
	if f.HasSecret {
		return v.Of("保存済み。空のままなら変えません。", "One is kept; left empty, it stays.")
	}
	return v.Of("age 形式で暗号化して保存し、表示することはありません。", "Kept sealed in the age format, and never shown.")
}

func example(v *look.View, f *form) string {
	if f.Family.Hint == "" {
		return ""
	}
	return v.Of("例：", "as ") + f.Family.Hint
}

// hostWrong is what is wrong about the host of a family that asks for none.
func hostWrong(f *form) string {
	if f.Family.Port == "" {
		return f.Wrong["host"]
	}
	return ""
}

func fixed(action string) templ.Attributes {
	if action == "/sources" {
		return nil
	}
	return templ.Attributes{"readonly": true}
}

// samePlace tells whether two targets are at one server.
func samePlace(a, b string) bool {
	if a == b {
		return true
	}
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	return err1 == nil && err2 == nil && x.Host != "" && x.Scheme == y.Scheme && strings.EqualFold(x.Host, y.Host)
}

// declaredAs is a source of tsutsumi.yaml as far as it is opened.
func declaredAs(s *config.Source) *config.Added {
	return &config.Added{Name: s.Name, Target: s.Target, User: s.User}
}

// line is a source in the stream.
type line struct {
	Name     string     `json:"name"`
	Target   string     `json:"target"`
	Type     string     `json:"type"`
	Owner    string     `json:"owner,omitempty"`
	Country  string     `json:"country,omitempty"`
	Schedule string     `json:"schedule,omitempty"`
	Added    bool       `json:"added"`
	People   *int64     `json:"people"`
	Unread   int64      `json:"unread"`
	Last     *time.Time `json:"last"`
	Next     *time.Time `json:"next"`
}

func lineOf(e *Entry) line {
	return line{Name: e.Name, Target: e.Place, Type: familyFor(e.Target).Key, Owner: e.Owner, Country: e.Country.Said, Schedule: e.Schedule, Added: e.Said != nil,
		People: e.People, Unread: e.Unread, Last: moment(e.Last), Next: moment(e.Next)}
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// export writes the list as a file.
func export(w http.ResponseWriter, r *http.Request, all []Entry, format string) error {
	switch format {
	case "json":
		w.Header().Set("Content-Type", "application/x-ndjson")
		e := json.NewEncoder(w)
		for i := range all {
			if err := e.Encode(map[string]any{"source": lineOf(&all[i])}); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		v := begin(r)
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="sources.csv"`)
		c := csv.NewWriter(w)
		c.UseCRLF = true
		_ = c.Write([]string{"\ufeff" + v.Of("名前", "name"), v.Of("接続先", "target"), v.Of("種類", "type"), v.Of("担当", "owner"), v.Of("保管国", "country"), v.Of("間隔", "schedule"), v.Of("人数", "people"), v.Of("読めなかったもの", "unread"), v.Of("最後の走査", "last")})
		for i := range all {
			l := lineOf(&all[i])
			last, people := "", ""
			if l.Last != nil {
				last = l.Last.Format(time.RFC3339)
			}
			if l.People != nil {
				people = strconv.FormatInt(*l.People, 10)
			}
			row := []string{l.Name, l.Target, l.Type, l.Owner, l.Country, l.Schedule, people, strconv.FormatInt(l.Unread, 10), last}
			for j := range row {
				row[j] = harmless(row[j])
			}
			_ = c.Write(row)
		}
		c.Flush()
		return c.Error()
	}
	return web.Bad("形式は csv・json のいずれかです。", "The format is csv or json.")
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r\n|%") {
		return "'" + s
	}
	return s
}
