package verdict

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

var points = map[string][2]string{
	"seller": {"販売者", "seller"}, "price": {"価格", "price"}, "count": {"件数", "count"}, "contents": {"内容", "contents"}, "place": {"掲載場所", "place"},
	"posted": {"掲載日時", "posted"}, "removed": {"取り下げ", "removed"},
}

// answer is one point of a claim and what the dump says to it.
type answer struct {
	Point, Claimed, Found, State, Evidence string
	Refuted                                bool
}

func (t *teller) answers(as []leak.Answer) []answer {
	out := make([]answer, len(as))
	for i := range as {
		a := &as[i]
		x := answer{Point: word(a.Point), Claimed: t.value(a.Claimed), Found: t.value(a.Found), State: t.Of("確かめられない", "cannot be told"), Evidence: clean(a.Evidence)}
		if p, ok := points[a.Point]; ok {
			x.Point = t.Of(p[0], p[1])
		}
		switch a.Verdict {
		case "supported":
			x.State = t.Of("裏付けあり", "supported")
		case "refuted":
			x.State, x.Refuted = t.Of("食い違う", "refuted"), true
		}
		if r, ok := reasons[a.Evidence]; ok {
			x.Evidence = t.Of(r[0], r[1])
		}
		out[i] = x
	}
	return out
}

// phrases are what package leak writes into an answer, which it leaves in English for machines.
var phrases = strings.NewReplacer(
	" people in ", "人（", " records if the rest is alike", "行で残りも同様なら）", " ours if the rest is alike", "人が当社の人（残りも同様なら）",
	" people", "人", " records", "行", "newest timestamp ", "最新の日時 ", "posted ", "掲載 ",
	"/person claimed", "／人（主張の人数で）", "/person found", "／人（実際の人数で）", ", ", "、", "; ", "、",
)

var (
	taken     = regexp.MustCompile(`taken after (\S+)`)
	tiny      = regexp.MustCompile(`\d(\.\d+)?e-\d\d`)
	timestamp = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)`)
	date      = regexp.MustCompile(`(^|[^\w-])(\d{4}-\d\d-\d\d)($|[^\w-])`)
	long      = regexp.MustCompile(`(^|[^\w.:-])(\d{4,18})($|[^\w.:-])`)
	kindName  = regexp.MustCompile(`[A-Z][A-Z_]{2,}`)
)

// value writes the numbers, times and kinds of a claim as the rest of the report does.
func (t *teller) value(s string) string {
	if s == "" {
		return t.unknown()
	}
	s = clean(s)
	if t.ja {
		s = phrases.Replace(taken.ReplaceAllString(s, "$1 より後の写し"))
	}
	s = kindName.ReplaceAllStringFunc(s, func(name string) string {
		if k, ok := pii.Parse(name); ok {
			return t.Kind(k)
		}
		return name
	})
	s = tiny.ReplaceAllStringFunc(s, func(m string) string {
		v, err := strconv.ParseFloat(m, 64)
		if err != nil {
			return m
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	})
	s = long.ReplaceAllStringFunc(s, func(m string) string {
		p := long.FindStringSubmatch(m)
		n, err := strconv.ParseInt(p[2], 10, 64)
		if err != nil || p[2][0] == '0' {
			return m
		}
		return p[1] + report.Number(n) + p[3]
	})
	s = date.ReplaceAllStringFunc(s, func(m string) string {
		p := date.FindStringSubmatch(m)
		at, err := time.ParseInLocation(time.DateOnly, p[2], time.Local)
		if err != nil {
			return m
		}
		return p[1] + t.day(at) + p[3]
	})
	return timestamp.ReplaceAllStringFunc(s, func(m string) string {
		at, err := time.Parse(time.RFC3339, m)
		if err != nil {
			return m
		}
		return t.moment(at) + " " + t.zone(at)
	})
}

// again is the share of a dump's people that another one had, and how sure that is.
func (t *teller) again(r *leak.Recycled) string {
	switch {
	case r.Error >= 1:
		return t.unknown()
	case r.Error > 0:
		return t.share(r.Share) + "±" + strconv.FormatFloat(r.Error*100, 'f', 1, 64)
	}
	return t.share(r.Share)
}

var assetTypes = map[string][2]string{
	"host": {"ホスト", "host"}, "bucket": {"バケット", "bucket"}, "url": {"URL", "URL"}, "key": {"鍵", "key"}, "id": {"識別子", "ID"},
}

func (t *teller) assetType(s string) string {
	if n, ok := assetTypes[s]; ok {
		return t.Of(n[0], n[1])
	}
	return word(s)
}
