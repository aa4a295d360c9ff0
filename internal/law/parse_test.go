package law

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var asked = map[Sort]*Fact{
	Bool:   {Name: "b", Sort: Bool},
	Number: {Name: "n", Sort: Number},
	Set: {Name: "s", Sort: Set, Words: []Word{
		{Name: "JP", Text: Text{EN: "Japan", JA: "日本"}}, {Name: "EU", Text: Text{EN: "European Union", JA: "EU"}}, {Name: "GB", Also: []string{"UK"}, Text: Text{EN: "United Kingdom", JA: "英国"}},
	}},
	Moment: {Name: "m", Sort: Moment},
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		sort       Sort
		text, want string // want as Write says it, "" if it is refused
	}{
		{Bool, "yes", "yes"}, {Bool, "はい", "yes"}, {Bool, "おそれ", "suspected"}, {Bool, "不明", "unknown"}, {Bool, "NO", "no"}, {Bool, "いいえ", "no"}, {Bool, "perhaps", ""}, {Bool, "", ""},
		{Number, "1200", "1200"}, {Number, "1,711,756人", "1711756"}, {Number, "１２００", "1200"}, {Number, "900-1200", "900-1200"}, {Number, "900〜1200", "900-1200"}, {Number, "900-1000-1200", "900-1000-1200"},
		{Number, "1000+", "1000+"}, {Number, "1000以上", "1000+"}, {Number, "400-900+", "400-900+"}, {Number, "5-5", "5"}, {Number, "1-2-3+", ""}, {Number, "<=1200", "<=1200"}, {Number, "~1200", "~1200"}, {Number, "約1200", "~1200"}, {Number, "1200-900", ""}, {Number, "-5", ""}, {Number, "many", ""}, {Number, "unknown", "unknown"}, {Number, "9999999999999999999999", ""},
		{Set, "JP,EU", "JP,EU"}, {Set, "jp, 英国", "JP,GB"}, {Set, "uk", "GB"}, {Set, "JP+", "JP+"}, {Set, "none", "none"}, {Set, "日本、EU", "JP,EU"}, {Set, "Atlantis", ""}, {Set, "JP,JP", "JP"}, {Set, "不明", "unknown"},
		{Moment, "2026-12-04T10:30:00+09:00", "2026-12-04T10:30:00+09:00"}, {Moment, "2026-12-04 10:30", "2026-12-04T10:30:00+09:00"}, {Moment, "2026-12-04", "2026-12-04T00:00:00+09:00"}, {Moment, "2026/12/4", "2026-12-04T00:00:00+09:00"}, {Moment, "2026年12月4日", "2026-12-04T00:00:00+09:00"},
		{Moment, "2026-13-04", ""}, {Moment, "0026-12-04", ""}, {Moment, "tomorrow", ""}, {Moment, "2026-12-04@2026-12-05", ""},
		{Number, "1200@2026-12-10", "1200@2026-12-10T00:00:00+09:00"}, {Bool, "yes@2026-12-10 09:00", "yes@2026-12-10T09:00:00+09:00"}, {Bool, "yes@", ""},
	} {
		v, err := asked[c.sort].Parse(c.text, tokyo)
		got := ""
		if err == nil {
			got = asked[c.sort].Write(v)
		}
		if got != c.want {
			t.Errorf("%s %q: %q (%v), not %q", c.sort, c.text, got, err, c.want)
		}
	}
}

func TestSay(t *testing.T) {
	for _, c := range []struct {
		sort         Sort
		text, en, ja string
	}{
		{Bool, "suspected", "suspected", "おそれあり"}, {Bool, "?", "unknown", "不明"},
		{Number, "1711756", "1,711,756", "1,711,756"}, {Number, "900-1000-1200", "at least 900, about 1,000, at most 1,200", "900以上、約1,000、最大1,200"},
		{Set, "JP,GB+", "Japan, United Kingdom, perhaps more", "日本・英国・ほかにもあり得る"}, {Set, "none", "none", "なし"},
		{Moment, "2026-12-04", "2026-12-04 00:00 +09:00", "2026-12-04 00:00 +09:00"},
	} {
		v, err := asked[c.sort].Parse(c.text, tokyo)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{c.en, c.ja}, []string{asked[c.sort].Say(v, "en"), asked[c.sort].Say(v, "ja")}); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, d)
		}
	}
}

// FuzzParse: what is read can be written and read again as the same, bounds are in order, and nothing is made of what is unknown.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"yes", "おそれ", "1,200", "900-1200", "900-1000-1200", "1000+", "<=12", "~5", "JP,EU+", "none", "2026-12-04 10:30", "2026-12-04T10:30:00Z", "1200@2026-12-10", "不明"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for sort, fact := range asked {
			v, err := fact.Parse(s, time.UTC)
			if err != nil {
				if v.Known() {
					t.Fatalf("%s %q: refused, and yet known", sort, s)
				}
				continue
			}
			if v.Low != nil && v.High != nil && *v.Low > *v.High || v.Likely != nil && v.High != nil && *v.Likely > *v.High {
				t.Fatalf("%s %q: bounds out of order", sort, s)
			}
			again, err := fact.Parse(fact.Write(v), time.UTC)
			if err != nil {
				t.Fatalf("%s %q: written as %q, which is refused: %v", sort, s, fact.Write(v), err)
			}
			if d := cmp.Diff(v, again); d != "" {
				t.Fatalf("%s %q is another once written:\n%s", sort, s, d)
			}
			_ = fact.Say(v, "ja")
		}
	})
}
