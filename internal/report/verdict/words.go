package verdict

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// word is what a match says in a stable word that is not known here: of a later version, or hostile.
func word(s string) string { return report.Cut(clean(s), 20) }

// named is a name in the midst of a sentence.
func named(s string) string { return report.Cut(clean(s), 40) }

func (t *teller) unknown() string { return t.Of("不明", "unknown") }

// count is a number, or that it is unknown.
func (t *teller) count(n *int64) string {
	if n == nil {
		return t.unknown()
	}
	return report.Number(*n)
}

// persons is a number with the word behind it.
func (t *teller) persons(n int64) string {
	return t.Of(report.Number(n)+"人", report.Plural(n, "person", "people"))
}

// records is a number with the word behind it.
func (t *teller) records(n int64) string {
	return t.Of(report.Number(n)+"行", report.Plural(n, "record", "records"))
}

// people is how many persons stand in a dump, as the other reports count them.
func people(p *leak.People) inventory.People {
	return inventory.People{Min: p.Min, N: p.Likely, Max: p.Max, Error: p.Error}
}

// bounds is between what the number of persons lies and how sure it is, "" if it is exact.
func (t *teller) bounds(p *leak.People) string {
	var out []string
	lo, hi := p.Min, p.Max
	switch {
	case lo != nil && hi != nil && *lo != *hi:
		out = append(out, fmt.Sprintf(t.Of("%s～%s人の幅", "between %s and %s"), report.Number(*lo), report.Number(*hi)))
	case lo == nil && hi != nil && p.Likely == nil:
		out = append(out, t.Of("多くて"+report.Number(*hi)+"人", "at most "+report.Number(*hi)))
	}
	if p.Error > 0 {
		pc := strconv.FormatFloat(p.Error*100, 'f', 1, 64)
		out = append(out, t.Of("誤差±"+pc+"％（2σ）", "±"+pc+" % (2σ)"))
	}
	return strings.Join(out, t.Of("、", ", "))
}

// share writes a part of one in per cent, such that what is nearly all or nearly nothing does not read as if it were.
func (t *teller) share(p float64) string {
	s, pre, post := "", "", ""
	switch pc := p * 100; {
	case p != p: // nobody divided by nobody
		return t.unknown()
	case p <= 0:
		s = "0"
	case p >= 1:
		s = "100"
	case pc < 0.01:
		s, pre, post = "0.01", "<", "未満"
	case pc > 99.99:
		s, pre, post = "99.99", ">", "超"
	case pc < 1 || pc > 99:
		s = strconv.FormatFloat(pc, 'f', 2, 64)
	default:
		s = strconv.FormatFloat(pc, 'f', 1, 64)
	}
	return t.Of(s+"％"+post, pre+s+" %")
}

func (t *teller) maybe(p *float64) string {
	if p == nil {
		return t.unknown()
	}
	return t.share(*p)
}

// short is a number for a place that has no room: 168k, 16.8万.
func (t *teller) short(n int64) string {
	units := []struct {
		of   int64
		name string
	}{{1_000_000_000, "G"}, {1_000_000, "M"}, {1_000, "k"}}
	if t.ja {
		units[0].of, units[0].name = 1_000_000_000_000, "兆"
		units[1].of, units[1].name = 100_000_000, "億"
		units[2].of, units[2].name = 10_000, "万"
	}
	for _, u := range units {
		switch {
		case n >= u.of*100:
			return report.Number(n/u.of) + u.name
		case n >= u.of:
			return strconv.FormatFloat(float64(n)/float64(u.of), 'f', 1, 64) + u.name
		}
	}
	return report.Number(n)
}

// of is the share n of all.
func (t *teller) of(n, all int64) string {
	if all <= 0 {
		return "–"
	}
	return t.share(float64(n) / float64(all))
}

// day and moment are a time as people write it; the zone is told once, where times begin.
func (t *teller) day(at time.Time) string {
	return t.local(at).Format(t.Of("2006年1月2日", "2 Jan 2006"))
}

func (t *teller) moment(at time.Time) string {
	return t.local(at).Format(t.Of("2006年1月2日 15:04", "2 Jan 2006 15:04"))
}

func (t *teller) zone(at time.Time) string { return t.local(at).Format("MST") }

// local is a time where the reader is.
func (t *teller) local(at time.Time) time.Time { return at.In(t.here) }

// span says the window in which a copy was taken.
func (t *teller) span(after, before *time.Time) string {
	switch {
	case after == nil && before == nil:
		return t.unknown()
	case before == nil:
		at := t.moment(*after) + " " + t.zone(*after)
		return t.Of(at+" 以降", "after "+at)
	case after == nil:
		at := t.moment(*before) + " " + t.zone(*before)
		return t.Of(at+" より前", "before "+at)
	}
	a, b := t.local(*after), t.local(*before)
	from, to := t.moment(a), t.moment(b)
	if a.Year() == b.Year() {
		if t.ja {
			to = b.Format("1月2日 15:04")
		} else {
			from = a.Format("2 Jan 15:04")
		}
	}
	if t.zone(a) != t.zone(b) { // clocks were changed in between
		from += " " + t.zone(a)
	}
	return from + t.Of("～", " – ") + to + " " + t.zone(b)
}

// period is from when till when, by the day.
func (t *teller) period(from, to *time.Time) string {
	switch {
	case from == nil && to == nil:
		return t.unknown()
	case to == nil:
		return t.Of(t.day(*from)+"～", "from "+t.day(*from))
	case from == nil:
		return t.Of("～"+t.day(*to), "to "+t.day(*to))
	}
	return t.day(*from) + t.Of("～", " – ") + t.day(*to)
}

var formats = map[string][2]string{
	"elasticsearch": {"Elasticsearch の書き出し", "Elasticsearch export"}, "mysqldump": {"MySQL のダンプ", "MySQL dump"},
	"postgres": {"PostgreSQL のダンプ", "PostgreSQL dump"}, "sql": {"SQL", "SQL"}, "csv": {"CSV", "CSV"}, "tsv": {"TSV", "TSV"},
	"ndjson": {"NDJSON", "NDJSON"}, "json": {"JSON", "JSON"}, "sqlite": {"SQLite データベース", "SQLite database"}, "xlsx": {"Excel ブック", "Excel workbook"},
	"parquet": {"Parquet", "Parquet"}, "mail": {"メール", "mail"}, "text": {"文章", "running text"}, "log": {"ログ", "log"},
	"code": {"プログラム", "program code"}, "mixed": {"複数の形式", "several formats"},
}

func (t *teller) format(f string) string {
	if n, ok := formats[f]; ok {
		return t.Of(n[0], n[1])
	}
	if f == "" {
		return t.Of("形式不明", "format unknown")
	}
	return word(f)
}

var languages = map[string][2]string{"ja": {"日本語", "Japanese"}, "zh": {"中国語", "Chinese"}, "ko": {"韓国語", "Korean"}, "en": {"英語", "English"}}

func (t *teller) language(l string) string {
	if n, ok := languages[l]; ok {
		return t.Of(n[0], n[1])
	}
	if l == "" {
		return t.unknown()
	}
	return word(l)
}

// verdict is a verdict in a word or two, as evidence speaks for it.
func (t *teller) verdict(v string) string {
	switch v {
	case leak.IsGenuine:
		return t.Of("本物", "genuine")
	case leak.IsAltered:
		return t.Of("改変", "altered")
	case leak.IsInvent:
		return t.Of("架空", "invented")
	case leak.IsOurs:
		return t.Of("当社", "ours")
	case leak.IsPartly:
		return t.Of("一部当社", "partly ours")
	case leak.IsAggregate:
		return t.Of("寄せ集め", "aggregate")
	case leak.IsNotOurs:
		return t.Of("当社外", "not ours")
	case leak.Unknown, "":
		return t.unknown()
	}
	return word(v)
}

// strangers are the usable records that stand for nobody of ours, and their share; ok is false if that is unknown.
func strangers(m *leak.Match) (n int64, share float64, ok bool) {
	if m.Ours.Share == nil || m.Records <= m.Unusable {
		return 0, 0, false
	}
	share = min(max(1-*m.Ours.Share, 0), 1)
	return int64(share*float64(m.Records-m.Unusable) + 0.5), share, true
}

// about says in a line what a dump is.
func (t *teller) about(m *leak.Match) string {
	out := []string{t.format(m.Format), t.records(m.Records)}
	if m.Unusable > 0 {
		out = append(out, t.Of("うち使えない行 ", "unusable ")+report.Number(m.Unusable))
	}
	return strings.Join(out, t.Of("・", " · "))
}
