package register

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// tolerance is how far a sheet's number may be off before it is told: a sheet is seldom of the same day.
const tolerance = 0.05

// Differences are between the sheet that is kept and what was found.
type Differences struct {
	Agree    int     `json:"agree"`     // lines of the sheet that agree in everything
	NotFound []Entry `json:"not_found"` // in the sheet, but nothing was found there
	Unlisted []Entry `json:"unlisted"`  // found, but not in the sheet
	Counts   []Count `json:"counts"`    // numbers of people that differ
	Items    []Items `json:"items"`     // kinds that differ
}

// Count is a number of people that differs. If the line stands for several places, they hold between Least and Most.
type Count struct {
	Entry  Entry    `json:"entry"`
	Sheet  int64    `json:"sheet"`
	Least  int64    `json:"found_least"`
	Most   int64    `json:"found_most"`
	Places []string `json:"places"`
}

// Items are kinds that differ.
type Items struct {
	Entry   Entry      `json:"entry"`
	Missing []pii.Kind `json:"missing"` // found, but not in the sheet
	Absent  []pii.Kind `json:"absent"`  // in the sheet, but not found
	Places  []string   `json:"places"`
}

// Any tells whether there is a difference.
func (d *Differences) Any() bool {
	return len(d.NotFound)+len(d.Unlisted)+len(d.Counts)+len(d.Items) > 0
}

// Diff lays a sheet beside what was found. A line of the sheet stands for the places that it names: a file, a folder
// with everything in it, or the end of a path.
func Diff(sheet, found []Entry) *Differences {
	d := &Differences{NotFound: []Entry{}, Unlisted: []Entry{}, Counts: []Count{}, Items: []Items{}}
	owner := assign(sheet, found)
	held := make([][]*Entry, len(sheet))
	for i, o := range owner {
		if o < 0 {
			d.Unlisted = append(d.Unlisted, found[i])
		} else {
			held[o] = append(held[o], &found[i])
		}
	}
	for i := range sheet {
		if len(held[i]) == 0 {
			d.NotFound = append(d.NotFound, sheet[i])
			continue
		}
		c, countDiffers := compareCount(&sheet[i], held[i])
		if countDiffers {
			d.Counts = append(d.Counts, c)
		}
		it, itemsDiffer := compareItems(&sheet[i], held[i])
		if itemsDiffer {
			d.Items = append(d.Items, it)
		}
		if !countDiffers && !itemsDiffer {
			d.Agree++
		}
	}
	return d
}

// assign gives each found place to the line of the sheet that names it most closely, or -1.
func assign(sheet, found []Entry) []int {
	type key struct{ place, name string }
	keys := make([]key, len(sheet))
	byID, byPlace := map[string]int{}, map[string]int{} // the first of each: a register that we wrote is found by these alone
	for i := range sheet {
		keys[i] = key{foldPath(sheet[i].Place), foldPath(sheet[i].Name)}
		first(byID, sheet[i].ID, i)
		first(byPlace, keys[i].place, i)
	}
	out := make([]int, len(found))
	for i := range found {
		p := foldPath(found[i].Place)
		j, ok := byID[found[i].ID]
		if !ok {
			j, ok = byPlace[p]
		}
		if ok {
			out[i] = j
			continue
		}
		out[i] = -1
		best := 0
		for j := range sheet {
			n := closeness(p, keys[j].place)
			if n == 0 && keys[j].name != "" {
				n = min(closeness(p, keys[j].name), 1<<10)
			}
			if n > best {
				out[i], best = j, n
			}
		}
	}
	return out
}

func first(at map[string]int, key string, i int) {
	if _, ok := at[key]; !ok && key != "" {
		at[key] = i
	}
}

// closeness is how much of a found path p a sheet's place names: 0 if it does not.
func closeness(p, place string) int {
	switch {
	case place == "":
		return 0
	case p == place:
		return 1 << 20
	case strings.HasPrefix(p, place+"/"), strings.HasPrefix(p, place+"!/"):
		return 1<<16 + len(place)
	case strings.HasSuffix(p, "/"+place):
		return 1<<15 + len(place)
	case strings.Contains("/"+p, "/"+place+"/"), strings.Contains("/"+p, "/"+place+"!/"):
		return 1<<14 + len(place)
	case strings.HasSuffix(place, "/"+p):
		return 1<<13 + len(p)
	}
	// A sheet seldom writes the ending of a file's name.
	outer, _, _ := strings.Cut(p, "!/")
	if base := path.Base(outer); strings.TrimSuffix(base, path.Ext(base)) == place {
		return 1<<12 + len(place)
	}
	return 0
}

func foldPath(s string) string {
	s = strings.ReplaceAll(fold(s), `\`, "/")
	s = strings.TrimPrefix(s, "file://")
	s = strings.TrimPrefix(s, "./")
	return strings.Trim(s, "/ ")
}

func compareCount(line *Entry, held []*Entry) (Count, bool) {
	c := Count{Entry: *line, Places: places(held)}
	for _, e := range held {
		if e.People == nil {
			return c, false // unknown differs from nothing
		}
		c.Least = max(c.Least, *e.People)
		c.Most += *e.People
	}
	if line.People == nil {
		return c, false
	}
	c.Sheet = *line.People
	return c, float64(c.Sheet) < float64(c.Least)*(1-tolerance) || float64(c.Sheet) > float64(c.Most)*(1+tolerance)
}

func compareItems(line *Entry, held []*Entry) (Items, bool) {
	it := Items{Entry: *line, Missing: []pii.Kind{}, Absent: []pii.Kind{}, Places: places(held)}
	if len(line.Kinds)+len(line.Other) == 0 {
		return it, false // the sheet does not tell items
	}
	for _, e := range held {
		for _, k := range e.Kinds {
			if !slices.Contains(line.Kinds, k) && !slices.Contains(it.Missing, k) {
				it.Missing = append(it.Missing, k)
			}
		}
	}
	for _, k := range line.Kinds {
		if !slices.ContainsFunc(held, func(e *Entry) bool { return slices.Contains(e.Kinds, k) }) {
			it.Absent = append(it.Absent, k)
		}
	}
	slices.Sort(it.Missing)
	slices.Sort(it.Absent)
	return it, len(it.Missing)+len(it.Absent) > 0
}

func places(held []*Entry) []string {
	out := make([]string, len(held))
	for i, e := range held {
		out[i] = e.Place
	}
	return out
}

// WriteJSON writes the differences as one JSON value.
func (d *Differences) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// WriteText writes the differences for people, in "ja" or "en".
func (d *Differences) WriteText(w io.Writer, lang string) error {
	ja := lang == "ja"
	t := &differ{ja: ja}
	if !d.Any() {
		t.line(t.of("台帳と実態は一致しています（%d件）", "The register agrees with what was found (%d lines)"), d.Agree)
		_, err := io.WriteString(w, t.b.String())
		return err
	}
	t.line(t.of("台帳と実態の差異：台帳にない %d件、見つからない %d件、人数の相違 %d件、項目の相違 %d件（一致 %d件）",
		"Differences: %d not in the register, %d not found, %d with another number of people, %d with other items (%d agree)"),
		len(d.Unlisted), len(d.NotFound), len(d.Counts), len(d.Items), d.Agree)
	t.section(len(d.Unlisted), t.of("台帳に記載がないが、個人データが見つかった場所", "Found, but not in the register"))
	for i := range d.Unlisted {
		e := &d.Unlisted[i]
		t.entry(e.Place, e, 0)
		t.line("    %s", itemsText(e, ja))
	}
	t.section(len(d.NotFound), t.of("台帳に記載があるが、個人データが見つからない場所", "In the register, but nothing was found there"))
	for i := range d.NotFound {
		e := &d.NotFound[i]
		t.entry(strings.TrimSpace(e.Name+" "+e.Place), e, e.Row)
	}
	t.section(len(d.Counts), t.of("本人の数が異なるもの", "Numbers of people that differ"))
	for i := range d.Counts {
		c := &d.Counts[i]
		found := report.Number(c.Least)
		if c.Least != c.Most {
			found += t.of("〜", "–") + report.Number(c.Most)
		}
		t.line("  %s", title(&c.Entry))
		t.line(t.of("    台帳 %s人 → 実態 %s人", "    register %s → found %s"), report.Number(c.Sheet), found)
	}
	t.section(len(d.Items), t.of("項目が異なるもの", "Items that differ"))
	for i := range d.Items {
		it := &d.Items[i]
		t.line("  %s", title(&it.Entry))
		if len(it.Missing) > 0 {
			t.line(t.of("    台帳に記載なし：%s", "    not in the register: %s"), t.kinds(it.Missing))
		}
		if len(it.Absent) > 0 {
			t.line(t.of("    見つからない：%s", "    not found: %s"), t.kinds(it.Absent))
		}
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

type differ struct {
	b  strings.Builder
	ja bool
}

func (t *differ) of(ja, en string) string {
	if t.ja {
		return ja
	}
	return en
}

// line prints one line; what steers a terminal is taken out, since names come from anywhere.
func (t *differ) line(format string, args ...any) {
	t.b.WriteString(report.Clean(fmt.Sprintf(format, args...)) + "\n")
}

func (t *differ) section(n int, title string) {
	if n > 0 {
		t.line("")
		t.line(t.of("■ %s（%d件）", "■ %s (%d)"), title, n)
	}
}

func (t *differ) entry(what string, e *Entry, row int) {
	people := t.of("人数不明", "people unknown")
	if e.People != nil {
		people = report.Number(*e.People) + t.of("人", " people")
	}
	if row > 0 {
		t.line(t.of("  %s（台帳 %d行目、%s）", "  %s (row %d, %s)"), what, row, people)
		return
	}
	t.line(t.of("  %s（%s）", "  %s (%s)"), what, people)
}

func (t *differ) kinds(ks []pii.Kind) string { return itemsText(&Entry{Kinds: ks}, t.ja) }

func title(e *Entry) string { return strings.TrimSpace(e.Name + " " + e.Place) }
