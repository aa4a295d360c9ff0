package calendar

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// TestDataSet compares all 51 years, day by day, with an independent data set: testdata/holiday_jp.tsv holds the days and names of npm
// @holiday-jp/holiday_jp 2.5.1, which follows the Cabinet Office's list.
func TestDataSet(t *testing.T) {
	f, err := os.Open("testdata/holiday_jp.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if day, name, ok := strings.Cut(s.Text(), "\t"); ok {
			want[day] = name
		}
	}
	if len(want) < 800 {
		t.Fatalf("only %d days in the data set", len(want))
	}
	got := map[string]string{}
	for day := date(First, 1, 1); day.Year() <= Last; day = day.AddDate(0, 0, 1) {
		if h, _ := Of(day); h != (law.Text{}) {
			got[day.Format(time.DateOnly)] = names(h.JA)
			if h.EN == "" {
				t.Errorf("%s has no English name", h.JA)
			}
		}
	}
	for day, name := range want {
		want[day] = names(name)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("holidays (-data set +ours):\n%s", d)
	}
}

// names makes alike what the data set and the acts call differently.
func names(ja string) string {
	switch {
	case strings.Contains(ja, "振替休日"):
		return "振替休日"
	case strings.Contains(ja, "即位"), strings.Contains(ja, "祝日扱い"):
		return "即位"
	case ja == "休日":
		return "国民の休日"
	case strings.HasPrefix(ja, "体育の日"):
		return "体育の日"
	}
	return ja
}

func TestEveryChangeOfTheLaw(t *testing.T) {
	for day, want := range map[string]string{
		"2000-01-10": "成人の日", "2000-01-15": "", "2002-07-20": "海の日", "2003-07-20": "", "2003-07-21": "海の日", "2002-09-15": "敬老の日", "2003-09-15": "敬老の日",
		"2006-04-29": "みどりの日", "2007-04-29": "昭和の日", "2006-05-04": "国民の休日", "2007-05-04": "みどりの日", "2003-05-04": "",
		"2008-05-06": "振替休日", "2009-05-06": "振替休日", "2015-08-11": "", "2016-08-11": "山の日", "2018-12-23": "天皇誕生日", "2018-12-24": "振替休日", "2019-12-23": "", "2019-02-23": "",
		"2020-02-23": "天皇誕生日", "2020-02-24": "振替休日", "2019-04-30": "国民の休日", "2019-05-01": "天皇の即位の日", "2019-05-02": "国民の休日",
		"2019-10-22": "即位礼正殿の儀の行われる日", "2020-07-24": "スポーツの日", "2020-10-12": "", "2020-08-10": "山の日", "2021-08-08": "山の日", "2021-08-09": "振替休日", "2021-08-11": "",
		"2021-07-22": "海の日", "2021-07-23": "スポーツの日", "2019-10-14": "体育の日", "2022-10-10": "スポーツの日", "2026-09-21": "敬老の日", "2026-09-22": "国民の休日", "2026-09-23": "秋分の日",
		"2027-03-21": "春分の日", "2027-03-22": "振替休日", "2026-05-06": "振替休日",
	} {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := Of(d); got.JA != want {
			t.Errorf("%s is %q, not %q", day, got.JA, want)
		}
	}
}

func TestCertain(t *testing.T) {
	for _, c := range []struct {
		day               string
		excluded, certain bool
	}{
		{"2027-03-22", true, true},  // the gazette has the equinox
		{"2028-03-20", true, false}, // Monday, computed as the equinox
		{"2028-03-21", false, false},
		{"2028-03-19", true, true},   // a Sunday anyhow
		{"2028-03-22", false, true},  // too far from it
		{"2032-09-21", true, false},  // between two holidays, if the equinox is as computed
		{"2028-12-29", true, true},   // turn of the year
		{"2028-05-03", true, true},   // fixed by the Act
		{"2051-05-03", false, false}, // Wednesday; beyond the range nothing is known
		{"2051-12-30", true, true},
		{"1999-05-06", false, false},
	} {
		d, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		excluded, name, certain := All{}.Holiday(Japan, d)
		if excluded != c.excluded || certain != c.certain {
			t.Errorf("%s (%v, %q): excluded %v, certain %v; want %v, %v", c.day, d.Weekday(), name.EN, excluded, certain, c.excluded, c.certain)
		}
		if excluded != (name.EN != "" && name.JA != "") {
			t.Errorf("%s: excluded %v, but called %q", c.day, excluded, name)
		}
	}
	if excluded, _, certain := (All{}).Holiday("nowhere", date(2026, 1, 1)); excluded || certain {
		t.Error("a calendar that is not known is sure of something")
	}
	var _ law.Calendars = All{}
}

// TestZone: the date of a moment is that of its own zone.
func TestZone(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	eve := time.Date(2026, 5, 3, 0, 30, 0, 0, tokyo)
	if h, _ := Of(eve); h.JA != "憲法記念日" {
		t.Errorf("half past midnight in Tokyo is %q", h.JA)
	}
	if h, _ := Of(eve.UTC()); h != (law.Text{}) {
		t.Errorf("2 May in Greenwich is %q", h.JA)
	}
}
