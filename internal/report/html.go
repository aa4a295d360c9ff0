package report

import (
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// htmlParts is how many parts a page shows; a browser is still quick with so many.
const htmlParts = 1000

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

type html struct {
	*digest
	w     io.Writer
	words words
}

// NewHTML writes one self-contained page: it needs no network, follows the reader's light or dark setting, and prints
// on A4.
func NewHTML(w io.Writer, o Options) scan.Handler {
	return &html{digest: newDigest(htmlParts), w: w, words: words(o.ja())}
}

// view is what the page shows, every number already in words.
type view struct {
	Lang, Title, Headline, Big, Unit, Bounds, Scope, Stopped string
	Made, Version, Engine, Key                               string
	Targets                                                  []string
	Worst                                                    []viewPlace
	Kinds                                                    []viewKind
	Parts                                                    []viewPlace
	More                                                     string
	Failures                                                 []viewFailure
	Notes                                                    []string
	T                                                        map[string]string
}

type viewPlace struct {
	ID, Rank           int
	Name, Dir, Base    string
	About, People      string
	PeopleLong         string
	PeopleN            int64
	Bar                string
	Heavy              []string
	Kinds              string
	Fields             []viewField
	More               string
	Values             string
	ValuesN, SeverityN int64
}

type viewKind struct {
	Name, ID, Values, Parts string
	Heavy                   []string
	Bar                     string
}

type viewField struct {
	Name, Kind, Values, People, Level, Why string
	Heavy                                  bool
	Sure                                   bool
	Masks                                  []string
}

type viewFailure struct {
	N, Text string
	Names   []string
}

func (h *html) Summary(s *scan.Summary) error {
	if err := h.digest.Summary(s); err != nil {
		return err
	}
	return page.Execute(h.w, h.view())
}

func (h *html) view() *view {
	w := h.words
	v := &view{
		Lang: w.of("ja", "en"), Title: w.of("個人データ調査報告", "Personal data report"),
		Headline: w.headline(h.sum.People, h.held), Scope: w.scope(h.digest),
		Version: h.config.Version, Engine: h.config.Engine, Key: h.config.Key, T: labels(w),
	}
	for _, t := range h.config.Targets {
		v.Targets = append(v.Targets, clean(t))
	}
	if !h.config.Started.IsZero() {
		v.Made = h.config.Started.Local().Format(w.of("2006年1月2日 15:04 MST", "2 January 2006, 15:04 MST"))
	}
	if h.sum.Incomplete {
		v.Stopped = w.of("途中で止められました。以下は読み終えた分だけです。", "Stopped before its end. What follows is what was read until then.")
	}
	if n := h.sum.People.N; n != nil && *n > 0 && h.held > 0 {
		v.Big = number(*n)
		if h.sum.People.Error > 0 {
			v.Big = w.of("約", "about ") + v.Big
		}
		v.Unit = w.of("人分の個人データ", "people")
		if *n == 1 && !bool(w) {
			v.Unit = "person"
		}
	}
	if h.held > 0 {
		v.Bounds = w.within(&h.sum)
	}
	h.parts(v)
	h.kindRows(v)
	for _, f := range h.failures() {
		x := viewFailure{N: number(f.n), Text: clean(w.failure(f.reason))}
		for _, name := range f.names {
			x.Names = append(x.Names, clean(name))
		}
		if f.n > int64(len(f.names)) {
			x.Names = append(x.Names, "…")
		}
		v.Failures = append(v.Failures, x)
	}
	if s := w.sampled(h.sum.Sample.Read, h.sum.Sample.Of); s != "" {
		v.Notes = append(v.Notes, s)
	}
	if h.sum.Unchanged > 0 {
		v.Notes = append(v.Notes, fmt.Sprintf(w.of("前回から変更なし %s件（人数・件数に含む）", "%s unchanged since the last scan (counted above)"), number(h.sum.Unchanged)))
	}
	if h.sum.Skipped > 0 {
		v.Notes = append(v.Notes, fmt.Sprintf(w.of("対象外 %s件（形式の分からないバイナリなど）", "%s left out (binary of unknown form, devices)"), number(h.sum.Skipped)))
	}
	if rest := h.held - int64(len(h.places)); rest > 0 {
		v.More = fmt.Sprintf(w.of("ほか%s件（CSV または JSON 形式ですべて出力できます）", "… and %s more (all of them in the CSV and JSON reports)"), number(rest))
	}
	return v
}

func (h *html) parts(v *view) {
	var most int64 = 1
	for i := range h.places {
		most = max(most, known(h.places[i].People))
	}
	for i := range h.places {
		p := h.place(i, most)
		v.Parts = append(v.Parts, p)
		if i < textPlaces {
			v.Worst = append(v.Worst, p)
		}
	}
}

func (h *html) place(i int, most int64) viewPlace {
	w, p := h.words, &h.places[i]
	ks := kindsOf(&p.Part)
	v := viewPlace{
		ID: i + 1, Rank: i + 1, Name: h.name(p), People: w.people(p.People), PeopleN: known(p.People),
		Heavy: w.heavy(ks), Kinds: w.kinds(ks), SeverityN: int64(p.score), Bar: percent(known(p.People), most),
	}
	if p.People.N == nil && p.People.Min == nil {
		v.PeopleN = -1
		v.PeopleLong = w.of("人数不明", "people unknown")
	} else {
		v.PeopleLong = w.persons(p.People)
	}
	cut := strings.LastIndexByte(v.Name, '/') + 1
	v.Dir, v.Base = v.Name[:cut], v.Name[cut:]
	var about []string
	if p.Type != "" {
		about = append(about, shortType(p.Type))
	}
	if p.Charset != "" {
		about = append(about, p.Charset)
	}
	if p.Records > 0 {
		about = append(about, w.of(number(p.Records)+"行", plural(p.Records, "record", "records")))
	}
	if p.Size > 0 {
		about = append(about, bytesOf(p.Size))
	}
	v.About = strings.Join(about, w.of("・", " · "))
	for _, s := range []string{w.lived(&p.Lived), w.sampled(p.Records, p.Of)} {
		if s != "" {
			v.About += w.of("。", ". ") + s
		}
	}
	for j := range p.Fields {
		v.ValuesN += p.Fields[j].Values
		v.Fields = append(v.Fields, h.field(&p.Fields[j]))
	}
	v.Values = number(v.ValuesN)
	if more := p.fields - len(p.Fields); more > 0 {
		v.More = fmt.Sprintf(w.of("ほか%d項目", "… and %d more fields"), more)
	}
	return v
}

func (h *html) field(f *inventory.Field) viewField {
	w := h.words
	v := viewField{
		Name: clean(f.Name), Kind: w.kind(f.Kind), Values: number(f.Values), People: "–", Level: w.level(f.Likelihood),
		Why: detect.Evidence(f.Why).Why(bool(w)), Heavy: len(heavy([]pii.Kind{f.Kind})) > 0,
		Sure: pii.LevelOf(f.Likelihood) == pii.VeryLikely,
	}
	if f.People != nil {
		v.People = number(*f.People)
		if f.Least {
			v.People = "≥" + v.People
		}
	}
	for _, m := range f.Masks {
		v.Masks = append(v.Masks, clean(m))
	}
	return v
}

func (h *html) kindRows(v *view) {
	w := h.words
	ks := h.sortedKinds()
	var most int64 = 1
	for _, k := range ks {
		most = max(most, k.values)
	}
	for _, k := range ks {
		v.Kinds = append(v.Kinds, viewKind{
			Name: w.kind(k.kind), ID: k.kind.String(), Values: number(k.values), Parts: number(k.parts),
			Heavy: w.heavy([]pii.Kind{k.kind}), Bar: percent(k.values, most),
		})
	}
}

// percent is a share for the width of a bar: never nothing for something.
func percent(n, of int64) string {
	if n <= 0 {
		return "0"
	}
	return fmt.Sprintf("%.1f", max(float64(n)*100/float64(of), 0.8))
}

func labels(w words) map[string]string {
	m := map[string]string{}
	for _, l := range []struct{ key, ja, en string }{
		{"worst", "影響の大きい場所", "Worst places"}, {"kinds", "見つかった項目", "What was found"},
		{"detail", "内訳", "In detail"}, {"unread", "読み取れなかったもの", "Could not be read, or not to its end"},
		{"place", "場所", "Place"}, {"people", "人数", "People"}, {"values", "件数", "Values"}, {"places", "箇所", "Places"},
		{"kind", "項目", "Kind"}, {"field", "列", "Field"}, {"examples", "例（伏字）", "Examples (masked)"},
		{"why", "確度と根拠", "How sure, and why"}, {"severity", "影響", "Weight"}, {"count", "件", "Count"}, {"reason", "理由", "Reason"},
		{"filter", "絞り込み", "Filter"}, {"expand", "すべて開く", "Open all"}, {"target", "対象", "Target"}, {"made", "調査日時", "Scanned"},
		{"rank", "順", "#"},
		{"promise", "この報告書に個人データそのものは含まれません。例はすべて伏字です。", "This report holds no personal datum: every example is masked."},
		{"order", "人数に項目の重さ（特定個人情報・要配慮個人情報・公的番号・認証情報・財産的被害のおそれ）を掛けた順です。", "Ordered by people times what the kinds weigh: My Number, special care-required data, government numbers, credentials, financial data."},
	} {
		m[l.key] = w.of(l.ja, l.en)
	}
	return m
}
