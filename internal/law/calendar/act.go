package calendar

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// First and Last are the years that are known.
const (
	First = 2000
	Last  = 2050
)

// gazetted is the last year whose equinoxes stand in the official gazette: the calendar for 2027 (令和9年暦要項) appeared on 2 February 2026. It is to
// be raised each February, when the test of this package has been run against the new one.
const gazetted = 2027

// entry is a holiday as the Act on National Holidays (国民の祝日に関する法律, Act 178 of 1948) or a special act had it in some years.
type entry struct {
	from, until int // years, both included
	name        law.Text
	month       time.Month
	day         int // of the month; 0: the nth Monday
	monday      int
	equinox     int // 1 spring, 2 autumn
}

// always is a year after the last.
const always = Last

var (
	ocean    = law.Text{EN: "Marine Day", JA: "海の日"}
	mountain = law.Text{EN: "Mountain Day", JA: "山の日"}
	sports   = law.Text{EN: "Sports Day", JA: "スポーツの日"}
	aged     = law.Text{EN: "Respect for the Aged Day", JA: "敬老の日"}
	greenery = law.Text{EN: "Greenery Day", JA: "みどりの日"}
	emperor  = law.Text{EN: "The Emperor's Birthday", JA: "天皇誕生日"}
)

// act is Art. 2 of the Act, with its changes: two Mondays from 2000 and two from 2003 (Acts 141 of 1998, 59 of 2001), Showa and Greenery Day from 2007
// (Act 43 of 2005), Mountain Day from 2016 (Act 52 of 2014), the birthday from 2020 (Act 63 of 2017; in 2019 there was none), Sports Day from 2020 (Act
// 57 of 2018), what was moved for the Games of 2020 and again of 2021, and the two days of the accession in 2019 (Act 99 of 2018).
var act = []entry{
	{First, always, law.Text{EN: "New Year's Day", JA: "元日"}, time.January, 1, 0, 0},
	{First, always, law.Text{EN: "Coming of Age Day", JA: "成人の日"}, time.January, 0, 2, 0},
	{First, always, law.Text{EN: "National Foundation Day", JA: "建国記念の日"}, time.February, 11, 0, 0},
	{2020, always, emperor, time.February, 23, 0, 0},
	{First, always, law.Text{EN: "Vernal Equinox Day", JA: "春分の日"}, time.March, 0, 0, 1},
	{First, 2006, greenery, time.April, 29, 0, 0},
	{2007, always, law.Text{EN: "Showa Day", JA: "昭和の日"}, time.April, 29, 0, 0},
	{2019, 2019, law.Text{EN: "Day of the Accession", JA: "天皇の即位の日"}, time.May, 1, 0, 0},
	{First, always, law.Text{EN: "Constitution Memorial Day", JA: "憲法記念日"}, time.May, 3, 0, 0},
	{2007, always, greenery, time.May, 4, 0, 0},
	{First, always, law.Text{EN: "Children's Day", JA: "こどもの日"}, time.May, 5, 0, 0},
	{First, 2002, ocean, time.July, 20, 0, 0},
	{2003, 2019, ocean, time.July, 0, 3, 0},
	{2020, 2020, ocean, time.July, 23, 0, 0},
	{2021, 2021, ocean, time.July, 22, 0, 0},
	{2022, always, ocean, time.July, 0, 3, 0},
	{2020, 2020, sports, time.July, 24, 0, 0},
	{2021, 2021, sports, time.July, 23, 0, 0},
	{2016, 2019, mountain, time.August, 11, 0, 0},
	{2020, 2020, mountain, time.August, 10, 0, 0},
	{2021, 2021, mountain, time.August, 8, 0, 0},
	{2022, always, mountain, time.August, 11, 0, 0},
	{First, 2002, aged, time.September, 15, 0, 0},
	{2003, always, aged, time.September, 0, 3, 0},
	{First, always, law.Text{EN: "Autumnal Equinox Day", JA: "秋分の日"}, time.September, 0, 0, 2},
	{First, 2019, law.Text{EN: "Health and Sports Day", JA: "体育の日"}, time.October, 0, 2, 0},
	{2022, always, sports, time.October, 0, 2, 0},
	{2019, 2019, law.Text{EN: "Day of the Accession Ceremony", JA: "即位礼正殿の儀の行われる日"}, time.October, 22, 0, 0},
	{First, always, law.Text{EN: "Culture Day", JA: "文化の日"}, time.November, 3, 0, 0},
	{First, always, law.Text{EN: "Labour Thanksgiving Day", JA: "勤労感謝の日"}, time.November, 23, 0, 0},
	{First, 2018, emperor, time.December, 23, 0, 0},
}

// of is the day of an entry in a year, with an equinox shifted by some days.
func (e *entry) of(year, shift int) time.Time {
	switch {
	case e.equinox > 0:
		return date(year, e.month, equinox(year, e.equinox)+shift)
	case e.monday > 0:
		first := date(year, e.month, 1)
		return first.AddDate(0, 0, (int(time.Monday)-int(first.Weekday())+7)%7+7*(e.monday-1))
	}
	return date(year, e.month, e.day)
}

// equinox is the day of March (1) or September (2) on which the sun crosses the equator by Japanese time. The mean motion, 365.242194 days, is
// counted from 1980; it is right by the day from 1980 to 2099.
func equinox(year, which int) int {
	base := [...]float64{1: 20.8431, 2: 23.2488}[which]
	n := year - 1980
	return int(base+0.242194*float64(n)) - n/4
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
