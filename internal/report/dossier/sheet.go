package dossier

import (
	"io"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// CSV writes the yearly list for a spreadsheet: no cell begins with what one would take for a formula. bom marks it as UTF-8 for Excel.
func (y *Year) CSV(w io.Writer, lang string, bom bool, zone *time.Location) error {
	of := func(ja, en string) string {
		if lang == "ja" {
			return ja
		}
		return en
	}
	var buf []byte
	if bom {
		buf = append(buf, "\ufeff"...)
	}
	line := func(cells ...string) {
		for i, c := range cells {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = report.AppendCell(buf, said(c))
		}
		buf = append(buf, "\r\n"...)
	}
	day := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(zone).Format("2006-01-02")
	}
	truth := func(s string) string {
		return of(map[string]string{"yes": "はい", "no": "いいえ", "suspected": "おそれあり", "unknown": "不明"}[s], s)
	}
	line(of("番号", "number"), of("知った日", "known"), of("月", "month"), of("態様", "what happened"), of("件名", "title"), of("部署", "department"), of("人数", "people"),
		of("ヒヤリハット", "near miss"), of("回収", "retrieved"), of("報告の要否", "to be reported"), of("報告期限", "due"), of("報告日", "reported"), of("終結日", "closed"))
	for i := range y.Small {
		s := &y.Small[i]
		people, near := "", ""
		if s.People != nil {
			people = strconv.FormatInt(*s.People, 10)
		}
		if s.NearMiss {
			near = "1"
		}
		what := MishapText(s.Mishap)
		line(s.ID, day(s.When), s.Month, what.Of(lang), s.Title, s.Department, people, near, truth(s.Retrieved), truth(s.Report), day(s.Due), day(s.Reported), day(s.Closed))
	}
	_, err := w.Write(buf)
	return err
}

// JSON writes the yearly list for machines: {"case":{…}} a line, then {"summary":{…}}.
func (y *Year) JSON(w io.Writer) error {
	enc := encoder(w)
	for i := range y.Small {
		if err := enc.Encode(map[string]any{"case": &y.Small[i]}); err != nil {
			return err
		}
	}
	type summary struct {
		Year         *int      `json:"year"`
		Cases        int64     `json:"cases"`
		NearMisses   int64     `json:"near_misses"`
		ByMishap     []tallied `json:"by_mishap"`
		ByMonth      []tallied `json:"by_month"`
		ByDepartment []tallied `json:"by_department"`
	}
	s := summary{ByMishap: y.byMishap(), ByMonth: y.byMonth(), ByDepartment: y.byDepartment()}
	if y.Year != 0 {
		s.Year = &y.Year
	}
	for i := range y.Small {
		if y.Small[i].NearMiss {
			s.NearMisses++
		} else {
			s.Cases++
		}
	}
	return enc.Encode(map[string]any{"summary": s})
}
