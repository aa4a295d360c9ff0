package legal

import (
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

func TestEra(t *testing.T) {
	for in, want := range map[string]string{
		"1872-12-31": "", "1873-01-01": "明治6年", "1912-07-29": "明治45年", "1912-07-30": "大正元年", "1926-12-24": "大正15年", "1926-12-25": "昭和元年",
		"1989-01-07": "昭和64年", "1989-01-08": "平成元年", "1989-12-31": "平成元年", "1990-01-01": "平成2年", "2019-04-30": "平成31年", "2019-05-01": "令和元年",
		"2019-12-31": "令和元年", "2020-01-01": "令和2年", "2026-11-27": "令和8年", "2050-02-28": "令和32年",
	} {
		d, err := time.Parse(time.DateOnly, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := Era(d.Year(), d.Month(), d.Day()); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

// No day of two hundred years is in no era, and within one the years count up by one each January.
func TestErasAreWhole(t *testing.T) {
	last := ""
	for d := time.Date(1873, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2060; d = d.AddDate(0, 0, 1) {
		e := Era(d.Year(), d.Month(), d.Day())
		if e == "" {
			t.Fatalf("%s has no era", d.Format(time.DateOnly))
		}
		if e != last && last != "" && (d.Month() != 1 || d.Day() != 1) {
			switch d.Format(time.DateOnly) {
			case "1912-07-30", "1926-12-25", "1989-01-08", "2019-05-01":
			default:
				t.Fatalf("%s: from %s to %s", d.Format(time.DateOnly), last, e)
			}
		}
		last = e
	}
}

func TestMoment(t *testing.T) {
	utc := func(y, m, d, h, min int) time.Time { return time.Date(y, time.Month(m), d, h, min, 0, 0, time.UTC) }
	seoul, berlin := time.FixedZone("KST", 9*3600), time.FixedZone("", 3600)
	for _, c := range []struct {
		m      breach.Moment
		style  style
		ja, en string
	}{
		// midnight in Japan is the day before in UTC
		{breach.Moment{At: utc(2019, 4, 30, 15, 0), Precision: breach.Day}, style{zone: japan, era: true}, "2019年（令和元年）5月1日", "1 May 2019"},
		{breach.Moment{At: utc(2019, 4, 30, 14, 59), Precision: breach.Minute}, style{zone: japan, era: true}, "2019年（平成31年）4月30日 23時59分", "30 April 2019, 23:59 JST"},
		{breach.Moment{At: utc(2018, 12, 31, 15, 0), Precision: breach.Year}, style{zone: japan, era: true}, "2019年（平成31年・令和元年）", "2019"},
		{breach.Moment{At: utc(2019, 3, 31, 15, 0), Precision: breach.Month, About: true}, style{zone: japan, era: true}, "2019年（平成31年）4月ごろ", "about April 2019"},
		{breach.Moment{At: utc(1988, 12, 31, 15, 0), Precision: breach.Month}, style{zone: japan, era: true}, "1989年（昭和64年・平成元年）1月", "January 1989"},
		{breach.Moment{At: utc(2026, 12, 3, 15, 0), Precision: breach.Day}, style{zone: japan}, "2026年12月4日", "4 December 2026"},
		{breach.Moment{At: utc(2026, 12, 4, 0, 5), Precision: breach.Minute}, style{zone: japan}, "2026年12月4日 9時05分", "4 December 2026, 09:05 JST"},
		{breach.Moment{At: utc(2026, 12, 4, 0, 5), Precision: breach.Hour}, style{zone: japan}, "2026年12月4日 9時台", "4 December 2026, between 09:00 and 10:00 JST"},
		{breach.Moment{At: utc(2026, 12, 4, 0, 5), Precision: breach.Minute}, style{zone: time.UTC}, "2026年12月4日 0時05分（UTC）", "4 December 2026, 00:05 UTC"},
		{breach.Moment{At: utc(2026, 12, 4, 0, 5), Precision: breach.Minute}, style{zone: berlin}, "2026年12月4日 1時05分（UTC+01:00）", "4 December 2026, 01:05 UTC+01:00"},
		{breach.Moment{At: utc(2026, 12, 4, 0, 5), Precision: breach.Second}, style{zone: seoul}, "2026年12月4日 9時05分00秒（KST）", "4 December 2026, 09:05:00 KST"},
		{breach.Moment{At: utc(2026, 10, 17, 15, 0), Until: utc(2026, 12, 2, 15, 0), Precision: breach.Day}, style{zone: japan}, "2026年10月18日から2026年12月3日まで", "18 October 2026 to 3 December 2026"},
		{breach.Moment{}, style{zone: japan}, "", ""},
	} {
		c.style.lang = "ja"
		if got := c.style.moment(c.m); got != c.ja {
			t.Errorf("%q, want %q", got, c.ja)
		}
		c.style.lang = "en"
		if got := c.style.moment(c.m); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
	}
}

func TestCount(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	for _, c := range []struct {
		count  breach.Count
		ja, en string
	}{
		{breach.Count{}, "", ""},
		{breach.Count{Max: n(20_076_016)}, "最大20,076,016人", "at most 20,076,016 persons"},
		{breach.Count{Confirmed: n(1)}, "確認済み1人（調査の進展により増える可能性があります）", "1 person confirmed (the number may grow)"},
		{breach.Count{Max: n(3), Likely: n(3), Confirmed: n(3)}, "3人（確認済み）", "3 persons (confirmed)"},
		{breach.Count{Max: n(27927), Likely: n(27889), Confirmed: n(27100)}, "最大27,927人（推定27,889人、うち確認済み27,100人）", "at most 27,927 persons (likely 27,889, 27,100 of them confirmed)"},
		{breach.Count{Max: n(5), Confirmed: n(0)}, "最大5人（うち確認済み0人）", "at most 5 persons (0 of them confirmed)"},
		{breach.Count{Likely: n(5)}, "推定5人", "likely 5 persons"},
	} {
		for lang, want := range map[string]string{"ja": c.ja, "en": c.en} {
			s := &Sheet{Input: &Input{}, Form: &Form{}, Lang: lang}
			if got := s.Count(c.count); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range [][3]int64{{0, 7, 0}, {1, 1000, 1}, {23179, 27927, 83}, {999, 1000, 99}, {7, 7, 100}, {61, 100, 61}} {
		if got := percent(c[0], c[1]); got != c[2] {
			t.Errorf("%d of %d: %d, want %d", c[0], c[1], got, c[2])
		}
	}
}
